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
    let any = Limits { min_short: 1, min_long: 1, ..Limits::USUAL };
    photo::decode(&std::fs::read(file).expect("a file"), &any).expect("a photo")
}

/// A picture of one colour.
fn plain(width: u32, height: u32, rgb: [u8; 3]) -> Pixels {
    Pixels { width, height, rgb: rgb.repeat((width * height) as usize) }
}

/// Lays a picture onto another with its upper left corner at (x, y), each side made smaller by `step`.
fn lay(onto: &mut Pixels, picture: &Pixels, x: u32, y: u32, step: u32) {
    for row in 0..picture.height / step {
        for column in 0..picture.width / step {
            let from = ((row * step * picture.width + column * step) * 3) as usize;
            let to = (((y + row) * onto.width + x + column) * 3) as usize;
            onto.rgb[to..to + 3].copy_from_slice(&picture.rgb[from..from + 3]);
        }
    }
}
