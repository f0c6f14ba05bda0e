//! Deliveries (交付): the standard photos that may leave and have not yet, as a folder for the receiver. What has left
//! stands: no undo, no revocation.

mod again;
mod files;
mod leftover;
mod plan;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::SubsecRound as _;

pub use again::{again, again_without_erased};
pub use files::WITHOUT;
pub use leftover::{Unfinished, unfinished};
pub use plan::{DeliveryItem, DepartmentPreview, NameFault, by_department};

use super::progress::{Cancelled, OnProgress, Progress, Stage, tell};
use crate::domain::account::Actor;
use crate::domain::clock::Clock;
use crate::domain::delivery::{Delivery, NameTemplate, Split};
use crate::domain::lifecycle::Refusal;
use crate::domain::photo_hash::Digest;
use crate::domain::student::StudentNo;
use crate::domain::submission::SubmissionId;
use crate::exchange::delivery::{DeliveryPlace, FolderError};
use crate::exchange::sheet::SheetError;
use crate::store::{
    CandidateRow, DeliveryKind, DeliveryMark, DeliveryNote, PastDelivery, RecordError, Store,
    StoreError,
};

/// Why nothing was delivered. Unless the folder only lacks its name, nothing counts as delivered then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeliverError {
    /// Not allowed, overtaken by a decision, or the store can't be used.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A list can't be written.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// The folder can't be written.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// Stopped by the person who began it.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// Another delivery is being made of this store.
    #[error("another delivery is being made")]
    Elsewhere,
    /// There is nothing that may leave and has not yet.
    #[error("there is nothing to deliver")]
    Nothing,
    /// Photos can't be named.
    #[error("{} photos cannot be named", .0.len())]
    Names(Vec<NameFault>),
    /// Standard photos whose files are gone, or not what they were.
    #[error("{} standard photos are missing or altered", .0.len())]
    Photos(Vec<Photoless>),
    /// Of these students something changed while the files were written: the decision, the roster, the standard photo,
    /// or an erasure was proposed.
    #[error("of {} students something changed while the files were written", .0.len())]
    Overtaken(Vec<StudentNo>),
    /// There is no delivery of this number.
    #[error("there is no delivery {0}")]
    NoSuchDelivery(u32),
    /// What was erased since can't be delivered again.
    #[error("of delivery {number}, {} submissions were erased since", submissions.len())]
    Erased {
        /// Which delivery.
        number: u32,
        /// The submissions of who was erased.
        submissions: Vec<SubmissionId>,
    },
    /// Written again it would be another, by its manifest.
    #[error("delivery {0} would be another now")]
    Differs(u32),
    /// It is recorded, and only the folder's name is missing: [`again()`] gives it.
    #[error("delivery {number} is recorded, but its folder has no name: {why}")]
    NotPlaced {
        /// Which delivery.
        number: u32,
        /// Why.
        why: FolderError,
        /// Where the finished folder is.
        part: PathBuf,
    },
    /// A delivery before is recorded and has no folder: until [`again()`] has placed it, nothing else is delivered.
    #[error("delivery {number} is recorded and has no folder yet")]
    Unplaced {
        /// Which delivery.
        number: u32,
        /// Where its folder was to be.
        target: PathBuf,
    },
    /// Nobody can know here whether another delivery is being made.
    #[error("the mark of a delivery cannot be had: {0}")]
    Unlockable(StoreError),
}

impl From<StoreError> for DeliverError {
    fn from(error: StoreError) -> Self {
        Self::Record(RecordError::Store(error))
    }
}

/// A standard photo whose file is gone, or not what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photoless {
    /// Of which submission.
    pub submission: SubmissionId,
    /// Whose.
    pub student: StudentNo,
}

impl Photoless {
    fn of(item: &DeliveryItem) -> Self {
        Self { submission: item.submission, student: item.student.no.clone() }
    }
}

/// How a delivery is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryOptions {
    /// By which its photos are named.
    pub names: NameTemplate,
    /// Into which folders it is split.
    pub split: Split,
}

fn allowed(actor: &Actor) -> Result<(), RecordError> {
    only_if(actor.role.may_deliver(), actor)
}

fn only_if(allowed: bool, actor: &Actor) -> Result<(), RecordError> {
    if allowed { Ok(()) } else { Err(Refusal::NotAllowed { role: actor.role }.into()) }
}

/// Every student on the roster, with what can be delivered of them.
pub fn candidates(store: &Store, actor: &Actor) -> Result<Vec<CandidateRow>, RecordError> {
    only_if(actor.role.may_see_deliveries(), actor)?;
    Ok(store.delivery_candidates()?)
}

/// Why the photos of these that may leave can't be named so; nothing where they can.
pub fn name_faults(rows: Vec<CandidateRow>, options: &DeliveryOptions) -> Vec<NameFault> {
    plan::named(plan::approved(rows), &options.names, options.split).err().unwrap_or_default()
}

