//! The newest delivery (交付) that was made of a store's folder, noted beside the photos: `photos/newest-delivery`. An
//! older database that has taken the place of one that knew it can't tell of it; and no number may stand for two.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;

use serde::{Deserialize, Serialize};

use super::error::StoreError;
use super::photos::Photos;
use super::{Store, whole_file};
use crate::domain::delivery::Delivery;
use crate::domain::photo_hash::Digest;

/// The name of the note.
const NOTE: &str = "newest-delivery";

/// A delivery, as it is noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NotedDelivery {
    /// Its number.
    pub(super) number: u32,
    /// The digest of its manifest.
    manifest: Digest,
}

impl Photos {
    /// The newest delivery that is noted. One that can't be read counts as none: it must not lock anybody out.
    pub(super) fn newest_delivery(&self) -> Option<NotedDelivery> {
        let bytes = match fs::read(self.root.join(NOTE)) {
            Ok(bytes) => bytes,
            Err(error) => {
                if error.kind() != ErrorKind::NotFound {
                    tracing::warn!("the newest delivery cannot be read: {error}");
                }
                return None;
            }
        };
        serde_json::from_slice(&bytes)
            .inspect_err(|error| tracing::warn!("the noted delivery is damaged: {error}"))
            .ok()
    }

    /// Notes a delivery that is recorded. Where that fails only an older database would miss it.
    pub(super) fn note_newest_delivery(&self, delivery: &Delivery) {
        let note = NotedDelivery { number: delivery.number, manifest: delivery.manifest };
        let noted = serde_json::to_vec(&note)
            .map_err(StoreError::damaged)
            .and_then(|json| whole_file::write(&self.root, NOTE, &json));
        if let Err(error) = noted {
            tracing::warn!("the delivery is recorded, and not noted beside the photos: {error}");
        }
    }
}

impl Store {
    /// The numbers of the deliveries that were made of this folder and that its database does not know: it is older
    /// than they are.
    pub fn unknown_deliveries(&self) -> Result<Vec<u32>, StoreError> {
        let mut statement = self.conn.prepare_cached("SELECT number FROM delivery")?;
        let known = statement.query_map([], |row| row.get("number"))?;
        let mut known: BTreeSet<u32> = known.collect::<Result<_, _>>()?;
        let mut newest = known.last().copied().unwrap_or(0);
        if let Some(noted) = self.photos.newest_delivery() {
            newest = newest.max(noted.number);
            if self
                .delivery(noted.number)?
                .is_some_and(|past| past.delivery.manifest != noted.manifest)
            {
                known.remove(&noted.number);
            }
        }
        Ok((1..=newest).filter(|number| !known.contains(number)).collect())
    }
}
