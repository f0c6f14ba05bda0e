//! Deliveries: what counts as delivered and when, and that it stands.

mod refused;

use super::*;
use crate::domain::deliverable::{Undeliverable, deliverable};
use crate::domain::delivery::Delivery;
use crate::domain::event::ErasureReason;
use crate::domain::lifecycle::Refusal;
use crate::domain::samples;
use crate::domain::screening::Screened;

/// Looks at a submission by machine, which makes this its standard photo.
pub(super) fn screen(world: &mut World, id: SubmissionId, bytes: &[u8]) -> Digest {
    let photo = world.store.photos().put(bytes).expect("kept");
    let screened = Screened { standard_photo: Some(photo), ..samples::screened() };
    world.event(&Actor::screening(), id, &Event::Screened(screened)).expect("screened");
    photo
}

fn approved(world: &mut World, number: &str) -> SubmissionId {
    let id = world.queued(number);
    screen(world, id, number.as_bytes());
    world.decide("wang", id, Decision::Approve).expect("approved");
    id
}

pub(super) fn parcels(world: &World) -> Vec<Parcel> {
    let rows = world.store.delivery_candidates().expect("read").into_iter();
    rows.filter_map(|row| Some((row.submission?, deliverable(&row.candidate).ok()?))).collect()
}

fn next(world: &World, photos: usize) -> Delivery {
    let (number, entries, head) = world.store.next_delivery().expect("read");
    Delivery { number, photos: photos as u64, head, entries, ..samples::delivery() }
}

pub(super) fn deliver(world: &mut World, parcels: &[Parcel]) -> Result<Delivery, RecordError> {
    let delivery = next(world, parcels.len());
    let at = world.at;
    world.store.deliver(&operator(), &delivery, parcels, at, |_| Ok::<_, RecordError>(()))?;
    Ok(delivery)
}

fn refused<T: std::fmt::Debug>(done: &Result<T, RecordError>, expected: &Refusal) {
    assert!(matches!(done, Err(RecordError::Refused(why)) if why == expected), "{done:?}");
}

#[test]
fn what_is_delivered_stands() {
    let mut world = World::new();
    let ids = ["S1", "S2"].map(|number| approved(&mut world, number));
    let open = world.queued("S3");
    let packed = parcels(&world);
    assert_eq!(packed.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ids);
    let delivery = deliver(&mut world, &packed).expect("delivered");
    assert!(world.row(ids[0]).standing.delivered && !world.row(open).standing.delivered);
    assert_eq!(parcels(&world), [], "nothing leaves twice");
    refused(&world.event(&reviewer("wang"), ids[0], &Event::Undone), &Refusal::Delivered);
    let revoked = Event::Revoked { note: "wrong crop".to_owned() };
    refused(&world.event(&supervisor(), ids[0], &revoked), &Refusal::Delivered);
    refused(&deliver(&mut world, &packed), &Refusal::Delivered);
    let past = world.store.deliveries().expect("read");
    assert_eq!(past.len(), 1);
    assert_eq!((&past[0].delivery, past[0].erased), (&delivery, 0));
    let rows = world.store.delivered(1).expect("read");
    assert_eq!(rows.iter().map(|row| (row.submission, row.photo)).collect::<Vec<_>>(), packed);
    assert_eq!(world.faults(), Vec::<String>::new());
    // Nobody gets around that behind the store's back.
    for sql in [
        "DELETE FROM packed",
        "UPDATE packed SET seq = 1",
        "DELETE FROM delivery",
        "UPDATE delivery SET photos = 1",
        "UPDATE submission SET status = 'pending' WHERE id = 1",
    ] {
        assert!(world.raw().execute(sql, []).is_err(), "{sql}");
    }
}

#[test]
fn a_delivery_that_was_cut_off_has_delivered_nothing() {
    let mut world = World::new();
    let ids = ["S1", "S2"].map(|number| approved(&mut world, number));
    let packed = parcels(&world);
    let at = world.at;
    world
        .store
        .batch(at, |batch| {
            batch.go_on_with_import(None);
            batch.pack(&operator(), 1, packed[0]).map(drop)
        })
        .expect("packed");
    assert_eq!(parcels(&world), packed);
    world.event(&reviewer("wang"), ids[0], &Event::Undone).expect("undone");
    world.decide("wang", ids[0], Decision::Approve).expect("approved");
    assert_eq!(world.faults(), Vec::<String>::new());
    deliver(&mut world, &packed).expect("delivered");
    assert_eq!(world.store.delivered(1).expect("read").len(), 2);
    assert_eq!(world.faults(), Vec::<String>::new());
}

