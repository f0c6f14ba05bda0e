//! The plan of a store's backups, and how the last ones went: two small files in its folder, beside the log since they
//! say nothing of its people and decisions, and may be lost.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::access;
use super::error::{Cause, FileTask, StoreError};
use super::photos::sync_folder;
use crate::domain::backup_plan::BackupPlan;

/// The file of the plan, and that of how the last backups went.
const PLAN: &str = "backup-plan.toml";
const WENT: &str = "backup-last.toml";

/// Why a backup that the program made by itself came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BackupFailure {
    /// The disk of the backups is full.
    Full,
    /// The folder of the backups is not there.
    Gone {
        /// Which.
        folder: PathBuf,
    },
    /// The system does not let the program write there.
    Denied {
        /// Where.
        folder: PathBuf,
    },
    /// The copy is not whole, as the store that it was made of is not.
    NotWhole {
        /// How many faults there are.
        faults: u64,
    },
    /// Something else.
    Other {
        /// What, in the program's or the system's own words.
        why: String,
    },
}

impl BackupFailure {
    /// What an error of the store means for a backup into this folder.
    pub fn of(error: &StoreError, folder: &Path) -> Self {
        let cause = match error {
            StoreError::Database { cause, .. } | StoreError::File { cause, .. } => *cause,
            _ => Cause::Other,
        };
        let folder = folder.to_owned();
        match cause {
            Cause::Full => Self::Full,
            Cause::Missing => Self::Gone { folder },
            Cause::Denied | Cause::ReadOnly => Self::Denied { folder },
            _ => Self::Other { why: error.to_string() },
        }
    }
}

/// How the last backups went.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupsWent {
    /// When the last good one was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub good: Option<DateTime<Utc>>,
    /// When one failed after that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_at: Option<DateTime<Utc>>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<BackupFailure>,
}

/// The plan of the store in a folder, if it has one.
pub fn plan(dir: &Path) -> Result<Option<BackupPlan>, StoreError> {
    read(&dir.join(PLAN))
}

/// Sets the plan, or that there is none any more.
pub fn set_plan(dir: &Path, plan: Option<&BackupPlan>) -> Result<(), StoreError> {
    let path = dir.join(PLAN);
    match plan {
        Some(plan) => write(&path, plan),
        None => match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(StoreError::file(FileTask::Delete, &path)(error))
            }
            _ => Ok(()),
        },
    }
}

/// How the last backups of the store in a folder went.
pub fn backups_went(dir: &Path) -> Result<BackupsWent, StoreError> {
    Ok(read(&dir.join(WENT))?.unwrap_or_default())
}

/// Notes how a backup went.
pub fn note_backup(dir: &Path, went: &BackupsWent) -> Result<(), StoreError> {
    write(&dir.join(WENT), went)
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, StoreError> {
    match fs::read_to_string(path) {
        Ok(text) => toml::from_str(&text).map(Some).map_err(StoreError::damaged),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::file(FileTask::Read, path)(error)),
    }
}

/// The old file is replaced as a whole or not at all.
fn write<T: Serialize>(path: &Path, what: &T) -> Result<(), StoreError> {
    let text = toml::to_string(what).map_err(StoreError::damaged)?;
    let new = path.with_extension("new");
    access::create(&new)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .map_err(StoreError::file(FileTask::Write, &new))?;
    fs::rename(&new, path).map_err(StoreError::file(FileTask::Move, path))?;
    path.parent().map_or(Ok(()), sync_folder)
}
