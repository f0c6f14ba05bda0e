//! The only state table: which event may happen to a submission, by whom, and where it leads.

mod actors;
mod before;
mod form;
mod receiver;
mod refusal;
mod revoke;
mod student;
mod taken_back;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub use actors::check_kind;
pub use before::as_before;
pub use form::{check_decision, check_form, check_standard_photo, check_witness};
pub use refusal::Refusal;
pub use student::{Listed, StudentStanding, check_student};

use super::account::{AccountName, Actor, Role};
use super::decision::Decision;
use super::event::{Event, QueueEntry};
use super::reason::Reason;
use super::submission::{Standing, Status};

/// Where a submission stands after its first event.
pub fn submit(entry: QueueEntry) -> Standing {
    let (status, due) = match entry {
        QueueEntry::Queued { due } => (Status::Pending, Some(due)),
        QueueEntry::AwaitingPayment => (Status::AwaitingPayment, None),
        QueueEntry::AwaitingEarlier => (Status::AwaitingEarlier, None),
    };
    Standing {
        status,
        due,
        proposer: None,
        earlier_proposer: None,
        decided_by: None,
        before: None,
        has_later: false,
        delivered: false,
        refused: false,
    }
}

/// What somebody said in a proposal that waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accusation {
    /// Who.
    pub by: AccountName,
    /// Of what: the reasons that need a second person.
    pub reasons: BTreeSet<Reason>,
}

/// Where a submission stands after `event`, or why that may not happen. `said`: the accusations that
/// wait for a second person.
///
/// Leases are the store's business: it has already made sure that nobody else holds the submission.
pub fn advance(
    from: &Standing,
    said: &[Accusation],
    actor: &Actor,
    event: &Event,
) -> Result<Standing, Refusal> {
    let wrong = || Err(Refusal::WrongStatus { status: from.status });
    receiver::check(from, actor, event)?;
    match event {
        Event::Decided { decision, .. } => decide(from, said, actor, decision),
        Event::Undone => undo(from, actor),
        Event::Revoked { .. } => revoke::advance(from, actor),
        Event::RefusedByReceiver { due, .. } => receiver::advance(from, actor, *due),
        Event::Held { .. } if !actor.role.may_decide() => not_allowed(actor),
        Event::Held { .. } if from.status.is_queued() => Ok(Standing {
            status: Status::Held,
            decided_by: Some(actor.account.clone()),
            before: Some(from.status),
            ..from.clone()
        }),
        Event::Resumed if !actor.role.may_decide() => not_allowed(actor),
        Event::Resumed if from.status == Status::Held => Ok(returned(from)),
        Event::Withdrawn { .. } if !actor.role.may_withdraw() => not_allowed(actor),
        Event::Withdrawn { .. } | Event::Closed { .. } if from.status.is_open() => {
            Ok(closed(from, Status::Withdrawn))
        }
        // Nothing said against it is thrown away unseen, whatever the student sends after it.
        Event::Superseded { .. } if from.status.is_open() && !from.keeps_its_place() => {
            Ok(closed(from, Status::Superseded))
        }
        Event::Admitted { due } => match from.status {
            Status::AwaitingPayment | Status::AwaitingEarlier => {
                Ok(Standing { status: Status::Pending, due: Some(*due), ..from.clone() })
            }
            _ => wrong(),
        },
        Event::WaitsAgain if !(actor.role.may_decide() || actor.role.may_deliver()) => {
            not_allowed(actor)
        }
        Event::WaitsAgain if from.status == Status::Withdrawn => {
            Ok(closed(from, Status::AwaitingEarlier))
        }
        // What is decided was decided by what was there; but whoever was approved without a standard photo still
        // needs one. That there is none the store has looked up.
        Event::Screened(_) if from.status.is_open() || from.status == Status::Approved => {
            Ok(from.clone())
        }
        Event::StandardisedAgain(_) => standardise(from, actor),
        Event::Held { .. }
        | Event::Resumed
        | Event::Withdrawn { .. }
        | Event::Closed { .. }
        | Event::WaitsAgain
        | Event::Screened(_)
        | Event::Superseded { .. } => wrong(),
        Event::Packed { .. } if !actor.role.may_deliver() => not_allowed(actor),
        Event::Packed { .. } if from.delivered => Err(Refusal::Delivered),
        Event::Packed { .. } if from.status != Status::Approved => wrong(),
        Event::Packed { .. } | Event::Viewed => Ok(from.clone()),
        Event::SubmissionTakenBack(_) | Event::AwaitsPaymentAgain | Event::StandsAgain { .. } => {
            taken_back::advance(from, actor, event)
        }
        _ => Err(Refusal::WrongSubject),
    }
}

