//! Tests of backups by themselves on a real store in a folder of its own.

mod keeping;
mod lasting;
mod told;

use std::fs;
use std::path::PathBuf;

use chrono::TimeDelta;

use super::*;
use crate::desk::clock::now;
use crate::desk::session::{self, NewAccount};
use crate::domain::account::{AccountName, Role};
use crate::domain::camera::CameraFacts;
use crate::domain::event::{QueueEntry, Subject, Submitted};
use crate::domain::student::{Student, StudentId, StudentNo};
use crate::domain::submission::{Revision, SubmissionId};
use crate::store::backup::restore;
use crate::store::generations::{generations, place_of};
use crate::store::verify::verify;

struct AtWork {
    work: tempfile::TempDir,
    store: Store,
    at: DateTime<Utc>,
    sent: i64,
}

impl AtWork {
    /// A store with two photos, and a plan for every hour and two days.
    fn new() -> Self {
        let work = tempfile::tempdir().expect("a folder");
        let at = now();
        let store = Store::open(&work.path().join("store"), at).expect("opens");
        let mut desk = Self { work, store, at, sent: 0 };
        desk.send();
        desk.send();
        fs::create_dir(desk.folder()).expect("made");
        let plan = desk.plan();
        set_plan(&desk.store, &operator(), Some(&plan)).expect("planned");
        desk
    }

    fn folder(&self) -> PathBuf {
        self.work.path().join("copies")
    }

    fn plan(&self) -> BackupPlan {
        BackupPlan { folder: self.folder(), every_hours: 1, keep_days: 2, since: self.at }
    }

    fn send(&mut self) {
        self.sent += 1;
        let bytes = format!("photo {}", self.sent);
        let photo = self.store.photos().put(bytes.as_bytes()).expect("kept");
        let (id, at) = (self.sent, self.at);
        let student = Student {
            no: StudentNo::new(&format!("S{id}")).expect("a number"),
            name: "王一".to_owned(),
            id_number: None,
            exam_no: None,
            department: String::new(),
            programme: String::new(),
            campus: String::new(),
            reference_photo: None,
        };
        let submitted = Submitted {
            student: StudentId(id),
            attempt: 1,
            photo,
            width: 1200,
            height: 1600,
            bytes: bytes.len() as u64,
            camera: CameraFacts::default(),
            submitted_at: at,
            file: "a.jpg".to_owned(),
            entry: QueueEntry::AwaitingPayment,
        };
        let enrolled = Event::Enrolled { student: Some(student) };
        let events = [
            (Subject::Student(StudentId(id)), enrolled),
            (Subject::Submission(SubmissionId(id)), Event::Submitted(submitted)),
        ];
        for (subject, event) in events {
            self.store.record(&operator(), &subject, Revision(0), &event, at).expect("recorded");
        }
    }

    fn run(&mut self) -> BackupRun {
        make(self.store.dir(), None, self.at, &mut |_| ControlFlow::Continue(())).expect("runs")
    }

    /// How many photos were copied by the backup that is due, and how many old ones went.
    fn backed_up(&mut self) -> (u64, u64) {
        match self.run().done {
            Some(Making::Done(made)) if made.report.is_whole() => (made.copied, made.gone),
            other => panic!("{other:?}"),
        }
    }

    fn made(&self) -> Vec<DateTime<Utc>> {
        generations(&self.store, &self.folder()).expect("listed")
    }

    fn pass(&mut self, time: TimeDelta) {
        self.at += time;
    }
}

fn operator() -> Actor {
    Actor::operator("test")
}

