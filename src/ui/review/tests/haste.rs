//! Haste: a double tap never decides what nobody can have seen.

use egui::Key;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::domain::policy::Policy;

/// The change is durable and the next photo is there, two drawings after the press.
fn answer_at_once(window: &mut Window) -> Ask {
    let asked = asks(window);
    let [ask] = &asked[..] else { panic!("one ask: {asked:?}") };
    answer(window, ask.clone(), 77, None);
    window.frames(1);
    ask.clone()
}

/// A review of `count` cases with all pictures there, so that each photo is painted as soon as it is
/// shown.
fn ready(count: i64) -> Window {
    let mut window = zh(count);
    window.bring_pictures();
    window
}

fn has(window: &Window, key: &str) -> bool {
    window.harness.query_by_label(&word(key)).is_some()
}

#[test]
fn the_second_press_of_a_double_tap_is_dropped() {
    for pause in [1, 2, 3] {
        let mut window = ready(3);
        window.keys(&[Key::A]);
        answer_at_once(&mut window);
        window.frames(pause);
        assert!(is_shown(&window, 2));
        window.keys(&[Key::A]);
        assert!(asks(&mut window).is_empty(), "the second photo was up for {pause} frames");
        assert!(has(&window, "review-too-soon-seen"), "a quiet sign");
        window.frames(LOOK);
        assert!(asks(&mut window).is_empty(), "it was dropped, not kept for later");
        window.keys(&[Key::A]);
        assert_eq!(asks(&mut window).len(), 1, "now it was seen");
        assert!(!has(&window, "review-too-soon-seen"));
    }
}

#[test]
fn the_second_press_is_dropped_also_where_the_next_photo_was_looked_at_before() {
    let mut window = ready(3);
    window.keys(&[Key::ArrowRight]);
    window.frames(LOOK);
    window.keys(&[Key::ArrowLeft, Key::A]);
    answer_at_once(&mut window);
    assert!(is_shown(&window, 2));
    window.keys(&[Key::A]);
    assert!(asks(&mut window).is_empty(), "it has only just come back to the screen");
    assert!(has(&window, "review-too-soon-acted"));
}

#[test]
fn what_is_pushed_off_the_screen_is_not_looked_at() {
    let mut window = ready(3);
    window.keys(&[Key::A]);
    let first = answer_at_once(&mut window);
    window.frames(LOOK);
    // The first photo comes back in front of the second, which is on the screen.
    window.keys(&[Key::Z]);
    let undo = asks(&mut window).pop().expect("an undo");
    answer(&mut window, undo, 78, Some(case(1)));
    window.frames(6 * LOOK);
    window.keys(&[Key::ArrowRight]);
    window.frames(LOOK);
    window.keys(&[Key::A]);
    let asked = asks(&mut window);
    let [Ask { submission, change: Change::Decide { witness, .. }, .. }] = &asked[..] else {
        panic!("a decision: {asked:?}")
    };
    assert_ne!(*submission, first.submission);
    assert!(witness.on_screen_ms < 1_500, "{} ms", witness.on_screen_ms);
}

#[test]
fn a_window_that_is_put_away_shows_nothing() {
    let mut window = ready(3);
    window.keys(&[Key::ArrowRight]);
    window.minimize(true);
    window.frames(LOOK);
    window.minimize(false);
    window.keys(&[Key::A]);
    assert!(asks(&mut window).is_empty());
}

#[test]
fn a_corrected_student_is_looked_at_anew() {
    let mut window = ready(2);
    let mut corrected = case(1);
    corrected.stated = Revision(99);
    corrected.student.name = "欧阳䶮䶮".to_owned();
    window.tell(Update::Review(ReviewUpdate::Claimed { cases: vec![corrected], taken: false }));
    assert!(has(&window, "review-student-corrected"));
    window.keys(&[Key::A]);
    assert!(asks(&mut window).is_empty(), "nobody can have read it yet");
    window.frames(LOOK);
    window.keys(&[Key::A]);
    assert_eq!(asks(&mut window).len(), 1);
}

#[test]
fn nothing_is_decided_where_the_photo_has_no_room() {
    let mut window = ready(2);
    window.harness.set_size(egui::vec2(600.0, 700.0));
    window.frames(LOOK);
    window.keys(&[Key::A]);
    assert!(asks(&mut window).is_empty());
    assert!(has(&window, "review-why-no-room"));
}

#[test]
fn the_second_click_of_a_double_click_is_dropped() {
    let mut window = ready(3);
    window.harness.get_by_label("A 通过").click();
    window.frames(2);
    answer_at_once(&mut window);
    window.harness.get_by_label("A 通过").click();
    window.frames(3);
    assert!(is_shown(&window, 2));
    assert!(asks(&mut window).is_empty());
    assert!(has(&window, "review-too-soon-seen"), "a quiet sign");
}

#[test]
fn a_press_before_the_answer_is_dropped_with_a_sign() {
    // In one drawing with the first, and while its answer is on the way.
    for between in [0, 1] {
        let mut window = ready(3);
        window.press(Key::A);
        window.frames(between);
        window.press(Key::A);
        window.frames(1);
        answer_at_once(&mut window);
        window.frames(1);
        assert!(is_shown(&window, 2) && asks(&mut window).is_empty());
        assert!(has(&window, "review-too-soon-acted"), "{between}");
        window.frames(LOOK);
        window.keys(&[Key::A]);
        assert_eq!(asks(&mut window).len(), 1);
    }
}

