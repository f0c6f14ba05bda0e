//! From measurements to findings: one for each reason of each checklist item.

use crate::domain::checklist::ChecklistItem;
use crate::domain::finding::{Finding, Limit, Measurement, Verdict};
use crate::domain::measure::Measure;
use crate::domain::reason::Reason;
use crate::domain::specification::Specification;

/// What every reason of every item of the checklist comes to, in the checklist's order.
///
/// A reason that no measure speaks about is the reviewer's. One whose measures could not be taken, or have no limit
/// in the specification, is unknown. Else the measurement that speaks most against the photo decides.
pub fn findings(measured: &[Measurement], specification: &Specification) -> Vec<Finding> {
    let mut all = Vec::new();
    for item in ChecklistItem::ALL {
        for reason in item.reasons() {
            all.push(finding(item, *reason, measured, specification));
        }
    }
    all
}

fn finding(
    item: ChecklistItem,
    reason: Reason,
    measured: &[Measurement],
    specification: &Specification,
) -> Finding {
    let speaks = |measure: Measure| measure.item() == item && measure.reason() == reason;
    if !Measure::ALL.iter().any(|measure| speaks(*measure)) {
        return Finding {
            item,
            reason,
            verdict: Verdict::Reviewer,
            measured: Vec::new(),
            missing: None,
        };
    }
    let mut judged: Vec<(Verdict, Measurement, Limit)> = measured
        .iter()
        .filter(|measurement| speaks(measurement.measure))
        .map(|measurement| {
            let limit = specification.limits.get(&measurement.measure).cloned();
            let limit = limit.unwrap_or_else(Limit::none);
            (limit.judge(measurement), *measurement, limit)
        })
        .collect();
    // What is not known says less than what is clear.
    judged.sort_by_key(|(verdict, ..)| match verdict {
        Verdict::Fails => 0,
        Verdict::Doubtful => 1,
        Verdict::Clear => 2,
        Verdict::Unknown | Verdict::Reviewer => 3,
    });
    let verdict = judged.first().map_or(Verdict::Unknown, |(verdict, ..)| *verdict);
    let measured = judged.into_iter().map(|(_, measurement, limit)| (measurement, limit)).collect();
    Finding { item, reason, verdict, measured, missing: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(measured: &[Measurement], reason: Reason) -> Finding {
        let national = Specification::national().expect("right");
        let mut found = findings(measured, &national);
        found.retain(|finding| finding.reason == reason);
        assert_eq!(found.len(), 1, "{reason:?}");
        found.remove(0)
    }

    fn measurement(measure: Measure, value: f64) -> Measurement {
        Measurement { measure, value, uncertainty: 0.0, region: None }
    }

    #[test]
    fn every_reason_of_every_item_has_one_finding() {
        let national = Specification::national().expect("right");
        let pairs: usize = ChecklistItem::ALL.iter().map(|item| item.reasons().len()).sum();
        let found = findings(&[], &national);
        assert_eq!(found.len(), pairs);
        assert!(
            found
                .iter()
                .all(|finding| { matches!(finding.verdict, Verdict::Unknown | Verdict::Reviewer) })
        );
    }

    #[test]
    fn what_no_machine_can_say_is_the_reviewers() {
        for reason in [
            Reason::G01,
            Reason::G02,
            Reason::G03,
            Reason::G05,
            Reason::M01,
            Reason::M02,
            Reason::M03,
            Reason::I01,
            Reason::P05,
            Reason::D05,
        ] {
            assert_eq!(of(&[], reason).verdict, Verdict::Reviewer, "{reason:?}");
        }
    }

    #[test]
    fn the_worst_measurement_decides() {
        let one = measurement(Measure::EyesOpen, 0.06);
        let other = measurement(Measure::EyeBlink, 0.55);
        let found = of(&[one, other], Reason::P08);
        assert_eq!(found.verdict, Verdict::Doubtful);
        assert_eq!(found.decisive().map(|(found, _)| found.measure), Some(Measure::EyeBlink));
        assert_eq!(of(&[one], Reason::P08).verdict, Verdict::Clear);
        assert_eq!(of(&[], Reason::P08).verdict, Verdict::Unknown);
    }
}
