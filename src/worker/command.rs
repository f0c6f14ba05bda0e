//! Everything the console can ask of the worker.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::desk::import::{ImportKind, ImportReport};
pub use crate::desk::review::{Ask, Change};
pub use crate::desk::session::NewAccount;
use crate::domain::account::AccountName;
use crate::domain::event::{Report, UnmaskPurpose};
use crate::domain::photo_hash::PhotoHash;
use crate::domain::student::StudentNo;
use crate::domain::submission::SubmissionId;
use crate::store::{ListFilter, ListSort};
use crate::text::Lang;

/// One request. Requests of one kind are answered in the order they were sent.
#[derive(Debug, Clone)]
pub enum Command {
    /// Make the first account, an administrator, and sign in as it. Answer: `SignedIn`.
    FirstAccount(NewAccount),
    /// Answer: `SignedIn` and `Claimed` (what is still held), or `SignInRefused`. Nothing is counted
    /// yet: that is for a `Tick` behind the first `Claim`.
    SignIn {
        /// Account name as typed.
        name: String,
        /// Password as typed.
        password: String,
    },
    /// Release every claim and forget the account. Answer: `SignedOut`.
    SignOut,
    /// Keep the account and its claims, but renew them no more. Answer: `Locked`.
    Lock,
    /// Answer: `Unlocked` and `Claimed` (what is still held), or `SignInRefused`.
    Unlock {
        /// Password as typed.
        password: String,
    },
    /// Somebody is at the desk: renew leases, count the queue. Answer: `Leases`,
    /// `Policy`, `Counts`.
    Tick,

    /// Top the strip of claimed submissions up. Answer: `Claimed`.
    Claim {
        /// Not these: skipped a moment ago.
        skip: Vec<SubmissionId>,
    },
    /// Claim this one. Answer: `Claimed` with it first, or `Refused`.
    Take(SubmissionId),
    /// Give claims back to the queue. No answer.
    Release(Vec<SubmissionId>),
    /// Change a submission. Answer: `Recorded` or `Refused`.
    Ask(Ask),
    /// Show a student's ID number, which is logged. Answer: `Unmasked`.
    Unmask {
        /// Whose.
        student: StudentNo,
        /// What for.
        purpose: UnmaskPurpose,
    },

    /// The pictures wanted now, most urgent first; what is not among them is no longer wanted.
    /// Answer: `Picture` for each, once it is there.
    Look(Vec<Look>),

    /// List submissions. Answer: `Listed`.
    List {
        /// Which.
        filter: ListFilter,
        /// In which order.
        sort: ListSort,
    },
    /// Load rows of the list. Answer: `Rows`.
    Rows(Vec<SubmissionId>),
    /// One submission with its whole history; that it was opened is logged. Answer: `History`.
    History(SubmissionId),

    /// Begin or stop a job. Answer: `Job`.
    Job(JobCommand),

    /// Answer: `Accounts`.
    Accounts,
    /// Answer: `Accounts`, or `Failed`.
    AddAccount(NewAccount),
    /// Answer: `Accounts`, or `Failed`.
    SetPassword {
        /// Whose.
        name: AccountName,
        /// The new one.
        password: String,
    },
    /// Answer: `Accounts`, or `Failed`.
    SetEnabled {
        /// Whose.
        name: AccountName,
        /// May sign in.
        enabled: bool,
    },
}

/// The number of a job; the console gives it, and each only once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);

/// What the console asks of a job.
#[derive(Debug, Clone)]
pub enum JobCommand {
    /// Begin it. Answers: `Progress` again and again, then `Ended`.
    Begin {
        /// Under which number.
        id: JobId,
        /// What it does.
        work: Work,
    },
    /// Stop it; nothing of it stays. Answer: `Ended`, unless it has ended already.
    Cancel(JobId),
}

/// What a job does.
#[derive(Debug, Clone)]
pub enum Work {
    /// Brings something in.
    Import {
        /// What.
        kind: ImportKind,
        /// From where.
        path: PathBuf,
    },
    /// Writes a list to a file.
    Export {
        /// Which list.
        report: Report,
        /// Where to; `.csv` or `.xlsx`.
        path: PathBuf,
    },
    /// Saves the report of an import.
    SaveReport {
        /// The report.
        report: Arc<ImportReport>,
        /// Where to; `.csv` or `.xlsx`.
        path: PathBuf,
        /// In which words.
        lang: Lang,
    },
}

impl Work {
    /// From or to where.
    pub fn path(&self) -> &Path {
        match self {
            Self::Import { path, .. }
            | Self::Export { path, .. }
            | Self::SaveReport { path, .. } => path,
        }
    }
}

/// A picture that the console wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Look {
    /// Of which photo.
    pub photo: PhotoHash,
    /// How large.
    pub size: PictureSize,
}

/// How large a picture is, the smallest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PictureSize {
    /// For the film strip: long side up to 192 pixels.
    Thumb,
    /// The whole photo as large as it goes into so many pixels of the screen, but no larger than the
    /// proxy: one pixel of the picture for one of the screen is the sharpest that can be shown, and the
    /// least to draw.
    Fit {
        /// Pixels across.
        width: u16,
        /// Pixels down.
        height: u16,
    },
    /// Any screen: long side up to 1600 pixels.
    Proxy,
    /// Every pixel.
    Full,
}
