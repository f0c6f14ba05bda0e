//! Stores that earlier versions made: each is opened, brought up to date and verified, and says what it said.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly anywhere")]

#[path = "support/store.rs"]
mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use photo_review::desk::clock::now;
use photo_review::store::verify::verify;
use photo_review::store::{ListFilter, ListSort, Store};
use support::{acts, assert_whole, copy, outcome, program};

/// A store of a version, in a folder where it may be changed.
fn kept(version: &str, which: &str, work: &Path) -> PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stores").join(version).join(which);
    let to = work.join(which);
    copy(&from, &to);
    to
}

/// How many submissions stand where.
fn statuses(store: &Path) -> BTreeMap<&'static str, usize> {
    let store = Store::open(store, now()).expect("opens");
    let filter = ListFilter { now: now(), ..ListFilter::default() };
    let ids = store.list_ids(&filter, ListSort::default(), usize::MAX).expect("lists");
    let mut found = BTreeMap::new();
    for id in ids {
        let row = store.submission(id).expect("reads").expect("is there");
        *found.entry(row.standing.status.code()).or_default() += 1;
    }
    found
}

const STATUSES: [(&str, usize); 9] = [
    ("approved", 9),
    ("awaiting_earlier", 1),
    ("awaiting_payment", 1),
    ("held", 1),
    ("rejected", 1),
    ("retake", 3),
    ("seconding", 1),
    ("superseded", 1),
    ("withdrawn", 0),
];

#[test]
fn a_store_of_0_1_0_is_opened_and_says_what_it_said() {
    let work = tempfile::tempdir().expect("a folder");
    let store = kept("0.1.0", "store", work.path());
    let before = verify(&store, now()).expect("an older store is verified as it is");
    assert_eq!((before.entries, before.photos, before.faults.as_slice()), (85, 18, [].as_slice()));
    let told = acts(&store);
    let wanted: BTreeMap<_, _> = STATUSES.into_iter().filter(|(_, count)| *count > 0).collect();
    assert_eq!(statuses(&store), wanted);
    let after = verify(&store, now()).expect("verifies");
    assert_eq!((after.entries, after.head), (before.entries, before.head), "the log is the same");
    assert_whole(&store);
    assert_eq!(acts(&store), told);
    // And it is worked on.
    program(&store, &["policy", "--on-screen-ms", "500"]);
    assert_whole(&store);
}

#[test]
fn a_backup_of_0_1_0_is_brought_back() {
    let work = tempfile::tempdir().expect("a folder");
    let backup = kept("0.1.0", "backup", work.path());
    let store = work.path().join("back");
    let (code, said) = outcome(&store, &["restore", "--from", &backup.to_string_lossy()]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("84 log entries, 18 photos"), "{said}");
    assert_whole(&store);
    assert_eq!(statuses(&store).values().sum::<usize>(), 18);
}