#[test]
fn the_store_says_how_long_a_photo_must_be_seen() {
    let mut window = ready(3);
    window.tell(Update::Review(ReviewUpdate::Policy(Policy {
        on_screen_ms: 2_000,
        ..Policy::default()
    })));
    window.keys(&[Key::A]);
    assert!(asks(&mut window).is_empty(), "a third of a second is too short here");
    window.frames(100);
    window.keys(&[Key::A]);
    let asked = asks(&mut window);
    let [Ask { change: Change::Decide { witness, .. }, .. }] = &asked[..] else {
        panic!("a decision: {asked:?}")
    };
    assert!((2_000..2_400).contains(&witness.on_screen_ms), "{}", witness.on_screen_ms);
    window.tell(Update::Review(ReviewUpdate::Policy(Policy {
        on_screen_ms: 0,
        ..Policy::default()
    })));
    record(&mut window, asked[0].clone(), 77, None);
    window.keys(&[Key::ArrowRight, Key::A]);
    assert_eq!(asks(&mut window).len(), 1, "this store asks for nothing");
}

#[test]
fn a_sheet_is_confirmed_only_when_the_photo_was_seen() {
    let mut window = ready(3);
    window.keys(&[Key::ArrowRight, Key::R, Key::Num4, Key::Enter]);
    assert!(asks(&mut window).is_empty());
    assert!(has(&window, "review-too-soon-seen"));
    window.frames(LOOK);
    window.keys(&[Key::Enter]);
    assert_eq!(asks(&mut window).len(), 1);
}

#[test]
fn only_time_in_the_focused_uncovered_window_counts() {
    let mut window = ready(3);
    window.keys(&[Key::ArrowRight]);
    window.focus(false);
    window.frames(LOOK);
    window.focus(true);
    window.keys(&[Key::Slash]);
    window.frames(LOOK);
    window.keys(&[Key::Escape, Key::A]);
    assert!(asks(&mut window).is_empty(), "behind another window, and below the sheet of keys");
    window.frames(LOOK);
    window.keys(&[Key::A]);
    assert_eq!(asks(&mut window).len(), 1);
}

#[test]
fn a_picture_that_only_stands_in_does_not_count() {
    let mut window = reviewing(Lang::Zh, Theme::Light, vec![second_attempt(1)]);
    window.tell(Update::Review(ReviewUpdate::Policy(Policy {
        on_screen_ms: 1_000,
        ..Policy::default()
    })));
    // With the other attempt beside it the photo has half the room, and no picture was made for that yet.
    window.keys(&[Key::C]);
    window.frames(100);
    window.keys(&[Key::A]);
    assert!(asks(&mut window).is_empty(), "only a picture for another room was there");
    window.frames(60);
    window.keys(&[Key::A]);
    assert_eq!(asks(&mut window).len(), 1);
}

#[test]
fn undo_hold_and_skip_wait_a_moment_after_the_last_act() {
    let mut window = ready(4);
    window.keys(&[Key::A]);
    answer_at_once(&mut window);
    window.frames(LOOK);
    window.keys(&[Key::A]);
    let second = answer_at_once(&mut window);
    window.keys(&[Key::Z, Key::H, Key::S]);
    assert!(asks(&mut window).is_empty(), "in the moment after the decision");
    assert!(has(&window, "review-too-soon-acted"), "a quiet sign");
    assert!(is_shown(&window, 3));
    window.frames(LOOK);
    window.keys(&[Key::Z]);
    let asked = asks(&mut window);
    assert_eq!(asked[0].submission, second.submission);
    answer(&mut window, asked[0].clone(), 79, Some(case(2)));
    window.frames(1);
    window.keys(&[Key::Z]);
    assert!(asks(&mut window).is_empty(), "a double Z takes one decision back");
    window.frames(LOOK);
    window.keys(&[Key::Z]);
    assert_eq!(asks(&mut window).len(), 1);
}

#[test]
fn arrows_wait_for_nothing() {
    let mut window = ready(4);
    window.keys(&[Key::ArrowRight, Key::ArrowRight, Key::ArrowLeft, Key::ArrowRight]);
    assert!(is_shown(&window, 3));
    // Not even for a decision just made.
    window.frames(LOOK);
    window.keys(&[Key::A]);
    answer_at_once(&mut window);
    assert!(is_shown(&window, 4));
    window.keys(&[Key::ArrowLeft]);
    assert!(is_shown(&window, 2));
}

#[test]
fn behind_a_digit_that_was_dropped_none_is_paired_wrongly() {
    let mut window = zh(3);
    window.keys(&[Key::A]);
    let ask = asks(&mut window).pop().expect("asked");
    // Of `3 2` for the next photo the first digit comes before the answer.
    window.keys(&[Key::Num3]);
    answer(&mut window, ask, 60, None);
    window.frames(1);
    window.bring_pictures();
    window.keys(&[Key::Num2, Key::Num2]);
    assert!(has(&window, "review-too-soon-acted"), "and it is said");
    window.frames(LOOK);
    window.keys(&[Key::T]);
    assert!(has(&window, "review-why-no-item"), "nothing was marked");
    window.keys(&typed("3 4 T Enter"));
    let Decision::Retake { items, .. } = decided(&mut window) else { panic!("a retake") };
    assert_eq!(items, [ChecklistItem::FaceEyesOpen].into(), "after a pause digits count again");
}

#[test]
fn a_decision_and_digits_in_one_frame_lose_all_of_them() {
    let mut window = zh(3);
    for key in [Key::A, Key::Num3, Key::Num2] {
        window.press(key);
    }
    window.frames(1);
    let ask = asks(&mut window).pop().expect("asked");
    answer(&mut window, ask, 60, None);
    window.frames(1);
    window.bring_pictures();
    window.keys(&[Key::Num2, Key::Num2]);
    window.frames(LOOK);
    window.keys(&[Key::T]);
    assert!(has(&window, "review-why-no-item"), "nothing was marked");
}
