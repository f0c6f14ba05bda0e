//! What is kept, doubted and told when lists come in.

use super::super::Request;
use super::*;
use crate::exchange::CellFault;
use crate::text::{Lang, Text};

fn refusal(report: &ImportReport, at: usize) -> Option<&RowRefusal> {
    match &report.rows[at].outcome {
        Outcome::Refused(refusal) => Some(refusal),
        _ => None,
    }
}

#[test]
fn an_empty_cell_takes_nothing_away_and_that_is_said() {
    let mut desk = AtWork::new();
    desk.table(ImportKind::Roster, "学号,姓名,证件号,院系\n2026A,甲,11010519491231002X,数学\n");
    let report = desk.table(ImportKind::Roster, "学号,姓名,证件号,院系\n2026A,甲,,物理\n");
    assert_eq!(outcomes(&report), [Outcome::Changed]);
    let no = StudentNo::new("2026A").expect("number");
    let student = desk.store.student(&no).expect("reads").expect("there").student;
    assert_eq!((student.id_number.is_some(), &*student.department), (true, "物理"));
    assert_eq!(report.told.kept, [("2".to_owned(), "证件号 id_number".to_owned())]);
    for lang in Lang::ALL {
        let said = super::super::remarks(&report, &Text::new(lang)).join("\n");
        assert!(said.contains("证件号"), "{said}");
    }
}

#[test]
fn one_id_number_for_two_students_is_doubted() {
    let mut desk = AtWork::new();
    let id = "11010519491231002X";
    desk.table(ImportKind::Roster, &format!("学号,姓名,证件号\n2026A,甲,{id}\n"));
    let report = desk.table(ImportKind::Roster, &format!("学号,姓名,证件号\n2026B,乙,{id}\n"));
    assert_eq!(report.told.doubts, ["2 = 2026A"]);
    assert!(!report.is_clean());
    // A roster that gives the number to another and a new one to its old owner corrects a mistake.
    let text = format!("学号,姓名,证件号\n2026A,甲,99999920030202007X\n2026B,乙,{id}\n");
    let report = desk.table(ImportKind::Roster, &text);
    assert_eq!(outcomes(&report), [Outcome::Changed, Outcome::Unchanged]);
    assert!(report.is_clean());
}

#[test]
fn numbers_that_a_spreadsheet_has_rounded_are_refused_unless_others_show_that_it_has_not() {
    // 000 at the end, and right by its check digit all the same.
    let rounded = "999999200302090000";
    let mut desk = AtWork::new();
    let text = format!("学号,姓名,证件号\n2026A,甲,{rounded}\n");
    let report = desk.table(ImportKind::Roster, &text);
    assert!(refusal(&report, 0).is_some(), "{:?}", report.rows);
    let text = format!("学号,姓名,证件号\n2026A,甲,{rounded}\n2026B,乙,999999200302020053\n");
    let report = desk.table(ImportKind::Roster, &text);
    assert_eq!(outcomes(&report)[0], Outcome::Added, "{:?}", report.rows);
}

#[test]
fn two_numbers_of_two_students_are_doubted() {
    let mut desk = AtWork::new();
    desk.table(ImportKind::Roster, "学号,姓名,考生号\n2026A,甲,104\n2026B,乙,105\n");
    let list = "学号,考生号,金额,支付时间,交易号\n2026A,105,30,2026-09-01,T1\n2026A,104,30,2026-09-01,T2\n\
                ,105,30,2026-09-01,T3\n105,,30,2026-09-01,T4\n2026X,104,30,2026-09-01,T5\n";
    let report = desk.table(ImportKind::Payments, list);
    assert_eq!(refusal(&report, 0), Some(&RowRefusal::NumbersDiffer));
    assert_eq!(outcomes(&report)[1..3], [Outcome::Added, Outcome::Added]);
    assert_eq!(refusal(&report, 3), Some(&RowRefusal::PaidAlready), "an exam number under 学号");
    assert_eq!(refusal(&report, 4), Some(&RowRefusal::NumbersDiffer));
}

#[test]
fn a_number_of_two_students_means_the_one_of_its_column_and_no_file() {
    let mut desk = AtWork::new();
    desk.table(ImportKind::Roster, "学号,姓名,考生号\n1001,甲,\n1002,乙,1001\n");
    let by_exam_no =
        desk.table(ImportKind::Payments, "考生号,金额,支付时间,交易号\n1001,30,2026-09-01,T1\n");
    assert_eq!(outcomes(&by_exam_no), [Outcome::Added]);
    let paid = |desk: &AtWork, no: &str| {
        desk.store
            .student(&StudentNo::new(no).expect("number"))
            .expect("reads")
            .expect("there")
            .paid
    };
    assert!(paid(&desk, "1002") && !paid(&desk, "1001"));
    let by_no =
        desk.table(ImportKind::Payments, "学号,金额,支付时间,交易号\n1001,30,2026-09-01,T2\n");
    assert_eq!(outcomes(&by_no), [Outcome::Added]);
    assert!(paid(&desk, "1001"));
    let package = desk.package(&[("1001.jpg", 1)]);
    let report = desk.import(ImportKind::Submissions, &package);
    assert_eq!(refusal(&report, 0), Some(&RowRefusal::Ambiguous("1001.jpg".to_owned())));
}

