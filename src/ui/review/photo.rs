//! The photo, as large as it goes: fit, one to one, zoom to the pointer, pan, loupe, side by side.

use egui::{CentralPanel, CursorIcon, Frame, Pos2, Rect, Response, Sense, Ui, Vec2, vec2};

use super::beside::{self, Beside};
use super::{Deed, Review, paint, tools};
use crate::desk::review::Case;
use crate::domain::photo_hash::PhotoHash;
use crate::ui::action::Action;
use crate::ui::parts::focus;
use crate::ui::parts::form;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::theme;
use crate::worker::{Look, PictureFault, PictureSize};

/// Largest zoom, in pixels of the screen for one pixel of the photo.
const LARGEST: f32 = 8.0;
/// One step of zooming by key.
const STEP: f32 = 1.25;
/// Least width and height of the room in which a photo can be judged, in points.
const LEAST_ROOM: f32 = 200.0;
/// How far down the photo a face is looked for: what is zoomed to where nothing is pointed at.
const FACE: f32 = 0.38;

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
    /// The photo's size at the last drawing, in its own pixels.
    size: Vec2,
    /// The room that there was for photos at the last drawing, in points, and the pixels of a point.
    room: Option<(Vec2, f32)>,
    /// At the last drawing there was too little room to judge a photo in.
    cramped: bool,
    /// Where the pointer was over the photo, from the middle of the window, in screen pixels.
    pointer: Option<Vec2>,
}

