//! Detail: sharpness inside the face, motion blur, and the blocks of JPEG.

use super::lab::luminance;
use super::scene::Scene;
use crate::domain::finding::Measurement;
use crate::domain::measure::Measure;
use crate::photo::Pixels;
use crate::vision::resized;

/// Rows and columns of the face when its detail is measured: eyes and mouth at a fixed scale.
const SIDE: usize = 256;

/// Sharpness and motion blur of a face.
pub(super) fn measure(pixels: &Pixels, scene: &Scene) -> Vec<Measurement> {
    let face = scene.face();
    let Some([x, y, width, height]) = scene.region(&face) else { return Vec::new() };
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
    vec![
        Measurement { region: place, ..Measurement::new(Measure::Sharpness, sum / count, 0.0) },
        Measurement {
            region: place,
            ..Measurement::new(Measure::MotionBlur, anisotropy(tensor), 0.0)
        },
    ]
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

/// How much stronger the steps between pixels are on the grid of JPEG's blocks of eight than beside it: the
/// strongest of the eight places that the grid may have, over the middle of the others.
pub(super) fn blocking(pixels: &Pixels) -> Option<Measurement> {
    let (width, height) = (pixels.width as usize, pixels.height as usize);
    if width < 64 || height < 64 {
        return None;
    }
    let grey = |x: usize, y: usize| {
        let at = (y * width + x) * 3;
        match pixels.rgb.get(at..at + 3) {
            Some([red, green, blue]) => {
                luminance([f32::from(*red), f32::from(*green), f32::from(*blue)])
            }
            _ => 0.0,
        }
    };
    let mut steps = [0.0_f64; 8];
    let rows = (height / 200).max(1);
    for y in (0..height).step_by(rows) {
        let mut before = grey(0, y);
        for x in 1..width {
            let here = grey(x, y);
            steps[x % 8] += f64::from((here - before).abs());
            before = here;
        }
    }
    steps.sort_by(f64::total_cmp);
    let middle = f64::midpoint(steps[3], steps[4]);
    (middle > 0.0).then(|| Measurement::new(Measure::Blocking, steps[7] / middle, 0.0))
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
        blocking(pixels).expect("measured").value
    }

    #[test]
    fn steps_every_eight_pixels_are_blocks_wherever_they_begin() {
        let noise = |x: u32, y: u32| (x * 7 + y * 13) % 5;
        let smooth = picture(128, |x, y| (100 + noise(x, y)) as u8);
        assert!(value(&smooth) < 1.2, "{}", value(&smooth));
        for shift in [0, 3] {
            let blocks = picture(128, |x, y| (100 + (x + shift) / 8 % 2 * 20 + noise(x, y)) as u8);
            assert!(value(&blocks) > 3.0, "{}", value(&blocks));
        }
        assert!(blocking(&picture(8, |_, _| 0)).is_none());
    }

    #[test]
    fn gradients_in_one_direction_are_anisotropic() {
        assert!((anisotropy([1.0, 1.0, 0.0]) - 1.0).abs() < 1e-9);
        assert!(anisotropy([10.0, 1.0, 0.0]) > 9.0);
        assert!(anisotropy([5.0, 5.0, 4.9]) > 9.0);
    }
}
