//! Decodes JPEG to RGB, by zune-jpeg unless the layout is rare, and tells a truncated file from other
//! faults.

use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;

use super::layout::{self, Layout, MOST_SCANS};
use super::marks::{END, Marks, SCAN};
use super::{Limits, PhotoError, Pixels, rare_jpeg, scan};

/// Width and height from the header.
pub(super) fn dimensions(bytes: &[u8], limits: &Limits) -> Result<(u32, u32), PhotoError> {
    known(bytes)?;
    match rare(bytes) {
        Some(layout) => checked(&layout, limits).map(|()| (layout.width, layout.height)),
        None => open(bytes, limits).map(|(_, width, height)| (width, height)),
    }
}

/// Refuses the kinds that neither decoder reads.
fn known(bytes: &[u8]) -> Result<(), PhotoError> {
    layout::unread(bytes).map_or(Ok(()), |kind| Err(PhotoError::Unsupported(kind)))
}

/// Refuses a picture that is not whole. The caller has checked its size.
fn whole(bytes: &[u8], limits: &Limits) -> Result<(), PhotoError> {
    if !is_complete(bytes) {
        return Err(PhotoError::Truncated);
    }
    if !limits.is_strict {
        return Ok(());
    }
    match scan::fault(bytes) {
        None => Ok(()),
        Some(fault) => {
            tracing::debug!("damaged: {fault:?}");
            Err(PhotoError::Damaged)
        }
    }
}

/// The layout, if zune-jpeg might decode it wrong, or would not tell the inks that a profile is about.
fn rare(bytes: &[u8]) -> Option<Layout> {
    Layout::read(bytes).filter(|layout| !layout.is_usual() || layout.has_inks())
}

fn checked(layout: &Layout, limits: &Limits) -> Result<(), PhotoError> {
    limits.check_size(layout.width, layout.height)
}

type Decoder<'a> = JpegDecoder<ZCursor<&'a [u8]>>;

/// Reads the header with zune-jpeg, and returns its decoder.
fn open<'a>(bytes: &'a [u8], limits: &Limits) -> Result<(Decoder<'a>, u32, u32), PhotoError> {
    let options = DecoderOptions::default()
        // Checked by `check_size` below, which says what is wrong; the decoder's own error would not.
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        .set_strict_mode(false)
        .jpeg_set_max_scans(MOST_SCANS)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|error| unreadable(bytes, &error))?;
    let info = decoder.info().ok_or(PhotoError::NotAnImage)?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    limits.check_size(width, height)?;
    Ok((decoder, width, height))
}

/// Decodes into `memory`. Returns the pixels as stored (not yet upright, not yet sRGB), and the colour
/// profile if there is one.
pub(super) fn decode(
    bytes: &[u8],
    limits: &Limits,
    memory: Vec<u8>,
) -> Result<(Pixels, Option<Vec<u8>>), PhotoError> {
    known(bytes)?;
    if let Some(layout) = rare(bytes) {
        checked(&layout, limits)?;
        within_scans(bytes)?;
        whole(bytes, limits)?;
        return rare_jpeg::decode(bytes, &layout, limits);
    }
    let (mut decoder, width, height) = open(bytes, limits)?;
    let profile = decoder.icc_profile();
    let size = u64::from(width) * u64::from(height) * 3;
    if decoder.output_buffer_size().map(|bytes| bytes as u64) != Some(size) {
        return Err(PhotoError::DecoderFailed);
    }
    within_scans(bytes)?;
    whole(bytes, limits)?;
    let mut rgb = blank(memory, size as usize);
    decoder.decode_into(&mut rgb).map_err(|error| unreadable(bytes, &error))?;
    Ok((Pixels { width, height, rgb }, profile))
}

/// Zeroes memory that held another photo: if the decoder stops half way, none of that photo may show.
pub(super) fn blank(mut memory: Vec<u8>, size: usize) -> Vec<u8> {
    memory.clear();
    memory.resize(size, 0);
    memory
}

