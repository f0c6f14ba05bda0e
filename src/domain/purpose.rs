//! Why somebody looks at personal facts, or has them erased.

use serde::{Deserialize, Serialize};

/// Why an ID number was unmasked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnmaskPurpose {
    /// Comparing the photo's person with the record.
    VerifyIdentity,
    /// Answering the student or an office.
    AnswerInquiry,
    /// Finding out about a duplicate or mismatch.
    ResolveMismatch,
}

/// Why a student's personal facts are erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErasureReason {
    /// The student asks for it.
    Request,
    /// They need not be kept any longer.
    Retention,
    /// The student should never have been on the roster.
    Mistake,
    /// An authority orders it.
    Order,
}
