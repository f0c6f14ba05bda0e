//! One submission as drawn: the photo, the facts beside it, and everything that happened to it.

use egui::{Align, Key, Layout, RichText, ScrollArea, Sense, TextEdit, Ui, vec2};

use super::form::{self, Tone};
use super::history::{HistoryAction, Opened, resume_hindrance, take_hindrance, withdraw_hindrance};
use super::history_facts::{facts, timeline};
use super::queue_panel;
use super::scene::Scene;
use super::theme;
use crate::domain::account::Actor;
use crate::worker::update::{History, PictureFault};

/// Width of the facts and the timeline, in points.
const FACTS: f32 = 480.0;

/// The photo, as far as it is there.
#[derive(Clone, Copy)]
pub enum Photo<'a> {
    /// On its way.
    Waiting,
    /// There, with its size in pixels.
    There(egui::TextureId, egui::Vec2),
    /// It can't be shown.
    Fault(&'a PictureFault),
}

/// Draws the open submission.
pub fn show(
    ui: &mut Ui,
    opened: &mut Opened,
    photo: Photo<'_>,
    actor: &Actor,
    scene: Scene<'_>,
) -> Option<HistoryAction> {
    let mut action = None;
    let writing = opened.withdrawing.is_some();
    if !writing && !ui.ctx().text_edit_focused() && ui.input(|i| i.key_pressed(Key::Escape)) {
        action = Some(HistoryAction::Close);
    }
    let Some(history) = opened.shown() else {
        let back = form::secondary(ui, scene.text.get("history-back").into_owned(), None);
        form::quiet(ui, scene.text.get("history-working"));
        return action.or_else(|| back.clicked().then_some(HistoryAction::Close));
    };
    action = action.or(head(ui, opened, history, actor, scene));
    if let Some(why) = opened.refusal() {
        ui.add_space(8.0);
        let words = scene.text.with("history-refused", &[("why", why.into())]);
        form::message(
            ui,
            Tone::Refused,
            &format!("{words} {}", scene.text.get("history-now-next")),
        );
    }
    ui.add_space(12.0);
    let size = ui.available_size();
    ui.horizontal_top(|ui| {
        let photo_size = vec2((size.x - FACTS - 16.0).max(200.0), size.y);
        picture(ui, photo, photo_size, scene);
        ui.add_space(8.0);
        ui.allocate_ui_with_layout(vec2(FACTS, size.y), Layout::top_down(Align::Min), |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                action = action.or(facts(ui, history, scene));
                timeline(ui, &history.entries, scene);
            });
        });
    });
    action.or_else(|| withdraw_window(ui, opened, scene))
}

fn head(
    ui: &mut Ui,
    opened: &Opened,
    history: &History,
    actor: &Actor,
    scene: Scene<'_>,
) -> Option<HistoryAction> {
    let text = scene.text;
    let mut action = None;
    let case = &history.case;
    ui.horizontal(|ui| {
        let back = form::secondary(ui, text.get("history-back").into_owned(), None);
        if back.clicked() {
            action = Some(HistoryAction::Close);
        }
        ui.add_space(8.0);
        form::title(ui, case.student.name.clone());
        ui.label(RichText::new(case.student.no.as_str()).size(16.0));
        form::quiet(ui, text.with("history-attempt", &[("n", case.submitted.attempt.into())]));
        queue_panel::status(ui, case.status, scene);
        if let Some(holder) = &history.held_by {
            form::quiet(ui, text.with("history-held_by", &[("name", holder.as_str().into())]));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            action = action.or(buttons(ui, opened, history, actor, scene));
        });
    });
    action
}

fn buttons(
    ui: &mut Ui,
    opened: &Opened,
    history: &History,
    actor: &Actor,
    scene: Scene<'_>,
) -> Option<HistoryAction> {
    let text = scene.text;
    let asking = opened.is_asking().then_some("history-asking");
    let why = |key: Option<&'static str>| asking.or(key).map(|key| text.get(key));
    let mut action = None;
    let take = why(take_hindrance(history, actor));
    if form::primary(ui, &text.get("history-take"), take.as_deref()).clicked() {
        action = Some(HistoryAction::Take);
    }
    let resume = why(resume_hindrance(history, actor));
    let label = text.get("history-resume").into_owned();
    if form::secondary(ui, label, resume.as_deref()).clicked() {
        action = Some(HistoryAction::Resume);
    }
    let withdraw = why(withdraw_hindrance(history, actor));
    let label = text.get("history-withdraw").into_owned();
    if form::secondary(ui, label, withdraw.as_deref()).clicked() {
        action = Some(HistoryAction::BeginWithdraw);
    }
    action
}

