//! The review: the strip of claimed photos, what is begun on them, and what was last recorded.

mod bottom;
mod checklist;
mod draft;
mod keys;
mod perform;
mod photo;
mod sheet;
mod strip;
mod student;
#[cfg(test)]
pub(in crate::ui) mod tests;
mod textures;

use std::time::Instant;

use chrono::{DateTime, Utc};
use egui::{Context, Panel, Ui};

pub use draft::{Draft, Shown};
pub use perform::Deed;

use self::photo::PhotoView;
use self::textures::Textures;
use super::keymap::Keymap;
use super::link::Picture;
use super::scene::Scene;
use super::settings::Backdrop;
use crate::desk::review::{Case, Change};
use crate::domain::submission::{Revision, SubmissionId};
use crate::store::RecordError;
use crate::text::Text;
use crate::worker::{Ask, Command, Look, PictureSize, Update};

/// Photos fetched ahead of the one on the screen.
const AHEAD: usize = 3;
/// With fewer photos on the strip than this, more are claimed.
const LOW: usize = 5;

/// What lies over the checklist while a decision is being made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sheet {
    /// Reasons for a rejection; the words narrow the list.
    Reject {
        /// What is searched for.
        search: String,
    },
    /// Reasons for a retake, and the words for the student.
    Retake,
    /// Why it is set aside.
    Hold {
        /// Words for the file.
        note: String,
    },
    /// What the ID number is needed for.
    Unmask,
}

/// Something recorded in this session, that can be taken back.
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

/// Something that was asked for and refused; stays until read.
#[derive(Debug)]
pub struct Refused {
    submission: SubmissionId,
    why: RecordError,
}

/// The review screen.
#[derive(Default)]
pub struct Review {
    strip: Vec<Shown>,
    at: usize,
    sheet: Option<Sheet>,
    first_digit: Option<u8>,
    pending: Option<(Ask, Draft, usize)>,
    done: Vec<Done>,
    refused: Option<Refused>,
    hint: Option<String>,
    /// A text field had the focus when the last frame ended: Esc has taken it away by now, and must not
    /// close anything else.
    typing: bool,
    /// Why a submission could not be claimed again.
    not_taken: Option<String>,
    skipped: Vec<SubmissionId>,
    claiming: bool,
    dry: bool,
    photo: PhotoView,
    textures: Textures,
    wanted: Vec<Look>,
    probe: Probe,
}

/// When the key that led to the photo on the screen was seen, for measuring.
#[derive(Default)]
struct Probe {
    pressed: Option<Instant>,
    painted: Option<SubmissionId>,
    told: Option<SubmissionId>,
}

/// What the review needs to know of the console when it draws.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// Words, calendar, time.
    pub scene: Scene<'a>,
    /// Which key does what.
    pub keymap: &'a Keymap,
    /// Behind the photo.
    pub backdrop: Backdrop,
    /// The store is lost: nothing is accepted.
    pub lost: Option<&'a str>,
    /// When the earliest deadline of the queue is.
    pub next_due: Option<DateTime<Utc>>,
}

impl Review {
    /// The case on the screen.
    pub fn current(&self) -> Option<&Shown> {
        self.strip.get(self.at)
    }

    fn current_mut(&mut self) -> Option<&mut Shown> {
        self.strip.get_mut(self.at)
    }

    /// Somebody has signed in: nothing of the one before stays; the first photos are claimed.
    pub fn begin(&mut self) -> Vec<Command> {
        *self = Self { claiming: true, ..Self::default() };
        vec![Command::Claim { skip: Vec::new() }]
    }

    /// Takes what concerns the review out of an update; the commands that follow.
    pub fn take(&mut self, update: &Update<Picture>, text: &Text) -> Vec<Command> {
        match update {
            Update::Claimed { cases, taken } => self.claimed(cases, *taken),
            Update::Leases(held) => {
                for shown in &mut self.strip {
                    let lease = held.iter().find(|(id, _)| *id == shown.case.submission);
                    shown.lost = lease.is_none();
                    shown.case.until = lease.map_or(shown.case.until, |(_, until)| *until);
                }
            }
            Update::Recorded(recorded) => return self.recorded(recorded),
            Update::Refused { ask, why } => self.was_refused(ask, why),
            Update::Unmasked(no) => {
                // Where somebody has gone on meanwhile, the number stays masked.
                if let Some(shown) = self.current_mut()
                    && shown.case.student.no == *no
                    && shown.painted.is_some()
                {
                    shown.unmasked = true;
                }
            }
            Update::Picture { look, picture } if self.wanted.contains(look) => {
                self.textures.arrived(*look, picture.clone());
            }
            Update::Restored => {
                self.claiming = false;
                return self.claim_more();
            }
            Update::Failed(failure) if failure.key == "failed-claim" => self.claiming = false,
            Update::Failed(failure) if failure.key == "failed-take" => {
                self.not_taken = Some(super::event_words::fault(text, &failure.why));
            }
            _ => {}
        }
        Vec::new()
    }

