//! Erasing a student's personal facts: nothing of them is left, and the log still proves what was done.

use std::fs;
use std::path::Path;

use super::*;
use crate::domain::checklist::ChecklistItem;
use crate::domain::event::ErasureReason;
use crate::domain::lifecycle::Refusal;
use crate::domain::samples;
use crate::domain::screening::Screened;
use crate::store::migrate::{MIGRATIONS, copies, migrate};

const WHY: ErasureReason = ErasureReason::Request;

/// What the store holds of a person, as strings to look for.
const THEIRS: [&str; 11] = [
    "2026E8000001",
    "欧阳䶮",
    "欧阳炎",
    "11010519491231002X",
    "X-EXAM-77",
    "PAY-4711",
    "holiday-of-ouyang.jpg",
    "Leica Q9",
    "looks like the brother",
    "请摘下这副红色眼镜",
    "a standard photo of the brother",
];

fn second() -> Actor {
    Actor { account: name("qian"), role: Role::Administrator }
}

/// A store with somebody of whom it holds all that it can, and with others.
fn world_of_somebody() -> (World, StudentId) {
    let mut world = World::new();
    world.add("qian", Role::Administrator);
    let reference = world.store.photos().put(b"a reference photo of ouyang").expect("kept");
    let student = Student {
        no: no("2026E8000001"),
        name: "欧阳炎".to_owned(),
        id_number: Some("11010519491231002X".to_owned()),
        exam_no: Some("X-EXAM-77".to_owned()),
        department: "欧阳炎所在学院".to_owned(),
        programme: "博士".to_owned(),
        campus: "玉泉路".to_owned(),
        reference_photo: Some(reference),
    };
    let who = on_student("2026E8000001");
    let enrolled = Event::Enrolled { student: Some(student.clone()) };
    let enrolled = world.store.record(&operator(), &who, Revision(0), &enrolled, world.at);
    let corrected =
        Event::Corrected { student: Some(Student { name: "欧阳䶮".to_owned(), ..student }) };
    let seen = Revision(enrolled.expect("enrolled").seq);
    let corrected = world.store.record(&operator(), &who, seen, &corrected, world.at);
    let payment = Payment { transaction: "PAY-4711".to_owned(), ..payment("x", world.at) };
    let seen = Revision(corrected.expect("corrected").seq);
    world.store.record(&operator(), &who, seen, &Event::Paid(payment), world.at).expect("paid");
    let id = submit_with_facts(&mut world);
    let retake = Decision::Retake {
        items: [ChecklistItem::FaceFrontal].into(),
        reasons: [Reason::P01].into(),
        notice: Some("请摘下这副红色眼镜".to_owned()),
        note: Some("looks like the brother".to_owned()),
    };
    let made = world.store.photos().put(b"a standard photo of the brother").expect("kept");
    let screened = Screened { standard_photo: Some(made), ..samples::screened() };
    world.event(&Actor::screening(), id, &Event::Screened(screened)).expect("screened");
    world.decide("wang", id, retake).expect("decided");
    world.queued("S1");
    (world, student_id("2026E8000001"))
}

fn submit_with_facts(world: &mut World) -> SubmissionId {
    let at = world.at;
    let photo = world.store.photos().put(b"a photo of ouyang, shot by Leica Q9").expect("kept");
    let camera = CameraFacts { model: Some("Leica Q9".to_owned()), ..CameraFacts::default() };
    let due = world.due();
    let submitted = Submitted {
        camera,
        file: "holiday-of-ouyang.jpg".to_owned(),
        ..submitted("2026E8000001", 1, photo, QueueEntry::Queued { due }, at)
    };
    world
        .store
        .batch(at, |batch| -> Result<SubmissionId, RecordError> {
            let id = batch.next_submission_id()?;
            let event = Event::Submitted(submitted);
            batch.record(&operator(), &Subject::Submission(id), Revision(0), &event)?;
            Ok(id)
        })
        .expect("submitted")
}

