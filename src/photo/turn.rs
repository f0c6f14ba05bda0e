//! Orientation: the eight ways in which EXIF says a picture can be turned.

use super::Pixels;

/// How to turn a picture upright: first mirror it left to right, then turn it clockwise by quarters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Turn {
    flip: bool,
    quarters: u8,
}

impl Turn {
    /// From the EXIF value, 1 to 8 (EXIF 2.32, tag 0x0112); any other counts as 1.
    pub(super) fn from_exif(value: u32) -> Self {
        let (flip, quarters) = match value {
            2 => (true, 0),
            3 => (false, 2),
            4 => (true, 2),
            5 => (true, 3),
            6 => (false, 1),
            7 => (true, 1),
            8 => (false, 3),
            _ => (false, 0),
        };
        Self { flip, quarters }
    }

    /// Then also turned to the left by so many quarters (HEIF's `irot`).
    pub(super) fn then_left(self, quarters: u8) -> Self {
        Self { quarters: (self.quarters + 4 - quarters % 4) % 4, ..self }
    }

    /// Then also mirrored, left to right or top to bottom (HEIF's `imir`).
    pub(super) fn then_mirrored(self, left_to_right: bool) -> Self {
        // Mirroring undoes a turn that came before; top to bottom is left to right and half a turn.
        let quarters = if left_to_right { 4 - self.quarters } else { 6 - self.quarters };
        Self { flip: !self.flip, quarters: quarters % 4 }
    }

    /// Width and height after turning.
    pub(super) fn size(self, width: u32, height: u32) -> (u32, u32) {
        if self.quarters % 2 == 1 { (height, width) } else { (width, height) }
    }

    /// Turns the picture upright.
    pub(super) fn apply(self, pixels: Pixels) -> Pixels {
        if self == Self::default() {
            return pixels;
        }
        let (width, height) = (pixels.width as usize, pixels.height as usize);
        let (new_width, new_height) = self.size(pixels.width, pixels.height);
        let mut rgb = Vec::with_capacity(pixels.rgb.len());
        for y in 0..new_height as usize {
            for x in 0..new_width as usize {
                // Where the pixel lay before the turn, and then before the mirroring.
                let (turned_x, turned_y) = match self.quarters {
                    0 => (x, y),
                    1 => (y, height - 1 - x),
                    2 => (width - 1 - x, height - 1 - y),
                    _ => (width - 1 - y, x),
                };
                let from_x = if self.flip { width - 1 - turned_x } else { turned_x };
                let at = (turned_y * width + from_x) * 3;
                rgb.extend_from_slice(&pixels.rgb[at..at + 3]);
            }
        }
        Pixels { width: new_width, height: new_height, rgb }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture with a letter for each pixel.
    fn picture(letters: &str, width: u32) -> Pixels {
        let rgb: Vec<u8> = letters.bytes().flat_map(|letter| [letter; 3]).collect();
        Pixels { width, height: letters.len() as u32 / width, rgb }
    }

    #[test]
    fn one_step_after_the_other_is_as_both_at_once() {
        let one = |turn: Turn| turn.apply(picture("abcdef", 3));
        for value in 1..=8 {
            let first = Turn::from_exif(value);
            for quarters in 0..4 {
                let steps = Turn::default().then_left(quarters).apply(one(first));
                assert_eq!(one(first.then_left(quarters)), steps, "{value}, then {quarters}");
            }
            for left_to_right in [true, false] {
                let steps = Turn::default().then_mirrored(left_to_right).apply(one(first));
                assert_eq!(one(first.then_mirrored(left_to_right)), steps, "{value}, mirrored");
            }
        }
        assert_eq!(one(Turn::default().then_left(1)), picture("cfbead", 2));
        assert_eq!(one(Turn::default().then_mirrored(true)), picture("cbafed", 3));
        assert_eq!(one(Turn::default().then_mirrored(false)), picture("defabc", 3));
    }

    #[test]
    fn all_eight_orientations() {
        // What the camera stored for the upright picture "abc/def" at each orientation (EXIF 2.32).
        let stored = [
            (1, "abcdef", 3),
            (2, "cbafed", 3),
            (3, "fedcba", 3),
            (4, "defabc", 3),
            (5, "adbecf", 2),
            (6, "cfbead", 2),
            (7, "fcebda", 2),
            (8, "daebfc", 2),
        ];
        for (value, letters, width) in stored {
            let upright = Turn::from_exif(value).apply(picture(letters, width));
            assert_eq!(upright, picture("abcdef", 3), "orientation {value}");
        }
    }
}