#[test]
fn a_blank_in_a_files_name_joins_no_number() {
    let mut desk = AtWork::new();
    desk.table(ImportKind::Roster, "学号,姓名\n2026E80,甲\n2026E801,乙\n2026C9,丙\n");
    let package = desk.package(&[("2026E80 1.jpg", 1), ("2026C9 1.jpg", 2)]);
    let report = desk.import(ImportKind::Submissions, &package);
    let of = |place: &str| report.rows.iter().find(|row| row.place == place).expect("told");
    let either = RowRefusal::Ambiguous("2026E80 1.jpg".to_owned());
    assert_eq!(of("2026E80 1.jpg").outcome, Outcome::Refused(either));
    assert_eq!(of("2026C9 1.jpg").outcome, Outcome::AwaitsPayment);
}

#[test]
fn a_file_that_a_refused_row_names_too_is_doubted() {
    let mut desk = AtWork::new();
    desk.table(ImportKind::Roster, "学号,姓名\n2026A,甲\n");
    let package = desk.package(&[("a.jpg", 1)]);
    std::fs::write(package.join("submissions.csv"), "学号,文件\n2026A,a.jpg\n2026X,a.jpg\n")
        .expect("written");
    let report = desk.import(ImportKind::Submissions, &package);
    assert!(matches!(refusal(&report, 0), Some(RowRefusal::SamePhoto { .. })), "{:?}", report.rows);
    assert_eq!(refusal(&report, 1), Some(&RowRefusal::NotOnRoster));
}

#[test]
fn a_photo_that_another_student_has_sent_is_doubted_in_a_later_import_too() {
    let mut desk = AtWork::new();
    desk.table(ImportKind::Roster, "学号,姓名\n2026A,甲\n2026B,乙\n");
    let package = desk.package(&[("2026A.jpg", 1)]);
    desk.import(ImportKind::Submissions, &package);
    std::fs::remove_file(package.join("2026A.jpg")).expect("removed");
    let package = desk.package(&[("2026B.jpg", 1)]);
    let report = desk.import(ImportKind::Submissions, &package);
    let other = StudentNo::new("2026A").expect("number");
    assert_eq!(refusal(&report, 0), Some(&RowRefusal::PhotoTaken(other.clone())));
    // Once that one has another photo, this may well be the other's own.
    std::fs::remove_file(package.join("2026B.jpg")).expect("removed");
    let package = desk.package(&[("2026A.jpg", 2)]);
    desk.import(ImportKind::Submissions, &package);
    let package = desk.package(&[("2026B.jpg", 1)]);
    let report = desk.import(ImportKind::Submissions, &package);
    assert_eq!(report.counts.refused, 0, "{:?}", report.rows);
}

#[test]
fn a_payment_in_the_future_is_doubted() {
    let mut desk = AtWork::new();
    desk.table(ImportKind::Roster, "学号,姓名\n2026A,甲\n");
    let ahead = (now() + chrono::TimeDelta::days(40)).format("%Y-%m-%d");
    let text = format!("学号,金额,支付时间,交易号\n2026A,30,{ahead},T1\n");
    let report = desk.table(ImportKind::Payments, &text);
    assert!(matches!(refusal(&report, 0), Some(RowRefusal::Year(_))), "{:?}", report.rows);
}

#[test]
fn names_of_files_that_hold_a_number() {
    let mut desk = AtWork::new();
    desk.table(ImportKind::Roster, "学号,姓名,考生号\n2026A,甲,104\n2026B,乙,105\n");
    let package = desk.package(&[
        ("2026A_甲 (1).jpg", 1),
        ("２０２６Ｂ.JPG", 2),
        ("2026A-2026B.jpg", 3),
        ("IMG_7.jpg", 4),
    ]);
    let report = desk.import(ImportKind::Submissions, &package);
    let of = |place: &str| {
        let row = report.rows.iter().find(|row| row.place == place).expect("told");
        row.outcome.clone()
    };
    assert_eq!(of("2026A_甲 (1).jpg"), Outcome::AwaitsPayment);
    assert_eq!(of("２０２６Ｂ.JPG"), Outcome::AwaitsPayment);
    let both = RowRefusal::Ambiguous("2026A-2026B.jpg".to_owned());
    assert_eq!(of("2026A-2026B.jpg"), Outcome::Refused(both));
    assert_eq!(of("IMG_7.jpg"), Outcome::Refused(RowRefusal::Nobody("IMG_7.jpg".to_owned())));
}