#[test]
fn what_was_decided_anew_since_it_was_packed_is_not_delivered() {
    let mut world = World::new();
    let id = approved(&mut world, "S1");
    let packed = parcels(&world);
    let (delivery, at) = (next(&world, 2), world.at);
    // One photo more is told of than was packed.
    let done =
        world.store.deliver(&operator(), &delivery, &packed, at, |_| Ok::<_, RecordError>(()));
    refused(&done, &Refusal::DeliveryOvertaken);
    world.event(&reviewer("wang"), id, &Event::Undone).expect("undone");
    let status = Status::Pending;
    refused(&deliver(&mut world, &packed), &Refusal::WrongStatus { status });
    let other = world.store.photos().put(b"another").expect("kept");
    world.decide("wang", id, Decision::Approve).expect("approved");
    refused(&deliver(&mut world, &[(id, other)]), &Refusal::WrongSubject);
    let by_reviewer = next(&world, 1);
    let done = world
        .store
        .deliver(&reviewer("wang"), &by_reviewer, &packed, at, |_| Ok::<_, RecordError>(()));
    refused(&done, &Refusal::NotAllowed { role: Role::Reviewer });
    for event in [
        Event::Packed { delivery: 1, standard_photo: packed[0].1 },
        Event::Delivered(Box::new(samples::delivery())),
    ] {
        refused(&world.event(&operator(), id, &event), &Refusal::WrongSubject);
    }
    assert_eq!(world.store.deliveries().expect("read"), []);
    assert_eq!(world.faults(), Vec::<String>::new());
}

#[test]
fn the_standard_photo_counts_that_was_seen_or_else_that_of_the_newest_screening() {
    let mut world = World::new();
    let id = world.queued("S1");
    let first = screen(&mut world, id, b"first");
    let second = screen(&mut world, id, b"second");
    let claim = world.store.claim_one(&name("wang"), id, world.at).expect("claimed");
    let stated = world.student("S1").stated;
    let seen = Witness {
        standard_photo: Some(first),
        ..witness(world.row(id).submitted.photo, &claim, stated, 900)
    };
    let decided = |witness| Event::Decided { decision: Decision::Approve, witness };
    world.event(&reviewer("wang"), id, &decided(seen.clone())).expect("approved");
    assert_eq!(parcels(&world), [(id, first)]);
    world.event(&reviewer("wang"), id, &Event::Undone).expect("undone");
    world.decide("wang", id, Decision::Approve).expect("approved");
    assert_eq!(parcels(&world), [(id, second)]);
    // One that was seen stays; one that nobody saw goes where the machine has refused it since.
    world.event(&reviewer("wang"), id, &Event::Undone).expect("undone");
    let refused = Screened { standard_photo: None, ..samples::screened() };
    world.event(&Actor::screening(), id, &Event::Screened(refused)).expect("screened");
    let claim = world.store.claim_one(&name("wang"), id, world.at).expect("claimed");
    let seen = Witness {
        standard_photo: Some(first),
        ..witness(world.row(id).submitted.photo, &claim, stated, 900)
    };
    world.event(&reviewer("wang"), id, &decided(seen)).expect("approved");
    assert_eq!(parcels(&world), [(id, first)]);
    world.event(&reviewer("wang"), id, &Event::Undone).expect("undone");
    world.decide("wang", id, Decision::Approve).expect("approved");
    assert_eq!(parcels(&world), []);
    let none = world.queued("S2");
    world.decide("wang", none, Decision::Approve).expect("approved");
    let rows = world.store.delivery_candidates().expect("read");
    let whys: Vec<_> = rows.iter().map(|row| deliverable(&row.candidate)).collect();
    assert_eq!(whys, [Err(Undeliverable::NoStandardPhoto); 2]);
}

#[test]
fn who_is_erased_stays_delivered_and_is_named_by_number() {
    let mut world = World::new();
    world.add("sun", Role::Administrator);
    let id = approved(&mut world, "S1");
    let packed = parcels(&world);
    deliver(&mut world, &packed).expect("delivered");
    let (student, why, at) = (student_id("S1"), ErasureReason::Request, world.at);
    world.store.propose_erasure(&supervisor(), student, why, at).expect("proposed");
    let sun = Actor { account: name("sun"), role: Role::Administrator };
    world.store.erase(&sun, student, at).expect("erased");
    let rows = world.store.delivered(1).expect("read");
    assert_eq!((rows[0].submission, &rows[0].student), (id, &None));
    assert_eq!(world.store.deliveries().expect("read")[0].erased, 1);
    assert_eq!(parcels(&world), []);
    assert_eq!(world.faults(), Vec::<String>::new());
}

/// How many photos count as packed for a delivery that is not closed.
fn packed_photos(world: &World) -> i64 {
    let sql = "SELECT sum(photos) FROM packing WHERE batch NOT IN (SELECT batch FROM delivery)";
    world.raw().query_row(sql, [], |row| row.get(0)).expect("read")
}

