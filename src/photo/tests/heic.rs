//! HEIC: every build of file that phones and encoders write, compared with the picture that was encoded; and damaged
//! files.

use super::*;

fn file(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/heic/");
    std::fs::read(format!("{folder}{name}")).expect("a case")
}

/// The picture that was encoded, as it was made larger for that.
fn upright(width: u32, height: u32) -> Pixels {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/photos/upright.png");
    let small = decode(&std::fs::read(path).expect("a case"), &Limits::ANY_SIZE).expect("decodes");
    let filter = fast_image_resize::FilterType::Lanczos3;
    super::preview::resized(&small, width, height, filter).expect("scales")
}

/// The mean difference of two pictures.
fn difference(own: &Pixels, other: &Pixels) -> f64 {
    assert_eq!((own.width, own.height), (other.width, other.height));
    let both = own.rgb.iter().zip(&other.rgb);
    both.map(|(a, b)| f64::from(a.abs_diff(*b))).sum::<f64>() / own.rgb.len() as f64
}

#[test]
fn every_build_shows_the_picture_upright() {
    let names = [
        "plain",
        "full-chroma",
        "ten-bits",
        "left",
        "half",
        "right",
        "mirrored",
        "upside-down",
        "left-then-mirrored",
        "tiles",
        "second",
    ];
    let expected = upright(480, 640);
    for name in names {
        let bytes = file(&format!("{name}.heic"));
        let seen =
            inspect(&bytes, &Limits::USUAL).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((seen.width, seen.height, seen.format), (480, 640, Format::Heic), "{name}");
        let own = decode(&bytes, &Limits::USUAL).expect("decodes");
        let apart = difference(&own, &expected);
        assert!(apart < 1.5, "{name}: {apart}");
        let proxy = decode_preview(&seen.preview.proxy).expect("decodes");
        assert!(difference(&proxy, &expected) < 3.0, "{name}, its preview");
        let (width, height) = dimensions(&bytes, &Limits::USUAL).expect("a head");
        assert_eq!((width.min(height), width.max(height)), (480, 640), "{name}");
    }
    let odd = decode(&file("odd.heic"), &Limits::USUAL).expect("decodes");
    assert!(difference(&odd, &upright(483, 645)) < 1.5);
}

#[test]
fn transparent_parts_are_white_here_too() {
    let found = decode(&file("alpha.heic"), &Limits::USUAL).expect("decodes");
    let mut expected = upright(480, 640);
    for pixel in expected.rgb.chunks_exact_mut(3) {
        let grey =
            0.299 * f32::from(pixel[0]) + 0.587 * f32::from(pixel[1]) + 0.114 * f32::from(pixel[2]);
        if grey >= 199.5 {
            pixel.fill(255);
        }
    }
    let apart = difference(&found, &expected);
    assert!(apart < 1.5, "{apart}");
    assert!(difference(&found, &upright(480, 640)) > 5.0);
}

#[test]
fn a_grey_picture_is_grey_and_a_part_is_a_part() {
    let grey = decode(&file("grey.heic"), &Limits::USUAL).expect("decodes");
    let mut expected = upright(480, 640);
    for pixel in expected.rgb.chunks_exact_mut(3) {
        let grey =
            0.299 * f32::from(pixel[0]) + 0.587 * f32::from(pixel[1]) + 0.114 * f32::from(pixel[2]);
        pixel.fill(grey.round() as u8);
    }
    assert!(difference(&grey, &expected) < 1.5);

    let part = decode(&file("quarter.heic"), &Limits::ANY_SIZE).expect("decodes");
    assert_eq!((part.width, part.height), (240, 320));
    let whole = upright(480, 640);
    let lines = whole.rgb.chunks_exact(480 * 3).skip(320).map(|line| &line[240 * 3..]);
    let expected = Pixels { width: 240, height: 320, rgb: lines.collect::<Vec<_>>().concat() };
    assert!(difference(&part, &expected) < 1.5);
}

#[test]
fn the_camera_is_read_and_its_orientation_is_not_applied_twice() {
    for name in ["plain.heic", "left.heic", "tiles.heic"] {
        let camera = inspect(&file(name), &Limits::USUAL).expect("whole").camera;
        assert_eq!(camera.model.as_deref(), Some("X15"), "{name}");
    }
}

