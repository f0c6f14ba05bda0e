//! The settings screen, and the thread that keeps what is set.

mod backups;
pub mod keeper;
mod panel;

use egui::{Key, Ui};

use self::backups::BackupForm;
use crate::domain::backup_plan::BackupPlan;
use crate::ui::action::Action;
use crate::ui::parts::keymap::{self, Clash};
use crate::ui::parts::picture::Picture;
use crate::ui::parts::screen::{Place, Screen, Wish};
use crate::ui::parts::settings::Settings;
use crate::ui::parts::shared::Shared;
use crate::worker::{BackupsUpdate, Command, JobId, Update};

/// The settings screen as the bar and the keys know it.
pub const PLACE: Place = Place {
    code: "settings",
    key: Key::F6,
    is_for: |_role| true,
    make: |_shared| Box::new(SettingsScreen::default()),
};

/// The settings screen.
#[derive(Debug, Default)]
struct SettingsScreen {
    /// The action whose new key is waited for.
    waiting_for: Option<Action>,
    /// Which key was refused, and why, in words.
    clash: Option<String>,
    /// What is being written of the plan for backups.
    backups: BackupForm,
}

/// What somebody does on the settings screen.
#[derive(Debug, Clone, PartialEq)]
enum SettingsAct {
    /// Use these settings and keep them.
    Change(Settings),
    /// Wait for the new key of this action.
    BeginKey(Action),
    /// Stop waiting for a key.
    CancelKey,
    /// Give this action this key, unless another action has it.
    SetKey(Action, Key),
    /// Give every action its first key again.
    ResetKeys,
    /// Plan backups, or none.
    Plan(Option<BackupPlan>),
    /// Stop the backup that is being made.
    Stop(JobId),
}

impl Screen for SettingsScreen {
    fn in_view(&self) -> &'static str {
        PLACE.code
    }

    fn show(&mut self, ui: &mut Ui, shared: &Shared) -> Vec<Wish> {
        let act = panel::show(ui, self, shared);
        if let Some(SettingsAct::Plan(plan)) = act {
            self.backups.refused = None;
            return vec![Wish::Send(Command::PlanBackups(plan))];
        }
        if let Some(SettingsAct::Stop(id)) = act {
            return vec![Wish::Stop(id)];
        }
        act.and_then(|act| self.perform(act, shared)).map(Wish::Set).into_iter().collect()
    }

    fn take(&mut self, update: &Update<Picture>, _shared: &Shared) -> Vec<Wish> {
        if let Update::Backups(BackupsUpdate::Refused(why)) = update {
            self.backups.refused = Some(why.clone());
        }
        Vec::new()
    }

    /// Stops waiting for a key: the next one pressed is meant for another screen.
    fn leave(&mut self, _shared: &Shared) {
        *self = Self::default();
    }

    fn takes_all_keys(&self) -> bool {
        self.waiting_for.is_some()
    }
}

impl SettingsScreen {
    /// Does what was asked; returns the changed settings, if any.
    fn perform(&mut self, act: SettingsAct, shared: &Shared) -> Option<Settings> {
        let with_keys = |keys| Some(Settings { keys, ..shared.settings.clone() });
        match act {
            SettingsAct::Change(settings) => Some(settings),
            SettingsAct::BeginKey(action) => {
                (self.waiting_for, self.clash) = (Some(action), None);
                None
            }
            // Wished for by `show`.
            SettingsAct::Plan(_) | SettingsAct::Stop(_) => None,
            SettingsAct::CancelKey => {
                self.waiting_for = None;
                None
            }
            SettingsAct::ResetKeys => with_keys(std::collections::BTreeMap::new()),
            SettingsAct::SetKey(action, key) => {
                self.waiting_for = None;
                let mut keymap = shared.keymap.clone();
                self.clash = keymap.set(action, key).err().map(|clash| words(clash, key, shared));
                with_keys(keymap.changes())
            }
        }
    }
}

/// Which key was refused, and why.
fn words(clash: Clash, key: Key, shared: &Shared) -> String {
    let text = &shared.text;
    let shown = keymap::shown(key);
    match clash {
        Clash::With(other) => {
            let label = text.get(&other.label()).into_owned();
            text.with("console-settings-clash", &[("key", shown.into()), ("label", label.into())])
        }
        Clash::Reserved => text.with("ui-clash-reserved", &[("key", shown.into())]),
    }
}
