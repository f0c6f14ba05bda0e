//! What the tests on the real program share: running it, copying stores, making packages.

#![allow(dead_code, reason = "each test takes what it needs")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use chrono::TimeDelta;
use photo_review::desk::clock::now;
use photo_review::domain::account::Actor;
use photo_review::domain::camera::CameraFacts;
use photo_review::domain::event::{Event, QueueEntry, Subject, Submitted};
use photo_review::domain::payment::Payment;
use photo_review::domain::photo_hash::PhotoHash;
use photo_review::domain::student::{Student, StudentId, StudentNo};
use photo_review::domain::submission::{Revision, SubmissionId};
use photo_review::store::verify::verify;
use photo_review::store::{ListFilter, ListSort, RecordError, Store};

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_photo-review");

/// Runs the program on a store to its end and returns what it printed; it must succeed.
pub fn program(store: &Path, args: &[&str]) -> String {
    let done = Command::new(PROGRAM).arg("--store").arg(store).args(args).output().expect("runs");
    let stdout = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{args:?}: {stdout}{}", String::from_utf8_lossy(&done.stderr));
    stdout
}

/// Runs the program on a store to its end: the exit code, and all that was printed.
pub fn outcome(store: &Path, args: &[&str]) -> (i32, String) {
    let done = Command::new(PROGRAM).arg("--store").arg(store).args(args).output().expect("runs");
    let said = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
    (done.status.code().expect("a code"), said)
}

/// Starts the program on a store and types into it; nobody's own settings are read.
pub fn start(store: &Path, args: &[&str], stdin: &str) -> Child {
    let mut child = Command::new(PROGRAM)
        .env("XDG_CONFIG_HOME", store.with_file_name("settings"))
        .arg("--store")
        .arg(store)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    child.stdin.take().expect("piped").write_all(stdin.as_bytes()).expect("typed");
    child
}

/// Runs the program to its end and types into it: the exit code, and all that was printed.
pub fn run(store: &Path, args: &[&str], stdin: &str) -> (i32, String) {
    let done = start(store, args, stdin).wait_with_output().expect("ends");
    let said = [done.stdout, done.stderr].concat();
    (done.status.code().expect("a code"), String::from_utf8_lossy(&said).into_owned())
}

