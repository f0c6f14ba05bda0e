//! Draws the photo as large as it fits, and what stands beside it.

use egui::{CentralPanel, Frame, Rect, Sense, Ui, Vec2, vec2};

use super::view::{LARGEST, halves};
use super::{Review, ReviewAct, Shown, findings, paint, tools};
use crate::domain::photo_hash::PhotoHash;
use crate::ui::parts::focus;
use crate::ui::parts::form;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::theme;
use crate::ui::words::pictures::{Where, picture_fault};
use crate::ui::words::screening::said_words;
use crate::worker::{PictureFault, PictureId, PictureSize};

/// A standard photo as large as it is printed, in points: 480 × 640 pixels at 300 to the inch, on a screen of 96 points to
/// the inch, which is what systems take a screen for.
const PRINTED: Vec2 = vec2(480.0 / 300.0 * 96.0, 640.0 / 300.0 * 96.0);

/// What came of drawing the photo.
#[derive(Default)]
pub(super) struct PaintedPhoto {
    /// Some picture of it was painted, however small.
    pub painted: bool,
    /// That picture was as sharp as the room allows, or at least the proxy.
    pub whole: bool,
    /// The standard photo that was painted beside it, as sharp as its room.
    pub standard: Option<PhotoHash>,
    /// What was clicked.
    pub act: Option<ReviewAct>,
}

/// Draws the photo, and what stands beside it.
pub(super) fn show(ui: &mut Ui, review: &mut Review, shared: &Shared) -> PaintedPhoto {
    let drawn = CentralPanel::default().frame(Frame::new()).show(ui, |ui| {
        let whole = ui.available_rect_before_wrap();
        let other = review.current().and_then(|shown| review.photo.other(&shown.case));
        let other =
            other.map(|other| (other.photo, other.is_standard(), other.caption(&shared.text)));
        let mut seen = match other {
            None => show_current(ui, review, shared, whole, whole.width() - tools::WIDTH),
            Some((photo, is_standard, caption)) => {
                ui.painter().rect_filled(whole, 0.0, theme::ground(shared.settings.backdrop));
                let (left, right) = halves(whole);
                let mut seen = show_current(ui, review, shared, left, left.width());
                let other = (photo, is_standard, caption.as_str());
                show_other(ui, review, shared, right, other);
                // As large as it is printed, nobody sees a fringe.
                let is_small = review.photo.cramped || review.photo.printed;
                let sharp = is_whole(review, photo) && !is_small;
                seen.standard = Some(photo).filter(|_| is_standard && sharp);
                seen
            }
        };
        let tool = tools::show(ui, review, whole, shared);
        seen.act = seen.act.or(tool);
        seen
    });
    drawn.inner
}

/// The best picture of a photo that has come, for the present zoom.
fn best(review: &Review, photo: PhotoHash) -> Option<&egui::TextureHandle> {
    if review.photo.scale.is_some() {
        return review.textures.largest(photo);
    }
    let whole = whole(review, photo).and_then(Result::ok);
    whole.or_else(|| review.textures.largest(photo))
}

/// The picture of a photo that was made for its room on the screen, or why it can't be shown.
fn whole(review: &Review, photo: PhotoHash) -> Option<Result<&egui::TextureHandle, &PictureFault>> {
    let size = review.photo.whole(&review.current()?.case)?;
    review.textures.get(PictureId { photo, size })
}

/// Whether a photo can be shown sharply: made for its room, as the proxy, or with every pixel.
fn is_whole(review: &Review, photo: PhotoHash) -> bool {
    let there = |size| matches!(review.textures.get(PictureId { photo, size }), Some(Ok(_)));
    matches!(whole(review, photo), Some(Ok(_)))
        || there(PictureSize::Proxy)
        || there(PictureSize::Full)
}

fn show_current(
    ui: &mut Ui,
    review: &mut Review,
    shared: &Shared,
    area: Rect,
    room: f32,
) -> PaintedPhoto {
    let Some(shown) = review.strip.get(review.at) else { return PaintedPhoto::default() };
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
    let caption = caption(review, shown, shared);
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
        if view.lines.guides {
            paint::guides(&painter, rect, &shared.text);
        }
        evidence(review, &painter, rect, shared);
        let view = &review.photo;
        if let Some(pointer) = response.hover_pos().filter(|_| view.loupe) {
            let largest = review.textures.largest(case.submitted.photo);
            let largest = largest.map_or(texture, egui::TextureHandle::id);
            paint::loupe(&painter, largest, rect, pointer);
        }
        let fitted = if view.scale.is_none() { "review-fitted" } else { "review-zoomed" };
        let percent = format!("{}", (scale * 100.0).round());
        let zoom = shared.text.with(fitted, &[("percent", percent.into())]);
        let caption = format!("{caption} · {zoom}");
        let rect = paint::label(&painter, area, room - 28.0, &caption);
        say(ui, rect, "caption", &caption);
        finding_band(ui, review, &painter, area, shared);
    } else if fault.is_none() {
        paint::centred(&painter, area, &shared.text.get("review-photo-coming"), shared);
    }
    let act = fault.and_then(|fault| fault_band(ui, area, &fault, shared));
    let roomy = !review.photo.cramped;
    PaintedPhoto {
        painted: texture.is_some() && roomy,
        whole: is_whole && roomy,
        standard: None,
        act,
    }
}

