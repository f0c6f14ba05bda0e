//! Previews: the photo as JPEG at the size of a screen (proxy) and of a film strip (thumb).

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::U8x3;
use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use zune_core::bytestream::ZCursor;
use zune_jpeg::JpegDecoder;

use super::turn::Turn;
use super::write::{ChromaDetail, encode_jpeg};
use super::{PhotoError, Pixels, colour};

/// Long side of the proxy at most, in pixels.
pub const PROXY_SIDE: u32 = 1600;
/// Long side of the thumb at most, in pixels.
pub const THUMB_SIDE: u32 = 192;

/// JPEG quality of both: at these sizes the eye sees no difference to a higher one.
const QUALITY: u8 = 85;

/// The previews of a photo, each a JPEG file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Long side up to [`PROXY_SIDE`].
    pub proxy: Vec<u8>,
    /// Long side up to 192 pixels.
    pub thumb: Vec<u8>,
}

/// Makes the previews from pixels as stored. Scales first, since converting colours and turning take time
/// for every pixel.
pub(super) fn make(
    stored: &Pixels,
    turn: Turn,
    profile: Option<&[u8]>,
) -> Result<Preview, PhotoError> {
    let mut proxy = turn.apply(scaled(stored, PROXY_SIDE)?);
    colour::to_srgb(&mut proxy, profile)?;
    let thumb = scaled(&proxy, THUMB_SIDE)?;
    Ok(Preview { proxy: encode(&proxy)?, thumb: encode(&thumb)? })
}

/// Scales down to this longest side; a smaller picture stays as it is.
fn scaled(pixels: &Pixels, side: u32) -> Result<Pixels, PhotoError> {
    let long = pixels.width.max(pixels.height);
    if long <= side {
        return Ok(pixels.clone());
    }
    let fit =
        |length: u32| (u64::from(length) * u64::from(side)).div_ceil(u64::from(long)).max(1) as u32;
    resized(pixels, fit(pixels.width), fit(pixels.height), FilterType::Bilinear)
}

/// Scales down so that the whole picture fits into so many pixels, with a sharp filter; a smaller picture
/// stays as it is.
pub fn fitted(pixels: Pixels, width: u32, height: u32) -> Result<Pixels, PhotoError> {
    let across = f64::from(width) / f64::from(pixels.width);
    let factor = across.min(f64::from(height) / f64::from(pixels.height));
    if factor >= 1.0 {
        return Ok(pixels);
    }
    let fit = |length: u32| (f64::from(length) * factor).round().max(1.0) as u32;
    resized(&pixels, fit(pixels.width), fit(pixels.height), FilterType::CatmullRom)
}

/// Scales down if a side is longer than `side`.
pub fn within(pixels: Pixels, side: u32) -> Result<Pixels, PhotoError> {
    if pixels.width.max(pixels.height) <= side { Ok(pixels) } else { scaled(&pixels, side) }
}

/// Scales to exactly this size. The kind of pixel is named, so that only its code becomes part of the program.
pub(super) fn resized(
    pixels: &Pixels,
    width: u32,
    height: u32,
    filter: FilterType,
) -> Result<Pixels, PhotoError> {
    let unreadable = |error: &dyn std::fmt::Display| PhotoError::Unreadable(error.to_string());
    let from = TypedImageRef::<U8x3>::from_buffer(pixels.width, pixels.height, &pixels.rgb)
        .map_err(|error| unreadable(&error))?;
    let mut rgb = vec![0; width as usize * height as usize * 3];
    let mut to = TypedImage::<U8x3>::from_buffer(width, height, &mut rgb)
        .map_err(|error| unreadable(&error))?;
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter));
    Resizer::new().resize_typed(&from, &mut to, &options).map_err(|error| unreadable(&error))?;
    Ok(Pixels { width, height, rgb })
}

/// Writes a JPEG file with the colours at half the resolution, as phones do.
pub(super) fn encode(pixels: &Pixels) -> Result<Vec<u8>, PhotoError> {
    encode_jpeg(pixels, QUALITY, ChromaDetail::Half, None)
}

/// Decodes a preview made by this module, which is upright and sRGB already.
pub fn decode_preview(jpeg: &[u8]) -> Result<Pixels, PhotoError> {
    let mut decoder = JpegDecoder::new(ZCursor::new(jpeg));
    let unreadable = |error| PhotoError::Unreadable(format!("{error:?}"));
    let rgb = decoder.decode().map_err(unreadable)?;
    let info = decoder.info().ok_or(PhotoError::NotAnImage)?;
    Ok(Pixels { width: u32::from(info.width), height: u32::from(info.height), rgb })
}
