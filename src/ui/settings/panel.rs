//! The settings screen as drawn: language, looks, idle lock, keys, and what this program is.

use egui::{Key, RichText, ScrollArea, Slider, Ui};

use super::{SettingsAct, SettingsScreen, backups};
use crate::domain::claim_order::ClaimOrder;
use crate::text::Lang;
use crate::ui::parts::focus;
use crate::ui::parts::form::{self, Tone};
use crate::ui::parts::keymap;
use crate::ui::parts::settings::{Backdrop, Look, Settings};
use crate::ui::parts::shared::Shared;
use crate::ui::parts::theme;
use crate::ui::words::screening::status_words;

/// Shortest and longest time until the lock, in minutes.
const IDLE_MINUTES: std::ops::RangeInclusive<u32> = 1..=60;
/// Smallest and largest text, in percent.
const TEXT_PERCENT: std::ops::RangeInclusive<u32> = 80..=160;

/// Draws the screen.
pub(super) fn show(
    ui: &mut Ui,
    screen: &mut SettingsScreen,
    shared: &Shared,
) -> Option<SettingsAct> {
    let mut action = pressed(ui, screen);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        form::title(ui, shared.text.get("console-settings-title"));
        ui.add_space(12.0);
        ui.columns_const(|[left, right]: &mut [Ui; 2]| {
            form::card(left, |ui| {
                ui.set_width(ui.available_width());
                let mut new = shared.settings.clone();
                choices(ui, &mut new, shared);
                if new != shared.settings {
                    action = Some(SettingsAct::Change(new));
                }
            });
            left.add_space(12.0);
            form::card(left, |ui| {
                ui.set_width(ui.available_width());
                let mut new = shared.settings.clone();
                screening(ui, &mut new, shared);
                if new != shared.settings {
                    action = Some(SettingsAct::Change(new));
                }
            });
            left.add_space(12.0);
            if shared.actor().is_some_and(|actor| actor.role.may_manage_accounts()) {
                form::card(left, |ui| {
                    ui.set_width(ui.available_width());
                    let plan = backups::show(ui, &mut screen.backups, shared);
                    action = action.take().or(plan);
                });
                left.add_space(12.0);
            }
            form::card(left, |ui| {
                ui.set_width(ui.available_width());
                about(ui, shared);
            });
            form::card(right, |ui| {
                ui.set_width(ui.available_width());
                action = action.take().or(key_table(ui, screen, shared));
            });
        });
        focus::follow(ui);
    });
    action
}

/// The key that is being waited for.
fn pressed(ui: &Ui, screen: &SettingsScreen) -> Option<SettingsAct> {
    let action = screen.waiting_for?;
    let key = ui.input(|input| {
        input.events.iter().find_map(|event| match event {
            egui::Event::Key { key, physical_key, pressed: true, repeat: false, .. } => {
                Some(physical_key.unwrap_or(*key))
            }
            _ => None,
        })
    })?;
    Some(match key {
        Key::Escape => SettingsAct::CancelKey,
        key => SettingsAct::SetKey(action, key),
    })
}

