//! Stores that released versions made. Those of version 0.1 are refused as they are, and converted into ones of
//! today's form that say what they said; those since are opened, verified and restored.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly anywhere")]

#[path = "support/store.rs"]
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use photo_review::desk::clock::now;
use photo_review::domain::account::AccountName;
use photo_review::domain::event::{Event, Subject};
use photo_review::store::verify::verify;
use photo_review::store::{ListFilter, ListSort, Store, StoreError};
use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};
use support::{Acts, PROGRAM, acts, assert_whole, copy, outcome, program};

/// Kills of a conversion at work.
const KILLS: usize = 30;

/// A store of a version, in a folder where it may be changed.
fn kept(version: &str, which: &str, work: &Path) -> PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stores").join(version).join(which);
    let to = work.join(which);
    copy(&from, &to);
    to
}

/// Every file in a folder with its bytes, and every folder with none.
fn bytes(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("lists") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(bytes(&path));
            found.insert(path, Vec::new());
        } else {
            found.insert(path.clone(), fs::read(&path).expect("reads"));
        }
    }
    found
}

/// Runs the conversion to its end: the exit code, and all that was printed.
fn convert(old: &Path, new: &Path) -> (i32, String) {
    let (old, new) = (old.to_string_lossy(), new.to_string_lossy());
    outcome(Path::new("unused"), &["--lang", "en", "convert", &old, &new])
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

/// The decisions and undos of each submission, as the log of version 0.1 has them.
fn old_acts(store: &Path) -> Acts {
    let uri = format!("file:{}?immutable=1", store.join("store.sqlite3").display());
    let db = rusqlite::Connection::open(uri).expect("opens");
    let sql = "SELECT substr(subject, 12), coalesce(event ->> '$.decision.result', 'undo') FROM log
               WHERE kind IN ('decided', 'undone') ORDER BY seq";
    let mut statement = db.prepare(sql).expect("reads");
    let mut rows = statement.query([]).expect("reads");
    let mut acts = Acts::new();
    while let Some(row) = rows.next().expect("reads") {
        let text = |at| row.get::<_, String>(at).expect("text");
        acts.entry(text(0).parse().expect("a number")).or_default().push(text(1));
    }
    acts
}

/// The digest of the last entry of a log, and how many there are.
fn head(store: &Path) -> (String, i64) {
    let uri = format!("file:{}?immutable=1", store.join("store.sqlite3").display());
    let db = rusqlite::Connection::open(uri).expect("opens");
    let sql = "SELECT lower(hex(digest)), seq FROM log ORDER BY seq DESC LIMIT 1";
    db.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).expect("a head")
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
fn a_store_of_0_1_0_is_refused_with_the_command_that_converts_it() {
    let work = tempfile::tempdir().expect("a folder");
    let store = kept("0.1.0", "store", work.path());
    let before = bytes(&store);
    assert!(matches!(Store::open(&store, now()), Err(StoreError::OldForm(_))));
    assert!(matches!(verify(&store, now()), Err(StoreError::OldForm(_))));
    let (code, said) = outcome(&store, &["--lang", "en", "verify"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("photo-review convert OLD NEW"), "{said}");
    let backup = kept("0.1.0", "backup", work.path());
    let back = work.path().join("back");
    let (code, said) =
        outcome(&back, &["--lang", "en", "restore", "--from", &backup.to_string_lossy()]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("photo-review convert OLD NEW"), "{said}");
    assert!(same_database(&before, &bytes(&store)), "nothing is written into the database");
}

fn same_database(a: &BTreeMap<PathBuf, Vec<u8>>, b: &BTreeMap<PathBuf, Vec<u8>>) -> bool {
    let database = |all: &BTreeMap<PathBuf, Vec<u8>>| {
        let found = all.iter().find(|(path, _)| path.ends_with("store.sqlite3"));
        found.map(|(_, bytes)| bytes.clone())
    };
    database(a).is_some() && database(a) == database(b)
}

#[test]
fn a_store_and_a_backup_of_0_1_0_are_converted_and_say_what_they_said() {
    let work = tempfile::tempdir().expect("a folder");
    for (which, entries) in [("store", 85), ("backup", 84)] {
        let old = kept("0.1.0", which, work.path());
        let new = work.path().join(format!("new-{which}"));
        let before = bytes(&old);
        let (code, said) = convert(&old, &new);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains(&format!("{entries} log entries, 18 photos")), "{said}");
        assert_eq!(bytes(&old), before, "the old store is as it was");
        assert_whole(&new);
        assert_eq!(acts(&new), old_acts(&old));
        let wanted: BTreeMap<_, _> = STATUSES.into_iter().filter(|(_, n)| *n > 0).collect();
        assert_eq!(statuses(&new), wanted);
        let (old_head, old_entries) = head(&old);
        assert!(said.contains(&old_head), "{said}");
        let mut store = Store::open(&new, now()).expect("opens");
        let first = store.timeline(&Subject::Store).expect("reads").remove(0);
        let Event::StoreCreated { demo: true, converted: Some(converted), .. } = first.event else {
            panic!("{first:?}");
        };
        assert_eq!((converted.head.hex(), converted.entries), (old_head, old_entries));
        assert!(said.contains(&verify(&new, now()).expect("verifies").head.hex()), "{said}");
        let name = AccountName::new("wangmin").expect("a name");
        store.sign_in(&name, "demo-2026", now).expect("signs in as before");
        drop(store);
        // And it is worked on.
        program(&new, &["policy", "--on-screen-ms", "500"]);
        assert_whole(&new);
        let again = convert(&new, &work.path().join("again"));
        assert!(again.0 == 2 && again.1.contains("not of version 0.1"), "{}", again.1);
    }
    assert_eq!(fs::read_dir(work.path()).expect("lists").count(), 4, "nothing is left beside them");
}

#[test]
fn a_changed_byte_in_the_old_log_is_refused_and_named() {
    let work = tempfile::tempdir().expect("a folder");
    let old = kept("0.1.0", "store", work.path());
    let file = old.join("store.sqlite3");
    let mut changed = fs::read(&file).expect("reads");
    // The amount of the first payment.
    let db = rusqlite::Connection::open(format!("file:{}?immutable=1", file.display()));
    let sql = "SELECT seq, event FROM log WHERE kind = 'paid' ORDER BY seq LIMIT 1";
    let (seq, event): (i64, String) = db
        .expect("opens")
        .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("a payment");
    let at = changed.windows(event.len()).position(|part| part == event.as_bytes());
    let digit = at.expect("in the file") + event.find("_fen\":").expect("an amount") + 6;
    changed[digit] = if changed[digit] == b'9' { b'8' } else { b'9' };
    fs::write(&file, &changed).expect("written");
    let new = work.path().join("new");
    let (code, said) = convert(&old, &new);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains(&format!("broken at entry {seq}:")), "{said}");
    assert!(!new.exists());
}

