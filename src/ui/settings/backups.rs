//! The part of the settings by which backups are planned, for whoever may copy the store.

use std::path::PathBuf;

use egui::{DragValue, TextEdit, Ui};

use super::SettingsAct;
use crate::domain::backup_plan::BackupPlan;
use crate::store::RecordError;
use crate::ui::parts::form::{self, Tone};
use crate::ui::parts::running;
use crate::ui::parts::shared::Shared;
use crate::ui::words::backups::status_words;
use crate::ui::words::events::refusal;
use crate::worker::Work;

/// What is being written of a plan.
#[derive(Debug)]
pub(super) struct BackupForm {
    folder: String,
    every_hours: u32,
    keep_days: u32,
    /// Why the plan was not changed.
    pub(super) refused: Option<RecordError>,
    /// The fields hold the plan that there is.
    filled: bool,
}

impl Default for BackupForm {
    fn default() -> Self {
        Self { folder: String::new(), every_hours: 12, keep_days: 30, refused: None, filled: false }
    }
}

/// Draws the card; gives the plan that was set, or that there is to be none any more.
pub(super) fn show(ui: &mut Ui, form: &mut BackupForm, shared: &Shared) -> Option<SettingsAct> {
    let text = &shared.text;
    let status = shared.backups.clone().unwrap_or_default();
    if let Some(plan) = status.plan.as_ref().filter(|_| !form.filled) {
        form.filled = true;
        form.folder = plan.folder.display().to_string();
        (form.every_hours, form.keep_days) = (plan.every_hours, plan.keep_days);
    }
    form::heading(ui, text.get("backups-title"));
    ui.add_space(4.0);
    form::quiet(ui, text.get("backups-hint"));
    ui.add_space(8.0);
    for line in status_words(text, &status, shared.now) {
        ui.add(egui::Label::new(line).wrap());
    }
    ui.add_space(8.0);
    let stop = running::show_all(ui, shared, |work| matches!(work, Work::Backup));
    let label = text.get("backups-folder");
    form::quiet(ui, label.as_ref());
    let width = ui.available_width();
    let edit = form::line_edit(ui, TextEdit::singleline(&mut form.folder), width);
    edit.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, label.as_ref()));
    ui.add_space(8.0);
    ui.horizontal_wrapped(|ui| {
        number(ui, &text.get("backups-every"), &mut form.every_hours, BackupPlan::HOURS);
        number(ui, &text.get("backups-keep"), &mut form.keep_days, BackupPlan::DAYS);
    });
    ui.add_space(8.0);
    let plan = BackupPlan {
        folder: PathBuf::from(form.folder.trim()),
        every_hours: form.every_hours,
        keep_days: form.keep_days,
        since: shared.now,
    };
    let mut set = stop.map(SettingsAct::Stop);
    ui.horizontal(|ui| {
        let why = (!plan.is_sound()).then(|| text.get("backups-unsound"));
        if form::primary(ui, &text.get("backups-set"), why.as_deref()).clicked() {
            set = Some(SettingsAct::Plan(Some(plan)));
        }
        let none = status.plan.is_none().then(|| text.get("backups-no-plan"));
        if form::secondary(ui, text.get("backups-end").into_owned(), none.as_deref()).clicked() {
            set = Some(SettingsAct::Plan(None));
        }
    });
    if let Some(why) = &form.refused {
        ui.add_space(8.0);
        let why = [("why", refusal(text, why).into())];
        form::message(ui, Tone::Refused, &text.with("backups-refused", &why));
    }
    set
}

fn number(ui: &mut Ui, label: &str, value: &mut u32, range: std::ops::RangeInclusive<u32>) {
    form::quiet(ui, label);
    let drag = ui.add(DragValue::new(value).range(range));
    drag.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, label));
    ui.add_space(16.0);
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::desk::backups::BackupStatus;
    use crate::text::Lang;
    use crate::ui::queue::tests::now;
    use crate::ui::tests::dress::dress;

    type Shown = (BackupForm, Shared, Vec<SettingsAct>);

    fn shown<'a>(lang: Lang) -> Harness<'a, Shown> {
        let draw = |ui: &mut Ui, (form, shared, set): &mut Shown| {
            set.extend(show(ui, form, shared));
        };
        dress(draw, (BackupForm::default(), Shared::of_test(lang, now()), Vec::new()))
    }

    #[test]
    fn a_plan_is_set_shown_and_ended() {
        let mut screen = shown(Lang::Zh);
        screen.run();
        assert!(screen.query_by_label_contains("没有设置自动备份").is_some());
        screen.get_by_label("开始备份").click();
        screen.run();
        assert!(screen.state().2.is_empty(), "without a folder there is no plan");
        let folder = std::env::temp_dir().display().to_string();
        screen.state_mut().0.folder = folder.clone();
        screen.run();
        screen.get_by_label("开始备份").click();
        screen.run();
        let Some(SettingsAct::Plan(Some(plan))) = screen.state_mut().2.pop() else {
            panic!("no plan")
        };
        assert_eq!((plan.every_hours, plan.keep_days), (12, 30));
        screen.state_mut().1.backups =
            Some(BackupStatus { plan: Some(plan), ..BackupStatus::default() });
        screen.run();
        assert!(screen.query_by_label_contains(&format!("每 12 小时备份到 {folder}")).is_some());
        screen.get_by_label("不再备份").click();
        screen.run();
        assert_eq!(screen.state().2, [SettingsAct::Plan(None)]);
    }

    #[test]
    fn the_one_that_is_made_is_shown_and_can_be_stopped() {
        let mut screen = shown(Lang::Zh);
        let id = screen.state_mut().1.jobs.begin(&Work::Backup, now()).expect("begins");
        screen.run();
        screen.get_by_label("取消任务").click();
        screen.run();
        assert_eq!(screen.state().2, [SettingsAct::Stop(id)]);
    }
}
