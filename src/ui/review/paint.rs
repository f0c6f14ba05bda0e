//! What is painted over the photo's ground: the picture, captions, lines to measure by, the loupe.

use egui::emath::GuiRounding as _;
use egui::text::{LayoutJob, TextWrapping};
use egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Stroke, Vec2, pos2, vec2};

use crate::text::Text;
use crate::ui::parts::settings::Backdrop;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::theme;

/// Least height of the guides' frame at which they are labelled, in points.
const LABELLED: f32 = 260.0;

/// Side of the loupe, in points, and how much it magnifies what is on the screen.
const LOUPE: (f32, f32) = (260.0, 3.0);

/// Paints a whole texture into `rect`.
pub(super) fn picture(painter: &Painter, texture: egui::TextureId, rect: Rect) {
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    painter.image(texture, rect, whole, theme::untinted());
}

/// The place of a picture on whole screen pixels; `size` and `made` are in pixels. If the picture was
/// made at nearly this size (two pixels off at most, by rounding), it keeps the size it was made at, to
/// stay sharp.
pub(super) fn place(middle: Pos2, size: Vec2, made: Vec2, pixels_per_point: f32) -> Rect {
    let rounded = size.round().max(Vec2::splat(1.0));
    let pixels = if (rounded - made).abs().max_elem() <= 2.0 { made } else { rounded };
    let size = pixels / pixels_per_point;
    Rect::from_min_size((middle - size / 2.0).round_to_pixels(pixels_per_point), size)
}

/// Paints the background only beside the photo, so that no pixel of a large screen is drawn twice.
pub(super) fn ground_around(painter: &Painter, area: Rect, photo: Rect, ground: Color32) {
    let covered = area.intersect(photo);
    if !covered.is_positive() {
        painter.rect_filled(area, 0.0, ground);
        return;
    }
    let strips = [
        Rect::from_min_max(area.min, pos2(area.right(), covered.top())),
        Rect::from_min_max(pos2(area.left(), covered.bottom()), area.max),
        Rect::from_min_max(pos2(area.left(), covered.top()), covered.left_bottom()),
        Rect::from_min_max(covered.right_top(), pos2(area.right(), covered.bottom())),
    ];
    for strip in strips.into_iter().filter(Rect::is_positive) {
        painter.rect_filled(strip, 0.0, ground);
    }
}

/// Paints a whole texture in the middle of `rect`, as large as it fits.
pub(super) fn fitted(painter: &Painter, texture: &egui::TextureHandle, rect: Rect) {
    let size = texture.size_vec2();
    let scale = (rect.width() / size.x).min(rect.height() / size.y);
    picture(painter, texture.id(), Rect::from_center_size(rect.center(), size * scale));
}

/// Writes words in the middle of `area`.
pub(super) fn centred(painter: &Painter, area: Rect, words: &str, shared: &Shared) {
    let color = theme::on_ground(shared.settings.backdrop);
    let galley =
        painter.layout(words.to_owned(), FontId::proportional(16.0), color, area.width() - 32.0);
    let at = Align2::CENTER_CENTER.anchor_size(area.center(), galley.size());
    painter.galley(at.min, galley, color);
}

/// Writes words on a dark band at the lower edge of `area`, cut if they are longer than `room`; gives their place.
pub(super) fn label(painter: &Painter, area: Rect, room: f32, words: &str) -> Rect {
    let color = theme::untinted();
    let mut job = LayoutJob::simple_singleline(words.to_owned(), FontId::proportional(13.0), color);
    job.wrap = TextWrapping::truncate_at_width(room);
    let galley = painter.layout_job(job);
    let at = area.left_bottom() + vec2(14.0, -11.0);
    let rect = Align2::LEFT_BOTTOM.anchor_size(at, galley.size());
    painter.rect_filled(rect.expand2(vec2(6.0, 3.0)), 2.0, theme::label_ground());
    painter.galley(rect.min, galley, color);
    rect
}

