//! Signs drawn by hand: the fonts have none, and a state is never told by colour alone.

use egui::{Color32, Pos2, Rect, Sense, Shape, Stroke, Ui, pos2, vec2};

use crate::domain::submission::Status;
use crate::ui::parts::theme::Palette;

/// A drawn sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Good: a tick.
    Check,
    /// Bad: a cross.
    Cross,
    /// Look here: an exclamation mark.
    Bang,
    /// Waits in the queue: a ring.
    Ring,
    /// Waits for a second person: two rings.
    TwoRings,
    /// Waits for something else: a clock.
    Clock,
    /// Set aside: two bars.
    Pause,
    /// Once more: an arrow that comes round.
    Again,
    /// Taken back or replaced: a dash.
    Dash,
    /// Sorted upwards.
    Up,
    /// Sorted downwards.
    Down,
    /// Light and dark: a circle half filled.
    Half,
}

/// The sign of a status.
pub fn of_status(status: Status) -> Sign {
    match status {
        Status::AwaitingPayment | Status::AwaitingEarlier => Sign::Clock,
        Status::Pending => Sign::Ring,
        Status::Seconding => Sign::TwoRings,
        Status::Held => Sign::Pause,
        Status::Approved => Sign::Check,
        Status::Rejected => Sign::Cross,
        Status::Retake => Sign::Again,
        Status::Withdrawn | Status::Superseded => Sign::Dash,
    }
}

/// The colour of a status.
pub fn status_color(status: Status, palette: &Palette) -> Color32 {
    match status {
        Status::Approved => palette.approve,
        Status::Rejected => palette.reject,
        Status::Retake | Status::Seconding => palette.retake,
        Status::Pending => palette.accent,
        Status::Held
        | Status::AwaitingPayment
        | Status::AwaitingEarlier
        | Status::Withdrawn
        | Status::Superseded => palette.unknown,
    }
}

/// Draws a sign of `side` points as part of the layout.
pub fn show(ui: &mut Ui, sign: Sign, color: Color32, side: f32) {
    let (rect, _) = ui.allocate_exact_size(vec2(side, side), Sense::empty());
    paint(ui.painter(), sign, rect, color);
}

/// Draws a sign into a square.
pub fn paint(painter: &egui::Painter, sign: Sign, rect: Rect, color: Color32) {
    let side = rect.width().min(rect.height());
    let stroke = Stroke::new((side / 9.0).max(1.4), color);
    let at = |x: f32, y: f32| -> Pos2 { rect.center() + vec2(x, y) * side };
    let line = |points: Vec<Pos2>| painter.add(Shape::line(points, stroke));
    let ring = |center: Pos2, radius: f32| painter.circle_stroke(center, radius * side, stroke);
    match sign {
        Sign::Check => {
            line(vec![at(-0.36, 0.04), at(-0.1, 0.3), at(0.38, -0.28)]);
        }
        Sign::Cross => {
            line(vec![at(-0.3, -0.3), at(0.3, 0.3)]);
            line(vec![at(0.3, -0.3), at(-0.3, 0.3)]);
        }
        Sign::Bang => {
            line(vec![at(0.0, -0.4), at(0.0, 0.14)]);
            painter.circle_filled(at(0.0, 0.36), side * 0.08, color);
        }
        Sign::Ring => {
            ring(at(0.0, 0.0), 0.32);
        }
        Sign::TwoRings => {
            ring(at(-0.16, 0.0), 0.24);
            ring(at(0.16, 0.0), 0.24);
        }
        Sign::Clock => {
            ring(at(0.0, 0.0), 0.38);
            line(vec![at(0.0, -0.2), at(0.0, 0.02), at(0.17, 0.1)]);
        }
        Sign::Pause => {
            line(vec![at(-0.16, -0.32), at(-0.16, 0.32)]);
            line(vec![at(0.16, -0.32), at(0.16, 0.32)]);
        }
        Sign::Again => again(painter, rect, stroke),
        Sign::Dash => {
            line(vec![at(-0.3, 0.0), at(0.3, 0.0)]);
        }
        Sign::Up => {
            line(vec![at(-0.28, 0.14), at(0.0, -0.16), at(0.28, 0.14)]);
        }
        Sign::Down => {
            line(vec![at(-0.28, -0.14), at(0.0, 0.16), at(0.28, -0.14)]);
        }
        Sign::Half => {
            ring(at(0.0, 0.0), 0.42);
            painter.add(Shape::convex_polygon(left_half(rect), color, Stroke::NONE));
        }
    }
}

/// The left half of the ring that [`Sign::Half`] draws.
fn left_half(rect: Rect) -> Vec<Pos2> {
    let radius = rect.width().min(rect.height()) * 0.42;
    let on = |step: u8| {
        let (sin, cos) = (90.0 + f32::from(step) * 15.0).to_radians().sin_cos();
        pos2(rect.center().x + radius * cos, rect.center().y + radius * sin)
    };
    (0..=12).map(on).collect()
}

/// Three quarters of a circle with an arrow's head at its end.
fn again(painter: &egui::Painter, rect: Rect, stroke: Stroke) {
    let radius = rect.width().min(rect.height()) * 0.34;
    let on = |angle: f32| {
        let (sin, cos) = angle.to_radians().sin_cos();
        pos2(rect.center().x + radius * cos, rect.center().y + radius * sin)
    };
    let arc: Vec<Pos2> = (0_u8..=18).map(|step| on(-40.0 + f32::from(step) * 15.0)).collect();
    painter.add(Shape::line(arc, stroke));
    let tip = on(-40.0);
    let head = radius * 0.8;
    painter.line_segment([tip, tip + vec2(-head, 0.05 * head)], stroke);
    painter.line_segment([tip, tip + vec2(0.05 * head, -head)], stroke);
}
