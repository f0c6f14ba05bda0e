//! A recorded delivery once more, byte for byte; or for the first time, where it never had a folder.

use std::path::Path;

use super::{DeliverError, allowed, files, leftover, not_placed, only_one, plan};
use crate::desk::progress::OnProgress;
use crate::domain::account::Actor;
use crate::domain::clock::Clock;
use crate::domain::delivery::Delivery;
use crate::domain::event::{Event, Subject};
use crate::domain::submission::Revision;
use crate::exchange::delivery::{DeliveryPlace, is_whole};
use crate::store::{DeliveryKind, DeliveryNote, Store};

/// Writes a delivery once more, byte for byte; the log tells of it. The folder of one that never got its name gets it
/// now, if it is whole and beside the new place.
pub fn again(
    store: &mut Store,
    number: u32,
    to: &Path,
    actor: &Actor,
    clock: impl Clock,
    progress: &mut OnProgress<'_>,
) -> Result<Delivery, DeliverError> {
    allowed(actor)?;
    let _only_one = only_one(store)?;
    let past = store.delivery(number)?.ok_or(DeliverError::NoSuchDelivery(number))?;
    let before = leftover::without_folder(store)?;
    if let Some(note) = before.as_ref().filter(|note| note.number != number) {
        let (number, target) = (note.number, note.target.clone());
        return Err(DeliverError::Unplaced { number, target });
    }
    let (delivery, photos) = (past.delivery, photos(store, number)?);
    let event = Event::DeliveredAgain { number };
    if let Some((note, place)) = finished(before.as_ref(), to, &delivery)? {
        store.record(actor, &Subject::Store, Revision(0), &event, clock)?;
        place.take(delivery.manifest).map_err(|why| not_placed(number, &place, why))?;
        leftover::end(store, &note.parts);
        return Ok(delivery);
    }
    let items =
        plan::named(photos, &delivery.names, delivery.split).map_err(DeliverError::Names)?;
    let place = DeliveryPlace::find(to, files::room(store.photos(), &items)?)?;
    let mut parts = before.as_ref().map(|note| note.parts.clone()).unwrap_or_default();
    parts.push(place.part.clone());
    let kind = if before.is_some() { DeliveryKind::Unplaced } else { DeliveryKind::Again };
    let target = place.target.clone();
    let mut note = DeliveryNote { number, kind, target, parts, manifest: None };
    store.photos().note_delivery(&note)?;
    let made = files::write(store.photos(), &items, &delivery, &place, progress)
        .and_then(|manifest| {
            if manifest == delivery.manifest { Ok(()) } else { Err(DeliverError::Differs(number)) }
        })
        .and_then(|()| {
            note.manifest = Some(delivery.manifest);
            store.photos().note_delivery(&note)?;
            store.record(actor, &Subject::Store, Revision(0), &event, clock)?;
            Ok(())
        });
    if let Err(error) = made {
        leftover::give_up(store, &note, before.as_ref());
        return Err(error);
    }
    match place.take(delivery.manifest) {
        Ok(()) => {
            leftover::end(store, &note.parts);
            Ok(delivery)
        }
        Err(why) if before.is_some() => Err(not_placed(number, &place, why)),
        // What had its folder before needs no other.
        Err(why) => {
            leftover::give_up(store, &note, None);
            Err(why.into())
        }
    }
}

/// The finished folder of a delivery that never got its name, if it can get it at `to`.
fn finished<'a>(
    note: Option<&'a DeliveryNote>,
    to: &Path,
    delivery: &Delivery,
) -> Result<Option<(&'a DeliveryNote, DeliveryPlace)>, DeliverError> {
    let Some(note) = note else { return Ok(None) };
    for part in note.parts.iter().rev() {
        if is_whole(part, delivery.manifest)
            && let Some(place) = DeliveryPlace::of(part, to)?
        {
            return Ok(Some((note, place)));
        }
    }
    Ok(None)
}

/// The photos of a past delivery. Refused where anybody was erased since.
fn photos(store: &Store, number: u32) -> Result<Vec<plan::ApprovedPhoto>, DeliverError> {
    let (mut photos, mut submissions) = (Vec::new(), Vec::new());
    for row in store.delivered(number)? {
        let (submission, photo, decided_at) = (row.submission, row.photo, row.decided_at);
        match row.student {
            Some(student) => {
                photos.push(plan::ApprovedPhoto { submission, student, photo, decided_at });
            }
            None => submissions.push(submission),
        }
    }
    if submissions.is_empty() {
        return Ok(photos);
    }
    submissions.sort_unstable();
    Err(DeliverError::Erased { number, submissions })
}
