//! Tests of tables in every shape in which people send them.

mod damaged;

use encoding_rs::GB18030;

use super::*;

fn read(bytes: &[u8]) -> Table {
    Table::from_bytes(bytes.to_vec(), Path::new("t.csv"), &[]).expect("reads")
}

#[test]
fn every_encoding_that_excel_writes() {
    let utf8 = "学号,姓名\n2026A,欧阳䶮\n";
    let mut marked = vec![0xEF, 0xBB, 0xBF];
    marked.extend(utf8.bytes());
    let gb = GB18030.encode(utf8).0.into_owned();
    for bytes in [utf8.as_bytes(), &marked, &gb] {
        let table = read(bytes);
        assert_eq!(table.head, ["学号", "姓名"]);
        assert_eq!(table.rows, [(2, vec!["2026A".to_owned(), "欧阳䶮".to_owned()])]);
    }
}

#[test]
fn marks_blanks_and_empty_lines() {
    let table = read("学号；\t姓名\n\n 2026A \t\u{3000}李雷\u{200b}\n".as_bytes());
    assert_eq!(table.rows, [(3, vec!["2026A".to_owned(), "李雷".to_owned()])]);
    let table = read(b"a;b\n1;\"x;\ny\"\n2;z\n");
    assert_eq!(table.rows[0], (2, vec!["1".to_owned(), "x;\ny".to_owned()]));
    assert_eq!(table.rows[1].0, 4, "rows carry the numbers of the file's lines");
}

#[test]
fn columns_by_any_of_their_names() {
    let no = Column { names: &["学号", "student_no"], shown: "学号 student_no" };
    for head in ["Student No,x", "学号,x", "STUDENT_NO,x", " 学号 ：,x"] {
        assert_eq!(read(head.as_bytes()).find(no), Some(0), "{head}");
    }
    let table = read("备注,学号".as_bytes());
    assert_eq!(table.find(no), Some(1));
    assert_eq!(table.ignored(&[no]), ["备注"]);
    let missing = read(b"x,y").need(no, Path::new("t.csv"));
    assert!(matches!(missing, Err(TableError::Column { .. })));
}

#[test]
fn numbers_and_dates_of_xlsx_are_text() {
    let dir = tempfile::tempdir().expect("folder");
    let path = dir.path().join("t.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "学号").expect("cell");
    sheet.write(1, 0, 20_260_013_282_001_f64).expect("cell");
    sheet.write(1, 1, 30.5).expect("cell");
    book.save(&path).expect("saved");
    let table = Table::read(&path, &[]).expect("reads");
    assert_eq!(table.rows, [(2, vec!["20260013282001".to_owned(), "30.5".to_owned()])]);
}

const NO: Column = Column { names: &["学号", "student_no"], shown: "学号 student_no" };

#[test]
fn a_title_may_stand_above_the_head() {
    let text = "2026级研究生名册\n制表：研究生院\n\n学号,姓名\n2026A,李雷\n";
    let table = Table::from_bytes(text.into(), Path::new("t.csv"), &[NO]).expect("reads");
    assert_eq!(table.head, ["学号", "姓名"]);
    assert_eq!(table.rows, [(5, vec!["2026A".to_owned(), "李雷".to_owned()])]);
}

#[test]
fn numbers_that_have_lost_digits_are_known() {
    for lost in ["2.02609E+27", "1.10105194912310E+17", "4E+15"] {
        assert_eq!(whole_number(lost), Err(RowRefusal::DigitsLost(lost.to_owned())));
    }
    for whole in ["2026E8013282001", "4200001234202609011234567890", "11010519491231002X", ""] {
        assert_eq!(whole_number(whole), Ok(whole));
    }
}

#[test]
fn undecodable_characters_mark_their_row() {
    let mut bytes = GB18030.encode("学号,姓名\n2026A,李雷\n2026B,韩").0.into_owned();
    bytes.extend([0xFF, b'\n']);
    // After the mark of UTF-8 the text is never tried as another encoding.
    let mut marked = "\u{feff}学号,姓名\n2026A,李雷\n2026B,".as_bytes().to_vec();
    marked.extend(GB18030.encode("韩梅\n").0.iter());
    for bytes in [bytes, marked] {
        let table = read(&bytes);
        assert_eq!(intact(&table.rows[0].1), Ok(()));
        let refused = intact(&table.rows[1].1);
        assert!(matches!(refused, Err(RowRefusal::Characters(_))), "{refused:?}");
    }
}

/// Cells by row and column.
type Cells<'a> = &'a [(u32, u16, &'a str)];

/// A workbook with these cells on these sheets.
fn book(sheets: &[(&str, Cells<'_>)]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, cells) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).expect("name");
        for (row, column, text) in *cells {
            sheet.write_string(*row, *column, *text).expect("cell");
        }
    }
    book.save_to_buffer().expect("saved")
}

#[test]
fn the_sheet_with_the_head_is_read_and_the_others_are_named() {
    let bytes = book(&[
        ("说明", &[(0, 0, "请勿修改")]),
        ("名册", &[(0, 0, "某大学"), (1, 0, "学号"), (2, 0, "2026A")]),
        ("空", &[]),
        ("备份", &[(0, 0, "学号")]),
    ]);
    let table = Table::from_bytes(bytes, Path::new("t.xlsx"), &[NO]).expect("reads");
    assert_eq!(table.rows, [(3, vec!["2026A".to_owned()])]);
    let mut others = table.ignored_sheets;
    others.sort();
    assert_eq!(others, ["备份", "说明"]);
}

#[test]
fn a_stray_cell_at_the_end_of_a_sheet_costs_nothing() {
    let bytes = book(&[(
        "名册",
        &[(0, 0, "学号"), (1, 0, "2026A"), (1_048_575, 16_383, "x"), (1_048_575, 0, "2026B")],
    )]);
    let table = Table::from_bytes(bytes, Path::new("t.xlsx"), &[NO]).expect("reads");
    let rows = [(2, vec!["2026A".to_owned()]), (1_048_576, vec!["2026B".to_owned()])];
    assert_eq!(table.rows, rows);
}

#[test]
fn long_numbers_of_a_workbook_are_not_passed_off_as_whole() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "证件号").expect("cell");
    sheet.write(1, 0, 110_105_194_912_310_021_f64).expect("cell");
    let bytes = book.save_to_buffer().expect("saved");
    let table = Table::from_bytes(bytes, Path::new("t.xlsx"), &[]).expect("reads");
    let got = whole_number(&table.rows[0].1[0]).map(str::to_owned);
    assert!(matches!(got, Err(RowRefusal::DigitsLost(_))), "{got:?}");
}
