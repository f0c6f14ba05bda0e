//! What the nets saw of one photo.

use serde::{Deserialize, Serialize};

use super::geometry::{Area, Landmark, Point};

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