/// What came of drawing the photo.
#[derive(Default)]
pub(super) struct Seen {
    /// A picture of it was really there.
    pub painted: bool,
    /// It was as sharp as its room or the preview, not one that stood in for it.
    pub whole: bool,
    /// What was clicked.
    pub deed: Option<Deed>,
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
            Action::Zoom => self.closer(),
            Action::ZoomIn => self.zoom_by(STEP, Vec2::ZERO),
            Action::ZoomOut => self.zoom_by(1.0 / STEP, Vec2::ZERO),
            Action::Loupe => self.loupe = !self.loupe,
            Action::Guides => self.guides = !self.guides,
            Action::Compare => {
                let choices = case.map_or(0, |case| beside::all(case).len());
                let next = self.compare.map_or(0, |at| at + 1);
                self.compare = (next < choices).then_some(next);
            }
            _ => {}
        }
    }

    /// The picture of a photo that fills the room it is shown in, once that is known.
    pub(super) fn whole(&self, case: &Case) -> Option<PictureSize> {
        let (room, pixels) = self.room?;
        let area = Rect::from_min_size(Pos2::ZERO, room);
        let area = if self.other(case).is_some() { halves(area).0 } else { area };
        let room = (area.size() * pixels).round();
        Some(PictureSize::Fit { width: room.x as u16, height: room.y as u16 })
    }

    /// What is shown beside the photo of a case.
    fn other<'a>(&self, case: &'a Case) -> Option<Beside<'a>> {
        self.compare.and_then(|nth| beside::all(case).into_iter().nth(nth))
    }

    /// What stands beside the photo.
    pub(super) fn beside(&self) -> Option<usize> {
        self.compare
    }

    /// Puts the nth beside the photo, or takes it away.
    pub(super) fn toggle_beside(&mut self, nth: usize) {
        self.compare = (self.compare != Some(nth)).then_some(nth);
    }

    /// Whether a way of looking is switched on.
    pub(super) fn is_on(&self, action: Action) -> bool {
        match action {
            Action::Zoom => self.scale.is_some(),
            Action::Loupe => self.loupe,
            Action::Guides => self.guides,
            Action::Compare => self.compare.is_some(),
            _ => false,
        }
    }

    /// One to one: what lies under the pointer stays there; where nothing is pointed at, the face comes
    /// into the middle.
    fn closer(&mut self) {
        if let Some(pointer) = self.pointer {
            self.zoom_by(1.0 / self.drawn.max(0.01), pointer);
        } else {
            self.scale = Some(1.0);
            self.offset = self.size * vec2(0.0, 0.5 - FACE);
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

    /// Whether there is too little room to judge a photo in.
    pub(super) fn is_cramped(&self) -> bool {
        self.cramped
    }

    /// Takes the room that there is for photos, in points.
    pub(super) fn see_room(&mut self, ui: &Ui, room: Vec2) {
        self.cramped = room.min_elem() < LEAST_ROOM;
        let room = Some((room, ui.pixels_per_point())).filter(|(room, _)| room.min_elem() > 1.0);
        // A window without room, such as one that is put away, changes nothing.
        if room.is_some() && self.room != room {
            self.room = room;
            // The pictures are asked for before the next drawing.
            ui.request_repaint();
        }
    }

    /// What the mouse does to a photo drawn in `area`; `ratio`: how large the photo under review is
    /// drawn beside this one.
    fn follow_mouse(&mut self, ui: &Ui, response: &Response, area: Rect, ratio: Vec2) {
        let pixels = ui.pixels_per_point();
        let pointer = response.hover_pos().map(|at| (at - area.center()) * pixels * ratio);
        self.pointer = self.pointer.or(pointer);
        if response.double_clicked() {
            self.act(Action::Zoom, None);
        }
        if response.dragged() && self.scale.is_some() {
            self.offset += response.drag_delta() * pixels * ratio;
        }
        let Some(pointer) = pointer else { return };
        let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
        let factor = (scroll / 240.0).exp() * pinch;
        if (factor - 1.0).abs() > 1e-4 {
            self.zoom_by(factor, pointer);
        }
        if self.scale.is_some() {
            ui.set_cursor_icon(CursorIcon::Grab);
        }
    }

    /// Pictures wanted of the photo on the screen: the whole, what is compared, and larger ones when they
    /// are looked at closely.
    pub(super) fn wishes(&self, case: &Case) -> Vec<Look> {
        let zoomed = self.loupe || self.scale.is_some();
        let close = self.loupe || self.scale.is_some_and(|scale| scale > proxy_scale(case) * 1.05);
        let closer = [(zoomed, PictureSize::Proxy), (close, PictureSize::Full)];
        let closer = closer.into_iter().filter(|(wanted, _)| *wanted).map(|(_, size)| size);
        let photos: Vec<_> = std::iter::once(case.submitted.photo)
            .chain(self.other(case).map(|other| other.photo))
            .collect();
        let sizes = self.whole(case).into_iter().chain(closer);
        sizes
            .flat_map(|size| photos.iter().map(move |photo| Look { photo: *photo, size }))
            .collect()
    }
}

/// Screen pixels for one of the photo's at which the proxy is shown pixel by pixel.
fn proxy_scale(case: &Case) -> f32 {
    let long = case.submitted.width.max(case.submitted.height).max(1);
    (crate::photo::PROXY_SIDE as f32 / long as f32).min(1.0)
}

/// Draws the photo, and what stands beside it.
pub(super) fn show(ui: &mut Ui, review: &mut Review, shared: &Shared) -> Seen {
    let drawn = CentralPanel::default().frame(Frame::new()).show(ui, |ui| {
        let whole = ui.available_rect_before_wrap();
        let other = review.current().and_then(|shown| review.photo.other(&shown.case));
        let other = other.map(|other| (other.photo, other.caption(&shared.text)));
        let mut seen = match other {
            None => show_current(ui, review, shared, whole, whole.width() - tools::WIDTH),
            Some((photo, caption)) => {
                ui.painter().rect_filled(whole, 0.0, theme::ground(shared.settings.backdrop));
                let (left, right) = halves(whole);
                let seen = show_current(ui, review, shared, left, left.width());
                show_other(ui, review, shared, right, photo, &caption);
                seen
            }
        };
        let tool = tools::show(ui, review, whole, shared);
        seen.deed = seen.deed.or(tool);
        seen
    });
    drawn.inner
}

/// The picture of a photo that is there and suits the way it is looked at.
fn best(review: &Review, photo: PhotoHash) -> Option<&egui::TextureHandle> {
    if review.photo.scale.is_some() {
        return review.textures.largest(photo);
    }
    let whole = whole(review, photo).and_then(Result::ok);
    whole.or_else(|| review.textures.largest(photo))
}

/// The picture of a photo that fills its room on the screen, or what is wrong with it.
fn whole(review: &Review, photo: PhotoHash) -> Option<Result<&egui::TextureHandle, &PictureFault>> {
    let size = review.photo.whole(&review.current()?.case)?;
    review.textures.get(Look { photo, size })
}

/// Whether a photo is there as it fills its room, or larger.
fn is_whole(review: &Review, photo: PhotoHash) -> bool {
    let there = |size| matches!(review.textures.get(Look { photo, size }), Some(Ok(_)));
    matches!(whole(review, photo), Some(Ok(_)))
        || there(PictureSize::Proxy)
        || there(PictureSize::Full)
}

/// The areas of two photos that stand side by side.
fn halves(area: Rect) -> (Rect, Rect) {
    let (left, right) = area.split_left_right_at_fraction(0.5);
    (left.with_max_x(left.right() - 2.0), right.with_min_x(right.left() + 2.0))
}

fn show_current(ui: &mut Ui, review: &mut Review, shared: &Shared, area: Rect, room: f32) -> Seen {
    let Some(shown) = review.strip.get(review.at) else { return Seen::default() };
    let case = &shown.case;
    let name = shared.text.with("review-photo-of", &[("name", case.student.name.as_str().into())]);
    let response =
        ui.interact(area, ui.scope_id().with("photo"), focus::only_by_mouse() | Sense::DRAG);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &name));
    let size = vec2(case.submitted.width as f32, case.submitted.height as f32);
    let texture =
        best(review, case.submitted.photo).map(|texture| (texture.id(), texture.size_vec2()));
    let is_whole = is_whole(review, case.submitted.photo);
    let fault = shown.faults.values().next().cloned();
    let caption = caption(case, shared);
    let pixels = ui.pixels_per_point();
    let fit = (area.width() / size.x).min(area.height() / size.y) * pixels;
    let fit = fit.min(LARGEST);
    let view = &mut review.photo;
    (view.size, view.drawn, view.pointer) = (size, view.scale.unwrap_or(fit), None);
    view.follow_mouse(ui, &response, area, Vec2::splat(1.0));
    let scale = view.scale.unwrap_or(fit);
    view.clamp(size * scale, area.size() * pixels);
    view.drawn = scale;
    let middle = area.center() + view.offset / pixels;
    let made = texture.map_or(Vec2::ZERO, |(_, made)| made);
    let rect = paint::place(middle, size * scale, made, pixels);
    let painter = ui.painter().with_clip_rect(area);
    let covered = if texture.is_some() { rect } else { Rect::NOTHING };
    paint::ground_around(&painter, area, covered, theme::ground(shared.settings.backdrop));
    if let Some((texture, _)) = texture {
        paint::picture(&painter, texture, rect);
        if view.guides {
            paint::guides(&painter, rect);
        }
        if let Some(pointer) = response.hover_pos().filter(|_| view.loupe) {
            let largest = review.textures.largest(case.submitted.photo);
            let largest = largest.map_or(texture, egui::TextureHandle::id);
            paint::loupe(&painter, largest, rect, pointer);
        }
        let fitted = if view.scale.is_none() { "review-fitted" } else { "review-zoomed" };
        let percent = format!("{}", (scale * 100.0).round());
        let zoom = shared.text.with(fitted, &[("percent", percent.into())]);
        paint::label(&painter, area, room - 28.0, &format!("{caption} · {zoom}"));
    } else if fault.is_none() {
        paint::centred(&painter, area, &shared.text.get("review-photo-coming"), shared);
    }
    let deed = fault.and_then(|fault| fault_band(ui, area, &fault, shared));
    let roomy = !review.photo.cramped;
    Seen { painted: texture.is_some() && roomy, whole: is_whole && roomy, deed }
}

