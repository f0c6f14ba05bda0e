//! Tests of the import screen, by label.

pub(in crate::ui) mod looking;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::desk::import::{
    FileFingerprint, ImportCounts, ImportError, ImportPreview, ImportReport, Outcome, RowOutcome,
};
use crate::desk::progress::{Progress, Stage};
use crate::domain::operation::OperationId;
use crate::exchange::RowRefusal;
use crate::text::Lang;
use crate::ui::queue::tests::now;
use crate::ui::tests::dress::dress;
use crate::worker::{JobFault, JobOutcome};

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
        import: Some(OperationId([7; 16])),
        counts: ImportCounts { added: 5000, refused: 1, ..ImportCounts::default() },
        rows,
        ignored_columns: Vec::new(),
        ignored_sheets: Vec::new(),
        told: crate::desk::import::Told::default(),
        cancelled: false,
        longest_slice: std::time::Duration::ZERO,
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
    "/photos".clone_into(&mut screen.sources[2]);
    dress(draw, Shown { screen, shared: Shared::of_test(Lang::Zh, now()), wishes: Vec::new() })
}

/// Does as a console does with the last wish of the screen; returns the work and the number of the job.
fn begun(screen: &mut Harness<'_, Shown>) -> (Work, JobId) {
    let state = screen.state_mut();
    let Some(Wish::Start(work)) = state.wishes.pop() else { panic!("{:?}", state.wishes) };
    let id = state.shared.jobs.begin(&work, now()).expect("a job");
    state.screen.begun(id, &work);
    (work, id)
}

/// Looks at the photos, and imports them.
fn start(screen: &mut Harness<'_, Shown>) -> JobId {
    screen.run();
    screen.get_by_label("导入…… 照片").click();
    screen.run();
    let (work, id) = begun(screen);
    assert!(matches!(&work, Work::Preview { kind: ImportKind::Submissions, .. }), "{work:?}");
    let counts = ImportCounts { to_check: 5000, ..ImportCounts::default() };
    let report = ImportReport { counts, rows: Vec::new(), ..report() };
    tell(screen, id, JobOutcome::Previewed(Arc::new(preview_of(report))));
    screen.run();
    screen.get_by_label("导入 5,000 张照片").click();
    screen.run();
    let (work, id) = begun(screen);
    assert!(is_photos(&work) && work.path() == Some(Path::new("/photos")));
    id
}

fn preview_of(report: ImportReport) -> ImportPreview {
    ImportPreview {
        report,
        first: Vec::new(),
        fault: None,
        photos_checked: false,
        seen: FileFingerprint::at(Path::new("")),
    }
}

/// Asks for the report to be saved; returns the number of the job.
fn save(screen: &mut Harness<'_, Shown>) -> JobId {
    screen.state_mut().screen.report_target = "/tmp/report.xlsx".to_owned();
    screen.run();
    screen.get_by_label("保存报告").click();
    screen.run();
    let state = screen.state_mut();
    let Some(Wish::Start(work)) = state.wishes.pop() else { panic!("{:?}", state.wishes) };
    assert!(matches!(work, Work::SaveReport { .. }), "{work:?}");
    state.shared.jobs.begin(&work, now()).expect("a job")
}

fn is_photos(work: &Work) -> bool {
    matches!(work, Work::Import { kind: ImportKind::Submissions, .. })
}

fn tell(screen: &mut Harness<'_, Shown>, id: JobId, outcome: JobOutcome) {
    let update = JobUpdate::Ended { id, outcome };
    let state = screen.state_mut();
    let _wishes = state.screen.take(&Update::Job(update.clone()), &state.shared);
    state.shared.jobs.take(&update, now());
}

#[test]
fn a_running_import_says_how_far_how_fast_and_how_long_still() {
    let mut screen = shown();
    let id = start(&mut screen);
    let progress = Progress { stage: Stage::Photos, done: 500, total: 2000, bytes: 0 };
    let shared = &mut screen.state_mut().shared;
    shared.jobs.take(&JobUpdate::Progress { id, progress }, now());
    shared.now = now() + chrono::TimeDelta::seconds(10);
    screen.run();
    let words = "已处理 500 / 2,000，每秒 50 条，约剩 30 秒";
    assert!(screen.query_by_label_contains(words).is_some());
    screen.get_by_label("取消任务").click();
    screen.run();
    let stops = |wish: &Wish| matches!(wish, Wish::Stop(stopped) if *stopped == id);
    assert!(screen.state().wishes.last().is_some_and(stops));
}

