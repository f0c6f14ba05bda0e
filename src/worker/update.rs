//! Everything the worker tells the console.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::command::{Ask, JobId, Look};
use crate::desk::import::{ImportReport, Progress};
use crate::desk::review::Case;
pub use crate::desk::session::{AccountError, Session};
use crate::domain::account::AccountName;
use crate::domain::event::Report;
use crate::domain::log::Entry;
use crate::domain::policy::Policy;
use crate::domain::student::StudentNo;
use crate::domain::submission::{Revision, SubmissionId};
use crate::store::{AccountRow, ListRow, QueueCounts, RecordError, SignInRefusal, StoreError};

/// One fact. `P` is a picture as the screen wants it; the worker never learns what that is.
#[derive(Debug)]
pub enum Update<P> {
    /// The store is open.
    Opened {
        /// There is no account yet: the first administrator has to be made.
        first_start: bool,
        /// Holds only invented people.
        demo: bool,
    },
    /// Signed in.
    SignedIn(Session),
    /// Not signed in, or not unlocked.
    SignInRefused(SignInRefusal),
    /// Signed out; every claim is released.
    SignedOut,
    /// Locked; the claims run out by themselves.
    Locked,
    /// Unlocked by the same account.
    Unlocked,

    /// What the store asks of its reviewers now.
    Policy(Policy),
    /// How much waits, and when the next deadline is.
    Counts {
        /// How much.
        counts: QueueCounts,
        /// The earliest deadline in the queue.
        next_due: Option<DateTime<Utc>>,
    },
    /// Claimed, in the order of the queue. A case that is on the strip already may come again.
    Claimed {
        /// The cases; empty when nothing is left to claim.
        cases: Vec<Case>,
        /// They were asked for by number: show the first at once.
        taken: bool,
    },
    /// The leases that are still held; others on the strip are lost.
    Leases(Vec<(SubmissionId, DateTime<Utc>)>),
    /// Durable.
    Recorded(Box<Recorded>),
    /// Not done; nothing has changed.
    Refused {
        /// What was asked.
        ask: Ask,
        /// Why not.
        why: RecordError,
    },
    /// The ID number may be shown; that is in the log.
    Unmasked(StudentNo),

    /// A picture that was wanted.
    Picture {
        /// Which.
        look: Look,
        /// The picture, or what is wrong with the photo.
        picture: Result<P, PictureFault>,
    },

    /// The list.
    Listed {
        /// Which submissions, in order.
        ids: Arc<[SubmissionId]>,
        /// There are more than a table can hold: the filter should be narrowed.
        truncated: bool,
        /// The departments to filter by.
        departments: Arc<[String]>,
    },
    /// Rows of the list.
    Rows(Vec<ListRow>),
    /// One submission with its history.
    History(Box<History>),

    /// What a job tells.
    Job(JobUpdate),
    /// Every account.
    Accounts(Vec<AccountRow>),

    /// Something other than a record failed.
    Failed(Failure),
    /// The store can't be used (locked, disk full, damaged, gone): no decision is accepted until
    /// `Restored`. The worker goes on trying once a second.
    Lost {
        /// What is wrong with it.
        why: StoreError,
    },
    /// The store works again.
    Restored,
}

/// A change that is durable.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// What was asked.
    pub ask: Ask,
    /// The line of the log.
    pub entry: Entry,
    /// The case, where it came back to this reviewer (after an undo).
    pub returned: Option<Box<Case>>,
}

/// A picture can't be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureFault {
    /// The photo file is not in the store any more, or can't be read.
    Missing(String),
    /// The photo file is not the one that was submitted: its hash differs.
    Altered,
    /// The photo can't be decoded.
    Undecodable(String),
}

/// One submission with all that happened to it and its student.
#[derive(Debug, Clone)]
pub struct History {
    /// The submission, as a case without a lease of one's own.
    pub case: Case,
    /// Who holds it, if anybody.
    pub held_by: Option<AccountName>,
    /// Its revision.
    pub revision: Revision,
    /// The log of the submission and of its student, first to last.
    pub entries: Vec<Entry>,
}

/// What a job tells.
#[derive(Debug, Clone)]
pub enum JobUpdate {
    /// How far it is.
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
    /// An import is done, or was cancelled (the report says so).
    Imported(Arc<ImportReport>),
    /// A list was written.
    Exported {
        /// Which.
        report: Report,
        /// Number of rows.
        rows: u64,
        /// Where.
        path: PathBuf,
    },
    /// The report of an import is saved there.
    ReportSaved(PathBuf),
    /// The job failed as a whole; nothing of it stays.
    Failed {
        /// What went wrong, for a person.
        why: String,
    },
}

/// What failed, for the words on the screen.
#[derive(Debug, Clone)]
pub struct Failure {
    /// What was asked, a key of the word lists: `failed-list`, `failed-account`, …
    pub key: &'static str,
    /// What went wrong.
    pub why: Fault,
}

/// What went wrong, by its kind: the screen finds the words in its own language.
#[derive(Debug, Clone)]
pub enum Fault {
    /// Something was not recorded or not read.
    Record(RecordError),
    /// An account can't be made or changed.
    Account(AccountError),
    /// What the system said.
    Said(String),
}

impl From<RecordError> for Fault {
    fn from(error: RecordError) -> Self {
        Self::Record(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::from(RecordError::Store(error))
    }
}

impl From<AccountError> for Fault {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Record(error) => Self::from(error),
            other => Self::Account(other),
        }
    }
}
