//! The look before an import as drawn: what the file is, how it is read, and the buttons that take it or leave it.

use egui::{Align, ComboBox, Key, Layout, ScrollArea, Ui, WidgetInfo};

use super::ended::Outcomes;
use super::looked::{self, ChosenFile};
use super::{ImportAct, Saved, is_shown_here, outcome, tables};
use crate::desk::import::{
    Found, ImportKind, ImportPreview, ReadOptions, TextEncoding, encoding_words, meaning_words,
    preview_remarks, preview_summary,
};
use crate::exchange::TableError;
use crate::ui::parts::focus;
use crate::ui::parts::form::{self, Tone};
use crate::ui::parts::running;
use crate::ui::parts::shared::Shared;
use crate::ui::words::jobs::job_fault;
use crate::ui::words::keys::import_key;
use crate::ui::words::numbers::grouped;
use crate::worker::Work;

/// Draws the look; returns what was chosen.
pub(super) fn show(
    ui: &mut Ui,
    looked: &mut ChosenFile,
    target: &mut String,
    saved: Option<&Saved>,
    ended: &Outcomes,
    shared: &Shared,
) -> Option<ImportAct> {
    let text = &shared.text;
    let mut act = escape(ui);
    act = head(ui, looked, shared).or(act);
    ui.add_space(8.0);
    act = beside(ui, looked, ended, shared).or(act);
    if let Some(why) = &looked.failed {
        let why = [("why", job_fault(text, why).into())];
        form::message(ui, Tone::Refused, &text.with("transfer-failed", &why));
    }
    if looked.changed {
        form::message(ui, Tone::Note, &text.get("preview-changed"));
    }
    let Some((_, preview)) = looked.shown.clone() else {
        return act;
    };
    verdict(ui, &preview, shared);
    if let Some(why) = looked.emptiness() {
        form::message(ui, Tone::Note, &text.get(why));
    }
    form::quiet(ui, text.get("preview-nothing-yet"));
    outcome::say_saved(ui, saved, shared);
    ui.add_space(8.0);
    let mut options = None;
    // Not animated: what has the focus is seen at once.
    let page = ScrollArea::vertical().auto_shrink(false).animated(false);
    page.show(ui, |ui| {
        options = choices(ui, looked, &preview, shared);
        let meant = tables::columns(ui, looked.kind, &preview, shared);
        let meant =
            meant.map(|(place, meaning)| looked::with_column(&looked.options, place, meaning));
        let meant = meant.map(|meant| looked::under_shown_head(meant, &preview.report.told.found));
        options = options.take().or(meant);
        tables::first(ui, &preview, shared);
        for remark in looked.remarks.in_words(text, |text| preview_remarks(&preview, text)) {
            form::quiet(ui, remark.as_str());
        }
        ui.add_space(8.0);
        let save = tables::rows(ui, looked.kind, &looked.parted, target, shared);
        act = act.take().or(save);
        focus::follow(ui);
    });
    options.map(ImportAct::Read).or(act)
}

/// What goes on beside the look: the jobs that run, and the imports that have ended meanwhile. That a file which is
/// shown is being read in another way stands beside the buttons.
fn beside(
    ui: &mut Ui,
    looked: &ChosenFile,
    ended: &Outcomes,
    shared: &Shared,
) -> Option<ImportAct> {
    let text = &shared.text;
    for ended in ended.unseen() {
        let (tone, said) = ended.say(text);
        let path = ended.file.display().to_string();
        let values = [("path", path.into()), ("said", said.into())];
        form::message(ui, tone, &text.with("preview-ended-beside", &values));
        ui.add_space(8.0);
    }
    let is_first = looked.shown.is_none();
    let is_told = |work: &Work| is_first || !matches!(work, Work::Preview { .. });
    let stop = running::show_all(ui, shared, |work| is_shown_here(work) && is_told(work));
    stop.map(ImportAct::Stop)
}

/// Esc leaves, unless it closes something that is open above, or a text is being written.
fn escape(ui: &Ui) -> Option<ImportAct> {
    let is_free = !egui::Popup::is_any_open(ui.ctx()) && !ui.ctx().text_edit_focused();
    (is_free && ui.input(|input| input.key_pressed(Key::Escape))).then_some(ImportAct::Leave)
}

/// What the file is, and the two buttons.
fn head(ui: &mut Ui, looked: &mut ChosenFile, shared: &Shared) -> Option<ImportAct> {
    let text = &shared.text;
    let mut act = None;
    ui.horizontal(|ui| {
        form::title(ui, text.get("preview-title"));
        form::heading(ui, text.get(import_key(looked.kind)));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let count = [("count", grouped(looked.taken()).into())];
            let words = match looked.kind {
                ImportKind::Submissions => text.with("preview-import-photos", &count),
                _ => text.with("preview-import", &count),
            };
            let why = looked.hindrance().map(|key| text.get(key));
            let confirm = form::primary(ui, &words, why.as_deref());
            if std::mem::take(&mut looked.ring) {
                confirm.request_focus();
            }
            if confirm.clicked() {
                act = Some(ImportAct::Confirm);
            }
            if form::secondary(ui, text.get("preview-cancel").into_owned(), None).clicked() {
                act = Some(ImportAct::Leave);
            }
            if looked.is_reading() {
                form::quiet(ui, text.get("preview-reading"));
            }
        });
    });
    let path = [("path", looked.path.display().to_string().into())];
    form::quiet(ui, text.with("preview-file", &path));
    act
}

