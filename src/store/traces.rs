//! Tells a lost store from a new one: by what an earlier store has left in the folder.

use std::fs;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::error::{FileTask, MOST_COUNTED, StoreError};
use super::photos::{Photos, entries, hash_in_name};
use super::{BUSY, DATABASE, PHOTOS, newest};

/// The write-ahead log beside a database.
const WAL: &str = "store.sqlite3-wal";

/// Whether a file is there and has any bytes. One that can't be looked at counts as there: who opens it
/// will say why.
pub(super) fn has_bytes(file: &Path) -> bool {
    match fs::metadata(file) {
        Ok(found) => !found.is_file() || found.len() > 0,
        Err(error) => error.kind() != std::io::ErrorKind::NotFound,
    }
}

/// Refuses a folder whose store was lost: it has photos, a noted head or a write-ahead log, and no
/// database, or one with nothing in it. To begin a new store there would make leftovers of its photos.
pub(super) fn refuse_lost(dir: &Path) -> Result<(), StoreError> {
    let file = dir.join(DATABASE);
    let is_empty = !has_bytes(&file);
    if !is_empty && !is_blank(&file) {
        return Ok(());
    }
    let photos = photos(dir)?;
    // A database that is only just being made has a write-ahead log too.
    let traces = photos > 0 || has_noted_head(dir) || is_empty && has_log(dir);
    // Looked at once more: another process may have made the store meanwhile.
    if traces && (!has_bytes(&file) || is_blank(&file)) {
        return Err(StoreError::WithoutDatabase { photos, dir: dir.to_owned() });
    }
    Ok(())
}

/// Whether a database file has nothing in it, not even tables. One that can't be read has: who opens it
/// will say why.
fn is_blank(file: &Path) -> bool {
    // Only SQLite may open the file: closing another handle to it would take the locks away that this
    // process has on it.
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let looked = Connection::open_with_flags(file, flags).and_then(|conn| {
        conn.busy_timeout(BUSY)?;
        let version: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let tables: i64 =
            conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        Ok(version == 0 && tables == 0)
    });
    looked.unwrap_or(false)
}

fn has_noted_head(dir: &Path) -> bool {
    newest::file(&dir.join(PHOTOS)).is_file()
}

fn has_log(dir: &Path) -> bool {
    fs::metadata(dir.join(WAL)).is_ok_and(|found| found.len() > 0)
}

/// How many photo files there are, named or not, also those that did not get their place; no more than
/// [`MOST_COUNTED`] and one: a folder of a million would take long, and one photo decides.
fn photos(dir: &Path) -> Result<u64, StoreError> {
    let root = Photos::in_store(dir).root;
    let mut found = 0;
    if !root.is_dir() {
        return Ok(found);
    }
    for folder in entries(&root)?.into_iter().filter(|path| path.is_dir()) {
        let failed = |error| StoreError::file(FileTask::List, &folder)(error);
        for entry in fs::read_dir(&folder).map_err(failed)? {
            found += u64::from(hash_in_name(&entry.map_err(failed)?.path()).is_some());
            if found > MOST_COUNTED {
                return Ok(found);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::photo_hash::Digest;

    #[test]
    fn no_more_photos_are_counted_than_are_told_of() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = dir.path().join(PHOTOS).join("unnamed");
        fs::create_dir_all(&folder).expect("made");
        for n in 0..MOST_COUNTED + 9 {
            let name = Digest::of(&n.to_le_bytes()).hex();
            fs::File::create(folder.join(name)).expect("written");
        }
        let refused = refuse_lost(dir.path()).expect_err("a lost store");
        assert!(refused.to_string().contains("more than 10000 photos"), "{refused}");
    }
}
