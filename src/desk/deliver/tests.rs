//! Deliveries of a real store into real folders.

mod leftover;
mod refused;

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::desk::session::{self, NewAccount};
use crate::domain::account::{AccountName, Role};
use crate::domain::camera::CameraFacts;
use crate::domain::decision::{Decision, Witness};
use crate::domain::deliverable::Undeliverable;
use crate::domain::event::{ErasureReason, Event, QueueEntry, Subject, Submitted};
use crate::domain::payment::Payment;
use crate::domain::samples;
use crate::domain::screening::Screened;
use crate::domain::student::{Student, StudentId};
use crate::domain::submission::Revision;
use crate::exchange::delivery::MANIFEST;
use crate::store::verify::verify;

const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;

/// A store, and a folder for what leaves.
struct Desk {
    work: tempfile::TempDir,
    store: Store,
    students: i64,
}

fn actor(name: &str, role: Role) -> Actor {
    Actor { account: AccountName::new(name).expect("a name"), role }
}

fn operator() -> Actor {
    Actor::operator("registry")
}

fn go_on(_progress: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn options(names: &str, split: Split) -> DeliveryOptions {
    DeliveryOptions { names: NameTemplate::new(names).expect("a template"), split }
}

impl Desk {
    fn new() -> Self {
        let work = tempfile::tempdir().expect("a folder");
        let mut store = Store::open_unscreened(&work.path().join("store"), AT).expect("opens");
        for (name, role) in
            [("wang", Role::Reviewer), ("zhao", Role::Supervisor), ("sun", Role::Administrator)]
        {
            let (password, display_name) = ("correct horse".to_owned(), name.to_owned());
            let new = NewAccount { name: name.to_owned(), display_name, role, password };
            session::add_account(&mut store, &operator(), &new, AT).expect("added");
        }
        Self { work, store, students: 0 }
    }

    fn out(&self, name: &str) -> PathBuf {
        self.work.path().join(name)
    }

    fn on(&mut self, who: &Actor, subject: &Subject, seen: i64, event: &Event) -> i64 {
        self.store.record(who, subject, Revision(seen), event, AT).expect("recorded").seq
    }

    /// A student with a photo in the queue, of which a standard photo was made.
    fn submitted(&mut self, no: &str, exam_no: Option<&str>, department: &str) -> SubmissionId {
        self.students += 1;
        let (student, id) = (StudentId(self.students), SubmissionId(self.students));
        let stated = Student {
            no: StudentNo::new(no).expect("a number"),
            name: "欧阳䶮".to_owned(),
            id_number: None,
            exam_no: exam_no.map(str::to_owned),
            department: department.to_owned(),
            programme: "硕士".to_owned(),
            campus: "雁栖湖".to_owned(),
            reference_photo: None,
        };
        let whose = Subject::Student(student);
        let seen = self.on(&operator(), &whose, 0, &Event::Enrolled { student: Some(stated) });
        let payment = Payment { transaction: format!("T{no}"), amount_fen: 3000, paid_at: AT };
        self.on(&operator(), &whose, seen, &Event::Paid(payment));
        let photo = self.store.photos().put(no.as_bytes()).expect("kept");
        let submitted = Submitted {
            student,
            attempt: 1,
            photo,
            width: 1200,
            height: 1600,
            bytes: 4,
            file: format!("{no}.jpg"),
            submitted_at: AT,
            camera: CameraFacts::default(),
            entry: QueueEntry::Queued { due: AT + TimeDelta::days(2) },
        };
        let subject = Subject::Submission(id);
        self.on(&operator(), &subject, 0, &Event::Submitted(submitted));
        let made = self.store.photos().put(format!("standard {no}").as_bytes()).expect("kept");
        let screened = Screened { standard_photo: Some(made), ..samples::screened() };
        self.on(&Actor::screening(), &subject, 0, &Event::Screened(screened));
        id
    }

    fn approved(&mut self, no: &str, exam_no: Option<&str>, department: &str) -> SubmissionId {
        let id = self.submitted(no, exam_no, department);
        self.approve(&actor("wang", Role::Reviewer), id);
        id
    }

    fn approve(&mut self, who: &Actor, id: SubmissionId) {
        let claim = self.store.claim_one(&who.account, id, AT).expect("claimed");
        let row = self.store.submission(id).expect("read").expect("there");
        let student = self.store.student_by_id(row.submitted.student).expect("read");
        let witness = Witness {
            photo: row.submitted.photo,
            student: student.expect("there").stated,
            claim: claim.token,
            ..samples::witness()
        };
        let event = Event::Decided { decision: Decision::Approve, witness };
        self.on(who, &Subject::Submission(id), row.revision.0, &event);
    }

    fn deliver(&mut self, how: &DeliveryOptions, name: &str) -> Result<Delivery, DeliverError> {
        let to = self.out(name);
        deliver(&mut self.store, how, &to, &operator(), AT, &mut go_on)
    }

    fn again(&mut self, number: u32, name: &str) -> Result<Delivery, DeliverError> {
        let (to, later) = (self.out(name), AT + TimeDelta::days(1));
        again(&mut self.store, number, &to, &operator(), later, &mut go_on)
    }

    /// What is left beside the store, temporary folders too.
    fn left(&self) -> Vec<String> {
        let names = fs::read_dir(self.work.path()).expect("read");
        let mut names: Vec<String> = names
            .map(|entry| entry.expect("entry").file_name().to_string_lossy().into_owned())
            .filter(|name| name != "store")
            .collect();
        names.sort();
        names
    }

    fn assert_whole(&self) {
        let report = verify(&self.out("store"), AT).expect("verified");
        assert!(report.is_whole(), "{:?}", report.faults);
    }
}

/// Every file below a folder, by its path there.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(at).expect("read") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below").to_string_lossy().into_owned();
                found.insert(name.replace('\\', "/"), fs::read(&path).expect("read"));
            }
        }
    }
    found
}

