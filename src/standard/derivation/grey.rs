//! Luminance of a picture, blurred and read between its pixels.

use crate::standard::blur;
use crate::standard::sample::{Raster, luminance};

/// Luminance for each pixel, 0 to 255, row by row.
#[derive(Debug, Clone)]
pub struct Grey {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// The values.
    pub values: Vec<f32>,
}

impl Grey {
    /// The luminance of a picture.
    pub fn of(raster: &Raster) -> Self {
        let values = raster.rgb.iter().map(|rgb| luminance(*rgb)).collect();
        Self { width: raster.width, height: raster.height, values }
    }

    /// Blurred by a square of this radius, twice, which is near to a bell.
    pub fn blurred(&self, radius: usize) -> Self {
        if radius == 0 {
            return self.clone();
        }
        let values: Vec<[f32; 1]> = self.values.iter().map(|value| [*value]).collect();
        let twice = blur::mean(blur::mean(values, self.width, radius), self.width, radius);
        Self { values: twice.into_flattened(), ..*self }
    }

    /// Left to right turned around.
    pub fn mirrored(&self) -> Self {
        let mut values = self.values.clone();
        for line in values.chunks_exact_mut(self.width.max(1)) {
            line.reverse();
        }
        Self { values, ..*self }
    }

    /// The value at a place and its slopes across and down, bilinear; (0.5, 0.5) is the middle of the first pixel.
    /// `None` within a pixel of the edges and beyond.
    pub fn at(&self, x: f64, y: f64) -> Option<[f64; 3]> {
        let (x, y) = (x - 0.5, y - 0.5);
        let is_inside =
            x >= 1.0 && y >= 1.0 && x < self.width as f64 - 2.0 && y < self.height as f64 - 2.0;
        if !is_inside {
            return None;
        }
        let (column, row) = (x as usize, y as usize);
        let (across, down) = (x - column as f64, y - row as f64);
        let value = |column: usize, row: usize| f64::from(self.values[row * self.width + column]);
        let mixed = |column: usize, row: usize| {
            let above = value(column, row) * (1.0 - across) + value(column + 1, row) * across;
            let below =
                value(column, row + 1) * (1.0 - across) + value(column + 1, row + 1) * across;
            above * (1.0 - down) + below * down
        };
        let slope_x = (mixed(column + 1, row) - mixed(column - 1, row)) / 2.0;
        let slope_y = (mixed(column, row + 1) - mixed(column, row - 1)) / 2.0;
        Some([mixed(column, row), slope_x, slope_y])
    }
}
