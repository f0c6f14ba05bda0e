//! The screen of notices and decisions as drawn.

use egui::{TextEdit, Ui};

use super::{Act, Ended, Reports, place};
use crate::domain::event::Report;
use crate::ui::parts::form::{self, Tone};
use crate::ui::parts::running;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::target::target_hindrance;
use crate::ui::words::jobs::job_fault;
use crate::ui::words::numbers::grouped;
use crate::worker::Work;

/// Draws the screen.
pub(super) fn show(ui: &mut Ui, reports: &mut Reports, shared: &Shared) -> Option<Act> {
    let text = &shared.text;
    let mut action = None;
    form::title(ui, text.get("transfer-reports-title"));
    form::quiet(ui, text.get("transfer-reports-hint"));
    ui.add_space(12.0);
    ui.columns_const(|columns: &mut [Ui; 2]| {
        for (ui, report) in columns.iter_mut().zip([Report::Notices, Report::Decisions]) {
            form::card(ui, |ui| {
                ui.set_width(ui.available_width());
                action = action.take().or(choice(ui, reports, report, shared));
            });
        }
    });
    ui.add_space(16.0);
    if reports.unanswered {
        form::message(ui, Tone::Note, &text.get("transfer-dialog-none"));
        ui.add_space(8.0);
    }
    let stop = running::show_all(ui, shared, |work| matches!(work, Work::Export { .. }));
    action = action.or(stop.map(Act::Stop));
    match &reports.ended {
        Some(Ended::Written { report, rows, path }) => {
            let values = [
                ("report", text.get(keys(*report).0).into()),
                ("rows", grouped(*rows).into()),
                ("path", path.display().to_string().into()),
            ];
            form::message(ui, Tone::Done, &text.with("transfer-exported", &values));
        }
        Some(Ended::Stopped(report)) => {
            let values = [("report", text.get(keys(*report).0).into())];
            form::message(ui, Tone::Note, &text.with("transfer-export-stopped", &values));
        }
        Some(Ended::Failed(why)) => {
            let why = [("why", job_fault(text, why).into())];
            form::message(ui, Tone::Refused, &text.with("transfer-export-failed", &why));
        }
        None => {}
    }
    action
}

fn keys(report: Report) -> (&'static str, &'static str) {
    match report {
        Report::Notices => ("transfer-notices", "transfer-notices-hint"),
        Report::Decisions => ("transfer-decisions", "transfer-decisions-hint"),
    }
}

fn choice(ui: &mut Ui, reports: &mut Reports, report: Report, shared: &Shared) -> Option<Act> {
    let text = &shared.text;
    let mut action = None;
    let (title, hint) = keys(report);
    form::heading(ui, text.get(title));
    ui.add_space(4.0);
    form::quiet(ui, text.get(hint));
    ui.add_space(12.0);
    let path = &mut reports.targets[place(report)];
    let hint = text.get("transfer-target").into_owned();
    let width = ui.available_width();
    let edit = form::line_edit(ui, TextEdit::singleline(path).hint_text(hint.clone()), width);
    let name = format!("{} {hint}", text.get(title));
    edit.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &name));
    let unfit = target_hindrance(path);
    let enter = edit.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let hindrance = unfit.map(|key| text.get(key));
        let words = text.get("transfer-export-do");
        let start = form::primary(ui, &words, hindrance.as_deref());
        let name = format!("{words} {}", text.get(title));
        start.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Button, hindrance.is_none(), &name)
        });
        if start.clicked() || (enter && hindrance.is_none()) {
            action = Some(Act::Export(report));
        }
        let words = text.get("transfer-pick-target").into_owned();
        if form::secondary(ui, words, None).clicked() {
            action = Some(Act::PickTarget(report));
        }
    });
    action
}
