//! The first entry of every log: that the store was made.

#[cfg(test)]
use std::path::Path;

use rusqlite::Connection;

#[cfg(test)]
use super::Store;
use super::accounts;
use super::batch::Batch;
use super::error::{RecordError, StoreError};
use crate::domain::account::Actor;
use crate::domain::clock::Clock;
use crate::domain::deadline::Calendar;
use crate::domain::event::{Event, Subject};
use crate::domain::policy::Policy;

/// What the first entry says of a store that is made.
#[derive(Debug, Clone, Copy)]
pub(super) struct NewStore {
    /// It is for invented people.
    pub(super) demo: bool,
    /// What it asks from its beginning.
    pub(super) policy: Option<Policy>,
}

impl NewStore {
    /// A store for people.
    pub(super) const REAL: Self = Self { demo: false, policy: Some(Policy::OF_NEW_STORE) };

    /// A store for invented people.
    pub(super) const DEMO: Self = Self { demo: true, ..Self::REAL };
}

/// Writes it into a database that was made just now.
pub(super) fn begin(
    conn: &Connection,
    calendar: &Calendar,
    new: NewStore,
    clock: impl Clock,
) -> Result<(), StoreError> {
    let clock = || clock.now();
    let mut first = Batch::begin(conn, calendar, &clock)?;
    let name_key = accounts::name_key(conn)?;
    let created =
        Event::StoreCreated { demo: new.demo, converted: None, name_key, policy: new.policy };
    let creator = Actor::operator("store");
    first.put(&creator, &Subject::Store, None, &created).map_err(unexpected)?;
    first.end().map(|_large| ())
}

/// An event that the store itself records was refused: the store must be damaged.
fn unexpected(error: RecordError) -> StoreError {
    match error {
        RecordError::Store(error) => error,
        error => StoreError::damaged(error),
    }
}

#[cfg(test)]
impl Store {
    /// As [`Store::open`]; a store that is made asks for no standard photo, since its test screens nothing.
    pub(crate) fn open_unscreened(dir: &Path, clock: impl Clock) -> Result<Self, StoreError> {
        let new = NewStore { policy: None, ..NewStore::REAL };
        let store = Self::open_as(dir, new, false, clock)?;
        store.note_head();
        Ok(store)
    }
}
