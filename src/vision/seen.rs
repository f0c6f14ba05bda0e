//! What the nets saw of one photo.

use serde::{Deserialize, Serialize};

use super::attributes::Attributes;
use super::expressions::Expressions;
use super::eyes::Eyes;
use super::geometry::{Area, Landmark, Point};
use super::landmarks::FineLandmarks;
use super::matte::Matte;
use super::objects::Object;
use super::shoulders::Shoulders;

/// What the nets saw of one photo. All places are in pixels of the upright photo. What was not asked for,
/// or can't be where there is no face, is `None`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Seen {
    /// Width of the photo, in pixels.
    pub width: u32,
    /// Height of the photo, in pixels.
    pub height: u32,
    /// Every face, the largest first. All the rest is about this largest one.
    pub faces: Vec<Face>,
    /// The 468 points of the face mesh (MediaPipe), by its numbers: 4 is the tip of the nose, 10 the top of
    /// the forehead, 152 the chin, 234 and 454 the right and left edge of the face as seen by the person.
    pub mesh: Option<Vec<Landmark>>,
    /// Contours of the eyes and the irises.
    pub eyes: Option<Eyes>,
    /// The 478 points of the face landmarker, with finer lips and lids.
    pub landmarks: Option<FineLandmarks>,
    /// Eyes closed, jaw open, smile.
    pub expressions: Option<Expressions>,
    /// The shoulders.
    pub shoulders: Option<Shoulders>,
    /// Persons and things anywhere in the picture, also where there is no face; the surest first.
    pub objects: Option<Vec<Object>>,
    /// Headwear, ears, bare shoulders, collar, pattern.
    pub attributes: Option<Attributes>,
    /// Which pixels are the person's. Also `None` where the net sees nobody at the nose.
    pub matte: Option<Matte>,
}

/// A face in the photo.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Face {
    /// From the brows to the chin, about.
    pub area: Area,
    /// The person's right eye, left eye, nose, mouth, right ear, left ear.
    pub keypoints: [Point; 6],
    /// How sure the detector is that this is a face: above 0.5, up to 1.
    pub score: f32,
    /// How sure the mesh is: above 0.5, up to 1. What it doubted is no face, whatever the detector said.
    pub presence: f32,
}
