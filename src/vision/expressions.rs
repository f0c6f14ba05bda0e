//! Expressions of the face (MediaPipe's blendshapes), told from the 478 landmarks.

use serde::{Deserialize, Serialize};

use super::error::VisionError;
use super::geometry::Landmark;
use super::net::{Net, NetDescription};

/// The net.
pub const PLAN: NetDescription = NetDescription {
    file: "face_blendshapes_f16.onnx",
    bytes: include_bytes!("../../assets/models/face_blendshapes_f16.onnx"),
    input: &[1, ORDER.len(), 2],
    outputs: &[("StatefulPartitionedCall:0", 52)],
};

/// The landmarks that the net is given, in this order (MediaPipe).
const ORDER: [usize; 146] = [
    0, 1, 4, 5, 6, 7, 8, 10, 13, 14, 17, 21, 33, 37, 39, 40, 46, 52, 53, 54, 55, 58, 61, 63, 65,
    66, 67, 70, 78, 80, 81, 82, 84, 87, 88, 91, 93, 95, 103, 105, 107, 109, 127, 132, 133, 136,
    144, 145, 146, 148, 149, 150, 152, 153, 154, 155, 157, 158, 159, 160, 161, 162, 163, 168, 172,
    173, 176, 178, 181, 185, 191, 195, 197, 234, 246, 249, 251, 263, 267, 269, 270, 276, 282, 283,
    284, 285, 288, 291, 293, 295, 296, 297, 300, 308, 310, 311, 312, 314, 317, 318, 321, 323, 324,
    332, 334, 336, 338, 356, 361, 362, 365, 373, 374, 375, 377, 378, 379, 380, 381, 382, 384, 385,
    386, 387, 388, 389, 390, 397, 398, 400, 402, 405, 409, 415, 454, 466, 468, 469, 470, 471, 472,
    473, 474, 475, 476, 477,
];

/// Those of the 52 expressions that are of use here, each from 0 (not at all) to 1. Left and right are
/// the person's.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Expressions {
    /// The left eye is shut (eyeBlinkLeft, number 9).
    pub blink_left: f32,
    /// The right eye is shut (eyeBlinkRight, 10).
    pub blink_right: f32,
    /// The jaw is down (jawOpen, 25). Stays under 0.11 even on broad smiles.
    pub jaw_open: f32,
    /// The left corner of the mouth smiles (mouthSmileLeft, 44).
    pub smile_left: f32,
    /// The right corner of the mouth smiles (mouthSmileRight, 45).
    pub smile_right: f32,
}

/// What the landmarks, in pixels of the photo, say.
pub fn find(net: &Net, points: &[Landmark]) -> Result<Expressions, VisionError> {
    net.run_one(chosen(points)).map(|all| decode(&all))
}

/// x and y of the landmarks that the net is given.
fn chosen(points: &[Landmark]) -> Vec<f32> {
    let chosen = ORDER.iter().map(|index| points.get(*index).copied().unwrap_or_default());
    chosen.flat_map(|point| [point.x, point.y]).collect()
}

fn decode(all: &[f32]) -> Expressions {
    let at = |index: usize| all.get(index).copied().unwrap_or_default();
    Expressions {
        blink_left: at(9),
        blink_right: at(10),
        jaw_open: at(25),
        smile_left: at(44),
        smile_right: at(45),
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "these numbers are exact")]
mod tests {
    use super::{Landmark, ORDER, chosen, decode};

    #[test]
    fn the_net_is_given_its_points_in_order() {
        assert!(ORDER.is_sorted_by(|a, b| a < b));
        assert!(ORDER[136..].iter().copied().eq(468..478), "all of both irises");
        let points: Vec<Landmark> =
            (0..478u16).map(|index| Landmark { x: f32::from(index), y: 0.5, z: 7.0 }).collect();
        let values = chosen(&points);
        assert_eq!(values.len(), 292);
        assert_eq!(values[..6], [0.0, 0.5, 1.0, 0.5, 4.0, 0.5]);
        assert_eq!(values[290..], [477.0, 0.5]);
        assert_eq!(chosen(&[]), [0.0; 292]);
    }

    #[test]
    fn expressions_have_their_numbers() {
        let all: Vec<f32> = (0..52u8).map(f32::from).collect();
        let found = decode(&all);
        assert_eq!([found.blink_left, found.blink_right, found.jaw_open], [9.0, 10.0, 25.0]);
        assert_eq!([found.smile_left, found.smile_right], [44.0, 45.0]);
    }
}
