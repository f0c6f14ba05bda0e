//! The write-ahead log of a database.

use rusqlite::Connection;

use super::error::StoreError;

/// Carries the write-ahead log over and cuts it. Somebody who reads meanwhile is waited for.
pub(super) fn cut_log(conn: &Connection) -> Result<(), StoreError> {
    let busy: bool = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy {
        let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
        return Err(rusqlite::Error::SqliteFailure(code, None).into());
    }
    Ok(())
}