fn picture(ui: &mut Ui, photo: Photo<'_>, size: egui::Vec2, scene: Scene<'_>) {
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    ui.painter().rect_filled(rect, 0.0, theme::behind_photo(ui));
    let words = match photo {
        Photo::There(texture, pixels) => {
            let scale = (size.x / pixels.x).min(size.y / pixels.y);
            let place = egui::Rect::from_center_size(rect.center(), pixels * scale);
            let whole = egui::Rect::from_min_max(egui::Pos2::ZERO, egui::pos2(1.0, 1.0));
            ui.painter().image(texture, place, whole, theme::untinted());
            None
        }
        Photo::Waiting => Some(scene.text.get("history-photo-loading").into_owned()),
        Photo::Fault(PictureFault::Altered) => {
            Some(scene.text.get("history-photo-altered").into_owned())
        }
        Photo::Fault(PictureFault::Missing(why)) => {
            Some(scene.text.with("history-photo-missing", &[("why", why.as_str().into())]))
        }
        Photo::Fault(PictureFault::Undecodable(why)) => {
            Some(scene.text.with("history-photo-undecodable", &[("why", why.as_str().into())]))
        }
    };
    let name = scene.text.get("history-photo-name");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, name.as_ref()));
    if let Some(words) = words {
        let mut inside = ui.new_child(
            egui::UiBuilder::new()
                .max_rect(rect.shrink(24.0))
                .layout(Layout::centered_and_justified(egui::Direction::TopDown)),
        );
        inside.add(egui::Label::new(RichText::new(words).color(theme::on_photo(ui))).wrap());
    }
}

