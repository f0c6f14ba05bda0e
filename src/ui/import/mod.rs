//! The import screen: rosters, payments and photos come in, row by row.

mod ahead;
mod ended;
mod looked;
mod outcome;
mod panel;
mod said;
mod tables;
mod take;
#[cfg(test)]
pub(super) mod tests;
mod withdrawal;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Key, Ui};

use self::withdrawal::WithdrawalAct;
use crate::desk::import::{ImportKind, ReadOptions};
use crate::domain::account::Role;
use crate::ui::parts::dialog::Pick;
use crate::ui::parts::picture::Picture;
use crate::ui::parts::screen::{Place, Screen, Wish};
use crate::ui::parts::shared::Shared;
use crate::worker::{JobFault, JobId, JobUpdate, Report, Update, Work};
use ended::Outcomes;
use looked::ChosenFile;

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
    /// What stands in the path field for the report that is shown.
    report_target: String,
    /// Only refused rows are shown.
    refused_only: bool,
    /// A table that was dropped onto the window and whose kind nobody has said yet.
    dropped: Option<PathBuf>,
    /// The names of further tables that were dropped while the kind of another was being asked. They are
    /// not imported.
    passed_over: Vec<String>,
    /// The file that is looked at before it is imported.
    looked: Option<ChosenFile>,
    /// Packages that were dropped too, to be looked at after it.
    next: VecDeque<PathBuf>,
    /// What came of the imports that have ended.
    ended: Outcomes,
    /// What came of saving a report.
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
#[derive(Debug, Clone, PartialEq, Eq)]
enum ImportAct {
    /// Open a file dialog for an import.
    PickSource(ImportKind, Pick),
    /// Open a file dialog for the report that is shown.
    PickTarget,
    /// Look at what stands in the path field.
    Look(ImportKind),
    /// Read what is looked at in this way.
    Read(ReadOptions),
    /// Import what is looked at.
    Confirm,
    /// Don't import it.
    Leave,
    /// Stop a job.
    Stop(JobId),
    /// The dropped table is of this kind.
    Dropped(ImportKind),
    /// Do nothing with the dropped table.
    DropNothing,
    /// Save the report that is shown to what stands in its path field.
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
        let mut wishes = act.map_or_else(Vec::new, |act| self.perform(act, shared));
        wishes.extend(self.withdrawal.wishes());
        wishes
    }

    fn take(&mut self, update: &Update<Picture>, shared: &Shared) -> Vec<Wish> {
        self.withdrawal.take(update, shared);
        if let Update::Job(JobUpdate::Ended { id, outcome }) = update {
            return self.job_ended(*id, outcome, shared);
        }
        Vec::new()
    }

    fn begun(&mut self, id: JobId, work: &Work) {
        if let Some(looked) = &mut self.looked
            && work.is_same(&looked.reading())
        {
            looked.job = Some(id);
        }
    }

    fn enter(&mut self, _shared: &Shared) {
        self.withdrawal.is_stale();
    }

    /// Photos are looked at one package after the other. A table waits until somebody says its kind. Only one
    /// can wait: further ones are not imported, and the screen says so.
    fn dropped(&mut self, paths: &[PathBuf], shared: &Shared) -> Vec<Wish> {
        let mut wishes = vec![Wish::Go(PLACE.code)];
        self.passed_over.clear();
        for path in paths {
            if !is_table(path) {
                self.next.push_back(path.clone());
            } else if self.dropped.is_none() {
                self.dropped = Some(path.clone());
            } else {
                self.passed_over.push(name_of(path));
            }
        }
        if self.looked.is_none() {
            wishes.extend(self.look_at_next(shared));
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
            ImportAct::SaveReport
        } else {
            let Some(kind) = self.picking.take() else { return Vec::new() };
            self.sources[place(kind)] = shown;
            ImportAct::Look(kind)
        };
        self.perform(act, shared)
    }
}

