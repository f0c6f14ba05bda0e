//! What happens when leases, the store or answers are lost: drafts are kept.

use egui::Key;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::store::StoreError;

#[test]
fn a_lost_lease_keeps_the_draft_and_offers_to_claim_again() {
    let mut window = zh(2);
    window.keys(&[Key::Num3, Key::Num4, Key::T, Key::Enter]);
    let asked = asks(&mut window);
    window.tell(Update::Review(ReviewUpdate::Refused {
        ask: asked[0].clone(),
        why: RecordError::LeaseLost,
    }));
    assert!(is_shown(&window, 1));
    window.keys(&[Key::Enter]);
    assert!(asks(&mut window).is_empty(), "not without a lease");
    window.harness.get_by_label(&word("review-refused-again")).click();
    window.frames(2);
    let taken = window.sent();
    assert!(
        matches!(taken[..], [Command::Review(ReviewCommand::Take(SubmissionId(1))), ..]),
        "{taken:?}"
    );
    window.tell(Update::Review(ReviewUpdate::Claimed { cases: vec![case(1)], taken: true }));
    window.keys(&[Key::T, Key::Enter]);
    let asked = asks(&mut window);
    let Change::Decide { decision, .. } = &asked[0].change else { panic!("a decision") };
    assert_eq!(decision.items(), [ChecklistItem::FaceEyesOpen].into());
}

#[test]
fn a_lost_store_accepts_no_decision_and_has_one_way_back() {
    let mut window = zh(2);
    window.keys(&[Key::Num3, Key::Num4]);
    window.tell(Update::Store(StoreUpdate::Lost { why: StoreError::Lost("disk full".to_owned()) }));
    window.keys(&[Key::T, Key::A, Key::Z]);
    assert!(asks(&mut window).is_empty());
    window.harness.get_by_label(&word("review-try-store")).click();
    window.frames(2);
    assert!(window.sent().iter().any(|command| matches!(command, Command::Tick)));
    window.tell(Update::Store(StoreUpdate::Restored));
    window.keys(&[Key::T, Key::Enter]);
    assert_eq!(asks(&mut window).len(), 1, "the mark was kept");
}

#[test]
fn a_claim_that_failed_is_tried_again() {
    let mut window = zh(1);
    window.sent();
    let why = RecordError::Store(StoreError::Lost("locked".to_owned()));
    window.tell(Update::Review(ReviewUpdate::NotClaimed { why }));
    window.tell(Update::Store(StoreUpdate::Restored));
    assert!(
        window
            .sent()
            .iter()
            .any(|command| matches!(command, Command::Review(ReviewCommand::Claim { .. })))
    );
}

fn not_taken(n: i64) -> Update<crate::ui::parts::picture::Picture> {
    let (submission, why) = (SubmissionId(n), RecordError::ClaimedByOther);
    Update::Review(ReviewUpdate::NotTaken { submission, why })
}

/// Lets every lease on the strip run out.
fn run_out(window: &mut Window, count: i64) {
    let past = due() - chrono::TimeDelta::days(36_500);
    window.tell(Update::Review(ReviewUpdate::Leases(
        (1..=count).map(|n| (SubmissionId(n), past)).collect(),
    )));
}

#[test]
fn what_was_taken_over_at_another_console_is_left_to_that_one() {
    let mut window = zh(2);
    window.sent();
    window.tell(Update::Review(ReviewUpdate::Leases(Vec::new())));
    let sent = window.sent();
    assert!(
        !sent.iter().any(|command| matches!(command, Command::Review(ReviewCommand::Take(_)))),
        "{sent:?}"
    );
    window.harness.get_by_label(&word("review-refused-again")).click();
    window.frames(2);
    let sent = window.sent();
    assert!(
        matches!(sent[..], [Command::Review(ReviewCommand::Take(SubmissionId(1))), ..]),
        "taken back by hand: {sent:?}"
    );
}

#[test]
fn what_ran_out_while_nobody_was_there_is_taken_again() {
    let mut window = zh(3);
    window.keys(&[Key::Num3, Key::Num4, Key::ArrowRight]);
    run_out(&mut window, 3);
    window.sent();
    window.tell(Update::Review(ReviewUpdate::Leases(Vec::new())));
    let takes: Vec<SubmissionId> = window
        .sent()
        .into_iter()
        .filter_map(|command| {
            if let Command::Review(ReviewCommand::Take(id)) = command { Some(id) } else { None }
        })
        .collect();
    assert_eq!(takes, [1, 2, 3].map(SubmissionId));
    for n in [1, 2] {
        window.tell(Update::Review(ReviewUpdate::Claimed { cases: vec![case(n)], taken: true }));
        assert!(is_shown(&window, 2), "nothing jumps");
    }
    window.tell(not_taken(3));
    window.keys(&[Key::ArrowRight]);
    assert!(is_shown(&window, 2), "the third has gone to somebody else, and from the strip");
    window.keys(&[Key::ArrowLeft, Key::T, Key::Enter]);
    assert_eq!(asks(&mut window)[0].submission, SubmissionId(1), "with what was begun on it");
}

