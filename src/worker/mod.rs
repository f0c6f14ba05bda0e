//! Floor 5: the threads. `Command` in, `Update` out; prefetch; long jobs with progress and cancel.
//!
//! - `message`: what goes in and out, by feature.
//! - `desk`: owns the store that is written to; makes one change after the other.
//! - `reader`: lists and counts, which may take long, on a connection of its own.
//! - `pictures`: decodes what the console wants to see, by its newest list of wishes, most urgent first.
//! - `job`: imports, exports and deliveries, a thread for each.
//! - `screening`: looks at the photos that nobody has looked at, below everything else.
//!
//! The worker is given a closure that wakes the console and one that prepares a picture for the
//! screen, and so never names the screen's library.

mod desk;
mod job;
mod message;
mod pictures;
mod reader;
mod screening;
mod who;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};

pub use message::{
    AccountsCommand, AccountsUpdate, BackupsUpdate, Command, DeliverWork, DeliveriesUpdate,
    DoorCommand, DoorUpdate, HistoryUpdate, ImportsUpdate, JobCommand, JobFault, JobId, JobOutcome,
    JobUpdate, PictureFault, PictureId, PictureSize, PictureUpdate, QueueCommand, QueueFault,
    QueueUpdate, Recorded, Report, ReviewCommand, ReviewUpdate, ScreeningCommand, ScreeningStatus,
    ScreeningUpdate, StoreUpdate, Update, Work, WrittenDelivery,
};

use crate::desk::screen::Priority;
use crate::photo::Pixels;

/// How many updates may wait for the console; then the threads wait.
const UPDATES: usize = 256;
/// The console waits for so long at its end for the photos that are being screened; then it leaves them, and they are
/// screened the next time.
const PATIENCE: Duration = Duration::from_millis(300);
/// How many commands may wait for a thread: more than a person can send while it is busy.
const COMMANDS: usize = 256;

/// What the threads need from the console.
pub struct Hooks<P> {
    /// Called after every update, from any thread.
    pub wake: Arc<dyn Fn() + Send + Sync>,
    /// Turns pixels into a picture for the screen, on a picture thread.
    pub prepare: fn(Pixels) -> P,
}

impl<P> Clone for Hooks<P> {
    fn clone(&self) -> Self {
        Self { wake: Arc::clone(&self.wake), prepare: self.prepare }
    }
}

/// How the threads send updates to the console.
struct Outbox<P> {
    updates: Sender<Update<P>>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl<P> Clone for Outbox<P> {
    fn clone(&self) -> Self {
        Self { updates: self.updates.clone(), wake: Arc::clone(&self.wake) }
    }
}

impl<P> Outbox<P> {
    /// Sends an update; does nothing if the console is gone.
    fn put(&self, update: Update<P>) {
        if self.updates.send(update).is_ok() {
            (self.wake)();
        }
    }
}

impl<P> Outbox<P> {
    /// Sends an update from the console's own thread, which would wait for itself if the channel is full:
    /// then the update is dropped with an error in the log.
    fn put_now(&self, update: Update<P>) {
        if self.updates.try_send(update).is_ok() {
            (self.wake)();
        } else {
            tracing::error!("an update was dropped: the console does not take them");
        }
    }
}

/// Runs `work` and turns a panic into its message, so that a fault in one photo or request does not end
/// the thread.
fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let words = panic.downcast_ref::<&str>().map(ToString::to_string);
        words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
    })
}

/// The running threads. Dropping this ends them, and cancels running jobs.
pub struct Worker<P> {
    desk: Sender<Command>,
    reader: Sender<Command>,
    screening: Sender<ScreeningCommand>,
    jobs: job::JobThreads<P>,
    wanted: Arc<pictures::WantedPictures>,
    updates: Receiver<Update<P>>,
    threads: Vec<JoinHandle<()>>,
    screens: Option<JoinHandle<()>>,
}

/// The worker has no room for another command, or its thread has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the worker is not taking commands")]
pub struct Stuck;

