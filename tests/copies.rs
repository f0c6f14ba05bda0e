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

#[test]
fn a_backup_without_one_photo_gives_the_others_and_names_that_one() {
    let work = tempfile::tempdir().expect("a folder");
    let (store, copy) = (work.path().join("store"), work.path().join("copy"));
    program(&store, &["demo", "--no-console"]);
    let to = copy.to_string_lossy();
    program(&store, &["backup", "--to", &to]);
    let photo = a_photo(&copy);
    fs::write(&photo, "damaged").expect("written");
    let hash = photo.file_name().expect("a name").to_string_lossy().into_owned();
    for (lang, words) in [("en", "everything but these 1 photos"), ("zh", "除以上 1 张照片外")]
    {
        let back = work.path().join(lang);
        let (code, said) = outcome(&back, &["--lang", lang, "restore", "--from", &to]);
        assert_eq!(code, 1, "{said}");
        let named = said.lines().any(|line| line.contains(&hash) && line.contains("2026E"));
        assert!(named && said.contains(words), "{said}");
        let (code, said) = outcome(&back, &["--lang", "en", "verify"]);
        assert!(code == 1 && said.contains(&format!("photo {hash} is missing")), "{said}");
    }
}
