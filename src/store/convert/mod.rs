//! Converts a store of version 0.1, whose log names people, into a new one beside it.
//!
//! The old store is never changed. Every entry of its log is carried over to an entry with the same number,
//! judged again and carried into the tables as a replay does; the first one names the old log's last digest.

mod carry;
mod compare;
mod fault;
mod old;
mod source;
mod stage;
#[cfg(test)]
mod tests;
mod translate;

use std::path::Path;

use rusqlite::Connection;

use super::batch::{LARGE_CACHE_KIB, settle_down};
use super::error::StoreError;
use super::photos::Photos;
use super::verify::verify;
use super::{DATABASE, PHOTOS, Store, WRITE, connect, migrate, newest};
use crate::domain::clock::Clock;
use crate::domain::event::Converted;
use crate::domain::photo_hash::{Digest, PhotoHash};
use carry::Carried;
use source::OldStore;
use stage::StagingFolder;

pub use fault::ConvertError;

/// What a conversion did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversion {
    /// Entries of both logs.
    pub entries: i64,
    /// Photos that somebody names.
    pub photos: u64,
    /// The digest of the old log's last entry.
    pub old_head: Digest,
    /// The digest of the new log's last entry.
    pub new_head: Digest,
    /// Entries that bore an earlier time than the one before them, and bear that one's now.
    pub moved: u64,
    /// Photos that nobody names and that could not be read, each with what the system said.
    pub unread: Vec<(PhotoHash, String)>,
}

/// Makes a store in `new`, a missing or empty folder, from the store of version 0.1 in `old`. Whole, or
/// not at all; `old` stays as it is.
pub fn convert(old: &Path, new: &Path, clock: impl Clock) -> Result<Conversion, ConvertError> {
    if !Store::exists(old) {
        return Err(StoreError::Missing(old.to_owned()).into());
    }
    let stage = StagingFolder::beside(new, old, clock.now())?;
    let source = OldStore::open(old, &stage.old_database())?;
    let (old_head, entries) = source.check_log()?;
    let photos = source.check_photos()?;
    let dir = stage.new_store();
    let converted = Converted { head: old_head, entries };
    let carried = database(&source, &dir, converted, clock)?;
    let target = Photos::open(&dir, clock.now())?;
    for photo in &photos {
        target.copy_from(&source.photos(), *photo)?;
    }
    let unread = target.copy_unnamed(&source.photos())?;
    let conn = connect(&dir.join(DATABASE))?;
    newest::note(&conn, &dir.join(PHOTOS), true)?;
    close(conn)?;
    let report = verify(&dir, clock.now())?;
    if let Some(first) = report.faults.first() {
        return Err(ConvertError::NotWhole(first.to_string()));
    }
    close(source.conn)?;
    stage.give_place()?;
    Ok(Conversion {
        entries,
        photos: photos.len() as u64,
        old_head,
        new_head: carried.head,
        moved: carried.moved,
        unread,
    })
}

/// Makes the new database, and compares its tables with the old ones.
fn database(
    source: &OldStore,
    dir: &Path,
    converted: Converted,
    clock: impl Clock,
) -> Result<Carried, ConvertError> {
    let file = dir.join(DATABASE);
    let mut conn = connect(&file)?;
    migrate::migrate(&mut conn, Some(&file), migrate::MIGRATIONS, clock, |_empty| Ok(()))?;
    conn.pragma_update(None, "cache_size", -LARGE_CACHE_KIB)?;
    let tx = conn.transaction_with_behavior(WRITE)?;
    let carried = carry::carry(source, &tx, converted)?;
    compare::compare(&source.conn, source.version, &tx, &carried.later)?;
    tx.commit()?;
    settle_down(&conn)?;
    close(conn)?;
    Ok(carried)
}

fn close(conn: Connection) -> Result<(), StoreError> {
    conn.close().map_err(|(_conn, error)| error.into())
}
