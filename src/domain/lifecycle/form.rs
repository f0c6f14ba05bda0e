//! What a decision needs by itself, wherever the submission stands: reasons that fit, items, a note, and
//! a photo that was looked at.

use std::collections::BTreeSet;

use super::Refusal;
use crate::domain::checklist::ChecklistItem;
use crate::domain::decision::{Decision, Witness};
use crate::domain::event::Event;
use crate::domain::policy::Policy;
use crate::domain::reason::Reason;
use crate::domain::screening::NewestStandard;
use crate::domain::specification::Specification;

/// Whether who decides has seen the photo for as long as the policy asks for. Asked when a decision is
/// recorded, and not again in a replay: the policy may have changed since.
pub fn check_witness(policy: Policy, witness: &Witness) -> Result<(), Refusal> {
    let (seen_ms, needed_ms) = (witness.on_screen_ms, policy.on_screen_ms);
    if seen_ms < needed_ms { Err(Refusal::SeenTooShortly { seen_ms, needed_ms }) } else { Ok(()) }
}

/// Whether who approves has seen the newest standard photo for as long as the policy asks for. Asked as
/// [`check_witness`] is.
pub fn check_standard_photo(
    policy: Policy,
    newest: NewestStandard,
    witness: &Witness,
) -> Result<(), Refusal> {
    if !policy.standard_photo {
        return Ok(());
    }
    let made = match newest {
        NewestStandard::NotScreened => return Err(Refusal::NotScreened),
        NewestStandard::OtherSpecification => return Err(Refusal::ScreenedOtherwise),
        NewestStandard::NotMade => return Err(Refusal::NoStandardPhoto),
        NewestStandard::Made(photo) => photo,
    };
    match witness.standard_photo {
        None => return Err(Refusal::StandardPhotoUnseen),
        Some(seen) if seen != made => return Err(Refusal::StandardPhotoReplaced),
        Some(_) => {}
    }
    let (seen_ms, needed_ms) = (witness.standard_photo_ms.unwrap_or(0), policy.on_screen_ms);
    if seen_ms < needed_ms {
        Err(Refusal::StandardPhotoSeenTooShortly { seen_ms, needed_ms })
    } else {
        Ok(())
    }
}

/// What an event needs by itself, by the rules of today. Asked when it is recorded, and not again in a
/// replay: rules change.
pub fn check_form(event: &Event) -> Result<(), Refusal> {
    match event {
        Event::Decided { decision, .. } => check_decision(decision),
        Event::Withdrawn { note } | Event::Revoked { note } if note.trim().is_empty() => {
            Err(Refusal::NoteRequired)
        }
        Event::RefusedByReceiver { reason, .. } if reason.trim().is_empty() => {
            Err(Refusal::NoteRequired)
        }
        Event::PolicySet(policy) if policy.on_screen_ms > Policy::LONGEST_MS => {
            Err(Refusal::PolicyTooStrict)
        }
        Event::StandardisedAgain(again) if !again.is_whole() => Err(Refusal::NotOfStandardPhoto),
        Event::SpecificationSet { text } => Ok(Specification::read(text).map(|_specification| ())?),
        Event::Enrolled { student: None }
        | Event::Corrected { student: None }
        | Event::CorrectionTakenBack { student: None, .. } => Err(Refusal::WrongSubject),
        _ => Ok(()),
    }
}

/// Checks the form of a decision by itself: what it needs, and which reasons fit it.
pub fn check_decision(decision: &Decision) -> Result<(), Refusal> {
    match decision {
        Decision::Approve => Ok(()),
        Decision::Reject { reasons, note } => {
            if reasons.is_empty() {
                return Err(Refusal::NoReason);
            }
            match reasons.iter().find(|reason| !reason.fits_reject()) {
                Some(reason) => Err(Refusal::ReasonDoesNotFit(*reason)),
                None => check_note(reasons, note.as_deref()),
            }
        }
        Decision::Retake { items, reasons, note, .. } => {
            check_retake(items, reasons)?;
            check_note(reasons, note.as_deref())
        }
    }
}

fn check_retake(
    items: &BTreeSet<ChecklistItem>,
    reasons: &BTreeSet<Reason>,
) -> Result<(), Refusal> {
    if items.is_empty() {
        return Err(Refusal::NoItem);
    }
    for reason in reasons {
        if !reason.fits_retake() {
            return Err(Refusal::ReasonDoesNotFit(*reason));
        }
        let free_standing = *reason == Reason::Z01;
        if !free_standing && !items.iter().any(|item| item.reasons().contains(reason)) {
            return Err(Refusal::ReasonWithoutItem(*reason));
        }
    }
    let explained = |item: &ChecklistItem| item.reasons().iter().any(|r| reasons.contains(r));
    match items.iter().find(|item| !explained(item)) {
        Some(item) => Err(Refusal::ItemUnexplained(*item)),
        None => Ok(()),
    }
}

fn check_note(reasons: &BTreeSet<Reason>, note: Option<&str>) -> Result<(), Refusal> {
    let needed = reasons.iter().any(|reason| reason.needs_note());
    if needed && note.is_none_or(|note| note.trim().is_empty()) {
        Err(Refusal::NoteRequired)
    } else {
        Ok(())
    }
}