#[test]
fn a_damaged_photo_and_a_place_that_is_not_empty_are_refused() {
    let work = tempfile::tempdir().expect("a folder");
    let old = kept("0.1.0", "store", work.path());
    let new = work.path().join("new");
    let photo = bytes(&old.join("photos")).into_keys().find(|path| path.is_file());
    let photo = photo.expect("a photo");
    let whole = fs::read(&photo).expect("reads");
    fs::write(&photo, &whole[1..]).expect("written");
    let (code, said) = convert(&old, &new);
    assert!(code == 2 && said.contains("a photo of the old store is missing or damaged"), "{said}");
    fs::write(&photo, &whole).expect("written");
    fs::create_dir(&new).expect("made");
    fs::write(new.join("thesis.txt"), "mine").expect("written");
    let (code, said) = convert(&old, &new);
    assert!(code == 2 && said.contains(&*new.to_string_lossy()), "{said}");
    assert_eq!(fs::read_dir(&new).expect("lists").count(), 1);
    let (code, said) = convert(&old, &old.join("new"));
    assert!(code == 2 && said.contains("inside the old one's folder"), "{said}");
    // An empty folder is taken.
    fs::remove_file(new.join("thesis.txt")).expect("removed");
    let (code, said) = convert(&old, &new);
    assert_eq!(code, 0, "{said}");
    assert_whole(&new);
}

