//! Recognises a file's format by its first bytes, whatever its name.

use super::kind::Kind;
use super::{PhotoError, raw};

/// A supported format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
    /// HEIC: HEIF with HEVC, as phones write it.
    Heic,
}

/// The format of a file by its first bytes (a thousand are enough), or why it is not supported.
pub fn detect(bytes: &[u8]) -> Result<Format, PhotoError> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let at = |from: usize, magic: &[u8]| bytes.get(from..).is_some_and(|b| b.starts_with(magic));
    if bytes.is_empty() {
        return Err(PhotoError::Empty);
    }
    // JPEG-LS begins like JPEG; a frame of its own follows at once.
    if starts(&[0xFF, 0xD8, 0xFF]) && !at(2, &[0xFF, 0xF7]) {
        return Ok(Format::Jpeg);
    }
    if starts(b"\x89PNG\r\n\x1a\n") {
        return if at(12, b"CgBI") {
            Err(PhotoError::Unsupported(Kind::ApplePng))
        } else {
            Ok(Format::Png)
        };
    }
    if starts(b"RIFF") && at(8, b"WEBP") {
        return Ok(Format::WebP);
    }
    if at(4, b"ftyp") {
        return by_brands(bytes);
    }
    let kind = raw::kind(bytes).or_else(|| by_magic(bytes)).or_else(|| by_text(bytes));
    Err(kind.map_or(PhotoError::NotAnImage, PhotoError::Unsupported))
}

/// The kind of an ISO base media file, by its main brand and the others that it is compatible with.
fn by_brands(bytes: &[u8]) -> Result<Format, PhotoError> {
    let length = bytes.get(..4).and_then(|length| length.try_into().ok()).map(u32::from_be_bytes);
    let length = length.map_or(0, |length| length as usize).clamp(16, 256);
    let held = bytes.get(8..length.min(bytes.len())).unwrap_or_default();
    let brands: Vec<&[u8]> = held.chunks_exact(4).collect();
    let main = brands.first().copied().unwrap_or_default();
    let any = |known: &[&[u8]]| brands.iter().any(|brand| known.contains(brand));
    let stills: [&[u8]; 4] = [b"heic", b"heix", b"heim", b"heis"];
    match main {
        // Of `mif1` and `msf1` the other brands tell how the picture is coded, or nothing does.
        b"mif1" | b"msf1" | b"miaf" if !any(&[b"avif", b"avis"]) => Ok(Format::Heic),
        b"hevc" | b"hevx" | b"hevm" | b"hevs" if any(&[b"mif1", b"heic", b"heix"]) => {
            Ok(Format::Heic)
        }
        _ if stills.contains(&main) => Ok(Format::Heic),
        _ if any(&[b"avif", b"avis"]) => Err(PhotoError::Unsupported(Kind::Picture("AVIF"))),
        b"crx " => Err(PhotoError::Unsupported(Kind::Raw("CR3"))),
        b"jxl " => Err(PhotoError::Unsupported(Kind::Picture("JPEG XL"))),
        b"jp2 " | b"jpx " | b"jpm " => Err(PhotoError::Unsupported(Kind::Picture("JPEG 2000"))),
        _ => Err(PhotoError::Unsupported(Kind::Film)),
    }
}

/// What the first bytes of a file tell, at which place of it.
const MAGIC: [(usize, &[u8], Kind); 37] = [
    (0, b"GIF8", Kind::Picture("GIF")),
    (0, b"BM", Kind::Picture("BMP")),
    (0, b"II*\0", Kind::Picture("TIFF")),
    (0, b"MM\0*", Kind::Picture("TIFF")),
    (0, b"II+\0", Kind::Picture("TIFF")),
    (0, b"MM\0+", Kind::Picture("TIFF")),
    (0, b"8BPS", Kind::Picture("PSD")),
    (0, b"8BIM", Kind::Picture("PSD")),
    (0, b"gimp xcf", Kind::Picture("XCF")),
    (0, b"\xFF\x0A", Kind::Picture("JPEG XL")),
    (4, b"JXL \r\n\x87\n", Kind::Picture("JPEG XL")),
    (4, b"jP  \r\n\x87\n", Kind::Picture("JPEG 2000")),
    (0, b"\xFF\x4F\xFF\x51", Kind::Picture("JPEG 2000")),
    (0, b"\xFF\xD8\xFF\xF7", Kind::Picture("JPEG-LS")),
    (0, b"II\xBC\x01", Kind::Picture("JPEG XR")),
    (0, b"\0\0\x01\0", Kind::Picture("ICO")),
    (0, b"qoif", Kind::Picture("QOI")),
    (0, b"\xD7\xCD\xC6\x9A", Kind::Picture("WMF")),
    (0, b"\x8AMNG\r\n", Kind::Picture("MNG")),
    (0, b"%PDF", Kind::Document("PDF")),
    (0, b"%!PS", Kind::Document("PostScript")),
    (0, b"PK\x03\x04", Kind::Document("ZIP / Office")),
    (0, b"\xD0\xCF\x11\xE0", Kind::Document("Office")),
    (0, b"7z\xBC\xAF\x27\x1C", Kind::Document("7z")),
    (0, b"Rar!\x1A\x07", Kind::Document("RAR")),
    (0, b"\x1A\x45\xDF\xA3", Kind::Film),
    (8, b"AVI ", Kind::Film),
    (0, b"FLV\x01", Kind::Film),
    (0, b"\0\0\x01\xBA", Kind::Film),
    (0, b"\0\0\x01\xB3", Kind::Film),
    (0, b"\x30\x26\xB2\x75\x8E\x66\xCF\x11", Kind::Film),
    (0, b"OggS", Kind::Film),
    (4, b"moov", Kind::Film),
    (4, b"mdat", Kind::Film),
    (4, b"wide", Kind::Film),
    (4, b"skip", Kind::Film),
    (4, b"free", Kind::Film),
];

fn by_magic(bytes: &[u8]) -> Option<Kind> {
    let fits = |(at, magic, _): &&(usize, &[u8], Kind)| {
        bytes.get(*at..).is_some_and(|held| held.starts_with(magic))
    };
    MAGIC.iter().find(fits).map(|(_, _, kind)| *kind)
}

/// The kind of a text: a web page or a drawing.
fn by_text(bytes: &[u8]) -> Option<Kind> {
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    let text = String::from_utf8_lossy(head).trim_start_matches('\u{feff}').to_ascii_lowercase();
    let text = text.trim_start();
    let is_page =
        ["<!doctype html", "<html", "<head", "<body", "<script", "<meta", "mime-version:"]
            .iter()
            .any(|begun| text.starts_with(begun));
    // A prolog and remarks may stand before either.
    if is_page || text.starts_with('<') && text.contains("<html") {
        Some(Kind::WebPage)
    } else if text.starts_with('<') && text.contains("<svg") {
        Some(Kind::Picture("SVG"))
    } else {
        None
    }
}

/// Whether a WebP file has all the bytes that its header states.
pub(super) fn is_whole_webp(bytes: &[u8]) -> bool {
    let length = bytes.get(4..8).and_then(|length| length.try_into().ok()).map(u32::from_le_bytes);
    length.is_some_and(|length| bytes.len() as u64 >= u64::from(length) + 8)
}
