//! Policies: held to when something is recorded, never when it is replayed.

use super::*;
use crate::domain::lifecycle::Refusal;
use crate::domain::policy::Policy;
use crate::domain::samples;
use crate::domain::screening::{Screened, ScreenedBy};
use crate::domain::specification::{LONGEST, NATIONAL};

fn set(world: &mut World, actor: &Actor, on_screen_ms: u64) -> Result<Entry, RecordError> {
    let event = Event::PolicySet(Policy { on_screen_ms, ..Policy::default() });
    world.store.record(actor, &Subject::Store, Revision(0), &event, world.at)
}

/// Approves, having seen the photo for so long.
fn approve(world: &mut World, id: SubmissionId, on_screen_ms: u64) -> Result<Entry, RecordError> {
    let claim = world.store.claim_one(&name("wang"), id, world.at)?;
    approve_under(world, id, &claim, on_screen_ms)
}

fn approve_under(
    world: &mut World,
    id: SubmissionId,
    claim: &Claim,
    on_screen_ms: u64,
) -> Result<Entry, RecordError> {
    let submitted = world.row(id).submitted;
    let student = world.stated(submitted.student);
    let witness = witness(submitted.photo, claim, student, on_screen_ms);
    world.event(&reviewer("wang"), id, &Event::Decided { decision: Decision::Approve, witness })
}

#[test]
fn a_photo_that_was_hardly_seen_is_not_decided_on() {
    let mut world = World::new();
    let id = world.queued("S1");
    for short in [0, 17, 84, 299] {
        let refused = approve(&mut world, id, short);
        let wanted = Refusal::SeenTooShortly { seen_ms: short, needed_ms: 300 };
        assert!(
            matches!(&refused, Err(RecordError::Refused(why)) if *why == wanted),
            "{refused:?}"
        );
        assert_eq!(world.status(id), Status::Pending);
    }
    approve(&mut world, id, 300).expect("seen for long enough");
}

#[test]
fn the_policy_that_stands_counts() {
    let mut world = World::new();
    let (first, second) = (world.queued("S1"), world.queued("S2"));
    assert_eq!(world.store.policy().expect("read"), Policy::default());
    set(&mut world, &operator(), 0).expect("set");
    approve(&mut world, first, 0).expect("nothing is asked for");
    set(&mut world, &operator(), 2_000).expect("set");
    assert_eq!(
        world.again().policy().expect("read"),
        Policy { on_screen_ms: 2_000, ..Policy::default() }
    );
    let short = approve(&mut world, second, 1_999);
    let why = Refusal::SeenTooShortly { seen_ms: 1_999, needed_ms: 2_000 };
    assert!(matches!(&short, Err(RecordError::Refused(told)) if *told == why), "{short:?}");
    approve(&mut world, second, 2_000).expect("seen for long enough");
}

#[test]
fn a_stricter_policy_makes_no_old_entry_impossible() {
    let mut world = World::new();
    let id = world.queued("S1");
    set(&mut world, &operator(), 0).expect("set");
    approve(&mut world, id, 5).expect("recorded");
    set(&mut world, &operator(), Policy::LONGEST_MS).expect("set");
    assert_eq!(world.faults(), [""; 0]);
}

#[test]
fn only_who_manages_the_store_sets_it_and_within_reason() {
    let mut world = World::new();
    for role in [Role::Reviewer, Role::Supervisor] {
        let actor = Actor { account: name("wang"), role };
        let refused = set(&mut world, &actor, 0);
        let why = Refusal::NotAllowed { role };
        assert!(matches!(&refused, Err(RecordError::Refused(told)) if *told == why), "{refused:?}");
    }
    let refused = set(&mut world, &operator(), Policy::LONGEST_MS + 1);
    assert!(matches!(refused, Err(RecordError::Refused(Refusal::PolicyTooStrict))), "{refused:?}");
    assert_eq!(world.store.policy().expect("read"), Policy::default());
}

#[test]
fn a_policy_changed_behind_the_stores_back_is_found() {
    let mut world = World::new();
    set(&mut world, &operator(), 500).expect("set");
    world.raw().execute("UPDATE policy SET on_screen_ms = 0", []).expect("tampered");
    assert_eq!(world.faults(), ["policy 1 differs from the log"]);
}

fn set_specification(world: &mut World, actor: &Actor, text: &str) -> Result<Entry, RecordError> {
    let event = Event::SpecificationSet { text: text.to_owned() };
    world.store.record(actor, &Subject::Store, Revision(0), &event, world.at)
}

#[test]
fn only_who_manages_the_store_sets_its_specification_and_a_right_one() {
    let mut world = World::new();
    for role in [Role::Reviewer, Role::Supervisor] {
        let actor = Actor { account: name("wang"), role };
        let refused = set_specification(&mut world, &actor, NATIONAL).expect_err("refused");
        assert_eq!(refused, RecordError::Refused(Refusal::NotAllowed { role }));
    }
    let wrong = NATIONAL.replacen("width = 480", "wide = 480", 1);
    let refused = set_specification(&mut world, &operator(), &wrong).expect_err("wrong");
    let line = 1 + NATIONAL.lines().position(|line| line == "width = 480").expect("there");
    assert!(
        matches!(&refused, RecordError::Refused(Refusal::SpecificationWrong(why)) if why.line == line),
        "{refused:?}"
    );
    let long = format!("{NATIONAL}\n#{}", "x".repeat(LONGEST));
    set_specification(&mut world, &operator(), &long).expect_err("too long");
    assert_eq!(world.store.specification().expect("read"), None);
    set_specification(&mut world, &operator(), NATIONAL).expect("set");
    assert_eq!(world.again().specification().expect("read").as_deref(), Some(NATIONAL));
    assert_eq!(world.faults(), [""; 0]);
}

