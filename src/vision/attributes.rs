//! Headwear, ears, bare shoulders, collar, pattern: EfficientNet-Lite0 with five linear heads.
//!
//! The heads were fitted on 100 generated portraits: what they say is a hint where to look.

use serde::{Deserialize, Serialize};

use super::crop::{Levels, Outside, crop, mirrored};
use super::error::VisionError;
use super::geometry::{Landmark, Point, Square};
use super::mesh::eye_angle;
use super::net::{Net, NetDescription, probability};
use super::view::View;

/// The net.
pub const PLAN: NetDescription = NetDescription {
    file: "attributes_224_f16.onnx",
    bytes: include_bytes!("../../assets/models/attributes_224_f16.onnx"),
    input: &[1, SIDE, SIDE, 3],
    outputs: &[("logits", HEADS)],
};

/// Side of what the net is shown, in pixels.
const SIDE: usize = 224;
/// How many heads there are.
const HEADS: usize = 5;

/// What the heads say, each a probability from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Attributes {
    /// Something is worn on the head. Clips, bands and bows were never learned.
    pub headwear: f32,
    /// The person's right ear is seen.
    pub right_ear: f32,
    /// The person's left ear is seen.
    pub left_ear: f32,
    /// The shoulders are bare, or have straps.
    pub bare_shoulders: f32,
    /// The clothes have a collar or lapels.
    pub collar: f32,
    /// The clothes are patterned.
    pub pattern: f32,
}

/// What the net is shown of a person.
struct Crops {
    head: Square,
    right_ear: Square,
    left_ear: Square,
    torso: Square,
}

impl Crops {
    /// Around a face mesh, along axes that are level with the eyes. `unit` is the distance from the middle
    /// of the eyes to the chin.
    fn of(mesh: &[Landmark], unit: f32) -> Self {
        let angle = eye_angle(mesh);
        let square = |index: usize, along: f32, across: f32, side: f32| {
            let from = mesh.get(index).map_or_else(Point::default, |point| point.point());
            Square {
                middle: from.moved(along * unit, across * unit, angle),
                side: side * unit,
                angle,
            }
        };
        Self {
            head: square(10, 0.0, -0.25, 1.9),
            right_ear: square(234, -0.15, 0.1, 1.1),
            left_ear: square(454, 0.15, 0.1, 1.1),
            torso: square(152, 0.0, 1.3, 3.6),
        }
    }
}

/// Looks at the head, both ears and the torso of a face mesh. The view should show the face with `unit`
/// at about 275 pixels, averaged.
pub fn find(
    net: &Net,
    view: &View<'_>,
    mesh: &[Landmark],
    unit: f32,
) -> Result<Attributes, VisionError> {
    let crops = Crops::of(mesh, unit);
    let look = |square: Square, mirror: bool| {
        let values = crop(view, square, SIDE, Outside::Edge, Levels::EFFICIENT);
        let logits = net.run_one(if mirror { mirrored(&values, SIDE) } else { values })?;
        let mut told = [0.0; HEADS];
        for (told, logit) in told.iter_mut().zip(logits) {
            *told = probability(logit);
        }
        Ok::<_, VisionError>(told)
    };
    let [headwear, ..] = look(crops.head, false)?;
    let [_, right_ear, ..] = look(crops.right_ear, false)?;
    let [_, left_ear, ..] = look(crops.left_ear, true)?;
    let [_, _, bare_shoulders, collar, pattern] = look(crops.torso, false)?;
    Ok(Attributes { headwear, right_ear, left_ear, bare_shoulders, collar, pattern })
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "these numbers are exact")]
mod tests {
    use std::f32::consts::FRAC_PI_2;

    use super::{Crops, Landmark, Point};

    #[test]
    fn crops_lie_along_the_axes_of_the_face() {
        let mut mesh = vec![Landmark::default(); 468];
        let mut place = |index: usize, x: f32, y: f32| mesh[index] = Landmark { x, y, z: 0.0 };
        // A face that lies on its side: the eyes' line goes down, so the chin is at the left.
        place(33, 100.0, 90.0);
        place(263, 100.0, 110.0);
        place(10, 150.0, 100.0);
        place(152, 50.0, 100.0);
        place(234, 90.0, 50.0);
        place(454, 90.0, 150.0);
        let crops = Crops::of(&mesh, 100.0);
        assert!((crops.head.angle - FRAC_PI_2).abs() < 1e-6);
        let near = |point: Point, x: f32, y: f32| {
            assert!(point.distance(Point::new(x, y)) < 1e-3, "{point:?}");
        };
        near(crops.head.middle, 175.0, 100.0);
        near(crops.right_ear.middle, 80.0, 35.0);
        near(crops.left_ear.middle, 80.0, 165.0);
        near(crops.torso.middle, -80.0, 100.0);
        let sides = [crops.head, crops.right_ear, crops.torso].map(|square| square.side.round());
        assert_eq!(sides, [190.0, 110.0, 360.0]);
    }
}