#[test]
fn a_conversion_that_is_killed_leaves_nothing_or_a_whole_store() {
    let work = tempfile::tempdir().expect("a folder");
    let old = kept("0.1.0", "store", work.path());
    let place = work.path().join("place");
    let before = bytes(&old);
    let new = place.join("new");
    let begin = Instant::now();
    assert_eq!(convert(&old, &new).0, 0);
    let mut takes = begin.elapsed();
    fs::remove_dir_all(&new).expect("removed");
    let mut rng = SmallRng::seed_from_u64(20_261_127);
    let (mut kills, mut left_something) = (0, 0);
    while kills < KILLS {
        let mut child = Command::new(PROGRAM)
            .args(["convert", &old.to_string_lossy(), &new.to_string_lossy()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        std::thread::sleep(takes.mul_f64(rng.random_range(0.02..1.05)));
        let alive = child.try_wait().expect("asked").is_none();
        child.kill().expect("killed");
        let ended_well = child.wait().expect("ended").success();
        if alive && !ended_well {
            kills += 1;
        } else {
            takes = takes.mul_f64(0.95).max(Duration::from_millis(1));
        }
        if new.exists() {
            assert_whole(&new);
            assert_eq!(acts(&new), old_acts(&old));
            fs::remove_dir_all(&new).expect("removed");
        }
        let left = fs::read_dir(&place).map_or(0, Iterator::count);
        assert!(left <= 1, "the next one sweeps what a killed one left: {left}");
        left_something += left;
    }
    assert!(left_something > 0, "killed in its midst");
    assert_eq!(convert(&old, &new).0, 0);
    assert_whole(&new);
    assert_eq!(fs::read_dir(&place).expect("lists").count(), 1, "and to the end");
    assert_eq!(bytes(&old), before);
}

/// A store that is opened as it is.
struct Kept {
    version: &'static str,
    /// Entries of its log.
    entries: u64,
    /// What stands where.
    statuses: &'static [(&'static str, usize)],
}

const SINCE_0_2: [Kept; 1] = [Kept {
    version: "0.2.0",
    entries: 74,
    statuses: &[
        ("approved", 1),
        ("awaiting_earlier", 1),
        ("awaiting_payment", 1),
        ("held", 1),
        ("pending", 5),
        ("rejected", 3),
        ("retake", 1),
        ("seconding", 1),
        ("superseded", 1),
        ("withdrawn", 2),
    ],
}];

#[test]
fn stores_and_backups_since_0_2_are_opened_verified_and_restored() {
    for Kept { version, entries, statuses: wanted } in SINCE_0_2 {
        let work = tempfile::tempdir().expect("a folder");
        let wanted: BTreeMap<_, _> = wanted.iter().copied().collect();
        let (store, backup) =
            (kept(version, "store", work.path()), kept(version, "backup", work.path()));
        // As it is, before anything brings it up to date.
        let report = verify(&store, now()).expect("verifies");
        assert!(report.is_whole(), "{:?}", report.faults);
        assert_eq!(report.entries, entries);
        let said = acts(&store);
        assert_eq!(statuses(&store), wanted);
        assert_eq!(acts(&store), said);
        assert_whole(&store);
        // And it is worked on.
        program(&store, &["policy", "--on-screen-ms", "500"]);
        assert_whole(&store);
        let back = work.path().join("back");
        program(&back, &["restore", "--from", &backup.to_string_lossy()]);
        assert_whole(&back);
        assert_eq!(statuses(&back), wanted);
        assert_eq!(acts(&back), said);
        // The one who was erased stays so.
        let db = rusqlite::Connection::open(back.join("store.sqlite3")).expect("opens");
        let sql = "SELECT count(*) FROM student WHERE erased AND no IS NULL AND name IS NULL";
        let erased: i64 = db.query_row(sql, [], |row| row.get(0)).expect("counts");
        assert_eq!(erased, 1);
    }
}
