//! What was measured on a photo, and what a specification asks of it, in words: for reviewers and for notices.

use crate::domain::finding::{Bounds, Limit, Verdict};
use crate::domain::measure::{Measure, Unit};
use crate::text::Text;

/// What a measure measures.
pub fn measure_words(text: &Text, measure: Measure) -> String {
    text.get(&format!("measure-{}", measure.code())).into_owned()
}

/// A value of a measure with its unit, as exact as it is of use.
pub fn value_words(text: &Text, measure: Measure, value: f64) -> String {
    in_unit(text, measure.unit(), number(measure.unit(), value))
}

/// A value with how far the true one may be from it, where that is known.
pub fn measured_words(text: &Text, measure: Measure, value: f64, uncertainty: f64) -> String {
    if uncertainty <= 0.0 {
        return value_words(text, measure, value);
    }
    let [value, uncertainty] = [value, uncertainty].map(|value| number(measure.unit(), value));
    in_unit(text, measure.unit(), format!("{value} ± {uncertainty}"))
}

/// Between which values something is as it should be.
pub fn bounds_words(text: &Text, measure: Measure, bounds: &Bounds) -> String {
    // How sure a net is stands with the value; a limit is a bare part.
    let unit = match measure.unit() {
        Unit::Probability | Unit::FaceUnits => Unit::Share,
        unit => unit,
    };
    let told = |value: f64| in_unit(text, unit, number(measure.unit(), value)).into();
    match (bounds.least, bounds.most) {
        (Some(least), Some(most)) => {
            let least = number(measure.unit(), least).into();
            text.with("limit-between", &[("least", least), ("most", told(most))])
        }
        (Some(least), None) => text.with("limit-least", &[("least", told(least))]),
        (None, Some(most)) => text.with("limit-most", &[("most", told(most))]),
        (None, None) => String::new(),
    }
}

/// The bounds of a limit that a verdict rests on, in words; nothing where there are none.
pub fn broken_words(text: &Text, measure: Measure, limit: &Limit, verdict: Verdict) -> String {
    let fails = limit.fails.filter(|_| verdict == Verdict::Fails);
    let bounds = fails.or(limit.doubtful).or(limit.fails).unwrap_or_default();
    bounds_words(text, measure, &bounds)
}

fn in_unit(text: &Text, unit: Unit, number: String) -> String {
    text.with(&format!("unit-{}", unit.code().replace(' ', "-")), &[("value", number.into())])
}

/// A number with as many decimals as tell anything in this unit; parts of a whole in hundredths.
fn number(unit: Unit, value: f64) -> String {
    let (value, decimals) = match unit {
        Unit::Count | Unit::Bytes => (value, 0),
        Unit::Degrees | Unit::Pixels | Unit::Lab | Unit::Luminance => (value, 1),
        Unit::Share | Unit::Probability | Unit::FaceUnits => (value * 100.0, 1),
        Unit::Ratio => (value, 2),
    };
    let told = format!("{value:.decimals$}");
    let short =
        if told.contains('.') { told.trim_end_matches('0').trim_end_matches('.') } else { &told };
    // A number that rounds to nothing has no sign.
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::specification::Specification;
    use crate::text::Lang;

    /// Names that are the same in Chinese.
    const NAMES: [&str; 2] = ["JPEG", "CIELAB"];

    #[test]
    fn every_measure_and_unit_has_words_and_no_english_stands_in_chinese() {
        let (zh, en) = (Text::new(Lang::Zh), Text::new(Lang::En));
        let mut told = Vec::new();
        for measure in Measure::ALL {
            let value = [&zh, &en].map(|text| measured_words(text, *measure, 0.5, 0.25));
            told.push([measure_words(&zh, *measure), measure_words(&en, *measure)]);
            told.push(value);
        }
        for [zh, en] in told {
            let own = NAMES.iter().fold(zh.clone(), |own, name| own.replace(name, ""));
            assert!(!own.contains(|letter: char| letter.is_ascii_alphabetic()), "{zh}");
            assert!(!en.contains("measure-") && !en.contains("unit-"), "{en}");
            assert!(en.is_ascii() || en.contains(['°', '±']), "{en}");
        }
    }

    #[test]
    fn values_and_limits_are_told_in_their_units() {
        let (zh, en) = (Text::new(Lang::Zh), Text::new(Lang::En));
        let value = |measure, value| value_words(&en, measure, value);
        assert_eq!(value(Measure::Headwear, 0.7149), "71.5 % sure");
        assert_eq!(value(Measure::Faces, 2.0), "2");
        assert_eq!(value(Measure::EyesLevel, -0.04), "0°");
        assert_eq!(value(Measure::FileBytes, 38_221.0), "38221 bytes");
        assert_eq!(value(Measure::MouthClosed, 0.0311), "3.1 % of eyes to chin");
        assert_eq!(measured_words(&zh, Measure::CrownLine, 48.25, 2.5), "48.2 ± 2.5 像素");
        let national = Specification::national().expect("right");
        let limit = |text: &Text, measure: Measure| {
            let limit = &national.limits[&measure];
            bounds_words(text, measure, &limit.fails.or(limit.doubtful).expect("a limit"))
        };
        assert_eq!(limit(&en, Measure::CrownLine), "50 to 110 px");
        assert_eq!(limit(&zh, Measure::Ears), "至少 50 %");
        assert_eq!(limit(&zh, Measure::MouthClosed), "至多 3 %");
        assert_eq!(bounds_words(&en, Measure::Ears, &Bounds::default()), "");
    }
}
