//! Leases: whose turn it is, and what a lost lease may not do.

use std::collections::HashSet;

use super::*;
use crate::domain::lifecycle::Refusal;

fn ids(claims: &[Claim]) -> Vec<i64> {
    claims.iter().map(|claim| claim.submission.0).collect()
}

#[test]
fn the_queue_is_claimed_by_deadline_without_overlap() {
    let mut world = World::new();
    for number in ["S1", "S2", "S3", "S4"] {
        world.queued(number);
        world.pass(TimeDelta::minutes(1));
    }
    let at = world.at;
    let mut other = world.again();
    let wang = world.store.claim(&name("wang"), 2, &[SubmissionId(1)], at).expect("claim");
    assert_eq!(ids(&wang), [2, 3]);
    let li = other.claim(&name("li"), 5, &[], at).expect("claim");
    assert_eq!(ids(&li), [1, 4]);
    assert_eq!(ids(&world.store.claims_of(&name("li"), at).expect("read")), [1, 4]);
    assert!(other.claim(&name("chen"), 5, &[], at).expect("claim").is_empty());
    let taken = other.claim_one(&name("chen"), SubmissionId(1), at);
    assert!(matches!(taken, Err(RecordError::ClaimedByOther)));
    world.store.release(&name("wang"), &[SubmissionId(3), SubmissionId(1)]).expect("release");
    assert_eq!(ids(&other.claim(&name("chen"), 5, &[], at).expect("claim")), [3]);
    other.release_all(&name("li")).expect("release");
    assert_eq!(ids(&other.claim(&name("chen"), 5, &[], at).expect("claim")), [1, 4]);
}

#[test]
fn a_lease_runs_out_unless_renewed() {
    let mut world = World::new();
    let id = world.queued("S1");
    world.store.claim(&name("wang"), 1, &[], world.at).expect("claim");
    world.pass(TimeDelta::minutes(9));
    let renewed = world.store.renew(&name("wang"), world.at).expect("renew");
    assert_eq!(renewed[0].until, world.at + LEASE);
    world.pass(TimeDelta::minutes(9));
    assert!(world.store.claim(&name("li"), 1, &[], world.at).expect("claim").is_empty());
    world.pass(TimeDelta::minutes(1));
    assert_eq!(ids(&world.store.claim(&name("li"), 1, &[], world.at).expect("claim")), [id.0]);
    assert!(world.store.renew(&name("wang"), world.at).expect("renew").is_empty());
}

#[test]
fn a_decision_under_a_lost_lease_is_refused() {
    let mut world = World::new();
    let id = world.queued("S1");
    let old = world.store.claim_one(&name("wang"), id, world.at).expect("claim");
    world.pass(TimeDelta::minutes(11));
    let late = world.decide_under("wang", &old, Decision::Approve);
    assert!(matches!(late, Err(RecordError::LeaseLost)), "run out");
    let new = world.store.claim_one(&name("wang"), id, world.at).expect("claim");
    assert!(new.token > old.token);
    let fenced = world.decide_under("wang", &old, Decision::Approve);
    assert!(matches!(fenced, Err(RecordError::LeaseLost)), "same person, older lease");
    let foreign = world.decide_under("li", &new, Decision::Approve);
    assert!(matches!(foreign, Err(RecordError::LeaseLost)), "another's lease");
    let held = world.event(&reviewer("li"), id, &Event::Held { note: None });
    assert!(matches!(held, Err(RecordError::ClaimedByOther)));
    world.decide_under("wang", &new, Decision::Approve).expect("decided");
    let gone = world.store.claim_one(&name("li"), id, world.at);
    assert!(matches!(gone, Err(RecordError::Refused(Refusal::WrongStatus { .. }))));
}

#[test]
fn the_witness_names_the_photo_of_the_submission() {
    let mut world = World::new();
    let id = world.queued("S1");
    let claim = world.store.claim_one(&name("wang"), id, world.at).expect("claim");
    let student = world.student("S1").stated;
    let witness = Witness { photo: Digest::ZERO, on_screen_ms: 1, claim: claim.token, student };
    let event = Event::Decided { decision: Decision::Approve, witness };
    assert!(world.event(&reviewer("wang"), id, &event).is_err());
}

#[test]
fn claiming_settles_what_a_later_attempt_waits_behind() {
    let mut world = World::new();
    let first = world.queued("S1");
    world.store.claim_one(&name("wang"), first, world.at).expect("claim");
    let second = world.submit_as("S1", QueueEntry::AwaitingEarlier);
    world.store.release_all(&name("wang")).expect("release");
    let claims = world.store.claim(&name("li"), 5, &[], world.at).expect("claim");
    assert_eq!(ids(&claims), [second.0]);
    assert_eq!(world.status(first), Status::Superseded);
    assert_eq!(world.status(second), Status::Pending);
}

#[test]
fn an_accusation_does_not_give_way_to_what_waits_behind_it() {
    let mut world = World::new();
    let first = world.queued("S1");
    world.decide("wang", first, reject(Reason::F02)).expect("proposed");
    let due = world.due();
    let refused = world.try_submit("S1", QueueEntry::Queued { due });
    assert!(refused.is_err(), "a new attempt waits for the second person");
    let second = world.submit_as("S1", QueueEntry::AwaitingEarlier);
    assert!(world.store.claim(&name("wang"), 5, &[], world.at).expect("claim").is_empty());
    let claims = world.store.claim(&name("li"), 5, &[], world.at).expect("claim");
    assert_eq!(ids(&claims), [first.0], "a second person sees the accusation");
    assert_eq!(world.status(second), Status::AwaitingEarlier);
    world.decide_under("li", &claims[0], reject(Reason::F02)).expect("seconded");
    let stand = [world.status(first), world.status(second)];
    assert_eq!(stand, [Status::Rejected, Status::Pending]);
    assert_eq!(world.faults(), [""; 0]);
}

#[test]
fn many_connections_never_share_a_submission() {
    let mut world = World::new();
    for number in 0..60 {
        world.queued(&format!("S{number}"));
    }
    let at = world.at;
    let got: Vec<SubmissionId> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|reviewer| {
                let mut store = world.again();
                scope.spawn(move || {
                    let holder = name(&format!("r{reviewer}"));
                    let mut mine = Vec::new();
                    loop {
                        let claims = store.claim(&holder, 3, &[], at).expect("claim");
                        if claims.is_empty() {
                            return mine;
                        }
                        mine.extend(claims.iter().map(|claim| claim.submission));
                    }
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("thread")).collect()
    });
    assert_eq!(got.len(), 60);
    assert_eq!(got.iter().collect::<HashSet<_>>().len(), 60, "each exactly once");
}
