//! Decodes a submitted file: to every pixel for the screen, or to check it and make its previews on
//! import.

use std::io;

use fast_image_resize::FilterType;
use image::{DynamicImage, ImageDecoder, ImageReader};

use super::chunks::{is_animated_png, is_animated_webp};
use super::timed::Timed;
use super::turn::Turn;
use super::{
    Format, Kind, Limits, PhotoError, Pixels, Preview, colour, exif_facts, format, heif, jpeg,
    preview,
};
use crate::domain::camera::CameraFacts;

/// A checked photo.
#[derive(Debug, Clone)]
pub struct Inspected {
    /// Width in pixels, upright.
    pub width: u32,
    /// Height in pixels, upright.
    pub height: u32,
    /// What the camera wrote.
    pub camera: CameraFacts,
    /// The file's format.
    pub format: Format,
    /// Its previews.
    pub preview: Preview,
}

/// A decoded photo whose pixels are not yet turned upright nor converted to sRGB.
struct Stored {
    pixels: Pixels,
    profile: Option<Vec<u8>>,
    turn: Turn,
    camera: CameraFacts,
    format: Format,
}

/// A decoded photo, and what its file tells.
#[derive(Debug, Clone)]
pub struct Decoded {
    /// Every pixel, upright and in sRGB.
    pub pixels: Pixels,
    /// What the camera wrote.
    pub camera: CameraFacts,
    /// The file's format.
    pub format: Format,
}

/// Decodes to every pixel, upright and in sRGB.
pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Pixels, PhotoError> {
    decoded(bytes, limits).map(|decoded| decoded.pixels)
}

/// As [`decode`], with what the file tells.
pub fn decoded(bytes: &[u8], limits: &Limits) -> Result<Decoded, PhotoError> {
    let mut stored = read(bytes, limits, Vec::new())?;
    match colour::to_srgb(&mut stored.pixels, stored.profile.as_deref()) {
        Err(PhotoError::Profile) if !limits.is_strict => {}
        converted => converted?,
    }
    let Stored { pixels, turn, camera, format, .. } = stored;
    Ok(Decoded { pixels: turn.apply(pixels), camera, format })
}

/// Memory for pixels, used for one photo after another. Allocating it anew for each photo would take a
/// fifth of the time of decoding.
#[derive(Debug, Default)]
pub struct PixelMemory(Vec<u8>);

impl PixelMemory {
    /// How many bytes it keeps from one photo to the next.
    pub fn kept(&self) -> u64 {
        self.0.capacity() as u64
    }
}

/// Checks that a file is whole, by decoding every pixel, and makes the previews.
pub fn inspect(bytes: &[u8], limits: &Limits) -> Result<Inspected, PhotoError> {
    inspect_in(&mut PixelMemory::default(), bytes, limits)
}

/// As [`inspect`], using the same memory for one photo after another.
pub fn inspect_in(
    memory: &mut PixelMemory,
    bytes: &[u8],
    limits: &Limits,
) -> Result<Inspected, PhotoError> {
    let stored = read(bytes, limits, std::mem::take(&mut memory.0))?;
    let (width, height) = stored.turn.size(stored.pixels.width, stored.pixels.height);
    let made = |profile| preview::make(&stored.pixels, stored.turn, profile);
    let preview = match made(stored.profile.as_deref()) {
        Err(PhotoError::Profile) if !limits.is_strict => made(None)?,
        preview => preview?,
    };
    memory.0 = stored.pixels.rgb;
    Ok(Inspected { width, height, camera: stored.camera, format: stored.format, preview })
}

/// A picture enlarged by the smallest whole factor that makes it large enough for the usual limits, as a
/// JPEG file. Only for demos, and the file's name must tell: enlarging adds no detail.
pub fn enlarged(bytes: &[u8]) -> Result<Vec<u8>, PhotoError> {
    let usual = Limits::USUAL;
    let pixels = decode(bytes, &Limits::ANY_SIZE)?;
    let (short, long) = (pixels.width.min(pixels.height), pixels.width.max(pixels.height));
    let factor = usual.min_short.div_ceil(short).max(usual.min_long.div_ceil(long));
    let (width, height) = (pixels.width * factor, pixels.height * factor);
    // Check the enlarged size too: a picture one pixel high would become far too wide.
    usual.check_size(width, height)?;
    preview::encode(&preview::resized(&pixels, width, height, FilterType::Bilinear)?)
}

/// Width and height from the file's header, before turning upright, if the limits allow them. Decodes no
/// pixel.
pub fn dimensions(bytes: &[u8], limits: &Limits) -> Result<(u32, u32), PhotoError> {
    match check(bytes, limits)? {
        Format::Jpeg => jpeg::dimensions(bytes, limits),
        Format::Png => other_head(bytes, image::ImageFormat::Png, limits),
        Format::WebP => other_head(bytes, image::ImageFormat::WebP, limits),
        Format::Heic => heif::dimensions(bytes, limits),
    }
}

