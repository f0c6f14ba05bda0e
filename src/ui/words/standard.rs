//! Why a photo could not be checked, or no standard photo was made of it, in words.

use super::findings::rule_words;
use super::numbers::grouped;
use super::pictures::photo_fault;
use crate::desk::look::CheckError;
use crate::desk::standardize::NotMade;
use crate::domain::finding::Missing;
use crate::exchange::measured::{measure_words, measured_words};
use crate::exchange::notice::reason_words;
use crate::standard::{Broken, NoAnchors, NoFile, NoStandard};
use crate::text::Text;

/// Why a photo was not checked.
pub fn check_fault(text: &Text, error: &CheckError) -> String {
    match error {
        CheckError::Photo(error) => photo_fault(text, error),
        CheckError::Read(why) => why.clone(),
        CheckError::Vision(error) => {
            text.with("check-nets-failed", &[("why", error.to_string().into())])
        }
    }
}

/// Why there is no standard photo: the reason, the rules and by how much, or what did not pass.
pub fn not_made(text: &Text, why: &NotMade) -> String {
    match why {
        NotMade::Refused(NoStandard::Crop(broken)) => crop_words(text, broken),
        NotMade::Refused(NoStandard::NoAnchors(NoAnchors::Face)) => said(text, "check-none-face"),
        NotMade::Refused(NoStandard::NoAnchors(NoAnchors::Silhouette)) => {
            said(text, "check-none-silhouette")
        }
        NotMade::Refused(NoStandard::OtherPhoto) => said(text, "check-none-other-photo"),
        NotMade::Refused(NoStandard::Setting) => said(text, "check-none-setting"),
        NotMade::Refused(NoStandard::NoFile(NoFile::TooLarge { bytes, quality, most })) => {
            let values = [
                ("bytes", grouped(*bytes).into()),
                ("quality", quality.to_string().into()),
                ("most", grouped(*most).into()),
            ];
            text.with("check-none-too-large", &values)
        }
        NotMade::Refused(NoStandard::NoFile(NoFile::Photo(error))) => photo_fault(text, error),
        NotMade::Refused(NoStandard::Conflict(_)) => {
            why.missing().map_or_else(String::new, |missing| missing_words(text, &missing))
        }
        NotMade::NotPassed(failing) => {
            let told = failing.iter().map(|one| {
                let value = measured_words(text, one.measure, one.value, one.uncertainty);
                format!("{} {value}", measure_words(text, one.measure))
            });
            let told = told.collect::<Vec<_>>().join(&text.get("check-list-between"));
            text.with("check-none-not-passed", &[("measures", told.into())])
        }
        NotMade::NotDerived(_) => said(text, "check-none-not-derived"),
        NotMade::NoFace => said(text, "check-none-no-face"),
        NotMade::NotFound => said(text, "check-none-not-found"),
        NotMade::Check(error) => check_fault(text, error),
    }
}

/// The reason that follows from what is missing, and the rules that leave no crop.
pub fn missing_words(text: &Text, missing: &Missing) -> String {
    let reason = reason_words(text, missing.reason);
    let why = missing_rules(text, missing);
    text.with("check-reason-why", &[("reason", reason.into()), ("why", why.into())])
}

/// The rules that leave no crop, and how much is missing; nothing where it is no matter of the crop.
pub fn missing_rules(text: &Text, missing: &Missing) -> String {
    let Some(by) = missing.by else { return String::new() };
    let values =
        [("rules", rule_words(text, &missing.rules).into()), ("by", format!("{by:.1}").into())];
    text.with("check-not-made-rules", &values)
}

/// The rules that the chosen crop breaks, each with by how much.
fn crop_words(text: &Text, broken: &[Broken]) -> String {
    let told = broken.iter().map(|one| {
        let rule = rule_words(text, &[one.rule.code()]);
        let by = format!("{:.2}", one.by);
        text.with("check-crop-rule", &[("rule", rule.into()), ("by", by.into())])
    });
    let told = told.collect::<Vec<_>>().join(&text.get("check-list-between"));
    text.with("check-crop-broken", &[("rules", told.into())])
}

fn said(text: &Text, key: &str) -> String {
    text.get(key).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::finding::Measurement;
    use crate::domain::measure::Measure;
    use crate::standard::{Conflict, CropRule, Derivation};
    use crate::text::Lang;
    use crate::ui::words::tests::is_chinese;

    fn every_cause() -> Vec<NotMade> {
        let rules = vec![CropRule::Crown, CropRule::TopEdge];
        let broken = vec![
            Broken { rule: CropRule::Crown, by: 12.34 },
            Broken { rule: CropRule::FaceWidth, by: 3.0 },
        ];
        let refused = [
            NoStandard::NoAnchors(NoAnchors::Face),
            NoStandard::NoAnchors(NoAnchors::Silhouette),
            NoStandard::OtherPhoto,
            NoStandard::Conflict(Conflict { rules, by: 4.25 }),
            NoStandard::Crop(broken),
            NoStandard::Setting,
            NoStandard::NoFile(NoFile::TooLarge { bytes: 50_000, quality: 60, most: 40_960 }),
        ];
        let turned = Derivation {
            scale: 2.0,
            rotation: 3.0,
            anisotropy: 0.0,
            is_flipped: false,
            correlation: 0.99,
            face_changed: 11.0,
            detail: 1.0,
        };
        let failing = Measurement::new(Measure::CrownLine, 46.0, 2.5);
        let others = [
            NotMade::NotPassed(vec![failing]),
            NotMade::NotDerived(turned),
            NotMade::NoFace,
            NotMade::NotFound,
        ];
        refused.into_iter().map(NotMade::Refused).chain(others).collect()
    }

    #[test]
    fn every_cause_is_told_in_both_languages() {
        let (zh, en) = (Text::new(Lang::Zh), Text::new(Lang::En));
        for why in every_cause() {
            let told = not_made(&zh, &why).replace("S02 ", "");
            assert!(is_chinese(&told, &[]), "{told}");
            let told = not_made(&en, &why).replace('±', "");
            assert!(told.is_ascii(), "{told}");
        }
    }

    #[test]
    fn a_crop_by_hand_is_refused_with_each_rule_and_by_how_much() {
        let text = Text::new(Lang::En);
        let told = every_cause().iter().map(|why| not_made(&text, why)).collect::<Vec<_>>();
        let rules = "distance of the crown by 12.34 px, width of the face by 3.00 px";
        assert!(told.iter().any(|told| told.contains(rules)), "{told:?}");
    }
}
