//! Tests of tables in every shape in which people send them.

mod damaged;
mod said;
mod workbook;

use encoding_rs::GB18030;

use super::*;

fn open(bytes: &[u8], name: &str, needs: RequiredColumns<'_>) -> Result<Table, TableError> {
    let (all, options) = (&[NO, NAME, TEAM], ReadOptions::default());
    Table::from_bytes(bytes, Path::new(name), ColumnSearch { all, needs, options: &options })
}

fn read(bytes: &[u8]) -> Table {
    open(bytes, "t.csv", &[]).expect("reads")
}

/// The rows as they were read: where each stands, and its cells.
fn rows(table: &Table) -> Vec<(&str, Vec<&str>)> {
    let rows = table.rows.iter();
    rows.map(|row| (&*row.place, row.cells.iter().map(String::as_str).collect())).collect()
}

/// Why each row can't be read as such.
fn faults(table: &Table) -> Vec<(&str, Option<CellFault>)> {
    let fault = |row: &Row| match row.whole() {
        Err(RowRefusal::Cell(fault)) => Some(fault),
        Err(other) => panic!("{other:?}"),
        Ok(()) => None,
    };
    table.rows.iter().map(|row| (&*row.place, fault(row))).collect()
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
        assert_eq!(rows(&table), [("2", vec!["2026A", "欧阳䶮"])]);
    }
}

#[test]
fn marks_blanks_and_empty_lines() {
    let table = read("学号\t姓名\n\n 2026A \t\u{3000}李雷\u{200b}\n".as_bytes());
    assert_eq!(rows(&table), [("3", vec!["2026A", "李雷"])]);
    let table = read(b"a;b\n1;\"x;\ny\"\n2;z\n");
    assert_eq!(rows(&table)[0], ("2", vec!["1", "x;\ny"]));
    assert_eq!(table.rows[1].place, "4", "rows carry the numbers of the file's lines");
    for ends in ["\n", "\r\n", "\r"] {
        let text = ["a,b", "1,\"x\"", "", "2,\"y\"\"z\" "].join(ends);
        assert_eq!(rows(&read(text.as_bytes())), [("2", vec!["1", "x"]), ("4", vec!["2", "y\"z"])]);
    }
}

const NO: Column =
    Column { names: &["学号", "student_no"], lesser: &[], shown: "学号 student_no", own: true };
const NAME: Column = Column { names: &["姓名"], lesser: &[], shown: "姓名 name", own: true };
const TEAM: Column = Column { names: &["院系"], lesser: &[], shown: "院系", own: false };

#[test]
fn columns_by_any_of_their_names() {
    for head in ["Student No,x", "学号,x", "STUDENT_NO,x", " 学号 ：,x"] {
        let table = open(head.as_bytes(), "t.csv", &[&[NO]]).expect("reads");
        assert!(table.locate(NO).is_there(), "{head}");
    }
    let table = read("备注,学号\nx,1".as_bytes());
    assert_eq!(table.ignored(), ["备注"]);
    let missing = open(b"x,y", "t.csv", &[&[NO]]);
    assert!(matches!(missing, Err(TableError::Column { .. })));
}

#[test]
fn an_open_mark_costs_its_own_row() {
    let quote = || Some(CellFault::Quote);
    let needs: RequiredColumns<'_> = &[&[NO], &[NAME]];
    let open = |text: &str| open(text.as_bytes(), "t.csv", needs).expect("reads");
    let head = "学号,姓名,院系\n";
    let table = open(&format!("{head}1,张三,数学\n2,\"李四,物理\n3,王五,化学\n4,\"赵六\",生命\n"));
    assert_eq!(faults(&table), [("2", None), ("3", quote()), ("4", None), ("5", None)]);
    let table = open(&format!("{head}1,张三,\"数学”\n2,李四,物理\n"));
    assert_eq!(faults(&table), [("2", quote()), ("3", None)]);
    // Two stray marks that close one another over whole rows.
    let table = open(&format!("{head}1,\"张三,数学\n2,李四,物理\n3,王五\",化学\n4,赵六,生命\n"));
    assert_eq!(faults(&table)[0], ("2", quote()));
    assert_eq!(table.rows.len(), 4);
    // A cell of several lines is still one.
    let table = open(&format!("{head}1,张三,\"数学\n一班\"\n2,李四,物理\n"));
    assert_eq!(
        rows(&table),
        [("2", vec!["1", "张三", "数学\n一班"]), ("4", vec!["2", "李四", "物理"])]
    );
}

#[test]
fn more_cells_than_the_head_are_refused_unless_they_are_empty() {
    let table = read("学号,姓名,,\n1,张三,,,\n2,李四,x\n".as_bytes());
    assert_eq!(faults(&table), [("2", None), ("3", Some(CellFault::TooMany { head: 2 }))]);
}

