//! Standardise again, with the real nets: a lawful crop and a matte setting are made, recorded and approved; what breaks a
//! rule is refused by its name.

use chrono::{DateTime, Utc};
use tempfile::TempDir;

use super::*;
use crate::desk::operation;
use crate::desk::screen::{Priority, Screener, run};
use crate::domain::account::{AccountName, Role};
use crate::domain::checklist::ChecklistItem;
use crate::domain::decision::{Decision, Witness};
use crate::domain::event::QueueEntry;
use crate::domain::payment::Payment;
use crate::domain::samples;
use crate::domain::specification::NATIONAL;
use crate::domain::student::StudentId;
use crate::standard::CropRule;
use crate::store::Claim;
use crate::store::verify::verify;

const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;
const PORTRAIT: &[u8] = include_bytes!("../../../data/portraits/grace_hopper.jpg");
const ID: SubmissionId = SubmissionId(1);

fn actor(name: &str) -> Actor {
    Actor { account: AccountName::new(name).expect("a name"), role: Role::Reviewer }
}

/// A store of which `wang` holds the only photo, which is screened.
fn held() -> (TempDir, Store, Claim) {
    let dir = tempfile::tempdir().expect("a folder");
    let mut store = Store::open(dir.path(), AT).expect("opens");
    let operator = Actor::operator("test");
    for name in ["wang", "li"] {
        let name = actor(name).account;
        let role = Role::Reviewer;
        store.add_account(&operator, &name, "王", role, "correct horse", AT).expect("added");
    }
    let photo = store.photos().put(PORTRAIT).expect("kept");
    let Event::Submitted(mut submitted) = samples::submitted(1, photo, AT) else {
        panic!("a submission")
    };
    submitted.entry = QueueEntry::Queued { due: AT };
    let payment = Payment { transaction: "T1".to_owned(), amount_fen: 3_000, paid_at: AT };
    let on_student = Subject::Student(StudentId(1));
    let mut record = |subject: &Subject, seen, event: &Event| {
        store.record(&operator, subject, seen, event, AT).expect("recorded").seq
    };
    let enrolled = record(&on_student, Revision(0), &samples::enrolled(1));
    record(&on_student, Revision(enrolled), &Event::Paid(payment));
    record(&Subject::Submission(ID), Revision(0), &Event::Submitted(submitted));
    let mut screener = Screener::new(2, Priority::Usual).expect("loads");
    let report = run(&mut store, &mut screener, AT, &mut |_| std::ops::ControlFlow::Continue(()));
    assert_eq!(report.expect("screened").standard_photos, 1);
    let claim = store.claim_one(&actor("wang").account, ID, AT).expect("claimed");
    (dir, store, claim)
}

/// The crop that the machine chose, moved down by so many hundredths of a pixel of the original.
fn moved(of: &OnceLooked, nets: &Nets, down: i64) -> ChosenByHand {
    let own = make(&of.looked, nets, &of.specification, &StandardOptions::default()).expect("made");
    let file = &of.specification.file;
    let Crop { left, top, width, height } =
        Crop::of(&own.standard.placement, file.width, file.height);
    let [left, top, width, height] =
        [left, top, width, height].map(|pixels| (pixels * 100.0).round() as i64);
    ChosenByHand { crop: [left, top + down, width, height], refinement: 100, tightness: 5 }
}

