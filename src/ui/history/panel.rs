//! One submission as drawn: the photo, the facts beside it, and everything that happened to it.

use egui::{Align, Key, Layout, RichText, ScrollArea, Sense, TextEdit, Ui, vec2};

use crate::desk::history::History;
use crate::domain::account::Actor;
use crate::domain::submission::Status;
use crate::ui::history::facts::{facts, timeline};
use crate::ui::history::{
    HistoryAct, NeedsReason, Opened, has_decision, resume_hindrance, revoke_hindrance,
    take_hindrance, undo_hindrance, withdraw_hindrance,
};
use crate::ui::parts::focus;
use crate::ui::parts::form::{self, Tone};
use crate::ui::parts::shared::Shared;
use crate::ui::parts::status;
use crate::ui::parts::theme;
use crate::ui::words::pictures::{Where, picture_fault};
use crate::worker::PictureFault;

/// Width of the facts and the timeline, in points.
const FACTS: f32 = 480.0;

/// The photo, as far as it is there.
pub enum Photo {
    /// On its way.
    Waiting,
    /// There, with its size in pixels.
    There(egui::TextureId, egui::Vec2),
    /// It can't be shown.
    Fault(PictureFault),
}

/// Draws the open submission.
pub fn show(ui: &mut Ui, opened: &mut Opened, photo: Photo, shared: &Shared) -> Option<HistoryAct> {
    let mut action = None;
    let writing = opened.writing.is_some();
    if !writing && !ui.ctx().text_edit_focused() && ui.input(|i| i.key_pressed(Key::Escape)) {
        action = Some(HistoryAct::Close);
    }
    let Some(history) = opened.shown() else {
        return action.or(not_there(ui, opened, shared));
    };
    if let Some(actor) = shared.actor() {
        action = action.or(head(ui, opened, history, actor, shared));
    }
    if opened.too_soon {
        ui.add_space(8.0);
        form::quiet(ui, shared.text.get("review-too-soon-acted").into_owned());
    }
    if let Some(refused) = opened.refusal() {
        ui.add_space(8.0);
        let words = shared.text.with(refused.key, &[("why", refused.why.as_str().into())]);
        let next = shared.text.get("history-now-next");
        form::message(ui, Tone::Refused, &format!("{words} {next}"));
    }
    if let Some(why) = opened.not_read_why() {
        ui.add_space(8.0);
        action = action.or(not_read(ui, why, shared));
    }
    ui.add_space(12.0);
    let size = ui.available_size();
    ui.horizontal_top(|ui| {
        let photo_size = vec2((size.x - FACTS - 16.0).max(200.0), size.y);
        picture(ui, photo, photo_size, shared);
        ui.add_space(8.0);
        ui.allocate_ui_with_layout(vec2(FACTS, size.y), Layout::top_down(Align::Min), |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                action = action.or(facts(ui, history, shared));
                timeline(ui, &history.entries, shared);
                for seq in &history.unread {
                    let seq = [("seq", seq.to_string().into())];
                    form::message(ui, Tone::Refused, &shared.text.with("history-unread", &seq));
                }
                focus::follow(ui);
            });
        });
    });
    action.or_else(|| reason_window(ui, opened, shared))
}

/// What is shown while the history has not come, or can't be read.
fn not_there(ui: &mut Ui, opened: &Opened, shared: &Shared) -> Option<HistoryAct> {
    let back = form::secondary(ui, shared.text.get("history-back").into_owned(), None);
    ui.add_space(8.0);
    let again = if let Some(why) = opened.not_read_why() {
        not_read(ui, why, shared)
    } else {
        form::quiet(ui, shared.text.get("history-working"));
        None
    };
    back.clicked().then_some(HistoryAct::Close).or(again)
}

fn not_read(ui: &mut Ui, why: &str, shared: &Shared) -> Option<HistoryAct> {
    form::message(ui, Tone::Refused, &shared.text.with("history-failed", &[("why", why.into())]));
    ui.add_space(8.0);
    let again = form::secondary(ui, shared.text.get("console-retry").into_owned(), None);
    again.clicked().then_some(HistoryAct::Again)
}

fn head(
    ui: &mut Ui,
    opened: &Opened,
    history: &History,
    actor: &Actor,
    shared: &Shared,
) -> Option<HistoryAct> {
    let text = &shared.text;
    let mut action = None;
    ui.horizontal(|ui| {
        let back = form::secondary(ui, text.get("history-back").into_owned(), None);
        if back.clicked() {
            action = Some(HistoryAct::Close);
        }
        ui.add_space(8.0);
        // The buttons are laid out first, so that the text gets the room that remains.
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            action = action.or(buttons(ui, opened, history, actor, shared));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| whose(ui, history, shared));
        });
    });
    action
}

