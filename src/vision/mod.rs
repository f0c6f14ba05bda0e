//! Floor 2: the nets. What a photo shows: faces, landmarks, shoulders, things, and which pixels are the
//! person's. It measures and judges nothing: limits and verdicts stand above.

mod crop;
mod error;
mod faces;
mod geometry;
mod mesh;
mod needs;
mod net;
mod nets;
mod seen;
mod shrink;

pub use error::VisionError;
pub use geometry::{Area, Landmark, Point};
pub use needs::{Need, Needs};
pub use nets::Nets;
pub use seen::{Face, Seen};
