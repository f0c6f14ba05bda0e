//! Copies photos from the files of one folder to those of another: what somebody names, and what nobody names.

use std::fs;
use std::io::{ErrorKind, Write as _};

use chrono::{DateTime, Utc};

use super::access;
use super::error::{Cause, FileTask, StoreError};
use super::photos::Photos;
use super::unnamed::Unnamed;
use super::verify::Fault;
use crate::domain::photo_hash::PhotoHash;

/// What becomes of a photo's bytes that are no longer those that were sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Damaged {
    /// The copy has them as they are: half a picture is more than none.
    Kept,
    /// They stay where they are, so that nobody decides on them unknowingly.
    LeftOut,
}

impl Photos {
    /// Copies photos from other files durably; gives those that it is without, and why.
    pub(super) fn copy_named(
        &self,
        from: &Self,
        photos: Vec<PhotoHash>,
        damaged: Damaged,
    ) -> Result<Vec<(PhotoHash, Fault)>, StoreError> {
        let mut lost = Vec::new();
        for photo in photos {
            match from.read_to_copy(photo, damaged)? {
                Ok(bytes) => self.put_hashed(photo, &bytes)?,
                Err(fault) => lost.push((photo, fault)),
            }
        }
        Ok(lost)
    }

    /// The bytes of a photo for a copy, or why that is without it.
    fn read_to_copy(
        &self,
        photo: PhotoHash,
        damaged: Damaged,
    ) -> Result<Result<Vec<u8>, Fault>, StoreError> {
        let is_whole = |bytes: &Vec<u8>| PhotoHash::of(bytes) == photo;
        let found = self.read(photo);
        if !found.as_ref().is_ok_and(is_whole)
            && let Some(bytes) = fs::read(self.aside(photo)).ok().filter(is_whole)
        {
            // As when a sweep had set it aside, and other bytes have its place.
            return Ok(Ok(bytes));
        }
        Ok(match found {
            Ok(bytes) if damaged == Damaged::Kept || is_whole(&bytes) => Ok(bytes),
            Ok(_other) => Err(Fault::PhotoAltered(photo)),
            Err(StoreError::File { cause: Cause::Missing, .. }) => Err(Fault::PhotoMissing(photo)),
            Err(StoreError::File { why, .. }) => Err(Fault::PhotoUnreadable { photo, why }),
            Err(error) => return Err(error),
        })
    }

    /// Copies what was set aside from other files durably: a copy must not be all that is left, without
    /// it. Gives those that could not be read, and why: nobody names them, and a copy without one is better
    /// than none.
    pub(super) fn copy_unnamed(&self, from: &Self) -> Result<Vec<(PhotoHash, String)>, StoreError> {
        let (unnamed, mut unread) = (from.unnamed()?, Vec::new());
        if !unnamed.is_empty() {
            self.make_unnamed_folder()?;
        }
        for Unnamed { photo, kept, .. } in unnamed {
            let bytes = match fs::read(from.aside(photo)) {
                Ok(bytes) => bytes,
                // Taken out again meanwhile, by an import that comes too late for this copy.
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => {
                    tracing::warn!("a photo that nobody names is not copied: {error}: {photo}");
                    unread.push((photo, error.to_string()));
                    continue;
                }
            };
            self.put_aside(photo, &bytes, kept)?;
        }
        self.sync_unnamed()?;
        Ok(unread)
    }

    /// Sets aside durably what a pool of photos has under these names; gives those that it has not, or not as they
    /// were.
    pub(super) fn put_aside_from(
        &self,
        pool: &Self,
        unnamed: &[Unnamed],
    ) -> Result<Vec<Fault>, StoreError> {
        let mut lost = Vec::new();
        if !unnamed.is_empty() {
            self.make_unnamed_folder()?;
        }
        for Unnamed { photo, kept, .. } in unnamed {
            match pool.read_to_copy(*photo, Damaged::LeftOut)? {
                Ok(bytes) => self.put_aside(*photo, &bytes, *kept)?,
                Err(fault) => lost.push(fault),
            }
        }
        self.sync_unnamed()?;
        Ok(lost)
    }

    /// Writes a photo where those are that nobody names, with the time at which it was imported last.
    fn put_aside(
        &self,
        photo: PhotoHash,
        bytes: &[u8],
        kept: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let target = self.aside(photo);
        let written = access::create(&target).and_then(|mut file| {
            file.write_all(bytes)?;
            file.set_modified(kept.into())?;
            file.sync_all()
        });
        written.map_err(StoreError::file(FileTask::Write, &target))
    }
}
