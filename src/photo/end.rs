//! What stands behind the end of a picture in its file: padding that was added to reach a size, as a rule.

use super::Format;
use super::chunks::Chunks;
use super::marks::{END, Marks};

/// The bytes behind the end of the picture. What phones put there on purpose does not count: a further picture,
/// a moving one, or a maker's own data.
pub fn bytes_behind_end(bytes: &[u8], format: Format) -> u64 {
    let end = match format {
        Format::Jpeg => end_of_jpeg(bytes),
        Format::Png => end_of_png(bytes),
        Format::WebP => end_of_webp(bytes),
        Format::Heic => Some(bytes.len()),
    };
    let behind = end.and_then(|end| bytes.get(end..)).unwrap_or_default();
    if is_on_purpose(behind) { 0 } else { behind.len() as u64 }
}

fn end_of_jpeg(bytes: &[u8]) -> Option<usize> {
    let mut marks = Marks::new(bytes);
    marks.by_ref().find(|(mark, _)| *mark == END)?;
    Some(marks.place())
}

/// Behind the chunk IEND and its checksum (PNG specification, 11.2.5).
fn end_of_png(bytes: &[u8]) -> Option<usize> {
    let mut chunks = Chunks::of_png(bytes);
    chunks.by_ref().find(|(name, _)| *name == b"IEND")?;
    Some(chunks.place().min(bytes.len()))
}

/// Behind the bytes that the RIFF header states, which are even in number.
fn end_of_webp(bytes: &[u8]) -> Option<usize> {
    let length = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?) as usize;
    Some((length + 8 + length % 2).min(bytes.len()))
}

/// Whether these bytes begin, behind zeros, like a further JPEG (a gain map, a depth map), like a video (a moving
/// photo), or end like Samsung's own data.
fn is_on_purpose(behind: &[u8]) -> bool {
    let start = behind.iter().position(|byte| *byte != 0).unwrap_or(0);
    let first = &behind[start..];
    let is_video = |at: usize| behind.get(at + 4..at + 8) == Some(b"ftyp");
    first.starts_with(&[0xFF, 0xD8, 0xFF])
        || is_video(start.saturating_sub(3))
        || is_video(start)
        || behind.ends_with(b"SEFT")
        || first.starts_with(b"MotionPhoto_Data")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<u8> {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/submissions/low-resolution.jpg");
        std::fs::read(path).expect("a photo")
    }

    #[test]
    fn padding_is_counted_and_further_pictures_are_not() {
        let whole = sample();
        let with =
            |behind: &[u8]| bytes_behind_end(&[whole.as_slice(), behind].concat(), Format::Jpeg);
        assert_eq!(with(&[]), 0);
        assert_eq!(with(&[0; 5000]), 5000);
        assert_eq!(with(b"padding"), 7);
        assert_eq!(with(&whole), 0);
        assert_eq!(with(b"\0\0\0\x18ftypmp42 and so on"), 0);
        assert_eq!(with(b"what Samsung writes SEFT"), 0);
    }

    #[test]
    fn pngs_end_behind_their_last_chunk() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/submissions/screenshot.png");
        let whole = std::fs::read(path).expect("a picture");
        assert_eq!(bytes_behind_end(&whole, Format::Png), 0);
        let padded = [whole.as_slice(), b"padding"].concat();
        assert_eq!(bytes_behind_end(&padded, Format::Png), 7);
    }
}
