//! Notices (通知): what a student is told of a decision, in words.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::measured::{broken_words, measure_words, value_words};
use super::wording::{NoticePart, NoticeWording};
use crate::domain::checklist::ChecklistItem;
use crate::domain::decision::Decision;
use crate::domain::measure::Unit;
use crate::domain::reason::Reason;
use crate::domain::screening::Screening;
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

/// A decision as a notice tells of it.
#[derive(Debug, Clone, Copy)]
pub struct ToldDecision<'a> {
    /// The decision.
    pub decision: &'a Decision,
    /// When it was made: deadlines are counted from it.
    pub decided_at: DateTime<Utc>,
    /// What the machine had said to whoever made it, if it had.
    pub screening: Option<&'a Screening>,
}

/// What a notice that is suggested now is made of.
#[derive(Clone, Copy)]
pub struct NoticeSource<'a> {
    /// The words.
    pub text: &'a Text,
    /// The university's own.
    pub own: &'a NoticeWording,
    /// What the machine says of the photo.
    pub screening: Option<&'a Screening>,
    /// The time: deadlines are counted from it.
    pub now: DateTime<Utc>,
}

/// The suggested notice of a retake for these reasons: what each student gets whose reviewer words none of their own.
pub fn suggested_notice(source: NoticeSource<'_>, reasons: &BTreeSet<Reason>) -> String {
    let NoticeSource { text, own, screening, now } = source;
    let (reasons, items) = (reasons.clone(), BTreeSet::new());
    let decision = Decision::Retake { items, reasons, notice: None, note: None };
    wording(text, own, ToldDecision { decision: &decision, decided_at: now, screening })
}

/// An opening sentence, each reason with what is said of it, and the last sentences.
fn advised(
    text: &Text,
    opening: String,
    reasons: impl Iterator<Item = (String, String)>,
    closing: Vec<String>,
) -> String {
    let mut lines = vec![opening];
    for (number, (reason, said)) in (1..).zip(reasons) {
        lines.push(format!("{number}. {reason}{}{said}", text.get("notice-colon")));
    }
    lines.extend(closing);
    lines.join("\n")
}

/// The advice on a reason: the university's own, or the guide's.
pub fn advice(text: &Text, own: &NoticeWording, told: ToldDecision<'_>, reason: Reason) -> String {
    let given = own.sentence(text.lang(), NoticePart::Advice(reason), told.decided_at);
    given.unwrap_or_else(|| text.get(&advice_key(reason)).into_owned())
}

/// What the machine measured about a reason that a person gave, and what is asked for: `eyes from the level 8°, asked for:
/// at most 5°`. Nothing where it measured nothing about it, or nothing that speaks against the photo.
pub fn measured(text: &Text, screening: &Screening, reason: Reason) -> Option<String> {
    let said = screening.said.iter().find(|said| said.reason == reason && said.is_against())?;
    let (one, limit) = screening.decisive(said)?;
    // How sure a net is says nothing that a student could look at or mend.
    if one.measure.unit() == Unit::Probability {
        return None;
    }
    let values = [
        ("measure", measure_words(text, one.measure).into()),
        ("value", value_words(text, one.measure, one.value).into()),
        ("limit", broken_words(text, one.measure, limit?, said.verdict).into()),
    ];
    Some(text.with("notice-measured", &values))
}

/// The words that a reviewer wrote in place of the suggested notice, and their language.
pub fn own_wording(decision: &Decision) -> Option<(&str, Lang)> {
    let Decision::Retake { notice: Some(notice), .. } = decision else { return None };
    Some((notice, language_of(notice)))
}

/// The whole notice of a decision in effect, in the language of `text`. Words that a reviewer wrote are
/// used only in the language in which they were written; the other language gets the suggested notice for
/// the same reasons, so that nobody gets a notice in the wrong language.
pub fn wording(text: &Text, own: &NoticeWording, told: ToldDecision<'_>) -> String {
    use NoticePart::{Approve, RejectClosing, RejectOpening, RetakeClosing, RetakeOpening};
    match (told.decision, own_wording(told.decision)) {
        (_, Some((words, lang))) if lang == text.lang() => words.to_owned(),
        (Decision::Approve, _) => sentence(text, own, told, Approve),
        (Decision::Reject { reasons, .. }, _) => {
            reasoned(text, own, told, reasons, [RejectOpening, RejectClosing])
        }
        (Decision::Retake { reasons, .. }, _) => {
            reasoned(text, own, told, reasons, [RetakeOpening, RetakeClosing])
        }
    }
}

