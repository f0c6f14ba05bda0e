//! Verifies a store: replays the log from nothing and compares every table, checks the chain of
//! seals, the passwords' digests and every photo.
//!
//! The log can't tell that its last entries were cut off together with what the tables made of them,
//! nor that everything was computed anew: that takes a seal kept elsewhere. The head that is noted beside
//! the photos is one, as far as whoever changed the log did not know of it.

mod compare;
mod replay;

use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::error::{Cause, StoreError};
use super::migrate::{self, MIGRATIONS};
use super::named::named_photos;
use super::photos::Photos;
use super::{BUSY, Behind, DATABASE, PHOTOS, Store, newest};
use crate::domain::photo_hash::{Digest, PhotoHash};

/// What was looked at, and what is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Entries of the log.
    pub entries: u64,
    /// The digest of the last of them; zero where there is none.
    pub head: Digest,
    /// Photos that submissions and students name.
    pub photos: u64,
    /// Photos that were set aside since nobody names them, by hash. That is no fault.
    pub unnamed: Vec<PhotoHash>,
    /// Photos that nobody names and that a copy is without, since they could not be read, each with what
    /// the system said. That is no fault; only of a copy just made is there anything.
    pub unread: Vec<(PhotoHash, String)>,
    /// What is wrong; nothing if the store is whole.
    pub faults: Vec<Fault>,
}

