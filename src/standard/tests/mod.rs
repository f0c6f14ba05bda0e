//! Tests of the standard photo.

mod crop;
mod cutting;
mod files;
mod making;
mod registration;
mod scene;

use super::{Anchors, Edges};
use crate::domain::specification::Specification;

/// The national specification.
fn national() -> Specification {
    Specification::national().expect("the national specification")
}

/// A person in the middle of a photo of 3000 × 4000 pixels, with room all around but below.
fn ordinary() -> Anchors {
    Anchors {
        photo: (3000.0, 4000.0),
        crown: 600.0,
        eyes: 1200.0,
        face_width: 800.0,
        middle: 1500.0,
        edges: Edges::default(),
    }
}
