//! The queue as a screen: the list, or the submission that is open in it.

use std::collections::HashMap;

use egui::{Key, TextureHandle, TextureOptions, Ui};

use super::{Queue, QueueAct, panel};
use crate::ui::history::{self, Opened};
use crate::ui::parts::picture::Picture;
use crate::ui::parts::screen::{Place, Screen, Wish};
use crate::ui::parts::shared::Shared;
use crate::ui::words::events;
use crate::worker::{Command, JobOutcome, JobUpdate, Look, PictureFault, Update};

/// The queue as the bar and the keys know it.
pub const PLACE: Place = Place {
    code: "queue",
    key: Key::F2,
    is_for: |_role| true,
    make: |_shared| Box::new(QueueScreen::default()),
};

/// The queue as a screen.
#[derive(Default)]
struct QueueScreen {
    queue: Queue,
    /// The submission that is open, if any.
    opened: Opened,
    /// The picture of the open submission, once it is there.
    pictures: HashMap<Look, Result<TextureHandle, PictureFault>>,
    looking: Option<Look>,
}

impl Screen for QueueScreen {
    fn in_view(&self) -> &'static str {
        if self.opened.is_open() { "history" } else { PLACE.code }
    }

    fn show(&mut self, ui: &mut Ui, shared: &Shared) -> Vec<Wish> {
        let mut wishes = if self.opened.is_open() {
            let photo = self.photo();
            let act = history::panel::show(ui, &mut self.opened, photo, shared);
            let command = act.and_then(|act| self.opened.perform(act));
            command.map(Wish::Send).into_iter().collect()
        } else {
            panel::show(ui, &mut self.queue, shared)
                .map_or_else(Vec::new, |act| self.perform(act, shared))
        };
        wishes.extend(self.look());
        wishes
    }

    fn take(&mut self, update: &Update<Picture>, shared: &Shared) -> Vec<Wish> {
        let mut commands = Vec::new();
        match update {
            Update::Listed { ids, truncated, departments } => {
                self.queue.listed(ids.clone(), *truncated, departments.clone(), shared.now);
            }
            Update::Rows(rows) => self.queue.loaded(rows.clone()),
            Update::Leases(_) => self.queue.aged(),
            Update::History(history) => self.opened.came(history.clone()),
            Update::Recorded(recorded) => {
                self.queue.visited();
                commands.extend(self.opened.recorded(recorded.ask.submission));
            }
            Update::Refused { ask, why } => {
                let why = events::refusal(&shared.text, why);
                commands.extend(self.opened.refused(ask.submission, why));
            }
            Update::Job(JobUpdate::Ended { outcome: JobOutcome::Imported(_), .. }) => {
                self.queue.visited();
                commands.push(Command::Tick);
            }
            Update::Picture { look, picture } if Some(*look) == self.looking => {
                let picture = picture.clone().map(|image| {
                    shared.ctx.load_texture(look.photo.hex(), image, TextureOptions::LINEAR)
                });
                self.pictures.insert(*look, picture);
            }
            Update::Lost { .. } => self.opened.unanswered(),
            Update::Restored => {
                self.opened.unanswered();
                self.queue.visited();
                commands.extend(self.opened.try_again());
            }
            Update::Failed(failure) => {
                let why = events::fault(&shared.text, &failure.why);
                match failure.key {
                    "failed-list" => self.queue.failed(&why),
                    "failed-history" => self.opened.not_read(&why),
                    "failed-take" => commands.extend(self.opened.not_taken(&why)),
                    _ => {}
                }
            }
            _ => {}
        }
        commands.into_iter().map(Wish::Send).collect()
    }

    fn enter(&mut self, _shared: &Shared) {
        self.queue.visited();
        self.looking = None;
    }
}

impl QueueScreen {
    fn perform(&mut self, act: QueueAct, shared: &Shared) -> Vec<Wish> {
        match act {
            QueueAct::Import => vec![Wish::Go("import")],
            QueueAct::Open(id) => vec![Wish::Send(self.opened.open(id))],
            act => self.queue.perform(act, shared.now).map(Wish::Send).into_iter().collect(),
        }
    }

    /// The photo of the open submission, as far as it is there.
    fn photo(&self) -> history::panel::Photo {
        match self.looking.and_then(|look| self.pictures.get(&look)) {
            None => history::panel::Photo::Waiting,
            Some(Ok(texture)) => history::panel::Photo::There(texture.id(), texture.size_vec2()),
            Some(Err(fault)) => history::panel::Photo::Fault(fault.clone()),
        }
    }

    /// Asks for the picture of the open submission, once.
    fn look(&mut self) -> Option<Wish> {
        let look = self.opened.look();
        if look == self.looking {
            return None;
        }
        self.looking = look;
        self.pictures.retain(|there, _| Some(*there) == look);
        let wanted = look.filter(|look| !self.pictures.contains_key(look));
        Some(Wish::Send(Command::Look(wanted.into_iter().collect())))
    }
}
