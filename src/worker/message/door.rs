//! Messages of the door: first start, sign-in, lock, sign-out.

use crate::desk::session::{AccountError, NewAccount, Session};
use crate::store::{SignInRefusal, StoreError};

/// Requests to come in or leave.
#[derive(Debug, Clone)]
pub enum DoorCommand {
    /// Make the first account, an administrator, and sign in as it. Answer: `SignedIn`, or
    /// `FirstRefused`.
    First(NewAccount),
    /// Sign in. Answer: `SignedIn` and `ReviewUpdate::Claimed` (what the account still holds), or
    /// `SignInRefused`. The queue is not counted: the console sends a `Tick` for that after its first
    /// `Claim`.
    SignIn {
        /// Account name as typed.
        name: String,
        /// Password as typed.
        password: String,
    },
    /// Give all leases back and sign out. No answer: the console has signed out already.
    SignOut,
    /// Stay signed in and keep the leases, but renew them no more. No answer.
    Lock,
    /// Answer: `Unlocked` and `ReviewUpdate::Claimed` (what is still held), or `SignInRefused`.
    Unlock {
        /// Password as typed.
        password: String,
    },
}

/// Answers to those requests.
#[derive(Debug)]
pub enum DoorUpdate {
    /// Signed in.
    SignedIn(Session),
    /// Unlocked by the same account.
    Unlocked,
    /// Not signed in, or not unlocked.
    SignInRefused(SignInRefusal),
    /// The first account was not made.
    FirstRefused(AccountError),
}

impl DoorCommand {
    pub(super) fn refused(self, why: StoreError) -> Option<DoorUpdate> {
        match self {
            Self::First(_) => Some(DoorUpdate::FirstRefused(why.into())),
            Self::SignIn { .. } | Self::Unlock { .. } => {
                Some(DoorUpdate::SignInRefused(SignInRefusal::Store(why)))
            }
            Self::SignOut | Self::Lock => None,
        }
    }
}
