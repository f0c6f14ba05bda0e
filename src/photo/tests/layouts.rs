//! Every layout of a JPEG, compared with the picture that was encoded and with a second decoder.
//!
//! A decoder that reads a layout wrong gives no error, and a student's photo becomes green stripes. The
//! files come from `writer`, which encodes a known picture, so that both decoders are checked against it;
//! some come from libjpeg-turbo's `cjpeg`, so that `writer` is not the only judge of what a layout is.

use std::collections::BTreeMap;

use jpeg_decoder::{ColorTransform, Decoder, PixelFormat};

use super::writer::{Colour, Layout, Script};
use super::*;

const SMALL: Limits = Limits::ANY_SIZE;

/// Less than a block; whole blocks and units; one pixel more and one less.
const SIZES: [(u32, u32); 8] =
    [(1, 1), (7, 5), (16, 16), (17, 33), (31, 47), (64, 8), (88, 88), (65, 50)];

type Sampling = &'static [(u32, u32)];

/// What cameras and programs write: 4:4:4, 4:2:2, 4:2:0, 4:4:0, 4:1:1, 4:1:0.
const COMMON: [Sampling; 6] = [
    &[(1, 1), (1, 1), (1, 1)],
    &[(2, 1), (1, 1), (1, 1)],
    &[(2, 2), (1, 1), (1, 1)],
    &[(1, 2), (1, 1), (1, 1)],
    &[(4, 1), (1, 1), (1, 1)],
    &[(4, 2), (1, 1), (1, 1)],
];

/// What the format allows besides.
const RARE: [Sampling; 10] = [
    &[(1, 4), (1, 1), (1, 1)],
    &[(2, 4), (1, 1), (1, 1)],
    &[(2, 2), (2, 1), (2, 1)],
    &[(2, 2), (1, 2), (1, 2)],
    &[(2, 2), (2, 1), (1, 2)],
    &[(2, 2), (1, 1), (2, 2)],
    &[(1, 1), (2, 2), (2, 2)],
    &[(1, 2), (2, 1), (1, 1)],
    &[(3, 1), (1, 1), (1, 1)],
    &[(2, 1), (2, 1), (2, 1)],
];

/// Other colours than luma and chroma.
const COLOURS: [(Colour, Sampling); 8] = [
    (Colour::Grey, &[(1, 1)]),
    (Colour::Grey, &[(2, 2)]),
    (Colour::Grey, &[(3, 1)]),
    (Colour::Rgb, &[(1, 1), (1, 1), (1, 1)]),
    (Colour::NamedRgb, &[(1, 1), (1, 1), (1, 1)]),
    (Colour::Cmyk, &[(1, 1), (1, 1), (1, 1), (1, 1)]),
    (Colour::Ycck, &[(1, 1), (1, 1), (1, 1), (1, 1)]),
    (Colour::Ycck, &[(2, 2), (1, 1), (1, 1), (2, 2)]),
];

/// The largest mean difference of any block of eight by eight pixels, in which a single lost block shows.
fn difference(own: &[u8], other: &[u8], width: u32) -> u32 {
    let mut blocks: BTreeMap<(u32, u32), (u32, u32)> = BTreeMap::new();
    for (at, (a, b)) in (0..).zip(own.iter().zip(other)) {
        let (x, y) = (at / 3 % width, at / 3 / width);
        let (sum, count) = blocks.entry((x / 8, y / 8)).or_default();
        *sum += u32::from(a.abs_diff(*b));
        *count += 1;
    }
    assert_eq!(own.len(), other.len());
    blocks.into_values().map(|(sum, count)| sum / count).max().unwrap_or(0)
}

/// Largest difference allowed: rounding, and each decoder's way of interpolating samples. In a block that
/// is decoded wrong it is some dozens.
const NEAR: u32 = 4;

