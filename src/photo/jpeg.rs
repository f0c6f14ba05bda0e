//! JPEG by zune-jpeg: full decoding, to RGB, with truncation told from other faults.

use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use super::{Limits, PhotoError, Pixels};

/// Pixels as stored (not yet upright, not yet sRGB) and the colour profile, if there is one.
pub(super) fn decode(
    bytes: &[u8],
    limits: &Limits,
) -> Result<(Pixels, Option<Vec<u8>>), PhotoError> {
    let side = limits.max_side as usize;
    let options = DecoderOptions::default()
        .set_max_width(side)
        .set_max_height(side)
        .set_strict_mode(false)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let unreadable = |error: zune_jpeg::errors::DecodeErrors| unreadable(bytes, &error);
    decoder.decode_headers().map_err(unreadable)?;
    let info = decoder.info().ok_or(PhotoError::NotAnImage)?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    limits.check_size(width, height)?;
    let profile = decoder.icc_profile();
    let rgb = decoder.decode().map_err(unreadable)?;
    if !is_complete(bytes) {
        return Err(PhotoError::Truncated);
    }
    if rgb.len() as u64 != u64::from(width) * u64::from(height) * 3 {
        return Err(PhotoError::Unreadable("wrong number of pixels".to_owned()));
    }
    Ok((Pixels { width, height, rgb }, profile))
}

fn unreadable(bytes: &[u8], error: &zune_jpeg::errors::DecodeErrors) -> PhotoError {
    if matches!(error, zune_jpeg::errors::DecodeErrors::LargeDimensions(_)) {
        return PhotoError::TooManyPixels { width: 0, height: 0 };
    }
    if is_complete(bytes) {
        PhotoError::Unreadable(format!("{error:?}"))
    } else {
        PhotoError::Truncated
    }
}

/// Whether the end-of-image mark stands where a whole file has it. Phones append data behind it
/// (motion photos, depth maps), so it is looked for in the whole part behind the last scan's start.
fn is_complete(bytes: &[u8]) -> bool {
    let scan = bytes.windows(2).rposition(|pair| pair == [0xFF, 0xDA]).unwrap_or(0);
    // Inside a scan 0xFF is always followed by 0, a restart mark or the end: so the pair is the end.
    bytes[scan..].windows(2).any(|pair| pair == [0xFF, 0xD9])
}
