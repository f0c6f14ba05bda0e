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

use std::collections::HashSet;
use std::fs::{self, File, TryLockError};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDateTime, Utc};

use self::pool::Pool;
use super::database_copy::{check_outside, copy_unless, names_now};
use super::error::{FileTask, RecordError, StoreError};
use super::generation_note::Note;
use super::photos::{Photos, sync_folder};
use super::planned::OldLeft;
use super::unnamed::Unnamed;
use super::verify::{Fault, VerifyReport, verify_database};
use super::{DATABASE, Store, access, entries};
use crate::domain::account::Actor;
use crate::domain::backup_plan::BackupPlan;
use crate::domain::clock::Clock;
use crate::domain::event::{Event, Subject};
use crate::domain::lifecycle::{self, Refusal};
use crate::domain::photo_hash::PhotoHash;
use crate::domain::submission::Revision;

/// What the name of a generation begins with that is being made, or deleted.
const MAKING: &str = ".making-";
const GOING: &str = ".going-";

/// The file that is locked while a generation is made.
const LOCK: &str = "making";

/// The form of a generation's name, in UTC; as a file's name it may hold no colon.
const NAME: &str = "%Y-%m-%dT%H-%M-%SZ";

/// How many times a copy is begun anew because photos that it names were erased meanwhile.
const TRIES: usize = 3;

/// How the making of a generation went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MadeGeneration {
    /// What its verification found. Nothing is kept unless its database is whole.
    pub report: VerifyReport,
    /// Where it is.
    pub place: PathBuf,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Photos that were copied; the others were there from earlier ones.
    pub copied: u64,
    /// Older generations that were deleted before.
    pub gone: u64,
    /// Photos that nobody names and that it has too.
    pub unnamed: u64,
    /// What is wrong with photos that nobody names and that it is without. That is no fault.
    pub without: Vec<Fault>,
    /// Why what could go of older ones is still there, if it is.
    pub old_left: Option<OldLeft>,
    /// The log does not tell of it, since that was refused.
    pub unlogged: bool,
}

impl MadeGeneration {
    /// Whether it has its name: its database is whole, and whatever is wrong with it is photos that are wrong in the
    /// store itself.
    pub fn is_kept(&self) -> bool {
        self.report.is_whole_but_photos()
    }
}

/// What came of an order to make a generation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Making {
    /// It was made, if it is whole.
    Done(Box<MadeGeneration>),
    /// Somebody else makes one at this moment.
    Elsewhere,
    /// Whoever was told how far it is has stopped it; nothing of it stays but photos that were copied.
    Stopped,
}

/// Told how many photos of how many were looked at; may stop it.
pub type Far<'a> = dyn FnMut(u64, u64) -> ControlFlow<()> + 'a;

/// Makes a generation of the store in `dir`, as the plan says, after those are deleted that are old enough. The
/// database is read beside everybody else's work; photos that an earlier generation has are not copied again.
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
        Some(store) => root_by(store, &plan.folder, clock)?,
        None => root_by(&Store::read_only(dir, unwritable(dir))?, &plan.folder, clock)?,
    };
    // The folder itself is not made: on a disk that is not there, it would be made on another.
    fs::read_dir(&plan.folder).map_err(StoreError::file(FileTask::List, &plan.folder))?;
    access::make_folder(&root).map_err(StoreError::file(FileTask::MakeFolder, &root))?;
    let lock = locked(&root)?;
    if matches!(lock, Lock::Elsewhere) {
        return Ok(Making::Elsewhere);
    }
    let tidied = tidied(&lock, &root, plan, clock.now());
    let Some(mut made) = stage(dir, &root, clock.now(), far)? else { return Ok(Making::Stopped) };
    match tidied {
        Ok(gone) => made.gone = gone,
        Err(left) => made.old_left = Some(left),
    }
    if made.is_kept() {
        made.unlogged = !logged(opened, actor, clock);
    }
    Ok(Making::Done(Box::new(made)))
}

