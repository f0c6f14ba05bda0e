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
check-specification-unread = the specification cannot be read ({ $why }): { $path }
check-specification-bad = not a specification ({ $why }): { $path }
check-out-one-file = this is one file, for one photo only: name a folder: { $path }
check-out-twice = two photos would be written to one place: give them other names: { $path }
check-out-original = this is an original: name another place: { $path }
