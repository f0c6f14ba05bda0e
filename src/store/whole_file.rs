//! Small files beside the photos that are always whole: written aside, synced, and moved to their place.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use super::access;
use super::error::{FileTask, StoreError};
use super::photos::{TEMPORARY, sync_folder};

/// Tells the temporary files of one process apart.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// Writes a file of this name into the folder of the photos, durably.
pub(super) fn write(photos: &Path, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let aside = format!("{name}-{}-{number}", std::process::id());
    let (temporary, path) = (photos.join(TEMPORARY).join(aside), photos.join(name));
    let mut file =
        access::create(&temporary).map_err(StoreError::file(FileTask::Write, &temporary))?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(StoreError::file(FileTask::Write, &temporary))?;
    drop(file);
    fs::rename(&temporary, &path).map_err(StoreError::file(FileTask::Move, &path))?;
    sync_folder(photos)
}
