//! The photo, as large as it goes: fit, one to one, zoom to the pointer, pan, loupe, guides, side by side.

use egui::{
    Align2, CentralPanel, Color32, CursorIcon, FontId, Frame, Painter, Pos2, Rect, Sense, Stroke,
    Ui, Vec2, pos2, vec2,
};

use super::{Around, Review};
use crate::desk::review::Case;
use crate::domain::photo_hash::PhotoHash;
use crate::ui::action::Action;
use crate::ui::theme;
use crate::worker::{Look, PictureFault, PictureSize};

/// Largest zoom, in pixels of the screen for one pixel of the photo.
const LARGEST: f32 = 8.0;
/// Side of the loupe, in points, and how much it magnifies what is on the screen.
const LOUPE: (f32, f32) = (260.0, 3.0);
/// One step of zooming by key.
const STEP: f32 = 1.25;

/// How the photo is looked at.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct PhotoView {
    /// Screen pixels for one of the photo's; fits the window where there is none.
    scale: Option<f32>,
    /// Where the photo's middle lies from the middle of the window, in screen pixels.
    offset: Vec2,
    /// A magnifying glass at the pointer.
    loupe: bool,
    /// Lines for the centre, the eyes and the head.
    guides: bool,
    /// What stands beside the photo: the nth of what there is.
    compare: Option<usize>,
    /// Screen pixels for one of the photo's at the last drawing.
    drawn: f32,
}

impl PhotoView {
    /// Back to the whole photo; loupe, guides and comparison stay as they were chosen.
    pub(super) fn reset(&mut self) {
        self.scale = None;
        self.offset = Vec2::ZERO;
    }

    pub(super) fn act(&mut self, action: Action, case: Option<&Case>) {
        match action {
            Action::Zoom if self.scale.is_some() => self.reset(),
            Action::Zoom => self.scale = Some(1.0),
            Action::ZoomIn => self.zoom_by(STEP, Vec2::ZERO),
            Action::ZoomOut => self.zoom_by(1.0 / STEP, Vec2::ZERO),
            Action::Loupe => self.loupe = !self.loupe,
            Action::Guides => self.guides = !self.guides,
            Action::Compare => {
                let choices = case.map_or(0, |case| beside(case).len());
                let next = self.compare.map_or(0, |at| at + 1);
                self.compare = (next < choices).then_some(next);
            }
            _ => {}
        }
    }

    /// Zooms so that what lies under `pointer` (from the middle of the window) stays there.
    fn zoom_by(&mut self, factor: f32, pointer: Vec2) {
        let old = self.scale.unwrap_or(self.drawn).max(0.01);
        let new = (old * factor).clamp(0.02, LARGEST);
        self.offset = pointer - (pointer - self.offset) * (new / old);
        self.scale = Some(new);
    }

    /// Keeps the photo in view: an edge stays outside the window or at its border, and what is smaller
    /// than the window stays in its middle.
    fn clamp(&mut self, photo: Vec2, window: Vec2) {
        let room = ((photo - window) / 2.0).max(Vec2::ZERO);
        self.offset = self.offset.clamp(-room, room);
    }

    /// Pictures wanted beside the proxy: every pixel when looked at closely, and what is compared.
    pub(super) fn wishes(&self, case: &Case) -> Vec<Look> {
        let photo = case.submitted.photo;
        let proxy = proxy_scale(case);
        let close = self.loupe || self.scale.is_some_and(|scale| scale > proxy * 1.05);
        let full = close.then_some(Look { photo, size: PictureSize::Full });
        let other = self.compare.and_then(|at| beside(case).get(at).copied());
        let other = other.map(|(photo, _)| Look { photo, size: PictureSize::Proxy });
        full.into_iter().chain(other).collect()
    }
}

/// Screen pixels for one of the photo's at which the proxy is shown pixel by pixel.
fn proxy_scale(case: &Case) -> f32 {
    let long = case.submitted.width.max(case.submitted.height).max(1);
    (crate::photo::PROXY_SIDE as f32 / long as f32).min(1.0)
}

/// What can stand beside the photo, with the key of its name: the reference photo, other attempts.
pub(super) fn beside(case: &Case) -> Vec<(PhotoHash, &'static str)> {
    let reference = case.student.reference_photo.map(|photo| (photo, "review-reference"));
    let others = case.others.iter().rev().map(|other| (other.photo, "review-other-attempt"));
    reference.into_iter().chain(others).collect()
}

