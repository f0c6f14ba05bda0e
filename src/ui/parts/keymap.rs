//! Which key does what. Keys count by their place on the keyboard, so that neither an input method nor
//! another layout changes anything.

use std::collections::BTreeMap;

use egui::{Event, Key, Modifiers};

use crate::ui::action::Action;

/// The key of each action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    /// Every action, in the order of the help sheet.
    actions: Vec<Action>,
    keys: BTreeMap<Action, Key>,
}

/// Why an action can't be given a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clash {
    /// Another action has it.
    With(Action),
    /// It has a fixed use: digits mark items, Esc and Enter close and confirm, Tab moves the focus,
    /// Backspace and Delete are for typing.
    Reserved,
}

impl Keymap {
    /// The first keys with the changes from the settings. All changes are applied before clashes are
    /// looked for, so that two actions can swap keys. A changed action whose key is also another's goes
    /// back to its first key.
    pub fn new(actions: Vec<Action>, changes: &BTreeMap<String, String>) -> Self {
        let keys = actions.iter().map(|action| (*action, action.first_key())).collect();
        let mut map = Self { actions, keys };
        for (code, name) in changes {
            let action = map.actions.iter().copied().find(|action| action.code() == *code);
            match (action, Key::from_name(name)) {
                (Some(action), Some(key)) if !is_reserved(key) => {
                    map.keys.insert(action, key);
                }
                _ => tracing::warn!("key {name} for {code} is passed over"),
            }
        }
        // Ends, since each round undoes one change, and the first keys don't clash.
        while let Some(action) = map.clashing() {
            tracing::warn!("another action has the key of {} too", action.code());
            map.keys.insert(action, action.first_key());
        }
        map
    }

    /// Every action, in the order of the help sheet.
    pub fn actions(&self) -> &[Action] {
        &self.actions
    }

    /// The same actions with their first keys and these changes.
    #[must_use]
    pub fn changed(&self, changes: &BTreeMap<String, String>) -> Self {
        Self::new(self.actions.clone(), changes)
    }

    /// A changed action whose key another action has too.
    fn clashing(&self) -> Option<Action> {
        let changed = self.keys.iter().filter(|(action, key)| action.first_key() != **key);
        let shared = |key: &Key| self.keys.values().filter(|other| *other == key).count() > 1;
        changed.filter(|(_, key)| shared(key)).map(|(action, _)| *action).next()
    }

    /// The key of an action.
    pub fn key(&self, action: Action) -> Key {
        self.keys.get(&action).copied().unwrap_or_else(|| action.first_key())
    }

    /// Gives an action a key; refused if the key is another action's or reserved.
    pub fn set(&mut self, action: Action, key: Key) -> Result<(), Clash> {
        if is_reserved(key) {
            return Err(Clash::Reserved);
        }
        let mut others = self.keys.iter().filter(|(other, _)| **other != action);
        if let Some((other, _)) = others.find(|(_, taken)| **taken == key) {
            return Err(Clash::With(*other));
        }
        self.keys.insert(action, key);
        Ok(())
    }

    /// What differs from the first keys, for the settings.
    pub fn changes(&self) -> BTreeMap<String, String> {
        self.keys
            .iter()
            .filter(|(action, key)| action.first_key() != **key)
            .map(|(action, key)| (action.code().into_owned(), key.name().to_owned()))
            .collect()
    }

    /// The action that a key does.
    pub fn action(&self, key: Key) -> Option<Action> {
        self.keys.iter().find(|(_, taken)| **taken == key).map(|(action, _)| *action)
    }
}

fn is_reserved(key: Key) -> bool {
    digit(key).is_some()
        || matches!(key, Key::Escape | Key::Enter | Key::Tab | Key::Backspace | Key::Delete)
}

/// The digit on a key, in the row above the letters or on the number pad.
pub fn digit(key: Key) -> Option<u8> {
    let digits = [
        Key::Num0,
        Key::Num1,
        Key::Num2,
        Key::Num3,
        Key::Num4,
        Key::Num5,
        Key::Num6,
        Key::Num7,
        Key::Num8,
        Key::Num9,
    ];
    digits.iter().position(|other| *other == key).and_then(|at| u8::try_from(at).ok())
}

