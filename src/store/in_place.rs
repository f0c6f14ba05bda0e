//! Whether the database file that is open is still the one in its place: a system may let a file be deleted
//! or replaced that is open, and what is written to it then is lost without an error.

use std::fs;
use std::path::Path;

use super::error::StoreError;
use super::{DATABASE, Store};

/// Which file it is, whatever its name; nothing where the system does not tell or keeps open files in place.
pub type FileId = Option<(u64, u64)>;

/// Which file stands at a path.
#[cfg(unix)]
pub fn file_id(path: &Path) -> FileId {
    use std::os::unix::fs::MetadataExt as _;

    fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

/// Windows keeps a file in its place that SQLite has open.
#[cfg(not(unix))]
pub fn file_id(_path: &Path) -> FileId {
    None
}

impl Store {
    /// Fails where the database was deleted or replaced under this connection: what it has recorded since is
    /// in no store.
    pub(super) fn check_in_place(&self) -> Result<(), StoreError> {
        let path = self.dir.join(DATABASE);
        if file_id(&path) == self.file { Ok(()) } else { Err(StoreError::Replaced(path)) }
    }
}
