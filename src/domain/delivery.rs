//! Deliveries (交付): standard photos that left for the receiver, by which names and in which folders.

use std::fmt;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::photo_hash::Digest;
use super::student::Student;

/// A delivery as the log tells of it. With the standard photos of its submissions, the decisions on them and what was
/// stated of their students when it was made, it can be written again byte for byte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Its number, from 1.
    pub number: u32,
    /// When it was made, to the second: as its files tell.
    pub made_at: DateTime<Utc>,
    /// By which its photos are named.
    pub names: NameTemplate,
    /// Into which folders it is split.
    pub split: Split,
    /// Number of its photos.
    pub photos: u64,
    /// The digest of its manifest, which names the digests of all other files.
    pub manifest: Digest,
    /// The digest of the newest entry of the log before it.
    pub head: Digest,
    /// The number of that entry.
    pub entries: i64,
    /// The numbers of the deliveries whose refused photos it replaces, upwards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrects: Vec<u32>,
}

/// Into which folders a delivery is split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Split {
    /// All photos in one.
    Whole,
    /// One for each department.
    Department,
    /// So many photos in each, at most.
    Number {
        /// At least 1.
        most: u32,
    },
}

/// Why somebody's photo can't have the name that the template asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoName {
    /// The roster states no exam number (考生号).
    NoExamNo,
    /// The roster states no ID number (证件号).
    NoIdNumber,
    /// No file can have this name on every system.
    Unsafe,
}

/// How photos are named over the numbers that the receiver knows: `{no}.jpg`. It stands in the log for good, from which
/// nothing can be erased: so it holds no words in which a person could be named, and no numbers as long as theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NameTemplate(String);

/// Why a text is no template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotATemplate {
    /// It has none of the three numbers, so that all photos would be named alike.
    #[error("it has none of {{no}}, {{exam_no}}, {{id_number}}")]
    NoNumber,
    /// It does not end in `.jpg`.
    #[error("it does not end in .jpg")]
    Ending,
    /// It holds a character that is neither an ASCII letter or digit nor one of `-`, `_`, `.`.
    #[error("it may hold letters a-z, digits, - _ . and the numbers in braces, not {0:?}")]
    Character(char),
    /// It holds more digits in a row than a template may, as the number of a person would.
    #[error("it has more than {} digits in a row", NameTemplate::MOST_DIGITS)]
    Digits,
    /// No file can have such a name on every system.
    #[error("no file can have such a name")]
    Unsafe,
}

/// What stands in a template for 学号, 考生号 and 证件号.
const NO: &str = "{no}";
const EXAM_NO: &str = "{exam_no}";
const ID_NUMBER: &str = "{id_number}";

impl NameTemplate {
    /// Most digits in a row: enough for a year.
    pub const MOST_DIGITS: usize = 4;

    /// Takes a text with at least one of the three numbers, which ends in `.jpg`; beside them only ASCII letters and
    /// digits, `-`, `_` and `.`.
    pub fn new(text: &str) -> Result<Self, NotATemplate> {
        let with = |number: &str| {
            text.replace(NO, number).replace(EXAM_NO, number).replace(ID_NUMBER, number)
        };
        let (own, filled) = (with(""), with("1"));
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if let Some(other) = own.chars().find(|c| !allowed(*c)) {
            return Err(NotATemplate::Character(other));
        }
        // Digits on both sides of a placeholder count as a row: a number could be split by one.
        let mut rows = own.split(|c: char| !c.is_ascii_digit());
        if rows.any(|row| row.len() > Self::MOST_DIGITS) {
            return Err(NotATemplate::Digits);
        }
        if filled == text {
            return Err(NotATemplate::NoNumber);
        }
        if !is_jpeg(&filled) {
            return Err(NotATemplate::Ending);
        }
        if is_safe_name(&filled) { Ok(Self(text.to_owned())) } else { Err(NotATemplate::Unsafe) }
    }

    /// The name of a student's photo.
    pub fn name_of(&self, student: &Student) -> Result<String, NoName> {
        let mut name = self.0.replace(NO, student.no.as_str());
        for (stands, number, lacks) in [
            (EXAM_NO, &student.exam_no, NoName::NoExamNo),
            (ID_NUMBER, &student.id_number, NoName::NoIdNumber),
        ] {
            if self.0.contains(stands) {
                let number = number.as_deref().filter(|number| !number.trim().is_empty());
                name = name.replace(stands, number.ok_or(lacks)?.trim());
            }
        }
        if is_safe_name(&name) { Ok(name) } else { Err(NoName::Unsafe) }
    }
}

impl TryFrom<String> for NameTemplate {
    type Error = NotATemplate;

    fn try_from(text: String) -> Result<Self, NotATemplate> {
        Self::new(&text)
    }
}

