//! Tells of a table how it was read: its first rows, and what each column means and says.

use std::collections::BTreeSet;

use super::options::ColumnSearch;
use super::secret::{discreet, masked};
use super::{FoundColumn, HEAD_WITHIN, Row, Table};

/// How many things that a column says are shown.
const SAMPLES: usize = 3;

/// Most characters of one of them.
const LONGEST: usize = 40;

impl Table {
    /// Says what each column means, once all rows are there.
    pub(super) fn tell_columns(&mut self, search: ColumnSearch<'_>) {
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
            let is_secret = self.secret.contains(&place);
            let samples = self.samples(place, is_secret);
            FoundColumn { place, name: masked(name, is_secret), meaning, samples }
        });
        let columns =
            columns.filter(|column| !column.name.is_empty() || !column.samples.is_empty());
        self.found.columns = columns.collect();
    }

    fn samples(&self, place: usize, is_secret: bool) -> Vec<String> {
        let mut samples: Vec<String> = Vec::new();
        let cells = self.rows.iter().filter_map(|row| row.cells.get(place));
        for cell in cells.filter(|cell| !cell.is_empty()) {
            let cell = cut(&masked(cell, is_secret));
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
pub(super) fn top(rows: &[Row], secret: &BTreeSet<usize>) -> Vec<(String, String)> {
    let rows = rows.iter().take(HEAD_WITHIN);
    rows.map(|row| (row.place.clone(), said(row, secret))).collect()
}

/// What a row says, cut short.
pub(super) fn said(row: &Row, secret: &BTreeSet<usize>) -> String {
    let filled = row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
    let shown = filled.map(|(at, cell)| masked(cell, secret.contains(&at)));
    // Divided among several cells it is still a number.
    cut(&discreet(&shown.collect::<Vec<_>>().join(" ")))
}

fn cut(text: &str) -> String {
    let mut cut: String = text.chars().take(LONGEST).collect();
    if text.chars().count() > LONGEST {
        cut.push('…');
    }
    cut
}
