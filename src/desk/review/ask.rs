//! The changes that can be asked for of a submission.

use crate::desk::operation;
use crate::domain::decision::{Decision, Witness};
use crate::domain::event::Event;
use crate::domain::operation::OperationId;
use crate::domain::submission::{Revision, SubmissionId};

/// A change of one submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The operation that it is: asked again under this number, it is recorded once.
    pub operation: OperationId,
    /// Which.
    pub submission: SubmissionId,
    /// The revision that whoever asks has seen.
    pub seen: Revision,
    /// What.
    pub change: Change,
}

impl Ask {
    /// Asks for a change for the first time.
    pub fn new(submission: SubmissionId, seen: Revision, change: Change) -> Self {
        Self { operation: operation::new(), submission, seen, change }
    }

    /// Whether this asks for the same as another, whatever was seen in the meantime.
    pub fn is_same_as(&self, other: &Self) -> bool {
        let same = match (&self.change, &other.change) {
            (Change::Decide { decision: this, .. }, Change::Decide { decision: that, .. }) => {
                this == that
            }
            (this, that) => this == that,
        };
        same && (self.submission, self.seen) == (other.submission, other.seen)
    }
}

/// What to do with a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Decide on it.
    Decide {
        /// What.
        decision: Decision,
        /// What was on the screen.
        witness: Box<Witness>,
    },
    /// Take it out of the queue for a while.
    Hold {
        /// Why.
        note: Option<String>,
    },
    /// Take back one's own last decision or hold; `Recorded` then brings the case back.
    Undo,
    /// Take back an approval that is not delivered, whoever made it.
    Revoke {
        /// Why.
        note: String,
    },
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
            Self::Decide { decision, witness } => Event::Decided { decision, witness: *witness },
            Self::Hold { note } => Event::Held { note },
            Self::Undo => Event::Undone,
            Self::Revoke { note } => Event::Revoked { note },
            Self::Resume => Event::Resumed,
            Self::Withdraw { note } => Event::Withdrawn { note },
        }
    }
}
