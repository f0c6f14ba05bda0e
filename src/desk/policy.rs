//! Sets the store's policy: what it asks of everybody who works on it.

use crate::domain::account::Actor;
use crate::domain::clock::Clock;
use crate::domain::event::{Event, Subject};
use crate::domain::policy::Policy;
use crate::domain::submission::Revision;
use crate::store::{RecordError, Store};

/// Sets the policy, durably and in the log; does nothing if it is the present one.
pub fn set(
    store: &mut Store,
    actor: &Actor,
    policy: Policy,
    clock: impl Clock,
) -> Result<(), RecordError> {
    if store.policy()? == policy {
        return Ok(());
    }
    let event = Event::PolicySet(policy);
    store.record(actor, &Subject::Store, Revision::default(), &event, clock).map(|_entry| ())
}
