//! Why a row is refused, and how a person is told.

use super::cell_fault::{CellFault, shown};
use crate::domain::student::{IdNumberFault, StudentNo};
use crate::photo::{Limits, PhotoError};
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
    /// The package has a list, and no row of it names this file.
    Unnamed,
    /// It lies in a folder that a system made by itself and nobody handed in.
    SetAside(SystemFolder),
    /// A whole folder that a system made by itself.
    FolderSetAside {
        /// What it keeps.
        why: SystemFolder,
        /// How many files.
        files: usize,
    },
    /// A folder that a system made by itself, and that can't be read.
    FolderUnread,
    /// A row about somebody stands above the heading, where only titles and remarks are expected.
    AboveHead,
    /// A cell, or the row as such, can't be read.
    Cell(CellFault),
    /// The exam number has other characters than letters, digits and `-`, or is too long.
    ExamNo(String),
    /// So many digits no ID number has.
    IdLength(usize),
    /// The ID number is of no known form.
    IdForm,
    /// The time is a spreadsheet's serial number.
    Serial(String),
    /// The time is in a year in which it can't have been.
    Year(String),
    /// The row's student number and its exam number are of two students.
    NumbersDiffer,
    /// A later row of the file is about the same student, and counts.
    Superseded {
        /// Where that one stands.
        by: String,
    },
    /// Another student's row names the same file, or a file with the same bytes.
    SamePhoto {
        /// Where that one stands.
        other: String,
    },
    /// Another student has sent the same photo, which waits, is held or approved.
    PhotoTaken(StudentNo),
    /// The file's name may mean several students.
    Ambiguous(String),
    /// The system does not let this file be read.
    Denied,
    /// The system can't read this file.
    Unread(String),
    /// The system does not let this folder be read.
    FolderDenied,
    /// A pipe, a socket or a device, not a file.
    NotAFile,
    /// The file's size is not the one that the archive states, or it can't be unpacked.
    Archive(String),
    /// The file's name is no student number, and no row names it.
    Nobody(String),
    /// Of a delivery's receiver: no photo of the delivery is of this number.
    NotInDelivery {
        /// Which delivery.
        delivery: u32,
        /// How many of it were erased since: whose numbers those were, nobody knows.
        erased: u64,
    },
    /// The row's numbers are of several students of the delivery, or not all of one.
    NumbersOfSeveral,
    /// The receiver has refused this photo before, as the store knows already.
    RefusedBefore {
        /// Of which delivery.
        delivery: u32,
    },
    /// The student's personal facts were erased.
    Erased,
    /// The photo can't be taken.
    Photo(PhotoError),
}

/// What a folder that a system made by itself is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SystemFolder {
    /// What was deleted: a recycle bin.
    Bin,
    /// Earlier states: snapshots and versions.
    Older,
    /// Files whose names were lost when a disk was repaired.
    Found,
}

impl SystemFolder {
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
            (format!("import-refused-{key}"), vec![("value", FluentValue::from(shown(value)))])
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
            Self::AboveHead => plain("above-head"),
            Self::SetAside(why) => plain(&format!("file-{}", why.code())),
            Self::FolderSetAside { why, files } => {
                with(&format!("folder-{}", why.code()), &files.to_string())
            }
            Self::FolderUnread => plain("folder-unread"),
            Self::Cell(fault) => {
                let (code, value) = fault.words();
                value.map_or_else(|| plain(code), |value| with(code, &value))
            }
            Self::ExamNo(no) => with("exam-no", no),
            Self::IdLength(digits) => with("id-length", &digits.to_string()),
            Self::IdForm => plain("id-form"),
            Self::Serial(time) => with("serial", time),
            Self::Year(time) => with("year", time),
            Self::NumbersDiffer => plain("numbers-differ"),
            Self::Superseded { by } => with("superseded", by),
            Self::PhotoTaken(no) => with("photo-taken", no.as_str()),
            Self::SamePhoto { other } => with("same-photo", other),
            Self::Ambiguous(file) => with("ambiguous", file),
            Self::Denied => plain("denied"),
            Self::Unread(why) => with("unread", why),
            Self::FolderDenied => plain("folder-denied"),
            Self::NotAFile => plain("not-a-file"),
            Self::Archive(why) => with("archive", why),
            Self::Nobody(file) => with("nobody", file),
            Self::NotInDelivery { delivery, erased } => {
                with(in_none(*erased), &delivery.to_string())
            }
            Self::NumbersOfSeveral => plain("numbers-of-several"),
            Self::RefusedBefore { delivery } => with("refused-before", &delivery.to_string()),
            Self::Erased => plain("erased"),
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

/// The end of the key for a number that no photo of a delivery has, of which so many were erased.
fn in_none(erased: u64) -> &'static str {
    if erased == 0 { "not-in-delivery" } else { "not-in-delivery-or-erased" }
}

