//! Who may read what: every read says for whom it is.

mod agreement;

use chrono::{DateTime, Utc};
use tempfile::TempDir;

use super::review::{Ask, Change};
use super::session::NewAccount;
use super::{history, queue, review, session};
use crate::domain::account::{AccountName, Actor, Role};
use crate::domain::camera::CameraFacts;
use crate::domain::decision::{Decision, Viewing};
use crate::domain::event::{Event, QueueEntry, Subject, Submitted, UnmaskPurpose};
use crate::domain::lifecycle::Refusal;
use crate::domain::photo_hash::Digest;
use crate::domain::student::{Student, StudentId, StudentNo};
use crate::domain::submission::{Revision, SubmissionId};
use crate::store::{ListFilter, ListSort, RecordError, Store};

const ID_NUMBER: &str = "11010519491231002X";
const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;

fn number() -> StudentNo {
    StudentNo::new("2026A").expect("a number")
}

fn actor(name: &str, role: Role) -> Actor {
    Actor { account: AccountName::new(name).expect("a name"), role }
}

/// A store with a person of each role, a disabled reviewer, and one photo in the queue.
fn with_everybody() -> (TempDir, Store) {
    let dir = tempfile::tempdir().expect("a folder");
    let mut store = Store::open_unscreened(dir.path(), AT).expect("opens");
    let operator = Actor::operator("test");
    for (name, role) in [
        ("reviewer", Role::Reviewer),
        ("supervisor", Role::Supervisor),
        ("administrator", Role::Administrator),
        ("gone", Role::Reviewer),
    ] {
        let (password, display_name) = ("correct horse".to_owned(), name.to_owned());
        let new = NewAccount { name: name.to_owned(), display_name, role, password };
        session::add_account(&mut store, &operator, &new, AT).expect("added");
    }
    let gone = AccountName::new("gone").expect("a name");
    session::set_enabled(&mut store, &operator, &gone, false, AT).expect("disabled");
    let student = Student {
        no: number(),
        name: "欧阳䶮".to_owned(),
        id_number: Some(ID_NUMBER.to_owned()),
        exam_no: None,
        department: "数学学院".to_owned(),
        programme: "硕士".to_owned(),
        campus: "雁栖湖".to_owned(),
        reference_photo: None,
    };
    let enrolled = Event::Enrolled { student: Some(student) };
    let on_student = Subject::Student(StudentId(1));
    store.record(&operator, &on_student, Revision(0), &enrolled, AT).expect("enrolled");
    store.photos().put(b"a photo").expect("kept");
    let submitted = Event::Submitted(Submitted {
        student: StudentId(1),
        attempt: 1,
        photo: Digest::of(b"a photo"),
        width: 1200,
        height: 1600,
        bytes: 400_000,
        file: "2026A.jpg".to_owned(),
        submitted_at: AT,
        camera: CameraFacts::default(),
        entry: QueueEntry::AwaitingPayment,
    });
    let subject = Subject::Submission(SubmissionId(1));
    store.record(&operator, &subject, Revision(0), &submitted, AT).expect("submitted");
    (dir, store)
}

/// A read on behalf of somebody.
type Read = fn(&mut Store, &Actor) -> Result<(), RecordError>;

const READS: [(&str, Read); 7] = [
    ("list", |store, actor| {
        queue::list(store, actor, &ListFilter::default(), ListSort::default()).map(drop)
    }),
    ("rows", |store, actor| queue::rows(store, actor, &[SubmissionId(1)]).map(drop)),
    ("count", |store, actor| queue::count(store, actor, AT).map(drop)),
    ("history", |store, actor| history::read(store, actor, SubmissionId(1), AT).map(drop)),
    ("claims", |store, actor| review::take_over(store, actor, AT).map(drop)),
    ("ID number", |store, actor| {
        review::unmask(store, actor, StudentId(1), UnmaskPurpose::AnswerInquiry, AT).map(drop)
    }),
    ("accounts", |store, actor| session::accounts(store, actor).map(drop)),
];

