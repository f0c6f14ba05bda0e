//! A photo as the nets are shown it: as it is, or smaller where it has more pixels than they can use.

use std::borrow::Cow;

use super::geometry::{Point, Square};
use super::shrink::resized_pixels;
use crate::photo::Pixels;

/// Short side of an overview, in pixels: twice what the net of the matte is shown.
const OVERVIEW: u32 = 1024;

/// A photo, or a smaller copy of it. Places are always given in pixels of the photo itself.
pub struct View<'a> {
    /// The pixels to look at.
    pub pixels: Cow<'a, Pixels>,
    /// Width of the photo itself, in pixels.
    pub width: u32,
    /// Height of the photo itself, in pixels.
    pub height: u32,
    /// Pixels of the photo for one pixel here, across and down.
    across: f32,
    down: f32,
}

impl<'a> View<'a> {
    /// The photo as it is.
    pub const fn whole(pixels: &'a Pixels) -> Self {
        let (width, height) = (pixels.width, pixels.height);
        Self { pixels: Cow::Borrowed(pixels), width, height, across: 1.0, down: 1.0 }
    }

    /// The photo for nets that are shown all of it at once: made smaller, once for all of them, where its
    /// short side is at least twice as long as they need.
    pub fn overview(pixels: &'a Pixels) -> Self {
        let short = pixels.width.min(pixels.height);
        if short < 2 * OVERVIEW {
            Self::whole(pixels)
        } else {
            Self::shrunk(pixels, OVERVIEW as f32 / short as f32)
        }
    }

    /// The photo made smaller by area averaging, to `part` of its sides; as it is where that is 1 or more.
    pub fn shrunk(pixels: &'a Pixels, part: f32) -> Self {
        let side = |length: u32| ((length as f32 * part).round() as u32).max(1);
        let (width, height) = (side(pixels.width), side(pixels.height));
        if !part.is_finite() || width >= pixels.width || height >= pixels.height {
            return Self::whole(pixels);
        }
        let across = pixels.width as f32 / width as f32;
        let down = pixels.height as f32 / height as f32;
        let small = resized_pixels(pixels, width, height);
        Self { pixels: Cow::Owned(small), width: pixels.width, height: pixels.height, across, down }
    }

    /// A square of the photo, in pixels of this view.
    pub fn square(&self, square: Square) -> Square {
        let middle = Point::new(square.middle.x / self.across, square.middle.y / self.down);
        Square { middle, side: square.side / f32::midpoint(self.across, self.down), ..square }
    }
}

#[cfg(test)]
mod tests {
    use super::View;
    use crate::photo::Pixels;
    use crate::vision::geometry::{Point, Square};

    #[test]
    fn an_overview_is_smaller_only_where_that_saves_much() {
        let check = |width: u32, height: u32, expected: (u32, u32)| {
            let pixels = Pixels { width, height, rgb: vec![9; (width * height * 3) as usize] };
            let overview = View::overview(&pixels);
            assert_eq!((overview.pixels.width, overview.pixels.height), expected);
        };
        check(2047, 2100, (2047, 2100));
        check(2048, 3072, (1024, 1536));
        check(4000, 10, (4000, 10));
    }

    #[test]
    fn a_view_is_smaller_or_the_photo_itself() {
        let pixels = Pixels { width: 40, height: 20, rgb: vec![80; 40 * 20 * 3] };
        let square = Square { middle: Point::new(20.0, 10.0), side: 8.0, angle: 0.5 };
        let small = View::shrunk(&pixels, 0.25);
        assert_eq!((small.pixels.width, small.pixels.height), (10, 5));
        assert_eq!((small.width, small.height), (40, 20));
        assert!(small.pixels.rgb.iter().all(|value| *value == 80));
        let there = small.square(square);
        assert_eq!((there.middle, there.side), (Point::new(5.0, 2.5), 2.0));
        for part in [1.0, 3.0, f32::NAN, f32::INFINITY] {
            let whole = View::shrunk(&pixels, part);
            assert_eq!(whole.pixels.width, 40);
            assert_eq!(whole.square(square), square);
        }
        let line = Pixels { width: 1, height: 100, rgb: vec![0; 300] };
        assert_eq!(View::shrunk(&line, 0.01).pixels.width, 1);
    }
}
