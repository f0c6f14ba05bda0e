//! A look at what stands, for whoever wants to know what a change would do: nothing is written, and nobody
//! who writes waits for it.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::batch::Batch;
use super::error::StoreError;
use super::first_entry::NewStore;
use super::photos::Photos;
use super::read_only::{PrivateCopy, ReadSource, WAL, plainly};
use super::{DATABASE, PHOTOS, Store, busy, first_entry, in_place, migrate, newest, traces};
use crate::domain::clock::Clock;
use crate::domain::deadline::Calendar;

impl Store {
    /// Opens a store to look at it; what is recorded through it is refused. Where there is none yet, what is
    /// seen is an empty one. An older one, or one in a folder that can't be written to, is read from a private
    /// copy.
    pub fn open_to_look(dir: &Path, clock: impl Clock) -> Result<Self, StoreError> {
        look_at(dir, clock).map_err(|error| plainly(error.of(&dir.join(DATABASE)), dir))
    }

    /// Lets `work` see what stands, all at one moment. The write lock is not taken.
    pub fn look<T, E: From<StoreError>>(
        &self,
        clock: impl Clock,
        work: impl FnOnce(&Batch<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let tx = rusqlite::Transaction::new_unchecked(&self.conn, TransactionBehavior::Deferred)
            .map_err(StoreError::from)?;
        let clock = || clock.now();
        let batch = Batch::begin(&tx, &self.calendar, &clock)?;
        work(&batch)
    }
}

fn look_at(dir: &Path, clock: impl Clock) -> Result<Store, StoreError> {
    traces::refuse_lost(dir)?;
    let noted = newest::read(&dir.join(PHOTOS));
    let calendar = Calendar::built_in().map_err(|error| StoreError::Calendar(error.to_string()))?;
    let file = dir.join(DATABASE);
    let is_there = Store::exists(dir);
    let (mut conn, only_read) = if is_there { there(dir)? } else { nowhere()? };
    if is_there
        && let Some(noted) = noted
        && let Some(why) = newest::behind(&conn, "main", &noted)?
    {
        return Err(StoreError::Behind { why, dir: dir.to_owned() });
    }
    if !matches!(only_read, ReadSource::InPlace) || !is_there {
        let first = |conn: &Connection| first_entry::begin(conn, &calendar, NewStore::REAL, clock);
        migrate::migrate(&mut conn, None, migrate::MIGRATIONS, clock, first)?;
    }
    conn.pragma_update(None, "query_only", true)?;
    conn.set_prepared_statement_cache_capacity(64);
    Ok(Store {
        conn,
        dir: dir.to_owned(),
        calendar,
        photos: Photos::in_store(dir),
        file: in_place::file_id(&file),
        only_read: Some(only_read),
    })
}

fn nowhere() -> Result<(Connection, ReadSource), StoreError> {
    Ok((Connection::open_in_memory()?, ReadSource::InPlace))
}

/// The database itself where it is of today's form and can be opened; else a copy.
fn there(dir: &Path) -> Result<(Connection, ReadSource), StoreError> {
    let file = dir.join(DATABASE);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let has_log = traces::has_bytes(&dir.join(WAL));
    let opened = Connection::open_with_flags(&file, flags).map_err(StoreError::from);
    let opened = opened.and_then(|mut conn| {
        busy::wait(&mut conn)?;
        let found = migrate::checked_version(&conn, Some(&file), migrate::newest()?)?;
        // Whoever closes a database last carries its write-ahead log over, which is left to those who write.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, has_log)?;
        Ok((conn, found == migrate::newest()?))
    });
    match opened {
        Ok((conn, true)) => return Ok((conn, ReadSource::InPlace)),
        Ok((conn, false)) => drop(conn),
        Err(error) if plainly(error.clone().of(&file), dir).is_unwritable() => {}
        Err(error) => return Err(error),
    }
    let copy = PrivateCopy::of(dir)?;
    let conn = Connection::open(copy.database())?;
    Ok((conn, ReadSource::Copy { _copy: copy }))
}
