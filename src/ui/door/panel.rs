//! The door as drawn: the first start, which makes the administrator, and the sign-in.

use chrono::{DateTime, TimeDelta, Utc};
use egui::{Key, Ui};

use crate::domain::account::Role;
use crate::text::Text;
use crate::ui::door::DoorAct;
use crate::ui::door::sign_in::{DoorRefusal, SignIn};
use crate::ui::parts::form::{self, Tone};
use crate::ui::words::keys::role_key;
use crate::ui::words::when;

/// Width of the card, in points.
pub(super) const WIDTH: f32 = 420.0;

/// What the sign-in screen of a demo store tells.
#[derive(Debug, Clone, Copy)]
pub struct DemoDoor {
    /// Accounts by name, with their roles.
    pub accounts: &'static [(&'static str, &'static str, Role)],
    /// The password of them all.
    pub password: &'static str,
}

/// The sign-in.
pub fn show(
    ui: &mut Ui,
    screen: &mut SignIn,
    demo: Option<DemoDoor>,
    text: &Text,
    now: DateTime<Utc>,
) -> Option<DoorAct> {
    let mut action = None;
    form::in_the_middle(ui, WIDTH, 380.0, |ui| {
        form::card(ui, |ui| {
            form::title(ui, text.get("console-sign_in-title"));
            ui.add_space(16.0);
            let name = form::field(ui, &text.get("console-account-name"), &mut screen.name, false);
            ui.add_space(8.0);
            let label = text.get("console-password");
            let password = form::field(ui, &label, &mut screen.password, true);
            take_focus(screen, &name, &password);
            ui.add_space(16.0);
            say_refusal(ui, screen.refused.as_ref(), text, now);
            let hindrance = screen.sign_in_hindrance(now);
            let enter = (name.lost_focus() || password.lost_focus()) && pressed_enter(ui);
            if enter && hindrance.is_some() {
                let missing = if screen.name.trim().is_empty() { &name } else { &password };
                missing.request_focus();
            }
            let why = hindrance.map(|key| text.get(key));
            let words = text.get(if screen.waiting {
                "console-sign_in-checking"
            } else {
                "console-sign_in-do"
            });
            let clicked = wide_primary(ui, &words, why.as_deref());
            if hindrance.is_none() && (clicked || enter) {
                action = Some(DoorAct::SignIn);
            }
        });
        if let Some(demo) = demo {
            ui.add_space(16.0);
            if let Some(name) = say_demo(ui, demo, text) {
                name.clone_into(&mut screen.name);
                demo.password.clone_into(&mut screen.password);
                screen.focused = false;
            }
        }
    });
    action
}

/// The first start.
pub fn show_first(ui: &mut Ui, screen: &mut SignIn, text: &Text) -> Option<DoorAct> {
    let mut action = None;
    form::in_the_middle(ui, WIDTH, 560.0, |ui| {
        form::card(ui, |ui| {
            form::title(ui, text.get("console-first-title"));
            ui.add_space(4.0);
            form::quiet(ui, text.get("console-first-why"));
            ui.add_space(16.0);
            let mut fields = Vec::new();
            for (key, value, secret) in [
                ("console-account-name", &mut screen.name, false),
                ("console-display_name", &mut screen.display_name, false),
                ("console-password", &mut screen.password, true),
                ("console-password-again", &mut screen.again, true),
            ] {
                fields.push(form::field(ui, &text.get(key), value, secret));
                ui.add_space(8.0);
            }
            if let Some(first) = fields.first().filter(|_| !screen.focused) {
                first.request_focus();
                screen.focused = true;
            }
            ui.add_space(8.0);
            say_refusal(ui, screen.refused.as_ref(), text, DateTime::<Utc>::UNIX_EPOCH);
            let hindrance = screen.first_hindrance();
            let why = hindrance.map(|key| text.get(key));
            let enter = fields.iter().any(egui::Response::lost_focus) && pressed_enter(ui);
            let clicked = wide_primary(ui, &text.get("console-first-do"), why.as_deref());
            // Says what is missing in words as well, since a tooltip is easily missed; but not before
            // somebody has begun to type.
            if let Some(why) = why.filter(|_| !screen.waiting && !screen.password.is_empty()) {
                ui.add_space(8.0);
                form::quiet(ui, why);
            }
            if hindrance.is_none() && (clicked || enter) {
                action = Some(DoorAct::MakeFirst);
            }
        });
    });
    action
}

fn take_focus(screen: &mut SignIn, name: &egui::Response, password: &egui::Response) {
    if screen.focused {
        return;
    }
    screen.focused = true;
    if screen.name.is_empty() { name.request_focus() } else { password.request_focus() }
}

/// Enter was pressed in this drawing.
pub(super) fn pressed_enter(ui: &Ui) -> bool {
    ui.input(|input| input.key_pressed(Key::Enter))
}

/// The main button, as wide as the card.
pub(super) fn wide_primary(ui: &mut Ui, words: &str, why_not: Option<&str>) -> bool {
    ui.vertical_centered_justified(|ui| form::primary(ui, words, why_not).clicked()).inner
}