#[test]
fn display_p3_by_code_points_is_converted() {
    let same_numbers = decode(&file("full-chroma.heic"), &Limits::USUAL).expect("decodes");
    let converted = decode(&file("display-p3.heic"), &Limits::USUAL).expect("decodes");
    let strongest = (0..480 * 640).max_by_key(|at| {
        let pixel = &same_numbers.rgb[at * 3..at * 3 + 3];
        pixel.iter().max().zip(pixel.iter().min()).map(|(most, least)| most - least)
    });
    let at = strongest.expect("a pixel") * 3;
    let profile = moxcms::ColorProfile::new_display_p3();
    let options = moxcms::TransformOptions::default();
    let rgb = moxcms::Layout::Rgb;
    let srgb = moxcms::ColorProfile::new_srgb();
    let transform = profile.create_transform_8bit(rgb, &srgb, rgb, options).expect("a transform");
    let mut expected = [0; 3];
    transform.transform(&same_numbers.rgb[at..at + 3], &mut expected).expect("converts");
    let found = &converted.rgb[at..at + 3];
    assert!(found.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 3), "{found:?} {expected:?}");
    assert!(difference(&same_numbers, &converted) > 0.5, "they are other colours");
}

#[test]
fn a_file_that_is_cut_anywhere_is_refused() {
    for name in ["plain.heic", "tiles.heic", "alpha.heic"] {
        let whole = file(name);
        for part in 0..60 {
            let length = whole.len() * part / 60;
            let cut = inspect(&whole[..length], &Limits::USUAL).expect_err("refused");
            let told =
                matches!(cut, PhotoError::Truncated | PhotoError::Empty | PhotoError::NotAnImage);
            assert!(told || length < 700, "{name} at {length}: {cut}");
        }
        let last = inspect(&whole[..whole.len() - 1], &Limits::USUAL);
        // The last bytes of two are EXIF, without which the picture is whole.
        assert_eq!(last.is_ok(), name != "alpha.heic", "{name}");
    }
}

#[test]
fn zeros_in_place_of_data_are_found_and_other_damage_makes_nothing_panic() {
    let mut random = 0x9E37_79B9_u32;
    let mut next = move |below: usize| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (random >> 8) as usize % below
    };
    let mut taken = [0, 0];
    for name in ["plain.heic", "tiles.heic", "ten-bits.heic"] {
        let whole = file(name);
        let data = whole.windows(4).position(|four| four == b"mdat").expect("data") + 8;
        let room = whole.len() - data - 150;
        for _ in 0..40 {
            let at = data + next(room);
            let mut damaged = whole.clone();
            damaged[at..at + 64].fill(0);
            let refused = inspect(&damaged, &Limits::USUAL).expect_err("refused");
            assert_eq!(refused, PhotoError::Damaged, "{name} at {at}");

            let mut damaged = whole.clone();
            damaged[at..at + 64].fill_with(|| next(256) as u8);
            taken[usize::from(inspect(&damaged, &Limits::USUAL).is_ok())] += 1;

            let at = next(whole.len());
            let mut damaged = whole.clone();
            damaged[at] ^= 1 << next(8);
            drop(inspect(&damaged, &Limits::USUAL));
        }
    }
    println!("64 random bytes in the data: {} refused, {} taken", taken[0], taken[1]);
}

#[test]
fn limits_hold_for_heic_too() {
    let bytes = file("tiles.heic");
    let limits = Limits { max_pixels: 1000, ..Limits::USUAL };
    assert_eq!(inspect(&bytes, &limits).expect_err("refused").code(), "too-many-pixels");
    assert_eq!(dimensions(&bytes, &limits).expect_err("refused").code(), "too-many-pixels");
    // A picture of a few pixels whose coding asks for room for many more.
    let mut small = file("plain.heic");
    let size = small.windows(4).position(|four| four == b"ispe").expect("a size") + 8;
    small[size..size + 8].copy_from_slice(&[0, 0, 0, 16, 0, 0, 0, 16]);
    let refused = inspect(&small, &Limits::ANY_SIZE).expect_err("refused");
    assert_eq!(refused, PhotoError::Unsupported(Kind::RareHeif));
    let limits = Limits { min_long: 700, ..Limits::USUAL };
    assert_eq!(inspect(&bytes, &limits).expect_err("refused").code(), "too-small");
}

#[test]
fn what_is_no_still_picture_of_hevc_is_named() {
    let plain = file("plain.heic");
    let with = |from: &[u8], to: &[u8]| {
        let mut other = plain.clone();
        while let Some(at) = other.windows(from.len()).position(|own| own == from) {
            other[at..at + from.len()].copy_from_slice(to);
        }
        inspect(&other, &Limits::USUAL).expect_err("refused")
    };
    assert_eq!(with(b"hvc1", b"av01"), PhotoError::Unsupported(Kind::Picture("AVIF")));
    assert_eq!(with(b"hvc1", b"unci"), PhotoError::Unsupported(Kind::RareHeif));
    assert_eq!(with(b"hvcC", b"free"), PhotoError::Unsupported(Kind::RareHeif));
}
