//! The only state table: which event may happen to a submission, by whom, and where it leads.

use std::collections::BTreeSet;

use super::account::{AccountName, Actor, Role};
use super::checklist::ChecklistItem;
use super::decision::Decision;
use super::event::{Event, QueueEntry};
use super::reason::Reason;
use super::submission::{Standing, Status};

/// Why an event may not happen. The words for the screen are in the locales, `refusal-*`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The role does not do this.
    #[error("a {} may not do this", role.code())]
    NotAllowed {
        /// The actor's role.
        role: Role,
    },
    /// The event does not fit where the submission stands.
    #[error("not possible while the submission is {}", status.code())]
    WrongStatus {
        /// Where it stands.
        status: Status,
    },
    /// The event is not one of this subject's, or the subject is not there yet (or already is).
    #[error("the event does not fit its subject")]
    WrongSubject,
    /// The student's photo was approved: nothing of them changes any more.
    #[error("the student is approved, photo and information are frozen")]
    Frozen,
    /// A rejection without a reason.
    #[error("a rejection needs at least one reason")]
    NoReason,
    /// A retake without a failed item.
    #[error("a retake needs at least one failed item")]
    NoItem,
    /// A reason that may not stand under this decision.
    #[error("reason {} does not fit this decision", .0.code())]
    ReasonDoesNotFit(Reason),
    /// A failed item that no given reason explains.
    #[error("no reason explains the failed item {}", .0.code())]
    ItemUnexplained(ChecklistItem),
    /// A reason for an item that was not marked failed.
    #[error("reason {} belongs to no failed item", .0.code())]
    ReasonWithoutItem(Reason),
    /// A reason that says nothing without a note, or a withdrawal without one.
    #[error("a note is required")]
    NoteRequired,
    /// The person who proposed a rejection cannot second it.
    #[error("a second person must decide this")]
    OwnProposal,
    /// Only the person who decided can undo.
    #[error("only the person who decided can take the decision back")]
    NotYours,
    /// The student has already sent a later attempt.
    #[error("the student has already sent a later attempt")]
    HasLater,
}

/// Where a submission stands after its first event.
pub fn submit(entry: QueueEntry) -> Standing {
    let (status, due) = match entry {
        QueueEntry::Queued { due } => (Status::Pending, Some(due)),
        QueueEntry::AwaitingPayment => (Status::AwaitingPayment, None),
        QueueEntry::AwaitingEarlier => (Status::AwaitingEarlier, None),
    };
    Standing { status, due, proposer: None, decided_by: None, before: None, has_later: false }
}

/// Where a submission stands after `event`, or why that may not happen.
///
/// Leases are the store's business: it has already made sure that nobody else holds the submission.
pub fn advance(from: &Standing, actor: &Actor, event: &Event) -> Result<Standing, Refusal> {
    let wrong = || Err(Refusal::WrongStatus { status: from.status });
    match event {
        Event::Decided { decision, .. } => decide(from, actor, decision),
        Event::Undone => undo(from, actor),
        Event::Held { .. } if !actor.role.may_decide() => not_allowed(actor),
        Event::Held { .. } if from.status.is_queued() => Ok(Standing {
            status: Status::Held,
            decided_by: Some(actor.account.clone()),
            before: Some(from.status),
            ..from.clone()
        }),
        Event::Resumed if !actor.role.may_decide() => not_allowed(actor),
        Event::Resumed if from.status == Status::Held => Ok(returned(from)),
        Event::Withdrawn { .. } if !may_withdraw(from, actor) => not_allowed(actor),
        Event::Withdrawn { note } if note.trim().is_empty() => Err(Refusal::NoteRequired),
        Event::Withdrawn { .. } if from.status.is_open() => Ok(closed(from, Status::Withdrawn)),
        Event::Superseded { .. } if from.status.is_open() => Ok(closed(from, Status::Superseded)),
        Event::Admitted { due } => match from.status {
            Status::AwaitingPayment | Status::AwaitingEarlier => {
                Ok(Standing { status: Status::Pending, due: Some(*due), ..from.clone() })
            }
            _ => wrong(),
        },
        Event::Held { .. }
        | Event::Resumed
        | Event::Withdrawn { .. }
        | Event::Superseded { .. } => wrong(),
        Event::Viewed => Ok(from.clone()),
        _ => Err(Refusal::WrongSubject),
    }
}