/// Decodes with jpeg-decoder.
fn second(bytes: &[u8], colour: Colour) -> Vec<u8> {
    let mut decoder = Decoder::new(bytes);
    // This decoder looks at the components' names before the segment that states the colours.
    if colour == Colour::Rgb {
        decoder.set_color_transform(ColorTransform::RGB);
    }
    let samples = decoder.decode().expect("decodes");
    let inks = |inks: &[u8]| {
        let light = |ink: u8| 255 - u32::from(ink);
        [0, 1, 2].map(|at| (light(inks[at]) * light(inks[3]) / 255) as u8)
    };
    match decoder.info().expect("a head").pixel_format {
        PixelFormat::L8 => samples.iter().flat_map(|grey| [*grey; 3]).collect(),
        PixelFormat::CMYK32 => samples.chunks(4).flat_map(inks).collect(),
        _ => samples,
    }
}

/// Every way of spreading a picture over scans.
fn ways(first: &Layout) -> Vec<Layout> {
    let (across, down) = first.units();
    let mut restarts = vec![0, 1, 3, across, across * down];
    restarts.sort_unstable();
    restarts.dedup();
    let mut ways = Vec::new();
    for script in Script::ALL {
        for restart in &restarts {
            for codes_first in [false, true] {
                ways.push(Layout { script, restart: *restart, codes_first, ..first.clone() });
            }
        }
    }
    ways
}

fn every_way(colour: Colour, sampling: Sampling) -> Vec<String> {
    let mut faults = Vec::new();
    for (width, height) in SIZES {
        let (script, sampling) = (Script::Interleaved, sampling.to_vec());
        let usual =
            Layout { width, height, colour, sampling, script, restart: 0, codes_first: true };
        let (planes, picture) = (usual.planes(), usual.picture());
        // With what the planes say by the standard's formulas, and with another decoder, which for rare layouts is the one
        // that the program uses too.
        let other = second(&usual.write(&planes), colour);
        for way in ways(&usual) {
            let bytes = way.write(&planes);
            let own = match decode(&bytes, &SMALL) {
                Ok(decoded) => decoded,
                Err(error) => {
                    faults.push(format!("{way:?}: {error}"));
                    continue;
                }
            };
            let rgb = &own.rgb;
            let same = (own.width, own.height) == (width, height)
                && dimensions(&bytes, &SMALL) == Ok((width, height));
            let differences = [&picture, &other, &second(&bytes, colour)]
                .map(|expected| difference(rgb, expected, width));
            if !same || differences.iter().any(|difference| *difference > NEAR) {
                faults.push(format!("{way:?}: {differences:?}"));
            }
        }
    }
    faults
}

