//! What `check` prints for a person: what speaks against a photo as a table, and the rest by its reasons.

use std::path::Path;

use super::out::say;
use super::table::aligned;
use crate::desk::check::Checked;
use crate::domain::finding::{Finding, Verdict};
use crate::exchange::measured::{measure_words, measured_words};
use crate::exchange::notice::{item_short_key, reason_words};
use crate::text::Text;
use crate::ui::words::findings::limit_words;
use crate::ui::words::standard::missing_rules;

/// Prints what was found on a file, or why it could not be read.
pub(super) fn show(path: &Path, result: &Result<Checked, String>, text: &Text) {
    say(path.display());
    match result {
        Ok(checked) => {
            let size = [
                ("width", checked.width.to_string().into()),
                ("height", checked.height.to_string().into()),
                ("faces", checked.faces.to_string().into()),
            ];
            say(format_args!("  {}", text.with("check-size", &size)));
            for line in lines(&checked.findings, text) {
                say(format_args!("  {line}"));
            }
        }
        Err(why) => {
            say(format_args!("  {}", text.with("check-unread", &[("why", why.clone().into())])));
        }
    }
    say("");
}

/// The table, the worst first, and a line for each other verdict.
fn lines(findings: &[Finding], text: &Text) -> Vec<String> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| finding.verdict);
    let mut rows = Vec::new();
    for finding in sorted.iter().filter(|finding| finding.verdict.is_against()) {
        rows.push(row(finding, text));
    }
    if !rows.is_empty() {
        let head = ["verdict", "item", "reason", "measured", "limit"];
        rows.insert(0, head.map(|head| text.get(&format!("check-head-{head}")).into_owned()));
    }
    let mut lines = aligned(&rows);
    for verdict in [Verdict::Unknown, Verdict::Reviewer, Verdict::Clear] {
        let of = sorted.iter().filter(|finding| finding.verdict == verdict);
        let told: Vec<String> = of.map(|finding| reason_words(text, finding.reason)).collect();
        if !told.is_empty() {
            let reasons = told.join(&text.get("check-reasons-between"));
            let key = format!("check-rest-{}", verdict.code());
            lines.push(text.with(&key, &[("reasons", reasons.into())]));
        }
    }
    lines
}

/// A finding that speaks against the photo: verdict, item, reason, what was measured and the limit.
fn row(finding: &Finding, text: &Text) -> [String; 5] {
    let verdict = text.get(&format!("check-{}", finding.verdict.code())).into_owned();
    let item = text.get(&item_short_key(finding.item)).into_owned();
    let reason = reason_words(text, finding.reason);
    let missing = finding.missing.as_ref().map(|missing| missing_rules(text, missing));
    if let Some(missing) = missing.filter(|words| !words.is_empty()) {
        return [verdict, item, reason, missing, String::new()];
    }
    let Some((measurement, _)) = finding.decisive() else {
        return [verdict, item, reason, String::new(), String::new()];
    };
    let (measure, value) = (measurement.measure, measurement.value);
    let value = measured_words(text, measure, value, measurement.uncertainty);
    let measured = [("measure", measure_words(text, measure).into()), ("value", value.into())];
    [verdict, item, reason, text.with("check-measured", &measured), limit_words(text, finding)]
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr as _;

    use super::*;
    use crate::domain::finding::{Measurement, Missing};
    use crate::domain::measure::Measure;
    use crate::domain::reason::Reason;
    use crate::domain::specification::Specification;
    use crate::screening;
    use crate::text::Lang;

    fn findings() -> Vec<Finding> {
        let measured = [
            Measurement::new(Measure::EyesLevel, 8.25, 1.8),
            Measurement::new(Measure::Headwear, 0.71, 0.0),
            Measurement::new(Measure::Smile, 0.1, 0.0),
        ];
        let national = Specification::national().expect("right");
        let mut found = screening::findings(&measured, &national);
        let crown = found.iter_mut().find(|finding| finding.reason == Reason::S02).expect("there");
        crown.verdict = Verdict::Fails;
        let (rules, by) = (vec!["top-edge".to_owned(), "crown".to_owned()], Some(12.0));
        crown.missing = Some(Missing { reason: Reason::S02, rules, by });
        found
    }

    #[test]
    fn columns_stand_below_each_other_in_both_languages() {
        for (lang, limits) in
            [(Lang::En, ["at most 5°", "at most 40 %"]), (Lang::Zh, ["至多 5°", "至多 40 %"])]
        {
            let lines = lines(&findings(), &Text::new(lang));
            let at = |end: &str| {
                let line = lines.iter().find(|line| line.ends_with(end)).expect("the limit");
                line.width() - end.width()
            };
            assert_eq!(at(limits[0]), at(limits[1]), "{lines:#?}");
        }
    }

    #[test]
    fn a_chinese_table_has_no_english() {
        let lines = lines(&findings(), &Text::new(Lang::Zh));
        for line in &lines {
            let words = line.split(|letter: char| !letter.is_ascii_alphabetic());
            // Codes of reasons are a letter and a number.
            let english: Vec<&str> =
                words.filter(|word| word.len() > 1 && !["JPEG", "AI"].contains(word)).collect();
            assert!(english.is_empty(), "{english:?}: {line}");
        }
        assert!(lines.iter().any(|line| line.contains("8.2 ± 1.8°")), "{lines:#?}");
        assert!(
            lines.iter().any(|line| line.contains("头顶距离") && line.contains("12.0")),
            "{lines:#?}"
        );
    }
}
