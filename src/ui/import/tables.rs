//! The tables of a look before an import: the columns and what they mean, the first rows, and what is not taken.

use egui::{Align, ComboBox, Label, Layout, RichText, Sense, Ui, WidgetInfo};
use egui_extras::{Column, TableBuilder, TableRow};

use super::{ImportAct, outcome};
use crate::desk::import::{
    FirstRow, FoundColumn, ImportKind, ImportPreview, ImportReport, Outcome, RowOutcome,
    meaning_code, meaning_words,
};
use crate::ui::parts::form;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::theme;
use crate::ui::words::numbers::grouped;

/// Height of a row, in points.
const ROW: f32 = 28.0;

/// Height of a row with a choice in it, in points.
const CHOICE: f32 = 36.0;

/// Greatest height of an open choice, in points: all meanings of a roster's columns are in view.
pub(super) const POPUP: f32 = 400.0;

/// Most rows of one table: nobody reads more, and the report of the import has them all.
const MOST: usize = 100;

/// A table below another one on a page that is scrolled as a whole.
fn table<'a>(ui: &'a mut Ui, id: &str) -> TableBuilder<'a> {
    TableBuilder::new(ui)
        .id_salt(id)
        .striped(true)
        .vscroll(false)
        .sense(Sense::hover())
        .cell_layout(Layout::left_to_right(Align::Center))
}

fn words(ui: &mut Ui, words: &str) {
    let label = Label::new(RichText::new(words).size(13.0)).truncate();
    ui.add(label).on_hover_text(words);
}

fn header(row: &mut TableRow<'_, '_>, heads: &[String]) {
    for head in heads {
        row.col(|ui| {
            ui.add(Label::new(RichText::new(head).size(13.0).family(theme::bold())).truncate());
        });
    }
}

/// Every column of the file; returns the place of one and what it is to mean from now on.
pub(super) fn columns(
    ui: &mut Ui,
    kind: ImportKind,
    preview: &ImportPreview,
    shared: &Shared,
) -> Option<(usize, Option<&'static str>)> {
    let columns = &preview.report.told.found.columns;
    if columns.is_empty() {
        return None;
    }
    let mut chosen = None;
    let heads = ["head-column", "head-name", "head-meaning", "head-samples"]
        .map(|key| shared.text.get(&format!("preview-{key}")).into_owned());
    table(ui, "preview columns")
        .column(Column::exact(64.0))
        .column(Column::exact(240.0).clip(true))
        .column(Column::exact(200.0))
        .column(Column::remainder().at_least(200.0).clip(true))
        .header(ROW, |mut row| header(&mut row, &heads))
        .body(|mut body| {
            for column in columns {
                body.row(CHOICE, |mut row| {
                    row.col(|ui| words(ui, &column.letters()));
                    row.col(|ui| words(ui, &column.name));
                    row.col(|ui| {
                        let mut means = column.meaning;
                        meaning(ui, kind, column, &mut means, shared);
                        if means != column.meaning {
                            chosen = Some((column.place, means));
                        }
                    });
                    row.col(|ui| words(ui, &column.samples.join("  |  ")));
                });
            }
        });
    ui.add_space(12.0);
    chosen
}

/// What a column means, as a choice.
fn meaning(
    ui: &mut Ui,
    kind: ImportKind,
    column: &FoundColumn,
    means: &mut Option<&'static str>,
    shared: &Shared,
) {
    let text = &shared.text;
    let combo =
        ComboBox::from_id_salt(("preview meaning", column.place)).width(180.0).height(POPUP);
    let combo = combo.selected_text(meaning_words(column.meaning, text)).show_ui(ui, |ui| {
        for meaning in std::iter::once(None).chain(kind.meanings().into_iter().map(Some)) {
            ui.selectable_value(means, meaning, meaning_words(meaning, text));
        }
    });
    let label = text.with("preview-meaning-of", &[("letters", column.letters().into())]);
    combo.response.widget_info(|| WidgetInfo::labeled(egui::Role::ComboBox, true, &label));
}

