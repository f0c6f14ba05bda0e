//! The report of an import: what became of each row.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::told::{Told, is_own_input};
use super::{ImportKind, Request};
use crate::desk::export::{ExportError, prepare};
use crate::desk::progress::OnProgress;
use crate::domain::operation::OperationId;
use crate::exchange::RowRefusal;
use crate::exchange::sheet::{Sheet, SheetError};
use crate::text::Text;

/// What an import did, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportReport {
    /// What was imported.
    pub kind: ImportKind,
    /// From where.
    pub file: PathBuf,
    /// Its number, by which it can be withdrawn; none where nothing was recorded under it.
    pub import: Option<OperationId>,
    /// The sums.
    pub counts: ImportCounts,
    /// Each row.
    pub rows: Vec<RowOutcome>,
    /// Columns with unknown names.
    pub ignored_columns: Vec<String>,
    /// Visible sheets of a workbook with other contents; they were not read.
    pub ignored_sheets: Vec<String>,
    /// What else is told.
    pub told: Told,
    /// It was stopped. What it had recorded by then stands, and `rows` tells of that alone.
    pub cancelled: bool,
    /// The longest time for which it held the store's write lock.
    pub longest_slice: Duration,
}

/// How many rows had which outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// Rows that were new.
    pub added: u64,
    /// Rows that differed from what was there.
    pub changed: u64,
    /// Rows that were there already.
    pub unchanged: u64,
    /// Rows that were refused.
    pub refused: u64,
    /// Photos that only the import itself looks at: none after an import.
    pub to_check: u64,
}

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowOutcome {
    /// Where the row stands: its number, or a file of the package.
    pub place: String,
    /// Whom it is about.
    pub about: String,
    /// What became of it.
    pub outcome: Outcome,
}

impl RowOutcome {
    /// A line for a person: where it stands, whom it is about, what becomes of it.
    pub fn line(&self, text: &Text) -> String {
        format!("{}\t{}\t{}", self.place, self.about, self.outcome.say(text))
    }
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
    /// The photo of an earlier attempt, sent again.
    Resent {
        /// Which attempt.
        attempt: u32,
    },
    /// Its photo is to be checked, and taken if nothing speaks against it: what is known before an import.
    ToCheck,
    /// Nobody handed it in: left out, without counting as refused.
    LeftOut(RowRefusal),
    /// Refused.
    Refused(RowRefusal),
}

impl Outcome {
    /// The key for `Text` of its short word.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Added => "import-outcome-added",
            Self::AwaitsPayment => "import-outcome-waiting-payment",
            Self::AwaitsEarlier => "import-outcome-waiting-earlier",
            Self::Changed => "import-outcome-changed",
            Self::Unchanged => "import-outcome-unchanged",
            Self::Resent { .. } => "import-outcome-resent",
            Self::ToCheck => "import-outcome-to_check",
            Self::LeftOut(_) => "import-outcome-left_out",
            Self::Refused(_) => "import-outcome-refused",
        }
    }

    /// What a person is told.
    pub fn say(&self, text: &Text) -> String {
        match self {
            Self::LeftOut(refusal) | Self::Refused(refusal) => {
                text.with(self.key(), &[("why", refusal.say(text).into())])
            }
            Self::Resent { attempt } => {
                text.with(self.key(), &[("attempt", attempt.to_string().into())])
            }
            _ => text.get(self.key()).into_owned(),
        }
    }

    /// The outcome of a row that is not taken. A folder that a system made by itself is only left out:
    /// nobody handed it in, so it does not make the import a faulty one. Nor does a row that a later one of
    /// the same student takes the place of.
    pub(super) fn not_taken(refusal: RowRefusal) -> Self {
        match refusal {
            RowRefusal::FolderSetAside { .. } | RowRefusal::Superseded { .. } => {
                Self::LeftOut(refusal)
            }
            refusal => Self::Refused(refusal),
        }
    }

    /// Refused.
    pub fn is_refused(&self) -> bool {
        matches!(self, Self::Refused(_))
    }
}

/// What an import has recorded.
pub(super) struct RecordedRows {
    /// The rows, as far as they were recorded.
    pub(super) rows: Vec<RowOutcome>,
    /// The number that their entries bear.
    pub(super) import: Option<OperationId>,
    /// It was stopped before the last of them.
    pub(super) stopped: bool,
    /// The longest time for which it held the store's write lock.
    pub(super) longest: Duration,
}

