//! What came of an import: the sums, and every row with what became of it.

use egui::{Align, Label, Layout, RichText, Sense, TextEdit, Ui};
use egui_extras::{Column, TableBuilder, TableRow};

use crate::desk::import::{ImportReport, Outcome, RowOutcome, remarks, summary};
use crate::ui::parts::dialog::Pick;
use crate::ui::parts::form::{self, Tone};
use crate::ui::parts::scene::Scene;
use crate::ui::parts::sign::{self, Sign};
use crate::ui::parts::theme;
use crate::ui::parts::transfer::{Transfer, TransferAction, target_hindrance};

/// Height of a row, in points.
const ROW: f32 = 28.0;

/// Draws the report of the last import.
pub fn show(
    ui: &mut Ui,
    transfer: &mut Transfer,
    report: &ImportReport,
    scene: Scene<'_>,
) -> Option<TransferAction> {
    let text = scene.text;
    let tone = if report.cancelled || report.counts.refused > 0 { Tone::Note } else { Tone::Done };
    form::message(ui, tone, &summary(report, text));
    for remark in remarks(report, text) {
        form::quiet(ui, remark);
    }
    ui.add_space(8.0);
    let action = tools(ui, transfer, report, scene);
    say_saved(ui, transfer, scene);
    ui.add_space(8.0);
    let shown: Vec<&RowOutcome> = report
        .rows
        .iter()
        .filter(|row| !transfer.refused_only || row.outcome.is_refused())
        .collect();
    if shown.is_empty() {
        if transfer.refused_only {
            form::quiet(ui, text.get("transfer-report-none"));
        }
        return action;
    }
    table(ui, &shown, scene);
    action
}

fn tools(
    ui: &mut Ui,
    transfer: &mut Transfer,
    report: &ImportReport,
    scene: Scene<'_>,
) -> Option<TransferAction> {
    let text = scene.text;
    let mut action = None;
    ui.horizontal(|ui| {
        ui.add_enabled_ui(report.counts.refused > 0, |ui| {
            let words = text.get("transfer-report-refused-only");
            ui.checkbox(&mut transfer.refused_only, words)
        });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let words = text.get("transfer-report-put-away").into_owned();
            if form::secondary(ui, words, None).clicked() {
                action = Some(TransferAction::PutAway);
            }
            let words = text.get("transfer-pick-target").into_owned();
            if form::secondary(ui, words, None).clicked() {
                action = Some(TransferAction::PickTarget(Pick::ImportReport));
            }
            let why = target_hindrance(&transfer.report_target).map(|key| text.get(key));
            let words = text.get("transfer-report-save").into_owned();
            if form::secondary(ui, words, why.as_deref()).clicked() {
                action = Some(TransferAction::SaveReport);
            }
            let hint = text.get("transfer-target").into_owned();
            let edit = TextEdit::singleline(&mut transfer.report_target).hint_text(hint.clone());
            let edit = form::line_edit(ui, edit, 280.0);
            edit.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &hint));
        });
    });
    action
}

fn say_saved(ui: &mut Ui, transfer: &Transfer, scene: Scene<'_>) {
    let (tone, words) = if let Some(path) = transfer.saved() {
        let path = [("path", path.display().to_string().into())];
        (Tone::Done, scene.text.with("transfer-report-saved", &path))
    } else if let Some(why) = transfer.save_failure() {
        (Tone::Refused, scene.text.with("transfer-report-save-failed", &[("why", why.into())]))
    } else {
        return;
    };
    ui.add_space(8.0);
    form::message(ui, tone, &words);
}

fn table(ui: &mut Ui, shown: &[&RowOutcome], scene: Scene<'_>) {
    let text = scene.text;
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
                cells(&mut line, row, scene);
            }
        });
    });
}

