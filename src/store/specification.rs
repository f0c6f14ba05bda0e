//! The store's specification: one row that follows from the log, none as long as nobody has set it.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::Store;
use super::error::StoreError;

impl Store {
    /// The text of the specification that was set; none until one was, and the national one holds.
    pub fn specification(&self) -> Result<Option<String>, StoreError> {
        let sql = "SELECT text FROM specification WHERE id = 1";
        let mut statement = self.conn.prepare_cached(sql)?;
        Ok(statement.query_row([], |row| row.get("text")).optional()?)
    }
}

pub(super) fn set(conn: &Connection, text: &str, seq: i64) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO specification (id, text, last_seq) VALUES (1, ?1, ?2)",
    )?
    .execute(params![text, seq])?;
    Ok(())
}
