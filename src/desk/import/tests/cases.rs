//! The files of `tests/cases`: lists and packages that were once read wrong, with what is right.

use std::path::PathBuf;

use super::super::{ImportError, Request, run_request};
use super::*;
use crate::domain::student::{IdNumberFault, Student};
use crate::exchange::{CellFault, Foreign, TableError};
use crate::text::{Lang, Text};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name)
}

impl AtWork {
    fn case(&mut self, kind: ImportKind, name: &str) -> ImportReport {
        self.import(kind, &file(name))
    }

    fn refused_whole(&mut self, kind: ImportKind, name: &str) -> TableError {
        let actor = Actor::operator("test");
        let mut go_on = |_| ControlFlow::Continue(());
        let path = file(name);
        let request = Request::new(kind, &path);
        match run_request(&request, &mut self.store, &actor, now(), &mut go_on) {
            Err(ImportError::File(error)) => error,
            other => panic!("{name}: {other:?}"),
        }
    }

    fn student(&self, no: &str) -> Option<Student> {
        let no = StudentNo::new(no).expect("number");
        self.store.student(&no).expect("reads").map(|row| row.student)
    }

    fn name(&self, no: &str) -> Option<String> {
        self.student(no).map(|student| student.name)
    }
}

/// What became of each row: where it stands, and why it was refused if it was.
fn refusals(report: &ImportReport) -> Vec<(&str, Option<RowRefusal>)> {
    let refusal = |outcome: &Outcome| match outcome {
        Outcome::Refused(refusal) | Outcome::LeftOut(refusal) => Some(refusal.clone()),
        _ => None,
    };
    report.rows.iter().map(|row| (&*row.place, refusal(&row.outcome))).collect()
}

fn cell(fault: CellFault) -> RowRefusal {
    RowRefusal::Cell(fault)
}

fn roster(name: &str) -> (AtWork, ImportReport) {
    let mut desk = AtWork::new();
    let report = desk.case(ImportKind::Roster, name);
    (desk, report)
}

#[test]
fn quotes_that_are_not_closed_cost_their_own_rows() {
    let (desk, report) = roster("tables/open-quote.csv");
    let expected = [("2", None), ("3", Some(cell(CellFault::Quote))), ("4", None), ("5", None)];
    assert_eq!(refusals(&report), expected);
    assert_eq!(desk.name("2026E803").as_deref(), Some("王五"));
    assert!(desk.student("2026E802").is_none() && !report.is_clean());

    let (desk, report) = roster("tables/curly-quote.csv");
    assert_eq!(refusals(&report), [("2", Some(cell(CellFault::Quote))), ("3", None), ("4", None)]);
    assert_eq!(desk.name("2026E802").as_deref(), Some("李四"));
}

#[test]
fn a_character_cut_in_half_costs_its_row() {
    for (name, whole, broken) in [
        ("tables/cut-character-en.csv", "2026E801", 2),
        ("tables/cut-character-zh.csv", "2026E801", 2),
    ] {
        let (desk, report) = roster(name);
        let refused: Vec<_> = refusals(&report);
        assert!(matches!(refused[broken].1, Some(RowRefusal::Cell(CellFault::Undecoded(_)))));
        assert_eq!(report.counts.refused, 1, "{refused:?}");
        assert_eq!(desk.name(whole).as_deref(), Some("张三"));
        assert!(desk.student("2026E803").is_none());
    }
}

#[test]
fn a_short_list_in_gbk_is_read_as_what_it_says() {
    let (desk, report) = roster("tables/gbk-that-is-utf8.csv");
    assert_eq!(desk.name("2026E801").as_deref(), Some("习一"));
    let said = report.told.say(&Text::new(Lang::Zh)).join("\n");
    assert!(said.contains("gb18030"), "{said}");
}

#[test]
fn nobody_is_enrolled_under_half_a_name() {
    let (desk, report) = roster("tables/lost-characters.csv");
    assert_eq!((report.counts.added, report.counts.refused), (0, 5), "{:?}", report.rows);
    assert!(desk.student("2026E805").is_none());
}

