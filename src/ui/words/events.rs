//! What happened, in words: one sentence for each kind of event.

use crate::desk::session::AccountError;
use crate::domain::decision::Decision;
use crate::domain::delivery::Delivery;
use crate::domain::event::{
    Closing, Event, ExportKind, QueueEntry, SignInFault, Submitted, UnmaskPurpose,
};
use crate::domain::lifecycle::Refusal;
use crate::domain::payment::Payment;
use crate::domain::photo_hash::Digest;
use crate::domain::policy::Policy;
use crate::domain::reason::Reason;
use crate::domain::specification::{Specification, SpecificationError};
use crate::domain::submission::{Status, SubmissionId};
use crate::exchange::notice::{item_key, reason_words};
use crate::store::RecordError;
use crate::text::{FluentValue, Lang, Text};
use crate::ui::words::keys;
use crate::ui::words::keys::role_key;
use crate::ui::words::screened::{screened_words, standardised_words};
use crate::ui::words::store::store_words;
use crate::ui::words::when;
use crate::worker::QueueFault;

/// A text that was to be set is no specification.
const WRONG: &str = "history-rule-specification_wrong";

/// The sentence for an event, as the timeline shows it.
pub fn sentence(text: &Text, event: &Event) -> String {
    let key = format!("history-event-{}", event.kind());
    let values: Vec<(&str, FluentValue<'_>)> = match event {
        Event::StoreCreated { demo, .. } => vec![("demo", demo.to_string().into())],
        Event::Exported { list, rows } => {
            vec![("list", text.get(export_key(*list)).into()), ("rows", rows.to_string().into())]
        }
        Event::AccountAdded { display_name, role, .. } => {
            vec![("name", display_name.as_str().into()), ("role", text.get(role_key(*role)).into())]
        }
        Event::SignInRefused { fault } => vec![("why", text.get(fault_key(*fault)).into())],
        Event::Paid(payment) => paid_values(payment),
        Event::Unmasked { purpose } => vec![("purpose", text.get(purpose_key(*purpose)).into())],
        Event::Submitted(submitted) => return submitted_words(text, &key, submitted),
        Event::Admitted { due } => vec![("due", when::date_and_time(*due).into())],
        Event::Decided { decision, .. } => return decision_words(text, decision),
        Event::Held { note } => return with_note(text, &key, note.as_deref()),
        Event::Withdrawn { note } | Event::Revoked { note } => {
            return with_note(text, &key, Some(note));
        }
        Event::RefusedByReceiver { delivery, reason, .. } => {
            return refused_by_receiver(text, *delivery, reason);
        }
        Event::ClockAgreed { clock } => vec![("time", when::date_and_time(*clock).into())],
        Event::ErasureProposed { why } | Event::Erased { why } => {
            vec![("why", text.get(keys::erasure_key(*why)).into())]
        }
        Event::Closed { why } => return text.get(closing_key(*why)).into_owned(),
        Event::Superseded { by } => vec![("by", by.to_string().into())],
        Event::StandsAgain { status, .. } => status_values(text, *status),
        Event::PolicySet(policy) => policy_values(policy),
        Event::SpecificationSet { text: told } => vec![("title", title(text, told).into())],
        Event::Screened(screened) => return screened_words(text, screened),
        Event::StandardisedAgain(again) => return standardised_words(text, again),
        Event::UnnamedDeleted { photos } => vec![("photos", photos.len().to_string().into())],
        Event::Delivered(delivery) => delivered_values(delivery),
        Event::DeliveredAgain { number, without } => return again_words(text, *number, without),
        Event::Packed { delivery, .. } => vec![("number", delivery.to_string().into())],
        Event::BackedUp
        | Event::Restored
        | Event::PasswordSet { .. }
        | Event::AccountDisabled
        | Event::AccountEnabled
        | Event::SignedIn
        | Event::SignedOut
        | Event::Locked
        | Event::Unlocked
        | Event::Enrolled { .. }
        | Event::Corrected { .. }
        | Event::Viewed
        | Event::Undone
        | Event::Resumed
        | Event::WaitsAgain
        | Event::EnrolmentTakenBack(_)
        | Event::CorrectionTakenBack { .. }
        | Event::PaymentTakenBack(_)
        | Event::SubmissionTakenBack(_)
        | Event::AwaitsPaymentAgain => Vec::new(),
    };
    text.with(&key, &values)
}

fn paid_values(payment: &Payment) -> Vec<(&'static str, FluentValue<'_>)> {
    vec![
        ("amount", payment.yuan().into()),
        ("transaction", payment.transaction.as_str().into()),
        ("time", when::date_and_time(payment.paid_at).into()),
    ]
}

fn delivered_values(delivery: &Delivery) -> Vec<(&'static str, FluentValue<'static>)> {
    let photos = delivery.photos.to_string().into();
    vec![("number", delivery.number.to_string().into()), ("photos", photos)]
}

