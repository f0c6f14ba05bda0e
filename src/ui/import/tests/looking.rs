//! Tests of the look before an import: what is shown, what can be said of it, and that nothing is taken before.

use egui::accesskit::Role;

use super::*;
use crate::desk::import::{
    ColumnAt, Decided, FirstRow, Found, FoundColumn, ReadOptions, TextEncoding, Told,
};
use crate::exchange::TableError;
use crate::ui::import::looked::ChosenFile;

const NAME: Option<&str> = Some("姓名 name");

/// A roster of three columns; the one with the names is read as `meaning`.
pub(in crate::ui) fn roster(meaning: Option<&'static str>) -> ImportPreview {
    let column = |place, name: &str, meaning, sample: &str| FoundColumn {
        place,
        name: name.to_owned(),
        meaning,
        samples: vec![sample.to_owned()],
    };
    let found = Found {
        encoding: Some(TextEncoding::Gb18030),
        by: Decided::Contents,
        head: "2".to_owned(),
        top: vec![("1".to_owned(), "名册".to_owned()), ("2".to_owned(), "学号 名称".to_owned())],
        columns: vec![
            column(0, "学号", Some("学号 student_no"), "2026E801"),
            column(1, "名称", meaning, "欧阳䶮"),
            column(2, "备注", None, "转专业"),
        ],
        ..Found::default()
    };
    let missing = TableError::Column {
        path: "/roster.csv".into(),
        column: "姓名 name",
        found: Box::new(found.clone()),
    };
    let row = |n: u32| RowOutcome {
        place: n.to_string(),
        about: format!("2026E9{n:05}"),
        outcome: Outcome::Refused(RowRefusal::Frozen),
    };
    let is_read = meaning.is_some();
    let rows = if is_read { (3..153).map(row).collect() } else { Vec::new() };
    let counts = ImportCounts {
        added: if is_read { 8000 } else { 0 },
        refused: rows.len() as u64,
        ..ImportCounts::default()
    };
    let told = Told { found, ..Told::default() };
    let kind = ImportKind::Roster;
    let report = ImportReport { kind, counts, rows, told, file: "/roster.csv".into(), ..report() };
    let cells = vec![("student_no", "2026E801".to_owned()), ("name", "欧阳䶮".to_owned())];
    let first = if is_read { vec![FirstRow { place: "3".to_owned(), cells }] } else { Vec::new() };
    let fault = (!is_read).then_some(missing);
    ImportPreview {
        report,
        first,
        fault,
        photos_checked: false,
        seen: FileFingerprint::at(Path::new("")),
    }
}

/// The screen while a roster is looked at, with what was found.
fn looking<'a>(preview: ImportPreview) -> Harness<'a, Shown> {
    let mut screen = shown();
    let mut looked = ChosenFile::new(ImportKind::Roster, Path::new("/roster.csv"));
    looked.job = Some(JobId(0));
    assert!(!looked.take(JobId(0), &JobOutcome::Previewed(Arc::new(preview))));
    screen.state_mut().screen.looked = Some(looked);
    screen.run();
    screen
}

#[test]
fn a_look_says_what_would_come_in_and_takes_it_only_when_told() {
    let mut screen = looking(roster(NAME));
    for words in ["将新增 8000", "不收 150", "欧阳䶮", "转专业", "另有 50 行"] {
        assert!(screen.query_all_by_label_contains(words).next().is_some(), "{words}");
    }
    for (label, value) in [
        ("编码", "自动：gb18030（根据内容判断）"),
        ("表头行", "自动：第 2 行　学号 名称"),
        ("A 列作为", "学号"),
        ("B 列作为", "姓名"),
        ("C 列作为", "不使用"),
    ] {
        let combo = screen.get_by_role_and_label(Role::ComboBox, label);
        assert_eq!(combo.value().as_deref(), Some(value), "{label}");
    }
    assert!(screen.state().wishes.is_empty());
    screen.get_by_label("导入 8,000 行").click();
    screen.run();
    let (work, _) = begun(&mut screen);
    let Work::Import { kind, path, options, expected } = work else { panic!("{work:?}") };
    assert_eq!((kind, path.as_path()), (ImportKind::Roster, Path::new("/roster.csv")));
    assert_eq!(options, ReadOptions::default());
    assert_eq!(expected, Some(FileFingerprint::at(Path::new(""))), "no other file than this");
    assert!(screen.state().screen.looked.is_none());
}

