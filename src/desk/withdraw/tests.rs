//! Tests of withdrawals on a real store in a folder of its own, after real imports.

mod bounds;

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use super::*;
use crate::desk::clock::now;
use crate::desk::import::{self, ImportKind};
use crate::desk::session::{self, NewAccount};
use crate::domain::account::{AccountName, Role};
use crate::domain::decision::{Decision, Witness};
use crate::domain::event::{Event, Subject};
use crate::domain::student::StudentNo;
use crate::domain::submission::{Status, SubmissionId};
use crate::domain::withdrawal::Kept;
use crate::store::verify::verify;

struct AtWork {
    work: tempfile::TempDir,
    store: Store,
}

/// What became of the rows: how many were taken back, had been before, and the reasons of the others.
type Told = (u64, u64, Vec<Kept>);

impl AtWork {
    fn new() -> Self {
        let work = tempfile::tempdir().expect("a folder");
        let mut store = Store::open_unscreened(&work.path().join("store"), now()).expect("opens");
        for (name, role) in [("wangmin", Role::Reviewer), ("zhao", Role::Supervisor)] {
            let (password, display_name) = ("correct horse".to_owned(), name.to_owned());
            let new = NewAccount { name: name.to_owned(), display_name, role, password };
            session::add_account(&mut store, &operator(), &new, now()).expect("added");
        }
        Self { work, store }
    }

    fn import(&mut self, kind: ImportKind, path: &Path) -> OperationId {
        let report = import::run(kind, &mut self.store, path, &operator(), now, &mut go_on)
            .expect("imports");
        report.import.unwrap_or_else(|| panic!("nothing taken: {:?}", report.rows))
    }

    fn table(&mut self, kind: ImportKind, text: &str) -> OperationId {
        let path = self.work.path().join("table.csv");
        fs::write(&path, text).expect("written");
        self.import(kind, &path)
    }

    fn roster(&mut self, rows: &[(&str, &str)]) -> OperationId {
        let rows: Vec<String> = rows.iter().map(|(no, name)| format!("{no},{name}\n")).collect();
        self.table(ImportKind::Roster, &format!("学号,姓名\n{}", rows.concat()))
    }

    fn payments(&mut self, numbers: &[&str]) -> OperationId {
        let row = |no: &&str| format!("{no},30,2026-09-01 10:00,T{no}\n");
        let rows: Vec<String> = numbers.iter().map(row).collect();
        self.table(ImportKind::Payments, &format!("学号,金额,支付时间,交易号\n{}", rows.concat()))
    }

    /// Photos of these students; another mark makes other photos.
    fn photos(&mut self, numbers: &[&str], mark: u8) -> OperationId {
        let sample = include_bytes!("../../../data/submissions/low-resolution.jpg");
        let package = self.work.path().join("package");
        drop(fs::remove_dir_all(&package));
        fs::create_dir_all(&package).expect("folder");
        for (n, no) in (0_u8..).zip(numbers) {
            let mut bytes = sample[..2].to_vec();
            let tail = no.as_bytes().last().copied().unwrap_or(n);
            bytes.extend([0xFF, 0xFE, 0x00, 0x04, mark, tail]);
            bytes.extend(&sample[2..]);
            fs::write(package.join(format!("{no}.jpg")), bytes).expect("written");
        }
        self.import(ImportKind::Submissions, &package)
    }

    fn withdraw(&mut self, import: OperationId) -> Told {
        let looked = look(&self.store, import, &supervisor(), now, &mut go_on).expect("looked");
        let report =
            withdraw(&mut self.store, import, &supervisor(), now, &mut go_on).expect("withdrawn");
        assert_eq!(looked.rows, report.rows, "what was announced is what was done");
        let past = self.store.import_of(import).expect("read").expect("an import");
        let counts = report.counts;
        assert_eq!(past.taken_back, counts.before + counts.taken_back);
        assert_eq!(
            self.store.imports(1_000).expect("read").iter().find(|i| i.id == import),
            Some(&past)
        );
        self.assert_whole();
        (
            counts.taken_back,
            counts.before,
            report.reasons().into_iter().map(|(kept, _)| kept).collect(),
        )
    }

    fn assert_whole(&self) {
        let report = verify(&self.work.path().join("store"), now()).expect("verified");
        assert!(report.is_whole(), "{:?}", report.faults);
    }

    fn name(&self, no: &str) -> Option<String> {
        self.store.student(&number(no)).expect("read").map(|row| row.student.name)
    }