/// An attempt that waits for an earlier one is also withdrawn by who decides on the earlier one: an
/// approval leaves nothing to submit.
fn may_withdraw(from: &Standing, actor: &Actor) -> bool {
    let by_decision = from.status == Status::AwaitingEarlier && actor.role.may_decide();
    actor.role.may_withdraw() || by_decision
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
        Event::AccountAdded { .. } if known => Err(Refusal::WrongSubject),
        // Under a name that nobody has, a refused sign-in is told all the same.
        Event::SignInRefused { .. } if own => Ok(()),
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
        Event::Exported { .. } | Event::BackedUp | Event::Restored if !created => {
            Err(Refusal::WrongSubject)
        }
        Event::Exported { .. } if actor.role.may_export() => Ok(()),
        Event::BackedUp | Event::Restored if actor.role.may_manage_accounts() => Ok(()),
        Event::Exported { .. } | Event::BackedUp | Event::Restored => {
            not_allowed(actor).map(|_| ())
        }
        _ => Err(Refusal::WrongSubject),
    }
}

/// Whether an event may happen to a student. `frozen`: a submission of theirs is approved.
pub fn check_student(
    frozen: bool,
    enrolled: bool,
    actor: &Actor,
    event: &Event,
) -> Result<(), Refusal> {
    match event {
        Event::Enrolled(_) if enrolled => Err(Refusal::WrongSubject),
        Event::Enrolled(_) if actor.role.may_import() => Ok(()),
        Event::Corrected(_) | Event::Paid(_) if !enrolled => Err(Refusal::WrongSubject),
        Event::Corrected(_) if frozen => Err(Refusal::Frozen),
        Event::Corrected(_) | Event::Paid(_) if actor.role.may_import() => Ok(()),
        Event::Unmasked { .. } if enrolled => Ok(()),
        Event::Enrolled(_) | Event::Corrected(_) | Event::Paid(_) => not_allowed(actor).map(|_| ()),
        _ => Err(Refusal::WrongSubject),
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

fn decide(from: &Standing, actor: &Actor, decision: &Decision) -> Result<Standing, Refusal> {
    if !actor.role.may_decide() {
        return not_allowed(actor);
    }
    if !from.status.is_queued() {
        return Err(Refusal::WrongStatus { status: from.status });
    }
    if from.status == Status::Seconding && from.proposer.as_ref() == Some(&actor.account) {
        return Err(Refusal::OwnProposal);
    }
    check_decision(decision)?;
    // The first accusation only proposes; whatever the second person decides takes effect.
    let proposes = decision.needs_second_person() && from.status == Status::Pending;
    let status = match decision {
        _ if proposes => Status::Seconding,
        Decision::Approve => Status::Approved,
        Decision::Reject { .. } => Status::Rejected,
        Decision::Retake { .. } => Status::Retake,
    };
    Ok(Standing {
        status,
        proposer: if proposes { Some(actor.account.clone()) } else { from.proposer.clone() },
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
    if from.has_later {
        return Err(Refusal::HasLater);
    }
    Ok(returned(from))
}

/// Back to where it was before the decision or hold that stands.
fn returned(from: &Standing) -> Standing {
    if from.before == Some(Status::Seconding) {
        // The first person's proposal stands again, with its own way back.
        Standing {
            status: Status::Seconding,
            decided_by: from.proposer.clone(),
            before: Some(Status::Pending),
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

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::domain::account::AccountName;
    use crate::domain::decision::{ClaimToken, Witness};
    use crate::domain::photo_hash::Digest;
    use crate::domain::submission::SubmissionId;

    fn actor(name: &str, role: Role) -> Actor {
        Actor { account: AccountName::new(name).expect("name"), role }
    }

    fn reviewer() -> Actor {
        actor("wangmin", Role::Reviewer)
    }

    fn standing(status: Status) -> Standing {
        let decided = status.is_decided() || matches!(status, Status::Seconding | Status::Held);
        Standing {
            status,
            due: Some(DateTime::<Utc>::UNIX_EPOCH),
            proposer: (status == Status::Seconding).then(|| reviewer().account),
            decided_by: decided.then(|| reviewer().account),
            before: decided.then_some(Status::Pending),
            has_later: false,
        }
    }

    fn decided(decision: Decision) -> Event {
        let witness = Witness { photo: Digest::ZERO, on_screen_ms: 900, claim: ClaimToken(1) };
        Event::Decided { decision, witness }
    }

    fn reject(reasons: &[Reason]) -> Decision {
        Decision::Reject { reasons: reasons.iter().copied().collect(), note: None }
    }

    fn retake(items: &[ChecklistItem], reasons: &[Reason]) -> Decision {
        Decision::Retake {
            items: items.iter().copied().collect(),
            reasons: reasons.iter().copied().collect(),
            notice: None,
            note: None,
        }
    }

    /// Every event by name, as somebody else than the one who decided would bring it.
    fn event(name: &str) -> Event {
        match name {
            "approve" => decided(Decision::Approve),
            "reject" => decided(reject(&[Reason::I02])),
            "accuse" => decided(reject(&[Reason::F02])),
            "retake" => decided(retake(&[ChecklistItem::QualitySharpness], &[Reason::C03])),
            "undo" => Event::Undone,
            "hold" => Event::Held { note: None },
            "resume" => Event::Resumed,
            "withdraw" => Event::Withdrawn { note: "asked for".to_owned() },
            "supersede" => Event::Superseded { by: SubmissionId(2) },
            "admit" => Event::Admitted { due: DateTime::<Utc>::UNIX_EPOCH },
            "view" => Event::Viewed,
            other => panic!("no event {other}"),
        }
    }

    /// From each status, for a supervisor who has not decided it: where each event leads; `.` = refused.
    const TABLE: &str = "
        from              approve   reject    accuse    retake  undo hold  resume   withdraw   supersede   admit
        awaiting_payment  .         .         .         .       .    .     .        withdrawn  superseded  pending
        awaiting_earlier  .         .         .         .       .    .     .        withdrawn  superseded  pending
        pending           approved  rejected  seconding retake  .    held  .        withdrawn  superseded  .
        seconding         approved  rejected  rejected  retake  .    held  .        withdrawn  superseded  .
        held              .         .         .         .       .    .     pending  withdrawn  superseded  .
        approved          .         .         .         .       .    .     .        .          .           .
        rejected          .         .         .         .       .    .     .        .          .           .
        retake            .         .         .         .       .    .     .        .          .           .
        withdrawn         .         .         .         .       .    .     .        .          .           .
        superseded        .         .         .         .       .    .     .        .          .           .
    ";

    #[test]
    fn the_state_table() {
        let mut lines = TABLE.lines().map(str::trim).filter(|line| !line.is_empty());
        let events: Vec<&str> = lines.next().expect("head").split_whitespace().skip(1).collect();
        let supervisor = actor("zhaolei", Role::Supervisor);
        let mut rows = 0;
        for line in lines {
            let mut cells = line.split_whitespace();
            let from = Status::from_code(cells.next().expect("from")).expect("a status");
            rows += 1;
            for (name, to) in events.iter().zip(cells) {
                let got = advance(&standing(from), &supervisor, &event(name));
                let got = got.as_ref().map_or(".", |standing| standing.status.code());
                assert_eq!(got, to, "{name} from {}", from.code());
            }
        }
        assert_eq!(rows, Status::ALL.len(), "the table has every status");
    }

    #[test]
    fn roles_are_kept_apart() {
        let administrator = actor("admin", Role::Administrator);
        for name in ["approve", "reject", "retake", "hold"] {
            let refused = advance(&standing(Status::Pending), &administrator, &event(name));
            assert_eq!(refused, Err(Refusal::NotAllowed { role: Role::Administrator }), "{name}");
        }
        let refused = advance(&standing(Status::Pending), &reviewer(), &event("withdraw"));
        assert_eq!(refused, Err(Refusal::NotAllowed { role: Role::Reviewer }));
    }

    #[test]
    fn a_decision_needs_its_reasons() {
        use ChecklistItem as Item;
        let note = |mut decision: Decision, words: &str| {
            if let Decision::Reject { note, .. } | Decision::Retake { note, .. } = &mut decision {
                *note = Some(words.to_owned());
            }
            decision
        };
        let eyes = &[Item::FaceEyesOpen];
        let cases = [
            (Decision::Approve, Ok(())),
            (reject(&[]), Err(Refusal::NoReason)),
            (reject(&[Reason::I02]), Ok(())),
            (reject(&[Reason::P02]), Err(Refusal::ReasonDoesNotFit(Reason::P02))),
            (reject(&[Reason::Z01]), Err(Refusal::NoteRequired)),
            (note(reject(&[Reason::Z01]), "  "), Err(Refusal::NoteRequired)),
            (note(reject(&[Reason::Z01]), "a cat"), Ok(())),
            (retake(&[], &[Reason::P08]), Err(Refusal::NoItem)),
            (retake(eyes, &[]), Err(Refusal::ItemUnexplained(Item::FaceEyesOpen))),
            (retake(eyes, &[Reason::P08]), Ok(())),
            (
                retake(eyes, &[Reason::P08, Reason::C03]),
                Err(Refusal::ReasonWithoutItem(Reason::C03)),
            ),
            (
                retake(eyes, &[Reason::P08, Reason::F02]),
                Err(Refusal::ReasonDoesNotFit(Reason::F02)),
            ),
            (
                retake(&[Item::FramingOwnPerson], &[]),
                Err(Refusal::ItemUnexplained(Item::FramingOwnPerson)),
            ),
            (note(retake(eyes, &[Reason::P08, Reason::Z01]), "one more word"), Ok(())),
        ];
        for (decision, expected) in cases {
            assert_eq!(check_decision(&decision), expected, "{decision:?}");
        }
    }

    #[test]
    fn an_accusation_takes_two_people() {
        let accuse = event("accuse");
        let proposed = advance(&standing(Status::Pending), &reviewer(), &accuse).expect("proposed");
        assert_eq!(proposed.status, Status::Seconding);
        assert_eq!(advance(&proposed, &reviewer(), &accuse), Err(Refusal::OwnProposal));
        assert_eq!(advance(&proposed, &reviewer(), &event("approve")), Err(Refusal::OwnProposal));

        let second = actor("lijing", Role::Reviewer);
        let seconded = advance(&proposed, &second, &accuse).expect("seconded");
        assert_eq!(seconded.status, Status::Rejected);
        let back = advance(&seconded, &second, &Event::Undone).expect("undone");
        assert_eq!(back, proposed, "the first person's proposal stands again");
        let first = advance(&back, &reviewer(), &Event::Undone).expect("undone");
        assert_eq!(first, Standing { decided_by: None, before: None, ..standing(Status::Pending) });
    }

    #[test]
    fn undo_is_for_the_one_who_decided_and_only_while_nothing_followed() {
        for status in [Status::Approved, Status::Rejected, Status::Retake, Status::Held] {
            let from = standing(status);
            let back = advance(&from, &reviewer(), &Event::Undone).expect("undone");
            assert_eq!((back.status, back.decided_by), (Status::Pending, None));
            let other = actor("lijing", Role::Reviewer);
            assert_eq!(advance(&from, &other, &Event::Undone), Err(Refusal::NotYours));
            let later = Standing { has_later: true, ..from };
            assert_eq!(advance(&later, &reviewer(), &Event::Undone), Err(Refusal::HasLater));
        }
    }

    #[test]
    fn a_frozen_student_does_not_change() {
        let import = actor("admin", Role::Administrator);
        let student = crate::domain::student::tests::student();
        let corrected = Event::Corrected(student.clone());
        assert_eq!(check_student(true, true, &import, &corrected), Err(Refusal::Frozen));
        assert_eq!(check_student(false, true, &import, &corrected), Ok(()));
        assert_eq!(check_student(false, false, &import, &corrected), Err(Refusal::WrongSubject));
        let refused = check_student(false, true, &reviewer(), &corrected);
        assert_eq!(refused, Err(Refusal::NotAllowed { role: Role::Reviewer }));
        assert_eq!(check_student(false, false, &import, &Event::Enrolled(student.clone())), Ok(()));
        let again = check_student(false, true, &import, &Event::Enrolled(student));
        assert_eq!(again, Err(Refusal::WrongSubject));
    }

    #[test]
    fn who_decides_withdraws_what_waits_behind() {
        let note = Event::Withdrawn { note: "approved".to_owned() };
        let waiting = advance(&standing(Status::AwaitingEarlier), &reviewer(), &note);
        assert_eq!(waiting.map(|to| to.status), Ok(Status::Withdrawn));
        for status in [Status::AwaitingPayment, Status::Pending, Status::Held] {
            let refused = advance(&standing(status), &reviewer(), &note);
            assert_eq!(refused, Err(Refusal::NotAllowed { role: Role::Reviewer }), "{status:?}");
        }
    }

    #[test]
    fn accounts_are_managed_by_administrators_and_used_by_their_owners() {
        let wang = reviewer();
        let admin = actor("admin", Role::Administrator);
        let added = Event::AccountAdded {
            display_name: "王敏".to_owned(),
            role: Role::Reviewer,
            credential: Digest::ZERO,
        };
        let refused_in =
            Event::SignInRefused { fault: crate::domain::event::SignInFault::WrongPassword };
        let set = Event::PasswordSet { credential: Digest::ZERO };
        // Event; whether it may happen: before there is the account, by its owner, by an administrator,
        // by somebody else.
        let cases = [
            (&added, [true, false, false, false]),
            (&set, [false, true, true, false]),
            (&Event::AccountDisabled, [false, false, true, false]),
            (&Event::AccountEnabled, [false, false, true, false]),
            (&Event::SignedIn, [false, true, false, false]),
            (&refused_in, [false, true, false, false]),
            (&Event::SignedOut, [false, true, false, false]),
            (&Event::Locked, [false, true, false, false]),
            (&Event::Unlocked, [false, true, false, false]),
            (&Event::Undone, [false, false, false, false]),
        ];
        let somebody = actor("chen", Role::Supervisor);
        for (event, expected) in cases {
            let name = &wang.account;
            let got = [
                check_account(false, &admin, name, event).is_ok(),
                check_account(true, &wang, name, event).is_ok(),
                check_account(true, &admin, name, event).is_ok(),
                check_account(true, &somebody, name, event).is_ok(),
            ];
            assert_eq!(got, expected, "{}", event.kind());
        }
        let unknown = check_account(false, &wang, &wang.account, &refused_in);
        assert_eq!(unknown, Ok(()), "a refusal under an unknown name is told");
    }

    #[test]
    fn what_happens_to_a_store() {
        let report = crate::domain::event::Report::Notices;
        let exported = Event::Exported { report, rows: 3 };
        let made = Event::StoreCreated { demo: false };
        // Event; whether it may be the first, and later by a reviewer, supervisor, administrator.
        let cases = [
            (&made, [true, false, false, false]),
            (&exported, [false, false, true, true]),
            (&Event::BackedUp, [false, false, false, true]),
            (&Event::Restored, [false, false, false, true]),
            (&Event::Undone, [false, false, false, false]),
        ];
        for (event, expected) in cases {
            let by = |role| check_store(true, &actor("x", role), event).is_ok();
            let first = check_store(false, &actor("x", Role::Administrator), event).is_ok();
            let [reviewer, supervisor, administrator] = Role::ALL.map(by);
            assert_eq!([first, reviewer, supervisor, administrator], expected, "{}", event.kind());
        }
    }
}