impl<P: Send + 'static> Worker<P> {
    /// Starts the threads on the store in `dir`; the first update is `Opened` or `Lost`.
    pub fn start(dir: PathBuf, hooks: &Hooks<P>) -> std::io::Result<Self> {
        let (updates_in, updates) = bounded(UPDATES);
        let outbox = Outbox { updates: updates_in, wake: Arc::clone(&hooks.wake) };
        let (desk, desk_commands) = bounded(COMMANDS);
        let (reader, reader_commands) = bounded(COMMANDS);
        let wanted = Arc::new(pictures::WantedPictures::default());
        let who = who::WhoActs::default();
        let mut threads = Vec::new();
        let mut start = |name: &str, body: Box<dyn FnOnce() + Send>| {
            Builder::new().name(name.to_owned()).spawn(body).map(|thread| threads.push(thread))
        };
        let (at, out, who_at_desk) = (dir.clone(), outbox.clone(), who.clone());
        start("desk", Box::new(move || desk::run(&at, &desk_commands, &out, &who_at_desk)))?;
        let (at, out, for_whom) = (dir.clone(), outbox.clone(), who.clone());
        start("reader", Box::new(move || reader::run(&at, &reader_commands, &out, &for_whom)))?;
        for name in ["pictures-1", "pictures-2"] {
            let (at, out, list) = (dir.clone(), outbox.clone(), Arc::clone(&wanted));
            let (prepare, for_whom) = (hooks.prepare, who.clone());
            start(name, Box::new(move || pictures::run(&at, &list, prepare, &out, &for_whom)))?;
        }
        let (screening, screening_commands) = bounded(COMMANDS);
        let (at, out) = (dir.clone(), outbox.clone());
        let screens = Builder::new().name("screening".to_owned());
        let screens =
            screens.spawn(move || screening::run(at, screening_commands, out, Priority::Lowest))?;
        let screens = Some(screens);
        let jobs = job::JobThreads::new(dir, outbox, who);
        Ok(Self { desk, reader, screening, jobs, wanted, updates, threads, screens })
    }

    /// Sends a command to its thread; never waits.
    pub fn send(&self, command: Command) -> Result<(), Stuck> {
        let to = match command {
            Command::Pictures(wanted) => {
                self.wanted.replace(wanted);
                return Ok(());
            }
            Command::Job(command) => {
                self.jobs.serve(command);
                return Ok(());
            }
            Command::Screening(command) => {
                return self.screening.try_send(command).map_err(|full| {
                    tracing::error!("command dropped: {full}");
                    Stuck
                });
            }
            Command::Queue(_) | Command::Deliveries(_) => &self.reader,
            Command::Tick => {
                // Counting a long queue takes time, so the reader does it and not the thread that
                // records. If the reader has no room, the count is left to the next tick.
                drop(self.reader.try_send(Command::Tick));
                &self.desk
            }
            Command::AgreeOnClock
            | Command::Door(_)
            | Command::Review(_)
            | Command::History(_)
            | Command::Imports
            | Command::PlanBackups(_)
            | Command::Accounts(_) => &self.desk,
        };
        to.try_send(command).map_err(|full: TrySendError<Command>| {
            tracing::error!("command dropped: {full}");
            Stuck
        })
    }

    /// The longest side of a picture that the screen can show; larger ones are scaled down to it.
    pub fn set_longest_side(&self, side: u32) {
        self.wanted.set_longest(side);
    }

    /// The updates that have come since the last call.
    pub fn updates(&self) -> impl Iterator<Item = Update<P>> + '_ {
        self.updates.try_iter()
    }

    /// Waits for the next update; `None` when none comes in `patience`.
    pub fn wait(&self, patience: Duration) -> Option<Update<P>> {
        self.updates.recv_timeout(patience).ok()
    }
}

impl<P> Drop for Worker<P> {
    fn drop(&mut self) {
        // The threads end when their channels close. One that waits to send an update is freed by taking
        // the updates.
        self.threads.extend(self.jobs.close());
        self.wanted.close();
        (self.desk, self.reader, self.screening) = (bounded(0).0, bounded(0).0, bounded(0).0);
        let until = Instant::now() + PATIENCE;
        let screens = self.screens.take();
        for thread in self.threads.drain(..) {
            while !thread.is_finished() {
                let _ignored: Vec<_> = self.updates.try_iter().collect();
                std::thread::sleep(Duration::from_millis(1));
            }
            join(thread);
        }
        if let Some(screens) = screens {
            while !screens.is_finished() && Instant::now() < until {
                let _ignored: Vec<_> = self.updates.try_iter().collect();
                std::thread::sleep(Duration::from_millis(1));
            }
            if screens.is_finished() {
                join(screens);
            }
        }
    }
}