/// A store as it is made today, with a submission that `wang` holds.
fn strict() -> (World, SubmissionId, Claim) {
    let mut world = World::new();
    let policy = Event::PolicySet(Policy::OF_NEW_STORE);
    world.store.record(&operator(), &Subject::Store, Revision(0), &policy, world.at).expect("set");
    let id = world.queued("S1");
    let claim = world.store.claim_one(&name("wang"), id, world.at).expect("claimed");
    (world, id, claim)
}

fn screen(world: &mut World, id: SubmissionId, made: Option<&[u8]>) -> Option<Digest> {
    let made = made.map(|file| world.store.photos().put(file).expect("kept"));
    let screened = Screened { standard_photo: made, ..samples::screened() };
    world.event(&Actor::screening(), id, &Event::Screened(screened)).expect("recorded");
    made
}

/// Approves, having seen this standard photo for so long.
fn approve_standard(
    world: &mut World,
    id: SubmissionId,
    claim: &Claim,
    seen: Option<(Digest, u64)>,
) -> Result<Entry, RecordError> {
    let submitted = world.row(id).submitted;
    let student = world.stated(submitted.student);
    let witness = Witness {
        standard_photo: seen.map(|(photo, _)| photo),
        standard_photo_ms: seen.map(|(_, ms)| ms),
        ..witness(submitted.photo, claim, student, 900)
    };
    world.event(&reviewer("wang"), id, &Event::Decided { decision: Decision::Approve, witness })
}

#[test]
fn an_approval_needs_the_newest_standard_photo_seen_for_long_enough() {
    let (mut world, id, claim) = strict();
    let refused = |world: &mut World, seen, wanted: Refusal| {
        let told = approve_standard(world, id, &claim, seen);
        assert_eq!(told, Err(RecordError::Refused(wanted)));
        assert_eq!(world.status(id), Status::Pending);
    };
    let some = Digest::of(b"some photo");
    refused(&mut world, Some((some, 900)), Refusal::NotScreened);
    screen(&mut world, id, None);
    refused(&mut world, Some((some, 900)), Refusal::NoStandardPhoto);
    let first = screen(&mut world, id, Some(b"first")).expect("made");
    let newest = screen(&mut world, id, Some(b"newest")).expect("made");
    refused(&mut world, None, Refusal::StandardPhotoUnseen);
    refused(&mut world, Some((first, 900)), Refusal::StandardPhotoReplaced);
    let why = Refusal::StandardPhotoSeenTooShortly { seen_ms: 299, needed_ms: 300 };
    refused(&mut world, Some((newest, 299)), why);
    approve_standard(&mut world, id, &claim, Some((newest, 300))).expect("seen");
    assert_eq!(world.faults(), [""; 0]);
}

#[test]
fn no_approval_rests_on_a_standard_photo_of_another_specification_than_the_one_that_was_set() {
    let (mut world, id, claim) = strict();
    let made = screen(&mut world, id, Some(b"by the old one")).expect("made");
    set_specification(&mut world, &operator(), NATIONAL).expect("set");
    let told = approve_standard(&mut world, id, &claim, Some((made, 900)));
    assert_eq!(told, Err(RecordError::Refused(Refusal::ScreenedOtherwise)));
    let by =
        ScreenedBy { specification: Digest::of(NATIONAL.as_bytes()), ..samples::screened().by };
    let made = world.store.photos().put(b"by this one").expect("kept");
    let screened = Screened { by, standard_photo: Some(made), ..samples::screened() };
    world.event(&Actor::screening(), id, &Event::Screened(screened.clone())).expect("recorded");
    let again = samples::standardised_again(claim.token, screened);
    world.event(&reviewer("wang"), id, &again).expect("made again by this one");
    approve_standard(&mut world, id, &claim, Some((made, 900))).expect("of this one");
    assert_eq!(world.faults(), [""; 0]);
}

#[test]
fn a_rejection_or_a_retake_waits_for_no_screening() {
    let (mut world, id, claim) = strict();
    world.decide_under("wang", &claim, reject(Reason::I02)).expect("rejected");
    assert_eq!(world.status(id), Status::Rejected);
}

#[test]
fn who_comes_too_late_is_told_that_and_not_of_the_standard_photo() {
    let (mut world, id, claim) = strict();
    world.decide_under("wang", &claim, reject(Reason::I02)).expect("rejected");
    let late = approve_standard(&mut world, id, &claim, None);
    let status = Status::Rejected;
    assert_eq!(late, Err(RecordError::Refused(Refusal::WrongStatus { status })));
}

#[test]
fn a_store_asks_for_the_standard_photo_from_its_beginning_and_one_from_before_does_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = DateTime::UNIX_EPOCH;
    let made = Store::open(&folder.path().join("new"), at).expect("made");
    let demo = Store::create_demo(&folder.path().join("demo"), at).expect("made");
    for store in [made, demo] {
        assert_eq!(store.policy().expect("read"), Policy::OF_NEW_STORE);
        assert!(verify::verify(store.dir(), at).expect("verified").is_whole());
    }
    assert_eq!(World::new().store.policy().expect("read"), Policy::default());
    let told = serde_json::to_string(&Event::PolicySet(Policy::default())).expect("a text");
    assert!(!told.contains("standard"), "{told}: as entries from before say it");
    let before = r#"{"event":"policy_set","on_screen_ms":500}"#;
    let before: Event = serde_json::from_str(before).expect("read");
    let kept = Policy { on_screen_ms: 500, standard_photo: false };
    assert_eq!(before, Event::PolicySet(kept));
}
