//! The state table, written out, and who may do what.

mod people;

use chrono::{DateTime, Utc};

use super::*;
use crate::domain::account::AccountName;
use crate::domain::checklist::ChecklistItem;
use crate::domain::event::{Closing, TakenBack};
use crate::domain::operation::OperationId;
use crate::domain::photo_hash::Digest;
use crate::domain::samples;
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
        earlier_proposer: None,
        decided_by: decided.then(|| reviewer().account),
        before: decided.then_some(Status::Pending),
        has_later: false,
        delivered: false,
        refused: false,
    }
}

/// The accusation that waits in this status.
fn said(status: Status) -> Vec<Accusation> {
    let accused = Accusation { by: reviewer().account, reasons: [Reason::F02].into() };
    (status == Status::Seconding).then_some(accused).into_iter().collect()
}

/// Where an event leads that is recorded today: as [`advance`], by the form that it needs as well.
fn advance(
    from: &Standing,
    said: &[Accusation],
    actor: &Actor,
    event: &Event,
) -> Result<Standing, Refusal> {
    check_kind(actor, event)?;
    check_form(event)?;
    super::advance(from, said, actor, event)
}

/// Where an event leads without a word about accusations.
fn advance_plain(from: &Standing, actor: &Actor, event: &Event) -> Result<Standing, Refusal> {
    advance(from, &said(from.status), actor, event)
}

fn decided(decision: Decision) -> Event {
    Event::Decided { decision, witness: samples::witness() }
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
        "revoke" => Event::Revoked { note: "wrong crop".to_owned() },
        "hold" => Event::Held { note: None },
        "resume" => Event::Resumed,
        "withdraw" => Event::Withdrawn { note: "asked for".to_owned() },
        "supersede" => Event::Superseded { by: SubmissionId(2) },
        "again" => Event::WaitsAgain,
        "admit" => Event::Admitted { due: DateTime::<Utc>::UNIX_EPOCH },
        "view" => Event::Viewed,
        "back" => Event::SubmissionTakenBack(TakenBack { import: OperationId([1; 16]), entry: 1 }),
        "fee" => Event::AwaitsPaymentAgain,
        "stands" => Event::StandsAgain { status: Status::Pending, held_by: None },
        other => panic!("no event {other}"),
    }
}

/// From each status, for a supervisor who has not decided it: where each event leads; `.` = refused.
const TABLE: &str = "
    from             approve  reject   accuse    retake undo revoke  hold resume  withdraw  supersede  admit   again            back      fee              stands
    awaiting_payment .        .        .         .      .    .       .    .       withdrawn superseded pending .                withdrawn .                .
    awaiting_earlier .        .        .         .      .    .       .    .       withdrawn superseded pending .                withdrawn .                .
    pending          approved rejected seconding retake .    .       held .       withdrawn superseded .       .                withdrawn awaiting_payment .
    seconding        approved rejected rejected  retake .    .       held .       withdrawn .          .       .                .         .                .
    held             .        .        .         .      .    .       .    pending withdrawn superseded .       .                .         .                .
    approved         .        .        .         .      .    pending .    .       .         .          .       .                .         .                .
    rejected         .        .        .         .      .    .       .    .       .         .          .       .                .         .                .
    retake           .        .        .         .      .    .       .    .       .         .          .       .                .         .                .
    withdrawn        .        .        .         .      .    .       .    .       .         .          .       awaiting_earlier .         .                .
    superseded       .        .        .         .      .    .       .    .       .         .          .       .                .         .                pending
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
            let got = advance(&standing(from), &said(from), &supervisor, &event(name));
            let got = got.as_ref().map_or(".", |standing| standing.status.code());
            assert_eq!(got, to, "{name} from {}", from.code());
        }
    }
    assert_eq!(rows, Status::ALL.len(), "the table has every status");
}

