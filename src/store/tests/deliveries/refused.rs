//! What the receiver refuses of a delivery is reopened for a supervisor, and leaves again only decided anew.

use super::*;
use crate::domain::checklist::ChecklistItem;

fn by_receiver(world: &World, delivery: u32) -> Event {
    let reason = "头顶距离不足".to_owned();
    Event::RefusedByReceiver { delivery, due: world.due(), reason }
}

/// Of one who was approved and delivered.
fn delivered(world: &mut World, number: &str) -> SubmissionId {
    let id = approved(world, number);
    let packed = parcels(world);
    deliver(world, &packed).expect("delivered");
    id
}

fn retake() -> Decision {
    Decision::Retake {
        items: [ChecklistItem::FaceFrontal].into(),
        reasons: [Reason::P01].into(),
        notice: None,
        note: None,
    }
}

#[test]
fn who_may_refuse_what_for_the_receiver() {
    let mut world = World::new();
    world.add("sun", Role::Administrator);
    let id = approved(&mut world, "S1");
    let event = by_receiver(&world, 1);
    refused(&world.event(&operator(), id, &event), &Refusal::NotDelivered);
    let packed = parcels(&world);
    deliver(&mut world, &packed).expect("delivered");
    for role in [Role::Reviewer, Role::Supervisor] {
        let who = if role == Role::Reviewer { reviewer("wang") } else { supervisor() };
        refused(&world.event(&who, id, &event), &Refusal::NotAllowed { role });
    }
    let unsaid = Event::RefusedByReceiver { delivery: 1, due: world.due(), reason: " ".to_owned() };
    refused(&world.event(&operator(), id, &unsaid), &Refusal::NoteRequired);
    let other = by_receiver(&world, 2);
    refused(&world.event(&operator(), id, &other), &Refusal::WrongSubject);
    let administrator = Actor { account: name("sun"), role: Role::Administrator };
    world.event(&administrator, id, &event).expect("refused");
    let status = Status::Pending;
    refused(&world.event(&operator(), id, &event), &Refusal::WrongStatus { status });
    assert_eq!(world.faults(), Vec::<String>::new());
}

#[test]
fn a_refused_photo_waits_for_a_supervisor() {
    let mut world = World::new();
    let id = delivered(&mut world, "S1");
    world.pass(TimeDelta::days(3));
    let event = by_receiver(&world, 1);
    world.event(&operator(), id, &event).expect("refused");
    let row = world.row(id);
    let stands = (row.standing.status, row.standing.due, row.standing.delivered);
    assert_eq!(stands, (Status::Pending, Some(world.due()), false));
    assert_eq!((row.decision, row.standing.decided_by), (None, None));
    assert_eq!(parcels(&world), [], "nothing leaves undecided");
    let at = world.at;
    assert_eq!(world.store.claim(&name("wang"), 5, &[], at).expect("claimed"), []);
    refused(&world.store.claim_one(&name("wang"), id, at), &Refusal::ForSupervisor);
    let held = Event::Held { note: None };
    refused(&world.event(&reviewer("wang"), id, &held), &Refusal::ForSupervisor);
    refused(
        &world.event(&reviewer("wang"), id, &Event::Undone),
        &Refusal::WrongStatus { status: Status::Pending },
    );
    let claims = world.store.claim(&name("zhao"), 5, &[], at).expect("claimed");
    assert_eq!(claims.iter().map(|claim| claim.submission).collect::<Vec<_>>(), [id]);
    world.decide_under("zhao", &claims[0], Decision::Approve).expect("approved anew");
    // Until it has left again it can be undone and revoked as every approval; then it is the supervisor's once more.
    world.event(&supervisor(), id, &Event::Undone).expect("undone");
    world.release("zhao");
    refused(&world.store.claim_one(&name("wang"), id, at), &Refusal::ForSupervisor);
    world.event(&supervisor(), id, &held).expect("held");
    refused(&world.event(&reviewer("wang"), id, &Event::Resumed), &Refusal::ForSupervisor);
    world.event(&supervisor(), id, &Event::Resumed).expect("resumed");
    assert_eq!(world.faults(), Vec::<String>::new());
}

