//! Light on the face, and its colour.

use super::lab::{Lab, median};
use super::scene::Scene;
use crate::domain::finding::Measurement;
use crate::domain::measure::Measure;
use crate::vision::Point;

/// Luminance from which on a pixel is burnt out, and up to which it is too dark (ISO/IEC 29794-5).
const BURNT: f32 = 247.0;
const DARK: f32 = 25.0;
/// Places of bare skin that neither hair nor a beard covers, as a rule: cheeks, and the bridge of the nose.
const SKIN: [usize; 7] = [50, 280, 117, 346, 101, 330, 195];
/// The cheeks, right and left of the person.
const CHEEKS: [usize; 2] = [50, 280];
/// What skin has of a and b in CIELAB (ISO/IEC 29794-5 NaturalColour).
const SKIN_A: (f32, f32) = (5.0, 25.0);
const SKIN_B: (f32, f32) = (5.0, 35.0);
/// The irises: their middle and a point on their rim.
const IRISES: [(usize, usize); 2] = [(468, 469), (473, 474)];

/// All that is measured on the light.
pub(super) fn measure(scene: &Scene) -> Vec<Measurement> {
    let face = scene.face();
    let mut found = exposure(scene, &face);
    found.extend(cheeks(scene));
    found.extend(shadow(scene));
    found.extend(natural(scene));
    found.extend(red_eye(scene));
    found
}

fn exposure(scene: &Scene, face: &[(usize, usize)]) -> Vec<Measurement> {
    if face.is_empty() {
        return Vec::new();
    }
    let count = face.len() as f64;
    let of = |is: &dyn Fn(f32) -> bool| -> Vec<(usize, usize)> {
        face.iter().copied().filter(|(x, y)| is(scene.luminance(*x, *y))).collect()
    };
    let (burnt, dark) = (of(&|value| value >= BURNT), of(&|value| value <= DARK));
    let sum: f64 = face.iter().map(|(x, y)| f64::from(scene.luminance(*x, *y))).sum();
    let share = |measure: Measure, pixels: &[(usize, usize)]| Measurement {
        region: scene.region(pixels),
        ..Measurement::new(measure, pixels.len() as f64 / count, 0.0)
    };
    vec![
        share(Measure::OverExposure, &burnt),
        share(Measure::UnderExposure, &dark),
        Measurement {
            region: scene.region(face),
            ..Measurement::new(Measure::FaceLuminance, sum / count, 0.0)
        },
    ]
}

/// The middle luminance around a landmark.
fn patch(scene: &Scene, index: usize, radius: f32) -> Option<f32> {
    let pixels = scene.disc(scene.point(index), radius * scene.unit);
    let mut values: Vec<f32> = pixels.iter().map(|(x, y)| scene.luminance(*x, *y)).collect();
    median(&mut values)
}

fn cheeks(scene: &Scene) -> Option<Measurement> {
    let [right, left] = CHEEKS.map(|index| patch(scene, index, 0.14));
    let (right, left) = (right?, left?);
    let darker = if right < left { CHEEKS[0] } else { CHEEKS[1] };
    let value = f64::from(right.min(left) / right.max(left).max(1.0));
    let region = scene.region(&scene.disc(scene.point(darker), 0.2 * scene.unit));
    Some(Measurement { region, ..Measurement::new(Measure::CheekRatio, value, 0.0) })
}

/// How much darker the darkest place of bare skin is than the middle one.
fn shadow(scene: &Scene) -> Option<Measurement> {
    let mut places: Vec<(f32, usize)> =
        SKIN.iter().filter_map(|index| Some((patch(scene, *index, 0.07)?, *index))).collect();
    places.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (darkest, index) = *places.first()?;
    let middle = places.get(places.len() / 2)?.0;
    let value = 1.0 - f64::from(darkest / middle.max(1.0));
    let region = scene.region(&scene.disc(scene.point(index), 0.15 * scene.unit));
    Some(Measurement { region, ..Measurement::new(Measure::FaceShadow, value, 0.0) })
}

/// How far the colour of bare skin is outside of what skin has (ISO/IEC 29794-5 NaturalColour).
fn natural(scene: &Scene) -> Option<Measurement> {
    let mut pixels = Vec::new();
    for index in SKIN {
        pixels.extend(scene.disc(scene.point(index), 0.07 * scene.unit));
    }
    let colours: Vec<Lab> = pixels.iter().map(|(x, y)| scene.lab(*x, *y)).collect();
    let mut parts = [Vec::new(), Vec::new()];
    for colour in &colours {
        parts[0].push(colour.a);
        parts[1].push(colour.b);
    }
    let [a, b] = &mut parts;
    let outside =
        |value: f32, (least, most): (f32, f32)| (least - value).max(value - most).max(0.0);
    let value = outside(median(a)?, SKIN_A).hypot(outside(median(b)?, SKIN_B));
    let region = scene.region(&pixels);
    Some(Measurement { region, ..Measurement::new(Measure::NaturalColour, f64::from(value), 0.0) })
}

/// The part of the irises that is red.
fn red_eye(scene: &Scene) -> Option<Measurement> {
    let mut pixels = Vec::new();
    for (middle, rim) in IRISES {
        let (middle, rim) = (scene.point(middle), scene.point(rim));
        if middle == Point::default() {
            return None;
        }
        pixels.extend(scene.disc(middle, 0.8 * middle.distance(rim)));
    }
    let is_red = |(x, y): &&(usize, usize)| {
        let [red, green, blue] = scene.rgb(*x, *y);
        red > 80.0 && red > 1.8 * green.max(blue)
    };
    let red = pixels.iter().filter(is_red).count();
    let value = red as f64 / pixels.len().max(1) as f64;
    let region = scene.region(&pixels);
    Some(Measurement { region, ..Measurement::new(Measure::RedEye, value, 0.0) })
}
