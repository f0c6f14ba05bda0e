//! A case: everything a reviewer sees of one claimed submission.

use chrono::{DateTime, Utc};

use crate::domain::account::AccountName;
use crate::domain::decision::{Decision, Witness};
use crate::domain::event::Submitted;
use crate::domain::photo_hash::PhotoHash;
use crate::domain::student::Student;
use crate::domain::submission::{Revision, Status, SubmissionId};
use crate::store::Claim;

/// One submission with everything that is shown beside the photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its number.
    pub submission: SubmissionId,
    /// The revision that this case shows; a decision on it states it.
    pub revision: Revision,
    /// Where it stands: `Seconding` if a second person is asked.
    pub status: Status,
    /// The photo and what came with it.
    pub submitted: Submitted,
    /// The deadline, if it has entered the queue.
    pub due: Option<DateTime<Utc>>,
    /// The lease under which it is shown; none if it is only looked at.
    pub claim: Option<Claim>,
    /// The student, with the ID number masked.
    pub student: Student,
    /// The number of the log entry that last stated the student's information; a decision states it.
    pub stated: Revision,
    /// The student's other attempts, oldest first.
    pub others: Vec<OtherAttempt>,
    /// What the first person proposed, if a second one is asked.
    pub proposal: Option<Proposal>,
}

impl Case {
    /// What a decision states that its reviewer saw, with the photo's time on the screen in milliseconds.
    /// None without a lease, since nothing can be decided then.
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
