//! Tables as text: finds the delimiter, and what a quotation mark holds together.
//!
//! The reader of the `csv` crate, as the format's description allows, takes everything after a quotation mark
//! that is never closed for one cell; the students in it would vanish. Here such a mark costs its own line.

use super::script::clean;
use super::{ColumnSearch, HEAD_WITHIN, Row, place_of_head};
use crate::exchange::RowRefusal;
use crate::exchange::cell_fault::CellFault;

/// What may stand between cells, the usual first.
const DELIMITERS: [char; 5] = [',', '\t', ';', '|', '，'];

/// Most lines of one cell, and most bytes: a mark that is open for longer was never meant.
const MOST_LINES: usize = 50;
const MOST_BYTES: usize = 32 << 10;

/// How many bytes are looked at to find the delimiter.
const BEGINNING: usize = 256 << 10;

/// The rows that are not empty.
pub(super) fn rows(text: &str, search: ColumnSearch<'_>) -> Vec<Row> {
    let (delimiter, width) = delimiter(text, search);
    Lines { text, delimiter, width }.rows(usize::MAX)
}

/// The delimiter with which the head fits, and how many cells it then has. If it fits with none, the one that
/// occurs most often.
fn delimiter(text: &str, search: ColumnSearch<'_>) -> (char, usize) {
    let mut end = text.len().min(BEGINNING);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = text.get(..end).unwrap_or(text);
    let chosen = search.options.head_row.and_then(|row| usize::try_from(row).ok());
    let within = HEAD_WITHIN.max(chosen.unwrap_or(0));
    let fits = DELIMITERS.into_iter().filter_map(|delimiter| {
        let rows = Lines { text, delimiter, width: 0 }.rows(within);
        let head = rows.get(place_of_head(&rows, search)?)?;
        Some((delimiter, head.cells.iter().filter(|cell| !cell.is_empty()).count()))
    });
    // Of several the first of those with the most columns.
    let best = fits.reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.unwrap_or_else(|| {
        let lines = || text.lines().filter(|line| !line.trim().is_empty()).take(HEAD_WITHIN);
        let count = |mark: char| -> usize { lines().map(|line| line.matches(mark).count()).sum() };
        let most = DELIMITERS.into_iter().max_by_key(|mark| (count(*mark), *mark == ','));
        (most.unwrap_or(','), 0)
    })
}

/// A text, and how it is cut into cells.
struct Lines<'a> {
    text: &'a str,
    delimiter: char,
    /// How many cells the head has; 0 if that isn't known yet.
    width: usize,
}

/// One row as it stands in the text.
struct Cut {
    cells: Vec<String>,
    /// Where the next one begins.
    next: usize,
    is_whole: bool,
}

impl Lines<'_> {
    fn rows(&self, most: usize) -> Vec<Row> {
        let (mut rows, mut at, mut line) = (Vec::new(), 0, 1_u64);
        while at < self.text.len() && rows.len() < most {
            let cut = self.cut(at);
            let breaks = self.text.get(at..cut.next).map_or(0, breaks);
            let fault = (!cut.is_whole).then_some(RowRefusal::Cell(CellFault::Quote));
            if fault.is_some() || cut.cells.iter().any(|cell| !cell.is_empty()) {
                rows.push(Row { cells: cut.cells, fault, ..Row::new(line.to_string()) });
            }
            line += breaks.max(1);
            at = cut.next;
        }
        rows
    }

    /// The row that begins here. If a mark in it is not closed, the row is this line alone.
    fn cut(&self, begin: usize) -> Cut {
        let (mut cells, mut at) = (Vec::new(), begin);
        loop {
            let Some((cell, after)) = self.cell(at) else { return self.broken(begin) };
            cells.push(clean(&cell));
            let rest = self.text.get(after..).unwrap_or_default();
            if rest.starts_with(self.delimiter) {
                at = after + self.delimiter.len_utf8();
            } else {
                return Cut { cells, next: after + line_end(rest), is_whole: true };
            }
        }
    }

    /// The line that begins here, cut at every delimiter.
    fn broken(&self, begin: usize) -> Cut {
        let rest = self.text.get(begin..).unwrap_or_default();
        let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let line = rest.get(..end).unwrap_or_default();
        let cells = line.split(self.delimiter).map(clean).collect();
        let next = begin + end + line_end(rest.get(end..).unwrap_or_default());
        Cut { cells, next, is_whole: false }
    }

    /// The cell that begins here, and where it ends; nothing if its mark is not closed.
    fn cell(&self, begin: usize) -> Option<(String, usize)> {
        let rest = self.text.get(begin..).unwrap_or_default();
        let blank = |c: char| (c == ' ' || c == '\t') && c != self.delimiter;
        let quoted = rest.trim_start_matches(blank).strip_prefix('"');
        let Some(quoted) = quoted else {
            let end = rest.find([self.delimiter, '\n', '\r']).unwrap_or(rest.len());
            return Some((rest.get(..end)?.to_owned(), begin + end));
        };
        let mut inside = String::new();
        let mut left = quoted;
        loop {
            let close = left.find('"')?;
            inside.push_str(left.get(..close)?);
            left = left.get(close + 1..)?;
            match left.strip_prefix('"') {
                Some(more) => {
                    inside.push('"');
                    left = more;
                }
                None => break,
            }
            if inside.len() > MOST_BYTES {
                return None;
            }
        }
        let after = left.trim_start_matches(blank);
        let ends = after.is_empty() || after.starts_with([self.delimiter, '\n', '\r']);
        (ends && self.is_one_cell(&inside)).then(|| (inside, self.text.len() - after.len()))
    }

    /// Whether this can be the text of one cell: not where a line of it would be a row of its own.
    fn is_one_cell(&self, inside: &str) -> bool {
        let is_row =
            |line: &str| self.width > 1 && line.matches(self.delimiter).count() + 1 >= self.width;
        inside.len() <= MOST_BYTES
            && inside.lines().count() <= MOST_LINES
            && !inside.lines().skip(1).any(is_row)
    }
}

/// How many bytes the end of a line takes that stands here.
fn line_end(rest: &str) -> usize {
    if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with(['\n', '\r'])) }
}

/// How many lines end in a text, by any of the three ways.
fn breaks(text: &str) -> u64 {
    let count = |mark: &str| text.matches(mark).count() as u64;
    count("\n") + count("\r") - count("\r\n")
}