/// Copies a store that nobody has open.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("folder");
    for entry in fs::read_dir(from).expect("store") {
        let entry = entry.expect("entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// The store is whole.
pub fn assert_whole(store: &Path) {
    let report = verify(store, now()).expect("verifies");
    assert!(report.faults.is_empty(), "{:#?}", report.faults);
}

/// The decisions and undos of each submission, by their words, first to last.
pub type Acts = BTreeMap<i64, Vec<String>>;

/// What the log of a store tells of decisions.
pub fn acts(store: &Path) -> Acts {
    let db = rusqlite::Connection::open(store.join("store.sqlite3")).expect("opens");
    let sql = "SELECT subject, event FROM log WHERE kind IN ('decided', 'undone') ORDER BY seq";
    let mut statement = db.prepare(sql).expect("reads");
    let mut rows = statement.query([]).expect("reads");
    let mut acts = Acts::new();
    while let Some(row) = rows.next().expect("reads") {
        let text = |column| row.get::<_, String>(column).expect("text");
        let subject = text("subject");
        let id = subject.strip_prefix("submission:").expect("a submission");
        let word = match serde_json::from_str(&text("event")).expect("an event") {
            Event::Decided { decision, .. } => decision.code().to_owned(),
            _ => "undo".to_owned(),
        };
        acts.entry(id.parse().expect("a number")).or_default().push(word);
    }
    acts
}

/// No submission was decided twice without an undo between. Returns how many stand decided.
pub fn decided_once(store: &Store) -> usize {
    let filter = ListFilter { now: now(), ..ListFilter::default() };
    let ids = store.list_ids(&filter, ListSort::default(), usize::MAX >> 1).expect("lists");
    let mut decided = 0;
    for id in ids {
        let mut stands = false;
        for entry in store.timeline(&Subject::Submission(id)).expect("reads") {
            match entry.event {
                Event::Decided { .. } => {
                    assert!(!stands, "submission {id} was decided twice");
                    stands = true;
                }
                Event::Undone | Event::Revoked { .. } | Event::RefusedByReceiver { .. } => {
                    stands = false;
                }
                _ => {}
            }
        }
        decided += usize::from(stands);
    }
    decided
}

/// Files of a package to import.
pub struct Package {
    /// The roster.
    pub roster: String,
    /// The payments.
    pub payments: String,
    /// The folder of photos.
    pub photos: String,
}

/// A roster of `n` students who have paid, and a photo of each, every one with bytes of its own.
pub fn package(work: &Path, n: usize) -> Package {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/submissions/low-resolution.jpg");
    let sample = fs::read(sample).expect("a sample photo");
    let photos = work.join("package");
    fs::create_dir_all(&photos).expect("folder");
    let mut roster = String::from("student_no,name,department,programme,campus\n");
    let mut payments = String::from("student_no,amount,paid_time,transaction\n");
    for at in 0..n {
        let no = format!("2026E80{at:05}");
        writeln!(roster, "{no},李雷,计算机学院,硕士,雁栖湖").expect("text");
        writeln!(payments, "{no},30.00,2026-09-01 10:00,T{at:06}").expect("text");
        // A comment segment behind the start of the image makes each file another one.
        let mut bytes = sample[..2].to_vec();
        bytes.extend([0xFF, 0xFE, 0x00, 0x0A]);
        bytes.extend(format!("{at:08}").bytes());
        bytes.extend(&sample[2..]);
        fs::write(photos.join(format!("{no}.jpg")), bytes).expect("written");
    }
    let path = |name: &str| work.join(name).to_string_lossy().into_owned();
    fs::write(work.join("roster.csv"), roster).expect("written");
    fs::write(work.join("payments.csv"), payments).expect("written");
    Package { roster: path("roster.csv"), payments: path("payments.csv"), photos: path("package") }
}

/// An invented student; every other one is of another department.
pub fn student(n: i64) -> Student {
    Student {
        no: StudentNo::new(&format!("S{n:04}")).expect("a number"),
        name: "欧阳䶮".to_owned(),
        id_number: None,
        exam_no: None,
        department: ["数学科学学院", "物理科学学院"][usize::from(n % 2 == 0)].to_owned(),
        programme: "硕士".to_owned(),
        campus: "雁栖湖".to_owned(),
        reference_photo: None,
    }
}

/// The nth student is on the roster, has paid and has sent this photo, which waits in the queue as submission n.
pub fn send(store: &mut Store, n: i64, bytes: &[u8]) -> PhotoHash {
    let operator = Actor::operator("registry");
    let photo = store.photos().put(bytes).expect("kept");
    let submitted = Event::Submitted(Submitted {
        student: StudentId(n),
        attempt: 1,
        photo,
        width: 1200,
        height: 1600,
        bytes: bytes.len() as u64,
        file: format!("{n}.jpg"),
        submitted_at: now(),
        camera: CameraFacts::default(),
        entry: QueueEntry::Queued { due: now() + TimeDelta::days(2) },
    });
    let (whose, subject) = (Subject::Student(StudentId(n)), Subject::Submission(SubmissionId(n)));
    let recorded = store.batch(now, |batch| -> Result<(), RecordError> {
        let enrolled = Event::Enrolled { student: Some(student(n)) };
        let seen = batch.record(&operator, &whose, Revision(0), &enrolled)?.seq;
        let payment = Payment { transaction: n.to_string(), amount_fen: 3000, paid_at: batch.at() };
        batch.record(&operator, &whose, Revision(seen), &Event::Paid(payment))?;
        batch.record(&operator, &subject, Revision(0), &submitted)?;
        Ok(())
    });
    recorded.expect("recorded");
    photo
}