#[test]
fn what_may_leave_leaves_once_and_the_same_again_byte_for_byte() {
    let mut desk = Desk::new();
    desk.approved("S2", None, "数学科学学院");
    desk.approved("S1", None, "物理科学学院");
    let open = desk.submitted("S3", None, "数学科学学院");
    let rows = candidates(&desk.store, &operator()).expect("read");
    let departments = by_department(&rows);
    let maths = &departments["数学科学学院"];
    assert_eq!((maths.deliverable, maths.missing.len()), (1, 1));
    assert_eq!(maths.missing[0].1, Undeliverable::InReview);
    let how = options("{no}.jpg", Split::Department);
    let delivery = desk.deliver(&how, "first").expect("delivered");
    assert_eq!((delivery.number, delivery.photos), (1, 2));
    let there = files(&desk.out("first"));
    let names: Vec<&str> = there.keys().map(String::as_str).collect();
    let photos = ["photos/数学科学学院/S2.jpg", "photos/物理科学学院/S1.jpg"];
    let lists = ["counts.csv", "index.csv", "index.xlsx", MANIFEST];
    assert_eq!(names, [&lists[..], &photos[..]].concat());
    assert_eq!(there[photos[0]], b"standard S2");
    let manifest = String::from_utf8(there[MANIFEST].clone()).expect("text");
    assert_eq!(Digest::of(manifest.as_bytes()), delivery.manifest);
    assert!(manifest.contains(&format!("log {} {}", delivery.entries, delivery.head.hex())));
    for photo in photos {
        let digest = Digest::of(&there[photo]).hex();
        assert!(manifest.lines().any(|line| line.starts_with(&digest) && line.ends_with(photo)));
    }
    let index = String::from_utf8(there["index.csv"].clone()).expect("text");
    assert_eq!(index.lines().count(), 3, "{index}");
    assert_eq!(desk.deliver(&how, "second"), Err(DeliverError::Nothing));
    // What is approved later leaves in a delivery of its own.
    assert!(!desk.store.submission(open).expect("read").expect("there").standing.delivered);
    desk.approved("S4", None, "数学科学学院");
    assert_eq!(desk.deliver(&how, "second").expect("delivered").number, 2);
    assert_eq!(desk.again(1, "again").expect("written"), delivery);
    assert_eq!(files(&desk.out("again")), there, "byte for byte");
    assert_eq!(desk.again(3, "third"), Err(DeliverError::NoSuchDelivery(3)));
    assert_eq!(desk.left(), ["again", "first", "second"]);
    desk.assert_whole();
}

