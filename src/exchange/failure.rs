//! Why a whole file is refused, and how a person is told.

use std::path::{Path, PathBuf};

use super::foreign::Foreign;
use super::found::Found;
use crate::text::{FluentValue, Text};

/// What a file was taken for, which says what to do where it is something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpectedFormat {
    /// A workbook, by its name.
    Book,
    /// Text with delimiters, by its name.
    Lines,
    /// A package of photos.
    Package,
}

/// Why a file could not be read as a table or package at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// The file or folder can't be read.
    #[error("reading failed: {why}: {}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// The system lets nobody in who has started this program.
    #[error("no permission: {}", path.display())]
    Denied {
        /// Which.
        path: PathBuf,
    },
    /// There is no such file or folder.
    #[error("not found: {}", path.display())]
    Missing {
        /// Which.
        path: PathBuf,
    },
    /// The file has none of the extensions that are taken here.
    #[error("not a file of the kinds taken here ({kinds}): {}", path.display())]
    Kind {
        /// Which file.
        path: PathBuf,
        /// The kinds that are taken.
        kinds: &'static str,
    },
    /// It is something else than its name says.
    #[error("a file of another kind ({is:?}): {}", path.display())]
    Foreign {
        /// Which file.
        path: PathBuf,
        /// What it is.
        is: Foreign,
        /// What it was taken for.
        wanted: ExpectedFormat,
    },
    /// Nobody can say in which encoding the text is.
    #[error("the encoding is in doubt, name it with --encoding: {}", path.display())]
    Encoding {
        /// Which file.
        path: PathBuf,
        /// The names that can be chosen.
        choices: String,
    },
    /// The contents don't follow the format.
    #[error("damaged file: {why}: {}", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What the reader said.
        why: String,
    },
    /// The reader of workbooks failed at it, as no reader should.
    #[error("the reader of workbooks failed: {}", path.display())]
    ReaderFailed {
        /// Which file.
        path: PathBuf,
    },
    /// A column that is needed is not there.
    #[error("the column {column} is missing: {}", path.display())]
    Column {
        /// Which file.
        path: PathBuf,
        /// The column's names.
        column: &'static str,
        /// What is there.
        found: Box<Found>,
    },
    /// A person has named a column that is not there.
    #[error("no column {column}: {}", path.display())]
    NoColumn {
        /// Which file.
        path: PathBuf,
        /// What they wrote.
        column: String,
        /// What is there.
        found: Box<Found>,
    },
    /// A person has said two meanings of one column.
    #[error("two meanings of the column {column}: {}", path.display())]
    TwoMeanings {
        /// Which file.
        path: PathBuf,
        /// The letters of the column.
        column: String,
        /// What is there.
        found: Box<Found>,
    },
    /// A person has named a row for the head that is empty or not there.
    #[error("no row {row}: {}", path.display())]
    NoRow {
        /// Which file.
        path: PathBuf,
        /// Its number.
        row: u64,
        /// What is there.
        found: Box<Found>,
    },
    /// A person has named a sheet that is not there, or is empty.
    #[error("no sheet {sheet}, there are {choices}: {}", path.display())]
    NoSheet {
        /// Which file.
        path: PathBuf,
        /// What they wrote.
        sheet: String,
        /// The sheets with contents.
        choices: String,
    },
    /// The table is larger than this program reads.
    #[error("larger than a table can be: {}", path.display())]
    TooLarge {
        /// Which file.
        path: PathBuf,
    },
    /// The archive has a password.
    #[error("the archive has a password: {}", path.display())]
    Password {
        /// Which file.
        path: PathBuf,
    },
    /// The archive's files are packed in a way that is not unpacked here.
    #[error("packed by {method}: {}", path.display())]
    Method {
        /// Which file.
        path: PathBuf,
        /// By which method.
        method: String,
    },
    /// The package holds more files than one import takes.
    #[error("more than {most} files, please import them in parts: {}", path.display())]
    TooManyFiles {
        /// Which package.
        path: PathBuf,
        /// The most.
        most: usize,
    },
    /// The package has two lists.
    #[error("two lists, please keep one: {first}, {second}: {}", path.display())]
    TwoLists {
        /// Which package.
        path: PathBuf,
        /// One.
        first: String,
        /// Another.
        second: String,
    },
    /// A person has said something of its reading that can't be followed with such a file.
    #[error("{what} says nothing of such a file: {}", path.display())]
    DoesNotApply {
        /// Which file.
        path: PathBuf,
        /// What they said, as on the command line.
        what: &'static str,
    },
    /// The file is another one than the one that somebody looked at, or was changed while it was being read.
    #[error("changed since it was looked at or while it was read: {}", path.display())]
    Changed {
        /// Which file.
        path: PathBuf,
    },
    /// The report would be written over what is to be imported.
    #[error("the report would overwrite what it reports on: {}", path.display())]
    OwnInput {
        /// Which file.
        path: PathBuf,
    },
}

