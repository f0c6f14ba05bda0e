//! Tests of the review screen, by label and by key.

use chrono::{DateTime, TimeDelta, Utc};
use egui::Key;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::desk::review::{Case, OtherAttempt};
use crate::domain::account::{AccountName, Actor, Role};
use crate::domain::camera::CameraFacts;
use crate::domain::checklist::ChecklistItem;
use crate::domain::decision::{ClaimToken, Decision};
use crate::domain::event::{QueueEntry, Subject, Submitted, UnmaskPurpose};
use crate::domain::log::Entry;
use crate::domain::photo_hash::Digest;
use crate::domain::reason::Reason;
use crate::domain::student::{Student, StudentNo};
use crate::domain::submission::{Revision, Status, SubmissionId};
use crate::store::{QueueCounts, RecordError};
use crate::text::{Lang, Text};
use crate::ui::settings::Look as Theme;
use crate::ui::tests::window::{Window, settings, signed_in};
use crate::worker::{Ask, Change, Command, Recorded, Update};

const NAMES: [&str; 5] = ["欧阳䶮", "李雷", "韩梅梅", "王芳", "赵建国"];

fn due() -> DateTime<Utc> {
    crate::desk::clock::now() + TimeDelta::hours(5)
}

/// The nth invented submission, from 1.
pub fn case(n: i64) -> Case {
    let place = usize::try_from(n).expect("from 1") - 1;
    let no = StudentNo::new(&format!("2026E80132820{n:02}")).expect("a number");
    let submitted = Submitted {
        student: no.clone(),
        attempt: 1,
        photo: Digest::of(NAMES[place % 5].as_bytes()),
        width: 3024,
        height: 4032,
        bytes: 4_100_000,
        camera: CameraFacts {
            make: Some("Apple".to_owned()),
            model: Some("iPhone 15".to_owned()),
            lens: Some("iPhone 15 back camera 5.96mm f/1.6".to_owned()),
            ..CameraFacts::default()
        },
        submitted_at: "2026-11-23T04:03:00Z".parse().expect("a time"),
        file: format!("{no}.jpg"),
        entry: QueueEntry::Queued { due: due() },
    };
    let student = Student {
        no,
        name: NAMES[place % 5].to_owned(),
        id_number: Some("110105200203070012".to_owned()),
        exam_no: None,
        department: "计算机科学与技术学院".to_owned(),
        programme: "硕士".to_owned(),
        campus: "雁栖湖".to_owned(),
        reference_photo: None,
    };
    Case {
        submission: SubmissionId(n),
        revision: Revision(n * 10),
        status: Status::Pending,
        submitted,
        due: Some(due()),
        claim: ClaimToken(n + 100),
        until: due(),
        student,
        others: Vec::new(),
        proposal: None,
    }
}

/// A second attempt, with the first one beside it.
pub fn second_attempt(n: i64) -> Case {
    let mut case = case(n);
    case.submitted.attempt = 2;
    case.others.push(OtherAttempt {
        submission: SubmissionId(n + 50),
        attempt: 1,
        photo: Digest::of(b"first attempt"),
        status: Status::Retake,
        decision: Some(Decision::Retake {
            items: [ChecklistItem::QualitySharpness].into(),
            reasons: [Reason::C03].into(),
            notice: None,
            note: None,
        }),
        decided_by: AccountName::new("lijing").ok(),
        decided_at: Some(due() - TimeDelta::days(1)),
    });
    case
}

/// A reviewer with these cases claimed and no picture there yet.
fn without_pictures(lang: Lang, theme: Theme, cases: Vec<Case>) -> Window {
    let counts = QueueCounts { waiting: 1284, due_today: 37, overdue: 0 };
    let at = crate::desk::clock::now();
    let updates = vec![
        Update::Opened { first_start: false, demo: true },
        signed_in(Role::Reviewer),
        Update::Counts { counts, next_due: Some(due()), at },
        Update::Claimed { cases, taken: false },
    ];
    Window::open(settings(lang, theme), updates)
}

