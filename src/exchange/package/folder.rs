//! A package that is a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::files::{MOST_FILES, Source, is_litter};
use crate::exchange::{RowRefusal, TableError};

/// Deepest folder in a package.
const DEEPEST: usize = 16;

/// What was found on a walk through the folder.
struct Walk<'a> {
    root: &'a Path,
    files: BTreeMap<String, PathBuf>,
    refused: BTreeMap<String, RowRefusal>,
}

/// The files below a folder, and the folders that are too deep in it.
pub(super) fn open(path: &Path) -> Result<(Source, BTreeMap<String, RowRefusal>), TableError> {
    let io = |source| TableError::Io { path: path.to_owned(), source };
    let root = path.canonicalize().map_err(io)?;
    let mut walk = Walk { root: &root, files: BTreeMap::new(), refused: BTreeMap::new() };
    walk.down(&root, "", 0)?;
    let Walk { mut files, refused, .. } = walk;
    files.retain(|name, _| !refused.contains_key(name));
    Ok((Source::Folder { root, files }, refused))
}

impl Walk<'_> {
    fn down(&mut self, dir: &Path, prefix: &str, depth: usize) -> Result<(), TableError> {
        let io = |source| TableError::Io { path: dir.to_owned(), source };
        for entry in fs::read_dir(dir).map_err(io)? {
            let entry = entry.map_err(io)?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type().map_err(io)?.is_dir() {
                if depth < DEEPEST {
                    self.down(&entry.path(), &format!("{name}/"), depth + 1)?;
                } else {
                    self.refused.insert(name, RowRefusal::TooDeep { most: DEEPEST });
                }
            } else if !is_litter(&name) {
                // Names that differ only in what can't be read become one.
                if self.files.insert(name.clone(), entry.path()).is_some() {
                    self.refused.insert(name, RowRefusal::PathTwice);
                }
                if self.files.len() > MOST_FILES {
                    let path = self.root.to_owned();
                    return Err(TableError::TooManyFiles { path, most: MOST_FILES });
                }
            }
        }
        Ok(())
    }
}
