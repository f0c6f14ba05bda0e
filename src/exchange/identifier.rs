//! Numbers that name somebody or something, in all the ways in which people keep them.

use chrono::NaiveDate;

use super::cell_fault::{CellFault, is_invisible};
use super::refusal::RowRefusal;
use super::table::{narrow, readable};
use crate::domain::student::{IdNumberFault, StudentNo, check_resident_id};

/// Most characters of an exam number.
const LONGEST: usize = 32;

/// A text without the mark in front that keeps a spreadsheet from taking it for a quantity: bills of payment
/// services have it before every value.
pub fn unmarked(text: &str) -> &str {
    text.trim_start_matches(['\'', '‘', '’', '`', '´', '＇', '\u{2032}'])
}

/// A number without what people put around and between its characters: a mark in front, blanks, full-width
/// digits.
pub fn bare(text: &str) -> String {
    unmarked(text).chars().map(narrow).filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect()
}

/// Refuses an identifier that a spreadsheet has turned into a quantity, such as `2.02609E+27`: all but its
/// first fifteen digits are lost. `2026E801` is none: a quantity has a point or a sign.
pub fn whole_number(text: &str) -> Result<&str, RowRefusal> {
    let is_quantity = text.split_once(['E', 'e']).is_some_and(|(digits, exponent)| {
        let is_number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        let has_point = digits.contains('.');
        is_number(&digits.replacen('.', "", 1))
            && is_number(exponent.strip_prefix('+').unwrap_or(exponent))
            && (has_point || exponent.starts_with('+'))
    });
    if is_quantity {
        Err(RowRefusal::Cell(CellFault::DigitsLost(text.to_owned())))
    } else {
        Ok(text)
    }
}

/// 学号, if this is one.
pub fn student_no(text: &str) -> Result<StudentNo, RowRefusal> {
    let bare = bare(text);
    readable(&bare).map_err(RowRefusal::Cell)?;
    whole_number(&bare)?;
    StudentNo::new(&bare).map_err(|error| RowRefusal::StudentNo(error.0))
}

/// 考生号, if this is one; nothing if it is empty.
pub fn exam_no(text: &str) -> Result<Option<String>, RowRefusal> {
    let bare = bare(text);
    readable(&bare).map_err(RowRefusal::Cell)?;
    whole_number(&bare)?;
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if bare.len() > LONGEST || !bare.chars().all(fits) {
        return Err(RowRefusal::ExamNo(bare));
    }
    Ok((!bare.is_empty()).then_some(bare))
}

/// 证件号, if this is one; nothing if it is empty. A resident ID number (18 characters, or 15 digits before
/// 1999) is checked; a passport's or a permit's has 5 to 17 letters and digits.
pub fn id_number(text: &str) -> Result<Option<String>, RowRefusal> {
    let bare = bare(text).to_uppercase();
    readable(&bare).map_err(RowRefusal::Cell)?;
    let plain: String = bare.chars().filter(|c| *c != '-').map(check_letter).collect();
    let is_digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let is_quantity = plain.split_once('E').is_some_and(|(digits, exponent)| {
        is_digits(&digits.replacen('.', "", 1)) && is_digits(exponent.trim_start_matches('+'))
    });
    if is_quantity && (plain.contains(['.', '+']) || plain.len() < 8) {
        return Err(RowRefusal::Cell(CellFault::DigitsLost(bare)));
    }
    let (length, digits) =
        (plain.chars().count(), plain.chars().filter(char::is_ascii_digit).count());
    let kept = match length {
        0 => return Ok(None),
        18 if digits >= 15 => {
            check_resident_id(&plain).map_err(RowRefusal::IdNumber)?;
            plain
        }
        15 if digits == 15 => {
            let born = plain.get(6..12).map(|born| format!("19{born}"));
            let date = born.and_then(|born| NaiveDate::parse_from_str(&born, "%Y%m%d").ok());
            date.ok_or(RowRefusal::IdNumber(IdNumberFault::BirthDate))?;
            plain
        }
        // Nearly all digits, and too many or too few for the number that is meant.
        13..=22 if digits + 1 >= length => return Err(RowRefusal::IdLength(length)),
        5..=17 if bare.chars().all(is_of_permit) && digits >= 4 => bare,
        _ => return Err(RowRefusal::IdForm),
    };
    Ok(Some(kept))
}

