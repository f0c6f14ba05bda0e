//! The settings screen as drawn: language, looks, idle lock, keys, and what this program is.

use egui::{Key, RichText, ScrollArea, Slider, Ui};

use crate::text::Lang;
use crate::ui::parts::form::{self, Tone};
use crate::ui::parts::scene::Scene;
use crate::ui::parts::settings::{Backdrop, Look, Settings};
use crate::ui::parts::theme;

/// Shortest and longest time until the lock, in minutes.
pub const IDLE_MINUTES: std::ops::RangeInclusive<u32> = 1..=60;
/// Smallest and largest text, in percent.
pub const TEXT_PERCENT: std::ops::RangeInclusive<u32> = 80..=160;

/// One action and its key, as the screen shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyLine {
    /// The action's code, as settings name it.
    pub code: &'static str,
    /// The action's name.
    pub label: String,
    /// The key's name.
    pub key: String,
    /// Not the key it had from the beginning.
    pub changed: bool,
}

/// What the screen itself keeps.
#[derive(Debug, Default)]
pub struct SettingsScreen {
    /// The action whose new key is waited for.
    pub waiting_for: Option<&'static str>,
    /// Which key was refused, and why, in words.
    pub clash: Option<String>,
}

impl SettingsScreen {
    /// Somebody leaves the screen: the next key is no answer any more.
    pub fn put_away(&mut self) {
        *self = Self::default();
    }
}

/// What somebody wants on the settings screen.
#[derive(Debug, Clone, PartialEq)]
pub enum SettingsAction {
    /// Use these settings and keep them.
    Change(Settings),
    /// Wait for the new key of this action.
    BeginKey(&'static str),
    /// Wait for a key no more.
    CancelKey,
    /// Give this action this key, unless another action has it.
    SetKey(&'static str, Key),
    /// Give every action its first key again.
    ResetKeys,
}

/// Draws the screen.
pub fn show(
    ui: &mut Ui,
    screen: &SettingsScreen,
    settings: &Settings,
    keys: &[KeyLine],
    scene: Scene<'_>,
) -> Option<SettingsAction> {
    let mut action = pressed(ui, screen);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        form::title(ui, scene.text.get("console-settings-title"));
        ui.add_space(12.0);
        ui.columns_const(|[left, right]: &mut [Ui; 2]| {
            form::card(left, |ui| {
                ui.set_width(ui.available_width());
                let mut new = settings.clone();
                choices(ui, &mut new, scene);
                if new != *settings {
                    action = Some(SettingsAction::Change(new));
                }
            });
            left.add_space(12.0);
            form::card(left, |ui| {
                ui.set_width(ui.available_width());
                about(ui, scene);
            });
            form::card(right, |ui| {
                ui.set_width(ui.available_width());
                action = action.take().or(key_table(ui, screen, keys, scene));
            });
        });
    });
    action
}

/// The key that is being waited for.
fn pressed(ui: &Ui, screen: &SettingsScreen) -> Option<SettingsAction> {
    let code = screen.waiting_for?;
    let key = ui.input(|input| {
        input.events.iter().find_map(|event| match event {
            egui::Event::Key { key, physical_key, pressed: true, repeat: false, .. } => {
                Some(physical_key.unwrap_or(*key))
            }
            _ => None,
        })
    })?;
    Some(match key {
        Key::Escape => SettingsAction::CancelKey,
        key => SettingsAction::SetKey(code, key),
    })
}

fn choices(ui: &mut Ui, new: &mut Settings, scene: Scene<'_>) {
    let text = scene.text;
    row(ui, &text.get("console-settings-lang"), |ui| {
        // Each language under its own name, so that nobody is locked into the other.
        ui.selectable_value(&mut new.lang, Lang::Zh, "中文");
        ui.selectable_value(&mut new.lang, Lang::En, "English");
    });
    row(ui, &text.get("console-settings-look"), |ui| {
        for look in Look::ALL {
            ui.selectable_value(&mut new.look, look, text.get(look_key(look)));
        }
    });
    row(ui, &text.get("console-settings-backdrop"), |ui| {
        for backdrop in Backdrop::ALL {
            ui.selectable_value(&mut new.backdrop, backdrop, text.get(backdrop_key(backdrop)));
        }
    });
    row(ui, &text.get("console-settings-text"), |ui| {
        let slider = Slider::new(&mut new.text_percent, TEXT_PERCENT).step_by(10.0).suffix(" %");
        named(&ui.add(slider), &text.get("console-settings-text"));
    });
    row(ui, &text.get("console-settings-idle"), |ui| {
        let unit = text.get("console-settings-minutes");
        let slider = Slider::new(&mut new.idle_minutes, IDLE_MINUTES).suffix(format!(" {unit}"));
        named(&ui.add(slider), &text.get("console-settings-idle"));
    });
}

fn named(response: &egui::Response, name: &str) {
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, true, name));
}

fn row(ui: &mut Ui, label: &str, add: impl FnOnce(&mut Ui)) {
    form::quiet(ui, label);
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().interact_size.y = form::CONTROL;
        add(ui);
    });
    ui.add_space(12.0);
}