/// The same, with every picture there that was asked for.
pub fn reviewing(lang: Lang, theme: Theme, cases: Vec<Case>) -> Window {
    let mut window = without_pictures(lang, theme, cases);
    let commands = window.sent();
    window.bring(&commands);
    window
}

fn zh(count: i64) -> Window {
    reviewing(Lang::Zh, Theme::Light, (1..=count).map(case).collect())
}

fn asks(window: &mut Window) -> Vec<Ask> {
    let commands = window.sent();
    window.bring(&commands);
    let ask = |command| if let Command::Ask(ask) = command { Some(ask) } else { None };
    commands.into_iter().filter_map(ask).collect()
}

fn record(window: &mut Window, ask: Ask, seq: i64, returned: Option<Case>) {
    let account = AccountName::new("wangmin").expect("a name");
    let entry = Entry {
        seq,
        at: crate::desk::clock::now(),
        actor: Actor { account, role: Role::Reviewer },
        subject: Subject::Submission(ask.submission),
        event: ask.change.event(),
        previous: Digest::ZERO,
        digest: Digest::ZERO,
    };
    let returned = returned.map(Box::new);
    window.tell(Update::Recorded(Box::new(Recorded { ask, entry, returned })));
    let commands = window.sent();
    window.bring(&commands);
}

fn is_shown(window: &Window, n: i64) -> bool {
    let name = case(n).student.name;
    let label = Text::new(Lang::Zh).with("review-photo-of", &[("name", name.into())]);
    window.harness.query_by_label(&label).is_some()
}

fn word(key: &str) -> String {
    Text::new(Lang::Zh).get(key).into_owned()
}

#[test]
fn one_key_approves_and_the_next_photo_is_there() {
    let mut window = zh(3);
    assert!(is_shown(&window, 1));
    window.keys(&[Key::A]);
    let asked = asks(&mut window);
    let [ask] = &asked[..] else { panic!("one ask: {asked:?}") };
    assert_eq!((ask.submission, ask.seen), (SubmissionId(1), Revision(10)));
    let Change::Decide { decision, witness } = &ask.change else { panic!("a decision") };
    assert_eq!(*decision, Decision::Approve);
    assert_eq!((witness.photo, witness.claim), (case(1).submitted.photo, ClaimToken(101)));
    assert!(is_shown(&window, 1), "it stays until it is durable");
    record(&mut window, ask.clone(), 77, None);
    assert!(is_shown(&window, 2));
    assert!(window.harness.query_by_label_contains("欧阳䶮").is_some(), "what was last decided");
}

#[test]
fn nothing_is_decided_on_a_photo_that_was_not_shown() {
    let cases = vec![case(1), case(2)];
    let mut window = without_pictures(Lang::Zh, Theme::Light, cases);
    let wanted = window.sent();
    window.keys(&[Key::A]);
    assert!(window.sent().iter().all(|command| !matches!(command, Command::Ask(_))));
    assert!(window.harness.query_by_label(&word("review-why-unseen")).is_some());
    window.bring(&wanted);
    window.keys(&[Key::A]);
    assert_eq!(asks(&mut window).len(), 1);
}

#[test]
fn a_key_held_down_decides_one_photo() {
    let mut window = zh(3);
    window.down(Key::A);
    window.frames(2);
    let asked = asks(&mut window);
    for _ in 0..10 {
        window.down(Key::A);
        window.frames(1);
    }
    record(&mut window, asked[0].clone(), 77, None);
    for _ in 0..10 {
        window.down(Key::A);
        window.frames(1);
    }
    assert!(asks(&mut window).is_empty(), "repeats decide nothing");
    window.up(Key::A);
    window.keys(&[Key::A]);
    assert_eq!(asks(&mut window).len(), 1, "a new press does");
}

#[test]
fn a_second_decision_waits_until_the_first_is_durable() {
    let mut window = zh(3);
    for _ in 0..3 {
        window.press(Key::A);
    }
    window.frames(2);
    window.keys(&[Key::A, Key::S, Key::H]);
    assert_eq!(asks(&mut window).len(), 1);
}

