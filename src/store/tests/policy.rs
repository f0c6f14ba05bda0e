//! Policies: held to when something is recorded, never when it is replayed.

use super::*;
use crate::domain::lifecycle::Refusal;
use crate::domain::policy::Policy;

fn set(world: &mut World, actor: &Actor, on_screen_ms: u64) -> Result<Entry, RecordError> {
    let event = Event::PolicySet(Policy { on_screen_ms });
    world.store.record(actor, &Subject::Store, Revision(0), &event, world.at)
}

/// Approves, having seen the photo for so long.
fn approve(world: &mut World, id: SubmissionId, on_screen_ms: u64) -> Result<Entry, RecordError> {
    let claim = world.store.claim_one(&name("wang"), id, world.at)?;
    approve_under(world, id, &claim, on_screen_ms)
}

fn approve_under(
    world: &mut World,
    id: SubmissionId,
    claim: &Claim,
    on_screen_ms: u64,
) -> Result<Entry, RecordError> {
    let submitted = world.row(id).submitted;
    let student = world.stated(submitted.student);
    let witness = witness(submitted.photo, claim, student, on_screen_ms);
    world.event(&reviewer("wang"), id, &Event::Decided { decision: Decision::Approve, witness })
}

#[test]
fn a_photo_that_was_hardly_seen_is_not_decided_on() {
    let mut world = World::new();
    let id = world.queued("S1");
    for short in [0, 17, 84, 299] {
        let refused = approve(&mut world, id, short);
        let wanted = Refusal::SeenTooShortly { seen_ms: short, needed_ms: 300 };
        assert!(
            matches!(&refused, Err(RecordError::Refused(why)) if *why == wanted),
            "{refused:?}"
        );
        assert_eq!(world.status(id), Status::Pending);
    }
    approve(&mut world, id, 300).expect("seen for long enough");
}

#[test]
fn the_policy_that_stands_counts() {
    let mut world = World::new();
    let (first, second) = (world.queued("S1"), world.queued("S2"));
    assert_eq!(world.store.policy().expect("read"), Policy::default());
    set(&mut world, &operator(), 0).expect("set");
    approve(&mut world, first, 0).expect("nothing is asked for");
    set(&mut world, &operator(), 2_000).expect("set");
    assert_eq!(world.again().policy().expect("read"), Policy { on_screen_ms: 2_000 });
    let short = approve(&mut world, second, 1_999);
    let why = Refusal::SeenTooShortly { seen_ms: 1_999, needed_ms: 2_000 };
    assert!(matches!(&short, Err(RecordError::Refused(told)) if *told == why), "{short:?}");
    approve(&mut world, second, 2_000).expect("seen for long enough");
}

#[test]
fn a_stricter_policy_makes_no_old_entry_impossible() {
    let mut world = World::new();
    let id = world.queued("S1");
    set(&mut world, &operator(), 0).expect("set");
    approve(&mut world, id, 5).expect("recorded");
    set(&mut world, &operator(), Policy::LONGEST_MS).expect("set");
    assert_eq!(world.faults(), [""; 0]);
}

#[test]
fn only_who_manages_the_store_sets_it_and_within_reason() {
    let mut world = World::new();
    for role in [Role::Reviewer, Role::Supervisor] {
        let actor = Actor { account: name("wang"), role };
        let refused = set(&mut world, &actor, 0);
        let why = Refusal::NotAllowed { role };
        assert!(matches!(&refused, Err(RecordError::Refused(told)) if *told == why), "{refused:?}");
    }
    let refused = set(&mut world, &operator(), Policy::LONGEST_MS + 1);
    assert!(matches!(refused, Err(RecordError::Refused(Refusal::PolicyTooStrict))), "{refused:?}");
    assert_eq!(world.store.policy().expect("read"), Policy::default());
}

#[test]
fn a_policy_changed_behind_the_stores_back_is_found() {
    let mut world = World::new();
    set(&mut world, &operator(), 500).expect("set");
    world.raw().execute("UPDATE policy SET on_screen_ms = 0", []).expect("tampered");
    assert_eq!(world.faults(), ["policy 1 differs from the log"]);
}
