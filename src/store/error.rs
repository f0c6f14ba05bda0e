//! What can go wrong in the store.

use std::io;
use std::path::{Path, PathBuf};

use super::behind::Behind;
use crate::domain::lifecycle::Refusal;
use crate::domain::submission::Revision;

/// Why the store could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite refused.
    #[error("the database refused: {0}")]
    Database(#[from] rusqlite::Error),
    /// A file or folder could not be read or written.
    #[error("{what}: {source}: {}", path.display())]
    File {
        /// What was tried, such as `cannot write photo`.
        what: &'static str,
        /// What the system said.
        source: io::Error,
        /// On which file.
        path: PathBuf,
    },
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
    /// The file is a database of something else.
    #[error("this is no photo-review store: {}", .0.display())]
    NotAStore(PathBuf),
    /// There is a store, or something else, where none may be.
    #[error("the place is not empty: {}", .0.display())]
    NotEmpty(PathBuf),
    /// The folder's store was lost: its photos are there, its database is not.
    #[error(
        "this is a lost store, not a new one: its database is missing or empty, while {photos} photos \
         are still there. Nothing was changed or removed. Bring the last backup back into another \
         folder (`photo-review --store NEW restore --from BACKUP`) and import again what came after it; \
         or begin anew in another folder with --store. Put this folder away, and delete nothing of it: {}",
        dir.display()
    )]
    WithoutDatabase {
        /// How many photo files there are.
        photos: u64,
        /// The store's folder.
        dir: PathBuf,
    },
    /// An older database, or another one, stands where a newer one was.
    #[error(
        "{why}. Nothing was changed. Put the newer database back; if it is lost for good, go on with \
         this one by `photo-review restore --accept-older`: {}",
        dir.display()
    )]
    Behind {
        /// How it falls short.
        why: Behind,
        /// The store's folder.
        dir: PathBuf,
    },
    /// There is no store where one was expected.
    #[error("there is no store: {}", .0.display())]
    Missing(PathBuf),
    /// What is stored can't be understood.
    #[error("the store is damaged: {0}")]
    Damaged(String),
    /// The SQLite this program was built with has a known fault.
    #[error("SQLite {0} is too old, at least 3.51.3 is needed")]
    OldSqlite(&'static str),
    /// A built-in calendar can't be read.
    #[error("a built-in calendar cannot be read: {0}")]
    Calendar(#[from] toml::de::Error),
    /// It can't be used at the moment, whatever is asked of it.
    #[error("the store cannot be used: {0}")]
    Lost(String),
    /// A password could not be hashed.
    #[error("the password could not be hashed: {0}")]
    Password(String),
    /// A copy did not pass its check.
    #[error("the copy did not pass its check ({faults} faults, first: {first}): {}", path.display())]
    BadCopy {
        /// How many faults were found.
        faults: usize,
        /// The first of them.
        first: String,
        /// Where the copy is.
        path: PathBuf,
    },
}

impl StoreError {
    /// A closure for `map_err` that says what was tried on which file.
    pub(super) fn file(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { what, source, path }
    }

    /// Something stored that can't be understood.
    pub(super) fn damaged(what: impl std::fmt::Display) -> Self {
        Self::Damaged(what.to_string())
    }
}

/// Why an event was not recorded. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
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

impl From<rusqlite::Error> for RecordError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(StoreError::Database(error))
    }
}

/// Why somebody could not sign in.
#[derive(Debug, thiserror::Error)]
pub enum SignInRefusal {
    /// Name or password is wrong; which of them is not told.
    #[error("name or password is wrong")]
    Wrong,
    /// The account is disabled (told only to who knows the password).
    #[error("the account is disabled")]
    Disabled,
    /// Too soon after wrong passwords.
    #[error("too many wrong passwords, wait {} s", wait.num_seconds() + 1)]
    TooSoon {
        /// How long to wait before the next try.
        wait: chrono::TimeDelta,
    },
    /// The store failed, or refused the entry of the sign-in.
    #[error(transparent)]
    Store(StoreError),
    /// The sign-in could not be recorded.
    #[error(transparent)]
    Record(RecordError),
}

impl From<StoreError> for SignInRefusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<RecordError> for SignInRefusal {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Store(error) => Self::Store(error),
            error => Self::Record(error),
        }
    }
}
