//! Messages of the accounts.

use crate::desk::session::{AccountError, NewAccount};
use crate::domain::account::AccountName;
use crate::store::AccountRow;

/// Who may sign in. Answer to each: `Listed` with every account as it stands then, or `Refused`.
#[derive(Debug, Clone)]
pub enum AccountsCommand {
    /// Read them.
    List,
    /// Add one.
    Add(NewAccount),
    /// Set a password.
    SetPassword {
        /// Whose.
        name: AccountName,
        /// The new one.
        password: String,
    },
    /// Let one sign in, or no more.
    SetEnabled {
        /// Whose.
        name: AccountName,
        /// May sign in.
        enabled: bool,
    },
}

/// What came of it.
#[derive(Debug)]
pub enum AccountsUpdate {
    /// Every account.
    Listed(Vec<AccountRow>),
    /// Not read, not made or not changed.
    Refused(AccountError),
}
