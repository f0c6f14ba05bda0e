# 照片为什么不能显示；句末不加句号，因为会放进别的句子
photo-not-an-image = 不是图片文件
photo-heic = 是 HEIC 或 AVIF 格式
photo-unsupported = 是 { $value } 格式
photo-rare-jpeg = 这种 JPEG 很少见，无法正确显示
photo-truncated = 文件不完整
photo-too-slow = 解码时间过长
photo-unreadable = 内容已损坏，解码程序的报告为“{ $value }”
photo-decoder-failed = 解码程序出错
photo-too-many-bytes = 文件大于 { $limit } MB，超过上限
photo-too-many-pixels = 尺寸 { $value }，超过上限
photo-too-small = 尺寸 { $value }，小于 { $limit }
