//! The queue screen as drawn: search and filters above, one row for each submission below.

use std::time::Duration;

use chrono::TimeDelta;
use egui::{Align, Button, ComboBox, Id, Key, Layout, RichText, TextEdit, Ui, vec2};

use crate::domain::submission::{Status, SubmissionId};
use crate::store::DueFilter;
use crate::ui::parts::form;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::sign;
use crate::ui::parts::theme;
use crate::ui::queue::table::{keys, table};
use crate::ui::queue::{Queue, QueueAct};
use crate::ui::words::keys::status_key;
use crate::ui::words::numbers::grouped;

/// An answer sooner than this needs no sign that it is awaited.
const QUICK: Duration = Duration::from_millis(150);

/// Draws the screen.
pub fn show(ui: &mut Ui, queue: &mut Queue, shared: &Shared) -> Option<QueueAct> {
    let may_import = shared.actor().is_some_and(|actor| actor.role.may_import());
    let mut action = filters(ui, queue, shared);
    ui.add_space(8.0);
    action = action.or_else(|| chips(ui, queue, shared));
    ui.add_space(8.0);
    if let Some(why) = queue.failure() {
        let words = shared.text.with("queue-failed", &[("why", why.into())]);
        form::message(ui, form::Tone::Refused, &words);
        ui.add_space(8.0);
        if form::secondary(ui, shared.text.get("console-retry").into_owned(), None).clicked() {
            action = action.or(Some(QueueAct::Refresh));
        }
        ui.add_space(8.0);
    }
    let refresh = || queue.wants_refresh(shared.now).then_some(QueueAct::Refresh);
    action = action.or_else(refresh);
    let Some(count) = queue.ids().map(<[SubmissionId]>::len) else {
        if queue.waiting_since().is_some() {
            form::quiet(ui, shared.text.get("queue-working"));
        }
        return action;
    };
    if count == 0 {
        return action.or(empty(ui, queue, may_import, shared));
    }
    let from_keys = keys(ui, queue, count);
    let from_table = table(ui, queue, count, shared);
    let load = || {
        let missing = queue.missing();
        (!missing.is_empty()).then_some(QueueAct::Load(missing))
    };
    action.or(from_keys).or(from_table).or_else(load)
}

fn filters(ui: &mut Ui, queue: &mut Queue, shared: &Shared) -> Option<QueueAct> {
    let text = &shared.text;
    let before = queue.search.clone();
    let mut clear = false;
    ui.horizontal(|ui| {
        let hint = text.get("queue-search").into_owned();
        let edit = TextEdit::singleline(&mut queue.search.words).hint_text(hint.clone());
        let edit = form::line_edit(ui, edit.id(search_field()), 320.0);
        edit.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &hint));
        if edit.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            // Enter leaves the field, so that the arrow keys move in the list.
            queue.chosen = queue.chosen.or(Some(0));
        }
        department(ui, queue, shared);
        deadline(ui, queue, shared);
        let hindrance = (!queue.search.narrows()).then(|| text.get("queue-clear-nothing"));
        let label = text.get("queue-clear").into_owned();
        clear = form::secondary(ui, label, hindrance.as_deref()).clicked();
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| count(ui, queue, shared));
    });
    if clear {
        return Some(QueueAct::Clear);
    }
    (queue.search != before).then_some(QueueAct::List)
}

/// The id of the search field, by which a key can focus it.
pub fn search_field() -> Id {
    Id::unique("queue search")
}

fn count(ui: &mut Ui, queue: &Queue, shared: &Shared) {
    let Some(ids) = queue.ids() else { return };
    if let Some(since) = queue.waiting_since() {
        // Don't flash a message for what takes no time.
        ui.ctx().request_repaint_after(QUICK);
        let quick = TimeDelta::from_std(QUICK).unwrap_or_default();
        if shared.now - since >= quick {
            form::quiet(ui, shared.text.get("queue-working"));
            return;
        }
    }
    let key = if queue.is_truncated() { "queue-count-more" } else { "queue-count" };
    let count = grouped(ids.len() as u64);
    let words = shared.text.with(key, &[("n", count.into())]);
    let shown = form::quiet(ui, words);
    if queue.is_truncated() {
        shown.on_hover_text(shared.text.get("queue-truncated"));
    }
}

fn department(ui: &mut Ui, queue: &mut Queue, shared: &Shared) {
    let all = shared.text.get("queue-department-all");
    let shown = queue.search.department.clone().unwrap_or_else(|| all.clone().into_owned());
    let departments = queue.departments();
    let combo = ComboBox::from_id_salt("queue department").width(220.0).truncate();
    let combo = combo.selected_text(shown).show_ui(ui, |ui| {
        ui.selectable_value(&mut queue.search.department, None, all.as_ref());
        for name in departments.iter() {
            ui.selectable_value(&mut queue.search.department, Some(name.clone()), name);
        }
    });
    let label = shared.text.get("queue-department");
    combo
        .response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, label.as_ref()));
}

