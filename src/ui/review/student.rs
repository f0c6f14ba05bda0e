//! Whose photo it should be: name, number, attempt, deadline, ID number, camera, earlier attempts.

use egui::{Rect, RichText, Sense, Stroke, StrokeKind, Ui, Vec2, pos2};

use super::{Around, Deed, Review, Shown};
use crate::desk::review::Case;
use crate::domain::decision::Decision;
use crate::domain::student::masked_id;
use crate::ui::action::Action;
use crate::ui::{event_words, form, queue_panel, theme, when};
use crate::worker::{Look, PictureSize};

/// Height of the panel, in points: room for the photos and for a first person's proposal.
pub(super) const HEIGHT: f32 = 236.0;
/// Side of the small photos here, in points.
const SIDE: f32 = 52.0;

/// The small photos that this panel shows.
pub(super) fn wishes(case: &Case) -> Vec<Look> {
    let reference = case.student.reference_photo;
    let others = case.others.iter().map(|other| other.photo);
    let photos = reference.into_iter().chain(others);
    photos.map(|photo| Look { photo, size: PictureSize::Thumb }).collect()
}

/// Draws the panel.
pub(super) fn show(ui: &mut Ui, review: &Review, around: Around<'_>) -> Option<Deed> {
    let shown = review.current()?;
    let case = &shown.case;
    let text = around.scene.text;
    ui.horizontal(|ui| {
        let name = RichText::new(&case.student.name).size(20.0).family(theme::bold());
        ui.add(egui::Label::new(name).truncate().selectable(false));
        let no = RichText::new(case.student.no.as_str()).size(16.0);
        ui.add(egui::Label::new(no).truncate());
    });
    ui.add(egui::Label::new(facts(case, around)).truncate());
    let deed = identity(ui, shown, around);
    ui.add(egui::Label::new(quiet(ui, camera(case, around))).truncate());
    let row = photos(ui, review, case, around);
    if let Some(proposal) = &case.proposal {
        let words = text.with(
            "review-second-person",
            &[
                ("name", proposal.by.as_str().into()),
                ("what", event_words::decision_words(text, &proposal.decision).into()),
            ],
        );
        form::message(ui, form::Tone::Note, &words);
    }
    deed.or(row)
}

fn quiet(ui: &Ui, words: String) -> RichText {
    RichText::new(words).size(13.0).color(theme::palette(ui).secondary)
}

/// `计算机学院 · 第 2 次 · 剩 5 时 20 分`.
fn facts(case: &Case, around: Around<'_>) -> String {
    let text = around.scene.text;
    let attempt = case.submitted.attempt.to_string();
    let mut parts = vec![
        case.student.department.clone(),
        text.with("review-attempt", &[("n", attempt.into())]),
    ];
    if let Some(due) = case.due {
        parts.push(when::left(text, around.scene.calendar, around.scene.now, due));
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

/// The ID number, masked until somebody says what it is needed for.
fn identity(ui: &mut Ui, shown: &Shown, around: Around<'_>) -> Option<Deed> {
    let text = around.scene.text;
    let number = shown.case.student.id_number.as_deref();
    let mut deed = None;
    ui.horizontal(|ui| {
        let words = match number {
            None => text.get("review-no-id").into_owned(),
            Some(number) if shown.unmasked => number.to_owned(),
            Some(number) => masked_id(number),
        };
        ui.label(quiet(ui, text.get("review-id").into_owned()));
        ui.label(words);
        if number.is_some() && !shown.unmasked {
            let key = around.keymap.key(Action::Unmask);
            let label = format!("{} {}", text.get("review-show"), crate::ui::keymap::shown(key));
            if ui.small_button(label).clicked() {
                deed = Some(Deed::Act(Action::Unmask));
            }
        }
    });
    deed
}

/// `提交 2026-11-23 09:14 · Apple iPhone 15 · 后置 · iOS 18`.
fn camera(case: &Case, around: Around<'_>) -> String {
    let text = around.scene.text;
    let camera = &case.submitted.camera;
    let sent = when::date_and_time(case.submitted.submitted_at);
    let mut parts = vec![text.with("review-submitted", &[("time", sent.into())])];
    parts.extend(camera.lens.clone().or_else(|| camera.model.clone()));
    parts.extend(
        camera
            .taken
            .as_ref()
            .map(|taken| text.with("review-taken", &[("time", taken.as_str().into())])),
    );
    parts.extend(camera.software.clone());
    parts.join(" · ")
}

/// The reference photo and the other attempts, small, with what became of them.
fn photos(ui: &mut Ui, review: &Review, case: &Case, around: Around<'_>) -> Option<Deed> {
    let text = around.scene.text;
    if case.student.reference_photo.is_none() && case.others.is_empty() {
        return None;
    }
    let mut deed = None;
    ui.horizontal(|ui| {
        if let Some(photo) = case.student.reference_photo {
            let name = text.get("review-reference");
            if thumb(ui, review, Look { photo, size: PictureSize::Thumb }, &name) {
                deed = Some(Deed::Act(Action::Compare));
            }
            ui.label(quiet(ui, name.into_owned()));
        }
        for other in case.others.iter().rev().take(3) {
            let attempt = other.attempt.to_string();
            let nth = text.with("review-attempt", &[("n", attempt.into())]);
            let status = text.get(queue_panel::status_key(other.status));
            let look = Look { photo: other.photo, size: PictureSize::Thumb };
            if thumb(ui, review, look, &format!("{nth} {status}")) {
                deed = Some(Deed::Act(Action::Compare));
            }
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                ui.label(quiet(ui, nth));
                ui.label(quiet(ui, status.into_owned()));
                let reasons = other.decision.as_ref().map(Decision::reasons);
                let codes: Vec<&str> =
                    reasons.iter().flatten().map(|reason| reason.code()).collect();
                if !codes.is_empty() {
                    ui.label(quiet(ui, codes.join(" ")));
                }
            });
        }
    });
    deed
}

fn thumb(ui: &mut Ui, review: &Review, look: Look, name: &str) -> bool {
    let palette = theme::palette(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(SIDE), Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    ui.painter().rect_filled(rect, 0.0, theme::behind_photo(ui));
    if let Some(Ok(texture)) = review.textures.get(look) {
        let size = texture.size_vec2();
        let scale = (SIDE / size.x).min(SIDE / size.y);
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        let inner = Rect::from_center_size(rect.center(), size * scale);
        ui.painter().image(texture.id(), inner, whole, theme::untinted());
    }
    let edge =
        if response.has_focus() || response.hovered() { palette.accent } else { palette.line };
    ui.painter().rect_stroke(rect, 0.0, Stroke::new(1.0, edge), StrokeKind::Outside);
    response.on_hover_text(name).clicked()
}