#[test]
fn what_cannot_leave_is_refused_before_anything_is_written() {
    let mut desk = Desk::new();
    desk.approved("S1", Some("X1"), "数学科学学院");
    desk.approved("S2", Some("x1"), "物理科学学院");
    desk.approved("S3", None, "物理科学学院");
    let number = |no: &str| StudentNo::new(no).expect("a number");
    let how = options("{exam_no}.jpg", Split::Whole);
    let faults = vec![
        NameFault::Same { students: [number("S1"), number("S2")], name: "x1.jpg".to_owned() },
        NameFault::NoName { student: number("S3"), why: crate::domain::delivery::NoName::NoExamNo },
    ];
    let rows = candidates(&desk.store, &operator()).expect("read");
    assert_eq!(name_faults(rows, &how), faults, "as the preview tells");
    assert_eq!(desk.deliver(&how, "out"), Err(DeliverError::Names(faults)));
    let how = options("{no}.jpg", Split::Number { most: 2 });
    let there = DeliverError::Folder(FolderError::Exists(desk.out("store")));
    assert_eq!(desk.deliver(&how, "store"), Err(there));
    let away = desk.deliver(&how, "away/out");
    assert!(matches!(away, Err(DeliverError::Folder(FolderError::File { .. }))), "{away:?}");
    let sun = actor("wang", Role::Reviewer);
    let to = desk.out("out");
    let refused = deliver(&mut desk.store, &how, &to, &sun, AT, &mut go_on);
    assert!(matches!(refused, Err(DeliverError::Record(RecordError::Refused(_)))));
    let stopped =
        deliver(&mut desk.store, &how, &to, &operator(), AT, &mut |_| ControlFlow::Break(()));
    assert_eq!(stopped, Err(DeliverError::Cancelled(Cancelled)));
    let mark = desk.store.photos().delivering().expect("free");
    assert_eq!(desk.deliver(&how, "out"), Err(DeliverError::Elsewhere));
    drop(mark);
    // A photo that is not what it was, and one that is gone.
    let damaged = desk.store.photos().path(Digest::of(b"standard S2"));
    fs::write(&damaged, b"standard S9").expect("written");
    let at_fault = |id, no: &str| Photoless { submission: SubmissionId(id), student: number(no) };
    assert_eq!(desk.deliver(&how, "out"), Err(DeliverError::Photos(vec![at_fault(2, "S2")])));
    fs::remove_file(&damaged).expect("removed");
    assert_eq!(desk.deliver(&how, "out"), Err(DeliverError::Photos(vec![at_fault(2, "S2")])));
    assert_eq!(desk.left(), Vec::<String>::new(), "nothing is left of it");
    assert_eq!(deliveries(&desk.store, &operator()).expect("read"), []);
    desk.store.photos().put(b"standard S2").expect("kept");
    desk.deliver(&how, "out").expect("delivered");
    let there = files(&desk.out("out"));
    let photos: Vec<&String> = there.keys().filter(|name| name.starts_with("photos/")).collect();
    assert_eq!(photos, ["photos/001/S1.jpg", "photos/001/S2.jpg", "photos/002/S3.jpg"]);
    desk.assert_whole();
}

#[test]
fn what_was_erased_since_is_named_and_not_delivered_again() {
    let mut desk = Desk::new();
    let id = desk.approved("S1", None, "数学科学学院");
    desk.approved("S2", None, "数学科学学院");
    desk.deliver(&options("{no}.jpg", Split::Whole), "out").expect("delivered");
    let (whose, why) = (StudentId(1), ErasureReason::Request);
    let zhao = actor("zhao", Role::Supervisor);
    desk.store.propose_erasure(&zhao, whose, why, AT).expect("proposed");
    desk.store.erase(&actor("sun", Role::Administrator), whose, AT).expect("erased");
    let erased = DeliverError::Erased { number: 1, submissions: vec![id] };
    assert_eq!(desk.again(1, "again"), Err(erased));
    assert_eq!(desk.left(), ["out"]);
    // The others are written where that is asked for, with the numbers of who is missing.
    let to = desk.out("rest");
    let rest = again_without_erased(&mut desk.store, 1, &to, &operator(), AT, &mut go_on);
    assert_eq!(rest.expect("written").photos, 1);
    let there = files(&to);
    assert!(there.contains_key("photos/S2.jpg") && !there.contains_key("photos/S1.jpg"));
    let list = String::from_utf8(there[WITHOUT].clone()).expect("text");
    assert_eq!(list.lines().nth(1), Some(&*id.to_string()));
    let manifest = String::from_utf8(there[MANIFEST].clone()).expect("text");
    assert!(manifest.lines().any(|line| line == "without 1"), "{manifest}");
    let story = desk.store.timeline(&Subject::Store).expect("read");
    let told = Event::DeliveredAgain { number: 1, without: vec![id] };
    assert!(story.iter().any(|entry| entry.event == told));
    let unfinished = unfinished(&desk.store, &operator()).expect("read");
    assert_eq!(unfinished, []);
    desk.assert_whole();
}
