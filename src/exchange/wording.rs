//! The university's own wording of notices: a TOML text with its phone number, how long a student has, and sentences
//! in place of ours.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use chrono::{DateTime, Days, Utc};
use serde::Deserialize;
use toml::Spanned;

use crate::domain::deadline::china;
use crate::domain::reason::Reason;
use crate::text::Lang;

/// The university's own wording; what it does not give stays as the program says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NoticeWording {
    /// The phone number of the customer service.
    pub phone: Option<String>,
    /// Within how many days a new photo must be sent, counted from the day of the decision.
    pub days: Option<u16>,
    /// Each retake gets a picture of what was found, framed, in a folder beside the list.
    pub pictures: bool,
    sentences: BTreeMap<(Lang, NoticePart), String>,
}

/// A sentence of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticePart {
    /// The whole notice of an approval.
    Approve,
    /// The first sentence of a rejection.
    RejectOpening,
    /// The last sentence of a rejection.
    RejectClosing,
    /// The first sentence of a retake.
    RetakeOpening,
    /// The last sentence of a retake.
    RetakeClosing,
    /// How to avoid a reason next time.
    Advice(Reason),
}

/// Why a text is no wording of notices, with the line where it is wrong, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordingFault {
    /// It is no TOML, or has keys that nobody knows.
    #[error("line {line}: {why}")]
    Text {
        /// The line.
        line: usize,
        /// What the reader of TOML says, in English.
        why: String,
    },
    /// There is no reason of this code.
    #[error("line {line}: no reason has the code {code}")]
    Reason {
        /// The line.
        line: usize,
        /// The code.
        code: String,
    },
    /// What stands in braces is not known.
    #[error("line {line}: unknown placeholder {{{name}}}")]
    Placeholder {
        /// The line.
        line: usize,
        /// What stands in the braces.
        name: String,
    },
    /// A sentence asks for something that the text does not give: `phone`, or `days` for a deadline.
    #[error("line {line}: {{{name}}} is used, but not given")]
    NotGiven {
        /// The line.
        line: usize,
        /// Which placeholder.
        name: &'static str,
    },
    /// A sentence is empty, or `days` is 0.
    #[error("line {line}: empty")]
    Empty {
        /// The line.
        line: usize,
    },
    /// The file can't be read.
    #[error("{0}")]
    File(String),
}

