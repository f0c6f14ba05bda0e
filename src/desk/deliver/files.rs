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
use crate::domain::submission::SubmissionId;
use crate::exchange::delivery::{DeliveryFolder, DeliveryPlace};
use crate::exchange::sheet::Sheet;
use crate::store::Photos;
use crate::text::{Lang, Text};

/// A disk gives room in pieces of so many bytes.
const PIECE: u64 = 4096;

/// The list of what a delivery was written again without.
pub const WITHOUT: &str = "without.csv";

/// Bytes of the lists for each photo, at most.
const LISTED: u64 = 2048;

/// Writes the folder under its temporary name, with a list of the submissions that it is without, and gives the digest
/// of its manifest; `progress` may stop it.
pub(super) fn write(
    photos: &Photos,
    items: &[DeliveryItem],
    erased: &[SubmissionId],
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
    let mut lists = vec![("counts.csv".to_owned(), counts(&zh, &en, items))];
    if !erased.is_empty() {
        lists.push((WITHOUT.to_owned(), without(&zh, &en, erased)));
    }
    lists.extend(index_files(index(&zh, &en, items), Sheet::MOST_IN_BOOK));
    for (name, list) in lists {
        let made_at = Some(delivery.made_at);
        let bytes = list.bytes::<DeliverError>(Path::new(&name), made_at, &mut |_rows| Ok(()))?;
        folder.write(&name, &bytes)?;
    }
    let manifest = folder.finish(&head(delivery, erased))?;
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
fn head(delivery: &Delivery, erased: &[SubmissionId]) -> Vec<String> {
    let mut lines = vec![
        format!("delivery {}", delivery.number),
        format!("made {}", time(delivery.made_at)),
        format!("photos {}", delivery.photos),
        format!("names {}", delivery.names),
        format!("log {} {}", delivery.entries, delivery.head.hex()),
    ];
    if !delivery.corrects.is_empty() {
        let numbers: Vec<String> = delivery.corrects.iter().map(u32::to_string).collect();
        lines.push(format!("corrects {}", numbers.join(" ")));
    }
    if !erased.is_empty() {
        lines.push(format!("without {}", erased.len()));
    }
    lines
}

/// The index by the names of its files. A workbook takes only so many rows: the rest follows in more of them.
fn index_files(index: Sheet, most: usize) -> Vec<(String, Sheet)> {
    let book = |(at, rows): (usize, &[Vec<String>])| {
        let name = if at == 0 { "index.xlsx".to_owned() } else { format!("index-{}.xlsx", at + 1) };
        (name, Sheet { rows: rows.to_vec(), name: index.name.clone(), head: index.head.clone() })
    };
    let mut files: Vec<_> = index.rows.chunks(most.max(1)).enumerate().map(book).collect();
    files.push(("index.csv".to_owned(), index));
    files
}

fn index(zh: &Text, en: &Text, items: &[DeliveryItem]) -> Sheet {
    let heads = [
        ("notice-head-student", 20),
        ("notice-head-name", 12),
        ("decisions-head-department", 20),
        ("delivery-head-file", 40),
        ("delivery-head-hash", 66),
        ("decisions-head-decided", 20),
        ("delivery-head-replaces", 12),
    ];
    let row = |item: &DeliveryItem| {
        vec![
            item.student.no.to_string(),
            item.student.name.clone(),
            item.student.department.clone(),
            item.path.clone(),
            item.photo.hex(),
            time(item.decided_at),
            item.replaces.map(|number| number.to_string()).unwrap_or_default(),
        ]
    };
    sheet(zh, en, "delivery-sheet", &heads, items.iter().map(row).collect())
}

/// The list of those that are missing: nothing is known of them any more but the numbers of their submissions.
fn without(zh: &Text, en: &Text, erased: &[SubmissionId]) -> Sheet {
    let rows = erased.iter().map(|submission| vec![submission.to_string()]).collect();
    sheet(zh, en, "delivery-sheet", &[("delivery-head-submission", 12)], rows)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_of_more_rows_than_a_workbook_takes_has_several() {
        let rows: Vec<Vec<String>> = (0..5).map(|n: i32| vec![n.to_string()]).collect();
        let of = |most| index_files(Sheet { rows: rows.clone(), ..Sheet::default() }, most);
        let names = |files: Vec<(String, Sheet)>| -> Vec<(String, usize)> {
            files.into_iter().map(|(name, sheet)| (name, sheet.rows.len())).collect()
        };
        let wanted =
            [("index.xlsx", 2), ("index-2.xlsx", 2), ("index-3.xlsx", 1), ("index.csv", 5)];
        assert_eq!(names(of(2)), wanted.map(|(name, n)| (name.to_owned(), n)));
        let wanted = [("index.xlsx", 5), ("index.csv", 5)];
        assert_eq!(names(of(5)), wanted.map(|(name, n)| (name.to_owned(), n)));
    }
}