#[test]
fn one_is_made_when_due_and_only_new_photos_are_copied() {
    let mut desk = AtWork::new();
    assert_eq!(desk.backed_up(), (2, 0));
    assert_eq!(desk.run().done, None, "not due yet");
    desk.pass(TimeDelta::minutes(61));
    desk.send();
    assert_eq!(desk.backed_up(), (1, 0), "the others are there");
    assert_eq!(desk.made().len(), 2);
    let status = BackupStatus::read(desk.store.dir()).expect("read");
    assert_eq!((status.went.good.is_some(), status.alarm(desk.at)), (true, None));
    assert!(matches!(
        status.alarm(desk.at + TimeDelta::hours(3)),
        Some(BackupAlarm::TooOld(Some(_)))
    ));
    let kinds: Vec<_> = desk.store.timeline(&Subject::Store).expect("read");
    let by: Vec<_> = kinds.iter().filter(|entry| entry.event == Event::BackedUp).collect();
    assert!(by.len() == 2 && by.iter().all(|entry| entry.actor == Actor::backups()));
    assert!(verify(desk.store.dir(), desk.at).expect("verified").is_whole());
}

#[test]
fn each_generation_comes_back_whole() {
    let mut desk = AtWork::new();
    desk.backed_up();
    desk.pass(TimeDelta::hours(2));
    desk.send();
    desk.backed_up();
    for (made, photos) in desk.made().into_iter().zip([2, 3]) {
        let from = place_of(&desk.store, &desk.folder(), made).expect("a place");
        let back = desk.work.path().join(format!("back-{photos}"));
        let restored = restore(&from, &back, &operator(), desk.at).expect("restored");
        assert_eq!((restored.is_all(), restored.report.photos), (true, photos));
        assert!(verify(&back, desk.at).expect("verified").is_whole());
    }
}

#[test]
fn old_ones_go_and_what_somebody_else_has_put_there_stays() {
    let mut desk = AtWork::new();
    desk.backed_up();
    let theirs = desk.folder().join("my own notes.txt");
    fs::write(&theirs, "keep").expect("written");
    for (hours, gone) in [(30 * 24, 0), (2, 1), (2, 0)] {
        desk.pass(TimeDelta::hours(hours));
        assert_eq!(desk.backed_up(), (0, gone));
    }
    assert_eq!(desk.made().len(), 3);
    assert!(theirs.exists());
}

#[test]
fn a_vanished_disk_is_told_and_nothing_looks_whole() {
    let mut desk = AtWork::new();
    desk.backed_up();
    desk.pass(TimeDelta::hours(2));
    let away = desk.work.path().join("away");
    fs::rename(desk.folder(), &away).expect("unplugged");
    let run = desk.run();
    assert_eq!(run.done, None);
    let gone = BackupFailure::Gone { folder: desk.folder() };
    assert_eq!(run.status.alarm(desk.at), Some(BackupAlarm::Failed(gone)));
    assert!(!desk.folder().exists(), "no folder is made in its place");
    assert_eq!(desk.run().done, None, "not again at once");
    fs::rename(&away, desk.folder()).expect("plugged in");
    desk.pass(TimeDelta::hours(1));
    assert_eq!(desk.backed_up(), (0, 0));
    assert_eq!(BackupStatus::read(desk.store.dir()).expect("read").alarm(desk.at), None);
}

#[test]
fn a_store_that_is_not_whole_gives_no_backup_that_looks_so() {
    let mut desk = AtWork::new();
    desk.backed_up();
    let (good, root) = (desk.made(), desk.folder());
    desk.pass(TimeDelta::days(10));
    let (dir, at) = (desk.store.dir().to_owned(), desk.at);
    // Everything is in the file itself once nobody has it open.
    drop(desk.store);
    let file = dir.join("store.sqlite3");
    let mut bytes = fs::read(&file).expect("read");
    let (old, new) = ("王一".as_bytes(), "王二".as_bytes());
    for place in 0..bytes.len() - old.len() {
        if bytes[place..].starts_with(old) {
            bytes[place..place + new.len()].copy_from_slice(new);
        }
    }
    fs::write(&file, bytes).expect("damaged");
    let run = make(&dir, None, at, &mut |_| ControlFlow::Continue(())).expect("runs");
    assert!(matches!(&run.done, Some(Making::Done(made)) if !made.is_kept()), "{run:?}");
    let alarm = run.status.alarm(at);
    let failed = |alarm| matches!(alarm, BackupAlarm::Failed(BackupFailure::NotWhole { .. }));
    assert!(alarm.is_some_and(failed));
    let store = Store::open(&dir, at).expect("opens");
    assert_eq!(generations(&store, &root).expect("listed"), good, "the last good one stays");
    let left = fs::read_dir(
        fs::read_dir(root).expect("listed").next().expect("one").expect("read").path(),
    );
    let hidden = left.expect("listed").filter(|entry| {
        entry.as_ref().expect("read").file_name().to_string_lossy().starts_with('.')
    });
    assert_eq!(hidden.count(), 0);
}

