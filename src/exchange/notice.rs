//! Notices (通知): what a student is told of a decision, in words.

use std::collections::BTreeSet;

use crate::domain::checklist::ChecklistItem;
use crate::domain::decision::Decision;
use crate::domain::reason::Reason;
use crate::text::{Lang, Text};

/// The key for `Text` of a reason's words.
pub fn reason_key(reason: Reason) -> String {
    format!("reason-{}", reason.code())
}

/// A reason with its code: `C03 照片模糊`.
pub fn reason_words(text: &Text, reason: Reason) -> String {
    format!("{} {}", reason.code(), text.get(&reason_key(reason)))
}

/// The key for `Text` of an item's words.
pub fn item_key(item: ChecklistItem) -> String {
    format!("item-{}", item.code().replace('.', "-"))
}

/// The key for `Text` of an item's short words. A student is told what failed, not how it is measured.
pub fn item_short_key(item: ChecklistItem) -> String {
    format!("{}-short", item_key(item))
}

/// The key for `Text` of the guide's advice on how to avoid a reason next time.
pub fn advice_key(reason: Reason) -> String {
    format!("advice-{}", reason.code())
}

/// A reason's words for a student: without the hints for reviewers that they contain.
pub fn told_reason(text: &Text, reason: Reason) -> String {
    let told = format!("notice-{}", reason_key(reason));
    let key = if text.has(&told) { told } else { reason_key(reason) };
    text.get(&key).into_owned()
}

/// The suggested notice of a retake: each reason with advice on how to do better.
pub fn suggested_notice(text: &Text, reasons: &BTreeSet<Reason>) -> String {
    advised(text, "notice-retake-opening", reasons, "notice-retake-closing")
}

/// An opening sentence, each reason with its advice, and a closing sentence.
fn advised(text: &Text, opening: &str, reasons: &BTreeSet<Reason>, closing: &str) -> String {
    let mut lines = vec![text.get(opening).into_owned()];
    for (number, reason) in (1..).zip(reasons) {
        lines.push(format!(
            "{number}. {}{}{}",
            told_reason(text, *reason),
            text.get("notice-colon"),
            text.get(&advice_key(*reason))
        ));
    }
    lines.push(text.get(closing).into_owned());
    lines.join("\n")
}

/// The words that a reviewer wrote in place of the suggested notice, and their language.
pub fn own_wording(decision: &Decision) -> Option<(&str, Lang)> {
    let Decision::Retake { notice: Some(notice), .. } = decision else { return None };
    Some((notice, language_of(notice)))
}

/// The whole notice of a decision in effect, in the language of `text`. Words that a reviewer wrote are
/// used only in the language in which they were written; the other language gets the suggested notice for
/// the same reasons, so that nobody gets a notice in the wrong language.
pub fn wording(text: &Text, decision: &Decision) -> String {
    match (decision, own_wording(decision)) {
        (_, Some((own, lang))) if lang == text.lang() => own.to_owned(),
        (Decision::Approve, _) => text.get("notice-approve").into_owned(),
        (Decision::Reject { reasons, .. }, _) => {
            advised(text, "notice-reject-opening", reasons, "notice-reject-closing")
        }
        (Decision::Retake { reasons, .. }, _) => suggested_notice(text, reasons),
    }
}

/// The language of some words: Chinese if any character is Chinese, else English.
fn language_of(words: &str) -> Lang {
    let is_chinese = |c: char| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}');
    if words.contains(is_chinese) { Lang::Zh } else { Lang::En }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_and_item_has_words_and_advice() {
        for text in Lang::ALL.map(Text::new) {
            for reason in Reason::ALL {
                assert!(text.has(&reason_key(reason)), "{}", reason.code());
                assert!(text.has(&advice_key(reason)), "{}", reason.code());
            }
            for item in ChecklistItem::ALL {
                assert!(text.has(&item_key(item)), "{}", item.code());
                assert!(text.has(&item_short_key(item)), "{}", item.code());
            }
        }
    }

    #[test]
    fn the_advice_of_each_reason_stands_in_the_notice() {
        let text = Text::new(Lang::Zh);
        let notice = suggested_notice(&text, &BTreeSet::from([Reason::P08, Reason::L02]));
        assert!(notice.contains("闭眼") && notice.contains("阴阳脸"), "{notice}");
        assert!(notice.lines().count() == 4, "{notice}");
    }

    #[test]
    fn a_rejection_carries_advice_and_hides_what_is_for_reviewers() {
        let reasons = BTreeSet::from([Reason::F02, Reason::Z01]);
        let decision = Decision::Reject { reasons, note: Some("kept on file".to_owned()) };
        for text in Lang::ALL.map(Text::new) {
            let notice = wording(&text, &decision);
            for reason in [Reason::F02, Reason::Z01] {
                assert!(notice.contains(&*text.get(&advice_key(reason))), "{notice}");
            }
            for hidden in ["须填写说明", "note required", "kept on file"] {
                assert!(!notice.contains(hidden), "{notice}");
            }
        }
    }

    #[test]
    fn own_words_stand_in_their_own_language_alone() {
        let (zh, en) = (Text::new(Lang::Zh), Text::new(Lang::En));
        let reasons = BTreeSet::from([Reason::P08]);
        for (own, lang) in [("请睁眼 OK", Lang::Zh), ("Open your eyes.", Lang::En)] {
            let decision = Decision::Retake {
                items: BTreeSet::from([ChecklistItem::FaceEyesOpen]),
                reasons: reasons.clone(),
                notice: Some(own.to_owned()),
                note: None,
            };
            assert_eq!(own_wording(&decision), Some((own, lang)));
            for text in [&zh, &en] {
                let expected = if text.lang() == lang {
                    own.to_owned()
                } else {
                    suggested_notice(text, &reasons)
                };
                assert_eq!(wording(text, &decision), expected);
            }
        }
    }
}
