//! The log, read back: the newest entry, the first, and everything that happened to somebody or something.

use chrono::{DateTime, Utc};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, Row, params, params_from_iter};

use super::error::{RowName, StoreError};
use super::rows::{account_name, role, time, time_at, whole_event};
use crate::domain::account::Actor;
use crate::domain::clock::LogTime;
use crate::domain::event::Subject;
use crate::domain::log::Entry;
use crate::domain::operation::OperationId;
use crate::domain::photo_hash::Digest;
use crate::domain::student::StudentId;
use crate::domain::submission::SubmissionId;

/// The newest entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    /// Its number; 0 before the first.
    pub(super) seq: i64,
    /// Its digest; zero before the first.
    pub(super) digest: Digest,
    /// Its time.
    pub(super) at: Option<DateTime<Utc>>,
}

/// The newest entry of the log.
pub(super) fn head(conn: &Connection) -> Result<Head, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT seq, digest, at FROM log ORDER BY seq DESC LIMIT 1")?;
    let mut found = statement.query([])?;
    Ok(match found.next()? {
        Some(row) => Head {
            seq: row.get("seq")?,
            digest: Digest(row.get("digest")?),
            at: time_at(row, "at")?,
        },
        None => Head { seq: 0, digest: Digest::ZERO, at: None },
    })
}

/// What the log knows of time, of which `newest` is the newest entry's.
pub(super) fn log_time(
    conn: &Connection,
    newest: Option<DateTime<Utc>>,
) -> Result<LogTime, StoreError> {
    let mut statement = conn.prepare_cached("SELECT agreed, at FROM clock WHERE id = 1")?;
    let found: Option<(i64, i64)> =
        statement.query_row([], |row| Ok((row.get("agreed")?, row.get("at")?))).optional()?;
    let agreed = found.map(|(agreed, at)| Ok::<_, StoreError>((time(agreed)?, time(at)?)));
    let mut statement = conn.prepare_cached(
        "SELECT at FROM log WHERE kind NOT IN ('signed_in', 'sign_in_refused')
         ORDER BY seq DESC LIMIT 1",
    )?;
    let trusted: Option<i64> = statement.query_row([], |row| row.get("at")).optional()?;
    Ok(LogTime { newest, trusted: trusted.map(time).transpose()?, agreed: agreed.transpose()? })
}

const ENTRY: &str =
    "SELECT l.seq, l.at, l.operation, l.student, l.import, l.rules, l.facts, l.account,
    l.role, l.subject, l.event, l.digest, f.document, p.digest AS previous
    FROM log l LEFT JOIN fact f ON f.seq = l.seq LEFT JOIN log p ON p.seq = l.seq - 1";

fn entry(row: &Row<'_>) -> Result<Entry, StoreError> {
    let seq = row.get("seq")?;
    readable(row).map_err(|why| why.of_row(RowName::Entry(seq)))
}

fn readable(row: &Row<'_>) -> Result<Entry, StoreError> {
    let (name, code): (String, String) = (row.get("account")?, row.get("role")?);
    let (subject, json): (String, String) = (row.get("subject")?, row.get("event")?);
    let document: Option<String> = row.get("document")?;
    let previous: Option<[u8; 32]> = row.get("previous")?;
    let (student, import): (Option<i64>, Option<[u8; 16]>) =
        (row.get("student")?, row.get("import")?);
    let facts: Option<[u8; 32]> = row.get("facts")?;
    Ok(Entry {
        seq: row.get("seq")?,
        at: time(row.get("at")?)?,
        operation: OperationId(row.get("operation")?),
        actor: Actor { account: account_name(&name)?, role: role(&code)? },
        subject: Subject::parse(&subject)
            .ok_or_else(|| StoreError::damaged(format!("{subject:?} is no subject")))?,
        student: student.map(StudentId),
        import: import.map(OperationId),
        rules: row.get("rules")?,
        event: whole_event(&json, document.as_deref())?,
        facts: facts.map(Digest),
        previous: previous.map_or(Digest::ZERO, Digest),
        digest: Digest(row.get("digest")?),
    })
}

/// Everything that happened to a subject, oldest first.
pub(super) fn timeline(conn: &Connection, subject: &Subject) -> Result<Vec<Entry>, StoreError> {
    let text = subject.to_string();
    match subject {
        Subject::Store | Subject::Account(_) | Subject::Name(_) => {
            entries(conn, "l.student IS NULL AND l.subject = ?1", &[text.into()])
        }
        Subject::Student(StudentId(id)) => {
            entries(conn, "l.student = ?1 AND l.subject = ?2", &[(*id).into(), text.into()])
        }
        Subject::Submission(SubmissionId(id)) => entries(
            conn,
            "l.student = (SELECT student FROM submission WHERE id = ?1) AND l.subject = ?2",
            &[(*id).into(), text.into()],
        ),
    }
}

/// Everything that happened to a student and to their submissions, oldest first.
pub(super) fn story(conn: &Connection, student: StudentId) -> Result<Vec<Entry>, StoreError> {
    entries(conn, "l.student = ?1", &[student.0.into()])
}

/// The same, without the entries that can't be read, whose numbers are given too.
pub(super) fn readable_story(
    conn: &Connection,
    student: StudentId,
) -> Result<(Vec<Entry>, Vec<i64>), StoreError> {
    let mut statement =
        conn.prepare_cached(&format!("{ENTRY} WHERE l.student = ?1 ORDER BY l.seq"))?;
    let mut rows = statement.query(params![student.0])?;
    let (mut read, mut unread) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        match entry(row) {
            Ok(entry) => read.push(entry),
            Err(StoreError::Row(_)) => unread.push(row.get("seq")?),
            Err(error) => return Err(error),
        }
    }
    Ok((read, unread))
}

fn entries(conn: &Connection, which: &str, values: &[Value]) -> Result<Vec<Entry>, StoreError> {
    let mut statement = conn.prepare_cached(&format!("{ENTRY} WHERE {which} ORDER BY l.seq"))?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(entry(row)?);
    }
    Ok(entries)
}

/// The first entry of the log.
pub(super) fn first_entry(conn: &Connection) -> Result<Option<Entry>, StoreError> {
    let mut first = entries(conn, "l.seq = 1", &[])?;
    Ok(first.pop())
}

/// The entry of a number, if there is one.
pub(super) fn of_seq(conn: &Connection, seq: i64) -> Result<Option<Entry>, StoreError> {
    let mut statement = conn.prepare_cached(&format!("{ENTRY} WHERE l.seq = ?1"))?;
    let mut rows = statement.query([seq])?;
    rows.next()?.map(entry).transpose()
}

/// The entry of an operation, if it was recorded.
pub(super) fn of_operation(
    conn: &Connection,
    operation: OperationId,
) -> Result<Option<Entry>, StoreError> {
    let mut statement = conn.prepare_cached(&format!("{ENTRY} WHERE l.operation = ?1"))?;
    let mut rows = statement.query(params![operation.0])?;
    rows.next()?.map(entry).transpose()
}
