//! Messages of the jobs: imports, exports and deliveries.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::deliveries::{DeliverWork, WrittenDelivery};
use crate::desk::backups::BackupRun;
use crate::desk::deliver::DeliverError;
use crate::desk::export::ExportError;
use crate::desk::import::{
    FileFingerprint, ImportError, ImportKind, ImportPreview, ImportReport, ReadOptions,
};
use crate::desk::progress::Progress;
use crate::desk::withdraw::{WithdrawError, WithdrawalReport};
use crate::domain::event::ExportKind;
use crate::domain::operation::OperationId;
use crate::domain::submission::SubmissionId;
use crate::store::{RecordError, StoreError};
use crate::text::Lang;

/// The number of a job, given by the console and never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);

/// What the console asks of a job.
#[derive(Debug, Clone)]
pub enum JobCommand {
    /// Begin it. Answers: `Progress` repeatedly, then `Ended`.
    Begin {
        /// Under which number.
        id: JobId,
        /// What it does.
        work: Work,
    },
    /// Cancel it. A list or report then leaves nothing behind; of an import, what was recorded stands. Answer: `Ended`,
    /// unless that was sent already.
    Cancel(JobId),
}

/// What a job does.
#[derive(Debug, Clone)]
pub enum Work {
    /// Looks what an import would do.
    Preview {
        /// What would be brought in.
        kind: ImportKind,
        /// From where.
        path: PathBuf,
        /// How it is read.
        options: ReadOptions,
    },
    /// Brings something in.
    Import {
        /// What.
        kind: ImportKind,
        /// From where.
        path: PathBuf,
        /// How it is read.
        options: ReadOptions,
        /// What it was when somebody looked at it.
        expected: Option<FileFingerprint>,
    },
    /// Writes a list to a file.
    Export {
        /// Which list.
        kind: ExportKind,
        /// Where to; `.csv` or `.xlsx`.
        path: PathBuf,
    },
    /// Saves a report.
    SaveReport {
        /// The report.
        report: Report,
        /// Where to; `.csv` or `.xlsx`.
        path: PathBuf,
        /// The language of the report.
        lang: Lang,
    },
    /// Withdraws an import.
    Withdraw {
        /// Which.
        import: OperationId,
        /// Only finds out what would be taken back.
        only_look: bool,
    },
    /// Writes a delivery.
    Deliver {
        /// Which.
        which: DeliverWork,
        /// The folder to make.
        path: PathBuf,
    },
    /// Makes the backup that is planned, if it is due.
    Backup,
}

impl Work {
    /// The file or folder that is read or written, if there is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Preview { path, .. }
            | Self::Import { path, .. }
            | Self::Export { path, .. }
            | Self::Deliver { path, .. }
            | Self::SaveReport { path, .. } => Some(path),
            Self::Withdraw { .. } | Self::Backup => None,
        }
    }

    /// Whether both would do the same to the same thing: of an import and a look at one also in the same way, since a
    /// workbook may hold several lists.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Withdraw { import, .. }, Self::Withdraw { import: other, .. }) => {
                import == other
            }
            (
                Self::Preview { kind, path, options },
                Self::Preview { kind: k, path: p, options: o },
            )
            | (
                Self::Import { kind, path, options, .. },
                Self::Import { kind: k, path: p, options: o, .. },
            ) => (kind, path, options) == (k, p, o),
            _ => {
                std::mem::discriminant(self) == std::mem::discriminant(other)
                    && self.path() == other.path()
            }
        }
    }
}

/// A report that can be saved.
#[derive(Debug, Clone)]
pub enum Report {
    /// Of an import, or of what one would do.
    Import(Arc<ImportReport>),
    /// Of a withdrawal.
    Withdrawal(Arc<WithdrawalReport>),
}

/// What a job tells of itself.
#[derive(Debug, Clone)]
pub enum JobUpdate {
    /// How far it has come.
    Progress {
        /// Which job.
        id: JobId,
        /// How far.
        progress: Progress,
    },
    /// It is over.
    Ended {
        /// Which job.
        id: JobId,
        /// How.
        outcome: JobOutcome,
    },
}

/// How a job ended.
#[derive(Debug, Clone)]
pub enum JobOutcome {
    /// What an import would do.
    Previewed(Arc<ImportPreview>),
    /// An import has ended or was cancelled, which the report says.
    Imported(Arc<ImportReport>),
    /// A list was written.
    Exported {
        /// Which.
        kind: ExportKind,
        /// Number of rows.
        rows: u64,
        /// The submissions that are not in it, since the store's record of them can't be read.
        unread: Vec<SubmissionId>,
        /// Where.
        path: PathBuf,
    },
    /// An import was withdrawn, or looked at, or that was stopped, which the report says.
    Withdrawn(Arc<WithdrawalReport>),
    /// A delivery was written.
    Delivered(Box<WrittenDelivery>),
    /// What came of a backup.
    BackedUp(Box<BackupRun>),
    /// A report is saved there.
    ReportSaved(PathBuf),
    /// A list, a report or a delivery was stopped before it was written, or a look before it ended; nothing of it stays.
    Cancelled,
    /// The job failed. Of an import stands what was recorded before, which the fault tells; of a list nothing, but
    /// for the log's entry of one that could only not be given its name.
    Failed {
        /// What went wrong.
        why: JobFault,
    },
}

/// What went wrong with a job, by its kind: the screen finds the words in its own language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobFault {
    /// Nobody is signed in for whom it could be done.
    #[error("nobody is signed in")]
    NobodySignedIn,
    /// As many jobs run as can.
    #[error("{most} jobs are running: wait for one to end")]
    TooMany {
        /// So many.
        most: usize,
    },
    /// The system gave no thread for it.
    #[error("no thread could be started: {0}")]
    NoThread(String),
    /// The store can't be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something did not come in.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// Something did not leave.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// A backup was not begun.
    #[error(transparent)]
    Backup(#[from] RecordError),
    /// An import was not withdrawn.
    #[error(transparent)]
    Withdraw(#[from] WithdrawError),
    /// Nothing was delivered, unless the fault tells otherwise.
    #[error(transparent)]
    Deliver(#[from] DeliverError),
    /// The program failed in it; these are its last words.
    #[error("the program failed: {0}")]
    Panicked(String),
}
