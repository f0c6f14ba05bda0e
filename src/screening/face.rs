//! The face: how it is turned, eyes, lips, smile, ears, and how many pixels it has.

use super::scene::{Scene, around, landmarks};
use crate::domain::finding::{Measurement, Region};
use crate::domain::measure::Measure;
use crate::domain::specification::Specification;
use crate::vision::measure::{at, face_unit, head_pose};
use crate::vision::{Landmark, Point, Seen};

/// Twice the standard deviation of the eyes' line against 100 portraits labelled by eye, in degrees.
const EYES_LEVEL_ERROR: f64 = 1.8;
/// The standard deviation of the yaw against the same labels, in degrees.
const YAW_ERROR: f64 = 2.9;
/// What the pitch was on average on those portraits, nearly all of them level, and its standard deviation.
const PITCH: (f32, f64) = (-7.3, 5.8);
/// The widths of a face measured by landmarks are so far from each other, in parts.
const WIDTH_ERROR: f64 = 0.03;
/// Pairs of points along the inner edges of the lips: their gaps tell whether the lips are closed.
const LIPS: [(usize, usize); 5] = [(13, 14), (82, 87), (312, 317), (81, 178), (311, 402)];
/// A smile parts the lips before the gap is wide enough to be measured: it counts as so many face units.
const SMILE_PARTS: f32 = 0.01;

const EYES: [usize; 8] = [33, 133, 159, 145, 362, 263, 386, 374];
const MOUTH: [usize; 6] = [61, 291, 0, 17, 13, 14];

/// All that is measured on the face.
pub(super) fn measure(
    seen: &Seen,
    scene: &Scene,
    specification: &Specification,
) -> Vec<Measurement> {
    let Some(points) = landmarks(seen) else { return Vec::new() };
    let mut found = turned(seen, points);
    found.extend(eyes(seen, points));
    found.extend(mouth(seen, points));
    found.extend(attributes(seen, scene));
    let width = f64::from(at(points, 234).distance(at(points, 454)));
    let least = specification.geometry.face_width.least;
    let value = width / least.max(1.0);
    found.push(Measurement {
        region: around(seen, &[234, 454, 10, 152], 0.0),
        ..Measurement::new(Measure::Scale, value, value * WIDTH_ERROR)
    });
    found
}

fn placed(region: Option<Region>, measure: Measure, value: f32, error: f64) -> Measurement {
    Measurement { region, ..Measurement::new(measure, f64::from(value), error) }
}

/// How the head is turned: the line of the eyes, yaw and pitch.
fn turned(seen: &Seen, points: &[Landmark]) -> Vec<Measurement> {
    let middle = |a: usize, b: usize| Point::middle(&[at(points, a), at(points, b)]);
    let level = middle(33, 133).angle_to(middle(362, 263)).to_degrees().abs();
    let mut found =
        vec![placed(around(seen, &EYES, 0.1), Measure::EyesLevel, level, EYES_LEVEL_ERROR)];
    // The mesh's depth is what yaw and pitch were counted on.
    let Some(mesh) = &seen.mesh else { return found };
    let pose = head_pose(mesh);
    let face = around(seen, &[10, 152, 234, 454], 0.0);
    found.push(placed(face, Measure::HeadPoseYaw, pose.yaw.abs(), YAW_ERROR));
    let pitch = (pose.pitch - PITCH.0).abs();
    found.push(placed(face, Measure::HeadPosePitch, pitch, PITCH.1));
    found
}

fn eyes(seen: &Seen, points: &[Landmark]) -> Vec<Measurement> {
    let unit = face_unit(points).max(f32::MIN_POSITIVE);
    let gap = |upper: usize, lower: usize| at(points, upper).distance(at(points, lower)) / unit;
    let open = gap(159, 145).min(gap(386, 374));
    let region = around(seen, &EYES, 0.05);
    let mut found = vec![placed(region, Measure::EyesOpen, open, 0.004)];
    if let Some(told) = &seen.expressions {
        let blink = f32::midpoint(told.blink_left, told.blink_right);
        found.push(placed(region, Measure::EyeBlink, blink, 0.0));
    }
    found
}

fn mouth(seen: &Seen, points: &[Landmark]) -> Vec<Measurement> {
    let unit = face_unit(points).max(f32::MIN_POSITIVE);
    let gaps = LIPS.map(|(upper, lower)| at(points, upper).distance(at(points, lower)) / unit);
    let gap = gaps.iter().sum::<f32>() / gaps.len() as f32;
    let region = around(seen, &MOUTH, 0.05);
    let mut found = vec![placed(region, Measure::MouthClosed, gap, 0.004)];
    if let Some(told) = &seen.expressions {
        let smile = f32::midpoint(told.smile_left, told.smile_right);
        let parted = gap + SMILE_PARTS * smile;
        found.push(placed(region, Measure::LipsParted, parted, 0.004));
        found.push(placed(region, Measure::Smile, smile, 0.0));
    }
    found
}

fn attributes(seen: &Seen, scene: &Scene) -> Vec<Measurement> {
    let Some(told) = &seen.attributes else { return Vec::new() };
    let hidden = if told.right_ear < told.left_ear { 234 } else { 454 };
    let ear = scene.region(&scene.disc(scene.point(hidden), 0.3 * scene.unit));
    let above = Point::new(scene.point(10).x, scene.point(10).y - 0.25 * scene.unit);
    let head = scene.region(&scene.disc(above, 0.8 * scene.unit));
    vec![
        placed(ear, Measure::Ears, told.right_ear.min(told.left_ear), 0.0),
        placed(head, Measure::Headwear, told.headwear, 0.0),
    ]
    .into_iter()
    .filter(|measurement| seen.mesh.is_some() || measurement.measure != Measure::Ears)
    .collect()
}
