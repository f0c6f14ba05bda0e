//! A part of a photo.

use super::Pixels;
use crate::domain::finding::Region;

/// This part, which must lie within the photo.
pub(super) fn part(pixels: &Pixels, [left, top, width, height]: Region) -> Pixels {
    let row = pixels.width as usize * 3;
    let lines = pixels.rgb.chunks_exact(row).skip(top as usize).take(height as usize);
    let rgb = lines.flat_map(|line| &line[left as usize * 3..(left + width) as usize * 3]);
    Pixels { width, height, rgb: rgb.copied().collect() }
}
