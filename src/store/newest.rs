//! The newest head that a store's folder has seen, noted beside the photos: `photos/newest-head`.
//!
//! A database that an older one has taken the place of can't tell so itself; its log is whole. The
//! note can: it is written when a store is opened or closed, after imports and now and then between,
//! never inside a decision, and so may be a minute behind, but never ahead.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _};
use serde::{Deserialize, Serialize};

use super::behind::Behind;
use super::error::{FileTask, StoreError};
use super::{access, rows, whole_file};
use crate::domain::photo_hash::Digest;

/// The name of the note.
const NOTE: &str = "newest-head";

/// How long a person's word waits for another process that notes.
const PATIENCE: Duration = Duration::from_secs(5);

/// The last entry of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NotedHead {
    /// Its number.
    seq: i64,
    /// Its digest, and so that of all before it.
    digest: Digest,
    /// When it was written.
    at: DateTime<Utc>,
}

/// Where the head is noted.
pub(super) fn file(photos: &Path) -> PathBuf {
    photos.join(NOTE)
}

/// The head that is noted. One that can't be read counts as none: it must not lock anybody out.
pub(super) fn read(photos: &Path) -> Option<NotedHead> {
    let path = file(photos);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) => {
            if error.kind() != std::io::ErrorKind::NotFound {
                tracing::warn!("the newest head cannot be read: {error}: {}", path.display());
            }
            return None;
        }
    };
    serde_json::from_slice(&bytes)
        .inspect_err(|error| tracing::warn!("the noted head is damaged: {error}"))
        .ok()
}

/// How the log of a schema falls short of a head. The head must have been read before: a log that
/// others write to is then at most ahead of it.
pub(super) fn behind(
    conn: &Connection,
    schema: &str,
    seen: &NotedHead,
) -> Result<Option<Behind>, StoreError> {
    let NotedHead { seq, digest, at } = *seen;
    let sql = format!("SELECT digest FROM {schema}.log WHERE seq = ?1");
    let found = conn.query_row(&sql, [seq], |row| row.get(0).map(Digest)).optional()?;
    if found == Some(digest) {
        return Ok(None);
    }
    let sql = format!("SELECT coalesce(max(seq), 0) FROM {schema}.log");
    let ends: i64 = conn.query_row(&sql, [], |row| row.get(0))?;
    Ok(Some(if ends < seq {
        Behind::Older { ends, seen: seq, at }
    } else {
        Behind::Other { seq, at }
    }))
}

/// Notes the head of a log durably, where it is newer than the noted one and the log holds that one too;
/// `anyway` also where it isn't. Where another process is noting, it is left to that one.
pub(super) fn note(conn: &Connection, photos: &Path, anyway: bool) -> Result<(), StoreError> {
    let Some(head) = head(conn)? else { return Ok(()) };
    let is_noted = || read(photos).is_some_and(|noted| noted.seq >= head.seq);
    // A folder that has gone must not come back for this.
    if !anyway && is_noted() || !photos.is_dir() {
        return Ok(());
    }
    let lock = photos.join("newest-head.lock");
    let locked = access::open_or_create(&lock).map_err(StoreError::file(FileTask::Write, &lock))?;
    // Several processes note: an older head must not come last.
    if !has_lock(&locked, &lock, anyway)? || !anyway && !is_newer(conn, photos, &head)? {
        return Ok(());
    }
    write(photos, &head)
}

/// Locks the note. Says no where another process has it, which may hang: nobody who decides, opens or
/// closes waits for that. What a person asked for waits, and fails in the end.
fn has_lock(locked: &File, path: &Path, anyway: bool) -> Result<bool, StoreError> {
    let begun = Instant::now();
    loop {
        match locked.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) if !anyway => return Ok(false),
            Err(TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => {
                thread::sleep(Duration::from_millis(20));
            }
            Err(TryLockError::WouldBlock) => {
                let held = std::io::Error::from(std::io::ErrorKind::WouldBlock);
                return Err(StoreError::file(FileTask::Write, path)(held));
            }
            Err(TryLockError::Error(error)) => {
                // On a disk that knows no locks the next note sets right what an older one did.
                tracing::debug!("the note of the newest head is not locked: {error}");
                return Ok(true);
            }
        }
    }
}

/// Whether a head comes after the noted one in the same log. A console may still be open on a database
/// that was moved away, further on than the one that a person has accepted in its place: noting its head
/// would lock everybody out of that one.
fn is_newer(conn: &Connection, photos: &Path, head: &NotedHead) -> Result<bool, StoreError> {
    let Some(noted) = read(photos) else { return Ok(true) };
    Ok(noted.seq < head.seq && behind(conn, "main", &noted)?.is_none())
}

fn head(conn: &Connection) -> Result<Option<NotedHead>, StoreError> {
    let sql = "SELECT seq, digest, at FROM log ORDER BY seq DESC LIMIT 1";
    let read = |row: &rusqlite::Row<'_>| -> rusqlite::Result<(i64, [u8; 32], i64)> {
        Ok((row.get("seq")?, row.get("digest")?, row.get("at")?))
    };
    let found = conn.prepare_cached(sql)?.query_row([], read).optional()?;
    let head =
        |(seq, digest, at)| Ok(NotedHead { seq, digest: Digest(digest), at: rows::time(at)? });
    found.map(head).transpose()
}

fn write(photos: &Path, head: &NotedHead) -> Result<(), StoreError> {
    let json = serde_json::to_vec(head).map_err(StoreError::damaged)?;
    whole_file::write(photos, NOTE, &json)
}
