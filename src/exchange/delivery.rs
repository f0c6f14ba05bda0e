//! The folder of a delivery (交付): written under another name beside its place, every file durable and in the
//! manifest with its digests, and moved to its place as a whole.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::domain::photo_hash::Digest;
use crate::store::Cause;

/// The file that names all others with their digests.
pub const MANIFEST: &str = "manifest.txt";

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

/// A delivery's folder before it has its name. Dropped before, it is gone again.
#[derive(Debug)]
pub struct DeliveryFolder {
    part: PathBuf,
    target: PathBuf,
    lines: Vec<String>,
    placed: bool,
}

impl DeliveryFolder {
    /// Begins a folder that is to be `target`, which must not be there, in a folder that must. What a killed delivery
    /// left under the temporary name is removed: the caller makes sure that no other writes there now.
    pub fn begin(target: &Path, needed: u64) -> Result<Self, FolderError> {
        let name = target.file_name();
        if target.symlink_metadata().is_ok() || name.is_none() {
            return Err(FolderError::Exists(target.to_owned()));
        }
        let parent = target.parent().filter(|dir| !dir.as_os_str().is_empty());
        let parent = parent.unwrap_or_else(|| Path::new("."));
        let free = fs4::available_space(parent).map_err(refused(parent))?;
        if free < needed {
            return Err(FolderError::NoRoom { needed, free, path: target.to_owned() });
        }
        let name = name.unwrap_or_default().to_string_lossy();
        let part = parent.join(format!(".{name}.part"));
        match fs::remove_dir_all(&part) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(refused(&part)(error));
            }
            _ => {}
        }
        make_folder(&part)?;
        Ok(Self { part, target: target.to_owned(), lines: Vec::new(), placed: false })
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
        let file = path.split('/').fold(self.part.clone(), |at, part| at.join(part));
        if let Some(folder) = file.parent() {
            make_folder(folder)?;
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

    /// Writes the manifest, below these lines, and gives its digest.
    pub fn finish(&mut self, head: &[String]) -> Result<Digest, FolderError> {
        let mut text = String::new();
        for line in head.iter().map(String::as_str).chain(["blake3 sha256 bytes file"]) {
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

    /// Gives the folder its name.
    pub fn place(mut self) -> Result<(), FolderError> {
        if self.target.symlink_metadata().is_ok() {
            return Err(FolderError::Exists(self.target.clone()));
        }
        fs::rename(&self.part, &self.target).map_err(refused(&self.target))?;
        self.placed = true;
        let parent = self.target.parent().filter(|dir| !dir.as_os_str().is_empty());
        // It is there, whether or not its name outlives a power cut.
        if let Err(error) = sync_folder(parent.unwrap_or_else(|| Path::new("."))) {
            tracing::warn!("the folder of the delivery was not synced: {error}");
        }
        Ok(())
    }
}

impl Drop for DeliveryFolder {
    fn drop(&mut self) {
        if !self.placed
            && let Err(error) = fs::remove_dir_all(&self.part)
        {
            tracing::warn!("what was written of a delivery is still there: {error}");
        }
    }
}

/// The path in a line of the manifest: what stands behind the third space.
fn path_in(line: &str) -> &str {
    line.splitn(4, ' ').nth(3).unwrap_or_default()
}

/// Makes a folder that is its owner's alone, unless it is there.
fn make_folder(path: &Path) -> Result<(), FolderError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(refused(path))
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
        let mut folder = DeliveryFolder::begin(&target, 1).expect("begun");
        folder.write("photos/a b/1.jpg", b"one").expect("written");
        drop(folder);
        assert_eq!(names(), 0, "nothing is left of it");
        fs::create_dir_all(dir.path().join(".out.part/old")).expect("left by a killed one");
        let mut folder = DeliveryFolder::begin(&target, 1).expect("begun");
        folder.write("photos/b.jpg", b"two").expect("written");
        folder.write("photos/a b/1.jpg", b"one").expect("written");
        folder.finish(&["delivery 1".to_owned()]).expect("finished");
        assert!(!target.exists());
        folder.place().expect("placed");
        assert_eq!(names(), 1);
        assert!(!target.join("old").exists());
        let text = fs::read_to_string(target.join(MANIFEST)).expect("read");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!((lines[0], lines.len()), ("delivery 1", 4));
        assert!(lines[2].ends_with(" 3 photos/a b/1.jpg") && lines[3].ends_with(" 3 photos/b.jpg"));
        let again = DeliveryFolder::begin(&target, 1).map(drop);
        assert_eq!(again, Err(FolderError::Exists(target.clone())));
        let room = DeliveryFolder::begin(&dir.path().join("huge"), u64::MAX).map(drop);
        assert!(matches!(room, Err(FolderError::NoRoom { .. })));
        assert_eq!(names(), 1);
    }
}
