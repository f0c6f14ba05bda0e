//! What the machine found, on the review screen: the sign at an item, the region on the photo, the words. It only
//! hints: nothing here marks an item.

use std::time::Duration;

use chrono::TimeDelta;
use egui::{Color32, Context, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2, pos2, vec2};

use super::{Review, Shown, beside};
use crate::domain::finding::{Region, Verdict};
use crate::domain::reason::Reason;
use crate::domain::screening::{Evidence, PixelPoint, ReasonFinding, Screening, SilhouetteRow};
use crate::ui::parts::shared::Shared;
use crate::ui::parts::sign::Sign;
use crate::ui::parts::theme::{self, Palette};
use crate::ui::words::screening::{counted_words, waiting_words};
use crate::ui::words::when;
use crate::worker::ScreeningStatus;

/// Findings that come late are shown once the photo was looked at for so long, or something is marked.
const LATE: Duration = Duration::from_secs(2);

/// Least width and height of a region as it is drawn, in points.
const LEAST: f32 = 12.0;

impl Review {
    /// What the machine said of the photo on the screen, if it may be shown already.
    pub(super) fn screening(&self, shared: &Shared) -> Option<&Screening> {
        let shown = self.current()?;
        let late = shared.settings.findings_late
            && shown.draft.marks.is_empty()
            && shown.exposure.total(self.watch.at()) < LATE;
        if late { None } else { screening(shown) }
    }

    /// Notes that the findings of the photo on the screen were drawn, if they were: what a decision says that it rests
    /// on was before somebody's eyes.
    pub(super) fn saw_findings(&mut self, shared: &Shared) {
        if self.screening(shared).is_some()
            && let Some(shown) = self.current_mut()
        {
            shown.findings_seen = shown.case.screening.as_ref().map(|row| row.entry);
        }
    }

    /// Draws again once findings that come late may be shown.
    pub(super) fn wait_for_late_findings(&self, ctx: &Context, shared: &Shared) {
        let Some(shown) = self.current().filter(|_| shared.settings.findings_late) else { return };
        let left = LATE.saturating_sub(shown.exposure.total(self.watch.at()));
        if !left.is_zero() {
            ctx.request_repaint_after(left);
        }
    }

    /// The finding that the look key shows.
    pub(super) fn finding(&self, shared: &Shared) -> Option<(usize, usize, &ReasonFinding)> {
        let against = self.screening(shared)?.against();
        let at = self.photo.finding?;
        against.get(at).map(|said| (at, against.len(), *said))
    }

    /// The next finding, the worst first; none after the last.
    pub(super) fn next_finding(&mut self, shared: &Shared) {
        let count = self.screening(shared).map_or(0, |screening| screening.against().len());
        let next = self.photo.finding.map_or(0, |at| at + 1);
        self.photo.finding = (next < count).then_some(next);
        // That two photos are nearly the same can only be judged with both in view.
        let is_of_copies =
            self.finding(shared).is_some_and(|(.., said)| said.reason == Reason::I03);
        let copy = self.current().filter(|_| is_of_copies);
        self.photo.show_copy(copy.and_then(|shown| beside::first_copy(&shown.case)));
    }
}

/// What the machine said of a photo.
pub(super) fn screening(shown: &Shown) -> Option<&Screening> {
    shown.case.screening.as_ref()?.screened.screening.as_deref()
}

/// The sign and colour of a verdict; none where it is the reviewer's alone.
pub(super) fn sign(verdict: Verdict, palette: &Palette) -> Option<(Sign, Color32)> {
    match verdict {
        Verdict::Fails => Some((Sign::Bang, palette.reject)),
        Verdict::Doubtful => Some((Sign::Bang, palette.retake)),
        Verdict::Unknown => Some((Sign::Dash, palette.unknown)),
        Verdict::Clear => Some((Sign::Check, palette.unknown)),
        Verdict::Reviewer => None,
    }
}

/// Where a finding shows on the photo.
pub(super) fn region(screening: &Screening, said: &ReasonFinding) -> Option<Region> {
    screening.decisive(said).and_then(|(measurement, _)| measurement.region)
}

