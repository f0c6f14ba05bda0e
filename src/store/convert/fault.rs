//! Why a store of version 0.1 was not converted.

use std::path::PathBuf;

use crate::domain::photo_hash::PhotoHash;
use crate::store::behind::Behind;
use crate::store::error::StoreError;

/// Why a store was not converted. Nothing was made then, and the old one is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConvertError {
    /// The folder holds a store that needs no conversion.
    #[error("this store is not of version 0.1: {}", .0.display())]
    NotOld(PathBuf),
    /// The new store would be made inside the old one's folder.
    #[error("the new store may not be inside the old one's folder: {}", .0.display())]
    Inside(PathBuf),
    /// Somebody wrote to the old store meanwhile.
    #[error("the old store is in use, close every console first: {}", .0.display())]
    InUse(PathBuf),
    /// The old database is older than its folder has seen.
    #[error("the old database is not the newest: {0}")]
    Behind(Behind),
    /// An entry of the old log does not carry the digest of what it says and of the entry before it, or is
    /// missing.
    #[error("the old log is broken at entry {0}")]
    Chain(i64),
    /// An entry of the old log can't be understood.
    #[error("entry {seq} of the old log cannot be read: {why}")]
    Unreadable {
        /// Its number.
        seq: i64,
        /// Why.
        why: String,
    },
    /// An entry of the old log contradicts those before it.
    #[error("entry {seq} of the old log contradicts those before it: {why}")]
    Impossible {
        /// Its number.
        seq: i64,
        /// Why.
        why: String,
    },
    /// The old database file is damaged.
    #[error("the old database file is damaged: {0}")]
    Pages(String),
    /// A photo of the old store is missing, or its bytes are no longer what they were.
    #[error("photo {0} of the old store is missing or damaged")]
    Photo(PhotoHash),
    /// The new tables say something else than the old ones.
    #[error("row {row} of table {table} would say something else than in the old store")]
    Differs {
        /// Which table.
        table: &'static str,
        /// Which row, by its key.
        row: String,
    },
    /// The new store did not pass its check.
    #[error("the new store did not pass its check: {0}")]
    NotWhole(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<rusqlite::Error> for ConvertError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}
