//! What a verification tells: how much it looked at, and what is wrong, of which it keeps no more than a
//! hundred of a kind, however damaged the store is.

use std::collections::BTreeMap;
use std::fmt;

use crate::domain::photo_hash::{Digest, PhotoHash};
use crate::store::behind::Behind;

/// So many faults of one kind are told one by one, and so many photos that nobody names.
pub(super) const MOST_NAMED: usize = 100;

/// What was looked at, and what is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Entries of the log.
    pub entries: u64,
    /// The digest of the last of them; zero where there is none.
    pub head: Digest,
    /// Photos that submissions and students name.
    pub photos: u64,
    /// Photos that were set aside since nobody names them, by hash; the first hundred. That is no fault.
    pub unnamed: Vec<PhotoHash>,
    /// How many more there are.
    pub more_unnamed: u64,
    /// Photos that nobody names and that a copy is without, since they could not be read, each with what
    /// the system said. That is no fault; only of a copy just made is there anything.
    pub unread: Vec<(PhotoHash, String)>,
    /// Entries before which the log's time jumps far ahead, as by a clock that was wrong; the first hundred.
    /// That is no fault.
    pub jumps: Vec<i64>,
    /// What is wrong; nothing if the store is whole.
    pub faults: Vec<Fault>,
    /// Others than the owner and the folder's group can read the files. That is no fault; opening the store
    /// ends it.
    pub open_to_others: bool,
    /// Of a backup: it is whole, and its store's log does not tell of it, since that can't be written to.
    pub unlogged: bool,
    /// How many faults of each kind were found.
    found: BTreeMap<FaultKind, u64>,
}

impl VerifyReport {
    /// Nothing is wrong.
    pub fn is_whole(&self) -> bool {
        self.faults.is_empty()
    }

    /// Nothing is wrong but photos, so that the database can be relied on.
    pub fn is_whole_but_photos(&self) -> bool {
        let is_photo = |kind: &FaultKind| {
            matches!(
                kind,
                FaultKind::PhotosMissing | FaultKind::PhotosAltered | FaultKind::PhotosUnreadable
            )
        };
        self.found.keys().all(is_photo)
    }

    /// How many faults were found, with those that are not listed.
    pub fn number(&self) -> u64 {
        self.found.values().sum()
    }

    /// Notes a fault; of a kind of which there are enough it only counts it.
    pub(in crate::store) fn add(&mut self, fault: Fault) {
        let found = self.found.entry(fault.kind()).or_default();
        *found += 1;
        if *found <= MOST_NAMED as u64 {
            self.faults.push(fault);
        }
    }

    /// Notes an entry before which the log's time jumps far ahead.
    pub(super) fn add_jump(&mut self, seq: i64) {
        if self.jumps.len() < MOST_NAMED {
            self.jumps.push(seq);
        }
    }

    /// Tells how many there are of each kind that are not listed.
    pub(in crate::store) fn end(&mut self) {
        for (kind, found) in &self.found {
            let count = found.saturating_sub(MOST_NAMED as u64);
            if count > 0 {
                self.faults.push(Fault::More { kind: *kind, count });
            }
        }
    }
}