#[test]
fn a_column_is_said_to_be_the_name_and_the_file_is_read_again() {
    let mut screen = looking(roster(None));
    assert!(screen.query_by_label_contains("还没有指定“姓名”是哪一列").is_some());
    screen.get_by_label("导入 0 行").click();
    screen.run();
    assert!(screen.state().wishes.is_empty(), "nothing can be imported so");
    screen.get_by_role_and_label(Role::ComboBox, "B 列作为").click();
    screen.run();
    screen.get_by_role_and_label(Role::Button, "姓名").click();
    screen.run();
    let (work, id) = begun(&mut screen);
    let Work::Preview { options, .. } = &work else { panic!("{work:?}") };
    let said: Vec<_> = options.columns.iter().map(|said| (&said.at, said.meaning)).collect();
    assert_eq!(said, [(&ColumnAt::Place(1), NAME)]);
    assert!(screen.query_by_label_contains("正在读取").is_some());
    let options = options.clone();
    tell(&mut screen, id, JobOutcome::Previewed(Arc::new(roster(NAME))));
    screen.run();
    screen.get_by_label("导入 8,000 行").click();
    screen.run();
    let (work, _) = begun(&mut screen);
    assert!(matches!(work, Work::Import { options: read, .. } if read == options));
}

#[test]
fn a_file_that_was_changed_meanwhile_is_looked_at_again() {
    let mut screen = looking(roster(NAME));
    screen.get_by_label("导入 8,000 行").click();
    screen.run();
    let (_, id) = begun(&mut screen);
    let why = TableError::Changed { path: "/roster.csv".into() };
    let why = JobFault::Import(ImportError::File(why));
    let update = JobUpdate::Ended { id, outcome: JobOutcome::Failed { why } };
    let Shown { screen: import, shared, .. } = screen.state_mut();
    let wishes = import.take(&Update::Job(update.clone()), shared);
    shared.jobs.take(&update, now());
    assert!(matches!(wishes[..], [Wish::Start(Work::Preview { .. })]), "{wishes:?}");
    screen.run();
    assert!(screen.query_by_label_contains("在预览之后或读取期间被改动过").is_some());
}

#[test]
fn what_would_be_refused_can_be_saved_also_where_nothing_can_be_imported() {
    let mut preview = roster(NAME);
    preview.report.counts.added = 0;
    let mut screen = looking(preview);
    let id = save(&mut screen);
    let work = screen.state().shared.jobs.get(id).map(|job| job.work.clone());
    let Some(Work::SaveReport { report: Report::Import(report), .. }) = work else {
        panic!("{work:?}")
    };
    assert_eq!(report.rows.len(), 150, "more than are shown");
    tell(&mut screen, id, JobOutcome::ReportSaved("/tmp/report.xlsx".into()));
    screen.run();
    assert!(screen.query_by_label_contains("报告已保存：/tmp/report.xlsx").is_some());
}

#[test]
fn encoding_and_head_are_chosen() {
    for (label, choice, expected) in [
        (
            "编码",
            "big5",
            ReadOptions { encoding: Some(TextEncoding::Big5), ..ReadOptions::default() },
        ),
        ("表头行", "第 1 行　名册", ReadOptions { head_row: Some(1), ..ReadOptions::default() }),
    ] {
        let mut screen = looking(roster(NAME));
        screen.get_by_role_and_label(Role::ComboBox, label).click();
        screen.run();
        screen.get_by_role_and_label(Role::Button, choice).click();
        screen.run();
        let (work, _) = begun(&mut screen);
        assert!(matches!(&work, Work::Preview { options, .. } if *options == expected), "{work:?}");
    }
}

#[test]
fn an_answer_to_an_older_question_is_passed_over() {
    let mut looked = ChosenFile::new(ImportKind::Roster, Path::new("/roster.csv"));
    looked.job = Some(JobId(2));
    looked.take(JobId(1), &JobOutcome::Previewed(Arc::new(roster(NAME))));
    assert!(looked.shown.is_none() && looked.is_reading());
    looked.take(JobId(2), &JobOutcome::Previewed(Arc::new(roster(NAME))));
    assert!(!looked.is_reading() && looked.taken() == 8000);
}

#[test]
fn esc_takes_nothing_and_enter_presses_the_ringed_button() {
    let mut screen = looking(roster(NAME));
    screen.key_press(Key::Enter);
    screen.run();
    assert!(screen.state().wishes.is_empty(), "rows are refused: nothing is ringed yet");
    screen.key_press(Key::Escape);
    screen.run();
    assert!(screen.state().screen.looked.is_none() && screen.state().wishes.is_empty());
    let mut clean = roster(NAME);
    clean.report.rows.clear();
    clean.report.counts.refused = 0;
    let mut screen = looking(clean);
    screen.key_press(Key::Enter);
    screen.run();
    let (work, _) = begun(&mut screen);
    assert!(matches!(work, Work::Import { .. }), "{work:?}");
}

#[test]
fn a_reading_that_is_left_is_stopped() {
    let mut screen = shown();
    screen.run();
    screen.get_by_label("导入…… 照片").click();
    screen.run();
    let (_, id) = begun(&mut screen);
    screen.run();
    screen.get_by_label("取消").click();
    screen.run();
    let state = screen.state();
    assert!(matches!(state.wishes[..], [Wish::Stop(stopped)] if stopped == id));
    assert!(state.screen.looked.is_none());
}