#[test]
fn a_photo_of_the_pool_that_was_damaged_is_copied_anew() {
    let mut desk = AtWork::new();
    desk.backed_up();
    let photo = crate::domain::photo_hash::PhotoHash::of(b"photo 1");
    let place = place_of(&desk.store, &desk.folder(), desk.made()[0]).expect("a place");
    let hex = photo.hex();
    let kept = place.parent().expect("above").join("photos").join(&hex[..2]).join(&hex);
    // Of the same size: found on the day on which its share is read whole.
    fs::write(&kept, b"photo X").expect("damaged");
    let mut copied = 0;
    for _ in 0..16 {
        desk.pass(TimeDelta::days(1));
        copied += desk.backed_up().0;
    }
    assert_eq!(copied, 1);
    assert_eq!(fs::read(&kept).expect("read"), b"photo 1");
}

#[test]
fn a_run_that_was_killed_or_stopped_leaves_nothing_that_counts() {
    let mut desk = AtWork::new();
    let mut stop = |_: Progress| ControlFlow::Break(());
    let run = make(desk.store.dir(), None, desk.at, &mut stop).expect("ends");
    assert_eq!((run.done, run.status.went), (Some(Making::Stopped), BackupsWent::default()));
    assert!(desk.made().is_empty());
    let root = place_of(&desk.store, &desk.folder(), desk.at).expect("a place");
    let cut = root.with_file_name(".making-2026-01-01T00-00-00Z");
    fs::create_dir(&cut).expect("made");
    fs::write(cut.join("store.sqlite3"), "half").expect("written");
    // Without its note it is none, under whatever name.
    let half = root.with_file_name("2026-01-01T00-00-00Z");
    fs::create_dir(&half).expect("made");
    fs::write(half.join("store.sqlite3"), "half").expect("written");
    desk.backed_up();
    assert!(!cut.exists() && half.exists());
    assert_eq!(desk.made().len(), 1);
}

#[test]
fn only_who_may_copy_the_store_plans() {
    let mut desk = AtWork::new();
    let new = NewAccount {
        name: "zhao".to_owned(),
        display_name: "zhao".to_owned(),
        role: Role::Supervisor,
        password: "correct horse".to_owned(),
    };
    session::add_account(&mut desk.store, &operator(), &new, desk.at).expect("added");
    let zhao = Actor { account: AccountName::new("zhao").expect("name"), role: Role::Supervisor };
    let refused = set_plan(&desk.store, &zhao, None);
    assert!(matches!(refused, Err(RecordError::Refused(Refusal::NotAllowed { .. }))));
    let silly = BackupPlan { every_hours: 0, ..desk.plan() };
    assert!(set_plan(&desk.store, &operator(), Some(&silly)).is_err());
    set_plan(&desk.store, &operator(), None).expect("ended");
    assert_eq!(
        desk.run(),
        BackupRun { done: None, status: BackupStatus::default(), unnoted: false }
    );
    let inside = BackupPlan { folder: desk.store.dir().join("copies"), ..desk.plan() };
    fs::create_dir(&inside.folder).expect("made");
    set_plan(&desk.store, &operator(), Some(&inside)).expect("planned");
    assert!(desk.run().status.alarm(desk.at).is_some(), "a copy inside of what it copies");
}
