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
mod told;
mod whose;

use std::path::Path;

use chrono::{DateTime, Utc};

pub use report::{
    ImportCounts, ImportReport, Outcome, RowOutcome, lines, remarks, save_report, summary,
};
pub use told::Told;

use super::progress::{Cancelled, OnProgress};
use crate::domain::account::Actor;
use crate::domain::clock::Clock;
pub use crate::exchange::table::{ReadOptions, TextEncoding};

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

/// What is to be imported, and how it is to be read.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// What the file holds.
    pub kind: ImportKind,
    /// The file; for submissions a folder or a .zip.
    pub path: &'a Path,
    /// What a person has chosen about the reading.
    pub options: ReadOptions,
}

impl<'a> Request<'a> {
    /// With everything found out by itself.
    pub fn new(kind: ImportKind, path: &'a Path) -> Self {
        Self { kind, path, options: ReadOptions::default() }
    }

    /// Refuses a report that would be written over what is imported.
    pub fn check_report(&self, report: &Path) -> Result<(), ImportError> {
        if told::is_own_input(self.path, report) {
            return Err(TableError::OwnInput { path: report.to_owned() }.into());
        }
        Ok(())
    }
}

/// Imports a file (or, for submissions, a folder or .zip) whose reading is left to this program. `clock`
/// gives each entry's time when it is written, since reading the photos may take hours.
pub fn run(
    kind: ImportKind,
    store: &mut Store,
    path: &Path,
    actor: &Actor,
    clock: impl Clock,
    progress: &mut OnProgress<'_>,
) -> Result<ImportReport, ImportError> {
    run_request(&Request::new(kind, path), store, actor, clock, progress)
}

/// As [`run`], with what a person has chosen.
pub fn run_request(
    request: &Request<'_>,
    store: &mut Store,
    actor: &Actor,
    clock: impl Clock,
    progress: &mut OnProgress<'_>,
) -> Result<ImportReport, ImportError> {
    let clock = || clock.now();
    let done = match request.kind {
        ImportKind::Roster => roster::import(store, request, actor, &clock, progress),
        ImportKind::Payments => payments::import(store, request, actor, &clock, progress),
        ImportKind::Submissions => submissions::import(store, request, actor, &clock, progress),
    };
    store.note_head();
    match done {
        Err(ImportError::Cancelled(_)) => Ok(ImportReport::cancelled(request.kind, request.path)),
        done => done,
    }
}