/// The student's name, the submission's status, and who is reviewing it.
fn whose(ui: &mut Ui, history: &History, shared: &Shared) {
    let (text, case) = (&shared.text, &history.case);
    form::name(ui, &case.student.name);
    ui.label(RichText::new(case.student.no.as_str()).size(16.0));
    form::quiet(ui, text.with("history-attempt", &[("n", case.submitted.attempt.into())]));
    status::show(ui, case.status, shared);
    if let Some(holder) = &history.held_by {
        let words = text.with("history-held_by", &[("name", holder.as_str().into())]);
        let words = RichText::new(words).color(theme::palette(ui).secondary);
        ui.add(egui::Label::new(words).truncate());
    }
}

fn buttons(
    ui: &mut Ui,
    opened: &Opened,
    history: &History,
    actor: &Actor,
    shared: &Shared,
) -> Option<HistoryAct> {
    let text = &shared.text;
    let asking = opened.is_asking().then_some("history-asking");
    let why = |key: Option<&'static str>| asking.or(key).map(|key| text.get(key));
    let mut action = None;
    let take = why(take_hindrance(history, actor));
    if form::primary(ui, &text.get("history-take"), take.as_deref()).clicked() {
        action = Some(HistoryAct::Take);
    }
    if has_decision(history) {
        let undo = why(undo_hindrance(history, actor));
        let label = text.get("history-undo").into_owned();
        if form::secondary(ui, label, undo.as_deref()).clicked() {
            action = Some(HistoryAct::Undo);
        }
    }
    if history.case.status == Status::Held {
        let resume = why(resume_hindrance(actor));
        let label = text.get("history-resume").into_owned();
        if form::secondary(ui, label, resume.as_deref()).clicked() {
            action = Some(HistoryAct::Resume);
        }
    }
    if history.case.status == Status::Approved {
        let revoke = why(revoke_hindrance(history, actor));
        let label = text.get("history-revoke").into_owned();
        if form::secondary(ui, label, revoke.as_deref()).clicked() {
            action = Some(HistoryAct::BeginReason(NeedsReason::Revoke));
        }
    }
    let withdraw = why(withdraw_hindrance(history, actor));
    let label = text.get("history-withdraw").into_owned();
    if form::secondary(ui, label, withdraw.as_deref()).clicked() {
        action = Some(HistoryAct::BeginReason(NeedsReason::Withdraw));
    }
    action
}

fn picture(ui: &mut Ui, photo: Photo, size: egui::Vec2, shared: &Shared) {
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    ui.painter().rect_filled(rect, 0.0, theme::behind_photo(ui));
    let words = match photo {
        Photo::There(texture, pixels) => {
            let scale = (size.x / pixels.x).min(size.y / pixels.y);
            let place = egui::Rect::from_center_size(rect.center(), pixels * scale);
            let whole = egui::Rect::from_min_max(egui::Pos2::ZERO, egui::pos2(1.0, 1.0));
            ui.painter().image(texture, place, whole, theme::untinted());
            None
        }
        Photo::Waiting => Some(shared.text.get("history-photo-loading").into_owned()),
        Photo::Fault(fault) => Some(picture_fault(&shared.text, Where::History, &fault)),
    };
    let name = shared.text.get("history-photo-name");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, name.as_ref()));
    if let Some(words) = words {
        let mut inside = ui.new_child(
            egui::UiBuilder::new()
                .max_rect(rect.shrink(24.0))
                .layout(Layout::centered_and_justified(egui::Direction::TopDown)),
        );
        inside.add(egui::Label::new(RichText::new(words).color(theme::on_photo(ui))).wrap());
    }
}

fn reason_window(ui: &mut Ui, opened: &mut Opened, shared: &Shared) -> Option<HistoryAct> {
    let asking = opened.is_asking();
    let draft = opened.writing.as_mut()?;
    let (key, note) = (draft.what.key(), &mut draft.note);
    let text = &shared.text;
    let said = |part: &str| text.get(&format!("{key}-{part}")).into_owned();
    let mut action = None;
    let modal = form::window(ui, key).show(ui.ctx(), |ui| {
        ui.set_width(440.0);
        form::heading(ui, said("title"));
        ui.add_space(4.0);
        ui.add(egui::Label::new(said("why")).wrap());
        ui.add_space(12.0);
        let label = ui.label(said("note"));
        let first = note.is_empty() && ui.memory(|memory| memory.focused().is_none());
        let edit = ui.add(TextEdit::multiline(note).desired_rows(3).desired_width(f32::INFINITY));
        let edit = edit.labelled_by(label.id);
        if first {
            edit.request_focus();
        }
        ui.add_space(12.0);
        let missing = if asking {
            Some(text.get("history-asking").into_owned())
        } else {
            note.trim().is_empty().then(|| said("note-missing"))
        };
        ui.horizontal(|ui| {
            let words = said("do");
            if form::primary(ui, &words, missing.as_deref()).clicked() {
                action = Some(HistoryAct::DoForReason);
            }
            if form::secondary(ui, text.get("history-cancel").into_owned(), None).clicked() {
                action = Some(HistoryAct::CancelReason);
            }
        });
    });
    if modal.should_close() {
        action = Some(HistoryAct::CancelReason);
    }
    action
}
