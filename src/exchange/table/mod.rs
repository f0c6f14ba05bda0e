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
mod options;
mod script;
mod secret;
mod telling;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::path::Path;

use super::cell_fault::CellFault;
use super::failure::{ExpectedFormat, TableError};
use super::foreign::Foreign;
pub use super::found::{Decided, Found, FoundColumn, TextEncoding};
use super::refusal::RowRefusal;

pub use column::{Column, Located, RequiredColumns};
pub use options::{ColumnAt, ColumnSearch, ReadOptions, SaidColumn};

pub(super) use column::narrow;
pub use secret::ID_NUMBER;

pub(super) use script::{name, readable, words};

/// Largest file of a table, in bytes. An .xlsx may unpack to ten times that.
const LARGEST: u64 = 256 << 20;

/// The endings of tables, for people.
const KINDS: &str = ".csv, .xlsx";

/// The heading is looked for in this many rows, since a title and remarks often stand above it.
const HEAD_WITHIN: usize = 10;

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

/// A table: a heading and rows.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// The names of the columns.
    pub head: Vec<String>,
    /// The rows below the heading.
    pub rows: Vec<Row>,
    /// What was found out about the file.
    pub found: Found,
    /// Where the columns stand that were looked for.
    located: Vec<Located>,
    /// The places whose contents are masked wherever they are shown.
    secret: BTreeSet<usize>,
}

impl Table {
    /// Reads a file, in the format that its extension names. The heading is the first row that has the
    /// needed columns.
    pub fn read(path: &Path, search: ColumnSearch<'_>) -> Result<Self, TableError> {
        TableFormat::of(path)?;
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
        Self::from_bytes(&bytes, path, search)
    }

    /// As [`Self::read`], from bytes; `path` tells the format and is named in errors.
    pub fn from_bytes(
        bytes: &[u8],
        path: &Path,
        search: ColumnSearch<'_>,
    ) -> Result<Self, TableError> {
        let kind = TableFormat::of(path)?;
        let idle = match kind {
            TableFormat::Lines => search.options.idle(&["--sheet"]),
            TableFormat::Book => search.options.idle(&["--encoding"]),
        };
        if let Some(what) = idle {
            return Err(TableError::DoesNotApply { path: path.to_owned(), what });
        }
        let is = Foreign::of(bytes);
        let foreign = |is, wanted| Err(TableError::Foreign { path: path.to_owned(), is, wanted });
        let table = match (kind, is) {
            (TableFormat::Lines, Foreign::Text) => Self::of_text(bytes, path, search)?,
            // A person who names the encoding knows that it is text.
            (TableFormat::Lines, Foreign::Unknown) if search.options.encoding.is_some() => {
                Self::of_text(bytes, path, search)?
            }
            // UTF-16 without a mark looks like anything.
            (TableFormat::Lines, Foreign::Unknown) if TextEncoding::of(bytes).is_some() => {
                Self::of_text(bytes, path, search)?
            }
            (TableFormat::Book, Foreign::Zip) => book::table(bytes, path, search)?,
            (TableFormat::Lines, Foreign::Zip) => {
                return foreign(book::kind(bytes), ExpectedFormat::Lines);
            }
            (TableFormat::Lines, is) => return foreign(is, ExpectedFormat::Lines),
            (TableFormat::Book, is) => return foreign(is, ExpectedFormat::Book),
        };
        table.finished(path, search)
    }

    /// Says what the columns mean, or why the table can't be taken: a column is missing, or something that a
    /// person has named.
    fn finished(mut self, path: &Path, search: ColumnSearch<'_>) -> Result<Self, TableError> {
        self.tell_columns(search);
        let path = || path.to_owned();
        // Where several sheets are read, the head's place begins with the sheet's name.
        let head = self.found.head.rsplit(':').next().unwrap_or_default();
        if let Some(row) = search.options.head_row.filter(|row| head != row.to_string()) {
            return Err(TableError::NoRow { path: path(), row, found: Box::new(self.found) });
        }
        if let Some(column) = search.unknown(&self.head) {
            let (column, found) = (column.to_owned(), Box::new(self.found));
            return Err(TableError::NoColumn { path: path(), column, found });
        }
        if let Some(at) = search.contradicted(&self.head) {
            let (column, found) = (super::found::letters(at), Box::new(self.found));
            return Err(TableError::TwoMeanings { path: path(), column, found });
        }
        match search.missing(&self.head) {
            Some(Column { shown, .. }) => {
                let found = Box::new(self.found);
                Err(TableError::Column { path: path(), column: shown, found })
            }
            None => Ok(self),
        }
    }

