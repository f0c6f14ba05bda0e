//! What becomes of the rows of an import, in a table: what is taken back and what is kept in each state.

use chrono::{DateTime, Utc};

use super::*;
use crate::domain::account::{Actor, Role};
use crate::domain::decision::Decision;
use crate::domain::event::{Closing, ErasureReason, QueueEntry, Subject, Submitted, UnmaskPurpose};
use crate::domain::payment::Payment;
use crate::domain::photo_hash::Digest;
use crate::domain::samples;
use crate::domain::student::StudentId;
use crate::domain::student::tests::student;
use crate::domain::submission::{Status, SubmissionId};

const AT: DateTime<Utc> = DateTime::<Utc>::UNIX_EPOCH;
/// The import that is withdrawn, and another.
const WRONG: OperationId = OperationId([1; 16]);
const OTHER: OperationId = OperationId([2; 16]);

/// The student's story: each entry with its import, if it is part of one.
struct Story(Vec<Entry>);

impl Story {
    fn new() -> Self {
        Self(Vec::new())
    }

    fn and(mut self, import: Option<OperationId>, subject: Subject, event: Event) -> Self {
        let actor =
            Actor { account: "zhao".to_owned().try_into().expect("name"), role: Role::Supervisor };
        let entry = samples::entry(
            i64::try_from(self.0.len()).expect("short") + 1,
            AT,
            actor,
            subject,
            event,
        );
        self.0.push(Entry { student: Some(StudentId(1)), import, ..entry });
        self
    }

    /// Something that the word names: of the wrong import where it ends in `!`.
    fn then(self, word: &str) -> Self {
        let (name, import) = match word.strip_suffix('!') {
            Some(name) => (name, WRONG),
            None => (word, OTHER),
        };
        let (name, id) = name.split_once(':').unwrap_or((name, "1"));
        let event = self.event(name);
        let is_of_student = matches!(
            event,
            Event::Enrolled { .. }
                | Event::Corrected { .. }
                | Event::Paid(_)
                | Event::EnrolmentTakenBack(_)
                | Event::CorrectionTakenBack { .. }
                | Event::PaymentTakenBack(_)
                | Event::Unmasked { .. }
                | Event::ErasureProposed { .. }
                | Event::Erased { .. }
        );
        let subject = if is_of_student {
            Subject::Student(StudentId(1))
        } else {
            Subject::Submission(SubmissionId(id.parse().expect("a number")))
        };
        let imported = is_row(&event) || matches!(name, "admit" | "supersede");
        self.and(imported.then_some(import), subject, event)
    }

    /// The newest entry of a kind that is not taken back.
    fn newest(&self, kind: &str) -> TakenBack {
        let back = |entry: &Entry| entry.event.takes_back().map(|of| of.entry);
        let gone: Vec<i64> = self.0.iter().filter_map(back).collect();
        let is_it = |entry: &&Entry| entry.event.kind() == kind && !gone.contains(&entry.seq);
        let found = self.0.iter().rev().find(is_it).expect("something to take back");
        TakenBack { import: found.import.expect("of an import"), entry: found.seq }
    }

    fn event(&self, name: &str) -> Event {
        let again = || Event::StandsAgain { status: Status::Pending, held_by: None };
        let decided =
            || Event::Decided { decision: Decision::Approve, witness: samples::witness() };
        match name {
            "enrol" => Event::Enrolled { student: Some(named("一")) },
            "correct" => Event::Corrected { student: Some(named("二")) },
            "recorrect" => Event::Corrected { student: Some(named("三")) },
            "pay" => Event::Paid(payment()),
            "send" => Event::Submitted(sent()),
            "unenrol" => Event::EnrolmentTakenBack(self.newest("enrolled")),
            "correct-back" => {
                let of = self.newest("corrected");
                Event::CorrectionTakenBack { of, student: Some(named("一")) }
            }
            "unpay" => Event::PaymentTakenBack(self.newest("paid")),
            "unsend" => Event::SubmissionTakenBack(self.newest("submitted")),
            "admit" => Event::Admitted { due: AT },
            "decide" => decided(),
            "undo" => Event::Undone,
            "hold" => Event::Held { note: None },
            "resume" => Event::Resumed,
            "withdraw" => Event::Withdrawn { note: "asked for".to_owned() },
            "close" => Event::Closed { why: Closing::ApprovedBefore },
            "supersede" => Event::Superseded { by: SubmissionId(2) },
            "again" => again(),
            "view" => Event::Viewed,
            "unmask" => Event::Unmasked { purpose: UnmaskPurpose::VerifyIdentity },
            "ask" => Event::ErasureProposed { why: ErasureReason::Mistake },
            "erase" => Event::Erased { why: ErasureReason::Mistake },
            other => panic!("no event {other}"),
        }
    }
}

fn named(name: &str) -> Student {
    Student { name: name.to_owned(), ..student() }
}

fn payment() -> Payment {
    Payment { transaction: "T1".to_owned(), amount_fen: 3000, paid_at: AT }
}

fn sent() -> Submitted {
    Submitted {
        student: StudentId(1),
        attempt: 1,
        photo: Digest::ZERO,
        width: 3024,
        height: 4032,
        bytes: 2_400_000,
        camera: crate::domain::camera::CameraFacts::default(),
        submitted_at: AT,
        file: "a.jpg".to_owned(),
        entry: QueueEntry::Queued { due: AT },
    }
}

