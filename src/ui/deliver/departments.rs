//! What can be delivered and what can't as drawn: a row for each department, a column for each reason.

use std::collections::BTreeMap;

use egui::{Align, Label, Layout, RichText, Sense, Ui};
use egui_extras::{Column, TableBuilder, TableRow};

use super::{DeliverAct, DeliverWindow};
use crate::desk::delivery_overview::DeliveryOverview;
use crate::domain::deliverable::Undeliverable;
use crate::ui::parts::form;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::theme;
use crate::ui::words::numbers::grouped;

/// Height of a row, in points, and of the head, in which words may take two lines.
const ROW: f32 = 28.0;
const HEAD: f32 = 40.0;

/// The columns behind the number of photos that can be delivered.
const REASONS: [Undeliverable; 7] = [
    Undeliverable::Delivered,
    Undeliverable::NotSubmitted,
    Undeliverable::AwaitingPayment,
    Undeliverable::InReview,
    Undeliverable::NotPassed,
    Undeliverable::NoStandardPhoto,
    Undeliverable::ErasureProposed,
];

/// Numbers of a row: how many can be delivered, and how many can't for each reason.
struct DepartmentCounts {
    deliverable: u64,
    others: BTreeMap<Undeliverable, u64>,
}

/// Draws the table. All departments stand in its first row.
pub(super) fn show(
    ui: &mut Ui,
    overview: &DeliveryOverview,
    shared: &Shared,
) -> Option<DeliverAct> {
    let text = &shared.text;
    if overview.departments.is_empty() {
        form::quiet(ui, text.get("deliver-no-roster"));
        return None;
    }
    let mut act = None;
    let names: Vec<&String> = overview.departments.keys().collect();
    let columns = (REASONS.len() + 1) as f32;
    let width = ((ui.available_width() - 240.0) / columns - 8.0).clamp(72.0, 120.0);
    // No wider than names are, so that the numbers stand near them in a wide window too.
    let name = (ui.available_width() - columns * (width + 8.0) - 8.0).clamp(160.0, 352.0);
    let mut builder = TableBuilder::new(ui)
        .id_salt("deliver departments")
        .striped(true)
        .sense(Sense::hover())
        .auto_shrink(false)
        .animate_scrolling(false)
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::exact(name).clip(true));
    for _ in 0..=REASONS.len() {
        builder = builder.column(Column::exact(width).clip(true));
    }
    builder = builder.column(Column::remainder());
    builder.header(HEAD, |mut row| heads(&mut row, shared)).body(|body| {
        body.rows(ROW, names.len() + 1, |mut line| {
            let name = line.index().checked_sub(1).and_then(|at| names.get(at).copied());
            act = act.take().or(one(&mut line, overview, name, shared));
        });
    });
    act
}

fn heads(row: &mut TableRow<'_, '_>, shared: &Shared) {
    let head = |key: &str| RichText::new(shared.text.get(key)).size(13.0).family(theme::bold());
    row.col(|ui| {
        ui.add(Label::new(head("deliver-head-department")).truncate());
    });
    let keys = std::iter::once("deliver-head-deliverable").chain(REASONS.map(head_key));
    for key in keys {
        row.col(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add(Label::new(head(key)).wrap().halign(Align::Max));
            });
        });
    }
    row.col(|_rest| ());
}

fn head_key(why: Undeliverable) -> &'static str {
    match why {
        Undeliverable::Delivered => "deliver-head-delivered",
        Undeliverable::NotSubmitted => "deliver-head-not_submitted",
        Undeliverable::AwaitingPayment => "deliver-head-awaiting_payment",
        Undeliverable::InReview => "deliver-head-in_review",
        Undeliverable::NotPassed => "deliver-head-not_passed",
        Undeliverable::NoStandardPhoto => "deliver-head-no_standard_photo",
        Undeliverable::ErasureProposed => "deliver-head-erasure_proposed",
    }
}

/// The row of a department, or of all.
fn one(
    row: &mut TableRow<'_, '_>,
    overview: &DeliveryOverview,
    name: Option<&String>,
    shared: &Shared,
) -> Option<DeliverAct> {
    let text = &shared.text;
    let counts = counts(overview, name);
    let all = text.get("deliver-all-departments");
    let shown = name.map_or(all.as_ref(), String::as_str);
    let weight = |words: String| {
        let words = RichText::new(words);
        if name.is_none() { words.family(theme::bold()) } else { words }
    };
    row.col(|ui| {
        ui.add(Label::new(weight(shown.to_owned())).truncate()).on_hover_text(shown);
    });
    row.col(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            number(ui, counts.deliverable, weight);
        });
    });
    let mut act = None;
    for why in REASONS {
        let n = counts.others.get(&why).copied().unwrap_or_default();
        row.col(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if n == 0 {
                    number(ui, 0, weight);
                    return;
                }
                let link = form::link(ui, grouped(n));
                let values = [
                    ("department", shown.into()),
                    ("why", text.get(head_key(why)).into()),
                    ("n", grouped(n).into()),
                ];
                let label = text.with("deliver-cell", &values);
                link.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Link, true, &label));
                if link.clicked() {
                    let department = name.cloned();
                    act = Some(DeliverAct::Open(DeliverWindow::Students { department, why }));
                }
            });
        });
    }
    row.col(|_rest| ());
    act
}

/// A number; none is quiet.
fn number(ui: &mut Ui, n: u64, weight: impl Fn(String) -> RichText) {
    if n == 0 {
        form::quiet(ui, "0");
    } else {
        ui.label(weight(grouped(n)));
    }
}

fn counts(overview: &DeliveryOverview, name: Option<&String>) -> DepartmentCounts {
    let departments = &overview.departments;
    let of = match name {
        Some(name) => departments.get(name).into_iter().collect::<Vec<_>>(),
        None => departments.values().collect(),
    };
    let mut counts = DepartmentCounts { deliverable: 0, others: BTreeMap::new() };
    for department in of {
        counts.deliverable += department.deliverable;
        for (why, students) in &department.others {
            *counts.others.entry(*why).or_default() += students.len() as u64;
        }
    }
    counts
}
