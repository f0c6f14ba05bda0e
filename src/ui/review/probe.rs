//! Tells, where somebody asks for it, how long it takes from a key press until the next photo is painted.

use std::time::Instant;

use chrono::{DateTime, Utc};
use egui::Context;

use super::Review;
use crate::domain::submission::SubmissionId;

/// Measures how long it takes from the key press until the next photo is painted.
#[derive(Default)]
pub(super) struct Probe {
    pub(super) pressed: Option<Instant>,
    painted: Option<SubmissionId>,
    told: Option<SubmissionId>,
}

impl Review {
    /// Notes that the photo was painted.
    pub(super) fn painted_now(&mut self, ctx: &Context, now: DateTime<Utc>) {
        let Some(shown) = self.current_mut() else { return };
        shown.exposure.paint(now);
        let painted = Some(shown.case.submission);
        self.probe.painted = painted;
        if painted != self.probe.told && is_probed() {
            // One more frame, so that `tell_painted` runs once this one is finished.
            ctx.request_repaint();
        }
    }

    /// Runs after the frame that first showed a photo: reports how long that took since the key press.
    pub(super) fn tell_painted(&mut self) {
        if !is_probed() {
            return;
        }
        let painted = self.probe.painted.take();
        if painted.is_some() && painted != self.probe.told {
            self.probe.told = painted;
            let since =
                self.probe.pressed.take().map_or(0, |pressed| pressed.elapsed().as_micros());
            let id = painted.map_or(0, |id| id.0);
            tracing::trace!(target: "photo_review::probe", "painted {id} {since}");
        }
    }
}

/// Whether the probe is switched on.
fn is_probed() -> bool {
    tracing::enabled!(target: "photo_review::probe", tracing::Level::TRACE)
}
