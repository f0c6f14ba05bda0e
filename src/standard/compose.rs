//! Sets the person of the original before the specification's colour: cropped, uniformly scaled, and nothing
//! else. Never mirrored, never rotated, never retouched.

use super::foreground;
use super::matting::{self, MatteSetting};
use super::sample::{Crop, Raster, reduced, sampled};
use super::solve::Placement;
use crate::domain::specification::Specification;
use crate::photo::Pixels;
use crate::vision::Matte;

/// How many times as fine as the standard photo the person is cut out, where the original has so many pixels.
const FINENESS: usize = 2;

/// A composed picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Composed {
    /// The standard photo.
    pub pixels: Pixels,
    /// How much of each of its pixels is the person's, 0 to 1, row by row.
    pub alpha: Vec<f32>,
}

/// Composes the standard photo of a placement. Where alpha is 1 its pixels are the averages of those of the
/// original that they cover.
pub fn composed(
    photo: &Pixels,
    matte: &Matte,
    spec: &Specification,
    placement: &Placement,
    setting: MatteSetting,
) -> Composed {
    let (width, height) = (spec.file.width, spec.file.height);
    let crop = Crop::of(placement, width, height);
    let fineness = if placement.scale * FINENESS as f64 <= 1.0 { FINENESS } else { 1 };
    let (columns, rows) = (width as usize * fineness, height as usize * fineness);
    let raster = sampled(photo, crop, columns, rows);
    let alpha = matting::of_crop(matte, (photo.width, photo.height), crop, &raster, setting);
    let colours = foreground::colours(&raster, &alpha, fineness);
    let behind = spec.background.colour.map(f32::from);
    let over = colours.iter().zip(&alpha).map(|(colour, alpha)| {
        [0, 1, 2].map(|channel| alpha * colour[channel] + (1.0 - alpha) * behind[channel])
    });
    let rgb = reduced(&over.collect::<Vec<_>>(), columns, fineness);
    Composed {
        pixels: Raster { width: width as usize, height: height as usize, rgb }.pixels(),
        alpha: reduced(alpha.as_chunks::<1>().0, columns, fineness).into_flattened(),
    }
}
