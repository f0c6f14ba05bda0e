//! The screen that writes notices and decisions to files.

mod panel;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use egui::{Key, Ui};

use crate::domain::account::Role;
use crate::domain::event::ExportKind;
use crate::domain::submission::SubmissionId;
use crate::ui::parts::dialog::Pick;
use crate::ui::parts::picture::Picture;
use crate::ui::parts::screen::{Place, Screen, Wish};
use crate::ui::parts::shared::Shared;
use crate::worker::{JobFault, JobId, JobOutcome, JobUpdate, Update, Work};

/// The screen of notices and decisions as the bar and the keys know it.
pub const PLACE: Place = Place {
    code: "exports",
    key: Key::F4,
    is_for: Role::may_export,
    make: |_shared| Box::new(Exports::default()),
};

/// What came of a list.
#[derive(Debug)]
enum Ended {
    /// It is written.
    Written {
        /// Which.
        kind: ExportKind,
        /// Number of rows.
        rows: u64,
        /// The submissions that are not in it, since the store's record of them can't be read.
        unread: Vec<SubmissionId>,
        /// Where.
        path: PathBuf,
    },
    /// It was stopped before.
    Stopped(ExportKind),
    /// It could not be written.
    Failed(JobFault),
}

/// The screen of notices and decisions.
#[derive(Debug, Default)]
struct Exports {
    /// What stands in the path fields: for notices, decisions.
    targets: [String; 2],
    /// What came of the last one.
    ended: Option<Ended>,
    /// The last dialog gave no answer: the path can be written by hand.
    unanswered: bool,
}

/// What somebody does on this screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ExportsAct {
    /// Open a file dialog for the list.
    PickTarget(ExportKind),
    /// Write the list to what stands in its path field.
    Export(ExportKind),
    /// Stop a job.
    Stop(JobId),
}

impl Screen for Exports {
    fn in_view(&self) -> &'static str {
        PLACE.code
    }

    fn show(&mut self, ui: &mut Ui, shared: &Shared) -> Vec<Wish> {
        panel::show(ui, self, shared).map_or_else(Vec::new, |act| self.perform(act))
    }

    fn take(&mut self, update: &Update<Picture>, shared: &Shared) -> Vec<Wish> {
        if let Update::Job(JobUpdate::Ended { id, outcome }) = update {
            let work = shared.jobs.get(*id).map(|job| &job.work);
            match (outcome, work) {
                (JobOutcome::Exported { kind, rows, unread, path }, _) => {
                    let (kind, rows, path) = (*kind, *rows, path.clone());
                    let unread = unread.clone();
                    self.ended = Some(Ended::Written { kind, rows, unread, path });
                }
                (JobOutcome::Cancelled, Some(Work::Export { kind, .. })) => {
                    self.ended = Some(Ended::Stopped(*kind));
                }
                (JobOutcome::Failed { why }, Some(Work::Export { .. })) => {
                    self.ended = Some(Ended::Failed(why.clone()));
                }
                _ => {}
            }
        }
        Vec::new()
    }

    fn picked(&mut self, pick: Pick, path: Option<PathBuf>, _shared: &Shared) -> Vec<Wish> {
        let (Pick::Export(kind), Some(path)) = (pick, path) else {
            self.unanswered = true;
            return Vec::new();
        };
        self.targets[place(kind)] = path.display().to_string();
        self.perform(ExportsAct::Export(kind))
    }
}

impl Exports {
    fn perform(&mut self, act: ExportsAct) -> Vec<Wish> {
        match act {
            ExportsAct::PickTarget(kind) => {
                self.unanswered = false;
                vec![Wish::Pick(Pick::Export(kind))]
            }
            ExportsAct::Export(kind) => {
                let path = PathBuf::from(self.targets[place(kind)].trim());
                if path.as_os_str().is_empty() {
                    return Vec::new();
                }
                self.ended = None;
                vec![Wish::Start(Work::Export { kind, path })]
            }
            ExportsAct::Stop(id) => vec![Wish::Stop(id)],
        }
    }
}

/// The index into `targets`.
fn place(kind: ExportKind) -> usize {
    match kind {
        ExportKind::Notices => 0,
        ExportKind::Decisions => 1,
    }
}
