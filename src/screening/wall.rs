//! The wall behind the person: its colour and evenness, a cast shadow, and how the person stands out from it.

use super::lab::{Lab, median, quantile};
use super::scene::Scene;
use crate::domain::finding::Measurement;
use crate::domain::measure::Measure;

/// A pixel with less of the person is wall.
const WALL: f32 = 0.02;
/// A pixel with more of the person is the person.
const PERSON: f32 = 0.95;
/// Every so manieth pixel across and down is looked at.
const STEP: usize = 2;
/// Fewer pixels of wall tell nothing.
const FEWEST: usize = 400;
/// So far to both sides of the silhouette colours are compared, in face units.
const BESIDE: f32 = 0.06;
/// A smaller colour difference is hard to see along an outline.
const ALIKE: f32 = 10.0;
/// A wall with a smaller mean gradient is plain enough for a shadow to be told from it.
const PLAIN: f64 = 15.0;
/// A shadow lies within so much of the silhouette; beyond the other it does not reach. In face units.
const NEAR: f32 = 0.5;
const FAR: f32 = 1.2;

/// All that is measured on the wall; nothing where the person could not be told from it.
pub(super) fn measure(scene: &Scene) -> Vec<Measurement> {
    let wall = wall(scene);
    let mut found = Vec::new();
    if wall.len() >= FEWEST {
        found.extend(colour(scene, &wall));
        let even = evenness(scene, &wall);
        // What is dark beside a person in a garden is no shadow on a wall.
        if even.is_some_and(|even| even.value < PLAIN) {
            found.extend(shadow(scene, &wall));
        }
        found.extend(even);
    }
    found.extend(contrast(scene));
    found
}

/// The pixels of the wall beside and above the person, down to a little below the chin.
fn wall(scene: &Scene) -> Vec<(usize, usize)> {
    let (width, height) = scene.size();
    let lowest = (scene.point(152).y + 0.5 * scene.unit).max(0.0) as usize;
    let mut found = Vec::new();
    for y in (0..height.min(lowest)).step_by(STEP) {
        for x in (0..width).step_by(STEP) {
            if scene.alpha(x, y).is_some_and(|alpha| alpha < WALL) {
                found.push((x, y));
            }
        }
    }
    found
}

fn colour(scene: &Scene, wall: &[(usize, usize)]) -> Vec<Measurement> {
    let colours: Vec<Lab> = wall.iter().map(|(x, y)| scene.lab(*x, *y)).collect();
    let mut lightness: Vec<f32> = colours.iter().map(|colour| colour.lightness).collect();
    let mut chroma: Vec<f32> = colours.iter().map(|colour| colour.chroma()).collect();
    let region = scene.region(wall);
    [(Measure::WallLightness, median(&mut lightness)), (Measure::WallChroma, median(&mut chroma))]
        .into_iter()
        .filter_map(|(measure, value)| {
            Some(Measurement { region, ..Measurement::new(measure, f64::from(value?), 0.0) })
        })
        .collect()
}

/// The mean Sobel gradient of the wall's luminance (ISO/IEC 29794-5 BackgroundUniformity), at the scene's scale.
fn evenness(scene: &Scene, wall: &[(usize, usize)]) -> Option<Measurement> {
    let (width, height) = scene.size();
    let is_inner = |(x, y): &&(usize, usize)| *x > 0 && *y > 0 && x + 1 < width && y + 1 < height;
    let gradients: Vec<f32> = wall
        .iter()
        .filter(is_inner)
        .map(|(x, y)| {
            let at = |across: usize, down: usize| scene.luminance(x + across - 1, y + down - 1);
            let across =
                at(2, 0) + 2.0 * at(2, 1) + at(2, 2) - at(0, 0) - 2.0 * at(0, 1) - at(0, 2);
            let down = at(0, 2) + 2.0 * at(1, 2) + at(2, 2) - at(0, 0) - 2.0 * at(1, 0) - at(2, 0);
            across.hypot(down)
        })
        .collect();
    let value = gradients.iter().sum::<f32>() / gradients.len().max(1) as f32;
    let region = scene.region(wall);
    (!gradients.is_empty()).then(|| Measurement {
        region,
        ..Measurement::new(Measure::BackgroundUniformity, f64::from(value), 0.0)
    })
}

