//! Decisions beside the findings that their witnesses name.

use super::*;
use crate::domain::samples;

/// Decides in view of the findings of this entry; of none without one.
fn decide(world: &mut World, number: &str, decision: Decision, is_screened: bool) {
    let id = world.queued(number);
    let event = Event::Screened(samples::screened());
    let machine = Actor::screening();
    let entry = is_screened.then(|| world.event(&machine, id, &event).expect("screened"));
    let claim = world.store.claim_one(&name("wang"), id, world.at).expect("claimed");
    let row = world.row(id);
    let student = world.stated(row.submitted.student);
    let findings = entry.map(|entry| entry.digest);
    let seen = Witness { findings, ..witness(row.submitted.photo, &claim, student, 900) };
    let event = Event::Decided { decision, witness: seen };
    world.event(&reviewer("wang"), id, &event).expect("decided");
}

#[test]
fn each_decision_in_effect_is_told_with_what_stood_beside_it() {
    let mut world = World::new();
    decide(&mut world, "S1", Decision::Approve, true);
    decide(&mut world, "S2", Decision::Approve, false);
    world.queued("S3");
    let mut told = Vec::new();
    world
        .store
        .decisions_beside_findings(|decision, beside| {
            told.push((decision.map(Decision::code), beside));
        })
        .expect("read");
    let samples = samples::screened();
    let (by, screening) = (samples.by, samples.screening.expect("findings"));
    let expected = [
        (Some("approve"), SeenFindings::Findings { by, screening }),
        (Some("approve"), SeenFindings::Nothing),
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_damaged_record_is_told_and_ends_nothing() {
    let mut world = World::new();
    for number in ["S1", "S2"] {
        decide(&mut world, number, Decision::Approve, true);
    }
    let sql = "UPDATE fact SET document = '{' WHERE seq = (SELECT seq FROM log WHERE kind = 'screened' LIMIT 1)";
    let raw = world.raw();
    raw.execute_batch("DROP TRIGGER fact_keeps_rows").expect("dropped");
    assert_eq!(raw.execute(sql, []).expect("damaged"), 1);
    let mut told = Vec::new();
    let each = |_: Option<&Decision>, beside| told.push(matches!(beside, SeenFindings::Unreadable));
    world.store.decisions_beside_findings(each).expect("read");
    assert_eq!(told, [true, false]);
}
