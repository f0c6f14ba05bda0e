# `check` 打印的文字。
check-size = { $width } × { $height } 像素，人脸：{ $faces }
check-unread = 未能读取：{ $why }
check-fails = 不合格
check-doubtful = 存疑
check-unknown = 无法判断
check-reviewer = 由审核员判断
check-clear = 未发现问题
check-measured = （{ $measure } { $value } ± { $uncertainty } { $unit }，限值 { $limit }）
check-made = 已制作：{ $file }，{ $bytes } 字节，质量 { $quality }
check-made-small = ；小于规格的最小文件大小，不作填充
check-not-made = 未制作：{ $why }
check-not-made-rules = （没有裁剪能同时满足：{ $rules }；相差 { $by } 像素）
check-specification-unread = 规格文件无法读取（{ $why }）：{ $path }
check-specification-bad = 不是规格文件（{ $why }）：{ $path }
check-out-one-file = 这是一个文件，只能放一张照片；多张照片请指定文件夹：{ $path }
check-out-twice = 两张照片会写到同一处，请改用不同的文件名：{ $path }
check-out-original = 这是原照片，不能覆盖，请指定别处：{ $path }
