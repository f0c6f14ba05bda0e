//! The log: entries, each sealed with the digest of the one before it.

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use super::account::Actor;
use super::event::{Event, Subject};
use super::operation::OperationId;
use super::photo_hash::Digest;
use super::student::StudentId;

/// One line of the log, with the personal facts that stand beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 1, without gaps.
    pub seq: i64,
    /// When it was recorded, to the millisecond; never before the entry before it.
    pub at: DateTime<Utc>,
    /// The operation that it is; no two entries have the same.
    pub operation: OperationId,
    /// Who acted.
    pub actor: Actor,
    /// On what.
    pub subject: Subject,
    /// Whose story it belongs to, if a student's.
    pub student: Option<StudentId>,
    /// The import that it is part of, if one.
    pub import: Option<OperationId>,
    /// The version of the rules by which it was judged.
    pub rules: u32,
    /// What happened. What is personal in it is there unless it was erased.
    pub event: Event,
    /// The salted digest of its personal facts; none where it has none.
    pub facts: Option<Digest>,
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
    /// Number of the operation.
    pub operation: [u8; 16],
    /// The student's number in the store, if it belongs to one.
    pub student: Option<i64>,
    /// Number of the import, if it is part of one.
    pub import: Option<[u8; 16]>,
    /// Version of the rules.
    pub rules: u32,
    /// Salted digest of the personal facts, if there are any.
    pub facts: Option<[u8; 32]>,
    /// Account of the actor.
    pub account: &'a str,
    /// Role code of the actor.
    pub role: &'a str,
    /// Stored form of the subject.
    pub subject: &'a str,
    /// Kind of event.
    pub kind: &'a str,
    /// The event as JSON without what is personal, byte for byte as stored.
    pub event: &'a str,
}

/// The digest that seals an entry: SHA-256 over the digest of the entry before it and every field, in the
/// order of [`SealedFields`]. Numbers have eight bytes (the version four), the most significant first; what
/// is not there counts as zeros; each text has its length in bytes before it, in four bytes, so that no two
/// different entries give the same bytes. A database server can reckon it: PostgreSQL with `sha256`,
/// `int8send`, `int4send` and `convert_to`.
pub fn seal(previous: &Digest, fields: &SealedFields<'_>) -> Digest {
    let mut hasher = Sha256::new();
    hasher.update(previous.0);
    hasher.update(fields.seq.to_be_bytes());
    hasher.update(fields.at_ms.to_be_bytes());
    hasher.update(fields.operation);
    hasher.update(fields.student.unwrap_or(0).to_be_bytes());
    hasher.update(fields.import.unwrap_or([0; 16]));
    hasher.update(fields.rules.to_be_bytes());
    hasher.update(fields.facts.unwrap_or([0; 32]));
    for text in [fields.account, fields.role, fields.subject, fields.kind, fields.event] {
        // No text of an entry comes near four gigabytes.
        hasher.update(u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
        hasher.update(text);
    }
    Digest(hasher.finalize().into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FIELDS: SealedFields<'_> = SealedFields {
        seq: 7,
        at_ms: 1_790_000_000_000,
        operation: [3; 16],
        student: Some(5),
        import: None,
        rules: 1,
        facts: None,
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
            SealedFields { operation: [4; 16], ..FIELDS },
            SealedFields { student: None, ..FIELDS },
            SealedFields { import: Some([1; 16]), ..FIELDS },
            SealedFields { rules: 2, ..FIELDS },
            SealedFields { facts: Some([1; 32]), ..FIELDS },
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