#[test]
fn who_held_a_superseded_attempt_holds_it_again() {
    let supervisor = actor("zhaolei", Role::Supervisor);
    let from = standing(Status::Superseded);
    let again = |held_by| Event::StandsAgain { status: Status::Held, held_by };
    let held = advance(&from, &[], &supervisor, &again(Some(reviewer().account))).expect("held");
    assert_eq!((held.status, held.before), (Status::Held, Some(Status::Pending)));
    let back = advance(&held, &[], &reviewer(), &Event::Undone).expect("undone");
    assert_eq!(back.status, Status::Pending);
    let wrong = Err(Refusal::WrongStatus { status: Status::Superseded });
    assert_eq!(advance(&from, &[], &supervisor, &again(None)), wrong);
    let decided = Event::StandsAgain { status: Status::Approved, held_by: None };
    assert_eq!(advance(&from, &[], &supervisor, &decided), wrong);
    let refused = advance(&from, &[], &reviewer(), &event("stands"));
    assert_eq!(refused, Err(Refusal::NotAllowed { role: Role::Reviewer }));
}

#[test]
fn roles_are_kept_apart() {
    let administrator = actor("admin", Role::Administrator);
    for name in ["approve", "reject", "retake", "hold"] {
        let refused = advance_plain(&standing(Status::Pending), &administrator, &event(name));
        assert_eq!(refused, Err(Refusal::NotAllowed { role: Role::Administrator }), "{name}");
    }
    let refused = advance_plain(&standing(Status::Pending), &reviewer(), &event("withdraw"));
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
        (retake(eyes, &[Reason::P08, Reason::C03]), Err(Refusal::ReasonWithoutItem(Reason::C03))),
        (retake(eyes, &[Reason::P08, Reason::F02]), Err(Refusal::ReasonDoesNotFit(Reason::F02))),
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
    let proposed =
        advance_plain(&standing(Status::Pending), &reviewer(), &accuse).expect("proposed");
    assert_eq!(proposed.status, Status::Seconding);
    assert_eq!(advance_plain(&proposed, &reviewer(), &accuse), Err(Refusal::OwnProposal));
    assert_eq!(advance_plain(&proposed, &reviewer(), &event("approve")), Err(Refusal::OwnProposal));

    let second = actor("lijing", Role::Reviewer);
    let seconded = advance_plain(&proposed, &second, &accuse).expect("seconded");
    assert_eq!(seconded.status, Status::Rejected);
    let back = advance_plain(&seconded, &second, &Event::Undone).expect("undone");
    assert_eq!(back, proposed, "the first person's proposal stands again");
    let first = advance_plain(&back, &reviewer(), &Event::Undone).expect("undone");
    assert_eq!(first, Standing { decided_by: None, before: None, ..standing(Status::Pending) });
}

#[test]
fn another_accusation_is_a_proposal_of_its_own() {
    let accuse = |reasons: &[Reason]| decided(reject(reasons));
    let [wang, li, chen] = ["wangmin", "lijing", "chen"].map(|name| actor(name, Role::Reviewer));
    let said = |by: &Actor, reasons: &[Reason]| Accusation {
        by: by.account.clone(),
        reasons: reasons.iter().copied().collect(),
    };
    let first = advance(&standing(Status::Pending), &[], &wang, &accuse(&[Reason::F02]));
    let first = first.expect("proposed");
    let by_wang = [said(&wang, &[Reason::F02])];
    for reasons in [&[Reason::I01][..], &[Reason::F02, Reason::I01]] {
        let other = advance(&first, &by_wang, &li, &accuse(reasons)).expect("proposed");
        assert_eq!(other.status, Status::Seconding, "{reasons:?} is one person's word in part");
        assert_eq!(
            (&other.proposer, &other.earlier_proposer),
            (&Some(li.account.clone()), &first.proposer)
        );
        // Its own undo, or the return after a hold, leaves the right proposal standing.
        assert_eq!(advance(&other, &[], &li, &Event::Undone), Ok(first.clone()));
        assert_eq!(advance(&other, &[], &wang, &Event::Undone), Err(Refusal::NotYours));
        let held = advance(&other, &[], &chen, &Event::Held { note: None }).expect("held");
        assert!(held.awaits_second());
        assert_eq!(advance(&held, &[], &chen, &Event::Resumed), Ok(other.clone()));

        let both = [by_wang[0].clone(), said(&li, reasons)];
        // Who decides then, of what, and whether two people have said it.
        let cases = [
            (&chen, &[Reason::F02][..], Ok(Status::Rejected)),
            (&chen, &[Reason::I01], Ok(Status::Rejected)),
            (&chen, &[Reason::F02, Reason::I01], Ok(Status::Rejected)),
            (&wang, &[Reason::I01], Ok(Status::Rejected)),
            (&wang, &[Reason::I02], Ok(Status::Rejected)),
            (&li, &[Reason::F02], Err(Refusal::OwnProposal)),
        ];
        for (who, reasons, expected) in cases {
            let got = advance(&other, &both, who, &accuse(reasons));
            assert_eq!(got.clone().map(|to| to.status), expected, "{who:?} of {reasons:?}");
            if let Ok(rejected) = got {
                assert_eq!(advance(&rejected, &[], who, &Event::Undone), Ok(other.clone()));
            }
        }
    }
    // The first accuser alone has said this: their own word does not second it.
    let by_li = [by_wang[0].clone(), said(&li, &[Reason::I01])];
    let other = advance(&first, &by_wang, &li, &accuse(&[Reason::I01])).expect("proposed");
    let again = advance(&other, &by_li, &wang, &accuse(&[Reason::F02]));
    assert_eq!(again, Err(Refusal::OwnProposal));
}

