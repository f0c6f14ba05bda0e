//! One numbering: two digits are an item wherever they are typed, one digit is a reason where reasons are numbered.

use egui::Key;

use super::*;
use crate::worker::DoorUpdate;

fn retake(items: &[ChecklistItem], reasons: &[Reason]) -> Decision {
    Decision::Retake {
        items: items.iter().copied().collect(),
        reasons: reasons.iter().copied().collect(),
        notice: None,
        note: None,
    }
}

fn reject(reason: Reason) -> Decision {
    Decision::Reject { reasons: [reason].into(), note: None }
}

/// The ten commonest cases: the keys, how many they were when reasons had two digits of their own, and what is
/// recorded.
fn commonest() -> [(&'static str, usize, Decision); 10] {
    use ChecklistItem as Item;
    [
        ("A", 1, Decision::Approve),
        ("3 4 T Enter", 4, retake(&[Item::FaceEyesOpen], &[Reason::P08])),
        ("1 3 T Enter", 4, retake(&[Item::BackgroundWallDistance], &[Reason::B02])),
        ("3 2 2 T Enter", 6, retake(&[Item::FaceFrontal], &[Reason::P02])),
        ("3 1 1 T Enter", 6, retake(&[Item::FaceEarsForehead], &[Reason::P04])),
        ("4 1 2 T Enter", 6, retake(&[Item::WearGlasses], &[Reason::G02])),
        (
            "3 4 3 5 T Enter",
            6,
            retake(&[Item::FaceEyesOpen, Item::FaceLipsClosed], &[Reason::P08, Reason::P06]),
        ),
        (
            "3 1 1 3 2 1 T Enter",
            10,
            retake(&[Item::FaceEarsForehead, Item::FaceFrontal], &[Reason::P04, Reason::P01]),
        ),
        ("R 4 Enter", 3, reject(Reason::I02)),
        ("9 1 R 5 Enter", 5, reject(Reason::I03)),
    ]
}

#[test]
fn the_ten_commonest_cases_take_no_more_keys_than_before() {
    for (keys, before, meant) in commonest() {
        let mut window = zh(2);
        let keys = typed(keys);
        window.keys(&keys);
        assert_eq!(decided(&mut window), meant);
        assert!(keys.len() <= before, "{meant:?}");
        let at_most = match &meant {
            Decision::Approve => 1,
            Decision::Retake { items, .. } => 2 + 3 * items.len(),
            Decision::Reject { .. } => 5,
        };
        assert!(keys.len() <= at_most, "{meant:?}");
    }
}

/// The keys that mark an item for this reason, from the numbering alone.
fn marking(item: ChecklistItem, reason: Reason) -> String {
    let (rule, own) = item.digits();
    let mut of = item.reasons_for_retake();
    let nth = of.position(|other| other == reason).expect("one of its reasons") + 1;
    if item.reasons_for_retake().count() == 1 {
        format!("{rule} {own} ")
    } else {
        format!("{rule} {own} {nth} ")
    }
}

fn several(parts: &[(ChecklistItem, Reason)]) -> (String, Decision) {
    let marks: String = parts.iter().map(|(item, reason)| marking(*item, *reason)).collect();
    let items: Vec<_> = parts.iter().map(|(item, _)| *item).collect();
    let reasons: Vec<_> = parts.iter().map(|(_, reason)| *reason).collect();
    (format!("{marks}T Enter"), retake(&items, &reasons))
}

/// Sixty decisions: every reason for a retake at its item, several items at once, every rejection that needs no
/// note, by its number and from a mark, and approvals; in a mixed order.
fn script() -> Vec<(String, Decision)> {
    use ChecklistItem as Item;
    let mut script: Vec<_> = Item::ALL
        .into_iter()
        .flat_map(|item| item.reasons_for_retake().map(move |reason| several(&[(item, reason)])))
        .collect();
    script.extend([
        several(&[(Item::FaceEarsForehead, Reason::P05), (Item::FaceEyesOpen, Reason::P08)]),
        several(&[(Item::WearGlasses, Reason::G02), (Item::WearOrnaments, Reason::G04)]),
        several(&[(Item::LightingExposure, Reason::L04), (Item::LightingEvenFace, Reason::L02)]),
        several(&[(Item::FaceEyesOpen, Reason::P08), (Item::FaceLipsClosed, Reason::P06)]),
        several(&[(Item::QualityOriginal, Reason::F04), (Item::StandardMade, Reason::S03)]),
        several(&[
            (Item::ClothingCollaredPlain, Reason::D04),
            (Item::ClothingDecent, Reason::D03),
            (Item::QualitySharpness, Reason::C03),
        ]),
        ("2 4 R Enter".to_owned(), reject(Reason::I01)),
        ("9 1 R 4 Enter".to_owned(), reject(Reason::I02)),
    ]);
    let by_number = [Reason::F01, Reason::F02, Reason::I01, Reason::I02, Reason::I03];
    for (number, reason) in (1..).zip(by_number) {
        script.push((format!("R {number} Enter"), reject(reason)));
    }
    script.resize(60, ("A".to_owned(), Decision::Approve));
    (0..60).map(|place| script[place * 7 % 60].clone()).collect()
}

#[test]
fn sixty_decisions_typed_blind_are_all_recorded_as_meant() {
    let script = script();
    let kinds = script.iter().filter(|(_, meant)| *meant == Decision::Approve).count();
    assert!((4..10).contains(&kinds), "{kinds} approvals");
    let mut window = zh(60);
    for (n, (keys, meant)) in (1..).zip(&script) {
        // Wrong digits and a mark that was given up come before; or all keys come at once; or with pauses.
        match n % 4 {
            0 => window.keys(&typed("3 9")),
            1 => window.keys(&typed("4 1 0 8 Esc")),
            _ => {}
        }
        for key in typed(keys) {
            window.press(key);
            window.frames([2, 2, 0, 40][usize::try_from(n).expect("a number") % 4]);
        }
        window.frames(2);
        let asked = asks(&mut window);
        let [ask] = &asked[..] else { panic!("{n}: {keys}: {asked:?}") };
        let Change::Decide { decision, .. } = &ask.change else { panic!("{n}: {keys}: {ask:?}") };
        assert_eq!((ask.submission, decision), (SubmissionId(n), meant), "{keys}");
        record(&mut window, ask.clone(), 100 + n, None);
    }
}

#[test]
fn wrong_and_unfinished_digits_change_nothing_and_say_so() {
    let eyes = || retake(&[ChecklistItem::FaceEyesOpen], &[Reason::P08]);
    let forehead = || retake(&[ChecklistItem::FaceEarsForehead], &[Reason::P05]);
    let (number, digit, panel) =
        ("review-no-such-number", "review-too-soon-digit", "review-too-soon-panel");
    let slips = [
        ("0", number, "3 4 T Enter", eyes()),
        ("3 9", number, "3 4 T Enter", eyes()),
        ("3 0", number, "3 4 T Enter", eyes()),
        ("9 2", number, "3 4 T Enter", eyes()),
        ("3 A", digit, "4 T Enter", eyes()),
        ("3 R", digit, "4 T Enter", eyes()),
        ("3 H", digit, "4 T Enter", eyes()),
        ("3 S", digit, "4 T Enter", eyes()),
        ("3 4 3 T", digit, "Esc T Enter", eyes()),
        ("3 1 T", panel, "2 T Enter", forehead()),
        ("3 1 R", panel, "2 T Enter", forehead()),
        ("3 1 H", panel, "2 T Enter", forehead()),
        ("3 1 S", panel, "2 T Enter", forehead()),
        ("3 1 3", number, "2 T Enter", forehead()),
        ("3 1 9", number, "2 T Enter", forehead()),
        ("3 4 T 3 Enter", digit, "Esc Enter", eyes()),
        ("3 4 T 3 9", number, "Enter", eyes()),
        ("3 4 T 0 1", number, "Enter", eyes()),
        ("3 1 2 T 3 1 Enter", panel, "Esc Enter", forehead()),
        ("R 7", number, "4 Enter", reject(Reason::I02)),
        ("R 0", number, "4 Enter", reject(Reason::I02)),
    ];
    for (slip, sign, rest, meant) in slips {
        let mut window = zh(2);
        window.keys(&typed(slip));
        assert!(asks(&mut window).is_empty(), "{slip}");
        assert!(has(&window, &word(sign)), "{slip}: a quiet sign");
        assert!(is_shown(&window, 1), "{slip}");
        window.keys(&typed(rest));
        assert_eq!(decided(&mut window), meant, "{slip} {rest}");
    }
}

#[test]
fn an_approval_waits_for_an_open_panel_and_for_its_mark() {
    let mut window = zh(2);
    window.keys(&typed("3 1 A Enter"));
    assert!(asks(&mut window).is_empty());
    window.keys(&typed("0 A"));
    assert_eq!(decided(&mut window), Decision::Approve, "the mark is taken away again");
}

#[test]
fn digits_wait_for_each_other_however_long() {
    let mut window = zh(2);
    for key in typed("3 1 2 T Enter") {
        window.keys(&[key]);
        window.frames(300);
    }
    let meant = retake(&[ChecklistItem::FaceEarsForehead], &[Reason::P05]);
    assert_eq!(decided(&mut window), meant);
}

#[test]
fn an_item_without_its_reason_is_named() {
    let mut window = zh(2);
    window.keys(&typed("3 1 Esc"));
    assert!(has(&window, &word("review-no-reason")), "at its row");
    window.keys(&typed("T Enter"));
    assert!(asks(&mut window).is_empty());
    let missing = Text::new(Lang::Zh).with("review-reason-missing", &[("keys", "3 1".into())]);
    assert!(has(&window, &missing), "on the sheet");
    window.keys(&typed("3 1 1 Enter"));
    let meant = retake(&[ChecklistItem::FaceEarsForehead], &[Reason::P04]);
    assert_eq!(decided(&mut window), meant);
}

#[test]
fn the_same_digits_show_the_reasons_again() {
    use ChecklistItem::{FaceEarsForehead as Ears, FaceEyesOpen as Eyes};
    let cases = [
        ("3 1 1 3 1 2 T Enter", retake(&[Ears], &[Reason::P04, Reason::P05])),
        ("3 1 1 3 1 1 3 1 2 T Enter", retake(&[Ears], &[Reason::P05])),
        ("3 1 1 3 4 3 1 0 T Enter", retake(&[Eyes], &[Reason::P08])),
        ("3 4 3 1 1 3 4 T Enter", retake(&[Ears], &[Reason::P04])),
        ("3 1 Esc 3 1 2 T Enter", retake(&[Ears], &[Reason::P05])),
        // On the retake sheet as on the checklist.
        ("3 1 1 T 3 1 1 3 1 2 Enter", retake(&[Ears], &[Reason::P05])),
        ("3 1 1 T 3 4 Enter", retake(&[Ears, Eyes], &[Reason::P04, Reason::P08])),
        ("3 1 1 3 4 T 3 1 0 Enter", retake(&[Eyes], &[Reason::P08])),
    ];
    for (keys, meant) in cases {
        let mut window = zh(2);
        window.keys(&typed(keys));
        assert_eq!(decided(&mut window), meant, "{keys}");
    }
}

#[test]
fn what_is_begun_stays_behind_with_its_photo() {
    for begun in ["3", "3 1"] {
        let mut window = zh(3);
        window.keys(&typed(begun));
        window.keys(&[Key::ArrowRight]);
        window.frames(LOOK);
        window.keys(&[Key::A]);
        let asked = asks(&mut window);
        assert_eq!(asked.len(), 1, "{begun}: nothing is begun on this one");
        assert_eq!(asked[0].submission, SubmissionId(2));
    }
}

#[test]
fn the_reason_without_an_item_needs_its_note() {
    let mut window = zh(2);
    window.keys(&typed("3 4 T 0 0 Enter"));
    assert!(asks(&mut window).is_empty(), "a note is missing");
    let note = word("review-note");
    window.harness.get_by_role_and_label(egui::Role::TextInput, &note).focus();
    window.frames(2);
    window.harness.get_by_role_and_label(egui::Role::TextInput, &note).type_text("另见来信");
    window.frames(3);
    window.keys(&typed("Esc Enter"));
    assert_eq!(decided(&mut window).reasons(), [Reason::P08, Reason::Z01].into());
}

#[test]
fn panels_can_be_clicked_and_stand_whole_in_the_window() {
    for lang in Lang::ALL {
        let mut window = reviewing(lang, Theme::Light, vec![second_attempt(1), case(2)]);
        let unmark = Text::new(lang).get("review-unmark").into_owned();
        for item in ChecklistItem::ALL.into_iter().filter(|i| i.reasons_for_retake().count() > 1) {
            let (rule, own) = item.digits();
            let of_item = format!("{rule}.{own} ");
            window.harness.get_by_label_contains(&of_item).click();
            window.frames(2);
            let at = window.harness.get_by_label_contains(&of_item).rect();
            let last = window.harness.get_by_label_contains(&unmark).rect();
            for reason in item.reasons_for_retake() {
                let row = window.harness.get_by_label_contains(reason.code()).rect();
                assert!(row.bottom() <= 736.0 && row.right() <= 1280.0, "{lang:?}: {row}");
                assert!(!row.intersects(at), "the item stays in view");
            }
            assert!(last.bottom() <= 736.0 && !last.intersects(at), "{lang:?}: {last}");
            let first = item.reasons_for_retake().next().expect("several").code();
            window.harness.get_by_label_contains(first).click();
            window.frames(2);
            let chosen = window.harness.get_by_label_contains(&of_item);
            assert!(chosen.accesskit_node().label().unwrap_or_default().ends_with(first));
            window.harness.get_by_label_contains(&of_item).click();
            window.frames(2);
            window.harness.get_by_label_contains(&unmark).click();
            window.frames(2);
        }
        window.keys(&[Key::A]);
        assert_eq!(decided(&mut window), Decision::Approve, "no mark is left");
    }
}

#[test]
fn a_digit_that_was_typed_before_a_lock_or_another_screen_begins_nothing_later() {
    for away in [Key::F2, Key::F9] {
        let mut window = zh(2);
        window.keys(&[Key::Num3, away]);
        if away == Key::F9 {
            window.tell(Update::Door(DoorUpdate::Unlocked));
        }
        window.keys(&[Key::F1, Key::Num2, Key::Num2]);
        let failed = |item: ChecklistItem| {
            let (rule, own) = item.digits();
            let label = format!("{rule}.{own} ");
            let node = window.harness.get_by_label_contains(&label);
            node.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
        };
        assert!(failed(ChecklistItem::FramingSinglePerson), "2 2, after {away:?}");
        assert!(!failed(ChecklistItem::FaceShouldersLevel), "3 2 or 3 3, after {away:?}");
    }
}

#[test]
fn the_id_number_is_not_asked_for_over_what_is_begun() {
    let unmasks = |keys: &[Key]| {
        let mut window = zh(2);
        window.keys(keys);
        window
            .sent()
            .iter()
            .any(|command| matches!(command, Command::Review(ReviewCommand::Unmask { .. })))
    };
    assert!(unmasks(&[Key::M, Key::Num1]));
    assert!(!unmasks(&[Key::Num3, Key::Num2, Key::M, Key::Num1]), "over an open panel");
    assert!(!unmasks(&[Key::Num3, Key::M, Key::Num1]), "over a first digit");
    assert!(!unmasks(&[Key::R, Key::M, Key::Num1]), "over a sheet");
}