/// How much darker the wall is near the person than far from them, on the side where it is more so; only where
/// the two have the same hue, as a shadow and its wall have.
fn shadow(scene: &Scene, wall: &[(usize, usize)]) -> Option<Measurement> {
    let (width, height) = scene.size();
    let distance = distances(scene, width, height);
    let middle = scene.point(4).x;
    let mut worst: Option<(f32, Vec<(usize, usize)>)> = None;
    for left in [true, false] {
        let beside = |(x, _): &&(usize, usize)| ((*x as f32) < middle) == left;
        let at = |(x, y): &(usize, usize)| distance[y * width + x] / scene.unit;
        let near: Vec<(usize, usize)> =
            wall.iter().filter(beside).filter(|pixel| at(pixel) < NEAR).copied().collect();
        let far: Vec<(usize, usize)> =
            wall.iter().filter(beside).filter(|pixel| at(pixel) > FAR).copied().collect();
        if near.len() < FEWEST / 4 || far.len() < FEWEST / 4 {
            continue;
        }
        let lightness = |pixels: &[(usize, usize)], part: f32| {
            let mut values: Vec<f32> =
                pixels.iter().map(|(x, y)| scene.lab(*x, *y).lightness).collect();
            quantile(&mut values, part)
        };
        // A shadow covers a part of what is near; the dark quarter of it tells.
        let darker = lightness(&far, 0.5)? - lightness(&near, 0.15)?;
        if worst.as_ref().is_none_or(|(found, _)| darker > *found) {
            worst = Some((darker, near));
        }
    }
    let (darker, near) = worst?;
    let value = f64::from(darker.max(0.0));
    Some(Measurement {
        region: scene.region(&near),
        ..Measurement::new(Measure::CastShadow, value, 0.0)
    })
}

/// How far each pixel is from the person, in pixels of the scene: two passes of a chamfer (Borgefors 1986).
fn distances(scene: &Scene, width: usize, height: usize) -> Vec<f32> {
    let mut distance = vec![f32::INFINITY; width * height];
    for y in 0..height {
        for x in 0..width {
            let here = y * width + x;
            if scene.alpha(x, y).is_some_and(|alpha| alpha >= 0.5) {
                distance[here] = 0.0;
                continue;
            }
            if x > 0 {
                distance[here] = distance[here].min(distance[here - 1] + 1.0);
            }
            if y > 0 {
                distance[here] = distance[here].min(distance[here - width] + 1.0);
            }
        }
    }
    for y in (0..height).rev() {
        for x in (0..width).rev() {
            let here = y * width + x;
            if x + 1 < width {
                distance[here] = distance[here].min(distance[here + 1] + 1.0);
            }
            if y + 1 < height {
                distance[here] = distance[here].min(distance[here + width] + 1.0);
            }
        }
    }
    distance
}

/// The part of the silhouette below the chin along which clothes and wall are hardly of another colour.
fn contrast(scene: &Scene) -> Option<Measurement> {
    let (width, height) = scene.size();
    let reach = (BESIDE * scene.unit).ceil().max(2.0) as usize;
    let from = scene.point(152).y.max(0.0) as usize;
    let (mut seen, mut alike) = (0_u32, Vec::new());
    for y in (from..height).step_by(STEP) {
        for x in reach..width.saturating_sub(reach) {
            let (left, right) = (x - reach, x + reach);
            let (Some(before), Some(after)) = (scene.alpha(left, y), scene.alpha(right, y)) else {
                return None;
            };
            let crosses = scene.alpha(x, y).is_some_and(|alpha| alpha >= 0.5)
                != scene.alpha(x - 1, y).is_some_and(|alpha| alpha >= 0.5);
            let clear = (before < WALL && after > PERSON) || (after < WALL && before > PERSON);
            if crosses && clear {
                seen += 1;
                if scene.lab(left, y).difference(scene.lab(right, y)) < ALIKE {
                    alike.push((x, y));
                }
            }
        }
    }
    if seen < 20 {
        return None;
    }
    let value = alike.len() as f64 / f64::from(seen);
    Some(Measurement {
        region: scene.region(&alike),
        ..Measurement::new(Measure::WallContrast, value, 0.0)
    })
}
