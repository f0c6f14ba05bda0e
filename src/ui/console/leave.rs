//! Coming and going: from screen to screen, behind the lock, out of the door.

use super::{At, Console, new_screens};
use crate::desk::session::Session;
use crate::ui::SCREENS;
use crate::worker::{Command, DoorCommand};

impl Console {
    /// Somebody is in: whatever they may use begins, and the first of it comes into view.
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
        // Behind the claim: counting a long queue must not keep the first photo waiting.
        self.send(Command::Tick);
        self.at = At::Screen(usable.first().copied().unwrap_or(0));
        self.enter();
    }

    /// What stood open on the screen and must not go on without somebody who looks at it: the ID number
    /// that is shown, the time a photo is looked at, a key that is waited for.
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

    /// Locks at once: what is on the screen must not wait for the store. The log is told behind that.
    pub(super) fn lock(&mut self) {
        let At::Screen(place) = self.at else { return };
        self.leave_screen();
        self.behind_lock = place;
        self.at = At::Lock;
        self.send(Command::Door(DoorCommand::Lock));
    }

    /// Signs out at once, like the lock. Nothing of what was on the screens stays for the next person;
    /// but a job that runs goes on, and can be seen.
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
