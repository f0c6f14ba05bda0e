//! Photos that no submission and no student names: set aside in `photos/unnamed`, never deleted but by
//! a person. What an import left that was cut short, or what a store lost with its log, may be
//! somebody's only original.

use std::collections::HashSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};

use super::Store;
use super::error::{FileTask, StoreError};
use super::photos::{Photos, entries, hash_in_name, hash_of, named_photos, photo_at, sync_folder};
use crate::domain::clock::Clock;
use crate::domain::photo_hash::PhotoHash;

/// A file younger than this may belong to an import that is about to name it.
const SPARED: Duration = Duration::from_hours(1);

/// A photo that nobody names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unnamed {
    /// Its name, by which it is found again. Whether its bytes still have that hash is not checked.
    pub photo: PhotoHash,
    /// Its size.
    pub bytes: u64,
    /// When it was imported last.
    pub kept: DateTime<Utc>,
}

/// What a sweep did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Photos that nobody names, set aside.
    pub aside: u64,
    /// Photos that somebody names after all, brought back.
    pub back: u64,
    /// Half-written files and second copies of the same bytes, removed.
    pub removed: u64,
}

impl Photos {
    fn unnamed_folder(&self) -> PathBuf {
        self.root.join("unnamed")
    }

    /// Where the photo of a hash would be if nobody named it.
    pub(super) fn aside(&self, hash: PhotoHash) -> PathBuf {
        self.unnamed_folder().join(hash.hex())
    }

    /// The photos that were set aside, by hash.
    pub fn unnamed(&self) -> Result<Vec<Unnamed>, StoreError> {
        let folder = self.unnamed_folder();
        let mut found = Vec::new();
        if !folder.is_dir() {
            return Ok(found);
        }
        for path in entries(&folder)? {
            // One that somebody takes back at this moment is none.
            let (Some(photo), Ok(there)) = (photo_at(&path), fs::metadata(&path)) else {
                continue;
            };
            let kept = there.modified().map_err(StoreError::file(FileTask::Read, &path))?;
            found.push(Unnamed { photo, bytes: there.len(), kept: kept.into() });
        }
        found.sort_by_key(|unnamed| unnamed.photo);
        Ok(found)
    }

    /// Sets aside what no submission and no student names, left by a crash or a cancelled import, once it
    /// is an hour old, and brings back what somebody names. Only half-written files are removed.
    pub fn sweep(&self, store: &mut Store, clock: impl Clock) -> Result<Swept, StoreError> {
        // Nobody can name a file between the look at the names and the move.
        let tx = store.conn.transaction_with_behavior(super::WRITE)?;
        let now = clock.now();
        let named: HashSet<PhotoHash> = named_photos(&tx, "main")?.into_iter().collect();
        let mut swept = self.clear_temporaries(now)?;
        swept.back = self.bring_back_all(&named)?;
        let mut touched = Vec::new();
        for folder in entries(&self.root)?.into_iter().filter(|path| is_shard(path)) {
            let before = swept;
            for (path, hash) in old(&folder, now)? {
                if !named.contains(&hash) {
                    self.set_aside(&path, hash, &mut swept)?;
                }
            }
            if swept != before {
                touched.push(folder);
            }
        }
        tx.rollback()?;
        // Behind the transaction: nobody need wait for this.
        for folder in touched {
            sync_folder(&folder)?;
        }
        self.sync_unnamed()?;
        Ok(swept)
    }

    /// Deletes these of the photos that were set aside for good, unless somebody names them; those are
    /// brought back. Gives the number of the deleted ones. Only a person may ask for it.
    pub fn delete_unnamed(&self, store: &mut Store, photos: &[Unnamed]) -> Result<u64, StoreError> {
        let tx = store.conn.transaction_with_behavior(super::WRITE)?;
        let named: HashSet<PhotoHash> = named_photos(&tx, "main")?.into_iter().collect();
        self.bring_back_all(&named)?;
        let mut deleted = 0;
        for photo in photos.iter().map(|unnamed| unnamed.photo) {
            if named.contains(&photo) {
                continue;
            }
            let path = self.aside(photo);
            match fs::remove_file(&path) {
                Ok(()) => deleted += 1,
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(StoreError::file(FileTask::Delete, &path)(error)),
            }
        }
        tx.rollback()?;
        Ok(deleted)
    }

    /// Deals with old temporary files: a whole photo among them is kept, half of one is removed.
    pub(super) fn clear_temporaries(&self, now: DateTime<Utc>) -> Result<Swept, StoreError> {
        let mut swept = Swept::default();
        for path in entries(&self.temporary())?.into_iter().filter(|path| is_old(path, now)) {
            match hash_in_name(&path) {
                Some(hash) if hash_of(&path).ok().flatten() == Some(hash) => {
                    self.set_aside(&path, hash, &mut swept)?;
                }
                _ if fs::remove_file(&path).is_ok() => swept.removed += 1,
                // Another process was faster.
                _ => {}
            }
        }
        Ok(swept)
    }

