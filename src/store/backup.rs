//! Backups: a consistent copy of a store while consoles work on it, and the way back.
//!
//! A copy is a store like any other. It is made in a temporary folder in its place, which may be a
//! drive's root, verified, and only then moved up, so that a copy that is there is a whole one.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use chrono::{DateTime, TimeDelta, Utc};

use super::behind::Behind;
use super::database_copy::{check_outside, copy_database};
use super::error::{FileTask, RecordError, StoreError};
use super::photos::{Photos, sync_folder};
use super::verify::{VerifyReport, verify};
use super::{DATABASE, PHOTOS, STAGE, Store, access, generation_note, newest};
use crate::domain::account::Actor;
use crate::domain::clock::Clock;
use crate::domain::event::{Event, Subject};
use crate::domain::lifecycle;
use crate::domain::submission::Revision;

/// A temporary folder older than this was left by a copy that was cut short.
const STALE: TimeDelta = TimeDelta::days(1);

/// Copies the store in `dir` to `to`, an empty or missing folder or an empty drive, while consoles may
/// work on it.
///
/// The copy is verified. One with faults is kept all the same, since the store it was made of has
/// them too; only a whole one is noted in the log. A store to which nothing can be written is copied as
/// well, and the report says that its log does not tell of it.
pub fn backup(
    dir: &Path,
    to: &Path,
    actor: &Actor,
    clock: impl Clock,
) -> Result<VerifyReport, RecordError> {
    lifecycle::check_store(true, actor, &Event::BackedUp)?;
    check_outside(dir, to)?;
    check_empty(to)?;
    let opened = match Store::open(dir, clock) {
        Err(error) if error.is_unwritable() => None,
        opened => Some(opened?),
    };
    let (stage, mut report) = copy(dir, to, clock)?;
    give_place(stage, to)?;
    if report.is_whole() {
        let noted = opened.map(|mut store| {
            store.record(actor, &Subject::Store, Revision::default(), &Event::BackedUp, clock)
        });
        match noted {
            None => report.unlogged = true,
            Some(Err(RecordError::Store(error))) if error.is_unwritable() => report.unlogged = true,
            Some(noted) => drop(noted?),
        }
    }
    Ok(report)
}

/// Makes a store in `dir`, an empty or missing folder, from the copy in `from`, if it is whole.
pub fn restore(
    from: &Path,
    dir: &Path,
    actor: &Actor,
    clock: impl Clock,
) -> Result<VerifyReport, RecordError> {
    lifecycle::check_store(true, actor, &Event::Restored)?;
    Store::refuse_lost(dir)?;
    check_empty(dir)?;
    let (stage, report) = copy(from, dir, clock)?;
    if let Some(first) = report.faults.first() {
        let faults = usize::try_from(report.number()).unwrap_or(usize::MAX);
        tracing::debug!("the first fault of the copy: {first}");
        drop(stage);
        // Where the folder was made for this, or was empty before, nothing of it need stay.
        drop(fs::remove_dir(dir));
        return Err(StoreError::BadCopy { faults, path: from.to_owned() }.into());
    }
    let mut store = Store::open(stage.path(), clock)?;
    store.record(actor, &Subject::Store, Revision::default(), &Event::Restored, clock)?;
    drop(store);
    give_place(stage, dir)?;
    Ok(report)
}

/// Goes on with a database that is older than what its folder has seen, knowingly: the log tells of it,
/// and this database's head counts from now on. Gives how it falls short; nothing where it does not,
/// and nothing is changed then.
pub fn accept_older(
    dir: &Path,
    actor: &Actor,
    clock: impl Clock,
) -> Result<Option<Behind>, RecordError> {
    lifecycle::check_store(true, actor, &Event::Restored)?;
    Store::refuse_lost(dir)?;
    if !Store::exists(dir) {
        return Err(StoreError::Missing(dir.to_owned()).into());
    }
    let photos = dir.join(PHOTOS);
    let Some(noted) = newest::read(&photos) else { return Ok(None) };
    let mut store = Store::open_as(dir, false, true, clock)?;
    let behind = newest::behind(&store.conn, "main", &noted)?;
    if behind.is_some() {
        store.record(actor, &Subject::Store, Revision::default(), &Event::Restored, clock)?;
        newest::note(&store.conn, &photos, true)?;
    }
    Ok(behind)
}

/// Refuses a place that holds anything but what a copy left behind that was cut short.
fn check_empty(place: &Path) -> Result<(), StoreError> {
    let entries = match fs::read_dir(place) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(StoreError::file(FileTask::List, place)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(StoreError::file(FileTask::List, place))?;
        if !is_stage(&entry.path())
            && !access::NEVER_OURS.iter().any(|name| entry.file_name() == *name)
        {
            return Err(StoreError::NotEmpty(place.to_owned()));
        }
    }
    Ok(())
}

/// Copies database and photos into a temporary folder in `to`, and verifies them there.
fn copy(
    from: &Path,
    to: &Path,
    clock: impl Clock,
) -> Result<(tempfile::TempDir, VerifyReport), StoreError> {
    Store::refuse_lost(from)?;
    if !Store::exists(from) {
        return Err(StoreError::Missing(from.to_owned()));
    }
    access::make_folder(to).map_err(StoreError::file(FileTask::MakeFolder, to))?;
    sweep_stages(to, clock.now())?;
    // The place says who gets in, not the store that is copied.
    let stage = access::temporary_folder(STAGE, to, to)
        .map_err(StoreError::file(FileTask::MakeFolder, to))?;
    let photos = copy_database(&from.join(DATABASE), &stage.path().join(DATABASE))?;
    // A generation of backups that the program makes by itself shares its photos with the others.
    let source = Photos { root: generation_note::photos_of(from) };
    let target = Photos::open(stage.path(), clock.now())?;
    for photo in photos {
        // A photo that is missing is found by the verification, which names it.
        if source.contains(photo) {
            target.copy_from(&source, photo)?;
        }
    }
    let unread = target.copy_unnamed(&source)?;
    let mut report = verify(stage.path(), clock.now())?;
    report.unread = unread;
    Ok((stage, report))
}

/// Moves a verified copy up to its place. The database comes last: without it there is no store, so
/// a copy that is there is a whole one.
fn give_place(stage: tempfile::TempDir, place: &Path) -> Result<(), StoreError> {
    let list = |error| StoreError::file(FileTask::List, stage.path())(error);
    let mut names = Vec::new();
    for entry in fs::read_dir(stage.path()).map_err(list)? {
        names.push(entry.map_err(list)?.file_name());
    }
    names.sort_by_key(|name| name == DATABASE);
    for name in names {
        sync_folder(place)?;
        let target = place.join(&name);
        fs::rename(stage.path().join(&name), &target)
            .map_err(StoreError::file(FileTask::Move, &target))?;
    }
    sync_folder(place)?;
    let path = stage.path().to_owned();
    stage.close().map_err(StoreError::file(FileTask::Delete, &path))
}

fn is_stage(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(STAGE))
}

/// Removes what copies left behind that were cut short.
fn sweep_stages(place: &Path, now: DateTime<Utc>) -> Result<(), StoreError> {
    let list = |error| StoreError::file(FileTask::List, place)(error);
    let limit = SystemTime::from(now - STALE);
    for entry in fs::read_dir(place).map_err(list)? {
        let path = entry.map_err(list)?.path();
        let made = fs::metadata(&path).and_then(|folder| folder.modified());
        if is_stage(&path) && made.is_ok_and(|made| made < limit) {
            fs::remove_dir_all(&path).map_err(StoreError::file(FileTask::Delete, &path))?;
        }
    }
    Ok(())
}
