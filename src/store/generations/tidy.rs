//! Deletes what backups leave: what was cut short, generations that are old enough, and photos that none of the others
//! names. Only files that were made here, by their names, and only while the lock is held.

use std::collections::HashSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::{GOING, MAKING, name, time_of};
use crate::domain::backup_plan::BackupPlan;
use crate::domain::photo_hash::PhotoHash;
use crate::store::database_copy::names_now;
use crate::store::error::{Cause, FileTask, StoreError};
use crate::store::generation_note::{NOTE, Note};
use crate::store::photos::{TEMPORARY, entries, hash_in_name, photo_at, sync_folder};
use crate::store::{DATABASE, PHOTOS};

/// The generations in a store's backup folder: those that have their name and their note. Oldest first.
#[derive(Debug, Default)]
pub(super) struct KeptGenerations {
    /// Those that are whole.
    pub(super) whole: Vec<DateTime<Utc>>,
    /// Those whose database is whole, and photos are at fault.
    pub(super) faulty: Vec<DateTime<Utc>>,
}

/// Reads which generations there are. A note that is no note makes none; one that can't be read is an error.
pub(super) fn kept(root: &Path) -> Result<KeptGenerations, StoreError> {
    let mut kept = KeptGenerations::default();
    for path in entries(root)? {
        let made = path.file_name().and_then(|name| name.to_str()).and_then(time_of);
        let (Some(made), Some(note)) = (made, note_in(&path)?) else { continue };
        if path.join(DATABASE).is_file() {
            let list = if note.faults == 0 { &mut kept.whole } else { &mut kept.faulty };
            list.push(made);
        }
    }
    kept.whole.sort();
    kept.faulty.sort();
    Ok(kept)
}

fn note_in(folder: &Path) -> Result<Option<Note>, StoreError> {
    match Note::read(folder) {
        Err(StoreError::File { cause: Cause::Corrupt, why, path, .. }) => {
            tracing::debug!("a folder counts as no backup: {why}: {}", path.display());
            Ok(None)
        }
        read => read,
    }
}

/// Whether it tells that there is no such file, which is no reason to doubt the others.
fn is_nothing(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// Deletes what is left of a generation that was not finished, and half-written photos.
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
    let kept = kept(root)?;
    let old = plan.may_go(&kept.whole, &kept.faulty, now);
    for made in &old {
        let (path, going) = (root.join(name(*made)), root.join(format!("{GOING}{}", name(*made))));
        // First it loses its name, so that half of it looks like nothing.
        fs::rename(&path, &going).map_err(StoreError::file(FileTask::Move, &path))?;
        sync_folder(root)?;
        delete(&going)?;
    }
    if !old.is_empty() {
        delete_unnamed(root)?;
    }
    Ok(old.len() as u64)
}

/// Deletes the files of a generation and its folder. Where somebody has put something else into it, that stays.
pub(super) fn delete(folder: &Path) -> Result<(), StoreError> {
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

/// Deletes the photos of the pool that no database beside it names, nor the note with it, of whatever name its folder
/// is: somebody may have renamed it. Where one of them can't be read, nothing goes.
fn delete_unnamed(root: &Path) -> Result<(), StoreError> {
    let mut named: HashSet<PhotoHash> = HashSet::new();
    for folder in entries(root)? {
        let database = folder.join(DATABASE);
        match fs::metadata(&database) {
            Ok(_there) => {
                named.extend(names_now(&database).map_err(|error| error.of(&database))?);
                let note = Note::read(&folder)?;
                named.extend(note.iter().flat_map(|note| &note.unnamed).map(|one| one.photo));
            }
            Err(error) if is_nothing(error.kind()) => {}
            Err(error) => return Err(StoreError::file(FileTask::Read, &database)(error)),
        }
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
