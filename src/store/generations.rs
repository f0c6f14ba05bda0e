//! Backups by themselves: one folder for each store, in it one database for each generation, and one pool of photos
//! that all of them share, so that a photo is copied once.
//!
//! ```text
//! <folder>/photo-review-1f0c…/photos/ab/ab12…                the pool
//! <folder>/photo-review-1f0c…/2026-11-27T14-30-00Z/          a generation: store.sqlite3 and backup.toml
//! ```
//!
//! A generation is made under a name that begins with a dot, verified, and only then given its own: one that has
//! its name and its note is whole. Each can be brought back by `restore`. Nothing is deleted that was not made here.

mod pool;
mod tidy;

use std::fs::{self, File, TryLockError};
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

use self::pool::Pool;
use super::database_copy::{check_outside, copy_database};
use super::error::{FileTask, RecordError, StoreError};
use super::photos::sync_folder;
use super::verify::{VerifyReport, verify_database};
use super::{DATABASE, PHOTOS, Store, access, entries};
use crate::domain::account::Actor;
use crate::domain::backup_plan::BackupPlan;
use crate::domain::clock::Clock;
use crate::domain::event::{Event, Subject};
use crate::domain::lifecycle;
use crate::domain::submission::Revision;

/// The note of a generation; without it there is none.
const NOTE: &str = "backup.toml";

/// What the name of a generation begins with that is being made, or deleted.
const MAKING: &str = ".making-";
const GOING: &str = ".going-";

/// The file that is locked while a generation is made.
const LOCK: &str = "making";

/// The form of a generation's name, in UTC; as a file's name it may hold no colon.
const NAME: &str = "%Y-%m-%dT%H-%M-%SZ";

/// What a generation says of itself, once it is verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    /// When it was made.
    made: DateTime<Utc>,
    /// Entries of its log.
    entries: u64,
    /// The digest of the last of them.
    head: String,
    /// Photos that it names.
    photos: u64,
}

/// How the making of a generation went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Made {
    /// What its verification found. Nothing is kept unless it is whole.
    pub report: VerifyReport,
    /// Where it is.
    pub place: PathBuf,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Photos that were copied; the others were there from earlier ones.
    pub copied: u64,
    /// Older generations that were deleted.
    pub gone: u64,
    /// The log does not tell of it, since nothing can be written to the store.
    pub unlogged: bool,
}

/// What came of an order to make a generation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Making {
    /// It was made, if it is whole.
    Done(Box<Made>),
    /// Somebody else makes one at this moment.
    Elsewhere,
    /// Whoever was told how far it is has stopped it; nothing of it stays but photos that were copied.
    Stopped,
}

/// Told how many photos of how many were looked at; may stop it.
pub type Far<'a> = dyn FnMut(u64, u64) -> ControlFlow<()> + 'a;

/// Makes a generation of the store in `dir`, as the plan says, and deletes those that are old enough. The database is
/// read beside everybody else's work; photos that an earlier generation has are not copied again.
pub fn make(
    dir: &Path,
    plan: &BackupPlan,
    actor: &Actor,
    clock: impl Clock,
    far: &mut Far<'_>,
) -> Result<Making, RecordError> {
    lifecycle::check_store(true, actor, &Event::BackedUp)?;
    check_outside(dir, &plan.folder)?;
    let opened = match Store::open(dir, clock) {
        Err(error) if error.is_unwritable() => None,
        opened => Some(opened?),
    };
    let root = match &opened {
        Some(store) => root_of(store, &plan.folder)?,
        None => root_of(&Store::read_only(dir, unwritable(dir))?, &plan.folder)?,
    };
    // The folder itself is not made: on a disk that is not there, it would be made on another.
    fs::read_dir(&plan.folder).map_err(StoreError::file(FileTask::List, &plan.folder))?;
    access::make_folder(&root).map_err(StoreError::file(FileTask::MakeFolder, &root))?;
    let Some(_lock) = locked(&root)? else { return Ok(Making::Elsewhere) };
    tidy::clear_cut_short(&root)?;
    let mut made = match stage(dir, &root, clock.now(), far) {
        Ok(Some(made)) => made,
        Ok(None) => return Ok(Making::Stopped),
        Err(error) => {
            // What is left of it on a full disk would keep the next from being made.
            drop(tidy::clear_cut_short(&root));
            return Err(error.into());
        }
    };
    if made.report.is_whole() {
        made.gone = tidy::delete_old(&root, plan, clock.now())?;
        let noted = opened.map(|mut store| {
            store.record(actor, &Subject::Store, Revision::default(), &Event::BackedUp, clock)
        });
        match noted {
            None => made.unlogged = true,
            Some(Err(RecordError::Store(error))) if error.is_unwritable() => made.unlogged = true,
            Some(noted) => drop(noted?),
        }
    }
    Ok(Making::Done(Box::new(made)))
}

