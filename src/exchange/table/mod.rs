//! Tables as people send them: text with delimiters in any of the usual encodings, or .xlsx.
//!
//! Reading is apart from storing: what was found out about a file, and what of it was not read, is told in
//! [`Found`].

mod book;
mod cells;
mod column;
mod encoding;
mod hidden;
mod lines;
mod number;
mod script;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::path::Path;

use super::cell_fault::CellFault;
use super::failure::{TableError, Wanted};
use super::foreign::Foreign;
use super::refusal::RowRefusal;

pub use column::{Column, Located, Needs};
pub use encoding::TextEncoding;

pub(super) use column::narrow;
pub(super) use script::{name, readable, words};

/// Largest file of a table, in bytes. An .xlsx may unpack to ten times that.
const LARGEST: u64 = 256 << 20;

/// The endings of tables, for people.
const KINDS: &str = ".csv, .xlsx";

/// The heading is looked for in this many rows, since a title and remarks often stand above it.
const HEAD_WITHIN: usize = 10;

/// How a person wants a table to be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// The encoding of a text; without one it is found out.
    pub encoding: Option<TextEncoding>,
}

/// A row that is not empty. Every cell is text, trimmed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Where it stands: its number in the file, after the sheet's name where several sheets were read.
    pub place: String,
    /// Its cells.
    pub cells: Vec<String>,
    /// Why the row as such can't be read.
    pub(super) fault: Option<RowRefusal>,
    /// Cells that can't be read, by column. They matter only where somebody asks for the cell.
    pub(super) faults: BTreeMap<usize, CellFault>,
    /// Cells whose value comes from a cell that they are merged with.
    pub(super) carried: BTreeSet<usize>,
}

impl Row {
    fn new(place: String) -> Self {
        Self { place, ..Self::default() }
    }

    /// Whether the row as such can be read.
    pub fn whole(&self) -> Result<(), RowRefusal> {
        self.fault.clone().map_or(Ok(()), Err)
    }
}

/// What was found out about a file, and what of it was not read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The encoding of a text.
    pub encoding: Option<TextEncoding>,
    /// Where the head stands.
    pub head: String,
    /// The rows above the head: where they stand, and what they say.
    pub above: Vec<(String, String)>,
    /// The sheets of a workbook that were read.
    pub sheets: Vec<String>,
    /// Visible sheets with other contents; they were not read, and somebody must see to that.
    pub other_sheets: Vec<String>,
    /// Hidden sheets with contents; they were not read.
    pub hidden_sheets: Vec<String>,
    /// Columns that are hidden; they were read.
    pub hidden_columns: Vec<String>,
    /// Merged cells whose value was carried over to further rows or columns.
    pub merged: Vec<String>,
}

/// A table: a heading and rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The names of the columns.
    pub head: Vec<String>,
    /// The rows below the heading.
    pub rows: Vec<Row>,
    /// What was found out about the file.
    pub found: Found,
}

impl Table {
    /// Reads a file, in the format that its extension names. The heading is the first row that has the
    /// `needed` columns.
    pub fn read(path: &Path, needs: Needs<'_>, options: ReadOptions) -> Result<Self, TableError> {
        Kind::of(path)?;
        let io = |error: std::io::Error| TableError::io(path, &error);
        // Opening a pipe would wait for whoever writes into it.
        if !fs::metadata(path).map_err(io)?.is_file() {
            return Err(TableError::Kind { path: path.to_owned(), kinds: KINDS });
        }
        let mut bytes = Vec::new();
        let file = fs::File::open(path).map_err(io)?;
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(io)?;
        if bytes.len() as u64 > LARGEST {
            return Err(TableError::TooLarge { path: path.to_owned() });
        }
        Self::from_bytes(&bytes, path, needs, options)
    }

    /// As [`Self::read`], from bytes; `path` tells the format and is named in errors.
    pub fn from_bytes(
        bytes: &[u8],
        path: &Path,
        needs: Needs<'_>,
        options: ReadOptions,
    ) -> Result<Self, TableError> {
        let kind = Kind::of(path)?;
        let is = Foreign::of(bytes);
        let foreign = |is, wanted| Err(TableError::Foreign { path: path.to_owned(), is, wanted });
        let table = match (kind, is) {
            (Kind::Lines, Foreign::Text) => Self::of_text(bytes, path, needs, options)?,
            // A person who names the encoding knows that it is text.
            (Kind::Lines, Foreign::Unknown) if options.encoding.is_some() => {
                Self::of_text(bytes, path, needs, options)?
            }
            // UTF-16 without a mark looks like anything.
            (Kind::Lines, Foreign::Unknown) if TextEncoding::of(bytes).is_some() => {
                Self::of_text(bytes, path, needs, options)?
            }
            (Kind::Book, Foreign::Zip) => book::table(bytes, path, needs)?,
            (Kind::Lines, Foreign::Zip) => return foreign(book::kind(bytes), Wanted::Lines),
            (Kind::Lines, is) => return foreign(is, Wanted::Lines),
            (Kind::Book, is) => return foreign(is, Wanted::Book),
        };
        let missing = needs.iter().find(|group| !column::fits(&table.head, &[group]));
        match missing.and_then(|group| group.first()) {
            Some(column) => Err(TableError::Column { path: path.to_owned(), column: column.shown }),
            None => Ok(table),
        }
    }