impl From<NameTemplate> for String {
    fn from(template: NameTemplate) -> Self {
        template.0
    }
}

impl fmt::Display for NameTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_jpeg(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("jpg"))
}

/// Longest name of a file, in bytes: every system takes it.
const LONGEST: usize = 200;

/// Names of devices, which no file on Windows can have, whatever its ending.
const DEVICES: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];

/// Whether a file or folder can have this name on every system, Windows too.
pub fn is_safe_name(name: &str) -> bool {
    let device = name.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    let port = ["COM", "LPT"].iter().any(|port| {
        device.strip_prefix(port).is_some_and(|n| n.len() == 1 && n.parse::<u8>().is_ok())
    });
    let allowed = |c: char| !c.is_control() && !r#"<>:"/\|?*"#.contains(c);
    !name.is_empty()
        && name.len() <= LONGEST
        && name.chars().all(allowed)
        && !name.starts_with([' ', '.'])
        && !name.ends_with([' ', '.'])
        && !DEVICES.contains(&device.as_str())
        && !port
}

/// The name of a folder for a department: as it is called, where a folder can be called so.
pub fn folder_name(department: &str) -> String {
    let allowed = |c: char| !c.is_control() && !r#"<>:"/\|?*"#.contains(c);
    let text: String = department.chars().map(|c| if allowed(c) { c } else { '_' }).collect();
    let mut name = text.trim_matches([' ', '.']).to_owned();
    while name.len() > LONGEST {
        name.pop();
    }
    let name = name.trim_end_matches([' ', '.']);
    if is_safe_name(name) { name.to_owned() } else { format!("_{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::student::tests::student;

    #[test]
    fn photos_are_named_over_numbers() {
        let one = Student { exam_no: Some("X1".to_owned()), ..student() };
        let name = |text: &str| NameTemplate::new(text).expect("a template").name_of(&one);
        assert_eq!(name("{no}.jpg"), Ok(format!("{}.jpg", one.no)));
        assert_eq!(name("UCAS-{exam_no}.jpg"), Ok("UCAS-X1.jpg".to_owned()));
        let lacking = Student { exam_no: None, id_number: Some(" ".to_owned()), ..one.clone() };
        let of = |text: &str| NameTemplate::new(text).expect("a template").name_of(&lacking);
        assert_eq!(of("{exam_no}.jpg"), Err(NoName::NoExamNo));
        assert_eq!(of("{id_number}.jpg"), Err(NoName::NoIdNumber));
        let odd = Student { exam_no: Some("1/2".to_owned()), ..one };
        let odd = NameTemplate::new("{exam_no}.jpg").expect("a template").name_of(&odd);
        assert_eq!(odd, Err(NoName::Unsafe));
    }

    #[test]
    fn what_is_no_template_is_refused() {
        let other = NotATemplate::Character;
        for (text, why) in [
            ("", NotATemplate::NoNumber),
            ("x.jpg", NotATemplate::NoNumber),
            ("{no}", NotATemplate::Ending),
            ("{no}.png", NotATemplate::Ending),
            ("{name}.jpg", other('{')),
            ("{no}/{no}.jpg", other('/')),
            ("../{no}.jpg", other('/')),
            ("..{no}.jpg", NotATemplate::Unsafe),
            ("{no.jpg", other('{')),
            ("欧阳䶮-{no}.jpg", other('欧')),
            ("Li Lei {no}.jpg", other(' ')),
            ("13800000000-{no}.jpg", NotATemplate::Digits),
            ("1380{no}0000.jpg", NotATemplate::Digits),
        ] {
            assert_eq!(NameTemplate::new(text), Err(why), "{text}");
        }
        for text in ["UCAS_2026-{no}.jpg", "{exam_no}.v1.JPG", "{no}{id_number}.jpg"] {
            assert!(NameTemplate::new(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn names_hold_on_windows_too() {
        for name in
            ["CON.jpg", "nul", "com1.jpg", "LPT9", "a:b", "a.", "a ", " a", ".a", "", "a\nb", "x?"]
        {
            assert!(!is_safe_name(name), "{name:?}");
        }
        for name in ["2026E8013282001.jpg", "CONE.jpg", "COM10.jpg", "数学科学学院"] {
            assert!(is_safe_name(name), "{name:?}");
        }
        for (department, folder) in [
            ("数学科学学院", "数学科学学院"),
            ("A/B", "A_B"),
            ("..", "_"),
            ("", "_"),
            ("CON", "_CON"),
        ] {
            assert_eq!(folder_name(department), folder);
            assert!(is_safe_name(&folder_name(department)));
        }
        assert!(is_safe_name(&folder_name(&"院".repeat(200))));
    }
}
