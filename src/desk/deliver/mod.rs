//! Deliveries (交付): the standard photos that may leave and have not yet, as a folder for the receiver. What has left
//! stands: no undo, no revocation.

mod files;
mod plan;

use std::path::Path;

use chrono::SubsecRound as _;

pub use plan::{DeliveryItem, DepartmentPreview, NameFault, by_department};

use super::progress::{Cancelled, OnProgress, Progress, Stage, tell};
use crate::domain::account::Actor;
use crate::domain::clock::Clock;
use crate::domain::delivery::{Delivery, NameTemplate, Split};
use crate::domain::event::{Event, Subject};
use crate::domain::lifecycle::Refusal;
use crate::domain::photo_hash::Digest;
use crate::domain::student::StudentNo;
use crate::domain::submission::{Revision, SubmissionId};
use crate::exchange::delivery::FolderError;
use crate::exchange::sheet::SheetError;
use crate::store::{CandidateRow, PastDelivery, RecordError, Store, StoreError};

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
    /// It is recorded, and only the folder's name is missing: it can be written again.
    #[error("delivery {number} is recorded, but its folder has no name: {why}")]
    NotPlaced {
        /// Which delivery.
        number: u32,
        /// Why.
        why: FolderError,
    },
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

/// Delivers all that may leave and has not yet into a new folder, and gives what was delivered. The folder has its
/// name only when all of it is durable and recorded. Until then `progress` may stop it.
pub fn deliver(
    store: &mut Store,
    options: &DeliveryOptions,
    to: &Path,
    actor: &Actor,
    clock: impl Clock,
    progress: &mut OnProgress<'_>,
) -> Result<Delivery, DeliverError> {
    allowed(actor)?;
    let _only_one = store.photos().delivering().ok_or(DeliverError::Elsewhere)?;
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
    };
    let (folder, manifest) = files::write(store.photos(), &items, &delivery, to, progress)?;
    delivery.manifest = manifest;
    let parcels: Vec<_> = items.iter().map(|item| (item.submission, item.photo)).collect();
    let total = delivery.photos;
    store.deliver(actor, &delivery, &parcels, clock, |done| -> Result<(), DeliverError> {
        // Once all is recorded, nobody stops it any more.
        let told = tell(progress, Progress { stage: Stage::Recording, done, total, bytes: 0 });
        if done < total { Ok(told?) } else { Ok(()) }
    })?;
    folder.place().map_err(|why| DeliverError::NotPlaced { number, why })?;
    Ok(delivery)
}

/// Writes a delivery once more, byte for byte; the log tells of it.
pub fn again(
    store: &mut Store,
    number: u32,
    to: &Path,
    actor: &Actor,
    clock: impl Clock,
    progress: &mut OnProgress<'_>,
) -> Result<Delivery, DeliverError> {
    allowed(actor)?;
    let _only_one = store.photos().delivering().ok_or(DeliverError::Elsewhere)?;
    let past = store.delivery(number)?.ok_or(DeliverError::NoSuchDelivery(number))?;
    let (delivery, mut photos, mut submissions) = (past.delivery, Vec::new(), Vec::new());
    for row in store.delivered(number)? {
        let (submission, photo, decided_at) = (row.submission, row.photo, row.decided_at);
        match row.student {
            Some(student) => {
                photos.push(plan::ApprovedPhoto { submission, student, photo, decided_at });
            }
            None => submissions.push(submission),
        }
    }
    if !submissions.is_empty() {
        submissions.sort_unstable();
        return Err(DeliverError::Erased { number, submissions });
    }
    let items =
        plan::named(photos, &delivery.names, delivery.split).map_err(DeliverError::Names)?;
    let (folder, manifest) = files::write(store.photos(), &items, &delivery, to, progress)?;
    if manifest != delivery.manifest {
        return Err(DeliverError::Differs(number));
    }
    let event = Event::DeliveredAgain { number };
    store.record(actor, &Subject::Store, Revision(0), &event, clock)?;
    folder.place()?;
    Ok(delivery)
}

#[cfg(test)]
mod tests;
