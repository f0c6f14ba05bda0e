//! Deliveries at random, now and then cut off before their end.

use super::*;
use crate::domain::deliverable::deliverable;
use crate::domain::delivery::Delivery;

/// Delivers all that can be; cut off, it is packed only.
pub(super) fn deliver(world: &mut World, person: usize, cut_off: bool) -> Result<(), RecordError> {
    let rows = world.store.delivery_candidates()?.into_iter();
    let parcels: Vec<_> =
        rows.filter_map(|row| Some((row.submission?, deliverable(&row.candidate).ok()?))).collect();
    if parcels.is_empty() {
        return Ok(());
    }
    let ((number, entries, head), at) = (world.store.next_delivery()?, world.at);
    let photos = parcels.len() as u64;
    let delivery = Delivery { number, photos, head, entries, ..samples::delivery() };
    if cut_off {
        return world.store.batch(at, |batch| {
            batch.go_on_with_import(None);
            batch.pack(&actor(person), number, parcels[0]).map(drop)
        });
    }
    world.store.deliver(&actor(person), &delivery, &parcels, at, |_| Ok(()))
}
