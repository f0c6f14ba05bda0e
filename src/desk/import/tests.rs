//! Tests of imports on a real store in a folder of its own.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use super::{ImportKind, ImportReport, Outcome, Stage, run};
use crate::desk::clock::now;
use crate::domain::account::Actor;
use crate::domain::student::StudentNo;
use crate::domain::submission::Status;
use crate::exchange::RowRefusal;
use crate::store::Store;

const ROSTER: &str = "学号,姓名,证件号,院系\n2026A,欧阳䶮,11010519491231002X,计算机学院\n\
    2026B,李雷,,物理学院\n2026B,韩梅,,物理学院\n2026C,王敏,110105194912310021,数学学院\n,无名,,\n";
const PAYMENTS: &str = "学号,金额,支付时间,交易号\n2026A,30.00,2026-09-01 10:00,T1\n\
    2026X,30,2026-09-01 10:00,T2\n2026A,30,2026-09-02 10:00,T3\n";

struct Desk {
    work: tempfile::TempDir,
    store: Store,
}

impl Desk {
    fn new() -> Self {
        let work = tempfile::tempdir().expect("a folder");
        let store = Store::open(&work.path().join("store"), now()).expect("opens");
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

    /// A package with the sample photo of so few pixels that it is quick, under these names.
    fn package(&self, files: &[(&str, u8)]) -> std::path::PathBuf {
        let sample = include_bytes!("../../../data/submissions/low-resolution.jpg");
        let package = self.work.path().join("package");
        fs::create_dir_all(&package).expect("folder");
        for (name, mark) in files {
            let mut bytes = sample[..2].to_vec();
            bytes.extend([0xFF, 0xFE, 0x00, 0x03, *mark]);
            bytes.extend(&sample[2..]);
            fs::write(package.join(name), bytes).expect("written");
        }
        package
    }

    fn statuses(&self, no: &str) -> Vec<Status> {
        let no = StudentNo::new(no).expect("number");
        let attempts = self.store.attempts(&no).expect("reads");
        attempts.iter().map(|attempt| attempt.standing.status).collect()
    }
}

fn outcomes(report: &ImportReport) -> Vec<Outcome> {
    report.rows.iter().map(|row| row.outcome.clone()).collect()
}

#[test]
fn a_roster_row_by_row_and_again() {
    let mut desk = Desk::new();
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
    let mut desk = Desk::new();
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
    let mut desk = Desk::new();
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
    let mut desk = Desk::new();
    desk.table(ImportKind::Roster, ROSTER);
    desk.table(ImportKind::Payments, PAYMENTS);
    let package = desk.package(&[("2026A.jpg", 1)]);
    assert_eq!(outcomes(&desk.import(ImportKind::Submissions, &package)), [Outcome::Added]);
    let before = desk.store.timeline(&crate::domain::event::Subject::Store).expect("reads").len();
    assert_eq!(outcomes(&desk.import(ImportKind::Submissions, &package)), [Outcome::Unchanged]);
    let after = desk.store.timeline(&crate::domain::event::Subject::Store).expect("reads").len();
    assert_eq!(before, after);

    desk.package(&[("2026A.jpg", 9)]);
    assert_eq!(outcomes(&desk.import(ImportKind::Submissions, &package)), [Outcome::Added]);
    assert_eq!(desk.statuses("2026A"), [Status::Superseded, Status::Pending]);

    let reviewer = crate::domain::account::AccountName::new("wangmin").expect("name");
    assert_eq!(desk.store.claim(&reviewer, 1, &[], now()).expect("claims").len(), 1);
    desk.package(&[("2026A.jpg", 10)]);
    assert_eq!(outcomes(&desk.import(ImportKind::Submissions, &package)), [Outcome::AwaitsEarlier]);
    let stand = [Status::Superseded, Status::Pending, Status::AwaitingEarlier];
    assert_eq!(desk.statuses("2026A"), stand);
}

#[test]
fn cancelling_at_any_stage_changes_nothing() {
    for stop_at in [Stage::Reading, Stage::Photos, Stage::Recording] {
        let mut desk = Desk::new();
        desk.table(ImportKind::Roster, ROSTER);
        desk.table(ImportKind::Payments, PAYMENTS);
        let package = desk.package(&[("2026A.jpg", 1)]);
        let actor = Actor::operator("test");
        let mut stop = |progress: super::Progress| {
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
