//! What stands beside the photo of an open submission: the facts, and everything that happened.

use egui::{Label, RichText, Sense, Ui, vec2};

use crate::desk::history::History;
use crate::domain::log::Entry;
use crate::ui::history::HistoryAct;
use crate::ui::parts::form;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::status;
use crate::ui::parts::theme;
use crate::ui::words::events;
use crate::ui::words::when;

/// The student, the photo and the other attempts.
pub(super) fn facts(ui: &mut Ui, history: &History, shared: &Shared) -> Option<HistoryAct> {
    let text = &shared.text;
    let case = &history.case;
    let student = &case.student;
    let none = text.get("history-none").into_owned();
    let or_none = |value: &Option<String>| value.clone().unwrap_or_else(|| none.clone());
    form::heading(ui, text.get("history-facts"));
    pairs(
        ui,
        "student",
        shared,
        &[
            ("history-department", student.department.clone()),
            ("history-programme", student.programme.clone()),
            ("history-campus", student.campus.clone()),
            ("history-exam_no", or_none(&student.exam_no)),
            ("history-id_number", or_none(&student.id_number)),
        ],
    );
    ui.add_space(12.0);
    form::heading(ui, text.get("history-photo-facts"));
    let camera = &case.submitted.camera;
    let mut rows = vec![
        ("history-submitted", when::date_and_time(case.submitted.submitted_at)),
        ("history-file", case.submitted.file.clone()),
        ("history-size", format!("{}×{}", case.submitted.width, case.submitted.height)),
    ];
    if let Some(due) = case.due {
        rows.insert(1, ("history-due", when::date_and_time(due)));
    }
    let model = [camera.make.as_deref(), camera.model.as_deref()];
    let model: Vec<&str> = model.into_iter().flatten().collect();
    rows.push(("history-camera", if model.is_empty() { none.clone() } else { model.join(" ") }));
    let optional = [
        ("history-lens", &camera.lens),
        ("history-taken", &camera.taken),
        ("history-software", &camera.software),
    ];
    rows.extend(optional.into_iter().filter_map(|(key, value)| Some((key, value.clone()?))));
    pairs(ui, "photo", shared, &rows);
    ui.add_space(12.0);
    others(ui, history, shared)
}

fn pairs(ui: &mut Ui, name: &str, shared: &Shared, rows: &[(&str, String)]) {
    ui.add_space(4.0);
    egui::Grid::new(name)
        .num_columns(2)
        .spacing([16.0, 4.0])
        .min_col_width(72.0)
        .min_row_height(20.0)
        .show(ui, |ui| {
            for (key, value) in rows {
                let color = theme::palette(ui).secondary;
                ui.label(RichText::new(shared.text.get(key)).size(13.0).color(color));
                ui.add(Label::new(value).wrap());
                ui.end_row();
            }
        });
}

fn others(ui: &mut Ui, history: &History, shared: &Shared) -> Option<HistoryAct> {
    if history.case.others.is_empty() {
        return None;
    }
    let mut action = None;
    form::heading(ui, shared.text.get("history-others"));
    for other in &history.case.others {
        ui.horizontal(|ui| {
            let attempt = shared.text.with("history-attempt", &[("n", other.attempt.into())]);
            if form::link(ui, attempt).clicked() {
                action = Some(HistoryAct::Open(other.submission));
            }
            status::show(ui, other.status, shared);
        });
        if let Some(decision) = &other.decision {
            form::quiet(ui, events::decision_words(&shared.text, decision));
        }
    }
    ui.add_space(12.0);
    action
}

/// Everything that happened, first to last.
pub(super) fn timeline(ui: &mut Ui, entries: &[Entry], shared: &Shared) {
    form::heading(ui, shared.text.get("history-timeline"));
    ui.add_space(4.0);
    let palette = theme::palette(ui);
    for entry in entries {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            let (dot, _) = ui.allocate_exact_size(vec2(8.0, 20.0), Sense::empty());
            let center = egui::pos2(dot.center().x, dot.top() + 10.0);
            ui.painter().circle_filled(center, 3.0, palette.secondary);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                let words = events::sentence(&shared.text, &entry.event);
                ui.add(Label::new(words).wrap());
                let beside = format!("{}  {}", when::to_the_second(entry.at), entry.actor.account);
                ui.label(RichText::new(beside).size(13.0).color(palette.secondary));
            });
        });
        ui.add_space(6.0);
    }
}
