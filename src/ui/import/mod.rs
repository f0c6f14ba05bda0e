//! The import screen: rosters, payments and photos come in, row by row.

mod outcome;
mod panel;
#[cfg(test)]
mod tests;
mod withdrawal;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Key, Ui};

use self::withdrawal::WithdrawalAct;
use crate::desk::import::{ImportKind, ImportReport};
use crate::domain::account::Role;
use crate::text::Lang;
use crate::ui::parts::dialog::Pick;
use crate::ui::parts::picture::Picture;
use crate::ui::parts::screen::{Place, Screen, Wish};
use crate::ui::parts::shared::Shared;
use crate::worker::{JobFault, JobId, JobOutcome, JobUpdate, Update, Work};

/// The import screen as the bar and the keys know it.
pub const PLACE: Place = Place {
    code: "import",
    key: Key::F3,
    is_for: Role::may_import,
    make: |_shared| Box::new(Import::default()),
};

/// The import screen.
#[derive(Debug, Default)]
struct Import {
    /// What stands in the path fields: for roster, payments, submissions.
    sources: [String; 3],
    /// The kind of import for which the file dialog was last opened.
    picking: Option<ImportKind>,
    /// What stands in the path field for the report of the last import.
    report_target: String,
    /// Only refused rows are shown.
    refused_only: bool,
    /// A table that was dropped onto the window and whose kind nobody has said yet.
    dropped: Option<PathBuf>,
    /// The names of further tables that were dropped while the kind of another was being asked. They are
    /// not imported.
    passed_over: Vec<String>,
    /// What came of the last import.
    ended: Option<Result<Arc<ImportReport>, JobFault>>,
    /// What came of saving its report.
    saved: Option<Saved>,
    /// The imports before, and the withdrawal of one.
    withdrawal: withdrawal::Withdrawal,
    /// The last dialog gave no answer: the path can be written by hand.
    unanswered: bool,
}

/// What came of saving a report.
#[derive(Debug)]
enum Saved {
    /// It is there.
    There(PathBuf),
    /// It was stopped before.
    Stopped,
    /// It could not be written.
    Failed(JobFault),
}

/// What somebody does on the import screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    /// Open a file dialog for an import.
    PickSource(ImportKind, Pick),
    /// Open a file dialog for the report of the last import.
    PickTarget,
    /// Import what stands in the path field.
    Import(ImportKind),
    /// Stop a job.
    Stop(JobId),
    /// The dropped table is of this kind.
    Dropped(ImportKind),
    /// Do nothing with the dropped table.
    DropNothing,
    /// Save the report of the last import to what stands in its path field.
    SaveReport,
    /// Put the outcome of the last import away.
    PutAway,
    /// Take a wrong import back.
    Withdrawal(WithdrawalAct),
}

impl Screen for Import {
    fn in_view(&self) -> &'static str {
        PLACE.code
    }

    fn show(&mut self, ui: &mut Ui, shared: &Shared) -> Vec<Wish> {
        let act = panel::show(ui, self, shared);
        let mut wishes = act.map_or_else(Vec::new, |act| self.perform(act, shared.text.lang()));
        wishes.extend(self.withdrawal.wishes());
        wishes
    }

    fn take(&mut self, update: &Update<Picture>, shared: &Shared) -> Vec<Wish> {
        if let Update::Job(JobUpdate::Ended { id, outcome }) = update {
            self.job_ended(*id, outcome, shared);
        }
        self.withdrawal.take(update, shared);
        Vec::new()
    }

    fn enter(&mut self, _shared: &Shared) {
        self.withdrawal.is_stale();
    }

    /// Photos are imported at once. A table waits until somebody says its kind. Only one can wait:
    /// further ones are not imported, and the screen says so.
    fn dropped(&mut self, paths: &[PathBuf], _shared: &Shared) -> Vec<Wish> {
        let mut wishes = vec![Wish::Go(PLACE.code)];
        self.passed_over.clear();
        for path in paths {
            if !is_table(path) {
                self.sources[place(ImportKind::Submissions)] = path.display().to_string();
                wishes.extend(self.start(ImportKind::Submissions));
            } else if self.dropped.is_none() {
                self.dropped = Some(path.clone());
            } else {
                self.passed_over.push(name_of(path));
            }
        }
        wishes
    }

    fn picked(&mut self, pick: Pick, path: Option<PathBuf>, shared: &Shared) -> Vec<Wish> {
        let Some(path) = path else {
            self.unanswered = true;
            return Vec::new();
        };
        let shown = path.display().to_string();
        let act = if pick == Pick::ImportReport {
            self.report_target = shown;
            Act::SaveReport
        } else {
            let Some(kind) = self.picking.take() else { return Vec::new() };
            self.sources[place(kind)] = shown;
            Act::Import(kind)
        };
        self.perform(act, shared.text.lang())
    }
}

