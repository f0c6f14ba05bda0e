//! The marks of a running import and of a running screening: locks on files beside the photos, which the system
//! takes away when the process ends, however it ends. As long as anybody imports, no sweep sets photos aside that
//! nobody names: the first photos of an import that takes hours are named at its end.

use std::fs::{File, TryLockError};
use std::io;

use super::access;
use super::error::{FileTask, StoreError};
use super::photos::Photos;

/// The file that is locked while an import runs; there is nothing in it.
const FILE: &str = "importing";

/// The file that is locked while photos are screened; there is nothing in it.
const SCREENING: &str = "screening";

/// Photos are being screened, until this is dropped.
#[derive(Debug)]
pub struct ScreeningMark {
    _lock: Option<File>,
}

/// The file that is locked while a delivery is made; there is nothing in it.
const DELIVERING: &str = "delivering";

/// A delivery is being made, until this is dropped.
#[derive(Debug)]
pub struct DeliveryMark {
    _lock: File,
}

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

    /// Marks that the photos are being screened; nothing while somebody else does that. Where files can't be locked
    /// two may screen the same photos, which costs time and nothing else.
    pub fn screening(&self) -> Option<ScreeningMark> {
        let file = access::open_or_create(&self.root.join(SCREENING));
        match file.map(|file| (file.try_lock(), file)) {
            Ok((Ok(()), file)) => Some(ScreeningMark { _lock: Some(file) }),
            Ok((Err(TryLockError::WouldBlock), _)) => None,
            Ok((Err(TryLockError::Error(error)), _)) | Err(error) => {
                tracing::warn!("the screening runs without its mark: {error}");
                Some(ScreeningMark { _lock: None })
            }
        }
    }

    /// Marks that a delivery is being made; nothing while another is. Where the file can't be locked, none can be made.
    pub fn delivering(&self) -> Result<Option<DeliveryMark>, StoreError> {
        let path = self.root.join(DELIVERING);
        let refused = |error| StoreError::file(FileTask::Write, &path)(error);
        let file = access::open_or_create(&path).map_err(refused)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(DeliveryMark { _lock: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(refused(error)),
        }
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