fn join(thread: JoinHandle<()>) {
    if thread.join().is_err() {
        tracing::error!("a worker thread had died");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::backups;
    use crate::domain::account::Actor;
    use crate::domain::backup_plan::BackupPlan;
    use crate::store::{SignInRefusal, Store};

    #[test]
    fn a_lost_store_is_told_with_what_to_do() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path(), crate::desk::clock::now).expect("made");
        let photo = store.photos().put(b"an original").expect("kept");
        let photo = store.photos().path(photo);
        drop(store);
        std::fs::remove_file(folder.path().join("store.sqlite3")).expect("lost");
        let hooks = Hooks { wake: Arc::new(|| ()), prepare: |pixels| pixels };
        let worker = Worker::start(folder.path().to_owned(), &hooks).expect("threads");
        let told = worker.wait(Duration::from_secs(20)).expect("an answer");
        let Update::Store(StoreUpdate::Lost { why }) = told else { panic!("{told:?}") };
        let why = why.to_string();
        assert!(why.contains("lost store") && why.contains("restore"), "{why}");
        drop(worker);
        assert!(photo.exists() && !folder.path().join("store.sqlite3").exists());
    }

    #[test]
    fn a_lost_store_is_tried_again_when_somebody_asks() {
        let folder = tempfile::tempdir().expect("a folder");
        drop(Store::open(folder.path(), crate::desk::clock::now).expect("made"));
        let (file, away) = (folder.path().join("store.sqlite3"), folder.path().join("away"));
        std::fs::rename(&file, &away).expect("moved");
        let hooks = Hooks { wake: Arc::new(|| ()), prepare: |pixels| pixels };
        let worker = Worker::start(folder.path().to_owned(), &hooks).expect("threads");
        let told = worker.wait(Duration::from_secs(20));
        assert!(matches!(told, Some(Update::Store(StoreUpdate::Lost { .. }))), "{told:?}");
        std::fs::rename(&away, &file).expect("put back");
        let told = worker.wait(Duration::from_secs(3));
        assert!(told.is_none(), "only a person can help: {told:?}");
        worker.send(Command::Accounts(AccountsCommand::List)).expect("there is room");
        let mut told = std::iter::from_fn(|| worker.wait(Duration::from_secs(20)));
        assert!(told.any(|update| matches!(update, Update::Store(StoreUpdate::Restored))));
    }

    #[test]
    fn backups_go_on_while_nobody_is_signed_in() {
        let work = tempfile::tempdir().expect("a folder");
        let (dir, folder) = (work.path().join("store"), work.path().join("copies"));
        std::fs::create_dir(&folder).expect("made");
        let now = crate::desk::clock::now;
        let store = Store::open(&dir, now).expect("made");
        let plan = BackupPlan { folder, every_hours: 1, keep_days: 1, since: now() };
        let operator = Actor::operator("test");
        backups::set_plan(&store, &operator, Some(&plan)).expect("planned");
        drop(store);
        let hooks = Hooks { wake: Arc::new(|| ()), prepare: |pixels| pixels };
        let worker = Worker::start(dir, &hooks).expect("threads");
        let status = || {
            worker.send(Command::Tick).expect("there is room");
            let mut told = std::iter::from_fn(|| worker.wait(Duration::from_secs(20)));
            told.find_map(|update| match update {
                Update::Backups(BackupsUpdate::Status(status)) => Some(status),
                _ => None,
            })
        };
        let before = status().expect("told to nobody in particular");
        assert!(before.plan == Some(plan) && before.is_due(None, now()), "{before:?}");
        let begin = JobCommand::Begin { id: JobId(1), work: Work::Backup };
        worker.send(Command::Job(begin)).expect("there is room");
        let mut told = std::iter::from_fn(|| worker.wait(Duration::from_secs(20)));
        let ended = told.find_map(|update| match update {
            Update::Job(JobUpdate::Ended { outcome: JobOutcome::BackedUp(run), .. }) => Some(run),
            _ => None,
        });
        assert_eq!(ended.expect("it is made").status.alarm(now()), None);
        let after = status().expect("told again");
        assert!(after.went.good.is_some() && !after.is_due(None, now()), "{after:?}");
    }

    #[test]
    fn a_command_is_answered_though_the_store_cannot_be_opened() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("no folder");
        std::fs::write(&file, b"").expect("written");
        let hooks = Hooks { wake: Arc::new(|| ()), prepare: |pixels| pixels };
        let worker = Worker::start(file, &hooks).expect("threads");
        let (name, password) = ("wangmin".to_owned(), "correct horse".to_owned());
        worker.send(Command::Door(DoorCommand::SignIn { name, password })).expect("there is room");
        let answers = std::iter::from_fn(|| worker.wait(Duration::from_secs(20)));
        let refused = |update| {
            let Update::Door(DoorUpdate::SignInRefused(why)) = update else { return None };
            matches!(why, SignInRefusal::Store(_)).then_some(())
        };
        assert!(answers.take(3).find_map(refused).is_some());
    }
}
