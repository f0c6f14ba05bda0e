//! Whatever is asked of the store, in any order: the tables follow from the log, and nothing is
//! decided twice.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::domain::checklist::ChecklistItem;

/// Something that somebody tries; many tries are refused.
#[derive(Debug, Clone)]
enum Try {
    Enrol(usize),
    Correct(usize),
    Pay(usize),
    Submit(usize, u8),
    Claim(usize, usize),
    Decide(usize, i64, u8),
    Undo(usize, i64),
    Hold(usize, i64),
    Resume(usize, i64),
    Withdraw(i64),
    Wait(i64),
}

const PEOPLE: [&str; 3] = ["wang", "li", "chen"];

fn tries() -> impl Strategy<Value = Try> {
    let (student, person, id) = (0_usize..3, 0_usize..3, 1_i64..7);
    prop_oneof![
        1 => student.clone().prop_map(Try::Enrol),
        1 => student.clone().prop_map(Try::Correct),
        2 => student.clone().prop_map(Try::Pay),
        4 => (student, 0_u8..3).prop_map(|(s, way)| Try::Submit(s, way)),
        3 => (person.clone(), 0_usize..3).prop_map(|(p, n)| Try::Claim(p, n)),
        6 => (person.clone(), id.clone(), 0_u8..5).prop_map(|(p, i, d)| Try::Decide(p, i, d)),
        3 => (person.clone(), id.clone()).prop_map(|(p, i)| Try::Undo(p, i)),
        1 => (person.clone(), id.clone()).prop_map(|(p, i)| Try::Hold(p, i)),
        1 => (person, id.clone()).prop_map(|(p, i)| Try::Resume(p, i)),
        1 => id.prop_map(Try::Withdraw),
        1 => (0_i64..15).prop_map(Try::Wait),
    ]
}

fn decision(which: u8) -> Decision {
    match which {
        0 => Decision::Approve,
        1 => reject(Reason::I02),
        2 => reject(Reason::I01),
        3 => reject(Reason::F02),
        _ => Decision::Retake {
            items: [ChecklistItem::FaceFrontal].into(),
            reasons: [Reason::P01].into(),
            notice: None,
            note: None,
        },
    }
}

/// Tries it; whether it was recorded does not matter here, only that a refusal is a refusal.
fn attempt(world: &mut World, what: &Try) -> Result<(), RecordError> {
    let number = |student: &usize| format!("S{student}");
    let submission = |id: &i64| SubmissionId(*id);
    match what {
        Try::Enrol(student) => {
            let event = Event::Enrolled(invented(&number(student), "张伟"));
            on(world, &on_student(&number(student)), &event)
        }
        Try::Correct(student) => {
            let event = Event::Corrected(invented(&number(student), "曾乐"));
            on(world, &on_student(&number(student)), &event)
        }
        Try::Pay(student) => {
            let stamp = world.at.timestamp().to_string();
            let event = Event::Paid(payment(&format!("{}-{stamp}", number(student)), world.at));
            on(world, &on_student(&number(student)), &event)
        }
        Try::Submit(student, way) => {
            let entry = match way {
                0 => QueueEntry::Queued { due: world.due() },
                1 => QueueEntry::AwaitingPayment,
                _ => QueueEntry::AwaitingEarlier,
            };
            world.try_submit(&number(student), entry).map(|_id| ())
        }
        Try::Claim(person, n) => {
            Ok(world.store.claim(&name(PEOPLE[*person]), *n, &[], world.at).map(|_claims| ())?)
        }
        Try::Decide(person, id, which) => {
            world.decide(PEOPLE[*person], submission(id), decision(*which)).map(|_entry| ())
        }
        Try::Undo(person, id) => moved(world, *person, submission(id), &Event::Undone),
        Try::Hold(person, id) => moved(world, *person, submission(id), &Event::Held { note: None }),
        Try::Resume(person, id) => moved(world, *person, submission(id), &Event::Resumed),
        Try::Withdraw(id) => {
            let event = Event::Withdrawn { note: "asked for".to_owned() };
            on(world, &Subject::Submission(submission(id)), &event)
        }
        Try::Wait(minutes) => {
            world.pass(TimeDelta::minutes(*minutes));
            Ok(())
        }
    }
}

