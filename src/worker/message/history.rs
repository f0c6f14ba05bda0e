//! Messages of the history of one submission.

use crate::desk::history::History;
use crate::domain::submission::SubmissionId;
use crate::store::RecordError;

/// The answer to `Command::History`.
#[derive(Debug)]
pub enum HistoryUpdate {
    /// It was read.
    Read(Box<History>),
    /// It could not be read.
    Refused {
        /// Which.
        submission: SubmissionId,
        /// Why not.
        why: RecordError,
    },
}