impl TableError {
    /// What the system said of a file, by kind.
    pub(super) fn io(path: &Path, error: &std::io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            std::io::ErrorKind::PermissionDenied => Self::Denied { path },
            std::io::ErrorKind::NotFound => Self::Missing { path },
            _ => Self::Io { path, why: error.to_string() },
        }
    }

    /// What was found out about the table, where that much could be read.
    pub fn found(&self) -> Option<&Found> {
        match self {
            Self::Column { found, .. }
            | Self::NoColumn { found, .. }
            | Self::TwoMeanings { found, .. }
            | Self::NoRow { found, .. } => Some(found),
            _ => None,
        }
    }

    /// What a person is told.
    pub fn say(&self, text: &Text) -> String {
        let (key, path, mut values): (_, _, Vec<(&str, FluentValue<'_>)>) = match self {
            Self::Io { path, why } => ("io", path, vec![("value", why.as_str().into())]),
            Self::Denied { path } => ("denied", path, Vec::new()),
            Self::Missing { path } => ("missing", path, Vec::new()),
            Self::Kind { path, kinds } => ("kind", path, vec![("value", (*kinds).into())]),
            Self::Foreign { path, is, wanted } => return foreign(text, path, *is, *wanted),
            Self::Encoding { path, choices } => {
                ("encoding", path, vec![("value", choices.as_str().into())])
            }
            Self::Damaged { path, why } => ("damaged", path, vec![("value", why.as_str().into())]),
            Self::Column { path, column, .. } => {
                ("column", path, vec![("value", (*column).into())])
            }
            Self::NoColumn { path, column, .. } => {
                ("no-column", path, vec![("value", column.as_str().into())])
            }
            Self::TwoMeanings { path, column, .. } => {
                ("two-meanings", path, vec![("value", column.as_str().into())])
            }
            Self::NoRow { path, row, .. } => {
                ("no-row", path, vec![("value", row.to_string().into())])
            }
            Self::NoSheet { path, sheet, choices } => (
                "no-sheet",
                path,
                vec![("value", sheet.as_str().into()), ("other", choices.as_str().into())],
            ),
            Self::ReaderFailed { path } => ("reader-failed", path, Vec::new()),
            Self::TooLarge { path } => ("too-large", path, Vec::new()),
            Self::Password { path } => ("password", path, Vec::new()),
            Self::Method { path, method } => {
                ("method", path, vec![("value", method.as_str().into())])
            }
            Self::TooManyFiles { path, most } => {
                ("too-many-files", path, vec![("value", most.to_string().into())])
            }
            Self::TwoLists { path, first, second } => (
                "two-lists",
                path,
                vec![("value", first.as_str().into()), ("other", second.as_str().into())],
            ),
            Self::DoesNotApply { path, what } => {
                ("does-not-apply", path, vec![("value", (*what).into())])
            }
            Self::Changed { path } => ("changed", path, Vec::new()),
            Self::OwnInput { path } => ("own-input", path, Vec::new()),
        };
        values.push(("path", path.display().to_string().into()));
        text.with(&format!("import-failed-{key}"), &values)
    }
}

