//! Photos that no submission and no student names: set aside in `photos/unnamed`, never deleted but by
//! a person. What an import left that was cut short, or what a store lost with its log, may be
//! somebody's only original.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::error::{FileTask, RecordError, StoreError};
use super::named::Named;
use super::photos::{Photos, Swept, entries, hash_in_name, hash_of, photo_at, sync_folder};
use super::{Store, access};
use crate::domain::account::Actor;
use crate::domain::clock::Clock;
use crate::domain::event::{Event, Subject};
use crate::domain::photo_hash::PhotoHash;
use crate::domain::submission::Revision;

/// A file younger than this may belong to an import that is about to name it.
const SPARED: Duration = Duration::from_hours(1);

/// How many files are deleted in one transaction, for which everybody else waits.
const FEW: usize = 32;

/// A photo that nobody names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unnamed {
    /// Its name, by which it is found again. Whether its bytes still have that hash is not checked.
    pub photo: PhotoHash,
    /// Its size.
    pub bytes: u64,
    /// When it was imported last.
    pub kept: DateTime<Utc>,
}

/// What is in the way of a file that is to lie with the photos that nobody names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Destination {
    /// Nothing of this name is there.
    Free,
    /// The same bytes are there.
    SameBytes,
    /// Something else is, or can't be read. It is no longer what its name says, and may still be of use to
    /// somebody: it stays.
    Taken,
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
        let mut found = Vec::new();
        self.each_unnamed(|unnamed| {
            found.push(unnamed);
            Ok(())
        })?;
        found.sort_by_key(|unnamed| unnamed.photo);
        Ok(found)
    }

    /// Hands every photo that was set aside to `each`, in no order and without keeping them, until it fails.
    pub(super) fn each_unnamed(
        &self,
        mut each: impl FnMut(Unnamed) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let folder = self.unnamed_folder();
        if !folder.is_dir() {
            return Ok(());
        }
        let list = |error| StoreError::file(FileTask::List, &folder)(error);
        for entry in fs::read_dir(&folder).map_err(list)? {
            let path = entry.map_err(list)?.path();
            // One that somebody takes back at this moment is none.
            let (Some(photo), Ok(there)) = (photo_at(&path), fs::metadata(&path)) else {
                continue;
            };
            let kept = there.modified().map_err(StoreError::file(FileTask::Read, &path))?;
            each(Unnamed { photo, bytes: there.len(), kept: kept.into() })?;
        }
        Ok(())
    }

    /// Sets aside what no submission and no student names, left by a crash or a cancelled import, once it
    /// is an hour old, and brings back what somebody names. Only half-written files are removed, and second
    /// copies of the same bytes.
    ///
    /// Whoever decides meanwhile waits for nothing: no transaction is begun. What is named meanwhile is named
    /// by an import, and none runs while the photos of one folder are looked at; where one does, it sweeps
    /// at its own end.
    pub fn sweep(&self, store: &mut Store, clock: impl Clock) -> Result<Swept, StoreError> {
        let now = clock.now();
        let mut swept = self.clear_temporaries(now);
        let Some(alone) = self.alone() else { return Ok(swept) };
        drop(alone);
        let mut named = Named::read(&store.conn)?;
        self.bring_back_all(&named, &mut swept)?;
        for folder in entries(&self.root)?.into_iter().filter(|path| is_shard(path)) {
            let before = swept;
            let Some(_alone) = self.alone() else { break };
            let mut nobodys = old(&folder, now)?;
            nobodys.retain(|(_, photo)| !named.photos.contains(photo));
            if !nobodys.is_empty() {
                self.set_all_aside(store, &mut named, &nobodys, &mut swept)?;
            }
            if swept != before {
                // Where they are now comes first: a crash must not leave them nowhere.
                self.sync_unnamed()?;
                sync_folder(&folder)?;
            }
        }
        self.sync_unnamed()?;
        Ok(swept)
    }

    /// Keeps imports from beginning until the file is dropped; nothing where one runs, or where the system
    /// can't tell.
    fn alone(&self) -> Option<File> {
        self.without_imports().unwrap_or_else(|error| {
            tracing::warn!(
                "whether an import runs is not known, and nothing is set aside: {error}"
            );
            None
        })
    }

    /// Sets the photos of a folder aside that nobody named when the names were read, nor names since. No
    /// import runs.
    fn set_all_aside(
        &self,
        store: &Store,
        named: &mut Named,
        nobodys: &[(PathBuf, PhotoHash)],
        swept: &mut Swept,
    ) -> Result<(), StoreError> {
        self.make_unnamed_folder()?;
        let since = named.since(&store.conn)?;
        for (path, photo) in nobodys {
            if !since.hold(*photo)?
                && let Err(error) =
                    self.move_aside(path, *photo, self.found_aside(path, *photo), swept)
            {
                tracing::warn!("a photo that nobody names is left in its place: {error}");
            }
        }
        Ok(())
    }

    /// Whether a file may be moved to what nobody names.
    fn found_aside(&self, path: &Path, photo: PhotoHash) -> Destination {
        let is_right = |file: &Path| matches!(hash_of(file), Ok(Some(found)) if found == photo);
        let aside = self.aside(photo);
        if fs::symlink_metadata(&aside).is_err() {
            Destination::Free
        } else if is_right(&aside) && is_right(path) {
            Destination::SameBytes
        } else {
            Destination::Taken
        }
    }

    /// Moves a file to what nobody names; to be made durable by who calls.
    fn move_aside(
        &self,
        path: &Path,
        photo: PhotoHash,
        found: Destination,
        swept: &mut Swept,
    ) -> Result<(), StoreError> {
        let aside = self.aside(photo);
        let is_there = fs::symlink_metadata(&aside).is_ok();
        // What has come there meanwhile was not compared.
        if is_there && found != Destination::SameBytes {
            return Ok(());
        }
        match fs::rename(path, &aside) {
            Ok(()) if is_there => swept.removed += 1,
            Ok(()) => swept.aside += 1,
            // Another process was faster.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(StoreError::file(FileTask::Move, path)(error)),
        }
        Ok(())
    }

    /// Deletes these of the photos that were set aside for good, unless somebody names them; those are
    /// brought back. The log tells of each before it goes. Gives the number of the deleted ones. Only a person may ask
    /// for it.
    pub fn delete_unnamed(
        &self,
        store: &mut Store,
        photos: &[Unnamed],
        actor: &Actor,
        clock: impl Clock,
    ) -> Result<u64, RecordError> {
        let mut named = Named::read(&store.conn)?;
        self.bring_back_all(&named, &mut Swept::default())?;
        let mut deleted = 0;
        for few in photos.chunks(FEW) {
            let mut going = Vec::new();
            let now = named.since(&store.conn)?;
            for photo in few.iter().map(|unnamed| unnamed.photo) {
                if self.aside(photo).is_file() && !now.hold(photo)? {
                    going.push(photo);
                }
            }
            if going.is_empty() {
                continue;
            }
            let event = Event::UnnamedDeleted { photos: going.clone() };
            store.record(actor, &Subject::Store, Revision::default(), &event, clock)?;
            named.transaction(store, |names| {
                for photo in going {
                    if !names.hold(photo)? {
                        deleted += self.delete_aside(photo)?;
                    }
                }
                Ok(())
            })?;
        }
        Ok(deleted)
    }

    fn delete_aside(&self, photo: PhotoHash) -> Result<u64, StoreError> {
        let path = self.aside(photo);
        match fs::remove_file(&path) {
            Ok(()) => Ok(1),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(0),
            Err(error) => Err(StoreError::file(FileTask::Delete, &path)(error)),
        }
    }

    /// Deals with old temporary files: a whole photo among them is kept, half of one is removed. One that
    /// this fails for is left as it is, for a later time.
    pub(super) fn clear_temporaries(&self, now: DateTime<Utc>) -> Swept {
        let mut swept = Swept::default();
        let found = entries(&self.temporary()).unwrap_or_else(|error| {
            tracing::warn!("temporary files are left as they are: {error}");
            Vec::new()
        });
        for path in found.iter().filter(|path| is_old(path, now)) {
            if let Err(error) = self.clear_temporary(path, &mut swept) {
                tracing::warn!("a temporary file is left as it is: {error}");
            }
        }
        swept
    }

    fn clear_temporary(&self, path: &Path, swept: &mut Swept) -> Result<(), StoreError> {
        if let Some(photo) = hash_in_name(path) {
            // One that can't be read at the moment may be whole.
            match hash_of(path).map_err(StoreError::file(FileTask::Read, path))? {
                Some(found) if found == photo => return self.keep_temporary(path, photo, swept),
                Some(_half) => {}
                None => return Ok(()),
            }
        }
        match fs::remove_file(path) {
            Ok(()) => swept.removed += 1,
            // Another process was faster.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(StoreError::file(FileTask::Delete, path)(error)),
        }
        Ok(())
    }

    /// Moves a whole temporary file to what nobody names; to be made durable by who calls. A second copy
    /// of bytes that are there already is removed.
    fn keep_temporary(
        &self,
        path: &Path,
        photo: PhotoHash,
        swept: &mut Swept,
    ) -> Result<(), StoreError> {
        if matches!(hash_of(&self.path(photo)), Ok(Some(found)) if found == photo) {
            swept.removed += u64::from(fs::remove_file(path).is_ok());
            return Ok(());
        }
        self.make_unnamed_folder()?;
        self.move_aside(path, photo, self.found_aside(path, photo), swept)
    }

    pub(super) fn make_unnamed_folder(&self) -> Result<(), StoreError> {
        let folder = self.unnamed_folder();
        if folder.is_dir() {
            return Ok(());
        }
        access::make_inside(&folder).map_err(StoreError::file(FileTask::MakeFolder, &folder))?;
        sync_folder(&self.root)
    }

    /// Makes durable what was set aside.
    pub(super) fn sync_unnamed(&self) -> Result<(), StoreError> {
        let folder = self.unnamed_folder();
        if folder.is_dir() { sync_folder(&folder) } else { Ok(()) }
    }

    /// Brings back what was set aside and is named: by a newer database, say, that was put back. What has
    /// its place as well, named or not yet, needs no second copy. One that this fails for stays aside, where
    /// it is found too.
    fn bring_back_all(&self, named: &Named, swept: &mut Swept) -> Result<(), StoreError> {
        for photo in self.unnamed()?.iter().map(|unnamed| unnamed.photo) {
            let has_place =
                || matches!(hash_of(&self.path(photo)), Ok(Some(found)) if found == photo);
            if (named.photos.contains(&photo) || has_place())
                && let Err(error) = self.bring_back(photo, swept)
            {
                tracing::warn!("a photo is not brought back to its place: {error}");
            }
        }
        Ok(())
    }

    /// Gives a photo that was set aside its place again, durably, and leaves no second copy of it.
    ///
    /// The right bytes are moved, never deleted, also where they have their place already: a sweep may set
    /// those aside at this very moment, and the ones here would be all that is left.
    pub(super) fn bring_back(&self, hash: PhotoHash, swept: &mut Swept) -> Result<(), StoreError> {
        let (aside, path) = (self.aside(hash), self.path(hash));
        let read = hash_of(&aside).map_err(StoreError::file(FileTask::Read, &aside))?;
        let Some(found) = read else { return Ok(()) };
        // What stands in its place and can't be read is not what it should be.
        let stands = fs::metadata(&path);
        let is_right = matches!(hash_of(&path), Ok(Some(found)) if found == hash);
        if found == hash || stands.is_err() {
            if let Ok(made) = stands.and_then(|there| there.modified()) {
                // As young as what it takes the place of: that may be about to be named.
                let young = File::options().write(true).open(&aside);
                drop(young.and_then(|file| file.set_modified(made)));
            }
            match self.place(&aside, &path) {
                // Another process was faster.
                Err(_) if !aside.exists() => return Ok(()),
                done => done?,
            }
            swept.back += u64::from(!is_right);
        } else if is_right {
            fs::remove_file(&aside).map_err(StoreError::file(FileTask::Delete, &aside))?;
        } else {
            // Neither is what it should be: both stay, for a person.
            return Ok(());
        }
        swept.removed += u64::from(is_right);
        sync_folder(&self.unnamed_folder())
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