/// Whether an event may come from an account, of which `stands` says what the account table does: its role,
/// and whether it is enabled. Whoever is shut out can still leave.
pub fn check_standing(
    stands: Option<(Role, bool)>,
    actor: &Actor,
    event: &Event,
) -> Result<(), Refusal> {
    match stands {
        Some((role, _)) if role != actor.role => Err(Refusal::NotAllowed { role: actor.role }),
        Some((_, false)) if !matches!(event, Event::SignedOut | Event::Locked) => {
            Err(Refusal::Disabled)
        }
        Some(_) => Ok(()),
        None => Err(Refusal::NotAllowed { role: actor.role }),
    }
}

/// Whether an event may happen to an account. `known`: there is an account of that `name`.
pub fn check_account(
    known: bool,
    actor: &Actor,
    name: &AccountName,
    event: &Event,
) -> Result<(), Refusal> {
    let own = actor.account == *name;
    let managed = actor.role.may_manage_accounts();
    match event {
        Event::AccountAdded { .. } if known || name.is_reserved() => Err(Refusal::WrongSubject),
        // By the door alone: see `check_kind`.
        Event::SignInRefused { .. } if known => Ok(()),
        Event::PasswordSet { .. }
        | Event::AccountDisabled
        | Event::AccountEnabled
        | Event::SignedIn
        | Event::SignedOut
        | Event::Locked
        | Event::Unlocked
            if !known =>
        {
            Err(Refusal::WrongSubject)
        }
        Event::AccountAdded { .. } | Event::AccountDisabled | Event::AccountEnabled if managed => {
            Ok(())
        }
        Event::PasswordSet { .. } if managed || own => Ok(()),
        Event::SignedIn | Event::SignedOut | Event::Locked | Event::Unlocked if own => Ok(()),
        Event::AccountAdded { .. }
        | Event::AccountDisabled
        | Event::AccountEnabled
        | Event::PasswordSet { .. }
        | Event::SignInRefused { .. }
        | Event::SignedIn
        | Event::SignedOut
        | Event::Locked
        | Event::Unlocked => not_allowed(actor).map(|_| ()),
        _ => Err(Refusal::WrongSubject),
    }
}

/// Whether an event may happen to the store. `created`: it is not the first.
pub fn check_store(created: bool, actor: &Actor, event: &Event) -> Result<(), Refusal> {
    match event {
        Event::StoreCreated { .. } if created => Err(Refusal::WrongSubject),
        Event::StoreCreated { .. } => Ok(()),
        Event::Exported { .. }
        | Event::Delivered(_)
        | Event::DeliveredAgain { .. }
        | Event::BackedUp
        | Event::Restored
        | Event::PolicySet(_)
        | Event::SpecificationSet { .. }
        | Event::UnnamedDeleted { .. }
        | Event::ClockAgreed { .. }
            if !created =>
        {
            Err(Refusal::WrongSubject)
        }
        Event::Exported { .. } if actor.role.may_export() => Ok(()),
        Event::Delivered(_) | Event::DeliveredAgain { .. } if actor.role.may_deliver() => Ok(()),
        Event::ClockAgreed { .. } if actor.role.may_agree_on_clock() => Ok(()),
        // By itself, as somebody has planned.
        Event::BackedUp if actor.role == Role::Machine => Ok(()),
        Event::BackedUp
        | Event::Restored
        | Event::PolicySet(_)
        | Event::SpecificationSet { .. }
        | Event::UnnamedDeleted { .. }
            if actor.role.may_manage_accounts() =>
        {
            Ok(())
        }
        Event::Exported { .. }
        | Event::Delivered(_)
        | Event::DeliveredAgain { .. }
        | Event::BackedUp
        | Event::Restored
        | Event::PolicySet(_)
        | Event::SpecificationSet { .. }
        | Event::UnnamedDeleted { .. }
        | Event::ClockAgreed { .. } => not_allowed(actor).map(|_| ()),
        _ => Err(Refusal::WrongSubject),
    }
}

