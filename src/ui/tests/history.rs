//! Tests of an open submission, by label and by key.

use std::time::Duration;

use chrono::TimeDelta;
use egui::{Key, Ui};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use crate::desk::history::History;
use crate::desk::review::{Case, Change};
use crate::domain::account::{AccountName, Actor, Role};
use crate::domain::event::{Event, Subject};
use crate::domain::samples;
use crate::domain::submission::{Revision, Status, SubmissionId};
use crate::text::{Lang, Text};
use crate::ui::history::panel::{Photo, show};
use crate::ui::history::{HistoryAct, Opened};
use crate::ui::parts::shared::Shared;
use crate::ui::queue::tests::now;
use crate::ui::tests::dress::dress;
use crate::ui::words::events::tests::{retake, student, submitted};
use crate::worker::{Command, ReviewCommand};

fn person(name: &str, role: Role) -> Actor {
    Actor { account: AccountName::new(name).expect("name"), role }
}

fn history(status: Status) -> History {
    let id = SubmissionId(7);
    let happened = [Event::Submitted(submitted()), retake(), Event::Undone];
    let entries = happened.into_iter().zip(1..).map(|(event, seq)| {
        let (at, who) = (now() + TimeDelta::minutes(seq), person("wangmin", Role::Reviewer));
        samples::entry(seq, at, who, Subject::Submission(id), event)
    });
    History {
        case: Case {
            submission: id,
            revision: Revision(3),
            status,
            submitted: submitted(),
            due: Some(now() + TimeDelta::hours(5)),
            claim: None,
            student: student(),
            stated: Revision(1),
            others: Vec::new(),
            screening: None,
            proposal: None,
            refusal: None,
        },
        held_by: None,
        delivered: false,
        revision: Revision(3),
        entries: entries.collect(),
        unread: Vec::new(),
    }
}

type Shown = (Opened, Vec<Command>, bool);

fn shown<'a>(status: Status, actor: Actor) -> Harness<'a, Shown> {
    shown_as(history(status), actor)
}

fn shown_as<'a>(history: History, actor: Actor) -> Harness<'a, Shown> {
    let shared = Shared::of_test(Lang::Zh, now()).with(actor);
    let mut opened = Opened::default();
    let _history = opened.open(SubmissionId(7));
    opened.came(Box::new(history));
    let draw = move |ui: &mut Ui, state: &mut Shown| {
        let Some(action) = show(ui, &mut state.0, Photo::Waiting, &shared) else {
            return;
        };
        state.2 |= action == HistoryAct::Close;
        let at = Duration::from_secs_f64(ui.input(|input| input.time));
        state.1.extend(state.0.perform(action, at));
    };
    dress(draw, (opened, Vec::new(), false))
}

#[test]
fn everything_that_happened_stands_there() {
    let mut screen = shown(Status::Pending, person("lijing", Role::Reviewer));
    screen.run();
    for words in [
        "重拍：C03 照片模糊；备注：再拍一张",
        "2026-11-24 10:03:00  wangmin",
        "Apple iPhone 15",
        "1101••••••••••002X",
    ] {
        assert!(screen.query_by_label(words).is_some(), "{words}");
    }
    screen.get_by_label("审核此份").click();
    screen.run();
    assert!(matches!(
        screen.state().1.last(),
        Some(Command::Review(ReviewCommand::Take(SubmissionId(7))))
    ));
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
    let Some(Command::Review(ReviewCommand::Ask(ask))) = screen.state().1.last() else {
        panic!("{:?}", screen.state().1)
    };
    assert_eq!(ask.change, Change::Withdraw { note: "学生要求".to_owned() });
    assert_eq!(ask.seen, Revision(3));
}

#[test]
fn an_approval_is_revoked_by_a_supervisor_with_a_reason_unless_it_is_delivered() {
    let revoked = |delivered, role| {
        let one = History { delivered, ..history(Status::Approved) };
        let mut screen = shown_as(one, person("zhaolei", role));
        screen.run();
        screen.get_by_label("撤销通过……").click();
        screen.run();
        screen.query_by_label("撤销审核通过")?;
        screen.get_by_label("撤销通过的原因").type_text("标准照裁切有误");
        screen.run();
        screen.get_by_label("撤销通过").click();
        screen.run();
        match screen.state().1.last() {
            Some(Command::Review(ReviewCommand::Ask(ask))) => Some(ask.change.clone()),
            _ => None,
        }
    };
    let change = Change::Revoke { note: "标准照裁切有误".to_owned() };
    assert_eq!(revoked(false, Role::Supervisor), Some(change));
    assert_eq!(revoked(true, Role::Supervisor), None, "it is delivered");
    assert_eq!(revoked(false, Role::Reviewer), None);
    assert_eq!(revoked(false, Role::Administrator), None);
}

