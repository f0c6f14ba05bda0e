//! The screen of notices and decisions as drawn.

use egui::{TextEdit, Ui, vec2};

use super::{Ended, Exports, ExportsAct, place};
use crate::domain::event::ExportKind;
use crate::ui::parts::form::{self, Tone};
use crate::ui::parts::running;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::target::target_hindrance;
use crate::ui::words::jobs::job_fault;
use crate::ui::words::numbers::grouped;
use crate::worker::Work;

/// Height of the sentence that explains a list, in points: two lines.
const EXPLANATION: f32 = 40.0;

/// Draws the screen.
pub(super) fn show(ui: &mut Ui, exports: &mut Exports, shared: &Shared) -> Option<ExportsAct> {
    let text = &shared.text;
    let mut action = None;
    form::title(ui, text.get("transfer-exports-title"));
    form::quiet(ui, text.get("transfer-exports-hint"));
    ui.add_space(12.0);
    ui.columns_const(|columns: &mut [Ui; 2]| {
        for (ui, kind) in columns.iter_mut().zip([ExportKind::Notices, ExportKind::Decisions]) {
            form::card(ui, |ui| {
                ui.set_width(ui.available_width());
                action = action.take().or(choice(ui, exports, kind, shared));
            });
        }
    });
    ui.add_space(16.0);
    if exports.unanswered {
        form::message(ui, Tone::Note, &text.get("transfer-dialog-none"));
        ui.add_space(8.0);
    }
    let stop = running::show_all(ui, shared, |work| matches!(work, Work::Export { .. }));
    action = action.or(stop.map(ExportsAct::Stop));
    match &exports.ended {
        Some(Ended::Written { kind, rows, unread, path }) => {
            let values = [
                ("list", text.get(keys(*kind).0).into()),
                ("rows", grouped(*rows).into()),
                ("path", path.display().to_string().into()),
            ];
            form::message(ui, Tone::Done, &text.with("transfer-exported", &values));
            if !unread.is_empty() {
                let ids: Vec<String> = unread.iter().map(ToString::to_string).collect();
                let ids = [("ids", ids.join(&text.get("history-comma")).into())];
                form::message(ui, Tone::Refused, &text.with("transfer-exported-unread", &ids));
            }
        }
        Some(Ended::Stopped(kind)) => {
            let values = [("list", text.get(keys(*kind).0).into())];
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

fn keys(kind: ExportKind) -> (&'static str, &'static str) {
    match kind {
        ExportKind::Notices => ("transfer-notices", "transfer-notices-hint"),
        ExportKind::Decisions => ("transfer-decisions", "transfer-decisions-hint"),
    }
}

fn choice(
    ui: &mut Ui,
    exports: &mut Exports,
    kind: ExportKind,
    shared: &Shared,
) -> Option<ExportsAct> {
    let text = &shared.text;
    let mut action = None;
    let (title, hint) = keys(kind);
    form::heading(ui, text.get(title));
    ui.add_space(4.0);
    // Room for two lines in both cards, so that their fields and buttons stand in one line.
    ui.allocate_ui(vec2(ui.available_width(), EXPLANATION), |ui| {
        ui.set_min_height(EXPLANATION);
        form::quiet(ui, text.get(hint));
    });
    ui.add_space(12.0);
    let path = &mut exports.targets[place(kind)];
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
            action = Some(ExportsAct::Export(kind));
        }
        let words = text.get("transfer-pick-target").into_owned();
        if form::secondary(ui, words, None).clicked() {
            action = Some(ExportsAct::PickTarget(kind));
        }
    });
    action
}