/// Draws the photo; says whether its picture was really there.
pub(super) fn show(ui: &mut Ui, review: &mut Review, around: Around<'_>) -> bool {
    let ground = theme::ground(around.backdrop);
    CentralPanel::default()
        .frame(Frame::new())
        .show(ui, |ui| {
            let whole = ui.available_rect_before_wrap();
            let compared = review.current().and_then(|shown| {
                review.photo.compare.and_then(|at| beside(&shown.case).get(at).copied())
            });
            let Some((other, name)) = compared else {
                return show_current(ui, review, around, whole);
            };
            ui.painter().rect_filled(whole, 0.0, ground);
            let (left, right) = whole.split_left_right_at_fraction(0.5);
            let painted = show_current(ui, review, around, left.shrink2(vec2(2.0, 0.0)));
            show_other(ui, review, around, right.shrink2(vec2(2.0, 0.0)), other, name);
            painted
        })
        .inner
}

fn show_current(ui: &mut Ui, review: &mut Review, around: Around<'_>, area: Rect) -> bool {
    let Some(shown) = review.strip.get(review.at) else { return false };
    let case = &shown.case;
    let name =
        around.scene.text.with("review-photo-of", &[("name", case.student.name.as_str().into())]);
    let response = ui.interact(area, ui.scope_id().with("photo"), Sense::click_and_drag());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &name));
    let size = vec2(case.submitted.width as f32, case.submitted.height as f32);
    let pixels = ui.pixels_per_point();
    let fit = (area.width() / size.x).min(area.height() / size.y) * pixels;
    let fit = fit.min(LARGEST);
    let look = |size| Look { photo: case.submitted.photo, size };
    let proxy = review.textures.get(look(PictureSize::Proxy));
    let full = review.textures.get(look(PictureSize::Full));
    let texture = full.and_then(Result::ok).or_else(|| proxy.and_then(Result::ok));
    let texture = texture.map(egui::TextureHandle::id);
    let fault = proxy.and_then(Result::err).or_else(|| full.and_then(Result::err)).cloned();
    let caption = caption(case, around);
    let view = &mut review.photo;
    view.drawn = view.scale.unwrap_or(fit);
    handle_mouse(ui, view, &response, area);
    let scale = view.scale.unwrap_or(fit);
    view.clamp(size * scale, area.size() * pixels);
    let middle = area.center() + view.offset / pixels;
    let rect = Rect::from_center_size(middle, size * scale / pixels);
    let painter = ui.painter().with_clip_rect(area);
    let seen = if texture.is_some() { rect } else { Rect::NOTHING };
    ground_around(&painter, area, seen, theme::ground(around.backdrop));
    let Some(texture) = texture else {
        let words = fault.as_ref().map_or_else(
            || around.scene.text.get("review-photo-coming").into_owned(),
            |fault| fault_words(fault, around),
        );
        centred(&painter, area, &words, around);
        return false;
    };
    draw(&painter, texture, rect);
    if view.guides {
        guides(&painter, rect);
    }
    if view.loupe
        && let Some(pointer) = response.hover_pos()
    {
        loupe(&painter, texture, rect, pointer, area);
    }
    let percent = (scale * 100.0).round();
    let fitted = if view.scale.is_none() { "review-fitted" } else { "review-zoomed" };
    let zoom = around.scene.text.with(fitted, &[("percent", format!("{percent}").into())]);
    label(&painter, area.left_bottom() + vec2(8.0, -8.0), &format!("{caption} · {zoom}"));
    true
}

fn handle_mouse(ui: &Ui, view: &mut PhotoView, response: &egui::Response, area: Rect) {
    if response.double_clicked() {
        view.act(Action::Zoom, None);
    }
    if response.dragged() && view.scale.is_some() {
        view.offset += response.drag_delta() * ui.pixels_per_point();
    }
    if let Some(pointer) = response.hover_pos() {
        let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
        let factor = (scroll / 240.0).exp() * pinch;
        if (factor - 1.0).abs() > 1e-4 {
            view.zoom_by(factor, (pointer - area.center()) * ui.pixels_per_point());
        }
        if view.scale.is_some() {
            ui.set_cursor_icon(CursorIcon::Grab);
        }
    }
}

fn show_other(
    ui: &Ui,
    review: &Review,
    around: Around<'_>,
    area: Rect,
    photo: PhotoHash,
    name: &'static str,
) {
    let painter = ui.painter().with_clip_rect(area);
    match review.textures.get(Look { photo, size: PictureSize::Proxy }) {
        Some(Ok(texture)) => {
            let size = texture.size_vec2();
            let scale = (area.width() / size.x).min(area.height() / size.y);
            draw(&painter, texture.id(), Rect::from_center_size(area.center(), size * scale));
        }
        Some(Err(fault)) => centred(&painter, area, &fault_words(fault, around), around),
        None => centred(&painter, area, &around.scene.text.get("review-photo-coming"), around),
    }
    label(&painter, area.left_bottom() + vec2(8.0, -8.0), &around.scene.text.get(name));
}

