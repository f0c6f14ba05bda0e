//! 机检 of a whole store: every open submission is looked at once by the nets of today, those that reviewers hold
//! first, then by deadline. It can be stopped at any time and goes on where it was: what is recorded is done.

mod evidence;
mod screener;

use std::collections::VecDeque;

use rayon::prelude::*;

pub use screener::{NoScreener, Screener, made_by};

use self::screener::Product;
use super::look::CheckError;
use super::progress::{Cancelled, OnProgress, Progress, Stage, tell};
use crate::domain::account::Actor;
use crate::domain::clock::Clock;
use crate::domain::event::{Event, Subject};
use crate::domain::submission::{Revision, SubmissionId};
use crate::store::{RecordError, Store, StoreError, Unscreened};

/// After so many photos the order is asked for again: imports may have brought earlier deadlines.
const ORDERED_AHEAD: usize = 64;

/// Why a submission was not screened. It stays open, and is tried again the next time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScreenFault {
    /// Its photo can't be read.
    #[error(transparent)]
    Photo(#[from] StoreError),
    /// Its photo can't be looked at.
    #[error(transparent)]
    Check(#[from] CheckError),
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScreenReport {
    /// Submissions that were screened.
    pub screened: u64,
    /// Of them, those that have a standard photo.
    pub standard_photos: u64,
    /// Submissions that could not be screened, and why.
    pub failed: Vec<(SubmissionId, ScreenFault)>,
}

/// Why it ended before its end. What is recorded by then stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScreenError {
    /// The store can't be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An entry was refused.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// Nobody can look at photos.
    #[error(transparent)]
    NoScreener(#[from] NoScreener),
    /// Somebody has stopped it.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// One submission that was looked at.
struct Looked {
    submission: SubmissionId,
    product: Result<Product, ScreenFault>,
}

/// Screens until nothing open is left unscreened, or until it is stopped.
pub fn run(
    store: &mut Store,
    screener: &Screener,
    clock: impl Clock,
    progress: &mut OnProgress<'_>,
) -> Result<ScreenReport, ScreenError> {
    let mut report = ScreenReport::default();
    let mut order = VecDeque::new();
    loop {
        let failed: Vec<SubmissionId> = report.failed.iter().map(|(failed, _)| *failed).collect();
        if order.is_empty() {
            order.extend(store.unscreened(screener.by(), ORDERED_AHEAD, &failed)?);
        }
        let next = next(store, screener, &mut order, &failed, clock)?;
        if next.is_empty() {
            return Ok(report);
        }
        let counts = store.screening_counts(screener.by())?;
        let (done, total) = (counts.done, counts.total);
        tell(progress, Progress { stage: Stage::Screening, done, total, bytes: 0 })?;
        let looked = look_at(store, screener, &next);
        record(store, looked, clock, &mut report)?;
    }
}

/// The submissions that are looked at now: what reviewers hold before everything else.
fn next(
    store: &Store,
    screener: &Screener,
    order: &mut VecDeque<Unscreened>,
    failed: &[SubmissionId],
    clock: impl Clock,
) -> Result<Vec<Unscreened>, StoreError> {
    let mut next = store.unscreened_claimed(screener.by(), clock)?;
    next.retain(|one| !failed.contains(&one.submission));
    next.truncate(screener.at_once);
    order.retain(|one| next.iter().all(|other| other.submission != one.submission));
    let room = screener.at_once.saturating_sub(next.len()).min(order.len());
    next.extend(order.drain(..room));
    Ok(next)
}

fn look_at(store: &Store, screener: &Screener, next: &[Unscreened]) -> Vec<Looked> {
    let photos = store.photos();
    screener.on_threads(|| {
        let look = |one: &Unscreened| {
            let product = photos
                .read(one.photo)
                .map_err(ScreenFault::from)
                .and_then(|bytes| Ok(screener.screen(&bytes)?));
            Looked { submission: one.submission, product }
        };
        next.par_iter().map(look).collect()
    })
}

/// Keeps the standard photos, and records all in one short transaction. What was decided or withdrawn meanwhile
/// needs no screening any more.
fn record(
    store: &mut Store,
    looked: Vec<Looked>,
    clock: impl Clock,
    report: &mut ScreenReport,
) -> Result<(), ScreenError> {
    // Until they are named nothing may set the photos aside.
    let _mark = store.photos().importing();
    let mut events = Vec::new();
    for Looked { submission, product } in looked {
        match product {
            Ok(Product { screened, standard_photo }) => {
                if let Some(bytes) = standard_photo {
                    store.photos().put(&bytes)?;
                }
                events.push((submission, Event::Screened(screened)));
            }
            Err(why) => report.failed.push((submission, why)),
        }
    }
    let actor = Actor::screening();
    store.batch(clock, |batch| {
        for (submission, event) in &events {
            let subject = Subject::Submission(*submission);
            match batch.record(&actor, &subject, Revision::default(), event) {
                Ok(_entry) => {
                    report.screened += 1;
                    let Event::Screened(screened) = event else { continue };
                    report.standard_photos += u64::from(screened.standard_photo.is_some());
                }
                Err(RecordError::Refused(_)) => {}
                Err(error) => return Err(ScreenError::from(error)),
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests;
