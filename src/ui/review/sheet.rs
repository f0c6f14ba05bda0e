//! The sheets that take the checklist's place while a decision is being made; the photo stays in view.

use egui::{RichText, ScrollArea, TextEdit, Ui};

use super::{Around, Deed, Draft, Review, Sheet};
use crate::domain::event::UnmaskPurpose;
use crate::domain::reason::Reason;
use crate::exchange::notice::{item_key, reason_key};
use crate::store::RecordError;
use crate::ui::{event_words, form, theme};

/// What an ID number can be needed for, with the key of its words.
pub(super) const PURPOSES: [(UnmaskPurpose, &str); 3] = [
    (UnmaskPurpose::VerifyIdentity, "review-purpose-verify"),
    (UnmaskPurpose::AnswerInquiry, "review-purpose-answer"),
    (UnmaskPurpose::ResolveMismatch, "review-purpose-resolve"),
];

/// Draws the open sheet.
pub(super) fn show(ui: &mut Ui, review: &mut Review, around: Around<'_>) -> Option<Deed> {
    let first_digit = review.first_digit;
    let blocked = review.hindrance(around);
    let sheet = review.sheet.as_mut()?;
    let shown = review.strip.get_mut(review.at)?;
    match sheet {
        Sheet::Reject { search } => {
            reject(ui, search, &mut shown.draft, first_digit, blocked, around)
        }
        Sheet::Retake => retake(ui, &mut shown.draft, first_digit, blocked, around),
        Sheet::Hold { note } => hold(ui, note, blocked, around),
        Sheet::Unmask => unmask(ui, around),
    }
}

fn reject(
    ui: &mut Ui,
    search: &mut String,
    draft: &mut Draft,
    first_digit: Option<u8>,
    blocked: Option<&'static str>,
    around: Around<'_>,
) -> Option<Deed> {
    let text = around.scene.text;
    form::heading(ui, text.get("review-reject-title"));
    let hint = text.get("review-reject-search").into_owned();
    let field = TextEdit::singleline(search).hint_text(hint.clone());
    let response = form::line_edit(ui, field, ui.available_width());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &hint));
    ui.add_space(4.0);
    let words = search.trim().to_lowercase();
    let mut deed = None;
    for (number, reason) in (1..).zip(super::perform::rejections()) {
        let name = text.get(&reason_key(reason)).to_lowercase();
        let fits = name.contains(&words) || reason.code().to_lowercase().contains(&words);
        let chosen = draft.reject.contains(&reason);
        if fits && line(ui, reason, Some(number), chosen, first_digit, around) {
            deed = Some(Deed::Choose(reason));
        }
    }
    if draft.reject.iter().any(|reason| reason.needs_second_person()) {
        ui.add_space(4.0);
        form::message(ui, form::Tone::Note, &text.get("review-needs-second"));
    }
    note(ui, draft, around);
    let why_not = draft
        .rejection()
        .err()
        .map(|refusal| event_words::refusal(text, &RecordError::Refused(refusal)));
    deed.or(buttons(ui, "review-reject-do", why_not.as_deref(), blocked, around))
}

