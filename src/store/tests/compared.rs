//! Decisions beside the findings that their witnesses name.

use super::*;
use crate::domain::samples;
use crate::domain::screening::Screened;

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

/// Each decision in effect, by its word, with the entry that its witness names and what that said.
fn told(world: &World) -> Vec<(&'static str, Option<Digest>, Option<Screened>)> {
    let mut told = Vec::new();
    let each = |row: Result<DecidedRow, UnreadRow>| -> Result<(), StoreError> {
        let row = row.expect("readable");
        let beside = |entry| world.store.findings_beside(row.submitted.student, row.id, entry);
        let beside = row.findings.map(beside).transpose()?.flatten();
        told.push((row.decision.code(), row.findings, beside));
        Ok(())
    };
    world.store.decided_rows(each).expect("read");
    told
}

#[test]
fn each_decision_in_effect_is_told_with_what_stood_beside_it() {
    let mut world = World::new();
    decide(&mut world, "S1", Decision::Approve, true);
    decide(&mut world, "S2", Decision::Approve, false);
    world.queued("S3");
    let told = told(&world);
    assert_eq!(told.len(), 2);
    let samples = samples::screened();
    let (decision, entry, beside) = &told[0];
    let beside = beside.as_ref().expect("findings");
    assert_eq!((*decision, entry.is_some()), ("approve", true));
    assert_eq!((beside.by, &beside.screening), (samples.by, &samples.screening));
    assert_eq!(told[1], ("approve", None, None));
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
    let unreadable: Vec<bool> = told(&world)
        .into_iter()
        .map(|(_, entry, beside)| entry.is_some() && beside.is_none())
        .collect();
    assert_eq!(unreadable, [true, false]);
}
