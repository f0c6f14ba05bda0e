//! Operations: what makes that something asked for twice is recorded once.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

/// The number of one operation, unique wherever it was made: a UUID of version 7 (RFC 9562), so that
/// numbers made later are larger and an index of them grows at its end.
///
/// Whoever asks for a change gives it a number. Where the answer never came, they ask again under the same
/// number, and get the entry that was recorded the first time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OperationId(pub [u8; 16]);

/// Why a text is not an operation's number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an operation has a UUID, got {0:?}")]
pub struct NotAnOperationId(pub String);

impl OperationId {
    /// A number made at a time, to the millisecond, of ten random bytes.
    pub fn new(at: DateTime<Utc>, random: [u8; 10]) -> Self {
        let ms = u64::try_from(at.timestamp_millis()).unwrap_or(0);
        Self(Builder::from_unix_timestamp_millis(ms, &random).into_uuid().into_bytes())
    }
}

impl fmt::Display for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Uuid::from_bytes(self.0).hyphenated().fmt(f)
    }
}

impl fmt::Debug for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OperationId({self})")
    }
}

impl TryFrom<String> for OperationId {
    type Error = NotAnOperationId;

    fn try_from(text: String) -> Result<Self, NotAnOperationId> {
        let uuid = Uuid::try_parse(&text).map_err(|_reason| NotAnOperationId(text))?;
        Ok(Self(uuid.into_bytes()))
    }
}

impl From<OperationId> for String {
    fn from(id: OperationId) -> Self {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_made_later_are_larger_whatever_the_dice_say() {
        let at = DateTime::from_timestamp_millis(1_790_000_000_000).expect("a time");
        let early = OperationId::new(at, [0xFF; 10]);
        let late = OperationId::new(at + chrono::TimeDelta::milliseconds(1), [0; 10]);
        assert!(early < late && early.0 < late.0);
        assert_eq!(OperationId::try_from(early.to_string()), Ok(early));
        assert!(OperationId::try_from("7".to_owned()).is_err());
    }
}