/// About the most bytes of memory that decoding the file takes at a time, its pixels included. Decodes no pixel.
pub fn memory(bytes: &[u8], limits: &Limits) -> Result<u64, PhotoError> {
    let (width, height) = dimensions(bytes, limits)?;
    let for_each_pixel = match format::detect(bytes)? {
        // Three colours; a decoder of several scans keeps two bytes for each coefficient besides.
        Format::Jpeg if jpeg::has_several_scans(bytes) => 9,
        Format::Jpeg => 3,
        // Four colours of two bytes, then of one, then three.
        Format::Png => 15,
        Format::WebP => 8,
        // Planes of 16 bits before and after the filters, and colours of 16 bits.
        Format::Heic => 15,
    };
    Ok(u64::from(width) * u64::from(height) * for_each_pixel)
}

/// The format of a file, if it is supported and the file is not too large.
fn check(bytes: &[u8], limits: &Limits) -> Result<Format, PhotoError> {
    if bytes.len() as u64 > limits.max_bytes {
        let (bytes, limit) = (bytes.len() as u64, limits.max_bytes);
        return Err(PhotoError::TooManyBytes { bytes, limit });
    }
    match format::detect(bytes)? {
        Format::WebP if !format::is_whole_webp(bytes) => Err(PhotoError::Truncated),
        Format::WebP if limits.is_strict && is_animated_webp(bytes) => {
            unsupported(Kind::Animated("WebP"))
        }
        Format::Png if limits.is_strict && is_animated_png(bytes) => {
            unsupported(Kind::Animated("PNG"))
        }
        format => Ok(format),
    }
}

fn unsupported<T>(kind: Kind) -> Result<T, PhotoError> {
    Err(PhotoError::Unsupported(kind))
}

fn read(bytes: &[u8], limits: &Limits, memory: Vec<u8>) -> Result<Stored, PhotoError> {
    let format = check(bytes, limits)?;
    let (pixels, profile) = match format {
        Format::Jpeg => jpeg::decode(bytes, limits, memory)?,
        Format::Png => other(bytes, image::ImageFormat::Png, limits)?,
        Format::WebP => other(bytes, image::ImageFormat::WebP, limits)?,
        Format::Heic => {
            let heif::DecodedHeif { pixels, profile, turn, exif } = heif::decode(bytes, limits)?;
            let (camera, _) = exif_facts::read_blocks(&[&exif]);
            return Ok(Stored { pixels, profile, turn, camera, format });
        }
    };
    let (camera, turn) = exif_facts::read(bytes, format);
    Ok(Stored { pixels, profile, turn, camera, format })
}

/// Reads the header of a PNG or WebP, and returns its decoder.
fn open<'a>(
    bytes: &'a [u8],
    format: image::ImageFormat,
    limits: &Limits,
) -> Result<(impl ImageDecoder + 'a, u32, u32), PhotoError> {
    let reader = ImageReader::with_format(Timed::new(bytes, limits.max_time), format);
    let decoder = reader.into_decoder().map_err(|error| fault(&error))?;
    let (width, height) = decoder.dimensions();
    limits.check_size(width, height)?;
    Ok((decoder, width, height))
}

fn other_head(
    bytes: &[u8],
    format: image::ImageFormat,
    limits: &Limits,
) -> Result<(u32, u32), PhotoError> {
    open(bytes, format, limits).map(|(_, width, height)| (width, height))
}

/// Decodes a PNG or WebP.
fn other(
    bytes: &[u8],
    format: image::ImageFormat,
    limits: &Limits,
) -> Result<(Pixels, Option<Vec<u8>>), PhotoError> {
    let (mut decoder, width, height) = open(bytes, format, limits)?;
    let mut memory = image::Limits::default();
    memory.max_alloc = Some(limits.max_pixels * 8);
    decoder.set_limits(memory).map_err(|error| fault(&error))?;
    let profile = match decoder.icc_profile() {
        Err(_unreadable) if limits.is_strict => return Err(PhotoError::Profile),
        profile => profile.unwrap_or_default(),
    };
    let image = DynamicImage::from_decoder(decoder).map_err(|error| fault(&error))?;
    Ok((Pixels { width, height, rgb: on_white(image) }, profile))
}

/// RGB, with transparent parts shown on white.
fn on_white(image: DynamicImage) -> Vec<u8> {
    if !image.color().has_alpha() {
        return image.into_rgb8().into_raw();
    }
    let rgba = image.into_rgba8();
    rgba.pixels()
        .flat_map(|pixel| {
            let [r, g, b, alpha] = pixel.0.map(u32::from);
            [r, g, b].map(|c| ((c * alpha + 255 * (255 - alpha) + 127) / 255) as u8)
        })
        .collect()
}

fn fault(error: &image::ImageError) -> PhotoError {
    use std::error::Error as _;
    let told = |io: &io::Error| match io.kind() {
        io::ErrorKind::UnexpectedEof => Some(PhotoError::Truncated),
        io::ErrorKind::TimedOut => Some(PhotoError::TooSlow),
        _ => None,
    };
    // An `IoError` does not have the io error among its sources: it is that error.
    if let image::ImageError::IoError(io) = error
        && let Some(fault) = told(io)
    {
        return fault;
    }
    let mut cause: Option<&dyn std::error::Error> = error.source();
    while let Some(inner) = cause {
        if let Some(fault) = inner.downcast_ref::<io::Error>().and_then(told) {
            return fault;
        }
        cause = inner.source();
    }
    let words = error.to_string();
    if words.to_lowercase().contains("unexpected end") || words.contains("eof") {
        return PhotoError::Truncated;
    }
    PhotoError::Unreadable(words)
}
