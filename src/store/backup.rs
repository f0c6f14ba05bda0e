//! Backups: a consistent copy of a store while consoles work on it, and the way back.
//!
//! A copy is a store like any other. It is made under a temporary name, verified, and only then
//! given its place, so that a copy that is there is a whole one.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::error::{RecordError, StoreError};
use super::migrate::{self, MIGRATIONS};
use super::photos::{PhotoFiles, named_photos, sync_folder};
use super::verify::{VerifyReport, verify};
use super::{BUSY, DATABASE, Store};
use crate::domain::account::Actor;
use crate::domain::event::{Event, Subject};
use crate::domain::lifecycle;
use crate::domain::photo_hash::PhotoHash;
use crate::domain::submission::Revision;

/// Copies the store in `dir` to `to`, an empty or missing folder, while consoles may work on it.
///
/// The copy is verified. One with faults is kept all the same, since the store it was made of has
/// them too; only a whole one is noted in the log. `progress` takes photos copied, of how many.
pub fn backup(
    dir: &Path,
    to: &Path,
    actor: &Actor,
    at: DateTime<Utc>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<VerifyReport, RecordError> {
    lifecycle::check_store(true, actor, &Event::BackedUp)?;
    check_empty(to)?;
    let (stage, report) = copy(dir, to, at, progress)?;
    give_place(stage, to)?;
    if report.is_whole() {
        let mut store = Store::open(dir, at)?;
        store.record(actor, &Subject::Store, Revision::default(), &Event::BackedUp, at)?;
    }
    Ok(report)
}

/// Makes a store in `dir`, an empty or missing folder, from the copy in `from`, if it is whole.
pub fn restore(
    from: &Path,
    dir: &Path,
    actor: &Actor,
    at: DateTime<Utc>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<VerifyReport, RecordError> {
    lifecycle::check_store(true, actor, &Event::Restored)?;
    check_empty(dir)?;
    let (stage, report) = copy(from, dir, at, progress)?;
    if let Some(first) = report.faults.first() {
        let (faults, first) = (report.faults.len(), first.to_string());
        return Err(StoreError::BadCopy { faults, first, path: from.to_owned() }.into());
    }
    let mut store = Store::open(stage.path(), at)?;
    store.record(actor, &Subject::Store, Revision::default(), &Event::Restored, at)?;
    drop(store);
    give_place(stage, dir)?;
    Ok(report)
}

fn check_empty(place: &Path) -> Result<(), StoreError> {
    let first = match fs::read_dir(place) {
        Ok(mut entries) => entries.next(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(StoreError::file("cannot list folder", place)(error)),
    };
    if first.is_some() { Err(StoreError::NotEmpty(place.to_owned())) } else { Ok(()) }
}

/// Copies database and photos into a temporary folder beside `to`, and verifies them there.
fn copy(
    from: &Path,
    to: &Path,
    at: DateTime<Utc>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(tempfile::TempDir, VerifyReport), StoreError> {
    if !Store::exists(from) {
        return Err(StoreError::Missing(from.to_owned()));
    }
    let beside = beside(to);
    fs::create_dir_all(&beside).map_err(StoreError::file("cannot make folder", &beside))?;
    let stage = stage(&beside).map_err(StoreError::file("cannot make folder", &beside))?;
    let photos = copy_database(&from.join(DATABASE), &stage.path().join(DATABASE))?;
    let source = PhotoFiles::at(&from.join("photos"));
    let target = PhotoFiles::open(&stage.path().join("photos"), at)?;
    let of = photos.len() as u64;
    for (done, photo) in (1..).zip(photos) {
        // A photo that is missing is found by the verification, which names it.
        if source.contains(photo) {
            target.copy_from(&source, photo)?;
        }
        progress(done, of);
    }
    let report = verify(stage.path(), at)?;
    Ok((stage, report))
}

/// Copies the database as it is at one moment; gives the photos that it names.
fn copy_database(from: &Path, to: &Path) -> Result<Vec<PhotoHash>, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let source = Connection::open_with_flags(from, flags)?;
    source.busy_timeout(BUSY)?;
    let known = i64::try_from(MIGRATIONS.len()).map_err(StoreError::damaged)?;
    migrate::checked_version(&source, Some(from), known)?;
    let mut target = Connection::open(to)?;
    // All pages in one step: a reader of a write-ahead log hinders nobody.
    let step = Backup::new(&source, &mut target)?.step(-1)?;
    if step != StepResult::Done {
        return Err(StoreError::damaged("the copy of the database did not come to its end"));
    }
    // A copy can then be read from a medium that can't be written to.
    target.pragma_update(None, "journal_mode", "DELETE")?;
    named_photos(&target, "main")
}

fn beside(place: &Path) -> PathBuf {
    match place.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Gives a verified copy its name.
fn give_place(stage: tempfile::TempDir, place: &Path) -> Result<(), StoreError> {
    if place.exists() {
        fs::remove_dir(place).map_err(StoreError::file("cannot replace folder", place))?;
    }
    sync_folder(stage.path())?;
    let stage = stage.keep();
    fs::rename(&stage, place).map_err(StoreError::file("cannot name folder", place))?;
    sync_folder(&beside(place))
}

/// A temporary folder that will keep the rights of any new folder.
fn stage(beside: &Path) -> std::io::Result<tempfile::TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".photo-review-copy-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    builder.tempdir_in(beside)
}
