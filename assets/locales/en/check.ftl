# What `check` prints.
check-size = { $width } × { $height } px, faces: { $faces }
check-unread = NOT READ: { $why }
check-fails = FAILS
check-doubtful = doubtful
check-unknown = not known
check-reviewer = for the reviewer
check-clear = nothing found
check-measured = { "  " }({ $measure } { $value } ± { $uncertainty } { $unit }, limit { $limit })
check-made = made: { $file }, { $bytes } bytes, quality { $quality }
check-made-small = ; smaller than the specification's least size, which nothing is added to reach
check-not-made = NOT MADE: { $why }
check-not-made-rules = { " " }(no crop keeps these rules: { $rules }; { $by } px are missing)
