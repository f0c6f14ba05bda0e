//! What the machine says of submissions: it changes nobody's open decision, goes on where it was, and is proved.

use super::*;
use crate::domain::event::ErasureReason;
use crate::domain::lifecycle::Refusal;
use crate::domain::samples;
use crate::domain::screening::{Screened, ScreenedBy};

fn machine() -> Actor {
    Actor::screening()
}

fn by(code: u32) -> ScreenedBy {
    ScreenedBy { code, ..samples::screened().by }
}

/// A screening by code of this version, whose standard photo is kept.
fn screened(world: &World, code: u32) -> Event {
    let file = format!("standard photo, code {code}");
    let standard_photo = Some(world.store.photos().put(file.as_bytes()).expect("kept"));
    Event::Screened(Screened { by: by(code), standard_photo, ..samples::screened() })
}

fn screen(world: &mut World, id: SubmissionId, code: u32) -> Result<Entry, RecordError> {
    let event = screened(world, code);
    world.event(&machine(), id, &event)
}

fn waiting(world: &World, code: u32) -> Vec<SubmissionId> {
    let found = world.store.unscreened(by(code), 10, &[]).expect("read");
    found.iter().map(|one| one.submission).collect()
}

#[test]
fn it_tells_and_changes_no_open_decision() {
    let mut world = World::new();
    let id = world.queued("S1");
    let claim = world.store.claim_one(&name("wang"), id, world.at).expect("claimed");
    let before = world.row(id);
    let entry = screen(&mut world, id, 1).expect("recorded");
    assert_eq!(world.row(id), before, "the revision stays");
    let row = world.store.screening(id).expect("read").expect("screened");
    assert_eq!(row.entry, entry.digest);
    assert_eq!(row.screened.screening, samples::screened().screening, "facts come back");
    world.decide_under("wang", &claim, Decision::Approve).expect("not stale");
    assert_eq!(world.faults(), [""; 0]);
}

#[test]
fn only_the_screening_machine_tells_and_of_what_is_decided_only_where_a_standard_photo_is_missing()
{
    let mut world = World::new();
    let id = world.queued("S1");
    let event = screened(&world, 1);
    for actor in [reviewer("wang"), supervisor(), operator(), Actor::backups()] {
        let refused = world.event(&actor, id, &event);
        let role = actor.role;
        assert_eq!(refused, Err(RecordError::Refused(Refusal::NotAllowed { role })), "{role:?}");
    }
    let rejected = world.queued("S2");
    world.decide("wang", rejected, reject(Reason::I02)).expect("decided");
    let status = Status::Rejected;
    let refused = world.event(&machine(), rejected, &event);
    assert_eq!(refused, Err(RecordError::Refused(Refusal::WrongStatus { status })));
    assert_eq!(world.store.screening(rejected).expect("read"), None);
    world.decide("wang", id, Decision::Approve).expect("decided");
    let before = world.row(id);
    screen(&mut world, id, 1).expect("it has no standard photo yet");
    assert_eq!(world.row(id), before, "frozen as it was");
    let status = Status::Approved;
    let again = screen(&mut world, id, 2);
    assert_eq!(again, Err(RecordError::Refused(Refusal::WrongStatus { status })));
    assert_eq!(world.faults(), [""; 0]);
}

#[test]
fn an_approval_without_a_standard_photo_gets_one_last_and_can_be_delivered_then() {
    let mut world = World::new();
    let early = world.queued("S1");
    world.decide("wang", early, Decision::Approve).expect("faster than the machine");
    let seen = world.queued("S2");
    screen(&mut world, seen, 1).expect("recorded");
    world.decide("wang", seen, Decision::Approve).expect("decided");
    world.pass(TimeDelta::hours(1));
    let open = world.queued("S3");
    assert_eq!(waiting(&world, 2), [open, early]);
    let counts = |world: &World, done, total| {
        let counts = world.store.screening_counts(by(1)).expect("read");
        assert_eq!(counts, ScreeningCounts { done, total });
    };
    counts(&world, 0, 2);
    screen(&mut world, early, 1).expect("recorded");
    assert_eq!(waiting(&world, 1), [open]);
    assert_eq!(waiting(&world, 2), [open], "by other code neither");
    let candidates = world.store.delivery_candidates().expect("read");
    let made = candidates.iter().filter(|row| row.candidate.standard_photo.is_some()).count();
    assert_eq!(made, 2, "both can be delivered");
    assert_eq!(world.faults(), [""; 0]);
}

#[test]
fn an_approval_whose_photo_allows_no_standard_photo_is_looked_at_once() {
    let mut world = World::new();
    let id = world.queued("S1");
    world.decide("wang", id, Decision::Approve).expect("decided");
    let none = Screened { by: by(1), standard_photo: None, ..samples::screened() };
    world.event(&machine(), id, &Event::Screened(none)).expect("recorded");
    assert_eq!(waiting(&world, 1), []);
    assert_eq!(waiting(&world, 2), [id], "other code may make one");
}

