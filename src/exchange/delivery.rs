//! The folder of a delivery (交付): written under a name of its own beside its place, every file durable and in the
//! manifest with its digests, and moved to its place as a whole.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{self, Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::domain::photo_hash::Digest;
use crate::store::Cause;

/// The file that names all others with their digests.
pub const MANIFEST: &str = "manifest.txt";

/// The line of the manifest below which the files stand.
const COLUMNS: &str = "blake3 sha256 bytes file";

/// Why a delivery's folder was not written. What stood there before stands there still.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FolderError {
    /// There is something of that name.
    #[error("there is something already: {}", .0.display())]
    Exists(PathBuf),
    /// The disk has too little room.
    #[error("{needed} bytes are needed, and {free} are free: {}", path.display())]
    NoRoom {
        /// So many bytes are needed.
        needed: u64,
        /// So many are free.
        free: u64,
        /// For what.
        path: PathBuf,
    },
    /// What was written is not what was recorded.
    #[error("the folder was altered: {}", .0.display())]
    Altered(PathBuf),
    /// The system refused.
    #[error("cannot write: {why}: {}", path.display())]
    File {
        /// What lies behind it.
        cause: Cause,
        /// What the system said.
        why: String,
        /// Which file or folder.
        path: PathBuf,
    },
}

fn refused(path: &Path) -> impl Fn(io::Error) -> FolderError {
    move |error| FolderError::File {
        cause: Cause::of_file(&error),
        why: error.to_string(),
        path: path.to_owned(),
    }
}

/// Where a delivery's folder is to be, and under which name it is written until then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryPlace {
    /// Its place; nothing may be there.
    pub target: PathBuf,
    /// Its temporary name, beside that place.
    pub part: PathBuf,
}

impl DeliveryPlace {
    /// Finds a temporary name that nobody else has beside `target`, where so many bytes are free. Nothing is made yet.
    pub fn find(target: &Path, needed: u64) -> Result<Self, FolderError> {
        let target = path::absolute(target).map_err(refused(target))?;
        check_free(&target)?;
        let parent = target.parent().unwrap_or_else(|| Path::new("."));
        let free = fs4::available_space(parent).map_err(refused(parent))?;
        if free < needed {
            return Err(FolderError::NoRoom { needed, free, path: target });
        }
        let part = parent.join(format!(".photo-review-{:016x}.part", rand::random::<u64>()));
        Ok(Self { target, part })
    }

    /// A folder that stands finished under its temporary name, if it can get its name beside it.
    pub fn of(part: &Path, target: &Path) -> Result<Option<Self>, FolderError> {
        let target = path::absolute(target).map_err(refused(target))?;
        if part.parent() != target.parent() {
            return Ok(None);
        }
        check_free(&target)?;
        Ok(Some(Self { target, part: part.to_owned() }))
    }

    /// Gives the folder its name, durably, if its manifest has this digest. Where that fails the folder is left as it
    /// is.
    pub fn take(&self, manifest: Digest) -> Result<(), FolderError> {
        if manifest_of(&self.part) != Some(manifest) {
            return Err(FolderError::Altered(self.part.clone()));
        }
        check_free(&self.target)?;
        fs::rename(&self.part, &self.target).map_err(refused(&self.target))?;
        sync_beside(&self.target).map_err(refused(&self.target))
    }
}

fn check_free(target: &Path) -> Result<(), FolderError> {
    if target.symlink_metadata().is_ok() || target.file_name().is_none() {
        return Err(FolderError::Exists(target.to_owned()));
    }
    Ok(())
}

/// Makes the name of a delivery's folder durable. A disk that can't do that for folders does what it can.
pub fn sync_beside(target: &Path) -> io::Result<()> {
    match sync_folder(target.parent().unwrap_or_else(|| Path::new("."))) {
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => {
            tracing::warn!("the folder of the delivery was not synced: {error}");
            Ok(())
        }
        done => done,
    }
}

/// The digest of the manifest in a delivery's folder; none where there is none that can be read.
pub fn manifest_of(folder: &Path) -> Option<Digest> {
    fs::read(folder.join(MANIFEST)).ok().map(|text| Digest::of(&text))
}

/// Whether a folder holds all that a manifest of this digest names, as it names it.
pub fn is_whole(folder: &Path, manifest: Digest) -> bool {
    let Ok(text) = fs::read_to_string(folder.join(MANIFEST)) else { return false };
    let is_there = |line: &str| {
        let blake = line.split(' ').next().unwrap_or_default();
        let bytes = fs::read(within(folder, path_in(line)));
        bytes.is_ok_and(|bytes| Digest::of(&bytes).hex() == blake)
    };
    let mut lines = text.lines().skip_while(|line| *line != COLUMNS).skip(1);
    Digest::of(text.as_bytes()) == manifest && lines.all(is_there)
}

/// Removes what was written under a temporary name. Says whether anything was there. Where the folder that it is in
/// can't be reached either, it is not known, and an error.
pub fn remove(part: &Path) -> Result<bool, FolderError> {
    match fs::remove_dir_all(part) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let parent = part.parent().unwrap_or_else(|| Path::new("."));
            parent.metadata().map(|_there| false).map_err(refused(part))
        }
        Err(error) => Err(refused(part)(error)),
    }
}

