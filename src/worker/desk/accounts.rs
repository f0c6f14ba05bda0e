//! The desk thread's part for people: who comes and goes, and the accounts.

use super::Desk;
use crate::desk::clock::now;
use crate::desk::session;
use crate::domain::account::Actor;
use crate::store::SignInRefusal;
use crate::worker::NewAccount;
use crate::worker::update::{AccountError, Update};

impl<P> Desk<P> {
    pub(super) fn first_account(&mut self, new: &NewAccount) {
        match session::first_account(&mut self.store, new, now) {
            Ok(session) => {
                self.who.set(Some(session.actor.clone()));
                self.out.put(Update::SignedIn(session));
            }
            Err(error) => self.account_failed(error),
        }
    }

    pub(super) fn sign_in(&mut self, name: &str, password: &str) {
        match session::sign_in(&mut self.store, name, password, now) {
            Ok(session) => {
                let actor = session.actor.clone();
                self.who.set(Some(actor.clone()));
                self.out.put(Update::SignedIn(session));
                self.take_over(&actor);
            }
            Err(refusal) => self.sign_in_refused(refusal),
        }
    }

    pub(super) fn unlock(&mut self, password: &str) {
        let Some(actor) = self.who.get() else { return };
        match session::unlock(&mut self.store, &actor, password, now) {
            Ok(()) => {
                self.out.put(Update::Unlocked);
                self.take_over(&actor);
            }
            Err(refusal) => self.sign_in_refused(refusal),
        }
    }

    fn sign_in_refused(&mut self, refusal: SignInRefusal) {
        if let SignInRefusal::Store(error) = &refusal {
            self.lose(error);
        }
        self.out.put(Update::SignInRefused(refusal));
    }

    pub(super) fn sign_out(&mut self, actor: &Actor) {
        // Whoever leaves has left, even where the log could not be told.
        let leases = std::mem::take(&mut self.leases);
        if let Err(error) = session::sign_out(&mut self.store, actor, &leases, now) {
            self.failed("failed-sign-out", error);
        }
        self.who.set(None);
        self.out.put(Update::SignedOut);
    }

    pub(super) fn accounts(&mut self) {
        match self.store.accounts() {
            Ok(rows) => self.out.put(Update::Accounts(rows)),
            Err(error) => self.trouble("failed-account", error),
        }
    }

    fn account_failed(&mut self, error: AccountError) {
        match error {
            AccountError::Record(error) => self.failed("failed-account", error),
            other => self.tell_failed("failed-account", other),
        }
    }

    pub(super) fn accounts_after(&mut self, result: Result<(), AccountError>) {
        if let Err(error) = result {
            self.account_failed(error);
        }
        self.accounts();
    }
}
