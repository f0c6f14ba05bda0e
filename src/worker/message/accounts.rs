//! Messages of the accounts.

use crate::desk::session::{AccountError, NewAccount};
use crate::domain::account::AccountName;
use crate::store::AccountRow;

/// Requests about accounts. Each is answered by `Listed` with all accounts as they are then, or by
/// `Refused`.
#[derive(Debug, Clone)]
pub enum AccountsCommand {
    /// List the accounts.
    List,
    /// Add an account.
    Add(NewAccount),
    /// Set a password.
    SetPassword {
        /// Whose.
        name: AccountName,
        /// The new one.
        password: String,
    },
    /// Enable or disable an account.
    SetEnabled {
        /// Whose.
        name: AccountName,
        /// Whether it may sign in.
        enabled: bool,
    },
}

/// Answers about accounts.
#[derive(Debug)]
pub enum AccountsUpdate {
    /// Every account.
    Listed(Vec<AccountRow>),
    /// The accounts could not be read, made or changed.
    Refused(AccountError),
}
