//! Tables as people send them: .csv in any of the encodings that Excel writes in China, or .xlsx.

mod book;
mod lines;
#[cfg(test)]
mod tests;

use std::fs;
use std::io::Read as _;
use std::path::Path;

use super::{RowRefusal, TableError};

/// Largest file of a table, in bytes. An .xlsx may unpack to ten times that.
const LARGEST: u64 = 256 << 20;

/// The heading is looked for in this many rows, since a title and remarks often stand above it.
const HEAD_WITHIN: usize = 10;

/// Rows that are not empty, with their numbers in the file.
type Rows = Vec<(u64, Vec<String>)>;

/// A table: a heading and rows. Every cell is text, trimmed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The names of the columns.
    pub head: Vec<String>,
    /// The rows below the heading.
    pub rows: Rows,
    /// Further sheets of the workbook that are not empty; they were not read.
    pub ignored_sheets: Vec<String>,
}

/// A column that a reader looks for.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// The names by which it is found.
    pub names: &'static [&'static str],
    /// Its name in messages.
    pub shown: &'static str,
}

impl Table {
    /// Reads a file, in the format that its extension names. The heading is the first row that has all
    /// the `needed` columns, or the first row if none has.
    pub fn read(path: &Path, needed: &[Column]) -> Result<Self, TableError> {
        Kind::of(path)?;
        let io = |error: std::io::Error| TableError::Io {
            path: path.to_owned(),
            why: error.to_string(),
        };
        let mut bytes = Vec::new();
        let file = fs::File::open(path).map_err(io)?;
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(io)?;
        if bytes.len() as u64 > LARGEST {
            return Err(TableError::TooLarge { path: path.to_owned() });
        }
        Self::from_bytes(bytes, path, needed)
    }

    /// As [`Self::read`], from bytes; `path` tells the format and is named in errors.
    pub fn from_bytes(bytes: Vec<u8>, path: &Path, needed: &[Column]) -> Result<Self, TableError> {
        match Kind::of(path)? {
            Kind::Lines => Ok(Self::from_rows(lines::rows(&bytes, path)?, needed)),
            Kind::Book => book::table(bytes, path, needed),
        }
    }

    fn from_rows(rows: Rows, needed: &[Column]) -> Self {
        let is_head = |(_, cells): &(u64, Vec<String>)| {
            needed.iter().all(|column| place(cells, *column).is_some())
        };
        let above = rows.iter().take(HEAD_WITHIN).position(is_head).unwrap_or(0);
        let mut rows = rows.into_iter().skip(above);
        let head = rows.next().map(|(_, cells)| cells).unwrap_or_default();
        Self { head, rows: rows.collect(), ignored_sheets: Vec::new() }
    }

    /// The index of a column. Upper and lower case, blanks and the characters `_-*:：` make no difference.
    pub fn find(&self, column: Column) -> Option<usize> {
        place(&self.head, column)
    }

    /// The index of a column, or an error if it is missing.
    pub fn need(&self, column: Column, path: &Path) -> Result<usize, TableError> {
        let missing = || TableError::Column { path: path.to_owned(), column: column.shown };
        self.find(column).ok_or_else(missing)
    }

    /// The columns that are not among `known`.
    pub fn ignored(&self, known: &[Column]) -> Vec<String> {
        let is_known = |name: &str| {
            known.iter().any(|column| column.names.iter().any(|known| same(name, known)))
        };
        self.head.iter().filter(|name| !name.is_empty() && !is_known(name)).cloned().collect()
    }
}

/// The format of a table.
enum Kind {
    /// Lines of text.
    Lines,
    /// A workbook.
    Book,
}

impl Kind {
    fn of(path: &Path) -> Result<Self, TableError> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        match &*ending {
            "csv" | "txt" | "tsv" => Ok(Self::Lines),
            "xlsx" => Ok(Self::Book),
            _ => Err(TableError::Kind { path: path.to_owned(), kinds: ".csv, .xlsx" }),
        }
    }
}

/// A cell of a row; empty where the row is too short.
pub(super) fn cell(row: &[String], at: Option<usize>) -> &str {
    at.and_then(|at| row.get(at)).map_or("", String::as_str)
}

/// Refuses a row with a character that could not be decoded, so that nobody is enrolled under half a
/// name.
pub(super) fn intact(cells: &[String]) -> Result<(), RowRefusal> {
    match cells.iter().find(|cell| cell.contains(char::REPLACEMENT_CHARACTER)) {
        Some(cell) => Err(RowRefusal::Characters(cell.clone())),
        None => Ok(()),
    }
}

/// Refuses an identifier (of a student, a document, a transaction) that a spreadsheet has turned into a
/// number, such as `2.02609E+27`: all but its first fifteen digits are lost.
pub(super) fn whole_number(cell: &str) -> Result<&str, RowRefusal> {
    let quantity = cell.split_once(['E', 'e']).is_some_and(|(digits, exponent)| {
        let is_number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        is_number(&digits.replacen('.', "", 1)) && exponent.strip_prefix('+').is_some_and(is_number)
    });
    if quantity { Err(RowRefusal::DigitsLost(cell.to_owned())) } else { Ok(cell) }
}

fn place(head: &[String], column: Column) -> Option<usize> {
    head.iter().position(|name| column.names.iter().any(|known| same(name, known)))
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

/// Trims blanks (full-width ones too), and removes invisible characters.
fn clean(text: &str) -> String {
    let invisible =
        |c: char| matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}');
    let kept: String = text.chars().filter(|c| !invisible(*c)).collect();
    kept.trim().to_owned()
}

fn damaged(path: &Path, why: &dyn std::fmt::Display) -> TableError {
    TableError::Damaged { path: path.to_owned(), why: why.to_string() }
}
