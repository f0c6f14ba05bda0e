//! What the tables hold, read back as the vocabulary of the domain.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};

use super::error::StoreError;
use crate::domain::account::{AccountName, Actor, Role};
use crate::domain::decision::{ClaimToken, Decision};
use crate::domain::event::{Event, Subject, Submitted};
use crate::domain::log::Entry;
use crate::domain::photo_hash::Digest;
use crate::domain::student::{Student, StudentNo};
use crate::domain::submission::{Revision, Standing, Status, SubmissionId};

/// A student as they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudentRow {
    /// What the roster states.
    pub student: Student,
    /// The entry that changed them last.
    pub revision: Revision,
    /// The entry that stated the information last; a payment does not.
    pub stated: Revision,
    /// The fee was paid.
    pub paid: bool,
    /// A submission of theirs is approved.
    pub frozen: bool,
}

/// A submission as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmissionRow {
    /// Its number.
    pub id: SubmissionId,
    /// What was submitted.
    pub submitted: Submitted,
    /// Where it stands.
    pub standing: Standing,
    /// The entry that changed it last.
    pub revision: Revision,
    /// When the decision or hold that stands was made.
    pub decided_at: Option<DateTime<Utc>>,
    /// The decision that stands; while it waits for a second person, the proposed one.
    pub decision: Option<Decision>,
    /// The newest lease on it, which may have run out; none outside the queue.
    pub claim: Option<Claim>,
}

/// A reviewer's lease of one submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Of which submission.
    pub submission: SubmissionId,
    /// The number a decision under it must name.
    pub token: ClaimToken,
    /// Who holds it.
    pub holder: AccountName,
    /// When it runs out.
    pub until: DateTime<Utc>,
}

impl Claim {
    /// Not run out yet.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.until > now
    }
}

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

/// A time as it is stored: milliseconds since 1970-01-01 UTC.
pub(super) fn stored(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

/// A stored time.
pub(super) fn time(ms: i64) -> Result<DateTime<Utc>, StoreError> {
    DateTime::from_timestamp_millis(ms)
        .ok_or_else(|| StoreError::damaged(format!("{ms} is no time")))
}

/// A stored account name.
pub(super) fn account_name(text: &str) -> Result<AccountName, StoreError> {
    AccountName::new(text).map_err(StoreError::damaged)
}

/// A stored role.
pub(super) fn role(code: &str) -> Result<Role, StoreError> {
    Role::from_code(code).ok_or_else(|| StoreError::damaged(format!("{code:?} is no role")))
}

/// A stored status.
pub(super) fn status(code: &str) -> Result<Status, StoreError> {
    Status::from_code(code).ok_or_else(|| StoreError::damaged(format!("{code:?} is no status")))
}

/// A stored event.
pub(super) fn event(json: &str) -> Result<Event, StoreError> {
    serde_json::from_str(json).map_err(StoreError::damaged)
}

fn submitted(json: &str) -> Result<Submitted, StoreError> {
    match event(json)? {
        Event::Submitted(submitted) => Ok(submitted),
        other => Err(StoreError::damaged(format!("{} where submitted belongs", other.kind()))),
    }
}

/// The decision that an event holds.
pub(super) fn decision(json: &str) -> Result<Decision, StoreError> {
    match event(json)? {
        Event::Decided { decision, .. } => Ok(decision),
        other => Err(StoreError::damaged(format!("{} where decided belongs", other.kind()))),
    }
}

fn name_at(row: &Row<'_>, column: &str) -> Result<Option<AccountName>, StoreError> {
    let text: Option<String> = row.get(column)?;
    text.as_deref().map(account_name).transpose()
}

pub(super) fn time_at(row: &Row<'_>, column: &str) -> Result<Option<DateTime<Utc>>, StoreError> {
    let ms: Option<i64> = row.get(column)?;
    ms.map(time).transpose()
}

/// Where a submission stands, from a row with the columns of that name.
pub(super) fn standing(row: &Row<'_>) -> Result<Standing, StoreError> {
    let before: Option<String> = row.get("status_before")?;
    Ok(Standing {
        status: status(row.get_ref("status")?.as_str().map_err(StoreError::damaged)?)?,
        due: time_at(row, "due")?,
        proposer: name_at(row, "proposer")?,
        earlier_proposer: name_at(row, "proposer_below")?,
        decided_by: name_at(row, "decided_by")?,
        before: before.as_deref().map(status).transpose()?,
        has_later: row.get("has_later")?,
    })
}

fn student_of(row: &Row<'_>) -> Result<Student, StoreError> {
    let no: String = row.get("no")?;
    let reference: Option<[u8; 32]> = row.get("reference_photo")?;
    Ok(Student {
        no: StudentNo::new(&no).map_err(StoreError::damaged)?,
        name: row.get("name")?,
        id_number: row.get("id_number")?,
        exam_no: row.get("exam_no")?,
        department: row.get("department")?,
        programme: row.get("programme")?,
        campus: row.get("campus")?,
        reference_photo: reference.map(Digest),
    })
}

fn student_row(row: &Row<'_>) -> Result<StudentRow, StoreError> {
    Ok(StudentRow {
        student: student_of(row)?,
        revision: Revision(row.get("last_seq")?),
        stated: Revision(row.get("stated_seq")?),
        paid: row.get("paid")?,
        frozen: row.get("frozen")?,
    })
}

const STUDENT: &str = "SELECT no, name, id_number, exam_no, department, programme, campus,
    reference_photo, paid, stated_seq, last_seq";

/// Whether student `t` is frozen: one of their submissions is approved.
pub(super) const FROZEN: &str = "EXISTS (
        SELECT 1 FROM submission o WHERE o.student = t.no AND o.status = 'approved'
    ) AS frozen";