impl Import {
    /// Does what was asked and returns what the console has to do.
    fn perform(&mut self, act: ImportAct, shared: &Shared) -> Vec<Wish> {
        match act {
            ImportAct::PickSource(kind, pick) => {
                self.picking = Some(kind);
                self.passed_over.clear();
                self.unanswered = false;
                vec![Wish::Pick(pick)]
            }
            ImportAct::PickTarget => {
                self.unanswered = false;
                vec![Wish::Pick(Pick::ImportReport)]
            }
            ImportAct::Look(kind) => self.look(kind, shared),
            ImportAct::Read(options) => self.read(options, shared),
            ImportAct::Confirm => self.confirm(shared),
            ImportAct::Leave => {
                let wishes = stop_reading(shared);
                self.looked = None;
                self.saved = None;
                [wishes, self.look_at_next(shared)].concat()
            }
            ImportAct::Stop(id) => vec![Wish::Stop(id)],
            ImportAct::Dropped(kind) => {
                if let Some(path) = self.dropped.take() {
                    self.sources[place(kind)] = path.display().to_string();
                }
                self.look(kind, shared)
            }
            ImportAct::DropNothing => {
                self.dropped = None;
                Vec::new()
            }
            ImportAct::SaveReport => {
                self.saved = None;
                let path = PathBuf::from(self.report_target.trim());
                let Some(report) = self.report() else { return Vec::new() };
                let lang = shared.text.lang();
                vec![Wish::Start(Work::SaveReport { report, path, lang })]
            }
            ImportAct::PutAway => {
                self.passed_over.clear();
                self.ended.put_away();
                self.saved = None;
                Vec::new()
            }
            ImportAct::Withdrawal(act) => {
                self.saved = None;
                self.withdrawal.perform(act)
            }
        }
    }

    /// The report that is shown: of what is looked at, what its import would report.
    fn report(&self) -> Option<Report> {
        if let Some(looked) = &self.looked {
            let (_, preview) = looked.shown.as_ref()?;
            return Some(Report::Import(Arc::new(preview.report.clone())));
        }
        if self.ended.is_empty() {
            return self.withdrawal.report().cloned().map(Report::Withdrawal);
        }
        self.ended.report().cloned().map(Report::Import)
    }

    /// Begins to look at what stands in the path field.
    fn look(&mut self, kind: ImportKind, shared: &Shared) -> Vec<Wish> {
        let path = PathBuf::from(self.sources[place(kind)].trim());
        if path.as_os_str().is_empty() {
            return Vec::new();
        }
        self.saved = None;
        self.begin_to_look(ChosenFile::new(kind, &path), shared)
    }

    /// Begins to look at the next package that was dropped.
    fn look_at_next(&mut self, shared: &Shared) -> Vec<Wish> {
        let Some(path) = self.next.pop_front() else { return Vec::new() };
        self.sources[place(ImportKind::Submissions)] = path.display().to_string();
        self.look(ImportKind::Submissions, shared)
    }

    /// Reads what is looked at in another way.
    fn read(&mut self, options: ReadOptions, shared: &Shared) -> Vec<Wish> {
        let mut wishes = stop_reading(shared);
        let Some(looked) = &mut self.looked else { return wishes };
        looked.options = options;
        looked.failed = None;
        looked.job = None;
        if looked.is_reading() {
            wishes.push(Wish::Start(looked.reading()));
        }
        wishes
    }

    /// Imports what is looked at, as it was shown.
    fn confirm(&mut self, shared: &Shared) -> Vec<Wish> {
        let Some(work) = self.looked.as_ref().and_then(ChosenFile::importing) else {
            return Vec::new();
        };
        self.looked = None;
        self.ended.put_seen_away();
        self.saved = None;
        self.refused_only = false;
        [vec![Wish::Start(work)], self.look_at_next(shared)].concat()
    }
}

/// Stops every reading whose outcome nobody waits for any more.
fn stop_reading(shared: &Shared) -> Vec<Wish> {
    let is_reading = |work: &Work| matches!(work, Work::Preview { .. });
    let running = shared.jobs.running().iter().filter(|job| is_reading(&job.work));
    running.filter(|job| !job.stopping).map(|job| Wish::Stop(job.id)).collect()
}

/// Whether the screen shows this job while it runs.
fn is_shown_here(work: &Work) -> bool {
    !matches!(work, Work::Export { .. } | Work::Deliver { .. } | Work::Backup)
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
        // What the receiver refuses has no place here: it is the command line's.
        ImportKind::Submissions | ImportKind::Refusals { .. } => 2,
    }
}
