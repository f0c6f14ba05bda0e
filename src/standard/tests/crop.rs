//! The crop against brute force, and the conflicts.

use proptest::prelude::{Strategy, prop_assert, proptest};

use super::{national, ordinary};
use crate::domain::reason::Reason;
use crate::standard::{
    Anchors, Conflict, Crop, CropRule, Edges, Placement, check, cost, reason, solve,
};

fn anchors() -> impl Strategy<Value = Anchors> {
    let edge = || proptest::option::weighted(0.3, 0.2..1.0);
    let face = (0.05..0.5, 0.0..0.3, 0.3..1.2, 0.3..0.7);
    ((500.0..4000.0, 600.0..5000.0), face, proptest::bool::weighted(0.3), edge(), edge()).prop_map(
        |((width, height), (face, crown, eyes, middle), top, left, right)| {
            let face_width = width * face;
            let crown = height * crown;
            Anchors {
                photo: (width, height),
                crown,
                eyes: crown + face_width * eyes,
                face_width,
                middle: width * middle,
                edges: Edges {
                    top,
                    left: left.map(|part: f64| part * height),
                    right: right.map(|part: f64| part * height),
                },
            }
        },
    )
}

/// What the rules say, written again from their words, for a crop by hand.
fn is_lawful(a: &Anchors, Placement { scale: s, x, y }: Placement, slack: f64) -> bool {
    let within =
        |value: f64, least: f64, most: f64| value >= least - slack && value <= most + slack;
    let left_is_cut = a.edges.left.is_some_and(|row| x > slack && row * s + y < 640.0 - slack);
    let ends = a.photo.0 * s + x;
    let right_is_cut =
        a.edges.right.is_some_and(|row| ends < 480.0 - slack && row * s + y < 640.0 - slack);
    within(a.crown * s + y, 50.0, 110.0)
        && within(a.eyes * s + y, 200.0, 300.0)
        && within(a.face_width * s, 180.0, 300.0)
        && within(a.middle * s + x, 216.0, 264.0)
        && s <= 1.0 + slack
        && a.photo.1 * s + y >= 640.0 - slack
        && !(a.edges.top && y > slack)
        && !left_is_cut
        && !right_is_cut
}

/// The least cost on a grid; `None` where no point of it is lawful.
fn by_force(a: &Anchors) -> Option<f64> {
    let spec = national();
    let (least, most) = (180.0 / a.face_width, (300.0 / a.face_width).min(1.0));
    let steps = |from: f64, to: f64, count: i32| {
        (0..=count).map(move |step| from + (to - from) * f64::from(step) / f64::from(count))
    };
    let mut found: Option<f64> = None;
    for scale in steps(least, most, 60) {
        for crown in steps(50.0, 110.0, 60) {
            for middle in steps(216.0, 264.0, 24) {
                let y = crown - a.crown * scale;
                let placement = Placement { scale, x: middle - a.middle * scale, y };
                if is_lawful(a, placement, 0.0) {
                    let cost = cost(&spec, a, &placement);
                    found = Some(found.map_or(cost, |least: f64| least.min(cost)));
                }
            }
        }
    }
    found
}

