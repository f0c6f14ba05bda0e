//! Holds a crop that a person chose to the rules.

use super::anchors::Anchors;
use super::bounds::{CropBounds, Offset};
use super::rule::CropRule;
use super::solve::{Placement, ways};
use crate::domain::specification::Specification;

/// A rule that a crop breaks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Broken {
    /// The rule.
    pub rule: CropRule,
    /// By how many pixels of the standard photo.
    pub by: f64,
}

/// So much may a crop be beyond a rule, in pixels of the standard photo: a crop that is told with two decimals and
/// given back is still taken where the one that was solved for lies on a bound.
const ROUNDING: f64 = 0.02;

/// Checks a placement that a person chose.
///
/// # Errors
///
/// The rules that it breaks, each once and in their order, and by how much. Where the silhouette is cut at a side,
/// the crop may stay within the photo there or end above the cut: of the two ways, that which it breaks less.
pub fn check(
    spec: &Specification,
    anchors: &Anchors,
    placement: &Placement,
) -> Result<(), Vec<Broken>> {
    let all: Vec<Vec<Broken>> =
        ways(spec, anchors).iter().map(|bounds| broken(bounds, placement)).collect();
    let worst = |broken: &Vec<Broken>| {
        broken.iter().map(|one| if one.by.is_nan() { f64::MAX } else { one.by }).fold(0.0, f64::max)
    };
    match all.into_iter().min_by(|a, b| worst(a).total_cmp(&worst(b))) {
        Some(broken) if !broken.is_empty() => Err(broken),
        _ => Ok(()),
    }
}

fn broken(bounds: &CropBounds, placement: &Placement) -> Vec<Broken> {
    let Placement { scale, x, y } = *placement;
    let alone = bounds.scale.iter().map(|gap| (gap.rules[0], gap.line.value(scale)));
    let beyond = |offset: &Offset, at: f64| {
        let least = offset.least.iter().map(|bound| (bound.rule, bound.line.value(scale) - at));
        let most = offset.most.iter().map(|bound| (bound.rule, at - bound.line.value(scale)));
        least.chain(most).collect::<Vec<_>>()
    };
    let all = alone.chain(beyond(&bounds.across, x)).chain(beyond(&bounds.down, y));
    // What is no number breaks every rule.
    let all = all.filter(|(_, by)| by.is_nan() || *by > ROUNDING);
    let mut broken: Vec<Broken> = all.map(|(rule, by)| Broken { rule, by }).collect();
    broken.sort_by(|a, b| a.rule.cmp(&b.rule).then(b.by.total_cmp(&a.by)));
    broken.dedup_by_key(|one| one.rule);
    broken
}
