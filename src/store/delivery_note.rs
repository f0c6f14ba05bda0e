//! The note of a delivery (交付) under way, beside the photos: `photos/delivery-under-way`. It is there before the first
//! file of the delivery is, and goes once its folder has its name for good. So whatever stops a delivery, the next run
//! knows which folder is half written, and which recorded delivery has no folder.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::{Cause, FileTask, StoreError};
use super::photos::{Photos, sync_folder};
use super::whole_file;
use crate::domain::photo_hash::Digest;

/// The name of the note.
const NOTE: &str = "delivery-under-way";

/// What is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryKind {
    /// A new delivery: it is recorded if the store has one of its number and manifest.
    New,
    /// A recorded delivery that never had a folder.
    Unplaced,
    /// A recorded delivery once more; it had its folder.
    Again,
}

/// A delivery under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryNote {
    /// Its number.
    pub number: u32,
    /// What is being written.
    pub kind: DeliveryKind,
    /// Where its folder is to be.
    pub target: PathBuf,
    /// Under which temporary names it was written: the last is the newest.
    pub parts: Vec<PathBuf>,
    /// The digest of the manifest in the newest of them, once that is whole.
    pub manifest: Option<Digest>,
}

impl Photos {
    /// The note of a delivery under way, or of one that something stopped.
    pub fn delivery_note(&self) -> Result<Option<DeliveryNote>, StoreError> {
        let path = self.root.join(NOTE);
        match fs::read(&path) {
            Ok(bytes) => {
                let damaged = |error: serde_json::Error| StoreError::File {
                    task: FileTask::Read,
                    cause: Cause::Corrupt,
                    why: error.to_string(),
                    path: path.clone(),
                };
                serde_json::from_slice(&bytes).map(Some).map_err(damaged)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StoreError::file(FileTask::Read, &path)(error)),
        }
    }

    /// Notes a delivery durably. Whoever does so is the only one that delivers: [`Photos::delivering`].
    pub fn note_delivery(&self, note: &DeliveryNote) -> Result<(), StoreError> {
        // A path that is no text can't be noted.
        let json = serde_json::to_vec(note).map_err(|error| StoreError::File {
            task: FileTask::Write,
            cause: Cause::Other,
            why: error.to_string(),
            path: note.target.clone(),
        })?;
        whole_file::write(&self.root, NOTE, &json)
    }

    /// Deletes what was written of a delivery that something stopped and that has no name. What is out of reach stays
    /// noted.
    pub(super) fn delete_parts(&self) -> Result<(), StoreError> {
        let Some(mut note) = self.delivery_note()? else { return Ok(()) };
        let mut left = Vec::new();
        for part in note.parts {
            let is_here = part.parent().is_some_and(Path::is_dir);
            match fs::remove_dir_all(&part) {
                Err(error) if error.kind() == ErrorKind::NotFound && !is_here => left.push(part),
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(StoreError::file(FileTask::Delete, &part)(error));
                }
                _ => {}
            }
        }
        note.parts = left;
        self.note_delivery(&note)
    }

    /// Takes the note away: nothing is under way any more.
    pub fn clear_delivery_note(&self) -> Result<(), StoreError> {
        let path = self.root.join(NOTE);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(StoreError::file(FileTask::Delete, &path)(error))
            }
            _ => sync_folder(&self.root),
        }
    }
}
