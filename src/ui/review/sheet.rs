//! The sheets for reject, retake, hold and ID number. They take the checklist's place; the photo stays in
//! view.

use egui::{Align, Frame, Layout, Margin, RichText, ScrollArea, Stroke, TextEdit, TextStyle, Ui};

use super::digits::Begun;
use super::{Draft, Overlay, Review, ReviewAct, marked, reasons};
use crate::domain::event::UnmaskPurpose;
use crate::store::RecordError;
use crate::ui::parts::form;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::theme;
use crate::ui::words::events;

/// What an ID number can be needed for, with the key for `Text` of each purpose.
pub(super) const PURPOSES: [(UnmaskPurpose, &str); 3] = [
    (UnmaskPurpose::VerifyIdentity, "review-purpose-verify"),
    (UnmaskPurpose::AnswerInquiry, "review-purpose-answer"),
    (UnmaskPurpose::ResolveMismatch, "review-purpose-resolve"),
];

/// Draws the open sheet.
pub(super) fn show(ui: &mut Ui, review: &mut Review, shared: &Shared) -> Option<ReviewAct> {
    let begun = review.begun;
    let blocked = review.confirm_hindrance(shared);
    let sheet = review.sheet.as_mut()?;
    let shown = review.strip.get_mut(review.at)?;
    match sheet {
        Overlay::Reject { search } => reject(ui, search, &mut shown.draft, blocked, shared),
        Overlay::Retake => retake(ui, &mut shown.draft, begun, blocked, shared),
        Overlay::Hold => hold(ui, &mut shown.draft, blocked, shared),
        Overlay::Unmask => unmask(ui, shared),
    }
}

fn reject(
    ui: &mut Ui,
    search: &mut String,
    draft: &mut Draft,
    blocked: Option<&'static str>,
    shared: &Shared,
) -> Option<ReviewAct> {
    let text = &shared.text;
    form::heading(ui, text.get("review-reject-title"));
    let hint = text.get("review-reject-search").into_owned();
    let field = TextEdit::singleline(search).hint_text(hint.clone());
    let response = form::line_edit(ui, field, ui.available_width());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &hint));
    ui.add_space(4.0);
    let act = ui.scope(|ui| reasons::for_rejection(ui, search, draft, shared)).inner;
    if draft.reject.iter().any(|reason| reason.needs_second_person()) {
        ui.add_space(4.0);
        form::message(ui, form::Tone::Note, &text.get("review-needs-second"));
    }
    note(ui, draft, shared);
    let why_not = draft
        .rejection()
        .err()
        .map(|refusal| events::refusal(text, &RecordError::Refused(refusal)));
    act.or(buttons(ui, "review-reject-do", why_not.as_deref(), blocked, shared))
}

/// Height of everything on the retake sheet but the reasons and the words for the student: headings,
/// note, buttons, and why the buttons can't be pressed; in points.
const RETAKE_REST: f32 = 216.0;
/// Least and greatest number of lines for the words to the student.
const LINES: (f32, f32) = (4.0, 12.0);

fn retake(
    ui: &mut Ui,
    draft: &mut Draft,
    begun: Option<Begun>,
    blocked: Option<&'static str>,
    shared: &Shared,
) -> Option<ReviewAct> {
    let text = &shared.text;
    form::heading(ui, text.get("review-retake-title"));
    let line = ui.text_style_height(&TextStyle::Body);
    let behind = if draft.notice_is_behind() { line + 4.0 } else { 0.0 };
    let rest = RETAKE_REST + behind;
    let room = ui.available_height() - rest - LINES.0 * line;
    let act = marked::show(ui, room, draft, begun, shared);
    ui.add_space(4.0);
    let lines = ((ui.available_height() - rest) / line).floor().clamp(LINES.0, LINES.1);
    let noticed = notice(ui, draft, lines, shared);
    note(ui, draft, shared);
    let why_not =
        draft.retaking().err().map(|refusal| events::refusal(text, &RecordError::Refused(refusal)));
    let act = act.or(noticed);
    act.or(buttons(ui, "review-retake-do", why_not.as_deref(), blocked, shared))
}

