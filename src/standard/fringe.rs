//! Looks along the silhouette of a standard photo for what cutting out leaves: fringes of the old wall, halos,
//! holes, and a background that isn't flat.

use std::collections::VecDeque;

use super::mixture::distance_from_mixtures;
use crate::photo::{Pixels, lab, lab_distance, labs};

/// What was found along a silhouette and behind it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Fringe {
    /// Points of the silhouette that were looked at.
    pub points: usize,
    /// The part of them at which the soft edge has a colour that is no mixture of the person's just inside and
    /// the background's: lighter, darker or another hue, a fringe or a halo. 0 to 1.
    pub share: f32,
    /// Pixels of background that the person encloses, in groups of four or more. The gap between an arm and the
    /// body counts too, so it is to be compared with what the net's own matte has.
    pub holes: usize,
    /// The mean distance of the background from the specification's colour, ΔE 1976.
    pub background: f32,
    /// How much the background varies: the standard deviation in CIELAB.
    pub unevenness: f32,
}

/// From here on a pixel is the person's inside, and its colour the person's own.
const INSIDE: f32 = 0.97;
/// The silhouette runs where alpha passes this.
const EDGE: f32 = 0.5;
/// Below this nothing of the person is to be seen.
const BEHIND: f32 = 0.02;
/// So far from the silhouette, in pixels, its inside and outside are looked for.
const REACH: f32 = 8.0;
/// A colour that is farther than this from every mixture is a fringe, ΔE 1976. JPEG moves the colours of
/// edges by up to about ten at the quality of 60; own.
const STRANGE: f32 = 14.0;
/// So many pixels away from the person nothing of JPEG's ringing at the edge is left.
const AWAY: usize = 10;
/// Smaller holes are noise.
const LEAST_HOLE: usize = 4;

/// Measures the silhouette of a picture, whose `alpha` is the person's part of each pixel (as it was composed, or
/// a net's matte of the picture), against the colour that is to be behind.
pub fn measured(picture: &Pixels, alpha: &[f32], behind: [u8; 3]) -> Fringe {
    let (width, height) = (picture.width as usize, picture.height as usize);
    let colours = picture.rgb.as_chunks::<3>().0;
    if colours.len() != alpha.len() || alpha.len() != width * height || width < 3 || height < 3 {
        return Fringe::default();
    }
    let behind = lab(behind.map(f32::from));
    let view = CompositeView { colours, alpha, width, height, behind };
    let (mut points, mut fringed) = (0, 0);
    for row in 1..height - 1 {
        for column in 1..width - 1 {
            if let Some(is_fringed) = view.at(column, row) {
                points += 1;
                fringed += usize::from(is_fringed);
            }
        }
    }
    let (background, unevenness) = view.background();
    let share = if points > 0 { fringed as f32 / points as f32 } else { 0.0 };
    Fringe { points, share, holes: holes(alpha, width), background, unevenness }
}

struct CompositeView<'a> {
    colours: &'a [[u8; 3]],
    alpha: &'a [f32],
    width: usize,
    height: usize,
    behind: [f32; 3],
}

