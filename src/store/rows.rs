//! What the tables hold, read back as the vocabulary of the domain.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row};

pub(super) use super::columns::{DELIVERED, FROZEN, LEASE};
use super::error::{RowName, StoreError};
use crate::domain::account::{AccountName, Role};
use crate::domain::decision::{ClaimToken, Decision};
use crate::domain::event::{Event, Submitted};
use crate::domain::personal::Facts;
use crate::domain::photo_hash::{Digest, PhotoHash};
use crate::domain::student::{Student, StudentId, StudentNo};
use crate::domain::submission::{Revision, Standing, Status, SubmissionId};

/// A student as they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudentRow {
    /// The store's number of them.
    pub id: StudentId,
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
    /// The import that brought it was withdrawn: it is no attempt of the student's any more.
    pub taken_back: bool,
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
    /// When it was given.
    pub since: DateTime<Utc>,
    /// When it runs out.
    pub until: DateTime<Utc>,
}

impl Claim {
    /// Not run out yet.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.until > now
    }
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

/// A stored event without what is personal in it.
pub(super) fn event(json: &str) -> Result<Event, StoreError> {
    serde_json::from_str(json).map_err(StoreError::damaged)
}

/// A stored event with its facts, unless they are erased.
pub(super) fn whole_event(json: &str, document: Option<&str>) -> Result<Event, StoreError> {
    let mut event = event(json)?;
    if let Some(document) = document {
        let facts: Facts = serde_json::from_str(document).map_err(StoreError::damaged)?;
        facts.put_into(&mut event);
    }
    Ok(event)
}

fn submitted(json: &str, document: Option<&str>) -> Result<Submitted, StoreError> {
    match whole_event(json, document)? {
        Event::Submitted(submitted) => Ok(submitted),
        other => Err(StoreError::damaged(format!("{} where submitted belongs", other.kind()))),
    }
}

/// The decision that an event holds, with the entry of the findings that stood beside it.
pub(super) fn decided(
    json: &str,
    document: Option<&str>,
) -> Result<(Decision, Option<Digest>), StoreError> {
    match whole_event(json, document)? {
        Event::Decided { decision, witness } => Ok((decision, witness.findings)),
        other => Err(StoreError::damaged(format!("{} where decided belongs", other.kind()))),
    }
}

pub(super) fn name_at(row: &Row<'_>, column: &str) -> Result<Option<AccountName>, StoreError> {
    row.get::<_, Option<String>>(column)?.as_deref().map(account_name).transpose()
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
        earlier_proposer: name_at(row, "earlier_proposer")?,
        decided_by: name_at(row, "decided_by")?,
        before: before.as_deref().map(status).transpose()?,
        has_later: row.get("has_later")?,
        delivered: row.get("delivered")?,
        refused: row.get("refused")?,
    })
}

pub(super) fn student_of(row: &Row<'_>) -> Result<Student, StoreError> {
    let no: String = row.get("no")?;
    let reference: Option<[u8; 32]> = row.get("reference_photo")?;
    Ok(Student {
        no: student_no(&no)?,
        name: row.get("name")?,
        id_number: row.get("id_number")?,
        exam_no: row.get("exam_no")?,
        department: row.get("department")?,
        programme: row.get("programme")?,
        campus: row.get("campus")?,
        reference_photo: reference.map(Digest),
    })
}

/// A stored student number.
pub(super) fn student_no(text: &str) -> Result<StudentNo, StoreError> {
    StudentNo::new(text).map_err(StoreError::damaged)
}

fn student_row(row: &Row<'_>) -> Result<StudentRow, StoreError> {
    let id = StudentId(row.get("id")?);
    readable_student(row, id).map_err(|why| why.of_row(RowName::Student(id)))
}

fn readable_student(row: &Row<'_>, id: StudentId) -> Result<StudentRow, StoreError> {
    Ok(StudentRow {
        id,
        student: student_of(row)?,
        revision: Revision(row.get("last_seq")?),
        stated: Revision(row.get("stated_seq")?),
        paid: row.get("paid")?,
        frozen: row.get("frozen")?,
    })
}

