//! The review: the strip of claimed photos, what is begun on them, and what was last recorded.

mod beside;
mod bottom;
mod checklist;
mod digits;
mod draft;
mod exposure;
mod findings;
mod hindrance;
mod keys;
mod marked;
mod paint;
mod panel;
mod perform;
mod photo;
mod probe;
mod reasons;
mod screen;
mod sheet;
mod side;
mod strip;
mod student;
mod take;
#[cfg(test)]
pub(in crate::ui) mod tests;
mod textures;
mod tools;
mod view;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use egui::{Context, Panel, Ui, vec2};

pub use draft::{Draft, Shown};
pub use perform::ReviewAct;
pub use screen::PLACE;

use self::digits::Begun;
use self::hindrance::Hint;
use self::probe::Probe;
use self::textures::Textures;
use self::view::PhotoView;
use crate::desk::review::Ask;
use crate::domain::claim_order::ClaimOrder;
use crate::domain::photo_hash::PhotoHash;
use crate::domain::policy::Policy;
use crate::domain::submission::{Revision, SubmissionId};
use crate::exchange::wording::NoticeWording;
use crate::store::RecordError;
use crate::ui::parts::focus;
use crate::ui::parts::keymap::digit;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::stopwatch::Stopwatch;
use crate::worker::{Command, PictureId, PictureSize, ReviewCommand};

/// Photos fetched ahead of the one on the screen.
const AHEAD: usize = 3;
/// Widths of the film strip and of the panel on the right, in points.
const STRIP: f32 = 96.0;
const SIDE: f32 = 400.0;
/// With fewer photos on the strip than this, more are claimed.
const LOW: usize = 5;

/// What lies over the checklist while a decision is being made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Overlay {
    /// Reasons for a rejection, narrowed to those that match the search.
    Reject {
        /// What is searched for.
        search: String,
    },
    /// Reasons for a retake, and the words for the student.
    Retake,
    /// Why it is set aside.
    Hold,
    /// What the ID number is needed for.
    Unmask,
}

/// A decision or hold recorded in this session, which can be taken back.
#[derive(Debug, Clone)]
pub struct Done {
    submission: SubmissionId,
    revision: Revision,
    name: String,
    what: &'static str,
    at: DateTime<Utc>,
    place: usize,
    draft: Draft,
}

/// A request that was refused; shown until somebody has read it.
#[derive(Debug)]
pub struct RefusedAsk {
    submission: SubmissionId,
    why: RecordError,
}

/// The review screen.
pub struct Review {
    watch: Stopwatch,
    policy: Policy,
    /// The university's own words for notices.
    wording: Arc<NoticeWording>,
    /// When something was last recorded, skipped or taken back.
    acted: Option<Duration>,
    strip: Vec<Shown>,
    at: usize,
    sheet: Option<Overlay>,
    begun: Option<Begun>,
    /// When a digit was dropped last: those behind it would be paired wrongly.
    dropped: Option<Duration>,
    pending: Option<(Ask, Draft, usize)>,
    done: Vec<Done>,
    refused: Option<RefusedAsk>,
    /// What had no answer when the store was lost.
    unanswered: Option<Ask>,
    hint: Option<Hint>,
    /// What is said once the answer has come that is awaited: that a press was dropped meanwhile.
    hint_behind_answer: Option<Hint>,
    /// A text field had the focus when the last frame ended. An Esc in this frame has only left the
    /// field, and must not close anything else.
    typing: bool,
    /// Submissions whose lease was lost and that were claimed again; the answers come in this order.
    again: VecDeque<SubmissionId>,
    /// The drafts of photos that left the strip undecided.
    kept: BTreeMap<SubmissionId, Draft>,
    skipped: Vec<SubmissionId>,
    /// Which photos are claimed first.
    order: ClaimOrder,
    /// Submissions at which the machine could not look.
    not_screened: BTreeSet<SubmissionId>,
    claiming: bool,
    dry: bool,
    photo: PhotoView,
    textures: Textures,
    wanted: Vec<PictureId>,
    probe: Probe,
}

impl Review {
    /// The case on the screen.
    fn current(&self) -> Option<&Shown> {
        self.strip.get(self.at)
    }

    fn current_mut(&mut self) -> Option<&mut Shown> {
        self.strip.get_mut(self.at)
    }