fn cells(line: &mut TableRow<'_, '_>, row: &RowOutcome, scene: Scene<'_>) {
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
            Outcome::AwaitsPayment | Outcome::AwaitsEarlier => (Sign::Clock, palette.unknown),
            Outcome::Unchanged | Outcome::Resent { .. } => (Sign::Dash, palette.unknown),
            Outcome::Refused(_) => (Sign::Cross, palette.reject),
        };
        sign::show(ui, shape, color, 14.0);
        words(ui, &row.outcome.say(scene.text));
    });
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::desk::import::{ImportCounts, ImportKind, Progress, Stage};
    use crate::domain::deadline::Calendar;
    use crate::exchange::RowRefusal;
    use crate::text::{Lang, Text};
    use crate::ui::import::panel;
    use crate::ui::queue::tests::now;
    use crate::ui::tests::dress::dress;
    use crate::worker::update::JobOutcome;

    fn report() -> ImportReport {
        let row = |n: u32, outcome| RowOutcome {
            place: format!("第 {n} 行"),
            about: format!("2026E80132{n:05}"),
            outcome,
        };
        let mut rows: Vec<RowOutcome> = (1..=5000).map(|n| row(n, Outcome::Added)).collect();
        rows.push(row(5001, Outcome::Refused(RowRefusal::NotOnRoster)));
        ImportReport {
            kind: ImportKind::Submissions,
            file: "/photos".into(),
            counts: ImportCounts { added: 5000, refused: 1, ..ImportCounts::default() },
            rows,
            ignored_columns: Vec::new(),
            ignored_sheets: Vec::new(),
            cancelled: false,
        }
    }

    type Shown = (Transfer, Vec<TransferAction>);

    fn shown<'a>() -> Harness<'a, Shown> {
        let (text, calendar) = (Text::new(Lang::Zh), Calendar::built_in().expect("calendars"));
        let draw = move |ui: &mut Ui, state: &mut Shown| {
            let later = now() + chrono::TimeDelta::seconds(10);
            let scene = Scene { text: &text, calendar: &calendar, now: later };
            state.1.extend(panel::show(ui, &mut state.0, scene));
        };
        let mut transfer = Transfer::default();
        transfer.sources[2] = "/photos".to_owned();
        dress(draw, (transfer, Vec::new()))
    }

    fn start(screen: &mut Harness<'_, Shown>) {
        screen.run();
        screen.get_by_label("导入 照片").click();
        screen.run();
        let action = screen.state().1.last().copied().expect("an action");
        assert_eq!(action, TransferAction::Import(ImportKind::Submissions));
        let _sent = screen.state_mut().0.perform(action, Lang::Zh, now());
    }

    #[test]
    fn a_running_import_says_how_far_how_fast_and_how_long_still() {
        let mut screen = shown();
        start(&mut screen);
        let progress = Progress { stage: Stage::Photos, done: 500, total: 2000, bytes: 0 };
        screen.state_mut().0.progress(progress, now());
        screen.run();
        let words = "已处理 500 / 2,000，每秒 50 条，约剩 30 秒";
        assert!(screen.query_by_label_contains(words).is_some());
        screen.get_by_label("取消任务").click();
        screen.run();
        assert_eq!(screen.state().1.last(), Some(&TransferAction::Cancel));
    }

    #[test]
    fn the_report_can_be_narrowed_to_what_was_refused_and_saved() {
        let mut screen = shown();
        start(&mut screen);
        screen.state_mut().0.ended_with(JobOutcome::Imported(Arc::new(report())));
        screen.run();
        assert!(screen.query_by_label("2026E8013200001").is_some());
        screen.get_by_label("只看未收的").click();
        screen.run();
        assert!(screen.query_by_label("2026E8013200001").is_none());
        assert!(screen.query_by_label("2026E8013205001").is_some());
        screen.state_mut().0.report_target = "/tmp/report.xlsx".to_owned();
        screen.run();
        screen.get_by_label("保存报告").click();
        screen.run();
        assert_eq!(screen.state().1.last(), Some(&TransferAction::SaveReport));
        screen.state_mut().0.report_saved("/tmp/report.xlsx".into());
        screen.run();
        assert!(screen.query_by_label_contains("报告已保存：/tmp/report.xlsx").is_some());
    }
}
