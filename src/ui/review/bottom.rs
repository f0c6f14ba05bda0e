//! The bar at the bottom: what can be decided, what was last decided, what was refused.

use egui::{Align, Button, Layout, RichText, Stroke, Ui, vec2};

use super::hindrance::Hint;
use super::{Review, ReviewAct, Shown};
use crate::domain::lifecycle::Refusal;
use crate::store::{RecordError, StoreError};
use crate::ui::action::Action;
use crate::ui::parts::form;
use crate::ui::parts::keymap;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::theme;
use crate::ui::words::events;
use crate::ui::words::store::store_words;
use crate::ui::words::when;

/// Draws the bar.
pub(super) fn show(ui: &mut Ui, review: &Review, shared: &Shared) -> Option<ReviewAct> {
    let mut act = None;
    ui.horizontal_centered(|ui| {
        if let Some(why) = &shared.lost {
            act = lost(ui, why, shared);
            return;
        }
        if let Some(refused) = &review.refused {
            act = refusal(ui, review, refused, shared);
            return;
        }
        if let Some(shown) = review.current().filter(|shown| shown.lost) {
            act = lost_lease(ui, shown, shared);
            return;
        }
        if !review.strip.is_empty() {
            act = decisions(ui, review, shared);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let undone = last(ui, review, shared);
            act = act.take().or(undone);
        });
    });
    act
}

fn decisions(ui: &mut Ui, review: &Review, shared: &Shared) -> Option<ReviewAct> {
    let palette = theme::palette(ui);
    let draft = review.current().map(|shown| &shown.draft);
    let marks = draft.map_or(0, |draft| draft.marks.len());
    let to_reject = draft.is_some_and(|draft| draft.leans_to_reject() || !draft.reject.is_empty());
    // An open sheet has a button of its own, and a photo that can't be read can't be judged.
    let acts =
        review.sheet.is_none() && review.current().is_some_and(|shown| shown.faults.is_empty());
    let choices = [
        (Action::Approve, palette.approve, acts && marks == 0 && !to_reject),
        (Action::Retake, palette.retake, acts && marks > 0 && !to_reject),
        (Action::Reject, palette.reject, acts && to_reject),
    ];
    let mut act = None;
    for (action, color, next) in choices {
        let mut words = named(action, shared);
        if action == Action::Retake && marks > 0 {
            let n = marks.to_string();
            words = shared
                .text
                .with("review-retake-marked", &[("words", words.into()), ("n", n.into())]);
        }
        let words = RichText::new(words).size(16.0).family(theme::bold());
        let (fill, ink) = if next { (color, palette.on_accent) } else { (palette.panel, color) };
        let button = Button::new(words.color(ink))
            .fill(fill)
            .stroke(Stroke::new(1.5, color))
            .min_size(vec2(96.0, 40.0));
        if press(ui, button, action, review, shared) {
            act = Some(ReviewAct::Do(action));
        }
    }
    ui.add_space(8.0);
    for action in [Action::Hold, Action::Skip] {
        let button = Button::new(named(action, shared)).min_size(vec2(64.0, 32.0));
        if press(ui, button, action, review, shared) {
            act = Some(ReviewAct::Do(action));
        }
    }
    act
}

/// `A 通过`.
fn named(action: Action, shared: &Shared) -> String {
    let key = keymap::shown(shared.keymap.key(action));
    format!("{key} {}", shared.text.get(&action.label()))
}

/// A click on a button that can't act now says why; under an open sheet a click does nothing.
fn press(
    ui: &mut Ui,
    button: Button<'_>,
    action: Action,
    review: &Review,
    shared: &Shared,
) -> bool {
    let text = &shared.text;
    let tip = text.get(&action.tooltip()).into_owned();
    let tip = review
        .hindrance_of(action, shared)
        .map_or(tip.clone(), |key| format!("{tip}\n{}", review.why_words(key, shared)));
    let response = ui.add_enabled(review.sheet.is_none(), button);
    response.on_disabled_hover_text(tip.as_str()).on_hover_text(tip).clicked()
}