fn withdraw_window(ui: &mut Ui, opened: &mut Opened, scene: Scene<'_>) -> Option<HistoryAction> {
    let asking = opened.is_asking();
    let note = opened.withdrawing.as_mut()?;
    let text = scene.text;
    let mut action = None;
    let modal = form::window(ui, "withdraw").show(ui.ctx(), |ui| {
        ui.set_width(440.0);
        form::heading(ui, text.get("history-withdraw-title"));
        ui.add_space(4.0);
        ui.add(egui::Label::new(text.get("history-withdraw-why")).wrap());
        ui.add_space(12.0);
        let label = ui.label(text.get("history-withdraw-note"));
        let first = note.is_empty() && ui.memory(|memory| memory.focused().is_none());
        let edit = ui.add(TextEdit::multiline(note).desired_rows(3).desired_width(f32::INFINITY));
        let edit = edit.labelled_by(label.id);
        if first {
            edit.request_focus();
        }
        ui.add_space(12.0);
        let missing = if asking {
            Some(text.get("history-asking"))
        } else {
            note.trim().is_empty().then(|| text.get("history-withdraw-note-missing"))
        };
        ui.horizontal(|ui| {
            let words = text.get("history-withdraw-do");
            if form::primary(ui, &words, missing.as_deref()).clicked() {
                action = Some(HistoryAction::Withdraw);
            }
            if form::secondary(ui, text.get("history-cancel").into_owned(), None).clicked() {
                action = Some(HistoryAction::CancelWithdraw);
            }
        });
    });
    if modal.should_close() {
        action = Some(HistoryAction::CancelWithdraw);
    }
    action
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::desk::review::{Case, Change};
    use crate::domain::account::{AccountName, Role};
    use crate::domain::decision::ClaimToken;
    use crate::domain::event::{Event, Subject};
    use crate::domain::log::Entry;
    use crate::domain::photo_hash::Digest;
    use crate::domain::submission::{Revision, Status, SubmissionId};
    use crate::text::{Lang, Text};
    use crate::ui::event_words::tests::{retake, student, submitted};
    use crate::ui::queue::tests::now;
    use crate::ui::screen_tests::dress;
    use crate::worker::command::Command;

    fn person(name: &str, role: Role) -> Actor {
        Actor { account: AccountName::new(name).expect("name"), role }
    }

    fn history(status: Status) -> History {
        let id = SubmissionId(7);
        let happened = [Event::Submitted(submitted()), retake(), Event::Undone];
        let entries = happened.into_iter().zip(1..).map(|(event, seq)| Entry {
            seq,
            at: now() + TimeDelta::minutes(seq),
            actor: person("wangmin", Role::Reviewer),
            subject: Subject::Submission(id),
            event,
            previous: Digest::ZERO,
            digest: Digest::ZERO,
        });
        History {
            case: Case {
                submission: id,
                revision: Revision(3),
                status,
                submitted: submitted(),
                due: Some(now() + TimeDelta::hours(5)),
                claim: ClaimToken(0),
                until: now(),
                student: student(),
                stated: Revision(1),
                others: Vec::new(),
                proposal: None,
            },
            held_by: None,
            revision: Revision(3),
            entries: entries.collect(),
        }
    }

    type Shown = (Opened, Vec<Command>, bool);

    fn shown<'a>(status: Status, actor: Actor) -> Harness<'a, Shown> {
        let (text, calendar) = (
            Text::new(Lang::Zh),
            crate::domain::deadline::Calendar::built_in().expect("calendars"),
        );
        let mut opened = Opened::default();
        let _history = opened.open(SubmissionId(7));
        opened.came(Box::new(history(status)));
        let draw = move |ui: &mut Ui, state: &mut Shown| {
            let scene = Scene { text: &text, calendar: &calendar, now: now() };
            let Some(action) = show(ui, &mut state.0, Photo::Waiting, &actor, scene) else {
                return;
            };
            state.2 |= action == HistoryAction::Close;
            state.1.extend(state.0.perform(action));
        };
        dress(draw, (opened, Vec::new(), false))
    }

    #[test]
    fn everything_that_happened_stands_there() {
        let mut screen = shown(Status::Pending, person("lijing", Role::Reviewer));
        screen.run();
        for words in [
            "重拍：C03 照片模糊；备注：再拍一张",
            "撤销审核结论",
            "Apple iPhone 15",
            "1101••••••••••002X",
        ] {
            assert!(screen.query_by_label(words).is_some(), "{words}");
        }
        screen.get_by_label("审核此份").click();
        screen.run();
        assert!(matches!(screen.state().1.last(), Some(Command::Take(SubmissionId(7)))));
    }

    #[test]
    fn escape_goes_back() {
        let mut screen = shown(Status::Pending, person("lijing", Role::Reviewer));
        screen.run();
        screen.key_press(Key::Escape);
        screen.run();
        assert!(screen.state().2 && !screen.state().0.is_open());
    }

    #[test]
    fn a_withdrawal_needs_a_reason_and_a_role() {
        let mut screen = shown(Status::Pending, person("lijing", Role::Reviewer));
        screen.run();
        screen.get_by_label("撤回……").click();
        screen.run();
        assert!(screen.query_by_label("撤回提交").is_none(), "reviewers don't withdraw");
        let mut screen = shown(Status::Pending, person("zhaolei", Role::Supervisor));
        screen.run();
        screen.get_by_label("撤回……").click();
        screen.run();
        screen.get_by_label("撤回").click();
        screen.run();
        assert!(screen.state().1.is_empty(), "no reason yet");
        screen.get_by_label("撤回原因").type_text("学生要求");
        screen.run();
        screen.get_by_label("撤回").click();
        screen.run();
        let Some(Command::Ask(ask)) = screen.state().1.last() else {
            panic!("{:?}", screen.state().1)
        };
        assert_eq!(ask.change, Change::Withdraw { note: "学生要求".to_owned() });
        assert_eq!(ask.seen, Revision(3));
    }

    #[test]
    fn a_hold_is_ended_from_here_and_a_refusal_stays_until_the_next_try() {
        let mut screen = shown(Status::Held, person("lijing", Role::Reviewer));
        screen.run();
        screen.get_by_label("恢复待审").click();
        screen.run();
        assert!(
            matches!(screen.state().1.last(), Some(Command::Ask(ask)) if ask.change == Change::Resume)
        );
        let again = screen.state_mut().0.refused(SubmissionId(7), "已被他人修改".to_owned());
        assert!(matches!(again, Some(Command::History(_))), "shows how it stands now");
        screen.run();
        assert!(screen.query_by_label_contains("已被他人修改").is_some());
    }
}
