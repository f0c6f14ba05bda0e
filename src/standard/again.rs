//! Measures a finished standard photo anew, as somebody would who only has the file: from its decoded pixels and
//! what the nets see in them.

use super::anchors::{Anchors, NoAnchors};
use super::derivation::{Derivation, NotFound};
use super::fringe::{self, Fringe};
use crate::domain::finding::Measurement;
use crate::domain::measure::Measure;
use crate::domain::specification::Specification;
use crate::photo::Pixels;
use crate::vision::{Area, Seen};

/// How far crown, eyes, cheeks and the middle of the face were from where the crop put them, on 29 photos that were
/// measured twice, in pixels of the standard photo: the nets see a smaller picture before another colour. All but one
/// were within these (a crown 4.9 lower). The cheeks are the least sure: all within 4 but for a bearded man's, 7.6.
const AGAIN: [f64; 4] = [1.5, 1.5, 8.0, 3.5];

/// Crown line, eye line, width of the face and centring of a standard photo, in its pixels.
///
/// # Errors
///
/// Where no face or no silhouette was seen in it.
pub fn geometry(seen: &Seen) -> Result<[Measurement; 4], NoAnchors> {
    let anchors = Anchors::of(seen)?;
    let values = [
        (Measure::CrownLine, anchors.crown),
        (Measure::EyeLine, anchors.eyes),
        (Measure::FaceWidth, anchors.face_width),
        (Measure::Centring, anchors.middle - anchors.photo.0 / 2.0),
    ];
    let mut uncertainties = AGAIN.into_iter();
    Ok(values.map(|(measure, value)| {
        let uncertainty = uncertainties.next().unwrap_or_default();
        Measurement::new(measure, value, uncertainty)
    }))
}

/// Fringe, colour and evenness of the background of a standard photo, on its decoded pixels. `alpha` is the person's
/// part of each pixel: that with which it was composed, or a net's matte of it.
pub fn silhouette(
    product: &Pixels,
    alpha: &[f32],
    spec: &Specification,
) -> (Fringe, [Measurement; 3]) {
    let found = fringe::measured(product, alpha, spec.background.colour);
    let told = |measure: Measure, value: f32| Measurement::new(measure, f64::from(value), 0.0);
    let measurements = [
        told(Measure::Fringe, found.share),
        told(Measure::BackgroundColour, found.background),
        told(Measure::BackgroundEvenness, found.unevenness),
    ];
    (found, measurements)
}

/// The size of the file.
pub fn file_bytes(bytes: &[u8]) -> Measurement {
    Measurement::new(Measure::FileBytes, bytes.len() as f64, 0.0)
}

/// The box all around the mesh of the largest face.
pub fn face_area(seen: &Seen) -> Option<Area> {
    Area::of(seen.mesh.as_ref()?.iter().map(|point| point.point()))
}

/// How a standard photo derives from its original: see [`Derivation::of`].
///
/// # Errors
///
/// Where one of the two has no face, or they have nothing in common.
pub fn derivation(
    product: &Pixels,
    product_seen: &Seen,
    original: &Pixels,
    original_seen: &Seen,
) -> Result<Derivation, NotFound> {
    let area = |seen: &Seen| face_area(seen).ok_or(NotFound);
    Derivation::of(product, area(product_seen)?, original, area(original_seen)?)
}