const STUDENT: &str = "SELECT id, no, name, id_number, exam_no, department, programme, campus,
    reference_photo, paid, stated_seq, last_seq";

/// What the account table says of somebody: their role, and whether they are enabled.
pub(super) fn standing_of(
    conn: &Connection,
    name: &AccountName,
) -> Result<Option<(Role, bool)>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT role, enabled FROM account WHERE name = ?1")?;
    let mut found = statement.query([name.as_str()])?;
    let Some(row) = found.next()? else { return Ok(None) };
    let code: String = row.get("role")?;
    Ok(Some((role(&code)?, row.get("enabled")?)))
}

/// The student of a number who is on the roster.
pub(super) fn student(conn: &Connection, no: &StudentNo) -> Result<Option<StudentRow>, StoreError> {
    student_where(conn, "no = ?1 AND NOT off_roster", no)
}

/// The student of a number, also one who is off the roster again.
pub(super) fn student_ever(
    conn: &Connection,
    no: &StudentNo,
) -> Result<Option<StudentRow>, StoreError> {
    student_where(conn, "no = ?1", no)
}

fn student_where(
    conn: &Connection,
    which: &str,
    no: &StudentNo,
) -> Result<Option<StudentRow>, StoreError> {
    let sql = format!("{STUDENT}, {FROZEN} FROM student t WHERE {which}");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([no.as_str()])?;
    rows.next()?.map(student_row).transpose()
}

/// The student whom the store knows by this number of its own; nobody once their facts are erased.
pub(super) fn student_by_id(
    conn: &Connection,
    id: StudentId,
) -> Result<Option<StudentRow>, StoreError> {
    let sql = format!("{STUDENT}, {FROZEN} FROM student t WHERE id = ?1 AND NOT erased");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([id.0])?;
    rows.next()?.map(student_row).transpose()
}

/// Whether there is a student of this number, erased or not.
pub(super) fn is_student(conn: &Connection, id: StudentId) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM student WHERE id = ?1) AS found";
    Ok(conn.prepare_cached(sql)?.query_row([id.0], |row| row.get("found"))?)
}

/// The ID number of every student who has one, with the student number.
pub(super) fn id_numbers(conn: &Connection) -> Result<Vec<(StudentNo, String)>, StoreError> {
    let sql = "SELECT no, id_number FROM student WHERE id_number IS NOT NULL AND no IS NOT NULL
               AND NOT off_roster";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let no: String = row.get("no")?;
        if let Ok(no) = StudentNo::new(&no) {
            found.push((no, row.get("id_number")?));
        }
    }
    Ok(found)
}

/// The student of an exam number who is on the roster; nobody if several students carry it.
pub(super) fn student_by_exam_no(
    conn: &Connection,
    exam_no: &str,
) -> Result<Option<StudentRow>, StoreError> {
    let sql =
        format!("{STUDENT}, {FROZEN} FROM student t WHERE exam_no = ?1 AND NOT off_roster LIMIT 2");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([exam_no])?;
    let found = rows.next()?.map(student_row).transpose()?;
    Ok(if rows.next()?.is_some() { None } else { found })
}

/// Whose payment has this transaction number.
pub(super) fn payer(conn: &Connection, number: &str) -> Result<Option<StudentId>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT student FROM payment WHERE transaction_no = ?1")?;
    let found = statement.query_row([number], |row| row.get("student")).optional()?;
    Ok(found.map(StudentId))
}

/// The number of another student than this one who has sent the photo, which waits, is held or approved.
pub(super) fn other_sender(
    conn: &Connection,
    photo: PhotoHash,
    student: StudentId,
) -> Result<Option<StudentNo>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT t.no FROM submission s JOIN student t ON t.id = s.student
         WHERE s.photo = ?1 AND s.student <> ?2 AND NOT t.erased
         AND s.status NOT IN ('rejected', 'retake', 'withdrawn', 'superseded') LIMIT 1",
    )?;
    let found =
        statement.query_row((photo.0, student.0), |row| row.get::<_, String>("no")).optional()?;
    found.map(|no| StudentNo::new(&no).map_err(StoreError::damaged)).transpose()
}

