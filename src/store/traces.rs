//! Tells a lost store from a new one: by what an earlier store has left in the folder.

use std::fs;
use std::path::Path;

use super::error::StoreError;
use super::photos::{Photos, entries, hash_in_name};
use super::{DATABASE, PHOTOS, newest};

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
/// database, or an empty one. To begin a new store there would make leftovers of its photos.
pub(super) fn refuse_lost(dir: &Path) -> Result<(), StoreError> {
    let file = dir.join(DATABASE);
    if has_bytes(&file) {
        return Ok(());
    }
    let photos = photos(dir)?;
    let traces = photos > 0 || has_noted_head(dir) || has_log(dir);
    // Looked at once more: another process may have made the store meanwhile.
    if traces && !has_bytes(&file) {
        return Err(StoreError::WithoutDatabase { photos, dir: dir.to_owned() });
    }
    Ok(())
}

/// Refuses a folder whose database is there but has nothing in it, as [`refuse_lost`] does.
/// `is_blank` looks at the database once more.
pub(super) fn refuse_blank(
    dir: &Path,
    is_blank: impl FnOnce() -> Result<bool, StoreError>,
) -> Result<(), StoreError> {
    let photos = photos(dir)?;
    if (photos > 0 || has_noted_head(dir)) && is_blank()? {
        return Err(StoreError::WithoutDatabase { photos, dir: dir.to_owned() });
    }
    Ok(())
}

fn has_noted_head(dir: &Path) -> bool {
    newest::file(&dir.join(PHOTOS)).is_file()
}

fn has_log(dir: &Path) -> bool {
    fs::metadata(dir.join(WAL)).is_ok_and(|found| found.len() > 0)
}

/// How many photo files there are, named or not, also those that did not get their place.
fn photos(dir: &Path) -> Result<u64, StoreError> {
    let root = Photos::in_store(dir).root;
    let mut found = 0;
    if !root.is_dir() {
        return Ok(found);
    }
    for folder in entries(&root)?.into_iter().filter(|path| path.is_dir()) {
        found +=
            entries(&folder)?.iter().filter(|path| hash_in_name(path).is_some()).count() as u64;
    }
    Ok(found)
}
