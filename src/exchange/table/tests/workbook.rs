//! Workbooks in every shape in which people send them.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::*;

/// Cells by row and column.
pub(super) type Cells<'a> = &'a [(u32, u16, &'a str)];

/// A workbook with these cells on these sheets.
pub(super) fn book(sheets: &[(&str, Cells<'_>)]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, cells) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).expect("name");
        for (row, column, text) in *cells {
            sheet.write_string(*row, *column, *text).expect("cell");
        }
    }
    book.save_to_buffer().expect("saved")
}

fn xlsx(bytes: &[u8]) -> Table {
    open(bytes, "t.xlsx", &[&[NO]]).expect("reads")
}

/// A workbook with one sheet, whose first row is the head.
fn sheet(head: &[&str], fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Table {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, head.iter().copied()).expect("head");
    fill(sheet);
    xlsx(&book.save_to_buffer().expect("saved"))
}

#[test]
fn numbers_and_dates_are_text() {
    let table = sheet(&["学号", "金额", "时间"], |sheet| {
        let day = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
        sheet.write(1, 0, 20_260_013_282_001_f64).expect("cell");
        sheet.write(1, 1, 30.5).expect("cell");
        let time = ExcelDateTime::from_ymd(2026, 9, 1).and_then(|day| day.and_hms(10, 12, 33));
        sheet.write_datetime_with_format(1, 2, time.expect("time"), &day).expect("cell");
    });
    assert_eq!(rows(&table), [("2", vec!["20260013282001", "30.5", "2026-09-01 10:12:33"])]);
}

#[test]
fn the_sheet_with_the_head_is_read_and_the_others_are_named() {
    let bytes = book(&[
        ("说明", &[(0, 0, "请勿修改")]),
        ("名册", &[(0, 0, "某大学"), (1, 0, "学号"), (2, 0, "2026A")]),
        ("空", &[]),
        ("缴费", &[(0, 0, "学号"), (0, 1, "金额")]),
    ]);
    let table = xlsx(&bytes);
    assert_eq!(rows(&table), [("3", vec!["2026A"])]);
    assert_eq!(table.found.other_sheets, ["说明", "缴费"]);
    assert_eq!(table.found.sheets, ["名册"]);
}

#[test]
fn sheets_with_one_head_are_read_as_one_whatever_the_order_of_their_columns() {
    let bytes = book(&[
        ("数学", &[(0, 0, "学号"), (0, 1, "姓名"), (1, 0, "1"), (1, 1, "甲")]),
        ("物理", &[(0, 0, "姓名"), (0, 1, "学号"), (1, 0, "乙"), (1, 1, "2")]),
    ]);
    let table = xlsx(&bytes);
    assert_eq!(rows(&table), [("数学:2", vec!["1", "甲"]), ("物理:2", vec!["2", "乙"])]);
    assert_eq!(table.found.sheets, ["数学", "物理"]);
}

#[test]
fn hidden_sheets_and_rows_are_left_out_and_hidden_columns_told_of() {
    let mut book = Workbook::new();
    let old = book.add_worksheet();
    old.write_row(0, 0, ["学号"]).expect("head");
    old.write(1, 0, "旧").expect("cell");
    old.set_name("旧").expect("name").set_hidden(true);
    let sheet = book.add_worksheet();
    sheet.set_name("新").expect("name").set_active(true);
    sheet.write_row(0, 0, ["学号", "姓名"]).expect("head");
    for (row, no) in [(1, "1"), (2, "2"), (3, "3")] {
        sheet.write(row, 0, no).expect("cell");
    }
    sheet.set_row_hidden(2).expect("hidden");
    sheet.set_column_hidden(1).expect("hidden");
    let table = xlsx(&book.save_to_buffer().expect("saved"));
    assert_eq!(faults(&table), [("2", None), ("3", Some(CellFault::Hidden)), ("4", None)]);
    assert_eq!(table.found.hidden_sheets, ["旧"]);
    assert_eq!(table.found.hidden_columns, ["姓名 (B)"]);
    assert!(table.found.other_sheets.is_empty());
}

#[test]
fn a_stray_cell_at_the_end_of_a_sheet_costs_its_own_row() {
    let bytes = book(&[(
        "名册",
        &[(0, 0, "学号"), (1, 0, "2026A"), (1_048_575, 16_383, "x"), (1_048_575, 0, "2026B")],
    )]);
    let table = xlsx(&bytes);
    assert_eq!(table.rows.len(), 2);
    assert!(table.rows[0].whole().is_ok() && table.rows[1].whole().is_err());
    assert_eq!(table.rows[1].place, "1048576");
}

#[test]
fn formulas_without_values_errors_and_truths_are_faults_of_their_cells() {
    let table = sheet(&["学号", "姓名"], |sheet| {
        sheet.write_formula(1, 0, Formula::new("=Z1").set_result("")).expect("cell");
        sheet.write(1, 1, "甲").expect("cell");
        sheet.write_formula(2, 0, Formula::new("=NA()").set_result("#N/A")).expect("cell");
        sheet.write_boolean(3, 0, true).expect("cell");
        sheet.write_formula(4, 0, Formula::new("=\"5\"").set_result("5")).expect("cell");
    });
    let no = table.locate(NO);
    let said: Vec<_> = table.rows.iter().map(|row| no.of(row).map(str::to_owned)).collect();
    assert_eq!(said[2], Err(RowRefusal::Cell(CellFault::Truth)));
    assert_eq!(said[3], Ok("5".to_owned()));
    let error = CellFault::Error { value: "#N/A".to_owned() };
    assert_eq!(said[1], Err(RowRefusal::Cell(error)));
    assert_eq!(table.rows.len(), 4);
}

#[test]
fn merged_cells_are_carried_over_but_not_where_each_row_has_its_own() {
    let table = sheet(&["院系", "学号", "姓名"], |sheet| {
        let plain = Format::new();
        sheet.merge_range(1, 0, 3, 0, "数学", &plain).expect("merged");
        for (row, no) in [(1, "1"), (2, "2"), (3, "3"), (4, "4")] {
            sheet.write(row, 1, no).expect("cell");
        }
        sheet.merge_range(1, 2, 2, 2, "甲", &plain).expect("merged");
        sheet.merge_range(4, 1, 4, 2, "4", &plain).expect("merged");
    });
    let (team, name) = (table.locate(TEAM), table.locate(NAME));
    let teams: Vec<_> = table.rows.iter().map(|row| team.of(row).expect("said")).collect();
    assert_eq!(teams, ["数学", "数学", "数学", ""]);
    let merged = || Err(RowRefusal::Cell(CellFault::Merged { column: NAME.shown }));
    let names: Vec<_> = table.rows.iter().map(|row| name.of(row)).collect();
    assert_eq!(names, [Ok("甲"), merged(), Ok(""), merged()]);
    assert_eq!(table.found.merged, ["A2:A4", "C2:C3", "B5:C5"]);
}

#[test]
fn of_a_head_of_two_rows_the_lower_one_counts() {
    let table = {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let plain = Format::new();
        sheet.merge_range(0, 0, 0, 3, "2026级名册", &plain).expect("merged");
        sheet.merge_range(1, 0, 2, 0, "学号", &plain).expect("merged");
        sheet.merge_range(1, 1, 2, 1, "姓名", &plain).expect("merged");
        sheet.merge_range(1, 2, 1, 3, "联系方式", &plain).expect("merged");
        sheet.write_row(2, 2, ["手机", "邮箱"]).expect("head");
        sheet.write_row(3, 0, ["1", "甲", "139", "a@b"]).expect("row");
        xlsx(&book.save_to_buffer().expect("saved"))
    };
    assert_eq!(table.head, ["学号", "姓名", "手机", "邮箱"]);
    assert_eq!(rows(&table), [("4", vec!["1", "甲", "139", "a@b"])]);
    assert!(table.found.merged.is_empty());
}

#[test]
fn long_numbers_are_not_passed_off_as_whole() {
    let table = sheet(&["学号"], |sheet| {
        sheet.write(1, 0, 110_105_194_912_310_021_f64).expect("cell");
    });
    assert_eq!(table.rows[0].cells, ["1.10105194912310E+17"]);
}
