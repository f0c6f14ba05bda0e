//! The lock: after idle minutes, or by hand, the same person's password opens it.

use chrono::{DateTime, TimeDelta, Utc};
use egui::Ui;

use crate::store::SignInRefusal;
use crate::text::Text;
use crate::ui::door::DoorAct;
use crate::ui::door::panel::{WIDTH, pressed_enter, say_refusal, wide_primary};
use crate::ui::door::sign_in::DoorRefusal;
use crate::ui::parts::form;
use crate::worker::{Command, DoorCommand};

/// The lock: the same person's password, nothing else.
#[derive(Debug, Default)]
pub struct LockScreen {
    password: String,
    refused: Option<DoorRefusal>,
    waiting: bool,
    focused: bool,
}

impl LockScreen {
    /// The password was refused.
    pub fn refused(&mut self, why: &SignInRefusal, text: &Text, now: DateTime<Utc>) {
        *self = Self { refused: Some(DoorRefusal::of(why, text, now)), ..Self::default() };
    }

    /// No answer will come to what was sent: it can be sent again.
    pub fn unanswered(&mut self) {
        self.waiting = false;
    }

    /// Unlocked or signed out: forgets what was typed.
    pub fn opened(&mut self) {
        *self = Self::default();
    }

    /// The command that sends the password to the worker.
    pub fn unlock(&mut self) -> Command {
        self.waiting = true;
        self.refused = None;
        Command::Door(DoorCommand::Unlock { password: self.password.clone() })
    }

    fn hindrance(&self, now: DateTime<Utc>) -> Option<&'static str> {
        match self.refused {
            _ if self.waiting => Some("console-sign_in-checking"),
            Some(DoorRefusal::TooSoon(until)) if until > now => Some("console-sign_in-wait"),
            _ if self.password.is_empty() => Some("console-sign_in-password-missing"),
            _ => None,
        }
    }
}

/// The lock screen; nothing of what was on the screen before is to be seen.
pub fn show(
    ui: &mut Ui,
    lock: &mut LockScreen,
    who: &str,
    text: &Text,
    now: DateTime<Utc>,
) -> Option<DoorAct> {
    let mut action = None;
    form::in_the_middle(ui, WIDTH, 320.0, |ui| {
        form::card(ui, |ui| {
            form::title(ui, text.get("console-lock-title"));
            ui.add_space(4.0);
            form::quiet(ui, text.with("console-lock-who", &[("name", who.into())]));
            ui.add_space(16.0);
            let password = form::field(ui, &text.get("console-password"), &mut lock.password, true);
            if !lock.focused {
                password.request_focus();
                lock.focused = true;
            }
            ui.add_space(16.0);
            say_refusal(ui, lock.refused.as_ref(), text, now);
            let hindrance = lock.hindrance(now);
            let why = hindrance.map(|key| text.get(key));
            let enter = password.lost_focus() && pressed_enter(ui);
            let clicked = wide_primary(ui, &text.get("console-lock-do"), why.as_deref());
            if hindrance.is_none() && (clicked || enter) {
                action = Some(DoorAct::Unlock);
            } else if enter {
                password.request_focus();
            }
            ui.add_space(8.0);
            if form::secondary(ui, text.get("console-lock-leave").into_owned(), None).clicked() {
                action = Some(DoorAct::SignOut);
            }
        });
    });
    action
}

/// Measures how long nobody has touched a key or the mouse.
#[derive(Debug, Clone, Copy)]
pub struct IdleClock {
    last: DateTime<Utc>,
}

impl IdleClock {
    /// Starts at `now`.
    pub fn new(now: DateTime<Utc>) -> Self {
        Self { last: now }
    }

    /// Somebody has touched a key or the mouse.
    pub fn touched(&mut self, now: DateTime<Utc>) {
        self.last = now;
    }

    /// The time until the console locks, if it does so after `minutes` without a touch; zero or less
    /// means now.
    pub fn left(&self, now: DateTime<Utc>, minutes: u32) -> TimeDelta {
        self.last + TimeDelta::minutes(i64::from(minutes)) - now
    }
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::text::Lang;
    use crate::ui::queue::tests::now;
    use crate::ui::tests::dress::dress;

    fn locked<'a>() -> Harness<'a, (LockScreen, Vec<DoorAct>)> {
        let text = Text::new(Lang::Zh);
        let draw = move |ui: &mut Ui, state: &mut (LockScreen, Vec<DoorAct>)| {
            let action = show(ui, &mut state.0, "王敏", &text, now());
            state.1.extend(action);
        };
        dress(draw, (LockScreen::default(), Vec::new()))
    }

    #[test]
    fn only_the_password_opens_it() {
        let mut lock = locked();
        lock.run();
        assert!(lock.get_by_label("密码").is_focused());
        lock.key_press(egui::Key::Enter);
        lock.run();
        assert!(lock.state().1.is_empty(), "an empty password is not sent");
        lock.get_by_label("密码").type_text("correct horse");
        lock.run();
        lock.key_press(egui::Key::Enter);
        lock.run();
        assert_eq!(lock.state().1, [DoorAct::Unlock]);
    }

    #[test]
    fn a_wrong_password_is_said_and_forgotten() {
        let mut lock = locked();
        lock.state_mut().0.password = "wrong".to_owned();
        lock.state_mut().0.refused(&SignInRefusal::Wrong, &Text::new(Lang::Zh), now());
        lock.run();
        assert!(lock.query_by_label_contains("不正确").is_some());
        assert!(lock.state().0.password.is_empty());
    }

    #[test]
    fn a_touch_starts_the_idle_minutes_anew() {
        let mut clock = IdleClock::new(now());
        let later = now() + TimeDelta::minutes(9);
        assert_eq!(clock.left(later, 10), TimeDelta::minutes(1));
        clock.touched(later);
        assert_eq!(clock.left(later, 10), TimeDelta::minutes(10));
        assert!(clock.left(later + TimeDelta::minutes(11), 10) < TimeDelta::zero());
    }
}
