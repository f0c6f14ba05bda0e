//! Which letters a list is written with, and which are the sign that it was read wrong.

use crate::exchange::cell_fault::{CellFault, is_invisible};

/// Whether this is a Chinese character, or a mark of Chinese typography.
pub(super) fn is_chinese(c: char) -> bool {
    is_han(c)
        || matches!(
            c,
            '\u{3000}'..='\u{301c}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff01}'..='\u{ff5e}'
                | '\u{ffe5}' | '\u{2014}' | '\u{2018}'..='\u{201d}' | '\u{2026}' | '·' | '×'
                | '\u{2160}'..='\u{217f}' | '\u{2460}'..='\u{249b}' | '★' | '☆' | '○' | '●'
        )
}

/// Whether this is a Chinese character, the rare ones too.
fn is_han(c: char) -> bool {
    matches!(
        c,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{323af}' | '〇' | '々'
    )
}

/// Whether no list here has any use for this letter: Greek, Cyrillic, Hebrew, Arabic, half-width kana, signs
/// for boxes and private use. A wrong encoding yields these.
pub(super) fn is_strange(c: char) -> bool {
    c == char::REPLACEMENT_CHARACTER
        || is_private(c)
        || matches!(
            c,
            '\u{80}'..='\u{9f}' | '\u{250}'..='\u{2ff}' | '\u{370}'..='\u{1cff}'
                | '\u{2500}'..='\u{257f}' | '\u{2c00}'..='\u{2dff}' | '\u{a000}'..='\u{abff}'
                | '\u{fb00}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{ff61}'..='\u{ff9f}'
        )
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

/// Letters and digits of a person's name, and the marks inside names.
fn is_of_name(c: char) -> bool {
    let marks = [
        ' ', '\u{3000}', '-', '.', ',', '\'', '·', '•', '‧', '・', '．', '‘', '’', '，', '(', ')',
        '（', '）', '/', '_', '＿', '“', '”',
    ];
    c.is_alphabetic()
        || c.is_ascii_digit()
        || marks.contains(&c)
        || matches!(c, '\u{300}'..='\u{36f}' | '\u{ff10}'..='\u{ff19}')
}

/// Most characters of a name: longer than any that a passport has room for.
const LONGEST_NAME: usize = 64;

/// Most characters of any other words.
const LONGEST_WORDS: usize = 200;

/// Refuses what can't be the whole name of a person, so that nobody is enrolled under half a name.
pub(in crate::exchange) fn name(text: &str) -> Result<&str, CellFault> {
    words_up_to(text, LONGEST_NAME)?;
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let accents = text.chars().filter(|c| matches!(c, '\u{c0}'..='\u{24f}')).count();
    // ÕÅÈý is 张三 in a wrong encoding: no name has more letters with accents than without.
    if letters == 0 || accents * 2 > letters || !text.chars().all(is_of_name) {
        return Err(CellFault::Letters(text.to_owned()));
    }
    Ok(text)
}

/// Refuses words with characters that were lost, or that can't be seen, or that the encoding has made.
pub(in crate::exchange) fn words(text: &str) -> Result<&str, CellFault> {
    words_up_to(text, LONGEST_WORDS)
}

fn words_up_to(text: &str, most: usize) -> Result<&str, CellFault> {
    if text.chars().count() > most {
        return Err(CellFault::TooLong { most });
    }
    readable(text)?;
    if text.contains(['?', '？', '□', '〓', '■', '▯', '�']) || text.chars().any(is_private)
    {
        return Err(CellFault::Lost(text.to_owned()));
    }
    if text.chars().any(is_strange) {
        return Err(CellFault::Letters(text.to_owned()));
    }
    let curly = |open: char, close: char| {
        let count = |mark: char| text.chars().filter(|c| *c == mark).count();
        count(open) != count(close) || text.starts_with(open) && text.ends_with(close)
    };
    if text.contains('"') || curly('“', '”') {
        return Err(CellFault::Quote);
    }
    Ok(text)
}

/// Refuses a cell with a character that could not be decoded, or that can't be seen.
pub(in crate::exchange) fn readable(text: &str) -> Result<&str, CellFault> {
    if text.contains(char::REPLACEMENT_CHARACTER) {
        return Err(CellFault::Undecoded(text.to_owned()));
    }
    if text.chars().any(is_invisible) {
        return Err(CellFault::Invisible(text.to_owned()));
    }
    Ok(text)
}

/// Trims blanks (full-width ones too) and marks of no width at both ends, but no controls, which are the sign
/// of damage; takes the wrapping off a text
/// that a program has written as a formula so that no spreadsheet takes it for a number, `="00123"`.
pub(super) fn clean(text: &str) -> String {
    let nothing = |c: char| c.is_whitespace() || is_invisible(c) && !c.is_control();
    let text = text.trim_matches(nothing);
    let inner = text.strip_prefix("=\"").and_then(|inner| inner.strip_suffix('"'));
    inner.unwrap_or(text).trim_matches(nothing).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_people() {
        let long = "a".repeat(64);
        for right in [
            "张三",
            "欧阳䶮",
            "阿卜杜拉·买买提",
            "O'Brien-Smith, Zoë",
            "𠮷野",
            "王〇",
            "生0",
            &long,
        ] {
            assert_eq!(name(right), Ok(right));
        }
        let wrong = [
            "王?",
            "张□",
            "李〓",
            "？",
            "ϰһ",
            "ÕÅÈý",
            "王\u{e863}",
            "张\u{200b}三",
            "张\u{7}三",
            "123",
            "0",
            "张**",
            "“张三”",
            "张三\"",
            "ﾕﾅ",
            "Иван",
            "å¼ ä¸‰",
        ];
        for wrong in wrong {
            assert!(name(wrong).is_err(), "{wrong:?}");
        }
        assert_eq!(name(&"李".repeat(65)), Err(CellFault::TooLong { most: 64 }));
    }

    #[test]
    fn words_of_departments() {
        for right in ["数学科学学院", "“双一流”学院（筹）", "School of Physics & Chemistry", ""]
        {
            assert_eq!(words(right), Ok(right));
        }
        for wrong in ["化?学院", "数学”", "“数学”", "数\u{e000}", "化�"] {
            assert!(words(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn ends_are_cleaned() {
        assert_eq!(clean(" \u{3000}=\"00123\"\u{200b}"), "00123");
        assert_eq!(clean("\u{feff}李雷\u{200b}"), "李雷");
        assert_eq!(clean("="), "=");
        assert_eq!(clean("张三\u{7} "), "张三\u{7}");
    }
}
