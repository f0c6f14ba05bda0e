//! Tests of imports on a real store in a folder of its own.

mod ahead;
mod cases;
mod changed;
mod rules;
mod time;

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::{ImportKind, ImportReport, Outcome, run};
use crate::desk::clock::now;
use crate::desk::progress::{Progress, Stage};
use crate::desk::session::{self, NewAccount};
use crate::domain::account::Actor;
use crate::domain::photo_hash::PhotoHash;
use crate::domain::student::StudentNo;
use crate::domain::submission::Status;
use crate::exchange::RowRefusal;
use crate::store::Store;

const ROSTER: &str = "学号,姓名,证件号,院系\n2026A,欧阳䶮,11010519491231002X,计算机学院\n\
    2026B,李雷,,物理学院\n2026B,韩梅,,物理学院\n2026C,王敏,110105194912310021,数学学院\n,无名,,\n";
const PAYMENTS: &str = "学号,金额,支付时间,交易号\n2026A,30.00,2026-09-01 10:00,T1\n\
    2026X,30,2026-09-01 10:00,T2\n2026A,30,2026-09-02 10:00,T3\n";

struct AtWork {
    work: tempfile::TempDir,
    store: Store,
}

impl AtWork {
    fn new() -> Self {
        Self::made_at(now())
    }

    /// With a store that was made at this time.
    fn made_at(at: DateTime<Utc>) -> Self {
        let work = tempfile::tempdir().expect("a folder");
        let store = Store::open_unscreened(&work.path().join("store"), at).expect("opens");
        Self { work, store }
    }

    fn import(&mut self, kind: ImportKind, path: &Path) -> ImportReport {
        let actor = Actor::operator("test");
        let mut go_on = |_| ControlFlow::Continue(());
        run(kind, &mut self.store, path, &actor, now(), &mut go_on).expect("imports")
    }

    fn table(&mut self, kind: ImportKind, text: &str) -> ImportReport {
        let path = self.work.path().join("table.csv");
        fs::write(&path, text).expect("written");
        self.import(kind, &path)
    }

    /// A package with the sample photo, made small to be quick, under each of these names.
    fn package(&self, files: &[(&str, u8)]) -> std::path::PathBuf {
        let sample = include_bytes!("../../../data/submissions/low-resolution.jpg");
        let package = self.work.path().join("package");
        fs::create_dir_all(&package).expect("folder");
        for (name, mark) in files {
            let mut bytes = sample[..2].to_vec();
            bytes.extend([0xFF, 0xFE, 0x00, 0x03, *mark]);
            bytes.extend(&sample[2..]);
            let path = package.join(name);
            fs::create_dir_all(path.parent().expect("below")).expect("folder");
            fs::write(path, bytes).expect("written");
        }
        package
    }

    fn statuses(&self, no: &str) -> Vec<Status> {
        let attempts = attempts(&self.store, no);
        attempts.iter().map(|attempt| attempt.standing.status).collect()
    }
}

fn attempts(store: &Store, no: &str) -> Vec<crate::store::SubmissionRow> {
    let no = StudentNo::new(no).expect("number");
    let student = store.student(&no).expect("reads").expect("on the roster");
    store.attempts(student.id).expect("reads")
}

fn outcomes(report: &ImportReport) -> Vec<Outcome> {
    report.rows.iter().map(|row| row.outcome.clone()).collect()
}

#[test]
fn a_roster_row_by_row_and_again() {
    let mut desk = AtWork::new();
    let first = desk.table(ImportKind::Roster, ROSTER);
    let got = outcomes(&first);
    assert_eq!(got[..2], [Outcome::Added, Outcome::Added]);
    assert_eq!(got[2], Outcome::Refused(RowRefusal::Twice { first: "3".to_owned() }));
    assert!(matches!(got[3], Outcome::Refused(RowRefusal::IdNumber(_))));
    assert!(matches!(got[4], Outcome::Refused(RowRefusal::Missing { .. })));
    let again = desk.table(ImportKind::Roster, ROSTER);
    assert_eq!((again.counts.added, again.counts.unchanged), (0, 2));
}

#[test]
fn a_narrower_roster_takes_nothing_away() {
    let mut desk = AtWork::new();
    desk.table(ImportKind::Roster, ROSTER);
    let report = desk.table(ImportKind::Roster, "学号,姓名\n2026A,欧阳龑\n");
    assert_eq!(outcomes(&report), [Outcome::Changed]);
    let no = StudentNo::new("2026A").expect("number");
    let student = desk.store.student(&no).expect("reads").expect("there").student;
    assert_eq!((student.name.as_str(), student.department.as_str()), ("欧阳龑", "计算机学院"));
    assert!(student.id_number.is_some());
}