#[test]
fn the_sheet_is_chosen_and_what_was_said_of_another_is_forgotten() {
    let mut preview = roster(NAME);
    let found = &mut preview.report.told.found;
    found.encoding = None;
    found.sheets = vec!["2026".to_owned()];
    found.all_sheets = vec!["2025".to_owned(), "2026".to_owned()];
    let mut screen = looking(preview);
    assert!(screen.query_by_role_and_label(Role::ComboBox, "编码").is_none(), "no text");
    let looked = screen.state_mut().screen.looked.as_mut().expect("looked at");
    looked.options.head_row = Some(2);
    screen.run();
    screen.get_by_role_and_label(Role::ComboBox, "工作表").click();
    screen.run();
    screen.get_by_role_and_label(Role::Button, "2025").click();
    screen.run();
    let (work, _) = begun(&mut screen);
    let sheet = Some("2025".to_owned());
    let expected = ReadOptions { sheet, ..ReadOptions::default() };
    assert!(matches!(&work, Work::Preview { options, .. } if *options == expected), "{work:?}");
}

#[test]
fn a_file_that_is_looked_at_again_while_the_old_look_is_being_stopped_is_looked_at() {
    let mut screen = shown();
    screen.run();
    screen.get_by_label("导入…… 照片").click();
    screen.run();
    let (_, older) = begun(&mut screen);
    let Shown { screen: import, shared, .. } = screen.state_mut();
    let wishes = import.perform(ImportAct::Leave, shared);
    assert!(matches!(wishes[..], [Wish::Stop(id)] if id == older), "{wishes:?}");
    shared.jobs.stop(older);
    let mut wishes = import.perform(ImportAct::Look(ImportKind::Submissions), shared);
    screen.state_mut().wishes.append(&mut wishes);
    let (_, newer) = begun(&mut screen);
    tell(&mut screen, older, JobOutcome::Cancelled);
    assert!(screen.state().screen.looked.is_some(), "the newer one is waited for");
    tell(&mut screen, newer, JobOutcome::Cancelled);
    assert!(screen.state().screen.looked.is_none());
}

#[test]
fn an_older_look_at_the_same_file_that_answers_late_overwrites_nothing() {
    let mut screen = shown();
    screen.run();
    screen.get_by_label("导入…… 照片").click();
    screen.run();
    let (_, older) = begun(&mut screen);
    let Shown { screen: import, shared, .. } = screen.state_mut();
    import.perform(ImportAct::Leave, shared);
    shared.jobs.stop(older);
    let mut wishes = import.perform(ImportAct::Look(ImportKind::Submissions), shared);
    screen.state_mut().wishes.append(&mut wishes);
    let (_, newer) = begun(&mut screen);
    let looks = |to_check| {
        let counts = ImportCounts { to_check, ..ImportCounts::default() };
        let report = ImportReport { counts, rows: Vec::new(), ..report() };
        JobOutcome::Previewed(Arc::new(preview_of(report)))
    };
    tell(&mut screen, newer, looks(2));
    tell(&mut screen, older, looks(1));
    screen.run();
    assert!(screen.query_by_label("导入 2 张照片").is_some(), "what was found last");
}

#[test]
fn the_answer_of_a_look_that_was_cancelled_is_dropped() {
    let mut screen = shown();
    screen.run();
    screen.get_by_label("导入…… 照片").click();
    screen.run();
    let (_, id) = begun(&mut screen);
    screen.run();
    screen.get_by_label("取消任务").click();
    screen.run();
    assert!(matches!(screen.state().wishes[..], [Wish::Stop(stopped)] if stopped == id));
    screen.state_mut().shared.jobs.stop(id);
    // It was on its way already.
    tell(&mut screen, id, JobOutcome::Previewed(Arc::new(preview_of(report()))));
    screen.run();
    assert!(screen.state().screen.looked.is_none());
}

#[test]
fn a_file_of_which_all_is_known_says_why_nothing_can_be_imported() {
    let counts = |unchanged, refused| ImportCounts { unchanged, refused, ..Default::default() };
    for (counts, words) in [
        (counts(3, 0), "以前都导入过了"),
        (counts(3, 1), "一部分以前导入过"),
        (counts(0, 1), "没有一行能收"),
        (counts(0, 0), "文件里没有数据"),
    ] {
        let mut preview = roster(NAME);
        preview.report.counts = counts;
        let mut screen = looking(preview);
        assert!(screen.query_by_label_contains(words).is_some(), "{words}");
        screen.get_by_label("导入 0 行").click();
        screen.run();
        assert!(screen.state().wishes.is_empty());
    }
}
