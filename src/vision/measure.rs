//! What can be reckoned from what was seen: lengths, gaps and angles. Pure, without any limit.
//!
//! Lengths of a face are told in face units: one unit is the distance from the middle of the four corners of
//! the eyes to the chin.

use super::geometry::{Landmark, Point};
use super::shoulders::Shoulders;

/// The point of a landmark, in pixels; the origin where it is missing.
pub fn at(points: &[Landmark], index: usize) -> Point {
    points.get(index).map_or_else(Point::default, |landmark| landmark.point())
}

/// The middle of the four corners of the eyes (landmarks 33, 133, 362, 263), in pixels.
pub fn eye_middle(points: &[Landmark]) -> Point {
    Point::middle(&[33, 133, 362, 263].map(|index| at(points, index)))
}

/// The face unit: the distance from [`eye_middle`] to the chin (landmark 152), in pixels.
pub fn face_unit(points: &[Landmark]) -> f32 {
    eye_middle(points).distance(at(points, 152))
}

/// The gap between the lips (landmarks 13 and 14), in face units. Measure it on the 478 landmarks, whose
/// lips are finer.
pub fn lip_gap(points: &[Landmark]) -> f32 {
    ratio(at(points, 13).distance(at(points, 14)), face_unit(points))
}

/// The gap between the lips over the width of the mouth (13 to 14 over 78 to 308): closed below 0.1, teeth
/// showing 0.19 to 0.29 on the few faces that were measured.
pub fn mouth_ratio(points: &[Landmark]) -> f32 {
    ratio(at(points, 13).distance(at(points, 14)), at(points, 78).distance(at(points, 308)))
}

/// The gap between the lids (159 to 145 and 386 to 374), the mean of both eyes, in face units. Measure it on
/// the 478 landmarks.
pub fn lid_gap(points: &[Landmark]) -> f32 {
    let right = at(points, 159).distance(at(points, 145));
    let left = at(points, 386).distance(at(points, 374));
    ratio(f32::midpoint(right, left), face_unit(points))
}

/// The eye aspect ratio: how high the lids are apart over the width of the eye, the mean of both eyes, from
/// six landmarks of each (Soukupová and Čech 2016).
pub fn eye_aspect(points: &[Landmark]) -> f32 {
    let one = |[outer, upper1, upper2, inner, lower2, lower1]: [usize; 6]| {
        let gap = |a: usize, b: usize| at(points, a).distance(at(points, b));
        ratio(gap(upper1, lower1) + gap(upper2, lower2), 2.0 * gap(outer, inner))
    };
    let right = one([33, 160, 158, 133, 153, 144]);
    let left = one([362, 385, 387, 263, 373, 380]);
    f32::midpoint(right, left)
}

/// The room between the middle of the line of the shoulders and the lower edge of the photo, in units of
/// `unit` pixels; below 0 where the shoulders lie below the photo.
pub fn room_below(shoulders: &Shoulders, height: u32, unit: f32) -> f32 {
    let middle = Point::middle(&[shoulders.right, shoulders.left]);
    (height as f32 - middle.y) / unit.max(f32::MIN_POSITIVE)
}

/// How a head is turned, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeadPose {
    /// Above 0 where the face looks to the right of the picture.
    pub yaw: f32,
    /// Above 0 where it looks up. It has a bias for each face of 2 to 11 degrees.
    pub pitch: f32,
    /// Above 0 where the head leans clockwise as seen.
    pub roll: f32,
}

/// How the head is turned: x axis from landmark 234 to 454, y axis from 10 to 152 less what it has along x.
pub fn head_pose(points: &[Landmark]) -> HeadPose {
    let way = |from: usize, to: usize| {
        let landmark = |index: usize| points.get(index).copied().unwrap_or_default();
        let (from, to) = (landmark(from), landmark(to));
        [to.x - from.x, to.y - from.y, to.z - from.z]
    };
    let x = normal(way(234, 454));
    let down = way(10, 152);
    let along = dot(down, x);
    let y = normal([0, 1, 2].map(|axis| down[axis] - along * x[axis]));
    // From the face towards the camera: smaller z is nearer.
    let ahead = [y[1] * x[2] - y[2] * x[1], y[2] * x[0] - y[0] * x[2], y[0] * x[1] - y[1] * x[0]];
    HeadPose {
        yaw: ahead[0].atan2(-ahead[2]).to_degrees(),
        pitch: (-ahead[1]).atan2(ahead[0].hypot(ahead[2])).to_degrees(),
        roll: x[1].atan2(x[0]).to_degrees(),
    }
}

