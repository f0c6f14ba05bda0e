//! The job thread: one import or export at a time, with progress and cancel.

use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::command::Command;
use super::desk::WhoActs;
use super::update::{Failure, Fault, JobOutcome, Update};
use super::{Outbox, caught};
use crate::desk::clock::now;
use crate::desk::import::{self, ImportReport, Progress};
use crate::desk::report;
use crate::domain::account::Actor;
use crate::store::Store;
use crate::text::{Lang, Text};

/// Progress is told at most this often: more is no use to a person.
const EVERY: Duration = Duration::from_millis(100);

/// The console's end of the job thread.
pub(super) struct JobDesk {
    /// Where commands go; one may wait while one runs.
    pub(super) commands: Sender<Command>,
    cancelled: Arc<AtomicBool>,
}

impl JobDesk {
    /// Asks the running job to stop at its next step.
    pub(super) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Lets the thread end after its job.
    pub(super) fn close(&mut self) {
        self.commands = bounded(0).0;
    }
}

/// Starts the thread.
pub(super) fn start<P: Send + 'static>(
    dir: PathBuf,
    out: Outbox<P>,
    who: WhoActs,
) -> io::Result<(JobDesk, JoinHandle<()>)> {
    let (commands_in, commands) = bounded(1);
    let cancelled = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&cancelled);
    let thread = Builder::new()
        .name("job".to_owned())
        .spawn(move || Jobs { dir, out, who, cancelled: flag, last: None }.run(&commands))?;
    Ok((JobDesk { commands: commands_in, cancelled }, thread))
}

struct Jobs<P> {
    dir: PathBuf,
    out: Outbox<P>,
    who: WhoActs,
    cancelled: Arc<AtomicBool>,
    last: Option<Arc<ImportReport>>,
}

impl<P> Jobs<P> {
    fn run(mut self, commands: &Receiver<Command>) {
        while let Ok(command) = commands.recv() {
            self.cancelled.store(false, Ordering::Relaxed);
            match command {
                Command::SaveReport { path, lang } => self.save_report(path, lang),
                command => {
                    let done = caught(|| self.job(&command))
                        .unwrap_or_else(|panic| Err(anyhow::anyhow!("{panic}")));
                    let failed = |error| JobOutcome::Failed { why: format!("{error:#}") };
                    let outcome = done.unwrap_or_else(failed);
                    self.out.put(Update::JobEnded(outcome));
                }
            }
        }
    }

    fn job(&mut self, command: &Command) -> anyhow::Result<JobOutcome> {
        let actor = self.who.get().ok_or_else(|| anyhow::anyhow!("nobody is signed in"))?;
        let mut store = Store::open(&self.dir, now)?;
        match command {
            Command::Import { kind, path } => {
                let done = self.import(&mut store, *kind, path, &actor)?;
                let done = Arc::new(done);
                self.last = Some(Arc::clone(&done));
                Ok(JobOutcome::Imported(done))
            }
            Command::Export { report, path } => {
                let rows = report::write(&mut store, *report, path, &actor, now)?;
                Ok(JobOutcome::Exported { report: *report, rows, path: path.clone() })
            }
            _ => Err(anyhow::anyhow!("not a job")),
        }
    }

    fn import(
        &self,
        store: &mut Store,
        kind: import::ImportKind,
        path: &Path,
        actor: &Actor,
    ) -> anyhow::Result<ImportReport> {
        let mut told: Option<Instant> = None;
        let mut progress = |progress: Progress| {
            if told.is_none_or(|at| at.elapsed() >= EVERY) {
                told = Some(Instant::now());
                self.out.put(Update::Job(progress));
            }
            if self.cancelled.load(Ordering::Relaxed) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        Ok(import::run(kind, store, path, actor, now, &mut progress)?)
    }

    fn save_report(&self, path: PathBuf, lang: Lang) {
        let Some(last) = &self.last else { return };
        let update = match import::save_report(last, &Text::new(lang), &path) {
            Ok(()) => Update::ReportSaved(path),
            Err(error) => {
                let why = Fault::Said(format!("{error:#}"));
                Update::Failed(Failure { key: "failed-save", why })
            }
        };
        self.out.put(update);
    }
}
