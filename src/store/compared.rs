//! What the machine had said to whoever decided.

use rusqlite::{OptionalExtension as _, params};

use super::error::StoreError;
use super::{Store, entries};
use crate::domain::event::Subject;
use crate::domain::photo_hash::Digest;
use crate::domain::screening::Screened;
use crate::domain::student::StudentId;
use crate::domain::submission::SubmissionId;

impl Store {
    /// The screening of this entry, which stood beside a decision on the submission; none where it or what it said can't
    /// be read any more.
    pub fn findings_beside(
        &self,
        student: StudentId,
        submission: SubmissionId,
        entry: Digest,
    ) -> Result<Option<Screened>, StoreError> {
        let subject = Subject::Submission(submission).to_string();
        let mut statement = self.conn.prepare_cached(
            "SELECT seq FROM log WHERE student = ?1 AND subject = ?2
             AND kind IN ('screened', 'standardised_again') AND digest = ?3",
        )?;
        let seq: Option<i64> = statement
            .query_row(params![student.0, subject, entry.0], |row| row.get(0))
            .optional()?;
        match seq.map(|seq| entries::of_seq(&self.conn, seq)).transpose() {
            Ok(Some(Some(entry))) => {
                let screened = entry.event.screened().filter(|of| of.screening.is_some());
                Ok(screened.cloned())
            }
            Ok(_) | Err(StoreError::Row(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