/// The good generations of a store in a backup folder, oldest first.
pub fn generations(store: &Store, folder: &Path) -> Result<Vec<DateTime<Utc>>, StoreError> {
    let root = root_of(store, folder)?;
    if !root.is_dir() {
        fs::read_dir(folder).map_err(StoreError::file(FileTask::List, folder))?;
        return Ok(Vec::new());
    }
    tidy::good(&root)
}

/// Where a generation of this time is, or would be.
pub fn place_of(store: &Store, folder: &Path, made: DateTime<Utc>) -> Result<PathBuf, StoreError> {
    Ok(root_of(store, folder)?.join(name(made)))
}

/// The folder of the photos of what is brought back: its own, or the pool that generations share.
pub(super) fn photos_of(copy: &Path) -> PathBuf {
    let pool = copy.parent().map(|root| root.join(PHOTOS));
    match pool {
        Some(pool) if copy.join(NOTE).is_file() && !copy.join(PHOTOS).exists() => pool,
        _ => copy.join(PHOTOS),
    }
}

/// A store's own folder in the backup folder, named by its first entry, which no other store has.
fn root_of(store: &Store, folder: &Path) -> Result<PathBuf, StoreError> {
    let first = entries::first_entry(&store.conn)?.map(|entry| entry.digest.hex());
    let first = first.unwrap_or_default();
    Ok(folder.join(format!("photo-review-{}", first.get(..12).unwrap_or_default())))
}

fn unwritable(dir: &Path) -> StoreError {
    let why = "nothing can be written".to_owned();
    StoreError::Database { cause: super::Cause::ReadOnly, why, path: dir.join(DATABASE) }
}

/// The lock under which generations are made and deleted; the system takes it away when the process ends.
fn locked(root: &Path) -> Result<Option<File>, StoreError> {
    let path = root.join(LOCK);
    let failed = |error| StoreError::file(FileTask::Write, &path)(error);
    let file = access::open_or_create(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        // A file system without locks, as some network drives are: then only one may be asked to make them.
        Err(TryLockError::Error(error)) => {
            tracing::warn!("backups are made without a lock: {error}");
            Ok(Some(file))
        }
    }
}

/// Copies, verifies and names a generation; nothing where it was stopped.
fn stage(
    dir: &Path,
    root: &Path,
    now: DateTime<Utc>,
    far: &mut Far<'_>,
) -> Result<Option<Made>, StoreError> {
    let stage = root.join(format!("{MAKING}{}", name(now)));
    access::make_inside(&stage).map_err(StoreError::file(FileTask::MakeFolder, &stage))?;
    let photos = copy_database(&dir.join(DATABASE), &stage.join(DATABASE))?;
    let pool = Pool::open(root, dir, now)?;
    let mut made = Made { at: now, place: root.join(name(now)), ..Made::default() };
    let mut report = verify_database(&stage, now)?;
    let total = photos.len() as u64;
    for (done, photo) in (0..).zip(photos) {
        if far(done, total).is_break() {
            tidy::clear_cut_short(root)?;
            return Ok(None);
        }
        match pool.keep(photo)? {
            Ok(copied) => made.copied += u64::from(copied),
            Err(fault) => report.add(fault),
        }
    }
    report.photos = total;
    report.end();
    if report.is_whole() {
        write_note(&stage, &report, now)?;
        fs::rename(&stage, &made.place).map_err(StoreError::file(FileTask::Move, &made.place))?;
        sync_folder(root)?;
    } else {
        tidy::clear_cut_short(root)?;
    }
    Ok(Some(Made { report, ..made }))
}

fn write_note(stage: &Path, report: &VerifyReport, made: DateTime<Utc>) -> Result<(), StoreError> {
    let path = stage.join(NOTE);
    let head = report.head.hex();
    let note = Note { made, entries: report.entries, head, photos: report.photos };
    let text = toml::to_string(&note).map_err(StoreError::damaged)?;
    access::create(&path)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .map_err(StoreError::file(FileTask::Write, &path))?;
    sync_folder(stage)
}

fn name(at: DateTime<Utc>) -> String {
    at.format(NAME).to_string()
}

/// When the generation of this name was made; nothing if it is no such name.
fn time_of(name: &str) -> Option<DateTime<Utc>> {
    NaiveDateTime::parse_from_str(name, NAME).ok().map(|time| time.and_utc())
}
