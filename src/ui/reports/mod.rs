//! The reports screen as drawn: notices and decisions leave as files.

use egui::{TextEdit, Ui};

use crate::domain::event::Report;
use crate::ui::parts::dialog::Pick;
use crate::ui::parts::form::{self, Tone};
use crate::ui::parts::running;
use crate::ui::parts::scene::{Scene, grouped};
use crate::ui::parts::transfer::{
    Ended, Transfer, TransferAction, Work, target_hindrance, target_place,
};

/// Draws the screen.
pub fn show(ui: &mut Ui, transfer: &mut Transfer, scene: Scene<'_>) -> Option<TransferAction> {
    let text = scene.text;
    let mut action = None;
    form::title(ui, text.get("transfer-reports-title"));
    form::quiet(ui, text.get("transfer-reports-hint"));
    ui.add_space(12.0);
    ui.columns_const(|columns: &mut [Ui; 2]| {
        for (ui, report) in columns.iter_mut().zip([Report::Notices, Report::Decisions]) {
            form::card(ui, |ui| {
                ui.set_width(ui.available_width());
                action = action.take().or(choice(ui, transfer, report, scene));
            });
        }
    });
    ui.add_space(16.0);
    if transfer.unanswered {
        form::message(ui, Tone::Note, &text.get("transfer-dialog-none"));
        ui.add_space(8.0);
    }
    if let Some(job) = transfer.job() {
        action = action.or(running::show(ui, job, scene));
    }
    match transfer.ended() {
        Some(Ended::Exported(report, rows, path)) => {
            let values = [
                ("report", text.get(keys(*report).0).into()),
                ("rows", grouped(*rows).into()),
                ("path", path.display().to_string().into()),
            ];
            form::message(ui, Tone::Done, &text.with("transfer-exported", &values));
        }
        Some(Ended::Failed(Work::Export(_), why)) => {
            let why = [("why", why.as_str().into())];
            form::message(ui, Tone::Refused, &text.with("transfer-export-failed", &why));
        }
        _ => {}
    }
    action
}

fn keys(report: Report) -> (&'static str, &'static str) {
    match report {
        Report::Notices => ("transfer-notices", "transfer-notices-hint"),
        Report::Decisions => ("transfer-decisions", "transfer-decisions-hint"),
    }
}

fn choice(
    ui: &mut Ui,
    transfer: &mut Transfer,
    report: Report,
    scene: Scene<'_>,
) -> Option<TransferAction> {
    let text = scene.text;
    let mut action = None;
    let busy = transfer.job().is_some().then(|| text.get("transfer-busy"));
    let (title, hint) = keys(report);
    form::heading(ui, text.get(title));
    ui.add_space(4.0);
    form::quiet(ui, text.get(hint));
    ui.add_space(12.0);
    let path = &mut transfer.targets[target_place(report)];
    let hint = text.get("transfer-target").into_owned();
    let width = ui.available_width();
    let edit = form::line_edit(ui, TextEdit::singleline(path).hint_text(hint.clone()), width);
    let name = format!("{} {hint}", text.get(title));
    edit.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &name));
    let unfit = target_hindrance(path);
    let enter = edit.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let hindrance = busy.clone().or_else(|| unfit.map(|key| text.get(key)));
        let words = text.get("transfer-export-do");
        let start = form::primary(ui, &words, hindrance.as_deref());
        let name = format!("{words} {}", text.get(title));
        start.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Button, hindrance.is_none(), &name)
        });
        if start.clicked() || (enter && hindrance.is_none()) {
            action = Some(TransferAction::Export(report));
        }
        let words = text.get("transfer-pick-target").into_owned();
        if form::secondary(ui, words, busy.as_deref()).clicked() {
            action = Some(TransferAction::PickTarget(Pick::Export(report)));
        }
    });
    action
}
