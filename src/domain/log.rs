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
