//! Pictures at another size, by averaging over the area that each new pixel covers.

use rayon::prelude::*;

use crate::photo::Pixels;

/// A picture in floating point: `width × height × 3` values from 0 to 255, red, green, blue, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct FloatPicture {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// The values, unrounded.
    pub rgb: Vec<f32>,
}

/// What one new pixel takes: from the old pixel at `first` on, each with its weight; together 1.
struct Taps {
    first: usize,
    weights: Vec<f32>,
}

/// For each of `new` pixels along one axis what it takes of `old` ones: the average of what it covers where
/// there are fewer new ones, else a straight line between the two nearest middles.
fn taps(old: usize, new: usize) -> Vec<Taps> {
    let scale = old as f64 / new as f64;
    let covering = |index: usize| {
        let (from, to) = (index as f64 * scale, (index + 1) as f64 * scale);
        let first = (from as usize).min(old - 1);
        let last = (to.ceil() as usize).clamp(first + 1, old);
        let weights = (first..last).map(|pixel| {
            let covered = to.min((pixel + 1) as f64) - from.max(pixel as f64);
            (covered.max(0.0) / scale) as f32
        });
        Taps { first, weights: weights.collect() }
    };
    let between = |index: usize| {
        let at = ((index as f64 + 0.5) * scale - 0.5).clamp(0.0, (old - 1) as f64);
        let first = (at as usize).min(old.saturating_sub(2));
        let part = (at - first as f64) as f32;
        let weights = if old == 1 { vec![1.0] } else { vec![1.0 - part, part] };
        Taps { first, weights }
    };
    (0..new).map(|index| if scale > 1.0 { covering(index) } else { between(index) }).collect()
}

/// The picture at exactly this size, each side on its own: averaged over the area that a new pixel covers
/// where the side gets shorter, bilinear where it gets longer. A picture without pixels, or a size of 0,
/// gives one without pixels.
pub fn resized(pixels: &Pixels, width: usize, height: usize) -> FloatPicture {
    match values(pixels, width, height, |value| value) {
        Some(rgb) => FloatPicture { width, height, rgb },
        None => FloatPicture { width: 0, height: 0, rgb: Vec::new() },
    }
}

/// As [`resized`], rounded to 8 bits.
pub fn resized_pixels(pixels: &Pixels, width: u32, height: u32) -> Pixels {
    match values(pixels, width as usize, height as usize, |value| value.round() as u8) {
        Some(rgb) => Pixels { width, height, rgb },
        None => Pixels { width: 0, height: 0, rgb: Vec::new() },
    }
}

/// The new values, each as `finish` makes it; `None` where there are none.
///
/// Nothing as large as the picture is held in floating point in between: to get fresh memory from the system takes
/// longer than the sums.
fn values<T: Copy + Default + Send>(
    pixels: &Pixels,
    width: usize,
    height: usize,
    finish: impl Fn(f32) -> T + Sync,
) -> Option<Vec<T>> {
    let (old_width, old_height) = (pixels.width as usize, pixels.height as usize);
    let line = old_width * 3;
    if line == 0 || old_height == 0 || width == 0 || pixels.rgb.len() < line * old_height {
        return None;
    }
    let (across, down) = (taps(old_width, width), taps(old_height, height));
    let mut rgb = vec![T::default(); width * height * 3];
    let rows = rgb.par_chunks_exact_mut(width * 3).zip(&down);
    rows.for_each_init(
        || vec![0.0f32; line],
        |row, (new, down)| {
            row.fill(0.0);
            for (weight, y) in down.weights.iter().zip(down.first..) {
                let old = &pixels.rgb[y * line..(y + 1) * line];
                for (sum, value) in row.iter_mut().zip(old) {
                    *sum += weight * f32::from(*value);
                }
            }
            for (new, taps) in new.as_chunks_mut::<3>().0.iter_mut().zip(&across) {
                let mut sum = [0.0; 3];
                let old = row[taps.first * 3..].as_chunks::<3>().0;
                for (weight, pixel) in taps.weights.iter().zip(old) {
                    for (sum, value) in sum.iter_mut().zip(pixel) {
                        *sum += weight * value;
                    }
                }
                *new = sum.map(&finish);
            }
        },
    );
    Some(rgb)
}

#[cfg(test)]
mod tests {
    use super::resized;
    use crate::photo::Pixels;

    fn grey(width: u32, values: &[u8]) -> Pixels {
        let rgb = values.iter().flat_map(|value| [*value; 3]).collect();
        Pixels { width, height: values.len() as u32 / width, rgb }
    }

    fn check(pixels: &Pixels, width: usize, height: usize, expected: &[f32]) {
        let found = resized(pixels, width, height);
        assert_eq!((found.width, found.height), (width, height));
        let reds: Vec<f32> = found.rgb.chunks(3).map(|pixel| pixel[0]).collect();
        assert_eq!(reds.len(), expected.len());
        for (found, expected) in reds.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-3, "{reds:?}, expected {expected:?}");
        }
    }

    #[test]
    fn a_new_pixel_is_the_average_of_what_it_covers() {
        check(&grey(4, &[0, 100, 200, 40]), 2, 1, &[50.0, 120.0]);
        check(&grey(2, &[0, 100, 200, 40]), 1, 1, &[85.0]);
        check(&grey(3, &[30, 60, 90]), 2, 1, &[40.0, 80.0]);
        check(&grey(1, &[30, 60, 90]), 1, 2, &[40.0, 80.0]);
    }

    #[test]
    fn a_larger_picture_lies_between_its_pixels() {
        check(&grey(2, &[0, 100]), 4, 1, &[0.0, 25.0, 75.0, 100.0]);
        check(&grey(1, &[7]), 3, 2, &[7.0; 6]);
    }

    #[test]
    fn the_same_size_changes_nothing_and_no_pixels_give_none() {
        check(&grey(2, &[1, 2, 3, 4]), 2, 2, &[1.0, 2.0, 3.0, 4.0]);
        let nothing = Pixels { width: 0, height: 0, rgb: Vec::new() };
        assert_eq!(resized(&nothing, 4, 4).rgb.len(), 0);
        assert_eq!(resized(&grey(1, &[1]), 0, 4).rgb.len(), 0);
        let broken = Pixels { width: 5, height: 5, rgb: vec![0; 3] };
        assert_eq!(resized(&broken, 2, 2).rgb.len(), 0);
    }
}
