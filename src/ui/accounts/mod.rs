//! The state of the accounts screen, which is for administrators: the list, the open form, the request
//! under way.

mod panel;

use egui::{Key, Ui};

use crate::desk::session::{NewAccount, SHORTEST_PASSWORD};
use crate::domain::account::{AccountName, Role};
use crate::store::AccountRow;
use crate::ui::door::new_account_hindrance;
use crate::ui::parts::picture::Picture;
use crate::ui::parts::screen::{Place, Screen, Wish};
use crate::ui::parts::shared::Shared;
use crate::ui::words::events;
use crate::worker::{AccountsCommand, AccountsUpdate, Command, StoreUpdate, Update};

/// The accounts screen as the bar and the keys know it.
pub const PLACE: Place = Place {
    code: "accounts",
    key: Key::F5,
    is_for: Role::may_manage_accounts,
    make: |_shared| Box::new(Accounts::default()),
};

/// The form that is open, with what is typed in it.
#[derive(Debug, Default)]
pub(super) enum Form {
    /// Nothing.
    #[default]
    None,
    /// A new account.
    Add {
        /// Name to sign in with.
        name: String,
        /// The person's name.
        display_name: String,
        /// What they may do.
        role: Option<Role>,
        /// Their first password.
        password: String,
    },
    /// A new password.
    Password {
        /// Whose.
        of: AccountName,
        /// The password.
        password: String,
        /// The password, typed a second time.
        again: String,
    },
}

/// The accounts screen.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    pub(super) rows: Option<Vec<AccountRow>>,
    pub(super) form: Form,
    pub(super) failed: Option<String>,
    /// The form was sent and is not answered yet.
    waiting: bool,
    /// The list was asked for and has not come yet.
    loading: bool,
    pub(super) done: Option<(&'static str, String)>,
}

/// What somebody wants on the accounts screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum AccountsAct {
    /// Read the accounts.
    Load,
    /// Begin to write a new account.
    BeginAdd,
    /// Begin to write a new password for this account.
    BeginPassword(AccountName),
    /// Send what is written.
    Send,
    /// Write nothing.
    Cancel,
    /// Enable this account (`true`) or disable it.
    Enable(AccountName, bool),
}

impl Screen for Accounts {
    fn in_view(&self) -> &'static str {
        PLACE.code
    }

    fn show(&mut self, ui: &mut Ui, shared: &Shared) -> Vec<Wish> {
        let act = panel::show(ui, self, shared);
        act.and_then(|act| self.perform(act)).map(Wish::Send).into_iter().collect()
    }

    fn take(&mut self, update: &Update<Picture>, shared: &Shared) -> Vec<Wish> {
        match update {
            Update::Accounts(AccountsUpdate::Listed(rows)) => self.came(rows.clone()),
            Update::Accounts(AccountsUpdate::Refused(why)) => {
                self.failed(&events::account_refusal(&shared.text, why));
            }
            Update::Store(StoreUpdate::Lost { .. }) => self.unanswered(),
            Update::Store(StoreUpdate::Restored) => {
                self.unanswered();
                self.try_again();
            }
            _ => {}
        }
        Vec::new()
    }
}

impl Accounts {
    /// The list has come. If a form was waiting for an answer, this is the answer: its change was made.
    fn came(&mut self, rows: Vec<AccountRow>) {
        self.rows = Some(rows);
        self.loading = false;
        if std::mem::take(&mut self.waiting) {
            self.done = match &self.form {
                Form::None => None,
                Form::Add { name, .. } => Some(("console-accounts-added", name.trim().to_owned())),
                Form::Password { of, .. } => {
                    Some(("console-accounts-password-set", of.to_string()))
                }
            };
            self.form = Form::None;
            self.failed = None;
        }
    }

    /// The request failed; the form stays as it was filled in.
    fn failed(&mut self, why: &str) {
        self.unanswered();
        self.failed = Some(why.to_owned());
    }

    /// No answer will come to what was sent: nothing is waited for any more.
    fn unanswered(&mut self) {
        self.waiting = false;
        self.loading = false;
    }

    /// The store works again: a list that could not be read is asked for again.
    fn try_again(&mut self) {
        if self.rows.is_none() {
            self.failed = None;
        }
    }

    /// Whether the list has to be asked for: it is not there, not on its way, and did not fail.
    pub(super) fn wants_rows(&self) -> bool {
        self.rows.is_none() && !self.loading && self.failed.is_none()
    }

    /// Does what was asked; the command, if any, goes to the worker.
    fn perform(&mut self, action: AccountsAct) -> Option<Command> {
        self.failed = None;
        self.done = None;
        match action {
            AccountsAct::Load => {
                self.loading = true;
                Some(Command::Accounts(AccountsCommand::List))
            }
            AccountsAct::BeginAdd => {
                self.form = Form::Add {
                    name: String::new(),
                    display_name: String::new(),
                    role: Some(Role::Reviewer),
                    password: String::new(),
                };
                None
            }
            AccountsAct::BeginPassword(of) => {
                self.form = Form::Password { of, password: String::new(), again: String::new() };
                None
            }
            AccountsAct::Cancel => {
                self.form = Form::None;
                None
            }
            AccountsAct::Enable(name, enabled) => {
                Some(Command::Accounts(AccountsCommand::SetEnabled { name, enabled }))
            }
            AccountsAct::Send => self.send(),
        }
    }

    fn send(&mut self) -> Option<Command> {
        let command = match &self.form {
            Form::None => return None,
            Form::Add { name, display_name, role, password } => {
                Command::Accounts(AccountsCommand::Add(NewAccount {
                    name: name.trim().to_owned(),
                    display_name: display_name.trim().to_owned(),
                    role: (*role)?,
                    password: password.clone(),
                }))
            }
            Form::Password { of, password, .. } => {
                Command::Accounts(AccountsCommand::SetPassword {
                    name: of.clone(),
                    password: password.clone(),
                })
            }
        };
        self.waiting = true;
        Some(command)
    }

    /// Why the form can't be sent now, as a key for `Text`.
    pub(super) fn hindrance(&self) -> Option<&'static str> {
        match &self.form {
            _ if self.waiting => Some("console-accounts-working"),
            Form::None => None,
            Form::Add { name, display_name, role, password } => {
                let exists = self.rows.iter().flatten().any(|row| row.name.as_str() == name.trim());
                new_account_hindrance(name, display_name, password)
                    .or_else(|| exists.then_some("console-accounts-exists"))
                    .or_else(|| role.is_none().then_some("console-accounts-role-missing"))
            }
            Form::Password { password, again, .. } => {
                if password.chars().count() < SHORTEST_PASSWORD {
                    Some("console-password-rule")
                } else {
                    (password != again).then_some("console-password-differs")
                }
            }
        }
    }
}
