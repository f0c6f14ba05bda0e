//! Imports: all good rows of a file are taken in, slice by slice, so that nobody who decides meanwhile waits;
//! each bad row is refused by itself.

mod attempt;
mod memory;
mod payments;
mod photos;
mod plan;
mod preview;
mod previews;
mod receiver;
mod recording;
mod report;
mod roster;
mod submissions;
#[cfg(test)]
mod tests;
mod told;
mod told_ahead;
mod whose;

use std::path::Path;

use chrono::{DateTime, Utc};

pub use preview::{FirstRow, ImportPreview, preview};
pub use report::{
    ImportCounts, ImportReport, Outcome, RowOutcome, lines, remarks, save_report, summary,
};
pub use told::Told;
pub use told_ahead::{
    encoding_words, meaning_words, preview_lines, preview_remarks, preview_summary,
};

use super::progress::{Cancelled, OnProgress};
use crate::domain::account::Actor;
use crate::domain::clock::Clock;
pub use crate::exchange::table::{
    ColumnAt, Decided, Found, FoundColumn, ReadOptions, SaidColumn, TextEncoding,
};

pub use crate::exchange::FileFingerprint;
use crate::exchange::table::Column;
use crate::exchange::{self, TableError};
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
    /// 退回: what the receiver refuses of a delivery.
    Refusals {
        /// The delivery's number.
        delivery: u32,
    },
}

impl ImportKind {
    /// The key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Roster => "import-kind-roster",
            Self::Payments => "import-kind-payments",
            Self::Submissions => "import-kind-submissions",
            Self::Refusals { .. } => "import-kind-refusals",
        }
    }

    /// The meanings that a column of such a file can have: their names in messages.
    pub fn meanings(self) -> Vec<&'static str> {
        let columns: &[Column] = match self {
            Self::Roster => &exchange::roster::COLUMNS,
            Self::Payments => &exchange::payments::COLUMNS,
            Self::Submissions => &exchange::package::COLUMNS,
            Self::Refusals { .. } => &exchange::receiver::COLUMNS,
        };
        columns.iter().map(|column| column.shown).collect()
    }
}

/// The part of a meaning's name in messages by which it is known to `Text` and on the command line.
pub fn meaning_code(meaning: &'static str) -> &'static str {
    meaning.rsplit(' ').next().unwrap_or(meaning)
}

/// What is done with the photos of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PhotosAre {
    /// They are checked and kept.
    Kept,
    /// They are checked.
    Checked,
    /// Nobody looks at them.
    Left,
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
    /// There is no delivery of this number, of which the receiver could refuse anything.
    #[error("there is no delivery {0}")]
    NoSuchDelivery(u32),
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        Self::Record(RecordError::Store(error))
    }
}

/// What is to be imported, and how it is to be read.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// What the file holds.
    pub kind: ImportKind,
    /// The file; for submissions a folder or a .zip.
    pub path: &'a Path,
    /// What a person has chosen about the reading.
    pub options: ReadOptions,
    /// What the file was when somebody looked at it; another one is not imported.
    pub expected: Option<FileFingerprint>,
}

impl<'a> Request<'a> {
    /// With everything found out by itself.
    pub fn new(kind: ImportKind, path: &'a Path) -> Self {
        Self { kind, path, options: ReadOptions::default(), expected: None }
    }

    /// Refuses a file that was changed since it was looked at. That there is none is told by whoever reads it.
    fn check_seen(&self) -> Result<(), ImportError> {
        let is_other = |expected| self.path.exists() && FileFingerprint::at(self.path) != expected;
        if self.expected.is_some_and(is_other) {
            return Err(TableError::Changed { path: self.path.to_owned() }.into());
        }
        Ok(())
    }

    /// The same for the file as it is now, unless it is known already what it was.
    fn of_now(&self) -> Self {
        let expected = self.expected.or_else(|| Some(FileFingerprint::at(self.path)));
        Self { expected, ..self.clone() }
    }

    /// Refuses a file that is not, or is no longer, what it was when its reading began. What was read of it may be
    /// of both: the old list with new photos.
    fn check_still(&self) -> Result<(), ImportError> {
        if self.expected.is_some_and(|expected| FileFingerprint::at(self.path) != expected) {
            return Err(TableError::Changed { path: self.path.to_owned() }.into());
        }
        Ok(())
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
    request.check_seen()?;
    let request = &request.of_now();
    let clock = || clock.now();
    let done = match request.kind {
        ImportKind::Roster => {
            // From the first photo to the last entry: meanwhile nobody sets aside what is not named yet.
            let _importing = store.photos().importing();
            roster::plan(store, request, PhotosAre::Kept, progress)
                .and_then(|plan| plan::take(store, request, actor, &clock, plan, progress))
        }
        ImportKind::Payments => payments::plan(request, &clock, progress)
            .and_then(|plan| plan::take(store, request, actor, &clock, plan, progress)),
        ImportKind::Submissions => submissions::import(store, request, actor, &clock, progress),
        ImportKind::Refusals { delivery } => receiver::plan(store, delivery, request, progress)
            .and_then(|plan| plan::take(store, request, actor, &clock, plan, progress)),
    };
    store.note_head();
    match done {
        Err(ImportError::Cancelled(_)) => Ok(ImportReport::cancelled(request.kind, request.path)),
        done => done,
    }
}
