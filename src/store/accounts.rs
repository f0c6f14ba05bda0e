//! Accounts: Argon2id passwords, sign-in with a growing delay after wrong passwords.
//!
//! The password's hash stands in a table of its own; the log carries only a digest of it.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, Row, params};

use super::Store;
use super::batch::Batch;
use super::error::{RecordError, StoreError};
use super::rows;
use super::sign_in_refusal::SignInRefusal;
use crate::domain::account::{AccountName, Actor, ActorKind, Role};
use crate::domain::clock::Clock;
use crate::domain::event::{Event, SignInFault, Subject};
use crate::domain::lifecycle;
use crate::domain::photo_hash::Digest;
use crate::domain::submission::Revision;

/// Wrong passwords in a row without a delay.
const FREE_FAILURES: u32 = 2;

/// Longest delay after wrong passwords, in seconds.
const LONGEST_DELAY: i64 = 60;

/// The hash of a password that nobody has: an unknown name costs as much time as a known one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$cGhvdG8tcmV2aWV3LTAwMQ$KgiUFGKGUDhN6Sd2H4rvyRfbxtQFiWjkUxvWAzIyuhk";

/// An account as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// The name to sign in with.
    pub name: AccountName,
    /// The person's name.
    pub display_name: String,
    /// What they may do.
    pub role: Role,
    /// May sign in.
    pub enabled: bool,
    /// Wrong passwords in a row.
    pub failures: u32,
    /// When the last of them came.
    pub last_failure: Option<DateTime<Utc>>,
    /// The entry that changed it last.
    pub revision: Revision,
}

/// Wrong passwords in a row.
#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last: Option<DateTime<Utc>>,
}

impl Failures {
    /// Those under a name: of its account, or told in the log where nobody has the name. So a name that
    /// is refused for a while tells nobody that there is an account.
    fn of(conn: &Connection, name: &AccountName) -> Result<Self, StoreError> {
        match account(conn, name)? {
            Some(row) => Ok(Self { count: row.failures, last: row.last_failure }),
            None => Self::told(conn, &nobodys(conn, name.as_str())?),
        }
    }

    fn told(conn: &Connection, subject: &Subject) -> Result<Self, StoreError> {
        let wrong = Event::SignInRefused { fault: SignInFault::WrongPassword };
        let json = serde_json::to_string(&wrong).map_err(StoreError::damaged)?;
        let mut statement = conn.prepare_cached(
            "SELECT count(*) AS failures, max(at) AS last FROM log
             WHERE student IS NULL AND subject = ?1 AND event = ?2",
        )?;
        let mut found = statement.query([subject.to_string(), json])?;
        let row = found.next()?.ok_or_else(|| StoreError::damaged("a count without a row"))?;
        Ok(Self { count: row.get("failures")?, last: rows::time_at(row, "last")? })
    }

    /// How long to wait at `now` before the next try: 1, 2, 4 … 60 s from the third wrong password on.
    fn delay(self, now: DateTime<Utc>) -> Option<TimeDelta> {
        let beyond = self.count.checked_sub(FREE_FAILURES + 1)?;
        let seconds = 1_i64.checked_shl(beyond).filter(|s| *s > 0).unwrap_or(LONGEST_DELAY);
        let until = self.last? + TimeDelta::seconds(seconds.min(LONGEST_DELAY));
        (until > now).then(|| until - now)
    }
}

const ACCOUNT: &str =
    "SELECT name, display_name, role, enabled, failures, last_failure, last_seq FROM account";

fn account_row(row: &Row<'_>) -> Result<AccountRow, StoreError> {
    let (name, role): (String, String) = (row.get("name")?, row.get("role")?);
    Ok(AccountRow {
        name: rows::account_name(&name)?,
        display_name: row.get("display_name")?,
        role: rows::role(&role)?,
        enabled: row.get("enabled")?,
        failures: row.get("failures")?,
        last_failure: rows::time_at(row, "last_failure")?,
        revision: Revision(row.get("last_seq")?),
    })
}