fn retake(
    ui: &mut Ui,
    draft: &mut Draft,
    first_digit: Option<u8>,
    blocked: Option<&'static str>,
    around: Around<'_>,
) -> Option<Deed> {
    let text = around.scene.text;
    form::heading(ui, text.get("review-retake-title"));
    let mut deed = None;
    ScrollArea::vertical().id_salt("retake-reasons").max_height(180.0).show(ui, |ui| {
        for (item, reasons) in draft.offered() {
            let name = text.get(&item_key(item)).into_owned();
            ui.label(RichText::new(name).size(13.0).color(theme::palette(ui).secondary));
            for reason in &reasons {
                let chosen = draft.retake.contains(reason);
                if line(ui, *reason, None, chosen, first_digit, around) {
                    deed = Some(Deed::Choose(*reason));
                }
            }
            if reasons.is_empty() {
                ui.label(text.get("review-only-reject").into_owned());
            }
        }
        let chosen = draft.retake.contains(&Reason::Z01);
        if line(ui, Reason::Z01, None, chosen, first_digit, around) {
            deed = Some(Deed::Choose(Reason::Z01));
        }
    });
    ui.add_space(4.0);
    let label = text.get("review-notice").into_owned();
    ui.label(RichText::new(label.clone()).size(13.0));
    let edit = TextEdit::multiline(&mut draft.notice).desired_rows(4).desired_width(f32::INFINITY);
    // Below it stand the note, the buttons and why they can't be pressed.
    let room = (ui.available_height() - 160.0).clamp(64.0, 240.0);
    let response = ScrollArea::vertical()
        .id_salt("retake-notice")
        .max_height(room)
        .show(ui, |ui| ui.add(edit))
        .inner;
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &label));
    if response.changed() {
        draft.own_notice = true;
    }
    note(ui, draft, around);
    let why_not = draft
        .retaking()
        .err()
        .map(|refusal| event_words::refusal(text, &RecordError::Refused(refusal)));
    deed.or(buttons(ui, "review-retake-do", why_not.as_deref(), blocked, around))
}

fn hold(
    ui: &mut Ui,
    note: &mut String,
    blocked: Option<&'static str>,
    around: Around<'_>,
) -> Option<Deed> {
    let text = around.scene.text;
    form::heading(ui, text.get("review-hold-title"));
    form::quiet(ui, text.get("review-hold-why"));
    form::field(ui, &text.get("review-note"), note, false);
    ui.add_space(8.0);
    buttons(ui, "review-hold-do", None, blocked, around)
}

fn unmask(ui: &mut Ui, around: Around<'_>) -> Option<Deed> {
    let text = around.scene.text;
    form::heading(ui, text.get("review-unmask-title"));
    form::quiet(ui, text.get("review-unmask-why"));
    let mut deed = None;
    ui.add_space(4.0);
    for (number, (purpose, key)) in (1..).zip(PURPOSES) {
        if form::secondary(ui, format!("{number}  {}", text.get(key)), None).clicked() {
            deed = Some(Deed::Unmask(purpose));
        }
    }
    ui.add_space(8.0);
    if form::secondary(ui, text.get("review-cancel").into_owned(), None).clicked() {
        deed = Some(Deed::Close);
    }
    deed
}

/// One reason: its number in the list if it has one, its digits, its words, its code.
fn line(
    ui: &mut Ui,
    reason: Reason,
    number: Option<u8>,
    mut chosen: bool,
    first_digit: Option<u8>,
    around: Around<'_>,
) -> bool {
    let palette = theme::palette(ui);
    let (group, own) = reason.digits();
    let key = reason_key(reason);
    let name = around.scene.text.get(&key);
    let number = number.map_or_else(String::new, |number| format!("{number} · "));
    let words = RichText::new(format!("{number}{group} {own}  {name}  {}", reason.code()));
    let words = if first_digit == Some(group) { words.color(palette.accent) } else { words };
    ui.checkbox(&mut chosen, words).clicked()
}

fn note(ui: &mut Ui, draft: &mut Draft, around: Around<'_>) {
    ui.add_space(4.0);
    form::field(ui, &around.scene.text.get("review-note"), &mut draft.note, false);
    ui.add_space(8.0);
}

fn buttons(
    ui: &mut Ui,
    key: &'static str,
    why_not: Option<&str>,
    blocked: Option<&'static str>,
    around: Around<'_>,
) -> Option<Deed> {
    let text = around.scene.text;
    let blocked = blocked.map(|key| text.get(key).into_owned());
    let why_not = blocked.as_deref().or(why_not);
    let mut deed = None;
    ui.horizontal(|ui| {
        if form::primary(ui, &text.get(key), why_not).clicked() {
            deed = Some(Deed::Confirm);
        }
        if form::secondary(ui, text.get("review-cancel").into_owned(), None).clicked() {
            deed = Some(Deed::Close);
        }
    });
    if let Some(why_not) = why_not {
        form::quiet(ui, why_not);
    }
    deed
}