fn deadline(ui: &mut Ui, queue: &mut Queue, shared: &Shared) {
    let key = |due: Option<DueFilter>| match due {
        None => "queue-due-all",
        Some(DueFilter::Overdue) => "queue-due-overdue",
        Some(DueFilter::Today) => "queue-due-today",
        Some(DueFilter::Tomorrow) => "queue-due-tomorrow",
        Some(DueFilter::Later) => "queue-due-later",
    };
    let choices = std::iter::once(None).chain(DueFilter::ALL.map(Some));
    let shown = shared.text.get(key(queue.search.due)).into_owned();
    let combo = ComboBox::from_id_salt("queue due").width(140.0).selected_text(shown);
    let combo = combo.show_ui(ui, |ui| {
        for due in choices {
            ui.selectable_value(&mut queue.search.due, due, shared.text.get(key(due)).as_ref());
        }
    });
    let label = shared.text.get("queue-due");
    combo
        .response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, label.as_ref()));
}

/// One switch for each status; none on means all.
fn chips(ui: &mut Ui, queue: &mut Queue, shared: &Shared) -> Option<QueueAct> {
    let mut changed = false;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
        for status in Status::ALL {
            let on = queue.search.statuses.contains(&status);
            if chip(ui, status, on, shared).clicked() {
                changed = true;
                if on {
                    queue.search.statuses.remove(&status);
                } else {
                    queue.search.statuses.insert(status);
                }
            }
        }
    });
    changed.then_some(QueueAct::List)
}

fn chip(ui: &mut Ui, status: Status, on: bool, shared: &Shared) -> egui::Response {
    let palette = theme::palette(ui);
    let color = sign::status_color(status, &palette);
    let words = shared.text.get(status_key(status)).into_owned();
    let label = RichText::new(format!("      {words}")).size(13.0);
    let label = if on { label.family(theme::bold()) } else { label };
    let edge = egui::Stroke::new(if on { 2.0 } else { 1.0 }, if on { color } else { palette.line });
    let button = Button::new(label).fill(palette.panel).stroke(edge).min_size(vec2(0.0, 28.0));
    let chip = ui.add(button.corner_radius(14));
    let place = egui::Rect::from_center_size(
        egui::pos2(chip.rect.left() + 18.0, chip.rect.center().y),
        vec2(14.0, 14.0),
    );
    sign::paint(ui.painter(), sign::of_status(status), place, color);
    chip.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, on, words.as_str()));
    chip
}

fn empty(ui: &mut Ui, queue: &Queue, may_import: bool, shared: &Shared) -> Option<QueueAct> {
    let text = &shared.text;
    // Without departments the roster is empty: it is not the filter that hides submissions.
    let narrowed = queue.search.narrows() && !queue.departments().is_empty();
    let words = text.get(match (narrowed, may_import) {
        (true, _) => "queue-empty-narrowed",
        (false, true) => "queue-empty-import",
        (false, false) => "queue-empty",
    });
    let mut action = None;
    form::empty(ui, &words, |ui| {
        if narrowed && form::primary(ui, &text.get("queue-show-all"), None).clicked() {
            action = Some(QueueAct::Clear);
        } else if !narrowed
            && may_import
            && form::primary(ui, &text.get("queue-import"), None).clicked()
        {
            action = Some(QueueAct::Import);
        }
    });
    action
}

#[cfg(test)]
mod tests {
    use egui::accesskit::Role;
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::desk::queue::QueueList;
    use crate::domain::account::{AccountName, Actor, Role as Office};
    use crate::store::SortColumn;
    use crate::text::Lang;
    use crate::ui::queue::tests::{listed, now, row};
    use crate::ui::tests::dress::dress;
    use crate::worker::{Command, QueueCommand};

    struct Shown {
        queue: Queue,
        actions: Vec<QueueAct>,
        commands: Vec<Command>,
    }

    /// The queue screen with a console behind it that performs, and a store that answers with rows.
    fn shown<'a>(queue: Queue, lang: Lang) -> Harness<'a, Shown> {
        shown_to(Office::Administrator, queue, lang)
    }

