//! Decisions (审核结论) and what the reviewer saw when deciding.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::checklist::ChecklistItem;
use super::photo_hash::{Digest, PhotoHash};
use super::reason::Reason;
use super::submission::Revision;

/// What a reviewer decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Decision {
    /// 通过: final; the student and the photo are frozen.
    Approve,
    /// 不通过: the submission itself is not acceptable.
    Reject {
        /// At least one, each fit for a rejection.
        reasons: BTreeSet<Reason>,
        /// Free words for the file; required by a reason that says nothing by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// 重拍: the photo breaks rules; the student shoots again, free of charge.
    Retake {
        /// The failed items, at least one.
        items: BTreeSet<ChecklistItem>,
        /// Why: at least one reason for every item.
        reasons: BTreeSet<Reason>,
        /// The reviewer's own words for the student, in place of the suggested ones.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        notice: Option<String>,
        /// A note for the record.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
}

impl Decision {
    /// The word for reports and the command line: `approve`, `reject`, `retake`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject { .. } => "reject",
            Self::Retake { .. } => "retake",
        }
    }

    /// The reasons given; none for an approval.
    pub fn reasons(&self) -> BTreeSet<Reason> {
        match self {
            Self::Approve => BTreeSet::new(),
            Self::Reject { reasons, .. } | Self::Retake { reasons, .. } => reasons.clone(),
        }
    }

    /// The failed items; none but for a retake.
    pub fn items(&self) -> BTreeSet<ChecklistItem> {
        match self {
            Self::Approve | Self::Reject { .. } => BTreeSet::new(),
            Self::Retake { items, .. } => items.clone(),
        }
    }

    /// The note for the record.
    pub fn note(&self) -> Option<&str> {
        match self {
            Self::Approve => None,
            Self::Reject { note, .. } | Self::Retake { note, .. } => note.as_deref(),
        }
    }

    /// Its reasons that need a second person.
    pub fn accusations(&self) -> BTreeSet<Reason> {
        match self {
            Self::Reject { reasons, .. } => {
                reasons.iter().copied().filter(|r| r.needs_second_person()).collect()
            }
            Self::Approve | Self::Retake { .. } => BTreeSet::new(),
        }
    }

    /// Whether it only proposes, until a second person has decided.
    pub fn needs_second_person(&self) -> bool {
        !self.accusations().is_empty()
    }
}

/// The number of a lease (a fencing token). It grows with every claim in a store, so that a decision
/// under a lost lease is recognised after the submission was claimed again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ClaimToken(pub i64);

/// How a photo was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewing {
    /// When the photo was first on the screen as sharp as its room.
    pub painted_at: DateTime<Utc>,
    /// How long it was on the screen, in milliseconds.
    pub on_screen_ms: u64,
    /// How much of that the reviewer was at work, in milliseconds: see [`Witness::active_ms`].
    pub active_ms: u64,
    /// The standard photo that was on the screen beside it.
    pub standard_photo: Option<SeenStandard>,
    /// The digest of the findings that were drawn beside it.
    pub findings: Option<Digest>,
}

/// A standard photo that was on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenStandard {
    /// Which.
    pub photo: PhotoHash,
    /// How long, in milliseconds.
    pub on_screen_ms: u64,
}

/// What the reviewer saw when deciding. Its form is final: what is not there yet is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    /// The photo on the screen.
    pub photo: PhotoHash,
    /// The standard photo (标准照) shown beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard_photo: Option<PhotoHash>,
    /// How long that was on the screen, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard_photo_ms: Option<u64>,
    /// The digest of the findings shown beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub findings: Option<Digest>,
    /// The specification (规格) by which those findings were made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub specification: Option<String>,
    /// The entry of the student's information beside it: who was corrected since was not compared.
    pub student: Revision,
    /// The lease under which it was shown.
    pub claim: ClaimToken,
    /// When that lease was given. Leases may be lost; what is reckoned from them stands here.
    pub claimed_at: DateTime<Utc>,
    /// When the photo was first on the screen as sharp as its room.
    pub painted_at: DateTime<Utc>,
    /// How long it was on the screen, in milliseconds.
    pub on_screen_ms: u64,
    /// How much of that the reviewer was at work, in milliseconds: a time without a key or the pointer
    /// counts for its first ten seconds only.
    pub active_ms: u64,
}
