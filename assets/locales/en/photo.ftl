# Why a photo can't be shown; without a full stop at the end, since it stands in other sentences
photo-not-an-image = it is not an image
photo-heic = it is HEIC or AVIF
photo-unsupported = it is { $value }
photo-rare-jpeg = it is a rare kind of JPEG that could not be shown right
photo-truncated = the file is cut off
photo-too-slow = it takes too long to decode
photo-unreadable = it is damaged, the decoder said “{ $value }”
photo-decoder-failed = the decoder failed
photo-too-many-bytes = it is larger than the limit of { $limit } MB
photo-too-many-pixels = its { $value } pixels are more than the limit
photo-too-small = its { $value } pixels are fewer than { $limit }