#[test]
fn what_was_made_otherwise_is_screened_again_and_the_earlier_standard_photo_stays_named() {
    let mut world = World::new();
    let id = world.queued("S1");
    assert_eq!(waiting(&world, 1), [id]);
    screen(&mut world, id, 1).expect("recorded");
    assert_eq!(waiting(&world, 1), []);
    assert_eq!(waiting(&world, 2), [id], "another code");
    screen(&mut world, id, 2).expect("recorded");
    let counts = world.store.screening_counts(by(2)).expect("read");
    assert_eq!(counts, ScreeningCounts { done: 1, total: 1 });
    // Neither is set aside as named by nobody, and both are looked for.
    assert_eq!(world.faults(), [""; 0]);
    let first = Digest::of(b"standard photo, code 1");
    std::fs::remove_file(world.store.photos().path(first)).expect("removed");
    assert_eq!(world.faults().len(), 1, "{:?}", world.faults());
}

#[test]
fn the_earliest_deadline_comes_first_and_what_reviewers_hold_is_asked_for_by_itself() {
    let mut world = World::new();
    let first = world.queued("S1");
    world.pass(TimeDelta::days(1));
    let second = world.queued("S2");
    world.enrol("S3");
    let unpaid = world.submit_as("S3", QueueEntry::AwaitingPayment);
    assert_eq!(waiting(&world, 1), [first, second, unpaid], "what has no deadline comes last");
    let skipped = world.store.unscreened(by(1), 1, &[first]).expect("read");
    assert_eq!(skipped.iter().map(|one| one.submission).collect::<Vec<_>>(), [second]);
    let held = |world: &World| {
        let found = world.store.unscreened_claimed(by(1), world.at).expect("read");
        found.iter().map(|one| one.submission).collect::<Vec<_>>()
    };
    assert_eq!(held(&world), []);
    world.store.claim_one(&name("wang"), second, world.at).expect("claimed");
    assert_eq!(held(&world), [second]);
    screen(&mut world, second, 1).expect("recorded");
    assert_eq!(held(&world), []);
    world.store.claim_one(&name("li"), first, world.at).expect("claimed");
    world.pass(LEASE);
    assert_eq!(held(&world), [], "a lease that has run out");
}

#[test]
fn a_screening_that_is_changed_behind_the_stores_back_is_found() {
    let mut world = World::new();
    let id = world.queued("S1");
    screen(&mut world, id, 1).expect("recorded");
    world.raw().execute_batch("UPDATE screening SET doubt = 0").expect("changed");
    assert_eq!(world.faults().len(), 1);
    world
        .raw()
        .execute_batch("DELETE FROM screening; DELETE FROM standard_photo")
        .expect("deleted");
    assert_eq!(world.faults().len(), 2);
}

#[test]
fn one_screens_at_a_time() {
    let world = World::new();
    let first = world.store.photos().screening().expect("free");
    assert!(world.again().photos().screening().is_none());
    drop(first);
    assert!(world.again().photos().screening().is_some());
}

#[test]
fn a_standard_photo_made_again_under_the_lease_is_the_newest_and_goes_with_an_erasure() {
    let mut world = World::new();
    world.add("sun", Role::Administrator);
    let id = world.queued("S1");
    let claim = world.store.claim_one(&name("wang"), id, world.at).expect("claimed");
    let photo = world.store.photos().put(b"made again").expect("kept");
    let again = |code| {
        let made = Screened { by: by(code), standard_photo: Some(photo), ..samples::screened() };
        samples::standardised_again(claim.token, made)
    };
    let otherwise = Err(RecordError::Refused(Refusal::ScreenedOtherwise));
    assert_eq!(world.event(&reviewer("wang"), id, &again(1)), otherwise, "not screened yet");
    screen(&mut world, id, 1).expect("recorded");
    assert_eq!(world.event(&reviewer("wang"), id, &again(2)), otherwise, "by other code");
    for actor in [machine(), operator()] {
        let role = actor.role;
        let refused = world.event(&actor, id, &again(1));
        assert_eq!(refused, Err(RecordError::Refused(Refusal::NotAllowed { role })));
    }
    for other in [reviewer("li"), supervisor()] {
        assert_eq!(world.event(&other, id, &again(1)), Err(RecordError::LeaseLost));
    }
    let before = world.row(id);
    let entry = world.event(&reviewer("wang"), id, &again(1)).expect("recorded");
    assert_eq!(world.row(id), before, "the revision stays");
    let row = world.store.screening(id).expect("read").expect("screened");
    assert_eq!((row.entry, row.screened.standard_photo), (entry.digest, Some(photo)));
    assert_eq!(row.screened.screening, samples::screened().screening, "facts come back");
    world.decide_under("wang", &claim, reject(Reason::I02)).expect("decided");
    let status = Status::Rejected;
    let late = world.event(&reviewer("wang"), id, &again(1));
    assert_eq!(late, Err(RecordError::Refused(Refusal::WrongStatus { status })));
    assert_eq!(world.faults(), [""; 0]);

    let (sun, why) =
        (Actor { account: name("sun"), role: Role::Administrator }, ErasureReason::Request);
    world.store.propose_erasure(&sun, student_id("S1"), why, world.at).expect("proposed");
    world.store.erase(&supervisor(), student_id("S1"), world.at).expect("erased");
    assert!(!world.store.photos().contains(photo));
    assert_eq!(world.faults(), [""; 0]);
}
