//! The tables of what was packed for deliveries (交付), and of the deliveries.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::error::StoreError;
use crate::domain::delivery::Delivery;
use crate::domain::log::Entry;
use crate::domain::photo_hash::PhotoHash;
use crate::domain::submission::SubmissionId;

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
    conn.prepare_cached("DELETE FROM packed WHERE submission = ?1")?.execute([submission.0])?;
    conn.prepare_cached(
        "INSERT INTO packed (submission, seq, batch, photo) VALUES (?1, ?2, ?3, ?4)",
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
