//! Why a row, or a whole file, is refused, and how a person is told.

use std::path::PathBuf;

use crate::domain::student::{IdNumberFault, StudentNo};
use crate::photo::PhotoError;
use crate::text::{FluentValue, Text};

/// Why one row or photo of an import was refused. The rest of the import is not affected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowRefusal {
    /// A column that is needed is empty.
    Missing {
        /// The column's name in Chinese and English.
        column: &'static str,
    },
    /// The student number has other characters than letters, digits and `-`.
    StudentNo(String),
    /// It has the 18 characters of a resident ID number, but is not a valid one.
    IdNumber(IdNumberFault),
    /// The amount is no amount of money.
    Amount(String),
    /// The time can't be read.
    Time(String),
    /// An earlier row of the file is about the same student (or transaction).
    Twice {
        /// Where the earlier one stands: a row or a file.
        first: String,
    },
    /// The exam number belongs to another student.
    ExamNoTaken(StudentNo),
    /// Nobody of that number is on the roster.
    NotOnRoster,
    /// The student is approved already: nothing of them changes any more.
    Frozen,
    /// The store's own record of the student can't be read.
    RecordUnread,
    /// The student has paid already, by another transaction.
    PaidAlready,
    /// The transaction number belongs to another student's payment.
    TransactionTaken(StudentNo),
    /// The file that the row names is not there.
    FileMissing(String),
    /// The path leaves the package.
    UnsafePath(String),
    /// The archive holds several files of this path: nobody can say which is meant.
    PathTwice,
    /// The folder lies deeper than folders are looked into.
    TooDeep {
        /// The deepest level that is read.
        most: usize,
    },
    /// The package has a list, and no row of it names this photo.
    Unnamed,
    /// It lies in a folder that a system made by itself and nobody handed in.
    SetAside(Aside),
    /// A whole folder that a system made by itself.
    FolderSetAside {
        /// What it keeps.
        why: Aside,
        /// How many files.
        files: usize,
    },
    /// A folder that a system made by itself, and that can't be read.
    FolderUnread,
    /// The row has a character that can't be decoded.
    Characters(String),
    /// A spreadsheet has kept the number as a quantity and dropped its last digits.
    DigitsLost(String),
    /// The file's size is not the one that the archive states, or it can't be unpacked.
    Archive(String),
    /// The file's name is no student number, and no row names it.
    Nobody(String),
    /// The photo can't be taken.
    Photo(PhotoError),
}

/// What a folder that a system made by itself is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aside {
    /// What was deleted: a recycle bin.
    Bin,
    /// Earlier states: snapshots and versions.
    Older,
    /// Files whose names were lost when a disk was repaired.
    Found,
}

impl Aside {
    /// The end of its keys for `Text`.
    fn code(self) -> &'static str {
        match self {
            Self::Bin => "bin",
            Self::Older => "older",
            Self::Found => "found",
        }
    }
}

impl RowRefusal {
    /// The key for `Text`, and the values for its placeholders.
    fn words(&self) -> (String, Vec<(&'static str, FluentValue<'_>)>) {
        let plain = |key: &str| (format!("import-refused-{key}"), Vec::new());
        let with = |key: &str, value: &str| {
            (format!("import-refused-{key}"), vec![("value", FluentValue::from(value.to_owned()))])
        };
        match self {
            Self::Missing { column } => with("missing", column),
            Self::StudentNo(no) => with("student-no", no),
            Self::IdNumber(IdNumberFault::Shape) => plain("id-shape"),
            Self::IdNumber(IdNumberFault::BirthDate) => plain("id-birth-date"),
            Self::IdNumber(IdNumberFault::Checksum) => plain("id-checksum"),
            Self::Amount(amount) => with("amount", amount),
            Self::Time(time) => with("time", time),
            Self::Twice { first } => with("twice", first),
            Self::ExamNoTaken(no) => with("exam-no-taken", no.as_str()),
            Self::NotOnRoster => plain("not-on-roster"),
            Self::Frozen => plain("frozen"),
            Self::RecordUnread => plain("record-unread"),
            Self::PaidAlready => plain("paid-already"),
            Self::TransactionTaken(no) => with("transaction-taken", no.as_str()),
            Self::FileMissing(file) => with("file-missing", file),
            Self::UnsafePath(path) => with("unsafe-path", path),
            Self::PathTwice => plain("path-twice"),
            Self::TooDeep { most } => with("too-deep", &most.to_string()),
            Self::Unnamed => plain("unnamed"),
            Self::SetAside(why) => plain(&format!("file-{}", why.code())),
            Self::FolderSetAside { why, files } => {
                with(&format!("folder-{}", why.code()), &files.to_string())
            }
            Self::FolderUnread => plain("folder-unread"),
            Self::Characters(cell) => with("characters", cell),
            Self::DigitsLost(number) => with("digits-lost", number),
            Self::Archive(why) => with("archive", why),
            Self::Nobody(file) => with("nobody", file),
            Self::Photo(error) => {
                (format!("import-refused-photo-{}", error.code()), photo_values(error))
            }
        }
    }

