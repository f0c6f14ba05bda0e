//! Tells of a table how it was read: its first rows, and what each column means and says.

use super::options::Search;
use super::{FoundColumn, HEAD_WITHIN, Row, Table};
use crate::domain::student::masked_id;

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
            let cell = if is_secret { masked_id(cell) } else { cut(&discreet(cell)) };
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
    cut(&filled.map(|cell| discreet(cell)).collect::<Vec<_>>().join(" "))
}

fn cut(text: &str) -> String {
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