#[test]
fn what_was_refused_leaves_again_once_it_is_approved_anew() {
    let mut world = World::new();
    let id = delivered(&mut world, "S1");
    let before = world.store.delivered(1).expect("read");
    world.event(&operator(), id, &by_receiver(&world, 1)).expect("refused");
    world.event(&operator(), id, &by_receiver(&world, 1)).expect_err("once");
    // Nobody is frozen who is reviewed: the old delivery stays what it was all the same.
    let seen = world.student("S1").revision;
    let event = Event::Corrected { student: Some(invented("S1", "曾乐")) };
    let at = world.at;
    world.store.record(&operator(), &on_student("S1"), seen, &event, at).expect("corrected");
    world.pass(TimeDelta::hours(1));
    world.decide("zhao", id, Decision::Approve).expect("approved anew");
    let row = world.store.delivery_candidates().expect("read").remove(0);
    assert_eq!(row.replaces, Some(1));
    let packed = parcels(&world);
    deliver(&mut world, &packed).expect("delivered again");
    assert_eq!(world.store.delivered(1).expect("read"), before);
    let again = world.store.delivered(2).expect("read").remove(0);
    assert_eq!((again.submission, again.replaces), (id, Some(1)));
    assert_eq!(again.student.expect("known").name, "曾乐");
    let past = world.store.deliveries().expect("read");
    assert_eq!(past.iter().map(|past| past.refused).collect::<Vec<_>>(), [1, 0]);
    refused(&world.event(&supervisor(), id, &Event::Undone), &Refusal::Delivered);
    world.event(&operator(), id, &by_receiver(&world, 1)).expect_err("it is of the second now");
    world.event(&operator(), id, &by_receiver(&world, 2)).expect("refused again");
    assert_eq!(world.faults(), Vec::<String>::new());
    for sql in ["UPDATE packed SET refused_seq = NULL", "UPDATE packed SET refused_seq = 3"] {
        assert!(world.raw().execute(sql, []).is_err(), "{sql}");
    }
}

#[test]
fn a_later_attempt_waits_behind_a_refused_one() {
    let mut world = World::new();
    let id = delivered(&mut world, "S1");
    world.event(&operator(), id, &by_receiver(&world, 1)).expect("refused");
    let due = world.due();
    let taken = world.try_submit("S1", QueueEntry::Queued { due });
    refused(&taken, &Refusal::WrongStatus { status: Status::Pending });
    let later = world.try_submit("S1", QueueEntry::AwaitingEarlier).expect("submitted");
    let at = world.at;
    assert_eq!(world.store.claim(&name("wang"), 5, &[], at).expect("claimed"), []);
    assert_eq!((world.status(id), world.status(later)), (Status::Pending, Status::AwaitingEarlier));
    world.decide("zhao", id, retake()).expect("decided");
    assert_eq!(world.status(later), Status::Pending);
    screen(&mut world, later, b"another");
    world.decide("wang", later, Decision::Approve).expect("a reviewer's again");
    let row = world.store.delivery_candidates().expect("read").remove(0);
    assert_eq!((row.submission, row.replaces), (Some(later), Some(1)), "in place of the refused");
    assert_eq!(world.faults(), Vec::<String>::new());
}

#[test]
fn what_the_approval_had_withdrawn_waits_again_after_a_refusal() {
    let mut world = World::new();
    let first = world.queued("S1");
    screen(&mut world, first, b"first");
    let claim = world.store.claim_one(&name("wang"), first, world.at).expect("claimed");
    let later = world.try_submit("S1", QueueEntry::AwaitingEarlier).expect("submitted");
    world.decide_under("wang", &claim, Decision::Approve).expect("approved");
    let packed = parcels(&world);
    deliver(&mut world, &packed).expect("delivered");
    world.event(&operator(), first, &by_receiver(&world, 1)).expect("refused");
    assert_eq!(world.status(later), Status::AwaitingEarlier);
    assert_eq!(world.faults(), Vec::<String>::new());
}

#[test]
fn the_receivers_words_can_be_erased() {
    let mut world = World::new();
    let id = delivered(&mut world, "S1");
    world.event(&operator(), id, &by_receiver(&world, 1)).expect("refused");
    let (why, at) = (ErasureReason::Request, world.at);
    let proposed = world.store.propose_erasure(&supervisor(), student_id("S1"), why, at);
    refused(&proposed, &Refusal::InReview);
    world.decide("zhao", id, retake()).expect("decided");
    world.store.propose_erasure(&supervisor(), student_id("S1"), why, at).expect("proposed");
    world.add("sun", Role::Administrator);
    let administrator = Actor { account: name("sun"), role: Role::Administrator };
    world.store.erase(&administrator, student_id("S1"), at).expect("erased");
    let story = world.store.timeline(&Subject::Submission(id)).expect("read");
    let said = story.iter().find_map(|entry| match &entry.event {
        Event::RefusedByReceiver { reason, .. } => Some(reason.as_str()),
        _ => None,
    });
    assert_eq!(said, Some(""));
    assert_eq!(world.store.delivered(1).expect("read")[0].student, None);
    assert_eq!(world.faults(), Vec::<String>::new());
}