fn choices(ui: &mut Ui, new: &mut Settings, shared: &Shared) {
    let text = &shared.text;
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

/// Whether photos are screened while this console is open, how that stands, and when findings are shown.
fn screening(ui: &mut Ui, new: &mut Settings, shared: &Shared) {
    let text = &shared.text;
    form::heading(ui, text.get("screening-settings"));
    form::checkbox(ui, &mut new.screening, text.get("screening-settings-run"));
    form::quiet(ui, text.get("screening-settings-cost"));
    if let Some(status) = &shared.screening {
        form::quiet(ui, status_words(text, status));
    }
    ui.add_space(8.0);
    form::checkbox(ui, &mut new.findings_late, text.get("screening-settings-late"));
    form::quiet(ui, text.get("screening-settings-late-why"));
    ui.add_space(8.0);
    form::checkbox(ui, &mut new.standard_beside, text.get("screening-settings-standard"));
    form::quiet(ui, text.get("screening-settings-standard-why"));
    ui.add_space(8.0);
    row(ui, &text.get("screening-settings-order"), |ui| {
        for order in ClaimOrder::ALL {
            let key = format!("screening-settings-order-{}", order.code());
            ui.selectable_value(&mut new.claim_order, order, text.get(&key));
        }
    });
    let most = [("n", ClaimOrder::URGENT.to_string().into())];
    form::quiet(ui, text.with("screening-settings-order-why", &most));
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

fn key_table(ui: &mut Ui, screen: &SettingsScreen, shared: &Shared) -> Option<SettingsAct> {
    let text = &shared.text;
    let keymap = &shared.keymap;
    let mut act = None;
    form::heading(ui, text.get("console-settings-keys"));
    form::quiet(ui, text.get("console-settings-keys-hint"));
    ui.add_space(8.0);
    if let Some(words) = &screen.clash {
        form::message(ui, Tone::Refused, words);
        ui.add_space(8.0);
    }
    egui::Grid::new("keys").num_columns(2).spacing([24.0, 4.0]).striped(true).show(ui, |ui| {
        for action in keymap.actions() {
            let label = text.get(&action.label()).into_owned();
            let key = keymap::shown(keymap.key(*action));
            ui.label(&label);
            let waiting = screen.waiting_for == Some(*action);
            let words = if waiting { text.get("console-settings-press") } else { key.into() };
            let words = RichText::new(words);
            let changed = keymap.key(*action) != action.first_key();
            let words = if changed { words.family(theme::bold()) } else { words };
            let button = form::secondary(ui, words, None);
            let name = format!("{label} {key}");
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
            if button.on_hover_text(text.get("console-settings-rebind")).clicked() {
                act = Some(SettingsAct::BeginKey(*action));
            }
            ui.end_row();
        }
    });
    ui.add_space(12.0);
    let unchanged = keymap.changes().is_empty();
    let why = unchanged.then(|| text.get("console-settings-keys-first"));
    let words = text.get("console-settings-keys-reset").into_owned();
    if form::secondary(ui, words, why.as_deref()).clicked() {
        act = Some(SettingsAct::ResetKeys);
    }
    act
}

fn about(ui: &mut Ui, shared: &Shared) {
    let text = &shared.text;
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
    use crate::ui::action::Action;
    use crate::ui::queue::tests::now;
    use crate::ui::tests::dress::dress;

    struct Shown {
        screen: SettingsScreen,
        shared: Shared,
        acts: Vec<SettingsAct>,
    }

    fn shown<'a>() -> Harness<'a, Shown> {
        let draw = move |ui: &mut Ui, state: &mut Shown| {
            let Some(act) = show(ui, &mut state.screen, &state.shared) else { return };
            state.acts.push(act.clone());
            if let Some(settings) = state.screen.perform(act, &state.shared) {
                state.shared.keymap = state.shared.keymap.changed(&settings.keys);
                state.shared.settings = settings;
            }
        };
        let shared = Shared::of_test(Lang::Zh, now());
        dress(draw, Shown { screen: SettingsScreen::default(), shared, acts: Vec::new() })
    }

    #[test]
    fn language_and_looks_change_at_once() {
        let mut screen = shown();
        screen.run();
        screen.get_by_label("English").click();
        screen.run();
        assert_eq!(screen.state().shared.settings.lang, Lang::En);
        screen.get_by_label("深色").click();
        screen.run();
        assert_eq!(screen.state().shared.settings.look, Look::Dark);
    }

    #[test]
    fn a_new_key_is_waited_for_and_escape_keeps_the_old_one() {
        let mut screen = shown();
        screen.run();
        screen.get_by_label("通过 A").click();
        screen.run();
        screen.key_press(Key::Q);
        screen.run();
        assert_eq!(screen.state().acts.last(), Some(&SettingsAct::SetKey(Action::Approve, Key::Q)));
        assert_eq!(screen.state().shared.keymap.key(Action::Approve), Key::Q);
        screen.get_by_label("通过 Q").click();
        screen.run();
        screen.key_press(Key::Escape);
        screen.run();
        assert_eq!(screen.state().acts.last(), Some(&SettingsAct::CancelKey));
        assert_eq!(screen.state().shared.keymap.key(Action::Approve), Key::Q);
    }

    #[test]
    fn a_clash_says_who_has_the_key() {
        let mut screen = shown();
        screen.run();
        screen.get_by_label("通过 A").click();
        screen.run();
        screen.key_press(Key::T);
        screen.run();
        assert!(screen.query_by_label_contains("T 已用于“重拍”").is_some());
        assert_eq!(screen.state().shared.keymap.key(Action::Approve), Key::A);
    }
}
