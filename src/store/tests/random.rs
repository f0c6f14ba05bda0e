//! Whatever is asked of the store, in any order, by people with accounts: the tables follow from the log,
//! nothing is decided twice, and nobody does what they may not.

mod deliver;
mod rules;

use std::cell::RefCell;
use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRng, TestRunner};

use super::*;
use crate::domain::checklist::ChecklistItem;
use crate::domain::event::ErasureReason;
use crate::domain::lifecycle::Refusal;
use crate::domain::policy::Policy;
use crate::domain::samples;
use crate::domain::screening::{Screened, ScreenedBy};
use crate::domain::withdrawal::{Fate, Kept};

/// Something that somebody tries; many tries are refused.
#[derive(Debug, Clone)]
enum Try {
    Enrol(usize),
    Correct(usize),
    Pay(usize),
    Submit(usize, u8),
    Claim(usize, usize),
    Decide(usize, i64, u8, u64),
    Undo(usize, i64),
    Revoke(usize, i64),
    Screen(i64, u32),
    Hold(usize, i64),
    Resume(usize, i64),
    Withdraw(usize, i64),
    SignIn(usize, bool),
    Enable(usize, usize, bool),
    SetPolicy(usize, u64),
    ProposeErasure(usize, usize),
    Erase(usize, usize),
    TakeBack(usize, usize),
    Deliver(usize, bool),
    RefusedByReceiver(usize, i64),
    Wait(i64),
}

const PEOPLE: [(&str, Role); 5] = [
    ("wang", Role::Reviewer),
    ("li", Role::Reviewer),
    ("chen", Role::Supervisor),
    ("zhao", Role::Administrator),
    ("sun", Role::Administrator),
];

fn actor(person: usize) -> Actor {
    let (account, role) = PEOPLE[person];
    Actor { account: name(account), role }
}

fn tries() -> impl Strategy<Value = Try> {
    let eraser = || prop_oneof![5 => 2_usize..5, 1 => 0_usize..2];
    let (student, person, id) = (0_usize..3, 0_usize..5, 1_i64..7);
    // Mostly by those who decide, and now and then by whoever may not.
    let decider = prop_oneof![9 => 0_usize..3, 1 => 3_usize..5];
    let revoker = prop_oneof![3 => Just(2_usize), 1 => 0_usize..5];
    let manager = prop_oneof![3 => 3_usize..5, 1 => 0_usize..3];
    let seen = prop_oneof![4 => Just(2_000_u64), 1 => 0_u64..1_000];
    let policy = prop_oneof![3 => 0_u64..1_500, 1 => Just(Policy::LONGEST_MS + 1)];
    // Whoever is shut out comes back sooner or later, or else hardly anything more would happen.
    let enable = (manager.clone(), person.clone(), prop::bool::weighted(0.6));
    prop_oneof![
        1 => student.clone().prop_map(Try::Enrol),
        1 => student.clone().prop_map(Try::Correct),
        2 => student.clone().prop_map(Try::Pay),
        4 => (student.clone(), 0_u8..3).prop_map(|(s, way)| Try::Submit(s, way)),
        3 => (decider.clone(), 0_usize..3).prop_map(|(p, n)| Try::Claim(p, n)),
        7 => (decider.clone(), id.clone(), 0_u8..5, seen)
            .prop_map(|(p, i, d, seen)| Try::Decide(p, i, d, seen)),
        3 => (decider.clone(), id.clone()).prop_map(|(p, i)| Try::Undo(p, i)),
        1 => (revoker, id.clone()).prop_map(|(p, i)| Try::Revoke(p, i)),
        2 => (decider.clone(), id.clone()).prop_map(|(p, i)| Try::Hold(p, i)),
        1 => (decider, id.clone()).prop_map(|(p, i)| Try::Resume(p, i)),
        1 => (id.clone(), 0_u32..2).prop_map(|(i, code)| Try::Screen(i, code)),
        1 => (person.clone(), id).prop_map(|(p, i)| Try::Withdraw(p, i)),
        1 => (person, prop::bool::weighted(0.7)).prop_map(|(p, right)| Try::SignIn(p, right)),
        4 => enable.prop_map(|(by, whom, enabled)| Try::Enable(by, whom, enabled)),
        2 => (eraser(), student.clone()).prop_map(|(p, s)| Try::ProposeErasure(p, s)),
        4 => (eraser(), student.clone()).prop_map(|(p, s)| Try::Erase(p, s)),
        1 => (manager, policy).prop_map(|(p, ms)| Try::SetPolicy(p, ms)),
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
            let event = Event::Enrolled { student: Some(invented(&number(student), "张伟")) };
            on(world, &on_student(&number(student)), &event)
        }
        Try::Correct(student) => {
            let event = Event::Corrected { student: Some(invented(&number(student), "曾乐")) };
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
            world.store.claim(&actor(*person).account, *n, &[], world.at).map(drop)
        }
        Try::Screen(id, code) => screen(world, submission(id), *code),
        Try::Decide(person, id, which, seen) => {
            decide(world, *person, submission(id), decision(*which), *seen)
        }
        Try::Undo(person, id) => moved(world, *person, submission(id), &Event::Undone),
        Try::Revoke(person, id) => moved(world, *person, submission(id), &revoked()),
        Try::Hold(person, id) => moved(world, *person, submission(id), &Event::Held { note: None }),
        Try::Resume(person, id) => moved(world, *person, submission(id), &Event::Resumed),
        Try::Withdraw(person, id) => moved(world, *person, submission(id), &withdrawn()),
        Try::SignIn(person, right) => sign_in(world, *person, *right),
        Try::Enable(by, whom, enabled) => {
            let whom = actor(*whom).account;
            world.store.set_enabled(&actor(*by), &whom, *enabled, world.at)
        }
        Try::SetPolicy(person, on_screen_ms) => {
            let event =
                Event::PolicySet(Policy { on_screen_ms: *on_screen_ms, ..Policy::default() });
            let by = actor(*person);
            world.store.record(&by, &Subject::Store, Revision(0), &event, world.at).map(|_entry| ())
        }
        Try::ProposeErasure(person, student) => propose_erasure(world, *person, *student),
        Try::Erase(person, student) => {
            let student = student_id(&number(student));
            world.store.erase(&actor(*person), student, world.at).map(|_taken| ())
        }
        Try::Deliver(person, cut_off) => deliver::deliver(world, *person, *cut_off),
        Try::RefusedByReceiver(person, id) => deliver::refuse(world, *person, submission(id)),
        Try::TakeBack(person, n) => take_back(world, *person, *n),
        Try::Wait(minutes) => {
            world.pass(TimeDelta::minutes(*minutes));
            Ok(())
        }
    }
}

