//! Why something can't be done now: asked by the buttons, and again before it is done.

use super::{Overlay, Review};
use crate::ui::action::Action;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::stopwatch::SLIP;

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

impl Review {
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
                .or(to_reject.then_some("review-why-to-reject")),
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
