//! Tests that run the nets.

mod odd;
mod reference;

use std::path::Path;
use std::sync::LazyLock;

use super::Nets;
use crate::photo::{self, Limits, Pixels};

/// The nets on two threads, loaded once for all tests.
static NETS: LazyLock<Nets> = LazyLock::new(|| Nets::load(2).expect("the embedded nets load"));

/// A public-domain portrait of 512 × 512 pixels.
fn portrait() -> Pixels {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/portraits/astronaut.png");
    photo::decode(&std::fs::read(file).expect("a file"), &Limits::ANY_SIZE).expect("a photo")
}

/// A picture of one colour.
fn plain(width: u32, height: u32, rgb: [u8; 3]) -> Pixels {
    Pixels { width, height, rgb: rgb.repeat((width * height) as usize) }
}

/// A part of a picture: from column `x` and row `y` on.
fn part(picture: &Pixels, [x, y, width, height]: [u32; 4]) -> Pixels {
    let mut part = plain(width, height, [0; 3]);
    for row in 0..height {
        for column in 0..width {
            let from = (((y + row) * picture.width + x + column) * 3) as usize;
            let to = ((row * width + column) * 3) as usize;
            part.rgb[to..to + 3].copy_from_slice(&picture.rgb[from..from + 3]);
        }
    }
    part
}

/// Lays a picture onto another with its upper left corner at (x, y).
fn lay(onto: &mut Pixels, picture: &Pixels, x: u32, y: u32) {
    let line = picture.width as usize * 3;
    for (row, from) in (y..).zip(picture.rgb.chunks_exact(line)) {
        let to = ((row * onto.width + x) * 3) as usize;
        onto.rgb[to..to + line].copy_from_slice(from);
    }
}
