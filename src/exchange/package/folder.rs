//! A package that is a folder.

use std::collections::BTreeMap;
use std::fs::{self, DirEntry, ReadDir};
use std::path::{Path, PathBuf};

use super::aside::{Treatment, kept};
use super::files::{MOST_FILES, Source, is_litter, last_part};
use super::{Contents, NotTaken};
use crate::exchange::failure::TableError;
use crate::exchange::refusal::{RowRefusal, SystemFolder};

/// Deepest level of folders that is read.
const DEEPEST: usize = 16;

/// What was found on a walk through the folder.
struct Walk<'a> {
    root: &'a Path,
    files: BTreeMap<String, PathBuf>,
    left: NotTaken,
}

/// The files below a folder, and what of it is left out.
pub(super) fn open(path: &Path) -> Result<Contents, TableError> {
    let io = |error: std::io::Error| TableError::io(path, &error);
    let root = path.canonicalize().map_err(io)?;
    let mut walk = Walk { root: &root, files: BTreeMap::new(), left: NotTaken::default() };
    // Of the folder itself nobody can do without; what lies below it is refused by itself.
    let entries = fs::read_dir(&root).map_err(io)?;
    walk.down(entries, "", 0)?;
    let Walk { mut files, left, .. } = walk;
    files.retain(|name, _| !left.refused.contains_key(name));
    Ok((Source::Folder { root, files }, left))
}

impl Walk<'_> {
    fn down(&mut self, entries: ReadDir, prefix: &str, depth: usize) -> Result<(), TableError> {
        for entry in entries {
            // What the system can't list it can't name either.
            let Ok(entry) = entry else {
                let name = format!("{prefix}…");
                self.left.refused.insert(name, RowRefusal::FolderDenied);
                continue;
            };
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let is_dir = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_dir {
                self.folder(&entry, &name, depth)?;
            } else if is_litter(&name) {
                self.left.passed(last_part(&name));
            } else if is_special(&entry) {
                self.left.refused.insert(name, RowRefusal::NotAFile);
            } else {
                // Names that differ only in characters that can't be decoded become equal.
                if self.files.insert(name.clone(), entry.path()).is_some() {
                    self.left.refused.insert(name, RowRefusal::PathTwice);
                }
                if self.files.len() > MOST_FILES {
                    let path = self.root.to_owned();
                    return Err(TableError::TooManyFiles { path, most: MOST_FILES });
                }
            }
        }
        Ok(())
    }

    /// A folder below: one that a system made is left out, one that can't be read is refused by itself.
    fn folder(&mut self, entry: &DirEntry, name: &str, depth: usize) -> Result<(), TableError> {
        match kept(&entry.file_name().to_string_lossy()) {
            Some(Treatment::Told(why)) => self.set_aside(&entry.path(), name, why),
            Some(Treatment::Quiet) => self.left.passed(last_part(name)),
            None if depth >= DEEPEST => {
                let refusal = RowRefusal::TooDeep { most: DEEPEST };
                self.left.refused.insert(name.to_owned(), refusal);
            }
            None => match fs::read_dir(entry.path()) {
                Ok(entries) => self.down(entries, &format!("{name}/"), depth + 1)?,
                Err(_) => {
                    self.left.refused.insert(format!("{name}/"), RowRefusal::FolderDenied);
                }
            },
        }
        Ok(())
    }

    /// Counts the files below a folder that is set aside. No fault in there fails the import: a folder
    /// that can't be read is only reported.
    fn set_aside(&mut self, dir: &Path, folder: &str, why: SystemFolder) {
        let mut below = vec![(dir.to_owned(), folder.to_owned())];
        while let Some((dir, prefix)) = below.pop() {
            let Ok(entries) = fs::read_dir(&dir) else {
                self.left.aside.unread(folder, why);
                continue;
            };
            for entry in entries.filter_map(Result::ok) {
                let name = format!("{prefix}/{}", entry.file_name().to_string_lossy());
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    below.push((entry.path(), name));
                } else if !is_litter(&name) {
                    self.left.aside.file(folder, &name, why);
                }
            }
        }
    }
}

/// Whether this is a pipe, a socket or a device. A link is asked for what it leads to when it is read.
fn is_special(entry: &DirEntry) -> bool {
    entry.file_type().is_ok_and(|kind| !kind.is_file() && !kind.is_symlink())
}