fn dot(a: [f32; 3], b: [f32; 3]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn normal(a: [f32; 3]) -> [f32; 3] {
    let length = dot(a, a).sqrt().max(f32::MIN_POSITIVE);
    a.map(|part| part / length)
}

/// One length over another; 0 where the other is nothing.
fn ratio(length: f32, unit: f32) -> f32 {
    if unit > 0.0 { length / unit } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::{
        HeadPose, Landmark, Point, Shoulders, eye_aspect, eye_middle, face_unit, head_pose,
        lid_gap, lip_gap, mouth_ratio, room_below,
    };

    fn face(places: &[(usize, f32, f32, f32)]) -> Vec<Landmark> {
        let mut points = vec![Landmark::default(); 478];
        for (index, x, y, z) in places {
            points[*index] = Landmark { x: *x, y: *y, z: *z };
        }
        points
    }

    fn near(found: f32, expected: f32) {
        assert!((found - expected).abs() < 1e-3, "{found}, expected {expected}");
    }

    #[test]
    fn gaps_are_told_in_face_units() {
        let points = face(&[
            (33, 80.0, 100.0, 0.0),
            (133, 95.0, 100.0, 0.0),
            (362, 105.0, 100.0, 0.0),
            (263, 120.0, 100.0, 0.0),
            (152, 100.0, 200.0, 0.0),
            (13, 100.0, 160.0, 0.0),
            (14, 100.0, 163.0, 0.0),
            (78, 90.0, 161.0, 0.0),
            (308, 110.0, 161.0, 0.0),
            (159, 87.0, 98.0, 0.0),
            (145, 87.0, 102.0, 0.0),
            (386, 112.0, 97.0, 0.0),
            (374, 112.0, 103.0, 0.0),
        ]);
        assert_eq!(eye_middle(&points), Point::new(100.0, 100.0));
        near(face_unit(&points), 100.0);
        near(lip_gap(&points), 0.03);
        near(mouth_ratio(&points), 0.15);
        near(lid_gap(&points), 0.05);
        for measure in [face_unit, lip_gap, mouth_ratio, lid_gap, eye_aspect] {
            near(measure(&[]), 0.0);
        }
    }

    #[test]
    fn the_aspect_of_an_eye_is_its_mean_height_over_its_width() {
        let eye = |corners: [usize; 6], x: f32| {
            [(0.0, 0.0), (3.0, -1.0), (7.0, -1.5), (10.0, 0.0), (7.0, 1.5), (3.0, 1.0)]
                .into_iter()
                .zip(corners)
                .map(move |((across, y), index)| (index, x + across, y, 0.0))
        };
        let right = eye([33, 160, 158, 133, 153, 144], 0.0);
        let left = eye([362, 385, 387, 263, 373, 380], 30.0);
        near(eye_aspect(&face(&right.chain(left).collect::<Vec<_>>())), 0.25);
    }

    fn pose(axes: [[f32; 3]; 2]) -> HeadPose {
        let [x, y] = axes;
        head_pose(&face(&[(454, x[0], x[1], x[2]), (152, y[0], y[1], y[2])]))
    }

    #[test]
    fn the_head_is_turned_as_its_axes_are() {
        let (sin, cos) = 0.2f32.sin_cos();
        let degrees = 0.2f32.to_degrees();
        let check = |found: HeadPose, expected: [f32; 3]| {
            let found = [found.yaw, found.pitch, found.roll];
            assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 0.05), "{found:?}");
        };
        check(pose([[5.0, 0.0, 0.0], [0.0, 3.0, 0.0]]), [0.0; 3]);
        check(pose([[5.0, 0.0, 0.0], [1.0, 3.0, 0.0]]), [0.0; 3]);
        check(pose([[cos, sin, 0.0], [-sin, cos, 0.0]]), [0.0, 0.0, degrees]);
        // Looking to the right of the picture, its right edge goes away from the camera.
        check(pose([[cos, 0.0, sin], [0.0, 1.0, 0.0]]), [degrees, 0.0, 0.0]);
        // Looking up, the chin comes nearer to the camera.
        check(pose([[1.0, 0.0, 0.0], [0.0, cos, -sin]]), [0.0, degrees, 0.0]);
        assert!(head_pose(&[]).roll == 0.0);
    }

    #[test]
    fn room_is_counted_from_the_shoulders_down() {
        let shoulders = Shoulders {
            presence: 1.0,
            right: Point::new(10.0, 300.0),
            left: Point::new(90.0, 320.0),
            right_visible: 1.0,
            left_visible: 1.0,
            tilt: 0.0,
            spread: 0.0,
        };
        near(room_below(&shoulders, 400, 100.0), 0.9);
        near(room_below(&shoulders, 300, 100.0), -0.1);
    }
}
