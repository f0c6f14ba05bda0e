//! The matte (MODNet): how much of each pixel is the person's.

use std::collections::VecDeque;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::crop::Levels;
use super::error::VisionError;
use super::geometry::{Area, Point};
use super::net::{Net, NetDescription};
use super::shrink::resized;
use super::view::View;

/// The net.
pub const PLAN: NetDescription = NetDescription {
    file: "modnet_w8.onnx",
    bytes: include_bytes!("../../assets/models/modnet_w8.onnx"),
    input: &[],
    outputs: &[("output", 0)],
};

/// Length of the short side that the net is shown, in pixels.
const SHORT: usize = 512;
/// Greatest length of the long side. A photo that is longer is shown smaller, so that a strip takes no more
/// time and memory than a photo.
const LONG: usize = 1536;
/// The net takes sides that are multiples of this.
const STEP: usize = 32;
/// What the net gives to the wall at most, and what becomes 0.
const FLOOR: f32 = 0.06;
/// From the floor to what becomes 1.
const RANGE: f32 = 0.90;
/// The person is what hangs together with more than this.
const SOLID: f32 = 0.3;

/// How much of each pixel is the person's, over the whole photo, at the net's size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matte {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// The net's alpha, 0 to 255, row by row: 0 where another person or thing stands by itself. Not
    /// stretched yet; see [`Matte::at`].
    pub alpha: Vec<u8>,
}

impl Matte {
    /// How much is the person's at a place, 0 to 1; (0, 0) is the upper left corner of the photo, (1, 1)
    /// the lower right one. Bilinear between the net's pixels, then (alpha − 0.06) ÷ 0.90, within 0 and 1.
    pub fn at(&self, u: f32, v: f32) -> f32 {
        self.between(&Blend::at(u, self.width), &Blend::at(v, self.height))
    }

    fn between(&self, column: &Blend, row: &Blend) -> f32 {
        let value = |row: usize, column: usize| {
            self.alpha.get(row * self.width + column).map_or(0.0, |value| f32::from(*value))
        };
        let line = |row: usize| {
            value(row, column.first) * (1.0 - column.part) + value(row, column.second) * column.part
        };
        let sum = line(row.first) * (1.0 - row.part) + line(row.second) * row.part;
        stretched(sum / 255.0)
    }

    /// As [`Matte::at`], for a part of a photo of this size, at `columns × rows` pixels, row by row.
    pub fn plane(&self, photo: (u32, u32), area: Area, columns: usize, rows: usize) -> Vec<f32> {
        let part = |from: f32, length: f32, index: usize, count: usize, all: u32| {
            (from + (index as f32 + 0.5) / count as f32 * length) / all as f32
        };
        let across: Vec<Blend> = (0..columns)
            .map(|column| Blend::at(part(area.x, area.width, column, columns, photo.0), self.width))
            .collect();
        let mut plane = vec![0.0; columns * rows];
        let lines = plane.par_chunks_exact_mut(columns.max(1)).enumerate();
        lines.for_each(|(row, line)| {
            let down = Blend::at(part(area.y, area.height, row, rows, photo.1), self.height);
            for (value, across) in line.iter_mut().zip(&across) {
                *value = self.between(across, &down);
            }
        });
        plane
    }
}

/// Between which two pixels of a line a place lies, and how far from the first to the second.
struct Blend {
    first: usize,
    second: usize,
    part: f32,
}

impl Blend {
    fn at(place: f32, length: usize) -> Self {
        let last = length.saturating_sub(1);
        let at = (place * length as f32 - 0.5).clamp(0.0, last as f32);
        let first = (at as usize).min(last);
        Self { first, second: (first + 1).min(last), part: at - first as f32 }
    }
}

/// The net's alpha as a part of 1.
fn stretched(alpha: f32) -> f32 {
    ((alpha - FLOOR) / RANGE).clamp(0.0, 1.0)
}

/// Cuts out the person whose nose is at this place. `None` where the net sees nobody there.
pub fn find(net: &Net, view: &View<'_>, nose: Point) -> Result<Option<Matte>, VisionError> {
    let (width, height) = size(view.width, view.height);
    let small = resized(&view.pixels, width, height);
    if small.rgb.is_empty() {
        return Ok(None);
    }
    let values = planes(&small.rgb);
    let output = net.run_shaped(&[1, 3, height, width], values)?.into_iter().next();
    let alpha = output.unwrap_or_default();
    if alpha.len() != width * height {
        let (found, expected) = (alpha.len(), width * height);
        return Err(VisionError::Output { net: PLAN.file, found, expected });
    }
    let place = |at: f32, all: u32, length: usize| {
        (at / all as f32 * length as f32).clamp(0.0, (length - 1) as f32) as usize
    };
    let (column, row) = (place(nose.x, view.width, width), place(nose.y, view.height, height));
    Ok(person(&alpha, width, row * width + column).map(|alpha| Matte { width, height, alpha }))
}

/// The size at which the net is shown a photo: its short side becomes 512, both are rounded down to
/// multiples of 32 (MODNet).
fn size(width: u32, height: u32) -> (usize, usize) {
    let (short, long) = (f64::from(width.min(height).max(1)), f64::from(width.max(height).max(1)));
    let scale = (SHORT as f64 / short).min(LONG as f64 / long);
    let side = |length: u32| {
        // A hair more, so that 512 does not become 511.999 and 480.
        let side = (f64::from(length) * scale + 1e-6) as usize;
        (side / STEP * STEP).max(STEP)
    };
    (side(width), side(height))
}

