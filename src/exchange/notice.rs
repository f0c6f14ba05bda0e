//! Notices (通知): what a student is told of a decision, in words.

use std::collections::BTreeSet;

use crate::domain::checklist::ChecklistItem;
use crate::domain::decision::Decision;
use crate::domain::reason::Reason;
use crate::text::Text;

/// The key of a reason's words.
pub fn reason_key(reason: Reason) -> String {
    format!("reason-{}", reason.code())
}

/// The key of an item's words.
pub fn item_key(item: ChecklistItem) -> String {
    format!("item-{}", item.code().replace('.', "-"))
}

/// The suggested wording of a retake's notice: each reason with the advice how to shoot it better.
pub fn suggested_notice(text: &Text, reasons: &BTreeSet<Reason>) -> String {
    let mut lines = vec![text.get("notice-retake-opening").into_owned()];
    for (number, reason) in (1..).zip(reasons) {
        let (name, advice) = (reason_key(*reason), format!("advice-{}", reason.code()));
        lines.push(format!(
            "{number}. {}{}{}",
            text.get(&name),
            text.get("notice-colon"),
            text.get(&advice)
        ));
    }
    lines.push(text.get("notice-retake-closing").into_owned());
    lines.join("\n")
}

/// The whole notice of a decision in effect.
pub fn wording(text: &Text, decision: &Decision) -> String {
    match decision {
        Decision::Approve => text.get("notice-approve").into_owned(),
        Decision::Reject { reasons, .. } => {
            let names: Vec<String> =
                reasons.iter().map(|r| text.get(&reason_key(*r)).into_owned()).collect();
            let list = names.join(&text.get("notice-comma"));
            text.with("notice-reject", &[("reasons", list.into())])
        }
        Decision::Retake { notice: Some(notice), .. } => notice.clone(),
        Decision::Retake { reasons, .. } => suggested_notice(text, reasons),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn every_reason_and_item_has_words_and_advice() {
        for text in Lang::ALL.map(Text::new) {
            for reason in Reason::ALL {
                assert!(text.has(&reason_key(reason)), "{}", reason.code());
                assert!(text.has(&format!("advice-{}", reason.code())), "{}", reason.code());
            }
            for item in ChecklistItem::ALL {
                assert!(text.has(&item_key(item)), "{}", item.code());
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
}