#[test]
fn keys_typed_within_one_frame_all_count() {
    let mut window = zh(2);
    for key in [Key::Num3, Key::Num4, Key::T, Key::Enter] {
        window.press(key);
    }
    window.frames(2);
    let asked = asks(&mut window);
    let [Ask { change: Change::Decide { decision, .. }, .. }] = &asked[..] else {
        panic!("a decision: {asked:?}")
    };
    let retake = Decision::Retake {
        items: [ChecklistItem::FaceEyesOpen].into(),
        reasons: [Reason::P08].into(),
        notice: None,
        note: None,
    };
    assert_eq!(*decision, retake);
}

#[test]
fn a_rejection_takes_its_reason_by_number_or_by_two_digits() {
    for (keys, reason) in
        [(vec![Key::Num4], Reason::I02), (vec![Key::Num9, Key::Num3], Reason::I03)]
    {
        let mut window = zh(2);
        window.keys(&[Key::R, Key::Enter]);
        assert!(asks(&mut window).is_empty(), "no reason, no rejection");
        window.keys(&keys);
        window.keys(&[Key::Enter]);
        let asked = asks(&mut window);
        let [Ask { change: Change::Decide { decision, .. }, .. }] = &asked[..] else {
            panic!("a decision: {asked:?}")
        };
        assert_eq!(decision.reasons(), [reason].into());
    }
}

#[test]
fn keys_mean_nothing_while_a_text_field_has_the_focus() {
    let mut window = zh(2);
    window.keys(&[Key::R, Key::Num4]);
    window.harness.get_by_label(&word("review-reject-search")).focus();
    window.frames(2);
    window.keys(&[Key::A, Key::S, Key::Z, Key::H]);
    assert!(asks(&mut window).is_empty());
    assert!(is_shown(&window, 1));
    window.keys(&[Key::Escape]);
    assert!(asks(&mut window).is_empty(), "Esc leaves the field");
    window.keys(&[Key::Enter]);
    assert_eq!(asks(&mut window).len(), 1, "Enter confirms again");
}

#[test]
fn marked_items_stand_against_an_approval() {
    let mut window = zh(2);
    window.harness.get_by_label_contains("3.4").click();
    window.frames(2);
    window.keys(&[Key::A]);
    assert!(asks(&mut window).is_empty());
    assert!(window.harness.query_by_label(&word("review-why-marked")).is_some());
    window.keys(&[Key::Num3, Key::Num4, Key::A]);
    assert_eq!(asks(&mut window).len(), 1, "unmarked again");
}

#[test]
fn escape_never_decides() {
    let mut window = zh(2);
    for opening in [Key::R, Key::H, Key::M, Key::Slash] {
        window.keys(&[opening, Key::Escape, Key::Escape]);
        assert!(asks(&mut window).is_empty(), "{opening:?}");
    }
    window.keys(&[Key::A]);
    assert_eq!(asks(&mut window).len(), 1, "everything is closed");
}

#[test]
fn undo_brings_the_photo_back_to_its_place_with_its_marks() {
    let mut window = zh(3);
    window.keys(&[Key::ArrowRight, Key::Num3, Key::Num4, Key::T, Key::Enter]);
    let asked = asks(&mut window);
    record(&mut window, asked[0].clone(), 77, None);
    assert!(is_shown(&window, 3));
    window.keys(&[Key::ArrowLeft, Key::Z]);
    let asked = asks(&mut window);
    assert_eq!((asked[0].submission, asked[0].seen), (SubmissionId(2), Revision(77)));
    assert_eq!(asked[0].change, Change::Undo);
    record(&mut window, asked[0].clone(), 78, Some(case(2)));
    assert!(is_shown(&window, 2));
    window.keys(&[Key::ArrowLeft]);
    assert!(is_shown(&window, 1), "it is the second again");
    window.keys(&[Key::ArrowRight, Key::T, Key::Enter]);
    assert_eq!(asks(&mut window).len(), 1, "its mark is still there");
}