#[test]
fn numbers_are_taken_without_their_marks_or_refused() {
    let (desk, report) = roster("tables/id-variants.csv");
    let expected = [
        ("2", None),
        ("3", None),
        ("4", Some(RowRefusal::IdLength(16))),
        ("5", None),
        ("6", None),
        ("7", Some(RowRefusal::IdLength(19))),
        ("8", Some(cell(CellFault::DigitsLost("1.10105E17".to_owned())))),
    ];
    assert_eq!(refusals(&report), expected);
    for (no, exam) in [
        ("2026E801", Some("00123")),
        ("2026E802", None),
        ("2026E804", None),
        ("2026E805", Some("104")),
    ] {
        let student = desk.student(no).expect("taken");
        let number = Some("99999920030202007X");
        assert_eq!(
            (student.id_number.as_deref(), student.exam_no.as_deref()),
            (number, exam),
            "{no}"
        );
    }
    // The same number four times: that is told too.
    assert_eq!(report.told.doubts, ["2 = 3", "3 = 5", "5 = 6"]);
}

#[test]
fn delimiters_and_heads_in_their_many_forms() {
    let (desk, report) = roster("tables/semicolons.csv");
    assert_eq!((report.counts.added, report.counts.refused), (2, 0));
    assert_eq!(desk.name("2026E802").as_deref(), Some("乙"));
    let (desk, report) = roster("tables/heads-with-notes.csv");
    let student = desk.student("2026E801").expect("taken");
    assert_eq!(student.department, "数学");
    assert_eq!(student.id_number.as_deref(), Some("99999920030202007X"));
    assert!(report.ignored_columns.is_empty() && report.is_clean());
}

#[test]
fn payments_by_either_number_in_every_unit_and_time() {
    let mut desk = AtWork::new();
    desk.case(ImportKind::Roster, "tables/roster-for-payments.csv");
    let report = desk.case(ImportKind::Payments, "tables/pay-both-numbers.csv");
    assert_eq!((report.counts.added, report.counts.refused), (2, 0), "{:?}", report.rows);
    assert!(report.ignored_columns.is_empty());

    let mut desk = AtWork::new();
    desk.case(ImportKind::Roster, "tables/roster-for-payments.csv");
    let report = desk.case(ImportKind::Payments, "tables/pay-unit.csv");
    assert_eq!(outcomes(&report), [Outcome::Added]);

    let mut desk = AtWork::new();
    desk.case(ImportKind::Roster, "tables/roster-for-payments.csv");
    let report = desk.case(ImportKind::Payments, "tables/pay-times.csv");
    let got = refusals(&report);
    assert!(got[..5].iter().all(|(_, refusal)| refusal.is_none()), "{got:?}");
    assert_eq!(got[5].1, Some(RowRefusal::Serial("46266.425".to_owned())));
    assert!(got[6..].iter().all(|(_, why)| matches!(why, Some(RowRefusal::Year(_)))), "{got:?}");
}

#[test]
fn workbooks_as_a_person_sees_them() {
    let (desk, report) = roster("tables/hidden-first-sheet.xlsx");
    assert_eq!(desk.name("2026E801").as_deref(), Some("新生"));
    assert!(desk.student("2025E801").is_none());
    assert_eq!(report.told.found.hidden_sheets, ["2025旧名单"]);

    let (desk, report) = roster("tables/sheet-per-department.xlsx");
    assert_eq!(report.counts.added, 3);
    let places: Vec<&str> = report.rows.iter().map(|row| &*row.place).collect();
    assert_eq!(places, ["数学学院:2", "物理学院:2", "化学学院:2"]);
    assert_eq!(desk.name("2026E802").as_deref(), Some("丙"));

    let (desk, report) = roster("tables/merged-department.xlsx");
    for no in ["2026E800", "2026E801", "2026E802", "2026E803"] {
        assert_eq!(desk.student(no).expect("taken").department, "数学学院");
    }
    assert_eq!(report.told.found.merged, ["A2:A5"]);

    let (desk, report) = roster("tables/zeros-by-format.xlsx");
    let student = desk.student("00000123").expect("as it is shown");
    assert_eq!(student.exam_no.as_deref(), Some("0004269000001"));
    assert_eq!(refusals(&report), [("2", None), ("3", Some(cell(CellFault::Truth)))]);

    let (_, report) = roster("tables/formulas-without-values.xlsx");
    let no_value = |at: &str| Some(cell(CellFault::NoValue { at: at.to_owned() }));
    assert_eq!(refusals(&report), [("2", None), ("3", no_value("A3")), ("4", no_value("A4"))]);

    let (desk, _) = roster("tables/two-id-columns.xlsx");
    let number = desk.student("2026E801").expect("taken").id_number;
    assert_eq!(number.as_deref(), Some("99999920030202007X"));
}

