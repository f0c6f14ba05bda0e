//! Floor 2: the nets. What a photo shows: faces, landmarks, shoulders, things, and which pixels are the
//! person's. It measures and judges nothing: limits and verdicts stand above.

mod attributes;
mod crop;
mod error;
mod expressions;
mod eyes;
mod faces;
mod geometry;
mod landmarks;
mod matte;
pub mod measure;
mod mesh;
mod needs;
mod net;
mod nets;
mod objects;
mod provenance;
mod seen;
mod shoulders;
mod shrink;
#[cfg(test)]
mod tests;
mod view;

pub use attributes::Attributes;
pub use error::VisionError;
pub use expressions::Expressions;
pub use eyes::{Eye, Eyes};
pub use geometry::{Area, Landmark, Point};
pub use landmarks::FineLandmarks;
pub use matte::Matte;
pub use needs::{Need, Needs};
pub use nets::Nets;
pub use objects::Object;
pub use provenance::digest;
pub use seen::{Face, Seen};
pub use shoulders::Shoulders;
pub use shrink::{FloatPicture, resized};