    fn claimed(&mut self, cases: &[Case], taken: bool) {
        self.claiming = false;
        self.dry = cases.is_empty() && self.strip.is_empty();
        for case in cases {
            let known = self.place_of(case.submission);
            let place = match known {
                Some(place) => {
                    let shown = &mut self.strip[place];
                    shown.case = case.clone();
                    shown.lost = false;
                    place
                }
                None if taken => {
                    let place = self.at.min(self.strip.len());
                    self.strip.insert(place, Shown::new(case.clone()));
                    place
                }
                None => {
                    self.strip.push(Shown::new(case.clone()));
                    self.strip.len() - 1
                }
            };
            if taken {
                self.go_to(place);
                self.refused = None;
                self.not_taken = None;
            }
        }
    }

    fn place_of(&self, submission: SubmissionId) -> Option<usize> {
        self.strip.iter().position(|shown| shown.case.submission == submission)
    }

    fn recorded(&mut self, recorded: &crate::worker::Recorded) -> Vec<Command> {
        let Some((ask, draft, place)) = self.pending.take_if(|(ask, ..)| *ask == recorded.ask)
        else {
            return Vec::new();
        };
        tracing::trace!(target: "photo_review::probe", "recorded {}", ask.submission);
        if ask.change == Change::Undo {
            self.came_back(recorded);
            return Vec::new();
        }
        let Some(gone) = self.place_of(ask.submission) else { return Vec::new() };
        let shown = self.strip.remove(gone);
        self.done.push(Done {
            submission: ask.submission,
            revision: Revision(recorded.entry.seq),
            name: shown.case.student.name,
            what: perform::done_word(&ask.change),
            at: recorded.entry.at,
            place,
            draft,
        });
        self.go_to(gone.min(self.strip.len().saturating_sub(1)));
        self.claim_more()
    }

    /// The photo is back at the place where it was, with what was begun on it.
    fn came_back(&mut self, recorded: &crate::worker::Recorded) {
        let Some(done) = self.done.pop() else { return };
        let Some(case) = &recorded.returned else { return };
        let place = done.place.min(self.strip.len());
        let shown = Shown { draft: done.draft, ..Shown::new((**case).clone()) };
        self.strip.insert(place, shown);
        self.dry = false;
        self.go_to(place);
    }

    fn was_refused(&mut self, ask: &Ask, why: &RecordError) {
        if self.pending.take_if(|(pending, ..)| pending == ask).is_none() {
            return;
        }
        if ask.change == Change::Undo && !matches!(why, RecordError::Store(_)) {
            self.done.pop();
        }
        if let Some(place) = self.place_of(ask.submission) {
            self.strip[place].lost = matches!(
                why,
                RecordError::LeaseLost
                    | RecordError::Stale { .. }
                    | RecordError::StudentCorrected
                    | RecordError::ClaimedByOther
            );
        }
        self.refused = Some(Refused { submission: ask.submission, why: perform::copy_of(why) });
    }

    fn claim_more(&mut self) -> Vec<Command> {
        if self.claiming || self.strip.len() >= LOW {
            return Vec::new();
        }
        self.claiming = true;
        vec![Command::Claim { skip: self.skipped.clone() }]
    }

    /// Looks for new work where there was none; called now and then.
    pub fn tick(&mut self) -> Vec<Command> {
        if self.dry { self.claim_more() } else { Vec::new() }
    }

    /// The photo on the screen is looked at no more; its ID number is masked again.
    pub fn leave(&mut self) {
        if let Some(left) = self.current_mut() {
            left.leave(Instant::now());
        }
    }

    fn go_to(&mut self, place: usize) {
        self.leave();
        self.at = place;
        self.sheet = None;
        self.first_digit = None;
        self.hint = None;
        self.photo.reset();
    }

    /// What is done before each drawing: uploads, keys. The commands that follow.
    pub fn logic(&mut self, ctx: &Context, around: Around<'_>) -> Vec<Command> {
        self.tell_painted();
        let current = self.current().map(|shown| shown.case.submitted.photo);
        let first = current.map(|photo| Look { photo, size: PictureSize::Proxy });
        if self.textures.upload(ctx, first) {
            ctx.request_repaint();
        }
        let mut commands = self.keys(ctx, around);
        commands.extend(self.want());
        commands
    }

