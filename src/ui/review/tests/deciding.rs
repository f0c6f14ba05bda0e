//! Deciding: by keys, one photo at a time, and never by a slip.

use egui::Key;
use egui_kittest::kittest::Queryable as _;

use super::*;

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
    assert!(
        window
            .sent()
            .iter()
            .all(|command| !matches!(command, Command::Review(ReviewCommand::Ask(_))))
    );
    assert!(window.harness.query_by_label(&word("review-why-unseen")).is_some());
    window.bring(&wanted);
    window.frames(LOOK);
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
fn a_rejection_takes_its_reason_by_number() {
    for (keys, reason) in [("4 Enter", Reason::I02), ("5 Enter", Reason::I03)] {
        let mut window = zh(2);
        window.keys(&[Key::R, Key::Enter]);
        assert!(asks(&mut window).is_empty(), "no reason, no rejection");
        window.keys(&typed(keys));
        assert_eq!(decided(&mut window).reasons(), [reason].into());
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
    window.keys(&[Key::ArrowRight, Key::Num3, Key::Num4, Key::T]);
    window.frames(LOOK);
    window.keys(&[Key::Enter]);
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
    window.keys(&[Key::ArrowRight, Key::T]);
    window.frames(LOOK);
    window.keys(&[Key::Enter]);
    assert_eq!(asks(&mut window).len(), 1, "its mark is still there");
}

#[test]
fn a_skipped_photo_goes_back_and_is_not_claimed_again_at_once() {
    let mut window = zh(3);
    window.sent();
    window.keys(&[Key::S]);
    assert!(is_shown(&window, 2));
    let commands = window.sent();
    assert!(
        matches!(&commands[0], Command::Review(ReviewCommand::Release(ids)) if ids[..] == [SubmissionId(1)])
    );
    let skipped = commands
        .iter()
        .any(|command| matches!(command, Command::Review(ReviewCommand::Claim { skip, .. }) if skip[..] == [SubmissionId(1)]));
    assert!(skipped, "{commands:?}");
}

#[test]
fn enter_held_down_on_a_button_decides_one_photo() {
    for key in [Key::Enter, Key::Space] {
        let mut window = zh(3);
        window.harness.get_by_label("A 通过").focus();
        window.frames(2);
        window.down(key);
        window.frames(2);
        let asked = asks(&mut window);
        assert_eq!(asked.len(), 1, "{key:?}");
        record(&mut window, asked[0].clone(), 77, None);
        assert!(is_shown(&window, 2));
        for _ in 0..10 {
            window.down(key);
            window.frames(1);
        }
        assert!(asks(&mut window).is_empty(), "{key:?} is held down");
        window.up(key);
        window.keys(&[key]);
        assert_eq!(asks(&mut window).len(), 1, "{key:?} is pressed anew");
    }
}

#[test]
fn nothing_is_decided_below_the_sheet_of_keys() {
    let mut window = zh(2);
    window.harness.get_by_label("A 通过").focus();
    window.frames(2);
    window.press(Key::Slash);
    window.press(Key::Enter);
    window.frames(2);
    window.keys(&[Key::Enter, Key::Space, Key::A]);
    assert!(asks(&mut window).is_empty());
    window.harness.get_by_label(&word("ui-help-close")).click();
    window.frames(2);
    window.keys(&[Key::A]);
    assert_eq!(asks(&mut window).len(), 1, "it is closed");
}

#[test]
fn a_chosen_rejection_stands_against_an_approval() {
    let mut window = zh(2);
    window.keys(&[Key::R, Key::Num4, Key::Escape, Key::A]);
    assert!(asks(&mut window).is_empty());
    assert!(window.harness.query_by_label(&word("review-why-to-reject")).is_some());
    window.keys(&[Key::R, Key::Num4, Key::Escape, Key::A]);
    assert_eq!(asks(&mut window).len(), 1, "taken back");
}

#[test]
fn under_an_open_sheet_only_its_own_button_decides() {
    let mut window = zh(2);
    window.keys(&[Key::Num3, Key::Num4, Key::T]);
    for label in ["R 不通过", "H 搁置", "S 跳过"] {
        window.harness.get_by_label(label).click();
        window.frames(2);
    }
    window.keys(&[Key::A, Key::S]);
    assert!(is_shown(&window, 1) && asks(&mut window).is_empty());
    window.harness.get_by_label(&word("review-retake-do")).click();
    window.frames(2);
    assert_eq!(asks(&mut window).len(), 1);
}