/// What is wrong with the photo, across its upper edge: over a smaller picture that is still there too.
fn fault_band(ui: &mut Ui, area: Rect, fault: &PictureFault, shared: &Shared) -> Option<Deed> {
    let place = egui::UiBuilder::new().max_rect(area.shrink(8.0));
    let mut band = ui.new_child(place);
    form::message(&mut band, form::Tone::Refused, &fault_words(fault, shared));
    let again = shared.text.get("review-try-store").into_owned();
    form::secondary(&mut band, again, None).clicked().then_some(Deed::ReadAgain)
}

/// What stands beside the photo, looked at as closely and at the same place.
fn show_other(
    ui: &Ui,
    review: &mut Review,
    shared: &Shared,
    area: Rect,
    photo: PhotoHash,
    caption: &str,
) {
    let response =
        ui.interact(area, ui.scope_id().with("beside"), focus::only_by_mouse() | Sense::DRAG);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, caption));
    let painter = ui.painter().with_clip_rect(area);
    let texture = best(review, photo).map(|texture| (texture.id(), texture.size_vec2()));
    if let Some((texture, size)) = texture {
        let view = &mut review.photo;
        let own = (view.size * view.drawn / ui.pixels_per_point()).max(Vec2::splat(1.0));
        let closer = own / whole_in(view.size, area);
        let drawn = whole_in(size, area) * closer;
        let offset = view.offset / ui.pixels_per_point() / own * drawn;
        let pixels = ui.pixels_per_point();
        let rect = paint::place(area.center() + offset, drawn * pixels, size, pixels);
        paint::picture(&painter, texture, rect);
        view.follow_mouse(ui, &response, area, own / drawn);
    } else {
        let words = match whole(review, photo) {
            Some(Err(fault)) => fault_words(fault, shared),
            _ => shared.text.get("review-photo-coming").into_owned(),
        };
        paint::centred(&painter, area, &words, shared);
    }
    // Above the tools, so that all of it can be read.
    let above = area.with_max_y(area.bottom() - tools::HEIGHT);
    paint::label(&painter, above, area.width() - 28.0, caption);
}

