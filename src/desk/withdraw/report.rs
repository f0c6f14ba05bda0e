//! The report of a withdrawal: what became of each row of the import, and why some stay.

use std::path::Path;

use crate::desk::export::{ExportError, prepare};
use crate::desk::import::ImportKind;
use crate::desk::progress::OnProgress;
use crate::domain::withdrawal::Kept;
use crate::exchange::sheet::Sheet;
use crate::store::PastImport;
use crate::text::Text;

/// What a withdrawal did, row by row, or would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithdrawalReport {
    /// The import, as it stood before.
    pub import: PastImport,
    /// Each of its rows, as far as it came.
    pub rows: Vec<WithdrawnRow>,
    /// The sums.
    pub counts: WithdrawnCounts,
    /// Nothing was done yet: this is what would be.
    pub only_looked: bool,
    /// It was stopped. What it had taken back by then stands, and `rows` tells of that alone.
    pub stopped: bool,
}

/// How many rows had which outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WithdrawnCounts {
    /// Taken back now.
    pub taken_back: u64,
    /// Taken back before.
    pub before: u64,
    /// Kept.
    pub kept: u64,
}

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithdrawnRow {
    /// The student's number; empty where they are erased, or can't be read.
    pub no: String,
    /// Their name, likewise.
    pub name: String,
    /// What became of it.
    pub outcome: WithdrawnOutcome,
}

/// What can become of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithdrawnOutcome {
    /// Taken back now.
    TakenBack,
    /// Taken back before.
    Before,
    /// It stays.
    Kept(Kept),
}

impl WithdrawnOutcome {
    /// What a person is told.
    pub fn say(self, text: &Text) -> String {
        match self {
            Self::TakenBack => text.get("withdrawal-outcome-taken_back").into_owned(),
            Self::Before => text.get("withdrawal-outcome-before").into_owned(),
            Self::Kept(kept) => {
                text.with("withdrawal-outcome-kept", &[("why", text.get(kept.key()).into())])
            }
        }
    }

    /// It stays.
    pub fn is_kept(self) -> bool {
        matches!(self, Self::Kept(_))
    }
}

/// What an import brought; a roster where it enrolled or corrected anybody.
pub fn kind_of(import: &PastImport) -> ImportKind {
    if import.submitted > 0 {
        ImportKind::Submissions
    } else if import.paid > 0 {
        ImportKind::Payments
    } else {
        ImportKind::Roster
    }
}

impl WithdrawalReport {
    pub(super) fn new(import: PastImport, rows: Vec<WithdrawnRow>, only_looked: bool) -> Self {
        let mut counts = WithdrawnCounts::default();
        for row in &rows {
            match row.outcome {
                WithdrawnOutcome::TakenBack => counts.taken_back += 1,
                WithdrawnOutcome::Before => counts.before += 1,
                WithdrawnOutcome::Kept(_) => counts.kept += 1,
            }
        }
        Self { import, rows, counts, only_looked, stopped: false }
    }

    /// Whether nothing of the import stands any more, or would.
    pub fn is_whole(&self) -> bool {
        !self.stopped && self.counts.kept == 0
    }

    /// How many rows are kept for each reason, the weightiest first.
    pub fn reasons(&self) -> Vec<(Kept, u64)> {
        let count = |kept: Kept| {
            let of = self.rows.iter().filter(|row| row.outcome == WithdrawnOutcome::Kept(kept));
            (kept, of.count() as u64)
        };
        Kept::ALL.into_iter().map(count).filter(|(_, number)| *number > 0).collect()
    }

    /// The counts as a sentence.
    pub fn summary(&self, text: &Text) -> String {
        let kind = text.get(match kind_of(&self.import) {
            ImportKind::Roster => "import-kind-roster",
            ImportKind::Payments => "import-kind-payments",
            ImportKind::Submissions => "import-kind-submissions",
            ImportKind::Refusals { .. } => "import-kind-refusals",
        });
        let key = match (self.only_looked, self.stopped) {
            (true, _) => "withdrawal-summary-looked",
            (false, true) => "withdrawal-summary-stopped",
            (false, false) => "withdrawal-summary",
        };
        let count = |n: u64| n.to_string().into();
        let counts = self.counts;
        text.with(
            key,
            &[
                ("kind", kind.into_owned().into()),
                ("taken", count(counts.taken_back)),
                ("before", count(counts.before)),
                ("kept", count(counts.kept)),
            ],
        )
    }

    /// What is to be done afterwards, where rows are taken back: an import that said the same of them as this one left
    /// no entry that would keep them.
    pub fn advice(&self, text: &Text) -> Option<String> {
        (self.counts.taken_back > 0).then(|| text.get("withdrawal-again").into_owned())
    }

    /// A sentence for each reason why rows stay, with how many.
    pub fn said_reasons(&self, text: &Text) -> Vec<String> {
        let said = |(kept, number): (Kept, u64)| {
            let values = [("n", number.to_string().into()), ("why", text.get(kept.key()).into())];
            text.with("withdrawal-kept-n", &values)
        };
        self.reasons().into_iter().map(said).collect()
    }

    /// A line for each row that stays.
    pub fn lines(&self, text: &Text) -> Vec<String> {
        let kept = self.rows.iter().filter(|row| row.outcome.is_kept());
        kept.map(|row| format!("{}\t{}\t{}", row.no, row.name, row.outcome.say(text))).collect()
    }

    /// Writes the report to a .csv or .xlsx file, which is there whole, or as it was before; `progress` may
    /// stop it.
    pub fn save(
        &self,
        text: &Text,
        path: &Path,
        progress: &mut OnProgress<'_>,
    ) -> Result<(), ExportError> {
        let head = |key: &'static str, width| (text.get(key).into_owned(), width);
        let row =
            |row: &WithdrawnRow| vec![row.no.clone(), row.name.clone(), row.outcome.say(text)];
        let sheet = Sheet {
            name: text.get("withdrawal-sheet").into_owned(),
            head: vec![
                head("withdrawal-head-student_no", 24),
                head("withdrawal-head-name", 24),
                head("import-head-outcome", 60),
            ],
            rows: self.rows.iter().map(row).collect(),
        };
        Ok(prepare(&sheet, path, progress)?.place()?)
    }
}