#[test]
fn the_report_can_be_narrowed_to_what_was_refused_and_saved() {
    let mut screen = shown();
    let id = start(&mut screen);
    tell(&mut screen, id, JobOutcome::Imported(Arc::new(report())));
    screen.run();
    assert!(screen.query_by_label("2026E8013200001").is_some());
    screen.get_by_label("只看未收的").click();
    screen.run();
    assert!(screen.query_by_label("2026E8013200001").is_none());
    assert!(screen.query_by_label("2026E8013205001").is_some());
    let id = save(&mut screen);
    tell(&mut screen, id, JobOutcome::ReportSaved("/tmp/report.xlsx".into()));
    screen.run();
    assert!(screen.query_by_label_contains("报告已保存：/tmp/report.xlsx").is_some());
    assert!(screen.query_by_label("2026E8013205001").is_some(), "the report stays");
}

#[test]
fn a_report_that_could_not_be_saved_stays_and_says_why() {
    let mut screen = shown();
    let id = start(&mut screen);
    tell(&mut screen, id, JobOutcome::Imported(Arc::new(report())));
    let id = save(&mut screen);
    tell(&mut screen, id, JobOutcome::Failed { why: JobFault::Panicked("disk full".to_owned()) });
    screen.run();
    assert!(screen.query_by_label_contains("disk full").is_some());
    assert!(screen.query_by_label("2026E8013200001").is_some(), "the report stays");
}

#[test]
fn a_report_whose_saving_was_stopped_is_told_as_not_saved() {
    let mut screen = shown();
    let id = start(&mut screen);
    tell(&mut screen, id, JobOutcome::Imported(Arc::new(report())));
    let id = save(&mut screen);
    tell(&mut screen, id, JobOutcome::Cancelled);
    screen.run();
    assert!(screen.query_by_label_contains("已停止，报告没有保存").is_some());
}

#[test]
fn photos_that_are_dropped_are_looked_at_one_after_the_other() {
    let mut screen = shown();
    start(&mut screen);
    let Shown { screen: import, shared, .. } = screen.state_mut();
    let wishes = import.dropped(&["/more.zip".into(), "/and/more".into()], shared);
    let looks_at = |wishes: &[Wish], path: &str| {
        let is_it = |wish: &Wish| matches!(wish, Wish::Start(Work::Preview { path: at, .. }) if at == Path::new(path));
        wishes.iter().filter(|wish| matches!(wish, Wish::Start(_))).all(is_it)
            && wishes.iter().any(is_it)
    };
    assert!(looks_at(&wishes, "/more.zip"), "{wishes:?}");
    let wishes = import.perform(ImportAct::Leave, shared);
    assert!(looks_at(&wishes, "/and/more"), "{wishes:?}");
    assert!(import.perform(ImportAct::Leave, shared).is_empty() && import.looked.is_none());
}

#[test]
fn a_dropped_table_asks_what_it_is() {
    let shared = Shared::of_test(Lang::Zh, now());
    let mut import = Import::default();
    let wishes = import.dropped(&["/tmp/名册.XLSX".into(), "/tmp/支付.csv".into()], &shared);
    assert!(matches!(wishes[..], [Wish::Go(_)]), "{wishes:?}");
    assert_eq!(import.passed_over, ["支付.csv"]);
    let wishes = import.perform(ImportAct::Dropped(ImportKind::Roster), &shared);
    let [Wish::Start(Work::Preview { kind, path, .. })] = &wishes[..] else { panic!("{wishes:?}") };
    assert_eq!((*kind, path.as_path()), (ImportKind::Roster, Path::new("/tmp/名册.XLSX")));
    assert!(import.dropped.is_none());
}

