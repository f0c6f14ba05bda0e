//! What may happen to a student, and of what each kind of actor may be the actor.

use super::*;
use crate::domain::event::{ErasureReason, SignInFault, UnmaskPurpose};

#[test]
fn what_happens_to_a_student() {
    let admin = actor("admin", Role::Administrator);
    let student = Some(crate::domain::student::tests::student());
    let corrected = Event::Corrected { student: student.clone() };
    let enrolled = Event::Enrolled { student };
    let (proposed, erased) = (
        Event::ErasureProposed { why: ErasureReason::Request },
        Event::Erased { why: ErasureReason::Request },
    );
    let unmasked = Event::Unmasked { purpose: UnmaskPurpose::AnswerInquiry };
    let plain = StudentStanding::default();
    let frozen = StudentStanding { frozen: true, ..plain.clone() };
    let in_review = StudentStanding { in_review: true, ..plain.clone() };
    let gone = StudentStanding { listed: Listed::Erased, ..plain.clone() };
    let by = |who: &str| Some((AccountName::new(who).expect("a name"), ErasureReason::Request));
    let asked = StudentStanding { erasure: by("zhaolei"), ..plain.clone() };
    let own = StudentStanding { erasure: by("admin"), ..plain.clone() };
    let other_reason = AccountName::new("zhaolei").map(|who| (who, ErasureReason::Order)).ok();
    let otherwise = StudentStanding { erasure: other_reason, ..plain.clone() };
    let no = Err(Refusal::WrongSubject);
    let cases = [
        (None, &enrolled, Ok(())),
        (None, &corrected, no.clone()),
        (None, &erased, no.clone()),
        (Some(&plain), &enrolled, no),
        (Some(&plain), &corrected, Ok(())),
        (Some(&frozen), &corrected, Err(Refusal::Frozen)),
        (Some(&plain), &unmasked, Ok(())),
        (Some(&plain), &proposed, Ok(())),
        (Some(&frozen), &proposed, Ok(())),
        (Some(&in_review), &proposed, Err(Refusal::InReview)),
        (Some(&plain), &erased, Err(Refusal::NotProposed)),
        (Some(&otherwise), &erased, Err(Refusal::NotProposed)),
        (Some(&own), &erased, Err(Refusal::OwnErasure)),
        (Some(&asked), &erased, Ok(())),
        (
            Some(&StudentStanding { in_review: true, ..asked.clone() }),
            &erased,
            Err(Refusal::InReview),
        ),
        (Some(&StudentStanding { frozen: true, ..asked.clone() }), &erased, Ok(())),
        (Some(&gone), &erased, Err(Refusal::Erased)),
        (Some(&gone), &proposed, Err(Refusal::Erased)),
        (Some(&gone), &corrected, Err(Refusal::Erased)),
        (Some(&gone), &unmasked, Err(Refusal::Erased)),
    ];
    for (stands, event, expected) in cases {
        assert_eq!(
            check_student(stands, &admin, event),
            expected,
            "{} of {stands:?}",
            event.kind()
        );
    }
    for event in [&corrected, &proposed, &erased] {
        let refused = check_student(Some(&asked), &reviewer(), event);
        assert_eq!(refused, Err(Refusal::NotAllowed { role: Role::Reviewer }), "{}", event.kind());
    }
}

#[test]
fn each_kind_of_actor_has_its_events() {
    let account = reviewer();
    let operator = Actor::operator("root");
    let note = || "asked for".to_owned();
    let refused = Event::SignInRefused { fault: SignInFault::WrongPassword };
    // Event; whether it may come from an account, from the command line, from the program.
    let cases = [
        (
            Event::StoreCreated {
                demo: false,
                converted: None,
                name_key: Digest::ZERO,
                policy: None,
            },
            [false, true, false],
        ),
        (refused, [false, false, true]),
        (Event::SignedIn, [true, false, false]),
        (Event::BackedUp, [true, true, false]),
        (Event::UnnamedDeleted { photos: Vec::new() }, [true, true, false]),
        (event("approve"), [true, false, false]),
        (Event::Undone, [true, false, false]),
        (Event::Viewed, [true, false, false]),
        (Event::Withdrawn { note: note() }, [true, false, false]),
        (Event::Revoked { note: note() }, [true, false, false]),
        (Event::Packed { delivery: 1, standard_photo: Digest::ZERO }, [true, true, false]),
        (Event::Delivered(Box::new(samples::delivery())), [true, true, false]),
        (by_receiver(), [true, true, false]),
        (Event::DeliveredAgain { number: 1, without: Vec::new() }, [true, true, false]),
        (Event::Unmasked { purpose: UnmaskPurpose::AnswerInquiry }, [true, false, false]),
        (Event::ErasureProposed { why: ErasureReason::Order }, [true, false, false]),
        (Event::Erased { why: ErasureReason::Order }, [true, false, false]),
        (Event::Admitted { due: DateTime::UNIX_EPOCH }, [true, true, false]),
    ];
    for (event, expected) in cases {
        let got = [&account, &operator, &Actor::door()].map(|who| check_kind(who, &event).is_ok());
        assert_eq!(got, expected, "{}", event.kind());
    }
    let backs_up = check_kind(&Actor::backups(), &Event::BackedUp);
    assert_eq!(backs_up, Ok(()), "by itself, as somebody has planned");
    // A name of one kind under the role of another is nobody.
    for (name, role) in [
        ("cli:root", Role::Administrator),
        ("machine:door", Role::Operator),
        ("wang", Role::Operator),
        ("other:wang", Role::Reviewer),
    ] {
        let who = actor(name, role);
        assert_eq!(who.kind(), None, "{name}");
        assert!(check_kind(&who, &Event::BackedUp).is_err(), "{name}");
    }
}

