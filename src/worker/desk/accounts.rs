//! The desk thread's part for the accounts.

use super::Desk;
use crate::desk::clock::now;
use crate::desk::session::{self, AccountError};
use crate::domain::account::Actor;
use crate::worker::message::{AccountsCommand, AccountsUpdate, Update};

impl<P> Desk<P> {
    pub(super) fn serve_accounts(&mut self, actor: &Actor, command: AccountsCommand) {
        let refused = self.change_account(actor, command).err();
        let listed = session::accounts(&self.store, actor);
        // If a change was refused because somebody else was first, the list shows what they did.
        match (refused, listed) {
            (None, Ok(rows)) => self.tell_accounts(AccountsUpdate::Listed(rows)),
            (Some(why), listed) => {
                self.refuse(why);
                if let Ok(rows) = listed {
                    self.tell_accounts(AccountsUpdate::Listed(rows));
                }
            }
            (None, Err(why)) => self.refuse(why.into()),
        }
    }

    fn change_account(
        &mut self,
        actor: &Actor,
        command: AccountsCommand,
    ) -> Result<(), AccountError> {
        let store = &mut self.store;
        match command {
            AccountsCommand::List => Ok(()),
            AccountsCommand::Add(new) => session::add_account(store, actor, &new, now),
            AccountsCommand::SetPassword { name, password } => {
                session::set_password(store, actor, &name, &password, now)
            }
            AccountsCommand::SetEnabled { name, enabled } => {
                session::set_enabled(store, actor, &name, enabled, now)
            }
        }
    }

    fn refuse(&mut self, why: AccountError) {
        if let AccountError::Record(error) = &why {
            self.lose_if_store(error);
        }
        self.tell_accounts(AccountsUpdate::Refused(why));
    }

    fn tell_accounts(&self, update: AccountsUpdate) {
        self.out.put(Update::Accounts(update));
    }
}