#[test]
fn photos_wait_for_the_fee_and_then_for_nobody() {
    let mut desk = AtWork::new();
    desk.table(ImportKind::Roster, ROSTER);
    let package = desk.package(&[("2026A.jpg", 1), ("2026B.jpg", 2), ("2026Z.jpg", 3)]);
    fs::write(package.join("note.txt"), "no photo").expect("written");
    let report = desk.import(ImportKind::Submissions, &package);
    let got = outcomes(&report);
    assert_eq!(got[..2], [Outcome::AwaitsPayment, Outcome::AwaitsPayment]);
    assert_eq!(got[2], Outcome::Refused(RowRefusal::NotOnRoster));
    assert_eq!(desk.statuses("2026A"), [Status::AwaitingPayment]);

    let paid = outcomes(&desk.table(ImportKind::Payments, PAYMENTS));
    assert_eq!(paid[0], Outcome::Added);
    assert_eq!(paid[1], Outcome::Refused(RowRefusal::NotOnRoster));
    assert_eq!(paid[2], Outcome::Refused(RowRefusal::PaidAlready));
    assert_eq!(desk.statuses("2026A"), [Status::Pending]);
    assert_eq!(desk.statuses("2026B"), [Status::AwaitingPayment]);
}

#[test]
fn the_same_package_twice_changes_nothing_and_a_later_photo_takes_the_place() {
    let mut desk = AtWork::new();
    desk.table(ImportKind::Roster, ROSTER);
    desk.table(ImportKind::Payments, PAYMENTS);
    let package = desk.package(&[("2026A.jpg", 1)]);
    assert_eq!(outcomes(&desk.import(ImportKind::Submissions, &package)), [Outcome::Added]);
    let before = desk.store.timeline(&crate::domain::event::Subject::Store).expect("reads").len();
    let again = desk.import(ImportKind::Submissions, &package);
    assert_eq!(outcomes(&again), [Outcome::Resent { attempt: 1 }]);
    assert_eq!(again.counts.unchanged, 1);
    let after = desk.store.timeline(&crate::domain::event::Subject::Store).expect("reads").len();
    assert_eq!(before, after);

    desk.package(&[("2026A.jpg", 9)]);
    assert_eq!(outcomes(&desk.import(ImportKind::Submissions, &package)), [Outcome::Added]);
    assert_eq!(desk.statuses("2026A"), [Status::Superseded, Status::Pending]);

    let reviewer = crate::domain::account::AccountName::new("wangmin").expect("name");
    let new = NewAccount {
        name: reviewer.to_string(),
        display_name: "王敏".to_owned(),
        role: crate::domain::account::Role::Reviewer,
        password: "correct horse".to_owned(),
    };
    session::add_account(&mut desk.store, &Actor::operator("test"), &new, now()).expect("added");
    assert_eq!(desk.store.claim(&reviewer, 1, &[], now()).expect("claims").len(), 1);
    desk.package(&[("2026A.jpg", 10)]);
    assert_eq!(outcomes(&desk.import(ImportKind::Submissions, &package)), [Outcome::AwaitsEarlier]);
    let stand = [Status::Superseded, Status::Pending, Status::AwaitingEarlier];
    assert_eq!(desk.statuses("2026A"), stand);
}

#[test]
fn the_same_photo_sent_later_is_a_new_attempt_once_the_earlier_one_came_to_nothing() {
    let mut desk = AtWork::new();
    desk.table(ImportKind::Roster, ROSTER);
    desk.table(ImportKind::Payments, PAYMENTS);
    let package = desk.package(&[("a.jpg", 1), ("b.jpg", 2)]);
    let mut send = |file: &str, sent: &str| {
        let list = format!("student_no,file,submitted_at\n2026A,{file},2026-09-0{sent} 10:00\n");
        fs::write(package.join("submissions.csv"), list).expect("written");
        outcomes(&desk.import(ImportKind::Submissions, &package))[0].clone()
    };
    assert_eq!(send("a.jpg", "1"), Outcome::Added);
    assert_eq!(send("a.jpg", "2"), Outcome::Resent { attempt: 1 }, "still before a reviewer");
    assert_eq!(send("b.jpg", "3"), Outcome::Added);
    assert_eq!(send("a.jpg", "1"), Outcome::Resent { attempt: 1 }, "the same package again");
    assert_eq!(send("a.jpg", "4"), Outcome::Added, "sent anew after it was superseded");
    assert_eq!(send("a.jpg", "4"), Outcome::Resent { attempt: 3 });
    let stand = [Status::Superseded, Status::Superseded, Status::Pending];
    assert_eq!(desk.statuses("2026A"), stand);
}

