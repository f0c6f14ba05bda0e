//! Submissions (提交): one photo sent for review, and the state it stands in.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::account::AccountName;

/// The number of a submission, from 1, in the order of import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SubmissionId(pub i64);

impl fmt::Display for SubmissionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Where a submission stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 待支付: stored, outside the queue until the fee is paid.
    AwaitingPayment,
    /// 待前次: a later attempt, outside the queue until the claimed earlier one is decided.
    AwaitingEarlier,
    /// 待审: in the queue.
    Pending,
    /// 待复认: rejected for a reason that needs a second person; in the queue for somebody else.
    Seconding,
    /// 搁置: taken out of the queue for a while.
    Held,
    /// 通过: final.
    Approved,
    /// 不通过: the student may submit again.
    Rejected,
    /// 重拍: the student is asked for another photo.
    Retake,
    /// 撤回: taken back for the student.
    Withdrawn,
    /// 已替换: a later attempt took its place before anybody looked.
    Superseded,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 10] = [
        Self::AwaitingPayment,
        Self::AwaitingEarlier,
        Self::Pending,
        Self::Seconding,
        Self::Held,
        Self::Approved,
        Self::Rejected,
        Self::Retake,
        Self::Withdrawn,
        Self::Superseded,
    ];

    /// The word stored in the database and in reports.
    pub fn code(self) -> &'static str {
        match self {
            Self::AwaitingPayment => "awaiting_payment",
            Self::AwaitingEarlier => "awaiting_earlier",
            Self::Pending => "pending",
            Self::Seconding => "seconding",
            Self::Held => "held",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Retake => "retake",
            Self::Withdrawn => "withdrawn",
            Self::Superseded => "superseded",
        }
    }

    /// The status of a stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// Waits in the queue for a reviewer.
    pub fn is_queued(self) -> bool {
        matches!(self, Self::Pending | Self::Seconding)
    }

    /// Not yet decided for good, so that the student's side may still take it out.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Self::AwaitingPayment
                | Self::AwaitingEarlier
                | Self::Pending
                | Self::Seconding
                | Self::Held
        )
    }

    /// A decision stands that is in effect.
    pub fn is_decided(self) -> bool {
        matches!(self, Self::Approved | Self::Rejected | Self::Retake)
    }
}

/// All that the state table needs to know of one submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands.
    pub status: Status,
    /// When its two working days end; set when it enters the queue.
    pub due: Option<DateTime<Utc>>,
    /// Who proposed the rejection that waits, or waited, for a second person.
    pub proposer: Option<AccountName>,
    /// Who proposed before that, where the last proposal accuses of something else as well.
    pub earlier_proposer: Option<AccountName>,
    /// Who made the decision that stands (a proposal counts).
    pub decided_by: Option<AccountName>,
    /// The status before that decision, to which an undo returns.
    pub before: Option<Status>,
    /// The student has a later attempt.
    pub has_later: bool,
}

impl Standing {
    /// An accusation stands on which no second person has decided.
    pub fn awaits_second(&self) -> bool {
        self.status == Status::Seconding
            || self.status == Status::Held && self.before == Some(Status::Seconding)
    }
}

/// How often a subject has changed: the number of the log entry that changed it last, 0 before the
/// first. A request names the revision it saw; a newer one makes the request stale.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Revision(pub i64);
