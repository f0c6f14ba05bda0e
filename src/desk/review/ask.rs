//! The changes that can be asked for of a submission.

use crate::domain::decision::{Decision, Witness};
use crate::domain::event::Event;
use crate::domain::submission::{Revision, SubmissionId};

/// A change of one submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Which.
    pub submission: SubmissionId,
    /// The revision that whoever asks has seen.
    pub seen: Revision,
    /// What.
    pub change: Change,
}

/// What to change about a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Decide on it.
    Decide {
        /// What.
        decision: Decision,
        /// What was on the screen.
        witness: Witness,
    },
    /// Take it out of the queue for a while.
    Hold {
        /// Why.
        note: Option<String>,
    },
    /// Take back one's own last decision or hold; `Recorded` then brings the case back.
    Undo,
    /// End the hold: back into the queue.
    Resume,
    /// Withdraw it for the student.
    Withdraw {
        /// Why.
        note: String,
    },
}

impl Change {
    /// The event that the log gets when the change is made.
    pub fn event(&self) -> Event {
        match self.clone() {
            Self::Decide { decision, witness } => Event::Decided { decision, witness },
            Self::Hold { note } => Event::Held { note },
            Self::Undo => Event::Undone,
            Self::Resume => Event::Resumed,
            Self::Withdraw { note } => Event::Withdrawn { note },
        }
    }
}