/// A notice with reasons. Where the university gave a number to call or a deadline but no last sentence of its own, they
/// stand behind ours.
fn reasoned(
    text: &Text,
    own: &NoticeWording,
    told: ToldDecision<'_>,
    reasons: &BTreeSet<Reason>,
    [opening, last]: [NoticePart; 2],
) -> String {
    let lines = reasons.iter().map(|reason| {
        let found = told.screening.and_then(|screening| measured(text, screening, *reason));
        let advice = advice(text, own, told, *reason);
        (told_reason(text, *reason), format!("{}{advice}", found.unwrap_or_default()))
    });
    let mut closing = vec![sentence(text, own, told, last)];
    if own.sentence(text.lang(), last, told.decided_at).is_none() {
        let deadline = own.deadline(told.decided_at).filter(|_| last == NoticePart::RetakeClosing);
        let say = |key: &str, value: String| text.with(key, &[("value", value.into())]);
        closing.extend(deadline.map(|day| say("notice-deadline", day)));
        closing.extend(own.phone.clone().map(|phone| say("notice-phone", phone)));
    }
    advised(text, sentence(text, own, told, opening), lines, closing)
}

/// A sentence: the university's own, or the program's.
fn sentence(text: &Text, own: &NoticeWording, told: ToldDecision<'_>, part: NoticePart) -> String {
    let key = match part {
        NoticePart::Approve => "notice-approve",
        NoticePart::RejectOpening => "notice-reject-opening",
        NoticePart::RejectClosing => "notice-reject-closing",
        NoticePart::RetakeOpening => "notice-retake-opening",
        NoticePart::RetakeClosing => "notice-retake-closing",
        NoticePart::Advice(reason) => return advice(text, own, told, reason),
    };
    own.sentence(text.lang(), part, told.decided_at).unwrap_or_else(|| text.get(key).into_owned())
}

/// The language of some words: Chinese if any character is Chinese, else English.
fn language_of(words: &str) -> Lang {
    let is_chinese = |c: char| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}');
    if words.contains(is_chinese) { Lang::Zh } else { Lang::En }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples;

    fn told(decision: &Decision) -> ToldDecision<'_> {
        ToldDecision { decision, decided_at: DateTime::UNIX_EPOCH, screening: None }
    }

    fn suggested(text: &Text, reasons: &BTreeSet<Reason>) -> String {
        let (own, now) = (&NoticeWording::default(), DateTime::UNIX_EPOCH);
        suggested_notice(NoticeSource { text, own, screening: None, now }, reasons)
    }

    fn retake<const N: usize>(reasons: [Reason; N]) -> Decision {
        let items = BTreeSet::from([ChecklistItem::FaceEyesOpen]);
        Decision::Retake { items, reasons: reasons.into(), notice: None, note: None }
    }

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
        let notice = suggested(&text, &BTreeSet::from([Reason::P08, Reason::L02]));
        assert!(notice.contains("闭眼") && notice.contains("阴阳脸"), "{notice}");
        assert!(notice.lines().count() == 4, "{notice}");
    }

    #[test]
    fn a_rejection_carries_advice_and_hides_what_is_for_reviewers() {
        let reasons = BTreeSet::from([Reason::F02, Reason::Z01]);
        let decision = Decision::Reject { reasons, note: Some("kept on file".to_owned()) };
        for text in Lang::ALL.map(Text::new) {
            let notice = wording(&text, &NoticeWording::default(), told(&decision));
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
                let expected =
                    if text.lang() == lang { own.to_owned() } else { suggested(text, &reasons) };
                assert_eq!(wording(text, &NoticeWording::default(), told(&decision)), expected);
            }
        }
    }

    #[test]
    fn what_was_measured_stands_with_its_limit_where_a_person_gave_that_reason() {
        let screening = samples::slanted(None);
        let decision = retake([Reason::P03, Reason::P08]);
        let told = ToldDecision { screening: Some(&screening), ..told(&decision) };
        for (lang, part) in
            [(Lang::Zh, "8.2°，要求至多 5°"), (Lang::En, "8.2° (asked for: at most 5°)")]
        {
            let notice = wording(&Text::new(lang), &NoticeWording::default(), told);
            let lines: Vec<&str> = notice.lines().collect();
            assert!(lines[1].contains(part), "{notice}");
            assert!(!lines[2].contains('°'), "{notice}");
        }
        let other = retake([Reason::P08]);
        let told = ToldDecision { decision: &other, ..told };
        assert!(!wording(&Text::new(Lang::Zh), &NoticeWording::default(), told).contains('°'));
    }

    #[test]
    fn phone_and_deadline_stand_behind_our_last_sentence_or_in_the_universitys_own() {
        let own = NoticeWording::read(
            "phone = \"010-1\"\ndays = 7\n[zh]\nretake_closing = \"致电 {phone}。\"",
        );
        let own = own.expect("right");
        let decision = retake([Reason::P08]);
        let zh = wording(&Text::new(Lang::Zh), &own, told(&decision));
        assert!(zh.ends_with("致电 010-1。"), "{zh}");
        assert!(!zh.contains("1970"), "{zh}");
        let en = wording(&Text::new(Lang::En), &own, told(&decision));
        assert!(en.contains("1970-01-08") && en.ends_with("010-1."), "{en}");
        let reject = Decision::Reject { reasons: BTreeSet::from([Reason::I02]), note: None };
        let zh = wording(&Text::new(Lang::Zh), &own, told(&reject));
        assert!(zh.contains("010-1") && !zh.contains("1970"), "{zh}");
    }
}