#[test]
fn the_delimiter_is_the_one_with_which_the_head_fits() {
    let needs: RequiredColumns<'_> = &[&[NO], &[NAME]];
    for text in [
        "学号,姓名,备注\n1,甲,a;b;c;d;e\n",
        "学号;姓名;备注\n1;甲;a,b,c,d,e\n",
        "学号\t姓名\t备注\n1\t甲\ta;b,c,d,e\n",
        "学号，姓名，备注\n1，甲，a;b,c\n",
        "学号|姓名|备注\n1|甲|a;b,c\n",
    ] {
        let table = open(text.as_bytes(), "t.csv", needs).expect("reads");
        assert_eq!(&rows(&table)[0].1[..2], ["1", "甲"], "{text}");
        assert_eq!(table.rows[0].cells.len(), 3, "{text}");
    }
}

#[test]
fn a_title_may_stand_above_the_head() {
    let text = "2026级研究生名册\n制表：研究生院\n\n学号,姓名\n2026A,李雷\n";
    let table = open(text.as_bytes(), "t.csv", &[&[NO]]).expect("reads");
    assert_eq!(table.head, ["学号", "姓名"]);
    assert_eq!(rows(&table), [("5", vec!["2026A", "李雷"])]);
    assert_eq!(table.found.head, "4");
    let above = [("1", "2026级研究生名册"), ("2", "制表：研究生院")];
    assert_eq!(table.found.above, above.map(|(place, said)| (place.to_owned(), said.to_owned())));
}

#[test]
fn a_row_about_somebody_above_the_head_is_refused_and_not_taken_for_a_title() {
    let text = "2026级名册,制表人 王敏\n2026A,李雷\n学号,姓名\n2026B,韩梅梅\n";
    let table = open(text.as_bytes(), "t.csv", &[&[NO], &[NAME]]).expect("reads");
    let faults: Vec<_> = table.rows.iter().map(|row| (&*row.place, row.whole().err())).collect();
    assert_eq!(faults, [("2", Some(RowRefusal::AboveHead)), ("4", None)]);
    assert_eq!(table.found.above.len(), 1);
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
        assert_eq!(name(&table.rows[0].cells[1]), Ok("李雷"));
        let refused = name(&table.rows[1].cells[1]);
        assert!(matches!(refused, Err(CellFault::Undecoded(_))), "{refused:?}");
    }
}

#[test]
fn an_encoding_in_doubt_is_chosen_by_a_person() {
    let bytes = b"student_no,name\n1,\xCC\xEE\xF1\xEA\xE2\xE0\n";
    let refused = open(bytes, "t.csv", &[&[NO]]);
    assert!(matches!(refused, Err(TableError::Encoding { .. })), "{refused:?}");
    let encoding = Some(TextEncoding::Windows1252);
    let options = ReadOptions { encoding, ..ReadOptions::default() };
    let search = ColumnSearch { all: &[NO], needs: &[&[NO]], options: &options };
    let table = Table::from_bytes(bytes, Path::new("t.csv"), search).expect("reads");
    assert_eq!(table.found.encoding, Some(TextEncoding::Windows1252));
    assert_eq!(table.rows.len(), 1);
}

#[test]
fn what_a_file_really_is_is_said() {
    let of = |bytes: &[u8], name: &str| match open(bytes, name, &[&[NO]]) {
        Err(TableError::Foreign { is, .. }) => is,
        other => panic!("{name}: {other:?}"),
    };
    let workbook = workbook::book(&[("a", &[(0, 0, "学号")])]);
    let cases: [(&[u8], &str, Foreign); 12] = [
        (b"", "t.csv", Foreign::Empty),
        (b" \r\n", "t.csv", Foreign::Empty),
        (b"", "t.xlsx", Foreign::Empty),
        (b"<html><table>", "t.xlsx", Foreign::Web),
        (b"\xEF\xBB\xBF<!DOCTYPE html>", "t.csv", Foreign::Web),
        (b"<?xml version='1.0'?><Workbook>", "t.xlsx", Foreign::Xml),
        (b"{\\rtf1 x", "t.csv", Foreign::Rtf),
        (b"7z\xBC\xAF\x27\x1C\0\0", "t.xlsx", Foreign::SevenZip),
        (b"PK\x03\x04cut", "t.xlsx", Foreign::CutZip),
        (&workbook, "t.csv", Foreign::Book),
        ("学号,姓名\n".as_bytes(), "t.xlsx", Foreign::Text),
        (b"%PDF-1.4", "t.csv", Foreign::Pdf),
    ];
    for (bytes, name, is) in cases {
        assert_eq!(of(bytes, name), is, "{name}");
    }
    let mut old = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    assert_eq!(of(&old, "t.xlsx"), Foreign::OldOffice);
    old.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(of(&old, "t.xlsx"), Foreign::Locked);
}
