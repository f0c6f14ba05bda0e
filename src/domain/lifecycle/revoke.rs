//! Where a submission stands when a supervisor takes its approval back.

use super::{Refusal, not_allowed};
use crate::domain::account::Actor;
use crate::domain::submission::{Standing, Status};

/// Back in the queue with its deadline as it was, and reviewed from the start: what a second person had agreed to or
/// dismissed before the approval does not stand again, unlike after an undo.
pub(super) fn advance(from: &Standing, actor: &Actor) -> Result<Standing, Refusal> {
    if !actor.role.may_revoke() {
        return not_allowed(actor);
    }
    if from.status != Status::Approved {
        return Err(Refusal::WrongStatus { status: from.status });
    }
    if from.delivered {
        return Err(Refusal::Delivered);
    }
    Ok(Standing {
        status: Status::Pending,
        proposer: None,
        earlier_proposer: None,
        decided_by: None,
        before: None,
        ..from.clone()
    })
}
