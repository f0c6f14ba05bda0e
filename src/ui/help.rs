//! The help sheet: every action with its key, made from the one list of actions.

use egui::{Align2, Context, Grid, RichText, Window, vec2};

use super::action::{Action, Group};
use super::form;
use super::keymap::{self, Keymap};
use super::theme;
use crate::text::Text;

/// Draws the sheet over the screen; false when it is closed.
pub fn show(ctx: &Context, keymap: &Keymap, text: &Text) -> bool {
    let mut open = true;
    let title = text.get("ui-help-title").into_owned();
    Window::new(RichText::new(title).family(theme::bold()))
        .id(egui::Id::unique("help"))
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, vec2(0.0, 0.0))
        .frame(egui::Frame::window(&ctx.global_style()).inner_margin(16))
        .open(&mut open)
        .show(ctx, |ui| {
            ui.horizontal_top(|ui| {
                for group in Group::ALL {
                    ui.vertical(|ui| {
                        form::heading(ui, text.get(group.label()));
                        Grid::new(group.label()).num_columns(2).spacing([16.0, 6.0]).show(
                            ui,
                            |ui| {
                                for action in Action::ALL.into_iter().filter(|a| a.group() == group)
                                {
                                    ui.label(
                                        RichText::new(keymap::shown(keymap.key(action))).strong(),
                                    );
                                    ui.label(text.get(&action.label()).into_owned())
                                        .on_hover_text(text.get(&action.tooltip()).into_owned());
                                    ui.end_row();
                                }
                            },
                        );
                    });
                    ui.add_space(24.0);
                }
            });
            ui.add_space(8.0);
            for key in ["ui-help-digits", "ui-help-enter", "ui-help-escape"] {
                let tip = text.get(&format!("{key}-tip")).into_owned();
                ui.label(format!("{}{}{tip}", text.get(key), text.get("history-colon")));
            }
        });
    open
}
