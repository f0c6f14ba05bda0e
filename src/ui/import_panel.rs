//! The import screen as drawn: three things to bring in, the running job, and what came of it.

use egui::{Align, Layout, ProgressBar, TextEdit, Ui, vec2};

use super::dialog::Pick;
use super::form::{self, Tone};
use super::import_report;
use super::scene::{Scene, grouped};
use super::theme;
use super::transfer::{Ended, Job, Transfer, TransferAction, Work, place};
use super::when;
use crate::desk::import::ImportKind;
use crate::domain::event::Report;

/// The kinds in the order in which they are needed.
const KINDS: [ImportKind; 3] = [ImportKind::Roster, ImportKind::Payments, ImportKind::Submissions];

/// Draws the screen.
pub fn show(ui: &mut Ui, transfer: &mut Transfer, scene: Scene<'_>) -> Option<TransferAction> {
    let text = scene.text;
    form::title(ui, text.get("transfer-import-title"));
    form::quiet(ui, text.get("transfer-import-hint"));
    ui.add_space(12.0);
    let mut action = choices(ui, transfer, scene);
    ui.add_space(16.0);
    if transfer.unanswered {
        form::message(ui, Tone::Note, &text.get("transfer-dialog-none"));
        ui.add_space(8.0);
    }
    if !transfer.passed_over().is_empty() {
        let names = transfer.passed_over().join(&text.get("history-comma"));
        let words = text.with("transfer-passed-over", &[("names", names.into())]);
        form::message(ui, Tone::Note, &words);
        ui.add_space(8.0);
    }
    if let Some(job) = transfer.job() {
        action = action.or(running(ui, job, scene));
    }
    let outcome = match transfer.ended() {
        Some(Ended::Failed(Work::Import(_), why)) => Some(Err(why.clone())),
        Some(Ended::Imported(report)) => Some(Ok(std::sync::Arc::clone(report))),
        _ => None,
    };
    match outcome {
        Some(Err(why)) => {
            form::message(ui, Tone::Refused, &text.with("transfer-failed", &[("why", why.into())]));
        }
        Some(Ok(report)) => {
            action = action.or(import_report::show(ui, transfer, &report, scene));
        }
        None => {}
    }
    action.or(dropped_window(ui, transfer, scene))
}

fn choices(ui: &mut Ui, transfer: &mut Transfer, scene: Scene<'_>) -> Option<TransferAction> {
    let mut action = None;
    let busy = transfer.job().is_some();
    ui.columns_const(|columns: &mut [Ui; 3]| {
        for (ui, kind) in columns.iter_mut().zip(KINDS) {
            form::card(ui, |ui| {
                ui.set_width(ui.available_width());
                action = action.take().or(choice(ui, transfer, kind, busy, scene));
            });
        }
    });
    action
}

fn choice(
    ui: &mut Ui,
    transfer: &mut Transfer,
    kind: ImportKind,
    busy: bool,
    scene: Scene<'_>,
) -> Option<TransferAction> {
    let text = scene.text;
    let mut action = None;
    let (title, hint) = kind_keys(kind);
    form::heading(ui, text.get(title));
    ui.add_space(4.0);
    // What is to be known before an import makes room for what comes of it.
    if transfer.job().is_none() && transfer.ended().is_none() {
        ui.allocate_ui(vec2(ui.available_width(), 60.0), |ui| {
            ui.set_min_height(60.0);
            let color = theme::palette(ui).secondary;
            let words = egui::RichText::new(text.get(hint)).size(13.0).color(color);
            ui.add(egui::Label::new(words).wrap());
        });
        ui.add_space(8.0);
    }
    let path = &mut transfer.sources[place(kind)];
    let hint = text.get("transfer-path").into_owned();
    let edit = TextEdit::singleline(path).hint_text(hint.clone());
    let width = ui.available_width();
    let edit = form::line_edit(ui, edit, width);
    let name = format!("{} {hint}", text.get(title));
    edit.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &name));
    let written = !path.trim().is_empty();
    let enter = edit.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    ui.add_space(8.0);
    let busy = busy.then(|| text.get("transfer-busy"));
    ui.horizontal(|ui| {
        let missing = (!written).then(|| text.get("transfer-path-missing"));
        let hindrance = busy.clone().or(missing);
        let words = text.get("transfer-import-do");
        let start = form::primary(ui, &words, hindrance.as_deref());
        let name = format!("{words} {}", text.get(title));
        start.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Button, hindrance.is_none(), &name)
        });
        if start.clicked() || (enter && hindrance.is_none()) {
            action = Some(TransferAction::Import(kind));
        }
        for (key, pick) in picks(kind) {
            let words = text.get(key).into_owned();
            if form::secondary(ui, words, busy.as_deref()).clicked() {
                action = Some(TransferAction::PickSource(kind, *pick));
            }
        }
    });
    action
}