#[test]
fn of_two_files_the_one_with_the_very_number_counts() {
    let mut desk = AtWork::new();
    desk.table(ImportKind::Roster, "学号,姓名\n2026A,甲\n");
    let package = desk.package(&[("2026A (1).jpg", 1), ("2026A.jpg", 2)]);
    let report = desk.import(ImportKind::Submissions, &package);
    let twice = RowRefusal::Twice { first: "2026A.jpg".to_owned() };
    assert_eq!(outcomes(&report), [Outcome::Refused(twice), Outcome::AwaitsPayment]);
}

#[test]
fn the_same_bytes_for_two_students_are_doubted() {
    let mut desk = AtWork::new();
    desk.table(ImportKind::Roster, "学号,姓名\n2026A,甲\n2026B,乙\n2026C,丙\n");
    let package = desk.package(&[("2026A.jpg", 1), ("2026B.jpg", 1), ("2026C.jpg", 2)]);
    let report = desk.import(ImportKind::Submissions, &package);
    let same = |other: &str| Outcome::Refused(RowRefusal::SamePhoto { other: other.to_owned() });
    let expected = [same("2026B.jpg"), same("2026A.jpg"), Outcome::AwaitsPayment];
    assert_eq!(outcomes(&report), expected);
}

#[test]
fn of_two_rows_the_later_by_its_time_counts_or_else_the_lower() {
    for (times, taken) in
        [(["2026-09-01 11:00", "2026-09-01 09:00"], 0), (["", ""], 1), (["2026-09-01", ""], 1)]
    {
        let mut desk = AtWork::new();
        desk.table(ImportKind::Roster, "学号,姓名\n2026A,甲\n");
        let package = desk.package(&[("a.jpg", 1), ("b.jpg", 2)]);
        let list =
            format!("学号,文件,提交时间\n2026A,a.jpg,{}\n2026A,b.jpg,{}\n", times[0], times[1]);
        fs::write(package.join("submissions.csv"), list).expect("written");
        let report = desk.import(ImportKind::Submissions, &package);
        let place = |at: usize| report.rows[at].place.clone();
        let superseded = Outcome::LeftOut(RowRefusal::Superseded { by: place(taken) });
        assert_eq!(report.rows[taken].outcome, Outcome::AwaitsPayment, "{times:?}");
        assert_eq!(report.rows[1 - taken].outcome, superseded, "{times:?}");
        assert!(report.is_clean());
    }
}

#[test]
fn a_sheet_that_was_not_read_makes_the_import_no_clean_one() {
    let mut desk = AtWork::new();
    let path = desk.work.path().join("t.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["学号", "姓名"]).expect("head");
    sheet.write_row(1, 0, ["2026A", "甲"]).expect("row");
    book.add_worksheet().set_name("其他").expect("name").write(0, 0, "x").expect("cell");
    book.save(&path).expect("saved");
    let report = desk.import(ImportKind::Roster, &path);
    assert_eq!((report.counts.added, report.is_clean()), (1, false));
    assert_eq!(report.ignored_sheets, ["其他"]);
}

#[test]
fn a_report_over_its_own_input_is_refused() {
    let desk = AtWork::new();
    let path = desk.work.path().join("r.csv");
    fs::write(&path, "学号,姓名\n").expect("written");
    let request = Request::new(ImportKind::Roster, &path);
    assert!(request.check_report(&path).is_err());
    assert!(request.check_report(&desk.work.path().join("./r.csv")).is_err());
    assert!(request.check_report(&desk.work.path().join("other.csv")).is_ok());
    #[cfg(unix)]
    {
        let link = desk.work.path().join("link.csv");
        fs::hard_link(&path, &link).expect("linked");
        assert!(request.check_report(&link).is_err());
    }
    let folder = Request::new(ImportKind::Submissions, desk.work.path());
    assert!(folder.check_report(&path).is_err());
}

#[test]
fn a_cell_that_nobody_asks_for_costs_nothing() {
    let mut desk = AtWork::new();
    let long = "李".repeat(65);
    let text = format!("学号,姓名,备注\n2026A,甲,何时?\u{7}\n2026B,{long},\n2026C,丙\u{200b}丙,\n");
    let report = desk.table(ImportKind::Roster, &text);
    assert_eq!(outcomes(&report)[0], Outcome::Added);
    let long = RowRefusal::Cell(CellFault::TooLong { most: 64 });
    assert_eq!(refusal(&report, 1), Some(&long));
    let invisible = matches!(refusal(&report, 2), Some(RowRefusal::Cell(CellFault::Invisible(_))));
    assert!(invisible, "{:?}", report.rows);
}

#[test]
fn an_import_notes_the_newest_head() {
    let mut desk = AtWork::new();
    let head = desk.store.dir().join("photos/newest-head");
    let before = std::fs::read(&head).expect("noted on opening");
    desk.table(ImportKind::Roster, "学号,姓名\n2026A,甲\n");
    assert_ne!(std::fs::read(&head).expect("noted"), before);
}
