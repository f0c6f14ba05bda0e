//! Holds back what is typed after a Tab or an Enter until the focus has moved, so that it goes to the
//! right field.

use egui::{Event, Key};

/// Input that waits for the next drawing.
///
/// The focus moves during a drawing, and every field reads all of that drawing's input. Without this,
/// somebody who types fast, or whose screen is slow, would get the first letters of the password into the
/// name field.
#[derive(Default)]
pub struct Typing {
    waiting: Vec<Event>,
}

impl Typing {
    /// Leaves in `events` everything up to and including the first key that moves the focus; keeps the
    /// rest.
    pub fn divide(&mut self, events: &mut Vec<Event>) {
        self.waiting.append(events);
        let moves = self.waiting.iter().position(moves_the_focus);
        let now = moves.map_or(self.waiting.len(), |at| at + 1);
        events.extend(self.waiting.drain(..now));
    }

    /// Whether another drawing is needed.
    pub fn waits(&self) -> bool {
        !self.waiting.is_empty()
    }
}

fn moves_the_focus(event: &Event) -> bool {
    matches!(event, Event::Key { key: Key::Tab | Key::Enter, pressed: true, .. })
}

#[cfg(test)]
mod tests {
    use egui::Modifiers;

    use super::*;

    fn key(key: Key, pressed: bool) -> Event {
        Event::Key { key, physical_key: None, pressed, repeat: false, modifiers: Modifiers::NONE }
    }

    fn text(words: &str) -> Event {
        Event::Text(words.to_owned())
    }

    #[test]
    fn what_follows_a_tab_waits_for_the_next_drawing_and_nothing_is_lost() {
        let mut typing = Typing::default();
        let mut first = vec![text("w"), key(Key::Tab, true), key(Key::Tab, false), text("d")];
        typing.divide(&mut first);
        assert_eq!(first, [text("w"), key(Key::Tab, true)]);
        assert!(typing.waits());
        // New input queues up after what still waits.
        let mut second = vec![text("e"), key(Key::Enter, true), key(Key::A, true)];
        typing.divide(&mut second);
        assert_eq!(second, [key(Key::Tab, false), text("d"), text("e"), key(Key::Enter, true)]);
        let mut third = Vec::new();
        typing.divide(&mut third);
        assert_eq!(third, [key(Key::A, true)]);
        assert!(!typing.waits());
    }
}
