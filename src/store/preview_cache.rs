//! Previews of photos in a database of their own: a cache that may be lost at any time.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension as _, params};

use super::error::{Cause, FileTask, StoreError};
use super::{PREVIEWS, access};
use crate::domain::photo_hash::PhotoHash;

const SCHEMA: &str =
    "CREATE TABLE IF NOT EXISTS thumb (photo BLOB PRIMARY KEY, jpeg BLOB NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS proxy (photo BLOB PRIMARY KEY, jpeg BLOB NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS checked (
        photo BLOB PRIMARY KEY, checks INTEGER NOT NULL, facts TEXT NOT NULL, seal BLOB NOT NULL
    ) STRICT;";

/// The previews of a store, beside its database of record and opened without it: the proxy fills a
/// screen, the thumbnail stands in lists.
pub struct PreviewCache {
    path: PathBuf,
    conn: Mutex<Connection>,
}

impl PreviewCache {
    /// Opens the cache in a store's folder; makes it on first use. A damaged one is removed and made
    /// anew, empty.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let path = &dir.join(PREVIEWS);
        let damaged = |error: &StoreError| error.is_of(Cause::Corrupt);
        let conn = connect(path)
            .or_else(|error| if damaged(&error) { renew(path) } else { Err(error) })
            .map_err(|error| error.of(path))?;
        Ok(Self { path: path.to_owned(), conn: Mutex::new(conn) })
    }

    /// Keeps the previews of a photo, both JPEG.
    pub fn put(&self, photo: PhotoHash, proxy: &[u8], thumb: &[u8]) -> Result<(), StoreError> {
        self.with(|conn| {
            let tx = conn.transaction_with_behavior(super::WRITE)?;
            Self::insert(&tx, photo, proxy, thumb)?;
            tx.commit()
        })
    }

    /// Writes both previews of a photo, in a transaction that is open.
    pub(super) fn insert(
        conn: &Connection,
        photo: PhotoHash,
        proxy: &[u8],
        thumb: &[u8],
    ) -> rusqlite::Result<()> {
        conn.prepare_cached("INSERT OR REPLACE INTO proxy (photo, jpeg) VALUES (?1, ?2)")?
            .execute(params![photo.0, proxy])?;
        conn.prepare_cached("INSERT OR REPLACE INTO thumb (photo, jpeg) VALUES (?1, ?2)")?
            .execute(params![photo.0, thumb])?;
        Ok(())
    }

    /// Removes the previews of a photo, and what checks found of it; their bytes are overwritten.
    pub(super) fn remove(&self, photo: PhotoHash) -> Result<(), StoreError> {
        self.with(|conn| {
            conn.pragma_update(None, "secure_delete", true)?;
            for table in ["proxy", "thumb", "checked"] {
                let sql = format!("DELETE FROM {table} WHERE photo = ?1");
                conn.prepare_cached(&sql)?.execute([photo.0])?;
            }
            Ok(())
        })
    }

    /// Carries the write-ahead log over and cuts it.
    pub(super) fn cut_log(&self) -> Result<(), StoreError> {
        super::wal::cut_log(&self.lock()).map_err(|error| error.of(&self.path))
    }

    /// The JPEG that fills a screen, if it is kept.
    pub fn proxy(&self, photo: PhotoHash) -> Result<Option<Vec<u8>>, StoreError> {
        self.get("SELECT jpeg FROM proxy WHERE photo = ?1", photo)
    }

    /// The small JPEG, if it is kept.
    pub fn thumb(&self, photo: PhotoHash) -> Result<Option<Vec<u8>>, StoreError> {
        self.get("SELECT jpeg FROM thumb WHERE photo = ?1", photo)
    }

    fn get(&self, sql: &str, photo: PhotoHash) -> Result<Option<Vec<u8>>, StoreError> {
        self.with(|conn| {
            conn.prepare_cached(sql)?.query_row([photo.0], |row| row.get("jpeg")).optional()
        })
    }

    /// Works on the database; where it turns out to be damaged, works once more on a new one.
    pub(super) fn with<T>(
        &self,
        mut work: impl FnMut(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let mut conn = self.lock();
        let mut tried = |conn: &mut Connection| {
            work(conn).map_err(|error| StoreError::from(error).of(&self.path))
        };
        match tried(&mut conn) {
            Err(error) if error.is_of(Cause::Corrupt) => {
                tracing::warn!("previews are made anew: {error}");
                *conn = Connection::open_in_memory()?;
                *conn = renew(&self.path)?;
                tried(&mut conn)
            }
            done => done,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.conn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn connect(path: &Path) -> Result<Connection, StoreError> {
    access::make_database(path)?;
    let conn = Connection::open(path)?;
    conn.busy_timeout(super::BUSY)?;
    // A proxy fills a dozen such pages, and some fifty of the usual ones.
    conn.pragma_update(None, "page_size", 16 * 1024)?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    // What a power cut takes from a cache is made anew.
    conn.pragma_update(None, "synchronous", "OFF")?;
    conn.pragma_update(None, "cache_size", -2048)?;
    conn.execute_batch(SCHEMA)?;
    Ok(conn)
}

fn renew(path: &Path) -> Result<Connection, StoreError> {
    for end in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        let file = PathBuf::from(name);
        if file.exists() {
            fs::remove_file(&file).map_err(StoreError::file(FileTask::Delete, &file))?;
        }
    }
    connect(path)
}
