//! The film strip of claimed photos, and the screen when no photo is claimed.

use egui::{Color32, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2, vec2};

use super::{Review, ReviewAct, Shown, paint};
use crate::ui::parts::form;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::sign;
use crate::ui::parts::theme;
use crate::ui::words::when;
use crate::worker::{PictureId, PictureSize};

/// Side of a small photo, in points.
const SIDE: f32 = 76.0;

/// Draws the strip; the place that was clicked.
pub(super) fn show(ui: &mut Ui, review: &Review) -> Option<ReviewAct> {
    let mut act = None;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        for (place, shown) in review.strip.iter().enumerate() {
            let look = PictureId { photo: shown.case.submitted.photo, size: PictureSize::Thumb };
            let texture = review.textures.get(look).and_then(Result::ok);
            let response = frame(ui, shown, texture, place == review.at);
            if place == review.at && !response.rect.is_negative() {
                response.scroll_to_me(None);
            }
            if response.gained_focus() {
                response.scroll_to_me(None);
            }
            if response.clicked() {
                act = Some(ReviewAct::GoTo(place));
            }
        }
    });
    act
}

fn frame(
    ui: &mut Ui,
    shown: &Shown,
    texture: Option<&egui::TextureHandle>,
    current: bool,
) -> egui::Response {
    let palette = theme::palette(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(SIDE), Sense::click());
    let name = format!("{} {}", shown.case.student.name, shown.case.student.no);
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, current, &name)
    });
    let response = response.on_hover_text(name);
    let painter = ui.painter();
    painter.rect_filled(rect, 0.0, theme::behind_photo(ui));
    if let Some(texture) = texture {
        paint::fitted(painter, texture, rect);
    }
    if shown.lost {
        corner(painter, rect, sign::Sign::Bang, palette.reject, palette.panel);
    } else if shown.draft.is_begun() {
        corner(painter, rect, sign::Sign::Cross, palette.retake, palette.panel);
    } else if shown.case.proposal.is_some() || shown.case.refusal.is_some() {
        corner(painter, rect, sign::Sign::TwoRings, palette.retake, palette.panel);
    }
    let edge =
        if current { Stroke::new(3.0, palette.accent) } else { Stroke::new(1.0, palette.line) };
    painter.rect_stroke(rect, 0.0, edge, StrokeKind::Inside);
    response
}

/// A sign in the upper right corner: begun, lost, or a second opinion asked for.
fn corner(painter: &egui::Painter, rect: Rect, what: sign::Sign, color: Color32, ground: Color32) {
    let spot = Rect::from_min_size(rect.right_top() + vec2(-20.0, 2.0), Vec2::splat(18.0));
    painter.rect_filled(spot, 2.0, ground);
    sign::paint(painter, what, spot.shrink(3.0), color);
}

/// What the screen shows when no photo is claimed.
pub(super) fn show_empty(ui: &mut Ui, review: &Review, shared: &Shared) -> Option<ReviewAct> {
    let text = &shared.text;
    let frame = egui::Frame::new().fill(theme::palette(ui).background);
    let mut act = None;
    egui::CentralPanel::default().frame(frame).show(ui, |ui| {
        if review.claiming {
            form::empty(ui, &text.get("review-claiming"), |_ui| ());
            return;
        }
        let next = shared.next_due.map(|due| {
            let left = when::left(text, &shared.calendar, shared.now, due);
            text.with("review-empty-next", &[("left", left.into())])
        });
        let words = next.unwrap_or_else(|| text.get("review-empty").into_owned());
        form::empty(ui, &words, |ui| {
            if form::primary(ui, &text.get("review-look-for-work"), None).clicked() {
                act = Some(ReviewAct::LookForWork);
            }
        });
    });
    act
}
