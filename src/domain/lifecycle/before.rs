//! Who could do what by the rules of version 0.1.

use crate::domain::account::{Actor, ActorKind, Role};
use crate::domain::event::Event;

/// Somebody as the rules of version 0.1 took them: whoever ran the command line was an administrator, and
/// whoever may decide could withdraw an attempt that waited for an earlier one.
pub fn as_before(actor: &Actor, event: &Event) -> Actor {
    let role = match (actor.kind(), event) {
        (Some(ActorKind::Operator), _) => Role::Administrator,
        (_, Event::Withdrawn { .. }) if actor.role.may_decide() => Role::Supervisor,
        _ => actor.role,
    };
    Actor { account: actor.account.clone(), role }
}
