//! A package that is a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::aside::{Kept, kept};
use super::files::{MOST_FILES, Source, is_litter};
use super::{Contents, Left};
use crate::exchange::{Aside, RowRefusal, TableError};

/// Deepest level of folders that is read.
const DEEPEST: usize = 16;

/// What was found on a walk through the folder.
struct Walk<'a> {
    root: &'a Path,
    files: BTreeMap<String, PathBuf>,
    left: Left,
}

/// The files below a folder, and what of it is left out.
pub(super) fn open(path: &Path) -> Result<Contents, TableError> {
    let io =
        |error: std::io::Error| TableError::Io { path: path.to_owned(), why: error.to_string() };
    let root = path.canonicalize().map_err(io)?;
    let mut walk = Walk { root: &root, files: BTreeMap::new(), left: Left::default() };
    walk.down(&root, "", 0)?;
    let Walk { mut files, left, .. } = walk;
    files.retain(|name, _| !left.refused.contains_key(name));
    Ok((Source::Folder { root, files }, left))
}

impl Walk<'_> {
    fn down(&mut self, dir: &Path, prefix: &str, depth: usize) -> Result<(), TableError> {
        let io =
            |error: std::io::Error| TableError::Io { path: dir.to_owned(), why: error.to_string() };
        for entry in fs::read_dir(dir).map_err(io)? {
            let entry = entry.map_err(io)?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type().map_err(io)?.is_dir() {
                match kept(&entry.file_name().to_string_lossy()) {
                    Some(Kept::Told(why)) => self.set_aside(&entry.path(), &name, why),
                    Some(Kept::Quiet) => {}
                    None if depth < DEEPEST => {
                        self.down(&entry.path(), &format!("{name}/"), depth + 1)?;
                    }
                    None => {
                        self.left.refused.insert(name, RowRefusal::TooDeep { most: DEEPEST });
                    }
                }
            } else if !is_litter(&name) {
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

    /// Counts the files below a folder that is set aside. No fault in there fails the import: a folder
    /// that can't be read is only reported.
    fn set_aside(&mut self, dir: &Path, folder: &str, why: Aside) {
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
