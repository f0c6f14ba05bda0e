//! Names in pinyin: the initials to search by, and the reading to sort by.

use pinyin::{ToPinyin as _, ToPinyinMulti as _};

/// Most readings kept of one name: enough for three characters with four readings each.
const MOST_READINGS: usize = 64;

/// The initials of every way to read the name, each after a space: `曾乐` gives ` zl zy cl cy`.
///
/// A word in Latin letters counts by its first letter; other signs are passed over.
pub(super) fn initials(name: &str) -> String {
    let mut readings = vec![String::new()];
    let mut inside_word = false;
    for c in name.chars() {
        let letters = letters_of(c, &mut inside_word);
        if letters.is_empty() || readings.len() * letters.len() > MOST_READINGS {
            let first = letters.first().copied();
            for reading in &mut readings {
                reading.extend(first);
            }
            continue;
        }
        readings = readings
            .iter()
            .flat_map(|reading| letters.iter().map(move |letter| format!("{reading}{letter}")))
            .collect();
    }
    readings
        .iter()
        .filter(|reading| !reading.is_empty())
        .fold(String::new(), |all, reading| all + " " + reading)
}

/// The letters a character can begin with in pinyin, each once.
fn letters_of(c: char, inside_word: &mut bool) -> Vec<char> {
    if c.is_ascii_alphanumeric() {
        let first = if *inside_word { Vec::new() } else { vec![c.to_ascii_lowercase()] };
        *inside_word = true;
        return first;
    }
    *inside_word = false;
    let mut letters = Vec::new();
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        if let Some(letter) = reading.plain().chars().next()
            && !letters.contains(&letter)
        {
            letters.push(letter);
        }
    }
    letters
}

/// The name in pinyin by the usual reading of each character, in lower case: `张伟` gives `zhang wei`.
/// A character without a reading stands for itself, behind every letter.
pub(super) fn reading(name: &str) -> String {
    let mut reading = String::new();
    for c in name.chars() {
        match c.to_pinyin() {
            Some(pinyin) => {
                reading.push_str(pinyin.plain());
                reading.push(' ');
            }
            None => reading.extend(c.to_lowercase()),
        }
    }
    reading.truncate(reading.trim_end().len());
    reading
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_hold_every_reading() {
        let check = |name: &str, wanted: &[&str]| {
            let found = initials(name);
            for reading in wanted {
                assert!(found.contains(&format!(" {reading}")), "{name}: {found:?}");
            }
        };
        check("张伟", &["zw"]);
        check("曾乐", &["zl", "zy", "cl", "cy"]);
        check("单雄信", &["sx", "dx", "cx"]);
        check("买买提·阿不都", &["mmtabd"]);
        check("Anna Smith", &["as"]);
        assert_eq!(initials(""), "");
        assert!(initials(&"乐".repeat(40)).len() < 4000, "long names stay bounded");
    }

    #[test]
    fn reading_sorts_as_a_dictionary_does() {
        assert_eq!(reading("张伟"), "zhang wei");
        assert!(reading("安娜") < reading("张伟"));
        assert_eq!(reading("Anna"), "anna");
        assert_eq!(reading(""), "");
    }
}
