//! Answers to commands that can't be carried out, so that nobody waits for one that never comes.

use super::command::Command;
use super::update::{Failure, Update};
use crate::store::{RecordError, SignInRefusal, StoreError};

/// The answer to a command that was not carried out since the store can't be used; none where nobody
/// waits for one. Who signs out or locks is told so: that needs no store.
pub fn refused<P>(command: Command, error: StoreError) -> Option<Update<P>> {
    let failed = |key, error: StoreError| {
        Some(Update::Failed(Failure { key, why: RecordError::Store(error).into() }))
    };
    match command {
        Command::SignIn { .. } | Command::Unlock { .. } => {
            Some(Update::SignInRefused(SignInRefusal::Store(error)))
        }
        Command::SignOut => Some(Update::SignedOut),
        Command::Lock => Some(Update::Locked),
        Command::Ask(ask) => Some(Update::Refused { ask, why: RecordError::Store(error) }),
        Command::Claim { .. } | Command::Tick => failed("failed-claim", error),
        Command::Take(_) => failed("failed-take", error),
        Command::Unmask { .. } => failed("failed-unmask", error),
        Command::List { .. } | Command::Rows(_) => failed("failed-list", error),
        Command::History(_) => failed("failed-history", error),
        Command::FirstAccount(_)
        | Command::Accounts
        | Command::AddAccount(_)
        | Command::SetPassword { .. }
        | Command::SetEnabled { .. } => failed("failed-account", error),
        // Jobs wait for nobody: each opens the store itself, and says what came of that.
        Command::Release(_) | Command::Look(_) | Command::Job(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::submission::{Revision, SubmissionId};
    use crate::worker::{Ask, Change};

    type Fits = fn(&Update<()>) -> bool;

    #[test]
    fn whoever_waits_is_answered() {
        let id = SubmissionId(1);
        let ask = Ask { submission: id, seen: Revision(1), change: Change::Resume };
        let password = String::new();
        let cases: [(Command, Fits); 6] = [
            (Command::Ask(ask), |update| matches!(update, Update::Refused { .. })),
            (Command::Unlock { password }, |update| matches!(update, Update::SignInRefused(_))),
            (Command::SignOut, |update| matches!(update, Update::SignedOut)),
            (Command::History(id), |u| matches!(u, Update::Failed(f) if f.key == "failed-history")),
            (Command::Accounts, |u| matches!(u, Update::Failed(f) if f.key == "failed-account")),
            (Command::Rows(vec![id]), |u| matches!(u, Update::Failed(f) if f.key == "failed-list")),
        ];
        for (command, fits) in cases {
            let said = format!("{command:?}");
            let answer = refused::<()>(command, StoreError::Lost("gone".to_owned()));
            assert!(answer.is_some_and(|update| fits(&update)), "{said}");
        }
        assert!(
            refused::<()>(Command::Look(Vec::new()), StoreError::Lost(String::new())).is_none()
        );
    }
}