    /// An empty review that measures time by `watch`.
    fn new(watch: Stopwatch) -> Self {
        Self {
            watch,
            policy: Policy::default(),
            wording: Arc::default(),
            acted: None,
            strip: Vec::new(),
            at: 0,
            sheet: None,
            begun: None,
            dropped: None,
            pending: None,
            done: Vec::new(),
            refused: None,
            unanswered: None,
            hint: None,
            hint_behind_answer: None,
            typing: false,
            again: VecDeque::new(),
            kept: BTreeMap::new(),
            skipped: Vec::new(),
            order: ClaimOrder::default(),
            not_screened: BTreeSet::new(),
            claiming: false,
            dry: false,
            photo: PhotoView::default(),
            textures: Textures::default(),
            wanted: Vec::new(),
            probe: Probe::default(),
        }
    }

    /// Claims the first photos.
    fn claim_first(&mut self) -> Vec<Command> {
        self.claiming = true;
        vec![Command::Review(ReviewCommand::Claim { order: self.order, skip: Vec::new() })]
    }

    fn place_of(&self, submission: SubmissionId) -> Option<usize> {
        self.strip.iter().position(|shown| shown.case.submission == submission)
    }

    /// Ends every look and masks every ID number. Done for the whole strip: cases may have moved on it,
    /// and only the photo on the screen may count as looked at.
    fn look_away(&mut self) {
        // A digit that was typed long ago must not begin an item later.
        self.begun = None;
        let at = self.watch.at();
        for shown in &mut self.strip {
            shown.leave(at);
        }
    }

    /// Nobody can see the window: ends the look, although the photo stays on the screen.
    fn unseen(&mut self) {
        let at = self.watch.at();
        for shown in &mut self.strip {
            shown.exposure.end(at);
            shown.expose_standard(None, at);
        }
    }

    fn go_to(&mut self, place: usize) {
        self.look_away();
        self.at = place;
        self.sheet = None;
        self.begun = None;
        self.hint = None;
        self.photo.come();
    }

    /// Runs before each drawing: uploads pictures, reads keys, and asks for missing pictures. Returns the
    /// commands for the worker.
    fn logic(&mut self, shared: &Shared) -> Vec<Command> {
        let ctx = &shared.ctx;
        self.photo.stand_by(shared.settings.standard_beside);
        self.tell_painted();
        let current = self.current().map(|shown| shown.case.submitted.photo);
        if self.textures.upload(ctx, current) {
            ctx.request_repaint();
        }
        let mut commands = self.keys(ctx, shared);
        commands.extend(self.want());
        commands
    }

    /// Handles one key after another, since a key may open a sheet on which the following one means
    /// something else. Keys after a decision are dropped: they would act on a photo that nobody has seen
    /// yet.
    fn keys(&mut self, ctx: &Context, shared: &Shared) -> Vec<Command> {
        let mut commands = Vec::new();
        if self.typing {
            return commands;
        }
        let on_widget = focus::is_on_button(ctx);
        let mut presses = keys::pressed(ctx).into_iter();
        while let Some(press) = presses.next() {
            let Some(act) = keys::act(press, self, &shared.keymap, on_widget) else { continue };
            if !commands.is_empty() && self.pending.is_some() {
                self.hint_behind_answer = Some(Hint::DROPPED);
                let mut lost = std::iter::once(press).chain(presses);
                if lost.any(|press| digit(press.key).is_some()) {
                    self.dropped = Some(self.watch.at());
                }
                break;
            }
            self.probe.pressed = Some(Instant::now());
            commands.extend(self.perform(act, shared));
        }
        commands
    }

    /// Whether a change is being recorded.
    fn is_pending(&self) -> bool {
        self.pending.is_some()
    }