impl ImportReport {
    pub(super) fn new(
        kind: ImportKind,
        file: &Path,
        rows: Vec<RowOutcome>,
        ignored_columns: Vec<String>,
        told: Told,
    ) -> Self {
        let mut counts = ImportCounts::default();
        for row in &rows {
            match row.outcome {
                Outcome::Added | Outcome::AwaitsPayment | Outcome::AwaitsEarlier => {
                    counts.added += 1;
                }
                Outcome::Changed => counts.changed += 1,
                Outcome::Unchanged | Outcome::Resent { .. } => counts.unchanged += 1,
                Outcome::ToCheck => counts.to_check += 1,
                Outcome::LeftOut(_) => {}
                Outcome::Refused(_) => counts.refused += 1,
            }
        }
        let (file, ignored_sheets) = (file.to_owned(), told.found.other_sheets.clone());
        let (cancelled, longest_slice) = (false, Duration::ZERO);
        Self {
            kind,
            file,
            import: None,
            counts,
            rows,
            ignored_columns,
            ignored_sheets,
            told,
            cancelled,
            longest_slice,
        }
    }

    pub(super) fn cancelled(kind: ImportKind, file: &Path) -> Self {
        Self { cancelled: true, ..Self::new(kind, file, Vec::new(), Vec::new(), Told::default()) }
    }

    /// Whether all that the file holds was understood and looked at: it wasn't stopped, no row was refused or is in
    /// doubt, and no sheet was left unread.
    pub fn is_clean(&self) -> bool {
        !self.cancelled
            && self.counts.refused == 0
            && self.ignored_sheets.is_empty()
            && self.told.doubts.is_empty()
    }

    /// The report of what was recorded.
    pub(super) fn of(
        request: &Request<'_>,
        recorded: RecordedRows,
        ignored_columns: Vec<String>,
        told: Told,
    ) -> Self {
        let report = Self::new(request.kind, request.path, recorded.rows, ignored_columns, told);
        let took = report.counts.added + report.counts.changed > 0;
        Self {
            import: recorded.import.filter(|_| took),
            cancelled: recorded.stopped,
            longest_slice: recorded.longest,
            ..report
        }
    }

    /// Its number in a sentence, if anything was recorded under it.
    pub fn said_number(&self, text: &Text) -> Option<String> {
        let number = self.import?.to_string();
        Some(text.with("withdrawal-number", &[("number", number.into())]))
    }
}

/// The counts as a sentence.
pub fn summary(report: &ImportReport, text: &Text) -> String {
    let kind = text.get(report.kind.key());
    if report.cancelled && report.rows.is_empty() {
        return text.with("import-summary-cancelled", &[("kind", kind.into_owned().into())]);
    }
    // As text, since Fluent would group the digits by language, and these counts are compared.
    let count = |n: u64| n.to_string().into();
    text.with(
        if report.cancelled { "import-summary-stopped" } else { "import-summary" },
        &[
            ("kind", kind.into_owned().into()),
            ("added", count(report.counts.added)),
            ("changed", count(report.counts.changed)),
            ("unchanged", count(report.counts.unchanged)),
            ("refused", count(report.counts.refused)),
        ],
    )
}

/// Sentences about what was not read, and what else is told.
pub fn remarks(report: &ImportReport, text: &Text) -> Vec<String> {
    let ignored = [
        ("import-ignored-columns", "columns", &report.ignored_columns),
        ("import-ignored-sheets", "sheets", &report.ignored_sheets),
    ];
    let filled = ignored.into_iter().filter(|(.., names)| !names.is_empty());
    let ignored =
        filled.map(|(key, place, names)| text.with(key, &[(place, names.join(", ").into())]));
    ignored.chain(report.told.say(text)).collect()
}

/// A sentence for each row, then those about what was not read.
pub fn lines(report: &ImportReport, text: &Text) -> Vec<String> {
    report.rows.iter().map(|row| row.line(text)).chain(remarks(report, text)).collect()
}

/// Writes the report to a .csv or .xlsx file, which is there whole, or as it was before; `progress` may
/// stop it.
pub fn save_report(
    report: &ImportReport,
    text: &Text,
    path: &Path,
    progress: &mut OnProgress<'_>,
) -> Result<(), ExportError> {
    if is_own_input(&report.file, path) {
        return Err(SheetError::OwnInput(path.to_owned()).into());
    }
    let head = |key: &'static str, width| (text.get(key).into_owned(), width);
    let file = report.file.display().to_string();
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
            .chain(
                remarks(report, text)
                    .into_iter()
                    .map(|said| vec![file.clone(), String::new(), said]),
            )
            .collect(),
    };
    Ok(prepare(&sheet, path, progress)?.place()?)
}
