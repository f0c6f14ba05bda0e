//! Lists and counts the queue, for whoever may see it.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::account::Actor;
use crate::domain::clock::Clock;
use crate::domain::submission::SubmissionId;
use crate::store::{ListFilter, ListLine, ListSort, QueueCounts, RecordError, Store};

/// Most submissions in one list. Nobody can use a longer table, and its height would be too large for
/// the screen's 32-bit floats to place its rows exactly.
pub const LONGEST_LIST: usize = 200_000;

/// A list of submissions.
#[derive(Debug, Clone)]
pub struct QueueList {
    /// Which submissions, in order.
    pub ids: Arc<[SubmissionId]>,
    /// There are more than [`LONGEST_LIST`]; only a narrower filter shows them.
    pub truncated: bool,
    /// The departments to filter by.
    pub departments: Arc<[String]>,
}

/// How much waits.
#[derive(Debug, Clone)]
pub struct QueueCount {
    /// How much.
    pub counts: QueueCounts,
    /// The earliest deadline in the queue.
    pub next_due: Option<DateTime<Utc>>,
}

/// The submissions that match `filter`.
pub fn list(
    store: &Store,
    actor: &Actor,
    filter: &ListFilter,
    sort: ListSort,
) -> Result<QueueList, RecordError> {
    store.check_standing(actor)?;
    let mut ids = store.list_ids(filter, sort, LONGEST_LIST + 1)?;
    let truncated = ids.len() > LONGEST_LIST;
    ids.truncate(LONGEST_LIST);
    Ok(QueueList { ids: ids.into(), truncated, departments: store.departments()?.into() })
}

/// The lines of a list for these submissions.
pub fn rows(
    store: &Store,
    actor: &Actor,
    ids: &[SubmissionId],
) -> Result<Vec<ListLine>, RecordError> {
    store.check_standing(actor)?;
    Ok(store.list_rows(ids)?)
}

/// How much waits now.
pub fn count(store: &Store, actor: &Actor, clock: impl Clock) -> Result<QueueCount, RecordError> {
    store.check_standing(actor)?;
    Ok(QueueCount { counts: store.counts(clock.now())?, next_due: store.next_due()? })
}