fn unreadable(bytes: &[u8], error: &DecodeErrors) -> PhotoError {
    match error {
        _ if !is_complete(bytes) => PhotoError::Truncated,
        DecodeErrors::Format(why) if why.starts_with("Too many scans") => PhotoError::TooSlow,
        _ => PhotoError::Unreadable(format!("{error:?}")),
    }
}

/// Refuses a picture of more scans than encoders write, each of which costs a pass over every pixel. What follows
/// the end is not counted: it may be further pictures.
fn within_scans(bytes: &[u8]) -> Result<(), PhotoError> {
    let marks = Marks::new(bytes).map(|(mark, _)| mark).take_while(|mark| *mark != END);
    let scans = marks.filter(|mark| *mark == SCAN).take(MOST_SCANS + 1).count();
    if scans > MOST_SCANS { Err(PhotoError::TooSlow) } else { Ok(()) }
}

/// Whether the pixels come in several passes, all of which must be kept: the picture is progressive, or of a layout
/// that is rare.
pub(super) fn has_several_scans(bytes: &[u8]) -> bool {
    Layout::read(bytes).is_none_or(|layout| layout.progressive || !layout.is_usual())
}

/// Whether the picture's own end marker is there. Whatever phones append after it (films, depth maps,
/// further pictures) is ignored.
fn is_complete(bytes: &[u8]) -> bool {
    Marks::new(bytes).any(|(mark, _)| mark == END)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A JPEG with one segment, one scan of these bytes, and what follows.
    fn jpeg(scan: &[u8], tail: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xFE, 0x00, 0x06, 0xFF, 0xD9, 0xFF, 0xDA];
        bytes.extend([0xFF, 0xDA, 0x00, 0x02]);
        bytes.extend(scan);
        bytes.extend(tail);
        bytes
    }

    #[test]
    fn only_the_own_end_counts() {
        let scan = [1, 2, 0xFF, 0x00, 3, 0xFF, 0xD0, 4, 0xFF, 0xFF, 0x00];
        let cases: [(&[u8], bool); 6] = [
            (&[0xFF, 0xD9], true),
            (&[], false),
            (&[0xFF], false),
            // After the end: the scan of another picture, truncated.
            (&[0xFF, 0xD9, 9, 0xFF, 0xDA, 0, 2, 7], true),
            // A second scan, as in progressive pictures: whole, and truncated.
            (&[0xFF, 0xDA, 0, 2, 5, 0xFF, 0xD9], true),
            (&[0xFF, 0xDA, 0, 2, 5], false),
        ];
        for (tail, whole) in cases {
            assert_eq!(is_complete(&jpeg(&scan, tail)), whole, "{tail:?}");
        }
    }

    /// A grey progressive picture whose scans all repeat the same data.
    fn progressive(scans: usize) -> Vec<u8> {
        let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0];
        bytes.extend([1; 64]);
        bytes.extend([0xFF, 0xC2, 0, 11, 8, 0x01, 0xE0, 0x02, 0x80, 1, 1, 0x11, 0]);
        // A single code, the bit 0, which says: no difference from the previous block.
        bytes.extend([0xFF, 0xC4, 0, 20, 0, 1]);
        bytes.extend([0; 16]);
        for _ in 0..scans {
            bytes.extend([0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0]);
            bytes.extend([0; 80 * 60 / 8]);
        }
        bytes.extend([0xFF, 0xD9]);
        bytes
    }

    #[test]
    fn a_picture_of_endless_scans_is_refused() {
        let limits = Limits::default();
        let (pixels, _) = decode(&progressive(10), &limits, Vec::new()).expect("decodes");
        assert_eq!((pixels.width, pixels.height), (640, 480));
        let refused = decode(&progressive(90), &limits, Vec::new()).expect_err("refused");
        assert_eq!(refused, PhotoError::TooSlow);
    }
}
