//! How the photo is looked at: fit, one to one, zoom to the pointer, pan, loupe, side by side.

use egui::{CursorIcon, Pos2, Rect, Response, Ui, Vec2, vec2};

use super::beside::{self, Comparison};
use crate::desk::review::Case;
use crate::domain::checklist::ChecklistItem;
use crate::ui::action::Action;
use crate::worker::{PictureId, PictureSize};

/// Largest zoom, in pixels of the screen for one pixel of the photo.
pub(super) const LARGEST: f32 = 8.0;
/// One step of zooming by key.
const STEP: f32 = 1.25;
/// Least width and height of the room in which a photo can be judged, in points.
const LEAST_ROOM: f32 = 200.0;
/// How far down a photo the face is expected, as a part of its height: zooming goes there if the pointer
/// is not over the photo.
const FACE: f32 = 0.38;

/// Which lines are drawn on the photo.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct DrawnLines {
    /// For the centre, the eyes and the head of a standard photo.
    pub(super) guides: bool,
    /// As the machine found the person.
    pub(super) evidence: bool,
}

/// What can stand beside the photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Companion {
    /// The standard photo, where there is one.
    Standard,
    /// The nth of the pictures of [`beside::all`].
    Other(usize),
    /// The same, for as long as the finding is shown that is about it.
    ForFinding(usize),
}

/// How the photo is looked at.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct PhotoView {
    /// Zoom, in screen pixels for one pixel of the photo; `None` fits the whole photo into its area.
    pub(super) scale: Option<f32>,
    /// From the middle of the area to the photo's middle, in screen pixels.
    pub(super) offset: Vec2,
    /// A magnifying glass at the pointer.
    pub(super) loupe: bool,
    /// The lines that are drawn on the photo.
    pub(super) lines: DrawnLines,
    /// The standard photo is shown as large as it is printed.
    pub(super) printed: bool,
    /// Which finding of the machine is shown, the worst being the first.
    pub(super) finding: Option<usize>,
    /// The item that the pointer is over: its finding is shown.
    pub(super) hovered: Option<ChecklistItem>,
    /// What stands beside every photo unless somebody has chosen otherwise.
    pub(super) rest: Option<Companion>,
    /// What stands beside the photo.
    pub(super) compare: Option<Companion>,
    /// The zoom of the last drawing, in screen pixels for one pixel of the photo.
    pub(super) drawn: f32,
    /// The photo's size at the last drawing, in its own pixels.
    pub(super) size: Vec2,
    /// The room for photos at the last drawing, in points, and the screen pixels in a point.
    pub(super) room: Option<(Vec2, f32)>,
    /// The last drawing had too little room to judge a photo in.
    pub(super) cramped: bool,
    /// Where the pointer was over the photo, from the middle of the area, in screen pixels.
    pub(super) pointer: Option<Vec2>,
}

impl PhotoView {
    /// Back to the whole photo; loupe, guides and comparison stay as they were chosen.
    pub(super) fn reset(&mut self) {
        self.scale = None;
        self.offset = Vec2::ZERO;
        self.finding = None;
        self.show_copy(None);
    }

    /// Another photo comes: what was taken away beside the one before stands there again.
    pub(super) fn come(&mut self) {
        self.reset();
        self.compare = self.compare.or(self.rest);
    }

    /// Whether the standard photo stands beside every photo by itself.
    pub(super) fn stand_by(&mut self, always: bool) {
        let rest = always.then_some(Companion::Standard);
        if self.rest != rest {
            if self.compare == self.rest {
                self.compare = rest;
            }
            self.rest = rest;
        }
    }

    /// Puts the standard photo beside the photo.
    pub(super) fn show_standard(&mut self) {
        self.compare = Some(Companion::Standard);
    }

