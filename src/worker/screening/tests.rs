//! The screening thread: it works when it is told to, says how far it is, and rests.

use std::sync::Arc;
use std::thread::JoinHandle;

use crossbeam_channel::{Sender, bounded};
use tempfile::TempDir;

use super::*;
use crate::domain::account::Actor;
use crate::domain::event::Subject;
use crate::domain::samples;
use crate::domain::student::StudentId;
use crate::domain::submission::{Revision, SubmissionId};

/// A picture of nobody: it is looked at quickly.
const NOBODY: &[u8] = include_bytes!("../../../assets/icons/icon.png");

struct Begun {
    dir: TempDir,
    commands: Option<Sender<ScreeningCommand>>,
    updates: Receiver<Update<()>>,
    thread: Option<JoinHandle<()>>,
}

/// A thread on a store with a submission for each of these photos.
fn thread_on(photos: &[&[u8]]) -> Begun {
    let dir = tempfile::tempdir().expect("a folder");
    let mut store = Store::open(dir.path(), now()).expect("opens");
    for (id, bytes) in (1_i64..).zip(photos) {
        add(&mut store, id, bytes);
    }
    let (commands, heard) = bounded(8);
    let (told, updates) = bounded(1_000);
    let out = Outbox { updates: told, wake: Arc::new(|| ()) };
    let at = dir.path().to_owned();
    let begin = std::thread::Builder::new().name("screening".to_owned());
    let thread = begin.spawn(move || run(at, heard, out, Priority::Usual)).expect("begun");
    Begun { dir, commands: Some(commands), updates, thread: Some(thread) }
}

fn add(store: &mut Store, id: i64, bytes: &[u8]) {
    let photo = store.photos().put(bytes).expect("kept");
    for (subject, event) in [
        (Subject::Student(StudentId(id)), samples::enrolled(id)),
        (Subject::Submission(SubmissionId(id)), samples::submitted(id, photo, now())),
    ] {
        store
            .record(&Actor::operator("test"), &subject, Revision(0), &event, now())
            .expect("recorded");
    }
}

impl Begun {
    fn send(&self, command: ScreeningCommand) {
        self.commands.as_ref().expect("open").send(command).expect("heard");
    }

    /// Waits until the thread tells this, and gives what it told before.
    fn until(&self, wanted: impl Fn(&ScreeningUpdate) -> bool) -> Vec<ScreeningUpdate> {
        let mut told = Vec::new();
        loop {
            let update = self.updates.recv_timeout(Duration::from_mins(2)).expect("told in time");
            let Update::Screening(update) = update else { panic!("{update:?}") };
            if wanted(&update) {
                return told;
            }
            told.push(update);
        }
    }

    fn is_screened(&self, id: i64) -> bool {
        let store = Store::open(self.dir.path(), now()).expect("opens");
        store.screening(SubmissionId(id)).expect("read").is_some()
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        self.commands = None;
        self.thread.take().map(JoinHandle::join);
    }
}

fn is(wanted: ScreeningStatus) -> impl Fn(&ScreeningUpdate) -> bool {
    move |update| *update == ScreeningUpdate::Status(wanted.clone())
}

#[test]
fn it_waits_to_be_told_and_then_tells_what_it_screened() {
    let thread = thread_on(&[NOBODY, b"no photo"]);
    assert!(thread.updates.recv_timeout(Duration::from_millis(200)).is_err(), "it begins paused");
    thread.send(ScreeningCommand::Run);
    let told = thread.until(is(ScreeningStatus::Done { failed: 1 }));
    assert!(told.contains(&ScreeningUpdate::Screened(vec![SubmissionId(1)])), "{told:?}");
    assert!(told.contains(&ScreeningUpdate::NotScreened(vec![SubmissionId(2)])), "{told:?}");
    let working = |update: &&ScreeningUpdate| {
        matches!(update, ScreeningUpdate::Status(ScreeningStatus::Working { total: 2, .. }))
    };
    assert!(told.iter().any(|update| working(&update)), "{told:?}");
    assert!(thread.is_screened(1));
}

#[test]
fn what_comes_in_later_is_screened_too() {
    let thread = thread_on(&[]);
    thread.send(ScreeningCommand::Run);
    thread.until(is(ScreeningStatus::Done { failed: 0 }));
    let mut store = Store::open(thread.dir.path(), now()).expect("opens");
    add(&mut store, 7, NOBODY);
    thread.until(|update| *update == ScreeningUpdate::Screened(vec![SubmissionId(7)]));
}

#[test]
fn paused_it_does_nothing() {
    let thread = thread_on(&[NOBODY]);
    thread.send(ScreeningCommand::Pause);
    thread.until(is(ScreeningStatus::Paused));
    assert!(thread.updates.recv_timeout(Duration::from_millis(300)).is_err());
    assert!(!thread.is_screened(1));
}

#[test]
fn while_somebody_else_screens_it_leaves_it_to_them() {
    let thread = thread_on(&[NOBODY]);
    let store = Store::open(thread.dir.path(), now()).expect("opens");
    let mark = store.photos().screening().expect("free");
    thread.send(ScreeningCommand::Run);
    thread.until(is(ScreeningStatus::Elsewhere));
    assert!(!thread.is_screened(1));
    drop(mark);
    thread.until(is(ScreeningStatus::Done { failed: 0 }));
    assert!(thread.is_screened(1));
}

#[test]
fn after_each_failure_it_waits_twice_as_long_up_to_some_minutes() {
    let waits = [1, 2, 3, 5, 6, 1_000].map(|failures| after_failure(failures).as_secs());
    assert_eq!(waits, [30, 60, 120, 480, 600, 600]);
}
