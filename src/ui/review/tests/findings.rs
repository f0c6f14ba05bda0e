//! What the machine found: at the items, on the photo, and never a mark by itself.

use std::sync::Arc;
use std::time::Duration;

use egui::Key;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::*;
use crate::desk::screen::ScreenError;
use crate::domain::finding::{Bounds, Limit, Measurement, Verdict};
use crate::domain::measure::Measure;
use crate::domain::screening::{Evidence, ReasonFinding, Screened, Screening};
use crate::store::{NearCopy, ScreeningRow, StoreError};
use crate::ui::parts::settings::Settings;
use crate::worker::{ScreeningCommand, ScreeningStatus, ScreeningUpdate};

fn said(item: ChecklistItem, reason: Reason, verdict: Verdict, measure: Measure) -> ReasonFinding {
    ReasonFinding { item, reason, verdict, measure: Some(measure), missing: None }
}

/// A head that is tilted for certain, lips that may be open, and a wall with nothing wrong.
pub(super) fn screening() -> Screening {
    let tilted = Measurement {
        region: Some([1_200, 1_000, 600, 300]),
        ..Measurement::new(Measure::EyesLevel, 8.25, 1.8)
    };
    let fails = Some(Bounds { least: None, most: Some(5.0) });
    let limit = Limit { doubtful: None, fails, source: "GB 1".to_owned() };
    Screening {
        width: 3024,
        height: 4032,
        faces: 1,
        measured: vec![tilted, Measurement::new(Measure::LipsParted, 0.31, 0.0)],
        said: vec![
            said(
                ChecklistItem::BackgroundPlainWhite,
                Reason::B01,
                Verdict::Clear,
                Measure::WallLightness,
            ),
            said(
                ChecklistItem::FaceLipsClosed,
                Reason::P06,
                Verdict::Doubtful,
                Measure::LipsParted,
            ),
            said(ChecklistItem::FaceFrontal, Reason::P01, Verdict::Fails, Measure::EyesLevel),
        ],
        limits: [(Measure::EyesLevel, limit)].into(),
        evidence: Some(Evidence { head: [1_000, 500, 1_000, 1_400], ..Evidence::default() }),
        ..Screening::default()
    }
}

fn row() -> Arc<ScreeningRow> {
    let screened = Screened { screening: Some(Box::new(screening())), ..samples::screened() };
    Arc::new(ScreeningRow { entry: Digest::of(b"the entry"), screened, copies: Vec::new() })
}

fn screened_case(n: i64) -> Case {
    Case { screening: Some(row()), ..case(n) }
}

fn found(window: &Window, label: &str) -> bool {
    window.harness.query_all_by_label_contains(label).next().is_some()
}

#[test]
fn findings_stand_at_their_items_and_mark_nothing() {
    for (lang, fails, doubtful) in [(Lang::Zh, "不合格", "存疑"), (Lang::En, "fails", "doubtful")]
    {
        let window = reviewing(lang, Theme::Light, vec![screened_case(1), case(2)]);
        let label = |item: ChecklistItem, word: &str| {
            let (rule, own) = item.digits();
            let own = format!("{rule}.{own} ");
            let node = window.harness.get_by_label_contains(&own);
            let words = node.accesskit_node().label().unwrap_or_default();
            assert!(words.ends_with(word), "{words}");
        };
        label(ChecklistItem::FaceFrontal, fails);
        label(ChecklistItem::FaceLipsClosed, doubtful);
        let clear = window.harness.get_by_label_contains("1.1 ");
        assert!(!clear.accesskit_node().label().unwrap_or_default().contains('·'));
    }
}

#[test]
fn the_look_key_steps_from_the_worst_on_and_never_marks() {
    let mut window = reviewing(Lang::Zh, Theme::Light, vec![screened_case(1), case(2)]);
    window.sent();
    window.keys(&[Key::F]);
    assert!(found(&window, "1/2"), "the one that fails");
    assert!(found(&window, "P01"));
    assert!(found(&window, "8.2 ± 1.8°"), "the number");
    assert!(found(&window, "限值至多 5°"), "its limit");
    window.keys(&[Key::F]);
    assert!(found(&window, "2/2") && found(&window, "P06"));
    window.keys(&[Key::F]);
    assert!(!found(&window, "2/2"), "after the last none");
    assert!(asks(&mut window).is_empty());
    window.keys(&[Key::A]);
    let asked = asks(&mut window);
    let Change::Decide { decision, witness } = &asked[0].change else { panic!("{asked:?}") };
    assert_eq!(*decision, Decision::Approve, "nothing was marked");
    assert_eq!(witness.findings, Some(Digest::of(b"the entry")), "what it rested on");
    assert!(witness.specification.is_some());
}

