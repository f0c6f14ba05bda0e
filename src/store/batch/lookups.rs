//! What stands, as it is looked up inside a batch.

use chrono::{DateTime, Utc};

use super::Batch;
use crate::domain::decision::Decision;
use crate::domain::event::{Event, Subject};
use crate::domain::lifecycle;
use crate::domain::photo_hash::PhotoHash;
use crate::domain::student::{StudentId, StudentNo};
use crate::domain::submission::SubmissionId;
use crate::store::error::{RecordError, StoreError};
use crate::store::rows::{self, StudentRow, SubmissionRow};
use crate::store::{policy, screenings};

impl Batch<'_> {
    /// An approval needs the standard photo where the policy asks for it.
    pub(super) fn check_standard_photo(
        &self,
        subject: &Subject,
        event: &Event,
    ) -> Result<(), RecordError> {
        let (Subject::Submission(id), Event::Decided { decision: Decision::Approve, witness }) =
            (subject, event)
        else {
            return Ok(());
        };
        let policy = policy::read(self.conn)?;
        let newest = screenings::newest_standard(self.conn, *id)?;
        Ok(lifecycle::check_standard_photo(policy, newest, witness)?)
    }

    /// The student of a number who is on the roster.
    pub fn student(&self, no: &StudentNo) -> Result<Option<StudentRow>, StoreError> {
        rows::student(self.conn, no)
    }

    /// The student of a number, also one who is off the roster again.
    pub fn student_ever(&self, no: &StudentNo) -> Result<Option<StudentRow>, StoreError> {
        rows::student_ever(self.conn, no)
    }

    /// The student whom the store knows by this number of its own; nobody once their facts are erased.
    pub fn student_by_id(&self, id: StudentId) -> Result<Option<StudentRow>, StoreError> {
        rows::student_by_id(self.conn, id)
    }

    /// The student of an exam number; nobody if several students carry it.
    pub fn student_by_exam_no(&self, exam_no: &str) -> Result<Option<StudentRow>, StoreError> {
        rows::student_by_exam_no(self.conn, exam_no)
    }

    /// Every submission of a student, by attempt.
    pub fn attempts(&self, student: StudentId) -> Result<Vec<SubmissionRow>, StoreError> {
        rows::attempts(self.conn, student)
    }

    /// The submission of a number.
    pub fn submission(&self, id: SubmissionId) -> Result<Option<SubmissionRow>, StoreError> {
        rows::submission(self.conn, id)
    }

    /// Whether somebody holds a live lease of it.
    pub fn is_claimed(&self, id: SubmissionId) -> Result<bool, StoreError> {
        Ok(rows::claim(self.conn, id)?.is_some_and(|claim| claim.is_live(self.at())))
    }

    /// End of the two working days of a submission that enters the queue by the next entry.
    pub fn due(&self) -> DateTime<Utc> {
        self.calendar.due(self.at())
    }

    /// The number of another student who has sent this photo, which waits, is held or approved.
    pub fn other_sender(
        &self,
        photo: PhotoHash,
        student: StudentId,
    ) -> Result<Option<StudentNo>, StoreError> {
        rows::other_sender(self.conn, photo, student)
    }

    /// Whose payment has this transaction number.
    pub fn payer(&self, number: &str) -> Result<Option<StudentId>, StoreError> {
        rows::payer(self.conn, number)
    }
}
