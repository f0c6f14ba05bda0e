//! The sheets that take the checklist's place while a decision is being made; the photo stays in view.

use egui::{RichText, ScrollArea, TextEdit, Ui};

use super::{Around, Deed, Draft, Review, Sheet};
use crate::domain::event::UnmaskPurpose;
use crate::domain::reason::Reason;
use crate::exchange::notice::{item_key, reason_key};
use crate::store::RecordError;
use crate::ui::{event_words, form, theme};

/// What an ID number can be needed for, with the key of its words.
const PURPOSES: [(UnmaskPurpose, &str); 3] = [
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
    for reason in Reason::ALL.into_iter().filter(|reason| reason.fits_reject()) {
        let name = text.get(&reason_key(reason)).to_lowercase();
        let fits = name.contains(&words) || reason.code().to_lowercase().contains(&words);
        if fits && line(ui, reason, draft.reject.contains(&reason), first_digit, around) {
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
    ScrollArea::vertical().id_salt("retake-reasons").max_height(210.0).show(ui, |ui| {
        for (item, reasons) in draft.offered() {
            let name = text.get(&item_key(item)).into_owned();
            ui.label(RichText::new(name).size(13.0).color(theme::palette(ui).secondary));
            for reason in &reasons {
                if line(ui, *reason, draft.retake.contains(reason), first_digit, around) {
                    deed = Some(Deed::Choose(*reason));
                }
            }
            if reasons.is_empty() {
                ui.label(text.get("review-only-reject").into_owned());
            }
        }
        if line(ui, Reason::Z01, draft.retake.contains(&Reason::Z01), first_digit, around) {
            deed = Some(Deed::Choose(Reason::Z01));
        }
    });
    ui.add_space(4.0);
    let label = text.get("review-notice").into_owned();
    ui.label(RichText::new(label.clone()).size(13.0));
    let edit = TextEdit::multiline(&mut draft.notice).desired_rows(6).desired_width(f32::INFINITY);
    let response = ScrollArea::vertical()
        .id_salt("retake-notice")
        .max_height(130.0)
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
    for (purpose, key) in PURPOSES {
        if form::secondary(ui, text.get(key).into_owned(), None).clicked() {
            deed = Some(Deed::Unmask(purpose));
        }
    }
    ui.add_space(8.0);
    if form::secondary(ui, text.get("review-cancel").into_owned(), None).clicked() {
        deed = Some(Deed::Close);
    }
    deed
}

/// One reason: its digits, its code, its words.
fn line(
    ui: &mut Ui,
    reason: Reason,
    mut chosen: bool,
    first_digit: Option<u8>,
    around: Around<'_>,
) -> bool {
    let palette = theme::palette(ui);
    let (group, own) = reason.digits();
    let key = reason_key(reason);
    let name = around.scene.text.get(&key);
    let words = RichText::new(format!("{group} {own}  {name}  {}", reason.code()));
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