#[test]
fn a_near_copy_stands_beside_the_photo_while_its_finding_is_shown() {
    let mut said_so = screening();
    let doubtful = Verdict::Doubtful;
    said_so.said.push(ReasonFinding {
        item: ChecklistItem::RecordMatches,
        reason: Reason::I03,
        verdict: doubtful,
        measure: None,
        missing: None,
    });
    said_so.copies = vec![SubmissionId(77)];
    let copy = NearCopy {
        submission: SubmissionId(77),
        photo: Digest::of(b"another student's photo"),
        student: "2026•••••••••07".to_owned(),
        status: Status::Pending,
    };
    let screened = Screened { screening: Some(Box::new(said_so)), ..samples::screened() };
    let row = ScreeningRow { entry: Digest::of(b"the entry"), screened, copies: vec![copy] };
    let copied = Case { screening: Some(Arc::new(row)), ..case(1) };
    let mut window = reviewing(Lang::Zh, Theme::Light, vec![copied, case(2)]);
    let shown = |window: &Window| {
        let label = "提交 77（他人） · 2026•••••••••07 · 待审";
        window.harness.query_all_by_role_and_label(egui::Role::Image, label).next().is_some()
    };
    window.keys(&[Key::F, Key::F]);
    assert!(!shown(&window));
    window.keys(&[Key::F]);
    assert!(found(&window, "3/3") && found(&window, "I03"));
    assert!(shown(&window), "whose it is can't be read, but both photos are in view");
    window.keys(&[Key::F]);
    assert!(!shown(&window), "it goes with its finding");
    window.keys(&[Key::C]);
    assert!(shown(&window), "and comes by the key of comparisons");
}

#[test]
fn the_next_photo_begins_without_a_finding() {
    let mut window =
        reviewing(Lang::Zh, Theme::Light, vec![screened_case(1), screened_case(2), case(3)]);
    window.keys(&[Key::F]);
    assert!(found(&window, "1/2"));
    window.keys(&[Key::ArrowRight]);
    assert!(!found(&window, "1/2"));
}

#[test]
fn findings_that_come_later_are_asked_for_and_shown() {
    let mut window = reviewing(Lang::Zh, Theme::Light, vec![case(1), case(2)]);
    window.sent();
    let screened = ScreeningUpdate::Screened(vec![SubmissionId(1), SubmissionId(99)]);
    window.tell(Update::Screening(screened));
    let asked = window.sent();
    let asks_for_it = |command: &Command| matches!(command, Command::Review(ReviewCommand::Screenings(of)) if *of == [SubmissionId(1)]);
    assert!(asked.iter().any(asks_for_it), "{asked:?}");
    window.keys(&[Key::F]);
    assert!(!found(&window, "1/2"), "there is nothing to step through yet");
    let answer = ReviewUpdate::Screenings(vec![(SubmissionId(1), row())]);
    window.tell(Update::Review(answer));
    window.keys(&[Key::F]);
    assert!(found(&window, "1/2"));
    window.keys(&[Key::ArrowRight, Key::F]);
    assert!(!found(&window, "1/2"), "of the other photo nothing is known");
}

#[test]
fn against_anchoring_findings_can_wait_for_a_look_or_a_mark() {
    let late = Settings { findings_late: true, ..settings(Lang::Zh, Theme::Light) };
    let open = || {
        let mut window = Window::open(late.clone(), vec![signed_in(Role::Reviewer)]);
        let cases = vec![screened_case(1), case(2)];
        window.tell(Update::Review(ReviewUpdate::Claimed { cases, taken: false }));
        window.bring_pictures();
        window.frames(10);
        window
    };
    let mut window = open();
    assert!(!found(&window, "不合格"), "neither at the item nor on the photo");
    window.keys(&[Key::F]);
    assert!(!found(&window, "1/2"));
    window.frames(130);
    assert!(found(&window, "不合格"), "after two seconds");
    let mut window = open();
    window.keys(&[Key::Num1, Key::Num1]);
    assert!(found(&window, "不合格"), "after a mark");
}

#[test]
fn how_long_the_machine_needs_still_stands_on_the_photo_and_in_the_bar() {
    let mut window = reviewing(Lang::Zh, Theme::Light, vec![screened_case(1), case(2), case(3)]);
    let each = Some(Duration::from_secs(20));
    let status = ScreeningStatus::Working { done: 120, total: 1_200, each };
    window.tell(Update::Screening(ScreeningUpdate::Status(status)));
    assert!(found(&window, "机检 120/1,200"), "in the bar");
    window.keys(&[Key::ArrowRight]);
    assert!(found(&window, "机检约需 20 秒"));
    window.keys(&[Key::ArrowRight]);
    assert!(found(&window, "机检约需 40 秒"), "the other one comes first");
    window.keys(&[Key::ArrowLeft, Key::ArrowLeft]);
    window.bring_pictures();
    assert!(found(&window, "机检：1 项不合格、1 项存疑"));
}