/// The field for the words to the student, as high as so many whole lines. While it is empty it shows the
/// suggestion as a hint, which is then what goes out.
fn notice(ui: &mut Ui, draft: &mut Draft, lines: f32, shared: &Shared) -> Option<ReviewAct> {
    let text = &shared.text;
    let palette = theme::palette(ui);
    let label = text.get("review-notice").into_owned();
    let mut act = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        ui.label(RichText::new(label.clone()).size(13.0));
        if draft.own_notice || draft.notice.trim().is_empty() {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if form::link(ui, text.get("review-notice-suggest")).clicked() {
                    act = Some(ReviewAct::SuggestNotice);
                }
            });
        }
    });
    let height = lines * ui.text_style_height(&TextStyle::Body);
    let suggestion = draft.suggested.clone();
    let id = ui.scope_id().with("notice");
    let frame = Frame::new().stroke(Stroke::new(1.0, palette.line)).corner_radius(6);
    let edit = TextEdit::multiline(&mut draft.notice).hint_text(suggestion).id(id);
    let edit = edit.frame(Frame::new()).margin(Margin::ZERO);
    let edit = edit.desired_rows(lines as usize).desired_width(f32::INFINITY);
    // The margin belongs to the frame, which does not scroll: so only whole lines are seen.
    let response = frame.inner_margin(Margin::symmetric(8, 6)).show(ui, |ui| {
        let area = ScrollArea::vertical().id_salt("retake-notice").max_height(height);
        area.show(ui, |ui| ui.add(edit)).inner
    });
    let response = response.inner;
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &label));
    if response.changed() {
        draft.notice_edited();
    }
    if draft.notice_is_behind() {
        let words = text.get("review-notice-behind");
        ui.label(RichText::new(words).size(13.0).color(palette.retake));
    }
    act
}

fn hold(
    ui: &mut Ui,
    draft: &mut Draft,
    blocked: Option<&'static str>,
    shared: &Shared,
) -> Option<ReviewAct> {
    let text = &shared.text;
    form::heading(ui, text.get("review-hold-title"));
    form::quiet(ui, text.get("review-hold-why"));
    form::field(ui, &text.get("review-note"), &mut draft.hold, false);
    ui.add_space(8.0);
    buttons(ui, "review-hold-do", None, blocked, shared)
}

fn unmask(ui: &mut Ui, shared: &Shared) -> Option<ReviewAct> {
    let text = &shared.text;
    form::heading(ui, text.get("review-unmask-title"));
    form::quiet(ui, text.get("review-unmask-why"));
    let mut act = None;
    ui.add_space(4.0);
    for (number, (purpose, key)) in (1..).zip(PURPOSES) {
        if form::secondary(ui, format!("{number}  {}", text.get(key)), None).clicked() {
            act = Some(ReviewAct::Unmask(purpose));
        }
    }
    ui.add_space(8.0);
    if form::secondary(ui, text.get("review-cancel").into_owned(), None).clicked() {
        act = Some(ReviewAct::Close);
    }
    act
}

fn note(ui: &mut Ui, draft: &mut Draft, shared: &Shared) {
    ui.add_space(4.0);
    form::field(ui, &shared.text.get("review-note"), &mut draft.note, false);
    ui.add_space(8.0);
}

fn buttons(
    ui: &mut Ui,
    key: &'static str,
    why_not: Option<&str>,
    blocked: Option<&'static str>,
    shared: &Shared,
) -> Option<ReviewAct> {
    let text = &shared.text;
    let blocked = blocked.map(|key| text.get(key).into_owned());
    let why_not = blocked.as_deref().or(why_not);
    let mut act = None;
    ui.horizontal(|ui| {
        if form::primary(ui, &text.get(key), why_not).clicked() {
            act = Some(ReviewAct::Confirm);
        }
        if form::secondary(ui, text.get("review-cancel").into_owned(), None).clicked() {
            act = Some(ReviewAct::Close);
        }
    });
    if let Some(why_not) = why_not {
        form::quiet(ui, why_not);
    }
    act
}