/// The size at which the whole of a picture goes into `area`.
fn whole_in(size: Vec2, area: Rect) -> Vec2 {
    size * (area.size() / size.max(Vec2::splat(1.0))).min_elem()
}

/// What the camera says, and the size: `iPhone 15 · 4032×3024`.
fn caption(case: &Case, shared: &Shared) -> String {
    let model = case.submitted.camera.model.clone();
    let model = model.unwrap_or_else(|| shared.text.get("review-no-camera").into_owned());
    format!("{model} · {}×{}", case.submitted.width, case.submitted.height)
}

fn fault_words(fault: &PictureFault, shared: &Shared) -> String {
    let text = &shared.text;
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
    fn one_to_one_shows_the_face_or_what_is_pointed_at() {
        let size = vec2(3000.0, 4000.0);
        let by_key = PhotoView { drawn: 0.2, size, ..PhotoView::default() };
        let mut view = by_key.clone();
        view.act(Action::Zoom, None);
        assert_eq!(view.scale, Some(1.0));
        assert!((view.offset - vec2(0.0, 480.0)).length() < 1e-2, "{}", view.offset);
        let mut view = PhotoView { pointer: Some(vec2(50.0, -60.0)), ..by_key };
        view.act(Action::Zoom, None);
        assert_eq!(view.scale, Some(1.0));
        assert!((view.offset - vec2(-200.0, 240.0)).length() < 1e-2, "{}", view.offset);
    }

    #[test]
    fn the_photo_cannot_be_dragged_out_of_the_window() {
        let mut view = PhotoView { offset: vec2(5000.0, -5000.0), ..PhotoView::default() };
        view.clamp(vec2(3000.0, 500.0), vec2(800.0, 700.0));
        assert_eq!(view.offset, vec2(1100.0, 0.0));
    }
}
