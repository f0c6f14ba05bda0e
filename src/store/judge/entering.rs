//! Judges a submission that enters.

use rusqlite::Connection;

use super::found_student;
use crate::domain::account::Actor;
use crate::domain::event::{QueueEntry, Submitted};
use crate::domain::lifecycle::{self, Listed, Refusal};
use crate::domain::submission::{Revision, Standing, SubmissionId};
use crate::store::error::RecordError;

/// Where the submission stands with which it enters, or why it may not.
pub(super) fn judge(
    conn: &Connection,
    actor: &Actor,
    id: SubmissionId,
    seen: Option<Revision>,
    submitted: &Submitted,
) -> Result<Standing, RecordError> {
    let mut statement = conn.prepare_cached("SELECT last_seq FROM submission WHERE id = ?1")?;
    let mut found = statement.query([id.0])?;
    if let Some(row) = found.next()? {
        let (seen, now) = (seen.unwrap_or_default(), Revision(row.get("last_seq")?));
        return Err(RecordError::Stale { seen, now });
    }
    if !actor.role.may_import() {
        return Err(Refusal::NotAllowed { role: actor.role }.into());
    }
    let Some(student) = found_student(conn, submitted.student)? else {
        return Err(RecordError::NoSuchSubject);
    };
    match student.standing.listed {
        Listed::OnRoster => {}
        Listed::OffRoster => return Err(RecordError::NoSuchSubject),
        Listed::Erased => return Err(Refusal::Erased.into()),
    }
    if student.standing.frozen {
        return Err(Refusal::Frozen.into());
    }
    let mut last = conn.prepare_cached(
        "SELECT attempt FROM submission WHERE student = ?1 ORDER BY attempt DESC LIMIT 1",
    )?;
    let mut last = last.query([submitted.student.0])?;
    let last: u32 = last.next()?.map_or(Ok(0), |row| row.get("attempt"))?;
    let waits_for_fee = submitted.entry == QueueEntry::AwaitingPayment;
    let fits = id.0 > 0 && submitted.attempt == last + 1 && waits_for_fee != student.paid;
    if fits { Ok(lifecycle::submit(submitted.entry)) } else { Err(Refusal::WrongSubject.into()) }
}
