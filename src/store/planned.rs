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
    /// The clock tells another time than the store's log, and somebody has to say which is right.
    ClockOff,
    /// The database of the copy is not whole, as the store that it was made of is not.
    NotWhole {
        /// How many faults there are.
        faults: u64,
    },
    /// The store, or a file of its or of the backup's, could not be used.
    Store {
        /// Why.
        error: StoreError,
    },
}

impl BackupFailure {
    /// What an error of the store means for a backup into this folder.
    pub fn of(error: &StoreError, folder: &Path) -> Self {
        let (error, is_there, folder) = (error.clone(), folder.is_dir(), folder.to_owned());
        match &error {
            // Whatever failed first: this is what can be mended.
            StoreError::File { cause: Cause::Missing, .. }
            | StoreError::Database { cause: Cause::Missing, .. }
                if !is_there =>
            {
                Self::Gone { folder }
            }
            StoreError::File { cause, path, .. } if path.starts_with(&folder) => match cause {
                Cause::Full => Self::Full,
                Cause::Denied | Cause::ReadOnly => Self::Denied { folder },
                _ => Self::Store { error },
            },
            StoreError::Database { cause: Cause::Full, .. } => Self::Full,
            _ => Self::Store { error },
        }
    }
}

/// Why old backups are still there that may go, though a new one was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OldLeft {
    /// Their drive has no file locks, as some network drives have none: another program may be at work there, and
    /// nobody can tell.
    NoLocks,
    /// Something could not be read or deleted.
    Failed {
        /// Why.
        error: StoreError,
    },
}

/// How the last backups went.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupsWent {
    /// When the last one was made whose database is whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub good: Option<DateTime<Utc>>,
    /// How many of its photos are missing or other than they should be, in the store too.
    #[serde(default, skip_serializing_if = "is_none")]
    pub photo_faults: u64,
    /// The log does not tell of it, since that was refused.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unlogged: bool,
    /// When one failed after that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_at: Option<DateTime<Utc>>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<BackupFailure>,
    /// Why old ones are still there that may go, as the last one that was made found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_left: Option<OldLeft>,
}

impl BackupsWent {
    /// What is known from elsewhere as well: the newer of the two, where the one that is noted could not be written.
    #[must_use]
    pub fn newer(self, other: Self) -> Self {
        let newest = |went: &Self| went.good.max(went.failed_at);
        if newest(&other) > newest(&self) { other } else { self }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_none(number: &u64) -> bool {
    *number == 0
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

/// How the last backups of the store in a folder went. A file that can't be understood tells nothing: one is made
/// then, which writes it anew.
pub fn backups_went(dir: &Path) -> Result<BackupsWent, StoreError> {
    match read(&dir.join(WENT)) {
        Err(StoreError::Damaged(why)) => {
            tracing::warn!("how the last backups went cannot be read: {why}");
            Ok(BackupsWent::default())
        }
        read => Ok(read?.unwrap_or_default()),
    }
}

/// Notes how a backup went.
pub fn note_backup(dir: &Path, went: &BackupsWent) -> Result<(), StoreError> {
    write(&dir.join(WENT), went)
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, StoreError> {
    match fs::read_to_string(path) {
        Ok(text) => toml::from_str(&text).map(Some).map_err(StoreError::damaged),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        // It is not even text.
        Err(error) if error.kind() == ErrorKind::InvalidData => Err(StoreError::damaged(error)),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::submission::SubmissionId;
    use crate::store::{Behind, RowName};

    #[test]
    fn how_the_last_ones_went_is_read_as_it_was_noted() {
        let dir = tempfile::tempdir().expect("a folder");
        let (at, path) = (DateTime::UNIX_EPOCH, || PathBuf::from("/copies"));
        let why = || "odd".to_owned();
        let errors = [
            StoreError::File {
                task: FileTask::Read,
                cause: Cause::Other,
                why: why(),
                path: path(),
            },
            StoreError::Database { cause: Cause::Corrupt, why: why(), path: path() },
            StoreError::Newer { found: 9, known: 4, path: path() },
            StoreError::WithoutDatabase { photos: 12, dir: path() },
            StoreError::Behind { why: Behind::Other { seq: 3, at }, dir: path() },
            StoreError::Row(RowName::Submission(SubmissionId(3))),
            StoreError::Row(RowName::Entry(3)),
            StoreError::Damaged(why()),
            StoreError::OldSqlite(why()),
            StoreError::Inside(path()),
            StoreError::BadCopy { faults: 3, path: path() },
        ];
        let mut noted: Vec<BackupsWent> = Vec::new();
        for error in errors {
            let failure = Some(BackupFailure::Store { error: error.clone() });
            let (failed_at, old_left) = (Some(at), Some(OldLeft::Failed { error }));
            noted.push(BackupsWent { failed_at, failure, old_left, ..BackupsWent::default() });
        }
        let (photo_faults, unlogged, old_left) = (3, true, Some(OldLeft::NoLocks));
        let (good, failed_at) = (Some(at), None);
        let failure = Some(BackupFailure::NotWhole { faults: 3 });
        noted.push(BackupsWent { good, photo_faults, unlogged, failed_at, failure, old_left });
        for went in noted {
            note_backup(dir.path(), &went).expect("noted");
            assert_eq!(backups_went(dir.path()).expect("read"), went);
        }
    }
}
