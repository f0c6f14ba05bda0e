//! Recording: what is refused, what follows, what is frozen.

use super::*;
use crate::domain::lifecycle::Refusal;

#[test]
fn a_submission_goes_its_way() {
    let mut world = World::new();
    let id = world.queued("S1");
    assert_eq!(world.status(id), Status::Pending);
    let claim = world.store.claim(&name("wang"), 5, &[], world.at).expect("claim").remove(0);
    assert_eq!(claim.submission, id);
    world.decide_under("wang", &claim, Decision::Approve).expect("decided");
    let row = world.row(id);
    assert_eq!(row.standing.status, Status::Approved);
    assert_eq!(row.decision, Some(Decision::Approve));
    assert_eq!(row.decided_at, Some(world.at));
    assert_eq!(row.claim, None, "a decision ends its lease");
    assert!(world.student("S1").frozen);
    let kinds: Vec<_> = world
        .store
        .timeline(&Subject::Submission(id))
        .expect("timeline")
        .iter()
        .map(|entry| entry.event.kind())
        .collect();
    assert_eq!(kinds, ["submitted", "decided"]);
}

#[test]
fn undo_brings_the_photo_back_under_a_new_lease() {
    let mut world = World::new();
    let id = world.queued("S1");
    world.decide("wang", id, Decision::Approve).expect("decided");
    world.event(&reviewer("wang"), id, &Event::Undone).expect("undone");
    let row = world.row(id);
    assert_eq!(row.standing.status, Status::Pending);
    assert_eq!((row.decision, row.decided_at), (None, None));
    assert!(!world.student("S1").frozen);
    let claim = row.claim.expect("lease");
    assert!(claim.holder == name("wang") && claim.is_live(world.at));
    world.decide_under("wang", &claim, reject(Reason::I02)).expect("decided again");
}

#[test]
fn a_stale_request_is_refused() {
    let mut world = World::new();
    let id = world.queued("S1");
    let seen = world.row(id).revision;
    let subject = Subject::Submission(id);
    world.decide("wang", id, Decision::Approve).expect("decided");
    let undone = world.store.record(&reviewer("wang"), &subject, seen, &Event::Undone, world.at);
    assert!(matches!(undone, Err(RecordError::Stale { .. })), "{undone:?}");
    // What is only told is not a change, and never stale.
    world.store.record(&reviewer("li"), &subject, seen, &Event::Viewed, world.at).expect("viewed");
    world.event(&reviewer("wang"), id, &Event::Undone).expect("a view bumps no revision");
}

#[test]
fn a_payment_lets_the_waiting_submission_in() {
    let mut world = World::new();
    world.enrol("S1");
    let id = world.submit_as("S1", QueueEntry::AwaitingPayment);
    assert_eq!(world.store.counts(world.at).expect("counts").waiting, 0);
    world.pass(TimeDelta::hours(3));
    world.pay("S1");
    let standing = world.row(id).standing;
    assert_eq!((standing.status, standing.due), (Status::Pending, Some(world.due())));
    assert_eq!(world.store.counts(world.at).expect("counts").waiting, 1);
    let again = world.store.record(
        &operator(),
        &on_student("S1"),
        world.student("S1").revision,
        &Event::Paid(payment("S1", world.at)),
        world.at,
    );
    assert!(matches!(again, Err(RecordError::Refused(Refusal::WrongSubject))), "known transaction");
}

#[test]
fn an_unpaid_submission_cannot_enter_the_queue() {
    let mut world = World::new();
    world.enrol("S1");
    let due = world.due();
    let refused = world.try_submit("S1", QueueEntry::Queued { due });
    assert!(matches!(refused, Err(RecordError::Refused(Refusal::WrongSubject))));
    let unknown = world.try_submit("S9", QueueEntry::AwaitingPayment);
    assert!(matches!(unknown, Err(RecordError::NoSuchSubject)));
}

