//! What digits do: one numbering for the whole review. Two digits name an item, on the checklist and on the retake
//! sheet alike. One digit chooses where reasons stand with their numbers: in the panel of an item that several can
//! explain, and on the sheet for a rejection.

use super::hindrance::Hint;
use super::{Overlay, Review, ReviewAct};
use crate::domain::checklist::{ChecklistItem, Rule};
use crate::domain::reason::Reason;
use crate::ui::parts::stopwatch::SLIP;

/// What digits have begun and not finished. While it stands nothing is decided: an item of which one digit or the
/// reason is still missing would get lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begun {
    /// The first of two digits.
    First(u8),
    /// The panel with the reasons of this item is open.
    Panel(ChecklistItem),
}

/// The two digits of Z01, "other", on the retake sheet; no item has them.
pub(super) const OTHER: (u8, u8) = (0, 0);
/// The digit that takes the mark away in the panel of an item.
pub(super) const UNMARK: u8 = 0;

/// The reasons of a rejection, in the order of their numbers from 1.
pub(super) fn rejections() -> impl Iterator<Item = Reason> {
    Reason::ALL.into_iter().filter(|reason| reason.fits_reject())
}

impl Review {
    /// Whether a digit, a mark or a choice is dropped: while an answer is awaited it would go to a photo that is
    /// about to leave; and behind a digit that was dropped all that follow without a pause would be paired wrongly.
    pub(super) fn drops(&mut self, act: ReviewAct) -> bool {
        let at = self.watch.at();
        let is_digit = matches!(act, ReviewAct::Digit(_));
        let fills_in = is_digit
            || matches!(act, ReviewAct::Mark(_) | ReviewAct::Unmark(_) | ReviewAct::Choose(_));
        let behind = self.dropped.is_some_and(|dropped| at.saturating_sub(dropped) < SLIP);
        let drops = fills_in && self.is_pending() || is_digit && behind;
        if drops {
            self.dropped = is_digit.then_some(at).or(self.dropped);
            self.hint = Some(Hint::DROPPED);
            self.hint_behind_answer = self.is_pending().then_some(Hint::DROPPED);
        }
        drops
    }

    /// A digit was typed. One that means nothing here changes nothing, and a quiet sign says so.
    pub(super) fn digit(&mut self, digit: u8) {
        let is_retake = self.sheet == Some(Overlay::Retake);
        match (&self.sheet, self.begun) {
            (Some(Overlay::Hold | Overlay::Unmask), _) => {}
            (Some(Overlay::Reject { .. }), _) => self.choose_nth(digit, rejections()),
            (_, Some(Begun::Panel(item))) if digit == UNMARK => self.unmark(item),
            (_, Some(Begun::Panel(item))) => {
                self.choose_nth(digit, item.reasons_for_retake());
            }
            (_, Some(Begun::First(first))) => {
                self.begun = None;
                if let Some(item) = ChecklistItem::from_digits(first, digit) {
                    self.mark(item);
                } else if is_retake && (first, digit) == OTHER {
                    self.choose(Reason::Z01);
                } else {
                    self.hint = Some(Hint::NO_SUCH_NUMBER);
                }
            }
            (_, None) if Rule::from_digit(digit).is_some() || is_retake && digit == OTHER.0 => {
                self.begun = Some(Begun::First(digit));
            }
            (_, None) => self.hint = Some(Hint::NO_SUCH_NUMBER),
        }
    }

    /// Marks an item failed. One that is marked loses its mark, or, where several reasons can explain it, shows
    /// them again; a second click on it only closes them.
    pub(super) fn mark(&mut self, item: ChecklistItem) {
        let before = self.begun.take();
        let Some(shown) = self.current_mut() else { return };
        let has_panel = item.reasons_for_retake().count() > 1;
        if !has_panel || !shown.draft.marks.contains(&item) {
            shown.draft.mark(item);
        }
        let panel = Some(Begun::Panel(item));
        self.begun = panel.filter(|_| has_panel && before != panel);
    }

    /// Takes the mark of an item away, and closes its panel.
    pub(super) fn unmark(&mut self, item: ChecklistItem) {
        self.begun = None;
        let Some(shown) = self.current_mut() else { return };
        if shown.draft.marks.contains(&item) {
            shown.draft.mark(item);
        }
    }

    /// Chooses a reason where it is offered, or takes it away; in a panel that closes it, so that after an item's
    /// two digits and one for its reason everything is as it was before.
    pub(super) fn choose(&mut self, reason: Reason) {
        let panel = match self.begun {
            Some(Begun::Panel(item)) => Some(item),
            Some(Begun::First(_)) | None => None,
        };
        let sheet = self.sheet.clone();
        let Some(shown) = self.current_mut() else { return };
        if matches!(sheet, Some(Overlay::Reject { .. })) {
            if reason.fits_reject() {
                shown.draft.toggle_reject(reason);
            }
            return;
        }
        let in_panel = panel.is_some_and(|item| {
            shown.draft.marks.contains(&item) && item.reasons_for_retake().any(|own| own == reason)
        });
        if in_panel || sheet == Some(Overlay::Retake) && reason == Reason::Z01 {
            shown.draft.toggle_retake(reason);
        }
        if in_panel {
            self.begun = None;
        }
    }

    fn choose_nth(&mut self, nth: u8, mut of: impl Iterator<Item = Reason>) {
        match usize::from(nth).checked_sub(1).and_then(|at| of.nth(at)) {
            Some(reason) => self.choose(reason),
            None => self.hint = Some(Hint::NO_SUCH_NUMBER),
        }
    }

    /// Why it is too soon to decide, as a key for `Text`: an item is half typed, or its reasons are open.
    pub(super) fn unfinished(&self) -> Option<&'static str> {
        self.begun.map(|begun| match begun {
            Begun::First(_) => "review-too-soon-digit",
            Begun::Panel(_) => "review-too-soon-panel",
        })
    }
}
