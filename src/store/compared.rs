//! Decisions in effect beside what the machine had said to whoever made them.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::error::StoreError;
use super::rows::whole_event;
use super::{Store, entries};
use crate::domain::decision::Decision;
use crate::domain::event::{Event, Subject};
use crate::domain::photo_hash::Digest;
use crate::domain::screening::{Screened, ScreenedBy, Screening};
use crate::domain::student::StudentId;
use crate::domain::submission::SubmissionId;

/// What the machine had said to whoever decided.
#[derive(Debug, Clone, PartialEq)]
pub enum SeenFindings {
    /// This.
    Findings {
        /// By what it was made.
        by: ScreenedBy,
        /// What it said.
        screening: Box<Screening>,
    },
    /// Nothing: the photo was not screened, or the findings were not shown.
    Nothing,
    /// The record of the decision or of the findings can't be read.
    Unreadable,
}

const DECIDED: &str =
    "SELECT s.student, d.subject, d.event, f.document FROM submission s JOIN student t ON t.id = s.student
     JOIN log d ON d.seq = s.decided_seq LEFT JOIN fact f ON f.seq = d.seq
     WHERE s.status IN ('approved', 'rejected', 'retake') AND NOT t.erased";

impl Store {
    /// Hands each decision in effect to `each`, with the findings that its witness names. Decisions about erased
    /// students are left out, as their findings are gone.
    pub fn decisions_beside_findings(
        &self,
        mut each: impl FnMut(Option<&Decision>, SeenFindings),
    ) -> Result<(), StoreError> {
        let mut statement = self.conn.prepare_cached(DECIDED)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (student, subject): (i64, String) = (row.get("student")?, row.get("subject")?);
            let (event, facts): (String, Option<String>) =
                (row.get("event")?, row.get("document")?);
            let Ok(Event::Decided { decision, witness }) = whole_event(&event, facts.as_deref())
            else {
                each(None, SeenFindings::Unreadable);
                continue;
            };
            let beside = match witness.findings {
                Some(digest) => findings(&self.conn, student, &subject, digest)?,
                None => SeenFindings::Nothing,
            };
            each(Some(&decision), beside);
        }
        Ok(())
    }

    /// The findings of this entry, which stood beside a decision on the submission; none if they can't be read any more.
    pub fn findings_beside(
        &self,
        student: StudentId,
        submission: SubmissionId,
        entry: Digest,
    ) -> Result<Option<Box<Screening>>, StoreError> {
        let subject = Subject::Submission(submission).to_string();
        Ok(match findings(&self.conn, student.0, &subject, entry)? {
            SeenFindings::Findings { screening, .. } => Some(screening),
            SeenFindings::Nothing | SeenFindings::Unreadable => None,
        })
    }
}

/// The findings of a digest, among a submission's screenings.
fn findings(
    conn: &Connection,
    student: i64,
    subject: &str,
    digest: Digest,
) -> Result<SeenFindings, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT seq FROM log WHERE student = ?1 AND subject = ?2 
         AND kind IN ('screened', 'standardised_again') AND digest = ?3",
    )?;
    let seq: Option<i64> =
        statement.query_row(params![student, subject, digest.0], |row| row.get(0)).optional()?;
    let entry = seq.map(|seq| entries::of_seq(conn, seq)).transpose();
    Ok(match entry {
        Ok(Some(Some(entry))) => match entry.event.screened() {
            Some(Screened { by, screening: Some(screening), .. }) => {
                SeenFindings::Findings { by: *by, screening: screening.clone() }
            }
            _ => SeenFindings::Unreadable,
        },
        Ok(_) | Err(StoreError::Row(_)) => SeenFindings::Unreadable,
        Err(error) => return Err(error),
    })
}