fn picks(kind: ImportKind) -> &'static [(&'static str, Pick)] {
    match kind {
        ImportKind::Roster | ImportKind::Payments => &[("transfer-pick-file", Pick::Table)],
        ImportKind::Submissions => {
            &[("transfer-pick-folder", Pick::Folder), ("transfer-pick-zip", Pick::Zip)]
        }
    }
}

fn kind_keys(kind: ImportKind) -> (&'static str, &'static str) {
    match kind {
        ImportKind::Roster => ("transfer-roster", "transfer-roster-hint"),
        ImportKind::Payments => ("transfer-payments", "transfer-payments-hint"),
        ImportKind::Submissions => ("transfer-submissions", "transfer-submissions-hint"),
    }
}

/// The key that names what a job does.
fn work_key(work: &Work) -> &'static str {
    match work {
        Work::Import(kind) => kind_keys(*kind).0,
        Work::Export(Report::Notices) => "transfer-notices",
        Work::Export(Report::Decisions) => "transfer-decisions",
    }
}

/// The running job: what, how far, how fast, how long still, and how to stop it.
pub fn running(ui: &mut Ui, job: &Job, scene: Scene<'_>) -> Option<TransferAction> {
    let text = scene.text;
    let mut action = None;
    form::card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            form::heading(ui, text.get(work_key(&job.work)));
            if let Some(progress) = &job.progress {
                ui.label(text.get(progress.stage.key()));
            }
            form::quiet(ui, job.path.display().to_string());
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let stopping = job.stopping.then(|| text.get("transfer-stopping"));
                let words = text.get("transfer-cancel").into_owned();
                if form::secondary(ui, words, stopping.as_deref()).clicked() {
                    action = Some(TransferAction::Cancel);
                }
            });
        });
        ui.add_space(8.0);
        let done = job.progress.as_ref().map_or(0, |progress| progress.done);
        let total = job.progress.as_ref().map_or(0, |progress| progress.total);
        let part = if total == 0 { 0.0 } else { done as f32 / total as f32 };
        let palette = theme::palette(ui);
        let bar = ProgressBar::new(part).desired_height(8.0).fill(palette.accent);
        let bar = ui.add(bar.corner_radius(4));
        let label = text.get("transfer-progress");
        bar.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, label.as_ref())
        });
        ui.add_space(4.0);
        form::quiet(ui, pace(job, done, total, scene));
    });
    ui.add_space(12.0);
    action
}

fn pace(job: &Job, done: u64, total: u64, scene: Scene<'_>) -> String {
    let text = scene.text;
    if job.stopping {
        return text.get("transfer-stopping").into_owned();
    }
    if total == 0 {
        return text.get("transfer-starting").into_owned();
    }
    let mut words = text.with(
        "transfer-done-of",
        &[("done", grouped(done).into()), ("total", grouped(total).into())],
    );
    if let Some(pace) = job.pace(scene.now) {
        let rate = if pace.per_second < 10.0 {
            format!("{:.1}", pace.per_second)
        } else {
            grouped(pace.per_second as u64)
        };
        words.push_str(&text.with("transfer-rate", &[("rate", rate.into())]));
        if let Some(left) = pace.left {
            let left = when::span(text, left);
            words.push_str(&text.with("transfer-left", &[("span", left.into())]));
        }
    }
    words
}

fn dropped_window(ui: &mut Ui, transfer: &Transfer, scene: Scene<'_>) -> Option<TransferAction> {
    let path = transfer.dropped_table()?;
    let text = scene.text;
    let mut action = None;
    let modal = form::window(ui, "dropped table").show(ui.ctx(), |ui| {
        ui.set_width(420.0);
        form::heading(ui, text.get("transfer-dropped-title"));
        ui.add_space(4.0);
        form::quiet(ui, path.display().to_string());
        ui.add_space(12.0);
        ui.horizontal(|ui| {
            for kind in [ImportKind::Roster, ImportKind::Payments] {
                let words = text.get(kind_keys(kind).0);
                if form::primary(ui, &words, None).clicked() {
                    action = Some(TransferAction::Dropped(kind));
                }
            }
            if form::secondary(ui, text.get("console-cancel").into_owned(), None).clicked() {
                action = Some(TransferAction::DropNothing);
            }
        });
    });
    if modal.should_close() && action.is_none() {
        action = Some(TransferAction::DropNothing);
    }
    action
}