    fn shown_to<'a>(role: Office, queue: Queue, lang: Lang) -> Harness<'a, Shown> {
        let actor = Actor { account: AccountName::new("admin").expect("name"), role };
        let shared = Shared::of_test(lang, now()).with(actor);
        let draw = move |ui: &mut Ui, state: &mut Shown| {
            let Some(action) = show(ui, &mut state.queue, &shared) else { return };
            state.actions.push(action.clone());
            let Some(command) = state.queue.perform(action, now()) else { return };
            if let Command::Queue(QueueCommand::Rows(ids)) = &command {
                let names = ["欧阳䶮", "李雷", "韩梅梅"];
                let name = |id: &SubmissionId| names[usize::try_from(id.0).expect("small") % 3];
                let status = |id: &SubmissionId| {
                    Status::ALL[usize::try_from(id.0).expect("small") % Status::ALL.len()]
                };
                state.queue.loaded(ids.iter().map(|id| row(id.0, name(id), status(id))).collect());
            }
            state.commands.push(command);
        };
        let state = Shown { queue, actions: Vec::new(), commands: Vec::new() };
        dress(draw, state)
    }

    #[test]
    fn keys_walk_through_a_hundred_thousand_rows() {
        let mut screen = shown(listed(100_000), Lang::Zh);
        screen.run();
        let walk = [
            (Key::ArrowDown, 0),
            (Key::ArrowDown, 1),
            (Key::End, 99_999),
            (Key::ArrowUp, 99_998),
            (Key::Home, 0),
        ];
        for (key, place) in walk {
            screen.key_press(key);
            screen.run();
            assert_eq!(screen.state().queue.chosen, Some(place), "{key:?}");
            let in_view = &screen.state().queue.in_view;
            assert!(in_view.contains(&place), "{place} in {in_view:?}");
        }
        screen.key_press(Key::PageDown);
        screen.run();
        assert!(screen.state().queue.chosen > Some(10));
        screen.key_press(Key::Enter);
        screen.run();
        let id = screen.state().queue.chosen_id().expect("chosen");
        assert_eq!(screen.state().actions.last(), Some(&QueueAct::Open(id)));
    }

    #[test]
    fn only_the_rows_near_the_view_are_loaded() {
        let mut screen = shown(listed(100_000), Lang::Zh);
        screen.run();
        let loaded: usize =
            screen
                .state()
                .commands
                .iter()
                .map(|command| {
                    if let Command::Queue(QueueCommand::Rows(ids)) = command {
                        ids.len()
                    } else {
                        0
                    }
                })
                .sum();
        assert!((20..=128).contains(&loaded), "{loaded}");
        assert!(screen.query_by_label("2026E8013200001").is_some());
    }

    #[test]
    fn typing_searches_and_moves_nothing() {
        let mut screen = shown(listed(50), Lang::En);
        screen.run();
        screen.get_by_role(Role::TextInput).focus();
        screen.run();
        screen.get_by_role(Role::TextInput).type_text("oy");
        screen.key_press(Key::End);
        screen.run();
        assert_eq!(screen.state().queue.chosen, None, "End belongs to the field");
        let Some(Command::Queue(QueueCommand::List { filter, .. })) =
            screen.state().commands.last()
        else {
            panic!("{:?}", screen.state().commands)
        };
        assert_eq!(filter.text, "oy");
    }

    #[test]
    fn chips_and_heads_filter_and_sort() {
        let mut screen = shown(listed(50), Lang::Zh);
        screen.run();
        screen.get_by_role_and_label(Role::CheckBox, "重拍").click();
        screen.run();
        assert!(screen.state().queue.search.statuses.contains(&Status::Retake));
        screen.get_by_role_and_label(Role::Button, "姓名").click();
        screen.run();
        assert_eq!(screen.state().queue.sort.column, SortColumn::Name);
        screen.get_by_role_and_label(Role::Button, "清除筛选").click();
        screen.run();
        assert!(!screen.state().queue.search.narrows());
    }

    #[test]
    fn a_double_click_opens() {
        let mut screen = shown(listed(50), Lang::Zh);
        screen.run();
        screen.get_by_label("2026E8013200003").click();
        screen.get_by_label("2026E8013200003").click();
        screen.run();
        assert_eq!(screen.state().queue.chosen, Some(2));
        let opened = screen.state().actions.contains(&QueueAct::Open(SubmissionId(3)));
        assert!(opened, "{:?}", screen.state().actions);
    }

    #[test]
    fn an_empty_list_offers_the_next_step() {
        let mut screen = shown(listed(0), Lang::Zh);
        screen.run();
        screen.get_by_label("去导入").click();
        screen.run();
        assert_eq!(screen.state().actions.last(), Some(&QueueAct::Import));
        let mut queue = listed(1);
        let (ids, departments) = ([].into(), queue.departments());
        queue.listed(&QueueList { ids, truncated: false, departments }, now());
        queue.search.words = "nobody".to_owned();
        let mut screen = shown(queue, Lang::Zh);
        screen.run();
        screen.get_by_label("显示全部").click();
        screen.run();
        assert!(!screen.state().queue.search.narrows());
        let mut screen = shown_to(Office::Reviewer, listed(0), Lang::Zh);
        screen.run();
        assert!(screen.query_by_label("去导入").is_none());
    }
}
