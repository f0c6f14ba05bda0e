//! Brings a database to the newest version: numbered SQL files, one exclusive transaction each time.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::access;
use super::error::StoreError;
use crate::domain::clock::Clock;

/// Every version's SQL, the first makes version 1. A released file never changes.
pub(super) const MIGRATIONS: &[&str] =
    &[include_str!("migrations/0001.sql"), include_str!("migrations/0002.sql")];

/// Marks the file as ours: `PhRv`.
const APPLICATION_ID: i64 = 0x5068_5276;

/// Brings the database to the newest of `migrations`. Says whether it was empty before.
///
/// `first` runs in the same transaction as the migration that fills an empty database. Before a later
/// migration a copy is left beside the database, named after the version it has.
pub(super) fn migrate(
    conn: &mut Connection,
    file: Option<&Path>,
    migrations: &[&str],
    clock: impl Clock,
    first: impl FnOnce(&Connection) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let newest = i64::try_from(migrations.len()).map_err(StoreError::damaged)?;
    let found = checked_version(conn, file, newest)?;
    if found == newest {
        return Ok(());
    }
    if let Some(file) = file
        && found > 0
    {
        copy_before(conn, file, found, clock)?;
    }
    let tx = conn.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    // Another process may have been quicker while this one waited for the lock.
    let found = checked_version(&tx, file, newest)?;
    let done = usize::try_from(found).map_err(StoreError::damaged)?;
    for sql in migrations.iter().skip(done) {
        tx.execute_batch(sql)?;
    }
    tx.pragma_update(None, "user_version", newest)?;
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    if found == 0 {
        first(&tx)?;
    }
    tx.commit()?;
    Ok(())
}

/// The version of a database; an error if it is newer than the program or not ours.
pub(super) fn checked_version(
    conn: &Connection,
    file: Option<&Path>,
    newest: i64,
) -> Result<i64, StoreError> {
    let path = || file.map_or_else(Default::default, Path::to_owned);
    let found: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let id: i64 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables > 0 && id != APPLICATION_ID {
        return Err(StoreError::NotAStore(path()));
    }
    if found > newest {
        return Err(StoreError::Newer { found, known: newest, path: path() });
    }
    Ok(found)
}

fn copy_before(
    conn: &Connection,
    file: &Path,
    version: i64,
    clock: impl Clock,
) -> Result<(), StoreError> {
    let stamp = clock.now().timestamp_millis();
    let copy = file.with_extension(format!("before-migration-v{version}-{stamp}.sqlite3"));
    // An empty file may be there; SQLite's own would be as open as the umask lets it.
    access::make_database(&copy)?;
    conn.execute("VACUUM INTO ?1", [copy.to_string_lossy()])?;
    Ok(())
}
