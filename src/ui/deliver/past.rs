//! The earlier deliveries as drawn, the newest first.

use egui::{Align, Label, Layout, RichText, Sense, Ui};
use egui_extras::{Column, TableBuilder, TableRow};

use super::{DeliverAct, DeliverWindow};
use crate::desk::delivery_overview::DeliveryOverview;
use crate::domain::delivery::Split;
use crate::store::PastDelivery;
use crate::text::Text;
use crate::ui::parts::form;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::theme;
use crate::ui::words::numbers::grouped;
use crate::ui::words::when;

/// Height of a row, in points: room for a button.
const ROW: f32 = 40.0;

/// The columns, by the end of their key, and their widths in points.
const COLUMNS: [(&str, f32); 7] = [
    ("number", 48.0),
    ("time", 136.0),
    ("by", 128.0),
    ("photos", 72.0),
    ("names", 168.0),
    ("split", 168.0),
    ("erased", 100.0),
];

/// Draws the table.
pub(super) fn show(
    ui: &mut Ui,
    overview: &DeliveryOverview,
    may_deliver: bool,
    shared: &Shared,
) -> Option<DeliverAct> {
    let text = &shared.text;
    if overview.past.is_empty() {
        form::quiet(ui, text.get("delivery-none"));
        return None;
    }
    let mut act = None;
    let mut builder = TableBuilder::new(ui)
        .id_salt("past deliveries")
        .striped(true)
        .sense(Sense::hover())
        .auto_shrink(false)
        .animate_scrolling(false)
        .cell_layout(Layout::left_to_right(Align::Center));
    for (_, width) in COLUMNS {
        builder = builder.column(Column::exact(width).clip(true));
    }
    builder = builder.column(Column::remainder().at_least(96.0).clip(true));
    if may_deliver {
        builder = builder.column(Column::exact(140.0));
    }
    let head = |row: &mut TableRow<'_, '_>, key: &str| {
        let words = RichText::new(text.get(key)).size(13.0).family(theme::bold());
        row.col(|ui| drop(ui.add(Label::new(words).truncate())));
    };
    let table = builder.header(28.0, |mut row| {
        for (key, _) in COLUMNS {
            head(&mut row, &format!("deliver-head-{key}"));
        }
        head(&mut row, "deliver-head-manifest");
    });
    table.body(|body| {
        body.rows(ROW, overview.past.len(), |mut line| {
            if let Some(past) = overview.past.get(line.index()) {
                one(&mut line, past, text);
                if may_deliver {
                    line.col(|ui| act = act.take().or(again(ui, past, shared)));
                }
            }
        });
    });
    act
}

fn one(line: &mut TableRow<'_, '_>, past: &PastDelivery, text: &Text) {
    let delivery = &past.delivery;
    let cells = [
        delivery.number.to_string(),
        when::date_and_time(past.at),
        past.by.to_string(),
        grouped(delivery.photos),
        delivery.names.to_string(),
        split_words(text, delivery.split),
        grouped(past.erased),
        delivery.manifest.hex(),
    ];
    for cell in cells {
        line.col(|ui| {
            let label = Label::new(RichText::new(cell.as_str()).size(13.0)).truncate();
            ui.add(label).on_hover_text(cell);
        });
    }
}

/// Into which folders a delivery is split.
fn split_words(text: &Text, split: Split) -> String {
    match split {
        Split::Whole => text.get("deliver-split-whole").into_owned(),
        Split::Department => text.get("deliver-split-department").into_owned(),
        Split::Number { most } => {
            text.with("deliver-split-words-number", &[("n", grouped(u64::from(most)).into())])
        }
    }
}

fn again(ui: &mut Ui, past: &PastDelivery, shared: &Shared) -> Option<DeliverAct> {
    let text = &shared.text;
    let number = past.delivery.number;
    let why = (past.erased > 0)
        .then(|| text.with("deliver-again-erased", &[("n", grouped(past.erased).into())]));
    let words = text.get("deliver-again");
    let button = form::secondary(ui, words.as_ref(), why.as_deref());
    // A screen reader does not show the row, so the button's label names the delivery.
    let (name, enabled) = (format!("{words} {number}"), why.is_none());
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, enabled, &name));
    let window = DeliverWindow::Again { number, folder: String::new() };
    button.clicked().then_some(DeliverAct::Open(window))
}
