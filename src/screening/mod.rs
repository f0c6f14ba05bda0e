//! Floor 3: screening. Measures a photo from its pixels, what the nets saw of it and what its file tells, and
//! holds the numbers against a specification. A finding only hints: no finding decides anything.

mod body;
mod detail;
mod face;
mod file;
mod findings;
mod fingerprint;
mod lab;
mod light;
mod people;
mod scene;
mod wall;

use crate::domain::camera::CameraFacts;
use crate::domain::finding::Measurement;
use crate::domain::fingerprint::Fingerprint;
use crate::domain::specification::Specification;
use crate::photo::Pixels;
use crate::vision::Seen;
use crate::vision::measure::eye_middle;
use scene::Scene;

pub use findings::findings;

/// The version of the measuring code. It grows by one with every change that may change a number, and stands in
/// every result.
pub const VERSION: u32 = 2;

/// A photo as a student sent it, decoded, and what is known of it.
#[derive(Debug, Clone, Copy)]
pub struct Original<'a> {
    /// Its pixels, upright.
    pub pixels: &'a Pixels,
    /// What all nets saw of it.
    pub seen: &'a Seen,
    /// What the camera wrote.
    pub camera: &'a CameraFacts,
    /// Bytes behind the end of the picture in its file.
    pub bytes_behind_end: u64,
}

/// By which near copies of a photo are found; none without a face.
pub fn fingerprint(pixels: &Pixels, seen: &Seen) -> Option<Fingerprint> {
    let scene = Scene::new(pixels, seen)?;
    let eyes = scene.place(eye_middle(seen.mesh.as_ref()?));
    Some(fingerprint::fingerprint(&scene, eyes))
}

/// Measures all that can be measured on an original. What can't be on this one is left out.
pub fn measure(original: &Original<'_>, specification: &Specification) -> Vec<Measurement> {
    let mut found = people::measure(original.seen);
    found.extend(file::measure(original));
    let Some(scene) = Scene::new(original.pixels, original.seen) else { return found };
    found.extend(face::measure(original.seen, &scene, specification));
    found.extend(body::measure(original.seen, &scene));
    found.extend(light::measure(&scene));
    found.extend(wall::measure(&scene));
    found.extend(detail::measure(original.pixels, &scene));
    found
}
