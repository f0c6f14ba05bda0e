//! Jobs: imports, exports and deliveries, each on a thread of its own, with progress and cancel.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use super::message::{
    DeliverWork, JobCommand, JobFault, JobId, JobOutcome, JobUpdate, Report, Update, Work,
    WrittenDelivery,
};
use super::who::WhoActs;
use super::{Outbox, caught};
use crate::desk::backups;
use crate::desk::clock::now;
use crate::desk::deliver::{self, DeliverError};
use crate::desk::export::{self, ExportError, Unlogged};
use crate::desk::import::{self, ImportError, Request};
use crate::desk::progress::{OnProgress, Progress};
use crate::desk::withdraw::{self, WithdrawError};
use crate::domain::account::Actor;
use crate::store::Store;
use crate::text::Text;

/// Progress is told at most this often: more is no use to a person.
const EVERY: Duration = Duration::from_millis(100);

/// Most jobs at one time: each has a thread, and an import more than that.
const MOST: usize = 8;

/// A job that runs, as the console's end knows it.
struct Running {
    cancelled: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

/// The console's end of the jobs.
pub(super) struct JobThreads<P> {
    dir: PathBuf,
    out: Outbox<P>,
    who: WhoActs,
    running: Mutex<BTreeMap<JobId, Running>>,
}

impl<P: Send + 'static> JobThreads<P> {
    /// No job runs yet.
    pub(super) fn new(dir: PathBuf, out: Outbox<P>, who: WhoActs) -> Self {
        Self { dir, out, who, running: Mutex::default() }
    }

    /// Carries a command out; never waits. What comes of it is told by the job's own thread.
    pub(super) fn serve(&self, command: JobCommand) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.retain(|_, job| !job.thread.is_finished());
        match command {
            JobCommand::Cancel(id) => {
                if let Some(job) = running.get(&id) {
                    job.cancelled.store(true, Ordering::Relaxed);
                }
            }
            JobCommand::Begin { id, work } => {
                // Made before the thread begins, so that no cancel comes too early to be heard.
                let cancelled = Arc::new(AtomicBool::new(false));
                let room = running.len() < MOST;
                match self.begin(id, work, Arc::clone(&cancelled), room) {
                    Ok(thread) => drop(running.insert(id, Running { cancelled, thread })),
                    Err(error) => {
                        let why = JobFault::NoThread(error.to_string());
                        let outcome = JobOutcome::Failed { why };
                        self.out.put_now(Update::Job(JobUpdate::Ended { id, outcome }));
                    }
                }
            }
        }
    }

    fn begin(
        &self,
        id: JobId,
        work: Work,
        cancelled: Arc<AtomicBool>,
        room: bool,
    ) -> std::io::Result<JoinHandle<()>> {
        let (dir, out, actor) = (self.dir.clone(), self.out.clone(), self.who.get());
        Builder::new().name(format!("job-{}", id.0)).spawn(move || {
            let job = JobThread { id, dir, out, cancelled };
            // That there is no room for another job is no fault of the store's.
            let full = || Err(JobFault::TooMany { most: MOST });
            let done = caught(|| if room { job.run(&work, actor.as_ref()) } else { full() })
                .unwrap_or_else(|panic| Err(JobFault::Panicked(panic)));
            let outcome = done.unwrap_or_else(|why| match why {
                JobFault::Export(ExportError::Cancelled(_))
                | JobFault::Import(ImportError::Cancelled(_))
                | JobFault::Withdraw(WithdrawError::Cancelled(_))
                | JobFault::Deliver(DeliverError::Cancelled(_)) => JobOutcome::Cancelled,
                why => JobOutcome::Failed { why },
            });
            job.out.put(Update::Job(JobUpdate::Ended { id, outcome }));
        })
    }
}

impl<P> JobThreads<P> {
    /// Asks every job to stop, and gives their threads.
    pub(super) fn close(&self) -> Vec<JoinHandle<()>> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let all = std::mem::take(&mut *running).into_values();
        all.map(|job| {
            job.cancelled.store(true, Ordering::Relaxed);
            job.thread
        })
        .collect()
    }
}

