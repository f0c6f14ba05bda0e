//! What the import screen takes from the jobs that have ended.

use std::path::Path;
use std::sync::Arc;

use super::looked::ChosenFile;
use super::{Import, Saved, stop_reading};
use crate::desk::import::ImportError;
use crate::exchange::TableError;
use crate::ui::parts::screen::Wish;
use crate::ui::parts::shared::Shared;
use crate::worker::{JobFault, JobId, JobOutcome, Work};

impl Import {
    /// Takes what came of a job, and returns what the console has to do.
    pub(super) fn job_ended(
        &mut self,
        id: JobId,
        outcome: &JobOutcome,
        shared: &Shared,
    ) -> Vec<Wish> {
        let job = shared.jobs.get(id);
        // Of a look that was stopped the answer may have been on its way.
        let stopped = job.is_some_and(|job| job.stopping);
        let outcome_of_look = if stopped { &JobOutcome::Cancelled } else { outcome };
        if self.looked.as_mut().is_some_and(|looked| looked.take(id, outcome_of_look)) {
            self.looked = None;
            return self.look_at_next(shared);
        }
        match (outcome, job.map(|job| &job.work)) {
            (JobOutcome::Imported(report), _) => {
                self.ended.add(report.file.clone(), Ok(Arc::clone(report)));
            }
            (JobOutcome::Failed { why }, Some(Work::Import { kind, path, options, .. }))
                if is_changed(why) && self.looked.is_none() =>
            {
                let options = options.clone();
                let looked = ChosenFile { options, changed: true, ..ChosenFile::new(*kind, path) };
                return self.begin_to_look(looked, shared);
            }
            (JobOutcome::Failed { why }, Some(Work::Import { path, .. })) => {
                self.ended.add(path.clone(), Err(why.clone()));
            }
            (_, Some(Work::SaveReport { .. })) => self.saved = saved(outcome),
            _ => {}
        }
        Vec::new()
    }

    /// Begins to look at a file instead of what is looked at.
    pub(super) fn begin_to_look(&mut self, looked: ChosenFile, shared: &Shared) -> Vec<Wish> {
        let mut wishes = stop_reading(shared);
        wishes.push(Wish::Start(looked.reading()));
        self.looked = Some(looked);
        wishes
    }
}

/// What came of saving a report.
fn saved(outcome: &JobOutcome) -> Option<Saved> {
    match outcome {
        JobOutcome::ReportSaved(path) => Some(Saved::There(Path::to_owned(path))),
        JobOutcome::Failed { why } => Some(Saved::Failed(why.clone())),
        JobOutcome::Cancelled => Some(Saved::Stopped),
        _ => None,
    }
}

/// Whether an import was refused because its file is not the one that was looked at.
fn is_changed(why: &JobFault) -> bool {
    let JobFault::Import(ImportError::File(error)) = why else { return false };
    matches!(error, TableError::Changed { .. })
}