proptest! {
    #[test]
    fn no_lawful_crop_is_better(a in anchors()) {
        let spec = national();
        let forced = by_force(&a);
        match solve(&spec, &a) {
            Ok(placement) => {
                prop_assert!(is_lawful(&a, placement, 1e-5), "{placement:?}");
                prop_assert!(check(&spec, &a, &placement).is_ok());
                let own = cost(&spec, &a, &placement);
                if let Some(forced) = forced {
                    prop_assert!(own <= forced + 1e-6, "{own} against {forced}");
                }
            }
            Err(conflict) => {
                prop_assert!(forced.is_none(), "{conflict:?}, but there is one of {forced:?}");
                prop_assert!(conflict.by > 0.0 && !conflict.rules.is_empty());
            }
        }
    }

    #[test]
    fn no_crop_nearby_is_better(
        a in anchors(),
        ways in proptest::collection::vec((-1.0..1.0, -1.0..1.0, -1.0..1.0, -5.0..0.0), 60),
    ) {
        let spec = national();
        let Ok(placement) = solve(&spec, &a) else { return Ok(()) };
        let own = cost(&spec, &a, &placement);
        for (scale, x, y, size) in ways {
            let size = 10.0f64.powf(size) * 20.0;
            // Turned about the middle of the eyes, so that small steps stay lawful more often.
            let step = scale * size / a.face_width;
            let near = Placement {
                scale: placement.scale + step,
                x: placement.x - step * a.middle + x * size,
                y: placement.y - step * a.eyes + y * size,
            };
            if is_lawful(&a, near, 0.0) {
                let cost = cost(&spec, &a, &near);
                prop_assert!(own <= cost + 1e-7, "{own} against {cost} at {near:?}");
            }
        }
    }

    #[test]
    fn a_conflict_is_as_wide_as_it_says(a in anchors()) {
        let mut spec = national();
        if let Err(conflict) = solve(&spec, &a) {
            let by = conflict.by;
            let geometry = &mut spec.geometry;
            let of_geometry =
                [CropRule::Crown, CropRule::Eyes, CropRule::FaceWidth].map(|rule| conflict.rules.contains(&rule));
            let is_own = conflict.rules.iter().all(|rule| {
                [CropRule::Crown, CropRule::Eyes, CropRule::FaceWidth].contains(rule)
            });
            if is_own && of_geometry.contains(&true) {
                for interval in [&mut geometry.crown, &mut geometry.eyes, &mut geometry.face_width] {
                    interval.least -= by;
                    interval.most += by;
                }
                // Twice as much, since each end of a pair gives way.
                prop_assert!(!solve(&spec, &a).is_err_and(|left| left.rules == conflict.rules));
            }
        }
    }
}

#[test]
fn an_ordinary_person_stands_in_the_middles() {
    let (spec, a) = (national(), ordinary());
    let placement = solve(&spec, &a).expect("lawful");
    assert!((a.middle * placement.scale + placement.x - 240.0).abs() < 1e-6, "{placement:?}");
    assert!(placement.scale < 1.0 && a.face_width * placement.scale > 180.0);
    assert!(cost(&spec, &a, &placement) < 0.5, "{placement:?}");
}

fn refused(a: &Anchors) -> Conflict {
    solve(&national(), a).expect_err("no crop")
}

/// What it is, a person without a crop, rules that are to be named, the reason, and by how much if it is known.
type Case = (&'static str, Anchors, &'static [CropRule], Reason, f64);

fn cases() -> [Case; 6] {
    let usual = ordinary();
    let edges = Edges::default();
    [
        (
            "a face of 150 pixels",
            Anchors {
                photo: (600.0, 900.0),
                crown: 100.0,
                eyes: 230.0,
                face_width: 150.0,
                ..usual
            },
            &[CropRule::Pixels, CropRule::FaceWidth],
            Reason::C04,
            15.0,
        ),
        (
            "a crown that is cut",
            Anchors { crown: 0.0, eyes: 500.0, edges: Edges { top: true, ..edges }, ..usual },
            &[CropRule::TopEdge, CropRule::Crown],
            Reason::S02,
            50.0,
        ),
        (
            "a body that ends below the chin",
            Anchors { photo: (3000.0, 2000.0), ..usual },
            &[CropRule::BottomEdge, CropRule::FaceWidth],
            Reason::C02,
            f64::NAN,
        ),
        (
            "shoulders cut at both sides",
            Anchors {
                photo: (900.0, 4000.0),
                middle: 450.0,
                edges: Edges { left: Some(1500.0), right: Some(1500.0), ..edges },
                ..usual
            },
            &[CropRule::LeftEdge, CropRule::RightEdge],
            Reason::C02,
            f64::NAN,
        ),
        (
            "hair as high as the face is wide",
            Anchors { crown: 100.0, eyes: 1500.0, ..usual },
            &[CropRule::Crown, CropRule::Eyes, CropRule::FaceWidth],
            Reason::S02,
            f64::NAN,
        ),
        (
            "a face beside the middle, cut at the side",
            Anchors { middle: 500.0, edges: Edges { left: Some(500.0), ..edges }, ..usual },
            &[CropRule::LeftEdge, CropRule::Centring],
            Reason::C02,
            f64::NAN,
        ),
    ]
}

