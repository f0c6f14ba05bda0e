//! How often people agreed with the machine: decisions in effect against the findings that stood beside the photo.

use crate::domain::agreement::{Tallies, count};
use crate::domain::decision::Decision;
use crate::domain::screening::ScreenedBy;
use crate::store::{Store, StoreError};

/// What was counted, and what could not be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Counts for each item.
    pub tallies: Tallies,
    /// Decisions that were counted.
    pub counted: u64,
    /// Decisions that were made without findings on the screen.
    pub unseen: u64,
    /// Decisions beside findings of another specification, other nets or other code: those say nothing of today's limits.
    pub otherwise: u64,
    /// Rejections: they are about the person or the file, not about an item.
    pub rejections: u64,
    /// Decisions of which the record, or that of the findings, can't be read.
    pub unreadable: u64,
}

/// Counts every decision in effect that was made beside findings by `by`.
pub fn agreement(store: &Store, by: ScreenedBy) -> Result<Agreement, StoreError> {
    let mut told = Agreement::default();
    store.decided_rows(|row| -> Result<(), StoreError> {
        let Ok(row) = row else {
            told.unreadable += 1;
            return Ok(());
        };
        let Some(entry) = row.findings else {
            told.unseen += 1;
            return Ok(());
        };
        match store.findings_beside(row.submitted.student, row.id, entry)? {
            None => told.unreadable += 1,
            Some(_) if matches!(row.decision, Decision::Reject { .. }) => told.rejections += 1,
            Some(screened) if screened.by != by => told.otherwise += 1,
            Some(screened) => {
                if let Some(screening) = &screened.screening {
                    count(&mut told.tallies, screening, &row.decision);
                }
                told.counted += 1;
            }
        }
        Ok(())
    })?;
    Ok(told)
}
