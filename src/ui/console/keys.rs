//! The keys that work on every screen.

use egui::{Context, Key};

use super::{At, Console};
use crate::ui::action::Action;
use crate::ui::parts::keymap;

impl Console {
    /// The keys that work on every screen.
    pub(super) fn keys(&mut self, ctx: &Context) {
        let At::Screen(place) = self.at else { return };
        if ctx.text_edit_focused() || self.screens[place].takes_all_keys() {
            return;
        }
        for press in ctx.input(|input| keymap::presses(&input.events)) {
            if self.shared.covered && press.key == Key::Escape {
                self.shared.covered = false;
                // The same Esc must not close something on the screen below.
                ctx.input_mut(|input| input.events.clear());
                return;
            }
            if press.repeat {
                continue;
            }
            let action = self.shared.keymap.action(press.key);
            if let Some(action) = action.filter(|action| is_everywhere(*action)) {
                self.act(action);
            }
        }
    }
}

/// Whether every screen leaves this action to the console.
fn is_everywhere(action: Action) -> bool {
    matches!(
        action,
        Action::Help
            | Action::Language
            | Action::Look
            | Action::Backdrop
            | Action::Lock
            | Action::SignOut
            | Action::Go { .. }
    )
}
