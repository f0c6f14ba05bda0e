//! An approval needs the standard photo: shown by itself, by one key more, or refused with what can be done.

use std::sync::Arc;
use std::time::Duration;

use egui::Key;
use egui_kittest::kittest::Queryable as _;

use super::findings::screening;
use super::*;
use crate::domain::finding::{Missing, Verdict};
use crate::domain::policy::Policy;
use crate::domain::screening::{ReasonFinding, Screened, Screening};
use crate::store::ScreeningRow;
use crate::ui::parts::settings::Settings;
use crate::worker::{ScreeningStatus, ScreeningUpdate};

const MADE: &[u8] = b"the standard photo";

fn row(standard_photo: Option<Digest>, screening: Screening) -> Arc<ScreeningRow> {
    let screening = Some(Box::new(screening));
    let screened = Screened { standard_photo, screening, ..samples::screened() };
    Arc::new(ScreeningRow { entry: Digest::of(b"the entry"), screened, copies: Vec::new() })
}

/// The nth submission, of which a standard photo was made.
fn made(n: i64) -> Case {
    Case { screening: Some(row(Some(Digest::of(MADE)), screening())), ..case(n) }
}

/// A console at a store that asks for the standard photo.
fn strict(beside: bool, cases: Vec<Case>) -> Window {
    let set = Settings { standard_beside: beside, ..settings(Lang::Zh, Theme::Light) };
    let mut window = Window::open(set, vec![signed_in(Role::Reviewer)]);
    window.tell(Update::Review(ReviewUpdate::Policy(Policy::OF_NEW_STORE)));
    window.tell(Update::Review(ReviewUpdate::Claimed { cases, taken: false }));
    window.bring_pictures();
    window.frames(LOOK);
    window.bring_pictures();
    window.frames(LOOK);
    window
}

fn beside(window: &Window) -> bool {
    let label = word("review-standard");
    window.harness.query_all_by_role_and_label(egui::Role::Image, &label).next().is_some()
}

/// Presses A; what was asked for.
fn approves(window: &mut Window) -> Option<Ask> {
    window.bring_pictures();
    window.keys(&[Key::A]);
    asks(window).pop()
}

#[test]
fn it_stands_beside_the_photo_by_itself_and_one_key_approves() {
    let mut window = strict(true, vec![made(1), made(2)]);
    let ask = approves(&mut window).expect("one key");
    let Change::Decide { decision: Decision::Approve, witness } = &ask.change else {
        panic!("{ask:?}")
    };
    assert_eq!(witness.standard_photo, Some(Digest::of(MADE)));
    assert!(witness.standard_photo_ms >= Some(300), "{:?}", witness.standard_photo_ms);
}

#[test]
fn where_it_is_not_shown_by_itself_the_key_shows_it_and_says_so() {
    let mut window = strict(false, vec![made(1), made(2)]);
    assert!(!beside(&window));
    assert_eq!(approves(&mut window), None);
    assert!(has(&window, &word("review-standard-first")));
    assert!(beside(&window));
    window.keys(&[Key::A]);
    window.bring_pictures();
    assert!(asks(&mut window).is_empty(), "it has only just appeared");
    assert!(has(&window, &word("review-too-soon-standard")));
    window.frames(LOOK);
    window.keys(&[Key::A]);
    assert_eq!(decided(&mut window), Decision::Approve);
}

#[test]
fn as_large_as_it_is_printed_it_has_not_been_looked_at() {
    let mut window = strict(false, vec![made(1), made(2)]);
    window.keys(&[Key::P]);
    window.bring_pictures();
    window.frames(LOOK);
    assert!(beside(&window), "the key shows it");
    assert!(has(&window, "印刷大小（按每英寸 96 点）"));
    assert_eq!(approves(&mut window), None, "nobody sees a fringe at that size");
    window.keys(&[Key::P]);
    assert!(beside(&window) && !has(&window, "印刷大小（按每英寸 96 点）"));
    window.bring_pictures();
    window.frames(LOOK);
    assert!(approves(&mut window).is_some());
}

#[test]
fn taken_away_it_is_so_for_one_photo_and_what_was_seen_counts() {
    let mut window = strict(true, vec![made(1), made(2)]);
    window.keys(&[Key::D]);
    assert!(!beside(&window));
    let ask = approves(&mut window);
    assert!(ask.is_some(), "it was looked at before");
    record(&mut window, ask.expect("asked"), 60, None);
    assert!(beside(&window), "beside the next photo it stands again");
}

#[test]
fn one_that_is_not_screened_says_how_long_still_and_may_be_sent_back() {
    let mut window = strict(true, vec![made(2), case(1), case(3)]);
    let each = Some(Duration::from_secs(20));
    let working = ScreeningStatus::Working { done: 1, total: 9, each };
    window.tell(Update::Screening(ScreeningUpdate::Status(working)));
    window.keys(&[Key::ArrowRight]);
    window.bring_pictures();
    window.frames(LOOK);
    assert_eq!(approves(&mut window), None);
    assert!(has(&window, "尚未机检（机检约需 20 秒）"));
    for (status, words) in [
        (ScreeningStatus::Paused, "尚未机检（机检已暂停）"),
        (ScreeningStatus::Elsewhere, "尚未机检（机检正由另一程序进行）"),
    ] {
        window.tell(Update::Screening(ScreeningUpdate::Status(status)));
        assert_eq!(approves(&mut window), None);
        assert!(has(&window, words), "{words}");
    }
    window.keys(&typed("3 4 T Enter"));
    assert!(matches!(decided(&mut window), Decision::Retake { .. }));
}

#[test]
fn one_that_allows_none_says_why_and_asks_for_a_retake() {
    let mut without = screening();
    without.said.push(ReasonFinding {
        item: ChecklistItem::StandardMade,
        reason: Reason::S02,
        verdict: Verdict::Fails,
        measure: None,
        missing: Some(Missing {
            reason: Reason::S02,
            rules: vec!["crown".to_owned()],
            by: Some(4.0),
        }),
    });
    let none = Case { screening: Some(row(None, without)), ..case(1) };
    let mut window = strict(true, vec![none, case(2)]);
    assert_eq!(approves(&mut window), None);
    assert!(has(&window, "无法制成标准照（S02"));
    window.keys(&typed("3 4 T Enter"));
    assert!(matches!(decided(&mut window), Decision::Retake { .. }));
}

#[test]
fn one_that_is_made_anew_has_to_be_looked_at_anew() {
    let mut window = strict(false, vec![made(1), made(2)]);
    window.keys(&[Key::D]);
    window.bring_pictures();
    window.frames(LOOK);
    let newer = row(Some(Digest::of(b"a newer one")), screening());
    window.tell(Update::Review(ReviewUpdate::Screenings(vec![(SubmissionId(1), newer)])));
    assert_eq!(approves(&mut window), None, "it has only just come");
    window.bring_pictures();
    window.frames(LOOK);
    let ask = approves(&mut window).expect("seen");
    let Change::Decide { witness, .. } = &ask.change else { panic!("{ask:?}") };
    assert_eq!(witness.standard_photo, Some(Digest::of(b"a newer one")));
}

#[test]
fn a_store_that_does_not_ask_for_it_takes_an_approval_without() {
    let mut window = zh(2);
    assert!(approves(&mut window).is_some());
}