/// All reds, then all greens, then all blues, from −1 to 1.
fn planes(rgb: &[f32]) -> Vec<f32> {
    let channel = |channel: usize| rgb.iter().skip(channel).step_by(3);
    (0..3).flat_map(channel).map(|value| Levels::SIGNED.of(*value)).collect()
}

/// Keeps what hangs together with the seed, with the soft edge around it, and gives alpha in 256 steps.
/// `None` where nothing is at the seed.
fn person(alpha: &[f32], width: usize, seed: usize) -> Option<Vec<u8>> {
    let is_solid = |index: usize| stretched(alpha[index]) > SOLID;
    if !alpha.get(seed).is_some_and(|_| is_solid(seed)) {
        return None;
    }
    let mut kept = vec![false; alpha.len()];
    kept[seed] = true;
    let queue = VecDeque::from([seed]);
    spread(queue, &mut kept, width, &mut |index, _| is_solid(index));
    // What is soft belongs to whichever solid part reaches it first, over soft pixels only.
    let mut reached: Vec<bool> = (0..alpha.len()).map(is_solid).collect();
    let queue = (0..alpha.len()).filter(|index| reached[*index]).collect();
    spread(queue, &mut reached, width, &mut |index, from| {
        let is_soft = stretched(alpha[index]) > 0.0;
        kept[index] = is_soft && kept[from];
        is_soft
    });
    let step = |(alpha, kept): (&f32, &bool)| {
        // What is below the floor becomes nothing by itself, and goes on in what lies between.
        if *kept || stretched(*alpha) == 0.0 {
            (alpha * 255.0).round().clamp(0.0, 255.0) as u8
        } else {
            0
        }
    };
    Some(alpha.iter().zip(&kept).map(step).collect())
}

/// Goes from the pixels in the queue to their eight neighbours, and on from those that are taken.
fn spread(
    mut queue: VecDeque<usize>,
    reached: &mut [bool],
    width: usize,
    take: &mut impl FnMut(usize, usize) -> bool,
) {
    let height = reached.len() / width.max(1);
    while let Some(from) = queue.pop_front() {
        let (column, row) = (from % width, from / width);
        for row in row.saturating_sub(1)..(row + 2).min(height) {
            for column in column.saturating_sub(1)..(column + 2).min(width) {
                let index = row * width + column;
                if !reached[index] && take(index, from) {
                    reached[index] = true;
                    queue.push_back(index);
                }
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "these numbers are exact")]
mod tests {
    use super::{Area, Matte, person, planes, size};

    #[test]
    fn sizes_are_multiples_of_32_with_a_short_side_of_512() {
        assert_eq!(size(1024, 1024), (512, 512));
        assert_eq!(size(3000, 4000), (512, 672));
        assert_eq!(size(4000, 3000), (672, 512));
        assert_eq!(size(480, 640), (512, 672));
        assert_eq!(size(1, 1), (512, 512));
        assert_eq!(size(16_384, 10), (1536, 32));
        assert_eq!(size(1, 16_384), (32, 1536));
    }

    #[test]
    fn colours_become_planes() {
        assert_eq!(planes(&[0.0, 127.5, 255.0, 0.0, 0.0, 0.0]), [-1.0, -1.0, 0.0, -1.0, 1.0, -1.0]);
    }

    #[test]
    fn only_what_hangs_together_with_the_nose_is_kept() {
        // A person with a soft edge, a gap, and a solid bystander with a soft edge of their own.
        let line = [0.1, 0.9, 0.9, 0.2, 0.0, 0.2, 0.9];
        let found = person(&line, line.len(), 2).expect("somebody is there");
        assert_eq!(found, [26, 230, 230, 51, 0, 0, 0]);
        assert_eq!(person(&line, line.len(), 6).expect("the other"), [0, 0, 0, 0, 0, 51, 230]);
        assert_eq!(person(&line, line.len(), 4), None);
        assert_eq!(person(&line, line.len(), 99), None);
        assert_eq!(person(&[], 0, 0), None);
    }

    #[test]
    fn corners_hang_together_and_the_soft_edge_goes_to_the_nearer() {
        let alpha = [
            0.9, 0.0, 0.0, 0.0, //
            0.0, 0.9, 0.2, 0.9, //
            0.0, 0.0, 0.0, 0.0,
        ];
        let found = person(&alpha, 4, 0).expect("somebody is there");
        assert_eq!(found, [230, 0, 0, 0, 0, 230, 51, 0, 0, 0, 0, 0]);
        // As far from both; the first in reading order reaches it first.
    }

    #[test]
    fn alpha_is_read_between_the_pixels_and_stretched() {
        let matte = Matte { width: 2, height: 1, alpha: vec![0, 255] };
        assert!(matte.at(0.25, 0.5) == 0.0 && matte.at(0.75, 0.5) == 1.0);
        let half = (0.5 - 0.06) / 0.90;
        assert!((matte.at(0.5, 0.0) - half).abs() < 1e-5);
        assert!(matte.at(-3.0, 9.0) == 0.0 && matte.at(7.0, -1.0) == 1.0, "beyond, the edge");
        let area = Area { x: 20.0, y: 0.0, width: 40.0, height: 10.0 };
        let plane = matte.plane((80, 10), area, 4, 1);
        let expected =
            [0.125, 0.375, 0.625, 0.875].map(|a: f32| ((a - 0.06) / 0.9).clamp(0.0, 1.0));
        assert!(plane.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-5), "{plane:?}");
        let empty = Matte { width: 0, height: 0, alpha: Vec::new() };
        assert!(empty.at(0.5, 0.5) == 0.0);
    }
}
