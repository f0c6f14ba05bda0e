//! Leases: whose turn it is, and what a lost lease may not do.

use std::collections::HashSet;

use super::*;
use crate::domain::checklist::ChecklistItem;
use crate::domain::claim_order::ClaimOrder;
use crate::domain::finding::Verdict;
use crate::domain::lifecycle::Refusal;
use crate::domain::samples;
use crate::domain::screening::{ReasonFinding, Screened, Screening};

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
    let of_li = other.claims_of(&name("li"), at).expect("read").remove(0);
    let given_back = [wang[1].clone(), Claim { token: wang[0].token, ..of_li }];
    world.store.release(&given_back).expect("release");
    assert_eq!(ids(&other.claim(&name("chen"), 5, &[], at).expect("claim")), [3]);
    world.release("li");
    assert_eq!(ids(&other.claim(&name("chen"), 5, &[], at).expect("claim")), [1, 4]);
}

/// Looks at a submission by machine, which finds so many items in doubt.
fn doubted(world: &mut World, id: SubmissionId, items: usize) {
    let said = |item| ReasonFinding {
        item,
        reason: Reason::C03,
        verdict: Verdict::Doubtful,
        measure: None,
        missing: None,
    };
    let said = ChecklistItem::ALL.into_iter().take(items).map(said).collect();
    let screening = Some(Box::new(Screening { said, ..Screening::default() }));
    let screened = Screened { screening, ..samples::screened() };
    world.event(&Actor::screening(), id, &Event::Screened(screened)).expect("screened");
}

#[test]
fn the_queue_can_be_claimed_by_doubt() {
    let mut world = World::new();
    let all: Vec<SubmissionId> = ["S1", "S2", "S3", "S4"].map(|n| world.queued(n)).into();
    doubted(&mut world, all[1], 2);
    doubted(&mut world, all[2], 0);
    doubted(&mut world, all[3], 5);
    let at = world.at;
    let by = |world: &mut World, order, n| {
        let claims = world.store.claim_in(order, &name("wang"), n, &[], at).expect("claimed");
        let claimed = ids(&claims);
        world.store.release(&claims).expect("released");
        claimed
    };
    assert_eq!(by(&mut world, ClaimOrder::Doubt, 3), [4, 2, 3]);
    assert_eq!(by(&mut world, ClaimOrder::Doubt, 9), [4, 2, 3, 1], "not screened: last");
    assert_eq!(by(&mut world, ClaimOrder::Deadline, 9), [1, 2, 3, 4]);
    for (descending, expected) in [(true, [4, 2, 3, 1]), (false, [3, 2, 4, 1])] {
        let sort = ListSort { column: SortColumn::Doubt, descending };
        let listed = world.store.list_ids(&ListFilter::default(), sort, 9).expect("listed");
        assert_eq!(listed, expected.map(SubmissionId));
    }
}

#[test]
fn table_and_domain_agree_on_what_is_queued() {
    let mut world = World::new();
    let id = world.queued("S1");
    let raw = world.raw();
    raw.execute_batch("DROP TRIGGER approved_submission_is_frozen").expect("dropped");
    for status in Status::ALL {
        let queued: bool = raw
            .query_row(
                "UPDATE submission SET status = ?2 WHERE id = ?1 RETURNING queued",
                (id.0, status.code()),
                |row| row.get("queued"),
            )
            .expect("written");
        assert_eq!(queued, status.is_queued(), "{status:?}");
    }
}

#[test]
fn a_lease_runs_out_unless_renewed() {
    let mut world = World::new();
    let id = world.queued("S1");
    let claims = world.store.claim(&name("wang"), 1, &[], world.at).expect("claim");
    world.pass(TimeDelta::minutes(9));
    let renewed = world.store.renew(&claims, world.at).expect("renew");
    assert_eq!(renewed[0].until, world.at + LEASE);
    world.pass(TimeDelta::minutes(9));
    assert!(world.store.claim(&name("li"), 1, &[], world.at).expect("claim").is_empty());
    world.pass(TimeDelta::minutes(1));
    assert_eq!(ids(&world.store.claim(&name("li"), 1, &[], world.at).expect("claim")), [id.0]);
    assert!(world.store.renew(&renewed, world.at).expect("renew").is_empty());
}

#[test]
fn two_consoles_of_one_account_never_hold_the_same_one() {
    let mut world = World::new();
    for number in ["S1", "S2", "S3"] {
        world.queued(number);
    }
    let (at, wang) = (world.at, name("wang"));
    let mut other = world.again();
    let old = world.store.claim(&wang, 2, &[], at).expect("claim");
    let new = other.take_over(&wang, at).expect("taken over");
    assert_eq!(ids(&new), ids(&old));
    // The older console decides nothing more, keeps nothing alive and gives nothing away.
    let refused = world.decide_under("wang", &old[0], Decision::Approve);
    assert!(matches!(refused, Err(RecordError::LeaseLost)), "{refused:?}");
    assert!(world.store.renew(&old, at).expect("renew").is_empty());
    world.store.release(&old).expect("release");
    assert_eq!(other.claims_of(&wang, at).expect("read"), new);
    // More work is other work for it; and what it takes by hand, it takes from the newer console.
    assert_eq!(ids(&world.store.claim(&wang, 5, &[], at).expect("claim")), [3]);
    let by_hand = world.store.claim_one(&wang, new[1].submission, at).expect("claim");
    assert_eq!(other.renew(&new, at).expect("renew").len(), 1);
    world.decide_under("wang", &new[0], Decision::Approve).expect("the newer console decides");
    world.decide_under("wang", &by_hand, Decision::Approve).expect("decided");
}

