//! What a specification asks of a photo, and the rules of a crop, in words.

use crate::domain::finding::Finding;
use crate::exchange::measured::broken_words;
use crate::text::Text;

/// The limit that a finding rests on, in words: that which it breaks; nothing where there is none.
pub fn limit_words(text: &Text, finding: &Finding) -> String {
    let Some((measurement, limit)) = finding.decisive() else { return String::new() };
    broken_words(text, measurement.measure, limit, finding.verdict)
}

/// Rules of a crop, by their codes.
pub fn rule_words(text: &Text, codes: &[impl AsRef<str>]) -> String {
    let words = codes.iter().map(|code| text.get(&format!("rule-{}", code.as_ref())).into_owned());
    words.collect::<Vec<_>>().join(&text.get("check-list-between"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standard::CropRule;
    use crate::text::Lang;

    #[test]
    fn every_rule_has_words_and_no_english_stands_in_chinese() {
        let (zh, en) = (Text::new(Lang::Zh), Text::new(Lang::En));
        for rule in CropRule::ALL {
            let [zh, en] = [&zh, &en].map(|text| rule_words(text, &[rule.code()]));
            assert!(!zh.contains(|letter: char| letter.is_ascii_alphabetic()), "{zh}");
            assert!(!en.contains("rule-"), "{en}");
        }
    }
}
