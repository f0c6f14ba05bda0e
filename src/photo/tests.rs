//! Tests of decoding: every format, every fault, every limit.

mod broken_exif;
mod cases;
mod colours;
mod damaged;
mod entropy;
mod heic;
mod layouts;
mod whole;
mod writer;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder as _};

use super::*;
use crate::domain::camera::CameraFacts;

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

/// A JPEG with EXIF: model, orientation and, after them, a GPS directory.
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
    // The one field of the GPS directory: N.
    tiff.extend(b"\0\x01\0\x01\0\x02\0\0\0\x02N\0\0\0\0\0\0\0");
    with_segment(jpeg, 0xE1, b"Exif\0\0", &tiff)
}

/// A JPEG with one more segment at its start: a name, and what it holds.
fn with_segment(jpeg: &[u8], mark: u8, name: &[u8], held: &[u8]) -> Vec<u8> {
    let length = (name.len() + held.len() + 2) as u16;
    [&jpeg[..2], &[0xFF, mark], &length.to_be_bytes(), name, held, &jpeg[2..]].concat()
}

fn colour_at(pixels: &Pixels, x: u32, y: u32) -> &'static str {
    let at = ((y * pixels.width + x) * 3) as usize;
    if pixels.rgb[at] > pixels.rgb[at + 2] { "red" } else { "blue" }
}

#[test]
fn every_format_gives_the_same_picture() {
    for bytes in [jpeg(640, 480), png(640, 480), webp(640, 480)] {
        let decoded = decode(&bytes, &Limits::default()).expect("decodes");
        assert_eq!((decoded.width, decoded.height), (640, 480));
        assert_eq!(colour_at(&decoded, 10, 10), "red");
        assert_eq!(colour_at(&decoded, 630, 470), "blue");
    }
}

#[test]
fn orientation_is_applied_to_the_photo_and_its_previews() {
    let bytes = with_exif(&jpeg(2000, 1000), 6);
    let limits = Limits::default();
    let inspected = inspect(&bytes, &limits).expect("whole");
    assert_eq!((inspected.width, inspected.height), (1000, 2000));
    let decoded = decode(&bytes, &limits).expect("decodes");
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
    // Fix the checksum of the changed header, so that only the size is wrong.
    lying[29..33].copy_from_slice(&0xb05c_a39c_u32.to_be_bytes());
    let cases = [
        (Vec::new(), "empty"),
        (b"student_no,name\n1,2\n".to_vec(), "not-an-image"),
        (b"%PDF-1.7".to_vec(), "document"),
        (b"GIF89a".to_vec(), "unsupported"),
        (heic, "truncated"),
        (whole[..whole.len() / 2].to_vec(), "truncated"),
        (whole[..whole.len() - 2].to_vec(), "truncated"),
        (whole[..20].to_vec(), "truncated"),
        (png(640, 480)[..900].to_vec(), "truncated"),
        (webp(640, 480)[..40].to_vec(), "truncated"),
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

fn webp(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    WebPEncoder::new_lossless(&mut bytes)
        .write_image(&halves(width, height), width, height, ExtendedColorType::Rgb8)
        .expect("encodes");
    bytes
}

#[test]
fn the_head_tells_the_size_without_a_pixel() {
    for bytes in [jpeg(640, 480), png(640, 480), webp(640, 480)] {
        assert_eq!(dimensions(&bytes, &Limits::default()), Ok((640, 480)));
    }
}

#[test]
fn a_deadline_ends_what_unpacks_too_long() {
    let limits = Limits { max_time: std::time::Duration::ZERO, ..Limits::default() };
    for bytes in [png(640, 480), webp(640, 480)] {
        assert_eq!(inspect(&bytes, &limits).expect_err("refused"), PhotoError::TooSlow);
    }
}

#[test]
fn small_pictures_are_enlarged_as_far_as_needed() {
    for (width, height) in [(30, 40), (479, 640), (640, 100), (500, 500)] {
        let large = enlarged(&jpeg(width, height)).expect("enlarged");
        assert!(inspect(&large, &Limits::default()).is_ok(), "{width} x {height}");
    }
    assert!(enlarged(&jpeg(2000, 1)).is_err(), "no picture can be made of a line");
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
    let pixels = decode(&bytes, &Limits::default()).expect("decodes");
    assert!(pixels.rgb.iter().all(|c| *c == 255));
}

#[test]
fn memory_that_is_used_again_holds_nothing_of_the_photo_before() {
    let limits = Limits::default();
    let mut memory = PixelMemory::default();
    let large = jpeg(1280, 960);
    inspect_in(&mut memory, &large, &limits).expect("whole");
    let whole = jpeg(640, 480);
    let again = inspect_in(&mut memory, &whole, &limits).expect("whole").preview;
    assert_eq!(again, inspect(&whole, &limits).expect("whole").preview);
    // This version of the decoder fills in what is missing; a later one may not.
    for (before, size) in [(0, 5), (3, 5), (5, 5), (9, 5)] {
        assert_eq!(super::jpeg::blank(vec![7; before], size), [0; 5], "{before}");
    }
}

#[test]
fn pixels_that_end_half_way_before_an_end_marker_are_damaged() {
    let whole = jpeg(640, 480);
    let scan = whole.windows(2).position(|pair| pair == [0xFF, 0xDA]).expect("a scan");
    let half = usize::midpoint(scan, whole.len());
    let cut = [&whole[..half], &[0xFF, 0xD9]].concat();
    assert_eq!(inspect(&cut, &Limits::default()).expect_err("refused"), PhotoError::Damaged);
    // Where it was taken before anybody looked for that, it is shown.
    assert!(decode(&cut, &Limits::SHOWN).is_ok() && inspect(&cut, &Limits::SHOWN).is_ok());
}

#[test]
fn a_picture_that_is_longer_than_the_screen_can_show_is_made_smaller() {
    let wide = |red| Pixels { width: 100, height: 7, rgb: [red, 10, 10].repeat(700) };
    let small = within(wide(50), 50).expect("scales");
    assert!(small.width <= 50 && small.height <= 50, "{}×{}", small.width, small.height);
    assert_eq!(small.rgb.len() as u32, small.width * small.height * 3);
    assert!(small.rgb.chunks(3).all(|pixel| pixel == [50, 10, 10]), "its colour stays");
    assert_eq!(within(wide(50), 100), Ok(wide(50)), "one that fits stays as it is");
}

#[test]
fn a_picture_goes_into_its_room() {
    let pixels = Pixels { width: 1200, height: 1600, rgb: vec![90; 1200 * 1600 * 3] };
    let fit = |width, height| {
        let fitted = fitted(pixels.clone(), width, height).expect("scales");
        assert!(fitted.rgb.iter().all(|value| *value == 90));
        (fitted.width, fitted.height)
    };
    assert_eq!(fit(784, 692), (519, 692));
    assert_eq!(fit(300, 692), (300, 400));
    assert_eq!(fit(2000, 1), (1, 1));
    assert_eq!(fit(2000, 1700), (1200, 1600), "never enlarged");
}