/// The first rows as they would be stored.
pub(super) fn first(ui: &mut Ui, preview: &ImportPreview, shared: &Shared) {
    let text = &shared.text;
    // Whose each photo is says its own row.
    if preview.first.is_empty() || preview.report.kind == ImportKind::Submissions {
        return;
    }
    form::heading(ui, text.get("preview-first-title"));
    let mut codes: Vec<&str> = vec!["student_no", "name"];
    codes.extend(preview.report.kind.meanings().into_iter().map(meaning_code));
    let is_told = |code: &str| preview.first.iter().any(|row| cell(row, code).is_some());
    let mut seen = std::collections::BTreeSet::new();
    codes.retain(|code| is_told(code) && seen.insert(*code));
    let mut heads = vec![text.get("import-head-row").into_owned()];
    heads
        .extend(codes.iter().map(|code| text.get(&format!("preview-meaning-{code}")).into_owned()));
    // As wide as the window lets each of them be.
    let width = (ui.available_width() - 96.0) / codes.len().max(1) as f32 - 8.0;
    let mut builder = table(ui, "preview first rows").column(Column::exact(88.0).clip(true));
    for _ in &codes {
        builder = builder.column(Column::exact(width.clamp(64.0, 240.0)).clip(true));
    }
    builder.header(ROW, |mut row| header(&mut row, &heads)).body(|mut body| {
        for line in &preview.first {
            body.row(ROW, |mut row| {
                row.col(|ui| words(ui, &line.place));
                for code in &codes {
                    row.col(|ui| words(ui, cell(line, code).unwrap_or_default()));
                }
            });
        }
    });
    ui.add_space(12.0);
}

fn cell<'a>(row: &'a FirstRow, code: &str) -> Option<&'a str> {
    row.cells.iter().find(|(of, _)| *of == code).map(|(_, cell)| cell.as_str())
}

/// The rows of a report in two parts, of each the first that are shown.
#[derive(Debug, Default)]
pub(super) struct Parted {
    /// Those that would not be taken, and how many there are.
    left: (Vec<RowOutcome>, usize),
    /// All others, and how many there are.
    others: (Vec<RowOutcome>, usize),
}

impl Parted {
    /// Looks at every row once: too much for every frame.
    pub(super) fn of(report: &ImportReport) -> Self {
        let mut parted = Self::default();
        for row in &report.rows {
            let is_left = matches!(row.outcome, Outcome::Refused(_) | Outcome::LeftOut(_));
            let (rows, count) = if is_left { &mut parted.left } else { &mut parted.others };
            *count += 1;
            if rows.len() < MOST {
                rows.push(row.clone());
            }
        }
        parted
    }
}

/// The rows that would not be taken, and of a package all others too; where not all is well, all can be saved.
pub(super) fn rows(
    ui: &mut Ui,
    kind: ImportKind,
    parted: &Parted,
    target: &mut String,
    shared: &Shared,
) -> Option<ImportAct> {
    let mut act = None;
    if parted.left.1 > 0 {
        ui.horizontal(|ui| {
            form::heading(ui, shared.text.get("preview-not-taken"));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                act = outcome::saving(ui, target, shared);
            });
        });
        outcomes(ui, "preview-not-taken", &parted.left, shared);
    }
    if kind == ImportKind::Submissions && !parted.others.0.is_empty() {
        form::heading(ui, shared.text.get("preview-files"));
        outcomes(ui, "preview-files", &parted.others, shared);
    }
    act
}

fn outcomes(
    ui: &mut Ui,
    id: &'static str,
    (rows, count): &(Vec<RowOutcome>, usize),
    shared: &Shared,
) {
    let text = &shared.text;
    let heads = ["import-head-row", "import-head-about", "import-head-outcome"]
        .map(|key| text.get(key).into_owned());
    table(ui, id)
        .column(Column::exact(220.0).clip(true))
        .column(Column::exact(240.0).clip(true))
        .column(Column::remainder().at_least(200.0).clip(true))
        .header(ROW, |mut row| header(&mut row, &heads))
        .body(|body| {
            body.rows(ROW, rows.len(), |mut line| {
                if let Some(row) = rows.get(line.index()) {
                    outcome::cells(&mut line, row, shared);
                }
            });
        });
    if *count > rows.len() {
        let count = grouped((count - rows.len()) as u64);
        form::quiet(ui, text.with("preview-more", &[("count", count.into())]));
    }
    ui.add_space(12.0);
}
