//! What comes in and goes out by files: state of the import and the reports screen.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::desk::import::{ImportKind, ImportReport, Progress};
use crate::domain::event::Report;
use crate::text::Lang;
use crate::ui::parts::dialog::Pick;
use crate::worker::command::Command;
use crate::worker::update::JobOutcome;

/// What a running job does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    /// Brings something in.
    Import(ImportKind),
    /// Writes a list.
    Export(Report),
}

/// The job that runs.
#[derive(Debug)]
pub struct Job {
    /// What it does.
    pub work: Work,
    /// From or to where.
    pub path: PathBuf,
    /// When its present stage began; how fast it goes is judged by that.
    pub since: DateTime<Utc>,
    /// How far it was when it last told.
    pub progress: Option<Progress>,
    /// It has been asked to stop.
    pub stopping: bool,
}

/// How the last job ended.
#[derive(Debug)]
pub enum Ended {
    /// An import, with its report.
    Imported(Arc<ImportReport>),
    /// A list, with its number of rows and where it is.
    Exported(Report, u64, PathBuf),
    /// Nothing was done.
    Failed(Work, String),
}

/// State of both screens: one job runs at a time.
#[derive(Debug, Default)]
pub struct Transfer {
    job: Option<Job>,
    ended: Option<Ended>,
    /// The path written by hand, by kind of import: roster, payments, submissions.
    pub sources: [String; 3],
    /// The path written by hand, by report: notices, decisions.
    pub targets: [String; 2],
    /// The kind whose file dialog is open, or was last.
    picking: Option<ImportKind>,
    /// Where the report of an import goes, as written by hand.
    pub report_target: String,
    /// Only refused rows are shown.
    pub refused_only: bool,
    /// What was dropped onto the window: a table, of which somebody has still to say the kind, or photos.
    dropped: Option<PathBuf>,
    /// The names of what was dropped and not taken, since only one job runs at a time.
    passed_over: Vec<String>,
    saved: Option<PathBuf>,
    save_failed: Option<String>,
    /// The last dialog gave no answer: the path can be written by hand.
    pub unanswered: bool,
}

/// What somebody wants on the import or the reports screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransferAction {
    /// Open a file dialog for an import.
    PickSource(ImportKind, Pick),
    /// Open a file dialog for something to be written.
    PickTarget(Pick),
    /// Import what stands in the path field.
    Import(ImportKind),
    /// Write the list to what stands in the path field.
    Export(Report),
    /// Stop the running job.
    Cancel,
    /// The dropped table is of this kind.
    Dropped(ImportKind),
    /// Do nothing with the dropped table.
    DropNothing,
    /// Save the report of the last import to what stands in its path field.
    SaveReport,
    /// Put the outcome of the last job away.
    PutAway,
}

/// What follows an action.
#[derive(Debug)]
pub enum Follow {
    /// Nothing more.
    Nothing,
    /// This goes to the worker.
    Send(Command),
    /// This file dialog opens.
    Ask(Pick),
}

impl Transfer {
    /// The running job.
    pub fn job(&self) -> Option<&Job> {
        self.job.as_ref()
    }

    /// How the last job ended.
    pub fn ended(&self) -> Option<&Ended> {
        self.ended.as_ref()
    }

    /// The dropped table that nobody has said the kind of.
    pub fn dropped_table(&self) -> Option<&Path> {
        self.dropped.as_deref().filter(|path| is_table(path))
    }

    /// What was dropped and not taken, by name.
    pub fn passed_over(&self) -> &[String] {
        &self.passed_over
    }

    /// What stays when somebody signs out: the running job, which goes on and is shown until it ends.
    #[must_use]
    pub fn job_only(self) -> Self {
        Self { job: self.job, ..Self::default() }
    }

    /// Where the last report was saved.
    pub fn saved(&self) -> Option<&Path> {
        self.saved.as_deref()
    }

    /// Why the last report could not be saved.
    pub fn save_failure(&self) -> Option<&str> {
        self.save_failed.as_deref()
    }

    /// Does what was asked.
    pub fn perform(&mut self, action: TransferAction, lang: Lang, now: DateTime<Utc>) -> Follow {
        match action {
            TransferAction::PickSource(kind, pick) => {
                self.picking = Some(kind);
                self.passed_over.clear();
                self.unanswered = false;
                Follow::Ask(pick)
            }
            TransferAction::PickTarget(pick) => {
                self.unanswered = false;
                Follow::Ask(pick)
            }
            TransferAction::Import(kind) => {
                let path = PathBuf::from(self.sources[place(kind)].trim());
                self.start(Work::Import(kind), path.clone(), now, Command::Import { kind, path })
            }
            TransferAction::Export(report) => {
                let path = PathBuf::from(self.targets[target_place(report)].trim());
                let command = Command::Export { report, path: path.clone() };
                self.start(Work::Export(report), path, now, command)
            }
            TransferAction::Cancel => {
                if let Some(job) = &mut self.job {
                    job.stopping = true;
                }
                Follow::Send(Command::CancelJob)
            }
            TransferAction::Dropped(kind) => {
                if let Some(path) = self.dropped.take() {
                    self.sources[place(kind)] = path.display().to_string();
                }
                self.perform(TransferAction::Import(kind), lang, now)
            }
            TransferAction::DropNothing => {
                self.dropped = None;
                Follow::Nothing
            }
            TransferAction::SaveReport => {
                self.saved = None;
                self.save_failed = None;
                let path = PathBuf::from(self.report_target.trim());
                Follow::Send(Command::SaveReport { path, lang })
            }
            TransferAction::PutAway => {
                self.passed_over.clear();
                self.ended = None;
                self.saved = None;
                self.save_failed = None;
                Follow::Nothing
            }
        }
    }

