//! Tests of the screen of notices and decisions, by label.

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::desk::progress::{Progress, Stage};
use crate::text::Lang;
use crate::ui::queue::tests::now;
use crate::ui::tests::dress::dress;

struct Shown {
    screen: Exports,
    shared: Shared,
    wishes: Vec<Wish>,
}

fn shown<'a>(lang: Lang) -> Harness<'a, Shown> {
    let draw = move |ui: &mut Ui, state: &mut Shown| {
        let wishes = state.screen.show(ui, &state.shared);
        state.wishes.extend(wishes);
    };
    let screen = Exports::default();
    dress(draw, Shown { screen, shared: Shared::of_test(lang, now()), wishes: Vec::new() })
}

/// The notices are being written; the number of the job.
fn writing(screen: &mut Harness<'_, Shown>) -> JobId {
    let work = Work::Export { kind: ExportKind::Notices, path: "/tmp/n.xlsx".into() };
    screen.state_mut().shared.jobs.begin(&work, now()).expect("a job")
}

fn tell(screen: &mut Harness<'_, Shown>, id: JobId, outcome: JobOutcome) {
    let update = JobUpdate::Ended { id, outcome };
    let state = screen.state_mut();
    let _wishes = state.screen.take(&Update::Job(update.clone()), &state.shared);
    state.shared.jobs.take(&update, now());
    screen.run();
}

#[test]
fn a_running_export_says_how_far_it_is_and_its_stop_says_so() {
    let mut screen = shown(Lang::Zh);
    let id = writing(&mut screen);
    for (stage, words) in [(Stage::Decisions, "读取审核结论"), (Stage::Writing, "写入文件")]
    {
        let progress = Progress { stage, done: 500, total: 2000, bytes: 0 };
        screen.state_mut().shared.jobs.take(&JobUpdate::Progress { id, progress }, now());
        screen.run();
        assert!(screen.query_by_label(words).is_some(), "{words}");
        assert!(screen.query_by_label_contains("500 / 2,000").is_some());
    }
    screen.get_by_label("取消任务").click();
    screen.run();
    let stops = |wish: &Wish| matches!(wish, Wish::Stop(stopped) if *stopped == id);
    assert!(screen.state().wishes.last().is_some_and(stops));
    tell(&mut screen, id, JobOutcome::Cancelled);
    assert!(screen.query_by_label_contains("通知：已停止导出，没有写入文件").is_some());
    assert!(screen.query_by_label("取消任务").is_none(), "it is over");
}

#[test]
fn a_failed_export_is_told_in_the_readers_language() {
    for (lang, words) in [
        (Lang::Zh, "未能导出：已有 8 项任务在进行，请等其中一项结束后再试"),
        (Lang::En, "Not exported: 8 jobs are running; wait for one to end and try again"),
    ] {
        let mut screen = shown(lang);
        let id = writing(&mut screen);
        tell(&mut screen, id, JobOutcome::Failed { why: JobFault::TooMany { most: 8 } });
        assert!(screen.query_by_label_contains(words).is_some(), "{words}");
    }
}