impl CompositeView<'_> {
    fn alpha(&self, column: usize, row: usize) -> f32 {
        self.alpha[row * self.width + column]
    }

    /// Whether the silhouette has a fringe at this pixel; `None` where it doesn't pass, or where no inside or no
    /// outside is near, as in thin strands of hair.
    fn at(&self, column: usize, row: usize) -> Option<bool> {
        let own = self.alpha(column, row);
        let around = [(column + 1, row), (column, row + 1), (column - 1, row), (column, row - 1)];
        let is_edge =
            own >= EDGE && around.iter().any(|(column, row)| self.alpha(*column, *row) < EDGE);
        if !is_edge {
            return None;
        }
        let [right, below, left, above] = around.map(|(column, row)| self.alpha(column, row));
        // The way inwards: up the slope of alpha.
        let (x, y) = (right - left, below - above);
        let length = x.hypot(y);
        if length < 1e-4 {
            return None;
        }
        let along = |steps: f32| {
            let at = |place: usize, part: f32| (place as f32 + part * steps / length).round();
            let (column, row) = (at(column, x), at(row, y));
            let is_in = column >= 0.0
                && row >= 0.0
                && column < self.width as f32
                && row < self.height as f32;
            is_in.then(|| row as usize * self.width + column as usize)
        };
        self.is_fringed(&along)
    }

    /// Walks from the silhouette inwards to the person's own colour, and outwards to the background.
    fn is_fringed(&self, along: &impl Fn(f32) -> Option<usize>) -> Option<bool> {
        let steps = || (0..=REACH as usize).map(|step| step as f32);
        let colour = |index: usize| lab(self.colours[index].map(f32::from));
        let first = steps().find(|step| along(*step).is_some_and(|at| self.alpha[at] >= INSIDE))?;
        let insides: Vec<[f32; 3]> =
            (0..3).filter_map(|more| along(first + more as f32)).map(colour).collect();
        let is_strange = |index: usize| {
            let own = colour(index);
            insides
                .iter()
                .map(|inside| distance_from_mixtures(own, *inside, self.behind))
                .fold(f32::INFINITY, f32::min)
                > STRANGE
        };
        let outward = steps().skip(1).map(|step| along(-step));
        let mut strange = is_strange(along(0.0)?);
        for index in outward {
            let index = index?;
            if self.alpha[index] < BEHIND {
                return Some(strange);
            }
            strange |= is_strange(index);
        }
        Some(strange)
    }

    /// Mean distance from the specification's colour, and standard deviation, away from the person.
    fn background(&self) -> (f32, f32) {
        let person: Vec<bool> = self.alpha.iter().map(|alpha| *alpha > BEHIND).collect();
        let near = grown(&person, self.width, AWAY);
        let away = self.colours.iter().zip(&near).filter(|(_, near)| !**near);
        let away: Vec<[u8; 3]> = away.map(|(rgb, _)| *rgb).collect();
        let colours: Vec<[f32; 3]> = labs(&away).collect();
        if colours.is_empty() {
            return (0.0, 0.0);
        }
        let count = colours.len() as f32;
        let off =
            colours.iter().map(|colour| lab_distance(*colour, self.behind)).sum::<f32>() / count;
        let mean =
            [0, 1, 2].map(|axis| colours.iter().map(|colour| colour[axis]).sum::<f32>() / count);
        let squares = colours.iter().map(|colour| lab_distance(*colour, mean).powi(2)).sum::<f32>();
        (off, (squares / count).sqrt())
    }
}

/// All pixels within a square of `radius` around one of these.
fn grown(set: &[bool], width: usize, radius: usize) -> Vec<bool> {
    let ones: Vec<[f32; 1]> = set.iter().map(|is_set| [f32::from(u8::from(*is_set))]).collect();
    super::blur::mean(ones, width, radius).iter().map(|[part]| *part > 1e-6).collect()
}

/// Pixels of background that are not joined to the border of the picture, in groups of four or more.
pub fn holes(alpha: &[f32], width: usize) -> usize {
    let height = alpha.len().checked_div(width).unwrap_or(0);
    let mut seen: Vec<bool> = alpha.iter().map(|alpha| *alpha >= EDGE).collect();
    let mut found = 0;
    for start in 0..seen.len() {
        if seen[start] {
            continue;
        }
        seen[start] = true;
        let (mut queue, mut size, mut is_open) = (VecDeque::from([start]), 0, false);
        while let Some(index) = queue.pop_front() {
            size += 1;
            let (column, row) = (index % width, index / width);
            let is_border = column == 0 || row == 0 || column + 1 == width || row + 1 == height;
            is_open |= is_border;
            if is_border {
                // The rest of this group may still be reached from inside: go on along the border as well.
                let beside = [(column > 0, index.wrapping_sub(1)), (column + 1 < width, index + 1)];
                let above =
                    [(row > 0, index.wrapping_sub(width)), (row + 1 < height, index + width)];
                for (is_there, next) in beside.into_iter().chain(above) {
                    if is_there && !std::mem::replace(&mut seen[next], true) {
                        queue.push_back(next);
                    }
                }
                continue;
            }
            for next in [index - 1, index + 1, index - width, index + width] {
                if !std::mem::replace(&mut seen[next], true) {
                    queue.push_back(next);
                }
            }
        }
        if !is_open && size >= LEAST_HOLE {
            found += size;
        }
    }
    found
}
