//! The job that runs: an import or an export. All screens see it; the console begins and ends it.

use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};

use crate::desk::import::{ImportKind, Progress};
use crate::domain::event::Report;

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Brings something in.
    Import(ImportKind),
    /// Writes a list.
    Export(Report),
}

/// The job that runs.
#[derive(Debug)]
pub struct Job {
    /// What it does.
    pub work: Work,
    /// From or to where.
    pub path: PathBuf,
    /// When its present stage began; how fast it goes is judged by that.
    pub since: DateTime<Utc>,
    /// How far it was when it last told.
    pub progress: Option<Progress>,
    /// It has been asked to stop.
    pub stopping: bool,
}

/// How fast, and how long still.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// Done in a second.
    pub per_second: f64,
    /// Until the end, at that pace.
    pub left: Option<TimeDelta>,
}

impl Job {
    /// How fast it goes, once there is enough to tell it from.
    pub fn pace(&self, now: DateTime<Utc>) -> Option<Pace> {
        let progress = self.progress.as_ref()?;
        let seconds = (now - self.since).as_seconds_f64();
        if seconds < 1.0 || progress.done == 0 {
            return None;
        }
        let per_second = progress.done as f64 / seconds;
        let left = progress.total.checked_sub(progress.done).filter(|_| progress.total > 0);
        let left =
            left.map(|left| TimeDelta::milliseconds((left as f64 / per_second * 1e3) as i64));
        Some(Pace { per_second, left })
    }
}

/// The jobs: one runs at a time.
#[derive(Debug, Default)]
pub struct Jobs {
    running: Option<Job>,
}

impl Jobs {
    /// The job that runs.
    pub fn running(&self) -> Option<&Job> {
        self.running.as_ref()
    }

    /// Begins a job; says whether there was room for it.
    pub fn begin(&mut self, work: Work, path: PathBuf, now: DateTime<Utc>) -> bool {
        if self.running.is_some() {
            return false;
        }
        self.running = Some(Job { work, path, since: now, progress: None, stopping: false });
        true
    }

    /// The job has told how far it is.
    pub fn progress(&mut self, progress: Progress, now: DateTime<Utc>) {
        if let Some(job) = &mut self.running {
            if job.progress.is_some_and(|before| before.stage != progress.stage) {
                job.since = now;
            }
            job.progress = Some(progress);
        }
    }

    /// The job is asked to stop.
    pub fn stop(&mut self) {
        if let Some(job) = &mut self.running {
            job.stopping = true;
        }
    }

    /// The job is over.
    pub fn end(&mut self) {
        self.running = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::import::Stage;

    #[test]
    fn one_job_runs_at_a_time_and_says_how_fast() {
        let begun: DateTime<Utc> = "2026-11-24T02:00:00Z".parse().expect("a time");
        let mut jobs = Jobs::default();
        assert!(jobs.begin(Work::Import(ImportKind::Submissions), "/photos".into(), begun));
        assert!(!jobs.begin(Work::Export(Report::Notices), "/notices.csv".into(), begun));
        jobs.progress(Progress { stage: Stage::Photos, done: 500, total: 2000, bytes: 0 }, begun);
        let job = jobs.running().expect("a job");
        assert_eq!(job.pace(begun), None, "too soon to tell");
        let pace = job.pace(begun + TimeDelta::seconds(10)).expect("a pace");
        assert_eq!(pace, Pace { per_second: 50.0, left: Some(TimeDelta::seconds(30)) });
        jobs.end();
        assert!(jobs.begin(Work::Export(Report::Notices), "/notices.csv".into(), begun));
    }
}
