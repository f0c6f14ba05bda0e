# What `check` prints.
check-size = { $width } × { $height } px, faces: { $faces }
check-unread = NOT READ: { $why }
check-fails = FAILS
check-doubtful = doubtful
check-unknown = not known
check-reviewer = for the reviewer
check-clear = nothing found
check-measured = { $measure } { $value } ± { $uncertainty } { $unit }, limit { $limit }
