//! The store's policy: one row that follows from the log, none as long as nobody has set it.

use rusqlite::{Connection, params};

use super::Store;
use super::error::StoreError;
use crate::domain::policy::Policy;

impl Store {
    /// What the store asks of everybody who works on it.
    pub fn policy(&self) -> Result<Policy, StoreError> {
        read(&self.conn)
    }
}

pub(super) fn read(conn: &Connection) -> Result<Policy, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT on_screen_ms, standard_photo FROM policy WHERE id = 1")?;
    let mut found = statement.query([])?;
    let Some(row) = found.next()? else { return Ok(Policy::default()) };
    let on_screen_ms: i64 = row.get("on_screen_ms")?;
    Ok(Policy {
        on_screen_ms: u64::try_from(on_screen_ms).map_err(StoreError::damaged)?,
        standard_photo: row.get("standard_photo")?,
    })
}

pub(super) fn set(conn: &Connection, policy: Policy, seq: i64) -> Result<(), StoreError> {
    let on_screen_ms = i64::try_from(policy.on_screen_ms).map_err(StoreError::damaged)?;
    conn.prepare_cached(
        "INSERT OR REPLACE INTO policy (id, on_screen_ms, standard_photo, last_seq)
         VALUES (1, ?1, ?2, ?3)",
    )?
    .execute(params![on_screen_ms, policy.standard_photo, seq])?;
    Ok(())
}
