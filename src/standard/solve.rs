//! Solves for the crop exactly: no search, no step.

use super::anchors::Anchors;
use super::bounds::{CropBounds, Gap, Line, Offset, Side};
use super::rule::CropRule;
use crate::domain::specification::{Interval, Specification};

/// Where the original lies on the standard photo.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placement {
    /// Pixels of the standard photo for one of the original, both across and down.
    pub scale: f64,
    /// Where the original's left edge comes to, in pixels of the standard photo.
    pub x: f64,
    /// Where its upper edge comes to.
    pub y: f64,
}

/// Rules that leave no crop.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The rules, each once, in their order.
    pub rules: Vec<CropRule>,
    /// By how many pixels of the standard photo they miss each other at least, whatever the scale.
    pub by: f64,
}

/// One term of what is minimised: weight × ((value − middle) ÷ half the interval)².
#[derive(Debug, Clone, Copy)]
struct Term {
    /// What the value has from the scale, less the middle, in halves of the interval times √weight.
    line: Line,
    /// The factor of the offset: 1 ÷ half the interval, times √weight.
    factor: f64,
}

impl Term {
    /// `place · s + offset` against an interval whose zero is moved by `zero`.
    fn of(interval: &Interval, place: f64, zero: f64) -> Self {
        // An interval that is a single value still needs a length to count by: one pixel.
        let half = ((interval.most - interval.least) / 2.0).max(0.5);
        let factor = interval.weight.sqrt() / half;
        let line = Line::new(-(interval.middle() + zero) * factor, place * factor);
        Self { line, factor }
    }

    /// The term for an offset that is itself a line over the scale.
    fn with(self, offset: Line) -> Line {
        Line::new(
            self.line.at + self.factor * offset.at,
            self.line.slope + self.factor * offset.slope,
        )
    }
}

/// What is minimised, sorted by the offset that each term needs.
struct Goal {
    scale: Term,
    across: Vec<Term>,
    down: Vec<Term>,
}

impl Goal {
    fn of(spec: &Specification, anchors: &Anchors) -> Self {
        let geometry = &spec.geometry;
        let middle = f64::from(spec.file.width) / 2.0;
        Self {
            scale: Term::of(&geometry.face_width, anchors.face_width, 0.0),
            across: vec![Term::of(&geometry.centring, anchors.middle, middle)],
            down: vec![
                Term::of(&geometry.crown, anchors.crown, 0.0),
                Term::of(&geometry.eyes, anchors.eyes, 0.0),
            ],
        }
    }

    /// The terms over the scale, once the offsets are lines.
    fn lines(&self, x: Line, y: Line) -> Vec<Line> {
        let across = self.across.iter().map(|term| term.with(x));
        let down = self.down.iter().map(|term| term.with(y));
        // The scale alone has no offset.
        across.chain(down).chain([self.scale.line]).collect()
    }
}

/// The best offset over the scale if nothing bounded it: the weighted least squares of its terms.
fn best(terms: &[Term]) -> Line {
    let sum: f64 = terms.iter().map(|term| term.factor * term.factor).sum();
    let part = |of: fn(&Line) -> f64| {
        -terms.iter().map(|term| term.factor * of(&term.line)).sum::<f64>() / sum
    };
    Line::new(part(|line| line.at), part(|line| line.slope))
}

/// The line that the best offset follows at a scale: its own, or the bound that holds it.
fn followed(offset: &Offset, best: Line, scale: f64) -> Line {
    let highest = offset.least.iter().map(|bound| bound.line);
    let highest = highest.max_by(|a, b| a.value(scale).total_cmp(&b.value(scale)));
    let lowest = offset.most.iter().map(|bound| bound.line);
    let lowest = lowest.min_by(|a, b| a.value(scale).total_cmp(&b.value(scale)));
    match (highest, lowest) {
        (Some(least), _) if best.value(scale) < least.value(scale) => least,
        (_, Some(most)) if best.value(scale) > most.value(scale) => most,
        _ => best,
    }
}

/// The scales at which some offset may go over from one line to another.
fn turns(offset: &Offset, best: Line) -> Vec<f64> {
    let bounds = offset.least.iter().chain(&offset.most).map(|bound| bound.line);
    let lines: Vec<Line> = bounds.chain([best]).collect();
    let pairs = lines.iter().enumerate().flat_map(|(index, line)| {
        lines.iter().skip(index + 1).filter_map(|other| line.less(*other).zero())
    });
    pairs.collect()
}

/// The scales at which no gap is above 0, from the least to the greatest; `None` where there is none.
fn scales(gaps: &[Gap]) -> Option<(f64, f64)> {
    let (mut least, mut most) = (0.0f64, f64::INFINITY);
    for gap in gaps {
        match gap.line.zero() {
            Some(zero) if gap.line.slope > 0.0 => most = most.min(zero),
            Some(zero) => least = least.max(zero),
            None if gap.line.at > SLACK => return None,
            None => {}
        }
    }
    // Two bounds may meet in one point, but for rounding.
    (least <= most + 1e-12).then(|| (least.min(most), most))
}

