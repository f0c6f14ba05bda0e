//! The windows over the screen for deliveries: the question before one, the one before it is written again, and lists.

use egui::{Label, RichText, ScrollArea, Ui};

use super::{Deliver, DeliverAct, DeliverWindow, choosing};
use crate::desk::delivery_overview::{DeliveryOverview, UndeliveredStudent};
use crate::domain::deliverable::Undeliverable;
use crate::ui::parts::form::{self, Tone};
use crate::ui::parts::shared::Shared;
use crate::ui::words::deliveries::name_fault;
use crate::ui::words::numbers::grouped;
use crate::ui::words::when;

/// Height of a line of a list, in points.
const LINE: f32 = 24.0;

/// Draws the window that is open.
pub(super) fn show(ui: &mut Ui, screen: &mut Deliver, shared: &Shared) -> Option<DeliverAct> {
    let mut window = screen.open.clone()?;
    let mut act = None;
    let modal = form::window(ui, "delivery").show(ui.ctx(), |ui| {
        ui.set_width(560.0);
        act = match &mut window {
            DeliverWindow::Confirm => confirm(ui, screen, shared),
            DeliverWindow::Again { number, folder } => again(ui, screen, *number, folder, shared),
            DeliverWindow::Students { department, why } => {
                students(ui, screen.overview.as_deref(), department.as_deref(), *why, shared)
            }
            DeliverWindow::Faults => faults(ui, screen.overview.as_deref(), shared),
        };
    });
    screen.open = Some(window);
    act.or(modal.should_close().then_some(DeliverAct::Close))
}

fn confirm(ui: &mut Ui, screen: &Deliver, shared: &Shared) -> Option<DeliverAct> {
    let text = &shared.text;
    let n = screen.overview.as_ref().map_or(0, |overview| overview.deliverable);
    form::heading(ui, text.with("deliver-confirm-title", &[("n", grouped(n).into())]));
    ui.add_space(8.0);
    let path = [("path", screen.choices.folder.trim().into())];
    ui.add(Label::new(text.with("deliver-confirm-folder", &path)).wrap());
    let sample = screen.overview.as_ref().and_then(|overview| overview.sample.as_ref());
    if let Some(path) = sample.and_then(|student| screen.choices.example(student)) {
        form::quiet(ui, text.with("deliver-example", &[("path", path.into())]));
    }
    ui.add_space(8.0);
    form::message(ui, Tone::Note, &text.get("deliver-confirm-final"));
    ui.add_space(4.0);
    form::quiet(ui, text.get("deliver-confirm-late"));
    ui.add_space(16.0);
    let why = choosing::hindrance(screen, shared).map(|key| text.get(key));
    let mut act = None;
    ui.horizontal(|ui| {
        if form::primary(ui, &text.get("deliver-confirm-do"), why.as_deref()).clicked() {
            act = Some(DeliverAct::Deliver);
        }
        if form::secondary(ui, text.get("console-cancel").into_owned(), None).clicked() {
            act = Some(DeliverAct::Close);
        }
    });
    act
}

fn again(
    ui: &mut Ui,
    screen: &Deliver,
    number: u32,
    folder: &mut String,
    shared: &Shared,
) -> Option<DeliverAct> {
    let text = &shared.text;
    let title = [("number", number.to_string().into())];
    form::heading(ui, text.with("deliver-again-title", &title));
    ui.add_space(8.0);
    let mut all = screen.overview.iter().flat_map(|overview| &overview.past);
    if let Some(past) = all.find(|past| past.delivery.number == number) {
        let values = [
            ("photos", grouped(past.delivery.photos).into()),
            ("time", when::date_and_time(past.at).into()),
            ("by", past.by.as_str().into()),
        ];
        ui.add(Label::new(text.with("deliver-again-what", &values)).wrap());
    }
    ui.add_space(12.0);
    let mut act = choosing::folder(ui, &text.get("deliver-folder"), folder, shared);
    if screen.unanswered {
        form::message(ui, Tone::Note, &text.get("deliver-dialog-none"));
    }
    ui.add_space(16.0);
    let runs = shared.jobs.running().iter().any(|job| choosing::is_delivery(&job.work));
    let why = match (runs, folder.trim().is_empty()) {
        (true, _) => Some(text.get("deliver-why-running")),
        (false, true) => Some(text.get("deliver-why-folder")),
        (false, false) => None,
    };
    ui.horizontal(|ui| {
        if form::primary(ui, &text.get("deliver-again-do"), why.as_deref()).clicked() {
            act = Some(DeliverAct::WriteAgain);
        }
        if form::secondary(ui, text.get("console-cancel").into_owned(), None).clicked() {
            act = Some(DeliverAct::Close);
        }
    });
    act
}

fn students(
    ui: &mut Ui,
    overview: Option<&DeliveryOverview>,
    department: Option<&str>,
    why: Undeliverable,
    shared: &Shared,
) -> Option<DeliverAct> {
    let text = &shared.text;
    let departments = overview.iter().flat_map(|overview| &overview.departments);
    let students: Vec<&UndeliveredStudent> = departments
        .filter(|(name, _)| department.is_none_or(|wanted| wanted == name.as_str()))
        .flat_map(|(_, of)| of.others.get(&why).into_iter().flatten())
        .collect();
    let all = text.get("deliver-all-departments");
    let values = [
        ("department", department.unwrap_or(&all).into()),
        ("why", text.get(why.key()).into()),
        ("n", grouped(students.len() as u64).into()),
    ];
    form::heading(ui, text.with("deliver-students", &values));
    list(ui, students.len(), |ui, at| {
        let Some(student) = students.get(at) else { return };
        ui.horizontal(|ui| {
            ui.set_height(LINE);
            ui.scope(|ui| {
                ui.set_width(200.0);
                ui.label(student.no.as_str());
            });
            ui.label(student.name.as_str());
        });
    });
    let mut act = None;
    ui.horizontal(|ui| {
        if form::primary(ui, &text.get("deliver-close"), None).clicked() {
            act = Some(DeliverAct::Close);
        }
        if form::secondary(ui, text.get("deliver-students-copy").into_owned(), None).clicked() {
            let numbers: Vec<&str> = students.iter().map(|student| student.no.as_str()).collect();
            ui.ctx().copy_text(numbers.join("\n"));
        }
    });
    act
}

fn faults(ui: &mut Ui, overview: Option<&DeliveryOverview>, shared: &Shared) -> Option<DeliverAct> {
    let text = &shared.text;
    let faults = overview.map(|overview| overview.faults.as_slice()).unwrap_or_default();
    let n = [("n", grouped(faults.len() as u64).into())];
    form::heading(ui, text.with("deliver-faults-title", &n));
    list(ui, faults.len(), |ui, at| {
        let Some(fault) = faults.get(at) else { return };
        let words = name_fault(text, fault);
        ui.add(Label::new(RichText::new(words.as_str()).size(13.0)).truncate())
            .on_hover_text(words);
    });
    let close = form::primary(ui, &text.get("deliver-close"), None).clicked();
    close.then_some(DeliverAct::Close)
}

/// A list of so many lines, of which only those in view are drawn.
fn list(ui: &mut Ui, lines: usize, mut line: impl FnMut(&mut Ui, usize)) {
    ui.add_space(8.0);
    let height = ui.ctx().content_rect().height() * 0.5;
    let area = ScrollArea::vertical().max_height(height).auto_shrink([false, true]);
    area.show_rows(ui, LINE, lines, |ui, shown| {
        for at in shown {
            line(ui, at);
        }
    });
    ui.add_space(12.0);
}