/// Whether an account may act; somebody without an account here may.
pub(super) fn is_enabled(conn: &Connection, name: &AccountName) -> Result<bool, StoreError> {
    let mut statement = conn.prepare_cached("SELECT enabled FROM account WHERE name = ?1")?;
    let found = statement.query_row([name.as_str()], |row| row.get("enabled")).optional()?;
    Ok(found.unwrap_or(true))
}

/// The student of a number.
pub(super) fn student(conn: &Connection, no: &StudentNo) -> Result<Option<StudentRow>, StoreError> {
    let sql = format!("{STUDENT}, {FROZEN} FROM student t WHERE no = ?1");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([no.as_str()])?;
    rows.next()?.map(student_row).transpose()
}

/// The student of an exam number; nobody if several students carry it.
pub(super) fn student_by_exam_no(
    conn: &Connection,
    exam_no: &str,
) -> Result<Option<StudentRow>, StoreError> {
    let sql = format!("{STUDENT}, {FROZEN} FROM student t WHERE exam_no = ?1 LIMIT 2");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([exam_no])?;
    let found = rows.next()?.map(student_row).transpose()?;
    Ok(if rows.next()?.is_some() { None } else { found })
}

/// Whose payment has this transaction number.
pub(super) fn payer(conn: &Connection, number: &str) -> Result<Option<StudentNo>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT student FROM payment WHERE transaction_no = ?1")?;
    let found: Option<String> =
        statement.query_row([number], |row| row.get("student")).optional()?;
    found.as_deref().map(|no| StudentNo::new(no).map_err(StoreError::damaged)).transpose()
}

const SUBMISSION: &str = "SELECT s.id, s.status, s.due, s.proposer, s.proposer_below, s.decided_by,
    s.status_before, s.has_later, s.decided_at, s.last_seq, l.event AS submitted, d.event AS decided,
    c.token, c.holder, c.until
    FROM submission s JOIN log l ON l.seq = s.submitted_seq
    LEFT JOIN log d ON d.seq = s.decided_seq";

/// Joins the lease on submission `s` as `c`: outside the queue it is void.
pub(super) const LEASE: &str = "LEFT JOIN claim c ON c.submission = s.id AND s.queued";

fn submission_row(row: &Row<'_>) -> Result<SubmissionRow, StoreError> {
    let decided: Option<String> = row.get("decided")?;
    let json: String = row.get("submitted")?;
    let id = SubmissionId(row.get("id")?);
    Ok(SubmissionRow {
        id,
        submitted: submitted(&json)?,
        standing: standing(row)?,
        revision: Revision(row.get("last_seq")?),
        decided_at: time_at(row, "decided_at")?,
        decision: decided.as_deref().map(decision).transpose()?,
        claim: claim_in(row, id)?,
    })
}

/// The claim in a row with its columns, if there is one.
pub(super) fn claim_in(
    row: &Row<'_>,
    submission: SubmissionId,
) -> Result<Option<Claim>, StoreError> {
    let token: Option<i64> = row.get("token")?;
    let (Some(token), Some(holder), Some(until)) =
        (token, name_at(row, "holder")?, time_at(row, "until")?)
    else {
        return Ok(None);
    };
    Ok(Some(Claim { submission, token: ClaimToken(token), holder, until }))
}

/// The submission of a number.
pub(super) fn submission(
    conn: &Connection,
    id: SubmissionId,
) -> Result<Option<SubmissionRow>, StoreError> {
    let mut statement = conn.prepare_cached(&format!("{SUBMISSION} {LEASE} WHERE s.id = ?1"))?;
    let mut rows = statement.query([id.0])?;
    rows.next()?.map(submission_row).transpose()
}

