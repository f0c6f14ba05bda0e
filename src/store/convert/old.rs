//! The log of version 0.1 as it is stored: the forms of its events, and its seal. They never change.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::domain::account::Role;
use crate::domain::camera::CameraFacts;
use crate::domain::checklist::ChecklistItem;
use crate::domain::event::{ExportKind, QueueEntry, SignInFault, UnmaskPurpose};
use crate::domain::photo_hash::{Digest, PhotoHash};
use crate::domain::policy::Policy;
use crate::domain::reason::Reason;
use crate::domain::student::StudentNo;

/// An entry as it stands in the table.
pub(super) struct OldLine {
    pub(super) seq: i64,
    pub(super) at: i64,
    pub(super) account: String,
    pub(super) role: String,
    pub(super) subject: String,
    pub(super) kind: String,
    pub(super) event: String,
    pub(super) digest: Digest,
}

/// The digest that sealed an entry: BLAKE3 over the digest of the entry before it and every field, each text
/// with its length before it.
pub(super) fn old_seal(previous: &Digest, line: &OldLine) -> Digest {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&previous.0);
    hasher.update(&line.seq.to_le_bytes());
    hasher.update(&line.at.to_le_bytes());
    for text in [&line.account, &line.role, &line.subject, &line.kind, &line.event] {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    Digest(*hasher.finalize().as_bytes())
}

/// The note of a withdrawal that followed from an approval.
pub(super) const APPROVED_BEFORE: &str = "an earlier attempt was approved";

/// A student, who stood in the log.
#[derive(Deserialize)]
pub(super) struct OldStudent {
    pub(super) no: StudentNo,
    pub(super) name: String,
    pub(super) id_number: Option<String>,
    pub(super) exam_no: Option<String>,
    pub(super) department: String,
    pub(super) programme: String,
    pub(super) campus: String,
    pub(super) reference_photo: Option<PhotoHash>,
}

#[derive(Deserialize)]
pub(super) struct OldPayment {
    pub(super) transaction: String,
    pub(super) amount_fen: i64,
    pub(super) paid_at: DateTime<Utc>,
}

#[derive(Deserialize)]
pub(super) struct OldSubmitted {
    pub(super) student: StudentNo,
    pub(super) attempt: u32,
    pub(super) photo: PhotoHash,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) bytes: u64,
    pub(super) camera: CameraFacts,
    pub(super) submitted_at: DateTime<Utc>,
    pub(super) file: String,
    pub(super) entry: QueueEntry,
}

#[derive(Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub(super) enum OldDecision {
    Approve,
    Reject {
        reasons: BTreeSet<Reason>,
        note: Option<String>,
    },
    Retake {
        items: BTreeSet<ChecklistItem>,
        reasons: BTreeSet<Reason>,
        notice: Option<String>,
        note: Option<String>,
    },
}

#[derive(Deserialize)]
pub(super) struct OldWitness {
    pub(super) photo: PhotoHash,
    pub(super) on_screen_ms: u64,
    pub(super) claim: i64,
    pub(super) student: i64,
}

#[derive(Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum OldEvent {
    StoreCreated { demo: bool },
    Exported { report: ExportKind, rows: u64 },
    BackedUp,
    Restored,
    PolicySet(Policy),
    AccountAdded { display_name: String, role: Role, credential: Digest },
    PasswordSet { credential: Digest },
    AccountDisabled,
    AccountEnabled,
    SignedIn,
    SignInRefused { fault: SignInFault },
    SignedOut,
    Locked,
    Unlocked,
    Enrolled(OldStudent),
    Corrected(OldStudent),
    Paid(OldPayment),
    Unmasked { purpose: UnmaskPurpose },
    Submitted(OldSubmitted),
    Admitted { due: DateTime<Utc> },
    Viewed,
    Decided { decision: OldDecision, witness: OldWitness },
    Undone,
    Held { note: Option<String> },
    Resumed,
    Withdrawn { note: String },
    WaitsAgain,
    Superseded { by: i64 },
}
