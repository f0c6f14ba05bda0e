//! What `verify` needs of memory does not grow with the store. Slow, and so only when asked for:
//! `cargo test --test large -- --ignored --nocapture`.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test may fail loudly and tells figures"
)]
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use photo_review::desk::clock::now;
use photo_review::domain::account::Actor;
use photo_review::domain::camera::CameraFacts;
use photo_review::domain::event::{Event, QueueEntry, Subject, Submitted};
use photo_review::domain::payment::Payment;
use photo_review::domain::photo_hash::Digest;
use photo_review::domain::student::{Student, StudentNo};
use photo_review::domain::submission::Revision;
use photo_review::store::{Batch, Store, StoreError};

const PROGRAM: &str = env!("CARGO_BIN_EXE_photo-review");

/// Submissions in one transaction.
const CHUNK: u64 = 10_000;

/// How much more a store ten times as large may need, in KiB.
const MORE: u64 = 32 * 1024;

/// Makes a store of `n` submissions, each with a photo of its own; of every hundredth, a second file that
/// nobody names.
fn make(dir: &Path, n: u64) {
    let mut store = Store::open(dir, now).expect("opens");
    fs::create_dir_all(dir.join("photos/unnamed")).expect("made");
    for first in (0..n).step_by(CHUNK as usize) {
        let photos = store.photos().clone();
        let put = |number: u64| {
            let bytes = format!("the photo of {number}");
            let path = photos.path(Digest::of(bytes.as_bytes()));
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, &bytes).expect("written");
            if number.is_multiple_of(100) {
                let nobodys = Digest::of(&number.to_le_bytes()).hex();
                fs::write(dir.join("photos/unnamed").join(nobodys), "x").expect("written");
            }
            Digest::of(bytes.as_bytes())
        };
        let batch = |batch: &mut Batch<'_>| -> Result<(), StoreError> {
            for number in first..(first + CHUNK).min(n) {
                submit(batch, number, put(number));
            }
            Ok(())
        };
        let done: Result<(), Failed> = store.batch(now, |open| batch(open).map_err(Failed::from));
        done.expect("recorded");
    }
}

/// A batch that fails, for whatever reason.
#[derive(Debug)]
struct Failed(#[allow(dead_code, reason = "shown where a test fails")] String);

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self(error.to_string())
    }
}

impl From<photo_review::store::RecordError> for Failed {
    fn from(error: photo_review::store::RecordError) -> Self {
        Self(error.to_string())
    }
}

fn submit(batch: &mut Batch<'_>, number: u64, photo: Digest) {
    let actor = Actor::operator("large");
    let no = StudentNo::new(&format!("2026E{number:010}")).expect("a number");
    let student = Student {
        no,
        name: "李雷".to_owned(),
        id_number: None,
        exam_no: None,
        department: "数学科学学院".to_owned(),
        programme: "硕士".to_owned(),
        campus: "雁栖湖".to_owned(),
        reference_photo: None,
    };
    let id = batch.next_student_id().expect("a number");
    let subject = Subject::Student(id);
    let enrolled = Event::Enrolled { student: Some(student) };
    let enrolled = batch.record(&actor, &subject, Revision(0), &enrolled);
    let seen = Revision(enrolled.expect("enrolled").seq);
    let paid =
        Payment { transaction: format!("T{number:010}"), amount_fen: 3_000, paid_at: batch.at() };
    batch.record(&actor, &subject, seen, &Event::Paid(paid)).expect("paid");
    let submitted = Submitted {
        student: id,
        attempt: 1,
        photo,
        width: 1200,
        height: 1600,
        bytes: 400_000,
        camera: CameraFacts::default(),
        submitted_at: batch.at(),
        file: format!("{number}.jpg"),
        entry: QueueEntry::Queued { due: batch.due() },
    };
    let id = Subject::Submission(batch.next_submission_id().expect("a number"));
    batch.record(&actor, &id, Revision(0), &Event::Submitted(submitted)).expect("submitted");
}

/// Verifies a store by the program: whether it is whole, the program's largest memory in KiB, and how
/// long it took.
fn verified(dir: &Path) -> (bool, u64, Duration) {
    let begun = Instant::now();
    let mut child = Command::new(PROGRAM)
        .arg("--store")
        .arg(dir)
        .arg("verify")
        .stdout(Stdio::null())
        .spawn()
        .expect("starts");
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    loop {
        // The system keeps the largest size so far; the last look before the end has it.
        let now = fs::read_to_string(&status).unwrap_or_default();
        let peak = now.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|rest| rest.trim().strip_suffix(" kB"));
        most = peak.and_then(|kib| kib.parse().ok()).unwrap_or(0).max(most);
        if let Some(done) = child.try_wait().expect("waited for") {
            return (done.success(), most, begun.elapsed());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
#[ignore = "makes hundreds of thousands of files and takes minutes"]
fn the_memory_of_a_verification_does_not_grow_with_the_store() {
    let work = tempfile::tempdir().expect("a folder");
    let mut peaks = Vec::new();
    for n in [20_000, 200_000] {
        let dir = work.path().join(n.to_string());
        make(&dir, n);
        let (whole, peak, took) = verified(&dir);
        println!("{n} submissions: at most {peak} KiB, {:.1} s", took.as_secs_f64());
        assert!(whole, "{n} submissions");
        // As many faults as photos: each is found, and they are not all kept either.
        let photos = dir.join("photos");
        fs::rename(&photos, dir.join("away")).expect("moved");
        fs::create_dir(&photos).expect("made");
        let (whole, without, took) = verified(&dir);
        println!("{n} photos missing: at most {without} KiB, {:.1} s", took.as_secs_f64());
        assert!(!whole, "{n} photos missing");
        peaks.push(peak.max(without));
    }
    assert!(peaks[1] < peaks[0] + MORE, "{peaks:?} KiB");
}
