//! Withdraws an import: takes back each row that nothing has touched since, and lists the others.

mod report;

pub use report::{WithdrawalReport, WithdrawnCounts, WithdrawnOutcome, WithdrawnRow, kind_of};

use crate::desk::progress::{Cancelled, OnProgress, Progress, Stage, tell};
use crate::domain::account::Actor;
use crate::domain::clock::Clock;
use crate::domain::lifecycle::Refusal;
use crate::domain::operation::OperationId;
use crate::domain::student::Student;
use crate::domain::withdrawal::Fate;
use crate::store::{ExamNosAhead, ImportedRow, PastImport, RecordError, Store, StoreError};

/// Why an import was not withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WithdrawError {
    /// The log tells of no import of this number that took a row.
    #[error("there is no import {0}")]
    NoSuchImport(OperationId),
    /// The store refused, or can't be used; nothing has changed.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The store refused, or can't be used any more, after some of the rows were taken back. That stands; the
    /// import can be withdrawn again for the rest.
    #[error("{why}; {recorded} rows were looked at before")]
    Interrupted {
        /// What went wrong.
        why: RecordError,
        /// How many rows were looked at before.
        recorded: u64,
    },
    /// Stopped by the person who began it.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl From<StoreError> for WithdrawError {
    fn from(error: StoreError) -> Self {
        Self::Record(error.into())
    }
}

/// The newest imports, newest first, for whoever may import.
pub fn imports(store: &Store, actor: &Actor, most: usize) -> Result<Vec<PastImport>, RecordError> {
    check(store, actor)?;
    Ok(store.imports(most)?)
}

fn check(store: &Store, actor: &Actor) -> Result<(), RecordError> {
    store.check_standing(actor)?;
    if actor.role.may_import() {
        Ok(())
    } else {
        Err(Refusal::NotAllowed { role: actor.role }.into())
    }
}

/// What would become of each row if the import were withdrawn now. Records nothing.
pub fn look(
    store: &Store,
    import: OperationId,
    actor: &Actor,
    clock: impl Clock,
    progress: &mut OnProgress<'_>,
) -> Result<WithdrawalReport, WithdrawError> {
    check(store, actor)?;
    let past = store.import_of(import)?.ok_or(WithdrawError::NoSuchImport(import))?;
    let (rows, now) = (store.rows_of(import)?, clock.now());
    let total = rows.len() as u64;
    let (mut looked, mut ahead) = (Vec::new(), ExamNosAhead::default());
    for (done, row) in (0..).zip(rows) {
        tell(progress, Progress { stage: Stage::Looking, done, total, bytes: 0 })?;
        let student =
            whose(store.student_by_id(row.student).map(|row| row.map(|row| row.student)))?;
        looked.push(told(student, &store.fate(row, now, &mut ahead)?));
    }
    Ok(WithdrawalReport::new(past, looked, true))
}

/// Withdraws the import, slice by slice: nobody who decides meanwhile waits, and what was taken back before it was
/// stopped, killed or failed stands. Withdrawn again it takes back what can be by then, and repeats nothing.
pub fn withdraw(
    store: &mut Store,
    import: OperationId,
    actor: &Actor,
    clock: impl Clock,
    progress: &mut OnProgress<'_>,
) -> Result<WithdrawalReport, WithdrawError> {
    check(store, actor)?;
    let past = store.import_of(import)?.ok_or(WithdrawError::NoSuchImport(import))?;
    let rows = store.rows_of(import)?;
    let (total, photos) = (rows.len() as u64, store.photos().clone());
    let mut far =
        |done| tell(progress, Progress { stage: Stage::TakingBack, done, total, bytes: 0 });
    far(0)?;
    let mut done: Vec<WithdrawnRow> = Vec::new();
    let went = store.in_slices(
        || clock.now(),
        rows,
        |batch, row: ImportedRow| {
            // Read before the row is taken back, which may give the student another name.
            let student = batch.student_by_id(row.student).map(|row| row.map(|row| row.student));
            let student = whose(student)?;
            Ok(told(student, &batch.take_back(actor, row, &photos)?))
        },
        |slice| {
            done.extend(slice);
            let number = done.len() as u64;
            // After the last row there is nothing left to stop.
            far(number).or_else(|stop| if number < total { Err(stop.into()) } else { Ok(()) })
        },
    );
    store.note_head();
    let stopped = match went {
        Ok(_) => false,
        Err(WithdrawError::Cancelled(_)) => true,
        Err(WithdrawError::Record(why)) if !done.is_empty() && !why.is_replaced() => {
            return Err(WithdrawError::Interrupted { why, recorded: done.len() as u64 });
        }
        Err(error) => return Err(error),
    };
    // Reference photos that nobody names any more are set aside; a failure is only a warning.
    if let Err(error) = photos.sweep(store, || clock.now()) {
        tracing::warn!("photos that nobody names were not set aside: {error}");
    }
    Ok(WithdrawalReport { stopped, ..WithdrawalReport::new(past, done, false) })
}

/// Whose a row is; nobody where the record of them can't be read.
fn whose(found: Result<Option<Student>, StoreError>) -> Result<Option<Student>, StoreError> {
    match found {
        Err(error) if error.is_of_one_row() => Ok(None),
        found => found,
    }
}

fn told(student: Option<Student>, fate: &Fate) -> WithdrawnRow {
    let outcome = match fate {
        Fate::TakeBack(_) => WithdrawnOutcome::TakenBack,
        Fate::Before => WithdrawnOutcome::Before,
        Fate::Keep(kept) => WithdrawnOutcome::Kept(*kept),
    };
    let (no, name) =
        student.map(|student| (student.no.to_string(), student.name)).unwrap_or_default();
    WithdrawnRow { no, name, outcome }
}

#[cfg(test)]
mod tests;
