//! The tables of what was packed for deliveries (交付), and of the deliveries.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::error::StoreError;
use super::rows;
use crate::domain::delivery::Delivery;
use crate::domain::log::Entry;
use crate::domain::photo_hash::PhotoHash;
use crate::domain::submission::{Standing, SubmissionId};

/// A number of photos as it is stored.
pub(super) fn stored(photos: u64) -> Result<i64, StoreError> {
    i64::try_from(photos).map_err(StoreError::damaged)
}

/// Carries what was packed into its table.
pub(super) fn pack(
    conn: &Connection,
    submission: SubmissionId,
    standard_photo: PhotoHash,
    entry: &Entry,
) -> Result<(), StoreError> {
    let batch = entry.import.ok_or_else(|| StoreError::damaged("packed for no delivery"))?;
    // What was packed for one that was cut off.
    conn.prepare_cached(
        "DELETE FROM packed WHERE submission = ?1
         AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.batch = packed.batch)",
    )?
    .execute([submission.0])?;
    conn.prepare_cached(
        "INSERT INTO packed (seq, submission, batch, photo, decided_seq, stated_seq)
         SELECT ?2, s.id, ?3, ?4, s.decided_seq, t.stated_seq
         FROM submission s JOIN student t ON t.id = s.student WHERE s.id = ?1",
    )?
    .execute(params![submission.0, entry.seq, batch.0, standard_photo.0])?;
    Ok(())
}

/// Carries a delivery into its table.
pub(super) fn apply(
    conn: &Connection,
    delivery: &Delivery,
    entry: &Entry,
) -> Result<(), StoreError> {
    let batch = entry.import.ok_or_else(|| StoreError::damaged("a delivery of nothing"))?;
    conn.prepare_cached(
        "INSERT INTO delivery (number, seq, batch, photos) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![delivery.number, entry.seq, batch.0, stored(delivery.photos)?])?;
    Ok(())
}

/// Carries a receiver's refusal into the tables: the submission waits where it stands now, and what was delivered of it
/// is refused.
pub(super) fn refuse(
    conn: &Connection,
    submission: SubmissionId,
    to: &Standing,
    seq: i64,
) -> Result<(), StoreError> {
    conn.prepare_cached(
        "UPDATE submission SET status = ?2, due = ?3, proposer = NULL, earlier_proposer = NULL, decided_by = NULL,
         status_before = NULL, decided_at = NULL, decided_seq = NULL, proposed_seq = NULL,
         earlier_proposed_seq = NULL, last_seq = ?4 WHERE id = ?1",
    )?
    .execute(params![submission.0, to.status.code(), to.due.map(rows::stored), seq])?;
    conn.prepare_cached(
        "UPDATE packed SET refused_seq = ?2 WHERE submission = ?1 AND refused_seq IS NULL",
    )?
    .execute(params![submission.0, seq])?;
    Ok(())
}

/// The delivery in which a submission is delivered; none where it is in none, or was refused since.
pub(super) fn delivered_in(
    conn: &Connection,
    submission: SubmissionId,
) -> Result<Option<u32>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT v.number FROM packed p JOIN delivery v ON v.batch = p.batch
         WHERE p.submission = ?1 AND p.refused_seq IS NULL",
    )?;
    Ok(statement.query_row([submission.0], |row| row.get("number")).optional()?)
}

/// Whether this standard photo was made of the submission.
pub(super) fn is_made_of(
    conn: &Connection,
    submission: SubmissionId,
    photo: PhotoHash,
) -> Result<bool, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT 1 FROM standard_photo WHERE submission = ?1 AND photo = ?2")?;
    let found = statement.query_row(params![submission.0, photo.0], |_row| Ok(())).optional()?;
    Ok(found.is_some())
}

/// Whether a standard photo was made of a submission.
pub(super) fn is_made(conn: &Connection, submission: SubmissionId) -> Result<bool, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT 1 FROM standard_photo WHERE submission = ?1 LIMIT 1")?;
    Ok(statement.exists([submission.0])?)
}
