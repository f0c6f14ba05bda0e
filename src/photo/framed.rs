//! A part of a photo with what is meant in a frame, for a notice.

use super::part::part;
use super::preview::{encode, within};
use super::{PhotoError, Pixels};
use crate::domain::finding::Region;

/// Long side of the picture at most, in pixels.
const SIDE: u32 = 800;

/// So much of the regions' long side is shown around them, and at least so much of the photo's short side.
const AROUND: (f64, f64) = (0.4, 0.08);

/// The frame's outer and inner line: seen on light and on dark.
const LINES: [[u8; 3]; 2] = [[255, 255, 255], [208, 24, 24]];

/// Width of each line of the frame, in pixels of the picture.
const LINE: u32 = 3;

/// Cuts out these regions of an upright photo with something around them, frames each, and writes a JPEG file.
/// Regions beyond the photo are cut off at its edge; at least one must be given.
pub fn framed(pixels: &Pixels, regions: &[Region]) -> Result<Vec<u8>, PhotoError> {
    let shown = shown(pixels, regions);
    let [left, top, width, _] = shown;
    let mut picture = within(part(pixels, shown), SIDE)?;
    let scale = f64::from(picture.width) / f64::from(width);
    for region in regions {
        let [x, y, width, height] = region.map(f64::from);
        let at = |value: f64, from: u32| ((value - f64::from(from)) * scale).round();
        let edges = [at(x, left), at(y, top), at(x + width, left), at(y + height, top)];
        for (line, colour) in LINES.into_iter().enumerate() {
            let out = f64::from(LINE) * (1.0 - line as f64);
            frame(
                &mut picture,
                [edges[0] - out, edges[1] - out, edges[2] + out, edges[3] + out],
                colour,
            );
        }
    }
    encode(&picture)
}

/// What is shown, within the photo.
fn shown(pixels: &Pixels, regions: &[Region]) -> Region {
    let all = |edge: fn(&Region) -> u32| regions.iter().map(edge);
    let left = all(|region| region[0]).min().unwrap_or_default();
    let top = all(|region| region[1]).min().unwrap_or_default();
    let right = all(|region| region[0].saturating_add(region[2])).max().unwrap_or_default();
    let bottom = all(|region| region[1].saturating_add(region[3])).max().unwrap_or_default();
    let long = right.saturating_sub(left).max(bottom.saturating_sub(top));
    let short = pixels.width.min(pixels.height);
    let around = (f64::from(long) * AROUND.0).max(f64::from(short) * AROUND.1) as u32;
    let begin = |from: u32, length: u32| from.saturating_sub(around).min(length - 1);
    let (x, y) = (begin(left, pixels.width), begin(top, pixels.height));
    let end = |to: u32, begin: u32, length: u32| to.saturating_add(around).clamp(begin + 1, length);
    [x, y, end(right, x, pixels.width) - x, end(bottom, y, pixels.height) - y]
}

/// Draws a frame whose inner edge is this: left, top, right, bottom. What lies beyond the picture is left out.
fn frame(picture: &mut Pixels, [left, top, right, bottom]: [f64; 4], colour: [u8; 3]) {
    let line = f64::from(LINE);
    let bars = [
        [left - line, top - line, right + line, top],
        [left - line, bottom, right + line, bottom + line],
        [left - line, top, left, bottom],
        [right, top, right + line, bottom],
    ];
    for [left, top, right, bottom] in bars {
        let within = |value: f64, length: u32| value.clamp(0.0, f64::from(length)) as usize;
        let (width, height) = (picture.width, picture.height);
        for y in within(top, height)..within(bottom, height) {
            for x in within(left, width)..within(right, width) {
                let at = (y * width as usize + x) * 3;
                if let Some(pixel) = picture.rgb.get_mut(at..at + 3) {
                    pixel.copy_from_slice(&colour);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::photo::decode_preview;

    fn grey(width: u32, height: u32) -> Pixels {
        Pixels { width, height, rgb: vec![120; (width * height * 3) as usize] }
    }

    fn colour(picture: &Pixels, x: u32, y: u32) -> [u8; 3] {
        let at = ((y * picture.width + x) * 3) as usize;
        [picture.rgb[at], picture.rgb[at + 1], picture.rgb[at + 2]]
    }

    #[test]
    fn the_region_stands_framed_in_the_middle() {
        let photo = grey(1200, 1600);
        let jpeg = framed(&photo, &[[500, 600, 200, 100]]).expect("made");
        let picture = decode_preview(&jpeg).expect("reads");
        // 0.08 of 1200 around: 96 pixels.
        assert_eq!((picture.width, picture.height), (200 + 2 * 96, 100 + 2 * 96));
        let [red, green, _] = colour(&picture, picture.width / 2, 96 - 2);
        assert!(red > 150 && green < 90, "the inner line: {red} {green}");
        let [.., blue] = colour(&picture, picture.width / 2, 96 - 5);
        assert!(blue > 190, "the outer line: {blue}");
        let [red, green, _] = colour(&picture, picture.width / 2, picture.height / 2);
        assert!(red.abs_diff(green) < 8, "nothing inside");
    }

    #[test]
    fn regions_at_and_beyond_the_edges_are_cut_off_there() {
        let photo = grey(1200, 1600);
        for region in
            [[0, 0, 1200, 1600], [1150, 1590, 400, 400], [5000, 5000, 10, 10], [0, 0, 0, 0]]
        {
            let jpeg = framed(&photo, &[region, [10, 10, 5, 5]]).expect("made");
            let picture = decode_preview(&jpeg).expect("reads");
            assert!(picture.width.max(picture.height) <= SIDE && picture.width > 0, "{region:?}");
        }
    }
}
