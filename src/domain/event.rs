//! Everything that can happen, as the log records it. A released variant never changes its meaning.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::account::{AccountName, Role};
use super::decision::{Decision, Witness};
use super::delivery::Delivery;
use super::operation::OperationId;
use super::payment::Payment;
use super::photo_hash::{Digest, PhotoHash};
use super::policy::Policy;
use super::screening::Screened;
use super::standardised_again::StandardisedAgain;
use super::student::Student;
use super::submission::{Status, SubmissionId};

pub use super::purpose::{ErasureReason, UnmaskPurpose};
pub use super::subject::Subject;
pub use super::submitted::{QueueEntry, Submitted};

/// Why a sign-in was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInFault {
    /// The password is wrong.
    WrongPassword,
    /// The account is disabled.
    Disabled,
    /// Tried before the delay after earlier wrong passwords was over.
    TooSoon,
}

/// A list that left the store as a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportKind {
    /// What each student is told.
    Notices,
    /// Every decision.
    Decisions,
}

/// The log that a store was converted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Converted {
    /// The digest of its last entry.
    pub head: Digest,
    /// Number of its entries.
    pub entries: i64,
}

/// What of an import is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenBack {
    /// Number of the import.
    pub import: OperationId,
    /// Number of its entry.
    pub entry: i64,
}