    pub(super) fn act(&mut self, action: Action, case: Option<&Case>) {
        match action {
            Action::Zoom if self.scale.is_some() => self.reset(),
            Action::Zoom => self.closer(case.and_then(face)),
            Action::ZoomIn => self.zoom_by(STEP, Vec2::ZERO),
            Action::ZoomOut => self.zoom_by(1.0 / STEP, Vec2::ZERO),
            Action::Loupe => self.loupe = !self.loupe,
            Action::Guides => self.lines.guides = !self.lines.guides,
            Action::Evidence => self.lines.evidence = !self.lines.evidence,
            Action::Standard => self.toggle(Companion::Standard),
            Action::Printed => {
                self.printed = !(self.printed && self.shows_standard());
                self.show_standard();
            }
            Action::Compare => {
                let choices = case.map_or(0, |case| beside::all(case).len());
                let next = self.beside().map_or(0, |at| at + 1);
                self.compare = (next < choices).then_some(Companion::Other(next)).or(self.rest);
            }
            _ => {}
        }
    }

    /// The size of picture that fills the photo's area; `None` until the area is known.
    pub(super) fn whole(&self, case: &Case) -> Option<PictureSize> {
        let (room, pixels) = self.room?;
        let area = Rect::from_min_size(Pos2::ZERO, room);
        let area = if self.other(case).is_some() { halves(area).0 } else { area };
        let room = (area.size() * pixels).round();
        Some(PictureSize::Fit { width: room.x as u16, height: room.y as u16 })
    }

    /// The picture that is shown beside the photo of a case.
    pub(super) fn other<'a>(&self, case: &'a Case) -> Option<Comparison<'a>> {
        match self.compare? {
            Companion::Standard => beside::standard(case),
            Companion::Other(nth) | Companion::ForFinding(nth) => {
                beside::all(case).into_iter().nth(nth)
            }
        }
    }

    /// Which picture stands beside the photo.
    pub(super) fn beside(&self) -> Option<usize> {
        match self.compare {
            Some(Companion::Other(nth) | Companion::ForFinding(nth)) => Some(nth),
            Some(Companion::Standard) | None => None,
        }
    }

    /// Puts the nth picture beside the photo, or takes it away if it stands there.
    pub(super) fn toggle_beside(&mut self, nth: usize) {
        self.toggle(Companion::Other(nth));
    }

    /// Puts this near copy beside the photo, which a finding is about; without one, what stood there for a finding goes.
    pub(super) fn show_copy(&mut self, copy: Option<usize>) {
        if let Some(nth) = copy {
            self.compare = Some(Companion::ForFinding(nth));
        } else if matches!(self.compare, Some(Companion::ForFinding(_))) {
            self.compare = self.rest;
        }
    }

    fn toggle(&mut self, choice: Companion) {
        self.compare = if self.compare == Some(choice) {
            self.rest.filter(|rest| *rest != choice)
        } else {
            Some(choice)
        };
    }

    /// Whether the standard photo stands beside the photo, where there is one.
    pub(super) fn shows_standard(&self) -> bool {
        self.compare == Some(Companion::Standard)
    }

    /// Whether the tool of this action is switched on.
    pub(super) fn is_on(&self, action: Action) -> bool {
        match action {
            Action::Zoom => self.scale.is_some(),
            Action::Loupe => self.loupe,
            Action::Guides => self.lines.guides,
            Action::Findings => self.finding.is_some(),
            Action::Evidence => self.lines.evidence,
            Action::Standard => self.shows_standard(),
            Action::Printed => self.printed && self.shows_standard(),
            Action::Compare => self.beside().is_some(),
            _ => false,
        }
    }

    /// Zooms to one to one. What lies under the pointer stays there; if the pointer is not over the
    /// photo, the face comes into the middle.
    fn closer(&mut self, face: Option<Vec2>) {
        if let Some(pointer) = self.pointer {
            self.zoom_by(1.0 / self.drawn.max(0.01), pointer);
        } else {
            self.scale = Some(1.0);
            self.offset = face.unwrap_or(self.size * vec2(0.0, 0.5 - FACE));
        }
    }

    /// Zooms so that what lies under `pointer` stays there; `pointer` is measured from the middle of the
    /// area, in screen pixels.
    fn zoom_by(&mut self, factor: f32, pointer: Vec2) {
        let old = self.scale.unwrap_or(self.drawn).max(0.01);
        let new = (old * factor).clamp(0.02, LARGEST);
        self.offset = pointer - (pointer - self.offset) * (new / old);
        self.scale = Some(new);
    }

    /// Limits the offset: a photo larger than its area always covers it, a smaller one stays in its
    /// middle.
    pub(super) fn clamp(&mut self, photo: Vec2, window: Vec2) {
        let room = ((photo - window) / 2.0).max(Vec2::ZERO);
        self.offset = self.offset.clamp(-room, room);
    }

    /// Whether there is too little room to judge a photo in.
    pub(super) fn is_cramped(&self) -> bool {
        self.cramped
    }

    /// Notes the room for photos, in points.
    pub(super) fn see_room(&mut self, ui: &Ui, room: Vec2) {
        self.cramped = room.min_elem() < LEAST_ROOM;
        let room = Some((room, ui.pixels_per_point())).filter(|(room, _)| room.min_elem() > 1.0);
        // A minimized window has no room at all, which must not change the pictures that are wanted.
        if room.is_some() && self.room != room {
            self.room = room;
            // Pictures for the new room are asked for before the next drawing.
            ui.request_repaint();
        }
    }

    /// Applies what the mouse does over a photo drawn in `area`. `ratio` is the size of the photo under
    /// review divided by the size of this one, as drawn.
    pub(super) fn follow_mouse(&mut self, ui: &Ui, response: &Response, area: Rect, ratio: Vec2) {
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

    /// The pictures needed now: each photo shown at the size of its area, and larger sizes when zoomed
    /// in.
    pub(super) fn wishes(&self, case: &Case) -> Vec<PictureId> {
        let zoomed = self.loupe || self.scale.is_some();
        let close = self.loupe || self.scale.is_some_and(|scale| scale > proxy_scale(case) * 1.05);
        let closer = [(zoomed, PictureSize::Proxy), (close, PictureSize::Full)];
        let closer = closer.into_iter().filter(|(wanted, _)| *wanted).map(|(_, size)| size);
        let photos: Vec<_> = std::iter::once(case.submitted.photo)
            .chain(self.other(case).map(|other| other.photo))
            .collect();
        let sizes = self.whole(case).into_iter().chain(closer);
        sizes
            .flat_map(|size| photos.iter().map(move |photo| PictureId { photo: *photo, size }))
            .collect()
    }
}

