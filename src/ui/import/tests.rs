//! Tests of the import screen, by label.

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::desk::import::{ImportCounts, Outcome, Progress, RowOutcome, Stage};
use crate::exchange::RowRefusal;
use crate::ui::queue::tests::now;
use crate::ui::tests::dress::dress;

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

struct Shown {
    screen: Import,
    shared: Shared,
    wishes: Vec<Wish>,
}

/// The screen with a console behind it that begins and stops jobs.
fn shown<'a>() -> Harness<'a, Shown> {
    let draw = move |ui: &mut Ui, state: &mut Shown| {
        let wishes = state.screen.show(ui, &state.shared);
        state.wishes.extend(wishes);
    };
    let mut screen = Import::default();
    screen.sources[2] = "/photos".to_owned();
    dress(draw, Shown { screen, shared: Shared::of_test(Lang::Zh, now()), wishes: Vec::new() })
}

fn start(screen: &mut Harness<'_, Shown>) {
    screen.run();
    screen.get_by_label("导入 照片").click();
    screen.run();
    let state = screen.state_mut();
    let Some(Wish::Start(work, path)) = state.wishes.pop() else { panic!("{:?}", state.wishes) };
    assert_eq!(
        (work, path.as_path()),
        (Work::Import(ImportKind::Submissions), Path::new("/photos"))
    );
    assert!(state.shared.jobs.begin(work, path, now()));
}

fn tell(screen: &mut Harness<'_, Shown>, update: &Update<Picture>) {
    let state = screen.state_mut();
    let _wishes = state.screen.take(update, &state.shared);
    if matches!(update, Update::JobEnded(_)) {
        state.shared.jobs.end();
    }
}

#[test]
fn a_running_import_says_how_far_how_fast_and_how_long_still() {
    let mut screen = shown();
    start(&mut screen);
    let progress = Progress { stage: Stage::Photos, done: 500, total: 2000, bytes: 0 };
    let shared = &mut screen.state_mut().shared;
    shared.jobs.progress(progress, now());
    shared.now = now() + chrono::TimeDelta::seconds(10);
    screen.run();
    let words = "已处理 500 / 2,000，每秒 50 条，约剩 30 秒";
    assert!(screen.query_by_label_contains(words).is_some());
    screen.get_by_label("取消任务").click();
    screen.run();
    assert!(matches!(screen.state().wishes.last(), Some(Wish::Stop)));
}

#[test]
fn the_report_can_be_narrowed_to_what_was_refused_and_saved() {
    let mut screen = shown();
    start(&mut screen);
    tell(&mut screen, &Update::JobEnded(JobOutcome::Imported(Arc::new(report()))));
    screen.run();
    assert!(screen.query_by_label("2026E8013200001").is_some());
    screen.get_by_label("只看未收的").click();
    screen.run();
    assert!(screen.query_by_label("2026E8013200001").is_none());
    assert!(screen.query_by_label("2026E8013205001").is_some());
    screen.state_mut().screen.report_target = "/tmp/report.xlsx".to_owned();
    screen.run();
    screen.get_by_label("保存报告").click();
    screen.run();
    let saves = screen.state().wishes.last();
    assert!(matches!(saves, Some(Wish::Send(Command::SaveReport { .. }))), "{saves:?}");
    tell(&mut screen, &Update::ReportSaved("/tmp/report.xlsx".into()));
    screen.run();
    assert!(screen.query_by_label_contains("报告已保存：/tmp/report.xlsx").is_some());
}

#[test]
fn what_is_dropped_while_a_job_runs_is_passed_over_and_said() {
    let mut screen = shown();
    start(&mut screen);
    let Shown { screen: import, shared, .. } = screen.state_mut();
    let wishes = import.dropped(&["/more.zip".into()], shared);
    assert!(matches!(wishes[..], [Wish::Go("import")]), "{wishes:?}");
    screen.run();
    assert!(screen.query_by_label_contains("more.zip").is_some());
}

#[test]
fn a_dropped_table_asks_what_it_is_and_a_package_does_not() {
    let shared = Shared::of_test(Lang::Zh, now());
    let mut import = Import::default();
    let wishes = import.dropped(&["/tmp/名册.XLSX".into(), "/tmp/支付.csv".into()], &shared);
    assert!(matches!(wishes[..], [Wish::Go(_)]), "{wishes:?}");
    assert_eq!(import.passed_over, ["支付.csv"]);
    let wishes = import.perform(Act::Dropped(ImportKind::Roster), Lang::Zh);
    assert!(matches!(wishes[..], [Wish::Start(Work::Import(ImportKind::Roster), _)]), "{wishes:?}");
    assert!(import.dropped.is_none());
    let wishes = Import::default().dropped(&["/tmp/photos.zip".into()], &shared);
    let package =
        |wish: &Wish| matches!(wish, Wish::Start(Work::Import(ImportKind::Submissions), _));
    assert!(wishes.iter().any(package), "{wishes:?}");
}

#[test]
fn a_failed_import_leaves_the_path_for_another_try() {
    let mut screen = shown();
    start(&mut screen);
    let why = "disk full".to_owned();
    tell(&mut screen, &Update::JobEnded(JobOutcome::Failed { why }));
    screen.run();
    assert!(screen.query_by_label_contains("disk full").is_some());
    assert_eq!(screen.state().screen.sources[2], "/photos");
}

#[test]
fn without_an_answer_from_the_dialog_the_path_can_be_written() {
    let shared = Shared::of_test(Lang::Zh, now());
    let mut import = Import::default();
    assert!(import.picked(Pick::Table, None, &shared).is_empty());
    assert!(import.unanswered);
}
