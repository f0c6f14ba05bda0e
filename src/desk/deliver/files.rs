//! The files of a delivery: the photos as they are, an index, counts by department, a manifest. The same delivery
//! gives the same bytes whenever it is written.

use std::collections::BTreeMap;
use std::path::Path;

use super::plan::DeliveryItem;
use super::{DeliverError, Photoless};
use crate::desk::export::{sheet, time};
use crate::desk::progress::{OnProgress, Progress, Stage, tell};
use crate::domain::delivery::Delivery;
use crate::domain::photo_hash::Digest;
use crate::exchange::delivery::{DeliveryFolder, DeliveryPlace};
use crate::exchange::sheet::Sheet;
use crate::store::Photos;
use crate::text::{Lang, Text};

/// A disk gives room in pieces of so many bytes.
const PIECE: u64 = 4096;

/// Bytes of the lists for each photo, at most.
const LISTED: u64 = 2048;

/// Writes the folder under its temporary name, and gives the digest of its manifest; `progress` may stop it.
pub(super) fn write(
    photos: &Photos,
    items: &[DeliveryItem],
    delivery: &Delivery,
    place: &DeliveryPlace,
    progress: &mut OnProgress<'_>,
) -> Result<Digest, DeliverError> {
    let mut folder = DeliveryFolder::begin(place)?;
    let total = items.len() as u64;
    for (done, item) in (0..).zip(items) {
        tell(progress, Progress { stage: Stage::Delivering, done, total, bytes: 0 })?;
        let bytes = photos.read(item.photo)?;
        if Digest::of(&bytes) != item.photo {
            return Err(DeliverError::Photos(vec![Photoless::of(item)]));
        }
        folder.write(&item.path, &bytes)?;
    }
    let (zh, en) = (Text::new(Lang::Zh), Text::new(Lang::En));
    let (index, counts) = (index(&zh, &en, items), counts(&zh, &en, items));
    for (name, list) in [("index.csv", &index), ("index.xlsx", &index), ("counts.csv", &counts)] {
        let made_at = Some(delivery.made_at);
        let bytes = list.bytes::<DeliverError>(Path::new(name), made_at, &mut |_rows| Ok(()))?;
        folder.write(name, &bytes)?;
    }
    let manifest = folder.finish(&head(delivery))?;
    tell(progress, Progress { stage: Stage::Delivering, done: total, total, bytes: 0 })?;
    Ok(manifest)
}

/// How much room all of it takes, at most. Every photo must be there.
pub(super) fn room(photos: &Photos, items: &[DeliveryItem]) -> Result<u64, DeliverError> {
    let (mut room, mut missing) = (16 * PIECE, Vec::new());
    for item in items {
        match photos.size(item.photo) {
            Some(bytes) => room += bytes.next_multiple_of(PIECE) + PIECE + LISTED,
            None => missing.push(Photoless::of(item)),
        }
    }
    if missing.is_empty() { Ok(room) } else { Err(DeliverError::Photos(missing)) }
}

/// The first lines of the manifest: which delivery it is, and where the log stood.
fn head(delivery: &Delivery) -> Vec<String> {
    vec![
        format!("delivery {}", delivery.number),
        format!("made {}", time(delivery.made_at)),
        format!("photos {}", delivery.photos),
        format!("names {}", delivery.names),
        format!("log {} {}", delivery.entries, delivery.head.hex()),
    ]
}

fn index(zh: &Text, en: &Text, items: &[DeliveryItem]) -> Sheet {
    let heads = [
        ("notice-head-student", 20),
        ("notice-head-name", 12),
        ("decisions-head-department", 20),
        ("delivery-head-file", 40),
        ("delivery-head-hash", 66),
        ("decisions-head-decided", 20),
    ];
    let row = |item: &DeliveryItem| {
        vec![
            item.student.no.to_string(),
            item.student.name.clone(),
            item.student.department.clone(),
            item.path.clone(),
            item.photo.hex(),
            time(item.decided_at),
        ]
    };
    sheet(zh, en, "delivery-sheet", &heads, items.iter().map(row).collect())
}

fn counts(zh: &Text, en: &Text, items: &[DeliveryItem]) -> Sheet {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for item in items {
        *counts.entry(&item.student.department).or_default() += 1;
    }
    let heads = [("decisions-head-department", 20), ("delivery-head-photos", 10)];
    let rows = counts.into_iter().map(|(name, n)| vec![name.to_owned(), n.to_string()]);
    sheet(zh, en, "delivery-sheet", &heads, rows.collect())
}
