//! What is shown of a photo: its place and size, what stands beside it, and what is wrong with it.

use egui::Key;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::*;
use crate::store::StoreError;
use crate::worker::{PictureFault, PictureSize, PictureUpdate, ReviewCommand, ReviewUpdate};

#[test]
fn the_id_number_shows_for_a_purpose_and_for_this_case_only() {
    let mut window = zh(2);
    assert!(window.harness.query_by_label("110105200203070012").is_none());
    window.keys(&[Key::M, Key::Num1]);
    let commands = window.sent();
    let student = case(1).submitted.student;
    let asked = commands.iter().any(|command| {
        matches!(command, Command::Review(ReviewCommand::Unmask { student: no, purpose })
            if *no == student && *purpose == UnmaskPurpose::VerifyIdentity)
    });
    assert!(asked, "{commands:?}");
    assert!(window.harness.query_by_label("110105200203070012").is_none(), "not before the log");
    window.tell(Update::Review(ReviewUpdate::Unmasked {
        student,
        id_number: Some("110105200203070012".to_owned()),
    }));
    assert!(window.harness.query_by_label("110105200203070012").is_some());
    window.keys(&[Key::ArrowRight, Key::ArrowLeft]);
    assert!(window.harness.query_by_label("110105200203070012").is_none());
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

fn tell_fault(window: &mut Window, size: PictureSize, fault: PictureFault) {
    let id = crate::worker::PictureId { photo: case(1).submitted.photo, size };
    window.tell(Update::Picture(PictureUpdate { id, picture: Err(fault) }));
}

/// The size of the whole photo that the last of these commands asks for.
fn whole(commands: &[Command]) -> PictureSize {
    let asked = commands.iter().rev().find_map(|command| match command {
        Command::Pictures(looks) => looks.iter().find(|look| look.size != PictureSize::Thumb),
        _ => None,
    });
    asked.expect("a picture is asked for").size
}

fn looks(window: &mut Window, size: PictureSize) -> bool {
    let wanted = crate::worker::PictureId { photo: case(1).submitted.photo, size };
    let wants =
        |command: &Command| matches!(command, Command::Pictures(looks) if looks.contains(&wanted));
    window.sent().iter().any(wants)
}

#[test]
fn a_photo_that_cannot_be_read_can_be_left_or_tried_again() {
    let mut window = without_pictures(Lang::Zh, Theme::Light, vec![case(1), case(2)]);
    let whole = whole(&window.sent());
    let fault = PictureFault::Missing(StoreError::PhotoGone("no file".into()));
    tell_fault(&mut window, whole, fault);
    assert!(window.harness.query_by_label_contains("no file").is_some());
    window.keys(&[Key::A]);
    assert!(window.harness.query_by_label(&word("review-why-fault")).is_some());
    assert!(asks(&mut window).is_empty());
    window.harness.get_by_label(&word("review-try-store")).click();
    window.frames(2);
    assert!(looks(&mut window, whole), "it is read again");
    window.keys(&[Key::H, Key::Enter]);
    assert!(matches!(asks(&mut window)[0].change, Change::Hold { .. }));
}

#[test]
fn a_photo_is_asked_for_as_large_as_it_is_shown() {
    let mut window = without_pictures(Lang::Zh, Theme::Light, vec![case(1), case(2)]);
    let commands = window.sent();
    let PictureSize::Fit { width, height } = whole(&commands) else {
        panic!("made for the room: {commands:?}")
    };
    // The window less strip, side panel, bar and bottom bar.
    assert_eq!((width, height), (784, 696));
    let photo = window.harness.get_by_label("欧阳䶮的照片").rect();
    assert_eq!((photo.width(), photo.height()), (784.0, 696.0), "it is the photo's room");
    window.bring(&commands);
    assert!(window.sent().is_empty(), "nothing is missing");
    window.harness.set_size(egui::vec2(1600.0, 900.0));
    window.frames(3);
    let larger = window.sent();
    assert_eq!(whole(&larger), PictureSize::Fit { width: width + 320, height: height + 100 });
    let coming = word("review-photo-coming");
    assert!(window.harness.query_by_label(&coming).is_none(), "the smaller one stands in");
    window.keys(&[Key::ArrowUp]);
    assert!(looks(&mut window, PictureSize::Proxy), "closer than the whole");
}

#[test]
fn what_is_wrong_with_a_photo_stays_known_when_its_room_changes() {
    let mut window = reviewing(Lang::Zh, Theme::Light, vec![second_attempt(1), case(2)]);
    window.sent();
    window.keys(&[Key::C]);
    let half = whole(&window.sent());
    tell_fault(&mut window, half, PictureFault::Altered);
    let altered = word("review-photo-altered");
    let stands = |window: &mut Window| {
        window.keys(&[Key::A]);
        asks(window).is_empty() && window.harness.query_by_label(&altered).is_some()
    };
    assert!(stands(&mut window));
    window.keys(&[Key::C]);
    let full = whole(&window.sent());
    assert_ne!(full, half, "the photo has all the room again");
    assert!(stands(&mut window), "no answer yet");
    window.keys(&[Key::C]);
    assert!(looks(&mut window, half), "it is read again");
    assert!(stands(&mut window), "no answer yet");
    window.keys(&[Key::C]);
    window.bring_pictures();
    assert!(window.harness.query_by_label(&altered).is_none());
    window.keys(&[Key::A]);
    assert!(!asks(&mut window).is_empty(), "it was seen");
}

#[test]
fn an_altered_original_stands_against_a_decision_though_its_preview_is_there() {
    let mut window = zh(2);
    window.keys(&[Key::Space]);
    tell_fault(&mut window, PictureSize::Full, PictureFault::Altered);
    assert!(window.harness.query_by_label(&word("review-photo-altered")).is_some());
    window.keys(&[Key::Space, Key::A, Key::Num3, Key::Num4, Key::T, Key::Enter]);
    assert!(asks(&mut window).is_empty());
    window.keys(&[Key::S]);
    assert!(is_shown(&window, 2));
}

#[test]
fn each_small_photo_opens_itself_beside_the_photo() {
    let mut case = second_attempt(1);
    case.student.reference_photo = Some(Digest::of(b"reference"));
    let mut window = reviewing(Lang::Zh, Theme::Light, vec![case, self::case(2)]);
    let attempt = "第 1 次 · 重拍 · C03 照片模糊";
    let open = |window: &Window, label: &str| {
        let found = window.harness.query_all_by_label(label);
        found.filter(|node| node.accesskit_node().role() == egui::Role::Image).count()
    };
    let small = |window: &mut Window, label: &str| {
        let all = window.harness.query_all_by_label(label);
        let button =
            all.into_iter().find(|node| node.accesskit_node().role() == egui::Role::Button);
        button.expect("a small photo").click();
        window.frames(3);
    };
    small(&mut window, attempt);
    assert_eq!((open(&window, attempt), open(&window, "参考照")), (1, 0));
    small(&mut window, "参考照");
    assert_eq!((open(&window, attempt), open(&window, "参考照")), (0, 1));
    small(&mut window, "参考照");
    assert_eq!((open(&window, attempt), open(&window, "参考照")), (0, 0));
}

#[test]
fn the_small_photos_stand_within_the_panel() {
    let mut case = second_attempt(1);
    case.student.reference_photo = Some(Digest::of(b"reference"));
    for attempt in [2, 3] {
        let other = OtherAttempt { attempt, ..case.others[0].clone() };
        case.others.push(other);
    }
    let window = reviewing(Lang::En, Theme::Light, vec![case, self::case(2)]);
    for label in ["Reference", "Attempt 1", "Attempt 2", "Attempt 3"] {
        let found = window.harness.get_all_by_label_contains(label);
        for node in found {
            let rect = node.rect();
            assert!(rect.left() >= 880.0 && rect.right() <= 1268.0, "{label}: {rect}");
        }
    }
}

#[test]
fn every_tool_for_looking_has_a_button() {
    let mut case = second_attempt(1);
    case.due = None;
    let mut window = reviewing(Lang::Zh, Theme::Light, vec![case]);
    window.harness.get_by_label(&word("ui-action-zoom")).click();
    window.frames(3);
    assert!(looks(&mut window, PictureSize::Full), "every pixel is wanted");
    for action in ["loupe", "guides", "compare", "backdrop"] {
        let label = word(&format!("ui-action-{action}"));
        let before = window.harness.get_by_label(&label).accesskit_node().toggled();
        window.harness.get_by_label(&label).click();
        window.frames(3);
        let after = window.harness.get_by_label(&label).accesskit_node().toggled();
        assert_eq!(before == after, action == "backdrop", "{action}");
    }
    assert!(asks(&mut window).is_empty());
}

#[test]
fn a_small_window_scrolls_to_the_last_item() {
    let mut window = zh(2);
    window.harness.set_size(egui::vec2(1000.0, 560.0));
    window.frames(4);
    let node = window.harness.get_by_label_contains("9.1 ");
    assert!(node.rect().top() > 496.0, "below what is seen: {}", node.rect());
    node.scroll_to_me();
    window.frames(4);
    let rect = window.harness.get_by_label_contains("9.1 ").rect();
    assert!(rect.bottom() <= 496.0, "{rect}");
}

#[test]
fn the_checklist_stays_where_it_is_from_photo_to_photo() {
    let mut case = second_attempt(1);
    case.student.reference_photo = Some(Digest::of(b"reference"));
    let mut window = reviewing(Lang::Zh, Theme::Light, vec![case, self::case(2)]);
    let top = |window: &Window| window.harness.get_by_label_contains("9.1 ").rect().top();
    let with_photos = top(&window);
    window.keys(&[Key::ArrowRight]);
    assert!((top(&window) - with_photos).abs() < 0.5, "{with_photos} {}", top(&window));
}