    fn of_text(
        bytes: &[u8],
        path: &Path,
        needs: Needs<'_>,
        options: ReadOptions,
    ) -> Result<Self, TableError> {
        let Some(encoding) = options.encoding.or_else(|| TextEncoding::of(bytes)) else {
            let choices = TextEncoding::ALL.map(TextEncoding::name).join(", ");
            return Err(TableError::Encoding { path: path.to_owned(), choices });
        };
        let mut table = Self::from_rows(lines::rows(&encoding.decode(bytes), needs), needs);
        table.found.encoding = Some(encoding);
        Ok(table)
    }

    /// Divides rows into what stands above the head, the head, and what stands below it.
    fn from_rows(mut rows: Vec<Row>, needs: Needs<'_>) -> Self {
        let most = |rows: &[Row]| {
            let fitting =
                |at: &usize| rows.get(*at).map_or(0, |row| column::fitting(&row.cells, needs));
            (0..rows.len().min(HEAD_WITHIN)).rev().max_by_key(fitting).unwrap_or(0)
        };
        let at = place_of_head(&rows, needs).unwrap_or_else(|| most(&rows));
        let below = rows.split_off(rows.len().min(at + 1));
        let Some(head) = rows.pop() else { return Self::default() };
        let mut names = head.cells;
        while names.last().is_some_and(String::is_empty) {
            names.pop();
        }
        let (mut strays, above): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|row| column::is_filled(&names, row, needs));
        for stray in &mut strays {
            stray.fault.get_or_insert(RowRefusal::AboveHead);
        }
        let above = above.iter().map(|row| (row.place.clone(), sample(row))).collect();
        let found = Found { head: head.place, above, ..Found::default() };
        strays.extend(below);
        let mut table = Self { head: names, rows: strays, found };
        table.refuse_wide_rows();
        table
    }

    /// A filled cell beyond the head belongs to no column: most often a delimiter too many has moved the
    /// row's cells.
    fn refuse_wide_rows(&mut self) {
        let head = self.head.len();
        for row in &mut self.rows {
            let beyond = row.cells.iter().skip(head).any(|cell| !cell.is_empty());
            if row.fault.is_none() && (beyond || row.faults.range(head..).next().is_some()) {
                row.fault = Some(RowRefusal::Cell(CellFault::TooMany { head }));
            }
        }
    }

    /// Where a column stands.
    pub fn locate(&self, column: Column) -> Located {
        column.locate(&self.head)
    }

    /// The columns that no row was read from: those that are not among `known`, and those that say the same
    /// as a better one. A column without a name is told by its letter.
    pub fn ignored(&self, known: &[Column]) -> Vec<String> {
        let used: BTreeSet<usize> =
            known.iter().flat_map(|column| self.locate(*column).used(&self.rows)).collect();
        let filled = |at: usize| {
            self.rows.iter().any(|row| row.cells.get(at).is_some_and(|cell| !cell.is_empty()))
        };
        let unused = self.head.iter().enumerate().filter(|(at, _)| !used.contains(at));
        unused
            .filter(|(at, name)| !name.is_empty() || filled(*at))
            .map(
                |(at, name)| {
                    if name.is_empty() { format!("({})", cells::letters(at)) } else { name.clone() }
                },
            )
            .collect()
    }
}

/// The index of the head: the first row that has all the needed columns; of several one under the other,
/// as merged heads of two rows are, the last.
fn place_of_head(rows: &[Row], needs: Needs<'_>) -> Option<usize> {
    let fits = |row: &Row| row.fault.is_none() && column::fits(&row.cells, needs);
    let first = rows.iter().take(HEAD_WITHIN).position(fits)?;
    if needs.is_empty() {
        return Some(first);
    }
    let further = rows.iter().skip(first + 1).take_while(|row| fits(row)).count();
    Some(first + further)
}

/// What a row says, cut short.
fn sample(row: &Row) -> String {
    let filled: Vec<&str> =
        row.cells.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
    let mut said: String = filled.join(" ").chars().take(40).collect();
    if filled.join(" ").chars().count() > 40 {
        said.push('…');
    }
    said
}

/// The format of a table.
#[derive(Clone, Copy)]
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
            "xlsx" | "xlsm" => Ok(Self::Book),
            _ => Err(TableError::Kind { path: path.to_owned(), kinds: KINDS }),
        }
    }
}

fn damaged(path: &Path, why: &dyn std::fmt::Display) -> TableError {
    TableError::Damaged { path: path.to_owned(), why: why.to_string() }
}
