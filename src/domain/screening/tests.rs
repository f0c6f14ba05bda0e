//! What a screening keeps, and what speaks against a photo first.

use super::*;

fn finding(reason: Reason, item: ChecklistItem, verdict: Verdict, value: f64) -> Finding {
    let measurement = Measurement::new(Measure::EyesLevel, value, 0.123_456);
    Finding { item, reason, verdict, measured: vec![(measurement, Limit::none())], missing: None }
}

fn some() -> Screening {
    let findings = [
        finding(Reason::P01, ChecklistItem::FaceFrontal, Verdict::Doubtful, 3.0),
        finding(Reason::C03, ChecklistItem::QualitySharpness, Verdict::Fails, 3.0),
        finding(Reason::B01, ChecklistItem::BackgroundPlainWhite, Verdict::Clear, 3.0),
    ];
    let measured = [
        Measurement::new(Measure::EyesLevel, 3.000_049, 0.123_456),
        Measurement::new(Measure::Ears, f64::NAN, 0.0),
    ];
    Screening::of((30, 40), 1, &measured, &findings)
}

#[test]
fn what_fails_comes_first() {
    let screening = some();
    let reasons: Vec<Reason> = screening.against().iter().map(|said| said.reason).collect();
    assert_eq!(reasons, [Reason::C03, Reason::P01]);
    let doubt = screening.doubt();
    assert_eq!((doubt, doubt.fails(), doubt.doubtful()), (Doubt(101), 1, 1));
}

#[test]
fn only_limits_of_what_speaks_against_the_photo_are_kept() {
    let screening = some();
    assert_eq!(screening.limits.len(), 1);
    let (one, limit) = screening.decisive(&screening.said[0]).expect("measured");
    assert!((one.value - 3.0).abs() < f64::EPSILON && (one.uncertainty - 0.1235).abs() < 1e-9);
    assert!(limit.is_some());
}

#[test]
fn what_is_not_finite_is_left_out_and_the_rest_comes_back_from_its_text() {
    let screening = some();
    assert_eq!(screening.measured.len(), 1);
    let text = serde_json::to_string(&screening).expect("written");
    assert_eq!(serde_json::from_str::<Screening>(&text).expect("read"), screening);
}

#[test]
fn another_specification_nets_or_code_is_another_screening() {
    let by = |specification, nets, code| {
        ScreenedBy { specification: Digest([specification; 32]), nets: Digest([nets; 32]), code }
            .digest()
    };
    let all = [by(1, 2, 3), by(2, 2, 3), by(1, 1, 3), by(1, 2, 4)];
    let distinct: std::collections::BTreeSet<_> = all.iter().collect();
    assert_eq!(distinct.len(), 4);
}
