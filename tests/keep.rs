//! Makes the store and the backup that `tests/stores` keeps of a version, when it is released:
//! `KEEP_IN=tests/stores/0.2.0 cargo test --test keep -- --ignored`.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly anywhere")]

#[path = "support/store.rs"]
mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use photo_review::desk::clock::now;
use photo_review::desk::review::{self, Ask, Change};
use photo_review::desk::session;
use photo_review::domain::account::{AccountName, Actor, Role};
use photo_review::domain::checklist::ChecklistItem;
use photo_review::domain::decision::{Decision, Viewing};
use photo_review::domain::event::{ErasureReason, UnmaskPurpose};
use photo_review::domain::reason::Reason;
use photo_review::domain::student::{StudentId, StudentNo};
use photo_review::domain::submission::SubmissionId;
use photo_review::store::Store;
use support::{assert_whole, package, program};

const STUDENTS: usize = 14;

const PASSWORD: &str = "demo-2026";

/// Who works in it.
const PEOPLE: [(&str, &str, Role); 5] = [
    ("admin", "管理员", Role::Administrator),
    ("zhaolei", "赵磊", Role::Supervisor),
    ("wangmin", "王敏", Role::Reviewer),
    ("lijing", "李静", Role::Reviewer),
    ("left", "离职者", Role::Reviewer),
];

/// The store while it is made.
struct Kept {
    dir: PathBuf,
    store: Store,
}

fn person(name: &str) -> Actor {
    let (account, _, role) = PEOPLE.into_iter().find(|(who, ..)| *who == name).expect("known");
    Actor { account: AccountName::new(account).expect("a name"), role }
}

fn no(at: usize) -> StudentNo {
    StudentNo::new(&format!("2026E80{at:05}")).expect("a number")
}

impl Kept {
    fn make(dir: &Path) -> Self {
        fs::create_dir_all(dir).expect("made");
        let mut store = Store::open(dir, now()).expect("opens");
        for (name, shown, role) in PEOPLE {
            let (name, by) = (AccountName::new(name).expect("a name"), Actor::operator("registry"));
            store.add_account(&by, &name, shown, role, PASSWORD, now()).expect("added");
        }
        Self { dir: dir.to_owned(), store }
    }

    fn student(&self, at: usize) -> StudentId {
        self.store.student(&no(at)).expect("reads").expect("on the roster").id
    }

    /// The newest attempt of a student.
    fn submission(&self, at: usize) -> SubmissionId {
        let attempts = self.store.attempts(self.student(at)).expect("reads");
        attempts.last().expect("submitted").id
    }

    fn decide(&mut self, who: &str, at: usize, decision: Decision) {
        let (who, submission) = (person(who), self.submission(at));
        let case = review::take(&mut self.store, &who, submission, now()).expect("claimed");
        let viewing = Viewing {
            painted_at: now(),
            on_screen_ms: 2_000,
            active_ms: 1_800,
            standard_photo: None,
            findings: None,
        };
        let witness = case.witness(viewing).expect("a lease");
        let ask = Ask::new(submission, case.revision, Change::Decide { decision, witness });
        review::change(&mut self.store, &who, &ask, now()).expect("recorded");
    }

    fn change(&mut self, who: &str, at: usize, change: Change) {
        let submission = self.submission(at);
        if matches!(change, Change::Hold { .. }) {
            review::take(&mut self.store, &person(who), submission, now()).expect("claimed");
        }
        let seen = self.store.submission(submission).expect("reads").expect("is there").revision;
        let ask = Ask::new(submission, seen, change);
        review::change(&mut self.store, &person(who), &ask, now()).expect("recorded");
    }

    fn erase(&mut self, at: usize, confirmed: bool) {
        let (student, why) = (self.student(at), ErasureReason::Request);
        let at = now();
        self.store.propose_erasure(&person("zhaolei"), student, why, at).expect("proposed");
        if confirmed {
            self.store.erase(&person("admin"), student, at).expect("erased");
        }
    }
}

fn reject(reason: Reason) -> Decision {
    Decision::Reject { reasons: BTreeSet::from([reason]), note: Some("见学籍表".to_owned()) }
}

fn retake() -> Decision {
    Decision::Retake {
        items: BTreeSet::from([ChecklistItem::FaceEyesOpen]),
        reasons: BTreeSet::from([Reason::P08]),
        notice: Some("请睁开双眼，在窗边重拍一张。".to_owned()),
        note: Some("闭眼".to_owned()),
    }
}

