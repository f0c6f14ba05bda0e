//! The newest imports as drawn, the question whether one is to be withdrawn, and what came of it.

use egui::{Align, Label, Layout, RichText, Sense, Ui};
use egui_extras::{Column, TableBody, TableBuilder, TableRow};

use super::{Withdrawal, WithdrawalAct};
use crate::desk::withdraw::{
    WithdrawError, WithdrawalReport, WithdrawnOutcome, WithdrawnRow, kind_of,
};
use crate::store::PastImport;
use crate::ui::import::outcome::{saving, say_saved};
use crate::ui::import::{ImportAct, Saved};
use crate::ui::parts::form::{self, Tone};
use crate::ui::parts::shared::Shared;
use crate::ui::parts::sign::{self, Sign};
use crate::ui::parts::theme;
use crate::ui::words::events::refusal;
use crate::ui::words::imports::withdrawn_words;
use crate::ui::words::jobs::job_fault;
use crate::ui::words::keys::import_key;
use crate::ui::words::numbers::grouped;
use crate::ui::words::when;
use crate::worker::{JobFault, Work};

/// Height of a row, in points: room for a button, and for words alone.
const ROW: f32 = 40.0;
const LINE: f32 = 28.0;

/// Draws what came of the last withdrawal, or else the newest imports.
pub(in crate::ui::import) fn show(
    ui: &mut Ui,
    withdrawal: &mut Withdrawal,
    target: &mut String,
    saved: Option<&Saved>,
    shared: &Shared,
) -> Option<ImportAct> {
    match withdrawal.ended.clone() {
        Some(Ok(report)) => outcome(ui, withdrawal, &report, target, saved, shared),
        Some(Err(why)) => failure(ui, &why, shared),
        None => list(ui, withdrawal, shared).map(ImportAct::Withdrawal),
    }
}

fn list(ui: &mut Ui, withdrawal: &Withdrawal, shared: &Shared) -> Option<WithdrawalAct> {
    let text = &shared.text;
    let imports = match &withdrawal.listed {
        None => return None,
        Some(Err(why)) => {
            let why = [("why", refusal(text, why).into())];
            form::message(ui, Tone::Refused, &text.with("withdrawal-failed", &why));
            return None;
        }
        Some(Ok(imports)) => imports,
    };
    form::heading(ui, text.get("withdrawal-title"));
    ui.add_space(4.0);
    if imports.is_empty() {
        form::quiet(ui, text.get("withdrawal-none"));
        return None;
    }
    form::quiet(ui, text.get("withdrawal-hint"));
    ui.add_space(8.0);
    let mut act = None;
    let heads = ["time", "by", "kind", "rows", "withdrawn", "number"];
    table(
        ui,
        "past imports",
        &[140.0, 140.0, 80.0, 80.0, 100.0, 320.0],
        &heads,
        |body| {
            body.rows(ROW, imports.len(), |mut line| {
                if let Some(import) = imports.get(line.index()) {
                    act = act.take().or(one(&mut line, import, shared));
                }
            });
        },
        shared,
    );
    act
}

fn one(line: &mut TableRow<'_, '_>, import: &PastImport, shared: &Shared) -> Option<WithdrawalAct> {
    let text = &shared.text;
    let kind = text.get(import_key(kind_of(import))).into_owned();
    let number = import.id.to_string();
    words(line, &when::date_and_time(import.at));
    words(line, import.by.as_str());
    words(line, &kind);
    words(line, &grouped(import.rows()));
    words(line, &withdrawn_words(import, text));
    words(line, &number);
    let mut act = None;
    line.col(|ui| {
        let all = import.taken_back >= import.rows();
        let runs = shared.jobs.running().iter().any(
            |job| matches!(job.work, Work::Withdraw { import: running, .. } if running == import.id),
        );
        let why = match (all, runs) {
            (true, _) => Some(text.get("withdrawal-done-already")),
            (false, true) => Some(text.get("withdrawal-work")),
            (false, false) => None,
        };
        let button = form::secondary(ui, text.get("withdrawal-do").into_owned(), why.as_deref());
        // A screen reader does not show the row, so the button's label names the import.
        let name = format!("{} {kind} {number}", text.get("withdrawal-do"));
        let enabled = why.is_none();
        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, enabled, &name));
        if button.clicked() {
            act = Some(WithdrawalAct::Look(import.id));
        }
    });
    act
}

fn failure(ui: &mut Ui, why: &JobFault, shared: &Shared) -> Option<ImportAct> {
    let text = &shared.text;
    let interrupted = matches!(why, JobFault::Withdraw(WithdrawError::Interrupted { .. }));
    let key = if interrupted { "withdrawal-interrupted" } else { "withdrawal-failed-whole" };
    let why = [("why", job_fault(text, why).into())];
    form::message(ui, Tone::Refused, &text.with(key, &why));
    put_away(ui, shared)
}

