//! CIELAB (D65) of sRGB colours, and luminance.

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
    /// Of an sRGB colour, each part 0 to 255 (IEC 61966-2-1, white point D65).
    pub(super) fn of(rgb: [f32; 3]) -> Self {
        let linear = rgb.map(|part| {
            let part = part / 255.0;
            if part > 0.040_45 { ((part + 0.055) / 1.055).powf(2.4) } else { part / 12.92 }
        });
        let sum = |weights: [f32; 3]| -> f32 {
            weights.iter().zip(linear).map(|(weight, part)| weight * part).sum()
        };
        let curve = |part: f32| {
            if part > 0.008_856 { part.cbrt() } else { 7.787 * part + 16.0 / 116.0 }
        };
        let x = curve(sum([0.412_456, 0.357_576, 0.180_437]) / 0.950_47);
        let y = curve(sum([0.212_673, 0.715_152, 0.072_175]));
        let z = curve(sum([0.019_334, 0.119_192, 0.950_304]) / 1.088_83);
        Self { lightness: 116.0 * y - 16.0, a: 500.0 * (x - y), b: 200.0 * (y - z) }
    }

    /// How colourful it is, C*.
    pub(super) fn chroma(self) -> f32 {
        self.a.hypot(self.b)
    }

    /// The colour difference ΔE 1976.
    pub(super) fn difference(self, other: Self) -> f32 {
        let parts = [self.lightness - other.lightness, self.a - other.a, self.b - other.b];
        parts.iter().map(|part| part * part).sum::<f32>().sqrt()
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
    fn known_colours_have_their_values() {
        let near = |found: Lab, [lightness, a, b]: [f32; 3]| {
            let wanted = Lab { lightness, a, b };
            assert!(found.difference(wanted) < 0.1, "{found:?}");
        };
        near(Lab::of([255.0; 3]), [100.0, 0.0, 0.0]);
        near(Lab::of([0.0; 3]), [0.0, 0.0, 0.0]);
        near(Lab::of([255.0, 0.0, 0.0]), [53.24, 80.09, 67.20]);
        near(Lab::of([100.0, 197.0, 255.0]), [75.98, -9.05, -38.36]);
    }

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(&mut []), None);
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(quantile(&mut [3.0, 1.0, 2.0], 1.0), Some(3.0));
    }
}