    fn paid(&self, no: &str) -> bool {
        self.store.student(&number(no)).expect("read").expect("on the roster").paid
    }

    fn statuses(&self, no: &str) -> Vec<Status> {
        let id = self.store.student_ever(&number(no)).expect("read").expect("known");
        let attempts = self.store.attempts(id).expect("read");
        attempts.iter().map(|attempt| attempt.standing.status).collect()
    }

    fn last(&self, no: &str) -> SubmissionId {
        let id = self.store.student_ever(&number(no)).expect("read").expect("known");
        self.store.attempts(id).expect("read").last().expect("sent").id
    }

    fn record(&mut self, id: SubmissionId, event: &Event) {
        let seen = self.store.submission(id).expect("read").expect("there").revision;
        self.store
            .record(&reviewer(), &Subject::Submission(id), seen, event, now)
            .expect("recorded");
    }

    fn decide(&mut self, no: &str, decision: Decision) {
        let id = self.last(no);
        let claim = self.store.claim_one(&reviewer().account, id, now).expect("claimed");
        let row = self.store.submission(id).expect("read").expect("there");
        let student =
            self.store.student_by_id(row.submitted.student).expect("read").expect("there");
        let witness = Witness {
            photo: row.submitted.photo,
            standard_photo: None,
            standard_photo_ms: None,
            findings: None,
            specification: None,
            student: student.stated,
            claim: claim.token,
            claimed_at: claim.since,
            painted_at: claim.since,
            on_screen_ms: 5_000,
            active_ms: 5_000,
        };
        self.record(id, &Event::Decided { decision, witness });
    }
}

