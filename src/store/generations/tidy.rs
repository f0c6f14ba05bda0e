//! Deletes what backups leave: what was cut short, generations that are old enough, and photos that none of the others
//! names. Only files that were made here, by their names.

use std::collections::HashSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags};

use super::{GOING, MAKING, NOTE, Note, name, time_of};
use crate::domain::backup_plan::BackupPlan;
use crate::domain::photo_hash::PhotoHash;
use crate::store::error::{FileTask, StoreError};
use crate::store::named::named_photos;
use crate::store::photos::{TEMPORARY, entries, hash_in_name, photo_at, sync_folder};
use crate::store::{DATABASE, PHOTOS};

/// The good generations in a store's backup folder, oldest first: those that have their name and their note.
pub(super) fn good(root: &Path) -> Result<Vec<DateTime<Utc>>, StoreError> {
    let mut found = Vec::new();
    for path in entries(root)? {
        let made = path.file_name().and_then(|name| name.to_str()).and_then(time_of);
        let note = fs::read_to_string(path.join(NOTE)).ok();
        let is_good = note.is_some_and(|note| toml::from_str::<Note>(&note).is_ok())
            && path.join(DATABASE).is_file();
        found.extend(made.filter(|_| is_good));
    }
    found.sort();
    Ok(found)
}

/// Deletes what is left of a generation that was not finished, and half-written photos. Only while the lock is held.
pub(super) fn clear_cut_short(root: &Path) -> Result<(), StoreError> {
    for path in entries(root)? {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        if name.is_some_and(|name| name.starts_with(MAKING) || name.starts_with(GOING)) {
            delete(&path)?;
        }
    }
    let temporary = root.join(PHOTOS).join(TEMPORARY);
    if temporary.is_dir() {
        for path in entries(&temporary)? {
            if hash_in_name(&path).is_some() {
                removed(&path)?;
            }
        }
    }
    Ok(())
}

/// Deletes the generations that the plan keeps no longer, and the photos that no other names. Gives how many went.
pub(super) fn delete_old(
    root: &Path,
    plan: &BackupPlan,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let old = plan.may_go(&good(root)?, now);
    for made in &old {
        let (path, going) = (root.join(name(*made)), root.join(format!("{GOING}{}", name(*made))));
        // First it loses its name, so that half of it looks like nothing.
        fs::rename(&path, &going).map_err(StoreError::file(FileTask::Move, &path))?;
        sync_folder(root)?;
        delete(&going)?;
    }
    if !old.is_empty()
        && let Err(error) = delete_unnamed(root)
    {
        tracing::warn!("photos that no backup names are left in it: {error}");
    }
    Ok(old.len() as u64)
}

/// Deletes the files of a generation and its folder. Where somebody has put something else into it, that stays.
fn delete(folder: &Path) -> Result<(), StoreError> {
    for file in [NOTE, DATABASE, "store.sqlite3-journal", "store.sqlite3-wal", "store.sqlite3-shm"]
    {
        removed(&folder.join(file))?;
    }
    if let Err(error) = fs::remove_dir(folder) {
        tracing::warn!("a folder of a backup is left: {error}: {}", folder.display());
    }
    Ok(())
}

fn removed(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(StoreError::file(FileTask::Delete, path)(error))
        }
        _ => Ok(()),
    }
}

/// Deletes the photos of the pool that no good generation names. Where one of them can't be read, none goes.
fn delete_unnamed(root: &Path) -> Result<(), StoreError> {
    let mut named: HashSet<PhotoHash> = HashSet::new();
    for made in good(root)? {
        let file = root.join(name(made)).join(DATABASE);
        let conn = Connection::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        named.extend(named_photos(&conn, "main")?);
    }
    for shard in entries(&root.join(PHOTOS))? {
        if !shard.is_dir() || shard.ends_with(TEMPORARY) {
            continue;
        }
        for path in entries(&shard)? {
            if photo_at(&path).is_some_and(|photo| !named.contains(&photo)) {
                removed(&path)?;
            }
        }
    }
    Ok(())
}
