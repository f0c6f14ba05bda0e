//! The choices for the next delivery as drawn: the folder, names, folders in it, an example, and the button.

use egui::{Align, ComboBox, DragValue, Layout, TextEdit, Ui, vec2};

use super::choices::{DeliverChoices, NamedBy, SplitBy};
use super::{Deliver, DeliverAct, DeliverWindow};
use crate::ui::parts::form::{self, Tone};
use crate::ui::parts::shared::Shared;
use crate::ui::words::numbers::grouped;
use crate::worker::Work;

/// Whether a job writes a delivery.
pub(super) fn is_delivery(work: &Work) -> bool {
    matches!(work, Work::Deliver { .. })
}

/// Draws what is chosen for the next delivery, and the button that asks for it.
pub(super) fn show(ui: &mut Ui, screen: &mut Deliver, shared: &Shared) -> Option<DeliverAct> {
    let text = &shared.text;
    let mut act = None;
    ui.horizontal_top(|ui| {
        let width = ui.available_width() - how_width(&screen.choices);
        ui.vertical(|ui| {
            ui.set_width(width.clamp(240.0, 720.0));
            act = folder(ui, &text.get("deliver-folder"), &mut screen.choices.folder, shared);
        });
        ui.add_space(16.0);
        // As high as the field and the button beside them.
        ui.spacing_mut().interact_size.y = form::CONTROL;
        how(ui, &mut screen.choices, shared);
    });
    ui.add_space(8.0);
    let sample = screen.overview.as_ref().and_then(|overview| overview.sample.as_ref());
    match sample.and_then(|student| screen.choices.example(student)) {
        _ if screen.choices.options().is_none() => {
            form::message(ui, Tone::Refused, &text.get("deliver-pattern-unfit"));
        }
        Some(path) => {
            form::quiet(ui, text.with("deliver-example", &[("path", path.into())]));
        }
        None => {}
    }
    ui.add_space(8.0);
    let hindrance = hindrance(screen, shared).map(|key| text.get(key));
    let n = screen.overview.as_ref().map_or(0, |overview| overview.deliverable);
    ui.horizontal(|ui| {
        let words = text.with("deliver-do", &[("n", grouped(n).into())]);
        if form::primary(ui, &words, hindrance.as_deref()).clicked() {
            act = Some(DeliverAct::Open(DeliverWindow::Confirm));
        }
        if let Some(why) = &hindrance {
            form::quiet(ui, why.as_ref());
        }
    });
    act
}

/// Why nothing can be delivered as it is chosen, as a key for `Text`.
pub(super) fn hindrance(screen: &Deliver, shared: &Shared) -> Option<&'static str> {
    if shared.jobs.running().iter().any(|job| is_delivery(&job.work)) {
        return Some("deliver-why-running");
    }
    let Some(options) = screen.choices.options() else { return Some("deliver-pattern-unfit") };
    let Some(overview) = &screen.overview else { return Some("deliver-loading") };
    if overview.deliverable == 0 {
        Some("deliver-why-nothing")
    } else if overview.options != options {
        Some("deliver-loading")
    } else if !overview.faults.is_empty() {
        Some("deliver-why-names")
    } else if screen.choices.folder.trim().is_empty() {
        Some("deliver-why-folder")
    } else {
        None
    }
}

/// The field for the folder to be made, and the button that asks for its place.
pub(super) fn folder(
    ui: &mut Ui,
    label: &str,
    path: &mut String,
    shared: &Shared,
) -> Option<DeliverAct> {
    let text = &shared.text;
    let mut act = None;
    form::quiet(ui, label);
    let place = vec2(ui.available_width(), form::CONTROL);
    ui.allocate_ui_with_layout(place, Layout::right_to_left(Align::Center), |ui| {
        if form::secondary(ui, text.get("deliver-folder-pick").into_owned(), None).clicked() {
            act = Some(DeliverAct::PickFolder);
        }
        let hint = text.get("deliver-folder-hint").into_owned();
        let width = ui.available_width();
        let edit = form::line_edit(ui, TextEdit::singleline(path).hint_text(hint), width);
        edit.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, label));
    });
    act
}

/// How much room the choices beside the folder take, in points, with the distances between them.
fn how_width(choices: &DeliverChoices) -> f32 {
    let own = if choices.named_by == NamedBy::Own { 158.0 } else { 0.0 };
    let number = if choices.split_by == SplitBy::Number { 158.0 } else { 0.0 };
    378.0 + own + number
}

fn how(ui: &mut Ui, choices: &mut DeliverChoices, shared: &Shared) {
    let text = &shared.text;
    ui.vertical(|ui| {
        let label = text.get("deliver-names");
        form::quiet(ui, label.as_ref());
        let shown = text.get(choices.named_by.key());
        let combo = ComboBox::from_id_salt("deliver names").width(150.0).selected_text(shown);
        let combo = combo.show_ui(ui, |ui| {
            for way in NamedBy::ALL {
                ui.selectable_value(&mut choices.named_by, way, text.get(way.key()));
            }
        });
        let info = || egui::WidgetInfo::labeled(egui::Role::ComboBox, true, label.as_ref());
        combo.response.widget_info(info);
    });
    if choices.named_by == NamedBy::Own {
        ui.vertical(|ui| {
            let label = text.get("deliver-pattern");
            form::quiet(ui, label.as_ref());
            let edit = TextEdit::singleline(&mut choices.pattern);
            let edit = form::line_edit(ui, edit, 150.0);
            let info = || egui::WidgetInfo::labeled(egui::Role::TextInput, true, label.as_ref());
            edit.widget_info(info);
        });
    }
    ui.vertical(|ui| {
        let label = text.get("deliver-split");
        form::quiet(ui, label.as_ref());
        let shown = text.get(choices.split_by.key());
        let combo = ComboBox::from_id_salt("deliver split").width(180.0).selected_text(shown);
        let combo = combo.show_ui(ui, |ui| {
            for way in SplitBy::ALL {
                ui.selectable_value(&mut choices.split_by, way, text.get(way.key()));
            }
        });
        let info = || egui::WidgetInfo::labeled(egui::Role::ComboBox, true, label.as_ref());
        combo.response.widget_info(info);
    });
    if choices.split_by == SplitBy::Number {
        ui.vertical(|ui| {
            let label = text.get("deliver-split-most");
            form::quiet(ui, label.as_ref());
            let drag = ui.add(DragValue::new(&mut choices.most).range(1..=1_000_000));
            let info = || egui::WidgetInfo::labeled(egui::Role::SpinButton, true, label.as_ref());
            drag.widget_info(info);
        });
    }
}
