//! Photo files, named by the BLAKE3 digest of their bytes: `photos/ab/ab12…`.
//!
//! A file is written under a temporary name, synced, renamed and its folder synced; only then may a
//! transaction name it. So a crash leaves at most files that nobody names, which `sweep` removes.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};

use super::Store;
use super::error::StoreError;
use crate::domain::clock::Clock;
use crate::domain::photo_hash::{Digest, PhotoHash};

/// An unnamed file younger than this may belong to an import that is about to name it.
const SPARED: Duration = Duration::from_hours(1);

/// Tells the temporary files of one process apart.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// The photo files of a store; cheap to clone, to be used from any thread.
#[derive(Debug, Clone)]
pub struct PhotoFiles {
    root: PathBuf,
}

impl PhotoFiles {
    /// The photo files in a folder; makes it on first use and removes old temporary files.
    pub(super) fn open(root: &Path, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let files = Self::at(root);
        let temporary = files.temporary();
        if !temporary.is_dir() {
            fs::create_dir_all(&temporary)
                .map_err(StoreError::file("cannot make folder", &temporary))?;
            sync_folder(root)?;
            if let Some(above) = root.parent() {
                sync_folder(above)?;
            }
        }
        remove_old(&temporary, now, |_path| true)?;
        Ok(files)
    }

