//! The running jobs as drawn: what, how far, how fast, how long still, and how to stop it.

use egui::{Align, Layout, ProgressBar, Ui};

use crate::domain::event::ExportKind;
use crate::ui::parts::jobs::Job;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::{form, theme};
use crate::ui::words::keys::import_key;
use crate::ui::words::numbers::grouped;
use crate::ui::words::when;
use crate::worker::{DeliverWork, JobId, Work};

fn work_key(work: &Work) -> &'static str {
    match work {
        Work::Preview { kind, .. } | Work::Import { kind, .. } => import_key(*kind),
        Work::Export { kind: ExportKind::Notices, .. } => "transfer-notices",
        Work::Export { kind: ExportKind::Decisions, .. } => "transfer-decisions",
        Work::SaveReport { .. } => "transfer-report-save",
        Work::Deliver { which: DeliverWork::New(_), .. } => "delivery-work",
        Work::Deliver { which: DeliverWork::Again(_), .. } => "delivery-work-again",
        Work::Backup => "backups-work",
        Work::Withdraw { only_look: true, .. } => "withdrawal-work-looking",
        Work::Withdraw { only_look: false, .. } => "withdrawal-work",
    }
}

/// Draws the running jobs that `which` picks; returns the one whose stop button was clicked.
pub fn show_all(ui: &mut Ui, shared: &Shared, which: impl Fn(&Work) -> bool) -> Option<JobId> {
    let mut stop = None;
    for job in shared.jobs.running().iter().filter(|job| which(&job.work)) {
        if show(ui, job, shared) {
            stop = Some(job.id);
        }
    }
    stop
}

/// Draws one job; returns whether its stop button was clicked.
fn show(ui: &mut Ui, job: &Job, shared: &Shared) -> bool {
    let text = &shared.text;
    let mut stop = false;
    form::card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            form::heading(ui, text.get(work_key(&job.work)));
            if let Some(progress) = &job.progress {
                ui.label(text.get(progress.stage.key()));
            }
            if let Some(path) = job.work.path() {
                form::quiet(ui, path.display().to_string());
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let stopping = job.stopping.then(|| text.get("transfer-stopping"));
                let words = text.get("transfer-cancel").into_owned();
                stop = form::secondary(ui, words, stopping.as_deref()).clicked();
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
        form::quiet(ui, pace(job, done, total, shared));
    });
    ui.add_space(12.0);
    stop
}

fn pace(job: &Job, done: u64, total: u64, shared: &Shared) -> String {
    let text = &shared.text;
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
    if let Some(pace) = job.pace(shared.now) {
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