#[test]
fn the_end_of_an_attempt_moves_the_later_one() {
    for (decision, later) in
        [(reject(Reason::I02), Status::Pending), (Decision::Approve, Status::Withdrawn)]
    {
        let mut world = World::new();
        let first = world.queued("S1");
        let claim = world.store.claim_one(&name("wang"), first, world.at).expect("claim");
        let second = world.submit_as("S1", QueueEntry::AwaitingEarlier);
        assert_eq!(world.status(second), Status::AwaitingEarlier);
        world.decide_under("wang", &claim, decision).expect("decided");
        assert_eq!(world.status(second), later);
        let undone = world.event(&reviewer("wang"), first, &Event::Undone);
        assert_eq!(undone.is_ok(), later == Status::Withdrawn, "{later:?}");
    }
}

#[test]
fn an_undone_approval_lets_what_it_withdrew_wait_again() {
    let mut world = World::new();
    let first = world.queued("S1");
    let claim = world.store.claim_one(&name("wang"), first, world.at).expect("claim");
    let [taken_back, second, third] =
        [(); 3].map(|()| world.submit_as("S1", QueueEntry::AwaitingEarlier));
    let asked_for = Event::Withdrawn { note: "asked for".to_owned() };
    world.event(&supervisor(), taken_back, &asked_for).expect("withdrawn");
    world.decide_under("wang", &claim, Decision::Approve).expect("decided");
    world.event(&reviewer("wang"), first, &Event::Undone).expect("undone");
    let stand = [taken_back, second, third].map(|id| world.status(id));
    assert_eq!(stand, [Status::Withdrawn, Status::Withdrawn, Status::AwaitingEarlier]);
    assert!(!world.student("S1").frozen);
    // And so it goes on: approved again, taken back again, and decided at last.
    world.decide("wang", first, Decision::Approve).expect("decided");
    assert_eq!(world.status(third), Status::Withdrawn);
    world.event(&reviewer("wang"), first, &Event::Undone).expect("undone");
    world.decide("wang", first, reject(Reason::I02)).expect("decided");
    assert_eq!(world.status(third), Status::Pending);
    let forged = world.event(&reviewer("wang"), second, &Event::WaitsAgain);
    assert!(
        matches!(forged, Err(RecordError::Refused(Refusal::WrongSubject))),
        "only an undo does that: {forged:?}"
    );
    assert_eq!(world.faults(), [""; 0]);
}

#[test]
fn a_new_attempt_takes_the_place_of_an_unclaimed_one() {
    let mut world = World::new();
    let first = world.queued("S1");
    world.store.claim_one(&name("wang"), first, world.at).expect("claim");
    let due = world.due();
    let refused = world.try_submit("S1", QueueEntry::Queued { due });
    assert!(matches!(refused, Err(RecordError::ClaimedByOther)));
    let waiting = world.submit_as("S1", QueueEntry::AwaitingEarlier);
    world.release("wang");
    let third = world.submit("S1");
    assert_eq!(world.status(first), Status::Superseded);
    assert_eq!(world.status(waiting), Status::Superseded);
    assert_eq!(world.status(third), Status::Pending);
    assert_eq!(world.faults(), [""; 0]);
}

#[test]
fn a_second_person_decides_an_accusation() {
    let mut world = World::new();
    let id = world.queued("S1");
    world.decide("wang", id, reject(Reason::I01)).expect("proposed");
    assert_eq!(world.status(id), Status::Seconding);
    let own = world.decide("wang", id, reject(Reason::I01));
    assert!(matches!(own, Err(RecordError::Refused(Refusal::OwnProposal))), "{own:?}");
    assert!(world.store.claim(&name("wang"), 5, &[], world.at).expect("claim").is_empty());
    let proposed = world.row(id);
    world.pass(TimeDelta::minutes(1));
    world.decide("li", id, Decision::Approve).expect("seconded");
    assert_eq!(world.status(id), Status::Approved);
    world.event(&reviewer("li"), id, &Event::Undone).expect("undone");
    let back = world.row(id);
    assert_eq!(back.standing, proposed.standing, "the proposal stands again");
    assert_eq!((back.decision, back.decided_at), (proposed.decision, proposed.decided_at));
}

