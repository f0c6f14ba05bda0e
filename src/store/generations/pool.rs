//! The pool of photos that the generations of a backup share: each is there once, under its hash.

use std::fs;
use std::path::Path;

use chrono::{DateTime, Datelike as _, Utc};

use crate::domain::photo_hash::PhotoHash;
use crate::store::PHOTOS;
use crate::store::access;
use crate::store::error::{FileTask, StoreError};
use crate::store::photos::{Photos, hash_of};
use crate::store::verify::Fault;

/// Of the photos that were copied before, one in so many is read whole each time, another one each day: after so many
/// days each has been.
const SHARE: u32 = 16;

/// The photos of a backup and of the store that it is made of.
pub(super) struct Pool {
    kept: Photos,
    source: Photos,
    /// Which share is read whole today.
    today: u32,
}

impl Pool {
    /// The pool in a store's backup folder; made on first use.
    pub(super) fn open(root: &Path, dir: &Path, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let kept = Photos { root: root.join(PHOTOS) };
        let temporary = kept.temporary();
        access::make_inside(&temporary)
            .map_err(StoreError::file(FileTask::MakeFolder, &temporary))?;
        let today = now.num_days_from_ce().unsigned_abs() % SHARE;
        Ok(Self { kept, source: Photos::in_store(dir), today })
    }

    /// Makes sure that the pool has a photo, whole. Says whether it was copied, or what is wrong with it.
    pub(super) fn keep(&self, photo: PhotoHash) -> Result<Result<bool, Fault>, StoreError> {
        let path = self.kept.path(photo);
        if path.is_file() && self.is_as_copied(photo, &path) {
            return Ok(Ok(false));
        }
        // Nothing that the pool has is replaced by other bytes, or by none.
        match self.source.rehash(photo) {
            Ok(Some(found)) if found == photo => {}
            Ok(Some(_other)) => return Ok(Err(Fault::PhotoAltered(photo))),
            Ok(None) => return Ok(Err(Fault::PhotoMissing(photo))),
            Err(error) => {
                return Ok(Err(Fault::PhotoUnreadable { photo, why: error.to_string() }));
            }
        }
        self.kept.copy_from(&self.source, photo)?;
        let hash = hash_of(&path).map_err(StoreError::file(FileTask::Read, &path))?;
        if hash == Some(photo) {
            return Ok(Ok(true));
        }
        // The store's own file has other bytes by now: nothing of them is kept.
        fs::remove_file(&path).map_err(StoreError::file(FileTask::Delete, &path))?;
        Ok(Err(Fault::PhotoAltered(photo)))
    }

    /// Whether a photo that was copied before is still what it was: by its size, where the store has it, and each
    /// sixteenth by all of its bytes.
    fn is_as_copied(&self, photo: PhotoHash, path: &Path) -> bool {
        if u32::from(photo.0[0]) % SHARE == self.today {
            return matches!(hash_of(path), Ok(Some(hash)) if hash == photo);
        }
        let size = |path: &Path| fs::metadata(path).map(|file| file.len()).ok();
        let (copied, source) = (size(path), size(&self.source.path(photo)));
        copied.is_some_and(|copied| copied > 0 && source.is_none_or(|source| source == copied))
    }
}