#[test]
fn files_that_are_something_else_are_named() {
    let cases = [("password.xlsx", Foreign::OldOffice), ("web-page.xlsx", Foreign::Web)];
    for (name, expected) in cases {
        let error = AtWork::new().refused_whole(ImportKind::Roster, &format!("tables/{name}"));
        let TableError::Foreign { is, .. } = &error else { panic!("{error:?}") };
        assert_eq!(*is, expected);
    }
    let error = AtWork::new().refused_whole(ImportKind::Roster, "tables/password.xlsx");
    assert!(error.say(&Text::new(Lang::Zh)).contains("密码"));
}

#[test]
fn packages_as_people_pack_them() {
    let mut desk = AtWork::new();
    desk.case(ImportKind::Roster, "packages/roster.csv");
    let taken = |report: &ImportReport| report.counts.added;

    let report = desk.case(ImportKind::Submissions, "packages/newer-row.zip");
    let by = "submissions.csv:3".to_owned();
    assert_eq!(
        refusals(&report),
        [("submissions.csv:2", Some(RowRefusal::Superseded { by })), ("submissions.csv:3", None)]
    );
    assert!(report.is_clean() && attempts(&desk.store, "2026E800")[0].submitted.file == "new.jpg");

    for name in ["deflate64", "lzma", "other-case"] {
        let mut desk = AtWork::new();
        desk.case(ImportKind::Roster, "packages/roster.csv");
        let report = desk.case(ImportKind::Submissions, &format!("packages/{name}.zip"));
        assert_eq!((taken(&report), report.counts.refused), (2, 0), "{name}: {:?}", report.rows);
    }

    let mut desk = AtWork::new();
    desk.case(ImportKind::Roster, "packages/roster.csv");
    let report = desk.case(ImportKind::Submissions, "packages/list-by-both-numbers.zip");
    assert_eq!((taken(&report), report.counts.refused), (1, 0), "{:?}", report.rows);

    let mut desk = AtWork::new();
    desk.case(ImportKind::Roster, "packages/roster.csv");
    let report = desk.case(ImportKind::Submissions, "packages/one-photo-two-students.zip");
    let same = |other: &str| Some(RowRefusal::SamePhoto { other: other.to_owned() });
    assert_eq!(
        refusals(&report),
        [
            ("submissions.csv:2", same("submissions.csv:3")),
            ("submissions.csv:3", same("submissions.csv:2"))
        ]
    );

    let mut desk = AtWork::new();
    desk.case(ImportKind::Roster, "packages/roster.csv");
    let report = desk.case(ImportKind::Submissions, "packages/recycle-bin.zip");
    assert_eq!(taken(&report), 1);
    assert!(desk.statuses("2026E801").is_empty());

    let error = desk.refused_whole(ImportKind::Submissions, "packages/password.zip");
    assert!(matches!(error, TableError::Password { .. }), "{error:?}");
    let error = desk.refused_whole(ImportKind::Submissions, "packages/seven-zip-named.zip");
    assert!(matches!(error, TableError::Foreign { is: Foreign::SevenZip, .. }), "{error:?}");
}

#[test]
fn the_check_letter_is_checked_whatever_its_form() {
    let mut desk = AtWork::new();
    let text =
        "学号,姓名,证件号\n2026E801,甲,999999 20030202 007x\n2026E802,乙,999999200302020071\n";
    let report = desk.table(ImportKind::Roster, text);
    let wrong = Some(RowRefusal::IdNumber(IdNumberFault::Checksum));
    assert_eq!(refusals(&report), [("2", None), ("3", wrong)]);
}
