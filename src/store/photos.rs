//! Photo files, named by the BLAKE3 digest of their bytes: `photos/ab/ab12…`.
//!
//! A file is written under a temporary name, synced, renamed and its folder synced; only then may a
//! transaction name it. So a crash leaves at most files that nobody names, which `sweep` sets aside
//! (`unnamed`).

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};

use super::error::{FileTask, StoreError};
use super::{PHOTOS, access};
use crate::domain::photo_hash::{Digest, PhotoHash};

/// The folder of half-written files.
pub(super) const TEMPORARY: &str = "tmp";

/// Tells the temporary files of one process apart.
static NEXT: AtomicU64 = AtomicU64::new(0);

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

/// The photos of a store: its files, beside the database of record and found without it. Cheap to clone,
/// to be used from any thread.
#[derive(Debug, Clone)]
pub struct Photos {
    pub(super) root: PathBuf,
}

impl Photos {
    /// The photos in a store's folder; makes theirs on first use and clears old temporary files away.
    pub(super) fn open(dir: &Path, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let files = Self::in_store(dir);
        let temporary = files.temporary();
        if !temporary.is_dir() {
            access::make_inside(&temporary)
                .map_err(StoreError::file(FileTask::MakeFolder, &temporary))?;
            sync_folder(&files.root)?;
            sync_folder(dir)?;
        }
        // Tidying up is nothing to lock a store for.
        if files.clear_temporaries(now).aside > 0
            && let Err(error) = files.sync_unnamed()
        {
            tracing::warn!("what was set aside may not be durable yet: {error}");
        }
        Ok(files)
    }

    /// The photos in the folder of a store that has been opened before. Nothing is opened or made for
    /// this, the database least of all: for threads that only need what is in the files.
    pub fn in_store(dir: &Path) -> Self {
        Self { root: dir.join(PHOTOS) }
    }

    pub(super) fn temporary(&self) -> PathBuf {
        self.root.join(TEMPORARY)
    }

    /// Where the photo of a hash has its place.
    pub fn path(&self, hash: PhotoHash) -> PathBuf {
        let name = hash.hex();
        self.root.join(&name[..2]).join(name)
    }

    /// Where the photo of a hash is, or would be. One that was set aside when nobody named it, and is
    /// named again, is found there too.
    fn found(&self, hash: PhotoHash) -> PathBuf {
        let (path, aside) = (self.path(hash), self.aside(hash));
        if !path.is_file() && aside.is_file() { aside } else { path }
    }

    /// Whether the photo is there.
    pub fn contains(&self, hash: PhotoHash) -> bool {
        // It may be brought back between two looks, and then has its place.
        (0..2).any(|_look| self.found(hash).is_file())
    }

    /// How many bytes a photo's file has; nothing where it is not there.
    pub fn size(&self, hash: PhotoHash) -> Option<u64> {
        fs::metadata(self.found(hash)).ok().filter(fs::Metadata::is_file).map(|file| file.len())
    }

    /// Makes sure, inside the batch that is about to name a photo, that it is there. The sweep of another
    /// process sets aside what nobody has named for an hour; from there it is brought back by a later one,
    /// since no file is moved while everybody waits for the batch.
    pub fn require(&self, hash: PhotoHash) -> Result<(), StoreError> {
        if self.contains(hash) { Ok(()) } else { Err(StoreError::PhotoGone(self.path(hash))) }
    }

    /// Every byte of a photo, as it was put. Whether they still have the hash is not checked.
    pub fn read(&self, hash: PhotoHash) -> Result<Vec<u8>, StoreError> {
        self.reach(hash, |path| fs::read(path))
    }

    /// Reads or opens a photo where it is; once more where it was brought back between the two looks.
    fn reach<T>(
        &self,
        hash: PhotoHash,
        read: impl Fn(&Path) -> io::Result<T>,
    ) -> Result<T, StoreError> {
        let path = self.found(hash);
        let done = read(&path).or_else(|_moved| read(&self.found(hash)));
        done.map_err(StoreError::file(FileTask::Read, &path))
    }

    /// Keeps a photo durably and gives its name. One that is there already is not written again, unless
    /// its bytes are no longer what they were: then these take their place.
    pub fn put(&self, bytes: &[u8]) -> Result<PhotoHash, StoreError> {
        let hash = Digest::of(bytes);
        self.put_hashed(hash, bytes)?;
        Ok(hash)
    }

