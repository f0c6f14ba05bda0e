//! The keys that work on every screen, and giving actions other keys.

use egui::Context;

use super::{Asked, Console, Door};
use crate::ui::action::Action;
use crate::ui::console::screens::Screen;
use crate::ui::parts::keymap::{self, Keymap};
use crate::ui::parts::settings::Settings;
use crate::ui::review::Deed;
use crate::ui::settings::panel::{KeyLine, SettingsAction};

impl Console {
    /// The keys that work on every screen.
    pub(super) fn keys(&mut self, ctx: &Context) {
        if ctx.text_edit_focused() || self.settings_screen.waiting_for.is_some() {
            return;
        }
        for press in ctx.input(|input| keymap::presses(&input.events)) {
            if self.help && press.key == egui::Key::Escape {
                self.help = false;
                // The same Esc must not close something on the screen below.
                ctx.input_mut(|input| input.events.clear());
                return;
            }
            if press.repeat {
                continue;
            }
            let asked = match self.keymap.action(press.key) {
                Some(Action::Help) => Asked::Help,
                Some(Action::Language) => Asked::Lang(self.settings.lang.other()),
                Some(Action::Look) => Asked::Look,
                Some(Action::Backdrop) => Asked::Review(Deed::Act(Action::Backdrop)),
                Some(Action::Lock) => Asked::Lock,
                Some(Action::SignOut) => Asked::SignOut,
                Some(action) => match screen_of(action) {
                    Some(screen) if self.may_go(screen) => Asked::Go(screen),
                    _ => continue,
                },
                None => continue,
            };
            self.perform(ctx, asked);
        }
    }

    fn may_go(&self, screen: Screen) -> bool {
        matches!(&self.door, Door::In(session) if screen.is_for(session.actor.role))
    }

    /// Gives actions other keys, where that does not clash.
    pub(super) fn keys_changed(&mut self, ctx: &Context, action: &SettingsAction) {
        let screen = &mut self.settings_screen;
        match action {
            SettingsAction::Change(_) => {}
            SettingsAction::BeginKey(code) => {
                screen.waiting_for = Some(*code);
                screen.clash = None;
            }
            SettingsAction::CancelKey => screen.waiting_for = None,
            SettingsAction::ResetKeys => {
                self.keymap = Keymap::new(&std::collections::BTreeMap::new());
                let keys = self.keymap.changes();
                self.set(ctx, Settings { keys, ..self.settings.clone() });
            }
            SettingsAction::SetKey(code, key) => {
                screen.waiting_for = None;
                let Some(action) = Action::from_code(code) else { return };
                let shown = keymap::shown(*key);
                let text = &self.text;
                screen.clash = self.keymap.set(action, *key).err().map(|clash| match clash {
                    keymap::Clash::With(other) => {
                        let label = text.get(&other.label()).into_owned();
                        let values = [("key", shown.into()), ("label", label.into())];
                        text.with("console-settings-clash", &values)
                    }
                    keymap::Clash::Reserved => {
                        text.with("ui-clash-reserved", &[("key", shown.into())])
                    }
                });
                let keys = self.keymap.changes();
                self.set(ctx, Settings { keys, ..self.settings.clone() });
            }
        }
    }

    pub(super) fn key_lines(&self) -> Vec<KeyLine> {
        let line = |action: Action| KeyLine {
            code: action.code(),
            label: self.text.get(&action.label()).into_owned(),
            key: keymap::shown(self.keymap.key(action)).to_owned(),
            changed: self.keymap.key(action) != action.first_key(),
        };
        Action::ALL.into_iter().map(line).collect()
    }
}

/// The screen that an action goes to.
fn screen_of(action: Action) -> Option<Screen> {
    match action {
        Action::GoReview => Some(Screen::Review),
        Action::GoQueue => Some(Screen::Queue),
        Action::GoImport => Some(Screen::Import),
        Action::GoReports => Some(Screen::Reports),
        Action::GoAccounts => Some(Screen::Accounts),
        Action::GoSettings => Some(Screen::Settings),
        _ => None,
    }
}
