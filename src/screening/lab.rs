//! Colours in CIELAB, luminance, and middle values.

use crate::photo::{lab, lab_distance};

/// A colour in CIELAB: lightness 0 to 100, a and b.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Lab {
    /// Lightness L*.
    pub(super) lightness: f32,
    /// a*: green below 0, red above.
    pub(super) a: f32,
    /// b*: blue below 0, yellow above.
    pub(super) b: f32,
}

impl Lab {
    /// Of an sRGB colour, each part 0 to 255.
    pub(super) fn of(rgb: [f32; 3]) -> Self {
        let [lightness, a, b] = lab(rgb);
        Self { lightness, a, b }
    }

    /// How colourful it is, C*.
    pub(super) fn chroma(self) -> f32 {
        self.a.hypot(self.b)
    }

    /// The colour difference ΔE 1976.
    pub(super) fn difference(self, other: Self) -> f32 {
        let parts = |colour: Self| [colour.lightness, colour.a, colour.b];
        lab_distance(parts(self), parts(other))
    }
}

/// The luminance of an sRGB colour as it is coded, 0 to 255 (weights of ITU-R BT.709).
pub(super) fn luminance([red, green, blue]: [f32; 3]) -> f32 {
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// The middle one of some values; none where there are none.
pub(super) fn median(values: &mut [f32]) -> Option<f32> {
    quantile(values, 0.5)
}

/// The value below which this part of the values lies.
pub(super) fn quantile(values: &mut [f32], part: f32) -> Option<f32> {
    if values.is_empty() {
        return None;
    }
    let at = ((values.len() - 1) as f32 * part).round() as usize;
    Some(*values.select_nth_unstable_by(at, f32::total_cmp).1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(&mut []), None);
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(quantile(&mut [3.0, 1.0, 2.0], 1.0), Some(3.0));
    }
}