/// What would come of it, in one sentence.
fn verdict(ui: &mut Ui, preview: &ImportPreview, shared: &Shared) {
    let text = &shared.text;
    let Some(fault) = &preview.fault else {
        let tone = if preview.is_sure() { Tone::Done } else { Tone::Note };
        form::message(ui, tone, &preview_summary(preview, text));
        return;
    };
    // What can be mended here is said as it can be here.
    let (key, why) = match fault {
        TableError::Encoding { .. } => {
            ("preview-fault", text.get("preview-encoding-doubt").into_owned())
        }
        TableError::Column { column, .. } => {
            let value = [("value", meaning_words(Some(column), text).into())];
            ("preview-fault", text.with("preview-column-missing", &value))
        }
        fault => ("preview-fault-whole", fault.say(text)),
    };
    form::message(ui, Tone::Refused, &text.with(key, &[("why", why.into())]));
}

/// The encoding, the sheet and the row of the head, as far as the file has them; returns another choice.
fn choices(
    ui: &mut Ui,
    looked: &ChosenFile,
    preview: &ImportPreview,
    shared: &Shared,
) -> Option<ReadOptions> {
    let options = &looked.options;
    let found = &preview.report.told.found;
    let is_in_doubt = matches!(preview.fault, Some(TableError::Encoding { .. }));
    // A package without a list is read in one way only.
    if *found == Found::default() && *options == ReadOptions::default() && !is_in_doubt {
        return None;
    }
    let mut chosen = None;
    ui.horizontal_wrapped(|ui| {
        if found.encoding.is_some() || options.encoding.is_some() || is_in_doubt {
            let all = TextEncoding::ALL.map(|one| (one, one.name().to_owned()));
            let is = encoding_words(found, &shared.text).unwrap_or_default();
            let said = Choice { key: "preview-choose-encoding", width: 280.0, is: &is, all: &all };
            let mut encoding = options.encoding;
            if said.show(ui, &mut encoding, shared) {
                chosen = Some(looked::in_encoding(options, encoding));
            }
        }
        if found.all_sheets.len() > 1 || options.sheet.is_some() {
            let all: Vec<_> = found.all_sheets.iter().map(|it| (it.clone(), it.clone())).collect();
            let is = found.sheets.join(", ");
            let said = Choice { key: "preview-choose-sheet", width: 260.0, is: &is, all: &all };
            let mut sheet = options.sheet.clone();
            if said.show(ui, &mut sheet, shared) {
                chosen = Some(looked::of_sheet(options, sheet));
            }
        }
        if !found.top.is_empty() {
            let all = found.top.iter().filter_map(|(row, said)| {
                let words = [("row", row.as_str().into()), ("said", said.as_str().into())];
                Some((row.parse::<u64>().ok()?, shared.text.with("preview-row", &words)))
            });
            let all: Vec<_> = all.collect();
            let is = all.iter().find(|(row, _)| found.head == row.to_string());
            let is = is.map_or(&*found.head, |(_, words)| words);
            let said = Choice { key: "preview-choose-head", width: 380.0, is, all: &all };
            let mut row = options.head_row;
            if said.show(ui, &mut row, shared) {
                chosen = Some(looked::with_head(options, row));
            }
        }
    });
    ui.add_space(8.0);
    chosen
}

/// A choice between what was found out and what a person says.
struct Choice<'a, T> {
    key: &'static str,
    width: f32,
    /// What the file was read with.
    is: &'a str,
    all: &'a [(T, String)],
}

impl<T: Clone + PartialEq> Choice<'_, T> {
    /// Draws it; returns whether another one was made.
    fn show(&self, ui: &mut Ui, now: &mut Option<T>, shared: &Shared) -> bool {
        let text = &shared.text;
        let label = text.get(self.key).into_owned();
        ui.label(label.as_str());
        let said = now.as_ref().and_then(|now| self.all.iter().find(|(one, _)| one == now));
        let shown = match said {
            Some((_, words)) => words.clone(),
            None if self.is.is_empty() => text.get("preview-found").into_owned(),
            None => text.with("preview-found-value", &[("value", self.is.into())]),
        };
        let before = now.clone();
        let combo =
            ComboBox::from_id_salt(self.key).width(self.width).height(tables::POPUP).truncate();
        let combo = combo.selected_text(shown).show_ui(ui, |ui| {
            ui.selectable_value(now, None, text.get("preview-found").as_ref());
            for (one, words) in self.all {
                ui.selectable_value(now, Some(one.clone()), words);
            }
        });
        combo.response.widget_info(|| WidgetInfo::labeled(egui::Role::ComboBox, true, &label));
        ui.add_space(12.0);
        *now != before
    }
}
