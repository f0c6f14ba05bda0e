//! Decodes JPEGs of rare layouts, by jpeg-decoder: slower than zune-jpeg, but correct where that is not.

use jpeg_decoder::{ColorTransform, Decoder, Error, PixelFormat};

use super::layout::{Colours, Layout};
use super::{Limits, PhotoError, Pixels, colour};

/// The pixels as stored (not yet upright, not yet sRGB), and the colour profile, if there is one. The
/// caller must have checked the size and the number of scans.
pub(super) fn decode(
    bytes: &[u8],
    layout: &Layout,
    limits: &Limits,
) -> Result<(Pixels, Option<Vec<u8>>), PhotoError> {
    let transform = match layout.colours().ok_or(PhotoError::RareJpeg)? {
        Colours::Grey => ColorTransform::Grayscale,
        Colours::Ycc => ColorTransform::YCbCr,
        Colours::Rgb => ColorTransform::RGB,
        Colours::Cmyk => ColorTransform::CMYK,
        Colours::Ycck => ColorTransform::YCCK,
    };
    let mut decoder = Decoder::new(bytes);
    decoder.set_color_transform(transform);
    let samples = decoder.decode().map_err(fault)?;
    let profile = decoder.icc_profile();
    let is_inks = decoder.info().is_some_and(|info| info.pixel_format == PixelFormat::CMYK32);
    let (width, height) = (layout.width, layout.height);
    if let (true, Some(profile)) = (is_inks, &profile) {
        match colour::inks_to_srgb(&samples, profile) {
            Err(PhotoError::Profile) if !limits.is_strict => {}
            rgb => return Ok((sized(width, height, rgb?)?, None)),
        }
    }
    let rgb = match decoder.info().map(|info| info.pixel_format) {
        Some(PixelFormat::RGB24) => samples,
        Some(PixelFormat::L8) => samples.iter().flat_map(|grey| [*grey; 3]).collect(),
        Some(PixelFormat::CMYK32) => {
            samples.as_chunks().0.iter().copied().flat_map(on_paper).collect()
        }
        _ => return Err(PhotoError::RareJpeg),
    };
    Ok((sized(width, height, rgb)?, profile.filter(|_| !is_inks)))
}

/// Pixels of this size.
fn sized(width: u32, height: u32, rgb: Vec<u8>) -> Result<Pixels, PhotoError> {
    if rgb.len() as u64 == u64::from(width) * u64::from(height) * 3 {
        Ok(Pixels { width, height, rgb })
    } else {
        Err(PhotoError::DecoderFailed)
    }
}

/// The colour that four inks make on white paper.
fn on_paper([inks @ .., black]: [u8; 4]) -> [u8; 3] {
    let light = 255 - u32::from(black);
    inks.map(|ink| (((255 - u32::from(ink)) * light + 127) / 255) as u8)
}

fn fault(error: Error) -> PhotoError {
    match error {
        Error::Unsupported(_) => PhotoError::RareJpeg,
        Error::Format(why) => PhotoError::Unreadable(why),
        Error::Io(_) => PhotoError::Truncated,
        Error::Internal(why) => PhotoError::Unreadable(why.to_string()),
    }
}
