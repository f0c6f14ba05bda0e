//! The screen for deliveries (交付): what can be delivered and what can't, how it is to be delivered, and what was.

mod choices;
mod choosing;
mod departments;
mod outcome;
mod panel;
mod past;
#[cfg(test)]
pub(super) mod tests;
mod windows;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Key, Ui};

use crate::desk::deliver::DeliveryOptions;
use crate::desk::delivery_overview::DeliveryOverview;
use crate::domain::account::Role;
use crate::domain::deliverable::Undeliverable;
use crate::ui::parts::dialog::Pick;
use crate::ui::parts::picture::Picture;
use crate::ui::parts::screen::{Place, Screen, Wish};
use crate::ui::parts::shared::Shared;
use crate::worker::{
    Command, DeliverWork, DeliveriesUpdate, JobFault, JobId, JobOutcome, JobUpdate, QueueFault,
    StoreUpdate, Update, Work, WrittenDelivery,
};
use choices::DeliverChoices;

/// The screen for deliveries as the bar and the keys know it.
pub const PLACE: Place = Place {
    code: "deliver",
    key: Key::F10,
    is_for: Role::may_see_deliveries,
    make: |_shared| Box::new(Deliver::default()),
};

/// The screen for deliveries.
#[derive(Debug, Default)]
struct Deliver {
    /// What can be delivered, and what was; nothing before it was read.
    overview: Option<Arc<DeliveryOverview>>,
    /// Why it could not be read the last time.
    failed: Option<QueueFault>,
    /// What was asked for last.
    asked: Option<DeliveryOptions>,
    /// It may have changed.
    stale: bool,
    /// Somebody looks at the screen.
    in_view: bool,
    choices: DeliverChoices,
    /// Which list is shown.
    list: DeliverList,
    /// The window that is open.
    open: Option<DeliverWindow>,
    /// What came of the last delivery.
    ended: Option<EndedDelivery>,
    /// The last dialog gave no answer: the path can be written by hand.
    unanswered: bool,
}

/// A list of the screen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum DeliverList {
    /// What can be delivered and what can't, by department.
    #[default]
    Departments,
    /// The earlier deliveries.
    Past,
}

/// A window over the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
enum DeliverWindow {
    /// Whether it is to be delivered.
    Confirm,
    /// Whether a delivery is to be written again, and where.
    Again {
        /// Which.
        number: u32,
        /// What stands in the path field.
        folder: String,
    },
    /// Students of whom there is nothing to deliver.
    Students {
        /// Of which department; none for all.
        department: Option<String>,
        /// For which reason.
        why: Undeliverable,
    },
    /// The photos that can't be named.
    Faults,
}

/// What came of a delivery.
#[derive(Debug)]
enum EndedDelivery {
    /// It is written.
    Written(Box<WrittenDelivery>),
    /// It was stopped before; or writing it once more was.
    Stopped {
        /// It was to be written once more.
        again: bool,
    },
    /// It failed.
    Failed(JobFault),
}

/// What somebody does on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
enum DeliverAct {
    /// Read it again, after it could not be.
    Retry,
    /// Open a dialog for the place of the folder.
    PickFolder,
    /// Open a window.
    Open(DeliverWindow),
    /// Close the window.
    Close,
    /// Deliver as it is chosen.
    Deliver,
    /// Write the delivery of the window once more.
    WriteAgain,
    /// Stop a job.
    Stop(JobId),
    /// Put away what came of the last delivery.
    PutAway,
}

