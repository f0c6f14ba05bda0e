//! What is told of a database that an older one has taken the place of.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How a log falls short of the newest head that its folder has seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Behind {
    /// It ends before that.
    #[error(
        "the database is older than what this folder has seen: it ends at log entry {ends}, and entry \
         {seen} of {} was here; what was decided between is missing",
        at.format("%Y-%m-%d %H:%M:%S UTC")
    )]
    Older {
        /// Its last entry; 0 where it has none.
        ends: i64,
        /// The newest entry that was seen.
        seen: i64,
        /// When that was written.
        at: DateTime<Utc>,
    },
    /// It goes as far, but by another way.
    #[error(
        "the database is another than this folder has seen: log entry {seq} of {} is not the one that \
         was here",
        at.format("%Y-%m-%d %H:%M:%S UTC")
    )]
    Other {
        /// The newest entry that was seen.
        seq: i64,
        /// When that was written.
        at: DateTime<Utc>,
    },
}
