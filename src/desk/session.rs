//! Who sits at the desk: first start, sign-in, lock, sign-out.

use crate::domain::account::{AccountName, Actor, NotAnAccountName, Role};
use crate::domain::clock::Clock;
use crate::domain::event::{Event, Subject};
use crate::domain::lifecycle::Refusal;
use crate::domain::submission::Revision;
use crate::store::{AccountRow, Claim, RecordError, SignInRefusal, Store, StoreError};

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Account and role.
    pub actor: Actor,
    /// The person's name, as shown.
    pub display_name: String,
}

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Name to sign in with, as typed.
    pub name: String,
    /// The person's name, as shown.
    pub display_name: String,
    /// What they may do.
    pub role: Role,
    /// As typed.
    pub password: String,
}

/// Why an account can't be made or changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// The name has signs that a name can't have.
    #[error(transparent)]
    Name(#[from] NotAnAccountName),
    /// A password of fewer than [`SHORTEST_PASSWORD`] characters.
    #[error("a password has at least {SHORTEST_PASSWORD} characters")]
    PasswordTooShort,
    /// There is an administrator already: the first start is over.
    #[error("the store has an administrator already")]
    NotFirst,
    /// The store refused.
    #[error(transparent)]
    Record(#[from] RecordError),
}

impl From<StoreError> for AccountError {
    fn from(error: StoreError) -> Self {
        Self::Record(RecordError::Store(error))
    }
}

/// Shortest password, in characters (NIST SP 800-63B asks for eight).
pub const SHORTEST_PASSWORD: usize = 8;

/// Whether there is no administrator yet, so that nobody could make an account.
pub fn is_first_start(store: &Store) -> Result<bool, StoreError> {
    Ok(!store.accounts()?.iter().any(|row| row.role == Role::Administrator))
}

/// Makes the first administrator, whatever role `new` says, and signs in as them.
pub fn first_account(
    store: &mut Store,
    new: &NewAccount,
    clock: impl Clock,
) -> Result<Session, AccountError> {
    if !is_first_start(store)? {
        return Err(AccountError::NotFirst);
    }
    let new = NewAccount { role: Role::Administrator, ..new.clone() };
    let name = AccountName::of_person(&new.name)?;
    // Nobody else is there yet, so the first administrator is the one who adds their own account.
    let actor = Actor { account: name.clone(), role: Role::Administrator };
    add_account(store, &actor, &new, clock)?;
    record(store, &actor, &Event::SignedIn, clock)?;
    Ok(Session { actor, display_name: new.display_name })
}

/// Every account, for those who manage accounts.
pub fn accounts(store: &Store, actor: &Actor) -> Result<Vec<AccountRow>, RecordError> {
    store.check_standing(actor)?;
    if !actor.role.may_manage_accounts() {
        return Err(Refusal::NotAllowed { role: actor.role }.into());
    }
    store.accounts().map_err(RecordError::Store)
}

/// Adds an account.
pub fn add_account(
    store: &mut Store,
    actor: &Actor,
    new: &NewAccount,
    clock: impl Clock,
) -> Result<(), AccountError> {
    let name = AccountName::of_person(&new.name)?;
    check_password_length(&new.password)?;
    store.add_account(actor, &name, &new.display_name, new.role, &new.password, clock)?;
    Ok(())
}

/// Sets a new password.
pub fn set_password(
    store: &mut Store,
    actor: &Actor,
    name: &AccountName,
    password: &str,
    clock: impl Clock,
) -> Result<(), AccountError> {
    check_password_length(password)?;
    store.set_password(actor, name, password, clock)?;
    Ok(())
}

/// Enables or disables an account.
pub fn set_enabled(
    store: &mut Store,
    actor: &Actor,
    name: &AccountName,
    enabled: bool,
    clock: impl Clock,
) -> Result<(), AccountError> {
    store.set_enabled(actor, name, enabled, clock)?;
    Ok(())
}

/// Signs in. Success and failure are both logged.
pub fn sign_in(
    store: &mut Store,
    name: &str,
    password: &str,
    clock: impl Clock,
) -> Result<Session, SignInRefusal> {
    // If the name is not a possible one, the answer is that of a wrong password: it must not tell which
    // names exist.
    let Ok(name) = AccountName::of_person(name.trim()) else {
        store.refuse_unreadable(name.trim(), clock)?;
        return Err(SignInRefusal::Wrong);
    };
    let actor = store.sign_in(&name, password, clock)?;
    let accounts = store.accounts()?;
    let row = accounts.into_iter().find(|row| row.name == actor.account);
    let display_name = row.map_or_else(|| actor.account.to_string(), |row| row.display_name);
    Ok(Session { actor, display_name })
}

/// Gives back the leases of this console and logs the sign-out.
pub fn sign_out(
    store: &mut Store,
    actor: &Actor,
    leases: &[Claim],
    clock: impl Clock,
) -> Result<(), RecordError> {
    store.release(leases)?;
    record(store, actor, &Event::SignedOut, clock)
}

/// Agrees, as a person who is asked, that the clock is right though the log tells of another time.
pub fn agree_on_clock(
    store: &mut Store,
    actor: &Actor,
    clock: impl Clock,
) -> Result<(), RecordError> {
    store.check_standing(actor)?;
    let event = Event::ClockAgreed { clock: clock.now() };
    store.record(actor, &Subject::Store, Revision::default(), &event, clock).map(|_entry| ())
}

/// Puts the lock into the log. Claims stay and run out by themselves.
pub fn lock(store: &mut Store, actor: &Actor, clock: impl Clock) -> Result<(), RecordError> {
    record(store, actor, &Event::Locked, clock)
}

/// Unlocks with the password; wrong ones count as wrong sign-ins.
pub fn unlock(
    store: &mut Store,
    actor: &Actor,
    password: &str,
    clock: impl Clock,
) -> Result<(), SignInRefusal> {
    store.sign_in(&actor.account, password, clock)?;
    record(store, actor, &Event::Unlocked, clock).map_err(SignInRefusal::from)
}

fn check_password_length(password: &str) -> Result<(), AccountError> {
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(AccountError::PasswordTooShort);
    }
    Ok(())
}

