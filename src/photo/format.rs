//! Recognises a file's format by its first bytes, whatever its name.

use super::PhotoError;

/// A supported format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
}

/// The format of a file by its first bytes (a few dozen are enough), or why it is not supported.
pub fn detect(bytes: &[u8]) -> Result<Format, PhotoError> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let at = |from: usize, magic: &[u8]| bytes.get(from..).is_some_and(|b| b.starts_with(magic));
    if starts(&[0xFF, 0xD8, 0xFF]) {
        return Ok(Format::Jpeg);
    }
    if starts(b"\x89PNG\r\n\x1a\n") {
        return Ok(Format::Png);
    }
    if starts(b"RIFF") && at(8, b"WEBP") {
        return Ok(Format::WebP);
    }
    if at(4, b"ftyp") {
        let brands: [&[u8]; 8] =
            [b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"];
        return Err(if brands.iter().any(|brand| at(8, brand)) {
            PhotoError::Heic
        } else {
            PhotoError::Unsupported("video")
        });
    }
    Err(match bytes {
        [b'G', b'I', b'F', b'8', ..] => PhotoError::Unsupported("GIF"),
        [b'B', b'M', ..] => PhotoError::Unsupported("BMP"),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => PhotoError::Unsupported("TIFF"),
        [b'%', b'P', b'D', b'F', ..] => PhotoError::Unsupported("PDF"),
        _ => PhotoError::NotAnImage,
    })
}

/// Whether a WebP file has all the bytes that its header states.
pub(super) fn is_whole_webp(bytes: &[u8]) -> bool {
    let length = bytes.get(4..8).and_then(|length| length.try_into().ok()).map(u32::from_le_bytes);
    length.is_some_and(|length| bytes.len() as u64 >= u64::from(length) + 8)
}
