//! Messages of the review: claims, changes, the ID number.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::desk::review::{Ask, Case};
use crate::domain::claim_order::ClaimOrder;
use crate::domain::event::UnmaskPurpose;
use crate::domain::log::Entry;
use crate::domain::policy::Policy;
use crate::domain::student::StudentId;
use crate::domain::submission::SubmissionId;
use crate::exchange::wording::NoticeWording;
use crate::store::{RecordError, ScreeningRow};

/// Requests to claim and change submissions.
#[derive(Debug, Clone)]
pub enum ReviewCommand {
    /// Claim more submissions. Answer: `Claimed`, or `NotClaimed`.
    Claim {
        /// Which come first.
        order: ClaimOrder,
        /// Submissions that were just skipped, to be claimed last.
        skip: Vec<SubmissionId>,
    },
    /// Claim this one. Answer: `Claimed` with it, or `NotTaken`.
    Take(SubmissionId),
    /// Give claims back to the queue. No answer.
    Release(Vec<SubmissionId>),
    /// What the machine has said by now of these. Answer: `Screenings`; none if the store can't be read.
    Screenings(Vec<SubmissionId>),
    /// Change a submission. Answer: `Recorded` or `Refused`.
    Ask(Ask),
    /// Show a student's ID number, which is logged. Answer: `Unmasked`, or `NotUnmasked`.
    Unmask {
        /// Whose.
        student: StudentId,
        /// What for.
        purpose: UnmaskPurpose,
    },
}

/// Claims, leases, and the outcome of changes.
#[derive(Debug)]
pub enum ReviewUpdate {
    /// The store's present policy.
    Policy(Policy),
    /// The university's own words for notices, as they are now; none where they can't be read, which an export tells.
    Wording(Arc<NoticeWording>),
    /// Cases were claimed, in the order of the queue. A case may be on the strip already.
    Claimed {
        /// The cases; empty when nothing is left to claim.
        cases: Vec<Case>,
        /// This answers `Take`: show the first one at once.
        taken: bool,
    },
    /// Nothing could be claimed.
    NotClaimed {
        /// Why not.
        why: RecordError,
    },
    /// The submission that `Take` named could not be claimed.
    NotTaken {
        /// Which.
        submission: SubmissionId,
        /// Why not.
        why: RecordError,
    },
    /// All leases that this console holds, with their ends. Any other on the strip is lost.
    Leases(Vec<(SubmissionId, DateTime<Utc>)>),
    /// What the machine said of submissions that this reviewer holds.
    Screenings(Vec<(SubmissionId, Arc<ScreeningRow>)>),
    /// A change is durable.
    Recorded(Box<Recorded>),
    /// A change was refused; nothing has changed.
    Refused {
        /// What was asked.
        ask: Ask,
        /// Why not.
        why: RecordError,
    },
    /// Showing the ID number was logged: here it is.
    Unmasked {
        /// Whose.
        student: StudentId,
        /// The number as the roster states it; none where it states none.
        id_number: Option<String>,
    },
    /// The ID number may not be shown.
    NotUnmasked {
        /// Whose.
        student: StudentId,
        /// Why not.
        why: RecordError,
    },
}

/// A change that is durable.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// What was asked.
    pub ask: Ask,
    /// The log entry.
    pub entry: Entry,
    /// After an undo: the case, which this reviewer holds again.
    pub returned: Option<Box<Case>>,
}

impl ReviewCommand {
    pub(super) fn refused(self, why: RecordError) -> Option<ReviewUpdate> {
        match self {
            Self::Claim { .. } => Some(ReviewUpdate::NotClaimed { why }),
            Self::Take(submission) => Some(ReviewUpdate::NotTaken { submission, why }),
            Self::Release(_) | Self::Screenings(_) => None,
            Self::Ask(ask) => Some(ReviewUpdate::Refused { ask, why }),
            Self::Unmask { student, .. } => Some(ReviewUpdate::NotUnmasked { student, why }),
        }
    }
}