#[test]
fn a_photo_that_somebody_else_has_now_can_be_left() {
    for (way, stays) in [("again", true), ("let-go", false), ("skip", false), ("hold", true)] {
        let mut window = zh(2);
        run_out(&mut window, 2);
        window.tell(Update::Review(ReviewUpdate::Leases(vec![(SubmissionId(2), due())])));
        assert!(window.harness.query_by_label(&word("review-lost-lease")).is_some());
        window.tell(not_taken(1));
        assert!(window.harness.query_by_label(&word("review-lost-elsewhere")).is_some());
        window.keys(&[Key::A]);
        assert!(asks(&mut window).is_empty(), "nothing is decided without a lease");
        match way {
            "skip" => window.keys(&[Key::S]),
            "hold" => window.keys(&[Key::H, Key::Enter]),
            way => {
                window.harness.get_by_label(&word(&format!("review-refused-{way}"))).click();
                window.frames(2);
            }
        }
        let sent = window.sent();
        let done = sent.iter().any(|command| match command {
            Command::Review(ReviewCommand::Take(id)) => way == "again" && id.0 == 1,
            Command::Review(ReviewCommand::Release(ids)) => {
                matches!(way, "skip" | "let-go") && ids[0].0 == 1
            }
            Command::Review(ReviewCommand::Ask(ask)) => {
                way == "hold" && matches!(ask.change, Change::Hold { .. })
            }
            _ => false,
        });
        assert!(done, "{way}: {sent:?}");
        assert_eq!(is_shown(&window, 1), stays, "{way}");
    }
}

#[test]
fn a_decision_whose_answer_never_came_can_be_asked_for_again() {
    let mut window = zh(2);
    window.keys(&[Key::Num3, Key::Num4, Key::T, Key::Enter]);
    let first = asks(&mut window);
    window.tell(Update::Store(StoreUpdate::Lost { why: StoreError::Lost("disk full".to_owned()) }));
    window.tell(Update::Store(StoreUpdate::Restored));
    assert!(window.harness.query_by_label_contains("disk full").is_some());
    window.frames(LOOK);
    window.keys(&[Key::Enter]);
    let again = asks(&mut window);
    assert_eq!(again.len(), 1, "it is not frozen, and its draft is kept");
    assert_eq!(again[0].change.event().kind(), first[0].change.event().kind());
}

#[test]
fn an_answer_that_comes_late_still_holds() {
    let mut window = zh(2);
    window.keys(&[Key::A]);
    let asked = asks(&mut window);
    window.tell(Update::Store(StoreUpdate::Lost { why: StoreError::Lost("disk full".to_owned()) }));
    window.tell(Update::Store(StoreUpdate::Restored));
    record(&mut window, asked[0].clone(), 77, None);
    assert!(is_shown(&window, 2), "it was recorded after all");
    assert!(window.harness.query_by_label(&word("review-refused-read")).is_none());
    window.keys(&[Key::Z]);
    assert_eq!(asks(&mut window)[0].change, Change::Undo);
}

#[test]
fn what_had_no_answer_is_asked_again_as_the_same_operation() {
    let mut window = zh(2);
    window.keys(&[Key::A]);
    let first = asks(&mut window);
    let why = StoreError::Lost("gone".to_owned());
    window.tell(Update::Store(StoreUpdate::Lost { why }));
    window.tell(Update::Store(StoreUpdate::Restored));
    window.frames(20);
    window.keys(&[Key::A]);
    let again = asks(&mut window);
    assert_eq!((first.len(), &first), (1, &again), "with what was seen then");
    window.tell(Update::Review(ReviewUpdate::Refused {
        ask: again[0].clone(),
        why: RecordError::LeaseLost,
    }));
    // Something else is an operation of its own.
    let mut other = zh(2);
    other.keys(&[Key::A]);
    let first = asks(&mut other);
    other.tell(Update::Store(StoreUpdate::Lost { why: StoreError::Lost("gone".to_owned()) }));
    other.tell(Update::Store(StoreUpdate::Restored));
    other.frames(20);
    other.keys(&[Key::H, Key::Enter]);
    let held = asks(&mut other);
    assert_eq!(held.len(), 1);
    assert_ne!(first[0].operation, held[0].operation);
}