#[test]
fn what_is_packed_is_counted_as_long_as_it_rests_on_what_it_was_packed_on() {
    let mut world = World::new();
    let ids = ["S1", "S2", "S3"].map(|number| approved(&mut world, number));
    let (packed, at) = (parcels(&world), world.at);
    let pack = |world: &mut World| {
        let packed = packed.clone();
        let done = world.store.batch(at, |batch| {
            batch.go_on_with_import(None);
            packed.iter().try_for_each(|one| batch.pack(&operator(), 1, *one).map(drop))
        });
        done.expect("packed");
    };
    pack(&mut world);
    pack(&mut world);
    assert_eq!(packed_photos(&world), 3, "packed anew, they count once");
    world.event(&reviewer("wang"), ids[0], &Event::Undone).expect("undone");
    assert_eq!(packed_photos(&world), 2);
    let revoked = Event::Revoked { note: "wrong crop".to_owned() };
    world.event(&supervisor(), ids[1], &revoked).expect("revoked");
    assert_eq!(packed_photos(&world), 1);
    let (whose, why) = (student_id("S3"), ErasureReason::Request);
    world.store.propose_erasure(&supervisor(), whose, why, at).expect("proposed");
    assert_eq!(packed_photos(&world), 0);
    assert_eq!(world.faults(), Vec::<String>::new());
}

#[test]
fn a_proposed_erasure_holds_a_photo_back() {
    let mut world = World::new();
    let id = approved(&mut world, "S1");
    let (packed, planned) = (parcels(&world), next(&world, 1));
    let (student, why, at) = (student_id("S1"), ErasureReason::Request, world.at);
    // Proposed after it was packed, before the delivery is closed.
    let import = world
        .store
        .batch(at, |batch| {
            let import = batch.go_on_with_import(None);
            batch.pack(&operator(), 1, packed[0]).map(|_entry| import)
        })
        .expect("packed");
    world.store.propose_erasure(&supervisor(), student, why, at).expect("proposed");
    let closed = world.store.batch(at, |batch| {
        batch.go_on_with_import(Some(import));
        batch.close_delivery(&operator(), &planned).map(drop)
    });
    refused(&closed, &Refusal::DeliveryOvertaken);
    refused(&deliver(&mut world, &[packed[0]]), &Refusal::ErasureProposed);
    let rows = world.store.delivery_candidates().expect("read");
    assert_eq!(rows[0].submission, Some(id));
    assert_eq!(deliverable(&rows[0].candidate), Err(Undeliverable::ErasureProposed));
    assert_eq!(world.faults(), Vec::<String>::new());
}

#[test]
fn nobody_is_erased_while_a_delivery_is_made() {
    let mut world = World::new();
    world.add("qian", Role::Administrator);
    approved(&mut world, "S1");
    let (student, at) = (student_id("S1"), world.at);
    world
        .store
        .propose_erasure(&supervisor(), student, ErasureReason::Request, at)
        .expect("proposed");
    let qian = Actor { account: name("qian"), role: Role::Administrator };
    let mark = world.store.photos().delivering().expect("locks").expect("nobody delivers");
    refused(&world.store.erase(&qian, student, at), &Refusal::Delivering);
    drop(mark);
    // What a killed delivery has left of them goes too.
    let out = tempfile::tempdir().expect("a folder");
    let part = out.path().join(".half.part");
    std::fs::create_dir(&part).expect("made");
    let (kind, target) = (DeliveryKind::New, out.path().join("out"));
    let parts = vec![part.clone(), out.path().join("away/.part")];
    let note = DeliveryNote { number: 1, kind, target, parts, manifest: None };
    world.store.photos().note_delivery(&note).expect("noted");
    world.store.erase(&qian, student, at).expect("erased");
    assert!(!part.exists());
    let left = world.store.photos().delivery_note().expect("read").expect("noted").parts;
    assert_eq!(left, note.parts[1..], "what is out of reach");
    assert_eq!(world.faults(), Vec::<String>::new());
}

#[test]
fn what_was_decided_corrected_or_erased_since_the_files_were_planned_is_not_delivered() {
    let mut world = World::new();
    world.add("qian", Role::Administrator);
    let id = approved(&mut world, "S1");
    let (packed, planned) = (parcels(&world), next(&world, 1));
    let at = world.at;
    let late = |world: &mut World| {
        world.store.deliver(&operator(), &planned, &packed, at, |_| Ok::<_, RecordError>(()))
    };
    world.event(&reviewer("wang"), id, &Event::Undone).expect("undone");
    world.decide("wang", id, Decision::Approve).expect("approved anew");
    refused(&late(&mut world), &Refusal::DeliveryOvertaken);
    let planned = next(&world, 1);
    let student = student_id("S1");
    world
        .store
        .propose_erasure(&supervisor(), student, ErasureReason::Request, at)
        .expect("proposed");
    let qian = Actor { account: name("qian"), role: Role::Administrator };
    world.store.erase(&qian, student, at).expect("erased");
    let done =
        world.store.deliver(&operator(), &planned, &packed, at, |_| Ok::<_, RecordError>(()));
    assert!(done.is_err(), "{done:?}");
    assert_eq!(world.store.deliveries().expect("read").len(), 0);
    assert_eq!(world.faults(), Vec::<String>::new());
}