/// That the receiver has refused a photo, and why, in its words.
pub fn refused_by_receiver(text: &Text, delivery: u32, reason: &str) -> String {
    let number = [("number", delivery.to_string().into())];
    let words = text.with("history-event-refused_by_receiver", &number);
    after_colon(text, words, reason)
}

fn status_values(text: &Text, status: Status) -> Vec<(&'static str, FluentValue<'_>)> {
    vec![("status", text.get(keys::status_key(status)).into())]
}

/// A decision with its reasons and its note.
pub fn decision_words(text: &Text, decision: &Decision) -> String {
    let mut words = text.get(decision_key(decision)).into_owned();
    let reasons: Vec<String> =
        decision.reasons().iter().map(|reason| reason_words(text, *reason)).collect();
    if !reasons.is_empty() {
        words.push_str(&text.get("history-colon"));
        words.push_str(&reasons.join(&text.get("history-comma")));
    }
    match decision.note() {
        Some(note) if !note.trim().is_empty() => {
            let note = text.with("history-note", &[("note", note.into())]);
            format!("{words}{}{note}", text.get("history-semicolon"))
        }
        _ => words,
    }
}

/// Why a change was not recorded.
pub fn refusal(text: &Text, why: &RecordError) -> String {
    let key = match why {
        RecordError::Refused(refusal) => return rule(text, refusal),
        RecordError::Stale { .. } => "history-refused-stale",
        RecordError::StudentCorrected => "history-refused-corrected",
        RecordError::LeaseLost => "history-refused-lease",
        RecordError::ClaimedByOther => "history-refused-claimed",
        RecordError::NoSuchSubject => "history-refused-gone",
        RecordError::Store(error) => return store_words(text, error),
    };
    text.get(key).into_owned()
}

/// Why a list could not be read.
pub fn not_listed(text: &Text, fault: &QueueFault) -> String {
    match fault {
        QueueFault::Record(error) => refusal(text, error),
        QueueFault::Panicked(why) => program_failed(text, why),
    }
}

/// The program itself failed; `why` are its last words, in English.
pub fn program_failed(text: &Text, why: &str) -> String {
    text.with("ui-program-failed", &[("why", why.into())])
}

/// Why an account was not made or changed.
pub fn account_refusal(text: &Text, why: &AccountError) -> String {
    let key = match why {
        AccountError::Name(_) => "console-name-rule",
        AccountError::PasswordTooShort => "console-password-rule",
        AccountError::NotFirst => "console-first-late",
        AccountError::Record(error) => return refusal(text, error),
    };
    text.get(key).into_owned()
}

/// That a delivery was written again, and which of its submissions it is without.
fn again_words(text: &Text, number: u32, without: &[SubmissionId]) -> String {
    let number = ("number", number.to_string().into());
    if without.is_empty() {
        return text.with("history-event-delivered_again", &[number]);
    }
    let which: Vec<String> = without.iter().map(ToString::to_string).collect();
    let which = ("which", which.join(&text.get("history-comma")).into());
    text.with("history-event-delivered_again-without", &[number, which])
}

fn rule(text: &Text, refusal: &Refusal) -> String {
    let reason =
        |key, reason: Reason| text.with(key, &[("reason", reason_words(text, reason).into())]);
    let key = match refusal {
        Refusal::NotAllowed { .. } => "history-rule-role",
        Refusal::WrongStatus { status } => {
            let status = text.get(keys::status_key(*status));
            return text.with("history-rule-status", &[("status", status.into())]);
        }
        Refusal::WrongSubject => "history-rule-subject",
        Refusal::Frozen => "history-rule-frozen",
        Refusal::NoReason => "history-rule-no_reason",
        Refusal::NoItem => "history-rule-no_item",
        Refusal::ReasonDoesNotFit(which) => return reason("history-rule-unfit", *which),
        Refusal::ReasonWithoutItem(which) => return reason("history-rule-without_item", *which),
        Refusal::ItemUnexplained(item) => {
            let key = item_key(*item);
            let item = text.get(&key).into_owned();
            return text.with("history-rule-unexplained", &[("item", item.into())]);
        }
        Refusal::NoteRequired => "history-rule-note",
        Refusal::Disabled => "history-rule-disabled",
        Refusal::LastAdministrator => "history-rule-last_administrator",
        Refusal::OwnProposal => "history-own-proposal",
        Refusal::NotYours => "history-rule-not_yours",
        Refusal::Delivered => "history-rule-delivered",
        Refusal::NotDelivered => "history-rule-not_delivered",
        Refusal::ForSupervisor => "history-rule-for_supervisor",
        Refusal::DeliveryOvertaken => "delivery-overtaken",
        Refusal::ErasureProposed => "history-rule-erasure_proposed",
        Refusal::Delivering => "history-rule-delivering",
        Refusal::HasLater => "history-rule-later",
        Refusal::SeenTooShortly { seen_ms, needed_ms } => {
            return too_shortly(text, "history-rule-seen_too_shortly", *seen_ms, *needed_ms);
        }
        Refusal::NotOfStandardPhoto => "history-rule-not_of_standard_photo",
        Refusal::ScreenedOtherwise => "history-rule-screened_otherwise",
        Refusal::NotScreened => "history-rule-not_screened",
        Refusal::NoStandardPhoto => "history-rule-no_standard_photo",
        Refusal::StandardPhotoUnseen => "history-rule-standard_unseen",
        Refusal::StandardPhotoReplaced => "history-rule-standard_replaced",
        Refusal::StandardPhotoSeenTooShortly { seen_ms, needed_ms } => {
            return too_shortly(text, "history-rule-standard_too_shortly", *seen_ms, *needed_ms);
        }
        Refusal::Erased => "history-rule-erased",
        Refusal::InReview => "history-rule-in_review",
        Refusal::NotProposed => "history-rule-not_proposed",
        Refusal::OwnErasure => "history-rule-own_erasure",
        Refusal::Clock(off) => {
            let values = [
                ("clock", when::date_and_time(off.clock).into()),
                ("newest", when::date_and_time(off.newest).into()),
            ];
            return text.with("history-rule-clock", &values);
        }
        Refusal::PolicyTooStrict => {
            let most = Policy::LONGEST_MS.to_string();
            return text.with("history-rule-policy_too_strict", &[("most", most.into())]);
        }
        Refusal::SpecificationWrong(why) => return specification_fault(text, WRONG, why),
    };
    text.get(key).into_owned()
}