/// Every submission of a student, by attempt.
pub(super) fn attempts(
    conn: &Connection,
    no: &StudentNo,
) -> Result<Vec<SubmissionRow>, StoreError> {
    let sql = format!("{SUBMISSION} {LEASE} WHERE s.student = ?1 ORDER BY s.attempt");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([no.as_str()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(submission_row(row)?);
    }
    Ok(found)
}

/// The lease on a submission, which may have run out.
pub(super) fn claim(conn: &Connection, id: SubmissionId) -> Result<Option<Claim>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT c.token, c.holder, c.until FROM submission s {LEASE} WHERE s.id = ?1"
    ))?;
    let mut rows = statement.query([id.0])?;
    rows.next()?.map_or(Ok(None), |row| claim_in(row, id))
}

/// The last entry's number and digest; zeros before the first.
pub(super) fn head(conn: &Connection) -> Result<(i64, Digest), StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT seq, digest FROM log ORDER BY seq DESC LIMIT 1")?;
    let head = statement
        .query_row([], |row| Ok((row.get("seq")?, Digest(row.get("digest")?))))
        .optional()?;
    Ok(head.unwrap_or((0, Digest::ZERO)))
}

const ENTRY: &str = "SELECT l.seq, l.at, l.account, l.role, l.subject, l.event, l.digest,
    p.digest AS previous FROM log l LEFT JOIN log p ON p.seq = l.seq - 1";

fn entry(row: &Row<'_>) -> Result<Entry, StoreError> {
    let (name, code): (String, String) = (row.get("account")?, row.get("role")?);
    let (subject, json): (String, String) = (row.get("subject")?, row.get("event")?);
    let previous: Option<[u8; 32]> = row.get("previous")?;
    Ok(Entry {
        seq: row.get("seq")?,
        at: time(row.get("at")?)?,
        actor: Actor { account: account_name(&name)?, role: role(&code)? },
        subject: Subject::parse(&subject)
            .ok_or_else(|| StoreError::damaged(format!("{subject:?} is no subject")))?,
        event: event(&json)?,
        previous: previous.map_or(Digest::ZERO, Digest),
        digest: Digest(row.get("digest")?),
    })
}

/// Everything that happened to a subject, oldest first.
pub(super) fn timeline(conn: &Connection, subject: &Subject) -> Result<Vec<Entry>, StoreError> {
    let sql = format!("{ENTRY} WHERE l.subject = :subject ORDER BY l.seq");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(named_params! { ":subject": subject.to_string() })?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(entry(row)?);
    }
    Ok(entries)
}

/// The first entry of the log.
pub(super) fn first_entry(conn: &Connection) -> Result<Option<Entry>, StoreError> {
    let mut statement = conn.prepare_cached(&format!("{ENTRY} WHERE l.seq = 1"))?;
    let mut rows = statement.query([])?;
    rows.next()?.map(entry).transpose()
}

const DECIDED: &str = "SELECT s.id, s.status, s.decided_by, s.decided_at, s.proposer,
    l.event AS submitted, d.event AS decided, t.no, t.name, t.id_number, t.exam_no, t.department,
    t.programme, t.campus, t.reference_photo
    FROM submission s JOIN student t ON t.no = s.student JOIN log l ON l.seq = s.submitted_seq
    JOIN log d ON d.seq = s.decided_seq
    WHERE s.status IN ('approved', 'rejected', 'retake') ORDER BY s.student, s.attempt";

/// How many decisions are in effect.
pub(super) fn decided_count(conn: &Connection) -> Result<u64, StoreError> {
    let sql = "SELECT count(*) FROM submission WHERE status IN ('approved', 'rejected', 'retake')";
    let count: i64 = conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
    u64::try_from(count).map_err(StoreError::damaged)
}

/// Hands every decision in effect to `each`, by student number and attempt, until it fails.
pub(super) fn decided_rows<E: From<StoreError>>(
    conn: &Connection,
    mut each: impl FnMut(DecidedRow) -> Result<(), E>,
) -> Result<(), E> {
    let mut statement = conn.prepare_cached(DECIDED).map_err(StoreError::from)?;
    let mut rows = statement.query([]).map_err(StoreError::from)?;
    while let Some(row) = rows.next().map_err(StoreError::from)? {
        each(decided_row(row)?)?;
    }
    Ok(())
}

fn decided_row(row: &Row<'_>) -> Result<DecidedRow, StoreError> {
    let missing = || StoreError::damaged("a decision without its person or time");
    let (entered, decided): (String, String) = (row.get("submitted")?, row.get("decided")?);
    let code: String = row.get("status")?;
    Ok(DecidedRow {
        id: SubmissionId(row.get("id")?),
        student: student_of(row)?,
        submitted: submitted(&entered)?,
        status: status(&code)?,
        decision: decision(&decided)?,
        decided_by: name_at(row, "decided_by")?.ok_or_else(missing)?,
        decided_at: time_at(row, "decided_at")?.ok_or_else(missing)?,
        proposer: name_at(row, "proposer")?,
    })
}