#[test]
fn the_account_table_says_who_somebody_is() {
    let who = reviewer();
    let check = |stands, event| check_standing(stands, &who, event);
    assert_eq!(check(Some((Role::Reviewer, true)), &Event::Undone), Ok(()));
    assert_eq!(check(Some((Role::Reviewer, false)), &Event::Undone), Err(Refusal::Disabled));
    assert_eq!(check(Some((Role::Reviewer, false)), &Event::SignedOut), Ok(()), "they can leave");
    let not_allowed = Err(Refusal::NotAllowed { role: Role::Reviewer });
    assert_eq!(check(Some((Role::Supervisor, true)), &Event::Undone), not_allowed);
    assert_eq!(check(None, &Event::SignedOut), not_allowed, "nobody has this name");
}

#[test]
fn what_is_delivered_stays_approved() {
    let approved = standing(Status::Approved);
    let delivered = Standing { delivered: true, ..approved.clone() };
    let supervisor = actor("zhaolei", Role::Supervisor);
    let gone = Err(Refusal::Delivered);
    assert_eq!(advance_plain(&delivered, &reviewer(), &Event::Undone), gone);
    assert_eq!(advance_plain(&delivered, &supervisor, &event("revoke")), gone);
    let back = advance_plain(&approved, &supervisor, &event("revoke")).expect("revoked");
    assert_eq!(back, Standing { decided_by: None, before: None, ..standing(Status::Pending) });
    assert_eq!(back.due, approved.due, "the deadline stays");
    let seconded = Standing {
        proposer: Some(reviewer().account),
        before: Some(Status::Seconding),
        ..approved.clone()
    };
    assert_eq!(advance_plain(&seconded, &supervisor, &event("revoke")), Ok(back));
    let unsaid = Event::Revoked { note: " ".to_owned() };
    assert_eq!(advance_plain(&approved, &supervisor, &unsaid), Err(Refusal::NoteRequired));
    let packed = Event::Packed { delivery: 1, standard_photo: Digest::ZERO };
    let operator = Actor::operator("root");
    assert_eq!(advance_plain(&delivered, &operator, &packed), gone, "nothing leaves twice");
    for status in Status::ALL {
        let to = advance_plain(&standing(status), &operator, &packed);
        assert_eq!(to.is_ok(), status == Status::Approved, "{}", status.code());
    }
    for role in [Role::Reviewer, Role::Supervisor] {
        let refused = advance_plain(&approved, &actor("chen", role), &packed);
        assert_eq!(refused, Err(Refusal::NotAllowed { role }));
    }
    for role in [Role::Reviewer, Role::Administrator] {
        let refused = advance_plain(&approved, &actor("chen", role), &event("revoke"));
        assert_eq!(refused, Err(Refusal::NotAllowed { role }));
    }
}

fn by_receiver() -> Event {
    Event::RefusedByReceiver { delivery: 1, due: later(), reason: "头顶距离不足".to_owned() }
}

fn later() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + chrono::TimeDelta::days(9)
}

#[test]
fn what_the_receiver_refuses_is_reopened_for_a_supervisor() {
    let (operator, supervisor) = (Actor::operator("root"), actor("zhaolei", Role::Supervisor));
    for status in Status::ALL {
        let got = advance_plain(&standing(status), &operator, &by_receiver());
        let why = match status {
            Status::Approved => Refusal::NotDelivered,
            status => Refusal::WrongStatus { status },
        };
        assert_eq!(got, Err(why), "{}", status.code());
    }
    let delivered = Standing {
        delivered: true,
        proposer: Some(reviewer().account),
        ..standing(Status::Approved)
    };
    for role in [Role::Reviewer, Role::Supervisor] {
        let refused = advance_plain(&delivered, &actor("chen", role), &by_receiver());
        assert_eq!(refused, Err(Refusal::NotAllowed { role }));
    }
    let administrator = actor("admin", Role::Administrator);
    let back = advance_plain(&delivered, &administrator, &by_receiver()).expect("refused");
    assert_eq!(advance_plain(&delivered, &operator, &by_receiver()), Ok(back.clone()));
    let expected = Standing { due: Some(later()), refused: true, ..standing(Status::Pending) };
    assert_eq!(back, expected);
    assert!(back.keeps_its_place() && !back.awaits_second());
    let superseded = advance_plain(&back, &supervisor, &event("supersede"));
    assert_eq!(superseded, Err(Refusal::WrongStatus { status: Status::Pending }));
    for name in ["approve", "reject", "accuse", "retake", "hold"] {
        let refused = advance_plain(&back, &reviewer(), &event(name));
        assert_eq!(refused, Err(Refusal::ForSupervisor), "{name}");
        assert!(advance_plain(&back, &supervisor, &event(name)).is_ok(), "{name}");
    }
    let not_theirs = Err(Refusal::NotAllowed { role: Role::Administrator });
    assert_eq!(advance_plain(&back, &administrator, &event("approve")), not_theirs);
    assert!(advance_plain(&back, &administrator, &event("withdraw")).is_ok());
    // What was decided anew is undone and revoked as ever, and is the supervisor's again.
    let anew = advance_plain(&back, &supervisor, &event("approve")).expect("approved");
    for name in ["undo", "revoke"] {
        assert_eq!(advance_plain(&anew, &supervisor, &event(name)), Ok(back.clone()), "{name}");
    }
}