impl Screen for Deliver {
    fn in_view(&self) -> &'static str {
        PLACE.code
    }

    fn show(&mut self, ui: &mut Ui, shared: &Shared) -> Vec<Wish> {
        let act = panel::show(ui, self, shared);
        let mut wishes = act.map_or_else(Vec::new, |act| self.perform(act));
        wishes.extend(self.reading());
        wishes
    }

    fn take(&mut self, update: &Update<Picture>, shared: &Shared) -> Vec<Wish> {
        match update {
            Update::Deliveries(DeliveriesUpdate::Read(overview)) => {
                self.overview = Some(Arc::clone(overview));
                self.failed = None;
            }
            Update::Deliveries(DeliveriesUpdate::Refused(why)) => self.failed = Some(why.clone()),
            Update::Store(StoreUpdate::Restored) => self.stale = true,
            Update::Job(JobUpdate::Ended { id, outcome }) => {
                if let Some(Work::Deliver { which, .. }) = shared.jobs.get(*id).map(|job| &job.work)
                {
                    self.take_ended(which, outcome);
                }
            }
            _ => {}
        }
        Vec::new()
    }

    fn tick(&mut self, _shared: &Shared) -> Vec<Wish> {
        self.stale |= self.in_view;
        if self.in_view { self.reading() } else { Vec::new() }
    }

    fn enter(&mut self, _shared: &Shared) {
        self.in_view = true;
        self.stale = true;
    }

    fn leave(&mut self, _shared: &Shared) {
        self.in_view = false;
    }

    fn picked(&mut self, pick: Pick, path: Option<PathBuf>, shared: &Shared) -> Vec<Wish> {
        let (Pick::Delivery, Some(place)) = (pick, path) else {
            self.unanswered = true;
            return Vec::new();
        };
        let next = self.next_number();
        let (field, key, number) = match &mut self.open {
            Some(DeliverWindow::Again { number, folder }) => {
                (folder, "deliver-folder-name-again", *number)
            }
            _ => (&mut self.choices.folder, "deliver-folder-name", next),
        };
        let name = shared.text.with(key, &[("number", number.to_string().into())]);
        *field = place.join(name).display().to_string();
        Vec::new()
    }
}

impl Deliver {
    /// Does what was asked and returns what the console has to do.
    fn perform(&mut self, act: DeliverAct) -> Vec<Wish> {
        match act {
            DeliverAct::Retry => self.stale = true,
            DeliverAct::PickFolder => {
                self.unanswered = false;
                return vec![Wish::Pick(Pick::Delivery)];
            }
            DeliverAct::Open(window) => {
                // Whoever decides sees what stands now.
                self.stale |= window == DeliverWindow::Confirm;
                self.unanswered = false;
                self.open = Some(window);
            }
            DeliverAct::Close => self.open = None,
            DeliverAct::Deliver => {
                self.open = None;
                let Some(options) = self.choices.options() else { return Vec::new() };
                let folder = self.choices.folder.clone();
                return self.start(DeliverWork::New(options), &folder);
            }
            DeliverAct::WriteAgain => {
                if let Some(DeliverWindow::Again { number, folder }) = self.open.take() {
                    return self.start(DeliverWork::Again(number), &folder);
                }
            }
            DeliverAct::Stop(id) => return vec![Wish::Stop(id)],
            DeliverAct::PutAway => self.ended = None,
        }
        Vec::new()
    }

    fn start(&mut self, which: DeliverWork, folder: &str) -> Vec<Wish> {
        self.ended = None;
        vec![Wish::Start(Work::Deliver { which, path: Path::new(folder.trim()).to_owned() })]
    }

    /// Asks for what is shown, where it may have changed or something else was chosen.
    fn reading(&mut self) -> Vec<Wish> {
        let Some(options) = self.choices.options().or_else(|| self.asked.clone()) else {
            return Vec::new();
        };
        if !std::mem::take(&mut self.stale) && self.asked.as_ref() == Some(&options) {
            return Vec::new();
        }
        self.asked = Some(options.clone());
        vec![Wish::Send(Command::Deliveries(options))]
    }

    fn take_ended(&mut self, which: &DeliverWork, outcome: &JobOutcome) {
        self.stale = true;
        self.ended = match outcome {
            JobOutcome::Delivered(written) => {
                if !written.again {
                    self.choices.folder.clear();
                }
                Some(EndedDelivery::Written(written.clone()))
            }
            JobOutcome::Cancelled => {
                Some(EndedDelivery::Stopped { again: matches!(which, DeliverWork::Again(_)) })
            }
            JobOutcome::Failed { why } => Some(EndedDelivery::Failed(why.clone())),
            _ => None,
        };
    }

    /// The number that the next delivery would have.
    fn next_number(&self) -> u32 {
        let newest = self.overview.as_ref().and_then(|overview| overview.past.first());
        newest.map_or(1, |past| past.delivery.number.saturating_add(1))
    }
}
