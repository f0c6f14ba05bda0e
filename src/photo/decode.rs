//! Decoding a submitted file: every pixel for the screen, or a check with previews for the import.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder as _, ImageReader};

use super::turn::Turn;
use super::{
    Format, Limits, PhotoError, Pixels, Preview, colour, exif_facts, format, jpeg, preview,
};
use crate::domain::camera::CameraFacts;

/// A decoded photo.
#[derive(Debug, Clone)]
pub struct Decoded {
    /// Every pixel, upright, sRGB.
    pub pixels: Pixels,
    /// What the camera wrote.
    pub camera: CameraFacts,
    /// The file's format.
    pub format: Format,
}

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
    /// Its small pictures.
    pub preview: Preview,
}

/// A photo as its file holds it: not yet upright, not yet sRGB.
struct Stored {
    pixels: Pixels,
    profile: Option<Vec<u8>>,
    turn: Turn,
    camera: CameraFacts,
    format: Format,
}

/// Decodes every pixel.
pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Decoded, PhotoError> {
    let mut stored = read(bytes, limits)?;
    colour::to_srgb(&mut stored.pixels, stored.profile.as_deref());
    let pixels = stored.turn.apply(stored.pixels);
    Ok(Decoded { pixels, camera: stored.camera, format: stored.format })
}

/// Decodes every pixel to see that the file is whole, and makes the previews.
pub fn inspect(bytes: &[u8], limits: &Limits) -> Result<Inspected, PhotoError> {
    let stored = read(bytes, limits)?;
    let (width, height) = stored.turn.size(stored.pixels.width, stored.pixels.height);
    let preview = preview::make(&stored.pixels, stored.turn, stored.profile.as_deref())?;
    Ok(Inspected { width, height, camera: stored.camera, format: stored.format, preview })
}

/// A picture enlarged by a whole factor, as a JPEG file. For demos alone: an enlarged picture shows no
/// more than the small one and must say that it was enlarged.
pub fn enlarged(bytes: &[u8], factor: u32) -> Result<Vec<u8>, PhotoError> {
    let small = Limits { min_short: 1, min_long: 1, ..Limits::default() };
    let pixels = decode(bytes, &small)?.pixels;
    let (width, height) = (pixels.width * factor, pixels.height * factor);
    preview::encode(&preview::resized(&pixels, width, height)?)
}

fn read(bytes: &[u8], limits: &Limits) -> Result<Stored, PhotoError> {
    if bytes.len() as u64 > limits.max_bytes {
        let (bytes, limit) = (bytes.len() as u64, limits.max_bytes);
        return Err(PhotoError::TooManyBytes { bytes, limit });
    }
    let format = format::detect(bytes)?;
    let (pixels, profile) = match format {
        Format::Jpeg => jpeg::decode(bytes, limits)?,
        Format::Png => other(bytes, image::ImageFormat::Png, limits)?,
        Format::WebP => other(bytes, image::ImageFormat::WebP, limits)?,
    };
    let (camera, turn) = exif_facts::read(bytes);
    Ok(Stored { pixels, profile, turn, camera, format })
}

/// PNG and WebP, by the image crate.
fn other(
    bytes: &[u8],
    format: image::ImageFormat,
    limits: &Limits,
) -> Result<(Pixels, Option<Vec<u8>>), PhotoError> {
    let reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut decoder = reader.into_decoder().map_err(|error| fault(&error))?;
    let (width, height) = decoder.dimensions();
    limits.check_size(width, height)?;
    let mut memory = image::Limits::default();
    memory.max_alloc = Some(limits.max_pixels * 8);
    decoder.set_limits(memory).map_err(|error| fault(&error))?;
    let profile = decoder.icc_profile().ok().flatten();
    let image = DynamicImage::from_decoder(decoder).map_err(|error| fault(&error))?;
    Ok((Pixels { width, height, rgb: on_white(image) }, profile))
}

/// RGB, with transparent parts on white as a viewer shows them.
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
    let mut cause: Option<&dyn std::error::Error> = error.source();
    while let Some(inner) = cause {
        if let Some(io) = inner.downcast_ref::<std::io::Error>()
            && io.kind() == std::io::ErrorKind::UnexpectedEof
        {
            return PhotoError::Truncated;
        }
        cause = inner.source();
    }
    let words = error.to_string();
    if words.to_lowercase().contains("unexpected end") || words.contains("eof") {
        return PhotoError::Truncated;
    }
    PhotoError::Unreadable(words)
}

#[cfg(test)]
mod tests {
    use image::codecs::jpeg::JpegEncoder;
    use image::codecs::png::PngEncoder;
    use image::{ExtendedColorType, ImageEncoder as _};

    use super::*;
    use crate::photo::decode_preview;

    /// A picture with a red left half and a blue right half.
    fn halves(width: u32, height: u32) -> Vec<u8> {
        (0..width * height)
            .flat_map(|at| if at % width < width / 2 { [200, 20, 20] } else { [20, 20, 200] })
            .collect()
    }

