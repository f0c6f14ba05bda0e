//! What can be reckoned from what was seen: the face unit and how the head is turned. Pure, without any limit.
//!
//! Lengths of a face are told in face units: one unit is the distance from the middle of the four corners of
//! the eyes to the chin.

use super::geometry::{Landmark, Point};

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

#[cfg(test)]
mod tests {
    use super::{HeadPose, Landmark, Point, eye_middle, face_unit, head_pose};

    fn face(places: &[(usize, f32, f32, f32)]) -> Vec<Landmark> {
        let mut points = vec![Landmark::default(); 478];
        for (index, x, y, z) in places {
            points[*index] = Landmark { x: *x, y: *y, z: *z };
        }
        points
    }

    #[test]
    fn the_face_unit_is_from_the_eyes_to_the_chin() {
        let points = face(&[
            (33, 80.0, 100.0, 0.0),
            (133, 95.0, 100.0, 0.0),
            (362, 105.0, 100.0, 0.0),
            (263, 120.0, 100.0, 0.0),
            (152, 100.0, 200.0, 0.0),
        ]);
        assert_eq!(eye_middle(&points), Point::new(100.0, 100.0));
        assert!((face_unit(&points) - 100.0).abs() < 1e-3);
        assert!(face_unit(&[]) == 0.0);
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
}
