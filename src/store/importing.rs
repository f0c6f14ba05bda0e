//! The mark of a running import: a lock on a file beside the photos, which the system takes away when the
//! process ends, however it ends. As long as anybody has it, no sweep sets photos aside that nobody names:
//! the first photos of an import that takes hours are named at its end.

use std::fs::{File, TryLockError};
use std::io;

use super::access;
use super::photos::Photos;

/// The file that is locked; there is nothing in it.
const FILE: &str = "importing";

/// An import is running, until this is dropped.
#[derive(Debug)]
pub struct Importing {
    _lock: Option<File>,
}

impl Photos {
    /// Marks that an import is running. A sweep that has just begun on some photos is waited for.
    ///
    /// Where files can't be locked an import needs no mark: no sweep can begin there either.
    pub fn importing(&self) -> Importing {
        let locked = self.open_mark().and_then(|file| file.lock_shared().map(|()| file));
        let lock = locked
            .inspect_err(|error| tracing::warn!("the import runs without its mark: {error}"))
            .ok();
        Importing { _lock: lock }
    }

    /// Keeps imports from beginning until the file is dropped; nothing while one runs.
    pub(super) fn without_imports(&self) -> io::Result<Option<File>> {
        let file = self.open_mark()?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn open_mark(&self) -> io::Result<File> {
        access::open_or_create(&self.root.join(FILE))
    }
}
