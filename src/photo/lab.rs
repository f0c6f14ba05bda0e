//! CIELAB, in which distances of colours are told.

use std::array::from_fn;
use std::sync::LazyLock;

/// The light of each 8-bit step.
static LIGHT: LazyLock<[f32; 256]> = LazyLock::new(|| from_fn(|value| light(value as f32)));

/// Lightness, a and b of an sRGB pixel, 0 to 255 (IEC 61966-2-1; white D65; CIE 15).
pub fn lab(rgb: [f32; 3]) -> [f32; 3] {
    of_light(rgb.map(light))
}

/// As [`lab`], for each of many pixels of 8 bits. What is like the pixel before, as a flat background is, costs
/// nothing.
pub fn labs(colours: &[[u8; 3]]) -> impl Iterator<Item = [f32; 3]> {
    let reckoned = |rgb: [u8; 3]| of_light(rgb.map(|value| LIGHT[usize::from(value)]));
    let mut before = ([0; 3], reckoned([0; 3]));
    colours.iter().map(move |rgb| {
        if *rgb != before.0 {
            before = (*rgb, reckoned(*rgb));
        }
        before.1
    })
}

/// The light of a channel, as a part of the most.
fn light(value: f32) -> f32 {
    let value = value / 255.0;
    if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

fn of_light([red, green, blue]: [f32; 3]) -> [f32; 3] {
    let x = (0.412_456_4 * red + 0.357_576_1 * green + 0.180_437_5 * blue) / 0.950_47;
    let y = 0.212_672_9 * red + 0.715_152_2 * green + 0.072_175 * blue;
    let z = (0.019_333_9 * red + 0.119_192 * green + 0.950_304_1 * blue) / 1.088_83;
    let [x, y, z] = [x, y, z].map(|value| {
        if value > 216.0 / 24_389.0 {
            value.cbrt()
        } else {
            (24_389.0 / 27.0 * value + 16.0) / 116.0
        }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// The distance of two colours in CIELAB: ΔE 1976.
pub fn lab_distance(a: [f32; 3], b: [f32; 3]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_colours_have_their_values() {
        for (rgb, wanted) in [
            ([255.0; 3], [100.0, 0.0, 0.0]),
            ([0.0; 3], [0.0; 3]),
            ([255.0, 0.0, 0.0], [53.24, 80.09, 67.20]),
            ([100.0, 197.0, 255.0], [75.98, -11.85, -37.06]),
        ] {
            let found = lab(rgb);
            assert!(lab_distance(found, wanted) < 0.1, "{rgb:?}: {found:?}");
            let eight = rgb.map(|value| value as u8);
            let many: Vec<_> = labs(&[eight, [7; 3], eight, eight]).collect();
            assert_eq!(many, [found, lab([7.0; 3]), found, found]);
        }
    }
}
