//! The queue as a screen: the list, or the submission that is open in it.

use std::collections::HashMap;

use egui::{Key, TextureHandle, TextureOptions, Ui};

use super::{Queue, QueueAct, panel};
use crate::ui::history::{self, Opened};
use crate::ui::parts::picture::Picture;
use crate::ui::parts::screen::{Place, Screen, Wish};
use crate::ui::parts::shared::Shared;
use crate::ui::words::events;
use crate::worker::{
    Command, HistoryUpdate, JobOutcome, JobUpdate, PictureFault, PictureId, PictureUpdate,
    QueueUpdate, ReviewUpdate, StoreUpdate, Update,
};

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
    pictures: HashMap<PictureId, Result<TextureHandle, PictureFault>>,
    wanted: Option<PictureId>,
}

impl Screen for QueueScreen {
    fn in_view(&self) -> &'static str {
        if self.opened.is_open() { "history" } else { PLACE.code }
    }

    fn show(&mut self, ui: &mut Ui, shared: &Shared) -> Vec<Wish> {
        let mut wishes = if self.opened.is_open() {
            let photo = self.photo();
            let act = history::panel::show(ui, &mut self.opened, photo, shared);
            let command = act.and_then(|act| self.opened.perform(act, shared.watch.at()));
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
            Update::Queue(update) => self.take_list(update, shared),
            Update::History(HistoryUpdate::Read(history)) => self.opened.came(history.clone()),
            Update::History(HistoryUpdate::Refused { submission, why }) => {
                self.opened.not_read(*submission, &events::refusal(&shared.text, why));
            }
            Update::Review(update) => commands.extend(self.take_review(update, shared)),
            Update::Job(JobUpdate::Ended { outcome: JobOutcome::Imported(_), .. }) => {
                self.queue.visited();
                commands.push(Command::Tick);
            }
            Update::Picture(PictureUpdate { id, picture }) if Some(*id) == self.wanted => {
                let picture = picture.clone().map(|image| {
                    shared.ctx.load_texture(id.photo.hex(), image, TextureOptions::LINEAR)
                });
                self.pictures.insert(*id, picture);
            }
            Update::Store(StoreUpdate::Lost { .. }) => self.opened.unanswered(),
            Update::Store(StoreUpdate::Restored) => {
                self.opened.unanswered();
                self.queue.visited();
                commands.extend(self.opened.try_again());
            }
            _ => {}
        }
        commands.into_iter().map(Wish::Send).collect()
    }

    fn enter(&mut self, _shared: &Shared) {
        self.queue.visited();
        self.wanted = None;
    }
}

impl QueueScreen {
    fn take_list(&mut self, update: &QueueUpdate, shared: &Shared) {
        match update {
            QueueUpdate::Counted(_) => {}
            QueueUpdate::Listed(list) => self.queue.listed(list, shared.now),
            QueueUpdate::Rows(rows) => self.queue.loaded(rows.clone()),
            QueueUpdate::Refused(why) => self.queue.failed(&events::not_listed(&shared.text, why)),
        }
    }

    fn take_review(&mut self, update: &ReviewUpdate, shared: &Shared) -> Option<Command> {
        match update {
            ReviewUpdate::Leases(_) => {
                self.queue.aged();
                None
            }
            ReviewUpdate::Recorded(recorded) => {
                self.queue.visited();
                self.opened.recorded(recorded.ask.submission, shared.watch.at())
            }
            ReviewUpdate::Refused { ask, why } => {
                self.opened.refused(ask.submission, events::refusal(&shared.text, why))
            }
            ReviewUpdate::NotTaken { submission, why } => {
                self.opened.not_taken(*submission, &events::refusal(&shared.text, why))
            }
            _ => None,
        }
    }

    fn perform(&mut self, act: QueueAct, shared: &Shared) -> Vec<Wish> {
        match act {
            QueueAct::Import => vec![Wish::Go("import")],
            QueueAct::Open(id) => vec![Wish::Send(self.opened.open(id))],
            act => self.queue.perform(act, shared.now).map(Wish::Send).into_iter().collect(),
        }
    }

    /// The photo of the open submission, as far as it is there.
    fn photo(&self) -> history::panel::Photo {
        match self.wanted.and_then(|id| self.pictures.get(&id)) {
            None => history::panel::Photo::Waiting,
            Some(Ok(texture)) => history::panel::Photo::There(texture.id(), texture.size_vec2()),
            Some(Err(fault)) => history::panel::Photo::Fault(fault.clone()),
        }
    }

    /// Asks for the picture of the open submission, once.
    fn look(&mut self) -> Option<Wish> {
        let id = self.opened.picture();
        if id == self.wanted {
            return None;
        }
        self.wanted = id;
        self.pictures.retain(|there, _| Some(*there) == id);
        let wanted = id.filter(|id| !self.pictures.contains_key(id));
        Some(Wish::Send(Command::Pictures(wanted.into_iter().collect())))
    }
}
