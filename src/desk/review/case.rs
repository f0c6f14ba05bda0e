//! A case: everything a reviewer sees of one claimed submission.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::account::AccountName;
use crate::domain::decision::{Decision, Viewing, Witness};
use crate::domain::event::Submitted;
use crate::domain::photo_hash::PhotoHash;
use crate::domain::student::Student;
use crate::domain::submission::{Revision, Status, SubmissionId};
use crate::store::{Claim, ScreeningRow};

/// One submission with everything that is shown beside the photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its number.
    pub submission: SubmissionId,
    /// The revision that this case shows; a decision names it.
    pub revision: Revision,
    /// Where it stands: `Seconding` if a second person is asked.
    pub status: Status,
    /// The photo and what came with it.
    pub submitted: Submitted,
    /// The deadline, if it has entered the queue.
    pub due: Option<DateTime<Utc>>,
    /// The lease under which it is shown; none where it is only looked at.
    pub claim: Option<Claim>,
    /// The student, with the ID number masked.
    pub student: Student,
    /// The number of the log entry that last stated the student's information; a decision states it.
    pub stated: Revision,
    /// The student's other attempts, oldest first.
    pub others: Vec<OtherAttempt>,
    /// What the first person proposed, where a second is asked.
    pub proposal: Option<Proposal>,
    /// Why the receiver has refused its standard photo, where it waits for a supervisor since.
    pub refusal: Option<ReceiverRefusal>,
    /// What the machine said of the photo; none before it was screened.
    pub screening: Option<Arc<ScreeningRow>>,
}

impl Case {
    /// What is seen of it, for the log, once its photo was looked at in this way; none without a lease,
    /// under which nothing is decided.
    pub fn witness(&self, viewing: Viewing) -> Option<Box<Witness>> {
        let claim = self.claim.as_ref()?;
        let drawn = |row: &&Arc<ScreeningRow>| viewing.findings == Some(row.entry);
        let screening = self.screening.as_ref().filter(drawn);
        Some(Box::new(Witness {
            photo: self.submitted.photo,
            standard_photo: viewing.standard_photo.map(|seen| seen.photo),
            standard_photo_ms: viewing.standard_photo.map(|seen| seen.on_screen_ms),
            findings: screening.map(|row| row.entry),
            specification: screening.map(|row| row.screened.by.specification.hex()),
            student: self.stated,
            claim: claim.token,
            claimed_at: claim.since,
            painted_at: viewing.painted_at,
            on_screen_ms: viewing.on_screen_ms,
            active_ms: viewing.active_ms,
        }))
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

/// What the receiver of a delivery said of a photo that it refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiverRefusal {
    /// The delivery's number.
    pub delivery: u32,
    /// Why, in the receiver's words; empty once they are erased.
    pub reason: String,
}
