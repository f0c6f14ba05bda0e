//! Where a submission stands when the receiver refuses its delivered standard photo, and who goes on with it.

use chrono::{DateTime, Utc};

use super::{Refusal, not_allowed};
use crate::domain::account::Actor;
use crate::domain::event::Event;
use crate::domain::submission::{Standing, Status};

/// Back in the queue with a deadline of its own, for a supervisor, and reviewed from the start, as after a revocation.
pub(super) fn advance(
    from: &Standing,
    actor: &Actor,
    due: DateTime<Utc>,
) -> Result<Standing, Refusal> {
    if !actor.role.may_deliver() {
        return not_allowed(actor);
    }
    if from.status != Status::Approved {
        return Err(Refusal::WrongStatus { status: from.status });
    }
    if !from.delivered {
        return Err(Refusal::NotDelivered);
    }
    Ok(Standing {
        status: Status::Pending,
        due: Some(due),
        proposer: None,
        earlier_proposer: None,
        decided_by: None,
        before: None,
        delivered: false,
        refused: true,
        ..from.clone()
    })
}

/// What the receiver has refused no reviewer decides, holds or takes from its hold.
pub(super) fn check(from: &Standing, actor: &Actor, event: &Event) -> Result<(), Refusal> {
    let decides = matches!(event, Event::Decided { .. } | Event::Held { .. } | Event::Resumed);
    let may = actor.role.may_decide_refused() || !actor.role.may_decide();
    if decides && from.refused && !may { Err(Refusal::ForSupervisor) } else { Ok(()) }
}
