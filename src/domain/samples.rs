//! Values for tests: one witness and one entry, to be changed as a test needs them.

use chrono::{DateTime, Utc};

use super::account::Actor;
use super::decision::{ClaimToken, Witness};
use super::event::{Event, Subject};
use super::log::Entry;
use super::operation::OperationId;
use super::photo_hash::Digest;
use super::submission::Revision;

/// A photo that was looked at for 900 ms.
pub(crate) fn witness() -> Witness {
    let at = DateTime::<Utc>::UNIX_EPOCH;
    Witness {
        photo: Digest::ZERO,
        standard_photo: None,
        findings: None,
        specification: None,
        student: Revision(1),
        claim: ClaimToken(1),
        claimed_at: at,
        painted_at: at,
        on_screen_ms: 900,
        active_ms: 900,
    }
}

/// An entry that belongs to no student, and has no facts.
pub(crate) fn entry(
    seq: i64,
    at: DateTime<Utc>,
    actor: Actor,
    subject: Subject,
    event: Event,
) -> Entry {
    Entry {
        seq,
        at,
        operation: OperationId([0; 16]),
        actor,
        subject,
        student: None,
        import: None,
        rules: super::rules::RULES,
        event,
        facts: None,
        previous: Digest::ZERO,
        digest: Digest::ZERO,
    }
}
