//! Rules change; what was recorded by those of its day stays possible.

use super::*;
use crate::domain::checklist::ChecklistItem;
use crate::domain::lifecycle::Refusal;
use crate::domain::policy::Policy;
use crate::domain::rules::RULES;

/// A retake whose reason belongs to no failed item: by another checklist it may have.
fn unfit() -> Decision {
    Decision::Retake {
        items: [ChecklistItem::FaceFrontal].into(),
        reasons: [Reason::P01, Reason::L04].into(),
        notice: None,
        note: None,
    }
}

#[test]
fn a_checklist_that_changes_makes_no_old_entry_impossible() {
    let mut world = World::new();
    let id = world.queued("S1");
    let refused = world.decide("wang", id, unfit());
    let why = Refusal::ReasonWithoutItem(Reason::L04);
    assert_eq!(refused, Err(RecordError::Refused(why)), "today's rules forbid it");
    let claim = world.store.claim_one(&name("wang"), id, world.at).expect("claim");
    let photo = world.row(id).submitted.photo;
    let witness = witness(photo, &claim, world.student("S1").stated, 900);
    let event = Event::Decided { decision: unfit(), witness };
    let at = world.at;
    // As rules allowed it that are not today's.
    world
        .store
        .batch(at, |batch| {
            batch.carry_over(at, RULES, &reviewer("wang"), &Subject::Submission(id), &event)
        })
        .expect("recorded in its day");
    assert_eq!(world.status(id), Status::Retake);
    let story = world.store.story(student_id("S1")).expect("read");
    let rules: Vec<u32> = story.iter().map(|entry| entry.rules).collect();
    assert_eq!(rules, [RULES; 4]);
    assert_eq!(world.faults(), [""; 0]);
}

#[test]
fn a_policy_that_changes_makes_no_old_entry_impossible() {
    let mut world = World::new();
    let id = world.queued("S1");
    world.decide("wang", id, Decision::Approve).expect("looked at for 900 ms");
    let strict = Event::PolicySet(Policy { on_screen_ms: 5_000, ..Policy::default() });
    world.store.record(&operator(), &Subject::Store, Revision(0), &strict, world.at).expect("set");
    let other = world.queued("S2");
    let refused = world.decide("wang", other, Decision::Approve);
    assert!(matches!(refused, Err(RecordError::Refused(Refusal::SeenTooShortly { .. }))));
    assert_eq!(world.faults(), [""; 0]);
}

#[test]
fn an_entry_by_rules_that_are_not_known_yet_is_not_understood() {
    let mut world = World::new();
    world.queued("S1");
    let raw = world.raw();
    raw.execute_batch("DROP TRIGGER log_keeps_rows").expect("dropped");
    raw.execute("UPDATE log SET rules = ?1 WHERE kind = 'paid'", [RULES + 1]).expect("changed");
    let faults = world.faults();
    assert!(
        faults.iter().any(|fault| fault.contains(&format!("rules {} are not known", RULES + 1))),
        "{faults:?}"
    );
}