    /// One key after the other, since what a key means depends on what the one before it opened.
    /// What comes behind a decision belongs to a photo that nobody has seen yet, and is dropped.
    fn keys(&mut self, ctx: &Context, around: Around<'_>) -> Vec<Command> {
        let mut commands = Vec::new();
        if self.typing {
            return commands;
        }
        let on_widget = keys::on_widget(ctx);
        for press in keys::pressed(ctx) {
            let Some(deed) = keys::deed(press, self, around.keymap, on_widget) else { continue };
            self.probe.pressed = Some(Instant::now());
            commands.extend(self.perform(deed, around));
            if self.pending.is_some() {
                break;
            }
        }
        commands
    }

    /// Whether a change is being recorded.
    pub fn is_pending(&self) -> bool {
        self.pending.is_some()
    }

    /// Draws the screen; what was clicked.
    pub fn show(&mut self, ui: &mut Ui, around: Around<'_>) -> Option<Deed> {
        let mut deed = None;
        let bar = egui::Frame::new().inner_margin(egui::Margin::symmetric(16, 0));
        Panel::bottom("review-bottom").frame(bar).exact_size(64.0).resizable(false).show(
            ui,
            |ui| {
                deed = bottom::show(ui, self, around);
            },
        );
        if self.strip.is_empty() {
            return deed.or_else(|| strip::show_empty(ui, self, around));
        }
        let strip = egui::Frame::new().inner_margin(8);
        Panel::left("review-strip").frame(strip).exact_size(96.0).resizable(false).show(ui, |ui| {
            deed = deed.take().or(strip::show(ui, self));
        });
        let side = egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 8));
        Panel::right("review-side").frame(side).exact_size(400.0).resizable(false).show(ui, |ui| {
            // Of one height, whatever it holds, so that the checklist never moves; but a long proposal or
            // an open sheet takes the room it needs.
            let room = egui::vec2(ui.available_width(), student::HEIGHT);
            let top = egui::Layout::top_down(egui::Align::Min);
            let mut above = ui.new_child(
                egui::UiBuilder::new()
                    .max_rect(egui::Rect::from_min_size(ui.cursor().min, room))
                    .layout(top),
            );
            let shown = student::show(&mut above, self, around);
            deed = deed.take().or(shown);
            let used = above.min_rect().height() + 4.0;
            let least = if self.sheet.is_some() { 0.0 } else { student::HEIGHT };
            ui.add_space(used.max(least));
            let below = if self.sheet.is_some() {
                sheet::show(ui, self, around)
            } else {
                checklist::show(ui, self, around)
            };
            deed = deed.take().or(below);
        });
        if photo::show(ui, self, around) {
            self.painted_now(ui.ctx());
        }
        self.typing = ui.ctx().text_edit_focused();
        deed
    }

    fn painted_now(&mut self, ctx: &Context) {
        let Some(shown) = self.current_mut() else { return };
        shown.painted.get_or_insert_with(Instant::now);
        let painted = Some(shown.case.submission);
        self.probe.painted = painted;
        if painted != self.probe.told && is_probed() {
            // One frame more, which begins when this one has ended.
            ctx.request_repaint();
        }
    }

    /// After the frame that showed a new photo: tells how long that took since the key.
    fn tell_painted(&mut self) {
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

    /// Another screen has asked for pictures of its own: what is missing is to be asked for again.
    pub fn look_again(&mut self) {
        self.wanted.clear();
    }

    /// The pictures wanted now, most urgent first; asks for those that are missing.
    fn want(&mut self) -> Vec<Command> {
        let look = |shown: &Shown, size| Look { photo: shown.case.submitted.photo, size };
        let mut wanted = Vec::new();
        let proxies = (self.at..=self.at + AHEAD).chain(self.at.checked_sub(1));
        for shown in proxies.filter_map(|place| self.strip.get(place)) {
            wanted.push(look(shown, PictureSize::Proxy));
        }
        if let Some(shown) = self.current() {
            wanted.extend(self.photo.wishes(&shown.case));
            wanted.extend(student::wishes(&shown.case));
        }
        wanted.extend(self.strip.iter().map(|shown| look(shown, PictureSize::Thumb)));
        if wanted == self.wanted {
            return Vec::new();
        }
        self.textures.keep(&wanted);
        let missing: Vec<Look> =
            wanted.iter().copied().filter(|look| self.textures.is_missing(*look)).collect();
        self.wanted = wanted;
        vec![Command::Look(missing)]
    }
}

/// Whether somebody measures.
fn is_probed() -> bool {
    tracing::enabled!(target: "photo_review::probe", tracing::Level::TRACE)
}