/// Why an open submission has nothing left to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// An earlier attempt was approved.
    ApprovedBefore,
    /// The student's personal facts were erased.
    Erased,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The store was made; `demo` marks one that holds only invented people. On the store.
    StoreCreated {
        /// Made by `demo`.
        demo: bool,
        /// The log of an earlier form that it carries on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        converted: Option<Converted>,
        /// The digest of the key under which the log tells of names that nobody has.
        name_key: Digest,
        /// What it asks of everybody from its beginning; none for a store from before that was told here.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        policy: Option<Policy>,
    },
    /// A list was written to a file. On the store.
    Exported {
        /// Which.
        list: ExportKind,
        /// Number of rows.
        rows: u64,
    },
    /// Standard photos (标准照) left for the receiver (交付): all that was packed for it is delivered. On the store.
    Delivered(Box<Delivery>),
    /// A delivery was written once more. On the store.
    DeliveredAgain {
        /// Its number.
        number: u32,
        /// Those of its submissions that were left out: their students' facts were erased since.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        without: Vec<SubmissionId>,
    },
    /// A copy was made. On the store.
    BackedUp,
    /// The store was brought back from a copy. On the store.
    Restored,
    /// From now on the store asks this of everybody who works on it. On the store.
    PolicySet(Policy),
    /// From now on the store's photos are screened and standardised by this specification (规格). On the store.
    SpecificationSet {
        /// Its text (TOML).
        text: String,
    },
    /// A person has agreed that the clock is right, though it is behind the newest entry or far ahead of it.
    /// On the store.
    ClockAgreed {
        /// What the clock told.
        clock: DateTime<Utc>,
    },
    /// A person had photos deleted for good that nobody named. It stands here before they go, so that none goes
    /// untold; one that was named at the same moment is still there. On the store.
    UnnamedDeleted {
        /// Which.
        photos: Vec<PhotoHash>,
    },

    /// An account was added. On an account.
    AccountAdded {
        /// The person's name, as shown.
        display_name: String,
        /// What they may do.
        role: Role,
        /// BLAKE3 of the password's Argon2id text; the text itself is not in the log.
        credential: Digest,
    },
    /// A password was set. On an account.
    PasswordSet {
        /// BLAKE3 of the new Argon2id text.
        credential: Digest,
    },
    /// The account may no longer sign in. On an account.
    AccountDisabled,
    /// The account may sign in again. On an account.
    AccountEnabled,
    /// Signed in. On an account.
    SignedIn,
    /// Tried to sign in and was refused. On an account.
    SignInRefused {
        /// Why.
        fault: SignInFault,
    },
    /// Signed out. On an account.
    SignedOut,
    /// The console was locked. On an account.
    Locked,
    /// The console was unlocked with the password. On an account.
    Unlocked,

    /// A student is on the roster. On a student.
    Enrolled {
        /// What it states; none once it is erased.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        student: Option<Student>,
    },
    /// The roster states a student anew. On a student.
    Corrected {
        /// What it states; none once it is erased.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        student: Option<Student>,
    },
    /// The fee was paid. On a student.
    Paid(Payment),
    /// The import that enrolled them was withdrawn: they are on the roster no longer. On a student.
    EnrolmentTakenBack(TakenBack),
    /// The import that corrected them was withdrawn: what was stated before holds again. On a student.
    CorrectionTakenBack {
        /// Of which import and entry.
        of: TakenBack,
        /// What holds again; none once it is erased.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        student: Option<Student>,
    },
    /// The import that told of the payment was withdrawn: the fee is not paid. On a student.
    PaymentTakenBack(TakenBack),
    /// Somebody looked at the ID number. On a student.
    Unmasked {
        /// What for.
        purpose: UnmaskPurpose,
    },
    /// Somebody asks for the student's personal facts to be erased; a second person must agree. On a
    /// student.
    ErasureProposed {
        /// Why.
        why: ErasureReason,
    },
    /// The student's personal facts, and the photos that nobody else has, are erased. On a student.
    Erased {
        /// Why, as proposed.
        why: ErasureReason,
    },

    /// A photo was sent for review. On a submission.
    Submitted(Submitted),
    /// What it waited for has come: it enters the queue. On a submission.
    Admitted {
        /// End of the two working days, counted from now.
        due: DateTime<Utc>,
    },
    /// The machine has looked at the photo (机检). It tells, and changes nobody's open decision. On a submission.
    Screened(Screened),
    /// Whoever holds it had its standard photo made again. It changes nobody's open decision. On a submission.
    StandardisedAgain(Box<StandardisedAgain>),
    /// Somebody opened it outside the queue. On a submission.
    Viewed,
    /// A reviewer decided. On a submission.
    Decided {
        /// What.
        decision: Decision,
        /// What they saw.
        witness: Witness,
    },
    /// The reviewer took their decision back. On a submission.
    Undone,
    /// A supervisor took an approval back that is not delivered: it waits in the queue again. On a submission.
    Revoked {
        /// Why; empty once it is erased.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// Its standard photo was packed for a delivery, which counts once that is recorded. On a submission.
    Packed {
        /// The delivery's number.
        delivery: u32,
        /// The standard photo.
        standard_photo: PhotoHash,
    },
    /// The receiver has refused its delivered standard photo (退回): it is delivered no more, and waits in the queue for
    /// a supervisor. On a submission.
    RefusedByReceiver {
        /// The number of the delivery that held it.
        delivery: u32,
        /// End of the two working days, counted from now.
        due: DateTime<Utc>,
        /// Why, in the receiver's words; empty once they are erased.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// Taken out of the queue for a while. On a submission.
    Held {
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// Brought back into the queue after a hold. On a submission.
    Resumed,
    /// Taken back for the student. On a submission.
    Withdrawn {
        /// Why; empty once it is erased.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// There is nothing left to decide: it counts as withdrawn. Only follows from another event. On a
    /// submission.
    Closed {
        /// Why.
        why: Closing,
    },
    /// The approval that withdrew it was taken back: it waits for the earlier attempt again. On a
    /// submission.
    WaitsAgain,
    /// A later attempt took its place. On a submission.
    Superseded {
        /// The later attempt.
        by: SubmissionId,
    },
    /// The import that brought it was withdrawn: it counts as withdrawn. On a submission.
    SubmissionTakenBack(TakenBack),
    /// The payment that admitted it was taken back: it waits for the fee again. On a submission.
    AwaitsPaymentAgain,
    /// The later attempt that took its place was taken back: it stands where it stood. On a submission.
    StandsAgain {
        /// Where.
        status: Status,
        /// Who held it, if it was held.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        held_by: Option<AccountName>,
    },
}

impl Event {
    /// The word for the kind of event, as stored and as looked up in the word lists (`event-decided`).
    pub fn kind(&self) -> &'static str {
        match self {
            Self::StoreCreated { .. } => "store_created",
            Self::Exported { .. } => "exported",
            Self::Delivered(_) => "delivered",
            Self::DeliveredAgain { .. } => "delivered_again",
            Self::BackedUp => "backed_up",
            Self::Restored => "restored",
            Self::PolicySet(_) => "policy_set",
            Self::SpecificationSet { .. } => "specification_set",
            Self::ClockAgreed { .. } => "clock_agreed",
            Self::UnnamedDeleted { .. } => "unnamed_deleted",
            Self::AccountAdded { .. } => "account_added",
            Self::PasswordSet { .. } => "password_set",
            Self::AccountDisabled => "account_disabled",
            Self::AccountEnabled => "account_enabled",
            Self::SignedIn => "signed_in",
            Self::SignInRefused { .. } => "sign_in_refused",
            Self::SignedOut => "signed_out",
            Self::Locked => "locked",
            Self::Unlocked => "unlocked",
            Self::Enrolled { .. } => "enrolled",
            Self::Corrected { .. } => "corrected",
            Self::Paid(_) => "paid",
            Self::Unmasked { .. } => "unmasked",
            Self::ErasureProposed { .. } => "erasure_proposed",
            Self::Erased { .. } => "erased",
            Self::Submitted(_) => "submitted",
            Self::Admitted { .. } => "admitted",
            Self::Screened(_) => "screened",
            Self::StandardisedAgain(_) => "standardised_again",
            Self::Viewed => "viewed",
            Self::Decided { .. } => "decided",
            Self::Packed { .. } => "packed",
            Self::RefusedByReceiver { .. } => "refused_by_receiver",
            Self::Undone => "undone",
            Self::Revoked { .. } => "revoked",
            Self::Held { .. } => "held",
            Self::Resumed => "resumed",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Closed { .. } => "closed",
            Self::WaitsAgain => "waits_again",
            Self::Superseded { .. } => "superseded",
            Self::EnrolmentTakenBack(_) => "enrolment_taken_back",
            Self::CorrectionTakenBack { .. } => "correction_taken_back",
            Self::PaymentTakenBack(_) => "payment_taken_back",
            Self::SubmissionTakenBack(_) => "submission_taken_back",
            Self::AwaitsPaymentAgain => "awaits_payment_again",
            Self::StandsAgain { .. } => "stands_again",
        }
    }

    /// Only follows from another event, in the same transaction: nobody can ask for it.
    pub fn only_follows(&self) -> bool {
        matches!(
            self,
            Self::Admitted { .. }
                | Self::Superseded { .. }
                | Self::WaitsAgain
                | Self::Closed { .. }
                | Self::AwaitsPaymentAgain
                | Self::StandsAgain { .. }
        )
    }

    /// What it says of a submission's photo and its standard photo, if anything.
    pub fn screened(&self) -> Option<&Screened> {
        match self {
            Self::Screened(screened) => Some(screened),
            Self::StandardisedAgain(again) => Some(&again.screened),
            _ => None,
        }
    }

    /// What it takes back of an import, if anything.
    pub fn takes_back(&self) -> Option<TakenBack> {
        match self {
            Self::EnrolmentTakenBack(of)
            | Self::PaymentTakenBack(of)
            | Self::SubmissionTakenBack(of)
            | Self::CorrectionTakenBack { of, .. } => Some(*of),
            _ => None,
        }
    }

    /// Changes the standing of its subject, and so its revision; the others are only told.
    pub fn changes_subject(&self) -> bool {
        !matches!(
            self,
            Self::Viewed
                | Self::Screened(_)
                | Self::StandardisedAgain(_)
                | Self::Unmasked { .. }
                | Self::SignedOut
                | Self::Locked
                | Self::Unlocked
                | Self::Exported { .. }
                | Self::Packed { .. }
                | Self::DeliveredAgain { .. }
                | Self::BackedUp
                | Self::Restored
                | Self::UnnamedDeleted { .. }
        )
    }
}
