//! What tells a generation of planned backups from a store: its note. By it alone it is known where its photos are.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::error::{Cause, FileTask, StoreError};
use super::photos::sync_folder;
use super::unnamed::Unnamed;
use super::{PHOTOS, access};
use crate::domain::photo_hash::Digest;

/// The note of a generation; without it there is none.
pub(super) const NOTE: &str = "backup.toml";

/// What a generation says of itself, once it is verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Note {
    /// When it was made.
    pub(super) made: DateTime<Utc>,
    /// Entries of its log.
    pub(super) entries: u64,
    /// The digest of the last of them.
    pub(super) head: Digest,
    /// Photos that it names.
    pub(super) photos: u64,
    /// How many of them were missing or other than they should be, in the store too.
    #[serde(default)]
    pub(super) faults: u64,
    /// The photos that nobody names and that the store had set aside. They are in the pool with the others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) unnamed: Vec<Unnamed>,
}

impl Note {
    /// The note in a folder; none where that is no generation. One that can't be understood is an error, as is one
    /// that can't be read.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>, StoreError> {
        let path = folder.join(NOTE);
        match fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map(Some).map_err(|error| StoreError::File {
                task: FileTask::Read,
                cause: Cause::Corrupt,
                why: error.to_string(),
                path,
            }),
            Err(error) => match error.kind() {
                ErrorKind::NotFound | ErrorKind::NotADirectory => Ok(None),
                _ => Err(StoreError::file(FileTask::Read, &path)(error)),
            },
        }
    }

    /// Writes it into a folder, durably: from here on that is a generation.
    pub(super) fn write(&self, folder: &Path) -> Result<(), StoreError> {
        let path = folder.join(NOTE);
        let text = toml::to_string(self).map_err(StoreError::damaged)?;
        access::create(&path)
            .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
            .map_err(StoreError::file(FileTask::Write, &path))?;
        sync_folder(folder)
    }
}

/// Whether a folder is a generation of planned backups, and no store that anybody works on.
pub(super) fn is_generation(folder: &Path) -> bool {
    folder.join(NOTE).is_file()
}

/// The folder of the photos of a store or of a copy: its own, or the pool that generations share.
pub(super) fn photos_of(folder: &Path) -> PathBuf {
    // Of "." or of a link, what lies above the folder that is meant.
    let real = folder.canonicalize().unwrap_or_else(|_missing| folder.to_owned());
    match real.parent() {
        Some(root) if is_generation(&real) => root.join(PHOTOS),
        _ => folder.join(PHOTOS),
    }
}
