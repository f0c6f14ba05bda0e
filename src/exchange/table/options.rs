//! What a person has said of how a table is to be read, and where a reader's columns then stand.

use std::collections::{BTreeMap, BTreeSet};

use super::Row;
use super::column::{self, Column, Located, RequiredColumns};
use super::secret::{self, ID_NUMBER};
use crate::exchange::found::TextEncoding;

/// How a person wants a table to be read. What they say nothing of is found out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// The encoding of a text.
    pub encoding: Option<TextEncoding>,
    /// The one sheet of a workbook that is read, also a hidden one.
    pub sheet: Option<String>,
    /// The number of the row with the head, as spreadsheets count: the first is 1.
    pub head_row: Option<u64>,
    /// What columns mean.
    pub columns: Vec<SaidColumn>,
}

impl ReadOptions {
    /// Each of these as on the command line, and whether a person has said it.
    fn said(&self) -> [(&'static str, bool); 4] {
        [
            ("--encoding", self.encoding.is_some()),
            ("--sheet", self.sheet.is_some()),
            ("--head-row", self.head_row.is_some()),
            ("--column", !self.columns.is_empty()),
        ]
    }

    /// The same with columns told by what stands above them in this head, as far as that tells them: in other
    /// sheets they may stand elsewhere.
    pub(super) fn by_name(&self, head: &[String]) -> Self {
        let mut options = self.clone();
        for said in &mut options.columns {
            let [at] = said.at.places(head)[..] else { continue };
            let Some(name) = head.get(at) else { continue };
            let written = ColumnAt::Written(name.clone());
            if written.named(head).len() == 1 {
                said.at = written;
            }
        }
        options
    }

    /// The first of these that a person has said, though it says nothing of the file at hand.
    pub(in crate::exchange) fn idle(&self, idle: &[&str]) -> Option<&'static str> {
        let mut said = self.said().into_iter().filter(|(_, is_said)| *is_said);
        said.find(|(what, _)| idle.contains(what)).map(|(what, _)| what)
    }
}

/// A column whose meaning a person has said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidColumn {
    /// Which column.
    pub at: ColumnAt,
    /// The name in messages ([`Column::shown`]) of what it means; none if it is not to be used.
    pub meaning: Option<&'static str>,
}

/// How a person points at a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnAt {
    /// By its place, from 0.
    Place(usize),
    /// By what stands in the head, or else by the letters that a spreadsheet shows above it.
    Written(String),
}

impl ColumnAt {
    /// The places with this name in a head.
    fn named(&self, head: &[String]) -> Vec<usize> {
        let Self::Written(written) = self else { return Vec::new() };
        let wanted = column::plain(written);
        let is_it = |name: &String| !wanted.is_empty() && column::plain(name) == wanted;
        (0..).zip(head).filter(|(_, name)| is_it(name)).map(|(at, _)| at).collect()
    }

    /// The places under this head: several where several columns have the name, since nobody can say which of
    /// them is meant.
    pub(super) fn places(&self, head: &[String]) -> Vec<usize> {
        let named = self.named(head);
        if !named.is_empty() {
            return named;
        }
        let at = match self {
            Self::Place(at) => Some(*at),
            Self::Written(written) => place_of_letters(written),
        };
        at.into_iter().filter(|at| *at < head.len()).collect()
    }
}

/// The place of the column with these letters: A is 0, AA is 26.
fn place_of_letters(letters: &str) -> Option<usize> {
    let is_some = (1..=3).contains(&letters.len());
    if !is_some || !letters.bytes().all(|letter| letter.is_ascii_alphabetic()) {
        return None;
    }
    let digit = |letter: u8| usize::from(letter.to_ascii_uppercase() - b'A') + 1;
    letters.bytes().map(digit).reduce(|high, low| high * 26 + low)?.checked_sub(1)
}

/// What a reader looks for in a table.
#[derive(Debug, Clone, Copy)]
pub struct ColumnSearch<'a> {
    /// Every column that it knows.
    pub all: &'a [Column],
    /// What the table must have.
    pub needs: RequiredColumns<'a>,
    /// What a person has said.
    pub options: &'a ReadOptions,
}

