//! Why something can't be done now: asked by the buttons, and again before it is done.

use super::{Overlay, Review, findings};
use crate::ui::action::Action;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::stopwatch::SLIP;
use crate::ui::words::screening::no_standard_words;
use crate::worker::PictureId;

/// The answer to what was asked last has not come.
pub(super) const PENDING: &str = "review-why-pending";

/// A hint for the reviewer, shown at the bottom.
#[derive(Debug)]
pub(super) enum Hint {
    /// Why a press did nothing, or what has changed, as a key for `Text`.
    Why(&'static str),
    /// Why a press did nothing, as a finished sentence.
    Words(String),
    /// A press did nothing, since it came too soon or means nothing here, as a key for `Text`. It is the one hint
    /// that needs no reading.
    Quiet(&'static str),
}

impl Hint {
    /// A press was dropped: something was done just before.
    pub(super) const DROPPED: Self = Self::Quiet("review-too-soon-acted");
    /// No item and no reason has the number that was typed.
    pub(super) const NO_SUCH_NUMBER: Self = Self::Quiet("review-no-such-number");
}

/// The photo is not screened yet, so there is no standard photo to approve.
const UNSCREENED: &str = "review-why-unscreened";
/// The machine could make no standard photo.
const NO_STANDARD: &str = "review-why-no-standard";

impl Review {
    /// The words of why something can't be done, as it stands now.
    pub(super) fn why_words(&self, key: &'static str, shared: &Shared) -> String {
        let text = &shared.text;
        match (key, self.current()) {
            (UNSCREENED, Some(shown)) => {
                let state = findings::state_words(self, shown, shared);
                text.with(key, &[("state", state.into())])
            }
            (NO_STANDARD, Some(shown)) => {
                let why = findings::screening(shown)
                    .map_or_else(String::new, |screening| no_standard_words(text, screening));
                text.with(key, &[("why", why.into())])
            }
            _ => text.get(key).into_owned(),
        }
    }

    /// Why there is no standard photo that could be looked at, where an approval needs it.
    fn standard_hindrance(&self) -> Option<&'static str> {
        let shown = self.current().filter(|_| self.policy.standard_photo)?;
        let Some(row) = &shown.case.screening else { return Some(UNSCREENED) };
        let Some(made) = row.screened.standard_photo else { return Some(NO_STANDARD) };
        let size = self.photo.whole(&shown.case).filter(|_| self.photo.shows_standard())?;
        let picture = self.textures.get(PictureId { photo: made, size });
        matches!(picture, Some(Err(_))).then_some("review-why-standard-fault")
    }

    /// What an approval lacks that needs the standard photo: a look at it. Where it is not shown, it is from now
    /// on, so that the next press approves.
    pub(super) fn standard_first(&mut self) -> Option<Hint> {
        let shown = self.current().filter(|_| self.policy.standard_photo)?;
        let seen = shown.standard_look(self.watch.at());
        if seen.is_some_and(|seen| seen.on_screen_ms >= self.policy.on_screen_ms) {
            return None;
        }
        if self.photo.shows_standard() {
            return Some(Hint::Quiet("review-too-soon-standard"));
        }
        self.photo.show_standard();
        Some(Hint::Quiet("review-standard-first"))
    }

    /// Why nothing at all can be recorded now, as a key for `Text`.
    pub(super) fn blocked(&self, shared: &Shared) -> Option<&'static str> {
        if self.strip.is_empty() {
            Some("review-why-nothing")
        } else if shared.lost.is_some() {
            Some("review-why-lost-store")
        } else if self.pending.is_some() {
            Some(PENDING)
        } else {
            None
        }
    }

    /// Why the photo can't be judged now, as a key for `Text`: nobody may decide on what they have not
    /// seen.
    pub(super) fn hindrance(&self, shared: &Shared) -> Option<&'static str> {
        let Some(shown) = self.current() else { return Some("review-why-nothing") };
        self.blocked(shared).or(if shown.lost {
            Some("review-why-lost-lease")
        } else if !shown.faults.is_empty() {
            Some("review-why-fault")
        } else if self.photo.is_cramped() {
            Some("review-why-no-room")
        } else if !shown.exposure.is_painted() {
            Some("review-why-unseen")
        } else {
            None
        })
    }

    /// Why this action can't be done now, as a key for `Text`.
    pub(super) fn hindrance_of(&self, action: Action, shared: &Shared) -> Option<&'static str> {
        // What covers the items takes digits of its own.
        if action == Action::Unmask {
            return self.sheet.is_some().then_some("review-why-sheet");
        }
        if !action.decides() {
            return None;
        }
        let draft = self.current().map(|shown| &shown.draft);
        let marked = draft.is_some_and(|draft| !draft.marks.is_empty());
        let to_reject = draft.is_some_and(|draft| !draft.reject.is_empty());
        let own = match action {
            Action::Undo => self.undo_hindrance(shared),
            Action::Hold | Action::Skip => self.blocked(shared),
            Action::Approve => self
                .hindrance(shared)
                .or(marked.then_some("review-why-marked"))
                .or(to_reject.then_some("review-why-to-reject"))
                .or_else(|| self.standard_hindrance()),
            Action::Retake => self.hindrance(shared).or((!marked).then_some("review-why-no-item")),
            _ => self.hindrance(shared),
        };
        self.sheet.is_some().then_some("review-why-sheet").or(own)
    }

    /// Why the open sheet can't be confirmed now, apart from what is filled in on it.
    pub(super) fn confirm_hindrance(&self, shared: &Shared) -> Option<&'static str> {
        if self.sheet == Some(Overlay::Hold) {
            self.blocked(shared)
        } else {
            self.hindrance(shared)
        }
    }

    /// Why this action comes too soon, as a key for `Text`: an approval before the photo was looked at
    /// for as long as the policy asks, or anything that changes a submission while an item is half typed or so
    /// shortly after the last change that it may be the second press of a double tap.
    pub(super) fn too_soon(&self, action: Action) -> Option<&'static str> {
        match action {
            // Both: a photo looked at long enough earlier may be approved by the second press of a double
            // tap.
            Action::Approve => {
                self.unfinished().or_else(|| self.seen_too_shortly()).or_else(|| self.just_acted())
            }
            Action::Unmask => self.unfinished(),
            _ if action.decides() => self.unfinished().or_else(|| self.just_acted()),
            _ => None,
        }
    }

    /// Why it is too soon to confirm the open sheet, as a key for `Text`.
    pub(super) fn confirmed_too_soon(&self) -> Option<&'static str> {
        let seen = self.sheet != Some(Overlay::Hold);
        let too_shortly = || seen.then(|| self.seen_too_shortly()).flatten();
        self.unfinished().or_else(too_shortly).or_else(|| self.just_acted())
    }

    fn seen_too_shortly(&self) -> Option<&'static str> {
        let seen = self.current()?.exposure.total(self.watch.at());
        (seen < self.policy.on_screen()).then_some("review-too-soon-seen")
    }

    fn just_acted(&self) -> Option<&'static str> {
        let since = self.watch.at().saturating_sub(self.acted?);
        (since < SLIP).then_some("review-too-soon-acted")
    }

    fn undo_hindrance(&self, shared: &Shared) -> Option<&'static str> {
        match self.done.last() {
            None => Some("review-why-no-undo"),
            Some(_) if shared.lost.is_some() => Some("review-why-lost-store"),
            Some(_) if self.pending.is_some() => Some(PENDING),
            Some(_) => None,
        }
    }
}
