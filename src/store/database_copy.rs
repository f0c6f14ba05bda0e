//! A consistent copy of a store's database while consoles write to it: what backups of every kind begin with.

use std::collections::HashSet;
use std::path::Path;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::error::{FileTask, StoreError};
use super::named::named_photos;
use super::read_only::{PrivateCopy, plainly};
use super::{BUSY, access, migrate};
use crate::domain::photo_hash::PhotoHash;

/// So many pages are copied before it is asked whether to stop: a few megabytes.
const PAGES: std::ffi::c_int = 1_000;

/// Refuses a place inside of the store that is copied: the copy would be a part of what it copies.
pub(super) fn check_outside(dir: &Path, place: &Path) -> Result<(), StoreError> {
    let read = |path: &Path| {
        let real = path.canonicalize();
        real.map_err(StoreError::file(FileTask::Read, path))
    };
    // Of a place that is not there yet, the nearest folder above it that is.
    let place = std::path::absolute(place).map_err(StoreError::file(FileTask::Read, place))?;
    let there = place.ancestors().find(|above| above.exists()).unwrap_or(&place);
    if dir.exists() && read(there)?.starts_with(read(dir)?) {
        return Err(StoreError::Inside(place));
    }
    Ok(())
}

/// Opens the database that is copied, and sees whether it can be read.
fn open_source(from: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let source = Connection::open_with_flags(from, flags)?;
    source.busy_timeout(BUSY)?;
    migrate::checked_version(&source, Some(from), migrate::newest()?)
        .map_err(|error| error.of(from))?;
    Ok(source)
}

/// The photos that a database names at this moment. Nothing is written to it, or beside it.
pub(super) fn names_now(database: &Path) -> Result<HashSet<PhotoHash>, StoreError> {
    Ok(named_photos(&open_source(database)?, "main")?.into_iter().collect())
}

/// Copies the database as it is at one moment; gives the photos that it names.
pub(super) fn copy_database(from: &Path, to: &Path) -> Result<Vec<PhotoHash>, StoreError> {
    copy_unless(from, to, &mut || false).map(Option::unwrap_or_default)
}

/// As [`copy_database`], unless it is to stop, which is asked all along; nothing then.
pub(super) fn copy_unless(
    from: &Path,
    to: &Path,
    is_to_stop: &mut dyn FnMut() -> bool,
) -> Result<Option<Vec<PhotoHash>>, StoreError> {
    let there = open_source(from);
    let folder = from.parent().unwrap_or_else(|| Path::new("."));
    let (source, _copy) = match there {
        Err(error) if plainly(error.clone(), folder).is_unwritable() => {
            let copy = PrivateCopy::of(folder)?;
            (open_source(&copy.database())?, Some(copy))
        }
        there => (there?, None),
    };
    access::make_database(to)?;
    let mut target = Connection::open(to)?;
    // One transaction, so that all steps copy the same moment: a reader of a write-ahead log hinders nobody.
    source.execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema")?;
    let copying = Backup::new(&source, &mut target)?;
    loop {
        match copying.step(PAGES)? {
            StepResult::Done => break,
            StepResult::More if is_to_stop() => return Ok(None),
            StepResult::More => {}
            _ => {
                return Err(StoreError::damaged(
                    "the copy of the database did not come to its end",
                ));
            }
        }
    }
    drop(copying);
    // A copy can then be read from a medium that can't be written to.
    target.pragma_update(None, "journal_mode", "DELETE")?;
    named_photos(&target, "main").map(Some)
}