/// A delivery's folder while it is written.
#[derive(Debug)]
pub struct DeliveryFolder {
    part: PathBuf,
    lines: Vec<String>,
}

impl DeliveryFolder {
    /// Makes the folder under its temporary name, which nobody else has.
    pub fn begin(place: &DeliveryPlace) -> Result<Self, FolderError> {
        private_folders().create(&place.part).map_err(refused(&place.part))?;
        Ok(Self { part: place.part.clone(), lines: Vec::new() })
    }

    /// Writes one file, by its path in the folder with `/` between its parts.
    pub fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), FolderError> {
        self.put(path, bytes)?;
        let sha: [u8; 32] = Sha256::digest(bytes).into();
        let (blake, sha) = (Digest::of(bytes).hex(), Digest(sha).hex());
        self.lines.push(format!("{blake} {sha} {} {path}", bytes.len()));
        Ok(())
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), FolderError> {
        let file = within(&self.part, path);
        if let Some(folder) = file.parent() {
            private_folders().recursive(true).create(folder).map_err(refused(folder))?;
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let put = || -> io::Result<()> {
            let mut file = options.open(&file)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        put().map_err(refused(&file))
    }

    /// Writes the manifest, below these lines, and gives its digest: all of the folder is durable.
    pub fn finish(mut self, head: &[String]) -> Result<Digest, FolderError> {
        let mut text = String::new();
        for line in head.iter().map(String::as_str).chain([COLUMNS]) {
            text.push_str(line);
            text.push('\n');
        }
        self.lines.sort_by(|one, other| path_in(one).cmp(path_in(other)));
        for line in &self.lines {
            text.push_str(line);
            text.push('\n');
        }
        self.put(MANIFEST, text.as_bytes())?;
        sync_folders(&self.part).map_err(refused(&self.part))?;
        Ok(Digest::of(text.as_bytes()))
    }
}

/// A path with `/` between its parts, in a folder.
fn within(folder: &Path, path: &str) -> PathBuf {
    path.split('/').fold(folder.to_owned(), |at, part| at.join(part))
}

/// The path in a line of the manifest: what stands behind the third space.
fn path_in(line: &str) -> &str {
    line.splitn(4, ' ').nth(3).unwrap_or_default()
}

/// How folders are made that are their owner's alone.
fn private_folders() -> DirBuilder {
    let builder = DirBuilder::new();
    #[cfg(unix)]
    let builder = {
        let mut builder = builder;
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder
    };
    builder
}

/// Makes the names in a folder and in those within it durable.
fn sync_folders(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_folders(&entry.path())?;
        }
    }
    sync_folder(folder)
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

/// Elsewhere a folder can't be synced, and needs not.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "as the one for Unix")]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_there_whole_or_not_at_all() {
        let dir = tempfile::tempdir().expect("a folder");
        let target = dir.path().join("out");
        let names = || fs::read_dir(dir.path()).expect("read").count();
        let stopped = DeliveryPlace::find(&target, 1).expect("free");
        let mut folder = DeliveryFolder::begin(&stopped).expect("begun");
        folder.write("photos/a b/1.jpg", b"one").expect("written");
        // Two that are to have the same name never meet before.
        let place = DeliveryPlace::find(&target, 1).expect("free");
        let mut folder = DeliveryFolder::begin(&place).expect("begun");
        folder.write("photos/b.jpg", b"two").expect("written");
        folder.write("photos/a b/1.jpg", b"one").expect("written");
        let manifest = folder.finish(&["delivery 1".to_owned()]).expect("finished");
        assert!(!target.exists() && is_whole(&place.part, manifest));
        let altered = FolderError::Altered(place.part.clone());
        assert_eq!(place.take(Digest::ZERO), Err(altered), "not what was recorded");
        place.take(manifest).expect("placed");
        assert_eq!((names(), manifest_of(&target)), (2, Some(manifest)));
        assert_eq!(remove(&stopped.part), Ok(true));
        assert_eq!(remove(&stopped.part), Ok(false));
        assert!(remove(&dir.path().join("away/.part")).is_err(), "nobody knows");
        assert_eq!(names(), 1);
        let text = fs::read_to_string(target.join(MANIFEST)).expect("read");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!((lines[0], lines.len()), ("delivery 1", 4));
        assert!(lines[2].ends_with(" 3 photos/a b/1.jpg") && lines[3].ends_with(" 3 photos/b.jpg"));
        let again = DeliveryPlace::find(&target, 1);
        assert_eq!(again, Err(FolderError::Exists(target.clone())));
        let room = DeliveryPlace::find(&dir.path().join("huge"), u64::MAX);
        assert!(matches!(room, Err(FolderError::NoRoom { .. })));
        fs::write(target.join("photos/b.jpg"), b"twa").expect("altered");
        assert!(!is_whole(&target, manifest));
    }
}