/// Every delivery, first to last.
pub fn deliveries(store: &Store, actor: &Actor) -> Result<Vec<PastDelivery>, RecordError> {
    only_if(actor.role.may_see_deliveries(), actor)?;
    Ok(store.deliveries()?)
}

/// A recorded delivery whose finished folder is kept under its temporary name.
fn not_placed(number: u32, place: &DeliveryPlace, why: FolderError) -> DeliverError {
    DeliverError::NotPlaced { number, why, part: place.part.clone() }
}

/// The numbers of the deliveries that were made of a newer database than the store's, which has taken its place: it
/// does not know that their photos have left.
pub fn unknown_deliveries(store: &Store, actor: &Actor) -> Result<Vec<u32>, RecordError> {
    allowed(actor)?;
    Ok(store.unknown_deliveries()?)
}

/// Marks that a delivery is being made, the only one of this store.
fn only_one(store: &Store) -> Result<DeliveryMark, DeliverError> {
    match store.photos().delivering() {
        Ok(mark) => mark.ok_or(DeliverError::Elsewhere),
        Err(why) => Err(DeliverError::Unlockable(why)),
    }
}

/// Delivers all that may leave and has not yet into a new folder, and gives what was delivered. The folder has its
/// name only when all of it is durable and recorded. Until then `progress` may stop it.
///
/// Refused while a recorded delivery has no folder: [`again()`] writes it.
pub fn deliver(
    store: &mut Store,
    options: &DeliveryOptions,
    to: &Path,
    actor: &Actor,
    clock: impl Clock,
    progress: &mut OnProgress<'_>,
) -> Result<Delivery, DeliverError> {
    allowed(actor)?;
    let _only_one = only_one(store)?;
    if let Some(DeliveryNote { number, target, .. }) = leftover::without_folder(store)? {
        return Err(DeliverError::Unplaced { number, target });
    }
    let (number, entries, head) = store.next_delivery()?;
    let photos = plan::approved(store.delivery_candidates()?);
    if photos.is_empty() {
        return Err(DeliverError::Nothing);
    }
    let items = plan::named(photos, &options.names, options.split).map_err(DeliverError::Names)?;
    let mut delivery = Delivery {
        number,
        made_at: clock.now().trunc_subsecs(0),
        names: options.names.clone(),
        split: options.split,
        photos: items.len() as u64,
        manifest: Digest::ZERO,
        head,
        entries,
        corrects: corrected(&items),
    };
    let place = DeliveryPlace::find(to, files::room(store.photos(), &items)?)?;
    let (kind, target, parts) = (DeliveryKind::New, place.target.clone(), vec![place.part.clone()]);
    let mut note = DeliveryNote { number, kind, target, parts, manifest: None };
    store.photos().note_delivery(&note)?;
    let written = files::write(store.photos(), &items, &[], &delivery, &place, progress);
    let made = written.and_then(|manifest| {
        delivery.manifest = manifest;
        note.manifest = Some(manifest);
        store.photos().note_delivery(&note)?;
        record(store, &items, &delivery, actor, clock, progress)
    });
    if let Err(error) = made {
        leftover::give_up(store, &note, None);
        return Err(error);
    }
    place.take(delivery.manifest).map_err(|why| not_placed(number, &place, why))?;
    leftover::end(store, &[]);
    Ok(delivery)
}

/// The deliveries whose refused photos these replace.
fn corrected(items: &[DeliveryItem]) -> Vec<u32> {
    let numbers: BTreeSet<u32> = items.iter().filter_map(|item| item.replaces).collect();
    numbers.into_iter().collect()
}

/// Records what was written. A refusal names whom it is about.
fn record(
    store: &mut Store,
    items: &[DeliveryItem],
    delivery: &Delivery,
    actor: &Actor,
    clock: impl Clock,
    progress: &mut OnProgress<'_>,
) -> Result<(), DeliverError> {
    let parcels: Vec<_> = items.iter().map(|item| (item.submission, item.photo)).collect();
    let total = delivery.photos;
    let recorded = store.deliver(actor, delivery, &parcels, clock, |done| {
        // Once all is recorded, nobody stops it any more.
        let told = tell(progress, Progress { stage: Stage::Recording, done, total, bytes: 0 });
        if done < total { Ok(told?) } else { Ok(()) }
    });
    match recorded {
        Err(DeliverError::Record(RecordError::Refused(why))) => {
            let students = plan::overtaken(items, store.delivery_candidates()?);
            let refused = DeliverError::Record(RecordError::Refused(why));
            Err(if students.is_empty() { refused } else { DeliverError::Overtaken(students) })
        }
        recorded => recorded,
    }
}

#[cfg(test)]
mod tests;
