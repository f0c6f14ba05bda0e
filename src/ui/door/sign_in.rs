//! The state of the sign-in: what is typed, why it can't be sent, and why it was refused.

use chrono::{DateTime, Utc};

use crate::desk::session::{NewAccount, SHORTEST_PASSWORD};
use crate::domain::account::{AccountName, Role};
use crate::store::SignInRefusal;
use crate::text::Text;
use crate::ui::words::events;
use crate::ui::words::store::store_words;
use crate::worker::{Command, DoorCommand};

/// Why a sign-in was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DoorRefusal {
    /// Name or password is wrong.
    Wrong,
    /// The account is disabled.
    Disabled,
    /// Too many wrong passwords: the next try is taken at this time.
    TooSoon(DateTime<Utc>),
    /// Something failed; the text says what.
    Failed(String),
}

impl DoorRefusal {
    /// Translates the store's refusal for the screen.
    pub(super) fn of(why: &SignInRefusal, text: &Text, now: DateTime<Utc>) -> Self {
        match why {
            SignInRefusal::Wrong => Self::Wrong,
            SignInRefusal::Disabled => Self::Disabled,
            SignInRefusal::TooSoon { wait } => Self::TooSoon(now + *wait),
            SignInRefusal::Store(error) => Self::Failed(store_words(text, error)),
            SignInRefusal::Record(error) => Self::Failed(events::refusal(text, error)),
        }
    }
}

/// The sign-in screen: what is typed and what came back.
#[derive(Debug, Default)]
pub struct SignIn {
    pub(super) name: String,
    pub(in crate::ui) password: String,
    pub(super) again: String,
    pub(super) display_name: String,
    pub(super) refused: Option<DoorRefusal>,
    pub(super) waiting: bool,
    /// The first field has been given the focus once, and is not given it again.
    pub(super) focused: bool,
}

impl SignIn {
    /// A refusal has come.
    pub fn refused(&mut self, why: &SignInRefusal, text: &Text, now: DateTime<Utc>) {
        self.waiting = false;
        self.password.clear();
        self.refused = Some(DoorRefusal::of(why, text, now));
        self.focused = false;
    }

    /// Something failed while a sign-in was on its way.
    pub fn failed(&mut self, why: &str) {
        self.waiting = false;
        self.refused = Some(DoorRefusal::Failed(why.to_owned()));
    }

    /// No answer will come to what was sent: it can be sent again.
    pub fn unanswered(&mut self) {
        self.waiting = false;
    }

    /// Signed in: forgets everything that was typed except the name, for the next time.
    pub fn signed_in(&mut self) {
        *self = Self { name: std::mem::take(&mut self.name), ..Self::default() };
    }

    /// The command that signs in with what is typed.
    pub fn sign_in(&mut self) -> Command {
        let name = self.begin();
        Command::Door(DoorCommand::SignIn { name, password: self.password.clone() })
    }

    /// The command that makes the first administrator from what is typed.
    pub fn make_first(&mut self) -> Command {
        let name = self.begin();
        Command::Door(DoorCommand::First(NewAccount {
            name,
            display_name: self.display_name.trim().to_owned(),
            role: Role::Administrator,
            password: self.password.clone(),
        }))
    }

    fn begin(&mut self) -> String {
        self.waiting = true;
        self.refused = None;
        self.name.trim().to_owned()
    }

    /// Why the sign-in can't be sent now, as a key for `Text`.
    pub(super) fn sign_in_hindrance(&self, now: DateTime<Utc>) -> Option<&'static str> {
        match self.refused {
            _ if self.waiting => Some("console-sign_in-checking"),
            Some(DoorRefusal::TooSoon(until)) if until > now => Some("console-sign_in-wait"),
            _ if self.name.trim().is_empty() => Some("console-sign_in-name-missing"),
            _ if self.password.is_empty() => Some("console-sign_in-password-missing"),
            _ => None,
        }
    }

    /// Why the first account can't be made now, as a key for `Text`.
    pub(super) fn first_hindrance(&self) -> Option<&'static str> {
        if self.waiting {
            return Some("console-sign_in-checking");
        }
        new_account_hindrance(&self.name, &self.display_name, &self.password)
            .or_else(|| (self.password != self.again).then_some("console-password-differs"))
    }
}

/// What is wrong with a new account as typed, as a key for `Text`.
pub fn new_account_hindrance(
    name: &str,
    display_name: &str,
    password: &str,
) -> Option<&'static str> {
    if AccountName::new(name.trim()).is_err() {
        Some("console-name-rule")
    } else if display_name.trim().is_empty() {
        Some("console-display_name-missing")
    } else if password.chars().count() < SHORTEST_PASSWORD {
        Some("console-password-rule")
    } else {
        None
    }
}