/// Letters of a passport's or a permit's number.
fn is_of_permit(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '(' | ')' | '/')
}

/// Signs that are typed for the check letter X; whether it is right the checksum says.
fn check_letter(c: char) -> char {
    if matches!(c, '×' | '✕' | 'Х' | 'Χ' | 'Ⅹ') { 'X' } else { c }
}

/// Whether this is a resident ID number of digits alone that ends in three zeros, as every one does whose
/// last digits a spreadsheet has dropped. One in a thousand ends so by itself.
pub fn may_be_rounded(id_number: &str) -> Option<bool> {
    let is_long = id_number.len() == 18 && id_number.chars().all(|c| c.is_ascii_digit());
    is_long.then(|| id_number.ends_with("000"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_numbers_as_people_keep_them() {
        let right = [
            ("'99999920030202007X", "99999920030202007X"),
            ("999999 20030202 007X", "99999920030202007X"),
            ("９９９９９９２００３０２０２００７Ｘ", "99999920030202007X"),
            ("99999920030202007x", "99999920030202007X"),
            ("999999-20030202-007×", "99999920030202007X"),
            ("‘99999920030202007X", "99999920030202007X"),
            ("11010519491231002X", "11010519491231002X"),
            ("110105491231002", "110105491231002"),
            ("E12345678", "E12345678"),
            ("H1234567890", "H1234567890"),
            ("12345678", "12345678"),
            ("A123456(7)", "A123456(7)"),
        ];
        for (text, kept) in right {
            assert_eq!(id_number(text), Ok(Some(kept.to_owned())), "{text}");
        }
        assert_eq!(id_number(" "), Ok(None));
        let wrong = [
            "9999992003020200",
            "9999992003020200700",
            "99999920030202007",
            "1.10105E17",
            "1.10105E+17",
            "1.10105194912310E+17",
            "110105194912310021",
            "999999201302020",
            "A12",
            "无",
            "见附件",
            "99999920030202007Y",
            "12345678901234",
            "99999920030202007XX",
            "1E17",
        ];
        for wrong in wrong {
            assert!(id_number(wrong).is_err(), "{wrong}: {:?}", id_number(wrong));
        }
        assert_eq!(may_be_rounded("110105194912310000"), Some(true));
        assert_eq!(may_be_rounded("110105194912310012"), Some(false));
        assert_eq!(may_be_rounded("99999920030202007X"), None);
    }

    #[test]
    fn exam_and_student_numbers_as_people_keep_them() {
        for (text, kept) in [("'00123", "00123"), ("１０４", "104"), ("110 426 9", "1104269")] {
            assert_eq!(exam_no(text), Ok(Some(kept.to_owned())));
        }
        assert_eq!(exam_no(""), Ok(None));
        let long = "1".repeat(33);
        for wrong in ["1.04269E+12", "一二三", "12/3", &long] {
            assert!(exam_no(wrong).is_err(), "{wrong}");
        }
        for (text, kept) in
            [("'2026e801", "2026E801"), ("２０２６Ｅ８０１", "2026E801"), ("2026 E801", "2026E801")]
        {
            assert_eq!(student_no(text).map(|no| no.to_string()), Ok(kept.to_owned()));
        }
        for wrong in ["学号", "2.02609E+27", "2026_1", ""] {
            assert!(student_no(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn numbers_that_have_lost_digits_are_known() {
        for lost in ["2.02609E+27", "1.10105194912310E+17", "4E+15", "1.10105E17"] {
            let fault = RowRefusal::Cell(CellFault::DigitsLost(lost.to_owned()));
            assert_eq!(whole_number(lost), Err(fault));
        }
        for whole in [
            "2026E8013282001",
            "4200001234202609011234567890",
            "11010519491231002X",
            "2026E801",
            "",
        ] {
            assert_eq!(whole_number(whole), Ok(whole));
        }
    }
}
