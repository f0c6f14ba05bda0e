//! Replays what the fuzzer has kept, and all files of `tests/cases`: what was once tried is tried by every test run.
//! `make fuzz` looks for more.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly anywhere")]

#[path = "fuzz/tried.rs"]
mod tried;

use std::fs;
use std::path::Path;

/// Tries every file of these folders, which stand in `tests`.
fn replay(folders: &[&str], one: fn(&[u8])) {
    let mut count = 0;
    for folder in folders {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
        for file in fs::read_dir(folder).expect("a folder") {
            let path = file.expect("a file").path();
            if path.is_file() {
                one(&fs::read(&path).expect("read"));
                count += 1;
            }
        }
    }
    assert!(count > folders.len(), "files were tried");
}

#[test]
fn lists_that_were_tried_once() {
    replay(&["fuzz/corpus/lists", "cases/tables"], tried::lists);
}

#[test]
fn packages_that_were_tried_once() {
    replay(&["fuzz/corpus/packages", "cases/packages"], tried::packages);
}

#[test]
fn photos_that_were_tried_once() {
    let cases =
        ["cases/photos", "cases/encoders", "cases/heic", "cases/colours", "cases/gradients"];
    replay(&[&["fuzz/corpus/photos"][..], &cases].concat(), tried::photos);
}
