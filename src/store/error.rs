//! What can go wrong in the store.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ffi::SQLITE_IOERR_SHMSIZE as SHM_SIZE;
use serde::{Deserialize, Serialize};

use super::DATABASE;
use super::behind::Behind;
use crate::domain::lifecycle::Refusal;
use crate::domain::student::StudentId;
use crate::domain::submission::{Revision, SubmissionId};

/// So many photos of a lost store are counted; of more it is only told that they are more.
pub const MOST_COUNTED: u64 = 10_000;

fn counted(photos: u64) -> String {
    if photos > MOST_COUNTED { format!("more than {MOST_COUNTED}") } else { photos.to_string() }
}

/// What lies behind a failure of the database or of a file, as far as it tells what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Another process writes for longer than is waited for.
    Busy,
    /// The disk is full.
    Full,
    /// The disk, folder or file can only be read.
    ReadOnly,
    /// The system does not allow it.
    Denied,
    /// It is not there, or can't be opened.
    Missing,
    /// Its contents are damaged.
    Corrupt,
    /// A constraint or trigger of the tables forbids it.
    Forbidden,
    /// Anything else: only the words say what.
    Other,
}

impl Cause {
    fn of_database(error: &rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error {
            // What the program asks for has another type than it writes, or is not there at all.
            rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::Utf8Error(..) => return Self::Corrupt,
            // The file beside the database by which processes know of each other can't be made larger.
            rusqlite::Error::SqliteFailure(code, _) if code.extended_code == SHM_SIZE => {
                return Self::Full;
            }
            rusqlite::Error::SqliteFailure(_, Some(why)) if why.contains("no such") => {
                return Self::Corrupt;
            }
            _ => {}
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::PermissionDenied | ErrorCode::AuthorizationForStatementDenied) => {
                Self::Denied
            }
            Some(ErrorCode::CannotOpen) => Self::Missing,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt,
            Some(ErrorCode::ConstraintViolation) => Self::Forbidden,
            _ => Self::Other,
        }
    }

    /// What lies behind a refusal of the system to read or write a file.
    pub fn of_file(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::ResourceBusy | io::ErrorKind::WouldBlock => Self::Busy,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            io::ErrorKind::PermissionDenied => Self::Denied,
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Missing,
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => Self::Corrupt,
            _ => Self::Other,
        }
    }
}

/// What was tried with a file or folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileTask {
    /// To read it, or to look at it.
    Read,
    /// To write it durably.
    Write,
    /// To give a file its name or place.
    Move,
    /// To list a folder.
    List,
    /// To make a folder.
    MakeFolder,
    /// To delete it.
    Delete,
}

impl fmt::Display for FileTask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "cannot read",
            Self::Write => "cannot write",
            Self::Move => "cannot name",
            Self::List => "cannot list folder",
            Self::MakeFolder => "cannot make folder",
            Self::Delete => "cannot delete",
        })
    }
}

/// Why the store could not do its work. Plain words and kinds, so that it can be kept, sent to another
/// thread, noted in a file and said in any language (`ui::words::store`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum StoreError {
    /// SQLite refused.
    #[error("the database refused: {why}: {}", path.display())]
    Database {
        /// What lies behind it.
        cause: Cause,
        /// What SQLite said.
        why: String,
        /// The database file, in the store's folder where none is named.
        path: PathBuf,
    },
    /// A file or folder could not be read or written.
    #[error("{task}: {why}: {}", path.display())]
    File {
        /// What was tried.
        task: FileTask,
        /// What lies behind it.
        cause: Cause,
        /// What the system said.
        why: String,
        /// On which file.
        path: PathBuf,
    },
    /// A photo that is about to be recorded is no longer in its place.
    #[error("a photo has gone before it was recorded, import again: {}", .0.display())]
    PhotoGone(PathBuf),
    /// The database was deleted, or another put in its place, while it was open: what was recorded since is
    /// in no store.
    #[error("the database was deleted or replaced while it was in use: {}", .0.display())]
    Replaced(PathBuf),
    /// A newer program wrote the store.
    #[error(
        "the store has version {found}, this program knows versions up to {known}; use the newer program: {}",
        path.display()
    )]
    Newer {
        /// The store's version.
        found: i64,
        /// The newest version this program knows.
        known: i64,
        /// The database file.
        path: PathBuf,
    },
    /// The store is of version 0.1, whose log names people.
    #[error(
        "the store was made by version 0.1 and has to be converted first, by: photo-review convert OLD NEW ({})",
        .0.display()
    )]
    OldForm(PathBuf),
    /// The file is a database of something else.
    #[error("this is no photo-review store: {}", .0.display())]
    NotAStore(PathBuf),
    /// There is a store, or something else, where none may be.
    #[error("the place is not empty: {}", .0.display())]
    NotEmpty(PathBuf),
    /// The folder's store was lost: its photos are there, its database is not.
    #[error(
        "this is a lost store, not a new one: its database is missing or empty, while {} photos \
         are still there. Nothing was changed or removed. Bring the last backup back into another \
         folder (`photo-review --store NEW restore --from BACKUP`) and import again what came after it; \
         or begin anew in another folder with --store. Put this folder away, and delete nothing of it: {}",
        counted(*photos), dir.display()
    )]
    WithoutDatabase {
        /// How many photo files there are; they are counted to [`MOST_COUNTED`] and one.
        photos: u64,
        /// The store's folder.
        dir: PathBuf,
    },
    /// An older database, or another one, stands where a newer one was.
    #[error(
        "{why}. Nothing was changed. Put the newer database back; if it is lost for good, go on with \
         this one by `photo-review --store \"{}\" restore --accept-older`",
        dir.display()
    )]
    Behind {
        /// How it falls short.
        why: Behind,
        /// The store's folder.
        dir: PathBuf,
    },
    /// The copy would lie inside what it is a copy of.
    #[error("a copy inside of what it copies: {}", .0.display())]
    Inside(PathBuf),
    /// A backup that the program made by itself, and no store to work on.
    #[error(
        "this is a backup, and is not opened, so that it stays as it was verified. Bring it back into another \
         folder: photo-review --store NEW restore --from \"{}\"",
        .0.display()
    )]
    IsBackup(PathBuf),
    /// There is no store where one was expected.
    #[error("there is no store: {}", .0.display())]
    Missing(PathBuf),
    /// One row can't be understood; the others can.
    #[error("{0} cannot be read")]
    Row(RowName),
    /// What is stored can't be understood.
    #[error("the store is damaged: {0}")]
    Damaged(String),
    /// The SQLite this program was built with has a known fault.
    #[error("SQLite {0} is too old, at least 3.51.3 is needed")]
    OldSqlite(String),
    /// A built-in calendar can't be read.
    #[error("a built-in calendar cannot be read: {0}")]
    Calendar(String),
    /// No answer came from it, whatever was asked: a thread of the program failed, or has been stuck.
    #[error("no answer came from the store: {0}")]
    Lost(String),
    /// A password could not be hashed.
    #[error("the password could not be hashed: {0}")]
    Password(String),
    /// A copy did not pass its check.
    #[error("the copy did not pass its check ({faults} faults): {}", path.display())]
    BadCopy {
        /// How many faults were found.
        faults: usize,
        /// Where the copy is.
        path: PathBuf,
    },
}