fn go_on(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn operator() -> Actor {
    Actor::operator("test")
}

fn supervisor() -> Actor {
    Actor { account: AccountName::new("zhao").expect("a name"), role: Role::Supervisor }
}

fn reviewer() -> Actor {
    Actor { account: AccountName::new("wangmin").expect("a name"), role: Role::Reviewer }
}

fn number(no: &str) -> StudentNo {
    StudentNo::new(no).expect("a number")
}

#[test]
fn a_roster_is_taken_back_and_the_right_one_comes_in_its_place() {
    let mut desk = AtWork::new();
    desk.roster(&[("A1", "王一"), ("A2", "王二")]);
    let wrong = desk.roster(&[("A1", "李一"), ("A3", "李三"), ("A4", "李四")]);
    desk.payments(&["A4"]);
    assert_eq!(desk.withdraw(wrong), (2, 0, vec![Kept::Paid]));
    assert_eq!(desk.name("A1").as_deref(), Some("王一"), "what was stated before holds again");
    assert_eq!(desk.name("A3"), None, "nobody finds them");
    assert_eq!(desk.name("A4").as_deref(), Some("李四"));
    assert!(desk.store.student_ever(&number("A3")).expect("read").is_some(), "but an erasure does");
    assert_eq!(desk.withdraw(wrong), (0, 2, vec![Kept::Paid]), "nothing is repeated");

    let right = desk.roster(&[("A3", "张三")]);
    assert_eq!(desk.name("A3").as_deref(), Some("张三"), "as who they were");
    let photos = desk.photos(&["A3"], 1);
    assert_eq!(desk.statuses("A3"), [Status::AwaitingPayment]);
    assert_eq!(desk.withdraw(wrong).1, 2, "the later enrolment is another import's");
    assert_eq!(desk.withdraw(right), (0, 0, vec![Kept::Submitted]));
    assert_eq!(desk.withdraw(photos), (1, 0, vec![]));
    assert_eq!(desk.withdraw(right), (1, 0, vec![]));
    assert_eq!((desk.name("A3"), desk.statuses("A3")), (None, vec![Status::Withdrawn]));
}

#[test]
fn nobody_can_send_a_photo_or_pay_for_who_was_taken_off_the_roster() {
    let mut desk = AtWork::new();
    let wrong = desk.table(ImportKind::Roster, "学号,姓名,考生号\nA1,王一,X1\nA2,王二,X2\n");
    assert_eq!(desk.withdraw(wrong), (2, 0, vec![]));
    for (kind, text) in [
        (ImportKind::Payments, "学号,金额,支付时间,交易号\nA1,30,2026-09-01 10:00,T1\n"),
        (ImportKind::Payments, "考生号,金额,支付时间,交易号\nX2,30,2026-09-01 10:00,T2\n"),
    ] {
        let path = desk.work.path().join("table.csv");
        fs::write(&path, text).expect("written");
        let report = import::run(kind, &mut desk.store, &path, &operator(), now, &mut go_on);
        let report = report.expect("imports");
        assert_eq!(
            (report.counts.added, report.counts.refused, report.import),
            (0, 1, None),
            "{text}"
        );
    }
    // Their exam number is free for somebody else.
    desk.table(ImportKind::Roster, "学号,姓名,考生号\nA9,李九,X1\n");
    assert_eq!(desk.name("A9").as_deref(), Some("李九"));
    desk.assert_whole();
}

#[test]
fn a_payment_list_is_taken_back_and_what_it_admitted_waits_for_the_fee_again() {
    let mut desk = AtWork::new();
    let all = ["A1", "A2", "A3", "A4", "A5", "A6"];
    desk.roster(&all.map(|no| (no, "王一")));
    desk.photos(&all, 1);
    let wrong = desk.payments(&all);
    assert_eq!(desk.statuses("A1"), [Status::Pending]);
    desk.decide("A2", Decision::Approve);
    let held = desk.last("A3");
    desk.store.claim_one(&reviewer().account, held, now).expect("claimed");
    desk.record(held, &Event::Held { note: None });
    let claimed = desk.last("A4");
    desk.store.claim_one(&reviewer().account, claimed, now).expect("claimed");
    desk.photos(&["A5"], 2);
    let kept = vec![Kept::Approved, Kept::Held, Kept::Claimed, Kept::Submitted];
    let (taken, before, reasons) = desk.withdraw(wrong);
    assert_eq!((taken, before), (2, 0));
    // The approval itself is a decision; the student is frozen by it as well.
    assert_eq!(reasons, kept);
    assert_eq!(desk.statuses("A1"), [Status::AwaitingPayment]);
    assert!(!desk.paid("A1") && desk.paid("A2") && desk.paid("A3") && desk.paid("A4"));
    // What a reviewer gave back can be taken back by then.
    let leases = desk.store.claims_of(&reviewer().account, now()).expect("read");
    desk.store.release(&leases).expect("released");
    assert_eq!(desk.withdraw(wrong).0, 1);
    assert_eq!(desk.statuses("A4"), [Status::AwaitingPayment]);
    // The same transaction may come in for somebody else, and the right list admits.
    desk.table(ImportKind::Payments, "学号,金额,支付时间,交易号\nA6,30,2026-09-01 10:00,TA1\n");
    desk.table(ImportKind::Payments, "学号,金额,支付时间,交易号\nA1,30,2026-09-01 10:00,TA6\n");
    assert_eq!(desk.statuses("A1"), [Status::Pending]);
    desk.assert_whole();
}

#[test]
fn a_package_is_taken_back_and_what_it_had_replaced_stands_again() {
    let mut desk = AtWork::new();
    let all = ["A1", "A2", "A3", "A4", "A5"];
    desk.roster(&all.map(|no| (no, "王一")));
    desk.payments(&["A1", "A2", "A3", "A4"]);
    desk.photos(&["A1", "A2", "A3", "A5"], 1);
    let held = desk.last("A2");
    desk.store.claim_one(&reviewer().account, held, now).expect("claimed");
    desk.record(held, &Event::Held { note: None });
    let due = desk.store.submission(desk.last("A1")).expect("read").expect("there").standing.due;
    let wrong = desk.photos(&all, 2);
    assert_eq!(desk.statuses("A1"), [Status::Superseded, Status::Pending]);
    assert_eq!(desk.statuses("A2"), [Status::Superseded, Status::Pending]);
    desk.decide(
        "A3",
        Decision::Reject { reasons: [crate::domain::reason::Reason::I02].into(), note: None },
    );

    assert_eq!(desk.withdraw(wrong), (4, 0, vec![Kept::Decided]));
    assert_eq!(desk.statuses("A1"), [Status::Pending, Status::Withdrawn]);
    assert_eq!(desk.statuses("A2"), [Status::Held, Status::Withdrawn], "as it was held");
    assert_eq!(desk.statuses("A3"), [Status::Superseded, Status::Rejected]);
    assert_eq!(desk.statuses("A4"), [Status::Withdrawn]);
    assert_eq!(desk.statuses("A5"), [Status::AwaitingPayment, Status::Withdrawn]);
    let student = desk.store.student(&number("A1")).expect("read").expect("there").id;
    let first = desk.store.attempts(student).expect("read").swap_remove(0);
    assert_eq!(first.standing.due, due, "with its own deadline");
    assert!(!first.standing.has_later);
    // Whoever held it may take it back, as ever.
    desk.record(held, &Event::Undone);
    assert_eq!(desk.statuses("A2"), [Status::Pending, Status::Withdrawn]);
    // The same photos, in the right package, are new.
    desk.photos(&["A1", "A4"], 2);
    assert_eq!(desk.statuses("A1"), [Status::Superseded, Status::Withdrawn, Status::Pending]);
    assert_eq!(desk.statuses("A4"), [Status::Withdrawn, Status::Pending]);
    desk.assert_whole();
}

#[test]
fn what_waits_behind_a_claimed_attempt_is_taken_back_without_touching_that() {
    let mut desk = AtWork::new();
    desk.roster(&[("A1", "王一")]);
    desk.payments(&["A1"]);
    desk.photos(&["A1"], 1);
    let first = desk.last("A1");
    desk.store.claim_one(&reviewer().account, first, now).expect("claimed");
    let wrong = desk.photos(&["A1"], 2);
    assert_eq!(desk.statuses("A1"), [Status::Pending, Status::AwaitingEarlier]);
    assert_eq!(desk.withdraw(wrong), (1, 0, vec![]));
    assert_eq!(desk.statuses("A1"), [Status::Pending, Status::Withdrawn]);
    let row = desk.store.submission(first).expect("read").expect("there");
    assert!(row.claim.is_some() && !row.standing.has_later, "the reviewer still has it");
}

#[test]
fn three_imports_are_taken_back_one_after_the_other() {
    let mut desk = AtWork::new();
    let roster = desk.roster(&[("A1", "王一"), ("A2", "王二")]);
    let payments = desk.payments(&["A1", "A2"]);
    let photos = desk.photos(&["A1", "A2"], 1);
    assert_eq!(desk.withdraw(roster).0, 0);
    assert_eq!(desk.withdraw(payments), (0, 0, vec![Kept::Submitted]));
    for import in [photos, payments, roster] {
        assert_eq!(desk.withdraw(import), (2, 0, vec![]));
    }
    let listed = desk.store.imports(10).expect("read");
    let ids: Vec<_> = listed.iter().map(|import| import.id).collect();
    assert_eq!(ids, [photos, payments, roster], "newest first, and no withdrawal among them");
    assert!(listed.iter().all(|import| import.taken_back == 2 && import.rows() == 2));
    assert_eq!(desk.store.imports(1).expect("read").len(), 1);
}

#[test]
fn an_exam_number_never_comes_back_to_two_students() {
    let mut desk = AtWork::new();
    let list = |rows: &str| format!("学号,姓名,考生号\n{rows}");
    desk.table(ImportKind::Roster, &list("2026A,甲,1001\n2026B,乙,1002\n"));
    // One import passes a number on: both rows can be taken back, the later one first.
    let passed_on = desk.table(ImportKind::Roster, &list("2026A,甲,1005\n2026B,乙,1001\n"));
    assert_eq!(desk.withdraw(passed_on), (2, 0, vec![]));
    // Another import has given the number to somebody else since.
    let wrong = desk.table(ImportKind::Roster, &list("2026A,甲,1005\n"));
    desk.table(ImportKind::Roster, &list("2026B,乙,1001\n"));
    assert_eq!(desk.withdraw(wrong), (0, 0, vec![Kept::ExamNoTaken]));
    let owner = desk.store.student_by_exam_no("1001").expect("read").expect("one student");
    assert_eq!(owner.student.no, number("2026B"));
}

#[test]
fn a_reference_photo_that_is_gone_is_not_named_again() {
    let mut desk = AtWork::new();
    let sample = include_bytes!("../../../data/submissions/low-resolution.jpg");
    let folder = desk.work.path();
    fs::write(folder.join("old.jpg"), sample).expect("written");
    fs::write(folder.join("new.jpg"), [&sample[..], b"!"].concat()).expect("written");
    let list = |photo: &str| format!("学号,姓名,参考照片\n2026A,甲,{photo}\n");
    desk.table(ImportKind::Roster, &list("old.jpg"));
    let before = desk.store.student(&number("2026A")).expect("read").expect("there").student;
    let wrong = desk.table(ImportKind::Roster, &list("new.jpg"));
    let old = desk.store.photos().path(before.reference_photo.expect("a photo"));
    fs::remove_file(old).expect("as a person may, once nobody names it");
    assert_eq!(desk.withdraw(wrong), (0, 0, vec![Kept::PhotoGone]));
}
