//! The imports that the log tells of, and what becomes of their rows when one is withdrawn.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::batch::Batch;
use super::error::{RecordError, StoreError};
use super::rows::{self, time};
use super::{Photos, Store, entries};
use crate::domain::account::{AccountName, Actor};
use crate::domain::event::{Event, Subject};
use crate::domain::lifecycle::Refusal;
use crate::domain::log::Entry;
use crate::domain::operation::OperationId;
use crate::domain::student::{StudentId, StudentNo};
use crate::domain::submission::SubmissionId;
use crate::domain::withdrawal::{self, Fate, Kept, StudentNow};

/// An import as the log tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastImport {
    /// Its number.
    pub id: OperationId,
    /// When its first row was recorded.
    pub at: DateTime<Utc>,
    /// Who imported.
    pub by: AccountName,
    /// Students whom it enrolled.
    pub enrolled: u64,
    /// Students whom it corrected.
    pub corrected: u64,
    /// Payments.
    pub paid: u64,
    /// Photos.
    pub submitted: u64,
    /// How many of all these were taken back.
    pub taken_back: u64,
}

impl PastImport {
    /// How many rows it took.
    pub fn rows(&self) -> u64 {
        self.enrolled + self.corrected + self.paid + self.submitted
    }
}

/// A row that an import took: its entry in the log, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportedRow {
    /// The import.
    pub import: OperationId,
    /// The number of its entry.
    pub entry: i64,
    /// Whose.
    pub student: StudentId,
}

/// How often each kind of entry stands under one number of an import.
#[derive(Default)]
struct Kinds(HashMap<String, u64>);

impl Kinds {
    fn of(conn: &Connection, import: [u8; 16]) -> Result<Self, StoreError> {
        let mut statement = conn.prepare_cached(
            "SELECT kind, count(*) AS number FROM log WHERE import = ?1 GROUP BY kind",
        )?;
        let mut rows = statement.query([import])?;
        let mut kinds = HashMap::new();
        while let Some(row) = rows.next()? {
            let number: i64 = row.get("number")?;
            kinds.insert(row.get("kind")?, number.unsigned_abs());
        }
        Ok(Self(kinds))
    }

    fn count(&self, kind: &str) -> u64 {
        self.0.get(kind).copied().unwrap_or(0)
    }

    /// Entries that take something back.
    fn taken_back(&self) -> u64 {
        TAKES_BACK.iter().map(|kind| self.count(kind)).sum()
    }
}

/// The kinds of entries that take a row back.
const TAKES_BACK: [&str; 4] = [
    "enrolment_taken_back",
    "correction_taken_back",
    "payment_taken_back",
    "submission_taken_back",
];

impl Store {
    /// The newest imports that took a row, newest first; `most` of them at most.
    pub fn imports(&self, most: usize) -> Result<Vec<PastImport>, StoreError> {
        let (mut found, mut back) = (Vec::new(), HashMap::new());
        let mut next = before(&self.conn, None)?;
        while let Some(number) = next.filter(|_| found.len() < most) {
            let (kinds, id) = (Kinds::of(&self.conn, number)?, OperationId(number));
            // A withdrawal is later than what it withdraws, so it is met first.
            if kinds.taken_back() > 0
                && let Some(of) = withdrawn_by(&self.conn, number)?
            {
                *back.entry(of).or_insert(0) += kinds.taken_back();
            }
            found.extend(past(&self.conn, id, &kinds, back.get(&id).copied().unwrap_or(0))?);
            next = before(&self.conn, Some(number))?;
        }
        Ok(found)
    }