fn screen(world: &mut World, id: SubmissionId, code: u32) -> Result<(), RecordError> {
    let by = ScreenedBy { code, ..samples::screened().by };
    let made = world.store.photos().put(&code.to_le_bytes())?;
    let screened = Screened { by, standard_photo: Some(made), ..samples::screened() };
    let (subject, event) = (Subject::Submission(id), Event::Screened(screened));
    let seen = Revision::default();
    world.store.record(&Actor::screening(), &subject, seen, &event, world.at).map(|_entry| ())
}

fn revoked() -> Event {
    Event::Revoked { note: "wrong crop".to_owned() }
}

fn withdrawn() -> Event {
    Event::Withdrawn { note: "asked for".to_owned() }
}

fn propose_erasure(world: &mut World, person: usize, student: usize) -> Result<(), RecordError> {
    let (student, why) = (student_id(&format!("S{student}")), ErasureReason::Request);
    world.store.propose_erasure(&actor(person), student, why, world.at).map(|_entry| ())
}

fn on(world: &mut World, subject: &Subject, event: &Event) -> Result<(), RecordError> {
    let seen = match subject {
        Subject::Student(id) => world.store.student_by_id(*id)?.map(|row| row.revision),
        Subject::Submission(id) => world.store.submission(*id)?.map(|row| row.revision),
        _ => None,
    };
    let seen = seen.unwrap_or_default();
    world.store.batch(world.at, |batch| {
        batch.go_on_with_import(None);
        batch.record(&operator(), subject, seen, event).map(|_entry| ())
    })
}

/// Withdraws one of the imports, by its place in the list.
fn take_back(world: &mut World, person: usize, n: usize) -> Result<(), RecordError> {
    let imports = world.store.imports(100)?;
    let Some(import) = imports.get(n) else { return Ok(()) };
    let (rows, photos) = (world.store.rows_of(import.id)?, world.store.photos().clone());
    world.store.batch(world.at, |batch| {
        batch.go_on_with_import(None);
        for row in rows {
            let fate = batch.take_back(&actor(person), row, &photos)?;
            // What is foreseen and what the rules say agree.
            assert_ne!(fate, Fate::Keep(Kept::Refused), "{row:?}");
        }
        Ok(())
    })
}

fn moved(
    world: &mut World,
    person: usize,
    id: SubmissionId,
    event: &Event,
) -> Result<(), RecordError> {
    let seen = world.store.submission(id)?.map(|row| row.revision).unwrap_or_default();
    let subject = Subject::Submission(id);
    world.store.record(&actor(person), &subject, seen, event, world.at).map(|_entry| ())
}

fn decide(
    world: &mut World,
    person: usize,
    id: SubmissionId,
    decision: Decision,
    on_screen_ms: u64,
) -> Result<(), RecordError> {
    let claim = world.store.claim_one(&actor(person).account, id, world.at)?;
    let submitted = world.row(id).submitted;
    let row = world.store.student_by_id(submitted.student)?.ok_or(RecordError::NoSuchSubject)?;
    let student = row.stated;
    let witness = witness(submitted.photo, &claim, student, on_screen_ms);
    moved(world, person, id, &Event::Decided { decision, witness })
}

