//! In which order photos come to a reviewer.

use serde::{Deserialize, Serialize};

/// In which order the queue is claimed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimOrder {
    /// By deadline, then time of submission, then number.
    #[default]
    Deadline,
    /// Of the most urgent ones, the photo first against which the machine says most. What was not screened yet comes
    /// behind what was.
    Doubt,
}

impl ClaimOrder {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Deadline, Self::Doubt];

    /// By doubt, so many photos with the nearest deadlines are looked at: no deadline is put off by more than they
    /// take to decide.
    pub const URGENT: usize = 500;

    /// The word in the word lists.
    pub fn code(self) -> &'static str {
        match self {
            Self::Deadline => "deadline",
            Self::Doubt => "doubt",
        }
    }
}
