//! Keys of the review: which deeds the keys of this frame ask for.

use egui::{Context, Key};

use super::{Deed, Review};
use crate::ui::keymap::{Keymap, Press, digit, presses};

/// The keys that went down since the last frame, in their order. None while a text field has the
/// focus, but for Esc, which leaves the field.
pub(super) fn pressed(ctx: &Context) -> Vec<Press> {
    let pressed = ctx.input(|input| presses(&input.events));
    if !pressed.is_empty() && ctx.text_edit_focused() {
        if pressed.iter().any(|press| press.key == Key::Escape) {
            ctx.memory_mut(|memory| {
                if let Some(id) = memory.focused() {
                    memory.surrender_focus(id);
                }
            });
        }
        return Vec::new();
    }
    pressed
}

/// What a key asks for, as the review stands.
pub(super) fn deed(press: Press, review: &Review, keymap: &Keymap, ctx: &Context) -> Option<Deed> {
    let on_widget = ctx.memory(|memory| memory.focused().is_some());
    match press.key {
        Key::Escape => return (!press.repeat).then_some(Deed::Close),
        // A focused button takes Enter and Space itself.
        Key::Enter if !on_widget && !press.repeat => {
            return review.sheet.is_some().then_some(Deed::Confirm);
        }
        Key::Enter => return None,
        Key::Space if on_widget => return None,
        _ => {}
    }
    if let Some(digit) = digit(press.key) {
        return (!press.repeat).then_some(Deed::Digit(digit));
    }
    let action = keymap.action(press.key)?;
    if press.repeat && action.decides() {
        return None;
    }
    // Under an open sheet nothing else decides; looking at the photo goes on.
    (review.sheet.is_none() || !action.decides()).then_some(Deed::Act(action))
}