    /// What a person is told.
    pub fn say(&self, text: &Text) -> String {
        let (key, values) = self.words();
        text.with(&key, &values)
    }
}

/// What fills the places in the words for a photo that can't be taken or shown.
pub fn photo_values(error: &PhotoError) -> Vec<(&'static str, FluentValue<'_>)> {
    match error {
        PhotoError::Unsupported(format) => vec![("value", FluentValue::from(*format))],
        PhotoError::Unreadable(why) => vec![("value", FluentValue::from(why.clone()))],
        PhotoError::TooManyBytes { bytes, limit } => vec![
            ("value", FluentValue::from((bytes >> 20).to_string())),
            ("limit", FluentValue::from((limit >> 20).to_string())),
        ],
        PhotoError::TooManyPixels { width, height } => {
            vec![("value", FluentValue::from(format!("{width}×{height}")))]
        }
        PhotoError::TooSmall { width, height, min_short, min_long } => vec![
            ("value", FluentValue::from(format!("{width}×{height}"))),
            ("limit", FluentValue::from(format!("{min_short}×{min_long}"))),
        ],
        PhotoError::NotAnImage
        | PhotoError::Heic
        | PhotoError::RareJpeg
        | PhotoError::Truncated
        | PhotoError::DecoderFailed
        | PhotoError::TooSlow => Vec::new(),
    }
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
    /// The file has none of the extensions that are taken here.
    #[error("not a file of the kinds taken here ({kinds}): {}", path.display())]
    Kind {
        /// Which file.
        path: PathBuf,
        /// The kinds that are taken.
        kinds: &'static str,
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
    },
    /// The table is larger than this program reads.
    #[error("larger than a table can be: {}", path.display())]
    TooLarge {
        /// Which file.
        path: PathBuf,
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
}

impl TableError {
    /// What a person is told.
    pub fn say(&self, text: &Text) -> String {
        let (key, path, mut values): (_, _, Vec<(&str, FluentValue<'_>)>) = match self {
            Self::Io { path, why } => ("io", path, vec![("value", why.as_str().into())]),
            Self::Kind { path, kinds } => ("kind", path, vec![("value", (*kinds).into())]),
            Self::Damaged { path, why } => ("damaged", path, vec![("value", why.as_str().into())]),
            Self::Column { path, column } => ("column", path, vec![("value", (*column).into())]),
            Self::ReaderFailed { path } => ("reader-failed", path, Vec::new()),
            Self::TooLarge { path } => ("too-large", path, Vec::new()),
            Self::TooManyFiles { path, most } => {
                ("too-many-files", path, vec![("value", most.to_string().into())])
            }
            Self::TwoLists { path, first, second } => (
                "two-lists",
                path,
                vec![("value", first.as_str().into()), ("other", second.as_str().into())],
            ),
        };
        values.push(("path", path.display().to_string().into()));
        text.with(&format!("import-failed-{key}"), &values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn every_refusal_has_its_words() {
        let no = StudentNo::new("2026A").expect("number");
        let all = [
            RowRefusal::Missing { column: "学号 student_no" },
            RowRefusal::StudentNo("学号".to_owned()),
            RowRefusal::IdNumber(IdNumberFault::Shape),
            RowRefusal::IdNumber(IdNumberFault::BirthDate),
            RowRefusal::IdNumber(IdNumberFault::Checksum),
            RowRefusal::Amount("x".to_owned()),
            RowRefusal::Time("x".to_owned()),
            RowRefusal::Twice { first: "3".to_owned() },
            RowRefusal::ExamNoTaken(no.clone()),
            RowRefusal::NotOnRoster,
            RowRefusal::Frozen,
            RowRefusal::RecordUnread,
            RowRefusal::PaidAlready,
            RowRefusal::TransactionTaken(no),
            RowRefusal::FileMissing("a.jpg".to_owned()),
            RowRefusal::UnsafePath("../a.jpg".to_owned()),
            RowRefusal::PathTwice,
            RowRefusal::TooDeep { most: 16 },
            RowRefusal::Unnamed,
            RowRefusal::SetAside(Aside::Bin),
            RowRefusal::SetAside(Aside::Older),
            RowRefusal::SetAside(Aside::Found),
            RowRefusal::FolderSetAside { why: Aside::Bin, files: 2 },
            RowRefusal::FolderSetAside { why: Aside::Older, files: 2 },
            RowRefusal::FolderSetAside { why: Aside::Found, files: 2 },
            RowRefusal::FolderUnread,
            RowRefusal::Characters("\u{fffd}".to_owned()),
            RowRefusal::DigitsLost("2.02609E+27".to_owned()),
            RowRefusal::Archive("size".to_owned()),
            RowRefusal::Nobody("a.jpg".to_owned()),
            RowRefusal::Photo(PhotoError::NotAnImage),
            RowRefusal::Photo(PhotoError::Heic),
            RowRefusal::Photo(PhotoError::RareJpeg),
            RowRefusal::Photo(PhotoError::Unsupported("GIF")),
            RowRefusal::Photo(PhotoError::Truncated),
            RowRefusal::Photo(PhotoError::TooSlow),
            RowRefusal::Photo(PhotoError::Unreadable("x".to_owned())),
            RowRefusal::Photo(PhotoError::DecoderFailed),
            RowRefusal::Photo(PhotoError::TooManyBytes { bytes: 70 << 20, limit: 60 << 20 }),
            RowRefusal::Photo(PhotoError::TooManyPixels { width: 9, height: 9 }),
            RowRefusal::Photo(PhotoError::TooSmall {
                width: 9,
                height: 9,
                min_short: 480,
                min_long: 640,
            }),
        ];
        for text in Lang::ALL.map(Text::new) {
            for refusal in &all {
                let said = refusal.say(&text);
                assert!(!said.contains("import-refused"), "{refusal:?}: {said}");
                assert!(!said.contains('{'), "{refusal:?}: {said}");
            }
        }
    }

    #[test]
    fn every_failure_has_its_words() {
        let path = || PathBuf::from("a.csv");
        let all = [
            TableError::Io { path: path(), why: "gone".to_owned() },
            TableError::Kind { path: path(), kinds: ".csv" },
            TableError::Damaged { path: path(), why: "x".to_owned() },
            TableError::ReaderFailed { path: path() },
            TableError::Column { path: path(), column: "学号 student_no" },
            TableError::TooLarge { path: path() },
            TableError::TooManyFiles { path: path(), most: 9 },
            TableError::TwoLists {
                path: path(),
                first: "one.csv".to_owned(),
                second: "two.csv".to_owned(),
            },
        ];
        for text in Lang::ALL.map(Text::new) {
            for error in &all {
                let said = error.say(&text);
                assert!(said.contains("a.csv") && !said.contains("import-failed"), "{said}");
                assert!(!said.contains('{'), "{error:?}: {said}");
            }
        }
    }
}
