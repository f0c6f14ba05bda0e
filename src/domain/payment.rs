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

impl Payment {
    /// The amount in yuan: `40.00` of 4000 fen.
    pub fn yuan(&self) -> String {
        let (sign, fen) = (if self.amount_fen < 0 { "-" } else { "" }, self.amount_fen.abs());
        format!("{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_has_two_decimals() {
        for (amount_fen, yuan) in [(4005, "40.05"), (3000, "30.00"), (-5, "-0.05")] {
            let paid_at = DateTime::<Utc>::UNIX_EPOCH;
            let payment = Payment { transaction: String::new(), amount_fen, paid_at };
            assert_eq!(payment.yuan(), yuan);
        }
    }
}
