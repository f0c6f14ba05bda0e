//! Imports: all good rows of a file are taken in, slice by slice, so that nobody who decides meanwhile waits;
//! each bad row is refused by itself.

mod memory;
mod payments;
mod photos;
mod previews;
mod recording;
mod report;
mod roster;
mod submissions;
#[cfg(test)]
mod tests;

use std::path::Path;

use chrono::{DateTime, Utc};

pub use report::{
    ImportCounts, ImportReport, Outcome, RowOutcome, lines, remarks, save_report, summary,
};

use super::progress::{Cancelled, OnProgress};
use crate::domain::account::Actor;
use crate::domain::clock::Clock;
use crate::exchange::TableError;
use crate::store::{RecordError, Store, StoreError};

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImportKind {
    /// 名册: who may submit.
    Roster,
    /// 支付: who has paid.
    Payments,
    /// 提交: photos.
    Submissions,
}

/// Tells the time.
type Now<'a> = &'a dyn Fn() -> DateTime<Utc>;

/// Why an import failed; but for [`ImportError::Interrupted`] nothing has changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// The file can't be read, or is not what it should be.
    #[error(transparent)]
    File(#[from] TableError),
    /// The store refused, or can't be used.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The store refused, or can't be used any more, after some of the rows were recorded. These stand; the
    /// same file imported again goes on behind them.
    #[error("{why}; {recorded} rows were recorded before")]
    Interrupted {
        /// What went wrong.
        why: RecordError,
        /// How many rows were looked at and recorded before, with those that changed nothing.
        recorded: u64,
    },
    /// Stopped by the person who began it.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        Self::Record(RecordError::Store(error))
    }
}

/// Imports a file (or, for submissions, a folder or .zip). `clock` gives each entry's time when it is
/// written, since reading the photos may take hours.
pub fn run(
    kind: ImportKind,
    store: &mut Store,
    path: &Path,
    actor: &Actor,
    clock: impl Clock,
    progress: &mut OnProgress<'_>,
) -> Result<ImportReport, ImportError> {
    let clock = || clock.now();
    let done = match kind {
        ImportKind::Roster => roster::import(store, path, actor, &clock, progress),
        ImportKind::Payments => payments::import(store, path, actor, &clock, progress),
        ImportKind::Submissions => submissions::import(store, path, actor, &clock, progress),
    };
    store.note_head();
    match done {
        Err(ImportError::Cancelled(_)) => Ok(ImportReport::cancelled(kind, path)),
        done => done,
    }
}
