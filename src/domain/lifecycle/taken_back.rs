//! Where a submission stands when an import is withdrawn: the one that brought it, the payment that admitted it,
//! or the one that brought the attempt that took its place.

use super::{Refusal, closed, not_allowed};
use crate::domain::account::Actor;
use crate::domain::event::Event;
use crate::domain::submission::{Standing, Status};

/// Where it stands after that. Whoever may import may take an import back; what a person has begun on stays.
pub(super) fn advance(from: &Standing, actor: &Actor, event: &Event) -> Result<Standing, Refusal> {
    if !actor.role.may_import() {
        return not_allowed(actor);
    }
    match event {
        Event::SubmissionTakenBack(_) if is_untouched(from.status) => {
            Ok(closed(from, Status::Withdrawn))
        }
        Event::AwaitsPaymentAgain if from.status == Status::Pending => {
            Ok(Standing { status: Status::AwaitingPayment, due: None, ..from.clone() })
        }
        Event::StandsAgain { status, held_by }
            if from.status == Status::Superseded
                && (is_untouched(*status) || *status == Status::Held)
                && held_by.is_some() == (*status == Status::Held) =>
        {
            let before = held_by.as_ref().map(|_| Status::Pending);
            Ok(Standing { status: *status, decided_by: held_by.clone(), before, ..from.clone() })
        }
        _ => Err(Refusal::WrongStatus { status: from.status }),
    }
}

/// Nobody has decided on it, accused or held it.
fn is_untouched(status: Status) -> bool {
    matches!(status, Status::AwaitingPayment | Status::AwaitingEarlier | Status::Pending)
}
