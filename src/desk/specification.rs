//! The store's specification (规格): by which its photos are screened and standardised.

use crate::domain::account::Actor;
use crate::domain::clock::Clock;
use crate::domain::event::{Event, Subject};
use crate::domain::specification::NATIONAL;
use crate::domain::submission::Revision;
use crate::store::{RecordError, Store, StoreError};

/// The text of the store's specification: the national one until another was set.
pub fn text(store: &Store) -> Result<String, StoreError> {
    Ok(store.specification()?.unwrap_or_else(|| NATIONAL.to_owned()))
}

/// Sets the specification, durably and in the log; does nothing if it is the present one. What is undecided is
/// screened again from then on; what was decided keeps what its decision saw.
///
/// # Errors
///
/// Also the line that is wrong in it, and why.
pub fn set(
    store: &mut Store,
    actor: &Actor,
    wanted: &str,
    clock: impl Clock,
) -> Result<(), RecordError> {
    if text(store)? == wanted {
        return Ok(());
    }
    let event = Event::SpecificationSet { text: wanted.to_owned() };
    store.record(actor, &Subject::Store, Revision::default(), &event, clock).map(|_entry| ())
}