#[test]
fn a_second_person_who_accuses_of_something_else_only_proposes() {
    let mut world = World::new();
    let id = world.queued("S1");
    world.decide("wang", id, reject(Reason::F02)).expect("proposed");
    let first = world.row(id);
    world.pass(TimeDelta::minutes(1));
    world.decide("li", id, reject(Reason::I01)).expect("proposed");
    let other = world.row(id);
    assert_eq!(other.standing.status, Status::Seconding, "one person's word");
    assert_eq!(
        (other.standing.proposer.as_ref(), &other.decision),
        (Some(&name("li")), &Some(reject(Reason::I01)))
    );
    world.event(&reviewer("li"), id, &Event::Undone).expect("undone");
    let back = world.row(id);
    assert_eq!(back.standing, first.standing, "the first proposal stands again");
    assert_eq!((back.decision, back.decided_at), (first.decision, first.decided_at));
    world.release("li");
    world.decide("li", id, reject(Reason::I01)).expect("proposed");
    let refused = world.decide("wang", id, reject(Reason::F02));
    assert!(matches!(refused, Err(RecordError::Refused(Refusal::OwnProposal))), "{refused:?}");
    world.release("wang");
    world.decide("chen", id, reject(Reason::F02)).expect("seconded");
    assert_eq!(world.status(id), Status::Rejected);
    assert_eq!(world.faults(), [""; 0]);
}

#[test]
fn what_was_corrected_meanwhile_is_not_decided() {
    let decisions = [Decision::Approve, reject(Reason::I02), reject(Reason::I01)];
    for decision in decisions {
        let mut world = World::new();
        let id = world.queued("S1");
        let claim = world.store.claim_one(&name("wang"), id, world.at).expect("claim");
        let seen = world.student("S1").stated;
        // Another payment states nothing anew.
        let paid = Event::Paid(payment("again", world.at));
        let revision = world.student("S1").revision;
        world
            .store
            .record(&operator(), &on_student("S1"), revision, &paid, world.at)
            .expect("paid");
        assert_eq!(world.student("S1").stated, seen);
        let revision = world.student("S1").revision;
        let mut other = invented("S1", "张伟");
        other.reference_photo = world.store.photos().put(b"another face").ok();
        let corrected = Event::Corrected { student: Some(other) };
        world
            .store
            .record(&operator(), &on_student("S1"), revision, &corrected, world.at)
            .expect("corrected");
        let refused = world.decide_having_seen("wang", &claim, seen, decision.clone());
        assert!(matches!(refused, Err(RecordError::StudentCorrected)), "{refused:?}");
        assert!(!world.student("S1").frozen);
        let now = world.student("S1").stated;
        world.decide_having_seen("wang", &claim, now, decision).expect("decided");
        assert_eq!(world.faults(), [""; 0]);
    }
}

#[test]
fn approved_means_frozen() {
    let mut world = World::new();
    let id = world.queued("S1");
    world.decide("wang", id, Decision::Approve).expect("decided");
    let corrected = Event::Corrected { student: Some(invented("S1", "李四")) };
    let seen = world.student("S1").revision;
    let refused = world.store.record(&operator(), &on_student("S1"), seen, &corrected, world.at);
    assert!(matches!(refused, Err(RecordError::Refused(Refusal::Frozen))));
    let due = world.due();
    let refused = world.try_submit("S1", QueueEntry::Queued { due });
    assert!(matches!(refused, Err(RecordError::Refused(Refusal::Frozen))));
    // A second payment changes nothing that is frozen.
    let paid = Event::Paid(payment("again", world.at));
    world.store.record(&operator(), &on_student("S1"), seen, &paid, world.at).expect("noted");
}

