//! Messages of the queue: lists of submissions, and how much waits.

use crate::desk::queue::{QueueCount, QueueList};
use crate::domain::submission::SubmissionId;
use crate::store::{ListFilter, ListRow, ListSort, RecordError, StoreError};

/// Lists of submissions.
#[derive(Debug, Clone)]
pub enum QueueCommand {
    /// List submissions. Answer: `Listed`, or `Refused`.
    List {
        /// Which.
        filter: ListFilter,
        /// In which order.
        sort: ListSort,
    },
    /// Load rows of the list. Answer: `Rows`, or `Refused`.
    Rows(Vec<SubmissionId>),
}

/// The list, and how much waits.
#[derive(Debug)]
pub enum QueueUpdate {
    /// How much waits, and when the next deadline is.
    Counted(QueueCount),
    /// The list.
    Listed(QueueList),
    /// Rows of the list.
    Rows(Vec<ListRow>),
    /// The list or its rows could not be read.
    Refused(QueueFault),
}

/// Why a list could not be read.
#[derive(Debug, Clone)]
pub enum QueueFault {
    /// The store refused, or failed.
    Record(RecordError),
    /// The reading broke off; what the system said.
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