fn look_key(look: Look) -> &'static str {
    match look {
        Look::Light => "console-settings-look-light",
        Look::Dark => "console-settings-look-dark",
        Look::HighContrast => "console-settings-look-contrast",
    }
}

fn backdrop_key(backdrop: Backdrop) -> &'static str {
    match backdrop {
        Backdrop::Grey => "console-settings-backdrop-grey",
        Backdrop::Black => "console-settings-backdrop-black",
        Backdrop::White => "console-settings-backdrop-white",
    }
}

fn key_table(
    ui: &mut Ui,
    screen: &SettingsScreen,
    keys: &[KeyLine],
    scene: Scene<'_>,
) -> Option<SettingsAction> {
    let text = scene.text;
    let mut action = None;
    form::heading(ui, text.get("console-settings-keys"));
    form::quiet(ui, text.get("console-settings-keys-hint"));
    ui.add_space(8.0);
    if let Some(words) = &screen.clash {
        form::message(ui, Tone::Refused, words);
        ui.add_space(8.0);
    }
    egui::Grid::new("keys").num_columns(2).spacing([24.0, 4.0]).striped(true).show(ui, |ui| {
        for line in keys {
            ui.label(&line.label);
            let waiting = screen.waiting_for == Some(line.code);
            let words = if waiting {
                text.get("console-settings-press").into_owned()
            } else {
                line.key.clone()
            };
            let words = RichText::new(words);
            let words = if line.changed { words.family(theme::bold()) } else { words };
            let button = form::secondary(ui, words, None);
            let name = format!("{} {}", line.label, line.key);
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
            if button.on_hover_text(text.get("console-settings-rebind")).clicked() {
                action = Some(SettingsAction::BeginKey(line.code));
            }
            ui.end_row();
        }
    });
    ui.add_space(12.0);
    let unchanged = keys.iter().all(|line| !line.changed);
    let why = unchanged.then(|| text.get("console-settings-keys-first"));
    let words = text.get("console-settings-keys-reset").into_owned();
    if form::secondary(ui, words, why.as_deref()).clicked() {
        action = Some(SettingsAction::ResetKeys);
    }
    action
}

fn about(ui: &mut Ui, scene: Scene<'_>) {
    let text = scene.text;
    form::heading(ui, text.get("console-about-title"));
    ui.add_space(4.0);
    let version = [("version", env!("CARGO_PKG_VERSION").into())];
    ui.label(text.with("console-about-version", &version));
    for key in ["console-about-licence", "console-about-fonts", "console-about-data"] {
        let color = theme::palette(ui).secondary;
        let words = RichText::new(text.get(key)).size(13.0).color(color);
        ui.add(egui::Label::new(words).wrap());
    }
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::domain::deadline::Calendar;
    use crate::text::Text;
    use crate::ui::queue::tests::now;
    use crate::ui::tests::dress::dress;

    type Shown = (SettingsScreen, Settings, Vec<SettingsAction>);

    fn shown<'a>() -> Harness<'a, Shown> {
        let (text, calendar) = (Text::new(Lang::Zh), Calendar::built_in().expect("calendars"));
        let keys = vec![
            KeyLine { code: "approve", label: "通过".into(), key: "A".into(), changed: false },
            KeyLine { code: "retake", label: "重拍".into(), key: "T".into(), changed: true },
        ];
        let draw = move |ui: &mut Ui, state: &mut Shown| {
            let scene = Scene { text: &text, calendar: &calendar, now: now() };
            let Some(action) = show(ui, &state.0, &state.1, &keys, scene) else { return };
            match &action {
                SettingsAction::Change(new) => state.1 = new.clone(),
                SettingsAction::BeginKey(code) => state.0.waiting_for = Some(code),
                _ => state.0.waiting_for = None,
            }
            state.2.push(action);
        };
        dress(draw, (SettingsScreen::default(), Settings::default(), Vec::new()))
    }

    #[test]
    fn language_and_looks_change_at_once() {
        let mut screen = shown();
        screen.run();
        screen.get_by_label("English").click();
        screen.run();
        assert_eq!(screen.state().1.lang, Lang::En);
        screen.get_by_label("深色").click();
        screen.run();
        assert_eq!(screen.state().1.look, Look::Dark);
    }

    #[test]
    fn a_new_key_is_waited_for_and_escape_keeps_the_old_one() {
        let mut screen = shown();
        screen.run();
        screen.get_by_label("通过 A").click();
        screen.run();
        screen.key_press(Key::Q);
        screen.run();
        assert_eq!(screen.state().2.last(), Some(&SettingsAction::SetKey("approve", Key::Q)));
        screen.get_by_label("通过 A").click();
        screen.run();
        screen.key_press(Key::Escape);
        screen.run();
        assert_eq!(screen.state().2.last(), Some(&SettingsAction::CancelKey));
    }

    #[test]
    fn a_clash_says_who_has_the_key() {
        let mut screen = shown();
        screen.state_mut().0.clash = Some("T 已用于“重拍”，按键未更改。".to_owned());
        screen.run();
        assert!(screen.query_by_label_contains("T 已用于“重拍”").is_some());
    }
}
