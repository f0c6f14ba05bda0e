//! Messages of the door: first start, sign-in, lock, sign-out.

use crate::desk::session::{AccountError, NewAccount, Session};
use crate::store::{SignInRefusal, StoreError};

/// Who comes and goes.
#[derive(Debug, Clone)]
pub enum DoorCommand {
    /// Make the first account, an administrator, and sign in as it. Answer: `SignedIn`, or
    /// `FirstRefused`.
    First(NewAccount),
    /// Answer: `SignedIn` and `ReviewUpdate::Claimed` (what is still held), or `SignInRefused`. Nothing
    /// is counted yet: that is for a `Tick` behind the first `Claim`.
    SignIn {
        /// Account name as typed.
        name: String,
        /// Password as typed.
        password: String,
    },
    /// Release every claim and forget the account. No answer: whoever leaves has left.
    SignOut,
    /// Keep the account and its claims, but renew them no more. No answer.
    Lock,
    /// Answer: `Unlocked` and `ReviewUpdate::Claimed` (what is still held), or `SignInRefused`.
    Unlock {
        /// Password as typed.
        password: String,
    },
}

/// What came of it.
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