/// In which files of a folder one of these strings stands.
fn found_in(dir: &Path, strings: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).expect("list") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            found.extend(found_in(&path, strings));
            continue;
        }
        let bytes = fs::read(&path).expect("read");
        for string in strings {
            if bytes.windows(string.len()).any(|part| part == string.as_bytes()) {
                found.push(format!("{string} in {}", path.display()));
            }
        }
    }
    found
}

fn erase(world: &mut World, student: StudentId) -> Result<Taken, RecordError> {
    let zhao = supervisor();
    world.store.propose_erasure(&zhao, student, WHY, world.at)?;
    world.store.erase(&second(), student, world.at)
}

/// Leaves what the next version of the program would, before it brings the database up to date.
fn leave_a_copy_of_a_migration(world: &World) {
    world.raw().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").expect("carried over");
    let twin = world.dir.path().join("twin.sqlite3");
    fs::copy(world.dir.path().join(DATABASE), &twin).expect("copied");
    let later = [MIGRATIONS, &["CREATE TABLE later (x)"]].concat();
    let mut conn = Connection::open(&twin).expect("opens");
    migrate(&mut conn, Some(&twin), &later, world.at, |_| Ok(())).expect("migrated");
    drop(conn);
    fs::remove_file(&twin).expect("removed");
    assert_eq!(copies(world.dir.path()).expect("listed").len(), 1);
}

#[test]
fn nothing_of_the_person_is_left_in_any_file() {
    let (mut world, student) = world_of_somebody();
    let photo = world.row(SubmissionId(1)).submitted.photo;
    let previews = PreviewCache::open(world.dir.path()).expect("previews");
    previews
        .put(photo, &[b"proxy of ouyang".as_slice(); 400].concat(), b"thumb of ouyang")
        .expect("kept");
    // Set aside once, and left there beside the one in its place.
    let files = world.store.photos().clone();
    fs::create_dir_all(files.aside(photo).parent().expect("a folder")).expect("made");
    fs::copy(files.path(photo), files.aside(photo)).expect("copied");
    // A console that is open, and idle.
    let idle = world.again();
    assert!(idle.student_by_id(student).expect("read").is_some());
    for string in THEIRS {
        assert!(
            !found_in(world.dir.path(), &[string]).is_empty(),
            "{string} is looked for in vain"
        );
    }
    leave_a_copy_of_a_migration(&world);
    let taken = erase(&mut world, student).expect("erased");
    assert_eq!(taken, Taken { facts: 6, photos: 3, copies: 1 });
    let mut all = THEIRS.to_vec();
    all.extend(["欧阳", "ouyang", "玉泉路"]);
    assert_eq!(found_in(world.dir.path(), &all), [""; 0]);
    assert_eq!(world.faults(), [""; 0]);
    assert_eq!(previews.proxy(photo).expect("read"), None);
    assert_eq!(world.store.screening(SubmissionId(1)).expect("read"), None);
    assert!(idle.student_by_id(student).expect("read").is_none());
    // What was decided, when and by whom, stands.
    let row = world.row(SubmissionId(1));
    assert_eq!(
        (row.standing.status, row.standing.decided_by),
        (Status::Retake, Some(name("wang")))
    );
    let kinds: Vec<_> =
        world.store.story(student).expect("read").iter().map(|entry| entry.event.kind()).collect();
    let told = ["enrolled", "corrected", "paid", "submitted", "screened", "decided"];
    assert_eq!(kinds, [&told[..], &["erasure_proposed", "erased"]].concat());
    // The number is free again, for somebody new to the store.
    world.enrol("2026E8000001-2");
    let again = Event::Enrolled { student: Some(invented("2026E8000001", "新生")) };
    let new = Subject::Student(StudentId(999_999_999));
    world.store.record(&operator(), &new, Revision(0), &again, world.at).expect("enrolled anew");
    assert_eq!(world.faults(), [""; 0]);
}

