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
enum Press {
    Approve,
    Reject,
    Retake,
}

impl Press {
    fn status(self) -> Status {
        match self {
            Self::Approve => Status::Approved,
            Self::Reject => Status::Rejected,
            Self::Retake => Status::Retake,
        }
    }

    /// The word of the reports.
    fn word(self) -> &'static str {
        match self {
            Self::Approve => "approved",
            Self::Reject => "not accepted",
            Self::Retake => "retake",
        }
    }
}

/// Waits for a line of the program; where it does not come, what the screen showed is kept.
fn wait(display: &Display, console: &Console, start: &str) -> Vec<String> {
    console.wait_within(start, Duration::from_secs(20)).unwrap_or_else(|seen| {
        let shot = Path::new(env!("CARGO_TARGET_TMPDIR")).join("console-failed.png");
        display.screenshot(&shot);
        panic!("no line {start:?}; the screen is in {}; seen: {seen:#?}", shot.display())
    })
}

/// Longer than a photo must be looked at before it is decided on.
const LOOK: Duration = Duration::from_millis(350);

/// The next photo is there, and was looked at.
fn painted(display: &Display, console: &Console) -> SubmissionId {
    let words = wait(display, console, "painted");
    std::thread::sleep(LOOK);
    SubmissionId(words[1].parse().expect("a submission's number"))
}

fn decide(display: &Display, console: &Console, press: Press) {
    match press {
        Press::Approve => display.key("a"),
        Press::Reject => {
            // The list of reasons, the fourth (the record does not match), done.
            display.key("r");
            display.key("4");
            display.key("Return");
        }
        Press::Retake => {
            // Item 3.4, eyes open, failed: its one reason is chosen by itself.
            display.key("3");
            display.key("4");
            display.key("t");
            display.key("Return");
        }
    }
    wait(display, console, "recorded");
}

fn sign_in(display: &Display, console: &Console, name: &str) {
    console.wait_for("screen sign-in");
    display.focus();
    // The password comes behind the Tab, within one drawing.
    display.type_text(&format!("{name}\t{PASSWORD}"));
    display.key("Return");
}

/// A demo store whose photos nobody screens: approvals need no standard photo.
fn demo(store: &Path) {
    program(store, &["demo", "--no-console"]);
    program(store, &["policy", "--standard-photo", "no"]);
}

#[test]
fn twenty_photos_by_keys() {
    let work = tempfile::tempdir().expect("a folder");
    let store: PathBuf = work.path().join("store");
    demo(&store);

    let before = notices(&store, work.path());
    assert_eq!(before.len(), 2, "the demo begins with two retakes");

    let display = Display::start(1280, 800);
    let console = Console::start(&display, &store, &work.path().join("settings"));
    sign_in(&display, &console, "wangmin");

    let cycle = [Press::Approve, Press::Retake, Press::Approve, Press::Reject, Press::Approve];
    let mut expected: BTreeMap<SubmissionId, Press> = BTreeMap::new();
    let mut current = painted(&display, &console);
    for turn in 0..20 {
        let press = cycle[turn % cycle.len()];
        decide(&display, &console, press);
        if turn % 7 == 3 {
            // Taken back: the same photo is there again, and is decided otherwise.
            painted(&display, &console);
            display.key("z");
            wait(&display, &console, "recorded");
            let back = painted(&display, &console);
            assert_eq!(back, current, "undo brings the photo back");
            if matches!(press, Press::Reject) {
                // With what was chosen on it, which stands against an approval until it is taken away.
                for key in ["r", "4", "Escape"] {
                    display.key(key);
                }
            }
            decide(&display, &console, Press::Approve);
            expected.insert(current, Press::Approve);
        } else {
            expected.insert(current, press);
        }
        if turn < 19 {
            current = painted(&display, &console);
        }
    }
    assert_eq!(expected.len(), 20, "twenty different photos");
    display.key("F12");
    console.wait_for("screen sign-in");
    drop(console);

    program(&store, &["verify"]);
    let opened = Store::open(&store, photo_review::desk::clock::now()).expect("opens");
    for (submission, press) in &expected {
        let row = opened.submission(*submission).expect("reads").expect("is there");
        assert_eq!(row.standing.status, press.status(), "submission {submission}");
    }
    // The notices hold exactly these decisions, beside the two that the demo begins with.
    let mut wanted = before;
    for (submission, press) in &expected {
        let row = opened.submission(*submission).expect("reads").expect("is there");
        let whose = opened.student_by_id(row.submitted.student).expect("reads").expect("is there");
        wanted.insert(whose.student.no.to_string(), press.word().to_owned());
    }
    assert_eq!(notices(&store, work.path()), wanted);
}

/// What the notices say of each student.
fn notices(store: &Path, work: &Path) -> BTreeMap<String, String> {
    let file = work.join("notices.csv");
    program(store, &["notices", "--to", &file.to_string_lossy()]);
    let mut reader = csv::ReaderBuilder::new().from_path(&file).expect("a table");
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.map(|row| (row[0].to_owned(), row[4].to_owned())).collect()
}

#[test]
fn a_held_key_decides_one_photo() {
    let work = tempfile::tempdir().expect("a folder");
    let store: PathBuf = work.path().join("store");
    demo(&store);
    let display = Display::start(1280, 800);
    let console = Console::start(&display, &store, &work.path().join("settings"));
    sign_in(&display, &console, "wangmin");
    painted(&display, &console);
    display.key_down("a");
    wait(&display, &console, "recorded");
    painted(&display, &console);
    let more = console.wait_within("recorded", Duration::from_secs(3));
    display.key_up("a");
    assert!(more.is_err(), "the repeats of a held key decided another photo: {more:?}");
    // A new press decides again.
    display.key("a");
    wait(&display, &console, "recorded");
}

#[test]
fn a_double_tap_and_a_double_click_decide_one_photo() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    demo(&store);
    let display = Display::start(1280, 860);
    let console = Console::start(&display, &store, &work.path().join("settings"));
    sign_in(&display, &console, "wangmin");
    let mut approved = Vec::new();
    for (pause, key) in [(25, "a"), (60, "a"), (90, "click")] {
        approved.push(painted(&display, &console));
        for _ in 0..2 {
            if key == "click" {
                display.click(80, 768);
            } else {
                display.key(key);
            }
            std::thread::sleep(Duration::from_millis(pause));
        }
        wait(&display, &console, "recorded");
    }
    // The fourth photo is there, and nobody has decided on it.
    let fourth = painted(&display, &console);
    display.key("F12");
    console.wait_for("screen sign-in");
    drop(console);
    let opened = Store::open(&store, photo_review::desk::clock::now()).expect("opens");
    let status =
        |id: SubmissionId| opened.submission(id).expect("reads").expect("is there").standing.status;
    assert!(approved.iter().all(|id| status(*id) == Status::Approved), "{approved:?}");
    assert_eq!(status(fourth), Status::Pending);
}
