//! The log: entries, each sealed with the digest of the one before it.

use chrono::{DateTime, Utc};

use super::account::Actor;
use super::event::{Event, Subject};
use super::photo_hash::Digest;

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 1, without gaps.
    pub seq: i64,
    /// When it was recorded, to the millisecond.
    pub at: DateTime<Utc>,
    /// Who acted.
    pub actor: Actor,
    /// On what.
    pub subject: Subject,
    /// What happened.
    pub event: Event,
    /// The digest of the entry before it; zero for the first.
    pub previous: Digest,
    /// The digest of this entry: see [`seal`].
    pub digest: Digest,
}

/// The fields of an entry as they stand in the table; the digest is taken over exactly these.
#[derive(Debug, Clone, Copy)]
pub struct SealedFields<'a> {
    /// Entry number.
    pub seq: i64,
    /// Milliseconds since 1970-01-01 UTC.
    pub at_ms: i64,
    /// Account of the actor.
    pub account: &'a str,
    /// Role code of the actor.
    pub role: &'a str,
    /// Stored form of the subject.
    pub subject: &'a str,
    /// Kind of event.
    pub kind: &'a str,
    /// The event as JSON, byte for byte as stored.
    pub event: &'a str,
}

/// The digest that seals an entry: BLAKE3 over the previous digest and every field, each with its
/// length before it (so that no two different entries give the same bytes).
pub fn seal(previous: &Digest, fields: &SealedFields<'_>) -> Digest {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&previous.0);
    hasher.update(&fields.seq.to_le_bytes());
    hasher.update(&fields.at_ms.to_le_bytes());
    for text in [fields.account, fields.role, fields.subject, fields.kind, fields.event] {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    Digest(*hasher.finalize().as_bytes())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FIELDS: SealedFields<'_> = SealedFields {
        seq: 7,
        at_ms: 1_790_000_000_000,
        account: "wangmin",
        role: "reviewer",
        subject: "submission:3",
        kind: "undone",
        event: "{\"event\":\"undone\"}",
    };

    #[test]
    fn every_field_is_sealed() {
        let whole = seal(&Digest::ZERO, &FIELDS);
        let changed = [
            SealedFields { seq: 8, ..FIELDS },
            SealedFields { at_ms: 1, ..FIELDS },
            SealedFields { account: "lijing", ..FIELDS },
            SealedFields { role: "supervisor", ..FIELDS },
            SealedFields { subject: "submission:4", ..FIELDS },
            SealedFields { kind: "viewed", ..FIELDS },
            SealedFields { event: "{}", ..FIELDS },
        ];
        for fields in changed {
            assert_ne!(seal(&Digest::ZERO, &fields), whole, "{fields:?}");
        }
        assert_ne!(seal(&Digest::of(b"another"), &FIELDS), whole);
        assert_eq!(seal(&Digest::ZERO, &FIELDS), whole);
    }

    proptest! {
        #[test]
        fn characters_cannot_move_between_fields(a in ".{0,6}", b in ".{0,6}", c in ".{1,4}") {
            let one = SealedFields { account: &format!("{a}{c}"), role: &b, ..FIELDS };
            let other = SealedFields { account: &a, role: &format!("{c}{b}"), ..FIELDS };
            prop_assert_ne!(seal(&Digest::ZERO, &one), seal(&Digest::ZERO, &other));
        }
    }
}
