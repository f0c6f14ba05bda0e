//! The temporary folder beside the new store in which it is made, and which a later conversion removes if
//! this one is cut short.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{DateTime, TimeDelta, Utc};

use super::fault::ConvertError;
use crate::store::access;
use crate::store::error::{FileTask, StoreError};
use crate::store::photos::{entries, sync_folder};

/// What the names of these folders begin with.
const PREFIX: &str = ".photo-review-convert-";

/// Held for as long as the conversion goes on; the system lets go of it when the program ends in any way.
const LOCK: &str = "lock";

/// Without a lock, a folder that holds something and is older than this was left by a conversion that was cut short.
const STALE: TimeDelta = TimeDelta::days(1);

/// A temporary folder, which goes away by itself.
pub(super) struct StagingFolder {
    folder: tempfile::TempDir,
    /// Where the new store will be.
    place: PathBuf,
    _lock: File,
}

impl StagingFolder {
    /// Makes one beside the place of a new store, which must be missing or empty and outside of `old`.
    pub(super) fn beside(
        place: &Path,
        old: &Path,
        now: DateTime<Utc>,
    ) -> Result<Self, ConvertError> {
        check_empty(place)?;
        let parent = match place.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        if is_inside(&parent, old) {
            return Err(ConvertError::Inside(place.to_owned()));
        }
        access::make_folder(&parent).map_err(StoreError::file(FileTask::MakeFolder, &parent))?;
        sweep(&parent, now)?;
        let made = access::temporary_folder(PREFIX, &parent, place);
        let folder = made.map_err(StoreError::file(FileTask::MakeFolder, &parent))?;
        let path = folder.path().join(LOCK);
        let lock = access::create(&path).map_err(StoreError::file(FileTask::Write, &path))?;
        if let Err(error) = lock.try_lock() {
            // On a disk that knows no locks the folder's age tells.
            tracing::debug!("the temporary folder is not locked: {error}");
        }
        let stage = Self { folder, place: place.to_owned(), _lock: lock };
        for inside in [stage.old_database(), stage.new_store()] {
            access::make_inside(&inside)
                .map_err(StoreError::file(FileTask::MakeFolder, &inside))?;
        }
        Ok(stage)
    }

    /// For the copy of the old database.
    pub(super) fn old_database(&self) -> PathBuf {
        self.folder.path().join("old")
    }

    /// For the new store.
    pub(super) fn new_store(&self) -> PathBuf {
        self.folder.path().join("new")
    }

    /// Moves the new store to its place, in one step.
    pub(super) fn give_place(self) -> Result<(), StoreError> {
        let (new, old) = (self.new_store(), self.old_database());
        // It holds names: whatever happens now, it is gone.
        fs::remove_dir_all(&old).map_err(StoreError::file(FileTask::Delete, &old))?;
        sync_folder(&new)?;
        match fs::remove_dir(&self.place) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(StoreError::file(FileTask::Delete, &self.place)(error));
            }
            _ => {}
        }
        fs::rename(&new, &self.place).map_err(StoreError::file(FileTask::Move, &self.place))?;
        let path = self.folder.path().to_owned();
        if let Some(parent) = path.parent() {
            sync_folder(parent)?;
        }
        self.folder.close().map_err(StoreError::file(FileTask::Delete, &path))
    }
}

/// Refuses a place that holds anything.
fn check_empty(place: &Path) -> Result<(), StoreError> {
    match fs::symlink_metadata(place) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Ok(found) if found.is_dir() && entries(place)?.is_empty() => Ok(()),
        Ok(_) => Err(StoreError::NotEmpty(place.to_owned())),
        Err(error) => Err(StoreError::file(FileTask::Read, place)(error)),
    }
}

/// Whether a folder, which may be missing yet, is another one or inside it.
fn is_inside(folder: &Path, other: &Path) -> bool {
    let Ok(other) = fs::canonicalize(other) else { return false };
    let there = std::path::absolute(folder).unwrap_or_else(|_unknown| folder.to_owned());
    let found = there.ancestors().find_map(|above| fs::canonicalize(above).ok());
    found.is_some_and(|found| found.starts_with(other))
}

/// Removes what conversions left behind that were cut short.
fn sweep(parent: &Path, now: DateTime<Utc>) -> Result<(), StoreError> {
    for path in entries(parent)? {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        if name.is_some_and(|name| name.starts_with(PREFIX)) && is_left(&path, now) {
            remove(&path).map_err(StoreError::file(FileTask::Delete, &path))?;
        }
    }
    Ok(())
}

/// Removes a temporary folder; the lock goes last, so that one that is cut short is tried again.
fn remove(stage: &Path) -> io::Result<()> {
    for inside in ["old", "new"] {
        match fs::remove_dir_all(stage.join(inside)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    fs::remove_dir_all(stage)
}

/// Whether nobody works in a temporary folder any more.
fn is_left(stage: &Path, now: DateTime<Utc>) -> bool {
    let locks = File::options().write(true).open(stage.join(LOCK));
    if let Ok(lock) = locks {
        return lock.try_lock().is_ok();
    }
    if entries(stage).is_ok_and(|inside| inside.is_empty()) {
        return true;
    }
    let made = fs::metadata(stage).and_then(|folder| folder.modified());
    made.is_ok_and(|made| made < SystemTime::from(now - STALE))
}