const SUBMISSION: &str = "SELECT s.id, s.status, s.due, s.proposer, s.earlier_proposer, s.decided_by,
    s.status_before, s.has_later, s.decided_at, s.last_seq, s.taken_back, l.event AS submitted, d.event AS decided,
    lf.document AS submitted_facts, df.document AS decided_facts, c.token, c.holder, c.since, c.until";

const SUBMISSION_FROM: &str = "FROM submission s JOIN log l ON l.seq = s.submitted_seq
    LEFT JOIN fact lf ON lf.seq = s.submitted_seq
    LEFT JOIN log d ON d.seq = s.decided_seq LEFT JOIN fact df ON df.seq = s.decided_seq";

fn submission_row(row: &Row<'_>) -> Result<SubmissionRow, StoreError> {
    let id = SubmissionId(row.get("id")?);
    readable_submission(row, id).map_err(|why| why.of_row(RowName::Submission(id)))
}

fn readable_submission(row: &Row<'_>, id: SubmissionId) -> Result<SubmissionRow, StoreError> {
    let facts: Option<String> = row.get("decided_facts")?;
    let decided = |json: String| decided(&json, facts.as_deref()).map(|(decision, _)| decision);
    Ok(SubmissionRow {
        id,
        submitted: submitted_in(row)?,
        standing: standing(row)?,
        revision: Revision(row.get("last_seq")?),
        decided_at: time_at(row, "decided_at")?,
        decision: row.get::<_, Option<String>>("decided")?.map(decided).transpose()?,
        taken_back: row.get("taken_back")?,
        claim: claim_in(row, id)?,
    })
}

pub(super) fn submitted_in(row: &Row<'_>) -> Result<Submitted, StoreError> {
    let (json, facts): (String, Option<String>) =
        (row.get("submitted")?, row.get("submitted_facts")?);
    submitted(&json, facts.as_deref())
}

/// The claim in a row with its columns, if there is one.
pub(super) fn claim_in(
    row: &Row<'_>,
    submission: SubmissionId,
) -> Result<Option<Claim>, StoreError> {
    let token: Option<i64> = row.get("token")?;
    let (Some(token), Some(holder), Some(since), Some(until)) =
        (token, name_at(row, "holder")?, time_at(row, "since")?, time_at(row, "until")?)
    else {
        return Ok(None);
    };
    Ok(Some(Claim { submission, token: ClaimToken(token), holder, since, until }))
}

/// The submission of a number.
pub(super) fn submission(
    conn: &Connection,
    id: SubmissionId,
) -> Result<Option<SubmissionRow>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "{SUBMISSION}, {DELIVERED} {SUBMISSION_FROM} {LEASE} WHERE s.id = ?1"
    ))?;
    let mut rows = statement.query([id.0])?;
    rows.next()?.map(submission_row).transpose()
}

/// Every submission of a student, by attempt.
pub(super) fn attempts(
    conn: &Connection,
    student: StudentId,
) -> Result<Vec<SubmissionRow>, StoreError> {
    let sql = format!(
        "{SUBMISSION}, {DELIVERED} {SUBMISSION_FROM} {LEASE} WHERE s.student = ?1 ORDER BY s.attempt"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([student.0])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(submission_row(row)?);
    }
    Ok(found)
}

/// The lease on a submission, which may have run out.
pub(super) fn claim(conn: &Connection, id: SubmissionId) -> Result<Option<Claim>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT c.token, c.holder, c.since, c.until FROM submission s {LEASE} WHERE s.id = ?1"
    ))?;
    let mut rows = statement.query([id.0])?;
    rows.next()?.map_or(Ok(None), |row| claim_in(row, id))
}
