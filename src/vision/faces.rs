//! The face detector (MediaPipe, full range): what it is shown, and what its numbers mean.

use super::crop::Levels;
use super::error::VisionError;
use super::geometry::{Area, Point};
use super::net::{Net, NetDescription, probability};
use super::shrink::resized;
use super::view::View;
use crate::photo::Pixels;

/// The net.
pub const PLAN: NetDescription = NetDescription {
    file: "face_det_full_192_f16.onnx",
    bytes: include_bytes!("../../assets/models/face_det_full_192_f16.onnx"),
    input: &[1, SIDE, SIDE, 3],
    outputs: &[
        ("reshaped_regressor_face_4", CELLS * CELLS * NUMBERS),
        ("reshaped_classifier_face_4", CELLS * CELLS),
    ],
};

/// Side of what the net is shown, in pixels.
const SIDE: usize = 192;
/// The net looks for a face around the middle of each of so many cells across and down.
const CELLS: usize = 48;
/// Numbers for each cell: middle, size, six keypoints.
const NUMBERS: usize = 16;
/// Least score of a face (MediaPipe).
const LEAST_SCORE: f32 = 0.5;
/// Boxes that overlap by more are the same face (MediaPipe).
const SAME_FACE: f32 = 0.3;

/// A face as the detector sees it, in pixels of the photo.
#[derive(Debug, Clone, PartialEq)]
pub struct Detection {
    /// How sure the detector is, 0 to 1.
    pub score: f32,
    /// From the brows to the chin, about.
    pub area: Area,
    /// The person's right eye, left eye, nose, mouth, right ear, left ear.
    pub keypoints: [Point; 6],
}

/// Where the photo lies in the square that the net is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Letterbox {
    width: usize,
    height: usize,
    left: usize,
    top: usize,
    /// Pixels of the square for one pixel of the photo.
    scale: f32,
}

impl Letterbox {
    /// The photo as large as it fits, in the middle.
    pub fn of(photo_width: u32, photo_height: u32) -> Self {
        let scale = SIDE as f64 / f64::from(photo_width.max(photo_height).max(1));
        let fit = |length: u32| ((f64::from(length) * scale).round() as usize).clamp(1, SIDE);
        let (width, height) = (fit(photo_width), fit(photo_height));
        let (left, top) = ((SIDE - width) / 2, (SIDE - height) / 2);
        Self { width, height, left, top, scale: scale as f32 }
    }

    /// What the net is shown: the photo, averaged to this size, on black.
    pub fn values(self, pixels: &Pixels) -> Vec<f32> {
        let small = resized(pixels, self.width, self.height);
        let mut values = vec![Levels::SIGNED.of(0.0); SIDE * SIDE * 3];
        let rows = values.chunks_exact_mut(SIDE * 3).skip(self.top);
        for (row, line) in rows.zip(small.rgb.chunks_exact(self.width * 3)) {
            for (value, colour) in row.iter_mut().skip(self.left * 3).zip(line) {
                *value = Levels::SIGNED.of(*colour);
            }
        }
        values
    }

    fn to_photo(self, x: f32, y: f32) -> Point {
        Point::new((x - self.left as f32) / self.scale, (y - self.top as f32) / self.scale)
    }
}

/// Looks for faces all over the photo. Best first.
pub fn find(net: &Net, view: &View<'_>) -> Result<Vec<Detection>, VisionError> {
    let letterbox = Letterbox::of(view.width, view.height);
    let outputs = net.run(letterbox.values(&view.pixels))?;
    let [numbers, logits] = &outputs[..] else { return Ok(Vec::new()) };
    Ok(decode(numbers, logits, letterbox))
}

/// The faces in the net's output: `numbers` for each cell, `logits` of its score. Best first.
///
/// A cell at (x, y) stands for the anchor ((x + 0.5) ÷ 48, (y + 0.5) ÷ 48); what the net gives is, in
/// pixels of the square, the way from there to the middle and the keypoints, and the size (MediaPipe).
pub fn decode(numbers: &[f32], logits: &[f32], letterbox: Letterbox) -> Vec<Detection> {
    let mut found: Vec<Detection> = numbers
        .chunks_exact(NUMBERS)
        .zip(logits)
        .enumerate()
        .filter(|(_, (_, logit))| probability(**logit) > LEAST_SCORE)
        .map(|(cell, (numbers, logit))| {
            let anchor = |index: usize| (index as f32 + 0.5) / CELLS as f32 * SIDE as f32;
            let (x, y) = (anchor(cell % CELLS), anchor(cell / CELLS));
            let at = |index: usize| letterbox.to_photo(numbers[index] + x, numbers[index + 1] + y);
            Detection {
                score: probability(*logit),
                area: Area::around(
                    at(0),
                    numbers[2] / letterbox.scale,
                    numbers[3] / letterbox.scale,
                ),
                keypoints: [4, 6, 8, 10, 12, 14].map(at),
            }
        })
        .collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    one_each(found)
}

