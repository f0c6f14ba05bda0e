//! The store's specification: one row that follows from the log, none as long as nobody has set it.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::Store;
use super::error::StoreError;
use crate::domain::photo_hash::Digest;

impl Store {
    /// The text of the specification that was set; none until one was, and the national one holds.
    pub fn specification(&self) -> Result<Option<String>, StoreError> {
        read(&self.conn)
    }
}

/// The digest of the specification that was set, if one was.
pub(super) fn digest(conn: &Connection) -> Result<Option<Digest>, StoreError> {
    Ok(read(conn)?.map(|text| Digest::of(text.as_bytes())))
}

fn read(conn: &Connection) -> Result<Option<String>, StoreError> {
    let sql = "SELECT text FROM specification WHERE id = 1";
    Ok(conn.prepare_cached(sql)?.query_row([], |row| row.get("text")).optional()?)
}

pub(super) fn set(conn: &Connection, text: &str, seq: i64) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO specification (id, text, last_seq) VALUES (1, ?1, ?2)",
    )?
    .execute(params![text, seq])?;
    Ok(())
}
