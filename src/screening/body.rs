//! The body: half body, shoulders, clothes.

use super::lab::{Lab, median};
use super::scene::{Scene, landmarks};
use crate::domain::finding::Measurement;
use crate::domain::measure::Measure;
use crate::vision::measure::face_unit;
use crate::vision::{Point, Seen, Shoulders};

/// Crop and mirror image differ by more: the shoulders' line is not known. In degrees.
const MOST_SPREAD: f32 = 6.0;
/// The error of the shoulders' line of one in ten when 50 portraits were turned by known angles, in degrees.
const LEVEL_ERROR: f64 = 2.6;
/// Blue on the colour wheel, in degrees; how colourful and how bright it is at least (HSV).
const BLUE: (f32, f32) = (185.0, 245.0);
const BLUE_SATURATION: f32 = 0.25;
const BLUE_BRIGHTNESS: f32 = 0.20;
/// So near to the colour of the cheeks it is skin: in lightness, a and b.
const SKIN: [f32; 3] = [30.0, 9.0, 9.0];
/// Fewer pixels of clothes tell nothing.
const FEWEST: usize = 150;

/// All that is measured on the body.
pub(super) fn measure(seen: &Seen, scene: &Scene) -> Vec<Measurement> {
    let mut found = Vec::new();
    if let Some(points) = landmarks(seen) {
        let chin = points.get(152).map_or(0.0, |chin| chin.y);
        let room = (seen.height as f32 - chin) / face_unit(points).max(1.0);
        found.push(Measurement::new(Measure::RoomBelowChin, f64::from(room), 0.0));
    }
    if let Some(told) = &seen.attributes {
        for (measure, value) in [
            (Measure::Pattern, told.pattern),
            (Measure::Collar, told.collar),
            (Measure::BareShoulders, told.bare_shoulders),
        ] {
            found.push(Measurement::new(measure, f64::from(value), 0.0));
        }
    }
    let Some(shoulders) = &seen.shoulders else { return found };
    found.extend(level(seen, shoulders));
    found.extend(blue(scene, shoulders));
    found
}

/// How far the shoulders are from level; nothing where they are below the photo or the net is not sure.
fn level(seen: &Seen, shoulders: &Shoulders) -> Option<Measurement> {
    let below = [shoulders.right, shoulders.left].iter().any(|at| at.y > seen.height as f32);
    if below || shoulders.spread > MOST_SPREAD {
        return None;
    }
    Some(Measurement::new(Measure::ShouldersLevel, f64::from(shoulders.tilt.abs()), LEVEL_ERROR))
}

/// The part of the clothes that is blue: what is below the shoulders, less what looks like skin. Nothing where too little of them is in the picture.
fn blue(scene: &Scene, shoulders: &Shoulders) -> Option<Measurement> {
    let torso = torso(scene, shoulders);
    let cheeks = cheeks(scene)?;
    let clothes: Vec<(usize, usize)> = torso
        .into_iter()
        .filter(|(x, y)| scene.alpha(*x, *y).is_none_or(|alpha| alpha > 0.5))
        .filter(|(x, y)| !is_near(scene.lab(*x, *y), cheeks))
        .collect();
    if clothes.len() < FEWEST {
        return None;
    }
    let blues: Vec<(usize, usize)> =
        clothes.iter().copied().filter(|(x, y)| is_blue(scene.rgb(*x, *y))).collect();
    let value = blues.len() as f64 / clothes.len() as f64;
    let region = scene.region(if blues.is_empty() { &clothes } else { &blues });
    Some(Measurement { region, ..Measurement::new(Measure::BlueClothes, value, 0.0) })
}

/// The pixels below the shoulders, from 0.15 to 2.2 face units below their line and by a third of its length
/// beyond both ends: arms count too.
fn torso(scene: &Scene, shoulders: &Shoulders) -> Vec<(usize, usize)> {
    let (right, left) = (scene.place(shoulders.right), scene.place(shoulders.left));
    let (angle, beyond) = (right.angle_to(left), right.distance(left) * 0.35);
    let (right, left) = (right.moved(-beyond, 0.0, angle), left.moved(beyond, 0.0, angle));
    let corner = |from: Point, down: f32| from.moved(0.0, down * scene.unit, angle);
    scene.inside(&[corner(right, 0.15), corner(left, 0.15), corner(left, 2.2), corner(right, 2.2)])
}

/// The colour of the cheeks, the middle one of each part.
fn cheeks(scene: &Scene) -> Option<Lab> {
    let mut parts = [Vec::new(), Vec::new(), Vec::new()];
    for index in [50, 280] {
        for (x, y) in scene.disc(scene.point(index), 0.06 * scene.unit) {
            let lab = scene.lab(x, y);
            for (part, value) in parts.iter_mut().zip([lab.lightness, lab.a, lab.b]) {
                part.push(value);
            }
        }
    }
    let [lightness, a, b] = &mut parts;
    Some(Lab { lightness: median(lightness)?, a: median(a)?, b: median(b)? })
}

fn is_near(colour: Lab, skin: Lab) -> bool {
    (colour.lightness - skin.lightness).abs() < SKIN[0]
        && (colour.a - skin.a).abs() < SKIN[1]
        && (colour.b - skin.b).abs() < SKIN[2]
}

/// Whether a colour is blue, by hue, saturation and value.
fn is_blue([red, green, blue]: [f32; 3]) -> bool {
    let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
    let range = most - least;
    if most <= 0.0 || range <= 0.0 {
        return false;
    }
    let hue = if red >= green && red >= blue {
        60.0 * (green - blue) / range
    } else if green >= blue {
        60.0 * (blue - red) / range + 120.0
    } else {
        60.0 * (red - green) / range + 240.0
    };
    let hue = hue.rem_euclid(360.0);
    (BLUE.0..=BLUE.1).contains(&hue)
        && range / most > BLUE_SATURATION
        && most / 255.0 > BLUE_BRIGHTNESS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blues_are_blue_and_greys_are_not() {
        for (colour, wanted) in [
            ([100.0, 197.0, 255.0], true),
            ([20.0, 30.0, 90.0], true),
            ([98.0, 139.0, 206.0], true),
            ([128.0, 128.0, 128.0], false),
            ([120.0, 125.0, 135.0], false),
            ([10.0, 12.0, 30.0], false),
            ([30.0, 140.0, 60.0], false),
            ([200.0, 40.0, 40.0], false),
            ([0.0, 0.0, 0.0], false),
        ] {
            assert_eq!(is_blue(colour), wanted, "{colour:?}");
        }
    }
}