/// Puts together what overlaps: the best one's score, and the mean of all their places, weighted by their
/// scores (MediaPipe's weighted non-maximum suppression).
fn one_each(mut left: Vec<Detection>) -> Vec<Detection> {
    let mut faces = Vec::new();
    while let Some(best) = left.first().cloned() {
        let (same, others): (Vec<_>, Vec<_>) = left
            .into_iter()
            .enumerate()
            .partition(|(index, other)| *index == 0 || other.area.overlap(best.area) > SAME_FACE);
        let same: Vec<Detection> = same.into_iter().map(|(_, face)| face).collect();
        left = others.into_iter().map(|(_, face)| face).collect();
        faces.push(mean(&best, &same));
    }
    faces
}

fn mean(best: &Detection, same: &[Detection]) -> Detection {
    let all: f32 = same.iter().map(|face| face.score).sum();
    let weighted = |of: &dyn Fn(&Detection) -> f32| {
        same.iter().map(|face| of(face) * face.score).sum::<f32>() / all
    };
    let area = Area {
        x: weighted(&|face| face.area.x),
        y: weighted(&|face| face.area.y),
        width: weighted(&|face| face.area.width),
        height: weighted(&|face| face.area.height),
    };
    let point = |index: usize| {
        Point::new(
            weighted(&|face| face.keypoints[index].x),
            weighted(&|face| face.keypoints[index].y),
        )
    };
    Detection { score: best.score, area, keypoints: [0, 1, 2, 3, 4, 5].map(point) }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "these numbers are exact")]
mod tests {
    use super::{CELLS, Letterbox, NUMBERS, SIDE, decode};
    use crate::photo::Pixels;

    fn photo(width: u32, height: u32) -> Pixels {
        Pixels { width, height, rgb: vec![255; (width * height * 3) as usize] }
    }

    /// Outputs of the net with these cells: x, y, logit, and the width and height given.
    fn outputs(cells: &[(usize, usize, f32, f32)]) -> (Vec<f32>, Vec<f32>) {
        let mut numbers = vec![0.0; CELLS * CELLS * NUMBERS];
        let mut logits = vec![-9.0; CELLS * CELLS];
        for (x, y, logit, size) in cells {
            let cell = y * CELLS + x;
            logits[cell] = *logit;
            numbers[cell * NUMBERS + 2] = *size;
            numbers[cell * NUMBERS + 3] = *size;
            numbers[cell * NUMBERS + 4] = 1.0;
        }
        (numbers, logits)
    }

    #[test]
    fn the_photo_lies_in_the_middle_on_black() {
        let wide = photo(400, 200);
        let values = Letterbox::of(400, 200).values(&wide);
        assert_eq!(values.len(), SIDE * SIDE * 3);
        let row = |y: usize| values[(y * SIDE + 100) * 3].round();
        assert_eq!([row(47), row(48), row(143), row(144)], [-1.0, 1.0, 1.0, -1.0]);
        for (width, height) in [(1, 1), (16_000, 1), (1, 16_000)] {
            let odd = photo(width, height);
            assert_eq!(Letterbox::of(width, height).values(&odd).len(), SIDE * SIDE * 3);
        }
    }

    #[test]
    fn a_cell_becomes_a_face_on_the_photo() {
        let (numbers, logits) = outputs(&[(24, 12, 2.0, 48.0)]);
        let faces = decode(&numbers, &logits, Letterbox::of(400, 200));
        assert_eq!(faces.len(), 1);
        // The anchor is at (98, 50) of the square, the photo's corner at (0, 48), and 1 px is 400 / 192.
        let scale = 400.0 / 192.0;
        let middle = faces[0].area.middle();
        assert!((middle.x - 98.0 * scale).abs() < 1e-3 && (middle.y - 2.0 * scale).abs() < 1e-3);
        assert!((faces[0].area.width - 48.0 * scale).abs() < 1e-3);
        assert!((faces[0].keypoints[0].x - 99.0 * scale).abs() < 1e-3);
        assert!((faces[0].score - 0.880_797).abs() < 1e-5);
    }

    #[test]
    fn overlapping_boxes_become_one_at_their_weighted_mean() {
        let (numbers, logits) = outputs(&[
            (10, 10, 0.1, 48.0),
            (11, 10, 3.0, 48.0),
            (40, 40, 1.0, 48.0),
            (0, 0, -0.1, 9.0),
        ]);
        let faces = decode(&numbers, &logits, Letterbox::of(192, 192));
        assert_eq!(faces.len(), 2, "two that overlap, one alone, and one below the least score");
        let weights = [0.524_979, 0.952_574];
        let expected = (42.0 * weights[0] + 46.0 * weights[1]) / (weights[0] + weights[1]);
        assert!((faces[0].area.middle().x - expected).abs() < 1e-3, "{faces:?}");
        assert!((faces[0].score - weights[1]).abs() < 1e-5);
    }
}
