//! What is tried with the bytes of a file that nobody has seen: everything that an import does with them before the
//! store. Besides that nothing panics, hangs or takes memory without bounds (which the fuzzer watches), some things
//! must hold whatever the bytes are.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::PathBuf;

use photo_review::exchange::package::Package;
use photo_review::exchange::table::ReadOptions;
use photo_review::exchange::{payments, roster};
use photo_review::photo::{self, Limits};
use zip::write::{SimpleFileOptions, ZipWriter};

/// Bytes that begin so are parts of a workbook, packed into one before they are read: a fuzzer that changes a packed
/// workbook hardly ever gets past its checksums.
const PARTS: &[u8] = b"PARTS";

/// Between two parts.
const NEXT: &[u8] = b"\n--part--\n";

/// The parts of a workbook that are given, in this order; all others are as small as can be.
const NAMES: [&str; 4] =
    ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"];

/// Reads a list, as a roster and as payments.
pub fn lists(bytes: &[u8]) {
    let (bytes, ending) = match bytes.strip_prefix(PARTS) {
        Some(parts) => (workbook(parts), "xlsx"),
        None if bytes.starts_with(b"PK") => (bytes.to_vec(), "xlsx"),
        None => (bytes.to_vec(), "csv"),
    };
    let file = scratch(&bytes, ending);
    if let Ok(roster) = roster::read(&file, &ReadOptions::default()) {
        assert!(roster.rows.len() <= bytes.len() * 64, "more rows than a file can hold");
    }
    if let Ok(payments) = payments::read(&file, &ReadOptions::default()) {
        assert!(payments.rows.len() <= bytes.len() * 64, "more rows than a file can hold");
    }
}

/// Opens a package and reads each of its files.
pub fn packages(bytes: &[u8]) {
    const MOST: u64 = 1 << 20;
    let file = scratch(bytes, "zip");
    let Ok(package) = Package::open(&file, &ReadOptions::default()) else { return };
    for row in &package.rows {
        if let Ok(file) = &row.file
            && let Ok(bytes) = package.read(file, MOST)
        {
            assert!(bytes.len() as u64 <= MOST + 1, "more than was asked for");
        }
    }
}

/// Decodes a photo, for an import and for the screen.
pub fn photos(bytes: &[u8]) {
    // Small, so that many are tried in a second.
    let limits = Limits { max_pixels: 1 << 20, max_side: 4096, ..Limits::ANY_SIZE };
    let shown = Limits { is_strict: false, ..limits };
    let said = photo::dimensions(bytes, &limits);
    let Ok(inspected) = photo::inspect(bytes, &limits) else {
        drop(photo::decode(bytes, &shown));
        return;
    };
    assert!(said.is_ok(), "a photo whose size is not told");
    let pixels = photo::decode(bytes, &shown).expect("what is taken can be shown");
    assert_eq!((pixels.width, pixels.height), (inspected.width, inspected.height));
    assert_eq!(pixels.rgb.len() as u64, u64::from(pixels.width) * u64::from(pixels.height) * 3);
}

/// A file of these bytes; the next one takes its place.
fn scratch(bytes: &[u8], ending: &str) -> PathBuf {
    thread_local! {
        static FOLDER: tempfile::TempDir = tempfile::tempdir().expect("a folder");
    }
    let path = FOLDER.with(|folder| folder.path().join("tried").with_extension(ending));
    fs::write(&path, bytes).expect("written");
    path
}

/// A workbook with one sheet, of these parts.
fn workbook(parts: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut put = |name: &str, bytes: &[u8]| {
        zip.start_file(name, stored).expect("begun");
        zip.write_all(bytes).expect("written");
    };
    put("[Content_Types].xml", include_bytes!("workbook/content-types.xml"));
    put("_rels/.rels", include_bytes!("workbook/rels.xml"));
    put("xl/_rels/workbook.xml.rels", include_bytes!("workbook/workbook-rels.xml"));
    let mut rest = parts;
    for (at, name) in NAMES.into_iter().enumerate() {
        let end = rest.windows(NEXT.len()).position(|window| window == NEXT);
        let (part, behind) = match end {
            Some(end) => (&rest[..end], &rest[end + NEXT.len()..]),
            None => (rest, &[][..]),
        };
        match (part, at) {
            ([], 1) => {}
            ([], 2) => {}
            ([], 3) => put(name, include_bytes!("workbook/workbook.xml")),
            (part, _) => put(name, part),
        }
        rest = behind;
    }
    zip.finish().expect("packed").into_inner()
}
