//! A part of the original at another size: each new pixel is the average of what it covers, and nothing else.

use rayon::prelude::*;

use super::solve::Placement;
use crate::photo::Pixels;
use crate::vision::Area;

/// A picture in floating point: red, green and blue from 0 to 255 for each pixel, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Raster {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `width × height` pixels.
    pub rgb: Vec<[f32; 3]>,
}

/// An upright box on the original, in its pixels; it may reach beyond it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crop {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Crop {
    /// What a standard photo of this size shows of the original.
    pub fn of(placement: &Placement, width: u32, height: u32) -> Self {
        let Placement { scale, x, y } = *placement;
        Self {
            left: -x / scale,
            top: -y / scale,
            width: f64::from(width) / scale,
            height: f64::from(height) / scale,
        }
    }

    /// The placement that shows this crop on a standard photo of this size; `None` where the crop has no size, or
    /// another shape by more than a pixel of the original: a photo is only scaled uniformly.
    pub fn placement(self, width: u32, height: u32) -> Option<Placement> {
        let scale = f64::from(width) / self.width;
        let is_shape = (self.height - f64::from(height) / scale).abs() <= 1.0;
        (self.width > 0.0 && is_shape).then(|| Placement {
            scale,
            x: -self.left * scale,
            y: -self.top * scale,
        })
    }

    /// As a box of the nets.
    pub fn area(self) -> Area {
        let Self { left, top, width, height } = self;
        Area { x: left as f32, y: top as f32, width: width as f32, height: height as f32 }
    }
}

/// What one new pixel takes of a line: from the old pixel at `first` on, each with its weight; together 1.
/// Beyond the ends the outermost pixel goes on.
struct Taps {
    first: isize,
    weights: Vec<f32>,
}

fn taps(from: f64, length: f64, new: usize) -> Vec<Taps> {
    let step = length / new as f64;
    let covering = |index: usize| {
        let (start, end) = (from + index as f64 * step, from + (index + 1) as f64 * step);
        let first = start.floor() as isize;
        let last = (end.ceil() as isize).max(first + 1);
        let weights = (first..last).map(|pixel| {
            let covered = end.min((pixel + 1) as f64) - start.max(pixel as f64);
            (covered.max(0.0) / step) as f32
        });
        Taps { first, weights: weights.collect() }
    };
    (0..new).map(covering).collect()
}

/// This part of a photo at `columns × rows` pixels, by averaging over areas. Where it reaches beyond the photo,
/// the outermost pixels go on; what stands there is to be replaced. A photo without pixels gives black.
pub fn sampled(photo: &Pixels, crop: Crop, columns: usize, rows: usize) -> Raster {
    let (width, height) = (photo.width as usize, photo.height as usize);
    let pixels = photo.rgb.as_chunks::<3>().0;
    let mut rgb = vec![[0.0f32; 3]; columns * rows];
    if width == 0 || pixels.len() < width * height {
        return Raster { width: columns, height: rows, rgb };
    }
    let inside = |at: isize, all: usize| at.clamp(0, all.cast_signed() - 1) as usize;
    let across = taps(crop.left, crop.width, columns);
    let down = taps(crop.top, crop.height, rows);
    let left = inside(crop.left.floor() as isize, width);
    let right = inside((crop.left + crop.width).ceil() as isize, width).max(left);
    let row_of = |sums: &mut Vec<[f32; 3]>, (line, taps): (&mut [[f32; 3]], &Taps)| {
        sums.fill([0.0; 3]);
        for (weight, row) in taps.weights.iter().zip(taps.first..) {
            let row = inside(row, height) * width;
            for (sum, pixel) in sums.iter_mut().zip(&pixels[row + left..=row + right]) {
                for (sum, value) in sum.iter_mut().zip(pixel) {
                    *sum += weight * f32::from(*value);
                }
            }
        }
        for (pixel, taps) in line.iter_mut().zip(&across) {
            for (weight, column) in taps.weights.iter().zip(taps.first..) {
                let old = sums[inside(column, width).clamp(left, right) - left];
                for (sum, value) in pixel.iter_mut().zip(old) {
                    *sum += weight * value;
                }
            }
        }
    };
    let lines = rgb.par_chunks_exact_mut(columns.max(1)).zip(&down);
    lines.for_each_init(|| vec![[0.0f32; 3]; right + 1 - left], row_of);
    Raster { width: columns, height: rows, rgb }
}

/// Averages squares of `factor × factor` pixels of a picture of this width, of `N` numbers at each.
pub fn reduced<const N: usize>(values: &[[f32; N]], width: usize, factor: usize) -> Vec<[f32; N]> {
    let columns = width / factor;
    let mut means = vec![[0.0; N]; columns * (values.len() / width.max(1) / factor)];
    let part = 1.0 / (factor * factor) as f32;
    for (line, new) in
        values.chunks_exact(width * factor).zip(means.chunks_exact_mut(columns.max(1)))
    {
        for line in line.chunks_exact(width) {
            for (square, new) in line.chunks_exact(factor).zip(new.iter_mut()) {
                for (sum, value) in square.iter().flat_map(|pixel| pixel.iter().enumerate()) {
                    new[sum] += value * part;
                }
            }
        }
    }
    means
}

impl Raster {
    /// Rounded to 8 bits.
    pub fn pixels(&self) -> Pixels {
        let round = |value: &f32| value.round().clamp(0.0, 255.0) as u8;
        let rgb = self.rgb.iter().flatten().map(round).collect();
        Pixels { width: self.width as u32, height: self.height as u32, rgb }
    }
}

/// Luminance of an sRGB pixel as it is coded (ITU-R BT.601), on the scale of its channels.
pub fn luminance([red, green, blue]: [f32; 3]) -> f32 {
    0.299 * red + 0.587 * green + 0.114 * blue
}
