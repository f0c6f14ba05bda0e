//! Messages of the screening: whether it runs, how far it is, what it has told.

use std::time::Duration;

use crate::desk::screen::ScreenError;
use crate::domain::submission::SubmissionId;

/// What the console asks of the screening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScreeningCommand {
    /// Go on, now and whenever photos come in. Answer: `Status`.
    Run,
    /// Leave it: the photos that are being looked at are still recorded. Answer: `Status`.
    Pause,
}

/// What the screening tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScreeningUpdate {
    /// How it stands.
    Status(ScreeningStatus),
    /// These submissions have a screening now.
    Screened(Vec<SubmissionId>),
    /// These submissions could not be looked at.
    NotScreened(Vec<SubmissionId>),
}

/// How the screening stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScreeningStatus {
    /// Every open submission was looked at; so many could not be.
    Done {
        /// Number of those that could not be looked at.
        failed: usize,
    },
    /// It looks at photos.
    Working {
        /// Open submissions that were screened.
        done: u64,
        /// Open submissions.
        total: u64,
        /// How long one photo takes at the pace of the last ones; none before the first.
        each: Option<Duration>,
    },
    /// Somebody has paused it.
    Paused,
    /// Another console, or the command line, screens this store.
    Elsewhere,
    /// It can't go on, and tries again later.
    Failed(ScreenError),
}

impl ScreeningStatus {
    /// How long it takes still, if it works and its pace is known.
    pub fn left(&self) -> Option<Duration> {
        let Self::Working { done, total, each: Some(each) } = self else { return None };
        u32::try_from(total.saturating_sub(*done)).ok().and_then(|left| each.checked_mul(left))
    }
}