/// Either way the log tells of it; a refusal there is none of the rules here.
fn sign_in(world: &mut World, person: usize, right: bool) -> Result<(), RecordError> {
    let who = actor(person);
    let password = if right { PASSWORD } else { "a guess" };
    match world.store.sign_in(&who.account, password, world.at) {
        Ok(signed_in) => {
            assert_eq!(signed_in, who);
            assert!(right, "{who:?} came in by a guess");
            Ok(())
        }
        Err(SignInRefusal::Wrong | SignInRefusal::TooSoon { .. }) => Ok(()),
        Err(SignInRefusal::Disabled) => Err(Refusal::Disabled.into()),
        Err(other) => panic!("{who:?}: {other}"),
    }
}

const PASSWORD: &str = "correct horse";

/// A store with these people, and two students who have paid.
fn peopled() -> World {
    let mut world = World::bare();
    for (account, role) in PEOPLE {
        let at = world.at;
        world
            .store
            .add_account(&operator(), &name(account), account, role, PASSWORD, at)
            .expect("added");
    }
    for number in ["S0", "S1"] {
        world.enrol(number);
        world.pay(number);
    }
    world
}

/// Tries all of it; then everything that must hold is looked at. Gives what was recorded, and whether
/// anybody was refused for being disabled.
fn follow(steps: &[Try]) -> Result<(BTreeSet<String>, bool), TestCaseError> {
    let mut world = peopled();
    let mut disabled = false;
    for step in steps {
        world.pass(TimeDelta::seconds(1));
        match attempt(&mut world, step) {
            Err(RecordError::Store(error)) => panic!("{step:?}: {error}"),
            Err(RecordError::Refused(Refusal::Disabled)) => disabled = true,
            _ => {}
        }
    }
    let recorded = rules::check(&world);
    prop_assert_eq!(world.faults(), Vec::<String>::new());
    Ok((recorded, disabled))
}

fn config(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}

fn steps() -> impl Strategy<Value = Vec<Try>> {
    prop::collection::vec(tries(), 1..120)
}

/// The same, and now and then one of the newest imports is withdrawn.
fn steps_and_withdrawals() -> impl Strategy<Value = Vec<Try>> {
    let person = prop_oneof![5 => 2_usize..5, 1 => 0_usize..2];
    let withdrawal = (person, 0_usize..3).prop_map(|(p, n)| Try::TakeBack(p, n));
    prop::collection::vec(prop_oneof![9 => tries(), 1 => withdrawal], 1..120)
}

#[test]
fn the_tables_follow_from_the_log() {
    TestRunner::new(config(24))
        .run(&steps_and_withdrawals(), |steps| follow(&steps).map(|_recorded| ()))
        .unwrap_or_else(|error| panic!("{error}"));
}

/// The kinds of entries that the same steps record each time, so that this can't fail by chance, and in how many cases
/// somebody was refused for being disabled.
fn everywhere(steps: impl Strategy<Value = Vec<Try>>, cases: u32) -> (BTreeSet<String>, u32) {
    let all = RefCell::new((BTreeSet::new(), 0));
    let rng = TestRng::deterministic_rng(Config::default().rng_algorithm);
    TestRunner::new_with_rng(config(cases), rng)
        .run(&steps, |steps| {
            let (recorded, disabled) = follow(&steps)?;
            all.borrow_mut().0.extend(recorded);
            all.borrow_mut().1 += u32::from(disabled);
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
    all.into_inner()
}

/// What the rules look for does happen.
#[test]
fn random_steps_get_everywhere() {
    let (recorded, disabled) = everywhere(steps(), 160);
    let wanted = [
        "account_disabled",
        "account_enabled",
        "admitted",
        "corrected",
        "decided",
        "erased",
        "erasure_proposed",
        "held",
        "policy_set",
        "resumed",
        "revoked",
        "screened",
        "sign_in_refused",
        "signed_in",
        "superseded",
        "undone",
        "withdrawn",
    ];
    let missing: Vec<_> = wanted.iter().filter(|kind| !recorded.contains(**kind)).collect();
    assert!(missing.is_empty(), "never recorded: {missing:?}");
    assert!(disabled > 2, "the disabled were refused in {disabled} cases only");
}

#[test]
fn random_deliveries_leave_and_stand() {
    let (recorded, _disabled) = everywhere(deliver::steps_and_deliveries(), 48);
    let wanted = ["packed", "delivered", "refused_by_receiver"];
    let missing: Vec<_> = wanted.iter().filter(|kind| !recorded.contains(**kind)).collect();
    assert!(missing.is_empty(), "never recorded: {missing:?}");
}

#[test]
fn random_withdrawals_take_back_all_kinds_of_rows() {
    let (recorded, _disabled) = everywhere(steps_and_withdrawals(), 48);
    let wanted = [
        "correction_taken_back",
        "enrolment_taken_back",
        "payment_taken_back",
        "submission_taken_back",
    ];
    let missing: Vec<_> = wanted.iter().filter(|kind| !recorded.contains(**kind)).collect();
    assert!(missing.is_empty(), "never recorded: {missing:?}");
}
