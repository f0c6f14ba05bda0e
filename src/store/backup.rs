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
use super::first_entry::NewStore;
use super::generation_note::{Note, photos_of};
use super::photo_copies::Damaged;
use super::photo_owner::{PhotoOwner, owners};
use super::photos::{Photos, sync_folder};
use super::verify::{Fault, VerifyReport, verify};
use super::{DATABASE, PHOTOS, STAGE, Store, access, newest};
use crate::domain::account::Actor;
use crate::domain::clock::Clock;
use crate::domain::event::{Event, Subject};
use crate::domain::lifecycle;
use crate::domain::photo_hash::PhotoHash;
use crate::domain::submission::Revision;

/// A temporary folder older than this was left by a copy that was cut short.
const STALE: TimeDelta = TimeDelta::days(1);

/// A store that was brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BroughtBack {
    /// What was brought back, verified.
    pub report: VerifyReport,
    /// The photos that it names and that the copy did not have whole; `verify` tells of them as missing.
    pub lost: Vec<LostPhoto>,
    /// What is wrong in the copy with photos that nobody names and that did not come back; none where the copy can't
    /// tell any more which it has.
    pub lost_unnamed: Option<Vec<Fault>>,
}

impl BroughtBack {
    /// Whether everything is there that the copy was made of.
    pub fn is_all(&self) -> bool {
        self.lost.is_empty() && self.lost_unnamed.as_ref().is_some_and(Vec::is_empty)
    }
}

/// A photo that a copy does not have as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostPhoto {
    /// What is wrong with it in the copy.
    pub fault: Fault,
    /// Whose it is: more than one where the same bytes were sent more than once.
    pub owners: Vec<PhotoOwner>,
}

/// A copy in its temporary folder.
struct Copied {
    stage: tempfile::TempDir,
    report: VerifyReport,
    /// The photos that it is without, and why.
    lost: Vec<(PhotoHash, Fault)>,
    /// As [`BroughtBack::lost_unnamed`].
    lost_unnamed: Option<Vec<Fault>>,
}

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
    let Copied { stage, mut report, .. } = copy(dir, to, Damaged::Kept, clock)?;
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

/// Makes a store in `dir`, an empty or missing folder, from the copy in `from`, if its database is whole. Photos that
/// the copy has not, or not as they were sent, are left out and told: whatever else there is may be all that is left.
pub fn restore(
    from: &Path,
    dir: &Path,
    actor: &Actor,
    clock: impl Clock,
) -> Result<BroughtBack, RecordError> {
    lifecycle::check_store(true, actor, &Event::Restored)?;
    Store::refuse_lost(dir)?;
    check_empty(dir)?;
    let Copied { stage, report, lost, lost_unnamed } = copy(from, dir, Damaged::LeftOut, clock)?;
    // Whatever else is wrong is wrong with the database, or with the disk that it is brought back to.
    if !report.is_whole_but_photos() || report.number() != lost.len() as u64 {
        if let Some(first) = report.faults.first() {
            tracing::debug!("the first fault of the copy: {first}");
        }
        let faults = usize::try_from(report.number()).unwrap_or(usize::MAX);
        drop(stage);
        // Where the folder was made for this, or was empty before, nothing of it need stay.
        drop(fs::remove_dir(dir));
        return Err(StoreError::BadCopy { faults, path: from.to_owned() }.into());
    }
    let mut store = Store::open(stage.path(), clock)?;
    store.record(actor, &Subject::Store, Revision::default(), &Event::Restored, clock)?;
    let of = |(photo, fault)| Ok(LostPhoto { fault, owners: owners(&store.conn, photo)? });
    let lost = lost.into_iter().map(of).collect::<Result<_, StoreError>>()?;
    drop(store);
    give_place(stage, dir)?;
    Ok(BroughtBack { report, lost, lost_unnamed })
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
    let mut store = Store::open_as(dir, NewStore::REAL, true, clock)?;
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
fn copy(from: &Path, to: &Path, damaged: Damaged, clock: impl Clock) -> Result<Copied, StoreError> {
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
    let source = Photos { root: photos_of(from) };
    let target = Photos::open(stage.path(), clock.now())?;
    let lost = target.copy_named(&source, photos, damaged)?;
    // A disk that went away meanwhile has not lost its photos.
    if !lost.is_empty() && !Store::exists(from) {
        return Err(StoreError::Missing(from.to_owned()));
    }
    let note = Note::read(from);
    let (unread, lost_unnamed) = match &note {
        Ok(None) => (target.copy_unnamed(&source)?, Some(Vec::new())),
        Ok(Some(note)) => (Vec::new(), Some(target.put_aside_from(&source, &note.unnamed)?)),
        Err(error) => {
            tracing::debug!("which photos the backup has that nobody names is not known: {error}");
            (Vec::new(), None)
        }
    };
    let mut report = verify(stage.path(), clock.now())?;
    report.unread = unread;
    Ok(Copied { stage, report, lost, lost_unnamed })
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
