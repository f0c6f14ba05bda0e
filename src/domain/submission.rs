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
    /// 待前次: a later attempt, outside the queue until the earlier one is decided, which a reviewer holds
    /// or which waits for a second person.
    AwaitingEarlier,
    /// 待审: in the queue.
    Pending,
    /// 待复认: a rejection was proposed for a reason that needs a second person; in the queue for somebody
    /// else.
    Seconding,
    /// 搁置: taken out of the queue for a while.
    Held,
    /// 通过: final.
    Approved,
    /// 不通过: the student may submit again.
    Rejected,
    /// 重拍: the student is asked for another photo.
    Retake,
    /// 撤回: withdrawn for the student, or because an earlier attempt was approved.
    Withdrawn,
    /// 已替换: a later attempt took its place before it was decided.
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

    /// No decision is in effect yet, so it can still be withdrawn.
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

    /// A decision is in effect.
    pub fn is_decided(self) -> bool {
        matches!(self, Self::Approved | Self::Rejected | Self::Retake)
    }
}

/// All that `lifecycle` needs to know of one submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands.
    pub status: Status,
    /// When its two working days end; set when it enters the queue.
    pub due: Option<DateTime<Utc>>,
    /// Who proposed the rejection that waits, or waited, for a second person; the last one, if there were
    /// two.
    pub proposer: Option<AccountName>,
    /// Who made the first proposal, if the last one makes another accusation on top of it.
    pub earlier_proposer: Option<AccountName>,
    /// Who made the decision, the proposal or the hold that stands.
    pub decided_by: Option<AccountName>,
    /// The status before that, to which an undo returns.
    pub before: Option<Status>,
    /// The student has a later attempt.
    pub has_later: bool,
    /// Its standard photo has left in a delivery (交付): the approval stands for good.
    pub delivered: bool,
    /// The receiver has refused its standard photo once (退回): until it is decided anew, and after every undo, it is a
    /// supervisor's.
    pub refused: bool,
}

impl Standing {
    /// Whether an accusation waits for a second person, even if the submission is held.
    pub fn awaits_second(&self) -> bool {
        self.status == Status::Seconding
            || self.status == Status::Held && self.before == Some(Status::Seconding)
    }

    /// Whether no later attempt takes its place: what somebody has said against it, who accuses or the receiver, is
    /// looked at first.
    pub fn keeps_its_place(&self) -> bool {
        self.awaits_second() || self.refused && self.status.is_open()
    }
}

/// The revision of a subject: the number of the log entry that last changed it, 0 before the first. A
/// request states the revision it saw, and is refused as stale if there is a newer one.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Revision(pub i64);