/// What rounding may break a bound by, in pixels.
pub const SLACK: f64 = 1e-6;

/// The crop that keeps all bounds and is nearest to the middles, with its cost; `None` where none keeps them.
///
/// For a given scale the offsets are apart from each other, and each term is convex in its offset, so the best
/// offset is the unbounded one, held within its bounds. Between two turns that is one straight line over the
/// scale, so the cost there is one quadratic, whose least value on the piece is known in closed form. The
/// least of the pieces is the least of all. (A convex function, minimised over one of its arguments within a
/// convex set, stays convex: Boyd and Vandenberghe, Convex Optimization, 3.2.5.)
fn solve_within(bounds: &CropBounds, goal: &Goal) -> Option<(Placement, f64)> {
    let (least, most) = scales(&bounds.gaps())?;
    let (best_x, best_y) = (best(&goal.across), best(&goal.down));
    let mut ends = [turns(&bounds.across, best_x), turns(&bounds.down, best_y)].concat();
    ends.retain(|scale| *scale > least && *scale < most);
    ends.extend([least, most]);
    ends.sort_by(f64::total_cmp);
    let mut found: Option<(Placement, f64)> = None;
    for piece in ends.windows(2) {
        let [from, to] = *piece else { continue };
        let inside = f64::midpoint(from, to);
        let x = followed(&bounds.across, best_x, inside);
        let y = followed(&bounds.down, best_y, inside);
        let lines = goal.lines(x, y);
        let product: f64 = lines.iter().map(|line| line.at * line.slope).sum();
        let square: f64 = lines.iter().map(|line| line.slope * line.slope).sum();
        let scale = if square > 0.0 { -product / square } else { from }.clamp(from, to);
        let cost: f64 = lines.iter().map(|line| line.value(scale).powi(2)).sum();
        if found.is_none_or(|(_, least)| cost < least) {
            found = Some((Placement { scale, x: x.value(scale), y: y.value(scale) }, cost));
        }
    }
    found
}

/// By how much the rules miss each other: the least, over all scales, of the greatest gap. It lies where two
/// gaps cross, since the greatest of straight lines is convex and made of straight pieces.
fn conflict(gaps: &[Gap]) -> Conflict {
    let greatest =
        |scale: f64| gaps.iter().map(|gap| gap.line.value(scale)).fold(f64::MIN, f64::max);
    let crossings = gaps.iter().enumerate().flat_map(|(index, gap)| {
        gaps.iter().skip(index + 1).filter_map(|other| gap.line.less(other.line).zero())
    });
    let crossings = crossings.filter(|scale| *scale > 0.0).chain([1.0]);
    let at = crossings.min_by(|a, b| greatest(*a).total_cmp(&greatest(*b))).unwrap_or(1.0);
    let by = greatest(at);
    let touching = gaps.iter().filter(|gap| gap.line.value(at) > by - SLACK);
    let mut rules: Vec<CropRule> = touching.flat_map(|gap| gap.rules).collect();
    rules.sort_unstable();
    rules.dedup();
    Conflict { rules, by }
}

/// Every way of keeping away from where the silhouette is cut at a side, the crop within the original first.
pub fn ways(spec: &Specification, anchors: &Anchors) -> Vec<CropBounds> {
    let sides = |row: Option<f64>| match row {
        Some(_) => &[Side::Within, Side::Above][..],
        None => &[Side::Within][..],
    };
    let lefts = sides(anchors.edges.left).iter();
    lefts
        .flat_map(|left| {
            let rights = sides(anchors.edges.right).iter();
            rights.map(|right| CropBounds::of(spec, anchors, *left, *right))
        })
        .collect()
}

/// The crop that keeps every rule and is nearest to the middles of the specification's intervals: the least
/// sum of weight × ((value − middle) ÷ half the interval)².
///
/// # Errors
///
/// The rules that leave no crop, and by how much; where there are several ways, of the one that misses least.
pub fn solve(spec: &Specification, anchors: &Anchors) -> Result<Placement, Conflict> {
    let ways = ways(spec, anchors);
    let goal = Goal::of(spec, anchors);
    let solved = ways.iter().filter_map(|bounds| solve_within(bounds, &goal));
    let best = solved.min_by(|(_, a), (_, b)| a.total_cmp(b));
    if let Some((placement, _)) = best {
        return Ok(placement);
    }
    let conflicts = ways.iter().map(|bounds| conflict(&bounds.gaps()));
    let least = conflicts.min_by(|a, b| a.by.total_cmp(&b.by));
    Err(least.unwrap_or(Conflict { rules: Vec::new(), by: 0.0 }))
}

/// What a placement costs: see [`solve`].
#[cfg(test)]
pub fn cost(spec: &Specification, anchors: &Anchors, placement: &Placement) -> f64 {
    let goal = Goal::of(spec, anchors);
    let lines = goal.lines(Line::new(placement.x, 0.0), Line::new(placement.y, 0.0));
    lines.iter().map(|line| line.value(placement.scale).powi(2)).sum()
}