/// Something wrong in a store.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The database file itself is damaged.
    #[error("the database file is damaged: {0}")]
    Pages(String),
    /// A table, index or trigger is missing or was changed.
    #[error("the {kind} {name} is missing or changed")]
    Schema {
        /// Table, index or trigger.
        kind: String,
        /// Its name.
        name: String,
    },
    /// The log falls short of the newest head that the folder has seen.
    #[error("{0}")]
    Behind(Behind),
    /// Entries are missing.
    #[error("log entry {expected} is missing, {found} follows")]
    Gap {
        /// The number that should stand there.
        expected: i64,
        /// The number that stands there.
        found: i64,
    },
    /// An entry does not carry the digest of what it says and of the entry before it.
    #[error("the seal of log entry {0} does not fit")]
    Seal(i64),
    /// An entry bears an earlier time than the one before it.
    #[error("log entry {0} bears an earlier time than the one before it")]
    Backwards(i64),
    /// The personal facts beside an entry are not those that it was recorded with.
    #[error("the personal facts of log entry {0} are not those it was recorded with")]
    FactsDiffer(i64),
    /// The personal facts of an entry are gone, and no entry erases them.
    #[error("the personal facts of log entry {0} are missing, and were not erased")]
    FactsMissing(i64),
    /// The personal facts of an entry are still there, though a later entry erases them.
    #[error("the personal facts of log entry {0} are still there, though they were erased")]
    NotErased(i64),
    /// An entry can't be understood.
    #[error("log entry {seq} cannot be read: {why}")]
    Unreadable {
        /// Its number.
        seq: i64,
        /// Why.
        why: String,
    },
    /// An entry tells of something that the rules forbid.
    #[error("log entry {seq} was not possible: {why}")]
    Impossible {
        /// Its number.
        seq: i64,
        /// Why.
        why: String,
    },
    /// The tables were not compared, since the log could not be replayed to its end.
    #[error("the tables were not compared from log entry {0} on")]
    NotCompared(i64),
    /// A row is not what the log says.
    #[error("{table} {key} differs from the log")]
    Differs {
        /// The table.
        table: &'static str,
        /// The row's key.
        key: String,
    },
    /// A row that the log tells of is not there.
    #[error("{table} {key} is missing")]
    Missing {
        /// The table.
        table: &'static str,
        /// The row's key.
        key: String,
    },
    /// A row that the log does not tell of.
    #[error("{table} {key} is not in the log")]
    Extra {
        /// The table.
        table: &'static str,
        /// The row's key.
        key: String,
    },
    /// There are more faults of a kind than are listed.
    #[error("and {count} more like these: {kind}")]
    More {
        /// What is wrong.
        kind: FaultKind,
        /// How many more.
        count: u64,
    },
    /// The stored hash of a password is not the one in the log.
    #[error("the password of account {0} is not the one in the log")]
    Credential(String),
    /// The key under which the log tells of names that nobody has is not the one of the first entry.
    #[error("the key in table secret is not the one in the log")]
    NameKey,
    /// A photo is not there.
    #[error("photo {0} is missing")]
    PhotoMissing(PhotoHash),
    /// A photo has other bytes than when it was submitted.
    #[error("photo {0} was changed")]
    PhotoAltered(PhotoHash),
    /// A photo can't be read.
    #[error("photo {photo} cannot be read: {why}")]
    PhotoUnreadable {
        /// Which.
        photo: PhotoHash,
        /// What the system said.
        why: String,
    },
}

/// What faults are about; of each kind a hundred are told one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// Damage in the database file.
    Pages,
    /// Tables, indexes and triggers.
    Schema,
    /// The newest entry that was seen.
    Behind,
    /// Missing log entries.
    Gaps,
    /// Seals of log entries.
    Seals,
    /// Times of log entries.
    Times,
    /// Personal facts of log entries.
    Facts,
    /// Log entries that can't be read.
    Unreadable,
    /// Log entries that were not possible.
    Impossible,
    /// Tables that were not compared.
    NotCompared,
    /// Rows of this table.
    Rows(&'static str),
    /// Passwords.
    Passwords,
    /// The key of unknown names.
    NameKey,
    /// Photos that are missing.
    PhotosMissing,
    /// Photos that were changed.
    PhotosAltered,
    /// Photos that can't be read.
    PhotosUnreadable,
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pages => "damage in the database file",
            Self::Schema => "tables, indexes and triggers",
            Self::Behind => "the newest entry that was seen",
            Self::Gaps => "missing log entries",
            Self::Seals => "seals of log entries",
            Self::Times => "times of log entries",
            Self::Facts => "personal facts of log entries",
            Self::Unreadable => "log entries that cannot be read",
            Self::Impossible => "log entries that were not possible",
            Self::NotCompared => "tables that were not compared",
            Self::Rows(table) => table,
            Self::Passwords => "passwords",
            Self::NameKey => "the key of unknown names",
            Self::PhotosMissing => "photos that are missing",
            Self::PhotosAltered => "photos that were changed",
            Self::PhotosUnreadable => "photos that cannot be read",
        })
    }
}

impl Fault {
    /// What it is about.
    pub fn kind(&self) -> FaultKind {
        match self {
            Self::Pages(_) => FaultKind::Pages,
            Self::Schema { .. } => FaultKind::Schema,
            Self::Behind(_) => FaultKind::Behind,
            Self::Gap { .. } => FaultKind::Gaps,
            Self::Seal(_) => FaultKind::Seals,
            Self::Backwards(_) => FaultKind::Times,
            Self::FactsDiffer(_) | Self::FactsMissing(_) | Self::NotErased(_) => FaultKind::Facts,
            Self::Unreadable { .. } => FaultKind::Unreadable,
            Self::Impossible { .. } => FaultKind::Impossible,
            Self::NotCompared(_) => FaultKind::NotCompared,
            Self::Differs { table, .. }
            | Self::Missing { table, .. }
            | Self::Extra { table, .. } => FaultKind::Rows(table),
            Self::More { kind, .. } => *kind,
            Self::Credential(_) => FaultKind::Passwords,
            Self::NameKey => FaultKind::NameKey,
            Self::PhotoMissing(_) => FaultKind::PhotosMissing,
            Self::PhotoAltered(_) => FaultKind::PhotosAltered,
            Self::PhotoUnreadable { .. } => FaultKind::PhotosUnreadable,
        }
    }
}