fn outcome(
    ui: &mut Ui,
    withdrawal: &mut Withdrawal,
    report: &WithdrawalReport,
    target: &mut String,
    saved: Option<&Saved>,
    shared: &Shared,
) -> Option<ImportAct> {
    let text = &shared.text;
    let tone = if report.is_whole() { Tone::Done } else { Tone::Note };
    form::message(ui, tone, &report.summary(text));
    for said in report.advice(text).into_iter().chain(report.said_reasons(text)) {
        form::quiet(ui, said);
    }
    ui.add_space(8.0);
    let mut act = None;
    ui.horizontal(|ui| {
        let words = text.get("withdrawal-kept-only");
        form::checkbox(ui, &mut withdrawal.kept_only, words);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            act = put_away(ui, shared);
            act = act.take().or(saving(ui, target, shared));
        });
    });
    say_saved(ui, saved, shared);
    ui.add_space(8.0);
    let kept_only = withdrawal.kept_only;
    let shown: Vec<&WithdrawnRow> =
        report.rows.iter().filter(|row| !kept_only || row.outcome.is_kept()).collect();
    if shown.is_empty() {
        form::quiet(ui, text.get("withdrawal-kept-none"));
        return act;
    }
    table(
        ui,
        "withdrawn rows",
        &[200.0, 200.0],
        &["student_no", "name"],
        |body| {
            body.rows(LINE, shown.len(), |mut line| {
                if let Some(row) = shown.get(line.index()) {
                    withdrawn(&mut line, row, shared);
                }
            });
        },
        shared,
    );
    act
}

fn withdrawn(line: &mut TableRow<'_, '_>, row: &WithdrawnRow, shared: &Shared) {
    words(line, &row.no);
    words(line, &row.name);
    line.col(|ui| {
        let palette = theme::palette(ui);
        let (shape, color) = match row.outcome {
            WithdrawnOutcome::TakenBack => (Sign::Check, palette.approve),
            WithdrawnOutcome::Before => (Sign::Dash, palette.unknown),
            WithdrawnOutcome::Kept(_) => (Sign::Bang, palette.accent),
        };
        sign::show(ui, shape, color, 14.0);
        said(ui, &row.outcome.say(&shared.text));
    });
}

fn put_away(ui: &mut Ui, shared: &Shared) -> Option<ImportAct> {
    let words = shared.text.get("transfer-report-put-away").into_owned();
    let clicked = form::secondary(ui, words, None).clicked();
    clicked.then_some(ImportAct::Withdrawal(WithdrawalAct::PutAway))
}

/// Asks whether an import is to be withdrawn, with what would become of it.
pub(in crate::ui::import) fn confirmation(
    ui: &mut Ui,
    withdrawal: &Withdrawal,
    shared: &Shared,
) -> Option<WithdrawalAct> {
    let report = withdrawal.looked.as_ref()?;
    let (text, import) = (&shared.text, &report.import);
    let mut act = None;
    let modal = form::window(ui, "withdraw import").show(ui.ctx(), |ui| {
        ui.set_width(520.0);
        form::heading(ui, text.get("withdrawal-confirm-title"));
        ui.add_space(4.0);
        let values = [
            ("kind", text.get(import_key(kind_of(import))).into()),
            ("time", when::date_and_time(import.at).into()),
            ("by", import.by.as_str().into()),
        ];
        form::quiet(ui, text.with("withdrawal-confirm-what", &values));
        ui.add_space(8.0);
        ui.label(report.summary(text));
        for said in report.advice(text).into_iter().chain(report.said_reasons(text)) {
            form::quiet(ui, said);
        }
        ui.add_space(16.0);
        ui.horizontal(|ui| {
            let taken = report.counts.taken_back;
            let words = text.with("withdrawal-confirm-do", &[("n", grouped(taken).into())]);
            let nothing = (taken == 0).then(|| text.get("withdrawal-confirm-nothing"));
            if form::primary(ui, &words, nothing.as_deref()).clicked() {
                act = Some(WithdrawalAct::Withdraw(import.id));
            }
            if form::secondary(ui, text.get("console-cancel").into_owned(), None).clicked() {
                act = Some(WithdrawalAct::Leave);
            }
        });
    });
    if modal.should_close() && act.is_none() {
        act = Some(WithdrawalAct::Leave);
    }
    act
}

/// A table with these widths and heads, and one more column for what is left of the width.
fn table(
    ui: &mut Ui,
    id: &str,
    widths: &[f32],
    heads: &[&str],
    body: impl FnOnce(TableBody<'_>),
    shared: &Shared,
) {
    let mut builder = TableBuilder::new(ui)
        .id_salt(id)
        .striped(true)
        .sense(Sense::hover())
        .auto_shrink(false)
        .animate_scrolling(false)
        .cell_layout(Layout::left_to_right(Align::Center));
    for width in widths {
        builder = builder.column(Column::exact(*width).clip(true));
    }
    let table =
        builder.column(Column::remainder().at_least(120.0).clip(true)).header(LINE, |mut row| {
            for head in heads {
                row.col(|ui| {
                    let words = shared.text.get(&format!("withdrawal-head-{head}")).into_owned();
                    ui.label(RichText::new(words).size(13.0).family(theme::bold()));
                });
            }
            row.col(|_ui| ());
        });
    table.body(body);
}

fn words(line: &mut TableRow<'_, '_>, words: &str) {
    line.col(|ui| said(ui, words));
}

fn said(ui: &mut Ui, words: &str) {
    let label = Label::new(RichText::new(words).size(13.0)).truncate();
    ui.add(label).on_hover_text(words);
}
