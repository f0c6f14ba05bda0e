//! Students on the roster: who may submit.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::photo_hash::PhotoHash;

/// The store's own number of a student, from 1. The log names students by it; 学号 and name stand beside the
/// log, where they can be erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StudentId(pub i64);

impl fmt::Display for StudentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// 学号, such as `2026E8013282001`: by it a roster, a package and a person name a student.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StudentNo(String);

/// Why a text is not a student number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a student number has 1 to 32 ASCII letters, digits or '-', got {0:?}")]
pub struct NotAStudentNo(pub String);

impl StudentNo {
    /// Takes 1 to 32 ASCII letters, digits or `-`; letters become upper case.
    pub fn new(text: &str) -> Result<Self, NotAStudentNo> {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if (1..=32).contains(&text.len()) && text.chars().all(fits) {
            Ok(Self(text.to_ascii_uppercase()))
        } else {
            Err(NotAStudentNo(text.to_owned()))
        }
    }

    /// In place of a number that is not known any more: `-`.
    pub fn none() -> Self {
        Self("-".to_owned())
    }

    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number with all but the first four and the last two characters hidden, such as `2026•••••••••01`.
    pub fn masked(&self) -> String {
        hidden(&self.0, 4, 2)
    }
}

impl TryFrom<String> for StudentNo {
    type Error = NotAStudentNo;

    fn try_from(text: String) -> Result<Self, NotAStudentNo> {
        Self::new(&text)
    }
}

impl From<StudentNo> for String {
    fn from(no: StudentNo) -> Self {
        no.0
    }
}

impl fmt::Display for StudentNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One student, as the roster describes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Student {
    /// 学号.
    pub no: StudentNo,
    /// 姓名.
    pub name: String,
    /// 证件号, a resident ID number or another document's number; shown masked.
    pub id_number: Option<String>,
    /// 考生号.
    pub exam_no: Option<String>,
    /// 院系.
    pub department: String,
    /// 培养层次.
    pub programme: String,
    /// 校区.
    pub campus: String,
    /// 参考照片: a known photo of the student to compare with.
    pub reference_photo: Option<PhotoHash>,
}

impl Student {
    /// The student with the ID number masked, as people may see them without saying what for.
    #[must_use]
    pub fn masked(&self) -> Self {
        Self { id_number: self.id_number.as_deref().map(masked_id), ..self.clone() }
    }
}

/// Why an ID number of 18 characters is wrong (GB 11643-1999).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdNumberFault {
    /// A resident ID number is 17 digits and a digit or X.
    #[error("not 17 digits and a check character")]
    Shape,
    /// Digits 7 to 14 are no date.
    #[error("the date of birth does not exist")]
    BirthDate,
    /// The check character does not fit the digits.
    #[error("the check character does not fit")]
    Checksum,
}

/// Checks a Chinese resident ID number by GB 11643-1999 (weights `2^(17-i) mod 11`, ISO 7064 MOD 11-2).
///
/// Only for numbers that are meant as resident ID numbers: any other, such as a passport's or a travel
/// permit's, is [`IdNumberFault::Shape`].
pub fn check_resident_id(number: &str) -> Result<(), IdNumberFault> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    let chars: Vec<char> = number.chars().collect();
    let (digits, check) = match chars.as_slice() {
        [digits @ .., check] if digits.len() == 17 => (digits, check.to_ascii_uppercase()),
        _ => return Err(IdNumberFault::Shape),
    };
    let values: Vec<u32> = digits.iter().filter_map(|c| c.to_digit(10)).collect();
    if values.len() != 17 {
        return Err(IdNumberFault::Shape);
    }
    let number_at =
        |range: std::ops::Range<usize>| values[range].iter().fold(0_u32, |n, digit| n * 10 + digit);
    let year = i32::try_from(number_at(6..10)).unwrap_or(0);
    if chrono::NaiveDate::from_ymd_opt(year, number_at(10..12), number_at(12..14)).is_none() {
        return Err(IdNumberFault::BirthDate);
    }
    let sum: u32 = values.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    if CHECKS[(sum % 11) as usize] == check { Ok(()) } else { Err(IdNumberFault::Checksum) }
}

/// An ID number with all but the first and last four characters hidden, such as `1101••••••••0012`.
pub fn masked_id(number: &str) -> String {
    hidden(number, 4, 4)
}

/// A text of which only so many characters at its beginning and end are shown; a shorter one is hidden whole.
fn hidden(text: &str, first: usize, last: usize) -> String {
    let count = text.chars().count();
    let is_shown = |at: usize| count > first + last && (at < first || at >= count - last);
    text.chars().enumerate().map(|(at, c)| if is_shown(at) { c } else { '•' }).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A student who does not exist.
    pub(crate) fn student() -> Student {
        Student {
            no: StudentNo::new("2026E8013282001").expect("number"),
            name: "欧阳䶮".to_owned(),
            id_number: Some("11010519491231002X".to_owned()),
            exam_no: None,
            department: "计算机学院".to_owned(),
            programme: "硕士".to_owned(),
            campus: "雁栖湖".to_owned(),
            reference_photo: None,
        }
    }

    #[test]
    fn resident_ids_are_checked_by_gb_11643() {
        let cases = [
            // The example printed in the standard.
            ("11010519491231002X", Ok(())),
            ("11010519491231002x", Ok(())),
            ("440524188001010014", Ok(())),
            ("110105194912310021", Err(IdNumberFault::Checksum)),
            ("11010519490231002X", Err(IdNumberFault::BirthDate)),
            ("1101051949123100", Err(IdNumberFault::Shape)),
            ("1101051949123100A1", Err(IdNumberFault::Shape)),
            ("", Err(IdNumberFault::Shape)),
        ];
        for (number, expected) in cases {
            assert_eq!(check_resident_id(number), expected, "{number}");
        }
    }

    #[test]
    fn a_masked_id_shows_four_characters_at_each_end() {
        assert_eq!(masked_id("11010519491231002X"), "1101••••••••••002X");
        assert_eq!(masked_id("E1234567"), "••••••••");
        assert_eq!(masked_id(""), "");
        let number = |text| StudentNo::new(text).expect("a number").masked();
        assert_eq!(number("2026E8013282001"), "2026•••••••••01");
        assert_eq!(number("2026E1"), "••••••");
    }

    #[test]
    fn student_numbers_are_plain_and_upper_case() {
        assert_eq!(StudentNo::new("2026e80-1").expect("fits").as_str(), "2026E80-1");
        for wrong in ["", "2026 1", "../1", "学号1", &"1".repeat(33)] {
            assert_eq!(StudentNo::new(wrong), Err(NotAStudentNo(wrong.to_owned())), "{wrong}");
        }
    }
}