    fn of_text(bytes: &[u8], path: &Path, search: ColumnSearch<'_>) -> Result<Self, TableError> {
        let chosen = search.options.encoding;
        let Some(encoding) = chosen.or_else(|| TextEncoding::of(bytes)) else {
            let choices = TextEncoding::ALL.map(TextEncoding::name).join(", ");
            return Err(TableError::Encoding { path: path.to_owned(), choices });
        };
        let mut table = Self::from_rows(lines::rows(&encoding.decode(bytes), search), search);
        table.found.encoding = Some(encoding);
        table.found.by = match chosen {
            Some(_) => Decided::Person,
            None if TextEncoding::marked(bytes).is_some() => Decided::Mark,
            None => Decided::Contents,
        };
        Ok(table)
    }

    /// Divides rows into what stands above the head, the head, and what stands below it.
    fn from_rows(mut rows: Vec<Row>, search: ColumnSearch<'_>) -> Self {
        let most = |rows: &[Row]| {
            let fitting = |at: &usize| rows.get(*at).map_or(0, |row| search.fitting(&row.cells));
            (0..rows.len().min(HEAD_WITHIN)).rev().max_by_key(fitting).unwrap_or(0)
        };
        let at = place_of_head(&rows, search).unwrap_or_else(|| most(&rows));
        let secret = search.secret(rows.get(at), rows.get(..HEAD_WITHIN).unwrap_or(&rows));
        let top = telling::top(&rows, &secret);
        let below = rows.split_off(rows.len().min(at + 1));
        let Some(head) = rows.pop() else { return Self::default() };
        let mut names = head.cells;
        while names.last().is_some_and(String::is_empty) {
            names.pop();
        }
        // Where a person says which row is the head, they have seen what stands above it.
        let is_stray =
            |row: &Row| search.options.head_row.is_none() && search.is_filled(&names, row);
        let (mut strays, above): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_stray);
        for stray in &mut strays {
            stray.fault.get_or_insert(RowRefusal::AboveHead);
        }
        let above =
            above.iter().map(|row| (row.place.clone(), telling::said(row, &secret))).collect();
        let found = Found { head: head.place, above, top, ..Found::default() };
        strays.extend(below);
        let mut table = Self { head: names, rows: strays, found, located: Vec::new(), secret };
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
        let located = self.located.iter().find(|located| located.is_of(column));
        located.cloned().unwrap_or_default()
    }
}

/// The index of the head: the row that a person has named; else the first one that has all the needed
/// columns; of several one under the other, as merged heads of two rows are, the last. Where a person has said by
/// letters which columns these are, every row has them: then it is the one with the most of them by name, and if
/// none has any, the first.
fn place_of_head(rows: &[Row], search: ColumnSearch<'_>) -> Option<usize> {
    if let Some(chosen) = search.options.head_row {
        let chosen = chosen.to_string();
        return rows.iter().position(|row| row.place == chosen);
    }
    let fits = |row: &Row| row.fault.is_none() && search.fits(&row.cells);
    let key = |row: &Row| (search.named(&row.cells), search.are_filled(&row.cells));
    let fitting = rows.iter().take(HEAD_WITHIN).enumerate().filter(|(_, row)| fits(row));
    // Of several equal ones the first.
    let (first, best) = fitting.rev().max_by_key(|(_, row)| key(row))?;
    let (named, _) = key(best);
    if named == 0 {
        return Some(first);
    }
    let is_too = |row: &&Row| fits(row) && search.named(&row.cells) >= named;
    Some(first + rows.iter().skip(first + 1).take_while(is_too).count())
}

/// The format of a table.
#[derive(Clone, Copy)]
enum TableFormat {
    /// Lines of text.
    Lines,
    /// A workbook.
    Book,
}

impl TableFormat {
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
