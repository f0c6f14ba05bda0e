//! A file that somebody looks at before it is imported: how it is read, and what was found in it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::said::WordedOnce;
use super::tables::Parted;
use crate::desk::import::{
    ColumnAt, Found, ImportKind, ImportPreview, ReadOptions, SaidColumn, TextEncoding,
};
use crate::worker::{JobFault, JobId, JobOutcome, Work};

/// The file, and what is known of it.
#[derive(Debug)]
pub struct ChosenFile {
    /// What it holds.
    pub kind: ImportKind,
    /// Where it is.
    pub path: PathBuf,
    /// How it is to be read; that reading may still run.
    pub options: ReadOptions,
    /// The job that reads it: no other one's answer is about it.
    pub job: Option<JobId>,
    /// What the last reading found, and how the file was read for it.
    pub shown: Option<(ReadOptions, Arc<ImportPreview>)>,
    /// The rows of what it found, as they are shown.
    pub parted: Parted,
    /// What is remarked on what it found, as it is shown.
    pub remarks: WordedOnce,
    /// Why the last reading came to nothing.
    pub failed: Option<JobFault>,
    /// The button that confirms is to get the focus when it is drawn next.
    pub ring: bool,
    /// It was changed after the look before, and therefore is looked at anew.
    pub changed: bool,
}

impl ChosenFile {
    /// Nothing is known of it yet.
    pub fn new(kind: ImportKind, path: &Path) -> Self {
        Self {
            kind,
            path: path.to_owned(),
            options: ReadOptions::default(),
            job: None,
            shown: None,
            parted: Parted::default(),
            remarks: WordedOnce::default(),
            failed: None,
            ring: false,
            changed: false,
        }
    }

    /// The job that reads it.
    pub fn reading(&self) -> Work {
        let (path, options) = (self.path.clone(), self.options.clone());
        Work::Preview { kind: self.kind, path, options }
    }

    /// The job that imports it as it was shown.
    pub fn importing(&self) -> Option<Work> {
        let (options, preview) = self.shown.as_ref().filter(|_| self.hindrance().is_none())?;
        let (path, options) = (self.path.clone(), options.clone());
        Some(Work::Import { kind: self.kind, path, options, expected: Some(preview.seen) })
    }

    /// Whether it is being read.
    pub fn is_reading(&self) -> bool {
        let is_shown = self.shown.as_ref().is_some_and(|(options, _)| *options == self.options);
        self.failed.is_none() && !is_shown
    }

    /// How many rows or photos would be taken.
    pub fn taken(&self) -> u64 {
        let counts = self.shown.as_ref().map(|(_, preview)| preview.report.counts);
        counts.map_or(0, |counts| counts.added + counts.changed + counts.to_check)
    }

    /// Why it can't be imported now, as a key for `Text`.
    pub fn hindrance(&self) -> Option<&'static str> {
        if self.is_reading() {
            Some("preview-reading")
        } else if self.failed.is_some() {
            Some("preview-import-none")
        } else if self.taken() == 0 {
            Some(self.emptiness().unwrap_or("preview-import-none"))
        } else {
            None
        }
    }

    /// Why nothing would be taken of a file that could be read, as a key for `Text`.
    pub fn emptiness(&self) -> Option<&'static str> {
        let (_, preview) = self.shown.as_ref().filter(|_| self.taken() == 0)?;
        let counts = preview.report.counts;
        match preview.fault {
            Some(_) => None,
            None if counts.refused == 0 && counts.unchanged == 0 => Some("preview-none-rows"),
            None if counts.refused == 0 => Some("preview-none-known"),
            None if counts.unchanged == 0 => Some("preview-none-refused"),
            None => Some("preview-none-left"),
        }
    }

    /// Takes what came of reading it, and nothing of any other job. Gives whether it is to be put away: it was
    /// stopped before anything was known.
    pub fn take(&mut self, id: JobId, outcome: &JobOutcome) -> bool {
        if self.job != Some(id) {
            return false;
        }
        self.job = None;
        match outcome {
            JobOutcome::Previewed(preview) => {
                // With the first look, and only where nothing is in doubt, Enter confirms.
                self.ring = self.shown.is_none() && preview.is_sure() && !self.changed;
                self.parted = Parted::of(&preview.report);
                self.remarks = WordedOnce::default();
                self.shown = Some((self.options.clone(), Arc::clone(preview)));
                self.failed = None;
            }
            JobOutcome::Failed { why } => self.failed = Some(why.clone()),
            JobOutcome::Cancelled => match &self.shown {
                Some((options, _)) => self.options = options.clone(),
                None => return true,
            },
            _ => {}
        }
        false
    }
}

/// The same with another encoding.
pub fn in_encoding(options: &ReadOptions, encoding: Option<TextEncoding>) -> ReadOptions {
    ReadOptions { encoding, ..options.clone() }
}

/// Another sheet: what was said of the head and the columns was said of the one before.
pub fn of_sheet(options: &ReadOptions, sheet: Option<String>) -> ReadOptions {
    ReadOptions { sheet, encoding: options.encoding, ..ReadOptions::default() }
}

/// The same with its head in another row.
pub fn with_head(options: &ReadOptions, head_row: Option<u64>) -> ReadOptions {
    ReadOptions { head_row, ..options.clone() }
}

/// The same with another meaning of the column at a place; what meant this before means it no more.
pub fn with_column(
    options: &ReadOptions,
    place: usize,
    meaning: Option<&'static str>,
) -> ReadOptions {
    let mut options = options.clone();
    let at = ColumnAt::Place(place);
    options.columns.retain(|said| said.at != at && (said.meaning != meaning || meaning.is_none()));
    options.columns.push(SaidColumn { at, meaning });
    options
}

/// The same with the head in the row that is shown: what is said of a column is said of it under this head. Sheets
/// that are read together have theirs in rows of their own. Where something stands above, the row is not held fast:
/// of a head that nobody has named it is still refused if somebody's row stands above it.
pub fn under_shown_head(options: ReadOptions, found: &Found) -> ReadOptions {
    let is_first = found.top.first().is_some_and(|(row, _)| *row == found.head);
    let shown = found.head.parse().ok().filter(|_| is_first && found.sheets.len() < 2);
    ReadOptions { head_row: options.head_row.or(shown), ..options }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_said_under_the_head_that_is_shown() {
        let found = |head: &str| Found {
            head: head.to_owned(),
            top: vec![("2".to_owned(), "a".to_owned()), ("3".to_owned(), "b".to_owned())],
            ..Found::default()
        };
        let pinned = |options, head| under_shown_head(options, &found(head)).head_row;
        assert_eq!(pinned(ReadOptions::default(), "2"), Some(2));
        assert_eq!(pinned(ReadOptions::default(), "3"), None, "row 2 may be refused");
        assert_eq!(pinned(with_head(&ReadOptions::default(), Some(3)), "2"), Some(3));
    }

    #[test]
    fn one_column_has_one_meaning_and_one_meaning_one_column() {
        let options = ReadOptions::default();
        let options = with_column(&options, 1, Some("姓名 name"));
        let options = with_column(&options, 2, Some("姓名 name"));
        let options = with_column(&options, 0, None);
        let options = with_column(&options, 3, None);
        let said: Vec<_> =
            options.columns.iter().map(|said| (said.at.clone(), said.meaning)).collect();
        let expected = [(2, Some("姓名 name")), (0, None), (3, None)];
        assert_eq!(said, expected.map(|(at, meaning)| (ColumnAt::Place(at), meaning)));
        assert_eq!(of_sheet(&options, Some("一".to_owned())).columns, []);
    }
}
