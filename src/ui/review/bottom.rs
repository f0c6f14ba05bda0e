//! The bar at the bottom: what can be decided, what was last decided, what was refused.

use egui::{Align, Button, Layout, RichText, Stroke, Ui, vec2};

use super::{Around, Deed, Review};
use crate::domain::lifecycle::Refusal;
use crate::store::RecordError;
use crate::ui::action::Action;
use crate::ui::{event_words, form, keymap, theme, when};

/// Draws the bar.
pub(super) fn show(ui: &mut Ui, review: &Review, around: Around<'_>) -> Option<Deed> {
    let mut deed = None;
    ui.horizontal_centered(|ui| {
        if let Some(why) = around.lost {
            deed = lost(ui, why, around);
            return;
        }
        if let Some(refused) = &review.refused {
            deed = refusal(ui, review, refused, around);
            return;
        }
        if !review.strip.is_empty() {
            deed = decisions(ui, review, around);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let undone = last(ui, review, around);
            deed = deed.take().or(undone);
        });
    });
    deed
}

fn decisions(ui: &mut Ui, review: &Review, around: Around<'_>) -> Option<Deed> {
    let palette = theme::palette(ui);
    let draft = review.current().map(|shown| &shown.draft);
    let marks = draft.map_or(0, |draft| draft.marks.len());
    let to_reject = draft.is_some_and(super::Draft::leans_to_reject);
    let block = review.hindrance(around);
    // Under an open sheet its own button is the one that acts.
    let acts = review.sheet.is_none();
    let no_mark = (marks == 0).then_some("review-why-no-item");
    let choices = [
        (Action::Approve, palette.approve, acts && marks == 0, review.approve_hindrance(around)),
        (Action::Retake, palette.retake, acts && marks > 0 && !to_reject, block.or(no_mark)),
        (Action::Reject, palette.reject, acts && to_reject, block),
    ];
    let mut deed = None;
    for (action, color, next, why_not) in choices {
        let mut words = named(action, around);
        if action == Action::Retake && marks > 0 {
            let n = marks.to_string();
            words = around
                .scene
                .text
                .with("review-retake-marked", &[("words", words.into()), ("n", n.into())]);
        }
        let words = RichText::new(words).size(16.0).family(theme::bold());
        let (fill, ink) = if next { (color, palette.on_accent) } else { (palette.panel, color) };
        let button = Button::new(words.color(ink))
            .fill(fill)
            .stroke(Stroke::new(1.5, color))
            .min_size(vec2(96.0, 40.0));
        if press(ui, button, action, why_not, around) {
            deed = Some(Deed::Act(action));
        }
    }
    ui.add_space(8.0);
    for action in [Action::Hold, Action::Skip] {
        let button = Button::new(named(action, around)).min_size(vec2(64.0, 32.0));
        if press(ui, button, action, block, around) {
            deed = Some(Deed::Act(action));
        }
    }
    deed
}

/// `A 通过`.
fn named(action: Action, around: Around<'_>) -> String {
    let key = keymap::shown(around.keymap.key(action));
    format!("{key} {}", around.scene.text.get(&action.label()))
}

fn press(
    ui: &mut Ui,
    button: Button<'_>,
    action: Action,
    why_not: Option<&'static str>,
    around: Around<'_>,
) -> bool {
    let text = around.scene.text;
    let response = ui.add(button);
    let tip = text.get(&action.tooltip()).into_owned();
    let tip = why_not.map_or(tip.clone(), |key| format!("{tip}\n{}", text.get(key)));
    response.on_hover_text(tip).clicked()
}

/// What was decided last, and that it can be taken back; or a hint.
fn last(ui: &mut Ui, review: &Review, around: Around<'_>) -> Option<Deed> {
    let palette = theme::palette(ui);
    let text = around.scene.text;
    let mut deed = None;
    if let Some(done) = review.done.last() {
        let button = Button::new(named(Action::Undo, around)).min_size(vec2(72.0, 32.0));
        if press(ui, button, Action::Undo, None, around) {
            deed = Some(Deed::Act(Action::Undo));
        }
        let words = text.with(
            "review-last",
            &[
                ("what", text.get(done.what).into_owned().into()),
                ("name", done.name.as_str().into()),
                ("time", when::clock(done.at).into()),
            ],
        );
        if review.hint.is_none() && review.not_taken.is_none() {
            ui.add(egui::Label::new(RichText::new(words).color(palette.secondary)).truncate());
        }
    }
    if let Some(hint) = &review.hint {
        ui.add(egui::Label::new(RichText::new(hint).color(palette.reject)).truncate());
    } else if let Some(why) = &review.not_taken {
        let words = text.with("review-not-taken", &[("why", why.as_str().into())]);
        ui.add(egui::Label::new(RichText::new(words).color(palette.reject)).truncate());
    }
    deed
}

/// The store can't be used: what that means, and the one way back.
fn lost(ui: &mut Ui, why: &str, around: Around<'_>) -> Option<Deed> {
    let text = around.scene.text;
    let mut deed = None;
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if form::primary(ui, &text.get("review-try-store"), None).clicked() {
            deed = Some(Deed::TryStore);
        }
        let words = text.with("review-lost-store", &[("why", why.into())]);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            form::message(ui, form::Tone::Refused, &words);
        });
    });
    deed
}

/// What was refused, why, that the draft is kept, and what to do now.
fn refusal(
    ui: &mut Ui,
    review: &Review,
    refused: &super::Refused,
    around: Around<'_>,
) -> Option<Deed> {
    let text = around.scene.text;
    let mut deed = None;
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let id = refused.submission;
        if form::secondary(ui, text.get("review-refused-read").into_owned(), None).clicked() {
            deed = Some(Deed::Close);
        }
        let gone = matches!(
            refused.why,
            RecordError::Refused(Refusal::WrongStatus { .. } | Refusal::Frozen)
                | RecordError::NoSuchSubject
        );
        let on_strip = review.place_of(id).is_some();
        if on_strip && gone {
            if form::primary(ui, &text.get("review-refused-let-go"), None).clicked() {
                deed = Some(Deed::LetGo(id));
            }
        } else if on_strip
            && !matches!(refused.why, RecordError::Refused(_))
            && form::primary(ui, &text.get("review-refused-again"), None).clicked()
        {
            deed = Some(Deed::TakeAgain(id));
        }
        let why = event_words::refusal(text, &refused.why);
        let words = text.with("review-refused", &[("why", why.into())]);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            form::message(ui, form::Tone::Refused, &words);
        });
    });
    deed
}
