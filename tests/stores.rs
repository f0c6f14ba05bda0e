//! Stores that earlier versions made: each is opened, brought up to date and verified, and says what it said.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly anywhere")]

#[path = "support/store.rs"]
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use photo_review::desk::clock::now;
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

/// Every file of a folder with its bytes.
fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(dir).expect("list") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).expect("read"));
        }
    }
    found
}

/// Everything that a log says, in one text.
fn said(store: &Path) -> String {
    let db = rusqlite::Connection::open(store.join("store.sqlite3")).expect("opens");
    let sql = "SELECT group_concat(subject || kind || event || account, char(10)) FROM log";
    db.query_row(sql, [], |row| row.get(0)).expect("a text")
}

fn convert(old: &Path, new: &Path) -> (i32, String) {
    let (old, to) = (old.to_string_lossy(), new.to_string_lossy());
    outcome(new, &["--lang", "zh", "convert", &old, &to])
}

#[test]
fn a_store_of_0_1_0_is_refused_and_said_how_to_convert() {
    let work = tempfile::tempdir().expect("a folder");
    let store = kept("0.1.0", "store", work.path());
    for command in [&["verify"][..], &["policy"], &["backup", "--to", "nowhere"]] {
        let (code, said) = outcome(&store, &[&["--lang", "zh"], command].concat());
        assert_eq!(code, 2, "{said}");
        assert!(said.contains("photo-review convert"), "{command:?}: {said}");
    }
}

#[test]
fn a_store_of_0_1_0_is_converted_and_says_what_it_said() {
    for (which, entries) in [("store", 85), ("backup", 84)] {
        let work = tempfile::tempdir().expect("a folder");
        let (old, new) = (kept("0.1.0", which, work.path()), work.path().join("new"));
        let before = files(&old);
        let old_head = head(&old);
        let (code, told) = convert(&old, &new);
        assert_eq!(code, 0, "{told}");
        assert!(told.contains(&format!("{entries} 条记录")) && told.contains(&old_head), "{told}");
        assert_eq!(files(&old), before, "the old store is as it was");
        let wanted: BTreeMap<_, _> = STATUSES.into_iter().filter(|(_, count)| *count > 0).collect();
        assert_eq!(statuses(&new), wanted, "{which}");
        assert_whole(&new);
        let log = said(&new);
        assert!(log.contains(&old_head), "the first entry names the old log");
        for personal in ["2026E8", "DEMO-", ".jpg", "李", "王", "张"] {
            // The accounts' own names are no students'.
            let students = log.lines().filter(|line| !line.starts_with("account:"));
            assert!(students.clone().all(|line| !line.contains(personal)), "{personal}");
        }
        assert!(!acts(&new).is_empty());
        // And it is worked on.
        program(&new, &["policy", "--on-screen-ms", "500"]);
        assert_whole(&new);
        let (code, told) = convert(&old, &new);
        assert_eq!(code, 2, "the place is taken: {told}");
    }
}

/// The last digest of an old log.
fn head(store: &Path) -> String {
    let copy = tempfile::tempdir().expect("a folder");
    self::copy(store, copy.path());
    let db = rusqlite::Connection::open(copy.path().join("store.sqlite3")).expect("opens");
    let sql = "SELECT lower(hex(digest)) FROM log ORDER BY seq DESC LIMIT 1";
    db.query_row(sql, [], |row| row.get(0)).expect("a digest")
}

#[test]
fn an_old_log_that_was_changed_is_not_converted() {
    let work = tempfile::tempdir().expect("a folder");
    let (old, new) = (kept("0.1.0", "store", work.path()), work.path().join("new"));
    let db = rusqlite::Connection::open(old.join("store.sqlite3")).expect("opens");
    db.execute_batch("DROP TRIGGER log_keeps_rows; UPDATE log SET at = at + 1 WHERE seq = 40")
        .expect("changed");
    drop(db);
    let (code, said) = convert(&old, &new);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("40"), "{said}");
    let left: Vec<_> = fs::read_dir(work.path()).expect("list").collect();
    assert!(!new.exists() && left.len() == 1, "nothing is left of it: {left:?}");
}
