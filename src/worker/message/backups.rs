//! Messages of the backups that the program makes by itself.

use crate::desk::backups::BackupStatus;
use crate::store::RecordError;

/// What is told of the backups: after every tick, and after the plan was changed.
#[derive(Debug)]
pub enum BackupsUpdate {
    /// The plan, and how the last ones went.
    Status(Box<BackupStatus>),
    /// The plan was not changed.
    Refused(RecordError),
}
