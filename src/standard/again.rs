//! Measures a finished standard photo anew, as somebody would who only has the file: from its decoded pixels and
//! what the nets see in them.

use super::anchors::{Anchors, NoAnchors};
use super::derivation::{Derivation, NotFound};
use super::fringe::{self, Fringe};
use crate::domain::finding::Measurement;
use crate::domain::measure::Measure;
use crate::domain::specification::Specification;
use crate::photo::{Pixels, lab, lab_distance, labs};
use crate::vision::{Area, Matte, Seen};

/// How far crown, eyes, cheeks and the middle of the face were from where the crop put them, in pixels of the standard
/// photo: crown and eyes on 76 portraits that were measured twice, the others on 29. The nets see a smaller picture
/// before another colour; the crown is read from that colour (−0.2 to 2.2). All were within these. The cheeks are the
/// least sure: all within 4 but for a bearded man's, 7.6.
const AGAIN: [f64; 4] = [2.5, 1.5, 8.0, 3.5];

/// Somebody's colours are at least so far from the background's, ΔE 1976. JPEG moves the colours of flat ground beside
/// an edge by up to about ten at the quality of 60; own.
const PERSON: f32 = 40.0;
/// So many pixels away, across and down, the person's own colour is looked for.
const NEAR: usize = 8;

/// The person's part of each pixel of a standard photo: how far its colour is from the flat background's, against how
/// far the person's is nearby. It needs no net, and tells what can be seen on the file: hair that was cut away is no
/// part of it.
pub fn matte(product: &Pixels, behind: [u8; 3]) -> Matte {
    let behind = lab(behind.map(f32::from));
    let colours = product.rgb.as_chunks::<3>().0;
    let far: Vec<f32> = labs(colours).map(|colour| lab_distance(colour, behind)).collect();
    let (width, height) = (product.width as usize, product.height as usize);
    let alpha = far
        .iter()
        .zip(farthest_near(&far, width))
        .map(|(own, person)| (own / person.max(PERSON) * 255.0).round() as u8);
    Matte { width, height, alpha: alpha.collect() }
}

/// The greatest value in the square around each pixel.
fn farthest_near(values: &[f32], width: usize) -> Vec<f32> {
    let greatest = |values: &[f32]| values.iter().copied().fold(0.0, f32::max);
    let lines: Vec<f32> = values
        .chunks_exact(width.max(1))
        .flat_map(|line| {
            (0..width).map(|at| greatest(&line[at.saturating_sub(NEAR)..width.min(at + NEAR + 1)]))
        })
        .collect();
    let rows: Vec<&[f32]> = lines.chunks_exact(width.max(1)).collect();
    let squares = (0..rows.len()).flat_map(|at| {
        let rows = &rows[at.saturating_sub(NEAR)..rows.len().min(at + NEAR + 1)];
        (0..width).map(move |column| rows.iter().map(|row| row[column]).fold(0.0, f32::max))
    });
    squares.collect()
}

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
