//! Colour profiles: what pictures of many spaces are in sRGB, compared with a colour-managed reference.

use std::collections::BTreeMap;

use jpeg_encoder::{ColorType, Encoder};

use super::*;

/// Reference values, by file: place and colour.
type Expected = BTreeMap<String, Vec<([u32; 2], [f32; 3])>>;

fn file(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/colours/");
    std::fs::read(format!("{folder}{name}")).expect("a case")
}

/// What littleCMS gives; the script is beside the files.
fn expected() -> Expected {
    let mut expected = Expected::new();
    for line in String::from_utf8(file("expected.csv")).expect("text").lines().skip(1) {
        let (name, numbers) = line.split_once(',').expect("a row");
        let numbers: Vec<u32> = numbers.split(',').map(|n| n.parse().expect("a number")).collect();
        let [x, y, colour @ ..] = &numbers[..] else { panic!("{line}") };
        let colour: [u32; 3] = colour.try_into().expect("three");
        let row = ([*x, *y], colour.map(|value| value as f32));
        expected.entry(name.to_owned()).or_default().push(row);
    }
    expected
}

fn colour_at(pixels: &Pixels, [x, y]: [u32; 2]) -> [f32; 3] {
    let at = ((y * pixels.width + x) * 3) as usize;
    [0, 1, 2].map(|channel| f32::from(pixels.rgb[at + channel]))
}

#[test]
fn every_space_is_converted_as_the_reference_does() {
    let expected = expected();
    assert_eq!(expected.len(), 10);
    for (name, patches) in expected {
        let pixels = decode(&file(&name), &Limits::ANY_SIZE).expect("decodes");
        let mut worst = 0.0_f32;
        for (place, colour) in patches {
            let found = colour_at(&pixels, place);
            let apart = lab_distance(lab(found), lab(colour));
            assert!(apart <= 1.0, "{name} at {place:?}: {found:?}, not {colour:?}, {apart}");
            worst = worst.max(apart);
        }
        println!("{name}: at most {worst:.2}");
    }
}

/// The profile in a JPEG of this folder.
fn profile(name: &str) -> Vec<u8> {
    let bytes = file(name);
    let segments = super::super::marks::Marks::new(&bytes);
    let held = segments.filter(|(mark, _)| *mark == 0xE2);
    let parts = held.filter_map(|(_, held)| held.strip_prefix(b"ICC_PROFILE\0")?.get(2..));
    parts.collect::<Vec<_>>().concat()
}

/// A JPEG with this profile.
fn with_profile(jpeg: &[u8], profile: &[u8]) -> Vec<u8> {
    with_segment(jpeg, 0xE2, b"ICC_PROFILE\0\x01\x01", profile)
}

#[test]
fn inks_of_every_wording_are_the_same_inks() {
    let profile = profile("cmyk.jpg");
    let inks: Vec<u8> = (0..64 * 64_u32)
        .flat_map(|at| [at % 64 * 3, at / 64 * 3, 90, at % 64 + at / 64].map(|ink| ink as u8))
        .collect();
    let shown = [ColorType::Cmyk, ColorType::CmykAsYcck].map(|wording| {
        let mut jpeg = Vec::new();
        let encoder = Encoder::new(&mut jpeg, 98);
        encoder.encode(&inks, 64, 64, wording).expect("encodes");
        let plain = decode(&jpeg, &Limits::ANY_SIZE).expect("decodes");
        let printed = decode(&with_profile(&jpeg, &profile), &Limits::ANY_SIZE).expect("decodes");
        assert_ne!(plain, printed, "the profile counts");
        printed
    });
    let [cmyk, ycck] = shown;
    let apart = cmyk.rgb.iter().zip(&ycck.rgb).map(|(a, b)| f64::from(a.abs_diff(*b)));
    let apart = apart.sum::<f64>() / cmyk.rgb.len() as f64;
    assert!(apart < 3.0, "{apart}");
}

#[test]
fn a_profile_that_is_broken_is_never_passed_over() {
    let whole = jpeg(640, 480);
    let srgb = profile("srgb.jpg");
    let refused = |profile: &[u8]| {
        let bytes = with_profile(&whole, profile);
        let error = inspect(&bytes, &Limits::USUAL).expect_err("refused");
        assert_eq!(decode(&bytes, &Limits::USUAL).expect_err("refused"), error);
        // Where earlier checks took it, it is shown as if it had none.
        assert_eq!(decode(&bytes, &Limits::SHOWN), decode(&whole, &Limits::SHOWN));
        assert_eq!(
            inspect(&bytes, &Limits::SHOWN).expect("shown").preview,
            inspect(&whole, &Limits::SHOWN).expect("shown").preview
        );
        error
    };
    assert!(inspect(&with_profile(&whole, &srgb), &Limits::USUAL).is_ok());
    assert_eq!(refused(&srgb[..100]), PhotoError::Profile);
    assert_eq!(refused(&[7; 400]), PhotoError::Profile);
    // For another kind of picture: four inks, where there are three colours.
    assert_eq!(refused(&profile("cmyk.jpg")), PhotoError::Profile);
    assert_eq!(refused(&profile("grey-1.8.jpg")), PhotoError::Profile);
}
