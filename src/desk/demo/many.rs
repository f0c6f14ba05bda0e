//! Fills a store quickly with many submissions for load tests; they share a few photos.

use chrono::{DateTime, TimeDelta, Utc};

use super::{invented, samples};
use crate::domain::account::Actor;
use crate::domain::event::{Event, QueueEntry, Subject, Submitted};
use crate::domain::payment::Payment;
use crate::domain::photo_hash::PhotoHash;
use crate::domain::submission::Revision;
use crate::photo::{self, Inspected, Limits};
use crate::store::{Batch, PreviewCache, Store};

/// How many students are made in one transaction.
const CHUNK: u64 = 10_000;

/// A photo that is in the store.
struct KeptSample {
    hash: PhotoHash,
    inspected: Inspected,
    bytes: u64,
}

/// The students sent their photos within this time.
pub(super) const SPAN: TimeDelta = TimeDelta::minutes(5 * 251);

/// Makes `n` students who have paid and sent a photo.
pub(super) fn fill(
    store: &mut Store,
    n: u64,
    actor: &Actor,
    at: DateTime<Utc>,
) -> anyhow::Result<()> {
    let previews = PreviewCache::open(store.dir())?;
    let mut photos = Vec::new();
    for bytes in samples::large_photos()? {
        let inspected = photo::inspect(&bytes, &Limits::default())?;
        let hash = store.photos().put(&bytes)?;
        previews.put(hash, &inspected.preview.proxy, &inspected.preview.thumb)?;
        photos.push(KeptSample { hash, inspected, bytes: bytes.len() as u64 });
    }
    for first in (0..n).step_by(CHUNK as usize) {
        let end = (first + CHUNK).min(n);
        // Earlier chunks came earlier, so that deadlines spread over a day.
        let before = i32::try_from((n - first) / CHUNK).unwrap_or(i32::MAX).min(250);
        let sent = at - TimeDelta::minutes(5) * before;
        store.batch(sent, |batch| -> anyhow::Result<()> {
            for number in first..end {
                let photo = &photos[(number % photos.len() as u64) as usize];
                submit(batch, number, photo, actor)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn submit(
    batch: &mut Batch<'_>,
    number: u64,
    photo: &KeptSample,
    actor: &Actor,
) -> anyhow::Result<()> {
    let student = invented::student(number)?;
    let id = batch.next_student_id()?;
    let subject = Subject::Student(id);
    let enrolled = Event::Enrolled { student: Some(student) };
    let enrolled = batch.record(actor, &subject, Revision(0), &enrolled)?;
    let payment = Payment {
        transaction: format!("DEMO-{number:08}"),
        amount_fen: 3_000,
        paid_at: batch.at(),
    };
    batch.record(actor, &subject, Revision(enrolled.seq), &Event::Paid(payment))?;
    let submitted = Submitted {
        student: id,
        attempt: 1,
        photo: photo.hash,
        width: photo.inspected.width,
        height: photo.inspected.height,
        bytes: photo.bytes,
        camera: photo.inspected.camera.clone(),
        submitted_at: batch.at() - TimeDelta::seconds((number % 3600).cast_signed()),
        file: format!("{number:08}.jpg"),
        entry: QueueEntry::Queued { due: batch.due() },
    };
    let id = batch.next_submission_id()?;
    batch.record(actor, &Subject::Submission(id), Revision(0), &Event::Submitted(submitted))?;
    Ok(())
}
