//! The screening thread: looks at the photos of open submissions whenever there are any that nobody has looked at,
//! on threads of the lowest priority. It may be paused at any time.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError};

use super::message::{ScreeningCommand, ScreeningStatus, ScreeningUpdate, Update};
use super::{Outbox, caught};
use crate::desk::clock::now;
use crate::desk::look::threads;
use crate::desk::screen::{Priority, Run, ScreenError, Screener, ready, screened_by};
use crate::desk::specification;
use crate::store::{ScreeningCounts, Store, StoreError};

/// How often it is looked whether photos have come in.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// How long it waits after a failure; after each that follows twice as long, up to the longest.
const AFTER_FAILURE: Duration = Duration::from_secs(30);
const LONGEST_AFTER_FAILURE: Duration = Duration::from_mins(10);

/// So long after the last photo the nets are given back: they take some 100 MB.
const KEEP_NETS: Duration = Duration::from_mins(1);

/// The thread's own things.
struct ScreeningThread<P> {
    dir: PathBuf,
    priority: Priority,
    commands: Receiver<ScreeningCommand>,
    out: Outbox<P>,
    store: Option<Store>,
    screener: Option<Screener>,
    /// What came of it since it was last begun: what failed is not tried again and again.
    run: Run,
    /// When a photo was last looked at.
    worked: Instant,
    /// The newest entry at which nothing was left to look at.
    settled: Option<i64>,
    runs: bool,
    /// How often it has failed one after the other.
    failures: u32,
    /// How many of those that failed were told of.
    failed_told: usize,
    told: Option<ScreeningStatus>,
}

/// The console is gone.
struct Gone;

/// Works until the console is gone. It begins paused.
pub(super) fn run<P>(
    dir: PathBuf,
    commands: Receiver<ScreeningCommand>,
    out: Outbox<P>,
    priority: Priority,
) {
    let mut screening = ScreeningThread {
        dir,
        priority,
        commands,
        out,
        store: None,
        screener: None,
        run: Run::default(),
        worked: Instant::now(),
        settled: None,
        runs: false,
        failures: 0,
        failed_told: 0,
        told: None,
    };
    while screening.wait().is_ok() {
        while screening.runs {
            let worked = caught(|| screening.work())
                .unwrap_or_else(|panic| Err(StoreError::Lost(panic).into()));
            if let Err(why) = worked {
                screening.fail(why);
            }
            if screening.wait_for(screening.pause()).is_err() {
                return;
            }
        }
        screening.rest();
    }
}

impl<P> ScreeningThread<P> {
    /// Waits until the console wants something.
    fn wait(&mut self) -> Result<(), Gone> {
        let command = self.commands.recv().map_err(|_closed| Gone)?;
        self.hear(command);
        Ok(())
    }

    /// Waits for so long, or until the console wants something.
    fn wait_for(&mut self, pause: Duration) -> Result<(), Gone> {
        match self.commands.recv_timeout(pause) {
            Ok(command) => self.hear(command),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Err(Gone),
        }
        Ok(())
    }

    fn hear(&mut self, command: ScreeningCommand) {
        self.runs = command == ScreeningCommand::Run;
        (self.run, self.settled, self.told) = (Run::default(), None, None);
        (self.failures, self.failed_told) = (0, 0);
        if !self.runs {
            self.tell(ScreeningStatus::Paused);
        }
    }

    fn pause(&self) -> Duration {
        match self.told {
            Some(ScreeningStatus::Failed(_)) => after_failure(self.failures),
            Some(ScreeningStatus::Working { .. }) => Duration::ZERO,
            _ => LOOK_EVERY,
        }
    }

    /// Gives everything back that takes memory.
    fn rest(&mut self) {
        (self.store, self.screener) = (None, None);
    }

    fn fail(&mut self, why: ScreenError) {
        tracing::error!("the screening has stopped: {why}");
        self.rest();
        self.failures = self.failures.saturating_add(1);
        self.tell(ScreeningStatus::Failed(why));
    }

    /// Looks at a few photos that nobody has looked at yet, if there are any.
    fn work(&mut self) -> Result<(), ScreenError> {
        if self.store.is_none() {
            if !Store::exists(&self.dir) {
                return Ok(());
            }
            self.store = Some(Store::open(&self.dir, now())?);
        }
        let Some(store) = &mut self.store else { return Ok(()) };
        let newest = store.newest_entry()?;
        if self.settled == Some(newest) {
            if self.worked.elapsed() >= KEEP_NETS {
                self.screener = None;
            }
            return Ok(());
        }
        let goes_on = matches!(self.told, Some(ScreeningStatus::Working { .. }));
        if !goes_on && !self.run.has_any(store, screened_by(store)?)? {
            self.settle(newest);
            return Ok(());
        }
        let Some(_mark) = store.photos().screening() else {
            self.tell(ScreeningStatus::Elsewhere);
            return Ok(());
        };
        let screener = if let Some(screener) = &mut self.screener {
            screener
        } else {
            // The nets take a second to load: not for what can't be recorded.
            ready(store, now)?;
            self.screener.insert(Screener::new(threads(), self.priority)?)
        };
        screener.follow(&specification::text(store)?)?;
        if !goes_on {
            let ScreeningCounts { done, total } = self.run.counts(store, screener.by())?;
            self.tell(ScreeningStatus::Working { done, total, each: None });
        }
        self.step(newest)
    }

    /// Looks at the next few photos; where none are left, that is so as of this entry.
    fn step(&mut self, newest: i64) -> Result<(), ScreenError> {
        let (Some(store), Some(screener)) = (&mut self.store, &self.screener) else {
            return Ok(());
        };
        let begun = Instant::now();
        let Some(told) = self.run.step(store, screener, now)? else {
            self.settle(newest);
            return Ok(());
        };
        (self.worked, self.failures) = (Instant::now(), 0);
        let ScreeningCounts { done, total } = self.run.counts(store, screener.by())?;
        let each = u32::try_from(told.len()).ok().and_then(|n| begun.elapsed().checked_div(n));
        let each = each.or(each_of(self.told.as_ref()));
        self.tell(ScreeningStatus::Working { done, total, each });
        if !told.is_empty() {
            self.out.put(Update::Screening(ScreeningUpdate::Screened(told)));
        }
        let failed = self.run.failed();
        if failed.len() > self.failed_told {
            self.failed_told = failed.len();
            self.out.put(Update::Screening(ScreeningUpdate::NotScreened(failed)));
        }
        Ok(())
    }

    /// Nothing is left to look at as of this entry.
    fn settle(&mut self, newest: i64) {
        self.settled = Some(newest);
        let failed = self.run.report().failed.len();
        self.tell(ScreeningStatus::Done { failed });
    }

    fn tell(&mut self, status: ScreeningStatus) {
        if self.told.as_ref() != Some(&status) {
            self.told = Some(status.clone());
            self.out.put(Update::Screening(ScreeningUpdate::Status(status)));
        }
    }
}

/// How long it waits after so many failures one after the other.
fn after_failure(failures: u32) -> Duration {
    let times = 2_u32.saturating_pow(failures.saturating_sub(1));
    AFTER_FAILURE.saturating_mul(times).min(LONGEST_AFTER_FAILURE)
}

/// How long a photo took, by what was told last.
fn each_of(told: Option<&ScreeningStatus>) -> Option<Duration> {
    match told {
        Some(ScreeningStatus::Working { each, .. }) => *each,
        _ => None,
    }
}

#[cfg(test)]
mod tests;
