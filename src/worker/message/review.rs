//! Messages of the review: claims, changes, the ID number.

use chrono::{DateTime, Utc};

use crate::desk::review::{Ask, Case};
use crate::domain::event::UnmaskPurpose;
use crate::domain::log::Entry;
use crate::domain::policy::Policy;
use crate::domain::student::StudentNo;
use crate::domain::submission::SubmissionId;
use crate::store::RecordError;

/// Claims, and changes of what is claimed.
#[derive(Debug, Clone)]
pub enum ReviewCommand {
    /// Top the strip of claimed submissions up. Answer: `Claimed`, or `NotClaimed`.
    Claim {
        /// Not these: skipped a moment ago.
        skip: Vec<SubmissionId>,
    },
    /// Claim this one. Answer: `Claimed` with it, or `NotTaken`.
    Take(SubmissionId),
    /// Give claims back to the queue. No answer.
    Release(Vec<SubmissionId>),
    /// Change a submission. Answer: `Recorded` or `Refused`.
    Ask(Ask),
    /// Show a student's ID number, which is logged. Answer: `Unmasked`, or `NotUnmasked`.
    Unmask {
        /// Whose.
        student: StudentNo,
        /// What for.
        purpose: UnmaskPurpose,
    },
}

/// What is claimed, and what became of changes.
#[derive(Debug)]
pub enum ReviewUpdate {
    /// What the store asks of its reviewers now.
    Policy(Policy),
    /// Claimed, in the order of the queue. A case that is on the strip already may come again.
    Claimed {
        /// The cases; empty when nothing is left to claim.
        cases: Vec<Case>,
        /// They were asked for by number: show the first at once.
        taken: bool,
    },
    /// Nothing could be claimed.
    NotClaimed {
        /// Why not.
        why: RecordError,
    },
    /// The one that was asked for by number could not be claimed.
    NotTaken {
        /// Which.
        submission: SubmissionId,
        /// Why not.
        why: RecordError,
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
    Unmasked {
        /// Whose.
        student: StudentNo,
        /// The number as the roster states it; none where it states none.
        id_number: Option<String>,
    },
    /// The ID number may not be shown.
    NotUnmasked {
        /// Whose.
        student: StudentNo,
        /// Why not.
        why: RecordError,
    },
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

impl ReviewCommand {
    pub(super) fn refused(self, why: RecordError) -> Option<ReviewUpdate> {
        match self {
            Self::Claim { .. } => Some(ReviewUpdate::NotClaimed { why }),
            Self::Take(submission) => Some(ReviewUpdate::NotTaken { submission, why }),
            Self::Release(_) => None,
            Self::Ask(ask) => Some(ReviewUpdate::Refused { ask, why }),
            Self::Unmask { student, .. } => Some(ReviewUpdate::NotUnmasked { student, why }),
        }
    }
}
