//! A supervisor takes approvals back.

use super::*;
use crate::domain::lifecycle::Refusal;

fn revoked() -> Event {
    Event::Revoked { note: "标准照裁切有误".to_owned() }
}

#[test]
fn a_revoked_approval_is_reviewed_again() {
    let mut world = World::new();
    let id = world.queued("S1");
    let due = world.row(id).standing.due;
    world.decide("wang", id, Decision::Approve).expect("approved");
    let refused = world.event(&reviewer("wang"), id, &revoked());
    let not_allowed = Refusal::NotAllowed { role: Role::Reviewer };
    assert!(matches!(refused, Err(RecordError::Refused(why)) if why == not_allowed));
    world.event(&supervisor(), id, &revoked()).expect("revoked");
    let row = world.row(id);
    assert_eq!((row.standing.status, row.standing.due), (Status::Pending, due));
    assert_eq!((row.decision, row.decided_at, row.claim), (None, None, None));
    assert!(!world.student("S1").frozen);
    let again = world.event(&supervisor(), id, &revoked());
    let wrong = Refusal::WrongStatus { status: Status::Pending };
    assert!(matches!(again, Err(RecordError::Refused(why)) if why == wrong));
    world.decide("wang", id, reject(Reason::I02)).expect("decided again");
    assert_eq!(world.faults(), Vec::<String>::new());
}

#[test]
fn what_an_approval_had_withdrawn_waits_again_after_a_revocation() {
    let mut world = World::new();
    let first = world.queued("S1");
    let claim = world.store.claim_one(&name("wang"), first, world.at).expect("claimed");
    let later = world.try_submit("S1", QueueEntry::AwaitingEarlier).expect("submitted");
    world.decide_under("wang", &claim, Decision::Approve).expect("approved");
    assert_eq!(world.status(later), Status::Withdrawn);
    world.event(&supervisor(), first, &revoked()).expect("revoked");
    assert_eq!(world.status(later), Status::AwaitingEarlier);
    assert_eq!(world.faults(), Vec::<String>::new());
}

#[test]
fn a_revocation_drops_an_accusation_that_the_approval_had_dismissed() {
    let mut world = World::new();
    let id = world.queued("S1");
    world.decide("wang", id, reject(Reason::I01)).expect("proposed");
    world.decide("li", id, Decision::Approve).expect("approved");
    world.event(&supervisor(), id, &revoked()).expect("revoked");
    let standing = world.row(id).standing;
    assert_eq!((standing.status, standing.proposer), (Status::Pending, None));
    world.decide("wang", id, Decision::Approve).expect("by whom it was accused");
    assert_eq!(world.faults(), Vec::<String>::new());
}