impl Import {
    /// Does what was asked and returns what the console has to do.
    fn perform(&mut self, act: Act, lang: Lang) -> Vec<Wish> {
        match act {
            Act::PickSource(kind, pick) => {
                self.picking = Some(kind);
                self.passed_over.clear();
                self.unanswered = false;
                vec![Wish::Pick(pick)]
            }
            Act::PickTarget => {
                self.unanswered = false;
                vec![Wish::Pick(Pick::ImportReport)]
            }
            Act::Import(kind) => self.start(kind),
            Act::Stop(id) => vec![Wish::Stop(id)],
            Act::Dropped(kind) => {
                if let Some(path) = self.dropped.take() {
                    self.sources[place(kind)] = path.display().to_string();
                }
                self.start(kind)
            }
            Act::DropNothing => {
                self.dropped = None;
                Vec::new()
            }
            Act::SaveReport => {
                self.saved = None;
                let path = PathBuf::from(self.report_target.trim());
                let Some(Ok(report)) = &self.ended else { return Vec::new() };
                let report = Arc::clone(report);
                vec![Wish::Start(Work::SaveReport { report, path, lang })]
            }
            Act::PutAway => {
                self.passed_over.clear();
                self.ended = None;
                self.saved = None;
                Vec::new()
            }
            Act::Withdrawal(act) => self.withdrawal.perform(act),
        }
    }

    fn start(&mut self, kind: ImportKind) -> Vec<Wish> {
        let path = PathBuf::from(self.sources[place(kind)].trim());
        if path.as_os_str().is_empty() {
            return Vec::new();
        }
        self.ended = None;
        self.saved = None;
        self.refused_only = false;
        vec![Wish::Start(Work::Import { kind, path })]
    }

    fn job_ended(&mut self, id: JobId, outcome: &JobOutcome, shared: &Shared) {
        let work = shared.jobs.get(id).map(|job| &job.work);
        match (outcome, work) {
            (JobOutcome::Imported(report), _) => self.ended = Some(Ok(Arc::clone(report))),
            (JobOutcome::ReportSaved(path), _) => self.saved = Some(Saved::There(path.clone())),
            (JobOutcome::Failed { why }, Some(Work::Import { .. })) => {
                self.ended = Some(Err(why.clone()));
            }
            (JobOutcome::Failed { why }, Some(Work::SaveReport { .. })) => {
                self.saved = Some(Saved::Failed(why.clone()));
            }
            (JobOutcome::Cancelled, Some(Work::SaveReport { .. })) => {
                self.saved = Some(Saved::Stopped);
            }
            _ => {}
        }
    }
}

/// The last part of a path, for a sentence.
fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn is_table(path: &Path) -> bool {
    path.extension()
        .and_then(|ext| ext.to_str())
        .is_some_and(|ext| ["csv", "xlsx"].iter().any(|table| ext.eq_ignore_ascii_case(table)))
}

/// The index into `sources`.
fn place(kind: ImportKind) -> usize {
    match kind {
        ImportKind::Roster => 0,
        ImportKind::Payments => 1,
        ImportKind::Submissions => 2,
    }
}