    /// The import of a number; none where no row was taken under it.
    pub fn import_of(&self, id: OperationId) -> Result<Option<PastImport>, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM log WHERE import = ?1) AS found";
        let found: bool =
            self.conn.prepare_cached(sql)?.query_row([id.0], |row| row.get("found"))?;
        if !found {
            return Ok(None);
        }
        let (mut taken_back, mut next) = (0, before(&self.conn, None)?);
        while let Some(number) = next.filter(|number| *number > id.0) {
            let kinds = Kinds::of(&self.conn, number)?;
            if kinds.taken_back() > 0 && withdrawn_by(&self.conn, number)? == Some(id) {
                taken_back += kinds.taken_back();
            }
            next = before(&self.conn, Some(number))?;
        }
        past(&self.conn, id, &Kinds::of(&self.conn, id.0)?, taken_back)
    }

    /// The rows that an import took, the last first: what one of them gave up and a later one took, such as an exam
    /// number, is free again when it is the first one's turn.
    pub fn rows_of(&self, import: OperationId) -> Result<Vec<ImportedRow>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT seq, student FROM log WHERE import = ?1
             AND kind IN ('enrolled', 'corrected', 'paid', 'submitted') ORDER BY seq DESC",
        )?;
        let mut rows = statement.query([import.0])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let student = StudentId(row.get("student")?);
            found.push(ImportedRow { import, entry: row.get("seq")?, student });
        }
        Ok(found)
    }

    /// What would become of a row if its import were withdrawn now, and the rows before it were as in `ahead`, to
    /// which it is added.
    pub fn fate(
        &self,
        row: ImportedRow,
        now: DateTime<Utc>,
        ahead: &mut ExamNosAhead,
    ) -> Result<Fate, StoreError> {
        let fate = looked_up(&self.conn, row, now, self.photos(), ahead)?.0;
        ahead.note(row.student, &fate);
        Ok(fate)
    }

    /// The student of a number, also one who is off the roster again.
    pub fn student_ever(&self, no: &StudentNo) -> Result<Option<StudentId>, StoreError> {
        Ok(rows::student_ever(&self.conn, no)?.map(|row| row.id))
    }
}

impl Batch<'_> {
    /// Takes a row of an import back, unless something has touched it since or it was taken back before. `photos`
    /// are the store's.
    pub fn take_back(
        &mut self,
        actor: &Actor,
        row: ImportedRow,
        photos: &Photos,
    ) -> Result<Fate, RecordError> {
        let (fate, subject) =
            looked_up(self.connection(), row, self.at(), photos, &ExamNosAhead::default())?;
        let (Fate::TakeBack(event), Some(subject)) = (&fate, subject) else { return Ok(fate) };
        match self.put(actor, &subject, None, event) {
            Ok(_) => Ok(fate),
            // One row that the rules keep, for a reason that was not foreseen, keeps no other.
            Err(RecordError::Refused(why)) if !is_of_actor(&why) => {
                tracing::warn!("entry {} is not taken back: {why}", row.entry);
                Ok(Fate::Keep(Kept::Refused))
            }
            Err(error) => Err(error),
        }
    }
}

/// Whether it was not this row that was refused, but whoever asked, or anything now.
fn is_of_actor(why: &Refusal) -> bool {
    matches!(why, Refusal::NotAllowed { .. } | Refusal::Disabled | Refusal::Clock(_))
}

/// The exam numbers that students would have once rows are taken back, where that is only looked at.
#[derive(Debug, Default)]
pub struct ExamNosAhead(HashMap<StudentId, Option<String>>);

impl ExamNosAhead {
    fn note(&mut self, id: StudentId, fate: &Fate) {
        let Fate::TakeBack(event) = fate else { return };
        match &**event {
            Event::EnrolmentTakenBack(_) => drop(self.0.insert(id, None)),
            Event::CorrectionTakenBack { student: Some(student), .. } => {
                self.0.insert(id, student.exam_no.clone());
            }
            _ => {}
        }
    }

    /// Whether another student has the number, or would have it.
    fn owner(&self, conn: &Connection, exam_no: &str, id: StudentId) -> Result<bool, StoreError> {
        let mut statement = conn.prepare_cached(
            "SELECT id FROM student WHERE exam_no = ?1 AND id <> ?2 AND NOT off_roster",
        )?;
        let owners = statement.query_map(params![exam_no, id.0], |row| row.get("id"))?;
        let owners: Vec<i64> = owners.collect::<Result<_, _>>()?;
        let has = owners.into_iter().any(|owner| !self.0.contains_key(&StudentId(owner)));
        let will = |(owner, no): (&StudentId, &Option<String>)| {
            *owner != id && no.as_deref() == Some(exam_no)
        };
        Ok(has || self.0.iter().any(will))
    }
}

