//! The face landmarker of 478 points (MediaPipe): the mesh's 468 with finer lips and lids, and the irises.

use serde::{Deserialize, Serialize};

use super::crop::{Levels, Outside, crop};
use super::error::VisionError;
use super::geometry::{Landmark, Square};
use super::mesh::{next_square, to_photo};
use super::net::{Net, NetDescription, probability};
use super::view::View;

/// The net. Its third output, a tongue put out, is not read.
pub const PLAN: NetDescription = NetDescription {
    file: "face_landmarks_478_f16.onnx",
    bytes: include_bytes!("../../assets/models/face_landmarks_478_f16.onnx"),
    input: &[1, SIDE, SIDE, 3],
    outputs: &[("Identity", POINTS * 3), ("Identity_1", 1)],
};

/// Side of what the net is shown, in pixels.
const SIDE: usize = 256;
/// How many points it gives.
pub const POINTS: usize = 478;

/// The points of MediaPipe's face landmarker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FineLandmarks {
    /// Whether there is a face, 0 to 1.
    pub presence: f32,
    /// 478 points: 0 to 467 as in the mesh, 468 to 472 the iris of the person's right eye (its middle
    /// first), 473 to 477 that of the left.
    pub points: Vec<Landmark>,
}

/// Looks at a face twice: in the first square, and in the one around the points found there.
pub fn find(net: &Net, view: &View<'_>, first: Square) -> Result<FineLandmarks, VisionError> {
    let found = run(net, view, first)?;
    run(net, view, next_square(&found.points))
}

fn run(net: &Net, view: &View<'_>, square: Square) -> Result<FineLandmarks, VisionError> {
    let outputs = net.run(crop(view, square, SIDE, Outside::Black, Levels::UNIT))?;
    let (points, presence) = match &outputs[..] {
        [points, presence] => (&points[..], presence.first().copied()),
        _ => (&[][..], None),
    };
    let presence = presence.map_or(0.0, probability);
    Ok(FineLandmarks { presence, points: to_photo(points, square, SIDE) })
}
