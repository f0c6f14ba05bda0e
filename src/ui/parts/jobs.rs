//! The running jobs: imports and exports. Every screen sees them; only the console begins and ends them.

use chrono::{DateTime, TimeDelta, Utc};

use crate::desk::progress::Progress;
use crate::worker::{JobId, JobUpdate, Work};

/// A job that runs.
#[derive(Debug)]
pub struct Job {
    /// Its number.
    pub id: JobId,
    /// What it does.
    pub work: Work,
    /// When its present stage began; its pace is measured from then.
    pub since: DateTime<Utc>,
    /// The last progress that it told.
    pub progress: Option<Progress>,
    /// It has been asked to stop.
    pub stopping: bool,
}

/// How fast a job goes, and how long it will still take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// Units done per second.
    pub per_second: f64,
    /// Time until the end of the stage, at that pace; none where the total is unknown.
    pub left: Option<TimeDelta>,
}

impl Job {
    /// The pace; none in the first second, or before anything is done.
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

/// The jobs that run, in the order in which they were begun.
#[derive(Debug, Default)]
pub struct Jobs {
    running: Vec<Job>,
    begun: u64,
}

impl Jobs {
    /// The jobs that run.
    pub fn running(&self) -> &[Job] {
        &self.running
    }

    /// The job of a number, while it runs.
    pub fn get(&self, id: JobId) -> Option<&Job> {
        self.running.iter().find(|job| job.id == id)
    }

    /// Adds a job under a new number; `None` if one with the same kind and path already runs, as after a
    /// double click.
    pub fn begin(&mut self, work: &Work, now: DateTime<Utc>) -> Option<JobId> {
        // A look that is being stopped is asked for anew: nobody waits for the old one.
        let goes_on = |job: &Job| !job.stopping || !matches!(work, Work::Preview { .. });
        if self.running.iter().any(|job| job.work.is_same(work) && goes_on(job)) {
            return None;
        }
        self.begun += 1;
        let id = JobId(self.begun);
        let work = work.clone();
        self.running.push(Job { id, work, since: now, progress: None, stopping: false });
        Some(id)
    }

    /// Notes what a job told; removes it when it has ended.
    pub fn take(&mut self, update: &JobUpdate, now: DateTime<Utc>) {
        match update {
            JobUpdate::Progress { id, progress } => {
                let Some(job) = self.running.iter_mut().find(|job| job.id == *id) else { return };
                if job.progress.is_some_and(|before| before.stage != progress.stage) {
                    job.since = now;
                }
                job.progress = Some(*progress);
            }
            JobUpdate::Ended { id, .. } => self.running.retain(|job| job.id != *id),
        }
    }

    /// A job is asked to stop.
    pub fn stop(&mut self, id: JobId) {
        if let Some(job) = self.running.iter_mut().find(|job| job.id == id) {
            job.stopping = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::import::{ImportKind, ReadOptions};
    use crate::desk::progress::Stage;
    use crate::domain::event::ExportKind;
    use crate::worker::JobOutcome;

    #[test]
    fn several_jobs_run_each_at_its_own_pace() {
        let begun: DateTime<Utc> = "2026-11-24T02:00:00Z".parse().expect("a time");
        let import = Work::Import {
            kind: ImportKind::Submissions,
            path: "/photos".into(),
            options: ReadOptions::default(),
            expected: None,
        };
        let export = Work::Export { kind: ExportKind::Notices, path: "/notices.csv".into() };
        let mut jobs = Jobs::default();
        let first = jobs.begin(&import, begun).expect("there is room");
        let second = jobs.begin(&export, begun).expect("beside the first");
        assert_eq!(jobs.begin(&import, begun), None, "it runs already");
        let progress = Progress { stage: Stage::Photos, done: 500, total: 2000, bytes: 0 };
        jobs.take(&JobUpdate::Progress { id: first, progress }, begun);
        let job = jobs.get(first).expect("a job");
        assert_eq!(job.pace(begun), None, "too soon to tell");
        let pace = job.pace(begun + TimeDelta::seconds(10)).expect("a pace");
        assert_eq!(pace, Pace { per_second: 50.0, left: Some(TimeDelta::seconds(30)) });
        assert_eq!(jobs.get(second).expect("a job").pace(begun + TimeDelta::seconds(10)), None);
        jobs.stop(first);
        assert_eq!([true, false], [first, second].map(|id| jobs.get(id).expect("a job").stopping));
        let outcome = JobOutcome::Cancelled;
        jobs.take(&JobUpdate::Ended { id: first, outcome }, begun);
        assert!(jobs.get(first).is_none() && jobs.get(second).is_some());
        let again = jobs.begin(&import, begun).expect("it has ended");
        assert!(again > second, "no number comes twice");
    }
}