/// Which row it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowName {
    /// That of a submission.
    Submission(SubmissionId),
    /// That of a student, by the store's own number.
    Student(StudentId),
    /// An entry of the log.
    Entry(i64),
}

impl fmt::Display for RowName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Submission(id) => write!(f, "submission {id}"),
            Self::Student(StudentId(id)) => write!(f, "student {id}"),
            Self::Entry(seq) => write!(f, "log entry {seq}"),
        }
    }
}

impl StoreError {
    /// The same, where it is only that this row can't be understood.
    #[must_use]
    pub(super) fn of_row(self, row: RowName) -> Self {
        match self {
            Self::Damaged(why) | Self::Database { cause: Cause::Corrupt, why, .. } => {
                tracing::warn!("{row} cannot be read: {why}");
                Self::Row(row)
            }
            other => other,
        }
    }

    /// Whether somebody else writes for longer than was waited for.
    pub fn is_busy(&self) -> bool {
        self.is_of(Cause::Busy)
    }

    /// Whether only one row is concerned, and the store can be used.
    pub fn is_of_one_row(&self) -> bool {
        matches!(self, Self::Row(_))
    }

    /// A closure for `map_err` that says what was tried on which file.
    pub(super) fn file(task: FileTask, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| {
            let cause = Cause::of_file(&error);
            Self::File { task, cause, why: error.to_string(), path }
        }
    }

    /// Something stored that can't be understood.
    pub(super) fn damaged(what: impl fmt::Display) -> Self {
        Self::Damaged(what.to_string())
    }

    /// The same, with the database file that refused; another failure stays as it is.
    #[must_use]
    pub(super) fn of(self, file: &Path) -> Self {
        match self {
            Self::Database { cause, why, .. } => Self::Database { cause, why, path: file.into() },
            other => other,
        }
    }

    /// Whether it tells that nothing can be written, not that what is there can't be read.
    pub fn is_unwritable(&self) -> bool {
        let cause = match self {
            Self::Database { cause, .. } => *cause,
            Self::File { cause, task, .. } if *task != FileTask::Read => *cause,
            _ => return false,
        };
        matches!(cause, Cause::Full | Cause::ReadOnly)
    }

    /// Whether the database refused for this cause.
    pub(super) fn is_of(&self, wanted: Cause) -> bool {
        matches!(self, Self::Database { cause, .. } if *cause == wanted)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let cause = Cause::of_database(&error);
        Self::Database { cause, why: error.to_string(), path: DATABASE.into() }
    }
}

/// Why an event was not recorded. Nothing has changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// The rules forbid it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The subject has changed since it was seen.
    #[error("it has changed meanwhile (revision {} was seen, it is now {})", seen.0, now.0)]
    Stale {
        /// The revision that the request saw.
        seen: Revision,
        /// The revision that stands.
        now: Revision,
    },
    /// The student's information was corrected after the decision's photo was shown.
    #[error("the student's information was corrected meanwhile")]
    StudentCorrected,
    /// The lease of the decision has run out or went to somebody else.
    #[error("the claim was lost")]
    LeaseLost,
    /// Somebody else is working on the submission.
    #[error("somebody else has claimed it")]
    ClaimedByOther,
    /// There is no such submission, student or account.
    #[error("there is no such record")]
    NoSuchSubject,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl RecordError {
    /// Whether what was recorded went into a database that is no longer in its place: then nothing stands.
    pub fn is_replaced(&self) -> bool {
        matches!(self, Self::Store(StoreError::Replaced(_)))
    }
}

impl From<rusqlite::Error> for RecordError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}
