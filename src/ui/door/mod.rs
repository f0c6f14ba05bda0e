//! The door: first start, sign-in, and the lock behind which the same person comes back.

mod lock;
mod panel;
mod sign_in;

use egui::Ui;

pub use self::lock::IdleClock;
pub use self::sign_in::new_account_hindrance;

use self::lock::LockScreen;
use self::panel::DemoDoor;
use self::sign_in::SignIn;
use crate::desk::demo;
use crate::ui::parts::picture::Picture;
use crate::ui::parts::shared::Shared;
use crate::ui::words::events;
use crate::worker::{Command, DoorUpdate, StoreUpdate, Update};

/// What somebody does at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoorAct {
    /// Sign in with what is typed.
    SignIn,
    /// Make the first administrator of what is typed.
    MakeFirst,
    /// Unlock with the password as typed.
    Unlock,
    /// Leave the lock, so that somebody else can sign in.
    SignOut,
}

/// Which part of the door is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoorForm {
    /// There is no account yet: the first administrator is made.
    First,
    /// The sign-in; in a demo store it lists the demo's accounts.
    SignIn {
        /// The store is a demo: all its people are invented.
        demo: bool,
    },
    /// The lock.
    Lock,
}

/// The door: what is typed there, and what came back.
#[derive(Debug, Default)]
pub struct Door {
    pub(in crate::ui) sign_in: SignIn,
    lock: LockScreen,
}

impl Door {
    /// Draws the door; what was asked there.
    pub fn show(&mut self, ui: &mut Ui, face: DoorForm, shared: &Shared) -> Option<DoorAct> {
        let text = &shared.text;
        match face {
            DoorForm::First => panel::show_first(ui, &mut self.sign_in, text),
            DoorForm::SignIn { demo } => {
                let demo = demo.then_some(DEMO);
                panel::show(ui, &mut self.sign_in, demo, text, shared.now)
            }
            DoorForm::Lock => {
                let who = shared.session.as_ref().map_or("", |session| &session.display_name);
                lock::show(ui, &mut self.lock, who, text, shared.now)
            }
        }
    }

    /// Does what was asked and returns the command for the worker. Signing out is done by the console.
    pub fn perform(&mut self, act: DoorAct) -> Option<Command> {
        match act {
            DoorAct::SignIn => Some(self.sign_in.sign_in()),
            DoorAct::MakeFirst => Some(self.sign_in.make_first()),
            DoorAct::Unlock => Some(self.lock.unlock()),
            DoorAct::SignOut => None,
        }
    }

    /// Takes what concerns the door out of an update.
    pub fn take(&mut self, update: &Update<Picture>, shared: &Shared) {
        match update {
            Update::Door(DoorUpdate::SignedIn(_) | DoorUpdate::Unlocked) => self.forget(),
            // A request sent to a lost store may never be answered, so the person can send it again.
            Update::Store(StoreUpdate::Lost { .. } | StoreUpdate::Restored) => {
                self.sign_in.unanswered();
                self.lock.unanswered();
            }
            Update::Door(DoorUpdate::SignInRefused(why)) => {
                self.sign_in.refused(why, &shared.text, shared.now);
                self.lock.refused(why, &shared.text, shared.now);
            }
            Update::Door(DoorUpdate::FirstRefused(why)) => {
                self.sign_in.failed(&events::account_refusal(&shared.text, why));
            }
            _ => {}
        }
    }

    /// Forgets everything that was typed except the name, which is offered at the next sign-in.
    pub fn forget(&mut self) {
        self.sign_in.signed_in();
        self.lock.opened();
    }
}

const DEMO: DemoDoor = DemoDoor { accounts: demo::ACCOUNTS, password: demo::PASSWORD };