#[test]
fn a_lost_lease_keeps_the_draft_and_offers_to_claim_again() {
    let mut window = zh(2);
    window.keys(&[Key::Num3, Key::Num4, Key::T, Key::Enter]);
    let asked = asks(&mut window);
    window.tell(Update::Refused { ask: asked[0].clone(), why: RecordError::LeaseLost });
    assert!(is_shown(&window, 1));
    window.keys(&[Key::Enter]);
    assert!(asks(&mut window).is_empty(), "not without a lease");
    window.harness.get_by_label(&word("review-refused-again")).click();
    window.frames(2);
    let taken = window.sent();
    assert!(matches!(taken[..], [Command::Take(SubmissionId(1)), ..]), "{taken:?}");
    window.tell(Update::Claimed { cases: vec![case(1)], taken: true });
    window.keys(&[Key::T, Key::Enter]);
    let asked = asks(&mut window);
    let Change::Decide { decision, .. } = &asked[0].change else { panic!("a decision") };
    assert_eq!(decision.items(), [ChecklistItem::FaceEyesOpen].into());
}

#[test]
fn the_id_number_shows_for_a_purpose_and_for_this_case_only() {
    let mut window = zh(2);
    assert!(window.harness.query_by_label("110105200203070012").is_none());
    window.keys(&[Key::M, Key::Num1]);
    let commands = window.sent();
    let student = case(1).student.no;
    let asked = commands.iter().any(|command| {
        matches!(command, Command::Unmask { student: no, purpose }
            if *no == student && *purpose == UnmaskPurpose::VerifyIdentity)
    });
    assert!(asked, "{commands:?}");
    assert!(window.harness.query_by_label("110105200203070012").is_none(), "not before the log");
    window.tell(Update::Unmasked(student));
    assert!(window.harness.query_by_label("110105200203070012").is_some());
    window.keys(&[Key::ArrowRight, Key::ArrowLeft]);
    assert!(window.harness.query_by_label("110105200203070012").is_none());
}

#[test]
fn a_skipped_photo_goes_back_and_is_not_claimed_again_at_once() {
    let mut window = zh(3);
    window.sent();
    window.keys(&[Key::S]);
    assert!(is_shown(&window, 2));
    let commands = window.sent();
    assert!(matches!(&commands[0], Command::Release(ids) if ids[..] == [SubmissionId(1)]));
    let skipped = commands
        .iter()
        .any(|command| matches!(command, Command::Claim { skip } if skip[..] == [SubmissionId(1)]));
    assert!(skipped, "{commands:?}");
}

#[test]
fn a_lost_store_accepts_no_decision_and_has_one_way_back() {
    let mut window = zh(2);
    window.keys(&[Key::Num3, Key::Num4]);
    window.tell(Update::Lost { why: "disk full".to_owned() });
    window.keys(&[Key::T, Key::A, Key::Z]);
    assert!(asks(&mut window).is_empty());
    window.harness.get_by_label(&word("review-try-store")).click();
    window.frames(2);
    assert!(window.sent().iter().any(|command| matches!(command, Command::Tick)));
    window.tell(Update::Restored);
    window.keys(&[Key::T, Key::Enter]);
    assert_eq!(asks(&mut window).len(), 1, "the mark was kept");
}

#[test]
fn a_claim_that_failed_is_tried_again() {
    let mut window = zh(1);
    window.sent();
    let failure = crate::worker::Failure { key: "failed-claim", why: "locked".to_owned() };
    window.tell(Update::Failed(failure));
    window.tell(Update::Restored);
    assert!(window.sent().iter().any(|command| matches!(command, Command::Claim { .. })));
}

#[test]
fn everything_stands_in_1280_by_800() {
    for lang in Lang::ALL {
        let mut case = second_attempt(1);
        case.student.reference_photo = Some(Digest::of(b"reference"));
        let window = reviewing(lang, Theme::Light, vec![case, self::case(2)]);
        for item in ChecklistItem::ALL {
            let (rule, own) = item.digits();
            let label = format!("{rule}.{own} ");
            let node = window.harness.get_by_label_contains(&label);
            let rect = node.rect();
            assert!(rect.bottom() <= 736.0, "{lang:?} {}: {rect}", item.code());
            assert!(rect.right() <= 1280.0 && rect.left() >= 880.0, "{}: {rect}", item.code());
            assert!(node.accesskit_node().label().is_some());
        }
    }
}
