//! Whose photo it should be: name, number, attempt, deadline, ID number, camera, earlier attempts.

use chrono::{DateTime, TimeDelta, Utc};
use egui::{
    Frame, Label, Margin, RichText, Sense, Stroke, StrokeKind, TextStyle, TextWrapMode, Ui, Vec2,
};

use super::beside::{self, Comparison};
use super::{Overlay, Review, ReviewAct, Shown, paint};
use crate::desk::review::Case;
use crate::domain::camera::CameraFacts;
use crate::ui::action::Action;
use crate::ui::parts::form;
use crate::ui::parts::keymap;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::sign;
use crate::ui::parts::theme;
use crate::ui::words::events;
use crate::ui::words::when;
use crate::worker::{PictureId, PictureSize};

/// Height of the panel without a proposal, in points.
pub(super) const HEIGHT: f32 = 230.0;
/// Side of the small photos here, in points.
const SIDE: f32 = 52.0;
/// Most small photos in the row, and the greatest width of one with its caption, in points. If they are
/// narrower, reasons are shown as codes only.
const CELLS: (usize, f32) = (4, 184.0);
/// A deadline is coloured if less working time than this is left.
const SOON: TimeDelta = TimeDelta::hours(4);

/// The small photos that this panel shows.
pub(super) fn wishes(case: &Case) -> Vec<PictureId> {
    let photos = beside::all(case).into_iter().take(CELLS.0);
    photos.map(|beside| PictureId { photo: beside.photo, size: PictureSize::Thumb }).collect()
}

/// Draws the panel.
pub(super) fn show(ui: &mut Ui, review: &Review, shared: &Shared) -> Option<ReviewAct> {
    let shown = review.current()?;
    let case = &shown.case;
    let text = &shared.text;
    who(ui, case);
    facts(ui, case, shared);
    let act = identity(ui, shown, shared);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.add(Label::new(quiet(ui, camera(case, shared))).truncate());
        ui.add(Label::new(quiet(ui, times(case, shared))).truncate());
    });
    // While reasons are being chosen, their list needs this row's room.
    let choosing = matches!(review.sheet, Some(Overlay::Reject { .. } | Overlay::Retake));
    let row = if choosing { None } else { photos(ui, review, case, shared) };
    if let Some(proposal) = &case.proposal {
        let words = text.with(
            "review-second-person",
            &[
                ("name", proposal.by.as_str().into()),
                ("what", events::decision_words(text, &proposal.decision).into()),
            ],
        );
        proposed(ui, &words);
    }
    if let Some(refusal) = &case.refusal {
        proposed(ui, &events::refused_by_receiver(text, refusal.delivery, &refusal.reason));
    }
    act.or(row)
}

/// What the first person proposed, or why the receiver refused the photo, in little height, since the checklist stands below it.
fn proposed(ui: &mut Ui, words: &str) {
    let palette = theme::palette(ui);
    let frame = Frame::new().stroke(Stroke::new(1.0, palette.accent));
    frame.inner_margin(Margin::symmetric(8, 3)).show(ui, |ui| {
        ui.horizontal_top(|ui| {
            sign::show(ui, sign::Sign::TwoRings, palette.accent, 16.0);
            ui.add(Label::new(RichText::new(words).size(13.0)).wrap());
        });
    });
}

fn quiet(ui: &Ui, words: String) -> RichText {
    RichText::new(words).size(13.0).color(theme::palette(ui).secondary)
}

/// The name, cut where it is very long, and the number, which is not.
fn who(ui: &mut Ui, case: &Case) {
    ui.horizontal(|ui| {
        let no = egui::WidgetText::from(RichText::new(case.student.no.as_str()).size(16.0));
        let no = no.into_galley(ui, Some(TextWrapMode::Extend), f32::INFINITY, TextStyle::Body);
        let room = ui.available_width() - no.size().x - ui.spacing().item_spacing.x;
        ui.scope(|ui| {
            ui.set_max_width(room);
            ui.add(Label::new(form::student_name(&case.student.name)).truncate().selectable(false));
        });
        ui.label(no);
    });
}

/// `剩 5 时 20 分 · 第 2 次 · 计算机学院`.
fn facts(ui: &mut Ui, case: &Case, shared: &Shared) {
    let text = &shared.text;
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        ui.spacing_mut().item_spacing.x = 0.0;
        let attempt = case.submitted.attempt.to_string();
        let mut rest = text.with("review-attempt", &[("n", attempt.into())]);
        if let Some(due) = case.due {
            deadline(ui, due, shared);
            rest = format!(" · {rest}");
        }
        if !case.student.department.is_empty() {
            rest = format!("{rest} · {}", case.student.department);
        }
        ui.add(Label::new(rest).truncate());
    });
}

fn deadline(ui: &mut Ui, due: DateTime<Utc>, shared: &Shared) {
    let palette = theme::palette(ui);
    let (text, calendar, now) = (&shared.text, &shared.calendar, shared.now);
    let color = if due < now {
        palette.reject
    } else if calendar.left(now, due) < SOON {
        palette.retake
    } else {
        palette.text
    };
    let words = RichText::new(when::left(text, calendar, now, due)).color(color);
    let at = text.with("review-due", &[("time", when::date_and_time(due).into())]);
    ui.label(words).on_hover_text(at);
}

