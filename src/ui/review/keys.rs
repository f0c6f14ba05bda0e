//! Keys of the review: which acts the keys of this frame ask for.

use egui::{Context, Key};

use super::sheet::PURPOSES;
use super::{Overlay, Review, ReviewAct};
use crate::ui::parts::keymap::{Keymap, Press, digit, presses};

/// The keys that went down since the last frame; none while a text field has the focus.
pub(super) fn pressed(ctx: &Context) -> Vec<Press> {
    if ctx.text_edit_focused() {
        return Vec::new();
    }
    ctx.input(|input| presses(&input.events))
}

/// What a key means in the review's present state.
pub(super) fn act(
    press: Press,
    review: &Review,
    keymap: &Keymap,
    on_widget: bool,
) -> Option<ReviewAct> {
    match press.key {
        Key::Escape => return (!press.repeat).then_some(ReviewAct::Close),
        // A focused button takes Enter and Space itself.
        Key::Enter if !on_widget && !press.repeat => {
            return review.sheet.is_some().then_some(ReviewAct::Confirm);
        }
        Key::Enter => return None,
        Key::Space if on_widget => return None,
        _ => {}
    }
    if let Some(digit) = digit(press.key) {
        if press.repeat {
            return None;
        }
        if review.sheet == Some(Overlay::Unmask) {
            let purpose = PURPOSES.get(usize::from(digit).checked_sub(1)?)?;
            return Some(ReviewAct::Unmask(purpose.0));
        }
        return Some(ReviewAct::Digit(digit));
    }
    let action = keymap.action(press.key)?;
    (!press.repeat || action.repeats()).then_some(ReviewAct::Do(action))
}
