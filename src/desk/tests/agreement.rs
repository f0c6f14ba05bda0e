//! People beside the machine: what of their decisions is counted.

use std::collections::BTreeSet;

use super::*;
use crate::desk::agreement::agreement;
use crate::domain::checklist::ChecklistItem;
use crate::domain::interval::Proportion;
use crate::domain::payment::Payment;
use crate::domain::reason::Reason;
use crate::domain::samples;
use crate::domain::screening::ScreenedBy;

#[test]
fn a_decision_counts_only_beside_findings_of_today() {
    let (_dir, mut store) = with_everybody();
    let operator = Actor::operator("test");
    let payment = Payment { transaction: "T1".to_owned(), amount_fen: 3_000, paid_at: AT };
    let seen = store.student(&number()).expect("read").expect("on the roster").revision;
    let on_student = Subject::Student(StudentId(1));
    store.record(&operator, &on_student, seen, &Event::Paid(payment), AT).expect("paid");
    let screened = samples::screened();
    let (machine, subject) = (Actor::screening(), Subject::Submission(SubmissionId(1)));
    let revision = store.submission(SubmissionId(1)).expect("read").expect("there").revision;
    let event = Event::Screened(screened.clone());
    store.record(&machine, &subject, revision, &event, AT).expect("screened");
    let by = screened.by;
    assert_eq!(agreement(&store, by).expect("counted").counted, 0, "nobody has decided");

    let who = actor("reviewer", Role::Reviewer);
    let case = review::take(&mut store, &who, SubmissionId(1), AT).expect("taken");
    let viewing = Viewing {
        painted_at: AT,
        on_screen_ms: 900,
        active_ms: 900,
        standard_photo: None,
        findings: case.screening.as_ref().map(|row| row.entry),
    };
    let decision = Decision::Retake {
        items: BTreeSet::from([ChecklistItem::QualitySharpness]),
        reasons: BTreeSet::from([Reason::C03]),
        notice: None,
        note: None,
    };
    let witness = case.witness(viewing).expect("a lease");
    let ask = Ask::new(case.submission, case.revision, Change::Decide { decision, witness });
    review::change(&mut store, &who, &ask, AT).expect("decided");

    let told = agreement(&store, by).expect("counted");
    assert_eq!((told.counted, told.tallies.len()), (1, 1));
    let sharpness = told.tallies[&(ChecklistItem::QualitySharpness, None)];
    assert_eq!(sharpness.against(), Proportion { count: 1, of: 1 });
    let newer = ScreenedBy { code: by.code + 1, ..by };
    let told = agreement(&store, newer).expect("counted");
    assert_eq!((told.counted, told.otherwise), (0, 1));
}
