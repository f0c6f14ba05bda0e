//! The part of the import screen by which a wrong import is taken back: the newest imports, what would become of
//! one of them, and what became of it.

mod panel;
#[cfg(test)]
pub(super) mod tests;

use std::sync::Arc;

use crate::desk::withdraw::WithdrawalReport;
use crate::domain::operation::OperationId;
use crate::store::{PastImport, RecordError};
use crate::ui::parts::picture::Picture;
use crate::ui::parts::screen::Wish;
use crate::ui::parts::shared::Shared;
use crate::worker::{Command, ImportsUpdate, JobFault, JobOutcome, JobUpdate, Update, Work};

pub(super) use panel::{confirmation, show};

/// What is known of the imports that can be withdrawn.
#[derive(Debug, Default)]
pub(super) struct Withdrawal {
    /// The newest imports; nothing before they were read.
    listed: Option<Result<Vec<PastImport>, RecordError>>,
    /// The list may have changed.
    stale: bool,
    /// What would become of an import, as long as somebody is asked whether they want that.
    looked: Option<Arc<WithdrawalReport>>,
    /// What came of the last withdrawal.
    ended: Option<Result<Arc<WithdrawalReport>, JobFault>>,
    /// Only rows that stay are shown.
    kept_only: bool,
}

/// What somebody does about a wrong import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WithdrawalAct {
    /// Find out what would become of it.
    Look(OperationId),
    /// Withdraw it.
    Withdraw(OperationId),
    /// Leave it as it is.
    Leave,
    /// Put the outcome of the last withdrawal away.
    PutAway,
}

impl Withdrawal {
    /// Does what was asked and returns what the console has to do.
    pub(super) fn perform(&mut self, act: WithdrawalAct) -> Vec<Wish> {
        match act {
            WithdrawalAct::Look(import) => {
                self.ended = None;
                vec![Wish::Start(Work::Withdraw { import, only_look: true })]
            }
            WithdrawalAct::Withdraw(import) => {
                self.looked = None;
                self.kept_only = true;
                vec![Wish::Start(Work::Withdraw { import, only_look: false })]
            }
            WithdrawalAct::Leave => {
                self.looked = None;
                Vec::new()
            }
            WithdrawalAct::PutAway => {
                self.ended = None;
                Vec::new()
            }
        }
    }

    /// The list is to be read anew.
    pub(super) fn is_stale(&mut self) {
        self.stale = true;
    }

    /// Asks for the list where it may have changed.
    pub(super) fn wishes(&mut self) -> Option<Wish> {
        std::mem::take(&mut self.stale).then_some(Wish::Send(Command::Imports))
    }

    /// Whether the outcome of a withdrawal is shown.
    pub(super) fn has_ended(&self) -> bool {
        self.ended.is_some()
    }

    /// The report of the last withdrawal, as long as it is shown.
    pub(super) fn report(&self) -> Option<&Arc<WithdrawalReport>> {
        self.ended.as_ref()?.as_ref().ok()
    }

    /// Takes what concerns it out of an update.
    pub(super) fn take(&mut self, update: &Update<Picture>, shared: &Shared) {
        match update {
            Update::Imports(ImportsUpdate::Listed(imports)) => {
                self.listed = Some(Ok(imports.clone()));
            }
            Update::Imports(ImportsUpdate::Refused(why)) => self.listed = Some(Err(why.clone())),
            Update::Job(JobUpdate::Ended { id, outcome }) => {
                let work = shared.jobs.get(*id).map(|job| &job.work);
                self.stale |= matches!(
                    work,
                    Some(Work::Import { .. } | Work::Withdraw { only_look: false, .. })
                );
                match (outcome, work) {
                    (JobOutcome::Withdrawn(report), _) if report.only_looked => {
                        self.looked = Some(Arc::clone(report));
                    }
                    (JobOutcome::Withdrawn(report), _) => self.ended = Some(Ok(Arc::clone(report))),
                    (JobOutcome::Failed { why }, Some(Work::Withdraw { .. })) => {
                        self.ended = Some(Err(why.clone()));
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
}
