//! Tests of what a person says of a table, and of what of it is shown to nobody.

use super::*;

const ID: &str = "11010519491231002X";

/// What each column is said to mean.
fn said(columns: &[(ColumnAt, Option<Column>)]) -> ReadOptions {
    let said = columns.iter().map(|(at, meaning)| SaidColumn {
        at: at.clone(),
        meaning: meaning.map(|column| column.shown),
    });
    ReadOptions { columns: said.collect(), ..ReadOptions::default() }
}

fn written(at: &str) -> ColumnAt {
    ColumnAt::Written(at.to_owned())
}

fn read_as(text: &str, options: &ReadOptions) -> Result<Table, TableError> {
    let search = ColumnSearch { all: &[NO, NAME, TEAM], needs: &[&[NO], &[NAME]], options };
    Table::from_bytes(text.as_bytes(), Path::new("t.csv"), search)
}

#[test]
fn with_every_needed_column_placed_no_row_is_lost() {
    let placed = [
        said(&[(written("A"), Some(NO)), (written("B"), Some(NAME))]),
        said(&[(ColumnAt::Place(0), Some(NO)), (ColumnAt::Place(1), Some(NAME))]),
        said(&[(written("编号"), Some(NO)), (written("B"), Some(NAME))]),
        said(&[(written("编号"), Some(NO)), (written("名称"), Some(NAME))]),
    ];
    for options in placed {
        for (above, head) in [("", "1"), ("2026级名册,\n", "2")] {
            let text = format!("{above}编号,名称\n2026A,甲\n2026B,乙\n2026C,丙\n");
            let table = read_as(&text, &options).expect("reads");
            assert_eq!((&*table.found.head, table.rows.len()), (head, 3), "{options:?}");
            assert_eq!(table.head, ["编号", "名称"]);
        }
    }
    let placed = said(&[(written("A"), Some(NO)), (written("B"), Some(NAME))]);
    let table = read_as("备注,,\n2026级,全体,\n学号,姓名,\n2026A,甲,\n", &placed).expect("reads");
    assert_eq!((&*table.found.head, table.rows.len()), ("3", 1));
}

#[test]
fn one_column_never_has_two_meanings() {
    let text = "学号,姓名\n2026A,甲\n";
    for options in [
        said(&[(written("A"), Some(NAME)), (written("A"), Some(NO))]),
        said(&[(written("B"), None), (written("姓名"), Some(NAME))]),
        said(&[(ColumnAt::Place(1), Some(NAME)), (written("b"), None)]),
    ] {
        let refused = read_as(text, &options);
        assert!(matches!(refused, Err(TableError::TwoMeanings { .. })), "{refused:?}");
    }
    let twice = said(&[(written("B"), Some(NAME)), (written("姓名"), Some(NAME))]);
    assert!(read_as(text, &twice).is_ok());
}

#[test]
fn of_two_columns_with_the_name_that_is_said_none_is_taken_for_the_other() {
    let said = said(&[(written("名称"), Some(NAME))]);
    let table = read_as("学号,名称,名称\n2026A,甲,甲\n2026B,乙,丙\n", &said).expect("reads");
    let name = table.locate(NAME);
    assert_eq!(name.of(&table.rows[0]), Ok("甲"));
    let differ = RowRefusal::Cell(CellFault::Differ { column: NAME.shown });
    assert_eq!(name.of(&table.rows[1]), Err(differ));
}

#[test]
fn a_place_is_meant_on_the_first_sheet_and_its_name_on_the_others() {
    let book = workbook::book(&[
        ("一", &[(0, 0, "编号"), (0, 1, "名称"), (1, 0, "2026A"), (1, 1, "甲")]),
        ("二", &[(0, 0, "名称"), (0, 1, "编号"), (1, 0, "乙"), (1, 1, "2026B")]),
        ("三", &[(0, 1, "名称"), (0, 2, "编号"), (1, 1, "丙"), (1, 2, "2026C")]),
    ]);
    let [no, name] = [ColumnAt::Place(0), written("B")];
    let options = said(&[(no, Some(NO)), (name, Some(NAME))]);
    let search = ColumnSearch { all: &[NO, NAME], needs: &[&[NO], &[NAME]], options: &options };
    let table = Table::from_bytes(&book, Path::new("t.xlsx"), search).expect("reads");
    let [no, name] = [NO, NAME].map(|column| table.locate(column));
    let read: Vec<_> = table.rows.iter().map(|row| (no.of(row), name.of(row))).collect();
    let expected = [("2026A", "甲"), ("2026B", "乙"), ("2026C", "丙")];
    assert_eq!(read, expected.map(|(no, name)| (Ok(no), Ok(name))));
}

#[test]
fn id_numbers_are_masked_wherever_they_stand() {
    let passport = "E12345678";
    let placed = said(&[(written("A"), Some(NO)), (written("B"), Some(NAME))]);
    let as_id = said(&[(written("C"), Some(ID_NUMBER))]);
    let unused = said(&[(written("C"), None)]);
    let cases = [
        // A column of numbers that nobody uses, by whatever name.
        (format!("学号,姓名,证件号\n2026A,甲,{passport}\n"), &unused),
        (format!("学号,姓名,证件号（父亲）\n2026A,甲,{passport}\n"), &ReadOptions::default()),
        (format!("学号,姓名,护照号\n2026A,甲,{passport}\n"), &ReadOptions::default()),
        (format!("学号,姓名,号码\n2026A,甲,{passport}\n"), &as_id),
        // Above the head, and in the row of the head itself.
        (format!("备注,{ID}\n学号,姓名\n2026A,甲\n"), &ReadOptions::default()),
        (format!("编号,名称,号码\n2026A,甲,见{ID}\n"), &placed),
    ];
    for (text, options) in cases {
        let found = match read_as(&text, options) {
            Ok(table) => table.found,
            Err(error) => error.found().cloned().expect("found"),
        };
        let told = format!("{found:?}");
        assert!(!told.contains(passport) && !told.contains(ID), "{text}: {told}");
        assert!(told.contains('•'), "{text}: {told}");
    }
    let head = ReadOptions { head_row: Some(2), ..ReadOptions::default() };
    let text = format!("学号,姓名,证件号\n2026A,甲,{passport}\n2026B,乙,{ID}\n");
    let refused = read_as(&text, &head).expect_err("no head");
    let told = format!("{refused:?} {}", refused.found().is_some());
    assert!(!told.contains(passport) && !told.contains(ID), "{told}");
}