/// Says why the sign-in was refused and, after too many wrong passwords, how long to wait.
pub(super) fn say_refusal(
    ui: &mut Ui,
    refused: Option<&DoorRefusal>,
    text: &Text,
    now: DateTime<Utc>,
) {
    let words = match refused {
        None => return,
        Some(DoorRefusal::Wrong) => text.get("console-sign_in-wrong").into_owned(),
        Some(DoorRefusal::Disabled) => text.get("console-sign_in-disabled").into_owned(),
        Some(DoorRefusal::TooSoon(until)) if *until > now => {
            let wait = *until - now + TimeDelta::milliseconds(999);
            ui.ctx().request_repaint_after(std::time::Duration::from_secs(1));
            text.with("console-sign_in-too_soon", &[("span", when::span(text, wait).into())])
        }
        Some(DoorRefusal::TooSoon(_)) => text.get("console-sign_in-again").into_owned(),
        Some(DoorRefusal::Failed(why)) => {
            text.with("console-sign_in-failed", &[("why", why.as_str().into())])
        }
    };
    form::message(ui, Tone::Refused, &words);
    ui.add_space(12.0);
}

/// Lists the accounts of a demo store; returns the name that was clicked.
fn say_demo(ui: &mut Ui, demo: DemoDoor, text: &Text) -> Option<&'static str> {
    let mut chosen = None;
    form::card(ui, |ui| {
        ui.set_width(ui.available_width());
        form::heading(ui, text.get("console-demo-title"));
        ui.add_space(4.0);
        let password = [("password", demo.password.into())];
        form::quiet(ui, text.with("console-demo-password", &password));
        ui.add_space(8.0);
        egui::Grid::new("demo accounts").num_columns(2).spacing([24.0, 4.0]).show(ui, |ui| {
            for (name, _, role) in demo.accounts {
                if form::link(ui, *name).clicked() {
                    chosen = Some(*name);
                }
                form::quiet(ui, text.get(role_key(*role)));
                ui.end_row();
            }
        });
    });
    chosen
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::store::SignInRefusal;
    use crate::text::Lang;
    use crate::ui::queue::tests::now;
    use crate::ui::tests::dress::dress;
    use crate::worker::{Command, DoorCommand};

    struct Shown {
        screen: SignIn,
        text: Text,
        first: bool,
        actions: Vec<DoorAct>,
        now: DateTime<Utc>,
    }

    const DEMO: DemoDoor =
        DemoDoor { accounts: &[("wangmin", "王敏", Role::Reviewer)], password: "demo-demo" };

    fn shown<'a>(first: bool, demo: Option<DemoDoor>) -> Harness<'a, Shown> {
        let state = Shown {
            screen: SignIn::default(),
            text: Text::new(Lang::Zh),
            first,
            actions: Vec::new(),
            now: now(),
        };
        let draw = move |ui: &mut Ui, state: &mut Shown| {
            let Shown { screen, text, first, actions, now } = state;
            let action = if *first {
                show_first(ui, screen, text)
            } else {
                show(ui, screen, demo, text, *now)
            };
            actions.extend(action);
        };
        dress(draw, state)
    }

    #[test]
    fn the_account_has_the_focus_and_enter_goes_on_to_the_password_and_in() {
        let mut door = shown(false, None);
        door.run();
        assert!(door.get_by_label("账号").is_focused());
        door.get_by_label("账号").type_text("wangmin");
        door.run();
        door.key_press(Key::Enter);
        door.run();
        assert!(door.get_by_label("密码").is_focused(), "Enter goes to what is missing");
        door.get_by_label("密码").type_text("correct horse");
        door.run();
        door.key_press(Key::Enter);
        door.run();
        assert_eq!(door.state().actions, [DoorAct::SignIn]);
        let command = door.state_mut().screen.sign_in();
        let Command::Door(DoorCommand::SignIn { name, password }) = command else {
            panic!("{command:?}")
        };
        assert_eq!((name.as_str(), password.as_str()), ("wangmin", "correct horse"));
    }

    #[test]
    fn a_wait_after_wrong_passwords_stands_in_words_and_ends() {
        let mut door = shown(false, None);
        let wait = SignInRefusal::TooSoon { wait: TimeDelta::seconds(30) };
        door.state_mut().screen.name = "wangmin".to_owned();
        door.state_mut().screen.refused(&wait, &Text::new(Lang::Zh), now());
        door.state_mut().screen.password = "another".to_owned();
        door.step();
        assert!(door.query_by_label_contains("请等待 30 秒后再试").is_some());
        door.key_press(Key::Enter);
        door.step();
        assert!(door.state().actions.is_empty(), "not before the wait is over");
        door.state_mut().now = now() + TimeDelta::seconds(31);
        door.step();
        door.step();
        assert!(door.query_by_label_contains("现在可以再试一次").is_some());
        door.get_by_role_and_label(egui::accesskit::Role::Button, "登录").click();
        door.step();
        door.step();
        assert_eq!(door.state().actions, [DoorAct::SignIn]);
    }

    #[test]
    fn a_demo_store_says_who_lives_in_it() {
        let mut door = shown(false, Some(DEMO));
        door.run();
        assert!(door.query_by_label_contains("demo-demo").is_some());
        door.get_by_label("wangmin").click();
        door.run();
        door.get_by_role_and_label(egui::accesskit::Role::Button, "登录").click();
        door.run();
        assert_eq!(door.state().actions, [DoorAct::SignIn]);
    }

    #[test]
    fn the_first_account_needs_the_same_password_twice() {
        let mut door = shown(true, None);
        door.run();
        let screen = &mut door.state_mut().screen;
        screen.name = "admin".to_owned();
        screen.display_name = "孙立".to_owned();
        screen.password = "12345678".to_owned();
        screen.again = "1234567".to_owned();
        door.run();
        assert!(door.query_by_label("两次输入的密码不一致").is_some());
        door.get_by_label("创建管理员并登录").click();
        door.run();
        assert!(door.state().actions.is_empty());
        door.state_mut().screen.again.push('8');
        door.run();
        door.get_by_label("创建管理员并登录").click();
        door.run();
        assert_eq!(door.state().actions, [DoorAct::MakeFirst]);
    }
}