#[test]
fn nobody_reads_who_has_no_account_none_that_is_enabled_or_another_role() {
    let (_dir, mut store) = with_everybody();
    for (name, read) in READS {
        for (who, why) in [
            (actor("stranger", Role::Administrator), None),
            (actor("reviewer", Role::Administrator), None),
            (actor("gone", Role::Reviewer), Some(Refusal::Disabled)),
        ] {
            let why = why.unwrap_or(Refusal::NotAllowed { role: who.role });
            let refused = read(&mut store, &who);
            assert_eq!(refused, Err(RecordError::Refused(why)), "{name} for {who:?}");
        }
    }
}

#[test]
fn each_role_reads_what_it_may() {
    let (_dir, mut store) = with_everybody();
    let who: Vec<Actor> = Role::ALL.iter().map(|role| actor(role.code(), *role)).collect();
    for (name, read) in READS {
        for who in &who {
            let may = name != "accounts" || who.role == Role::Administrator;
            let done = read(&mut store, who);
            assert_eq!(done.is_ok(), may, "{name} for {who:?}: {done:?}");
        }
    }
}

#[test]
fn the_id_number_is_in_no_answer_but_its_own() {
    let (_dir, mut store) = with_everybody();
    let who = actor("supervisor", Role::Supervisor);
    let history = history::read(&mut store, &who, SubmissionId(1), AT).expect("read");
    assert!(history.entries.iter().any(|entry| matches!(entry.event, Event::Enrolled { .. })));
    let said = format!("{history:?}");
    assert!(said.contains("1101") && !said.contains(ID_NUMBER), "{said}");
    let purpose = UnmaskPurpose::VerifyIdentity;
    let number = review::unmask(&mut store, &who, StudentId(1), purpose, AT).expect("told");
    assert_eq!(number.as_deref(), Some(ID_NUMBER));
    let entries = store.timeline(&Subject::Student(StudentId(1))).expect("read");
    assert!(entries.iter().any(|entry| entry.event == Event::Unmasked { purpose }), "it is logged");
}

#[test]
fn the_same_operation_asked_twice_is_recorded_once() {
    let (dir, mut store) = with_everybody();
    let operator = Actor::operator("test");
    let on_student = Subject::Student(StudentId(1));
    let payment = crate::domain::payment::Payment {
        transaction: "T1".to_owned(),
        amount_fen: 3_000,
        paid_at: AT,
    };
    let seen = store.student(&number()).expect("read").expect("on the roster").revision;
    store.record(&operator, &on_student, seen, &Event::Paid(payment), AT).expect("paid");
    let who = actor("reviewer", Role::Reviewer);
    let case = review::take(&mut store, &who, SubmissionId(1), AT).expect("taken");
    let viewing = Viewing {
        painted_at: AT,
        on_screen_ms: 900,
        active_ms: 900,
        standard_photo: None,
        findings: None,
    };
    let witness = case.witness(viewing).expect("a lease");
    let change = Change::Decide { decision: Decision::Approve, witness };
    let ask = Ask::new(case.submission, case.revision, change);
    let (first, _) = review::change(&mut store, &who, &ask, AT).expect("decided");
    let (again, _) = review::change(&mut store, &who, &ask, AT).expect("the same answer");
    assert_eq!(first, again);
    let told = store.story(StudentId(1)).expect("read");
    assert_eq!(told.iter().filter(|entry| entry.event.kind() == "decided").count(), 1);
    // Its number does not pass for something else, or for somebody else.
    let undo = Ask { change: Change::Undo, ..ask.clone() };
    assert!(review::change(&mut store, &who, &undo, AT).is_err());
    let other = actor("supervisor", Role::Supervisor);
    assert!(review::change(&mut store, &other, &ask, AT).is_err());
    assert!(crate::store::verify::verify(dir.path(), AT).expect("verified").is_whole());
}
