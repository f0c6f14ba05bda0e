//! Leaving what is on the screen: for another screen, for the lock, for the door.

use egui::Context;

use super::{Console, Door};
use crate::desk::clock::now;
use crate::store::StoreError;
use crate::ui::console::screens::Screen;
use crate::worker::{Command, Update, refused};

impl Console {
    /// What stood open on the screen and must not go on without somebody who looks at it: the ID number
    /// that is shown, the time a photo is looked at, a key that is waited for.
    fn leave_screen(&mut self) {
        self.review.leave();
        self.settings_screen.put_away();
        self.help = false;
    }

    /// Goes to a screen.
    pub(super) fn go(&mut self, screen: Screen) {
        self.leave_screen();
        if screen == Screen::Queue {
            self.screens.queue.visited();
        }
        self.screen = screen;
        self.review.look_again();
        self.looking = None;
    }

    /// Locks at once: what is on the screen must not wait for the store. The log is told behind that.
    pub(super) fn lock(&mut self, ctx: &Context) {
        let Door::In(session) = &self.door else { return };
        self.door = Door::Locked(session.clone());
        self.leave_screen();
        self.send(ctx, vec![Command::Lock]);
    }

    /// Signs out at once, like the lock. Nothing of what was on the screens stays for the next person.
    pub(super) fn sign_out(&mut self, ctx: &Context) {
        if !matches!(self.door, Door::In(_) | Door::Locked(_)) {
            return;
        }
        self.door = Door::Shut;
        self.leave_screen();
        self.screens.forget();
        self.review.end();
        self.pictures.clear();
        self.looking = None;
        self.counts = None;
        self.send(ctx, vec![Command::SignOut]);
    }

    /// Hands commands to the worker. One that it has no room for is answered as a lost store answers, so
    /// that nobody waits for it.
    pub(super) fn send(&mut self, ctx: &Context, commands: Vec<Command>) {
        for command in commands {
            if self.link.send(command.clone()) {
                if std::mem::take(&mut self.stuck) {
                    self.lost = None;
                }
                continue;
            }
            let why = StoreError::Lost(self.text.get("console-stuck").into_owned());
            self.stuck = true;
            self.lost.get_or_insert_with(|| why.clone());
            if let Some(answer) = refused(command, why) {
                self.take_answer(ctx, &answer);
            }
        }
    }

    /// The answer to a command that did not go out: told to whoever waits, and followed by no command.
    fn take_answer(&mut self, ctx: &Context, answer: &Update<crate::ui::console::link::Picture>) {
        let _not_sent = self.screens.take(answer, &self.text, now());
        let _not_sent = self.review.take(answer);
        ctx.request_repaint();
    }
}