#[test]
fn zooming_goes_to_the_face_that_was_found() {
    let mut view = crate::ui::review::view::PhotoView {
        drawn: 0.2,
        size: egui::vec2(3024.0, 4032.0),
        ..Default::default()
    };
    view.act(crate::ui::action::Action::Zoom, Some(&screened_case(1)));
    assert!((view.offset - egui::vec2(12.0, 816.0)).length() < 1e-2, "{}", view.offset);
}

#[test]
fn the_console_screens_unless_it_is_set_otherwise() {
    let opened = || vec![Update::Store(StoreUpdate::Opened { first_start: false, demo: false })];
    let screens = |set: Settings| {
        let mut window = Window::open(set, opened());
        let command = window.sent().into_iter().find_map(|command| match command {
            Command::Screening(command) => Some(command),
            _ => None,
        });
        command.expect("told")
    };
    let set = settings(Lang::Zh, Theme::Light);
    assert_eq!(screens(set.clone()), ScreeningCommand::Run);
    assert_eq!(screens(Settings { screening: false, ..set }), ScreeningCommand::Pause);
}

#[test]
fn what_another_program_has_screened_is_asked_for_at_each_renewal_of_the_leases() {
    let mut window = reviewing(Lang::Zh, Theme::Light, vec![screened_case(1), case(2)]);
    window.sent();
    let held = vec![(SubmissionId(1), due()), (SubmissionId(2), due())];
    window.tell(Update::Review(ReviewUpdate::Leases(held)));
    let asked = window.sent();
    let asks_for_it = |command: &Command| matches!(command, Command::Review(ReviewCommand::Screenings(of)) if *of == [SubmissionId(2)]);
    assert!(asked.iter().any(asks_for_it), "{asked:?}");
}

#[test]
fn only_of_what_failed_it_is_said_that_it_could_not_be_looked_at() {
    let mut window = reviewing(Lang::Zh, Theme::Light, vec![case(1), case(2)]);
    let failed = || word("screening-waits-failed");
    let store = ScreenError::Store(StoreError::Lost("gone".to_owned()));
    for (status, words) in [
        (ScreeningStatus::Done { failed: 0 }, "screening-waits"),
        (ScreeningStatus::Failed(store), "screening-waits-stopped"),
        (ScreeningStatus::Elsewhere, "screening-waits-elsewhere"),
    ] {
        window.tell(Update::Screening(ScreeningUpdate::Status(status)));
        assert!(!found(&window, &failed()));
        assert!(found(&window, &word(words)), "{words}");
    }
    let not_screened = ScreeningUpdate::NotScreened(vec![SubmissionId(1)]);
    window.tell(Update::Screening(not_screened));
    assert!(found(&window, &failed()));
    window.keys(&[Key::ArrowRight]);
    window.bring_pictures();
    assert!(!found(&window, &failed()), "the other one waits");
}

/// A console that holds findings back for two seconds, at a photo that was looked at for less.
fn late() -> Window {
    let late = Settings { findings_late: true, ..settings(Lang::Zh, Theme::Light) };
    let mut window = Window::open(late, vec![signed_in(Role::Reviewer)]);
    let cases = vec![screened_case(1), case(2)];
    window.tell(Update::Review(ReviewUpdate::Claimed { cases, taken: false }));
    window.bring_pictures();
    window.frames(LOOK);
    window.bring_pictures();
    window.frames(LOOK);
    window
}

fn witnessed(window: &mut Window) -> Option<Digest> {
    window.keys(&[Key::A]);
    let asked = asks(window);
    let Change::Decide { witness, .. } = &asked[0].change else { panic!("{asked:?}") };
    assert_eq!(witness.findings.is_some(), witness.specification.is_some());
    witness.findings
}

#[test]
fn a_decision_rests_only_on_findings_that_were_drawn() {
    assert_eq!(witnessed(&mut late()), None, "they are still held back");
    let mut window = late();
    window.frames(130);
    assert_eq!(witnessed(&mut window), Some(Digest::of(b"the entry")), "now they are seen");
    // They come in the very drawing in which the key is read.
    let mut window = reviewing(Lang::Zh, Theme::Light, vec![case(1), case(2)]);
    window.sent();
    window.hand_over(Update::Review(ReviewUpdate::Screenings(vec![(SubmissionId(1), row())])));
    assert_eq!(witnessed(&mut window), None);
}