    /// Draws the screen; what was clicked.
    fn draw(&mut self, ui: &mut Ui, shared: &Shared) -> Option<ReviewAct> {
        let mut act = None;
        let bar = egui::Frame::new().inner_margin(egui::Margin::symmetric(16, 0));
        Panel::bottom("review-bottom").frame(bar).exact_size(64.0).resizable(false).show(
            ui,
            |ui| {
                act = bottom::show(ui, self, shared);
            },
        );
        self.photo.see_room(ui, ui.available_size() - vec2(STRIP + SIDE, 0.0));
        if self.strip.is_empty() {
            return act.or_else(|| strip::show_empty(ui, self, shared));
        }
        let strip = egui::Frame::new().inner_margin(8);
        Panel::left("review-strip").frame(strip).exact_size(STRIP).resizable(false).show(
            ui,
            |ui| {
                act = act.take().or(strip::show(ui, self));
            },
        );
        let side = egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 8));
        Panel::right("review-side").frame(side).exact_size(SIDE).resizable(false).show(ui, |ui| {
            act = act.take().or(side::show(ui, self, shared));
        });
        self.wait_for_late_findings(ui.ctx(), shared);
        let seen = photo::show(ui, self, shared);
        act = act.or(seen.act);
        let touched = ui.ctx().input(|input| !input.events.is_empty());
        let attended = !shared.covered && focus::is_attended(ui.ctx());
        self.expose(seen.whole && attended, seen.standard.filter(|_| attended), touched);
        if seen.painted && attended {
            self.saw_findings(shared);
        }
        if seen.painted {
            self.painted_now(ui.ctx(), shared.now);
        }
        self.typing = ui.ctx().text_edit_focused();
        act
    }

    /// Counts the time for which the photo is looked at: while it is there for its room, uncovered, in a
    /// window that somebody attends to; and that of the standard photo beside it. That of every other photo has
    /// ended.
    fn expose(&mut self, looked_at: bool, standard: Option<PhotoHash>, touched: bool) {
        let at = self.watch.at();
        for (place, shown) in self.strip.iter_mut().enumerate() {
            if place != self.at {
                shown.leave(at);
                continue;
            }
            shown.expose_standard(standard, at);
            if looked_at {
                shown.exposure.begin(at);
                if touched {
                    shown.exposure.touch(at);
                }
            } else {
                shown.exposure.end(at);
            }
        }
    }

    /// Another screen has replaced the worker's list of wanted pictures: what is missing must be asked
    /// for again.
    fn look_again(&mut self) {
        self.wanted.clear();
    }

    /// Drops the faults of pictures made for a room of another size. They are kept until the picture for
    /// the present room has come or has failed, so that the photo can't be judged in between.
    fn forget_outgrown_fault(&mut self) {
        let Some(shown) = self.strip.get_mut(self.at) else { return };
        let Some(size) = self.photo.whole(&shown.case) else { return };
        if self.textures.get(PictureId { photo: shown.case.submitted.photo, size }).is_some() {
            let is_outgrown =
                |at: &PictureSize| *at != size && matches!(at, PictureSize::Fit { .. });
            shown.faults.retain(|at, _| !is_outgrown(at));
        }
    }

    /// The pictures wanted now, most urgent first; asks for those that are missing.
    fn want(&mut self) -> Vec<Command> {
        let look = |shown: &Shown, size| PictureId { photo: shown.case.submitted.photo, size };
        self.forget_outgrown_fault();
        let mut wanted = Vec::new();
        if let Some(shown) = self.current() {
            wanted.extend(self.photo.wishes(&shown.case));
            // A picture that failed stays wanted, so that its fault is not forgotten.
            for size in shown.faults.keys().filter(|size| !matches!(size, PictureSize::Fit { .. }))
            {
                let faulty = look(shown, *size);
                if !wanted.contains(&faulty) {
                    wanted.push(faulty);
                }
            }
        }
        let near = (self.at + 1..=self.at + AHEAD).chain(self.at.checked_sub(1));
        for shown in near.filter_map(|place| self.strip.get(place)) {
            wanted.extend(self.photo.whole(&shown.case).map(|size| look(shown, size)));
            if let Some(standard) =
                beside::standard(&shown.case).filter(|_| self.photo.shows_standard())
            {
                let whole = self.photo.whole(&shown.case);
                wanted.extend(whole.map(|size| PictureId { photo: standard.photo, size }));
            }
        }
        wanted.extend(self.current().into_iter().flat_map(|shown| student::wishes(&shown.case)));
        wanted.extend(self.strip.iter().map(|shown| look(shown, PictureSize::Thumb)));
        self.textures.keep(&wanted);
        if wanted == self.wanted {
            return Vec::new();
        }
        let missing: Vec<PictureId> =
            wanted.iter().copied().filter(|look| self.textures.is_missing(*look)).collect();
        self.wanted = wanted;
        vec![Command::Pictures(missing)]
    }
}