/// A sentence about a specification that can't be read: with its line and what is wrong there, in English.
pub fn specification_fault(text: &Text, key: &str, why: &SpecificationError) -> String {
    text.with(key, &[("line", why.line.to_string().into()), ("why", why.why.as_str().into())])
}

/// The title of a specification; the digest of one that this version can't read.
fn title(text: &Text, specification: &str) -> String {
    match (Specification::read(specification), text.lang()) {
        (Ok(read), Lang::Zh) => read.title_zh,
        (Ok(read), Lang::En) => read.title_en,
        (Err(_), _) => Digest::of(specification.as_bytes()).to_string(),
    }
}

fn policy_values(policy: &Policy) -> Vec<(&'static str, FluentValue<'static>)> {
    let ms = policy.on_screen_ms.to_string();
    vec![("ms", ms.into()), ("standard", policy.standard_photo.to_string().into())]
}

fn too_shortly(text: &Text, key: &str, seen_ms: u64, needed_ms: u64) -> String {
    let values = [("seen", seen_ms.to_string().into()), ("needed", needed_ms.to_string().into())];
    text.with(key, &values)
}

fn submitted_words(text: &Text, key: &str, submitted: &Submitted) -> String {
    let waits = match submitted.entry {
        QueueEntry::Queued { .. } => "history-entry-queued",
        QueueEntry::AwaitingPayment => "history-entry-awaiting_payment",
        QueueEntry::AwaitingEarlier => "history-entry-awaiting_earlier",
    };
    text.with(
        key,
        &[
            ("attempt", submitted.attempt.into()),
            ("file", submitted.file.as_str().into()),
            ("entry", text.get(waits).into()),
        ],
    )
}

fn with_note(text: &Text, key: &str, note: Option<&str>) -> String {
    after_colon(text, text.get(key).into_owned(), note.unwrap_or_default())
}

fn after_colon(text: &Text, words: String, note: &str) -> String {
    if note.trim().is_empty() {
        words
    } else {
        format!("{words}{}{note}", text.get("history-colon"))
    }
}

fn decision_key(decision: &Decision) -> &'static str {
    use crate::domain::submission::Status;
    keys::status_key(match decision {
        Decision::Approve => Status::Approved,
        Decision::Reject { .. } => Status::Rejected,
        Decision::Retake { .. } => Status::Retake,
    })
}

fn export_key(kind: ExportKind) -> &'static str {
    match kind {
        ExportKind::Notices => "history-export-notices",
        ExportKind::Decisions => "history-export-decisions",
    }
}

fn closing_key(why: Closing) -> &'static str {
    match why {
        Closing::ApprovedBefore => "history-closed-approved_before",
        Closing::Erased => "history-closed-erased",
    }
}

fn fault_key(fault: SignInFault) -> &'static str {
    match fault {
        SignInFault::WrongPassword => "history-fault-wrong_password",
        SignInFault::Disabled => "history-fault-disabled",
        SignInFault::TooSoon => "history-fault-too_soon",
    }
}

fn purpose_key(purpose: UnmaskPurpose) -> &'static str {
    match purpose {
        UnmaskPurpose::VerifyIdentity => "history-purpose-verify_identity",
        UnmaskPurpose::AnswerInquiry => "history-purpose-answer_inquiry",
        UnmaskPurpose::ResolveMismatch => "history-purpose-resolve_mismatch",
    }
}

#[cfg(test)]
pub(in crate::ui) mod tests;
