//! What may happen to a student.

use super::Refusal;
use crate::domain::account::{AccountName, Actor};
use crate::domain::event::{ErasureReason, Event};

/// Whether a student is on the roster.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Listed {
    /// They are.
    #[default]
    OnRoster,
    /// The import that enrolled them was withdrawn, and nobody has enrolled them since.
    OffRoster,
    /// Their personal facts were erased.
    Erased,
}

/// Where a student stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StudentStanding {
    /// A submission of theirs is approved.
    pub frozen: bool,
    /// A submission of theirs waits for a reviewer or for a second person.
    pub in_review: bool,
    /// The fee is paid.
    pub paid: bool,
    /// Whether they are on the roster.
    pub listed: Listed,
    /// Who asked for their personal facts to be erased, and why, where a second person has not agreed yet.
    pub erasure: Option<(AccountName, ErasureReason)>,
}

/// Whether an event may happen to a student, who is not on the roster yet where they stand nowhere.
pub fn check_student(
    stands: Option<&StudentStanding>,
    actor: &Actor,
    event: &Event,
) -> Result<(), Refusal> {
    let not_allowed = Err(Refusal::NotAllowed { role: actor.role });
    let Some(stands) = stands else {
        return match event {
            Event::Enrolled { .. } if actor.role.may_import() => Ok(()),
            Event::Enrolled { .. } => not_allowed,
            _ => Err(Refusal::WrongSubject),
        };
    };
    match event {
        Event::Enrolled { .. }
        | Event::Corrected { .. }
        | Event::Paid(_)
        | Event::EnrolmentTakenBack(_)
        | Event::CorrectionTakenBack { .. }
        | Event::PaymentTakenBack(_) => {
            check_import(stands, event)?;
            if actor.role.may_import() { Ok(()) } else { not_allowed }
        }
        Event::Unmasked { .. } | Event::ErasureProposed { .. } | Event::Erased { .. }
            if stands.listed == Listed::Erased =>
        {
            Err(Refusal::Erased)
        }
        Event::Unmasked { .. } => Ok(()),
        Event::ErasureProposed { .. } | Event::Erased { .. } if !actor.role.may_erase() => {
            not_allowed
        }
        Event::ErasureProposed { .. } | Event::Erased { .. } if stands.in_review => {
            Err(Refusal::InReview)
        }
        Event::ErasureProposed { .. } => Ok(()),
        Event::Erased { why } => match &stands.erasure {
            Some((by, _)) if *by == actor.account => Err(Refusal::OwnErasure),
            Some((_, proposed)) if proposed == why => Ok(()),
            _ => Err(Refusal::NotProposed),
        },
        _ => Err(Refusal::WrongSubject),
    }
}

/// Whether what an import says, or takes back, fits where the student stands.
fn check_import(stands: &StudentStanding, event: &Event) -> Result<(), Refusal> {
    match (stands.listed, event) {
        (Listed::Erased, _) => Err(Refusal::Erased),
        // Whoever is off the roster can be enrolled again, and nothing else comes in for them.
        (Listed::OffRoster, Event::Enrolled { .. }) => Ok(()),
        (Listed::OffRoster, _) | (Listed::OnRoster, Event::Enrolled { .. }) => {
            Err(Refusal::WrongSubject)
        }
        (Listed::OnRoster, Event::Paid(_)) => Ok(()),
        (Listed::OnRoster, _) if stands.frozen => Err(Refusal::Frozen),
        (Listed::OnRoster, Event::EnrolmentTakenBack(_)) if stands.paid => {
            Err(Refusal::WrongSubject)
        }
        (Listed::OnRoster, Event::EnrolmentTakenBack(_)) if stands.in_review => {
            Err(Refusal::InReview)
        }
        (Listed::OnRoster, Event::PaymentTakenBack(_)) if !stands.paid => {
            Err(Refusal::WrongSubject)
        }
        (Listed::OnRoster, _) => Ok(()),
    }
}