impl VerifyReport {
    /// Nothing is wrong.
    pub fn is_whole(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Something wrong in a store.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The database file itself is damaged.
    #[error("the database file is damaged: {0}")]
    Pages(String),
    /// A table, index or trigger is missing or was changed.
    #[error("the {kind} {name} is missing or changed")]
    Schema {
        /// Table, index or trigger.
        kind: String,
        /// Its name.
        name: String,
    },
    /// The log falls short of the newest head that the folder has seen.
    #[error("{0}")]
    Behind(Behind),
    /// Entries are missing.
    #[error("log entry {expected} is missing, {found} follows")]
    Gap {
        /// The number that should stand there.
        expected: i64,
        /// The number that stands there.
        found: i64,
    },
    /// An entry does not carry the digest of what it says and of the entry before it.
    #[error("the seal of log entry {0} does not fit")]
    Seal(i64),
    /// An entry can't be understood.
    #[error("log entry {seq} cannot be read: {why}")]
    Unreadable {
        /// Its number.
        seq: i64,
        /// Why.
        why: String,
    },
    /// An entry tells of something that the rules forbid.
    #[error("log entry {seq} was not possible: {why}")]
    Impossible {
        /// Its number.
        seq: i64,
        /// Why.
        why: String,
    },
    /// The tables were not compared, since the log could not be replayed to its end.
    #[error("the tables were not compared from log entry {0} on")]
    NotCompared(i64),
    /// A row is not what the log says.
    #[error("{table} {key} differs from the log")]
    Differs {
        /// The table.
        table: &'static str,
        /// The row's key.
        key: String,
    },
    /// A row that the log tells of is not there.
    #[error("{table} {key} is missing")]
    Missing {
        /// The table.
        table: &'static str,
        /// The row's key.
        key: String,
    },
    /// A row that the log does not tell of.
    #[error("{table} {key} is not in the log")]
    Extra {
        /// The table.
        table: &'static str,
        /// The row's key.
        key: String,
    },
    /// A table has more faults than are listed.
    #[error("{table} has {count} more rows that are wrong")]
    More {
        /// The table.
        table: &'static str,
        /// How many more.
        count: usize,
    },
    /// The stored hash of a password is not the one in the log.
    #[error("the password of account {0} is not the one in the log")]
    Credential(String),
    /// A photo is not there.
    #[error("photo {0} is missing")]
    PhotoMissing(PhotoHash),
    /// A photo has other bytes than when it was submitted.
    #[error("photo {0} was changed")]
    PhotoAltered(PhotoHash),
    /// A photo can't be read.
    #[error("photo {photo} cannot be read: {why}")]
    PhotoUnreadable {
        /// Which.
        photo: PhotoHash,
        /// What the system said.
        why: String,
    },
}

/// Verifies the store in a folder, also while consoles work on it.
pub fn verify(dir: &Path, now: DateTime<Utc>) -> Result<VerifyReport, StoreError> {
    Store::refuse_lost(dir)?;
    if !Store::exists(dir) {
        return Err(StoreError::Missing(dir.to_owned()));
    }
    let mut report = VerifyReport::default();
    match look(dir, now, &mut report) {
        Err(StoreError::Database { cause: Cause::Corrupt, why, .. }) => {
            report.faults.push(Fault::Pages(why));
        }
        done => done.map_err(|error| error.of(&dir.join(DATABASE)))?,
    }
    Ok(report)
}

fn look(dir: &Path, now: DateTime<Utc>, report: &mut VerifyReport) -> Result<(), StoreError> {
    // Before the log, which others may write to: it is then at most ahead of the note.
    let noted = newest::read(&dir.join(PHOTOS));
    let conn = open(&dir.join(DATABASE), now)?;
    // One transaction: everything is read from the same moment, whatever consoles write meanwhile.
    conn.execute_batch("BEGIN")?;
    check_pages(&conn, report)?;
    let broken = replay::replay(&conn, report)?;
    compare::schema(&conn, report)?;
    if let Some(seq) = broken {
        report.faults.push(Fault::NotCompared(seq));
    } else {
        compare::tables(&conn, report)?;
        compare::credentials(&conn, report)?;
    }
    if let Some(noted) = noted {
        report.faults.extend(newest::behind(&conn, "kept", &noted)?.map(Fault::Behind));
    }
    let named = named_photos(&conn, if broken.is_some() { "kept" } else { "main" })?;
    drop(conn);
    let files = Photos::in_store(dir);
    check_photos(&files, &named, report);
    let unnamed = files.unnamed()?.into_iter().map(|unnamed| unnamed.photo);
    report.unnamed = unnamed.filter(|photo| named.binary_search(photo).is_err()).collect();
    Ok(())
}

/// A private database, empty and of the store's own version, with the store attached as `kept`.
fn open(file: &Path, now: DateTime<Utc>) -> Result<Connection, StoreError> {
    // An empty name is a temporary file of SQLite's own: a replay may be larger than the memory.
    let mut conn = Connection::open("")?;
    conn.busy_timeout(BUSY)?;
    conn.pragma_update(None, "journal_mode", "OFF")?;
    conn.pragma_update(None, "synchronous", "OFF")?;
    conn.pragma_update(None, "cache_size", -super::batch::LARGE_CACHE_KIB)?;
    conn.set_prepared_statement_cache_capacity(64);
    conn.execute("ATTACH ?1 AS kept", [file.to_string_lossy()])?;
    let found: i64 = conn.query_row("PRAGMA kept.user_version", [], |row| row.get(0))?;
    // An older store, such as an old backup, is verified as it is: nothing is written to it.
    let versions = usize::try_from(found).ok().and_then(|found| MIGRATIONS.get(..found));
    let Some(versions) = versions else {
        let known = i64::try_from(MIGRATIONS.len()).map_err(StoreError::damaged)?;
        return Err(StoreError::Newer { found, known, path: file.to_owned() });
    };
    if versions.is_empty() {
        return Err(StoreError::NotAStore(file.to_owned()));
    }
    migrate::migrate(&mut conn, None, versions, now, |_empty| Ok(()))?;
    conn.pragma_update(None, "foreign_keys", true)?;
    Ok(conn)
}

/// Runs SQLite's own check of the attached store: the whole one, since the queue is read through an
/// index, and only this compares the indexes with their tables.
fn check_pages(conn: &Connection, report: &mut VerifyReport) -> Result<(), StoreError> {
    let mut statement = conn.prepare("PRAGMA kept.integrity_check(20)")?;
    let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
    for line in lines {
        let line = line?;
        if line != "ok" {
            report.faults.push(Fault::Pages(line));
        }
    }
    Ok(())
}

fn check_photos(files: &Photos, named: &[PhotoHash], report: &mut VerifyReport) {
    for photo in named {
        match files.rehash(*photo) {
            Ok(Some(found)) if found == *photo => {}
            Ok(Some(_other)) => report.faults.push(Fault::PhotoAltered(*photo)),
            Ok(None) => report.faults.push(Fault::PhotoMissing(*photo)),
            Err(error) => {
                let why = error.to_string();
                report.faults.push(Fault::PhotoUnreadable { photo: *photo, why });
            }
        }
        report.photos += 1;
    }
}
