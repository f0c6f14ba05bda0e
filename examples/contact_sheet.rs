//! Standard photos of many originals on one picture, to be looked at closely:
//! `cargo run --example contact_sheet -- OUT.png PHOTO…` (`make contact-sheet`). Prints which could not be made.

#![allow(clippy::print_stdout, reason = "it tells what it did")]

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use photo_review::desk::look::{FOR_STANDARD_PHOTO, look};
use photo_review::desk::standardize::make;
use photo_review::domain::specification::Specification;
use photo_review::photo::Pixels;
use photo_review::standard::StandardOptions;
use photo_review::vision::Nets;

/// Standard photos beside each other.
const COLUMNS: usize = 8;

fn main() -> anyhow::Result<()> {
    let mut paths = std::env::args().skip(1);
    let out = paths.next().context("name a .png file, and photos")?;
    let specification = Specification::national()?;
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let nets = Nets::load(threads)?;
    let mut made = Vec::new();
    for path in paths {
        match standard(&path, &nets, &specification) {
            Ok(pixels) => made.push(pixels),
            Err(why) => println!("{path}: {why:#}"),
        }
    }
    let (width, height) = (specification.file.width as usize, specification.file.height as usize);
    let rows = made.len().div_ceil(COLUMNS);
    let mut sheet = vec![255_u8; COLUMNS * width * rows * height * 3];
    for (at, pixels) in made.iter().enumerate() {
        let (left, top) = (at % COLUMNS * width, at / COLUMNS * height);
        for (y, line) in pixels.rgb.chunks_exact(width * 3).enumerate() {
            let from = ((top + y) * COLUMNS * width + left) * 3;
            sheet[from..from + line.len()].copy_from_slice(line);
        }
    }
    let size = |length: usize| u32::try_from(length).context("too large a sheet");
    let colours = image::ColorType::Rgb8;
    image::save_buffer(&out, &sheet, size(COLUMNS * width)?, size(rows * height)?, colours)?;
    println!("{} standard photos in {out}", made.len());
    Ok(())
}

/// The standard photo of a file, before it became a JPEG.
fn standard(path: &str, nets: &Nets, specification: &Specification) -> anyhow::Result<Pixels> {
    let bytes = fs::read(Path::new(path)).context("can't be read")?;
    let looked = look(&bytes, nets, FOR_STANDARD_PHOTO)?;
    Ok(make(&looked, nets, specification, &StandardOptions::default())?.standard.pixels)
}