/// Roster, payments of all but the last student, and a photo of each.
fn import(kept: &Path, work: &Path) {
    let package = package(work, STUDENTS);
    let roster = fs::read_to_string(&package.roster).expect("reads");
    let roster = roster
        .replace("campus\n", "campus,id_number,exam_no\n")
        .replace("雁栖湖\n", "雁栖湖,,\n")
        .replacen("雁栖湖,,\n", "雁栖湖,110101200001010010,104306000000001\n", 1);
    fs::write(&package.roster, roster).expect("written");
    let payments = fs::read_to_string(&package.payments).expect("reads");
    let paid: Vec<&str> = payments.lines().take(STUDENTS).collect();
    fs::write(&package.payments, paid.join("\n")).expect("written");
    program(kept, &["import", "roster", &package.roster]);
    program(kept, &["import", "payments", &package.payments]);
    program(kept, &["import", "submissions", &package.photos]);
}

/// Sends another photo of these students.
fn send_again(kept: &Path, work: &Path, students: &[usize]) {
    let again = work.join("again");
    fs::create_dir_all(&again).expect("made");
    for at in students {
        let name = format!("{}.jpg", no(*at));
        let mut bytes = fs::read(work.join("package").join(&name)).expect("reads");
        // Within the comment that makes each photo another one.
        bytes[6] = b'9';
        fs::write(again.join(&name), bytes).expect("written");
    }
    program(kept, &["import", "submissions", &again.to_string_lossy()]);
}

#[test]
#[ignore = "makes the store that is kept of a released version"]
fn make_the_store_that_is_kept_of_this_version() {
    let into = std::env::var("KEEP_IN").expect("KEEP_IN names the folder");
    let into = Path::new(env!("CARGO_MANIFEST_DIR")).join(into);
    let work = tempfile::tempdir().expect("a folder");
    let mut kept = Kept::make(&into.join("store"));
    let dir = kept.dir.clone();
    import(&dir, work.path());
    program(&dir, &["policy", "--on-screen-ms", "400", "--standard-photo", "no"]);
    kept.decide("wangmin", 0, Decision::Approve);
    kept.decide("wangmin", 1, reject(Reason::I02));
    kept.decide("wangmin", 2, reject(Reason::I01));
    kept.decide("lijing", 3, retake());
    kept.change("lijing", 4, Change::Hold { note: Some("问教务处".to_owned()) });
    kept.decide("lijing", 5, Decision::Approve);
    kept.change("lijing", 5, Change::Undo);
    kept.change("zhaolei", 6, Change::Withdraw { note: "本人要求".to_owned() });
    kept.decide("lijing", 7, reject(Reason::I03));
    kept.erase(7, true);
    kept.change("admin", 8, Change::Withdraw { note: "本人要求".to_owned() });
    kept.erase(8, false);
    kept.decide("wangmin", 9, reject(Reason::I01));
    kept.decide("lijing", 9, reject(Reason::I01));
    // After the retake a new attempt, another in place of the open one, and one that waits for the accused one.
    send_again(&dir, work.path(), &[3, 10, 2]);
    let (student, purpose) = (kept.student(0), UnmaskPurpose::AnswerInquiry);
    review::unmask(&mut kept.store, &person("wangmin"), student, purpose, now()).expect("shown");
    session::sign_in(&mut kept.store, "wangmin", PASSWORD, now()).expect("signed in");
    session::sign_in(&mut kept.store, "a name that nobody has", PASSWORD, now()).expect_err("no");
    let left = AccountName::new("left").expect("a name");
    session::set_enabled(&mut kept.store, &person("admin"), &left, false, now()).expect("set");
    let behind = || now() - TimeDelta::minutes(10);
    session::agree_on_clock(&mut kept.store, &person("zhaolei"), behind).expect("agreed");
    drop(kept);
    program(&dir, &["notices", "--to", &work.path().join("notices.csv").to_string_lossy()]);
    program(&dir, &["backup", "--to", &into.join("backup").to_string_lossy()]);
    for made in [dir, into.join("backup")] {
        assert_whole(&made);
        for cache in ["previews.sqlite3", "previews.sqlite3-wal", "previews.sqlite3-shm"] {
            drop(fs::remove_file(made.join(cache)));
        }
    }
}
