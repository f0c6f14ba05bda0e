//! 机检: what was measured on a photo, and what that says of a checklist item. A finding only hints: no
//! finding decides anything.

use serde::{Deserialize, Serialize};

use super::checklist::ChecklistItem;
use super::measure::{Measure, Trust};
use super::reason::Reason;

/// A part of the upright photo, in its pixels: left, top, width, height.
pub type Region = [u32; 4];

/// A number that was measured on a photo.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// What was measured.
    pub measure: Measure,
    /// The value, in the measure's unit.
    pub value: f64,
    /// How far the true value may be from it, in the same unit, as counted on photos; 0 where it is exact.
    pub uncertainty: f64,
    /// Where on the photo it shows, if it has a place.
    pub region: Option<Region>,
}

impl Measurement {
    /// A measurement without a place.
    pub fn new(measure: Measure, value: f64, uncertainty: f64) -> Self {
        Self { measure, value, uncertainty, region: None }
    }
}

/// Between which values something is as it should be, both of them within.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// The least value; none where it may be as small as it likes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<f64>,
    /// The greatest value; none where it may be as large as it likes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<f64>,
}

impl Bounds {
    /// Whether a value lies within.
    pub fn hold(&self, value: f64) -> bool {
        self.least.is_none_or(|least| value >= least) && self.most.is_none_or(|most| value <= most)
    }

    /// Whether every value within `uncertainty` of this one lies without.
    fn surely_broken(&self, value: f64, uncertainty: f64) -> bool {
        self.least.is_some_and(|least| value + uncertainty < least)
            || self.most.is_some_and(|most| value - uncertainty > most)
    }

    /// Whether every value within `uncertainty` of this one lies within.
    fn surely_hold(&self, value: f64, uncertainty: f64) -> bool {
        self.hold(value - uncertainty) && self.hold(value + uncertainty)
    }
}

/// What a specification asks of a measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Limit {
    /// Outside of these it is doubtful.
    pub doubtful: Option<Bounds>,
    /// Outside of these it fails. Only measures that are trusted so far have it.
    pub fails: Option<Bounds>,
    /// Where the limit comes from.
    pub source: String,
}

/// What a finding says. The order is that of what a reviewer looks at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It breaks the limit, whatever the uncertainty.
    Fails,
    /// It may break the limit.
    Doubtful,
    /// It could not be measured on this photo, or no limit is specified.
    Unknown,
    /// No machine can honestly say.
    Reviewer,
    /// Nothing speaks against it.
    Clear,
}

impl Verdict {
    /// Whether it speaks against the photo.
    pub fn is_against(self) -> bool {
        matches!(self, Self::Fails | Self::Doubtful)
    }

    /// The word in results.
    pub fn code(self) -> &'static str {
        match self {
            Self::Fails => "fails",
            Self::Doubtful => "doubtful",
            Self::Unknown => "unknown",
            Self::Reviewer => "reviewer",
            Self::Clear => "clear",
        }
    }
}

impl Limit {
    /// No limit: nothing is specified.
    pub fn none() -> Self {
        Self { doubtful: None, fails: None, source: String::new() }
    }

    /// What a measurement says: *fails* only where every value within its uncertainty is outside, *doubtful*
    /// where the uncertainty straddles that limit or the value is outside of what is not doubtful.
    pub fn judge(&self, measurement: &Measurement) -> Verdict {
        let Measurement { measure, value, uncertainty, .. } = *measurement;
        if !value.is_finite() {
            return Verdict::Unknown;
        }
        if let Some(fails) = &self.fails
            && measure.trust() == Trust::Exact
        {
            if fails.surely_broken(value, uncertainty) {
                return Verdict::Fails;
            }
            if !fails.surely_hold(value, uncertainty) {
                return Verdict::Doubtful;
            }
        }
        match &self.doubtful {
            Some(doubtful) if !doubtful.hold(value) => Verdict::Doubtful,
            None if self.fails.is_none() => Verdict::Unknown,
            _ => Verdict::Clear,
        }
    }
}

/// What is missing for a standard photo to be made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Missing {
    /// The reason that follows.
    pub reason: Reason,
    /// The rules that leave no crop, by their codes; none where it is no matter of the crop.
    pub rules: Vec<String>,
    /// By how much, in pixels of the standard photo.
    pub by: Option<f64>,
}

/// What the machine says of one reason of one checklist item.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The item.
    pub item: ChecklistItem,
    /// The reason that would explain its failing.
    pub reason: Reason,
    /// What it says.
    pub verdict: Verdict,
    /// What was measured, that which speaks most against the photo first. Empty where nothing was.
    pub measured: Vec<(Measurement, Limit)>,
    /// Why no standard photo can be made, where this reason follows from that.
    pub missing: Option<Missing>,
}

impl Finding {
    /// The measurement that the verdict rests on, with its limit.
    pub fn decisive(&self) -> Option<&(Measurement, Limit)> {
        self.measured.first()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(doubtful: Option<Bounds>, fails: Option<Bounds>) -> Limit {
        Limit { doubtful, fails, source: "a test".to_owned() }
    }

    fn measured(measure: Measure, value: f64, uncertainty: f64) -> Measurement {
        Measurement { measure, value, uncertainty, region: None }
    }

    #[test]
    fn the_uncertainty_decides_between_doubtful_and_fails() {
        let level = limit(
            Some(Bounds { least: None, most: Some(2.0) }),
            Some(Bounds { least: None, most: Some(5.0) }),
        );
        for (value, uncertainty, wanted) in [
            (1.0, 0.5, Verdict::Clear),
            (2.0, 0.5, Verdict::Clear),
            (2.1, 0.5, Verdict::Doubtful),
            (4.6, 0.5, Verdict::Doubtful),
            (5.4, 0.5, Verdict::Doubtful),
            (5.6, 0.5, Verdict::Fails),
            (f64::NAN, 0.0, Verdict::Unknown),
        ] {
            let found = level.judge(&measured(Measure::EyesLevel, value, uncertainty));
            assert_eq!(found, wanted, "{value} ± {uncertainty}");
        }
    }

    #[test]
    fn what_is_advisory_never_fails() {
        let bounds = Some(Bounds { least: Some(0.5), most: None });
        let found = limit(bounds, bounds).judge(&measured(Measure::Ears, 0.0, 0.0));
        assert_eq!(found, Verdict::Doubtful);
    }

    #[test]
    fn without_a_limit_nothing_is_known() {
        let found = limit(None, None).judge(&measured(Measure::Ears, 0.0, 0.0));
        assert_eq!(found, Verdict::Unknown);
    }

    #[test]
    fn both_sides_of_an_interval_count() {
        let crown = limit(None, Some(Bounds { least: Some(50.0), most: Some(110.0) }));
        for (value, wanted) in [
            (46.0, Verdict::Fails),
            (49.0, Verdict::Doubtful),
            (51.0, Verdict::Doubtful),
            (80.0, Verdict::Clear),
            (111.0, Verdict::Doubtful),
            (113.0, Verdict::Fails),
        ] {
            assert_eq!(crown.judge(&measured(Measure::CrownLine, value, 2.0)), wanted, "{value}");
        }
    }
}