    fn start(&mut self, work: Work, path: PathBuf, now: DateTime<Utc>, command: Command) -> Follow {
        if self.job.is_some() || path.as_os_str().is_empty() {
            return Follow::Nothing;
        }
        self.ended = None;
        self.saved = None;
        self.save_failed = None;
        self.refused_only = false;
        self.job = Some(Job { work, path, since: now, progress: None, stopping: false });
        Follow::Send(command)
    }

    /// A file dialog was answered; what follows is done at once where nothing more is to be said.
    pub fn picked(&mut self, pick: Pick, path: Option<PathBuf>) -> Option<TransferAction> {
        let Some(path) = path else {
            self.unanswered = true;
            return None;
        };
        let shown = path.display().to_string();
        match pick {
            Pick::Table | Pick::Zip | Pick::Folder => {
                let kind = self.picking.take()?;
                self.sources[place(kind)] = shown;
                Some(TransferAction::Import(kind))
            }
            Pick::Export(report) => {
                self.targets[target_place(report)] = shown;
                Some(TransferAction::Export(report))
            }
            Pick::ImportReport => {
                self.report_target = shown;
                Some(TransferAction::SaveReport)
            }
        }
    }

    /// Files or folders were dropped onto the window. The first is taken where nothing runs; the others
    /// are passed over, and the screen says so.
    pub fn dropped(&mut self, paths: Vec<PathBuf>) {
        let mut paths = paths.into_iter();
        if self.job.is_none() && self.dropped.is_none() {
            self.dropped = paths.next();
        }
        self.passed_over = paths.map(|path| name_of(&path)).collect();
    }

    /// What follows from what was dropped. A table waits for its kind to be said; anything else can only
    /// be a package or folder of photos, and is imported.
    pub fn dropped_package(&mut self) -> Option<TransferAction> {
        let path = self.dropped.take_if(|path| !is_table(path))?;
        self.sources[place(ImportKind::Submissions)] = path.display().to_string();
        Some(TransferAction::Import(ImportKind::Submissions))
    }

    /// The job has told how far it is.
    pub fn progress(&mut self, progress: Progress, now: DateTime<Utc>) {
        if let Some(job) = &mut self.job {
            if job.progress.is_some_and(|before| before.stage != progress.stage) {
                job.since = now;
            }
            job.progress = Some(progress);
        }
    }

    /// The job is over.
    pub fn ended_with(&mut self, outcome: JobOutcome) {
        let Some(job) = self.job.take() else { return };
        self.ended = Some(match outcome {
            JobOutcome::Imported(report) => Ended::Imported(report),
            JobOutcome::Exported { report, rows, path } => Ended::Exported(report, rows, path),
            JobOutcome::Failed { why } => Ended::Failed(job.work, why),
        });
    }

    /// The report of the last import is saved.
    pub fn report_saved(&mut self, path: PathBuf) {
        self.saved = Some(path);
    }

    /// The report of the last import could not be saved.
    pub fn report_failed(&mut self, why: &str) {
        self.save_failed = Some(why.to_owned());
    }
}

/// How fast, and how long still.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// Done in a second.
    pub per_second: f64,
    /// Until the end, at that pace.
    pub left: Option<TimeDelta>,
}

impl Job {
    /// How fast it goes, once there is enough to tell it from.
    pub fn pace(&self, now: DateTime<Utc>) -> Option<Pace> {
        let progress = self.progress.as_ref()?;
        let seconds = (now - self.since).as_seconds_f64();
        if seconds < 1.0 || progress.done == 0 {
            return None;
        }
        let per_second = progress.done as f64 / seconds;
        let left = progress.total.checked_sub(progress.done).filter(|_| progress.total > 0);
        let left =
            left.map(|left| TimeDelta::milliseconds((left as f64 / per_second * 1e3) as i64));
        Some(Pace { per_second, left })
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

/// The place of an import kind's path.
pub fn place(kind: ImportKind) -> usize {
    match kind {
        ImportKind::Roster => 0,
        ImportKind::Payments => 1,
        ImportKind::Submissions => 2,
    }
}

/// The place of a report's path.
pub fn target_place(report: Report) -> usize {
    match report {
        Report::Notices => 0,
        Report::Decisions => 1,
    }
}

/// Why nothing can be written there, as a key.
pub fn target_hindrance(path: &str) -> Option<&'static str> {
    let path = Path::new(path.trim());
    let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
    if path.as_os_str().is_empty() {
        Some("transfer-target-missing")
    } else if ["csv", "xlsx"].iter().any(|known| kind.eq_ignore_ascii_case(known)) {
        None
    } else {
        Some("transfer-target-kind")
    }
}

#[cfg(test)]
mod tests;
