//! The decisions in effect, for lists that leave the store.

use chrono::{DateTime, Utc};
use rusqlite::Row;

use super::Store;
use super::error::{RowName, StoreError};
use super::rows;
use crate::domain::account::AccountName;
use crate::domain::decision::Decision;
use crate::domain::event::Submitted;
use crate::domain::student::{Student, StudentId};
use crate::domain::submission::{Status, SubmissionId};

/// A submission with a decision in effect, for lists that leave the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedRow {
    /// Its number.
    pub id: SubmissionId,
    /// Whose.
    pub student: Student,
    /// What was submitted.
    pub submitted: Submitted,
    /// Approved, rejected or retake.
    pub status: Status,
    /// The decision in effect.
    pub decision: Decision,
    /// Who made it.
    pub decided_by: AccountName,
    /// When.
    pub decided_at: DateTime<Utc>,
    /// Who proposed it, where it needed a second person.
    pub proposer: Option<AccountName>,
}

/// A submission with a decision in effect whose row can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnreadRow {
    /// Its number.
    pub id: SubmissionId,
    /// Whose: nothing can be told of this student's latest decision.
    pub student: StudentId,
}

const DECIDED: &str = "SELECT s.id, s.student, s.status, s.decided_by, s.decided_at, s.proposer,
    l.event AS submitted, d.event AS decided, lf.document AS submitted_facts,
    df.document AS decided_facts, t.no, t.name, t.id_number, t.exam_no, t.department,
    t.programme, t.campus, t.reference_photo
    FROM submission s JOIN student t ON t.id = s.student JOIN log l ON l.seq = s.submitted_seq
    LEFT JOIN fact lf ON lf.seq = s.submitted_seq
    JOIN log d ON d.seq = s.decided_seq LEFT JOIN fact df ON df.seq = s.decided_seq
    WHERE s.status IN ('approved', 'rejected', 'retake') AND NOT t.erased ORDER BY t.no, s.student, s.attempt";

impl Store {
    /// How many decisions are in effect.
    pub fn decided_count(&self) -> Result<u64, StoreError> {
        let sql =
            "SELECT count(*) FROM submission WHERE status IN ('approved', 'rejected', 'retake')";
        let count: i64 = self.conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
        u64::try_from(count).map_err(StoreError::damaged)
    }

    /// Hands every decision in effect to `each`, by student number and attempt, until it fails.
    /// Those of erased students are left out: nobody knows any more whose they are. Of a row that can't be
    /// read only that is told.
    pub fn decided_rows<E: From<StoreError>>(
        &self,
        mut each: impl FnMut(Result<DecidedRow, UnreadRow>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut statement = self.conn.prepare_cached(DECIDED).map_err(StoreError::from)?;
        let mut rows = statement.query([]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            each(readable(row)?)?;
        }
        Ok(())
    }
}

fn readable(row: &Row<'_>) -> Result<Result<DecidedRow, UnreadRow>, StoreError> {
    let (id, student) = (SubmissionId(row.get("id")?), StudentId(row.get("student")?));
    match decided_row(row).map_err(|why| why.of_row(RowName::Submission(id))) {
        Err(StoreError::Row(_)) => Ok(Err(UnreadRow { id, student })),
        read => Ok(Ok(read?)),
    }
}

fn decided_row(row: &Row<'_>) -> Result<DecidedRow, StoreError> {
    let missing = || StoreError::damaged("a decision without its person or time");
    let (decided, facts): (String, Option<String>) =
        (row.get("decided")?, row.get("decided_facts")?);
    let code: String = row.get("status")?;
    Ok(DecidedRow {
        id: SubmissionId(row.get("id")?),
        student: rows::student_of(row)?,
        submitted: rows::submitted_in(row)?,
        status: rows::status(&code)?,
        decision: rows::decision(&decided, facts.as_deref())?,
        decided_by: rows::name_at(row, "decided_by")?.ok_or_else(missing)?,
        decided_at: rows::time_at(row, "decided_at")?.ok_or_else(missing)?,
        proposer: rows::name_at(row, "proposer")?,
    })
}