/// What can stand in braces.
const PHONE: &str = "phone";
const DEADLINE: &str = "deadline";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordingText {
    phone: Option<Spanned<String>>,
    days: Option<Spanned<u16>>,
    #[serde(default)]
    pictures: bool,
    #[serde(default)]
    zh: Sentences,
    #[serde(default)]
    en: Sentences,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentences {
    approve: Option<Spanned<String>>,
    reject_opening: Option<Spanned<String>>,
    reject_closing: Option<Spanned<String>>,
    retake_opening: Option<Spanned<String>>,
    retake_closing: Option<Spanned<String>>,
    #[serde(default)]
    advice: BTreeMap<Spanned<String>, Spanned<String>>,
}

impl NoticeWording {
    /// The name of its file in the folder of a store.
    pub const FILE: &str = "notices.toml";

    /// Reads such a file; nothing of the university's own where there is none.
    pub fn of_file(path: &Path) -> Result<Self, WordingFault> {
        match fs::read_to_string(path) {
            Ok(text) => Self::read(&text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(WordingFault::File(error.to_string())),
        }
    }

    /// Reads such a text.
    pub fn read(text: &str) -> Result<Self, WordingFault> {
        let line = |at: usize| text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
        let parsed: WordingText = toml::from_str(text).map_err(|error| WordingFault::Text {
            line: line(error.span().map_or(0, |span| span.start)),
            why: error.message().to_owned(),
        })?;
        let is_empty = |words: &Spanned<String>| words.get_ref().trim().is_empty();
        if let Some(empty) = parsed.phone.iter().find(|phone| is_empty(phone)) {
            return Err(WordingFault::Empty { line: line(empty.span().start) });
        }
        if let Some(never) = parsed.days.iter().find(|days| *days.get_ref() == 0) {
            return Err(WordingFault::Empty { line: line(never.span().start) });
        }
        let mut own = Self {
            phone: parsed.phone.map(Spanned::into_inner),
            days: parsed.days.map(Spanned::into_inner),
            pictures: parsed.pictures,
            sentences: BTreeMap::new(),
        };
        for (lang, sentences) in [(Lang::Zh, parsed.zh), (Lang::En, parsed.en)] {
            for (part, words) in parts(sentences, &line)? {
                let at = line(words.span().start);
                own.check(words.get_ref(), at)?;
                own.sentences.insert((lang, part), words.into_inner());
            }
        }
        Ok(own)
    }

    /// Checks that a sentence says something and that all that stands in braces is known and given.
    fn check(&self, words: &str, line: usize) -> Result<(), WordingFault> {
        if words.trim().is_empty() {
            return Err(WordingFault::Empty { line });
        }
        let mut rest = words;
        while let Some((_, behind)) = rest.split_once('{') {
            let (name, after) = behind.split_once('}').unwrap_or((behind, ""));
            match name {
                PHONE if self.phone.is_none() => {
                    return Err(WordingFault::NotGiven { line, name: PHONE });
                }
                DEADLINE if self.days.is_none() => {
                    return Err(WordingFault::NotGiven { line, name: DEADLINE });
                }
                PHONE | DEADLINE => {}
                _ => return Err(WordingFault::Placeholder { line, name: name.to_owned() }),
            }
            rest = after;
        }
        Ok(())
    }

    /// The university's own sentence, if it gave one, for a decision of this time.
    pub fn sentence(&self, lang: Lang, part: NoticePart, decided: DateTime<Utc>) -> Option<String> {
        let words = self.sentences.get(&(lang, part))?;
        let phone = self.phone.as_deref().unwrap_or_default();
        let deadline = self.deadline(decided).unwrap_or_default();
        Some(words.replace("{phone}", phone).replace("{deadline}", &deadline))
    }

    /// The last day, in China, on which a new photo may be sent after a decision of this time: `2026-12-05`.
    pub fn deadline(&self, decided: DateTime<Utc>) -> Option<String> {
        let day = decided.with_timezone(&china()).date_naive();
        Some((day + Days::new(u64::from(self.days?))).format("%Y-%m-%d").to_string())
    }
}

/// The sentences by what they are of.
fn parts(
    sentences: Sentences,
    line: &impl Fn(usize) -> usize,
) -> Result<Vec<(NoticePart, Spanned<String>)>, WordingFault> {
    let given = [
        (NoticePart::Approve, sentences.approve),
        (NoticePart::RejectOpening, sentences.reject_opening),
        (NoticePart::RejectClosing, sentences.reject_closing),
        (NoticePart::RetakeOpening, sentences.retake_opening),
        (NoticePart::RetakeClosing, sentences.retake_closing),
    ];
    let mut parts: Vec<_> =
        given.into_iter().filter_map(|(part, words)| Some((part, words?))).collect();
    for (code, words) in sentences.advice {
        let reason = Reason::from_code(code.get_ref()).ok_or_else(|| WordingFault::Reason {
            line: line(code.span().start),
            code: code.get_ref().clone(),
        })?;
        parts.push((NoticePart::Advice(reason), words));
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = r#"
phone = "010-8825 6622"
days = 7

[zh]
retake_closing = "请于 {deadline} 前重拍，客服 {phone}。"

[zh.advice]
P08 = "请睁眼。"
"#;

    #[test]
    fn its_sentences_stand_in_place_of_ours_with_phone_and_deadline() {
        let own = NoticeWording::read(OWN).expect("right");
        // Half past midnight of the 30th in China.
        let decided = "2026-11-29T16:30:00Z".parse().expect("a time");
        let closing = own.sentence(Lang::Zh, NoticePart::RetakeClosing, decided);
        assert_eq!(closing.as_deref(), Some("请于 2026-12-07 前重拍，客服 010-8825 6622。"));
        let advice = NoticePart::Advice(Reason::P08);
        assert_eq!(own.sentence(Lang::Zh, advice, decided).as_deref(), Some("请睁眼。"));
        assert_eq!(own.sentence(Lang::En, advice, decided), None);
        assert_eq!(NoticeWording::read(""), Ok(NoticeWording::default()));
    }

    #[test]
    fn what_is_wrong_is_told_by_its_line() {
        let text = |words: &str| NoticeWording::read(words).expect_err("wrong");
        let name = || "date".to_owned();
        let wrong = "[zh]\napprove = \"ok\"\nretake_closing = \"until {date}\"\n";
        assert_eq!(text(wrong), WordingFault::Placeholder { line: 3, name: name() });
        let code = || "P99".to_owned();
        assert_eq!(
            text("[en.advice]\nP99 = \"?\""),
            WordingFault::Reason { line: 2, code: code() }
        );
        assert_eq!(
            text("days = 3\n[en]\napprove = \"{phone}\""),
            WordingFault::NotGiven { line: 3, name: "phone" }
        );
        assert_eq!(
            text("phone = \"1\"\n[en]\napprove = \"{deadline}\""),
            WordingFault::NotGiven { line: 3, name: "deadline" }
        );
        assert_eq!(text("\ndays = 0"), WordingFault::Empty { line: 2 });
        assert_eq!(text("[en]\napprove = \" \""), WordingFault::Empty { line: 2 });
        assert!(matches!(text("\n\nfax = \"1\""), WordingFault::Text { line: 3, .. }));
        assert!(matches!(text("[zh]\napprove ="), WordingFault::Text { line: 2, .. }));
    }
}