fn record(
    store: &mut Store,
    actor: &Actor,
    event: &Event,
    clock: impl Clock,
) -> Result<(), RecordError> {
    let seen = store
        .accounts()?
        .into_iter()
        .find(|row| row.name == actor.account)
        .map_or_else(Default::default, |row| row.revision);
    store.record(actor, &Subject::Account(actor.account.clone()), seen, event, clock)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn new(name: &str, role: Role) -> NewAccount {
        NewAccount {
            name: name.to_owned(),
            display_name: name.to_owned(),
            role,
            password: "correct horse".to_owned(),
        }
    }

    #[test]
    fn the_first_start_lasts_until_there_is_an_administrator() {
        let dir = tempfile::TempDir::new().expect("folder");
        let at = DateTime::UNIX_EPOCH;
        let mut store = Store::open(dir.path(), at).expect("store");
        let operator = Actor::operator("root");
        add_account(&mut store, &operator, &new("wangmin", Role::Reviewer), at).expect("added");
        assert!(is_first_start(&store).expect("read"), "a reviewer can make no account");
        let first = first_account(&mut store, &new("admin", Role::Reviewer), at).expect("made");
        assert_eq!(first.actor.role, Role::Administrator);
        assert!(!is_first_start(&store).expect("read"));
        let again = first_account(&mut store, &new("second", Role::Administrator), at);
        assert!(matches!(again, Err(AccountError::NotFirst)));
    }

    #[test]
    fn a_name_that_is_no_persons_is_refused_and_told() {
        let dir = tempfile::TempDir::new().expect("folder");
        let at = DateTime::UNIX_EPOCH;
        let mut store = Store::open(dir.path(), at).expect("store");
        let operator = Actor::operator("root");
        let added = add_account(&mut store, &operator, &new("cli:root", Role::Reviewer), at);
        assert!(matches!(added, Err(AccountError::Name(_))), "it would pass for an operator");
        for name in ["", "a b", "cli:root", "<script>"] {
            let refused = sign_in(&mut store, name, "guess", at);
            assert!(matches!(refused, Err(SignInRefusal::Wrong)), "{name:?}");
        }
        let report = crate::store::verify::verify(dir.path(), at).expect("verified");
        assert_eq!(report.entries, 5, "every sign-in is in the log");
        assert!(report.is_whole(), "{:?}", report.faults);
    }
}
