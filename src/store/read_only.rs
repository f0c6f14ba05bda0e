//! A store where nothing can be written: its disk is full, or may only be read. SQLite needs to write beside a
//! database even to read it, so it is read from a private copy in the system's temporary folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rusqlite::Connection;

use super::error::{Cause, FileTask, StoreError};
use super::photos::Photos;
use super::{DATABASE, Store, in_place, migrate};
use crate::domain::deadline::Calendar;

/// The write-ahead log beside a database.
pub(super) const WAL: &str = "store.sqlite3-wal";

/// How many times a copy is begun anew because somebody wrote meanwhile.
const TRIES: usize = 5;

/// What a store reads from that writes nothing.
#[derive(Debug)]
pub(super) enum ReadSource {
    /// A private copy, which goes away with the store.
    Copy { _copy: PrivateCopy },
    /// The database itself, or one in memory.
    InPlace,
}

/// A database of one's own, as another was at one moment; it goes away by itself.
#[derive(Debug)]
pub(super) struct PrivateCopy {
    folder: tempfile::TempDir,
}

impl PrivateCopy {
    /// Copies the database in a store's folder.
    ///
    /// To be called only where this process has the database open nowhere: closing the file takes the locks
    /// away that it has on it.
    pub(super) fn of(dir: &Path) -> Result<Self, StoreError> {
        // tempfile lets nobody else in.
        let folder = tempfile::tempdir()
            .map_err(StoreError::file(FileTask::MakeFolder, &std::env::temp_dir()))?;
        for _ in 0..TRIES {
            let before = state(dir);
            for name in [DATABASE, WAL] {
                let (from, to) = (dir.join(name), folder.path().join(name));
                match fs::copy(&from, &to) {
                    Err(error) if name == WAL && error.kind() == io::ErrorKind::NotFound => {
                        drop(fs::remove_file(&to));
                    }
                    copied => {
                        copied.map_err(StoreError::file(FileTask::Read, &from))?;
                        writable(&to).map_err(StoreError::file(FileTask::Write, &to))?;
                    }
                }
            }
            if state(dir) == before {
                return Ok(Self { folder });
            }
        }
        let why = "somebody writes to it all the time".to_owned();
        Err(StoreError::Database { cause: Cause::Busy, why, path: dir.join(DATABASE) })
    }

    /// Where the copy is.
    pub(super) fn database(&self) -> PathBuf {
        self.folder.path().join(DATABASE)
    }
}

/// Sizes and times of both files: what tells that somebody has written.
fn state(dir: &Path) -> [Option<(u64, SystemTime)>; 2] {
    let of = |name| {
        let found = fs::metadata(dir.join(name)).ok()?;
        Some((found.len(), found.modified().ok()?))
    };
    [of(DATABASE), of(WAL)]
}

/// A copy has the rights of what it was made of, which may be to read only.
#[allow(clippy::permissions_set_readonly_false, reason = "the folder lets nobody else in")]
fn writable(path: &Path) -> io::Result<()> {
    let mut rights = fs::metadata(path)?.permissions();
    if rights.readonly() {
        rights.set_readonly(false);
        fs::set_permissions(path, rights)?;
    }
    Ok(())
}

/// The same error, with its plain cause where SQLite could only say that it can't open or read something: the
/// folder is tried.
pub(super) fn plainly(error: StoreError, dir: &Path) -> StoreError {
    match error {
        StoreError::Database { cause: Cause::Missing | Cause::Other, why, path } => {
            let cause = match tried(dir) {
                Err(error) => Cause::of_file(&error),
                Ok(()) if path.exists() => Cause::Other,
                Ok(()) => Cause::Missing,
            };
            StoreError::Database { cause, why, path }
        }
        other => other,
    }
}

/// Writes as much as SQLite needs beside a database, and takes it away again.
fn tried(dir: &Path) -> io::Result<()> {
    use std::io::Write as _;

    let mut file = tempfile::NamedTempFile::new_in(dir)?;
    file.write_all(&vec![1; 64 * 1024])?;
    file.as_file().sync_data()
}

impl Store {
    /// Opens a store to be read where `refused` tells that it can't be written to; otherwise gives that
    /// error back. What is recorded through it is refused.
    pub fn read_only(dir: &Path, refused: StoreError) -> Result<Self, StoreError> {
        if !refused.is_unwritable() {
            return Err(refused);
        }
        let copy = PrivateCopy::of(dir)?;
        let file = copy.database();
        let conn = Connection::open(&file)?;
        migrate::checked_version(&conn, Some(&file), migrate::newest()?)?;
        // Its pages must be the newest: an older store would first have to be migrated.
        let version: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version != migrate::newest()? {
            return Err(refused);
        }
        conn.pragma_update(None, "query_only", true)?;
        let calendar =
            Calendar::built_in().map_err(|error| StoreError::Calendar(error.to_string()))?;
        Ok(Self {
            conn,
            dir: dir.to_owned(),
            calendar,
            photos: Photos::in_store(dir),
            file: in_place::file_id(&dir.join(DATABASE)),
            only_read: Some(ReadSource::Copy { _copy: copy }),
        })
    }
}
