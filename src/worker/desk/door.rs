//! The desk thread's part for the door: sign-in, sign-out, lock, unlock.

use super::Desk;
use crate::desk::clock::now;
use crate::desk::session::{self, AccountError, NewAccount};
use crate::domain::account::Actor;
use crate::store::{RecordError, SignInRefusal};
use crate::worker::message::{DoorCommand, DoorUpdate, Update};

impl<P> Desk<P> {
    pub(super) fn serve_door(&mut self, command: DoorCommand) {
        match command {
            DoorCommand::First(new) => self.first_account(&new),
            DoorCommand::SignIn { name, password } => self.sign_in(&name, &password),
            DoorCommand::SignOut => self.sign_out(),
            DoorCommand::Lock => self.lock(),
            DoorCommand::Unlock { password } => self.unlock(&password),
        }
    }

    fn first_account(&mut self, new: &NewAccount) {
        let answer = match session::first_account(&mut self.store, new, now) {
            Ok(session) => {
                self.who.set(Some(session.actor.clone()));
                DoorUpdate::SignedIn(session)
            }
            Err(why) => {
                if let AccountError::Record(error) = &why {
                    self.lose_if_store(error);
                }
                DoorUpdate::FirstRefused(why)
            }
        };
        self.out.put(Update::Door(answer));
    }

    fn sign_in(&mut self, name: &str, password: &str) {
        match session::sign_in(&mut self.store, name, password, now) {
            Ok(session) => {
                let actor = session.actor.clone();
                self.let_in(&actor, DoorUpdate::SignedIn(session));
            }
            Err(refusal) => self.sign_in_refused(refusal),
        }
    }

    fn unlock(&mut self, password: &str) {
        let Some(actor) = self.who.get() else { return };
        match session::unlock(&mut self.store, &actor, password, now) {
            Ok(()) => self.let_in(&actor, DoorUpdate::Unlocked),
            Err(refusal) => self.sign_in_refused(refusal),
        }
    }

    fn let_in(&mut self, actor: &Actor, answer: DoorUpdate) {
        self.who.set(Some(actor.clone()));
        self.out.put(Update::Door(answer));
        self.take_over(actor);
    }

    fn sign_in_refused(&mut self, refusal: SignInRefusal) {
        if let SignInRefusal::Store(error) = &refusal {
            self.lose(error);
        }
        self.out.put(Update::Door(DoorUpdate::SignInRefused(refusal)));
    }

    /// Nobody is signed in any more, even if the sign-out could not be logged.
    fn sign_out(&mut self) {
        let Some(actor) = self.who.get() else { return };
        let leases = std::mem::take(&mut self.leases);
        let told = session::sign_out(&mut self.store, &actor, &leases, now);
        self.untold("sign-out", told);
        self.who.set(None);
    }

    /// The console is locked already, even if this can't be logged.
    fn lock(&mut self) {
        let Some(actor) = self.who.get() else { return };
        let told = session::lock(&mut self.store, &actor, now);
        self.untold("lock", told);
    }

    fn untold(&mut self, what: &str, told: Result<(), RecordError>) {
        if let Err(error) = told {
            tracing::error!("the log could not be told of a {what}: {error}");
            self.lose_if_store(&error);
        }
    }
}