fn on(world: &mut World, subject: &Subject, event: &Event) -> Result<(), RecordError> {
    let seen = match subject {
        Subject::Student(no) => world.store.student(no)?.map(|row| row.revision),
        Subject::Submission(id) => world.store.submission(*id)?.map(|row| row.revision),
        _ => None,
    };
    let seen = seen.unwrap_or_default();
    world.store.record(&operator(), subject, seen, event, world.at).map(|_entry| ())
}

fn moved(
    world: &mut World,
    person: usize,
    id: SubmissionId,
    event: &Event,
) -> Result<(), RecordError> {
    let seen = world.store.submission(id)?.map(|row| row.revision).unwrap_or_default();
    let subject = Subject::Submission(id);
    world.store.record(&reviewer(PEOPLE[person]), &subject, seen, event, world.at).map(|_entry| ())
}

/// Follows every submission through the log: a decision needs one that is not decided, or that is
/// only accused, at most twice.
fn check_decided_once(world: &World) {
    let raw = world.raw();
    let mut statement = raw
        .prepare(
            "SELECT subject, kind, event FROM log
             WHERE kind IN ('decided', 'undone', 'held', 'resumed') ORDER BY seq",
        )
        .expect("prepared");
    let mut rows = statement.query([]).expect("query");
    let mut stands: BTreeMap<String, Vec<String>> = BTreeMap::new();
    while let Some(row) = rows.next().expect("row") {
        let text = |column| row.get::<_, String>(column).expect("text");
        let acts = stands.entry(text("subject")).or_default();
        match text("kind").as_str() {
            "undone" | "resumed" => {
                assert!(acts.pop().is_some(), "something to take back");
            }
            "held" => acts.push("held".to_owned()),
            _ => {
                let accused = |act: &String| act.contains("I01") || act.contains("F02");
                let open = acts.len() <= 2 && acts.iter().all(accused);
                assert!(open, "decided after {acts:?}");
                acts.push(text("event"));
            }
        }
    }
    for n in 0..3 {
        let attempts = world.store.attempts(&no(&format!("S{n}"))).expect("read");
        let approved = attempts.iter().filter(|row| row.standing.status == Status::Approved);
        assert!(approved.count() <= 1, "one approval for each student");
        check_waiting(&attempts);
        for row in &attempts {
            assert_eq!(
                row.decision.is_some(),
                row.standing.status.is_decided() || row.standing.status == Status::Seconding
            );
        }
    }
}

/// Nothing is under review behind an attempt that is open, and nothing waits beside an approval.
fn check_waiting(attempts: &[SubmissionRow]) {
    let statuses: Vec<Status> = attempts.iter().map(|row| row.standing.status).collect();
    for (at, status) in statuses.iter().enumerate() {
        let open_before = statuses[..at].iter().any(|before| before.is_open());
        let waits = *status == Status::AwaitingEarlier;
        assert!(!(status.is_queued() && open_before), "two under review: {statuses:?}");
        let approved = statuses.contains(&Status::Approved);
        assert!(!(waits && approved), "waits behind an approval: {statuses:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_tables_follow_from_the_log(steps in prop::collection::vec(tries(), 1..80)) {
        let mut world = World::new();
        for number in ["S0", "S1"] {
            world.enrol(number);
            world.pay(number);
        }
        for step in &steps {
            world.pass(TimeDelta::seconds(1));
            if let Err(RecordError::Store(error)) = attempt(&mut world, step) {
                panic!("{step:?}: {error}");
            }
        }
        check_decided_once(&world);
        prop_assert_eq!(world.faults(), Vec::<String>::new());
    }
}
