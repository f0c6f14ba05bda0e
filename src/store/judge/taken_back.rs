//! Judges whether an event takes back what an import really said, and what nobody has taken back before.

use rusqlite::{Connection, params};

use crate::domain::event::{Event, Subject};
use crate::domain::lifecycle::Refusal;
use crate::store::error::RecordError;

/// Refuses an event that takes back what is no row of that import, of another subject, or gone already.
pub(super) fn check(
    conn: &Connection,
    subject: &Subject,
    event: &Event,
) -> Result<(), RecordError> {
    let Some(of) = event.takes_back() else { return Ok(()) };
    let said = match event {
        Event::EnrolmentTakenBack(_) => "enrolled",
        Event::CorrectionTakenBack { .. } => "corrected",
        Event::PaymentTakenBack(_) => "paid",
        _ => "submitted",
    };
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (
             SELECT 1 FROM log WHERE seq = ?1 AND import = ?2 AND kind = ?3 AND subject = ?4
         ) AND NOT EXISTS (
             SELECT 1 FROM log WHERE student = (SELECT student FROM log WHERE seq = ?1) AND subject = ?4
             AND kind = ?5 AND coalesce(json_extract(event, '$.entry'), json_extract(event, '$.of.entry')) = ?1
         ) AS fits",
    )?;
    let values = params![of.entry, of.import.0, said, subject.to_string(), event.kind()];
    let fits: bool = statement.query_row(values, |row| row.get("fits"))?;
    if fits { Ok(()) } else { Err(Refusal::WrongSubject.into()) }
}
