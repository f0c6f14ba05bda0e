//! What the machine said of submissions: the newest screening of each, and which have none yet.

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::error::StoreError;
use super::near_copies::NearCopy;
use super::rows::stored;
use super::{Store, entries, specification};
use crate::domain::clock::Clock;
use crate::domain::fingerprint::Fingerprint;
use crate::domain::log::Entry;
use crate::domain::photo_hash::{Digest, PhotoHash};
use crate::domain::screening::{NewestStandard, Screened, ScreenedBy};
use crate::domain::student::StudentId;
use crate::domain::submission::SubmissionId;

/// A submission that waits for its screening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unscreened {
    /// Which.
    pub submission: SubmissionId,
    /// Whose it is.
    pub student: StudentId,
    /// Its photo.
    pub photo: PhotoHash,
}

/// The newest screening of a submission, with the standard photo that a person had made again since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScreeningRow {
    /// The digest of the entry that tells of it, which names it in a witness.
    pub entry: Digest,
    /// What it said.
    pub screened: Screened,
    /// The photos of others that it found to be nearly the same.
    pub copies: Vec<NearCopy>,
}

/// The fingerprint of a submission's photo, as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptFingerprint {
    /// The entry that tells of it.
    pub seq: i64,
    /// Whose photo it is.
    pub submission: SubmissionId,
    /// Whose submission that is.
    pub student: StudentId,
    /// The fingerprint.
    pub fingerprint: Fingerprint,
}

/// How far the screening is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ScreeningCounts {
    /// Those that were screened by what screens today.
    pub done: u64,
    /// Submissions that are screened: open ones, and approvals without a standard photo.
    pub total: u64,
}

/// Submissions that are screened, each with its screening by whatever it was made: the open ones, and what was
/// approved before the machine came by, which can't be delivered without a standard photo.
const WANTED: &str = "FROM submission s
    JOIN student t ON t.id = s.student
    LEFT JOIN screening g ON g.submission = s.id
    WHERE (
        s.status IN ('pending', 'seconding', 'held', 'awaiting_payment', 'awaiting_earlier')
        OR s.status = 'approved'
        AND NOT EXISTS (SELECT 1 FROM standard_photo p WHERE p.submission = s.id)
    ) AND NOT t.erased";

