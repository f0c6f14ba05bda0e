# `check` 打印的文字。
check-size = { $width } × { $height } 像素，人脸：{ $faces }
check-unread = 未能读取：{ $why }
check-fails = 不合格
check-doubtful = 存疑
check-unknown = 无法判断
check-reviewer = 由审核员判断
check-clear = 未发现问题
check-measured = { $measure } { $value } ± { $uncertainty } { $unit }，限值 { $limit }
