//! The help sheet: every action with its key, made from the one list of actions.

use egui::{Context, Frame, Grid, Id, Modal, RichText, ScrollArea, Ui};

use crate::text::Text;
use crate::ui::action::Group;
use crate::ui::parts::form;
use crate::ui::parts::keymap::{self, Keymap};

/// Room that the sheet leaves around itself, in points.
const AROUND: f32 = 80.0;

/// Draws the sheet over the screen, which does nothing meanwhile; false when it is closed.
pub fn show(ctx: &Context, keymap: &Keymap, text: &Text) -> bool {
    let frame = Frame::popup(&ctx.global_style()).inner_margin(24);
    let modal = Modal::new(Id::unique("help")).frame(frame).show(ctx, |ui| {
        form::title(ui, text.get("ui-help-title"));
        ui.add_space(8.0);
        let room = ctx.content_rect().height() - AROUND - 120.0;
        let area = ScrollArea::vertical().max_height(room).min_scrolled_height(room);
        area.show(ui, |ui| {
            ui.horizontal_top(|ui| {
                for group in Group::ALL {
                    ui.vertical(|ui| actions(ui, group, keymap, text));
                    ui.add_space(24.0);
                }
            });
            ui.add_space(8.0);
            for key in ["ui-help-digits", "ui-help-digit", "ui-help-enter", "ui-help-escape"] {
                let tip = text.get(&format!("{key}-tip")).into_owned();
                ui.label(format!("{}{}{tip}", text.get(key), text.get("history-colon")));
            }
        });
        ui.add_space(12.0);
        form::secondary(ui, text.get("ui-help-close").into_owned(), None).clicked()
    });
    !(modal.inner || modal.should_close())
}

fn actions(ui: &mut Ui, group: Group, keymap: &Keymap, text: &Text) {
    form::heading(ui, text.get(group.label()));
    ui.spacing_mut().interact_size.y = 20.0;
    Grid::new(group.label()).num_columns(2).spacing([16.0, 6.0]).show(ui, |ui| {
        let actions = keymap.actions().iter().copied();
        for action in actions.filter(|action| action.group() == group) {
            ui.label(RichText::new(keymap::shown(keymap.key(action))).strong());
            ui.label(text.get(&action.label()).into_owned())
                .on_hover_text(text.get(&action.tooltip()).into_owned());
            ui.end_row();
        }
    });
}