#[test]
fn undo_is_for_the_one_who_decided_and_only_while_nothing_followed() {
    for status in [Status::Approved, Status::Rejected, Status::Retake, Status::Held] {
        let from = standing(status);
        let back = advance_plain(&from, &reviewer(), &Event::Undone).expect("undone");
        assert_eq!((back.status, back.decided_by), (Status::Pending, None));
        let other = actor("lijing", Role::Reviewer);
        assert_eq!(advance_plain(&from, &other, &Event::Undone), Err(Refusal::NotYours));
        let later = Standing { has_later: true, ..from };
        let let_in = matches!(status, Status::Rejected | Status::Retake);
        let expected = if let_in { Err(Refusal::HasLater) } else { Ok(Status::Pending) };
        let got = advance_plain(&later, &reviewer(), &Event::Undone).map(|to| to.status);
        assert_eq!(got, expected, "{status:?}");
    }
}

#[test]
fn what_is_closed_by_another_event_counts_as_withdrawn() {
    for why in [Closing::ApprovedBefore, Closing::Erased] {
        for status in [Status::AwaitingPayment, Status::AwaitingEarlier, Status::Held] {
            let to = super::advance(&standing(status), &[], &reviewer(), &Event::Closed { why });
            assert_eq!(to.map(|to| to.status), Ok(Status::Withdrawn), "{status:?}");
        }
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
        (&refused_in, [false, true, true, true]),
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
}

#[test]
fn what_happens_to_a_store() {
    let list = crate::domain::event::ExportKind::Notices;
    let exported = Event::Exported { list, rows: 3 };
    let deleted = Event::UnnamedDeleted { photos: vec![Digest::ZERO] };
    let delivered = Event::Delivered(Box::new(samples::delivery()));
    let made =
        Event::StoreCreated { demo: false, converted: None, name_key: Digest::ZERO, policy: None };
    // Event; whether it may be the first, and later by a reviewer, supervisor, administrator.
    let cases = [
        (&made, [true, false, false, false]),
        (&exported, [false, false, true, true]),
        (&Event::BackedUp, [false, false, false, true]),
        (&delivered, [false, false, false, true]),
        (&Event::DeliveredAgain { number: 1, without: Vec::new() }, [false, false, false, true]),
        (&Event::Restored, [false, false, false, true]),
        (&deleted, [false, false, false, true]),
        (&Event::Undone, [false, false, false, false]),
    ];
    for (event, expected) in cases {
        let by = |role| check_store(true, &actor("x", role), event).is_ok();
        let first = check_store(false, &actor("x", Role::Administrator), event).is_ok();
        let [reviewer, supervisor, administrator] = Role::ALL.map(by);
        assert_eq!([first, reviewer, supervisor, administrator], expected, "{}", event.kind());
    }
}
