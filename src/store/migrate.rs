//! Brings a database to the newest version: numbered SQL files, one exclusive transaction each time.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior};

use super::access;
use super::error::StoreError;
use super::photos::entries;
use crate::domain::clock::Clock;

/// The last version whose log names people: it is converted, not migrated.
pub(super) const OLD_FORM: i64 = 2;

/// The SQL of every version after [`OLD_FORM`], in order. A released file never changes.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0003.sql"),
    include_str!("migrations/0004.sql"),
    include_str!("migrations/0005.sql"),
    include_str!("migrations/0006.sql"),
];

/// The newest version.
pub(super) fn newest() -> Result<i64, StoreError> {
    version_of(MIGRATIONS)
}

/// The version that these migrations make.
fn version_of(migrations: &[&str]) -> Result<i64, StoreError> {
    Ok(OLD_FORM + i64::try_from(migrations.len()).map_err(StoreError::damaged)?)
}

/// How many of the migrations a database of this version has behind it; none for an empty database.
fn done(version: i64) -> Result<usize, StoreError> {
    usize::try_from((version - OLD_FORM).max(0)).map_err(StoreError::damaged)
}

/// The migrations that make a version, of the file at `path`.
pub(super) fn up_to(version: i64, path: &Path) -> Result<&'static [&'static str], StoreError> {
    if (1..=OLD_FORM).contains(&version) {
        return Err(StoreError::OldForm(path.to_owned()));
    }
    match MIGRATIONS.get(..done(version)?) {
        Some([]) => Err(StoreError::NotAStore(path.to_owned())),
        Some(migrations) => Ok(migrations),
        None => Err(StoreError::Newer { found: version, known: newest()?, path: path.to_owned() }),
    }
}

/// Marks the file as ours: `PhRv`.
pub(super) const APPLICATION_ID: i64 = 0x5068_5276;

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
    let newest = version_of(migrations)?;
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
    for sql in migrations.iter().skip(done(found)?) {
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

/// The version of a database; an error if it is newer than the program, of the old form or not ours.
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
    if (1..=OLD_FORM).contains(&found) {
        return Err(StoreError::OldForm(path()));
    }
    if found > newest {
        return Err(StoreError::Newer { found, known: newest, path: path() });
    }
    Ok(found)
}

/// What stands in the names of the copies that are left beside a database before it is migrated.
const COPY: &str = "before-migration-v";

/// The copies that migrations left in a store's folder.
pub(super) fn copies(dir: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let mut found = entries(dir)?;
    found.retain(|path| path.file_name().is_some_and(|name| name.to_string_lossy().contains(COPY)));
    Ok(found)
}

fn copy_before(
    conn: &Connection,
    file: &Path,
    version: i64,
    clock: impl Clock,
) -> Result<(), StoreError> {
    let stamp = clock.now().timestamp_millis();
    let copy = file.with_extension(format!("{COPY}{version}-{stamp}.sqlite3"));
    // An empty file may be there; SQLite's own would be as open as the umask lets it.
    access::make_database(&copy)?;
    conn.execute("VACUUM INTO ?1", [copy.to_string_lossy()])?;
    Ok(())
}