fn account(conn: &Connection, name: &AccountName) -> Result<Option<AccountRow>, StoreError> {
    let mut statement = conn.prepare_cached(&format!("{ACCOUNT} WHERE name = ?1"))?;
    let mut found = statement.query([name.as_str()])?;
    found.next()?.map(account_row).transpose()
}

impl Store {
    /// Every account, by name.
    pub fn accounts(&self) -> Result<Vec<AccountRow>, StoreError> {
        let mut statement = self.conn.prepare_cached(&format!("{ACCOUNT} ORDER BY name"))?;
        let mut found = statement.query([])?;
        let mut accounts = Vec::new();
        while let Some(row) = found.next()? {
            accounts.push(account_row(row)?);
        }
        Ok(accounts)
    }

    /// Whether somebody may act now as who they say they are: an operator may; anybody else needs an
    /// account that is enabled and still has that role.
    pub fn check_standing(&self, actor: &Actor) -> Result<(), RecordError> {
        check_standing(&self.conn, actor)
    }

    /// Adds an account that may sign in.
    pub fn add_account(
        &mut self,
        actor: &Actor,
        name: &AccountName,
        display_name: &str,
        role: Role,
        password: &str,
        clock: impl Clock,
    ) -> Result<(), RecordError> {
        let phc = hash(password)?;
        let event = Event::AccountAdded {
            display_name: display_name.to_owned(),
            role,
            credential: Digest::of(phc.as_bytes()),
        };
        self.batch(clock, |batch| {
            batch.put(actor, &Subject::Account(name.clone()), Some(Revision::default()), &event)?;
            keep(batch, name, &phc)
        })
    }

    /// Sets the password of an account, and lets it try again at once after wrong ones.
    pub fn set_password(
        &mut self,
        actor: &Actor,
        name: &AccountName,
        password: &str,
        clock: impl Clock,
    ) -> Result<(), RecordError> {
        let phc = hash(password)?;
        let event = Event::PasswordSet { credential: Digest::of(phc.as_bytes()) };
        self.batch(clock, |batch| {
            batch.put(actor, &Subject::Account(name.clone()), None, &event)?;
            keep(batch, name, &phc)
        })
    }

    /// Lets an account sign in, or no more. Changes nothing where it is so already.
    pub fn set_enabled(
        &mut self,
        actor: &Actor,
        name: &AccountName,
        enabled: bool,
        clock: impl Clock,
    ) -> Result<(), RecordError> {
        let event = if enabled { Event::AccountEnabled } else { Event::AccountDisabled };
        self.batch(clock, |batch| {
            let row = account(batch.connection(), name)?.ok_or(RecordError::NoSuchSubject)?;
            if row.enabled != enabled {
                batch.put(actor, &Subject::Account(name.clone()), None, &event)?;
            }
            Ok(())
        })
    }

    /// Signs in with a password. Either way the log tells of it.
    ///
    /// From the third wrong password on, each makes the next try wait, 1, 2, 4 … up to 60 s; a try
    /// before that is refused unseen. Unknown names and wrong passwords can't be told apart.
    pub fn sign_in(
        &mut self,
        name: &AccountName,
        password: &str,
        clock: impl Clock,
    ) -> Result<Actor, SignInRefusal> {
        let early = Failures::of(&self.conn, name)?.delay(clock.now()).is_some();
        // The slow part comes before the transaction, so that nobody else waits for it.
        let fits = !early && self.password_fits(name, password)?;
        self.batch(clock, |batch| {
            let row = account(batch.connection(), name)?;
            judge_sign_in(batch, name, row, fits)
        })
        .map_err(SignInRefusal::from)?
    }

    /// Tells of a sign-in with a text that can't be a name.
    pub fn refuse_unreadable(&mut self, typed: &str, clock: impl Clock) -> Result<(), RecordError> {
        let event = Event::SignInRefused { fault: SignInFault::WrongPassword };
        self.batch(clock, |batch| {
            let subject = nobodys(batch.connection(), typed)?;
            batch.put(&Actor::door(), &subject, None, &event).map(|_entry| ())
        })
    }