/// Writes words on a dark band at the upper edge of `area`, in as many lines as they need; gives its place.
pub(super) fn band(painter: &Painter, area: Rect, words: &str) -> Rect {
    let color = theme::untinted();
    let font = FontId::proportional(14.0);
    let galley = painter.layout(words.to_owned(), font, color, area.width() - 28.0);
    let at = area.left_top() + vec2(14.0, 11.0);
    let rect = Rect::from_min_size(at, galley.size());
    painter.rect_filled(rect.expand2(vec2(6.0, 3.0)), 2.0, theme::label_ground());
    painter.galley(rect.min, galley, color);
    rect
}

/// The standard photo's frame (480 × 640) around the photo's middle, with its lines: the centre, the
/// crown (50–110 px below the top) and the eyes (200–300 px), as wide as a face may be (180–300 px).
pub(super) fn guides(painter: &Painter, photo: Rect, text: &Text) {
    let scale = (photo.width() / 480.0).min(photo.height() / 640.0);
    let frame = Rect::from_center_size(photo.center(), vec2(480.0, 640.0) * scale);
    let (dark, light) = theme::guide();
    let line = |from: Pos2, to: Pos2| {
        painter.line_segment([from, to], Stroke::new(3.0, dark));
        painter.line_segment([from, to], Stroke::new(1.0, light));
    };
    let x = |px: f32| frame.left() + px * scale;
    let y = |px: f32| frame.top() + px * scale;
    line(pos2(x(240.0), frame.top()), pos2(x(240.0), frame.bottom()));
    for level in [50.0, 110.0, 200.0, 300.0] {
        line(pos2(x(60.0), y(level)), pos2(x(420.0), y(level)));
    }
    for side in [90.0, 390.0, 150.0, 330.0] {
        line(pos2(x(side), y(110.0)), pos2(x(side), y(420.0)));
    }
    painter.rect_stroke(frame, 0.0, Stroke::new(1.0, light), egui::StrokeKind::Inside);
    if frame.height() < LABELLED {
        return;
    }
    let labels = [
        (pos2(x(424.0), y(80.0)), "review-guide-crown", Align2::RIGHT_CENTER),
        (pos2(x(424.0), y(250.0)), "review-guide-eyes", Align2::RIGHT_CENTER),
        (pos2(x(240.0), y(436.0)), "review-guide-face", Align2::CENTER_CENTER),
    ];
    for (at, key, align) in labels {
        let words = text.get(key).into_owned();
        let galley = painter.layout_no_wrap(words, FontId::proportional(12.0), light);
        let place = align.anchor_size(at, galley.size());
        painter.rect_filled(place.expand2(vec2(4.0, 1.0)), 2.0, theme::label_ground());
        painter.galley(place.min, galley, light);
    }
}

/// A magnifying glass at the pointer.
pub(super) fn loupe(painter: &Painter, texture: egui::TextureId, photo: Rect, at: Pos2) {
    let (side, power) = LOUPE;
    let glass = Rect::from_center_size(at, Vec2::splat(side));
    let uv = |on: Pos2| {
        pos2((on.x - photo.left()) / photo.width(), (on.y - photo.top()) / photo.height())
    };
    let half = Vec2::splat(side / power / 2.0);
    let part = Rect::from_min_max(uv(at - half), uv(at + half));
    painter.rect_filled(glass, 0.0, theme::ground(Backdrop::Black));
    painter.image(texture, glass, part, theme::untinted());
    let edge = Stroke::new(2.0, theme::untinted());
    painter.rect_stroke(glass, 0.0, edge, egui::StrokeKind::Outside);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_stands_on_whole_pixels() {
        let middle = pos2(200.25, 100.0);
        for pixels_per_point in [1.0, 1.25, 1.5, 2.0] {
            let place = |size, made| place(middle, size, made, pixels_per_point) * pixels_per_point;
            for made in [vec2(521.0, 696.0), vec2(522.0, 696.0), vec2(1200.0, 1600.0)] {
                let rect = place(vec2(521.6, 695.8), made);
                let across = if made.x < 1000.0 { made.x } else { 522.0 };
                assert!((rect.size() - vec2(across, 696.0)).length() < 1e-2, "{rect}");
                assert!((rect.min - rect.min.round()).length() < 1e-2, "{rect}");
            }
        }
    }
}