#[test]
fn a_failed_import_leaves_the_path_for_another_try() {
    let mut screen = shown();
    let id = start(&mut screen);
    tell(&mut screen, id, JobOutcome::Failed { why: JobFault::Panicked("disk full".to_owned()) });
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

/// A look at another file beside the running import.
fn look_beside(screen: &mut Harness<'_, Shown>) -> JobId {
    let Shown { screen: import, shared, wishes } = screen.state_mut();
    wishes.extend(import.dropped(&["/more.zip".into()], shared));
    let (_, id) = begun(screen);
    screen.run();
    id
}

#[test]
fn an_import_that_runs_beside_a_look_is_seen_and_can_be_stopped() {
    let mut screen = shown();
    let id = start(&mut screen);
    let look = look_beside(&mut screen);
    let progress = Progress { stage: Stage::Photos, done: 500, total: 2000, bytes: 0 };
    screen.state_mut().shared.jobs.take(&JobUpdate::Progress { id, progress }, now());
    // While the file is read, and when it is shown.
    for answered in [false, true] {
        if answered {
            tell(&mut screen, look, JobOutcome::Previewed(Arc::new(preview_of(report()))));
        }
        screen.run();
        assert!(screen.query_by_label_contains("已处理 500 / 2,000").is_some(), "{answered}");
    }
    screen.get_by_label("取消任务").click();
    screen.run();
    let stops = |wish: &Wish| matches!(wish, Wish::Stop(stopped) if *stopped == id);
    assert!(screen.state().wishes.last().is_some_and(stops));
}

#[test]
fn the_report_of_an_import_that_ends_beside_a_look_is_told_and_shown_behind_it() {
    for fails in [false, true] {
        let mut screen = shown();
        let id = start(&mut screen);
        let look = look_beside(&mut screen);
        tell(&mut screen, id, JobOutcome::Imported(Arc::new(report())));
        let outcome = if fails {
            JobOutcome::Failed { why: JobFault::Panicked("unheard-of".to_owned()) }
        } else {
            JobOutcome::Previewed(Arc::new(preview_of(report())))
        };
        tell(&mut screen, look, outcome);
        screen.run();
        assert!(screen.query_by_label_contains("另一项导入已结束（/photos）").is_some());
        screen.key_press(Key::Escape);
        screen.run();
        assert!(screen.query_by_label("2026E8013200001").is_some(), "its report");
        assert!(screen.query_by_label_contains("另一项导入已结束").is_none());
    }
}

#[test]
fn no_report_is_lost_to_another_import() {
    let mut screen = shown();
    let first = start(&mut screen);
    let look = look_beside(&mut screen);
    tell(&mut screen, look, JobOutcome::Previewed(Arc::new(preview_of(report()))));
    screen.run();
    // It ends while the other file is shown, which is then taken.
    let of = |file: &str| Arc::new(ImportReport { file: file.into(), ..report() });
    tell(&mut screen, first, JobOutcome::Imported(of("/photos")));
    screen.get_by_label("导入 5,000 张照片").click();
    screen.run();
    let (_, second) = begun(&mut screen);
    screen.run();
    assert!(screen.query_by_label("文件：/photos").is_some(), "the first");
    let why = JobFault::Panicked("unheard-of".to_owned());
    tell(&mut screen, second, JobOutcome::Failed { why });
    screen.run();
    assert!(screen.query_by_label("文件：/more.zip").is_some(), "the newest");
    assert!(screen.query_by_label_contains("还有 1 份").is_some());
    screen.get_by_label("收起报告").click();
    screen.run();
    assert!(screen.query_by_label("文件：/photos").is_some(), "and the other below it");
    screen.get_by_label("收起报告").click();
    screen.run();
    assert!(screen.state().screen.ended.is_empty());
}

#[test]
fn what_comes_of_a_withdrawal_is_shown_and_its_report_can_be_saved() {
    let mut screen = shown();
    let import = OperationId([7; 16]);
    let report = withdrawal::tests::report(false);
    let shared = &mut screen.state_mut().shared;
    let work = Work::Withdraw { import, only_look: false };
    let id = shared.jobs.begin(&work, now()).expect("a job");
    tell(&mut screen, id, JobOutcome::Withdrawn(report));
    screen.run();
    assert!(screen.query_by_label("2026D").is_some(), "what stays");
    let id = save(&mut screen);
    let work = screen.state().shared.jobs.get(id).map(|job| job.work.clone());
    let Some(Work::SaveReport { report: Report::Withdrawal(report), .. }) = work else {
        panic!("{work:?}")
    };
    assert_eq!(report.rows.len(), 4, "all its rows");
    tell(&mut screen, id, JobOutcome::ReportSaved("/tmp/report.xlsx".into()));
    screen.run();
    assert!(screen.query_by_label_contains("报告已保存：/tmp/report.xlsx").is_some());
}
