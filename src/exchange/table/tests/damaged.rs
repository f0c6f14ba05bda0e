//! Damaged tables: nothing panics, and all rows that are read fit the table.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use zip::ZipArchive;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::super::name as name_of;
use super::workbook::{Cells, book};
use super::*;
use crate::damage::{Damage, damaged, damages};
use crate::exchange::identifier::{exam_no, id_number, student_no};
use crate::exchange::moment::time;
use crate::exchange::money::fen;

/// A workbook whose sheet and strings are changed and packed again. Damage to the packed bytes would
/// hardly ever get past the checksums.
fn repacked(book: &[u8], change: &dyn Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let mut old = ZipArchive::new(Cursor::new(book)).expect("a workbook");
    let mut new = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..old.len() {
        let mut part = old.by_index(at).expect("a part");
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("reads");
        let name = part.name().expect("a name").into_owned();
        if name.contains("sheet1.xml") || name.contains("sharedStrings") {
            bytes = change(&bytes);
        }
        new.start_file(name, SimpleFileOptions::default()).expect("a part");
        new.write_all(&bytes).expect("written");
    }
    new.finish().expect("packed").into_inner()
}

fn look(bytes: &[u8], name: &str) -> Result<&'static str, TestCaseError> {
    let Ok(table) = open(bytes, name, &[&[NO]]) else { return Ok("refused") };
    let numbers: Vec<u64> =
        table.rows.iter().map(|row| row.place.parse().expect("a number")).collect();
    prop_assert!(numbers.is_sorted(), "{numbers:?}");
    prop_assert!(numbers.iter().all(|number| *number > 0));
    // Run the checks that the importers run on each cell.
    for cell in table.rows.iter().flat_map(|row| &row.cells) {
        drop((name_of(cell), words(cell), student_no(cell), exam_no(cell), id_number(cell)));
        drop((time(cell), fen(cell)));
    }
    let sound = table.rows.iter().all(|row| row.whole().is_ok());
    let whole = table.rows.len() == 2 && sound && table.locate(NO).is_there();
    Ok(if whole { "read" } else { "read in part" })
}

/// Makes a damaged table from a list of damages.
type Way<'a> = &'a dyn Fn(&[Damage]) -> Vec<u8>;

#[test]
fn damaged_tables_make_nothing_panic() {
    let text = "名册\n学号,姓名\n2026A,\"李,雷\"\n2026B,韩梅\n";
    let cells: Cells<'_> = &[
        (0, 0, "名册"),
        (1, 0, "学号"),
        (1, 1, "姓名"),
        (2, 0, "2026A"),
        (2, 1, "李雷"),
        (3, 0, "2026B"),
    ];
    let (book, gb) = (book(&[("名册", cells)]), GB18030.encode(text).0.into_owned());
    let cases: [(&str, &str, Way<'_>); 4] = [
        ("CSV", "t.csv", &|damages| damaged(text.as_bytes(), damages)),
        ("CSV in GB 18030", "t.csv", &|damages| damaged(&gb, damages)),
        ("workbook", "t.xlsx", &|damages| damaged(&book, damages)),
        ("sheet of a workbook", "t.xlsx", &|damages| {
            repacked(&book, &|part| damaged(part, damages))
        }),
    ];
    for (kind, name, damage) in cases {
        let ends = RefCell::new(BTreeMap::<&str, u32>::new());
        let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
        let try_one = |damages: Vec<Damage>| {
            let end = look(&damage(&damages), name)?;
            *ends.borrow_mut().entry(end).or_default() += 1;
            Ok(())
        };
        TestRunner::new(config)
            .run(&damages(), try_one)
            .unwrap_or_else(|error| panic!("{kind}: {error}"));
        let ends = ends.into_inner();
        assert!(ends.len() >= 2 && ends.contains_key("read"), "{kind}: {ends:?}");
        println!("{kind}: {ends:?}");
    }
}

#[test]
fn a_cell_in_a_place_that_no_sheet_has_is_refused() {
    let cells: Cells<'_> = &[(0, 0, "学号"), (1, 0, "2026A")];
    let book = book(&[("名册", cells)]);
    // The first two would become A2 if the numbers wrapped.
    let places = ["A4294967298", "MWLQKWW2", "ZZZZZZZZZZZZ2", "A99999999999999999999", "甲2"];
    for place in places {
        let moved = repacked(&book, &|part| {
            let text = String::from_utf8_lossy(part);
            text.replace("r=\"A2\"", &format!("r=\"{place}\"")).into_bytes()
        });
        let read = open(&moved, "t.xlsx", &[&[NO]]);
        assert!(
            matches!(read, Err(TableError::Damaged { .. } | TableError::ReaderFailed { .. })),
            "{place}: {:?}",
            read.is_ok()
        );
    }
    let row = repacked(&book, &|part| {
        String::from_utf8_lossy(part).replace("<row r=\"2\"", "<row r=\"4294967298\"").into_bytes()
    });
    let read = open(&row, "t.xlsx", &[&[NO]]);
    assert!(matches!(read, Err(TableError::Damaged { .. } | TableError::ReaderFailed { .. })));
}