    /// The photo files in a folder that is only read.
    pub(super) fn at(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    fn temporary(&self) -> PathBuf {
        self.root.join("tmp")
    }

    /// Where the photo of a hash is, or would be.
    pub fn path(&self, hash: PhotoHash) -> PathBuf {
        let name = hash.hex();
        self.root.join(&name[..2]).join(name)
    }

    /// Whether the photo is there.
    pub fn contains(&self, hash: PhotoHash) -> bool {
        self.path(hash).is_file()
    }

    /// Makes sure, inside the batch that is about to name a photo, that it is still there: the sweep of
    /// another process removes what nobody has named for an hour.
    pub fn require(&self, hash: PhotoHash) -> Result<(), StoreError> {
        if self.contains(hash) {
            return Ok(());
        }
        let path = self.path(hash);
        let swept = "a photo was swept before it was recorded, import again";
        Err(StoreError::file(swept, &path)(io::ErrorKind::NotFound.into()))
    }

    /// Every byte of a photo, as it was put. Whether they still have the hash is not checked.
    pub fn read(&self, hash: PhotoHash) -> Result<Vec<u8>, StoreError> {
        let path = self.path(hash);
        fs::read(&path).map_err(StoreError::file("cannot read photo", &path))
    }

    /// Keeps a photo durably and gives its name. One that is there already is not written again.
    pub fn put(&self, bytes: &[u8]) -> Result<PhotoHash, StoreError> {
        let hash = Digest::of(bytes);
        self.keep(hash, bytes.len() as u64, |file| file.write_all(bytes))?;
        Ok(hash)
    }

    /// Copies a photo from other files durably.
    pub(super) fn copy_from(&self, other: &Self, hash: PhotoHash) -> Result<(), StoreError> {
        let from = other.path(hash);
        let source = File::open(&from).map_err(StoreError::file("cannot read photo", &from))?;
        let read = StoreError::file("cannot read photo", &from);
        let size = source.metadata().map_err(read)?.len();
        self.keep(hash, size, |file| io::copy(&mut &source, file).map(|_bytes| ()))
    }

    fn keep(
        &self,
        hash: PhotoHash,
        size: u64,
        write: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> Result<(), StoreError> {
        let path = self.path(hash);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}-{}-{number}", hash.hex(), std::process::id());
        let temporary = self.temporary().join(name);
        let failed = |error| StoreError::file("cannot write photo", &temporary)(error);
        let mut file = File::create(&temporary).map_err(failed)?;
        if fs::metadata(&path).is_ok_and(|there| there.is_file() && there.len() == size) {
            // A young file is spared by the sweep of another process: make it as young as the new one.
            let made = file.metadata().and_then(|new| new.modified()).map_err(failed)?;
            drop(file);
            fs::remove_file(&temporary).map_err(failed)?;
            let there = File::options().write(true).open(&path).map_err(failed)?;
            return there.set_modified(made).map_err(failed);
        }
        write(&mut file).and_then(|()| file.sync_all()).map_err(failed)?;
        drop(file);
        self.place(&temporary, &path)
    }

    fn place(&self, temporary: &Path, path: &Path) -> Result<(), StoreError> {
        let shard = path.parent().unwrap_or(&self.root);
        if !shard.is_dir() {
            fs::create_dir_all(shard).map_err(StoreError::file("cannot make folder", shard))?;
            sync_folder(&self.root)?;
        }
        fs::rename(temporary, path).map_err(StoreError::file("cannot name photo", path))?;
        sync_folder(shard)
    }

    /// The hash of the file as it is now; nothing if there is none.
    pub(super) fn rehash(&self, hash: PhotoHash) -> io::Result<Option<PhotoHash>> {
        let mut file = match File::open(self.path(hash)) {
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

    /// Removes files that no submission and no student names, left by a crash or a cancelled import,
    /// once they are an hour old. Gives their number.
    pub fn sweep(&self, store: &mut Store, clock: impl Clock) -> Result<u64, StoreError> {
        // Nobody can name a file between the look at the names and the removal.
        let tx = store.conn.transaction_with_behavior(super::WRITE)?;
        let now = clock.now();
        let named: HashSet<PhotoHash> = named_photos(&tx, "main")?.into_iter().collect();
        let is_unnamed = |path: &Path| {
            let name = path.file_name().map(|name| name.to_string_lossy());
            name.and_then(|name| Digest::from_hex(&name).ok())
                .is_some_and(|hash| !named.contains(&hash))
        };
        let mut removed = remove_old(&self.temporary(), now, |_path| true)?;
        for folder in entries(&self.root)? {
            if folder.is_dir() && folder != self.temporary() {
                removed += remove_old(&folder, now, is_unnamed)?;
            }
        }
        tx.rollback()?;
        Ok(removed)
    }
}

/// Every photo that a submission or a student names, each once; from the tables of a schema.
pub(super) fn named_photos(
    conn: &rusqlite::Connection,
    schema: &str,
) -> Result<Vec<PhotoHash>, StoreError> {
    let mut statement = conn.prepare(&format!(
        "SELECT photo FROM {schema}.submission UNION
         SELECT reference_photo FROM {schema}.student WHERE reference_photo IS NOT NULL ORDER BY 1"
    ))?;
    let photos = statement.query_map([], |row| row.get("photo").map(Digest))?;
    Ok(photos.collect::<Result<_, _>>()?)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let failed = |error| StoreError::file("cannot list folder", folder)(error);
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        paths.push(entry.map_err(failed)?.path());
    }
    Ok(paths)
}

/// Removes files older than an hour that `picked` picks; one that is gone meanwhile is no error.
fn remove_old(
    folder: &Path,
    now: DateTime<Utc>,
    picked: impl Fn(&Path) -> bool,
) -> Result<u64, StoreError> {
    let limit = SystemTime::from(now) - SPARED;
    let mut removed = 0;
    for path in entries(folder)? {
        let made = fs::metadata(&path).and_then(|there| there.modified());
        if made.is_ok_and(|made| made < limit) && picked(&path) && fs::remove_file(&path).is_ok() {
            removed += 1;
        }
    }
    Ok(removed)
}

/// Makes a rename in a folder durable.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    let failed = |error| StoreError::file("cannot sync folder", folder)(error);
    File::open(folder).and_then(|open| open.sync_all()).map_err(failed)
}

/// NTFS journals a rename itself, and a folder can't be synced there.
#[cfg(not(unix))]
pub(super) fn sync_folder(_folder: &Path) -> Result<(), StoreError> {
    Ok(())
}