    fn password_fits(&self, name: &AccountName, password: &str) -> Result<bool, StoreError> {
        let mut statement =
            self.conn.prepare_cached("SELECT phc FROM credential WHERE account = ?1")?;
        let mut found = statement.query([name.as_str()])?;
        let phc: Option<String> = found.next()?.map(|row| row.get("phc")).transpose()?;
        let fits = |phc: &str| Argon2::default().verify_password(password.as_bytes(), phc).is_ok();
        Ok(fits(phc.as_deref().unwrap_or(NOBODY)) && phc.is_some())
    }
}

/// Records how a try ended; the outer error rolls the record back.
fn judge_sign_in(
    batch: &mut Batch<'_>,
    name: &AccountName,
    row: Option<AccountRow>,
    fits: bool,
) -> Result<Result<Actor, SignInRefusal>, RecordError> {
    let delay = Failures::of(batch.connection(), name)?.delay(batch.at());
    let subject = match &row {
        Some(row) => Subject::Account(row.name.clone()),
        None => nobodys(batch.connection(), name.as_str())?,
    };
    let (fault, refusal) = match (row, delay) {
        (_, Some(wait)) => (SignInFault::TooSoon, SignInRefusal::TooSoon { wait }),
        (Some(row), None) if fits && row.enabled => {
            let actor = Actor { account: row.name, role: row.role };
            batch.put(&actor, &subject, None, &Event::SignedIn)?;
            return Ok(Ok(actor));
        }
        (Some(_), None) if fits => (SignInFault::Disabled, SignInRefusal::Disabled),
        _ => (SignInFault::WrongPassword, SignInRefusal::Wrong),
    };
    batch.put(&Actor::door(), &subject, None, &Event::SignInRefused { fault })?;
    Ok(Err(refusal))
}

/// A name that nobody has, as the log may tell of it: it is often a password that went into the wrong field,
/// or a student number.
pub(super) fn nobodys(conn: &Connection, typed: &str) -> Result<Subject, StoreError> {
    let mut statement = conn.prepare_cached("SELECT name_key FROM secret WHERE id = 1")?;
    let key: [u8; 32] = statement.query_row([], |row| row.get("name_key"))?;
    Ok(Subject::Name(Digest::keyed(&key, typed.as_bytes())))
}

/// The digest of the key under which the log tells of names that nobody has, as the first entry holds it.
pub(super) fn name_key(conn: &Connection) -> Result<Digest, StoreError> {
    let sql = "SELECT name_key FROM secret WHERE id = 1";
    let key: [u8; 32] = conn.query_row(sql, [], |row| row.get("name_key"))?;
    Ok(Digest::of(&key))
}

/// Whether somebody may act now as who they say they are: an operator may; anybody else needs an account
/// that is enabled and still has that role.
pub(super) fn check_standing(conn: &Connection, actor: &Actor) -> Result<(), RecordError> {
    if actor.kind() == Some(ActorKind::Operator) {
        return Ok(());
    }
    let stands = rows::standing_of(conn, &actor.account)?;
    // To look at something is the least that anybody does.
    Ok(lifecycle::check_standing(stands, actor, &Event::Viewed)?)
}

fn hash(password: &str) -> Result<String, StoreError> {
    let hashed = Argon2::default().hash_password(password.as_bytes());
    hashed.map(|hash| hash.to_string()).map_err(|error| StoreError::Password(error.to_string()))
}

fn keep(batch: &Batch<'_>, name: &AccountName, phc: &str) -> Result<(), RecordError> {
    batch
        .connection()
        .prepare_cached("INSERT OR REPLACE INTO credential (account, phc) VALUES (?1, ?2)")?
        .execute(params![name.as_str(), phc])?;
    Ok(())
}