impl ColumnSearch<'_> {
    /// Where a column stands under this head. What a person has said of a column counts: it means that alone,
    /// and what it means stands nowhere else.
    pub(super) fn locate(&self, wanted: Column, head: &[String]) -> Located {
        let mut of_it = Vec::new();
        let mut other = Vec::new();
        for said in &self.options.columns {
            let is_it = said.meaning == Some(wanted.shown);
            if is_it { &mut of_it } else { &mut other }.extend(said.at.places(head));
        }
        of_it.sort_unstable();
        of_it.dedup();
        if of_it.is_empty() {
            wanted.locate(head).without(&other)
        } else {
            Located::said(wanted, of_it)
        }
    }

    fn has(&self, group: &[Column], head: &[String]) -> bool {
        group.iter().any(|column| self.locate(*column, head).is_there())
    }

    /// Whether a head has one of each group of needed columns.
    pub(super) fn fits(&self, head: &[String]) -> bool {
        self.missing(head).is_none()
    }

    /// How many of the groups a head has.
    pub(super) fn fitting(&self, head: &[String]) -> usize {
        self.needs.iter().filter(|group| self.has(group, head)).count()
    }

    /// How many of the groups a head has by the names in it, whatever a person has said by place or letters.
    pub(super) fn named(&self, head: &[String]) -> usize {
        let written = |column: &Column| {
            let mut said = self.options.columns.iter();
            said.any(|said| said.meaning == Some(column.shown) && !said.at.named(head).is_empty())
        };
        let is_named = |column: &Column| column.locate(head).is_there() || written(column);
        self.needs.iter().filter(|group| group.iter().any(is_named)).count()
    }

    /// Whether all the cells that a person has pointed at say something.
    pub(super) fn are_filled(&self, head: &[String]) -> bool {
        let mut said = self.options.columns.iter().flat_map(|said| said.at.places(head));
        said.all(|at| head.get(at).is_some_and(|name| !name.is_empty()))
    }

    /// The places whose contents are masked: under a name of ID numbers, or by what a person has said.
    pub(super) fn secret(&self, head: Option<&Row>, rows: &[Row]) -> BTreeSet<usize> {
        let head = head.map_or(&[][..], |row| &row.cells);
        let means_it = self.options.columns.iter().filter(|it| it.meaning == Some(ID_NUMBER.shown));
        let mut places = secret::places(head, rows);
        places.extend(means_it.flat_map(|said| said.at.places(head)));
        places
    }

    /// The place of a column for which a person has said two meanings.
    pub(super) fn contradicted(&self, head: &[String]) -> Option<usize> {
        let mut said = BTreeMap::new();
        let all = self.options.columns.iter();
        let mut all = all.flat_map(|it| it.at.places(head).into_iter().map(|at| (at, it.meaning)));
        let mut is_other = |(at, meaning)| said.insert(at, meaning).is_some_and(|it| it != meaning);
        all.find(|it| is_other(*it)).map(|(at, _)| at)
    }

    /// Whether a row has a value under each of the needed columns of this head, and a number under the first: as
    /// those below the head have, and no title or remark.
    pub(super) fn is_filled(&self, head: &[String], row: &Row) -> bool {
        let said = |column: &Column| self.locate(*column, head).shown(row).to_owned();
        let mut groups = self.needs.iter().map(|group| {
            group.iter().map(said).filter(|said| !said.is_empty()).collect::<Vec<_>>()
        });
        let numbered =
            groups.next().is_some_and(|said| said.iter().any(|said| column::is_number(said)));
        numbered && groups.all(|said| !said.is_empty())
    }

    /// The first needed column that a head lacks.
    pub(super) fn missing(&self, head: &[String]) -> Option<Column> {
        self.needs.iter().find(|group| !self.has(group, head))?.first().copied()
    }

    /// What a person has written for a column that this head has not.
    pub(super) fn unknown(&self, head: &[String]) -> Option<&str> {
        let written = self.options.columns.iter().filter_map(|said| match &said.at {
            ColumnAt::Written(written) => Some((written, said.at.places(head))),
            ColumnAt::Place(_) => None,
        });
        written.filter(|(_, at)| at.is_empty()).map(|(written, _)| written.as_str()).next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO: Column =
        Column { names: &["学号"], lesser: &[], shown: "学号 student_no", own: true };
    const NAME: Column =
        Column { names: &["姓名"], lesser: &[], shown: "姓名 name", own: true };

    fn places(options: &ReadOptions, head: &[&str]) -> [Vec<usize>; 2] {
        let head: Vec<String> = head.iter().map(|name| (*name).to_owned()).collect();
        let search = ColumnSearch { all: &[NO, NAME], needs: &[&[NO], &[NAME]], options };
        [NO, NAME].map(|column| search.locate(column, &head).places().collect())
    }

    #[test]
    fn letters_count_as_in_a_spreadsheet() {
        for (letters, at) in [("A", 0), ("b", 1), ("Z", 25), ("AA", 26), ("AZ", 51), ("BA", 52)] {
            assert_eq!(place_of_letters(letters), Some(at), "{letters}");
        }
        for letters in ["", "学", "A1", "ABCD"] {
            assert_eq!(place_of_letters(letters), None, "{letters}");
        }
    }

    #[test]
    fn what_is_said_of_a_column_counts_before_its_name() {
        let said = |at: &str, meaning| ReadOptions {
            columns: vec![SaidColumn { at: ColumnAt::Written(at.to_owned()), meaning }],
            ..ReadOptions::default()
        };
        let head = ["学号", "姓名", "名称"];
        assert_eq!(places(&ReadOptions::default(), &head), [vec![0], vec![1]]);
        assert_eq!(places(&said("名称", Some(NAME.shown)), &head), [vec![0], vec![2]]);
        assert_eq!(places(&said("C", Some(NAME.shown)), &head), [vec![0], vec![2]]);
        assert_eq!(places(&said("B", None), &head), [vec![0], vec![]]);
        assert_eq!(places(&said("B", Some(NO.shown)), &head), [vec![1], vec![]]);
    }
}
