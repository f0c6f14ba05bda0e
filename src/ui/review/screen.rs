//! The review as a screen.

use egui::{Key, Ui};

use super::{Review, ReviewAct};
use crate::domain::account::Role;
use crate::ui::action::Action;
use crate::ui::parts::picture::Picture;
use crate::ui::parts::screen::{Place, Screen, Wish};
use crate::ui::parts::settings::Settings;
use crate::ui::parts::shared::Shared;
use crate::worker::{Command, ReviewUpdate, Update};

/// The review as the bar and the keys know it.
pub const PLACE: Place = Place {
    code: "review",
    key: Key::F1,
    is_for: Role::may_decide,
    make: |shared| Box::new(Review::new(shared.watch.clone())),
};

impl Screen for Review {
    fn in_view(&self) -> &'static str {
        PLACE.code
    }

    fn show(&mut self, ui: &mut Ui, shared: &Shared) -> Vec<Wish> {
        match self.draw(ui, shared) {
            // A click on what the sheet of keys covers is not meant.
            Some(_) if shared.covered => Vec::new(),
            Some(ReviewAct::Do(Action::Backdrop)) => {
                let backdrop = shared.settings.backdrop.next();
                vec![Wish::Set(Settings { backdrop, ..shared.settings.clone() })]
            }
            Some(act) => sent(self.perform(act, shared)),
            None => Vec::new(),
        }
    }

    fn take(&mut self, update: &Update<Picture>, shared: &Shared) -> Vec<Wish> {
        let comes_back = self.expects(update);
        let mut wishes = sent(self.take_in(update, &shared.text));
        if matches!(update, Update::Review(ReviewUpdate::Claimed { taken: true, .. }))
            && !comes_back
        {
            wishes.push(Wish::Go(PLACE.code));
        }
        wishes
    }

    fn keys(&mut self, shared: &Shared) -> Vec<Wish> {
        self.order = shared.settings.claim_order;
        if shared.covered { Vec::new() } else { sent(self.logic(shared)) }
    }

    fn begin(&mut self, shared: &Shared) -> Vec<Wish> {
        self.order = shared.settings.claim_order;
        sent(self.claim_first())
    }

    fn tick(&mut self, _shared: &Shared) -> Vec<Wish> {
        sent(self.look_for_work())
    }

    fn enter(&mut self, _shared: &Shared) {
        self.look_again();
    }

    fn leave(&mut self, _shared: &Shared) {
        self.look_away();
    }

    fn unattended(&mut self, _shared: &Shared) {
        self.unseen();
    }

    fn is_waiting(&self) -> bool {
        self.is_pending()
    }

    fn fills_the_window(&self) -> bool {
        true
    }
}

fn sent(commands: Vec<Command>) -> Vec<Wish> {
    commands.into_iter().map(Wish::Send).collect()
}
