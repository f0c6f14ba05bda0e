//! Why a row, or a whole file, is refused; with its words.

use std::path::PathBuf;

use crate::domain::student::{IdNumberFault, StudentNo};
use crate::photo::PhotoError;
use crate::text::{FluentValue, Text};

/// Why one row or photo of an import was refused; everything else goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowRefusal {
    /// A column that is needed is empty.
    Missing {
        /// The column's name in Chinese and English.
        column: &'static str,
    },
    /// The student number has other characters than letters, digits and `-`.
    StudentNo(String),
    /// The ID number of 18 characters is wrong.
    IdNumber(IdNumberFault),
    /// The amount is no amount of money.
    Amount(String),
    /// The time can't be read.
    Time(String),
    /// An earlier row of the file is about the same student (or transaction).
    Twice {
        /// That row, or that file.
        first: String,
    },
    /// The exam number belongs to another student.
    ExamNoTaken(StudentNo),
    /// Nobody of that number is on the roster.
    NotOnRoster,
    /// The student is approved already: nothing of them changes any more.
    Frozen,
    /// The student has paid already, by another transaction.
    PaidAlready,
    /// The transaction number belongs to another student's payment.
    TransactionTaken(StudentNo),
    /// The file that the row names is not there.
    FileMissing(String),
    /// The path leaves the package.
    UnsafePath(String),
    /// The archive says another size than the file has, or can't be unpacked.
    Archive(String),
    /// The file's name is no student number, and no row names it.
    Nobody(String),
    /// The photo can't be taken.
    Photo(PhotoError),
}

impl RowRefusal {
    /// The key of its words, and what fills their places.
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
            Self::PaidAlready => plain("paid-already"),
            Self::TransactionTaken(no) => with("transaction-taken", no.as_str()),
            Self::FileMissing(file) => with("file-missing", file),
            Self::UnsafePath(path) => with("unsafe-path", path),
            Self::Archive(why) => with("archive", why),
            Self::Nobody(file) => with("nobody", file),
            Self::Photo(error) => photo_words(error),
        }
    }

    /// What a person is told.
    pub fn say(&self, text: &Text) -> String {
        let (key, values) = self.words();
        text.with(&key, &values)
    }
}

fn photo_words(error: &PhotoError) -> (String, Vec<(&'static str, FluentValue<'_>)>) {
    let values = match error {
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
        PhotoError::NotAnImage | PhotoError::Heic | PhotoError::Truncated => Vec::new(),
    };
    (format!("import-refused-photo-{}", error.code()), values)
}

/// Why a file could not be read as a table or package at all.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The file or folder can't be read.
    #[error("reading failed: {source}: {}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Neither .csv nor .xlsx (or, for a package, neither a folder nor a .zip).
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
    /// A column that is needed is not there.
    #[error("the column {column} is missing: {}", path.display())]
    Column {
        /// Which file.
        path: PathBuf,
        /// The column's names.
        column: &'static str,
    },
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
            RowRefusal::PaidAlready,
            RowRefusal::TransactionTaken(no),
            RowRefusal::FileMissing("a.jpg".to_owned()),
            RowRefusal::UnsafePath("../a.jpg".to_owned()),
            RowRefusal::Archive("size".to_owned()),
            RowRefusal::Nobody("a.jpg".to_owned()),
            RowRefusal::Photo(PhotoError::NotAnImage),
            RowRefusal::Photo(PhotoError::Heic),
            RowRefusal::Photo(PhotoError::Unsupported("GIF")),
            RowRefusal::Photo(PhotoError::Truncated),
            RowRefusal::Photo(PhotoError::Unreadable("x".to_owned())),
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
}