    /// Moves a file to what nobody names; to be made durable by who calls. A second copy of bytes that are there already is removed.
    fn set_aside(&self, path: &Path, hash: PhotoHash, swept: &mut Swept) -> Result<(), StoreError> {
        let folder = self.unnamed_folder();
        if !folder.is_dir() {
            fs::create_dir_all(&folder).map_err(StoreError::file(FileTask::MakeFolder, &folder))?;
            sync_folder(&self.root)?;
        }
        let target = self.aside(hash);
        for other in [self.path(hash), target.clone()].iter().filter(|other| *other != path) {
            if matches!(hash_of(other), Ok(Some(found)) if found == hash) {
                swept.removed += u64::from(fs::remove_file(path).is_ok());
                return Ok(());
            }
        }
        // Never over a file: one that is no longer what its name says may still be of use to somebody.
        if target.exists() {
            return Ok(());
        }
        match fs::rename(path, &target) {
            Ok(()) => swept.aside += 1,
            // Another process was faster.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(StoreError::file(FileTask::Move, path)(error)),
        }
        Ok(())
    }

    /// Makes durable what was set aside.
    pub(super) fn sync_unnamed(&self) -> Result<(), StoreError> {
        let folder = self.unnamed_folder();
        if folder.is_dir() { sync_folder(&folder) } else { Ok(()) }
    }

    /// Brings back what was set aside and is named: by a newer database, say, that was put back.
    fn bring_back_all(&self, named: &HashSet<PhotoHash>) -> Result<u64, StoreError> {
        let mut back = 0;
        for unnamed in self.unnamed()?.iter().filter(|unnamed| named.contains(&unnamed.photo)) {
            back += u64::from(self.bring_back(unnamed.photo)?);
        }
        Ok(back)
    }

    /// Brings one photo back that was set aside, durably. Says whether it was there.
    pub(super) fn bring_back(&self, hash: PhotoHash) -> Result<bool, StoreError> {
        let (aside, path) = (self.aside(hash), self.path(hash));
        if !aside.is_file() {
            return Ok(false);
        }
        let is_right = |file: &Path| -> Result<bool, StoreError> {
            let found = hash_of(file).map_err(StoreError::file(FileTask::Read, file))?;
            Ok(found == Some(hash))
        };
        // What stands in its place stays, unless only the one aside is what it should be.
        if path.is_file() && (is_right(&path)? || !is_right(&aside)?) {
            return Ok(false);
        }
        self.place(&aside, &path)?;
        sync_folder(&self.unnamed_folder())?;
        Ok(true)
    }

    /// Forgets the copy that was set aside of a photo that has its place again.
    pub(super) fn forget_aside(&self, hash: PhotoHash) -> io::Result<()> {
        match fs::remove_file(self.aside(hash)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Copies what was set aside from other files durably: a copy must not be all that is left, without
    /// it.
    pub(super) fn copy_unnamed(&self, from: &Self) -> Result<(), StoreError> {
        let unnamed = from.unnamed()?;
        let folder = self.unnamed_folder();
        if !unnamed.is_empty() {
            fs::create_dir_all(&folder).map_err(StoreError::file(FileTask::MakeFolder, &folder))?;
        }
        for photo in unnamed {
            let (source, target) = (from.aside(photo.photo), self.aside(photo.photo));
            let read = StoreError::file(FileTask::Read, &source);
            let copied = fs::copy(&source, &target).and_then(|_bytes| {
                let file = fs::File::options().write(true).open(&target)?;
                file.set_modified(photo.kept.into())?;
                file.sync_all()
            });
            match copied {
                // Taken out again meanwhile, by an import that comes too late for this copy.
                Err(error) if error.kind() == ErrorKind::NotFound && !source.exists() => {}
                done => done.map_err(read)?,
            }
        }
        self.sync_unnamed()
    }
}

/// Whether a folder holds the photos whose names begin alike.
fn is_shard(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    name.len() == 2 && name.bytes().all(|c| c.is_ascii_hexdigit()) && path.is_dir()
}

/// The photo files of a folder that are older than an hour.
fn old(folder: &Path, now: DateTime<Utc>) -> Result<Vec<(PathBuf, PhotoHash)>, StoreError> {
    let is_photo = |path: PathBuf| photo_at(&path).map(|hash| (path, hash));
    let photos = entries(folder)?.into_iter().filter_map(is_photo);
    Ok(photos.filter(|(path, _)| is_old(path, now)).collect())
}

fn is_old(path: &Path, now: DateTime<Utc>) -> bool {
    let limit = SystemTime::from(now) - SPARED;
    fs::metadata(path).and_then(|there| there.modified()).is_ok_and(|made| made < limit)
}