/// From the middle of the face, as the machine found it, to the photo's middle, in the photo's pixels.
fn face(case: &Case) -> Option<Vec2> {
    let screening = case.screening.as_ref()?.screened.screening.as_deref()?;
    let [left, top, width, height] = screening.evidence.as_ref()?.head.map(|value| value as f32);
    let middle = vec2(left + width / 2.0, top + height / 2.0);
    Some(vec2(screening.width as f32, screening.height as f32) / 2.0 - middle)
}

/// The zoom at which one pixel of the proxy is one pixel of the screen, in screen pixels for one pixel of
/// the photo.
fn proxy_scale(case: &Case) -> f32 {
    let long = case.submitted.width.max(case.submitted.height).max(1);
    (crate::photo::PROXY_SIDE as f32 / long as f32).min(1.0)
}

/// The areas of two photos that stand side by side.
pub(super) fn halves(area: Rect) -> (Rect, Rect) {
    let (left, right) = area.split_left_right_at_fraction(0.5);
    (left.with_max_x(left.right() - 2.0), right.with_min_x(right.left() + 2.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_keeps_what_lies_under_the_pointer() {
        let mut view = PhotoView { drawn: 0.25, ..PhotoView::default() };
        let pointer = vec2(100.0, -40.0);
        // The point of the photo under the pointer, in the photo's pixels from its middle.
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