#[test]
fn where_there_is_no_crop_the_rules_are_named() {
    for (name, a, rules, told, by) in cases() {
        let conflict = refused(&a);
        assert!(rules.iter().all(|rule| conflict.rules.contains(rule)), "{name}: {conflict:?}");
        assert_eq!(reason(&conflict.rules), told, "{name}: {conflict:?}");
        assert!(by.is_nan() || (conflict.by - by).abs() < 1e-6, "{name}: {conflict:?}");
    }
}

#[test]
fn what_is_cut_below_the_crop_does_not_count() {
    let edges = Edges { left: Some(3900.0), ..Edges::default() };
    let a = Anchors { middle: 500.0, edges, ..ordinary() };
    assert!(solve(&national(), &a).is_ok());
}

#[test]
fn a_crop_by_hand_is_taken_within_the_rules_only() {
    let (spec, a) = (national(), ordinary());
    let best = solve(&spec, &a).expect("lawful");
    let lower = Placement { y: best.y + 3.0, ..best };
    assert!(check(&spec, &a, &lower).is_ok());
    let broken = |placement| check(&spec, &a, &placement).expect_err("broken");
    let rules = |placement| broken(placement).iter().map(|one| one.rule).collect::<Vec<_>>();
    let low = Placement { y: best.y + 200.0, ..best };
    assert_eq!(rules(low), [CropRule::Crown, CropRule::Eyes]);
    // By how much: crown and eyes at most 110 and 300 px below the upper edge.
    let at = [a.crown, a.eyes].map(|row| row * best.scale + low.y);
    for (one, over) in broken(low).iter().zip([at[0] - 110.0, at[1] - 300.0]) {
        assert!((one.by - over).abs() < 1e-9, "{one:?}, {over}");
    }
    assert!(rules(Placement { scale: 1.2, ..best }).contains(&CropRule::Pixels));
    assert!(check(&spec, &a, &Placement { scale: f64::NAN, ..best }).is_err());
}

#[test]
fn a_crop_that_was_told_with_two_decimals_is_taken_again() {
    let spec = national();
    let rounded = |value: f64| (value * 100.0).round() / 100.0;
    for crown in [700.0, 713.7, 731.3] {
        // The crown touches the upper edge of the photo, so the best crop lies on that bound.
        let edges = Edges { top: true, ..Edges::default() };
        let a = Anchors { crown, edges, ..ordinary() };
        let Ok(best) = solve(&spec, &a) else { continue };
        let Crop { left, top, width, height } = Crop::of(&best, 480, 640);
        let [left, top, width, height] = [left, top, width, height].map(rounded);
        let told = Crop { left, top, width, height }.placement(480, 640).expect("the same shape");
        assert_eq!(check(&spec, &a, &told), Ok(()), "{best:?}");
    }
}

#[test]
fn a_crop_of_another_shape_is_no_placement() {
    let crop = Crop { left: -10.0, top: 20.0, width: 960.0, height: 1280.0 };
    let placement = crop.placement(480, 640).expect("three to four");
    assert_eq!(placement, Placement { scale: 0.5, x: 5.0, y: -10.0 });
    assert!(Crop { height: 1281.0, ..crop }.placement(480, 640).is_some(), "rounded");
    for (width, height) in [(960.0, 1282.0), (1280.0, 960.0), (0.0, 0.0), (-960.0, -1280.0)] {
        assert!(Crop { width, height, ..crop }.placement(480, 640).is_none(), "{width}");
    }
    assert!(Crop { width: f64::NAN, ..crop }.placement(480, 640).is_none());
}