/// What was decided last, and that it can be taken back; or a hint.
fn last(ui: &mut Ui, review: &Review, shared: &Shared) -> Option<ReviewAct> {
    let palette = theme::palette(ui);
    let text = &shared.text;
    let mut act = None;
    if let Some(done) = review.done.last() {
        let button = Button::new(named(Action::Undo, shared)).min_size(vec2(72.0, 32.0));
        if press(ui, button, Action::Undo, review, shared) {
            act = Some(ReviewAct::Do(Action::Undo));
        }
        let words = text.with(
            "review-last",
            &[
                ("what", text.get(done.what).into_owned().into()),
                ("name", done.name.as_str().into()),
                ("time", when::clock(done.at).into()),
            ],
        );
        if review.hint.is_none() {
            ui.add(egui::Label::new(RichText::new(words).color(palette.secondary)).truncate());
        }
    }
    if let Some(hint) = &review.hint {
        let (words, color) = match hint {
            Hint::Why(key) => (text.get(key), palette.reject),
            Hint::Words(words) => (words.as_str().into(), palette.reject),
            Hint::Quiet(key) => (text.get(key), palette.secondary),
        };
        ui.add(egui::Label::new(RichText::new(words).color(color)).truncate());
    }
    act
}

/// A message that stays until somebody has read it, at half the bar's height.
fn trouble(ui: &mut Ui, words: &str) {
    ui.vertical(|ui| {
        // A message is as high as its lines, with its sign and margins around them.
        let (margins, sign) = (20.0, 48.0);
        let font = egui::TextStyle::Body.resolve(ui.style());
        let room = ui.available_width() - sign;
        let color = theme::palette(ui).text;
        let lines = ui.painter().layout(words.to_owned(), font, color, room).size().y;
        ui.add_space(((ui.available_height() - lines - margins) / 2.0).max(0.0));
        form::message(ui, form::Tone::Refused, words);
    });
}

/// The store can't be used: says what that means, and offers to try again.
fn lost(ui: &mut Ui, why: &StoreError, shared: &Shared) -> Option<ReviewAct> {
    let text = &shared.text;
    let mut act = None;
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if form::primary(ui, &text.get("review-try-store"), None).clicked() {
            act = Some(ReviewAct::TryStore);
        }
        let why = store_words(text, why);
        let words = text.with("review-lost-store", &[("why", why.into())]);
        trouble(ui, &words);
    });
    act
}

/// The lease has run out: what that means, and what can be done.
fn lost_lease(ui: &mut Ui, shown: &Shown, shared: &Shared) -> Option<ReviewAct> {
    let text = &shared.text;
    let id = shown.case.submission;
    let mut act = None;
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if form::secondary(ui, text.get("review-refused-let-go").into_owned(), None).clicked() {
            act = Some(ReviewAct::LetGo(id));
        }
        if form::primary(ui, &text.get("review-refused-again"), None).clicked() {
            act = Some(ReviewAct::TakeAgain(id));
        }
        let key = if shown.elsewhere { "review-lost-elsewhere" } else { "review-lost-lease" };
        trouble(ui, &text.get(key));
    });
    act
}

/// What was refused, why, that the draft is kept, and what to do now.
fn refusal(
    ui: &mut Ui,
    review: &Review,
    refused: &super::RefusedAsk,
    shared: &Shared,
) -> Option<ReviewAct> {
    let text = &shared.text;
    let mut act = None;
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let id = refused.submission;
        if form::secondary(ui, text.get("review-refused-read").into_owned(), None).clicked() {
            act = Some(ReviewAct::Close);
        }
        let gone = matches!(
            refused.why,
            RecordError::Refused(Refusal::WrongStatus { .. } | Refusal::Frozen)
                | RecordError::NoSuchSubject
        );
        let taken = matches!(
            refused.why,
            RecordError::LeaseLost | RecordError::Stale { .. } | RecordError::ClaimedByOther
        );
        let on_strip = review.place_of(id).is_some();
        if on_strip && gone {
            if form::primary(ui, &text.get("review-refused-let-go"), None).clicked() {
                act = Some(ReviewAct::LetGo(id));
            }
        } else if on_strip
            && taken
            && form::primary(ui, &text.get("review-refused-again"), None).clicked()
        {
            act = Some(ReviewAct::TakeAgain(id));
        }
        let why = events::refusal(text, &refused.why);
        let words = text.with("review-refused", &[("why", why.into())]);
        trouble(ui, &words);
    });
    act
}
