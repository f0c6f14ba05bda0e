//! The matte at the standard photo's own resolution, refined along hair.
//!
//! The net's matte is coarser than the picture, so along hair its edge is soft. Within a narrow band around the
//! edge, alpha is written as a straight line of luminance in each small square, which is the model of closed-form
//! matting (Levin, Lischinski and Weiss 2008), solved as a guided filter (He, Sun and Tang 2010). Where luminance
//! explains the matte badly, as with a white shirt before a white wall, the net's matte stays: there a guided
//! filter would only blur. No colour of the wall is assumed, so nothing inside the person becomes a hole.

use std::ops::RangeInclusive;

use super::blur;
use super::sample::{Crop, Raster, luminance};
use super::tile::{self, Tile};
use crate::vision::Matte;

/// How the matte is used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MatteSetting {
    /// How much of the refinement is taken, 0 (the net's own matte) to 1.
    pub refinement: f32,
    /// Moves the edge inwards where above 0, against a fringe; outwards where below. From −0.2 to 0.2: the
    /// alpha that half a pixel of the person loses.
    pub tightness: f32,
}

impl Default for MatteSetting {
    fn default() -> Self {
        Self { refinement: 1.0, tightness: 0.0 }
    }
}

impl MatteSetting {
    /// What the refinement may be.
    pub const REFINEMENT: RangeInclusive<f32> = 0.0..=1.0;
    /// What the tightness may be: within ±0.25 the order of alphas stays.
    pub const TIGHTNESS: RangeInclusive<f32> = -0.2..=0.2;

    /// Whether both are within what they may be.
    pub fn is_allowed(self) -> bool {
        Self::REFINEMENT.contains(&self.refinement) && Self::TIGHTNESS.contains(&self.tightness)
    }
}

/// Variance of luminance (as a part of 1) below which nothing is read from it: noise of five 8-bit steps.
const NOISE: f32 = 4e-4;
/// Alpha that counts as all or nothing when the band is looked for.
const SURE: f32 = 0.004;
/// The refinement moves alpha by this at most: it moves an edge, and makes neither holes nor islands.
const MOST: f32 = 0.5;

/// The matte of a crop at the raster's resolution, 0 to 1 for each pixel; 0 beyond the photo, where the person
/// isn't. `photo` is the photo's size.
pub fn of_crop(
    matte: &Matte,
    photo: (u32, u32),
    crop: Crop,
    raster: &Raster,
    setting: MatteSetting,
) -> Vec<f32> {
    let (width, height) = (raster.width, raster.height);
    let mut alpha = matte.plane(photo, crop.area(), width, height);
    clear_beyond(&mut alpha, photo, crop, (width, height));
    // A pixel of the matte, in pixels of the raster.
    let pixel = f64::from(photo.0) / matte.width.max(1) as f64 / crop.width * width as f64;
    let radius = ((pixel * 1.5).round() as usize + 1).clamp(2, 24);
    if setting.refinement > 0.0 {
        refine(&mut alpha, raster, radius, setting.refinement);
    }
    if setting.tightness != 0.0 {
        for alpha in &mut alpha {
            // Steepest in the middle, nothing at both ends; keeps the order of alphas within ±0.25.
            *alpha = (*alpha - setting.tightness * 4.0 * *alpha * (1.0 - *alpha)).clamp(0.0, 1.0);
        }
    }
    alpha
}

/// Nobody stands beyond the photo: there the matte's outermost values would go on.
fn clear_beyond(alpha: &mut [f32], photo: (u32, u32), crop: Crop, (width, height): (usize, usize)) {
    let is_inside = |from: f64, length: f64, index: usize, count: usize, all: u32| {
        let at = from + (index as f64 + 0.5) / count as f64 * length;
        (0.0..f64::from(all)).contains(&at)
    };
    for (row, line) in alpha.chunks_exact_mut(width).enumerate() {
        let is_row = is_inside(crop.top, crop.height, row, height, photo.1);
        for (column, alpha) in line.iter_mut().enumerate() {
            if !is_row || !is_inside(crop.left, crop.width, column, width, photo.0) {
                *alpha = 0.0;
            }
        }
    }
}

/// Refines the tiles that the band crosses. Every pixel depends on those within two radii.
fn refine(alpha: &mut [f32], raster: &Raster, radius: usize, strength: f32) {
    let width = raster.width;
    let before = alpha.to_vec();
    let is_soft = |tile: &Tile| {
        let alphas = tile.of(&before, width);
        !alphas.iter().all(|alpha| *alpha <= 0.0) && !alphas.iter().all(|alpha| *alpha >= 1.0)
    };
    tile::renewed(alpha, width, 2 * radius, is_soft, |tile| {
        let guide: Vec<f32> =
            tile.of(&raster.rgb, width).into_iter().map(|rgb| luminance(rgb) / 255.0).collect();
        refined(tile.of(&before, width), &guide, tile.width(), radius, strength)
    });
}

/// The guided filter within the band, as far as luminance explains the matte.
fn refined(
    mut alpha: Vec<f32>,
    guide: &[f32],
    width: usize,
    radius: usize,
    strength: f32,
) -> Vec<f32> {
    let pairs = || guide.iter().zip(&alpha);
    let first = pairs().map(|(guide, alpha)| [*guide, *alpha]).collect();
    let second = pairs().map(|(g, a)| [g * g, g * a, a * a]).collect();
    let means = blur::mean(first, width, radius);
    let seconds = blur::mean(second, width, radius);
    let lines = means.iter().zip(&seconds).map(|([guide, alpha], [squares, products, alphas])| {
        let variance = (squares - guide * guide).max(0.0);
        let spread = (alphas - alpha * alpha).max(0.0);
        let common = products - guide * alpha;
        let slope = common / (variance + NOISE);
        // The part of the matte's variance that luminance explains, noise counted against it.
        let explained = if spread > 1e-6 { common * slope / spread } else { 0.0 };
        [slope, alpha - slope * guide, explained.clamp(0.0, 1.0)]
    });
    let smooth = blur::mean(lines.collect(), width, radius);
    for (((alpha, guide), line), [_, around]) in
        alpha.iter_mut().zip(guide).zip(&smooth).zip(&means)
    {
        if (SURE..=1.0 - SURE).contains(around) {
            let [slope, at, explained] = line;
            let fitted = (slope * guide + at).clamp(0.0, 1.0);
            let moved = (fitted - *alpha) * explained * explained * strength;
            *alpha += moved.clamp(-MOST, MOST);
        }
    }
    alpha
}
