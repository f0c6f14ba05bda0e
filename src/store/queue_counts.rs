//! How many submissions wait in the queue, and the next deadline.

use chrono::{DateTime, Utc};
use rusqlite::{Row, params};

use super::Store;
use super::error::StoreError;
use super::rows::{stored, time_at};
use crate::domain::deadline::end_of_today;

/// How many submissions wait in the queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QueueCounts {
    /// All of them.
    pub waiting: u64,
    /// Those whose deadline is still to come today (in China).
    pub due_today: u64,
    /// Those whose deadline is over.
    pub overdue: u64,
}

impl Store {
    /// How many submissions wait in the queue, and how their deadlines stand.
    pub fn counts(&self, now: DateTime<Utc>) -> Result<QueueCounts, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT
             (SELECT count(*) FROM submission WHERE queued) AS waiting,
             (SELECT count(*) FROM submission WHERE queued AND due < ?1) AS overdue,
             (SELECT count(*) FROM submission WHERE queued AND due >= ?1 AND due < ?2) AS due_today",
        )?;
        let counts =
            statement.query_row(params![stored(now), stored(end_of_today(now))], |row| {
                Ok(QueueCounts {
                    waiting: count(row, "waiting")?,
                    due_today: count(row, "due_today")?,
                    overdue: count(row, "overdue")?,
                })
            })?;
        Ok(counts)
    }

    /// The earliest deadline in the queue.
    pub fn next_due(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT due FROM submission INDEXED BY queue WHERE queued ORDER BY due LIMIT 1",
        )?;
        let mut found = statement.query([])?;
        found.next()?.map_or(Ok(None), |row| time_at(row, "due"))
    }
}

fn count(row: &Row<'_>, column: &str) -> rusqlite::Result<u64> {
    row.get(column).map(i64::unsigned_abs)
}
