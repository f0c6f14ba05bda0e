//! 机检 of a whole store: every open submission is looked at once by the nets of today, those that reviewers hold
//! first, then by deadline. It can be stopped at any time and goes on where it was: what is recorded is done.

mod evidence;
mod near;
mod screener;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use rayon::prelude::*;

pub use screener::{NoScreener, Priority, Screener, made_by, screened_by};

use self::near::Near;
use self::screener::Product;
use super::look::CheckError;
use super::progress::{Cancelled, OnProgress, Progress, Stage, tell};
use super::specification;
use crate::domain::account::Actor;
use crate::domain::clock::Clock;
use crate::domain::event::{Event, Subject};
use crate::domain::lifecycle::Refusal;
use crate::domain::screening::{Screened, ScreenedBy};
use crate::domain::submission::{Revision, SubmissionId};
use crate::store::{RecordError, ScreeningCounts, Store, StoreError, Unscreened};

/// After so many photos the order is asked for again: imports may have brought earlier deadlines.
const ORDERED_AHEAD: usize = 64;

/// So long what is counted holds, with what was recorded since: at a million submissions counting takes a third of a
/// second.
const COUNT_EVERY: Duration = Duration::from_mins(1);

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
struct LookedAt {
    of: Unscreened,
    product: Result<Product, ScreenFault>,
}

/// What was counted, when, and of whose screenings.
#[derive(Debug)]
struct FreshCounts {
    at: Instant,
    by: ScreenedBy,
    counts: ScreeningCounts,
}

/// A run over a store: what comes next, and what came of it so far.
#[derive(Debug, Default)]
pub struct Run {
    order: VecDeque<Unscreened>,
    near: Near,
    report: ScreenReport,
    counted: Option<FreshCounts>,
}

/// Screens until nothing open is left unscreened, or until it is stopped. It follows the store's specification.
pub fn run(
    store: &mut Store,
    screener: &mut Screener,
    clock: impl Clock,
    progress: &mut OnProgress<'_>,
) -> Result<ScreenReport, ScreenError> {
    let mut run = Run::default();
    loop {
        screener.follow(&specification::text(store)?)?;
        let ScreeningCounts { done, total } = run.counts(store, screener.by())?;
        tell(progress, Progress { stage: Stage::Screening, done, total, bytes: 0 })?;
        if run.step(store, screener, clock)?.is_none() {
            return Ok(run.report);
        }
    }
}

impl Run {
    /// Looks at the next few photos, those that reviewers hold before all others, and records what they came to.
    /// Gives the submissions that were screened; nothing where none are left.
    pub fn step(
        &mut self,
        store: &mut Store,
        screener: &Screener,
        clock: impl Clock,
    ) -> Result<Option<Vec<SubmissionId>>, ScreenError> {
        let next = self.next(store, screener, clock)?;
        if next.is_empty() {
            return Ok(None);
        }
        ready(store, clock)?;
        let mut looked = look_at(store, screener, &next);
        self.near.read_on(store)?;
        for one in &mut looked {
            if let Ok(product) = &mut one.product {
                tell_copies(store, &mut self.near, one.of, &mut product.screened)?;
            }
        }
        let recorded = record(store, looked, clock, &mut self.report)?;
        if let Some(FreshCounts { counts, .. }) = &mut self.counted {
            counts.done = (counts.done + recorded.len() as u64).min(counts.total);
        }
        Ok(Some(recorded))
    }

    /// Whether anything is left that was not screened by what screens today, and did not fail in this run.
    pub fn has_any(&self, store: &Store, by: ScreenedBy) -> Result<bool, StoreError> {
        Ok(!self.order.is_empty() || store.has_unscreened(by, &self.failed())?)
    }

    /// How far it is: counted once a minute, and what was recorded since.
    pub fn counts(&mut self, store: &Store, by: ScreenedBy) -> Result<ScreeningCounts, StoreError> {
        if let Some(counted) = &self.counted
            && counted.by == by
            && counted.at.elapsed() < COUNT_EVERY
        {
            return Ok(counted.counts);
        }
        let counts = store.screening_counts(by)?;
        self.counted = Some(FreshCounts { at: Instant::now(), by, counts });
        Ok(counts)
    }

    /// The submissions that could not be screened.
    pub fn failed(&self) -> Vec<SubmissionId> {
        self.report.failed.iter().map(|(failed, _)| *failed).collect()
    }

    /// What came of it so far.
    pub fn report(&self) -> &ScreenReport {
        &self.report
    }

