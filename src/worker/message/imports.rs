//! Messages of the imports that can be withdrawn.

use crate::store::{PastImport, RecordError};

/// The answer to `Command::Imports`.
#[derive(Debug)]
pub enum ImportsUpdate {
    /// The newest imports, newest first.
    Listed(Vec<PastImport>),
    /// They could not be read.
    Refused(RecordError),
}
