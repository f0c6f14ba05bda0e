//! The sheets: what is typed and chosen on them, and that none of it gets lost.

use egui::Key;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::*;

/// Types words into the field with this label.
fn type_into(window: &mut Window, label: &str, words: &str) {
    window.harness.get_by_role_and_label(egui::Role::TextInput, &word(label)).focus();
    window.frames(2);
    window.harness.get_by_role_and_label(egui::Role::TextInput, &word(label)).type_text(words);
    window.frames(3);
}

/// The notice of the one retake that was sent.
fn notice(window: &mut Window) -> Option<String> {
    window.harness.get_by_label(&word("review-retake-do")).click();
    window.frames(2);
    match &asks(window)[..] {
        [
            Ask {
                change: Change::Decide { decision: Decision::Retake { notice, .. }, .. }, ..
            },
        ] => notice.clone(),
        other => panic!("a retake: {other:?}"),
    }
}

fn retaking() -> Window {
    let mut window = zh(2);
    window.keys(&[Key::Num3, Key::Num4, Key::T]);
    window
}

#[test]
fn an_emptied_notice_is_the_suggestion() {
    let mut window = retaking();
    type_into(&mut window, "review-notice", "请");
    window.harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    window.harness.key_press(Key::Backspace);
    window.frames(3);
    assert_eq!(notice(&mut window), None);
}

#[test]
fn own_words_go_out_and_the_suggestion_can_come_back() {
    let mut window = retaking();
    type_into(&mut window, "review-notice", "请摘下帽子");
    assert!(notice(&mut window).is_some_and(|words| words.contains("请摘下帽子")));
    let mut window = retaking();
    type_into(&mut window, "review-notice", "请摘下帽子");
    window.harness.get_by_label(&word("review-notice-suggest")).click();
    window.frames(3);
    assert!(window.harness.query_by_label(&word("review-notice-suggest")).is_none());
    assert_eq!(notice(&mut window), None);
}

#[test]
fn reasons_that_come_after_the_own_words_are_told() {
    let mut window = retaking();
    type_into(&mut window, "review-notice", "请");
    let behind = word("review-notice-behind");
    assert!(window.harness.query_by_label(&behind).is_none());
    window.keys(&[Key::Escape, Key::Escape, Key::Num3, Key::Num5, Key::T]);
    assert!(window.harness.query_by_label(&behind).is_some());
}

#[test]
fn the_words_of_a_hold_stay_with_their_photo() {
    let mut window = zh(2);
    window.keys(&[Key::H]);
    type_into(&mut window, "review-note", "等客服");
    window.keys(&[Key::Escape, Key::Escape, Key::ArrowRight, Key::ArrowLeft, Key::H, Key::Enter]);
    let asked = asks(&mut window);
    assert_eq!(asked[0].change, Change::Hold { note: Some("等客服".to_owned()) });
}

#[test]
fn a_skipped_photo_comes_back_with_its_marks() {
    let mut window = zh(2);
    window.keys(&[Key::Num3, Key::Num4, Key::S]);
    assert!(is_shown(&window, 2));
    window.tell(Update::Review(ReviewUpdate::Claimed { cases: vec![case(1)], taken: true }));
    window.bring_pictures();
    assert!(is_shown(&window, 1));
    window.frames(LOOK);
    window.keys(&[Key::T, Key::Enter]);
    assert_eq!(asks(&mut window).len(), 1, "its mark is still there");
}

#[test]
fn what_is_chosen_stays_in_the_list_while_it_is_searched() {
    let mut window = zh(2);
    window.keys(&[Key::R, Key::Num4]);
    type_into(&mut window, "review-reject-search", "I01");
    let stands = |code: &str| window.harness.query_by_label_contains(code).is_some();
    assert!(stands("  I01") || stands("I01"), "what is found");
    assert!(stands("I02"), "what is chosen");
    assert!(!stands("I03"), "nothing else");
}

#[test]
fn the_retake_sheet_shows_its_choices_in_whole_rows() {
    for lang in Lang::ALL {
        let mut window = reviewing(lang, Theme::Light, vec![second_attempt(1), case(2)]);
        let text = Text::new(lang);
        window.keys(&typed("3 1 1 3 2 Esc 3 4 4 1 2 8 6 2 T"));
        // Also the last panel is seen as a whole.
        for (open, codes) in [("3 1", ["P04", "P05"]), ("8 6", ["S02", "S03"])] {
            window.keys(&typed(open));
            window.frames(2);
            let tops = codes.map(|code| {
                let node = window.harness.get_by_label_contains(code);
                assert!(node.accesskit_node().label().is_some());
                node.rect().top()
            });
            assert!((tops[1] - tops[0] - 24.0).abs() < 1.0, "{lang:?}: {tops:?}");
            let last = window.harness.get_by_label_contains(&text.get("review-unmark")).rect();
            let label = text.get("review-notice");
            let edge = window.harness.get_by_role_and_label(egui::Role::TextInput, &label).rect();
            assert!(last.bottom() <= edge.top(), "{lang:?}: {last} {edge}");
            assert!(edge.height() >= 4.0 * 18.0, "{lang:?}: {edge}");
            window.keys(&[Key::Escape]);
        }
        let button = window.harness.get_by_label(&text.get("review-retake-do")).rect();
        assert!(button.bottom() <= 736.0, "{lang:?}: {button}");
    }
}
