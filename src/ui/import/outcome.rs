//! The report of an import as drawn: the counts, and what became of each row.

use egui::{Align, Label, Layout, RichText, Sense, TextEdit, Ui};
use egui_extras::{Column, TableBuilder, TableRow};

use super::ended::EndedImport;
use super::{ImportAct, Saved};
use crate::desk::import::{ImportReport, Outcome, RowOutcome, remarks};
use crate::ui::parts::form::{self, Tone};
use crate::ui::parts::shared::Shared;
use crate::ui::parts::sign::{self, Sign};
use crate::ui::parts::target::target_hindrance;
use crate::ui::parts::theme;
use crate::ui::words::jobs::job_fault;
use crate::ui::words::numbers::grouped;

/// Height of a row, in points.
const ROW: f32 = 28.0;

/// What can be chosen about a report that is shown, and what came of saving it.
pub(super) struct Choices<'a> {
    /// Only refused rows are shown.
    pub(super) refused_only: &'a mut bool,
    /// What stands in the path field.
    pub(super) target: &'a mut String,
    /// What came of saving it.
    pub(super) saved: Option<&'a Saved>,
}

/// Draws what came of an import, above as many others.
pub(super) fn show(
    ui: &mut Ui,
    ended: &mut EndedImport,
    below: usize,
    choices: Choices<'_>,
    shared: &Shared,
) -> Option<ImportAct> {
    let text = &shared.text;
    let (tone, said) = ended.say(text);
    form::message(ui, tone, &said);
    let path = [("path", ended.file.display().to_string().into())];
    form::quiet(ui, text.with("preview-file", &path));
    if below > 0 {
        let count = [("count", grouped(below as u64).into())];
        form::quiet(ui, text.with("transfer-report-below", &count));
    }
    let Ok(report) = ended.came.clone() else {
        ui.add_space(8.0);
        return put_away(ui, shared);
    };
    if let Some(number) = report.said_number(text) {
        form::quiet(ui, number);
    }
    for remark in ended.remarks.in_words(text, |text| remarks(&report, text)) {
        form::quiet(ui, remark.as_str());
    }
    ui.add_space(8.0);
    let refused_only = choices.refused_only;
    let action = tools(ui, refused_only, choices.target, &report, shared);
    say_saved(ui, choices.saved, shared);
    ui.add_space(8.0);
    let shown: Vec<&RowOutcome> =
        report.rows.iter().filter(|row| !*refused_only || row.outcome.is_refused()).collect();
    if shown.is_empty() {
        if *refused_only {
            form::quiet(ui, text.get("transfer-report-none"));
        }
        return action;
    }
    table(ui, &shown, shared);
    action
}

fn put_away(ui: &mut Ui, shared: &Shared) -> Option<ImportAct> {
    let words = shared.text.get("transfer-report-put-away").into_owned();
    form::secondary(ui, words, None).clicked().then_some(ImportAct::PutAway)
}

fn tools(
    ui: &mut Ui,
    refused_only: &mut bool,
    target: &mut String,
    report: &ImportReport,
    shared: &Shared,
) -> Option<ImportAct> {
    let text = &shared.text;
    let mut action = None;
    ui.horizontal(|ui| {
        ui.add_enabled_ui(report.counts.refused > 0, |ui| {
            let words = text.get("transfer-report-refused-only");
            form::checkbox(ui, refused_only, words)
        });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            action = put_away(ui, shared);
            action = action.take().or(saving(ui, target, shared));
        });
    });
    action
}

/// Where a report is saved to, from right to left.
pub(super) fn saving(ui: &mut Ui, target: &mut String, shared: &Shared) -> Option<ImportAct> {
    let text = &shared.text;
    let mut action = None;
    let words = text.get("transfer-pick-target").into_owned();
    if form::secondary(ui, words, None).clicked() {
        action = Some(ImportAct::PickTarget);
    }
    let why = target_hindrance(target).map(|key| text.get(key));
    let words = text.get("transfer-report-save").into_owned();
    if form::secondary(ui, words, why.as_deref()).clicked() {
        action = Some(ImportAct::SaveReport);
    }
    let hint = text.get("transfer-target").into_owned();
    let edit = form::line_edit(ui, TextEdit::singleline(target).hint_text(hint.clone()), 280.0);
    edit.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &hint));
    action
}

pub(super) fn say_saved(ui: &mut Ui, saved: Option<&Saved>, shared: &Shared) {
    let (tone, words) = match saved {
        Some(Saved::There(path)) => {
            let path = [("path", path.display().to_string().into())];
            (Tone::Done, shared.text.with("transfer-report-saved", &path))
        }
        Some(Saved::Stopped) => {
            (Tone::Note, shared.text.get("transfer-report-save-stopped").into_owned())
        }
        Some(Saved::Failed(why)) => {
            let why = [("why", job_fault(&shared.text, why).into())];
            (Tone::Refused, shared.text.with("transfer-report-save-failed", &why))
        }
        None => return,
    };
    ui.add_space(8.0);
    form::message(ui, tone, &words);
}

fn table(ui: &mut Ui, shown: &[&RowOutcome], shared: &Shared) {
    let text = &shared.text;
    let builder = TableBuilder::new(ui)
        .id_salt("import report")
        .striped(true)
        .sense(Sense::hover())
        .auto_shrink(false)
        .animate_scrolling(false)
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::exact(200.0).clip(true))
        .column(Column::exact(240.0).clip(true))
        .column(Column::remainder().at_least(200.0).clip(true));
    let table = builder.header(ROW, |mut row| {
        for key in ["import-head-row", "import-head-about", "import-head-outcome"] {
            row.col(|ui| {
                ui.label(RichText::new(text.get(key)).size(13.0).family(theme::bold()));
            });
        }
    });
    table.body(|body| {
        body.rows(ROW, shown.len(), |mut line| {
            if let Some(row) = shown.get(line.index()) {
                cells(&mut line, row, shared);
            }
        });
    });
}

pub(super) fn cells(line: &mut TableRow<'_, '_>, row: &RowOutcome, shared: &Shared) {
    let words = |ui: &mut Ui, words: &str| {
        let label = Label::new(RichText::new(words).size(13.0)).truncate();
        ui.add(label).on_hover_text(words);
    };
    line.col(|ui| words(ui, &row.place));
    line.col(|ui| words(ui, &row.about));
    line.col(|ui| {
        let palette = theme::palette(ui);
        let (shape, color) = match row.outcome {
            Outcome::Added | Outcome::Changed => (Sign::Check, palette.approve),
            Outcome::AwaitsPayment | Outcome::AwaitsEarlier | Outcome::ToCheck => {
                (Sign::Clock, palette.unknown)
            }
            Outcome::Unchanged | Outcome::Resent { .. } | Outcome::LeftOut(_) => {
                (Sign::Dash, palette.unknown)
            }
            Outcome::Refused(_) => (Sign::Cross, palette.reject),
        };
        sign::show(ui, shape, color, 14.0);
        words(ui, &row.outcome.say(&shared.text));
    });
}
