//! Coming and going: from screen to screen, behind the lock, out of the door.

use super::{At, Console, new_screens};
use crate::desk::session::Session;
use crate::ui::SCREENS;
use crate::worker::{Command, DoorCommand};

impl Console {
    /// Somebody has signed in: every screen that their role may use begins, and the first of them is
    /// shown.
    pub(super) fn signed_in(&mut self, session: Session) {
        let role = session.actor.role;
        self.shared.session = Some(session);
        self.idle.touched(self.shared.now);
        let usable: Vec<usize> =
            (0..SCREENS.len()).filter(|at| (SCREENS[*at].is_for)(role)).collect();
        for place in &usable {
            let wishes = self.screens[*place].begin(&self.shared);
            self.fulfil(*place, wishes);
        }
        // After the screens' commands, the first claim among them: counting a long queue must not delay
        // the first photo.
        self.send(Command::Tick);
        self.at = At::Screen(usable.first().copied().unwrap_or(0));
        self.enter();
    }

    /// Ends what may go on only while somebody looks at the screen: a shown ID number, the time counted
    /// for the photo, waiting for a new key.
    fn leave_screen(&mut self) {
        if let At::Screen(place) = self.at {
            self.screens[place].leave(&self.shared);
        }
        self.shared.covered = false;
    }

    fn enter(&mut self) {
        if let At::Screen(place) = self.at {
            self.screens[place].enter(&self.shared);
        }
        self.shared.ctx.request_repaint();
    }

    /// Goes to the screen at this place.
    pub(super) fn go(&mut self, place: usize) {
        match self.at {
            At::Screen(_) => {
                self.leave_screen();
                self.at = At::Screen(place);
                self.enter();
            }
            At::Lock => self.behind_lock = place,
            At::Opening | At::FirstStart | At::Door => {}
        }
    }

    /// Locks at once. The store is told afterwards: hiding the screen must not wait for it.
    pub(super) fn lock(&mut self) {
        let At::Screen(place) = self.at else { return };
        self.leave_screen();
        self.behind_lock = place;
        self.at = At::Lock;
        self.send(Command::Door(DoorCommand::Lock));
    }

    /// Signs out at once, and tells the store afterwards. Every screen is made anew, so that the next
    /// person sees nothing of this one's work; only running jobs go on and are shown.
    pub(super) fn sign_out(&mut self) {
        if !matches!(self.at, At::Screen(_) | At::Lock) {
            return;
        }
        self.leave_screen();
        self.at = At::Door;
        self.door.forget();
        self.shared.session = None;
        self.shared.counts = None;
        self.screens = new_screens(&self.shared);
        self.send(Command::Door(DoorCommand::SignOut));
    }
}
