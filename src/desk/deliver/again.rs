//! A recorded delivery once more, byte for byte; or for the first time, where it never had a folder.

use std::path::Path;

use super::{DeliverError, allowed, files, leftover, not_placed, only_one, plan};
use crate::desk::progress::OnProgress;
use crate::domain::account::Actor;
use crate::domain::clock::Clock;
use crate::domain::delivery::Delivery;
use crate::domain::event::{Event, Subject};
use crate::domain::submission::{Revision, SubmissionId};
use crate::exchange::delivery::{DeliveryPlace, is_whole};
use crate::store::{DeliveryKind, DeliveryMark, DeliveryNote, Store};

/// Writes a delivery once more, byte for byte; the log tells of it. The folder of one that never got its name gets it
/// now, if it is whole and beside the new place. Refused where anybody of it was erased since.
pub fn again(
    store: &mut Store,
    number: u32,
    to: &Path,
    actor: &Actor,
    clock: impl Clock,
    progress: &mut OnProgress<'_>,
) -> Result<Delivery, DeliverError> {
    let (_only_one, past) = begin(store, number, actor)?;
    if !past.erased.is_empty() {
        return Err(DeliverError::Erased { number, submissions: past.erased });
    }
    write(store, past, to, actor, clock, progress)
}

/// Writes what is left of a delivery, with a list of the submissions of whom was erased since; the log tells of both.
/// Gives the delivery as it is in the folder. Where nobody was erased it is the same as [`again`].
pub fn again_without_erased(
    store: &mut Store,
    number: u32,
    to: &Path,
    actor: &Actor,
    clock: impl Clock,
    progress: &mut OnProgress<'_>,
) -> Result<Delivery, DeliverError> {
    let (_only_one, past) = begin(store, number, actor)?;
    if past.photos.is_empty() {
        return Err(DeliverError::Nothing);
    }
    write(store, past, to, actor, clock, progress)
}

/// What was delivered, and the mark by which no other delivery is made meanwhile.
fn begin(
    store: &Store,
    number: u32,
    actor: &Actor,
) -> Result<(DeliveryMark, PastPhotos), DeliverError> {
    allowed(actor)?;
    Ok((only_one(store)?, PastPhotos::read(store, number)?))
}

fn write(
    store: &mut Store,
    past: PastPhotos,
    to: &Path,
    actor: &Actor,
    clock: impl Clock,
    progress: &mut OnProgress<'_>,
) -> Result<Delivery, DeliverError> {
    let PastPhotos { mut delivery, photos, erased } = past;
    let (number, is_all) = (delivery.number, erased.is_empty());
    let before = leftover::without_folder(store)?;
    if let Some(note) = before.as_ref().filter(|note| note.number != number) {
        let (number, target) = (note.number, note.target.clone());
        return Err(DeliverError::Unplaced { number, target });
    }
    let event = Event::DeliveredAgain { number, without: erased.clone() };
    let told = |store: &mut Store| store.record(actor, &Subject::Store, Revision(0), &event, clock);
    if let Some((note, place)) = finished(before.as_ref().filter(|_| is_all), to, &delivery)? {
        told(store)?;
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
    let written = files::write(store.photos(), &items, &erased, &delivery, &place, progress);
    let made = written.and_then(|manifest| {
        if is_all && manifest != delivery.manifest {
            return Err(DeliverError::Differs(number));
        }
        note.manifest = Some(manifest);
        store.photos().note_delivery(&note)?;
        told(store)?;
        Ok(manifest)
    });
    match made {
        Ok(manifest) => (delivery.manifest, delivery.photos) = (manifest, items.len() as u64),
        Err(error) => {
            leftover::give_up(store, &note, before.as_ref());
            return Err(error);
        }
    }
    give_name(store, &place, &note, delivery, before.is_some())
}

/// Gives the folder its name, and ends the delivery.
fn give_name(
    store: &Store,
    place: &DeliveryPlace,
    note: &DeliveryNote,
    delivery: Delivery,
    is_first: bool,
) -> Result<Delivery, DeliverError> {
    match place.take(delivery.manifest) {
        Ok(()) => {
            leftover::end(store, &note.parts);
            Ok(delivery)
        }
        Err(why) if is_first => Err(not_placed(delivery.number, place, why)),
        // What had its folder before needs no other.
        Err(why) => {
            leftover::give_up(store, note, None);
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

/// A past delivery, and what is left of it.
struct PastPhotos {
    delivery: Delivery,
    photos: Vec<plan::ApprovedPhoto>,
    /// The submissions of whom was erased since.
    erased: Vec<SubmissionId>,
}

impl PastPhotos {
    fn read(store: &Store, number: u32) -> Result<Self, DeliverError> {
        let past = store.delivery(number)?.ok_or(DeliverError::NoSuchDelivery(number))?;
        let (mut photos, mut erased) = (Vec::new(), Vec::new());
        for row in store.delivered(number)? {
            let (submission, photo) = (row.submission, row.photo);
            let (decided_at, replaces) = (row.decided_at, row.replaces);
            match row.student {
                Some(student) => photos.push(plan::ApprovedPhoto {
                    submission,
                    student,
                    photo,
                    decided_at,
                    replaces,
                }),
                None => erased.push(submission),
            }
        }
        erased.sort_unstable();
        Ok(Self { delivery: past.delivery, photos, erased })
    }
}