    fn jpeg(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 90)
            .write_image(&halves(width, height), width, height, ExtendedColorType::Rgb8)
            .expect("encodes");
        bytes
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        PngEncoder::new(&mut bytes)
            .write_image(&halves(width, height), width, height, ExtendedColorType::Rgb8)
            .expect("encodes");
        bytes
    }

    /// A JPEG with an EXIF segment of model and orientation, and a GPS directory behind them.
    fn with_exif(jpeg: &[u8], orientation: u16) -> Vec<u8> {
        let mut tiff = b"MM\0*\0\0\0\x08\0\x03".to_vec();
        let mut field = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
            tiff.extend(tag.to_be_bytes());
            tiff.extend(kind.to_be_bytes());
            tiff.extend(count.to_be_bytes());
            tiff.extend(value);
        };
        field(0x0110, 2, 4, *b"X15\0");
        let [high, low] = orientation.to_be_bytes();
        field(0x0112, 3, 1, [high, low, 0, 0]);
        field(0x8825, 4, 1, 50_u32.to_be_bytes());
        tiff.extend([0; 4]);
        // One field in the GPS directory: N.
        tiff.extend(b"\0\x01\0\x01\0\x02\0\0\0\x02N\0\0\0\0\0\0\0");
        let mut bytes = jpeg[..2].to_vec();
        bytes.extend([0xFF, 0xE1]);
        bytes.extend((tiff.len() as u16 + 8).to_be_bytes());
        bytes.extend(b"Exif\0\0");
        bytes.extend(tiff);
        bytes.extend(&jpeg[2..]);
        bytes
    }

    fn colour_at(pixels: &Pixels, x: u32, y: u32) -> &'static str {
        let at = ((y * pixels.width + x) * 3) as usize;
        if pixels.rgb[at] > pixels.rgb[at + 2] { "red" } else { "blue" }
    }

    #[test]
    fn every_format_gives_the_same_picture() {
        for bytes in [jpeg(640, 480), png(640, 480)] {
            let decoded = decode(&bytes, &Limits::default()).expect("decodes");
            assert_eq!((decoded.pixels.width, decoded.pixels.height), (640, 480));
            assert_eq!(colour_at(&decoded.pixels, 10, 10), "red");
            assert_eq!(colour_at(&decoded.pixels, 630, 470), "blue");
        }
    }

    #[test]
    fn orientation_is_applied_to_the_photo_and_its_previews() {
        let bytes = with_exif(&jpeg(2000, 1000), 6);
        let limits = Limits::default();
        let inspected = inspect(&bytes, &limits).expect("whole");
        assert_eq!((inspected.width, inspected.height), (1000, 2000));
        let decoded = decode(&bytes, &limits).expect("decodes").pixels;
        let proxy = decode_preview(&inspected.preview.proxy).expect("decodes");
        let thumb = decode_preview(&inspected.preview.thumb).expect("decodes");
        assert_eq!((proxy.width, proxy.height), (800, 1600));
        assert_eq!((thumb.width, thumb.height), (96, 192));
        for pixels in [&decoded, &proxy, &thumb] {
            assert_eq!(colour_at(pixels, pixels.width / 2, 5), "red", "the left half is on top");
            assert_eq!(colour_at(pixels, pixels.width / 2, pixels.height - 5), "blue");
        }
    }

    #[test]
    fn camera_facts_are_kept_and_the_place_is_not() {
        let bytes = with_exif(&jpeg(640, 480), 1);
        let camera = inspect(&bytes, &Limits::default()).expect("whole").camera;
        let expected = CameraFacts { model: Some("X15".to_owned()), ..CameraFacts::default() };
        assert_eq!(camera, expected);
        let json = serde_json::to_string(&camera).expect("text");
        assert!(!json.to_lowercase().contains("gps"), "{json}");
    }

    #[test]
    fn bad_files_are_refused_with_their_reason() {
        let whole = jpeg(640, 480);
        let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec();
        let mut lying = png(640, 480);
        lying[16..24].copy_from_slice(&[0, 1, 0x11, 0x70, 0, 1, 0x11, 0x70]);
        // The checksum of the changed header, so that the size is what is wrong.
        lying[29..33].copy_from_slice(&0xb05c_a39c_u32.to_be_bytes());
        let cases = [
            (Vec::new(), "not-an-image"),
            (b"student_no,name\n1,2\n".to_vec(), "not-an-image"),
            (b"%PDF-1.7".to_vec(), "unsupported"),
            (b"GIF89a".to_vec(), "unsupported"),
            (heic, "heic"),
            (whole[..whole.len() / 2].to_vec(), "truncated"),
            (whole[..whole.len() - 2].to_vec(), "truncated"),
            (whole[..20].to_vec(), "truncated"),
            (png(640, 480)[..900].to_vec(), "truncated"),
            (jpeg(400, 900), "too-small"),
            (jpeg(480, 639), "too-small"),
            (lying, "too-many-pixels"),
        ];
        for (at, (bytes, code)) in cases.into_iter().enumerate() {
            let error = inspect(&bytes, &Limits::default()).expect_err("refused");
            assert_eq!(error.code(), code, "case {at}: {error}");
        }
        let limits = Limits { max_bytes: 100, ..Limits::default() };
        assert_eq!(inspect(&whole, &limits).expect_err("refused").code(), "too-many-bytes");
    }

    #[test]
    fn data_behind_the_picture_is_no_harm() {
        let mut bytes = jpeg(640, 480);
        bytes.extend(b"a motion photo's film");
        assert!(inspect(&bytes, &Limits::default()).is_ok());
    }

    #[test]
    fn transparent_parts_are_white() {
        let mut bytes = Vec::new();
        PngEncoder::new(&mut bytes)
            .write_image(&vec![0; 640 * 480 * 4], 640, 480, ExtendedColorType::Rgba8)
            .expect("encodes");
        let pixels = decode(&bytes, &Limits::default()).expect("decodes").pixels;
        assert!(pixels.rgb.iter().all(|c| *c == 255));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(mut bytes in proptest::collection::vec(0_u8.., 0..600), jpegs in 0_u8..3) {
            let heads: [&[u8]; 3] = [b"", &[0xFF, 0xD8, 0xFF, 0xE0], b"\x89PNG\r\n\x1a\n"];
            bytes.splice(0..0, heads[usize::from(jpegs)].iter().copied());
            proptest::prop_assert!(inspect(&bytes, &Limits::default()).is_err());
        }
    }
}
