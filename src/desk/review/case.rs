//! A case: everything a reviewer sees of one claimed submission.

use chrono::{DateTime, Utc};

use crate::domain::account::AccountName;
use crate::domain::decision::{Decision, Witness};
use crate::domain::event::Submitted;
use crate::domain::photo_hash::PhotoHash;
use crate::domain::student::Student;
use crate::domain::submission::{Revision, Status, SubmissionId};
use crate::store::Claim;

/// One claimed submission with all that stands beside the photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its number.
    pub submission: SubmissionId,
    /// The revision that this case shows; a decision names it.
    pub revision: Revision,
    /// Pending, or Seconding where a second person is asked.
    pub status: Status,
    /// The photo and what came with it.
    pub submitted: Submitted,
    /// End of the two working days.
    pub due: Option<DateTime<Utc>>,
    /// The lease under which it is shown; none where it is only looked at.
    pub claim: Option<Claim>,
    /// Whose photo it should be; the ID number is masked.
    pub student: Student,
    /// The entry that stated the student's information; a decision names it.
    pub stated: Revision,
    /// The student's other attempts, first to last.
    pub others: Vec<OtherAttempt>,
    /// What the first person proposed, where a second is asked.
    pub proposal: Option<Proposal>,
}

impl Case {
    /// What is seen of it, for the log, once its photo was on the screen for so many milliseconds; none
    /// without a lease, under which nothing is decided.
    pub fn witness(&self, on_screen_ms: u64) -> Option<Witness> {
        let claim = self.claim.as_ref()?.token;
        let (photo, student) = (self.submitted.photo, self.stated);
        Some(Witness { photo, on_screen_ms, claim, student })
    }
}

/// Another attempt of the same student.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherAttempt {
    /// Its number.
    pub submission: SubmissionId,
    /// Which try, from 1.
    pub attempt: u32,
    /// Its photo.
    pub photo: PhotoHash,
    /// Where it stands.
    pub status: Status,
    /// The decision that stands, if any.
    pub decision: Option<Decision>,
    /// Who decided.
    pub decided_by: Option<AccountName>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
}

/// A rejection that waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Who proposed it.
    pub by: AccountName,
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// What.
    pub decision: Decision,
}
