//! What came of the last delivery as drawn: its folder, its number of photos, and where the log stood.

use egui::{Align, Grid, Label, Layout, RichText, Ui};

use super::{Deliver, DeliverAct, EndedDelivery};
use crate::ui::parts::form::{self, Tone};
use crate::ui::parts::shared::Shared;
use crate::ui::words::jobs::job_fault;
use crate::ui::words::numbers::grouped;
use crate::worker::WrittenDelivery;

/// Draws it, if there is any.
pub(super) fn show(ui: &mut Ui, screen: &Deliver, shared: &Shared) -> Option<DeliverAct> {
    let text = &shared.text;
    let ended = screen.ended.as_ref()?;
    let mut away = false;
    let mut close = |ui: &mut Ui| {
        away = form::secondary(ui, text.get("deliver-close").into_owned(), None).clicked();
    };
    match ended {
        EndedDelivery::Written(written) => {
            ui.horizontal_top(|ui| {
                ui.vertical(|ui| self::written(ui, written, shared));
                ui.with_layout(Layout::right_to_left(Align::Min), close);
            });
        }
        EndedDelivery::Stopped { again } => {
            let key = if *again { "deliver-stopped-again" } else { "deliver-stopped" };
            form::message(ui, Tone::Note, &text.get(key));
            close(ui);
        }
        EndedDelivery::Failed(why) => {
            let why = [("why", job_fault(text, why).into())];
            form::message(ui, Tone::Refused, &text.with("deliver-failed", &why));
            close(ui);
        }
    }
    ui.add_space(12.0);
    away.then_some(DeliverAct::PutAway)
}

fn written(ui: &mut Ui, written: &WrittenDelivery, shared: &Shared) {
    let (text, delivery) = (&shared.text, &written.delivery);
    let key = if written.again { "deliver-done-again" } else { "deliver-done" };
    let values = [
        ("number", delivery.number.to_string().into()),
        ("photos", grouped(delivery.photos).into()),
    ];
    form::message(ui, Tone::Done, &text.with(key, &values));
    let entry = [
        ("number", grouped(delivery.entries.unsigned_abs()).into()),
        ("digest", delivery.head.hex().into()),
    ];
    let rows = [
        ("deliver-done-folder", written.path.display().to_string()),
        ("deliver-done-log", text.with("deliver-done-entry", &entry)),
        ("deliver-done-manifest", delivery.manifest.hex()),
    ];
    let grid = Grid::new("written delivery").num_columns(2).spacing([16.0, 4.0]);
    grid.min_row_height(20.0).show(ui, |ui| {
        for (key, words) in rows {
            form::quiet(ui, text.get(key));
            // Can be marked and copied.
            ui.add(Label::new(RichText::new(words).size(13.0)).selectable(true));
            ui.end_row();
        }
    });
}
