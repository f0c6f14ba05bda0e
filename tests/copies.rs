//! Copies on the real program: what a person is told of one, and where it may be put.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly anywhere")]

#[path = "support/store.rs"]
mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::{outcome, program};

/// A photo of a store.
fn a_photo(store: &Path) -> PathBuf {
    let shards = fs::read_dir(store.join("photos")).expect("photos");
    let mut files = shards
        .map(|shard| shard.expect("entry").path())
        .filter(|shard| shard.is_dir() && !shard.ends_with("tmp"))
        .flat_map(|shard| fs::read_dir(shard).expect("shard"));
    files.next().expect("a photo").expect("entry").path()
}

#[test]
fn a_copy_of_a_damaged_store_is_not_called_whole() {
    let work = tempfile::tempdir().expect("a folder");
    let (store, copy) = (work.path().join("store"), work.path().join("copy"));
    program(&store, &["demo", "--no-console"]);
    let photo = a_photo(&store);
    fs::remove_file(&photo).expect("removed");
    let (code, said) =
        outcome(&store, &["--lang", "en", "backup", "--to", &copy.to_string_lossy()]);
    assert_eq!(code, 1, "{said}");
    let name = photo.file_name().expect("a name").to_string_lossy();
    assert!(said.contains(&*name) && said.contains("NOT whole"), "{said}");
    assert!(!said.contains("copied and verified"), "{said}");
    assert!(copy.join("store.sqlite3").is_file(), "it is kept all the same");
}

#[test]
fn verify_tells_the_head_and_what_it_cannot_prove() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    program(&store, &["demo", "--no-console"]);
    let (code, said) = outcome(&store, &["--lang", "en", "verify"]);
    assert_eq!(code, 0, "{said}");
    let digest = said.split_once("has digest ").expect("the head").1;
    assert!(digest.chars().take(64).all(|c| c.is_ascii_hexdigit()), "{said}");
    assert!(said.contains("older copy"), "{said}");
}