/// One job, on its thread.
struct JobThread<P> {
    id: JobId,
    dir: PathBuf,
    out: Outbox<P>,
    cancelled: Arc<AtomicBool>,
}

impl<P> JobThread<P> {
    fn run(&self, work: &Work, actor: Option<&Actor>) -> Result<JobOutcome, JobFault> {
        let by_itself = Actor::backups();
        let actor = match work {
            // The machine makes it, as it was planned, whoever is at the desk or not.
            Work::Backup => &by_itself,
            _ => actor.ok_or(JobFault::NobodySignedIn)?,
        };
        let mut progress = self.progress();
        match work {
            Work::Preview { kind, path, options } => {
                // Not the store that is only looked at: this process has it open already.
                let store = Store::open(&self.dir, now())?;
                let options = options.clone();
                let request = Request { options, ..Request::new(*kind, path) };
                let done = import::preview(&request, &store, actor, false, now, &mut progress)?;
                Ok(JobOutcome::Previewed(Arc::new(done)))
            }
            Work::Import { kind, path, options, expected } => {
                let mut store = Store::open(&self.dir, now())?;
                let (options, expected) = (options.clone(), *expected);
                let request = Request { options, expected, ..Request::new(*kind, path) };
                let done = import::run_request(&request, &mut store, actor, now, &mut progress)?;
                Ok(JobOutcome::Imported(Arc::new(done)))
            }
            Work::Export { kind, path } => {
                let mut store = Store::open(&self.dir, now())?;
                let unlogged = Unlogged::Refused;
                let done =
                    export::write(&mut store, *kind, path, actor, now, unlogged, &mut progress)?;
                let (rows, unread) = (done.rows, done.unread);
                Ok(JobOutcome::Exported { kind: *kind, rows, unread, path: path.clone() })
            }
            Work::Withdraw { import, only_look } => {
                let mut store = Store::open(&self.dir, now())?;
                let done = if *only_look {
                    withdraw::look(&store, *import, actor, now, &mut progress)?
                } else {
                    withdraw::withdraw(&mut store, *import, actor, now, &mut progress)?
                };
                Ok(JobOutcome::Withdrawn(Arc::new(done)))
            }
            Work::Deliver { which, path } => self.deliver(which, path, actor, &mut progress),
            Work::Backup => {
                let done = backups::make(&self.dir, None, now, &mut progress)?;
                Ok(JobOutcome::BackedUp(Box::new(done)))
            }
            Work::SaveReport { report, path, lang } => {
                let text = Text::new(*lang);
                match report {
                    Report::Import(report) => {
                        import::save_report(report, &text, path, &mut progress)?;
                    }
                    Report::Withdrawal(report) => report.save(&text, path, &mut progress)?,
                }
                Ok(JobOutcome::ReportSaved(path.clone()))
            }
        }
    }

    fn deliver(
        &self,
        which: &DeliverWork,
        path: &Path,
        actor: &Actor,
        progress: &mut OnProgress<'_>,
    ) -> Result<JobOutcome, JobFault> {
        let mut store = Store::open(&self.dir, now())?;
        let delivery = match which {
            DeliverWork::New(options) => {
                deliver::deliver(&mut store, options, path, actor, now, progress)?
            }
            DeliverWork::Again(number) => {
                deliver::again(&mut store, *number, path, actor, now, progress)?
            }
        };
        let again = matches!(which, DeliverWork::Again(_));
        let written = WrittenDelivery { delivery, again, path: path.to_owned() };
        Ok(JobOutcome::Delivered(Box::new(written)))
    }

    /// Tells the console how far it is, now and then, and hears whether the job is to stop.
    fn progress(&self) -> impl FnMut(Progress) -> ControlFlow<()> {
        let mut told: Option<Instant> = None;
        move |progress: Progress| {
            if told.is_none_or(|at| at.elapsed() >= EVERY) {
                told = Some(Instant::now());
                self.out.put(Update::Job(JobUpdate::Progress { id: self.id, progress }));
            }
            if self.cancelled.load(Ordering::Relaxed) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        }
    }
}

#[cfg(test)]
mod tests;
