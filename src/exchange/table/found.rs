//! What was found out about a table, so that a person can see how it was read and say it better.

use super::cells::letters;
use super::options::Search;
use super::{HEAD_WITHIN, Row, Table, TextEncoding};
use crate::domain::student::masked_id;

/// What was found out about a file, and what of it was not read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The encoding of a text.
    pub encoding: Option<TextEncoding>,
    /// How that encoding was decided on.
    pub by: Decided,
    /// Where the head stands.
    pub head: String,
    /// The rows above the head: where they stand, and what they say.
    pub above: Vec<(String, String)>,
    /// The first rows of the file, or of its first sheet with the needed columns, the head among them: their
    /// numbers, and what they say.
    pub top: Vec<(String, String)>,
    /// Every column with a name or contents.
    pub columns: Vec<FoundColumn>,
    /// Every sheet of a workbook that has contents.
    pub all_sheets: Vec<String>,
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

/// How the encoding of a text was decided on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Decided {
    /// By what the text says.
    #[default]
    Contents,
    /// By the mark at the text's beginning.
    Mark,
    /// A person has chosen it.
    Person,
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundColumn {
    /// Its place, from 0.
    pub place: usize,
    /// What stands in the head; it may be empty.
    pub name: String,
    /// The name in messages of what it means; none if no row was read from it.
    pub meaning: Option<&'static str>,
    /// The first things that it says, three at most; ID numbers are masked.
    pub samples: Vec<String>,
}

impl FoundColumn {
    /// The letters that a spreadsheet shows above it.
    pub fn letters(&self) -> String {
        letters(self.place)
    }

    /// What it is called where it is not used: its name, or its letters in brackets.
    pub fn called(&self) -> String {
        if self.name.is_empty() { format!("({})", self.letters()) } else { self.name.clone() }
    }
}

/// How many things that a column says are shown.
const SAMPLES: usize = 3;

/// How the name in messages of the column with ID numbers ends.
const ID_NUMBER: &str = " id_number";

/// Most characters of one of them.
const LONGEST: usize = 40;

impl Table {
    /// Says what each column means, once all rows are there.
    pub(super) fn tell_columns(&mut self, search: Search<'_>) {
        let mut meanings: Vec<Option<&'static str>> = vec![None; self.head.len()];
        for column in search.all {
            let located = search.locate(*column, &self.head);
            for at in located.used(&self.rows) {
                if let Some(meaning) = meanings.get_mut(at) {
                    meaning.get_or_insert(column.shown);
                }
            }
            self.located.push(located);
        }
        let columns = self.head.iter().zip(meanings).enumerate();
        let columns = columns.map(|(place, (name, meaning))| {
            let is_secret = meaning.is_some_and(|meaning| meaning.ends_with(ID_NUMBER));
            let samples = self.samples(place, is_secret);
            FoundColumn { place, name: name.clone(), meaning, samples }
        });
        let columns =
            columns.filter(|column| !column.name.is_empty() || !column.samples.is_empty());
        self.found.columns = columns.collect();
    }

    fn samples(&self, place: usize, is_secret: bool) -> Vec<String> {
        let mut samples: Vec<String> = Vec::new();
        let cells = self.rows.iter().filter_map(|row| row.cells.get(place));
        for cell in cells.filter(|cell| !cell.is_empty()) {
            let cell = if is_secret { masked_id(cell) } else { cut(discreet(cell)) };
            if !samples.contains(&cell) {
                samples.push(cell);
            }
            if samples.len() == SAMPLES {
                break;
            }
        }
        samples
    }

    /// The columns that no row was read from. A column without a name is told by its letters.
    pub fn ignored(&self) -> Vec<String> {
        let unused = self.found.columns.iter().filter(|column| column.meaning.is_none());
        unused.map(FoundColumn::called).collect()
    }
}

/// The first rows of a table: their numbers, and what they say.
pub(super) fn top(rows: &[Row]) -> Vec<(String, String)> {
    let rows = rows.iter().take(HEAD_WITHIN);
    rows.map(|row| (row.place.clone(), said(row))).collect()
}

/// What a row says, cut short.
pub(super) fn said(row: &Row) -> String {
    let filled = row.cells.iter().filter(|cell| !cell.is_empty());
    cut(filled.map(|cell| discreet(cell)).collect::<Vec<_>>().join(" "))
}

fn cut(text: String) -> String {
    let mut cut: String = text.chars().take(LONGEST).collect();
    if text.chars().count() > LONGEST {
        cut.push('…');
    }
    cut
}

/// A cell as it may be shown: a resident ID number (GB 11643-1999: 17 digits and a check character) only
/// masked, in whatever column it stands.
fn discreet(cell: &str) -> String {
    let is_id = cell.len() == 18
        && cell.bytes().take(17).all(|digit| digit.is_ascii_digit())
        && cell.ends_with(|last: char| last.is_ascii_digit() || matches!(last, 'X' | 'x'));
    if is_id { masked_id(cell) } else { cell.to_owned() }
}
