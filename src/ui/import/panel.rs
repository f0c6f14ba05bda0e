//! The import screen as drawn: three things to bring in, the running job, and what came of it.

use egui::{TextEdit, Ui, vec2};

use super::outcome::{self, Choices};
use super::{Import, ImportAct, ahead, is_shown_here, place, withdrawal};
use crate::desk::import::ImportKind;
use crate::ui::parts::dialog::Pick;
use crate::ui::parts::form::{self, Tone};
use crate::ui::parts::running;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::theme;
use crate::ui::words::keys::import_key;

/// The kinds in the order in which they are needed.
const KINDS: [ImportKind; 3] = [ImportKind::Roster, ImportKind::Payments, ImportKind::Submissions];

/// Draws the screen.
pub fn show(ui: &mut Ui, import: &mut Import, shared: &Shared) -> Option<ImportAct> {
    let text = &shared.text;
    if let Some(looked) = &mut import.looked {
        let (target, saved) = (&mut import.report_target, import.saved.as_ref());
        let action = ahead::show(ui, looked, target, saved, &import.ended, shared);
        // What lies above is asked first: one Esc closes one thing.
        return dropped_window(ui, import, shared).or(action);
    }
    form::title(ui, text.get("transfer-import-title"));
    form::quiet(ui, text.get("transfer-import-hint"));
    ui.add_space(12.0);
    let mut action = choices(ui, import, shared);
    ui.add_space(16.0);
    if import.unanswered {
        form::message(ui, Tone::Note, &text.get("transfer-dialog-none"));
        ui.add_space(8.0);
    }
    if !import.passed_over.is_empty() {
        let names = import.passed_over.join(&text.get("history-comma"));
        let words = text.with("transfer-passed-over", &[("names", names.into())]);
        form::message(ui, Tone::Note, &words);
        ui.add_space(8.0);
    }
    let stop = running::show_all(ui, shared, is_shown_here);
    action = action.or(stop.map(ImportAct::Stop)).or(ended(ui, import, shared));
    let confirmed = withdrawal::confirmation(ui, &import.withdrawal, shared);
    action.or(confirmed.map(ImportAct::Withdrawal)).or(dropped_window(ui, import, shared))
}

/// What came of the last import, or else of the last withdrawal, or else the imports before.
fn ended(ui: &mut Ui, import: &mut Import, shared: &Shared) -> Option<ImportAct> {
    let (target, saved) = (&mut import.report_target, import.saved.as_ref());
    let below = import.ended.below();
    match import.ended.shown() {
        Some(ended) => {
            let choices = Choices { refused_only: &mut import.refused_only, target, saved };
            outcome::show(ui, ended, below, choices, shared)
        }
        None => withdrawal::show(ui, &mut import.withdrawal, target, saved, shared),
    }
}

fn choices(ui: &mut Ui, import: &mut Import, shared: &Shared) -> Option<ImportAct> {
    let mut action = None;
    // The explanations give way once an import runs or has ended.
    let explain = shared.jobs.running().is_empty()
        && import.ended.is_empty()
        && !import.withdrawal.has_ended();
    ui.columns_const(|columns: &mut [Ui; 3]| {
        for (ui, kind) in columns.iter_mut().zip(KINDS) {
            form::card(ui, |ui| {
                ui.set_width(ui.available_width());
                action = action.take().or(choice(ui, import, kind, explain, shared));
            });
        }
    });
    action
}

fn choice(
    ui: &mut Ui,
    import: &mut Import,
    kind: ImportKind,
    explain: bool,
    shared: &Shared,
) -> Option<ImportAct> {
    let text = &shared.text;
    let mut action = None;
    let title = import_key(kind);
    let hint = format!("{title}-hint");
    form::heading(ui, text.get(title));
    ui.add_space(4.0);
    if explain {
        ui.allocate_ui(vec2(ui.available_width(), 60.0), |ui| {
            ui.set_min_height(60.0);
            let color = theme::palette(ui).secondary;
            let words = egui::RichText::new(text.get(&hint)).size(13.0).color(color);
            ui.add(egui::Label::new(words).wrap());
        });
        ui.add_space(8.0);
    }
    let path = &mut import.sources[place(kind)];
    let hint = text.get("transfer-path").into_owned();
    let edit = TextEdit::singleline(path).hint_text(hint.clone());
    let width = ui.available_width();
    let edit = form::line_edit(ui, edit, width);
    let name = format!("{} {hint}", text.get(title));
    edit.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &name));
    let written = !path.trim().is_empty();
    let enter = edit.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let hindrance = (!written).then(|| text.get("transfer-path-missing"));
        let words = text.get("transfer-import-do");
        let start = form::primary(ui, &words, hindrance.as_deref());
        let name = format!("{words} {}", text.get(title));
        start.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Button, hindrance.is_none(), &name)
        });
        if start.clicked() || (enter && hindrance.is_none()) {
            action = Some(ImportAct::Look(kind));
        }
        for (key, pick) in picks(kind) {
            let words = text.get(key).into_owned();
            if form::secondary(ui, words, None).clicked() {
                action = Some(ImportAct::PickSource(kind, *pick));
            }
        }
    });
    action
}

fn picks(kind: ImportKind) -> &'static [(&'static str, Pick)] {
    match kind {
        ImportKind::Submissions => {
            &[("transfer-pick-folder", Pick::Folder), ("transfer-pick-zip", Pick::Zip)]
        }
        _ => &[("transfer-pick-file", Pick::Table)],
    }
}

/// Asks which kind of table was dropped onto the window.
fn dropped_window(ui: &mut Ui, import: &Import, shared: &Shared) -> Option<ImportAct> {
    let path = import.dropped.as_deref()?;
    let text = &shared.text;
    let mut action = None;
    let modal = form::window(ui, "dropped table").show(ui.ctx(), |ui| {
        ui.set_width(420.0);
        form::heading(ui, text.get("transfer-dropped-title"));
        ui.add_space(4.0);
        form::quiet(ui, path.display().to_string());
        ui.add_space(12.0);
        ui.horizontal(|ui| {
            for kind in [ImportKind::Roster, ImportKind::Payments] {
                let words = text.get(import_key(kind));
                if form::primary(ui, &words, None).clicked() {
                    action = Some(ImportAct::Dropped(kind));
                }
            }
            if form::secondary(ui, text.get("console-cancel").into_owned(), None).clicked() {
                action = Some(ImportAct::DropNothing);
            }
        });
    });
    if modal.should_close() && action.is_none() {
        action = Some(ImportAct::DropNothing);
    }
    action
}