/// A store's own folder in the backup folder, where its log takes what the clock tells: by one that is wrong, a
/// generation would have a wrong name, and others would be taken for old.
fn root_by(store: &Store, folder: &Path, clock: impl Clock) -> Result<PathBuf, RecordError> {
    match store.clock_off(clock)? {
        Some(off) => Err(Refusal::Clock(off).into()),
        None => Ok(root_of(store, folder)?),
    }
}

/// Makes room before anything is copied. Gives how many generations went, or why what may go is still there, which is no
/// reason to make no backup.
fn tidied(lock: &Lock, root: &Path, plan: &BackupPlan, now: DateTime<Utc>) -> Result<u64, OldLeft> {
    if !matches!(lock, Lock::Held(_)) {
        return Err(OldLeft::NoLocks);
    }
    let gone = tidy::clear_cut_short(root).and_then(|()| tidy::delete_old(root, plan, now));
    gone.map_err(|error| OldLeft::Failed { error })
}

/// Records that a generation was made; it is whole whether or not the log tells of it.
fn logged(opened: Option<Store>, actor: &Actor, clock: impl Clock) -> bool {
    let Some(mut store) = opened else { return false };
    let noted = store.record(actor, &Subject::Store, Revision::default(), &Event::BackedUp, clock);
    noted.inspect_err(|error| tracing::debug!("the log does not tell of a backup: {error}")).is_ok()
}

/// The whole generations of a store in a backup folder, oldest first.
pub fn generations(store: &Store, folder: &Path) -> Result<Vec<DateTime<Utc>>, StoreError> {
    let root = root_of(store, folder)?;
    if !root.is_dir() {
        fs::read_dir(folder).map_err(StoreError::file(FileTask::List, folder))?;
        return Ok(Vec::new());
    }
    Ok(tidy::kept(&root)?.whole)
}