/// What the machine found, on the photo: its lines, and where the finding that is looked at shows.
fn evidence(review: &Review, painter: &egui::Painter, rect: Rect, shared: &Shared) {
    let Some(screening) = review.screening(shared) else { return };
    if let Some(lines) = screening.evidence.as_ref().filter(|_| review.photo.lines.evidence) {
        findings::paint_evidence(painter, rect, screening, lines);
    }
    let hovered = review
        .photo
        .hovered
        .and_then(|item| screening.against().into_iter().find(|said| said.item == item));
    let looked_at = hovered.or_else(|| review.finding(shared).map(|(_, _, said)| said));
    if let Some(region) = looked_at.and_then(|said| findings::region(screening, said)) {
        findings::paint_region(painter, rect, screening, region);
    }
}

/// Says across the photo's upper edge what the finding is that the look key shows.
fn finding_band(ui: &Ui, review: &Review, painter: &egui::Painter, area: Rect, shared: &Shared) {
    // Where the photo has a fault, that stands there.
    let whole = review.current().is_some_and(|shown| shown.faults.is_empty());
    let Some(screening) = review.screening(shared).filter(|_| whole) else { return };
    let Some((at, count, said)) = review.finding(shared) else { return };
    let words = format!("{}/{count}  {}", at + 1, said_words(&shared.text, screening, said));
    let rect = paint::band(painter, area, &words);
    say(ui, rect, "finding", &words);
}

/// Tells screen readers of words that are painted.
fn say(ui: &Ui, rect: Rect, what: &str, words: &str) {
    let response = ui.interact(rect, ui.scope_id().with(what), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, words));
}

/// Says across the photo's upper edge why it can't be shown properly, even if a smaller picture is there.
fn fault_band(ui: &mut Ui, area: Rect, fault: &PictureFault, shared: &Shared) -> Option<ReviewAct> {
    let place = egui::UiBuilder::new().max_rect(area.shrink(8.0));
    let mut band = ui.new_child(place);
    form::message(
        &mut band,
        form::Tone::Refused,
        &picture_fault(&shared.text, Where::Review, fault),
    );
    let again = shared.text.get("review-try-store").into_owned();
    form::secondary(&mut band, again, None).clicked().then_some(ReviewAct::ReadAgain)
}

/// Draws what stands beside the photo, at the same zoom and the same place.
fn show_other(
    ui: &Ui,
    review: &mut Review,
    shared: &Shared,
    area: Rect,
    (photo, is_standard, caption): (PhotoHash, bool, &str),
) {
    let response =
        ui.interact(area, ui.scope_id().with("beside"), focus::only_by_mouse() | Sense::DRAG);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, caption));
    let painter = ui.painter().with_clip_rect(area);
    let texture = best(review, photo).map(|texture| (texture.id(), texture.size_vec2()));
    let is_printed = is_standard && review.photo.printed;
    if let Some((texture, size)) = texture {
        let view = &mut review.photo;
        let own = (view.size * view.drawn / ui.pixels_per_point()).max(Vec2::splat(1.0));
        let closer = own / whole_in(view.size, area);
        let drawn = whole_in(size, area) * closer;
        let drawn = if is_printed { PRINTED } else { drawn };
        let offset = view.offset / ui.pixels_per_point() / own * drawn;
        let pixels = ui.pixels_per_point();
        let rect = paint::place(area.center() + offset, drawn * pixels, size, pixels);
        paint::picture(&painter, texture, rect);
        if is_standard && view.lines.guides {
            paint::guides(&painter, rect, &shared.text);
        }
        view.follow_mouse(ui, &response, area, own / drawn);
    } else {
        let words = match whole(review, photo) {
            Some(Err(fault)) => picture_fault(&shared.text, Where::Review, fault),
            _ => shared.text.get("review-photo-coming").into_owned(),
        };
        paint::centred(&painter, area, &words, shared);
    }
    // Leave the tools uncovered, so that the whole caption can be read.
    let above = area.with_max_y(area.bottom() - tools::HEIGHT);
    let printed = shared.text.get("review-printed");
    let caption = if is_printed { format!("{caption} · {printed}") } else { caption.to_owned() };
    let rect = paint::label(&painter, above, area.width() - 28.0, &caption);
    say(ui, rect, "beside-caption", &caption);
}

/// The largest size at which a picture fits into `area` as a whole.
fn whole_in(size: Vec2, area: Rect) -> Vec2 {
    size * (area.size() / size.max(Vec2::splat(1.0))).min_elem()
}

/// What the machine says, the camera's model and the photo's size in pixels: `机检未见问题 · iPhone 15 · 4032×3024`.
fn caption(review: &Review, shown: &Shown, shared: &Shared) -> String {
    let state = findings::state_words(review, shown, shared);
    let submitted = &shown.case.submitted;
    let model = submitted.camera.model.clone();
    let model = model.unwrap_or_else(|| shared.text.get("review-no-camera").into_owned());
    let between = if state.is_empty() { "" } else { " · " };
    format!("{state}{between}{model} · {}×{}", submitted.width, submitted.height)
}