/// Rows of the wrong import end in `!`; what happens to the last of them.
const TABLE: &str = "
    enrol!                                  enrolment_taken_back
    enrol! unmask                           enrolment_taken_back
    enrol! correct                          Corrected
    enrol! correct correct-back                enrolment_taken_back
    enrol! pay                              Paid
    enrol! pay unpay                        enrolment_taken_back
    enrol! send                             Submitted
    enrol! send decide                      Decided
    enrol! send unsend                      enrolment_taken_back
    enrol! send withdraw                    Withdrawn
    enrol! ask                              ErasureProposed
    enrol! ask erase                        Erased
    enrol! unenrol                          before
    enrol! unenrol enrol                    before
    enrol unenrol enrol!                    enrolment_taken_back
    enrol correct!                          correction_taken_back:一
    enrol correct recorrect!                correction_taken_back:二
    enrol correct correct-back recorrect!      correction_taken_back:一
    enrol correct! recorrect                Corrected
    enrol correct! recorrect correct-back      correction_taken_back:一
    enrol correct! correct-back recorrect      before
    enrol correct! pay                      Paid
    enrol send correct!                     correction_taken_back:一
    enrol send correct! decide              Decided
    enrol send correct! hold resume         Held
    enrol correct! send                     Submitted
    enrol pay!                              payment_taken_back
    enrol send pay! admit!                  payment_taken_back
    enrol send pay! admit! view             payment_taken_back
    enrol send pay! admit! decide           Decided
    enrol send pay! admit! decide undo      Decided
    enrol send pay! admit! hold             Held
    enrol send pay! admit! withdraw         Withdrawn
    enrol pay! send                         Submitted
    enrol pay! correct                      Corrected
    enrol pay! unpay                        before
    enrol pay send!                         submission_taken_back
    enrol pay send! view                    submission_taken_back
    enrol pay send! decide                  Decided
    enrol pay send! hold                    Held
    enrol pay send! hold resume             Held
    enrol pay send! withdraw                Withdrawn
    enrol pay send! close                   Decided
    enrol pay send! send:2 supersede        Submitted
    enrol pay send! send:2 supersede unsend:2 again  submission_taken_back
    enrol pay send send:2! supersede        submission_taken_back
    enrol pay send send:2! decide           submission_taken_back
    enrol send! pay admit                   Paid
    enrol send! correct                     Corrected
    enrol send! unsend                      before
    enrol pay send! ask                     ErasureProposed
";

fn told(fate: Option<&Fate>) -> String {
    match fate {
        Some(Fate::TakeBack(event)) => match event.as_ref() {
            Event::CorrectionTakenBack { student, .. } => {
                format!("{}:{}", event.kind(), student.as_ref().expect("stated").name)
            }
            event => event.kind().to_owned(),
        },
        Some(Fate::Before) => "before".to_owned(),
        Some(Fate::Keep(kept)) => format!("{kept:?}"),
        None => "none".to_owned(),
    }
}

#[test]
fn what_is_taken_back_and_what_is_kept() {
    let mut rows = 0;
    for line in TABLE.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (steps, wanted) = line.rsplit_once(' ').expect("two columns");
        let story = steps.split_whitespace().fold(Story::new(), Story::then).0;
        let row = story.iter().rev().find(|e| e.import == Some(WRONG) && is_row(&e.event));
        let row = row.expect("a row of the wrong import").seq;
        let got = fate(WRONG, row, &story, StudentNow::default());
        assert_eq!(told(got.as_ref()), wanted, "{steps}");
        assert_eq!(
            fate(OTHER, row, &story, StudentNow::default()),
            None,
            "of no other import: {steps}"
        );
        rows += 1;
    }
    assert!(rows > 40);
}

#[test]
fn what_a_reviewer_has_before_their_eyes_is_kept_and_so_is_who_is_approved() {
    let cases = [
        ("enrol!", "Claimed", "Approved"),
        ("enrol send correct!", "Claimed", "Approved"),
        ("enrol send pay! admit!", "Claimed", "Approved"),
        ("enrol pay send!", "Claimed", "submission_taken_back"),
    ];
    for (steps, claimed, approved) in cases {
        let story = steps.split_whitespace().fold(Story::new(), Story::then).0;
        let row = story.iter().rev().find(|e| e.import == Some(WRONG) && is_row(&e.event));
        let row = row.expect("a row").seq;
        let got = |now| told(fate(WRONG, row, &story, now).as_ref());
        assert_eq!(got(StudentNow { claimed: true, approved: false }), claimed, "{steps}");
        assert_eq!(got(StudentNow { claimed: false, approved: true }), approved, "{steps}");
    }
}

#[test]
fn what_follows_in_an_import_is_no_row_of_it() {
    let story = ["enrol", "send", "pay!", "admit!"].into_iter().fold(Story::new(), Story::then).0;
    assert_eq!(fate(WRONG, 4, &story, StudentNow::default()), None);
    assert_eq!(fate(WRONG, 9, &story, StudentNow::default()), None);
}