/// The ID number, masked until somebody says what it is needed for.
fn identity(ui: &mut Ui, shown: &Shown, shared: &Shared) -> Option<ReviewAct> {
    let text = &shared.text;
    let masked = shown.case.student.id_number.as_deref();
    let mut act = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 20.0;
        let words = match masked {
            None => text.get("review-no-id").into_owned(),
            Some(masked) => shown.id_number.as_deref().unwrap_or(masked).to_owned(),
        };
        ui.label(quiet(ui, text.get("review-id").into_owned()));
        ui.label(words);
        if masked.is_some() && shown.id_number.is_none() {
            let key = shared.keymap.key(Action::Unmask);
            let label = format!("{} {}", text.get("review-show"), keymap::shown(key));
            if ui.small_button(label).clicked() {
                act = Some(ReviewAct::Do(Action::Unmask));
            }
        }
    });
    act
}

/// `iPhone 15 · back dual wide camera 5.96mm f/1.6`.
fn camera(case: &Case, shared: &Shared) -> String {
    let camera = &case.submitted.camera;
    let words = [camera.model.as_deref(), lens(camera)];
    let words: Vec<&str> = words.into_iter().flatten().collect();
    if words.is_empty() {
        return shared.text.get("review-no-camera").into_owned();
    }
    words.join(" · ")
}

/// The lens without the camera's model, which many phones repeat in it.
fn lens(camera: &CameraFacts) -> Option<&str> {
    let lens = camera.lens.as_deref()?;
    let model = camera.model.as_deref().unwrap_or_default();
    let rest = lens.strip_prefix(model).unwrap_or(lens).trim_start();
    (!rest.is_empty()).then_some(rest)
}

/// `拍摄 2026-11-22 10:12 · 提交 2026-11-23 12:03 · iOS 18.1`. The line may be cut at its end, so the least
/// important part comes last.
fn times(case: &Case, shared: &Shared) -> String {
    let text = &shared.text;
    let camera = &case.submitted.camera;
    // Without seconds: a camera's clock is seldom that exact.
    let taken = camera.taken.as_deref().map(|taken| taken.get(..16).unwrap_or(taken));
    let taken = taken.map(|taken| text.with("review-taken", &[("time", taken.into())]));
    let sent = when::date_and_time(case.submitted.submitted_at);
    let sent = text.with("review-submitted", &[("time", sent.into())]);
    let parts = [taken, Some(sent), camera.software.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Small pictures of the reference photo and the other attempts, with each attempt's outcome.
fn photos(ui: &mut Ui, review: &Review, case: &Case, shared: &Shared) -> Option<ReviewAct> {
    let others = beside::all(case);
    if others.is_empty() {
        ui.label(quiet(ui, shared.text.get("review-nothing-beside").into_owned()));
        return None;
    }
    let count = others.len().min(CELLS.0);
    let gap = ui.spacing().item_spacing.x;
    let width = (ui.available_width() - gap * (count - 1) as f32) / count as f32;
    let width = width.floor().min(CELLS.1);
    let mut act = None;
    ui.horizontal_top(|ui| {
        for (nth, other) in others.iter().take(count).enumerate() {
            ui.vertical(|ui| {
                ui.set_width(width);
                if cell(ui, review, *other, nth, shared) {
                    act = Some(ReviewAct::Beside(nth));
                }
            });
        }
    });
    act
}

fn cell(ui: &mut Ui, review: &Review, other: Comparison<'_>, nth: usize, shared: &Shared) -> bool {
    let text = &shared.text;
    ui.spacing_mut().item_spacing.y = 0.0;
    let look = PictureId { photo: other.photo, size: PictureSize::Thumb };
    let chosen = review.photo.beside() == Some(nth);
    let clicked = thumb(ui, review, look, &other.caption(text), chosen);
    let words = |words: String| RichText::new(words).size(12.0);
    let color = theme::palette(ui).secondary;
    ui.add(Label::new(words(other.name(text)).color(color)).truncate());
    let wide = ui.available_width() >= CELLS.1;
    let outcome = if wide { other.outcome(text) } else { other.outcome_codes(text) };
    if let Some(outcome) = outcome {
        ui.add(Label::new(words(outcome).color(color)).truncate());
    }
    clicked
}

fn thumb(ui: &mut Ui, review: &Review, look: PictureId, name: &str, chosen: bool) -> bool {
    let palette = theme::palette(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(SIDE), Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, chosen, name));
    ui.painter().rect_filled(rect, 0.0, theme::behind_photo(ui));
    if let Some(Ok(texture)) = review.textures.get(look) {
        paint::fitted(ui.painter(), texture, rect);
    }
    let edge = if chosen { (2.0, palette.accent) } else { (1.0, palette.line) };
    ui.painter().rect_stroke(rect, 0.0, Stroke::from(edge), StrokeKind::Inside);
    response.on_hover_text(name).clicked()
}
