//! What the nets saw of the 100 portraits, kept in `portraits.zip`: one `Seen` as JSON for each, with five
//! digits and a matte of 96 pixels; no pictures.
//!
//! Written anew, where the portraits lie beside the package, by
//! `cargo test --test vision -- --ignored write_what_the_nets_see`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use photo_review::photo::{self, Limits};
use photo_review::vision::{Matte, Needs, Seen};
use serde_json::Value;
use zip::write::SimpleFileOptions;

/// Short side of a kept matte, in pixels.
const MATTE_SIDE: usize = 96;

/// A file that is kept here.
pub fn kept(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vision").join(file)
}

/// The cells of a table by column, for each portrait.
pub type Rows = BTreeMap<String, BTreeMap<String, String>>;

/// A table that is kept here, with a row for each portrait.
pub fn rows(file: &str) -> Rows {
    let mut reader = csv::Reader::from_path(kept(file)).expect("a table");
    let rows = reader.deserialize().map(|row| {
        let row: BTreeMap<String, String> = row.expect("a row");
        (row["file"].trim_end_matches(".jpg").to_owned(), row)
    });
    rows.collect()
}

/// The folder of the portraits, which are no part of this package; `None`, said aloud, where it isn't there.
pub fn portraits() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/photos");
    if !folder.is_dir() {
        println!("skipped: {} isn't there", folder.display());
        return None;
    }
    Some(folder)
}

/// The names of the portraits, such as `female/0`.
pub fn names() -> impl Iterator<Item = String> {
    ["female", "male"].into_iter().flat_map(|kind| (0..50).map(move |n| format!("{kind}/{n}")))
}

/// What the nets saw of every portrait, by name.
pub fn all() -> Vec<(String, Seen)> {
    let file = File::open(kept("portraits.zip")).expect("the outputs are kept");
    let mut archive = zip::ZipArchive::new(file).expect("a zip archive");
    let mut read = |name: String| {
        let mut text = String::new();
        let mut entry = archive.by_name(&format!("{name}.json")).expect("a portrait");
        entry.read_to_string(&mut text).expect("whole");
        (name, serde_json::from_str(&text).expect("what was seen"))
    };
    names().map(&mut read).collect()
}

/// The pixels of a picture file of any size.
pub fn decode(path: &Path) -> photo::Pixels {
    photo::decode(&fs::read(path).expect("a file"), &Limits::ANY_SIZE).expect("a photo")
}

/// A number with five digits.
fn rounded(value: f64) -> f64 {
    format!("{value:.4e}").parse().expect("a number")
}

fn round_all(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            *value = rounded(number.as_f64().expect("a float")).into();
        }
        Value::Array(values) => values.iter_mut().for_each(round_all),
        Value::Object(fields) => fields.values_mut().for_each(round_all),
        _ => {}
    }
}

/// A matte with a short side of 96 pixels: the mean of what each covers.
pub fn small(matte: &Matte) -> Matte {
    let short = matte.width.min(matte.height);
    let side = |length: usize| (length * MATTE_SIDE).div_ceil(short);
    let (width, height) = (side(matte.width), side(matte.height));
    let range =
        |index: usize, all: usize, count: usize| index * all / count..(index + 1) * all / count;
    let mut alpha = Vec::new();
    for row in 0..height {
        for column in 0..width {
            let rows = range(row, matte.height, height);
            let columns = range(column, matte.width, width);
            let count = rows.len() * columns.len();
            let of_row = |row: usize| {
                let line = &matte.alpha[row * matte.width..(row + 1) * matte.width];
                line[columns.clone()].iter().map(|alpha| usize::from(*alpha)).sum::<usize>()
            };
            let sum: usize = rows.map(of_row).sum();
            alpha.push(u8::try_from(sum / count).expect("a mean of bytes"));
        }
    }
    Matte { width, height, alpha }
}

#[test]
#[ignore = "writes the kept outputs anew, from portraits that are no part of this package"]
fn write_what_the_nets_see() {
    let Some(folder) = portraits() else { return };
    let nets = crate::nets();
    let mut archive = zip::ZipWriter::new(File::create(kept("portraits.zip")).expect("created"));
    for name in names() {
        let pixels = decode(&folder.join(format!("{name}.jpg")));
        let mut seen = nets.look(&pixels, Needs::ALL).expect("looked at");
        seen.matte = seen.matte.as_ref().map(small);
        let mut value = serde_json::to_value(&seen).expect("written");
        round_all(&mut value);
        let options = SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated)
            .compression_level(Some(9));
        archive.start_file(format!("{name}.json"), options).expect("begun");
        archive.write_all(value.to_string().as_bytes()).expect("written");
    }
    archive.finish().expect("finished");
}