/// A key that has just gone down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Press {
    /// Which key, by its place on the keyboard.
    pub key: Key,
    /// Sent by the system because the key is held down.
    pub repeat: bool,
}

/// The keys that went down, except with Ctrl, Alt or Cmd, which are for the system.
pub fn presses(events: &[Event]) -> Vec<Press> {
    let press = |event: &Event| match event {
        Event::Key { key, physical_key, pressed: true, repeat, modifiers } if plain(*modifiers) => {
            Some(Press { key: physical_key.unwrap_or(*key), repeat: *repeat })
        }
        _ => None,
    };
    events.iter().filter_map(press).collect()
}

fn plain(modifiers: Modifiers) -> bool {
    !(modifiers.ctrl || modifiers.alt || modifiers.command || modifiers.mac_cmd)
}

/// The name of a key as printed on it.
pub fn shown(key: Key) -> &'static str {
    match key {
        Key::ArrowLeft => "←",
        Key::ArrowRight => "→",
        Key::ArrowUp => "↑",
        Key::ArrowDown => "↓",
        Key::Slash => "?",
        key => key.name(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The keymap before anybody has changed it.
    fn first() -> Keymap {
        Keymap::new(crate::ui::every_action(), &BTreeMap::new())
    }

    #[test]
    fn no_two_actions_begin_with_the_same_key() {
        let map = first();
        for action in map.actions() {
            assert_eq!(map.action(action.first_key()), Some(*action), "{}", action.code());
            assert!(!is_reserved(action.first_key()));
            let same = map.actions().iter().filter(|other| other.code() == action.code());
            assert_eq!(same.count(), 1, "{}", action.code());
        }
    }

    #[test]
    fn clashes_are_refused_and_changes_kept() {
        let mut map = first();
        assert_eq!(map.set(Action::Approve, Key::R), Err(Clash::With(Action::Reject)));
        assert_eq!(map.set(Action::Approve, Key::Num3), Err(Clash::Reserved));
        assert_eq!(map.set(Action::Approve, Key::Escape), Err(Clash::Reserved));
        assert_eq!(map.set(Action::Approve, Key::Q), Ok(()));
        assert_eq!(map.action(Key::A), None);
        assert_eq!(first().changed(&map.changes()), map);
    }

    #[test]
    fn changes_count_together() {
        use Action::{Approve, Reject, Retake};
        type Changes = &'static [(&'static str, &'static str)];
        let cases: [(Changes, [Key; 3]); 6] = [
            (&[("approve", "R"), ("reject", "A")], [Key::R, Key::T, Key::A]),
            (&[("approve", "T"), ("retake", "R"), ("reject", "A")], [Key::T, Key::R, Key::A]),
            (&[("approve", "T"), ("retake", "R"), ("reject", "Q")], [Key::T, Key::R, Key::Q]),
            // R is still the reject's, so retake goes back to T, and then approve to A.
            (&[("approve", "T"), ("retake", "R")], [Key::A, Key::T, Key::R]),
            (&[("approve", "Q"), ("reject", "Q")], [Key::A, Key::T, Key::Q]),
            (
                &[("approve", "Escape"), ("retake", "Num3"), ("nothing", "Q")],
                [Key::A, Key::T, Key::R],
            ),
        ];
        for (changes, keys) in cases {
            let named = |(code, key): &(&str, &str)| ((*code).to_owned(), (*key).to_owned());
            let map = first().changed(&changes.iter().map(named).collect());
            assert_eq!([Approve, Retake, Reject].map(|a| map.key(a)), keys, "{changes:?}");
            assert_eq!(first().changed(&map.changes()), map, "{changes:?}");
        }
    }

    #[test]
    fn keys_count_by_their_place() {
        // On a French keyboard the key in the place of A writes Q.
        let event = Event::Key {
            key: Key::Q,
            physical_key: Some(Key::A),
            pressed: true,
            repeat: false,
            modifiers: Modifiers::NONE,
        };
        assert_eq!(presses(&[event]), [Press { key: Key::A, repeat: false }]);
    }
}