/// How the screening of a photo stands, in few words: what it found, or how long it takes still.
pub(super) fn state_words(review: &Review, shown: &Shown, shared: &Shared) -> String {
    let text = &shared.text;
    if let Some(screening) = screening(shown) {
        return match review.screening(shared) {
            Some(_) => counted_words(text, screening),
            None => String::new(),
        };
    }
    let waits = |other: &&Shown| {
        other.case.screening.is_none() && !review.not_screened.contains(&other.case.submission)
    };
    let before = review.strip.iter().filter(waits);
    let place = before.take_while(|other| other.case.submission != shown.case.submission).count();
    let left = match &shared.screening {
        Some(ScreeningStatus::Working { each: Some(each), .. }) => {
            u32::try_from(place + 1).ok().and_then(|photos| each.checked_mul(photos))
        }
        _ => None,
    };
    let left = left.and_then(|left| TimeDelta::from_std(left).ok());
    let failed = review.not_screened.contains(&shown.case.submission);
    let status = shared.screening.as_ref();
    waiting_words(text, status, failed, left.map(|left| when::span(text, left)))
}

/// Draws a region of the photo, which lies in `rect`.
pub(super) fn paint_region(painter: &Painter, rect: Rect, of: &Screening, region: Region) {
    let on = On { rect, size: vec2(of.width as f32, of.height as f32) };
    let [x, y, width, height] = region.map(|value| value as f32);
    let area = Rect::from_min_max(on.at(x, y), on.at(x + width, y + height));
    let area = Rect::from_center_size(area.center(), area.size().max(Vec2::splat(LEAST)));
    let (dark, light) = theme::guide();
    painter.rect_stroke(area.expand(2.0), 2.0, Stroke::new(4.0, dark), StrokeKind::Outside);
    painter.rect_stroke(area.expand(3.0), 2.0, Stroke::new(2.0, light), StrokeKind::Outside);
}

/// Draws eye line, shoulder line, crown, chin and silhouette.
pub(super) fn paint_evidence(painter: &Painter, rect: Rect, of: &Screening, lines: &Evidence) {
    let on = On { rect, size: vec2(of.width as f32, of.height as f32) };
    let [left, crown, width, height] = lines.head.map(|value| value as f32);
    let whole = |[x, y]: PixelPoint| on.at(x as f32, y as f32);
    let across = |y: f32| [on.at(left, y), on.at(left + width, y)];
    let mut drawn = vec![across(crown), across(crown + height), lines.eyes.map(whole)];
    drawn.extend(lines.shoulders.map(|shoulders| shoulders.map(whole)));
    for line in drawn {
        two_tone(painter, line.to_vec());
    }
    if !lines.silhouette.is_empty() {
        two_tone(painter, outline(&on, &lines.silhouette));
    }
}

/// Up the left side of the person, and down the right one.
fn outline(on: &On, spans: &[SilhouetteRow]) -> Vec<Pos2> {
    let side =
        |column: usize| spans.iter().map(move |span| on.at(span[column] as f32, span[0] as f32));
    side(1).rev().chain(side(2)).collect()
}

/// A light line on a dark one, seen on every ground.
fn two_tone(painter: &Painter, points: Vec<Pos2>) {
    let (dark, light) = theme::guide();
    painter.add(Shape::line(points.clone(), Stroke::new(3.0, dark)));
    painter.add(Shape::line(points, Stroke::new(1.0, light)));
}

/// A photo as it lies on the screen.
struct On {
    rect: Rect,
    /// In its own pixels.
    size: Vec2,
}

impl On {
    /// Where a pixel of the photo is on the screen.
    fn at(&self, x: f32, y: f32) -> Pos2 {
        let part = vec2(x, y) / self.size.max(Vec2::splat(1.0));
        pos2(
            self.rect.left() + part.x * self.rect.width(),
            self.rect.top() + part.y * self.rect.height(),
        )
    }
}
