//! Tiles of a picture: work that is only needed along the silhouette is done on the tiles that it crosses, beside
//! each other.

use std::ops::Range;

use rayon::prelude::*;

/// Length of a tile's sides, in pixels.
const SIDE: usize = 64;

/// A tile of a picture, with what is around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// Its columns and rows.
    inner: [Range<usize>; 2],
    /// Those with the margin, as far as the picture goes.
    outer: [Range<usize>; 2],
}

impl Tile {
    /// Columns of the tile with its margin.
    pub fn width(&self) -> usize {
        self.outer[0].len()
    }

    /// The columns and rows of the tile with its margin, on the picture.
    pub fn outer(&self) -> &[Range<usize>; 2] {
        &self.outer
    }

    /// The part of a picture of this width that is the tile with its margin, row by row.
    pub fn of<T: Copy>(&self, values: &[T], width: usize) -> Vec<T> {
        let [columns, rows] = &self.outer;
        let line = |row: usize| &values[row * width + columns.start..row * width + columns.end];
        rows.clone().flat_map(|row| line(row).iter().copied()).collect()
    }

    /// Puts the tile without its margin into a picture of this width.
    fn put<T: Copy>(&self, made: &[T], values: &mut [T], width: usize) {
        let [columns, rows] = &self.inner;
        let [left, top] = [0, 1].map(|axis| self.inner[axis].start - self.outer[axis].start);
        for (made, row) in made.chunks_exact(self.width()).skip(top).zip(rows.clone()) {
            let line = &mut values[row * width + columns.start..row * width + columns.end];
            line.copy_from_slice(&made[left..left + columns.len()]);
        }
    }
}

/// All tiles of a picture of this width.
fn tiles(width: usize, height: usize, margin: usize) -> impl Iterator<Item = Tile> {
    let cut = move |all: usize, at: usize| {
        let inner = at..(at + SIDE).min(all);
        let outer = inner.start.saturating_sub(margin)..(inner.end + margin).min(all);
        (inner, outer)
    };
    (0..height).step_by(SIDE).flat_map(move |top| {
        (0..width).step_by(SIDE).map(move |left| {
            let ((columns, more_columns), (rows, more_rows)) = (cut(width, left), cut(height, top));
            Tile { inner: [columns, rows], outer: [more_columns, more_rows] }
        })
    })
}

/// Makes anew the tiles of a picture that need it. `made` is given a tile and returns its pixels with the margin, row
/// by row; the margin is left as it was.
pub fn renewed<T: Copy + Send + Sync>(
    values: &mut [T],
    width: usize,
    margin: usize,
    is_needed: impl Fn(&Tile) -> bool + Sync,
    made: impl Fn(&Tile) -> Vec<T> + Sync,
) {
    let height = values.len().checked_div(width).unwrap_or(0);
    let tiles: Vec<Tile> = tiles(width, height, margin).collect();
    let tiles: Vec<(Tile, Vec<T>)> = tiles
        .into_par_iter()
        .filter(&is_needed)
        .map(|tile| {
            let pixels = made(&tile);
            (tile, pixels)
        })
        .collect();
    for (tile, made) in tiles {
        tile.put(&made, values, width);
    }
}

#[cfg(test)]
mod tests {
    use super::renewed;

    #[test]
    fn every_pixel_belongs_to_one_tile_and_sees_its_margin() {
        for (width, height) in [(1, 1), (64, 64), (65, 130), (200, 70)] {
            let before: Vec<u32> = (0..(width * height) as u32).collect();
            let mut after = before.clone();
            renewed(
                &mut after,
                width,
                3,
                |_| true,
                |tile| {
                    let seen = tile.of(&before, width);
                    assert_eq!(seen.len() % tile.width(), 0);
                    seen.iter().map(|value| value + 1).collect()
                },
            );
            assert!(before.iter().zip(&after).all(|(before, after)| before + 1 == *after));
            renewed(&mut after, width, 3, |_| false, |tile| tile.of(&before, width));
            assert!(before.iter().zip(&after).all(|(before, after)| before + 1 == *after));
        }
    }
}