fn all_right(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults, {:#?}", faults.len(), &faults[..faults.len().min(9)]);
}

#[test]
fn every_common_layout_shows_the_picture() {
    all_right(&COMMON.map(|sampling| every_way(Colour::Ycc, sampling)).concat());
}

#[test]
fn every_rare_layout_shows_the_picture() {
    all_right(&RARE.map(|sampling| every_way(Colour::Ycc, sampling)).concat());
}

#[test]
fn every_kind_of_colours_shows_the_picture() {
    all_right(&COLOURS.map(|(colour, sampling)| every_way(colour, sampling)).concat());
}

#[test]
fn samples_that_nobody_can_fill_in_are_refused() {
    for sampling in [[(3, 2), (2, 1), (1, 1)], [(2, 3), (1, 2), (1, 1)]] {
        let usual = Layout {
            width: 40,
            height: 30,
            colour: Colour::Ycc,
            sampling: sampling.to_vec(),
            script: Script::Interleaved,
            restart: 0,
            codes_first: true,
        };
        let planes = usual.planes();
        for way in ways(&usual) {
            let refused = decode(&way.write(&planes), &SMALL).expect_err("refused");
            assert_eq!(refused, PhotoError::RareJpeg, "{way:?}");
        }
    }
}

/// A file of a rare layout with the size of a photo.
fn rare() -> (Layout, Vec<u8>) {
    let layout = Layout {
        width: 480,
        height: 640,
        colour: Colour::Ycc,
        sampling: COMMON[2].to_vec(),
        script: Script::Each,
        restart: 0,
        codes_first: true,
    };
    let bytes = layout.write(&layout.planes());
    (layout, bytes)
}

#[test]
fn a_rare_layout_is_taken_upright_with_its_preview_and_within_its_limits() {
    let (layout, bytes) = rare();
    let inspected = inspect(&bytes, &Limits::USUAL).expect("whole");
    let proxy = decode_preview(&inspected.preview.proxy).expect("decodes");
    assert!(difference(&proxy.rgb, &layout.picture(), 480) < 20, "a preview is less exact");
    let turned = inspect(&with_exif(&bytes, 6), &Limits::USUAL).expect("whole");
    assert_eq!((turned.width, turned.height), (640, 480));

    for length in [bytes.len() / 2, bytes.len() - 2] {
        let cut = inspect(&bytes[..length], &Limits::USUAL).expect_err("refused");
        assert_eq!(cut, PhotoError::Truncated);
    }
    let limits = Limits { max_pixels: 1000, ..Limits::USUAL };
    assert_eq!(inspect(&bytes, &limits).expect_err("refused").code(), "too-many-pixels");
    assert_eq!(dimensions(&bytes, &limits).expect_err("refused").code(), "too-many-pixels");
}

#[test]
fn a_rare_layout_of_endless_scans_is_refused() {
    let (_, bytes) = rare();
    let scan = bytes.windows(2).rposition(|pair| pair == [0xFF, 0xDA]).expect("a scan");
    let mut endless = bytes[..bytes.len() - 2].to_vec();
    for _ in 0..60 {
        endless.extend(&bytes[scan..bytes.len() - 2]);
    }
    endless.extend([0xFF, 0xD9]);
    assert_eq!(inspect(&endless, &Limits::USUAL).expect_err("refused"), PhotoError::TooSlow);
}

/// Files that `cjpeg` wrote (the script is next to them), each also with the same frequencies in one
/// scan.
#[test]
fn files_of_another_encoder_show_the_same_in_every_layout() {
    let files: [(&[u8], [&[u8]; 4]); 2] = [
        (
            include_bytes!("layouts/420-one.jpg"),
            [
                include_bytes!("layouts/420-each.jpg"),
                include_bytes!("layouts/420-back.jpg"),
                include_bytes!("layouts/420-two.jpg"),
                include_bytes!("layouts/420-progressive.jpg"),
            ],
        ),
        (
            include_bytes!("layouts/440-one.jpg"),
            [
                include_bytes!("layouts/440-each.jpg"),
                include_bytes!("layouts/440-back.jpg"),
                include_bytes!("layouts/440-two.jpg"),
                include_bytes!("layouts/440-progressive.jpg"),
            ],
        ),
    ];
    for (one, others) in files {
        let expected = decode(one, &SMALL).expect("decodes");
        for (at, other) in others.into_iter().enumerate() {
            let own = decode(other, &SMALL).expect("decodes");
            let difference = difference(&own.rgb, &expected.rgb, expected.width);
            assert!(difference <= 1, "file {at}: {difference}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn a_damaged_file_of_a_rare_layout_makes_nothing_panic(
        changes in proptest::collection::vec((0_usize..1000, 0_u8..), 1..6),
        script in 0..Script::ALL.len(),
    ) {
        let layout = Layout {
            width: 24,
            height: 20,
            colour: Colour::Ycc,
            sampling: RARE[script].to_vec(),
            script: Script::ALL[script],
            restart: 2,
            codes_first: false,
        };
        let mut bytes = layout.write(&layout.planes());
        for (at, byte) in changes {
            let length = bytes.len();
            bytes[at % length] = byte;
        }
        drop(decode(&bytes, &SMALL));
    }
}
