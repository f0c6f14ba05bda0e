//! What a notice says of what was measured, in the university's own wording, and the picture that goes with it.

use std::collections::BTreeSet;

use super::*;
use crate::desk::review::{self, Ask, Change};
use crate::desk::session::{self, NewAccount};
use crate::domain::account::{AccountName, Role};
use crate::domain::checklist::ChecklistItem;
use crate::domain::decision::Viewing;
use crate::domain::payment::Payment;
use crate::domain::reason::Reason;
use crate::domain::samples;
use crate::domain::screening::Screened;
use crate::domain::student::StudentId;

const PHOTO: &[u8] = include_bytes!("../../../../data/submissions/tilted.jpg");

/// The machine doubts that the shoulders are level, and says where.
fn slanted() -> Screened {
    let screening = samples::slanted(Some([300, 900, 900, 300]));
    Screened { screening: Some(Box::new(screening)), standard_photo: None, ..samples::screened() }
}

/// A store with one photo that was sent for a retake beside those findings.
fn retaken() -> AtWork {
    let mut desk = AtWork::empty();
    let (store, at) = (&mut desk.store, now());
    let photo = store.photos().put(PHOTO).expect("kept");
    let operator = Actor::operator("test");
    let (student, submission) =
        (Subject::Student(StudentId(1)), Subject::Submission(SubmissionId(1)));
    let payment = Payment { transaction: "T1".to_owned(), amount_fen: 3_000, paid_at: at };
    store.record(&operator, &student, Revision(0), &samples::enrolled(1), at).expect("enrolled");
    let sent = samples::submitted(1, photo, at);
    store.record(&operator, &submission, Revision(0), &sent, at).expect("sent");
    let seen = store.student_by_id(StudentId(1)).expect("read").expect("there").revision;
    store.record(&operator, &student, seen, &Event::Paid(payment), at).expect("paid");
    let seen = store.submission(SubmissionId(1)).expect("read").expect("there").revision;
    let screened = Event::Screened(slanted());
    store.record(&Actor::screening(), &submission, seen, &screened, at).expect("screened");
    let (name, password) = ("reviewer".to_owned(), "correct horse".to_owned());
    let new = NewAccount { name: name.clone(), display_name: name, role: Role::Reviewer, password };
    session::add_account(store, &operator, &new, at).expect("added");
    let account = AccountName::new("reviewer").expect("a name");
    let who = Actor { account, role: Role::Reviewer };
    let case = review::take(store, &who, SubmissionId(1), at).expect("taken");
    let viewing = Viewing {
        painted_at: at,
        on_screen_ms: 900,
        active_ms: 900,
        standard_photo: None,
        findings: case.screening.as_ref().map(|row| row.entry),
    };
    let decision = Decision::Retake {
        items: BTreeSet::from([ChecklistItem::FaceShouldersLevel]),
        reasons: BTreeSet::from([Reason::P03]),
        notice: None,
        note: None,
    };
    let witness = case.witness(viewing).expect("a lease");
    let ask = Ask::new(case.submission, case.revision, Change::Decide { decision, witness });
    review::change(store, &who, &ask, at).expect("decided");
    desk
}

fn own(desk: &AtWork, words: &str) {
    fs::write(desk.store.dir().join("notices.toml"), words).expect("written");
}

fn go_on(_progress: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

#[test]
fn a_notice_says_what_was_measured_and_shows_it() {
    let mut desk = retaken();
    let list = desk.lists().join("notices.csv");
    desk.write(ExportKind::Notices, &list, &mut go_on).expect("written");
    let words = fs::read_to_string(&list).expect("reads");
    assert!(words.contains("测得双肩倾斜 8.2°，要求至多 5°。"), "{words}");
    assert_eq!(desk.left(), 1, "no pictures unless they are asked for");

    own(&desk, "phone = \"010-1\"\npictures = true\n[zh.advice]\nP03 = \"请坐正。\"");
    desk.write(ExportKind::Notices, &list, &mut go_on).expect("written");
    let words = fs::read_to_string(&list).expect("reads");
    for part in ["8.2°", "请坐正。", "客服电话：010-1。", "notices-pictures/2026E1.jpg"]
    {
        assert!(words.contains(part), "{part}: {words}");
    }
    let picture = fs::read(desk.lists().join("notices-pictures/2026E1.jpg")).expect("there");
    assert!(picture.starts_with(b"\xff\xd8"));
    assert_eq!(desk.left(), 2, "nothing else is left beside the list");

    // Nobody's pictures are replaced.
    let refused = desk.write(ExportKind::Notices, &list, &mut go_on);
    assert!(matches!(refused, Err(ExportError::PicturesThere(_))), "{refused:?}");
}

#[test]
fn a_wrong_wording_is_refused_with_its_line_before_anything_leaves() {
    let mut desk = retaken();
    own(&desk, "days = 7\n[zh]\nretake_closing = \"{dedline}\"");
    let list = desk.lists().join("notices.csv");
    let refused = desk.write(ExportKind::Notices, &list, &mut go_on);
    let is_line = |fault: &WordingFault| matches!(fault, WordingFault::Placeholder { line: 3, .. });
    assert!(
        matches!(&refused, Err(ExportError::Wording { fault, .. }) if is_line(fault)),
        "{refused:?}"
    );
    assert_eq!((desk.left(), desk.exported()), (0, 0));
    desk.write(ExportKind::Decisions, &desk.lists().join("d.csv"), &mut go_on)
        .expect("decisions have no such words");
}
