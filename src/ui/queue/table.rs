//! The table of the queue: one row for each submission, drawn only where it is in view.

use egui::{Align, Button, Key, Label, Layout, RichText, Sense, Ui, vec2};
use egui_extras::{Column, TableBuilder, TableRow};

use crate::domain::submission::{Status, SubmissionId};
use crate::store::{ListLine, ListRow, SortColumn};
use crate::ui::parts::focus;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::sign;
use crate::ui::parts::status;
use crate::ui::parts::theme;
use crate::ui::queue::{Queue, QueueAct};
use crate::ui::words::screening::doubt_words;
use crate::ui::words::when;

/// Height of a row, in points.
const ROW: f32 = 32.0;

/// Arrow keys, page keys, Home, End and Enter, while no widget has the focus and no popup is open.
pub(super) fn keys(ui: &Ui, queue: &Queue, count: usize) -> Option<QueueAct> {
    if ui.memory(|memory| memory.focused().is_some()) || egui::Popup::is_any_open(ui.ctx()) {
        return None;
    }
    let page = queue.in_view.len().saturating_sub(2).max(1);
    let last = count - 1;
    let at = queue.chosen;
    let pressed = |key| ui.input(|input| input.key_pressed(key));
    let to = if pressed(Key::ArrowDown) {
        at.map_or(0, |at| at + 1)
    } else if pressed(Key::ArrowUp) {
        at.map_or(0, |at| at.saturating_sub(1))
    } else if pressed(Key::PageDown) {
        at.map_or(page, |at| at + page)
    } else if pressed(Key::PageUp) {
        at.map_or(0, |at| at.saturating_sub(page))
    } else if pressed(Key::Home) {
        0
    } else if pressed(Key::End) {
        last
    } else if pressed(Key::Enter) {
        return queue.chosen_id().map(QueueAct::Open);
    } else {
        return None;
    };
    Some(QueueAct::Choose(to.min(last)))
}

/// Draws the rows in view.
pub(super) fn table(
    ui: &mut Ui,
    queue: &mut Queue,
    count: usize,
    shared: &Shared,
) -> Option<QueueAct> {
    let mut action = None;
    let scroll_to = queue.scroll_to.take();
    ui.scope(|ui| {
        ui.style_mut().interaction.selectable_labels = false;
        let between = ui.spacing().item_spacing.y;
        let mut builder = TableBuilder::new(ui)
            .id_salt("queue")
            .striped(true)
            .sense(focus::only_by_mouse())
            .auto_shrink(false)
            .animate_scrolling(false)
            .cell_layout(Layout::left_to_right(Align::Center))
            .column(Column::exact(140.0).clip(true))
            .column(Column::exact(128.0).clip(true))
            .column(Column::remainder().at_least(120.0).at_most(360.0).clip(true))
            .column(Column::exact(44.0))
            .column(Column::exact(112.0).clip(true))
            .column(Column::exact(124.0).clip(true))
            .column(Column::exact(124.0))
            .column(Column::exact(124.0).clip(true))
            .column(Column::exact(104.0).clip(true))
            .column(Column::exact(124.0));
        if let Some(row) = scroll_to {
            builder = builder.scroll_to_row(row, None);
        }
        if let Some(moved) = queue.moved.take() {
            let row = ROW + between;
            builder = builder.vertical_scroll_offset((queue.offset + moved as f32 * row).max(0.0));
        }
        let table = builder.header(ROW, |mut row| action = header(&mut row, queue, shared));
        let body = table.body(|body| {
            let (mut first, mut end) = (usize::MAX, 0);
            body.rows(ROW, count, |mut row| {
                let place = row.index();
                (first, end) = (first.min(place), end.max(place + 1));
                action = action.take().or_else(|| line(&mut row, queue, place, shared));
            });
            queue.in_view = first.min(end)..end;
        });
        queue.offset = body.state.clamped_offset().y;
    });
    action
}

const HEADS: [(&str, Option<SortColumn>); 10] = [
    ("queue-head-number", Some(SortColumn::StudentNo)),
    ("queue-head-name", Some(SortColumn::Name)),
    ("queue-head-department", Some(SortColumn::Department)),
    ("queue-head-attempt", None),
    ("queue-head-doubt", Some(SortColumn::Doubt)),
    ("queue-head-status", Some(SortColumn::Status)),
    ("queue-head-submitted", Some(SortColumn::SubmittedAt)),
    ("queue-head-due", Some(SortColumn::Due)),
    ("queue-head-by", None),
    ("queue-head-decided", Some(SortColumn::DecidedAt)),
];