#[test]
fn what_is_no_photo_does_not_take_a_photos_place() {
    let mut desk = AtWork::new();
    desk.table(ImportKind::Roster, ROSTER);
    let package = desk.package(&[("2026A.jpg", 1), ("2026A.jpg.jpg", 2), ("sub/x.jpg", 3)]);
    fs::rename(package.join("2026A.jpg.jpg"), package.join("sub/2026A.jpeg")).expect("moved");
    fs::remove_file(package.join("sub/x.jpg")).expect("removed");
    for (name, text) in [("2026A.csv", "x"), ("2026A.avif", "\0\0\0\x18ftypavif\0\0\0\0")] {
        fs::write(package.join(name), text).expect("written");
    }
    let report = desk.import(ImportKind::Submissions, &package);
    let code = |row: &super::RowOutcome| match &row.outcome {
        Outcome::Refused(RowRefusal::Photo(error)) => error.code(),
        Outcome::Refused(RowRefusal::Twice { first }) if first == "2026A.jpg" => "twice",
        Outcome::AwaitsPayment => "taken",
        other => panic!("{}: {other:?}", row.place),
    };
    let got: Vec<_> = report.rows.iter().map(|row| (row.place.as_str(), code(row))).collect();
    let expected = [
        ("2026A.avif", "unsupported"),
        ("2026A.csv", "not-an-image"),
        ("2026A.jpg", "taken"),
        ("sub/2026A.jpeg", "twice"),
    ];
    assert_eq!(got, expected);
}

#[test]
fn cancelling_among_the_photos_leaves_nothing_half_done() {
    let mut desk = AtWork::new();
    desk.table(ImportKind::Roster, ROSTER);
    let package = desk.package(&[("2026A.jpg", 1), ("2026B.jpg", 2)]);
    let actor = Actor::operator("test");
    let entries = |desk: &AtWork| {
        desk.store.timeline(&crate::domain::event::Subject::Store).expect("reads").len()
    };
    let before = entries(&desk);
    let mut stop = |progress: Progress| {
        let some_are_kept = progress.stage == Stage::Photos && progress.done > 0;
        if some_are_kept { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let kind = ImportKind::Submissions;
    let report = run(kind, &mut desk.store, &package, &actor, now(), &mut stop).expect("ends");
    assert!(report.cancelled && report.rows.is_empty());
    assert!(desk.statuses("2026A").is_empty() && desk.statuses("2026B").is_empty());
    assert_eq!(entries(&desk), before);
    let again = desk.import(kind, &package);
    assert_eq!(outcomes(&again), [Outcome::AwaitsPayment, Outcome::AwaitsPayment]);
}

#[test]
fn a_saved_report_names_what_was_not_used() {
    let mut desk = AtWork::new();
    let report = desk.table(ImportKind::Roster, "学号,姓名,心情\n2026A,李雷,好\n");
    for lang in crate::text::Lang::ALL {
        let path = desk.work.path().join("report.csv");
        let mut go_on = |_| ControlFlow::Continue(());
        let text = crate::text::Text::new(lang);
        super::save_report(&report, &text, &path, &mut go_on).expect("saved");
        let saved = fs::read_to_string(&path).expect("reads");
        assert!(saved.contains("心情"), "{saved}");
    }
}

#[test]
fn cancelling_at_any_stage_changes_nothing() {
    for stop_at in [Stage::Reading, Stage::Photos, Stage::Recording] {
        let mut desk = AtWork::new();
        desk.table(ImportKind::Roster, ROSTER);
        desk.table(ImportKind::Payments, PAYMENTS);
        let package = desk.package(&[("2026A.jpg", 1)]);
        let actor = Actor::operator("test");
        let mut stop = |progress: Progress| {
            if progress.stage == stop_at {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let kind = ImportKind::Submissions;
        let report = run(kind, &mut desk.store, &package, &actor, now(), &mut stop).expect("ends");
        assert!(report.cancelled, "{stop_at:?}");
        assert!(desk.statuses("2026A").is_empty(), "{stop_at:?}");
    }
}

#[test]
fn the_photo_that_was_deleted_is_not_taken_for_the_real_one() {
    let mut desk = AtWork::new();
    desk.table(ImportKind::Roster, ROSTER);
    let package =
        desk.package(&[("#recycle/2026A.jpg", 1), ("2026A.jpg", 2), ("#recycle/2026B.jpg", 3)]);
    let report = desk.import(ImportKind::Submissions, &package);
    let real = fs::read(package.join("2026A.jpg")).expect("reads");
    let attempts = attempts(&desk.store, "2026A");
    assert_eq!(attempts.len(), 1);
    assert_eq!(attempts[0].submitted.photo, PhotoHash::of(&real));
    assert_eq!(self::attempts(&desk.store, "2026B").len(), 0);
    // The bin is told of; refused is the student who has nothing outside it.
    assert!(report.rows.iter().any(|row| row.place == "#recycle/"));
    let refused: Vec<_> = report.rows.iter().filter(|row| row.outcome.is_refused()).collect();
    let told: Vec<_> = refused.iter().map(|row| (&*row.place, &*row.about)).collect();
    assert_eq!(told, [("#recycle/2026B.jpg", "2026B")]);
    assert_eq!(report.counts.refused, 1);
}