/// Where a generation of this time is, or would be.
pub fn place_of(store: &Store, folder: &Path, made: DateTime<Utc>) -> Result<PathBuf, StoreError> {
    Ok(root_of(store, folder)?.join(name(made)))
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
enum Lock {
    /// It is ours, as long as the file is open.
    Held(#[expect(dead_code, reason = "only kept open")] File),
    /// Somebody else has it.
    Elsewhere,
    /// The file system has no locks, as some network drives have none: then only one may be asked to make backups, and
    /// nothing is deleted, since another may be at work.
    Unknown,
}

fn locked(root: &Path) -> Result<Lock, StoreError> {
    let path = root.join(LOCK);
    let failed = |error| StoreError::file(FileTask::Write, &path)(error);
    let file = access::open_or_create(&path).map_err(failed)?;
    Ok(match file.try_lock() {
        Ok(()) => Lock::Held(file),
        Err(TryLockError::WouldBlock) => Lock::Elsewhere,
        Err(TryLockError::Error(error)) => {
            tracing::debug!("backups are made without a lock, and none is deleted: {error}");
            Lock::Unknown
        }
    })
}

/// What came of one try to copy.
enum Staged {
    Done(Box<MadeGeneration>),
    Stopped,
    /// A photo that the copied database names was erased before it was copied.
    Erased,
}

/// Copies, verifies and names a generation; nothing where it was stopped.
fn stage(
    dir: &Path,
    root: &Path,
    now: DateTime<Utc>,
    far: &mut Far<'_>,
) -> Result<Option<MadeGeneration>, StoreError> {
    let folder = root.join(format!("{MAKING}{}", name(now)));
    for tries in 1.. {
        let staged = stage_once(dir, root, &folder, now, far);
        // What is left of it on a full disk would keep the next from being made.
        if folder.exists()
            && let Err(error) = tidy::delete(&folder)
        {
            tracing::warn!("what is left of a backup could not be deleted: {error}");
        }
        match staged? {
            Staged::Done(made) => return Ok(Some(*made)),
            Staged::Erased if tries < TRIES => {}
            Staged::Erased | Staged::Stopped => break,
        }
    }
    Ok(None)
}

fn stage_once(
    dir: &Path,
    root: &Path,
    stage: &Path,
    now: DateTime<Utc>,
    far: &mut Far<'_>,
) -> Result<Staged, StoreError> {
    access::make_inside(stage).map_err(StoreError::file(FileTask::MakeFolder, stage))?;
    // How long these take is not known.
    let copied =
        copy_unless(&dir.join(DATABASE), &stage.join(DATABASE), &mut || far(0, 0).is_break())?;
    let Some(photos) = copied else { return Ok(Staged::Stopped) };
    let pool = Pool::open(root, dir, now)?;
    let mut made =
        MadeGeneration { at: now, place: root.join(name(now)), ..MadeGeneration::default() };
    let verified = verify_database(stage, now, &mut || far(0, 0))?;
    let Some(mut report) = verified else { return Ok(Staged::Stopped) };
    let unnamed = unnamed_beside(dir, &photos)?;
    let total = (photos.len() + unnamed.len()) as u64;
    report.photos = photos.len() as u64;
    let (mut done, mut missing) = (0, Vec::new());
    for photo in photos {
        if far(done, total).is_break() {
            return Ok(Staged::Stopped);
        }
        done += 1;
        match pool.keep(photo)? {
            Ok(copied) => made.copied += u64::from(copied),
            Err(fault) => {
                missing.extend(matches!(fault, Fault::PhotoMissing(_)).then_some(photo));
                report.add(fault);
            }
        }
    }
    if is_any_erased(dir, &missing) {
        return Ok(Staged::Erased);
    }
    report.end();
    made.report = report;
    let mut kept = Vec::new();
    for one in unnamed {
        if far(done, total).is_break() {
            return Ok(Staged::Stopped);
        }
        done += 1;
        match pool.keep(one.photo)? {
            Ok(_copied) => kept.push(one),
            // Deleted by a person meanwhile, or named by what comes too late for this one.
            Err(Fault::PhotoMissing(_)) => {}
            Err(fault) => made.without.push(fault),
        }
    }
    made.unnamed = kept.len() as u64;
    if made.is_kept() {
        note_of(&made, kept).write(stage)?;
        fs::rename(stage, &made.place).map_err(StoreError::file(FileTask::Move, &made.place))?;
        sync_folder(root)?;
    }
    Ok(Staged::Done(Box::new(made)))
}

/// The photos that the store has set aside, but for those that the copied database names: they may be somebody's only
/// originals.
fn unnamed_beside(dir: &Path, named: &[PhotoHash]) -> Result<Vec<Unnamed>, StoreError> {
    let mut unnamed = Photos::in_store(dir).unnamed()?;
    if !unnamed.is_empty() {
        let named: HashSet<&PhotoHash> = named.iter().collect();
        unnamed.retain(|one| !named.contains(&one.photo));
    }
    Ok(unnamed)
}

fn note_of(made: &MadeGeneration, unnamed: Vec<Unnamed>) -> Note {
    let (report, made) = (&made.report, made.at);
    let (entries, photos, faults) = (report.entries, report.photos, report.number());
    Note { made, entries, head: report.head, photos, faults, unnamed }
}

/// Whether nobody names one of these photos any more: then it is gone by right. Where the store can't be asked, none
/// is: nothing can be erased there either.
fn is_any_erased(dir: &Path, missing: &[PhotoHash]) -> bool {
    let is_gone = |named: HashSet<PhotoHash>| missing.iter().any(|photo| !named.contains(photo));
    !missing.is_empty() && names_now(&dir.join(DATABASE)).is_ok_and(is_gone)
}

fn name(at: DateTime<Utc>) -> String {
    at.format(NAME).to_string()
}

/// When the generation of this name was made; nothing if it is no such name.
fn time_of(name: &str) -> Option<DateTime<Utc>> {
    NaiveDateTime::parse_from_str(name, NAME).ok().map(|time| time.and_utc())
}

#[cfg(test)]
mod tests;