    /// As [`Self::put`], of bytes whose hash is known already.
    pub fn put_hashed(&self, hash: PhotoHash, bytes: &[u8]) -> Result<(), StoreError> {
        self.keep(hash, |file| file.write_all(bytes))
    }

    /// Copies a photo from other files durably.
    pub(super) fn copy_from(&self, other: &Self, hash: PhotoHash) -> Result<(), StoreError> {
        let source = other.reach(hash, |path| File::open(path))?;
        self.keep(hash, |file| io::copy(&mut &source, file).map(|_bytes| ()))
    }

    fn keep(
        &self,
        hash: PhotoHash,
        write: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> Result<(), StoreError> {
        let path = self.path(hash);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}-{}-{number}", hash.hex(), std::process::id());
        let temporary = self.temporary().join(name);
        let failed = |error| StoreError::file(FileTask::Write, &temporary)(error);
        let mut file = access::create(&temporary).map_err(failed)?;
        // One that can't be read is as good as not there: the right bytes are in hand.
        let is_there = touch(&path, hash, &file).unwrap_or_else(|error| {
            tracing::warn!("a photo is written anew: {error}: {}", path.display());
            false
        });
        if is_there {
            drop(file);
            fs::remove_file(&temporary).map_err(failed)?;
        } else {
            write(&mut file).and_then(|()| file.sync_all()).map_err(failed)?;
            drop(file);
            self.place(&temporary, &path)?;
        }
        if let Err(error) = self.bring_back(hash, &mut Swept::default()) {
            tracing::warn!("a second copy is left where photos lie that nobody names: {error}");
        }
        Ok(())
    }

    pub(super) fn place(&self, temporary: &Path, path: &Path) -> Result<(), StoreError> {
        let shard = path.parent().unwrap_or(&self.root);
        if !shard.is_dir() {
            access::make_inside(shard).map_err(StoreError::file(FileTask::MakeFolder, shard))?;
            sync_folder(&self.root)?;
        }
        fs::rename(temporary, path).map_err(StoreError::file(FileTask::Move, path))?;
        sync_folder(shard)
    }

    /// The hash of the file as it is now; nothing if there is none.
    pub(super) fn rehash(&self, hash: PhotoHash) -> io::Result<Option<PhotoHash>> {
        match hash_of(&self.found(hash)) {
            // It may have been brought back between the two looks.
            Ok(None) => hash_of(&self.found(hash)),
            done => done,
        }
    }
}

/// Makes a photo that is there, whole, as young as a new file: the sweep of another process spares a
/// young one. Says whether it is there.
fn touch(path: &Path, hash: PhotoHash, new: &File) -> io::Result<bool> {
    if hash_of(path)? != Some(hash) {
        return Ok(false);
    }
    let made = new.metadata()?.modified()?;
    match File::options().write(true).open(path) {
        Ok(there) => there.set_modified(made).map(|()| true),
        // Set aside by another process meanwhile.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// The hash of a file's bytes; nothing if there is no file.
pub(super) fn hash_of(path: &Path) -> io::Result<Option<PhotoHash>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0_u8; 256 * 1024];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(Some(Digest(*hasher.finalize().as_bytes())));
        }
        hasher.update(&buffer[..read]);
    }
}

/// The photo whose name a file bears; nothing if it is another file.
pub(super) fn photo_at(path: &Path) -> Option<PhotoHash> {
    let name = path.file_name()?;
    hash_in_name(path).filter(|hash| name.len() == hash.hex().len())
}

/// The hash with which a file's name begins, as that of a temporary file does; nothing if it does not.
pub(super) fn hash_in_name(path: &Path) -> Option<PhotoHash> {
    let name = path.file_name()?.to_str()?;
    let hash = Digest::from_hex(name.get(..64)?).ok()?;
    name.starts_with(&hash.hex()).then_some(hash)
}

/// What is in a folder.
pub(super) fn entries(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let failed = |error| StoreError::file(FileTask::List, folder)(error);
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        paths.push(entry.map_err(failed)?.path());
    }
    Ok(paths)
}

/// Makes a rename in a folder durable.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    let failed = |error| StoreError::file(FileTask::Write, folder)(error);
    File::open(folder).and_then(|open| open.sync_all()).map_err(failed)
}

/// NTFS journals a rename itself, and a folder can't be synced there.
#[cfg(not(unix))]
pub(super) fn sync_folder(_folder: &Path) -> Result<(), StoreError> {
    Ok(())
}
