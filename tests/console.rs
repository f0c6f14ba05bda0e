//! Drives the real window with keys: sign in, decide 20 photos, sign out; then the store must tell the same.

#![cfg(target_os = "linux")]
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly anywhere")]

#[path = "support/window.rs"]
mod window;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use photo_review::desk::demo::PASSWORD;
use photo_review::domain::submission::{Status, SubmissionId};
use photo_review::store::Store;
use window::{Console, Display, program};

/// What the reviewer does with a photo, and what must come of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Approve,
    Reject,
    Retake,
}

impl Deed {
    fn status(self) -> Status {
        match self {
            Self::Approve => Status::Approved,
            Self::Reject => Status::Rejected,
            Self::Retake => Status::Retake,
        }
    }
}

fn painted(console: &Console) -> SubmissionId {
    let words = console.wait_for("painted");
    SubmissionId(words[1].parse().expect("a submission's number"))
}

fn decide(display: &Display, console: &Console, deed: Deed) {
    match deed {
        Deed::Approve => display.key("a"),
        Deed::Reject => {
            // The list of reasons, the second of group 9 (record does not match), done.
            display.key("r");
            display.key("9");
            display.key("2");
            display.key("Return");
        }
        Deed::Retake => {
            // Item 3.4, eyes open, failed: its one reason is chosen by itself.
            display.key("3");
            display.key("4");
            display.key("t");
            display.key("Return");
        }
    }
    console.wait_for("recorded");
}

fn sign_in(display: &Display, console: &Console, name: &str) {
    console.wait_for("screen sign-in");
    display.type_text(name);
    display.key("Tab");
    display.type_text(PASSWORD);
    display.key("Return");
}

#[test]
fn twenty_photos_by_keys() {
    let work = tempfile::tempdir().expect("a folder");
    let store: PathBuf = work.path().join("store");
    program(&store, &["demo", "--no-console"]);

    let display = Display::start(1280, 800);
    let console = Console::start(&display, &store, &work.path().join("settings"));
    sign_in(&display, &console, "wangmin");

    let cycle = [Deed::Approve, Deed::Retake, Deed::Approve, Deed::Reject, Deed::Approve];
    let mut expected: BTreeMap<SubmissionId, Deed> = BTreeMap::new();
    let mut current = painted(&console);
    for turn in 0..20 {
        let deed = cycle[turn % cycle.len()];
        decide(&display, &console, deed);
        if turn % 7 == 3 {
            // Taken back: the same photo is there again, and is decided otherwise.
            painted(&console);
            display.key("z");
            console.wait_for("recorded");
            let back = painted(&console);
            assert_eq!(back, current, "undo brings the photo back");
            decide(&display, &console, Deed::Approve);
            expected.insert(current, Deed::Approve);
        } else {
            expected.insert(current, deed);
        }
        if turn < 19 {
            current = painted(&console);
        }
    }
    assert_eq!(expected.len(), 20, "twenty different photos");
    display.key("ctrl+q");
    console.wait_for("screen sign-in");
    drop(console);

    assert!(program(&store, &["verify"]).contains('0'), "verify found nothing wrong");
    let opened = Store::open(&store, photo_review::desk::clock::now()).expect("opens");
    for (submission, deed) in &expected {
        let row = opened.submission(*submission).expect("reads").expect("is there");
        assert_eq!(row.standing.status, deed.status(), "submission {submission}");
    }
    notices_hold_exactly(&store, &opened, &expected, work.path());
}

fn notices_hold_exactly(
    store: &Path,
    opened: &Store,
    expected: &BTreeMap<SubmissionId, Deed>,
    work: &Path,
) {
    let file = work.join("notices.csv");
    program(store, &["notices", "--to", &file.to_string_lossy()]);
    let mut reader = csv::ReaderBuilder::new().from_path(&file).expect("a table");
    let mut told: BTreeMap<String, String> = BTreeMap::new();
    for row in reader.records() {
        let row = row.expect("a row");
        told.insert(row[0].to_owned(), row[3].to_owned());
    }
    let mut wanted: BTreeMap<String, String> = BTreeMap::new();
    for (submission, deed) in expected {
        let row = opened.submission(*submission).expect("reads").expect("is there");
        let word = match deed {
            Deed::Approve => "approve",
            Deed::Reject => "reject",
            Deed::Retake => "retake",
        };
        wanted.insert(row.submitted.student.to_string(), word.to_owned());
    }
    assert_eq!(told, wanted, "the notices are exactly the decisions");
}

#[test]
fn a_held_key_decides_one_photo() {
    let work = tempfile::tempdir().expect("a folder");
    let store: PathBuf = work.path().join("store");
    program(&store, &["demo", "--no-console"]);
    let display = Display::start(1280, 800);
    let console = Console::start(&display, &store, &work.path().join("settings"));
    sign_in(&display, &console, "wangmin");
    painted(&console);
    display.key_down("a");
    console.wait_for("recorded");
    painted(&console);
    let more = console.wait_within("recorded", Duration::from_secs(3));
    display.key_up("a");
    assert!(more.is_err(), "the repeats of a held key decided another photo: {more:?}");
    // A new press decides again.
    display.key("a");
    console.wait_for("recorded");
}
