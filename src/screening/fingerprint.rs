//! The fingerprint of a photo: 256 bits of the face and what is around it, by which near copies are found.
//!
//! A window that hangs on the eyes and the chin is looked at in 32 × 32 cells; of its discrete cosine transform the
//! 16 × 16 slowest waves are each above the middle one or not ("pHash": C. Zauner, Implementation and Benchmarking
//! of Perceptual Image Hash Functions, 2010). Since the window hangs on the face, a copy that is cut at its edges,
//! made smaller or compressed anew has nearly the same bits.

use super::scene::Scene;
use crate::domain::fingerprint::Fingerprint;
use crate::vision::Point;

/// Width and height of the window, and how far it begins above the eyes, in face units.
const WINDOW: (f32, f32) = (2.4, 0.9);

/// Cells across and down.
const CELLS: usize = 32;

/// In each cell so many places are looked at, across and down.
const PLACES: usize = 4;

/// So many waves are taken, across and down.
const WAVES: usize = 16;

/// The fingerprint of a photo with a face, of which the eyes' middle is in this place of its scene.
pub(super) fn fingerprint(scene: &Scene, eyes: Point) -> Fingerprint {
    let waves = waves(&cells(scene, eyes));
    let mut sorted = waves;
    sorted.sort_by(f32::total_cmp);
    let middle = f32::midpoint(sorted[sorted.len() / 2 - 1], sorted[sorted.len() / 2]);
    let mut bits = [0; 4];
    for (index, wave) in waves.iter().enumerate() {
        if *wave > middle {
            bits[index / 64] |= 1 << (index % 64);
        }
    }
    Fingerprint(bits)
}

/// The mean luminance of each cell, row by row. What lies beside the photo is as its edge is.
fn cells(scene: &Scene, eyes: Point) -> [f32; CELLS * CELLS] {
    let (side, above) = (WINDOW.0 * scene.unit, WINDOW.1 * scene.unit);
    let (left, top) = (eyes.x - side / 2.0, eyes.y - above);
    let (width, height) = scene.size();
    let steps = CELLS * PLACES;
    let place = |from: f32, step: usize, length: usize| {
        let at = from + (step as f32 + 0.5) / steps as f32 * side;
        at.clamp(0.0, length.saturating_sub(1) as f32) as usize
    };
    let mut cells = [0.0; CELLS * CELLS];
    for y in 0..steps {
        for x in 0..steps {
            let at = scene.luminance(place(left, x, width), place(top, y, height));
            cells[y / PLACES * CELLS + x / PLACES] += at / (PLACES * PLACES) as f32;
        }
    }
    cells
}

/// The slowest waves of the discrete cosine transform, row by row. The first, the mean, is 0: how bright the photo is
/// says nothing.
fn waves(cells: &[f32; CELLS * CELLS]) -> [f32; WAVES * WAVES] {
    let wave = |k: usize, at: usize| {
        (std::f32::consts::PI * (at as f32 + 0.5) * k as f32 / CELLS as f32).cos()
    };
    let mut across = [0.0; CELLS * WAVES];
    for (row, line) in cells.chunks_exact(CELLS).enumerate() {
        for k in 0..WAVES {
            across[row * WAVES + k] =
                line.iter().enumerate().map(|(at, value)| value * wave(k, at)).sum();
        }
    }
    let mut waves = [0.0; WAVES * WAVES];
    for k in 0..WAVES {
        for column in 0..WAVES {
            waves[k * WAVES + column] =
                (0..CELLS).map(|row| across[row * WAVES + column] * wave(k, row)).sum();
        }
    }
    waves[0] = 0.0;
    waves
}