fn draw(painter: &Painter, texture: egui::TextureId, rect: Rect) {
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    painter.image(texture, rect, whole, theme::untinted());
}

/// The ground where the photo does not cover it: no pixel of a large screen is drawn twice.
fn ground_around(painter: &Painter, area: Rect, photo: Rect, ground: Color32) {
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

/// What the camera says, and the size: `iPhone 15 · 4032×3024`.
fn caption(case: &Case, around: Around<'_>) -> String {
    let model = case.submitted.camera.model.clone();
    let model = model.unwrap_or_else(|| around.scene.text.get("review-no-camera").into_owned());
    format!("{model} · {}×{}", case.submitted.width, case.submitted.height)
}

fn fault_words(fault: &PictureFault, around: Around<'_>) -> String {
    let text = around.scene.text;
    match fault {
        PictureFault::Missing(why) => {
            text.with("review-photo-missing", &[("why", why.as_str().into())])
        }
        PictureFault::Altered => text.get("review-photo-altered").into_owned(),
        PictureFault::Undecodable(why) => {
            text.with("review-photo-undecodable", &[("why", why.as_str().into())])
        }
    }
}

fn centred(painter: &Painter, area: Rect, words: &str, around: Around<'_>) {
    let color = theme::on_ground(around.backdrop);
    let galley =
        painter.layout(words.to_owned(), FontId::proportional(16.0), color, area.width() - 32.0);
    let at = Align2::CENTER_CENTER.anchor_size(area.center(), galley.size());
    painter.galley(at.min, galley, color);
}

/// Words on a dark ground at the lower edge of the photo.
fn label(painter: &Painter, at: Pos2, words: &str) {
    let color = theme::untinted();
    let galley = painter.layout_no_wrap(words.to_owned(), FontId::proportional(13.0), color);
    let rect = Align2::LEFT_BOTTOM.anchor_size(at, galley.size());
    painter.rect_filled(rect.expand2(vec2(6.0, 3.0)), 2.0, theme::label_ground());
    painter.galley(rect.min, galley, color);
}

/// The standard photo's frame (480 × 640) around the photo's middle, with its lines: the centre, the
/// crown (50–110 px below the top) and the eyes (200–300 px), as wide as a face may be (180–300 px).
fn guides(painter: &Painter, photo: Rect) {
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
}

fn loupe(canvas: &Painter, texture: egui::TextureId, photo: Rect, pointer: Pos2, area: Rect) {
    let (side, power) = LOUPE;
    let glass = Rect::from_center_size(pointer, Vec2::splat(side));
    let seen = side / power;
    let uv = |at: Pos2| {
        pos2((at.x - photo.left()) / photo.width(), (at.y - photo.top()) / photo.height())
    };
    let half = Vec2::splat(seen / 2.0);
    let part = Rect::from_min_max(uv(pointer - half), uv(pointer + half));
    let glass_painter = canvas.with_clip_rect(area);
    glass_painter.rect_filled(glass, 0.0, theme::ground(super::Backdrop::Black));
    glass_painter.image(texture, glass, part, theme::untinted());
    let edge: Color32 = theme::untinted();
    glass_painter.rect_stroke(glass, 0.0, Stroke::new(2.0, edge), egui::StrokeKind::Outside);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_keeps_what_lies_under_the_pointer() {
        let mut view = PhotoView { drawn: 0.25, ..PhotoView::default() };
        let pointer = vec2(100.0, -40.0);
        // The photo's point under the pointer, in pixels from its middle.
        let under = |view: &PhotoView, scale: f32| (pointer - view.offset) / scale;
        let before = under(&view, 0.25);
        view.zoom_by(2.0, pointer);
        let after = under(&view, view.scale.expect("zoomed"));
        assert!((before - after).length() < 1e-3, "{before:?} {after:?}");
        for _ in 0..50 {
            view.zoom_by(2.0, pointer);
        }
        assert_eq!(view.scale, Some(LARGEST));
        view.reset();
        assert_eq!((view.scale, view.offset), (None, Vec2::ZERO));
    }

    #[test]
    fn the_photo_cannot_be_dragged_out_of_the_window() {
        let mut view = PhotoView { offset: vec2(5000.0, -5000.0), ..PhotoView::default() };
        view.clamp(vec2(3000.0, 500.0), vec2(800.0, 700.0));
        assert_eq!(view.offset, vec2(1100.0, 0.0));
    }
}
