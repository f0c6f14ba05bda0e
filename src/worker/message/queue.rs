//! Messages of the queue: lists of submissions, and how much waits.

use crate::desk::queue::{QueueCount, QueueList};
use crate::domain::submission::SubmissionId;
use crate::store::{ListFilter, ListLine, ListSort, RecordError, StoreError};

/// Requests for lists of submissions.
#[derive(Debug, Clone)]
pub enum QueueCommand {
    /// List submissions. Answer: `Listed`, or `Refused`.
    List {
        /// Which.
        filter: ListFilter,
        /// In which order.
        sort: ListSort,
    },
    /// Read the rows of these submissions. Answer: `Rows`, or `Refused`.
    Rows(Vec<SubmissionId>),
}

/// Lists and counts.
#[derive(Debug)]
pub enum QueueUpdate {
    /// The counts, and the earliest deadline.
    Counted(QueueCount),
    /// The list.
    Listed(QueueList),
    /// Rows of the list.
    Rows(Vec<ListLine>),
    /// The list or its rows could not be read.
    Refused(QueueFault),
}

/// Why a list could not be read.
#[derive(Debug, Clone)]
pub enum QueueFault {
    /// The store refused, or failed.
    Record(RecordError),
    /// Reading panicked, with this message.
    Panicked(String),
}

impl From<RecordError> for QueueFault {
    fn from(error: RecordError) -> Self {
        Self::Record(error)
    }
}

impl From<StoreError> for QueueFault {
    fn from(error: StoreError) -> Self {
        Self::Record(error.into())
    }
}
