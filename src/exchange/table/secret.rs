//! What of a table is shown to nobody: ID numbers, in whatever column, row or sentence they stand.

use std::collections::BTreeSet;

use super::Row;
use super::column::{self, Column, narrow};
use crate::domain::student::masked_id;

/// The column with ID numbers. Wherever a table has one, its contents are masked, used or not.
pub const ID_NUMBER: Column = Column {
    names: &[
        "证件号",
        "id_number",
        "证件号码",
        "身份证号",
        "證件號",
        "證件號碼",
        "身份證號",
        "身份證號碼",
        "身分證字號",
        "身份证号码",
        "身份证件号",
        "身份证件号码",
        "身份证",
        "居民身份证号",
        "居民身份证号码",
        "id number",
        "id card number",
    ],
    lesser: &["其他证件号", "护照号", "护照号码", "通行证号", "港澳台证件号", "passport number"],
    shown: "证件号 id_number",
    own: true,
};

/// How many digits a resident ID number has: 18 with its check character (GB 11643-1999), 15 before 1999.
const LENGTHS: [usize; 2] = [15, 18];

/// A number of another document has at least so many letters and digits.
const SHORTEST: usize = 5;

/// The places under a name of ID numbers: in the head, whatever else stands in that cell, or in one of the rows
/// around it, since a person may have named another row as the head.
pub(super) fn places(head: &[String], rows: &[Row]) -> BTreeSet<usize> {
    let head = head.iter().enumerate().filter(|(_, name)| names_it(name)).map(|(at, _)| at);
    let cells = rows.iter().flat_map(|row| row.cells.iter().enumerate());
    let named = cells.filter(|(_, cell)| ID_NUMBER.is_named(cell)).map(|(at, _)| at);
    head.chain(named).collect()
}

/// Whether a cell contains a name of ID numbers.
fn names_it(cell: &str) -> bool {
    let cell = column::plain(cell);
    let all = ID_NUMBER.names.iter().chain(ID_NUMBER.lesser);
    all.map(|name| column::plain(name)).any(|name| cell.contains(&name))
}

/// A cell as it may be shown; in a secret column the numbers of any document are masked, but not its name.
pub(super) fn masked(cell: &str, is_secret: bool) -> String {
    let cell = discreet(cell);
    if !is_secret || names_it(&cell) {
        return cell;
    }
    if cell.chars().map(narrow).all(|c| c.is_ascii() || c == '•') {
        return masked_id(&cell);
    }
    let (mut shown, mut run) = (String::new(), String::new());
    for c in cell.chars() {
        if narrow(c).is_ascii_alphanumeric() {
            run.push(c);
        } else {
            shown.push_str(&document(&run));
            run.clear();
            shown.push(c);
        }
    }
    shown + &document(&run)
}

/// Letters and digits that may be the number of a document.
fn document(run: &str) -> String {
    let has_digit = run.chars().any(|c| narrow(c).is_ascii_digit());
    let is_long = run.chars().count() >= SHORTEST;
    if has_digit && is_long { masked_id(run) } else { run.to_owned() }
}

/// A text in which every run of as many digits as a resident ID number has is masked, also with blanks or dashes
/// between them.
pub(super) fn discreet(text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let plain: Vec<char> = chars.iter().copied().map(narrow).collect();
    for group in groups(&plain) {
        for digits in numbers(&plain, &group) {
            let hidden = digits.len().saturating_sub(4);
            for at in digits.get(4..hidden).unwrap_or_default() {
                if let Some(c) = chars.get_mut(*at) {
                    *c = '•';
                }
            }
        }
    }
    chars.into_iter().collect()
}

/// The places of digits that nothing divides.
type DigitRun = Vec<usize>;

/// Parts that only blanks and dashes divide. An X that ends digits is one of them.
fn groups(text: &[char]) -> Vec<Vec<DigitRun>> {
    let (mut groups, mut group, mut part) = (Vec::new(), Vec::new(), DigitRun::new());
    for (at, c) in text.iter().enumerate() {
        let next = text.get(at + 1);
        let is_check = matches!(c, 'X' | 'x')
            && !(part.is_empty() && group.is_empty())
            && !next.is_some_and(char::is_ascii_alphanumeric);
        if c.is_ascii_digit() || is_check {
            part.push(at);
            continue;
        }
        if !part.is_empty() {
            group.push(std::mem::take(&mut part));
        }
        let divides = c.is_whitespace()
            || matches!(c, '-' | '‐' | '‑' | '–' | '—' | '\u{200b}'..='\u{200d}' | '\u{feff}');
        if !divides {
            groups.push(std::mem::take(&mut group));
        }
    }
    group.push(part);
    groups.push(group);
    groups
}

/// The numbers in a group: parts that follow one another and together are as long as an ID number.
fn numbers(text: &[char], group: &[DigitRun]) -> Vec<DigitRun> {
    let mut numbers = Vec::new();
    for first in 0..group.len() {
        let mut number = DigitRun::new();
        for part in group.iter().skip(first) {
            number.extend(part);
            if number.len() > 18 {
                break;
            }
            let is_digit = |at: &usize| text.get(*at).is_some_and(char::is_ascii_digit);
            let (last, before) = number.split_last().map_or((None, &[][..]), |(l, b)| (Some(l), b));
            let ends = number.len() == 18 || last.is_some_and(is_digit);
            if LENGTHS.contains(&number.len()) && before.iter().all(is_digit) && ends {
                numbers.push(number.clone());
            }
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_id_number_is_shown_in_whatever_way_it_is_written() {
        for id in [
            "11010519491231002X",
            "11010519491231002x",
            "110105194912310021",
            "110105491231002",
            "１１０１０５１９４９１２３１００２Ｘ",
            "110105 19491231 002X",
            "110105-19491231-002 X",
            "身份证110105194912310021，见附件",
            "1 110105194912310021",
            "110105194912310021 11010519491231002X",
            "ID:110105194912310021.",
        ] {
            let shown = discreet(id);
            let digits = shown.chars().map(narrow).filter(char::is_ascii_digit).count();
            let numbers = id.matches("0105").count().max(1);
            assert!(digits <= 8 * numbers + 1 && shown.contains('•'), "{id}: {shown}");
        }
        for other in ["2026E8013282001", "2026-11-24 10:00:00", "13800138000", "张三", ""] {
            assert_eq!(discreet(other), other);
        }
        assert_eq!(masked("E12345678", true), "E123•5678");
        assert_eq!(masked("护照 E12345678", true), "护照 E123•5678");
        assert_eq!(masked("2026级名册", true), "2026级名册");
        assert_eq!(masked("证件号", true), "证件号");
        assert_eq!(masked("E12345678", false), "E12345678");
    }
}
