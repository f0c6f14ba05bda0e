//! Imports: one transaction takes in all good rows of a file; each bad row is refused by itself.

mod payments;
mod photos;
mod report;
mod roster;
mod submissions;
#[cfg(test)]
mod tests;

use std::ops::ControlFlow;
use std::path::Path;

use chrono::{DateTime, Utc};

pub use report::{
    ImportCounts, ImportReport, Outcome, RowOutcome, lines, remarks, save_report, summary,
};

use crate::domain::account::Actor;
use crate::domain::clock::Clock;
use crate::exchange::TableError;
use crate::store::{RecordError, Store, StoreError};
use crate::text::Text;

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

/// What an import is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Reading the file.
    Reading,
    /// Reading, checking and keeping photos.
    Photos,
    /// Recording; after this an import can't be cancelled.
    Recording,
}

impl Stage {
    /// The key for `Text` of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::Reading => "import-stage-reading",
            Self::Photos => "import-stage-photos",
            Self::Recording => "import-stage-recording",
        }
    }
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What it is doing.
    pub stage: Stage,
    /// Rows or photos done so far.
    pub done: u64,
    /// Rows or photos in all.
    pub total: u64,
    /// Bytes of photos read.
    pub bytes: u64,
}

/// Tells the time.
type Now<'a> = &'a dyn Fn() -> DateTime<Utc>;

/// Called repeatedly with the progress. `ControlFlow::Break` cancels the import, which then changes
/// nothing.
pub type OnProgress<'a> = dyn FnMut(Progress) -> ControlFlow<()> + 'a;

/// Why an import failed as a whole; nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// The file can't be read, or is not what it should be.
    #[error(transparent)]
    File(#[from] TableError),
    /// The store refused, or can't be used.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// Whoever began it has cancelled it.
    #[error("cancelled")]
    Cancelled,
}

impl ImportError {
    /// What a person is told.
    pub fn say(&self, text: &Text) -> String {
        match self {
            Self::File(error) => error.say(text),
            Self::Record(_) | Self::Cancelled => self.to_string(),
        }
    }
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
        Err(ImportError::Cancelled) => Ok(ImportReport::cancelled(kind, path)),
        done => done,
    }
}

/// Reports the progress; an error if the import is to be cancelled.
fn tell(progress: &mut OnProgress<'_>, now: Progress) -> Result<(), ImportError> {
    match progress(now) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(ImportError::Cancelled),
    }
}