#[test]
fn a_hold_is_ended_from_here_and_a_refusal_stays_until_the_next_try() {
    let mut screen = shown(Status::Held, person("lijing", Role::Reviewer));
    screen.run();
    screen.get_by_label("恢复待审").click();
    screen.run();
    assert!(
        matches!(screen.state().1.last(), Some(Command::Review(ReviewCommand::Ask(ask))) if ask.change == Change::Resume)
    );
    let again = screen.state_mut().0.refused(SubmissionId(7), "已被他人修改".to_owned());
    assert!(matches!(again, Some(Command::History(_))), "shows how it stands now");
    screen.run();
    assert!(screen.query_by_label_contains("已被他人修改").is_some());
}

#[test]
fn one_takes_back_ones_own_decision_and_reads_why_where_that_is_refused() {
    let mut history = history(Status::Retake);
    history.entries.pop();
    let mut screen = shown_as(history, person("wangmin", Role::Reviewer));
    screen.run();
    screen.get_by_label("撤销审核结论").click();
    screen.run();
    assert!(
        matches!(screen.state().1.last(), Some(Command::Review(ReviewCommand::Ask(ask))) if ask.change == Change::Undo)
    );
    let why = "学生已提交新的照片，不能撤销".to_owned();
    let _read_again = screen.state_mut().0.refused(SubmissionId(7), why);
    screen.run();
    assert!(screen.query_by_label_contains("学生已提交新的照片，不能撤销。 已按").is_some());
}

#[test]
fn nobody_takes_back_what_another_decided() {
    for (name, role) in [("lijing", Role::Reviewer), ("admin", Role::Administrator)] {
        let mut history = history(Status::Retake);
        history.entries.pop();
        let mut screen = shown_as(history, person(name, role));
        screen.run();
        screen.get_by_label("撤销审核结论").click();
        screen.run();
        assert!(screen.state().1.is_empty(), "{name}");
    }
    let mut screen = shown(Status::Pending, person("wangmin", Role::Reviewer));
    screen.run();
    let buttons = screen.query_all_by_role_and_label(egui::accesskit::Role::Button, "撤销审核结论");
    assert_eq!(buttons.count(), 0, "there is nothing to take back");
}

#[test]
fn a_claim_that_failed_shows_how_things_stand_now() {
    let mut screen = shown(Status::Pending, person("lijing", Role::Reviewer));
    screen.run();
    let again = screen.state_mut().0.not_taken(SubmissionId(7), "其他审核员正在审核");
    assert!(matches!(again, Some(Command::History(SubmissionId(7)))), "it is read anew");
    screen.run();
    assert!(screen.query_by_label_contains("未能领取：其他审核员正在审核。").is_some());
}

#[test]
fn a_history_that_could_not_be_read_is_read_again_by_hand_or_with_the_store() {
    let mut screen = shown(Status::Pending, person("lijing", Role::Reviewer));
    let _read = screen.state_mut().0.open(SubmissionId(8));
    screen.state_mut().0.not_read(SubmissionId(8), "disk full");
    screen.run();
    assert!(screen.query_by_label_contains("disk full").is_some());
    screen.get_by_label("重试").click();
    screen.run();
    assert!(matches!(screen.state().1.last(), Some(Command::History(SubmissionId(8)))));
    assert!(screen.state_mut().0.try_again().is_none(), "it is on its way");
}

#[test]
fn the_second_click_of_a_double_click_changes_nothing() {
    let mut screen = shown(Status::Held, person("zhaolei", Role::Supervisor));
    screen.run();
    let asks = |screen: &Harness<'_, Shown>| {
        let is_ask = |command: &&Command| matches!(command, Command::Review(ReviewCommand::Ask(_)));
        screen.state().1.iter().filter(is_ask).count()
    };
    screen.get_by_label("恢复待审").click();
    screen.run_steps(2);
    assert_eq!(asks(&screen), 1);
    let at = Duration::from_secs_f64(screen.ctx.input(|input| input.time));
    let _read = screen.state_mut().0.recorded(SubmissionId(7), at);
    screen.get_by_label("恢复待审").click();
    screen.run_steps(2);
    assert_eq!(asks(&screen), 1, "it came at once");
    let sign = Text::new(Lang::Zh).get("review-too-soon-acted").into_owned();
    assert!(screen.query_by_label(&sign).is_some(), "a quiet sign");
    screen.run_steps(40);
    screen.get_by_label("恢复待审").click();
    screen.run_steps(2);
    assert_eq!(asks(&screen), 2);
    assert!(screen.query_by_label(&sign).is_none());
}
