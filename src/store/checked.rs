//! What the checks of an import have found of the photos that passed them, kept beside the previews: an import
//! that was cut short is then done again without decoding a photo twice. It may be lost at any time.

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use super::error::StoreError;
use super::preview_cache::PreviewCache;
use crate::domain::camera::CameraFacts;
use crate::domain::photo_hash::{Digest, PhotoHash};

/// What is known of a photo that passed the checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedPhoto {
    /// Width in pixels, upright.
    pub width: u32,
    /// Height in pixels, upright.
    pub height: u32,
    /// What the camera wrote.
    pub camera: CameraFacts,
}

impl PreviewCache {
    /// Keeps the previews of a photo, both JPEG, and what the checks of this version found of it.
    pub fn put_checked(
        &self,
        photo: PhotoHash,
        (proxy, thumb): (&[u8], &[u8]),
        checks: u32,
        found: &CheckedPhoto,
    ) -> Result<(), StoreError> {
        let facts = serde_json::to_string(found).map_err(StoreError::damaged)?;
        let seal = seal(photo, checks, &facts);
        self.with(|conn| {
            let tx = conn.transaction_with_behavior(super::WRITE)?;
            Self::insert(&tx, photo, proxy, thumb)?;
            tx.prepare_cached(
                "INSERT OR REPLACE INTO checked (photo, checks, facts, seal) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![photo.0, checks, facts, seal.0])?;
            tx.commit()
        })
    }

    /// What the checks of this version found of a photo, if it passed them and that is still known.
    pub fn checked(
        &self,
        photo: PhotoHash,
        checks: u32,
    ) -> Result<Option<CheckedPhoto>, StoreError> {
        let found = self.with(|conn| read(conn, photo, checks))?;
        // A cache is not synced: after a power cut a line of it may be another than was written.
        let whole = found.filter(|(facts, kept)| seal(photo, checks, facts).0 == *kept);
        Ok(whole.and_then(|(facts, _)| serde_json::from_str(&facts).ok()))
    }
}

fn read(
    conn: &Connection,
    photo: PhotoHash,
    checks: u32,
) -> rusqlite::Result<Option<(String, [u8; 32])>> {
    conn.prepare_cached("SELECT facts, seal FROM checked WHERE photo = ?1 AND checks = ?2")?
        .query_row(params![photo.0, checks], |row| Ok((row.get("facts")?, row.get("seal")?)))
        .optional()
}

fn seal(photo: PhotoHash, checks: u32, facts: &str) -> Digest {
    Digest::of(format!("{photo} {checks} {facts}").as_bytes())
}
