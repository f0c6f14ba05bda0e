//! Checks the personal facts beside the log: each against the digest that its entry holds. None may be
//! missing but by an erasure, and none may be left after it.

use rusqlite::{Connection, params};

use super::line::{StoredEntry, StoredFacts};
use super::{Fault, VerifyReport};
use crate::domain::personal::commitment;
use crate::domain::photo_hash::Digest;
use crate::store::error::StoreError;

/// Checks the facts of one entry.
pub(super) fn check(
    conn: &Connection,
    line: &StoredEntry,
    report: &mut VerifyReport,
) -> Result<(), StoreError> {
    match (line.facts, &line.beside) {
        (None, None) => {}
        (Some(digest), Some(StoredFacts::Whole { salt, document }))
            if commitment(salt, document) == Digest(digest) =>
        {
            if is_erased(conn, line)? {
                report.add(Fault::NotErased(line.seq));
            }
        }
        (_, Some(_)) => report.add(Fault::FactsDiffer(line.seq)),
        (Some(_), None) => {
            if !is_erased(conn, line)? {
                report.add(Fault::FactsMissing(line.seq));
            }
        }
    }
    Ok(())
}

/// Whether an entry after this one erases the facts of its student.
fn is_erased(conn: &Connection, line: &StoredEntry) -> Result<bool, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM kept.log WHERE student = ?1 AND kind = 'erased' AND seq > ?2)",
    )?;
    Ok(statement.query_row(params![line.student, line.seq], |row| row.get(0))?)
}

/// Finds facts of which no entry tells.
pub(super) fn check_orphans(
    conn: &Connection,
    report: &mut VerifyReport,
) -> Result<(), StoreError> {
    let mut statement = conn.prepare(
        "SELECT seq FROM kept.fact WHERE seq NOT IN (SELECT seq FROM kept.log) ORDER BY seq",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        report.add(Fault::FactsDiffer(row.get("seq")?));
    }
    Ok(())
}