#[test]
fn what_a_person_chose_is_made_proved_recorded_and_is_the_one_that_is_approved() {
    let (dir, mut store, claim) = held();
    let nets = Nets::load(2).expect("loads");
    let of = look_again(&store, ID, &nets).expect("looked at");
    let (revision, before) = (
        store.submission(ID).expect("read").expect("there").revision,
        store.screening(ID).expect("read").expect("screened"),
    );
    let by_hand = of.make(moved(&of, &nets, -400), &nets).expect("within the rules");
    let (wang, reasons) = (actor("wang"), BTreeSet::from([Reason::S02]));
    let (made, lease) = ((&of, &by_hand), (claim.token, &reasons));
    let operation = operation::new();
    let entry = record(&mut store, &wang, operation, made, lease, AT).expect("recorded");
    let again = record(&mut store, &wang, operation, made, lease, AT).expect("recorded before");
    assert_eq!(entry.seq, again.seq, "once");

    let row = store.screening(ID).expect("read").expect("screened");
    let photo = Digest::of(&by_hand.made.standard.file.bytes);
    assert_eq!((row.entry, row.screened.standard_photo), (entry.digest, Some(photo)));
    assert!(store.photos().contains(photo));
    assert_eq!(store.submission(ID).expect("read").expect("there").revision, revision);
    let (now, then) =
        (row.screened.screening.expect("kept"), before.screened.screening.expect("kept"));
    assert_ne!(now.measured, then.measured, "of the new standard photo");
    let other =
        |said: &&crate::domain::screening::ReasonFinding| said.item != ChecklistItem::StandardMade;
    assert!(now.said.iter().filter(other).eq(then.said.iter().filter(other)));
    assert_eq!((now.fingerprint, &now.evidence), (then.fingerprint, &then.evidence));

    let student = store.student_by_id(StudentId(1)).expect("read").expect("there").stated;
    let approve = |store: &mut Store, standard_photo| {
        let witness = Witness {
            photo: store.submission(ID).expect("read").expect("there").submitted.photo,
            standard_photo,
            standard_photo_ms: Some(900),
            student,
            claim: claim.token,
            ..samples::witness()
        };
        let decided = Event::Decided { decision: Decision::Approve, witness };
        store.record(&wang, &Subject::Submission(ID), revision, &decided, AT)
    };
    let replaced = approve(&mut store, before.screened.standard_photo);
    assert_eq!(replaced, Err(RecordError::Refused(Refusal::StandardPhotoReplaced)));
    approve(&mut store, Some(photo)).expect("the newest was seen");
    let candidates = store.delivery_candidates().expect("read");
    assert_eq!(candidates[0].candidate.standard_photo, Some(photo));
    let late = record(&mut store, &wang, operation::new(), made, lease, AT);
    assert!(matches!(late, Err(NotMadeAgain::Record(_))), "{late:?}");
    assert_eq!(verify(dir.path(), AT).expect("verified").faults.len(), 0);
}

#[test]
fn what_breaks_a_rule_is_refused_with_the_rule_and_by_how_much() {
    let (_dir, store, _claim) = held();
    let nets = Nets::load(2).expect("loads");
    let of = look_again(&store, ID, &nets).expect("looked at");
    let refused = of.make(moved(&of, &nets, 25_000), &nets).expect_err("far too low");
    let NotMadeAgain::NotMade(NotMade::Refused(refusal)) = refused else { panic!("{refused:?}") };
    assert!(refusal.rules().contains(&CropRule::Crown), "{refusal:?}");
    let mut chosen = moved(&of, &nets, 0);
    chosen.crop[3] += 500;
    assert_eq!(of.make(chosen, &nets), Err(NotMadeAgain::Shape));
    let wild = ChosenByHand { tightness: 90, ..moved(&of, &nets, 0) };
    let refused = of.make(wild, &nets).expect_err("beyond its range");
    assert!(matches!(refused, NotMadeAgain::NotMade(NotMade::Refused(_))), "{refused:?}");
}

#[test]
fn nothing_is_recorded_or_kept_without_the_lease_a_reason_or_the_screening_of_today() {
    let (dir, mut store, claim) = held();
    let nets = Nets::load(2).expect("loads");
    let of = look_again(&store, ID, &nets).expect("looked at");
    let by_hand = of.make(moved(&of, &nets, -400), &nets).expect("within the rules");
    let photo = Digest::of(&by_hand.made.standard.file.bytes);
    let before = store.screening(ID).expect("read");
    let refused = |store: &mut Store, who: &str, token, reasons: &[Reason], why: RecordError| {
        let reasons: BTreeSet<Reason> = reasons.iter().copied().collect();
        let lease = (token, &reasons);
        let done = record(store, &actor(who), operation::new(), (&of, &by_hand), lease, AT);
        assert_eq!(done, Err(NotMadeAgain::Record(why)));
        assert!(!store.photos().contains(photo), "nothing stays");
        assert_eq!(store.screening(ID).expect("read"), before);
    };
    let token = claim.token;
    refused(&mut store, "li", token, &[Reason::S02], RecordError::LeaseLost);
    refused(&mut store, "wang", ClaimToken(token.0 - 1), &[Reason::S02], RecordError::LeaseLost);
    for reasons in [&[][..], &[Reason::P08]] {
        let why = RecordError::Refused(Refusal::NotOfStandardPhoto);
        refused(&mut store, "wang", token, reasons, why);
    }
    let own = NATIONAL.replacen("code = \"national\"", "code = \"own\"", 1);
    specification::set(&mut store, &Actor::operator("test"), &own, AT).expect("set");
    let of = look_again(&store, ID, &nets).expect("looked at");
    let reasons = BTreeSet::from([Reason::S02]);
    let done = record(
        &mut store,
        &actor("wang"),
        operation::new(),
        (&of, &by_hand),
        (token, &reasons),
        AT,
    );
    let why = RecordError::Refused(Refusal::ScreenedOtherwise);
    assert_eq!(done, Err(NotMadeAgain::Record(why)));
    assert_eq!(verify(dir.path(), AT).expect("verified").faults.len(), 0);
}