#[test]
fn two_people_erase_and_only_what_waits_for_no_decision() {
    let mut world = World::new();
    world.add("qian", Role::Administrator);
    let (zhao, qian) = (supervisor(), second());
    let refused = |result: Result<Taken, RecordError>, why: Refusal| {
        assert_eq!(result, Err(RecordError::Refused(why)));
    };
    let id = world.queued("S1");
    let student = student_id("S1");
    let at = world.at;
    let in_review = world.store.propose_erasure(&zhao, student, WHY, at);
    assert_eq!(in_review, Err(RecordError::Refused(Refusal::InReview)));
    world.decide("wang", id, Decision::Approve).expect("decided");
    refused(world.store.erase(&qian, student, at), Refusal::NotProposed);
    world.store.propose_erasure(&zhao, student, WHY, at).expect("an approved student too");
    refused(world.store.erase(&zhao, student, at), Refusal::OwnErasure);
    let wang = world.store.erase(&reviewer("wang"), student, at);
    refused(wang, Refusal::NotAllowed { role: Role::Reviewer });
    let operator = world.store.erase(&operator(), student, at);
    refused(operator, Refusal::NotAllowed { role: Role::Operator });
    world.store.erase(&qian, student, at).expect("erased");
    refused(world.store.erase(&qian, student, at), Refusal::Erased);
    let again = world.store.propose_erasure(&zhao, student, WHY, at);
    assert_eq!(again, Err(RecordError::NoSuchSubject));
    let undone = world.event(&reviewer("wang"), id, &Event::Undone);
    assert_eq!(undone, Err(RecordError::Refused(Refusal::Erased)));
    assert_eq!(world.status(id), Status::Approved);
    assert_eq!(world.faults(), [""; 0]);
}

#[test]
fn what_is_open_is_closed_and_what_others_have_stays() {
    let mut world = World::new();
    world.add("qian", Role::Administrator);
    world.enrol("S1");
    let unpaid = world.submit_as("S1", QueueEntry::AwaitingPayment);
    let photo = world.row(unpaid).submitted.photo;
    // Somebody else sent the very same photo.
    world.enrol("S2");
    let at = world.at;
    let same = Event::Submitted(submitted("S2", 1, photo, QueueEntry::AwaitingPayment, at));
    let subject = Subject::Submission(SubmissionId(2));
    world.store.record(&operator(), &subject, Revision(0), &same, at).expect("submitted");
    let taken = erase(&mut world, student_id("S1")).expect("erased");
    assert_eq!(taken, Taken { facts: 2, photos: 0, copies: 0 });
    assert_eq!(world.status(unpaid), Status::Withdrawn);
    assert!(world.store.photos().contains(photo));
    assert_eq!(world.faults(), [""; 0]);
}

#[test]
fn an_erasure_that_was_cut_short_is_finished_when_the_store_is_opened() {
    let (mut world, student) = world_of_somebody();
    let photo = world.row(SubmissionId(1)).submitted.photo;
    world.store.propose_erasure(&supervisor(), student, WHY, world.at).expect("proposed");
    // Somebody reads for longer than anybody waits.
    let reader = world.raw();
    reader.execute_batch("BEGIN; SELECT count(*) FROM log").expect("reads");
    world.store.conn.busy_timeout(std::time::Duration::from_millis(50)).expect("set");
    let failed = world.store.erase(&second(), student, world.at);
    assert!(matches!(failed, Err(RecordError::Store(_))), "{failed:?}");
    assert!(world.store.student_by_id(student).expect("read").is_none(), "the tables are erased");
    drop(reader);
    drop(world.again());
    assert_eq!(found_in(world.dir.path(), &THEIRS), [""; 0]);
    assert!(!world.store.photos().contains(photo));
    assert_eq!(world.faults(), [""; 0]);
}