impl Store {
    /// Up to `n` submissions that were not screened by `by` yet: the open ones by deadline, then by time of submission;
    /// last what was approved without a standard photo. None of `skip`.
    pub fn unscreened(
        &self,
        by: ScreenedBy,
        n: usize,
        skip: &[SubmissionId],
    ) -> Result<Vec<Unscreened>, StoreError> {
        let sql = format!(
            "SELECT s.id, s.student, s.photo {WANTED} AND g.made_by IS NOT ?1
             ORDER BY s.status = 'approved', s.due IS NULL, s.due, s.submitted_at, s.id"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query([by.digest().0])?;
        let mut found = Vec::new();
        while found.len() < n
            && let Some(row) = rows.next()?
        {
            let one = unscreened(row)?;
            if !skip.contains(&one.submission) {
                found.push(one);
            }
        }
        Ok(found)
    }

    /// Those that reviewers hold and that were not screened by `by` yet, by deadline.
    pub fn unscreened_claimed(
        &self,
        by: ScreenedBy,
        clock: impl Clock,
    ) -> Result<Vec<Unscreened>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT s.id, s.student, s.photo FROM claim c JOIN submission s ON s.id = c.submission
             JOIN student t ON t.id = s.student LEFT JOIN screening g ON g.submission = s.id
             WHERE c.until > ?2 AND s.queued AND NOT t.erased AND g.made_by IS NOT ?1
             ORDER BY s.due, s.submitted_at, s.id",
        )?;
        let mut rows = statement.query(params![by.digest().0, stored(clock.now())])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(unscreened(row)?);
        }
        Ok(found)
    }

    /// The fingerprints of all photos that were screened after an entry; none of what was erased or taken back.
    pub fn fingerprints_after(&self, seq: i64) -> Result<Vec<KeptFingerprint>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT g.seq, g.submission, s.student, g.fingerprint
             FROM screening g JOIN submission s ON s.id = g.submission
             WHERE g.seq > ?1 AND g.fingerprint IS NOT NULL AND NOT s.taken_back ORDER BY g.seq",
        )?;
        let kept = statement.query_map([seq], |row| {
            Ok(KeptFingerprint {
                seq: row.get("seq")?,
                submission: SubmissionId(row.get("submission")?),
                student: StudentId(row.get("student")?),
                fingerprint: Fingerprint::from_bytes(row.get("fingerprint")?),
            })
        })?;
        Ok(kept.collect::<Result<_, _>>()?)
    }

    /// Whether a submission's photo still has a fingerprint: it was neither erased nor taken back.
    pub fn has_fingerprint(&self, submission: SubmissionId) -> Result<bool, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT 1 FROM screening g JOIN submission s ON s.id = g.submission
             WHERE g.submission = ?1 AND g.fingerprint IS NOT NULL AND NOT s.taken_back",
        )?;
        Ok(statement.exists([submission.0])?)
    }

    /// Whether any submission but those of `skip` was not screened by `by` yet. In no order, so that the first will do.
    pub fn has_unscreened(
        &self,
        by: ScreenedBy,
        skip: &[SubmissionId],
    ) -> Result<bool, StoreError> {
        let sql = format!("SELECT s.id {WANTED} AND g.made_by IS NOT ?1");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query([by.digest().0])?;
        while let Some(row) = rows.next()? {
            if !skip.contains(&SubmissionId(row.get("id")?)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The number of the newest entry of the log: where it stays, nothing has come in.
    pub fn newest_entry(&self) -> Result<i64, StoreError> {
        Ok(entries::head(&self.conn)?.seq)
    }

    /// How many submissions are to be screened, and how many of them were screened by `by`.
    pub fn screening_counts(&self, by: ScreenedBy) -> Result<ScreeningCounts, StoreError> {
        let sql = format!(
            "SELECT count(*) AS total, count(*) FILTER (WHERE g.made_by = ?1) AS done {WANTED}"
        );
        let counts = self.conn.prepare_cached(&sql)?.query_row([by.digest().0], |row| {
            Ok((row.get::<_, i64>("done")?, row.get::<_, i64>("total")?))
        })?;
        Ok(ScreeningCounts { done: counts.0.unsigned_abs(), total: counts.1.unsigned_abs() })
    }

    /// The newest screening of a submission, if there is one.
    pub fn screening(&self, submission: SubmissionId) -> Result<Option<ScreeningRow>, StoreError> {
        let sql = "SELECT seq FROM screening WHERE submission = ?1";
        let mut statement = self.conn.prepare_cached(sql)?;
        let seq: Option<i64> =
            statement.query_row([submission.0], |row| row.get("seq")).optional()?;
        let Some(seq) = seq else { return Ok(None) };
        let entry = entries::of_seq(&self.conn, seq)?;
        let no_screening = || StoreError::damaged(format!("entry {seq} is no screening"));
        let Entry { digest, event, .. } = entry.ok_or_else(no_screening)?;
        let screened = event.screened().cloned().ok_or_else(no_screening)?;
        let copies = self.near_copies(&screened)?;
        Ok(Some(ScreeningRow { entry: digest, screened, copies }))
    }
}

/// Whether the newest screening of a submission was made by this.
pub(super) fn is_made_by(
    conn: &Connection,
    submission: SubmissionId,
    by: ScreenedBy,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM screening WHERE submission = ?1 AND made_by = ?2";
    Ok(conn.prepare_cached(sql)?.exists(params![submission.0, by.digest().0])?)
}

/// The standard photo that the newest screening of a submission made.
pub(super) fn newest_standard(
    conn: &Connection,
    submission: SubmissionId,
) -> Result<NewestStandard, StoreError> {
    let sql = "SELECT p.photo, coalesce(l.event ->> '$.by.specification',
                   l.event ->> '$.screened.by.specification') AS specification
               FROM screening g JOIN log l ON l.seq = g.seq LEFT JOIN standard_photo p ON p.seq = g.seq
               WHERE g.submission = ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let mut found = statement.query([submission.0])?;
    let Some(row) = found.next()? else { return Ok(NewestStandard::NotScreened) };
    let by: Option<String> = row.get("specification")?;
    // As long as none was set, the national one of whatever version of the program will do.
    if specification::digest(conn)?.is_some_and(|holds| by != Some(holds.hex())) {
        return Ok(NewestStandard::OtherSpecification);
    }
    let photo: Option<[u8; 32]> = row.get("photo")?;
    Ok(photo.map_or(NewestStandard::NotMade, |photo| NewestStandard::Made(Digest(photo))))
}

fn unscreened(row: &Row<'_>) -> Result<Unscreened, StoreError> {
    Ok(Unscreened {
        submission: SubmissionId(row.get("id")?),
        student: StudentId(row.get("student")?),
        photo: Digest(row.get("photo")?),
    })
}

/// Carries a screening into its table.
pub(super) fn apply(
    conn: &Connection,
    submission: SubmissionId,
    seq: i64,
    screened: &Screened,
) -> Result<(), StoreError> {
    let screening = screened.screening.as_deref();
    conn.prepare_cached(
        "INSERT OR REPLACE INTO screening (submission, seq, made_by, doubt, fingerprint)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        submission.0,
        seq,
        screened.by.digest().0,
        screening.map_or(0, |screening| screening.doubt().0),
        screening.and_then(|screening| screening.fingerprint).map(Fingerprint::bytes),
    ])?;
    if let Some(photo) = screened.standard_photo {
        conn.prepare_cached(
            "INSERT INTO standard_photo (seq, submission, photo) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![seq, submission.0, photo.0])?;
    }
    Ok(())
}

/// Takes everything away that was kept of a student's submissions.
pub(super) fn erase(conn: &Connection, student: StudentId) -> Result<(), StoreError> {
    for table in ["screening", "standard_photo"] {
        let sql = format!(
            "DELETE FROM {table} WHERE submission IN (SELECT id FROM submission WHERE student = ?1)"
        );
        conn.prepare_cached(&sql)?.execute([student.0])?;
    }
    Ok(())
}