/// A reviewer has the standard photo of what they hold made again. Where it stands nothing changes.
fn standardise(from: &Standing, actor: &Actor) -> Result<Standing, Refusal> {
    if !actor.role.may_decide() {
        return not_allowed(actor);
    }
    if !from.status.is_queued() {
        return Err(Refusal::WrongStatus { status: from.status });
    }
    Ok(from.clone())
}

fn decide(
    from: &Standing,
    said: &[Accusation],
    actor: &Actor,
    decision: &Decision,
) -> Result<Standing, Refusal> {
    if !actor.role.may_decide() {
        return not_allowed(actor);
    }
    if !from.status.is_queued() {
        return Err(Refusal::WrongStatus { status: from.status });
    }
    if from.status == Status::Seconding && from.proposer.as_ref() == Some(&actor.account) {
        return Err(Refusal::OwnProposal);
    }
    // Whatever the second person decides takes effect, but for an accusation that nobody else made:
    // that one is a proposal of its own.
    let alone = !decision.accusations().iter().all(|reason| {
        said.iter().any(|other| other.by != actor.account && other.reasons.contains(reason))
    });
    if alone && from.earlier_proposer.is_some() {
        // Two proposals between them name every such reason: only their own is left to say again.
        return Err(Refusal::OwnProposal);
    }
    let (proposer, earlier_proposer) = match (alone, from.status) {
        (true, Status::Seconding) => (Some(actor.account.clone()), from.proposer.clone()),
        (true, _) => (Some(actor.account.clone()), None),
        (false, _) => (from.proposer.clone(), from.earlier_proposer.clone()),
    };
    let status = match decision {
        _ if alone => Status::Seconding,
        Decision::Approve => Status::Approved,
        Decision::Reject { .. } => Status::Rejected,
        Decision::Retake { .. } => Status::Retake,
    };
    Ok(Standing {
        status,
        proposer,
        earlier_proposer,
        decided_by: Some(actor.account.clone()),
        before: Some(from.status),
        ..from.clone()
    })
}

fn undo(from: &Standing, actor: &Actor) -> Result<Standing, Refusal> {
    let undoable =
        from.status.is_decided() || matches!(from.status, Status::Seconding | Status::Held);
    if !undoable {
        return Err(Refusal::WrongStatus { status: from.status });
    }
    if !actor.role.may_decide() {
        return not_allowed(actor);
    }
    if from.decided_by.as_ref() != Some(&actor.account) {
        return Err(Refusal::NotYours);
    }
    if from.delivered {
        return Err(Refusal::Delivered);
    }
    // What was let in behind a rejection or a retake is under review by now. Behind everything else it
    // still waits, or was withdrawn by this very approval, and waits again.
    if from.has_later && matches!(from.status, Status::Rejected | Status::Retake) {
        return Err(Refusal::HasLater);
    }
    Ok(returned(from))
}

/// Back to where it was before the decision or hold that stands.
fn returned(from: &Standing) -> Standing {
    if from.before == Some(Status::Seconding) {
        // The proposal before it stands again, with its own way back.
        let (proposer, earlier_proposer) = match from.status {
            Status::Seconding => (from.earlier_proposer.clone(), None),
            _ => (from.proposer.clone(), from.earlier_proposer.clone()),
        };
        let before = if earlier_proposer.is_some() { Status::Seconding } else { Status::Pending };
        Standing {
            status: Status::Seconding,
            decided_by: proposer.clone(),
            proposer,
            earlier_proposer,
            before: Some(before),
            ..from.clone()
        }
    } else {
        Standing {
            status: Status::Pending,
            proposer: None,
            decided_by: None,
            before: None,
            ..from.clone()
        }
    }
}

fn closed(from: &Standing, status: Status) -> Standing {
    Standing { status, decided_by: None, before: None, ..from.clone() }
}

fn not_allowed(actor: &Actor) -> Result<Standing, Refusal> {
    Err(Refusal::NotAllowed { role: actor.role })
}