    fn next(
        &mut self,
        store: &Store,
        screener: &Screener,
        clock: impl Clock,
    ) -> Result<Vec<Unscreened>, StoreError> {
        let failed = self.failed();
        if self.order.is_empty() {
            self.order.extend(store.unscreened(screener.by(), ORDERED_AHEAD, &failed)?);
        }
        let mut next = store.unscreened_claimed(screener.by(), clock)?;
        next.retain(|one| !failed.contains(&one.submission));
        next.truncate(screener.at_once);
        self.order.retain(|one| !next.contains(one));
        let room = screener.at_once.saturating_sub(next.len()).min(self.order.len());
        next.extend(self.order.drain(..room));
        Ok(next)
    }
}

/// Whether anything can be recorded at all: no photo is looked at while the clock is off, or nothing can be written.
pub fn ready(store: &mut Store, clock: impl Clock) -> Result<(), ScreenError> {
    if let Some(off) = store.clock_off(clock)? {
        return Err(RecordError::Refused(Refusal::Clock(off)).into());
    }
    Ok(store.probe()?)
}

fn look_at(store: &Store, screener: &Screener, next: &[Unscreened]) -> Vec<LookedAt> {
    let photos = store.photos();
    screener.on_threads(|| {
        let look = |one: &Unscreened| {
            let product = photos
                .read(one.photo)
                .map_err(ScreenFault::from)
                .and_then(|bytes| Ok(screener.screen(&bytes)?));
            LookedAt { of: *one, product }
        };
        next.par_iter().map(look).collect()
    })
}

/// Tells of photos of other students that are nearly the same.
fn tell_copies(
    store: &Store,
    near: &mut Near,
    of: Unscreened,
    screened: &mut Screened,
) -> Result<(), StoreError> {
    let Some(screening) = screened.screening.as_deref_mut() else { return Ok(()) };
    let Some(fingerprint) = screening.fingerprint else { return Ok(()) };
    let copies = near.copies(store, fingerprint, of.student)?;
    if !copies.is_empty() {
        screening.tell_copies(copies);
    }
    near.begin(of, fingerprint);
    Ok(())
}

/// Keeps the standard photos, and records all in one short transaction; gives what was recorded. What was decided
/// or withdrawn meanwhile needs no screening any more.
fn record(
    store: &mut Store,
    looked: Vec<LookedAt>,
    clock: impl Clock,
    report: &mut ScreenReport,
) -> Result<Vec<SubmissionId>, ScreenError> {
    // Until they are named nothing may set the photos aside.
    let _mark = store.photos().importing();
    let mut events = Vec::new();
    // Put just now. What was there before is somebody else's, named already or about to be.
    let mut put = Vec::new();
    for LookedAt { of: Unscreened { submission, .. }, product } in looked {
        match product {
            Ok(Product { screened, standard_photo }) => {
                if let Some(bytes) = standard_photo {
                    let was_there =
                        screened.standard_photo.is_some_and(|it| store.photos().contains(it));
                    let photo = store.photos().put(&bytes)?;
                    put.extend((!was_there).then_some((submission, photo)));
                }
                events.push((submission, Event::Screened(screened)));
            }
            Err(why) => report.failed.push((submission, why)),
        }
    }
    let actor = Actor::screening();
    let recorded: Result<Vec<_>, ScreenError> = store.batch(clock, |batch| {
        let mut recorded = Vec::new();
        for (submission, event) in &events {
            let subject = Subject::Submission(*submission);
            match batch.record(&actor, &subject, Revision::default(), event) {
                Ok(_entry) => recorded.push((*submission, has_standard_photo(event))),
                Err(RecordError::Refused(Refusal::WrongStatus { .. } | Refusal::Erased)) => {}
                Err(error) => return Err(ScreenError::from(error)),
            }
        }
        Ok(recorded)
    });
    // A portrait that no entry names would outlive the erasure of whose it is.
    let is_told = |submission| {
        recorded.as_ref().is_ok_and(|told| told.iter().any(|(recorded, _)| *recorded == submission))
    };
    for (_, photo) in put.into_iter().filter(|(submission, _)| !is_told(*submission)) {
        if let Err(error) = store.delete_if_unnamed(photo) {
            tracing::warn!("a standard photo that nothing names is still there: {error}");
        }
    }
    let recorded = recorded?;
    report.screened += recorded.len() as u64;
    report.standard_photos += recorded.iter().filter(|(_, made)| *made).count() as u64;
    Ok(recorded.into_iter().map(|(submission, _)| submission).collect())
}

fn has_standard_photo(event: &Event) -> bool {
    matches!(event, Event::Screened(screened) if screened.standard_photo.is_some())
}

#[cfg(test)]
mod tests;
