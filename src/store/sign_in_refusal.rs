//! Why somebody could not sign in.

use super::error::{RecordError, StoreError};

/// Why somebody could not sign in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignInRefusal {
    /// Name or password is wrong; which of them is not told.
    #[error("name or password is wrong")]
    Wrong,
    /// The account is disabled (told only to who knows the password).
    #[error("the account is disabled")]
    Disabled,
    /// Too soon after wrong passwords.
    #[error("too many wrong passwords, wait {} s", wait.num_seconds() + 1)]
    TooSoon {
        /// How long to wait before the next try.
        wait: chrono::TimeDelta,
    },
    /// The store failed, or refused the entry of the sign-in.
    #[error(transparent)]
    Store(StoreError),
    /// The sign-in could not be recorded.
    #[error(transparent)]
    Record(RecordError),
}

impl From<StoreError> for SignInRefusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<RecordError> for SignInRefusal {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Store(error) => Self::Store(error),
            error => Self::Record(error),
        }
    }
}
