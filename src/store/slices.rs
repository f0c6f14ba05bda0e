//! Long work recorded in slices, so that nobody who decides meanwhile waits for it: the write lock is held
//! for a moment, then free for another, and what a slice has recorded is durable before the next begins.

use std::time::{Duration, Instant};

use super::batch::Batch;
use super::error::{RecordError, StoreError};
use super::{Store, WRITE};
use crate::domain::clock::Clock;
use crate::domain::operation::OperationId;

/// The write lock is held no longer than this by one slice, as far as the disk lets it. A person sees a
/// delay of a tenth of a second, and may meet two slices.
const HELD: Duration = Duration::from_millis(50);

/// Longest that a slice takes new items. The rest of [`HELD`] is for the disk.
const WORK: Duration = Duration::from_millis(20);

/// Shortest: on a disk so slow that a commit alone takes longer than [`HELD`], work must go on all the same.
const LEAST: Duration = Duration::from_millis(2);

/// How long the lock is free between two slices: who waits looks every millisecond ([`super::busy`]).
const FREE: Duration = Duration::from_millis(4);

/// After so many slices their pages are carried over into the database, so that the write-ahead log stays
/// small and no decision has to do it.
const CARRIED_OVER: u64 = 4;

/// How work in slices went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Slices {
    /// How many there were.
    pub number: u64,
    /// The longest time that one of them held the write lock, from when it had it to when it was durable.
    pub longest: Duration,
}

/// What one slice did.
struct Slice<T> {
    done: Vec<T>,
    held: Duration,
    /// What of that the disk took.
    commit: Duration,
}

impl Store {
    /// Records many items under one import's number, in slices that hold the write lock for 50 ms at most.
    ///
    /// `each` records one item. Once a slice is durable, what `each` gave for its items is handed to
    /// `committed`, which may end the work by an error. Where anything fails the slice at hand has changed
    /// nothing, and those before it stand.
    pub fn in_slices<I, T, E: From<RecordError> + From<StoreError>>(
        &mut self,
        clock: impl Clock,
        items: impl IntoIterator<Item = I>,
        mut each: impl FnMut(&mut Batch<'_>, I) -> Result<T, E>,
        mut committed: impl FnMut(Vec<T>) -> Result<(), E>,
    ) -> Result<Slices, E> {
        let mut items = items.into_iter().peekable();
        let (mut went, mut import, mut room) = (Slices::default(), None, WORK);
        // Otherwise the pages would be carried over by a commit: mine, or that of somebody who waits.
        self.conn.pragma_update(None, "wal_autocheckpoint", 0).map_err(StoreError::from)?;
        let mut done = Ok(());
        while done.is_ok() && items.peek().is_some() {
            done = match self.slice(&clock, &mut import, &mut items, room, &mut each) {
                Ok(slice) => {
                    went.number += 1;
                    went.longest = went.longest.max(slice.held);
                    tracing::trace!(target: "photo_review::store::slice", held = ?slice.held);
                    room = HELD.saturating_sub(slice.commit * 2).clamp(LEAST, WORK);
                    if went.number.is_multiple_of(CARRIED_OVER) {
                        self.carry_over();
                    }
                    committed(slice.done)
                }
                Err(error) => Err(error),
            };
            if done.is_ok() && items.peek().is_some() {
                std::thread::sleep(FREE);
            }
        }
        self.carry_over();
        let usual = super::AUTO_CHECKPOINT;
        let reset = self.conn.pragma_update(None, "wal_autocheckpoint", usual);
        // Why the work failed says more.
        done?;
        reset.map_err(StoreError::from)?;
        Ok(went)
    }

    fn slice<I, T, E: From<RecordError> + From<StoreError>>(
        &mut self,
        clock: &impl Clock,
        import: &mut Option<OperationId>,
        items: &mut impl Iterator<Item = I>,
        room: Duration,
        each: &mut impl FnMut(&mut Batch<'_>, I) -> Result<T, E>,
    ) -> Result<Slice<T>, E> {
        let tx = self.conn.transaction_with_behavior(WRITE).map_err(StoreError::from)?;
        let begun = Instant::now();
        let clock = || clock.now();
        let mut batch = Batch::begin(&tx, &self.calendar, &clock)?;
        *import = Some(batch.go_on_with_import(*import));
        let mut done = Vec::new();
        for item in items {
            done.push(each(&mut batch, item)?);
            if begun.elapsed() >= room {
                break;
            }
        }
        batch.end()?;
        let recorded = begun.elapsed();
        tx.commit().map_err(StoreError::from)?;
        let held = begun.elapsed();
        self.check_in_place()?;
        Ok(Slice { done, held, commit: held.saturating_sub(recorded) })
    }

    /// Carries pages over into the database beside everybody else's work; nobody waits for it, and it
    /// is nothing to fail for.
    fn carry_over(&self) {
        let carried =
            self.conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get::<_, bool>(0));
        if let Err(error) = carried {
            tracing::warn!("the write-ahead log was not carried over: {error}");
        }
    }
}
