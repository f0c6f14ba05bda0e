//! The report of an import: what became of each row.

use std::path::{Path, PathBuf};

use super::ImportKind;
use crate::exchange::RowRefusal;
use crate::exchange::sheet::Sheet;
use crate::text::Text;

/// What an import did, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportReport {
    /// What was imported.
    pub kind: ImportKind,
    /// From where.
    pub file: PathBuf,
    /// The sums.
    pub counts: ImportCounts,
    /// Each row.
    pub rows: Vec<RowOutcome>,
    /// Columns that nothing is known of.
    pub ignored_columns: Vec<String>,
    /// Stopped before anything was changed.
    pub cancelled: bool,
}

/// How many rows had which outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// New.
    pub added: u64,
    /// Different from what was there.
    pub changed: u64,
    /// There already.
    pub unchanged: u64,
    /// Refused.
    pub refused: u64,
}

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowOutcome {
    /// Where it stands: a row's number, or a file of a package.
    pub place: String,
    /// Whom it is about.
    pub about: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// What can become of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// New.
    Added,
    /// New, and waits for the fee.
    AwaitsPayment,
    /// New, and waits for the decision on the earlier attempt.
    AwaitsEarlier,
    /// Different from what was there.
    Changed,
    /// There already.
    Unchanged,
    /// Refused.
    Refused(RowRefusal),
}

impl Outcome {
    /// The key of its short word.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Added => "import-outcome-added",
            Self::AwaitsPayment => "import-outcome-waiting-payment",
            Self::AwaitsEarlier => "import-outcome-waiting-earlier",
            Self::Changed => "import-outcome-changed",
            Self::Unchanged => "import-outcome-unchanged",
            Self::Refused(_) => "import-outcome-refused",
        }
    }

    /// What a person is told.
    pub fn say(&self, text: &Text) -> String {
        match self {
            Self::Refused(refusal) => text.with(self.key(), &[("why", refusal.say(text).into())]),
            _ => text.get(self.key()).into_owned(),
        }
    }

    /// Refused.
    pub fn is_refused(&self) -> bool {
        matches!(self, Self::Refused(_))
    }
}

impl ImportReport {
    pub(super) fn new(
        kind: ImportKind,
        file: &Path,
        rows: Vec<RowOutcome>,
        ignored_columns: Vec<String>,
    ) -> Self {
        let mut counts = ImportCounts::default();
        for row in &rows {
            match row.outcome {
                Outcome::Added | Outcome::AwaitsPayment | Outcome::AwaitsEarlier => {
                    counts.added += 1;
                }
                Outcome::Changed => counts.changed += 1,
                Outcome::Unchanged => counts.unchanged += 1,
                Outcome::Refused(_) => counts.refused += 1,
            }
        }
        Self { kind, file: file.to_owned(), counts, rows, ignored_columns, cancelled: false }
    }

    pub(super) fn cancelled(kind: ImportKind, file: &Path) -> Self {
        Self { cancelled: true, ..Self::new(kind, file, Vec::new(), Vec::new()) }
    }
}

/// The sums in words.
pub fn summary(report: &ImportReport, text: &Text) -> String {
    let kind = text.get(match report.kind {
        ImportKind::Roster => "import-kind-roster",
        ImportKind::Payments => "import-kind-payments",
        ImportKind::Submissions => "import-kind-submissions",
    });
    if report.cancelled {
        return text.with("import-summary-cancelled", &[("kind", kind.into_owned().into())]);
    }
    // As text: a language's digit grouping has no place in a count that is compared.
    let count = |n: u64| n.to_string().into();
    text.with(
        "import-summary",
        &[
            ("kind", kind.into_owned().into()),
            ("added", count(report.counts.added)),
            ("changed", count(report.counts.changed)),
            ("unchanged", count(report.counts.unchanged)),
            ("refused", count(report.counts.refused)),
        ],
    )
}

/// Each row in words, and the columns that were not used.
pub fn lines(report: &ImportReport, text: &Text) -> Vec<String> {
    let row = |row: &RowOutcome| format!("{}\t{}\t{}", row.place, row.about, row.outcome.say(text));
    let mut lines: Vec<String> = report.rows.iter().map(row).collect();
    if !report.ignored_columns.is_empty() {
        let columns = report.ignored_columns.join(", ");
        lines.push(text.with("import-ignored-columns", &[("columns", columns.into())]));
    }
    lines
}

/// Writes the report to a .csv or .xlsx file.
pub fn save_report(report: &ImportReport, text: &Text, path: &Path) -> anyhow::Result<()> {
    let head = |key: &'static str, width| (text.get(key).into_owned(), width);
    let sheet = Sheet {
        name: text.get("import-sheet").into_owned(),
        head: vec![
            head("import-head-row", 28),
            head("import-head-about", 28),
            head("import-head-outcome", 60),
        ],
        rows: report
            .rows
            .iter()
            .map(|row| vec![row.place.clone(), row.about.clone(), row.outcome.say(text)])
            .collect(),
    };
    sheet.write(path)
}
