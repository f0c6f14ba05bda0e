//! What a photo's file tells: its camera, the programs that wrote it, its size, what stands behind its end.

use super::Original;
use crate::domain::finding::Measurement;
use crate::domain::measure::Measure;

/// What the lens of a front camera is called, in small letters.
const FRONT: [&str; 4] = ["front", "truedepth", "selfie", "前置"];

/// Programs that edit pictures, in small letters.
const EDITORS: [&str; 24] = [
    "photoshop",
    "lightroom",
    "gimp",
    "snapseed",
    "meitu",
    "美图",
    "beautycam",
    "beautyplus",
    "b612",
    "faceu",
    "轻颜",
    "醒图",
    "美颜",
    "facetune",
    "pixlr",
    "picsart",
    "canva",
    "affinity photo",
    "paint.net",
    "paintshop",
    "capture one",
    "vsco",
    "remini",
    "acdsee",
];

/// Sizes of the screens of phones, tablets and computers, the short side first.
const SCREENS: [(u32, u32); 34] = [
    (640, 1136),
    (720, 1280),
    (720, 1520),
    (720, 1600),
    (750, 1334),
    (768, 1024),
    (768, 1366),
    (800, 1280),
    (828, 1792),
    (900, 1440),
    (900, 1600),
    (1024, 1366),
    (1050, 1680),
    (1080, 1920),
    (1080, 2160),
    (1080, 2220),
    (1080, 2280),
    (1080, 2340),
    (1080, 2376),
    (1080, 2400),
    (1080, 2408),
    (1125, 2436),
    (1170, 2532),
    (1179, 2556),
    (1200, 1920),
    (1206, 2622),
    (1242, 2208),
    (1242, 2688),
    (1284, 2778),
    (1290, 2796),
    (1320, 2868),
    (1440, 2560),
    (1440, 3200),
    (1600, 2560),
];

/// What the file tells. Without a word of the lens nothing is known of a front camera.
pub(super) fn measure(original: &Original<'_>) -> Vec<Measurement> {
    let camera = original.camera;
    let mut found = Vec::new();
    if let Some(lens) = &camera.lens {
        found.push(Measurement::new(Measure::FrontCamera, count(&FRONT, [Some(lens)]), 0.0));
    }
    let programs = [camera.software.as_ref(), camera.make.as_ref(), camera.model.as_ref()];
    found.push(Measurement::new(Measure::EditingSoftware, count(&EDITORS, programs), 0.0));
    let sides = [original.pixels.width, original.pixels.height];
    let size = (sides[0].min(sides[1]), sides[0].max(sides[1]));
    let is_screen = SCREENS.contains(&size) && camera.model.is_none() && camera.lens.is_none();
    found.push(Measurement::new(Measure::ScreenSize, f64::from(u8::from(is_screen)), 0.0));
    let behind = u32::try_from(original.bytes_behind_end).unwrap_or(u32::MAX);
    found.push(Measurement::new(Measure::BytesBehindEnd, f64::from(behind), 0.0));
    found
}

/// How many of the words stand in any of the texts.
fn count<const N: usize>(words: &[&str], texts: [Option<&String>; N]) -> f64 {
    let all: Vec<String> = texts.into_iter().flatten().map(|text| text.to_lowercase()).collect();
    let found = words.iter().filter(|word| all.iter().any(|text| text.contains(**word)));
    f64::from(u32::try_from(found.count()).unwrap_or(u32::MAX))
}
