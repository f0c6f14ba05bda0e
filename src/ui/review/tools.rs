//! The row of tools at the lower edge of the photo, which do by mouse what their keys do.

use egui::{
    Align2, Color32, FontId, Painter, Pos2, Rect, Sense, Stroke, StrokeKind, Ui, Vec2, vec2,
};

use super::{Review, ReviewAct, beside, findings};
use crate::ui::action::Action;
use crate::ui::parts::keymap;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::theme;

const TOOLS: [Action; 9] = [
    Action::Zoom,
    Action::Loupe,
    Action::Guides,
    Action::Findings,
    Action::Evidence,
    Action::Standard,
    Action::Printed,
    Action::Compare,
    Action::Backdrop,
];

/// Side of a tool, and distance from one tool's edge to the next one's; in points.
const SIDE: (f32, f32) = (28.0, 30.0);
/// Width of the row with its margin, in points.
pub(super) const WIDTH: f32 = TOOLS.len() as f32 * SIDE.1 + 8.0;
/// Height of the row with its margin, in points.
pub(super) const HEIGHT: f32 = SIDE.0 + 8.0;

/// Draws the row into the lower right corner.
pub(super) fn show(ui: &Ui, review: &Review, area: Rect, shared: &Shared) -> Option<ReviewAct> {
    let mut act = None;
    let mut left = area.right() - WIDTH;
    for action in TOOLS {
        let corner = egui::pos2(left, area.bottom() - HEIGHT);
        let rect = Rect::from_min_size(corner, Vec2::splat(SIDE.0));
        left += SIDE.1;
        let nothing = review.current().is_none_or(|shown| match action {
            Action::Compare => beside::all(&shown.case).is_empty(),
            Action::Standard | Action::Printed => beside::standard(&shown.case).is_none(),
            Action::Findings => findings::screening(shown).is_none_or(|of| of.against().is_empty()),
            Action::Evidence => findings::screening(shown).is_none_or(|of| of.evidence.is_none()),
            _ => false,
        });
        if !nothing && tool(ui, action, rect, review.photo.is_on(action), shared) {
            act = Some(ReviewAct::Do(action));
        }
    }
    act
}

fn tool(ui: &Ui, action: Action, rect: Rect, on: bool, shared: &Shared) -> bool {
    let palette = theme::palette(ui);
    let text = &shared.text;
    let response = ui.interact(rect, ui.scope_id().with(("tool", action)), Sense::click());
    let name = text.get(&action.label()).into_owned();
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, on, &name));
    let painter = ui.painter();
    painter.rect_filled(rect, 2.0, if on { palette.accent } else { theme::label_ground() });
    let color = if on { palette.on_accent } else { theme::untinted() };
    icon(painter, action, rect, color);
    let key = keymap::shown(shared.keymap.key(action));
    let tip = format!("{name} ({key})\n{}", text.get(&action.tooltip()));
    response.on_hover_text(tip).clicked()
}

fn icon(painter: &Painter, action: Action, rect: Rect, color: Color32) {
    let stroke = Stroke::new(1.5, color);
    let at = |x: f32, y: f32| -> Pos2 { rect.center() + vec2(x, y) };
    let line = |from: Pos2, to: Pos2| painter.line_segment([from, to], stroke);
    let frame = |rect: Rect| painter.rect_stroke(rect, 0.0, stroke, StrokeKind::Middle);
    let square = |x: f32, width: f32| Rect::from_center_size(at(x, 0.0), vec2(width, 14.0));
    match action {
        Action::Loupe => {
            painter.circle_stroke(at(-2.0, -2.0), 5.5, stroke);
            line(at(2.0, 2.0), at(7.5, 7.5));
        }
        Action::Guides => {
            line(at(0.0, -8.0), at(0.0, 8.0));
            line(at(-7.0, -4.0), at(7.0, -4.0));
            line(at(-7.0, 3.0), at(7.0, 3.0));
        }
        Action::Findings => {
            line(at(0.0, -7.0), at(0.0, 2.0));
            painter.circle_filled(at(0.0, 6.5), 1.5, color);
        }
        Action::Evidence => {
            painter.circle_stroke(at(0.0, -3.0), 4.5, stroke);
            line(at(-8.0, -3.0), at(8.0, -3.0));
            line(at(-7.0, 7.0), at(7.0, 7.0));
        }
        Action::Standard => {
            frame(Rect::from_center_size(at(0.0, 0.0), vec2(12.0, 16.0)));
            painter.circle_stroke(at(0.0, -2.5), 2.5, stroke);
            line(at(-4.0, 5.0), at(4.0, 5.0));
        }
        Action::Printed => {
            frame(Rect::from_center_size(at(0.0, 0.0), vec2(7.0, 9.0)));
            for side in [-1.0, 1.0] {
                line(at(side * 8.0, -8.0), at(side * 8.0, -4.0));
                line(at(side * 8.0, 4.0), at(side * 8.0, 8.0));
            }
        }
        Action::Compare => {
            frame(square(-4.5, 7.0));
            frame(square(4.5, 7.0));
        }
        Action::Backdrop => {
            frame(square(0.0, 14.0));
            painter.rect_filled(square(3.5, 7.0), 0.0, color);
        }
        _ => {
            let font = FontId::proportional(12.0);
            painter.text(rect.center(), Align2::CENTER_CENTER, "1:1", font, color);
        }
    }
}