#[test]
fn tables_refuse_what_goes_round_the_store() {
    let mut world = World::new();
    let id = world.queued("S1");
    let other = world.queued("S2");
    world.decide("wang", id, Decision::Approve).expect("decided");
    world.decide("wang", other, reject(Reason::I02)).expect("decided");
    world.event(&reviewer("wang"), other, &Event::Undone).expect("undone");
    let raw = world.raw();
    let refused = [
        "UPDATE log SET account = 'x'",
        "DELETE FROM log WHERE seq = 3",
        "INSERT INTO log VALUES (900, 0, zeroblob(16), NULL, NULL, 1, NULL, 'x', 'x', 'x', 'x', 'x',
         zeroblob(32))",
        "INSERT OR REPLACE INTO log SELECT * FROM log WHERE seq = 2",
        "UPDATE fact SET document = '{}'",
        "DELETE FROM fact",
        "UPDATE payment SET transaction_no = NULL",
        "UPDATE student SET erased = 1, no = NULL, name = NULL, reading = NULL, initials = NULL,
         exam_no = NULL, department = NULL, programme = NULL, campus = NULL WHERE no = 'S1'",
        "UPDATE submission SET status = 'pending' WHERE id = 1",
        "UPDATE submission SET status = 'pending', last_seq = (SELECT max(seq) FROM log) WHERE id = 1",
        "UPDATE submission SET photo = zeroblob(32) WHERE id = 2",
        "UPDATE student SET name = 'x' WHERE no = 'S1'",
        "UPDATE student SET paid = 0 WHERE no = 'S1'",
        "DELETE FROM student",
        "DELETE FROM submission",
        "DELETE FROM payment",
        "DELETE FROM account",
        "UPDATE payment SET amount_fen = 1",
    ];
    raw.execute(
        "INSERT INTO account VALUES ('a', '', 'reviewer', zeroblob(32), 1, 0, NULL, 1)",
        [],
    )
    .expect("an account to delete");
    for sql in refused {
        // By a trigger, and not because something else depends on the row.
        let error = raw.execute(sql, []).expect_err(sql);
        let code = error.sqlite_error().map(|error| error.extended_code);
        assert_eq!(code, Some(rusqlite::ffi::SQLITE_CONSTRAINT_TRIGGER), "{sql}: {error}");
    }
}

#[test]
fn a_failed_batch_leaves_nothing() {
    let mut world = World::new();
    let failed: Result<(), RecordError> = world.store.batch(world.at, |batch| {
        let event = Event::Enrolled { student: Some(invented("S1", "张伟")) };
        batch.record(&operator(), &on_student("S1"), Revision(0), &event)?;
        Err(RecordError::LeaseLost)
    });
    assert!(matches!(failed, Err(RecordError::LeaseLost)), "{failed:?}");
    assert_eq!(world.store.student(&no("S1")).expect("read"), None);
    // A refused event inside a batch leaves the others.
    let kept: Result<bool, RecordError> = world.store.batch(world.at, |batch| {
        let event = Event::Enrolled { student: Some(invented("S1", "张伟")) };
        batch.record(&operator(), &on_student("S1"), Revision(0), &event)?;
        let event = Event::Enrolled { student: Some(invented("S2", "张伟")) };
        let refused = batch.record(&reviewer("x"), &on_student("S2"), Revision(0), &event);
        let role = Role::Reviewer;
        Ok(matches!(refused, Err(RecordError::Refused(why)) if why == Refusal::NotAllowed { role }))
    });
    assert!(kept.expect("batch"));
    assert!(world.store.student(&no("S1")).expect("read").is_some());
}

#[test]
fn only_one_store_in_a_folder() {
    let world = World::new();
    assert!(!world.store.is_demo().expect("read"));
    let refused = Store::create_demo(world.dir.path(), world.at);
    assert!(matches!(refused, Err(StoreError::NotEmpty(_))));
    let folder = TempDir::new().expect("folder");
    let demo = Store::create_demo(&folder.path().join("new"), world.at).expect("demo");
    assert!(demo.is_demo().expect("read"));
}

#[test]
fn an_entry_bears_the_time_after_the_wait_for_another_writer() {
    use std::sync::mpsc;
    use std::time::Duration;

    use crate::desk::clock::now;

    let mut world = World::new();
    let mut other = world.again();
    world.enrol("S1");
    let subject = on_student("S1");
    let seen = world.student("S1").revision;
    let (begun_in, begun) = mpsc::sync_channel(1);
    let (entry, freed) = std::thread::scope(|scope| {
        let writer = scope.spawn(move || {
            other.batch(now, |_batch| -> Result<_, RecordError> {
                begun_in.send(()).expect("awaited");
                std::thread::sleep(Duration::from_millis(300));
                Ok(now())
            })
        });
        begun.recv().expect("the other one writes");
        let event = Event::Paid(payment("S1", world.at));
        let entry = world.store.record(&operator(), &subject, seen, &event, now);
        (entry.expect("recorded"), writer.join().expect("ends").expect("written"))
    });
    assert!(entry.at >= freed, "{} is before {freed}, when the other one still wrote", entry.at);
}
