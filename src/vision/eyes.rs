//! Contours of the eyes and the irises (MediaPipe's iris net).

use serde::{Deserialize, Serialize};

use super::crop::{Levels, Outside, crop, mirrored};
use super::error::VisionError;
use super::geometry::{Landmark, Point, Square};
use super::net::{Net, NetDescription};
use super::view::View;

/// The net. The eye at the left of the picture is shown as it is, the other one mirrored.
pub const PLAN: NetDescription = NetDescription {
    file: "iris_64_f16.onnx",
    bytes: include_bytes!("../../assets/models/iris_64_f16.onnx"),
    input: &[1, SIDE, SIDE, 3],
    outputs: &[("output_eyes_contours_and_brows", CONTOUR * 3), ("output_iris", IRIS * 3)],
};

/// Side of what the net is shown, in pixels.
const SIDE: usize = 64;
/// Points of an eye's contour and brow.
const CONTOUR: usize = 71;
/// Points of an iris.
const IRIS: usize = 5;
/// The crop's side is so many times the distance of the eye's corners (MediaPipe).
const MARGIN: f32 = 2.3;

/// One eye, in pixels of the photo.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Eye {
    /// 71 points: 0 the outer corner, 1 to 7 along the lower lid to 8, the inner corner, 9 to 15 along the
    /// upper lid, from the outer side on; then rings around the eye and the brow.
    pub contour: Vec<Point>,
    /// The middle of the iris, and four points on its rim.
    pub iris: Vec<Point>,
}

/// Both eyes of a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Eyes {
    /// The person's right eye, at the left of the picture.
    pub right: Eye,
    /// The person's left eye.
    pub left: Eye,
}

/// Looks at both eyes of a face mesh.
pub fn find(net: &Net, view: &View<'_>, mesh: &[Landmark]) -> Result<Eyes, VisionError> {
    let right = look(net, view, square(mesh, 33, 133), false)?;
    let left = look(net, view, square(mesh, 362, 263), true)?;
    Ok(Eyes { right, left })
}

/// The square around an eye, level with its corners; `from` is the corner further to the left.
fn square(mesh: &[Landmark], from: usize, to: usize) -> Square {
    let at = |index: usize| mesh.get(index).map_or_else(Point::default, |point| point.point());
    let (from, to) = (at(from), at(to));
    let side = (to.x - from.x).abs().max((to.y - from.y).abs()) * MARGIN;
    Square { middle: Point::middle(&[from, to]), side, angle: from.angle_to(to) }
}

fn look(net: &Net, view: &View<'_>, square: Square, mirror: bool) -> Result<Eye, VisionError> {
    let values = crop(view, square, SIDE, Outside::Black, Levels::UNIT);
    let outputs = net.run(if mirror { mirrored(&values, SIDE) } else { values })?;
    let points =
        |index: usize| to_photo(outputs.get(index).map_or(&[][..], Vec::as_slice), square, mirror);
    Ok(Eye { contour: points(0), iris: points(1) })
}

fn to_photo(numbers: &[f32], square: Square, mirror: bool) -> Vec<Point> {
    let unit = SIDE as f32;
    let point = |[x, y, _]: &[f32; 3]| {
        let u = x / unit;
        square.at(if mirror { 1.0 - u } else { u }, y / unit)
    };
    numbers.as_chunks::<3>().0.iter().map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::{Landmark, Point, Square, square, to_photo};

    #[test]
    fn the_square_is_around_the_corners() {
        let mut mesh = vec![Landmark::default(); 468];
        mesh[33] = Landmark { x: 100.0, y: 50.0, z: 1.0 };
        mesh[133] = Landmark { x: 140.0, y: 50.0, z: 2.0 };
        let found = square(&mesh, 33, 133);
        assert_eq!(found.middle, Point::new(120.0, 50.0));
        assert!((found.side - 92.0).abs() < 1e-4 && found.angle == 0.0);
        assert!(square(&[], 33, 133).side == 0.0, "no mesh, no eye");
    }

    #[test]
    fn a_mirrored_eye_is_turned_back() {
        let square = Square { middle: Point::new(32.0, 32.0), side: 64.0, angle: 0.0 };
        let numbers = [10.0, 20.0, 5.0];
        assert_eq!(to_photo(&numbers, square, false), [Point::new(10.0, 20.0)]);
        assert_eq!(to_photo(&numbers, square, true), [Point::new(54.0, 20.0)]);
    }
}