/// What fills the places in the words for a photo that can't be taken or shown.
pub fn photo_values(error: &PhotoError) -> Vec<(&'static str, FluentValue<'_>)> {
    match error {
        PhotoError::Unsupported(kind) => {
            kind.name().map(|name| ("value", FluentValue::from(name))).into_iter().collect()
        }
        // Of a file that is too large no more is read than shows that: its size isn't known.
        PhotoError::TooManyBytes { limit, .. } => {
            vec![("limit", FluentValue::from((limit >> 20).to_string()))]
        }
        PhotoError::TooManyPixels { width, height } => vec![
            ("value", FluentValue::from(format!("{width}×{height}"))),
            ("limit", FluentValue::from((Limits::USUAL.max_pixels / 1_000_000).to_string())),
            ("side", FluentValue::from(Limits::USUAL.max_side.to_string())),
        ],
        PhotoError::TooSmall { width, height, min_short, min_long } => vec![
            ("value", FluentValue::from(format!("{width}×{height}"))),
            ("limit", FluentValue::from(format!("{min_short}×{min_long}"))),
        ],
        PhotoError::Empty
        | PhotoError::NotAnImage
        | PhotoError::RareJpeg
        | PhotoError::Truncated
        | PhotoError::Damaged
        | PhotoError::Profile
        | PhotoError::Unreadable(_)
        | PhotoError::DecoderFailed
        | PhotoError::TooSlow => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::photo::Kind;
    use crate::text::Lang;

    fn of_rows() -> Vec<RowRefusal> {
        let no = StudentNo::new("2026A").expect("number");
        vec![
            RowRefusal::Missing { column: "学号 student_no" },
            RowRefusal::NotInDelivery { delivery: 1, erased: 0 },
            RowRefusal::NotInDelivery { delivery: 1, erased: 2 },
            RowRefusal::NumbersOfSeveral,
            RowRefusal::RefusedBefore { delivery: 1 },
            RowRefusal::Erased,
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
            RowRefusal::TransactionTaken(no.clone()),
            RowRefusal::FileMissing("a.jpg".to_owned()),
            RowRefusal::UnsafePath("../a.jpg".to_owned()),
            RowRefusal::PathTwice,
            RowRefusal::TooDeep { most: 16 },
            RowRefusal::Unnamed,
            RowRefusal::AboveHead,
            RowRefusal::SetAside(SystemFolder::Bin),
            RowRefusal::SetAside(SystemFolder::Older),
            RowRefusal::SetAside(SystemFolder::Found),
            RowRefusal::FolderSetAside { why: SystemFolder::Bin, files: 2 },
            RowRefusal::FolderSetAside { why: SystemFolder::Older, files: 2 },
            RowRefusal::FolderSetAside { why: SystemFolder::Found, files: 2 },
            RowRefusal::FolderUnread,
            RowRefusal::ExamNo("x".to_owned()),
            RowRefusal::IdLength(16),
            RowRefusal::IdForm,
            RowRefusal::Serial("46266.425".to_owned()),
            RowRefusal::Year("2062-09-01".to_owned()),
            RowRefusal::NumbersDiffer,
            RowRefusal::Superseded { by: "3".to_owned() },
            RowRefusal::SamePhoto { other: "3".to_owned() },
            RowRefusal::PhotoTaken(no),
            RowRefusal::Ambiguous("a.jpg".to_owned()),
            RowRefusal::Denied,
            RowRefusal::Unread("x".to_owned()),
            RowRefusal::FolderDenied,
            RowRefusal::NotAFile,
            RowRefusal::Archive("size".to_owned()),
            RowRefusal::Nobody("a.jpg".to_owned()),
        ]
    }

    fn of_photos() -> Vec<RowRefusal> {
        let photos = vec![
            PhotoError::NotAnImage,
            PhotoError::Empty,
            PhotoError::RareJpeg,
            PhotoError::Truncated,
            PhotoError::Damaged,
            PhotoError::Profile,
            PhotoError::TooSlow,
            PhotoError::Unreadable("x".to_owned()),
            PhotoError::DecoderFailed,
            PhotoError::TooManyBytes { bytes: 70 << 20, limit: 60 << 20 },
            PhotoError::TooManyPixels { width: 9, height: 9 },
            PhotoError::TooSmall { width: 9, height: 9, min_short: 480, min_long: 640 },
        ];
        photos.into_iter().map(RowRefusal::Photo).collect()
    }

    fn of_cells() -> Vec<RowRefusal> {
        let cells = [
            CellFault::Quote,
            CellFault::TooMany { head: 3 },
            CellFault::Differ { column: "学号 student_no" },
            CellFault::NoValue { at: "B3".to_owned() },
            CellFault::Error { value: "#N/A".to_owned() },
            CellFault::Truth,
            CellFault::Merged { column: "学号 student_no" },
            CellFault::Hidden,
            CellFault::Undecoded("\u{fffd}".to_owned()),
            CellFault::Lost("王?".to_owned()),
            CellFault::Letters("ϰһ".to_owned()),
            CellFault::Invisible("\u{7}".to_owned()),
            CellFault::TooLong { most: 64 },
            CellFault::DigitsLost("2.02609E+27".to_owned()),
        ];
        cells.map(RowRefusal::Cell).into()
    }

    #[test]
    fn every_refusal_has_its_words() {
        let kinds = Kind::ALL.map(|kind| RowRefusal::Photo(PhotoError::Unsupported(kind)));
        for text in Lang::ALL.map(Text::new) {
            for refusal in of_rows().iter().chain(&of_photos()).chain(&of_cells()).chain(&kinds) {
                let said = refusal.say(&text);
                assert!(!said.contains("import-refused"), "{refusal:?}: {said}");
                assert!(!said.contains('{'), "{refusal:?}: {said}");
            }
        }
    }
}
