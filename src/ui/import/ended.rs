//! What came of the imports that have ended: each outcome is kept until somebody has seen it.

use std::path::PathBuf;
use std::sync::Arc;

use super::said::WordedOnce;
use crate::desk::import::{ImportError, ImportReport, summary};
use crate::text::Text;
use crate::ui::parts::form::Tone;
use crate::ui::words::jobs::job_fault;
use crate::worker::JobFault;

/// An import that has ended.
#[derive(Debug)]
pub(super) struct EndedImport {
    /// What was to be imported.
    pub(super) file: PathBuf,
    /// Its report, or why it came to nothing.
    pub(super) came: Result<Arc<ImportReport>, JobFault>,
    /// What its report remarks, as it is shown.
    pub(super) remarks: WordedOnce,
    /// Somebody has had it before them.
    seen: bool,
}

impl EndedImport {
    /// What came of it, in a sentence.
    pub(super) fn say(&self, text: &Text) -> (Tone, String) {
        match &self.came {
            Ok(report) => {
                let is_well = !report.cancelled && report.is_clean();
                (if is_well { Tone::Done } else { Tone::Note }, summary(report, text))
            }
            Err(why) => {
                let is_cut = matches!(why, JobFault::Import(ImportError::Interrupted { .. }));
                let key = if is_cut { "transfer-interrupted" } else { "transfer-failed" };
                let why = [("why", job_fault(text, why).into())];
                (Tone::Refused, text.with(key, &why))
            }
        }
    }
}

/// The imports that have ended, the newest last.
#[derive(Debug, Default)]
pub(super) struct Outcomes(Vec<EndedImport>);

impl Outcomes {
    /// Notes what came of an import.
    pub(super) fn add(&mut self, file: PathBuf, came: Result<Arc<ImportReport>, JobFault>) {
        self.0.push(EndedImport { file, came, remarks: WordedOnce::default(), seen: false });
    }

    /// The newest, which whoever asks shows.
    pub(super) fn shown(&mut self) -> Option<&mut EndedImport> {
        let newest = self.0.last_mut()?;
        newest.seen = true;
        Some(newest)
    }

    /// The report of the newest.
    pub(super) fn report(&self) -> Option<&Arc<ImportReport>> {
        self.0.last()?.came.as_ref().ok()
    }

    /// How many there are below the newest.
    pub(super) fn below(&self) -> usize {
        self.0.len().saturating_sub(1)
    }

    /// Those that nobody has seen, the newest first.
    pub(super) fn unseen(&self) -> impl Iterator<Item = &EndedImport> {
        self.0.iter().rev().filter(|ended| !ended.seen)
    }

    /// Puts the newest away.
    pub(super) fn put_away(&mut self) {
        self.0.pop();
    }

    /// Puts away whatever somebody has seen.
    pub(super) fn put_seen_away(&mut self) {
        self.0.retain(|ended| !ended.seen);
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