#[test]
fn a_disabled_account_works_no_more() {
    let mut world = World::new();
    let id = world.queued("S1");
    world.queued("S2");
    let at = world.at;
    let claims = world.store.claim(&name("wang"), 5, &[], at).expect("claim");
    world.store.set_enabled(&operator(), &name("wang"), false, at).expect("disabled");
    assert!(world.store.claims_of(&name("wang"), at).expect("read").is_empty());
    let is_refused = |result: Result<(), RecordError>| {
        assert!(matches!(result, Err(RecordError::Refused(Refusal::Disabled))), "{result:?}");
    };
    is_refused(world.store.claim(&name("wang"), 1, &[], at).map(|_claims| ()));
    is_refused(world.store.claim_one(&name("wang"), id, at).map(|_claim| ()));
    is_refused(world.decide_under("wang", &claims[0], Decision::Approve).map(|_entry| ()));
    let wang = reviewer("wang");
    is_refused(world.event(&wang, id, &Event::Held { note: None }).map(|_entry| ()));
    is_refused(world.event(&wang, id, &Event::Viewed).map(|_entry| ()));
    let own = Subject::Account(name("wang"));
    world.store.record(&wang, &own, Revision(0), &Event::SignedOut, at).expect("may leave");
    assert_eq!(ids(&world.store.claim(&name("li"), 5, &[], at).expect("claim")), [1, 2]);
    world.store.set_enabled(&operator(), &name("wang"), true, at).expect("enabled");
    assert!(world.store.claim(&name("wang"), 1, &[], at).expect("may again").is_empty());
    assert_eq!(world.faults(), [""; 0]);
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
fn a_lease_is_void_once_the_submission_has_left_the_queue() {
    let mut world = World::new();
    let (first, _second) = (world.queued("S1"), world.queued("S2"));
    let wang = name("wang");
    let old = world.store.claim(&wang, 2, &[], world.at).expect("claim");
    world.decide_under("wang", &old[0], Decision::Approve).expect("decided");
    // What the lease left behind is nobody's: no list, no renewal and no look shows it.
    assert_eq!(world.row(first).claim, None);
    let line = world.store.list_rows(&[first]).expect("read").remove(0);
    assert_eq!(super::lists::read(line).claimed_by, None);
    assert_eq!(ids(&world.store.claims_of(&wang, world.at).expect("read")), [2]);
    assert_eq!(ids(&world.store.renew(&old, world.at).expect("renew")), [2]);
    // An undo brings it back under a new lease, not under the old one.
    let undone = world.event(&reviewer("wang"), first, &Event::Undone);
    undone.expect("taken back");
    let new = world.row(first).claim.expect("handed to who took it back");
    assert!(new.token > old[1].token);
    let fenced = world.decide_under("wang", &old[0], Decision::Approve);
    assert!(matches!(fenced, Err(RecordError::LeaseLost)), "{fenced:?}");
    world.decide_under("wang", &new, Decision::Approve).expect("decided again");
    // The next claim clears it away.
    let rows = "SELECT count(*) FROM claim WHERE submission = 1";
    let left = |world: &World| world.raw().query_row(rows, [], |row| row.get::<_, i64>(0));
    assert_eq!(left(&world), Ok(1));
    assert!(world.store.claim(&name("li"), 5, &[], world.at).expect("claim").is_empty());
    assert_eq!(left(&world), Ok(0));
    assert_eq!(world.faults(), [""; 0]);
}

#[test]
fn the_witness_names_the_photo_of_the_submission() {
    let mut world = World::new();
    let id = world.queued("S1");
    let claim = world.store.claim_one(&name("wang"), id, world.at).expect("claim");
    let student = world.student("S1").stated;
    let witness = witness(Digest::ZERO, &claim, student, 900);
    let event = Event::Decided { decision: Decision::Approve, witness };
    let refused = world.event(&reviewer("wang"), id, &event);
    assert!(
        matches!(refused, Err(RecordError::Refused(Refusal::WrongSubject))),
        "the lease and the rest fit: {refused:?}"
    );
}

#[test]
fn claiming_settles_what_a_later_attempt_waits_behind() {
    let mut world = World::new();
    let first = world.queued("S1");
    world.store.claim_one(&name("wang"), first, world.at).expect("claim");
    let second = world.submit_as("S1", QueueEntry::AwaitingEarlier);
    world.release("wang");
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
    let waits = Refusal::WrongStatus { status: Status::Seconding };
    assert!(
        matches!(&refused, Err(RecordError::Refused(why)) if *why == waits),
        "a new attempt waits for the second person: {refused:?}"
    );
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
    for reviewer in 0..4 {
        world.add(&format!("r{reviewer}"), Role::Reviewer);
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
