//! The one fee of a student: it covers every attempt.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A payment as the payment list states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The payment provider's number; unique in a store. Empty once it is erased.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub transaction: String,
    /// Amount in fen (1/100 yuan).
    pub amount_fen: i64,
    /// When it was paid.
    pub paid_at: DateTime<Utc>,
}
