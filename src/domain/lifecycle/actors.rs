//! The three kinds of those who act, and what each may be the actor of.

use super::Refusal;
use crate::domain::account::{Actor, ActorKind};
use crate::domain::event::Event;

/// Whether the actor's kind is one that this event can come from, whatever their role. Who names a role that
/// is not their kind's may do nothing.
pub fn check_kind(actor: &Actor, event: &Event) -> Result<(), Refusal> {
    let may = match actor.kind() {
        Some(ActorKind::Account) => !matches!(
            event,
            Event::StoreCreated { .. } | Event::SignInRefused { .. } | Event::Screened(_)
        ),
        // What a person has to answer for with a password is not the command line's to record: decisions,
        // withdrawals, a look at an ID number, an erasure.
        Some(ActorKind::Operator) => matches!(
            event,
            Event::StoreCreated { .. }
                | Event::Exported { .. }
                | Event::Packed { .. }
                | Event::RefusedByReceiver { .. }
                | Event::WaitsAgain
                | Event::Delivered(_)
                | Event::DeliveredAgain { .. }
                | Event::BackedUp
                | Event::Restored
                | Event::PolicySet(_)
                | Event::SpecificationSet { .. }
                | Event::ClockAgreed { .. }
                | Event::UnnamedDeleted { .. }
                | Event::AccountAdded { .. }
                | Event::PasswordSet { .. }
                | Event::AccountDisabled
                | Event::AccountEnabled
                | Event::Enrolled { .. }
                | Event::Corrected { .. }
                | Event::Paid(_)
                | Event::Submitted(_)
                | Event::Admitted { .. }
                | Event::Superseded { .. }
                | Event::EnrolmentTakenBack(_)
                | Event::CorrectionTakenBack { .. }
                | Event::PaymentTakenBack(_)
                | Event::SubmissionTakenBack(_)
                | Event::AwaitsPaymentAgain
                | Event::StandsAgain { .. }
        ),
        // Machines find, people decide. Each part of the program has its own.
        Some(ActorKind::Machine) => match event {
            Event::SignInRefused { .. } => *actor == Actor::door(),
            Event::BackedUp => *actor == Actor::backups(),
            Event::Screened(_) => *actor == Actor::screening(),
            _ => false,
        },
        None => false,
    };
    if may { Ok(()) } else { Err(Refusal::NotAllowed { role: actor.role }) }
}
