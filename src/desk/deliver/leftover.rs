//! What a delivery that something stopped has left behind: a recorded delivery without a folder, or a folder of one
//! that was never recorded.

use std::path::PathBuf;

use super::DeliverError;
use crate::domain::account::Actor;
use crate::exchange::delivery::{manifest_of, remove, sync_beside};
use crate::store::{DeliveryKind, DeliveryNote, Store};

/// What was found of a delivery that something stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfinished {
    /// It is recorded, and its folder has no name yet: until it is written again nothing else is delivered.
    Unplaced {
        /// Which delivery.
        number: u32,
        /// Where its folder was to be.
        target: PathBuf,
    },
    /// It was not recorded, and what was written of it is removed now.
    Removed(PathBuf),
    /// It was not recorded, and what was written of it may be here still: it can't be removed.
    Left(PathBuf),
}

/// What a delivery that something stopped has left; nothing while one is being made. What was written of one that is
/// not recorded is removed, where that can be done.
pub fn unfinished(store: &Store, actor: &Actor) -> Result<Vec<Unfinished>, DeliverError> {
    super::allowed(actor)?;
    match store.photos().delivering() {
        Ok(None) => Ok(Vec::new()),
        Ok(Some(_only_one)) => settle(store),
        // Nothing can be written here, and so nothing be removed.
        Err(_unlockable) => {
            let Some(note) = store.photos().delivery_note()? else { return Ok(Vec::new()) };
            if is_unplaced(store, &note)? {
                return Ok(if has_folder(&note) { Vec::new() } else { vec![unplaced(note)] });
            }
            let there = note.parts.into_iter().filter(|part| part.symlink_metadata().is_ok());
            Ok(there.map(Unfinished::Left).collect())
        }
    }
}

/// The same, for whoever is the only one that delivers.
pub(super) fn settle(store: &Store) -> Result<Vec<Unfinished>, DeliverError> {
    let Some(note) = store.photos().delivery_note()? else { return Ok(Vec::new()) };
    if is_unplaced(store, &note)? {
        if !has_folder(&note) {
            return Ok(vec![unplaced(note)]);
        }
        // It was stopped between its folder's name and the end of its note.
        if let Err(error) = sync_beside(&note.target) {
            tracing::warn!("the folder of the delivery was not synced: {error}");
        }
    }
    let mut found = Vec::new();
    for part in note.parts {
        match remove(&part) {
            Ok(true) => found.push(Unfinished::Removed(part)),
            Ok(false) => {}
            Err(error) => {
                tracing::debug!("what was written of a delivery is not removed: {error}");
                found.push(Unfinished::Left(part));
            }
        }
    }
    store.photos().clear_delivery_note()?;
    Ok(found)
}

/// The note of a recorded delivery that has no folder, if there is one.
pub(super) fn without_folder(store: &Store) -> Result<Option<DeliveryNote>, DeliverError> {
    settle(store)?;
    Ok(store.photos().delivery_note()?)
}

/// Ends a delivery whose folder has its name: nothing else of it is left.
pub(super) fn end(store: &Store, parts: &[PathBuf]) {
    for part in parts {
        if let Err(error) = remove(part) {
            tracing::warn!("what was written of the delivery before is still there: {error}");
        }
    }
    if let Err(error) = store.photos().clear_delivery_note() {
        tracing::warn!("the delivery is done, and still noted as under way: {error}");
    }
}

/// Gives up writing a delivery again: what was noted before is noted still.
pub(super) fn give_up(store: &Store, note: &DeliveryNote, before: Option<&DeliveryNote>) {
    let given_up = match (before, note.parts.last()) {
        (Some(before), Some(part)) => {
            drop(remove(part).inspect_err(|error| tracing::warn!("not removed: {error}")));
            store.photos().note_delivery(before).map_err(DeliverError::from)
        }
        _ => settle(store).map(drop),
    };
    if let Err(error) = given_up {
        tracing::warn!("what was written of the delivery is still there: {error}");
    }
}

fn unplaced(note: DeliveryNote) -> Unfinished {
    Unfinished::Unplaced { number: note.number, target: note.target }
}

/// Whether a delivery is recorded that never had a folder, as far as the note tells.
fn is_unplaced(store: &Store, note: &DeliveryNote) -> Result<bool, DeliverError> {
    // An older database may have taken the place of the one that knew it.
    let Some(past) = store.delivery(note.number)? else { return Ok(false) };
    Ok(match note.kind {
        DeliveryKind::New => note.manifest == Some(past.delivery.manifest),
        DeliveryKind::Unplaced => true,
        DeliveryKind::Again => false,
    })
}

fn has_folder(note: &DeliveryNote) -> bool {
    note.manifest.is_some() && manifest_of(&note.target) == note.manifest
}
