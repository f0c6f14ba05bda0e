//! The face mesh of 468 points (MediaPipe): squares to cut out, and points back on the photo.

use super::crop::{Levels, Outside, crop};
use super::error::VisionError;
use super::geometry::{Area, Landmark, Point, Square};
use super::net::{Net, NetDescription, probability};
use super::view::View;

/// The net.
pub const PLAN: NetDescription = NetDescription {
    file: "face_mesh_468_f16.onnx",
    bytes: include_bytes!("../../assets/models/face_mesh_468_f16.onnx"),
    input: &[1, SIDE, SIDE, 3],
    outputs: &[("conv2d_21", POINTS * 3), ("conv2d_31", 1)],
};

/// Side of what the net is shown, in pixels.
pub const SIDE: usize = 192;
/// How many points it gives.
pub const POINTS: usize = 468;
/// A crop's side is so many times the longer side of what it is cut around (MediaPipe).
const MARGIN: f32 = 1.5;

/// What one run gives.
pub struct Mesh {
    /// Whether there is a face, 0 to 1.
    pub presence: f32,
    /// The 468 points, on the photo.
    pub points: Vec<Landmark>,
}

/// Shows the net this square of the photo.
pub fn run(net: &Net, view: &View<'_>, square: Square) -> Result<Mesh, VisionError> {
    let values = crop(view, square, SIDE, Outside::Black, Levels::UNIT);
    let outputs = net.run(values)?;
    let (points, presence) = match &outputs[..] {
        [points, presence] => (&points[..], presence.first().copied()),
        _ => (&[][..], None),
    };
    let presence = presence.map_or(0.0, probability);
    Ok(Mesh { presence, points: to_photo(points, square, SIDE) })
}

/// The first crop: around the middle of the detector's box, level with the eyes.
pub fn first_square(area: Area, keypoints: &[Point; 6]) -> Square {
    let [right_eye, left_eye, ..] = keypoints;
    Square {
        middle: area.middle(),
        side: area.width.max(area.height) * MARGIN,
        angle: right_eye.angle_to(*left_eye),
    }
}

/// The second crop: around all landmarks of the first pass, level with the outer corners of the eyes.
pub fn next_square(landmarks: &[Landmark]) -> Square {
    Square::around(landmarks.iter().map(|point| point.point()), eye_angle(landmarks), MARGIN)
}

/// The angle of the line from the outer corner of the person's right eye (33) to that of the left (263).
pub fn eye_angle(landmarks: &[Landmark]) -> f32 {
    let at = |index: usize| landmarks.get(index).map_or_else(Point::default, |point| point.point());
    at(33).angle_to(at(263))
}

/// The net's points, x, y, z in units of its input, as landmarks on the photo.
pub fn to_photo(numbers: &[f32], square: Square, side: usize) -> Vec<Landmark> {
    let unit = side as f32;
    let landmark = |[x, y, z]: &[f32; 3]| {
        let point = square.at(x / unit, y / unit);
        Landmark { x: point.x, y: point.y, z: z / unit * square.side }
    };
    numbers.as_chunks::<3>().0.iter().map(landmark).collect()
}

#[cfg(test)]
mod tests {
    use std::f32::consts::FRAC_PI_4;

    use super::{MARGIN, POINTS, eye_angle, first_square, next_square, to_photo};
    use crate::vision::geometry::{Area, Point, Square};

    #[test]
    fn the_first_crop_is_level_with_the_eyes() {
        let mut keypoints = [Point::default(); 6];
        keypoints[0] = Point::new(10.0, 10.0);
        keypoints[1] = Point::new(20.0, 20.0);
        let area = Area { x: 0.0, y: 0.0, width: 40.0, height: 60.0 };
        let square = first_square(area, &keypoints);
        assert_eq!(square.middle, Point::new(20.0, 30.0));
        assert!((square.side - 90.0).abs() < 1e-4 && (square.angle - FRAC_PI_4).abs() < 1e-5);
    }

    #[test]
    fn points_come_back_to_the_photo_and_make_the_next_crop() {
        let square = Square { middle: Point::new(100.0, 80.0), side: 192.0, angle: FRAC_PI_4 };
        let mut numbers = [96.0, 96.0, 0.0].repeat(POINTS);
        numbers[33 * 3] = 64.0;
        numbers[263 * 3..263 * 3 + 3].copy_from_slice(&[128.0, 96.0, 10.0]);
        let points = to_photo(&numbers, square, 192);
        assert_eq!(points.len(), POINTS);
        assert!((eye_angle(&points) - FRAC_PI_4).abs() < 1e-4);
        assert!((points[263].z - 10.0).abs() < 1e-4, "depth is scaled like x and y");
        let next = next_square(&points);
        assert!(next.middle.distance(square.middle) < 1e-3, "{next:?}");
        assert!((next.side - 64.0 * MARGIN).abs() < 1e-3, "{next:?}");
    }
}
