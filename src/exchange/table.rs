//! Tables as people send them: .csv in any of the encodings that Excel writes in China, or .xlsx.

use std::fs;
use std::path::Path;

use calamine::{Data, Reader as _, Xlsx, open_workbook};
use encoding_rs::GB18030;

use super::TableError;

/// A table: a head and rows, every cell as trimmed text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The names of the columns.
    pub head: Vec<String>,
    /// The rows with their numbers in the file (the head is row 1); empty rows are left out.
    pub rows: Vec<(u64, Vec<String>)>,
}

/// One column that a reader of tables looks for.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its names, all accepted; the first two are shown.
    pub names: &'static [&'static str],
    /// Its name for messages.
    pub shown: &'static str,
}

impl Table {
    /// Reads a file by its ending.
    pub fn read(path: &Path) -> Result<Self, TableError> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let rows = match &*ending {
            "csv" | "txt" | "tsv" => csv_rows(&read_file(path)?, path)?,
            "xlsx" => xlsx_rows(path)?,
            _ => {
                return Err(TableError::Kind { path: path.to_owned(), kinds: ".csv, .xlsx" });
            }
        };
        Ok(Self::from_rows(rows))
    }

    /// Reads the bytes of a .csv file; `path` is for messages.
    pub fn from_csv(bytes: &[u8], path: &Path) -> Result<Self, TableError> {
        Ok(Self::from_rows(csv_rows(bytes, path)?))
    }

    fn from_rows(rows: Vec<Vec<String>>) -> Self {
        let mut numbered = (1..).zip(rows);
        let is_empty = |cells: &[String]| cells.iter().all(String::is_empty);
        let head = numbered.by_ref().find(|(_, cells)| !is_empty(cells));
        let head = head.map(|(_, cells)| cells).unwrap_or_default();
        let rows = numbered.filter(|(_, cells)| !is_empty(cells)).collect();
        Self { head, rows }
    }

    /// The place of a column; names are compared without case, blanks and underscores.
    pub fn find(&self, column: Column) -> Option<usize> {
        self.head.iter().position(|name| column.names.iter().any(|known| same(name, known)))
    }

    /// The place of a column that must be there.
    pub fn need(&self, column: Column, path: &Path) -> Result<usize, TableError> {
        let missing = || TableError::Column { path: path.to_owned(), column: column.shown };
        self.find(column).ok_or_else(missing)
    }

    /// The columns that none of `known` names.
    pub fn ignored(&self, known: &[Column]) -> Vec<String> {
        let is_known = |name: &str| {
            known.iter().any(|column| column.names.iter().any(|known| same(name, known)))
        };
        self.head.iter().filter(|name| !name.is_empty() && !is_known(name)).cloned().collect()
    }
}

/// A cell of a row; empty where the row is too short.
pub(super) fn cell(row: &[String], at: Option<usize>) -> &str {
    at.and_then(|at| row.get(at)).map_or("", String::as_str)
}

fn same(one: &str, other: &str) -> bool {
    let plain = |text: &str| -> String {
        text.chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '*' | ':' | '：'))
            .flat_map(char::to_lowercase)
            .collect()
    };
    plain(one) == plain(other)
}

/// Trimmed of blanks (full-width ones too) and of marks that no eye sees.
fn clean(text: &str) -> String {
    let invisible =
        |c: char| matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}');
    let kept: String = text.chars().filter(|c| !invisible(*c)).collect();
    kept.trim().to_owned()
}

pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, TableError> {
    fs::read(path).map_err(|source| TableError::Io { path: path.to_owned(), source })
}

/// UTF-8 with or without a mark, else GB 18030, which Excel writes in China.
fn decode(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => GB18030.decode(bytes).0.into_owned(),
    }
}

fn csv_rows(bytes: &[u8], path: &Path) -> Result<Vec<Vec<String>>, TableError> {
    let mut text = decode(bytes);
    text.push('\n');
    let head = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |mark: u8| head.matches(char::from(mark)).count();
    let delimiter = b",\t;".iter().copied().max_by_key(|mark| (count(*mark), *mark == b','));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter.unwrap_or(b','))
        .from_reader(text.as_bytes());
    let (mut rows, mut record) = (Vec::new(), csv::StringRecord::new());
    while reader.read_record(&mut record).map_err(|error| damaged(path, &error))? {
        // The reader passes over empty lines: keep the numbers of the file's own lines.
        let breaks: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
        let above = (reader.position().line() as usize).saturating_sub(2 + breaks);
        rows.resize(above.max(rows.len()), Vec::new());
        rows.push(record.iter().map(clean).collect());
    }
    Ok(rows)
}

fn xlsx_rows(path: &Path) -> Result<Vec<Vec<String>>, TableError> {
    let mut book: Xlsx<_> =
        open_workbook(path).map_err(|error: calamine::XlsxError| match error {
            calamine::XlsxError::Io(source) => TableError::Io { path: path.to_owned(), source },
            error => damaged(path, &error),
        })?;
    let sheet = book.worksheet_range_at(0);
    let range = sheet
        .ok_or_else(|| TableError::Damaged { path: path.to_owned(), why: "no sheet".to_owned() })?
        .map_err(|error| damaged(path, &error))?;
    let above = range.start().map_or(0, |(row, _)| row as usize);
    let mut rows = vec![Vec::new(); above];
    rows.extend(range.rows().map(|cells| cells.iter().map(as_text).collect::<Vec<_>>()));
    Ok(rows)
}

/// A cell as a person reads it: whole numbers without `.0`, dates as `2026-09-01 10:12:33`.
fn as_text(cell: &Data) -> String {
    match cell {
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            format!("{number:.0}")
        }
        Data::DateTime(time) => {
            let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        }
        Data::Error(_) => String::new(),
        other => clean(&other.to_string()),
    }
}

fn damaged(path: &Path, why: &dyn std::fmt::Display) -> TableError {
    TableError::Damaged { path: path.to_owned(), why: why.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Table {
        Table::from_csv(bytes, Path::new("t.csv")).expect("reads")
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
        let table = Table::read(&path).expect("reads");
        assert_eq!(table.rows, [(2, vec!["20260013282001".to_owned(), "30.5".to_owned()])]);
    }
}
