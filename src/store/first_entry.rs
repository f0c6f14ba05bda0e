//! The first entry of every log: that the store was made.

use rusqlite::Connection;

use super::accounts;
use super::batch::Batch;
use super::error::{RecordError, StoreError};
use crate::domain::account::Actor;
use crate::domain::clock::Clock;
use crate::domain::deadline::Calendar;
use crate::domain::event::{Event, Subject};

/// Writes it into a database that was made just now.
pub(super) fn begin(
    conn: &Connection,
    calendar: &Calendar,
    demo: bool,
    clock: impl Clock,
) -> Result<(), StoreError> {
    let clock = || clock.now();
    let mut first = Batch::begin(conn, calendar, &clock)?;
    let name_key = accounts::name_key(conn)?;
    let created = Event::StoreCreated { demo, converted: None, name_key };
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