fn header(row: &mut TableRow<'_, '_>, queue: &Queue, shared: &Shared) -> Option<QueueAct> {
    let mut action = None;
    for (key, column) in HEADS {
        row.col(|ui| {
            let palette = theme::palette(ui);
            let words = RichText::new(shared.text.get(key)).size(13.0).family(theme::bold());
            let Some(column) = column else {
                if key == "queue-head-attempt" {
                    // This heading is right-aligned like the numbers below it.
                    number(ui, words);
                } else {
                    ui.label(words);
                }
                return;
            };
            let head = ui.add(Button::new(words).frame(false));
            if queue.sort.column == column {
                let arrow = if queue.sort.descending { sign::Sign::Down } else { sign::Sign::Up };
                sign::show(ui, arrow, palette.accent, 12.0);
            }
            if head.on_hover_text(shared.text.get("queue-sort")).clicked() {
                action = Some(QueueAct::Sort(column));
            }
        });
    }
    action
}

fn line(
    row: &mut TableRow<'_, '_>,
    queue: &Queue,
    place: usize,
    shared: &Shared,
) -> Option<QueueAct> {
    let id = queue.ids()?.get(place).copied()?;
    row.set_selected(queue.chosen == Some(place));
    match queue.row(id) {
        Some(ListLine::Read(shown)) => cells(row, shown, shared),
        Some(ListLine::Unread(id)) => unread(row, *id, shared),
        None => placeholders(row),
    }
    let response = row.response();
    if response.double_clicked() {
        return Some(QueueAct::Open(id));
    }
    response.clicked().then_some(QueueAct::Choose(place))
}

/// Grey bars in place of a row that is not loaded yet.
fn placeholders(row: &mut TableRow<'_, '_>) {
    for width in [110.0, 50.0, 120.0, 16.0, 60.0, 60.0, 100.0, 70.0, 40.0, 90.0] {
        row.col(|ui| {
            let line = theme::palette(ui).line;
            let (rect, _) = ui.allocate_exact_size(vec2(width, 8.0), Sense::empty());
            ui.painter().rect_filled(rect, 4.0, line);
        });
    }
}

/// What stands in place of a submission whose record can't be read.
fn unread(row: &mut TableRow<'_, '_>, id: SubmissionId, shared: &Shared) {
    row.col(|ui| {
        let words = shared.text.with("queue-unread", &[("id", id.to_string().into())]);
        let words = RichText::new(words).size(13.0).color(theme::palette(ui).reject);
        ui.add(Label::new(words).truncate());
    });
    for _ in 1..HEADS.len() {
        row.col(|_ui| {});
    }
}

fn cells(row: &mut TableRow<'_, '_>, shown: &ListRow, shared: &Shared) {
    let cell = |row: &mut TableRow<'_, '_>, words: &str| {
        row.col(|ui| {
            ui.add(Label::new(RichText::new(words).size(13.0)).truncate());
        });
    };
    if let Some(student) = &shown.student {
        cell(row, student.no.as_str());
        cell(row, &student.name);
        cell(row, &student.department);
    } else {
        cell(row, &shared.text.get("queue-erased"));
        cell(row, "");
        cell(row, "");
    }
    row.col(|ui| number(ui, RichText::new(shown.attempt.to_string()).size(13.0)));
    cell(row, &shown.doubt.map(|doubt| doubt_words(&shared.text, doubt)).unwrap_or_default());
    row.col(|ui| status::show(ui, shown.status, shared));
    cell(row, &when::date_and_time(shown.submitted_at));
    row.col(|ui| due(ui, shown, shared));
    cell(row, &who(shown, shared));
    cell(row, &shown.decided_at.map(when::date_and_time).unwrap_or_default());
}

/// A number or its column's heading, right-aligned.
fn number(ui: &mut Ui, words: RichText) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.add_space(8.0);
        ui.label(words);
    });
}

fn due(ui: &mut Ui, shown: &ListRow, shared: &Shared) {
    let Some(due) = shown.due.filter(|_| shown.status.is_queued() || shown.status == Status::Held)
    else {
        return;
    };
    let palette = theme::palette(ui);
    let words = when::left(&shared.text, &shared.calendar, shared.now, due);
    let words = RichText::new(words).size(13.0);
    let words = if due < shared.now { words.color(palette.reject) } else { words };
    ui.add(Label::new(words).truncate()).on_hover_text(when::date_and_time(due));
}

fn who(shown: &ListRow, shared: &Shared) -> String {
    let live = shown.claimed_until.is_some_and(|until| until > shared.now);
    match (&shown.decided_by, shown.claimed_by.as_ref().filter(|_| live)) {
        (_, Some(holder)) => shared.text.with("queue-claimed", &[("name", holder.as_str().into())]),
        (Some(by), None) => by.to_string(),
        (None, None) => String::new(),
    }
}