/// What a file is, and what to do: some kinds have a sentence of their own.
fn foreign(text: &Text, path: &Path, is: Foreign, wanted: ExpectedFormat) -> String {
    let wanted = match (is, wanted) {
        (Foreign::Empty, _) => "empty",
        (Foreign::CutZip, _) => "cut-zip",
        (Foreign::Locked, _) => "locked",
        (Foreign::OldOffice, ExpectedFormat::Book) => "old-book",
        (Foreign::Unknown, ExpectedFormat::Book) => "unknown-book",
        (Foreign::Unknown, ExpectedFormat::Lines) => "unknown-lines",
        (Foreign::Unknown, ExpectedFormat::Package) => "unknown-package",
        (_, ExpectedFormat::Book | ExpectedFormat::Lines) => "foreign-table",
        (_, ExpectedFormat::Package) => "foreign-package",
    };
    let name = format!("import-foreign-{}", is.code());
    let name = if text.has(&name) { text.get(&name).into_owned() } else { String::new() };
    let values = [("value", name.into()), ("path", path.display().to_string().into())];
    text.with(&format!("import-failed-{wanted}"), &values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    fn every() -> Vec<TableError> {
        let path = || PathBuf::from("a.csv");
        let foreign = |is| TableError::Foreign { path: path(), is, wanted: ExpectedFormat::Book };
        let kinds = [
            Foreign::Empty,
            Foreign::Locked,
            Foreign::OldOffice,
            Foreign::Web,
            Foreign::Xml,
            Foreign::Rtf,
            Foreign::Pdf,
            Foreign::SevenZip,
            Foreign::Rar,
            Foreign::Tar,
            Foreign::Zip,
            Foreign::CutZip,
            Foreign::Book,
            Foreign::Ods,
            Foreign::Xlsb,
            Foreign::Picture,
            Foreign::Text,
            Foreign::Program,
            Foreign::Unknown,
        ];
        let mut all: Vec<_> = kinds.map(foreign).into();
        all.extend(
            [ExpectedFormat::Lines, ExpectedFormat::Package].map(|wanted| TableError::Foreign {
                path: path(),
                is: Foreign::Unknown,
                wanted,
            }),
        );
        all.extend([
            TableError::Io { path: path(), why: "gone".to_owned() },
            TableError::Denied { path: path() },
            TableError::Missing { path: path() },
            TableError::Kind { path: path(), kinds: ".csv" },
            TableError::Encoding { path: path(), choices: "utf-8".to_owned() },
            TableError::Damaged { path: path(), why: "x".into() },
            TableError::ReaderFailed { path: path() },
            TableError::Column { path: path(), column: "学号 student_no", found: Box::default() },
            TableError::NoColumn { path: path(), column: "名称".into(), found: Box::default() },
            TableError::TwoMeanings { path: path(), column: "A".into(), found: Box::default() },
            TableError::NoRow { path: path(), row: 9, found: Box::default() },
            TableError::NoSheet { path: path(), sheet: "一".into(), choices: "二".into() },
            TableError::TooLarge { path: path() },
            TableError::Password { path: path() },
            TableError::Method { path: path(), method: "bzip2".to_owned() },
            TableError::TooManyFiles { path: path(), most: 9 },
            TableError::TwoLists { path: path(), first: "one".into(), second: "two".into() },
            TableError::DoesNotApply { path: path(), what: "--sheet" },
            TableError::Changed { path: path() },
            TableError::OwnInput { path: path() },
        ]);
        all.push(TableError::Foreign {
            path: path(),
            is: Foreign::SevenZip,
            wanted: ExpectedFormat::Package,
        });
        all
    }

    #[test]
    fn every_failure_has_its_words() {
        for text in Lang::ALL.map(Text::new) {
            for error in every() {
                let said = error.say(&text);
                assert!(said.contains("a.csv") && !said.contains("import-fa"), "{error:?}: {said}");
                assert!(!said.contains('{') && !said.contains("import-foreign"), "{said}");
                assert!(!said.contains("“”") && !said.contains("  "), "{said}");
            }
        }
    }
}
