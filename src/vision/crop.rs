//! Cuts a turned square out of a photo, at the size that a net is shown.

use super::geometry::Square;
use super::view::View;
use crate::photo::Pixels;

/// What a crop shows where it reaches beyond the photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outside {
    /// Black.
    Black,
    /// The photo's outermost pixel, repeated.
    Edge,
}

/// How the values of a pixel, 0 to 255, become those that a net reads: `(value − shift) ÷ scale`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Levels {
    /// What becomes 0.
    pub shift: f32,
    /// How many steps make 1.
    pub scale: f32,
}

impl Levels {
    /// From 0 to 1.
    pub const UNIT: Self = Self { shift: 0.0, scale: 255.0 };
    /// From −1 to 1.
    pub const SIGNED: Self = Self { shift: 127.5, scale: 127.5 };
    /// About −1 to 1, as EfficientNet's family reads it.
    pub const EFFICIENT: Self = Self { shift: 127.0, scale: 128.0 };

    /// What the net reads for a value.
    pub fn of(self, value: f32) -> f32 {
        (value - self.shift) / self.scale
    }
}

/// The square of the photo as `side × side` pixels, bilinear between the middles of the photo's pixels:
/// `side × side × 3` values as the net reads them, row by row, red, green, blue.
pub fn crop(
    view: &View<'_>,
    square: Square,
    side: usize,
    outside: Outside,
    levels: Levels,
) -> Vec<f32> {
    let (pixels, square) = (&*view.pixels, view.square(square));
    let mut values = Vec::with_capacity(side * side * 3);
    let at = |index: usize| (index as f32 + 0.5) / side as f32;
    for row in 0..side {
        for column in 0..side {
            let point = square.at(at(column), at(row));
            let rgb = sample(pixels, point.x - 0.5, point.y - 0.5, outside);
            values.extend(rgb.map(|value| levels.of(value)));
        }
    }
    values
}

/// The same crop seen in a mirror: each row from right to left.
pub fn mirrored(values: &[f32], side: usize) -> Vec<f32> {
    let rows = values.chunks_exact(side * 3);
    rows.flat_map(|row| row.rchunks_exact(3).flatten()).copied().collect()
}

/// The colour at a place, with (0, 0) the middle of the first pixel.
fn sample(pixels: &Pixels, x: f32, y: f32, outside: Outside) -> [f32; 3] {
    let (left, top) = (x.floor(), y.floor());
    let (right_part, lower_part) = (x - left, y - top);
    let (column, row) = (left as i64, top as i64);
    let mut sum = [0.0; 3];
    let corners = [
        (column, row, (1.0 - right_part) * (1.0 - lower_part)),
        (column.saturating_add(1), row, right_part * (1.0 - lower_part)),
        (column, row.saturating_add(1), (1.0 - right_part) * lower_part),
        (column.saturating_add(1), row.saturating_add(1), right_part * lower_part),
    ];
    for (column, row, weight) in corners {
        let rgb = pixel(pixels, column, row, outside);
        for (sum, value) in sum.iter_mut().zip(rgb) {
            *sum += weight * f32::from(value);
        }
    }
    sum
}

fn pixel(pixels: &Pixels, column: i64, row: i64, outside: Outside) -> [u8; 3] {
    let (last_column, last_row) = (i64::from(pixels.width) - 1, i64::from(pixels.height) - 1);
    let inside = (0..=last_column).contains(&column) && (0..=last_row).contains(&row);
    if !inside && outside == Outside::Black {
        return [0; 3];
    }
    let column = column.min(last_column).max(0) as usize;
    let row = row.min(last_row).max(0) as usize;
    let start = (row * pixels.width as usize + column) * 3;
    pixels.rgb.get(start..start + 3).map_or([0; 3], |rgb| [rgb[0], rgb[1], rgb[2]])
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "these numbers are exact")]
mod tests {
    use std::f32::consts::PI;

    use super::{Levels, Outside, crop, mirrored};
    use crate::photo::Pixels;
    use crate::vision::geometry::{Point, Square};
    use crate::vision::view::View;

    const PLAIN: Levels = Levels { shift: 0.0, scale: 1.0 };

    fn grey(width: u32, values: &[u8]) -> Pixels {
        let rgb = values.iter().flat_map(|value| [*value; 3]).collect();
        Pixels { width, height: values.len() as u32 / width, rgb }
    }

    fn reds(values: &[f32]) -> Vec<f32> {
        values.chunks(3).map(|pixel| (pixel[0] * 10.0).round() / 10.0).collect()
    }

    #[test]
    fn a_crop_of_the_whole_is_the_whole_and_turns_with_its_square() {
        let pixels = grey(2, &[10, 20, 30, 40]);
        let whole = Square { middle: Point::new(1.0, 1.0), side: 2.0, angle: 0.0 };
        let upright = crop(&View::whole(&pixels), whole, 2, Outside::Black, PLAIN);
        assert_eq!(reds(&upright), [10.0, 20.0, 30.0, 40.0]);
        assert_eq!(reds(&mirrored(&upright, 2)), [20.0, 10.0, 40.0, 30.0]);
        let turned =
            crop(&View::whole(&pixels), Square { angle: PI, ..whole }, 2, Outside::Edge, PLAIN);
        assert_eq!(reds(&turned), [40.0, 30.0, 20.0, 10.0]);
    }

    #[test]
    fn beyond_the_photo_it_is_black_or_the_edge() {
        let pixels = grey(1, &[100]);
        let wide = Square { middle: Point::new(0.5, 0.5), side: 3.0, angle: 0.0 };
        let black = crop(&View::whole(&pixels), wide, 3, Outside::Black, PLAIN);
        assert_eq!(reds(&black), [0.0, 0.0, 0.0, 0.0, 100.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(reds(&crop(&View::whole(&pixels), wide, 3, Outside::Edge, PLAIN)), [100.0; 9]);
        let half = Square { middle: Point::new(1.0, 0.5), side: 1.0, angle: 0.0 };
        assert_eq!(reds(&crop(&View::whole(&pixels), half, 1, Outside::Black, PLAIN)), [50.0]);
    }

    #[test]
    fn nothing_panics_on_no_pixels_or_endless_squares() {
        let none = Pixels { width: 0, height: 0, rgb: Vec::new() };
        let square = Square { middle: Point::new(0.0, 0.0), side: 1.0, angle: 0.0 };
        assert_eq!(reds(&crop(&View::whole(&none), square, 1, Outside::Edge, PLAIN)), [0.0]);
        let pixels = grey(1, &[9]);
        for side in [f32::INFINITY, f32::NAN, 1e30] {
            crop(&View::whole(&pixels), Square { side, ..square }, 2, Outside::Edge, PLAIN);
        }
    }

    #[test]
    fn levels_are_those_of_each_net() {
        assert_eq!([0.0, 255.0].map(|value| Levels::UNIT.of(value)), [0.0, 1.0]);
        assert_eq!([0.0, 255.0].map(|value| Levels::SIGNED.of(value)), [-1.0, 1.0]);
        assert_eq!([127.0, 255.0].map(|value| Levels::EFFICIENT.of(value)), [0.0, 1.0]);
    }
}