/// What becomes of a row, and of what it tells.
fn looked_up(
    conn: &Connection,
    row: ImportedRow,
    now: DateTime<Utc>,
    photos: &Photos,
    ahead: &ExamNosAhead,
) -> Result<(Fate, Option<Subject>), StoreError> {
    let unread = (Fate::Keep(Kept::Unread), None);
    let story = match entries::story(conn, row.student) {
        Err(StoreError::Row(_)) => return Ok(unread),
        story => story?,
    };
    let Some(entry) = story.iter().find(|entry| entry.seq == row.entry) else { return Ok(unread) };
    let now = stands(conn, entry, row.student, now)?;
    let subject = entry.subject.clone();
    Ok(match withdrawal::fate(row.import, row.entry, &story, now) {
        Some(fate) => (restored(conn, row.student, fate, photos, ahead)?, Some(subject)),
        None => unread,
    })
}

/// What becomes of a correction, where what it replaced can't be stated again.
fn restored(
    conn: &Connection,
    id: StudentId,
    fate: Fate,
    photos: &Photos,
    ahead: &ExamNosAhead,
) -> Result<Fate, StoreError> {
    let Fate::TakeBack(event) = &fate else { return Ok(fate) };
    let Event::CorrectionTakenBack { student: Some(student), .. } = &**event else {
        return Ok(fate);
    };
    if let Some(exam_no) = &student.exam_no
        && ahead.owner(conn, exam_no, id)?
    {
        return Ok(Fate::Keep(Kept::ExamNoTaken));
    }
    let is_gone = student.reference_photo.is_some_and(|photo| !photos.contains(photo));
    Ok(if is_gone { Fate::Keep(Kept::PhotoGone) } else { fate })
}

fn stands(
    conn: &Connection,
    entry: &Entry,
    student: StudentId,
    now: DateTime<Utc>,
) -> Result<StudentNow, StoreError> {
    let only = match entry.subject {
        Subject::Submission(SubmissionId(id)) => Some(id),
        _ => None,
    };
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (
             SELECT 1 FROM claim c JOIN submission s ON s.id = c.submission AND s.queued
             WHERE s.student = ?1 AND (?2 IS NULL OR s.id = ?2) AND c.until > ?3
         ) AS claimed, EXISTS (
             SELECT 1 FROM submission s WHERE s.student = ?1 AND s.status = 'approved'
         ) AS approved",
    )?;
    Ok(statement.query_row(params![student.0, only, rows::stored(now)], |row| {
        Ok(StudentNow { claimed: row.get("claimed")?, approved: row.get("approved")? })
    })?)
}

/// The largest number of an import before another, or of all.
fn before(conn: &Connection, number: Option<[u8; 16]>) -> Result<Option<[u8; 16]>, StoreError> {
    let sql = "SELECT max(import) AS import FROM log WHERE import IS NOT NULL AND import < ?1";
    // No number is longer, so that every one stands before this.
    let bound = number.map_or_else(|| vec![0xFF; 17], |number| number.to_vec());
    Ok(conn.prepare_cached(sql)?.query_row([bound], |row| row.get("import"))?)
}

/// The import that the entries under this number take back.
fn withdrawn_by(conn: &Connection, number: [u8; 16]) -> Result<Option<OperationId>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT event FROM log WHERE import = ?1 AND kind IN ('enrolment_taken_back',
         'correction_taken_back', 'payment_taken_back', 'submission_taken_back') LIMIT 1",
    )?;
    let json: Option<String> = statement.query_row([number], |row| row.get("event")).optional()?;
    let event = json.as_deref().map(rows::event).transpose()?;
    Ok(event.and_then(|event| event.takes_back()).map(|of| of.import))
}

fn past(
    conn: &Connection,
    id: OperationId,
    kinds: &Kinds,
    taken_back: u64,
) -> Result<Option<PastImport>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT at, account FROM log WHERE seq = (SELECT min(seq) FROM log WHERE import = ?1)",
    )?;
    let (at, by): (i64, String) =
        statement.query_row([id.0], |row| Ok((row.get("at")?, row.get("account")?)))?;
    let import = PastImport {
        id,
        at: time(at)?,
        by: rows::account_name(&by)?,
        enrolled: kinds.count("enrolled"),
        corrected: kinds.count("corrected"),
        paid: kinds.count("paid"),
        submitted: kinds.count("submitted"),
        taken_back,
    };
    Ok((import.rows() > 0).then_some(import))
}
