//! Detail: sharpness inside the face, motion blur, and the blocks of JPEG.

use super::lab::luminance;
use super::scene::Scene;
use crate::domain::finding::{Measurement, Region};
use crate::domain::measure::Measure;
use crate::photo::Pixels;
use crate::vision::resized;

/// Rows and columns of the face when its detail is measured: eyes and mouth at a fixed scale.
const SIDE: usize = 256;

/// A face of fewer columns or rows has too little of JPEG's grid to tell.
const LEAST_GRID: usize = 64;

/// Sharpness, motion blur and JPEG's blocks of a face.
pub(super) fn measure(pixels: &Pixels, scene: &Scene) -> Vec<Measurement> {
    let Some(region) = scene.region(&scene.face()) else { return Vec::new() };
    let [x, y, width, height] = region;
    let side = width.max(height).min(pixels.width).min(pixels.height);
    let first =
        |middle: u32, most: u32| middle.saturating_sub(side / 2).min(most.saturating_sub(side));
    let (left, top) = (first(x + width / 2, pixels.width), first(y + height / 2, pixels.height));
    let Some(part) = cut(pixels, [left, top, side]) else { return Vec::new() };
    // A smaller face is not enlarged: that would add nothing but blur.
    let scaled = SIDE.min(side as usize);
    let small = resized(&part, scaled, scaled);
    let grey: Vec<f32> =
        small.rgb.as_chunks::<3>().0.iter().map(|pixel| luminance(*pixel)).collect();
    let at = |x: usize, y: usize| grey.get(y * scaled + x).copied().unwrap_or_default();
    let (mut sum, mut tensor, mut count) = (0.0_f64, [0.0_f64; 3], 0.0_f64);
    // The outer part of the square is hair and wall.
    let inner = scaled / 6..scaled - scaled / 6;
    for y in inner.clone() {
        for x in inner.clone() {
            let (west, east, north, south) =
                (at(x - 1, y), at(x + 1, y), at(x, y - 1), at(x, y + 1));
            sum += f64::from((4.0 * at(x, y) - west - east - north - south).abs());
            let (across, down) = (f64::from(east - west), f64::from(south - north));
            tensor[0] += across * across;
            tensor[1] += down * down;
            tensor[2] += across * down;
            count += 1.0;
        }
    }
    if count < 1.0 {
        return Vec::new();
    }
    let place = Some([left, top, side, side]);
    let mut found = vec![
        Measurement { region: place, ..Measurement::new(Measure::Sharpness, sum / count, 0.0) },
        Measurement {
            region: place,
            ..Measurement::new(Measure::MotionBlur, anisotropy(tensor), 0.0)
        },
    ];
    found.extend(blocking(pixels, region));
    found
}

/// How much stronger the gradients are along one direction than across it: the ratio of the structure tensor's
/// eigenvalues (Förstner and Gülch 1987).
fn anisotropy([xx, yy, xy]: [f64; 3]) -> f64 {
    let middle = f64::midpoint(xx, yy);
    let half = ((xx - yy) / 2.0).hypot(xy);
    (middle + half) / (middle - half).max(1e-9)
}

fn cut(pixels: &Pixels, [left, top, side]: [u32; 3]) -> Option<Pixels> {
    let mut rgb = Vec::with_capacity((side * side * 3) as usize);
    for y in top..top + side {
        let from = (y as usize * pixels.width as usize + left as usize) * 3;
        rgb.extend_from_slice(pixels.rgb.get(from..from + side as usize * 3)?);
    }
    (side > 8).then_some(Pixels { width: side, height: side, rgb })
}

/// How much larger the steps between pixels are on the grid of JPEG's blocks of eight than beside it, within a face,
/// in grey levels: the mean at the strongest of the eight places that the grid may have, less the middle of all. Not
/// their ratio, which is large on any smooth skin; and not the whole photo, in which a plain wall outweighs the face.
fn blocking(pixels: &Pixels, region: Region) -> Option<Measurement> {
    let [left, top, width, height] = region.map(|length| length as usize);
    if width < LEAST_GRID || height < LEAST_GRID {
        return None;
    }
    let grey = |x: usize, y: usize| {
        let at = (y * pixels.width as usize + x) * 3;
        match pixels.rgb.get(at..at + 3) {
            Some([red, green, blue]) => {
                luminance([f32::from(*red), f32::from(*green), f32::from(*blue)])
            }
            _ => 0.0,
        }
    };
    let mut steps = [(0.0_f64, 0.0_f64); 8];
    for y in (top..top + height).step_by((height / 200).max(1)) {
        let mut before = grey(left, y);
        for x in left + 1..left + width {
            let here = grey(x, y);
            let (sum, count) = &mut steps[x % 8];
            *sum += f64::from((here - before).abs());
            *count += 1.0;
            before = here;
        }
    }
    let mut means = steps.map(|(sum, count)| sum / count);
    means.sort_by(f64::total_cmp);
    let middle = f64::midpoint(means[3], means[4]);
    let value = means[7] - middle;
    Some(Measurement { region: Some(region), ..Measurement::new(Measure::Blocking, value, 0.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(side: u32, grey: impl Fn(u32, u32) -> u8) -> Pixels {
        let mut rgb = Vec::new();
        for y in 0..side {
            for x in 0..side {
                rgb.extend([grey(x, y); 3]);
            }
        }
        Pixels { width: side, height: side, rgb }
    }

    fn value(pixels: &Pixels) -> f64 {
        blocking(pixels, [0, 0, pixels.width, pixels.height]).expect("measured").value
    }

    #[test]
    fn steps_every_eight_pixels_are_blocks_wherever_they_begin() {
        let noise = |x: u32, y: u32| (x * 7 + y * 13) % 5;
        let smooth = picture(128, |x, y| (100 + noise(x, y)) as u8);
        assert!(value(&smooth) < 0.5, "{}", value(&smooth));
        for shift in [0, 3] {
            let blocks = picture(128, |x, y| (100 + (x + shift) / 8 % 2 * 20 + noise(x, y)) as u8);
            assert!(value(&blocks) > 15.0, "{}", value(&blocks));
        }
        let part = picture(128, |x, _| if x < 64 { 100 } else { (x / 8 % 2 * 20) as u8 });
        let of = |region| blocking(&part, region).map(|found| found.value);
        assert_eq!(of([0, 0, 64, 128]), Some(0.0), "beside the blocks");
        assert!(of([64, 0, 64, 128]).is_some_and(|value| value > 15.0));
        assert_eq!(of([0, 0, 63, 128]), None, "too small to tell");
    }

    #[test]
    fn gradients_in_one_direction_are_anisotropic() {
        assert!((anisotropy([1.0, 1.0, 0.0]) - 1.0).abs() < 1e-9);
        assert!(anisotropy([10.0, 1.0, 0.0]) > 9.0);
        assert!(anisotropy([5.0, 5.0, 4.9]) > 9.0);
    }
}
