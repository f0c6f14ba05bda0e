//! Verification: a whole store passes, whatever was done to it; every tampering is found.

use std::fs;

use super::*;

/// A store in which something of everything has happened.
fn busy_world() -> World {
    let mut world = World::bare();
    world.add("li", Role::Reviewer);
    world.add("chen", Role::Reviewer);
    world
        .store
        .add_account(&operator(), &name("wang"), "王敏", Role::Reviewer, "correct horse", world.at)
        .expect("added");
    world.store.sign_in(&name("wang"), "correct horse", world.at).expect("signed in");
    world.store.sign_in(&name("wang"), "guess", world.at).expect_err("wrong");
    world.store.sign_in(&name("nobody"), "guess", world.at).expect_err("unknown");
    let first = world.queued("S1");
    let second = world.queued("S2");
    let third = world.queued("S3");
    world.enrol("S4");
    world.submit_as("S4", QueueEntry::AwaitingPayment);
    world.pay("S4");
    world.decide("wang", first, Decision::Approve).expect("decided");
    world.decide("wang", second, reject(Reason::I01)).expect("proposed");
    world.decide("li", second, reject(Reason::I01)).expect("seconded");
    world.event(&reviewer("li"), second, &Event::Undone).expect("undone");
    world.event(&reviewer("chen"), third, &Event::Held { note: None }).expect("held");
    world.event(&reviewer("chen"), third, &Event::Viewed).expect("viewed");
    world.event(&reviewer("chen"), third, &Event::Resumed).expect("resumed");
    world
}

#[test]
fn a_whole_store_passes_while_it_is_open() {
    let world = busy_world();
    assert_eq!(world.faults(), [""; 0]);
    let report = verify::verify(world.dir.path(), world.at).expect("verified");
    assert_eq!(report.photos, 4);
    assert!(report.entries > 20);
    let missing = verify::verify(&world.dir.path().join("nowhere"), world.at);
    assert!(matches!(missing, Err(StoreError::Missing(_))));
}

const FACTS_DIFFER: &str = "are not those it was recorded with";

/// The trigger that is in the way; what is changed behind the store's back; what is told.
const TAMPERINGS: &[(&str, &str, &str)] = &[
    ("", "UPDATE student SET paid = 0 WHERE no = 'S2'", "student "),
    ("approved_student_is_frozen", "UPDATE student SET name = 'x' WHERE no = 'S1'", "student "),
    ("", "UPDATE submission SET due = due + 1 WHERE id = 2", "submission 2 differs"),
    (
        "approved_submission_is_frozen",
        "UPDATE submission SET status = 'rejected' WHERE id = 1",
        "submission 1 differs",
    ),
    (
        "payment_keeps_rows",
        "UPDATE payment SET amount_fen = 1 WHERE transaction_no = 'TS3'",
        "payment 15 differs",
    ),
    ("payment_stays", "DELETE FROM payment WHERE transaction_no = 'TS3'", "payment 15 is missing"),
    (
        "",
        "INSERT INTO payment VALUES (900, 'forged', (SELECT id FROM student WHERE no = 'S1'), 1, 1)",
        "payment 900 is not in the log",
    ),
    ("", "UPDATE account SET role = 'administrator'", "account wang differs"),
    ("", "UPDATE account SET failures = 0", "account wang differs"),
    ("", "UPDATE credential SET phc = phc || 'x'", "password of account wang"),
    ("", "DELETE FROM credential", "password of account wang"),
    ("log_keeps_rows", "UPDATE log SET at = at + 1 WHERE seq = 4", "seal of log entry 4"),
    ("log_keeps_rows", "UPDATE log SET operation = zeroblob(16) WHERE seq = 4", "entry 4"),
    ("log_keeps_rows", "UPDATE log SET rules = 0 WHERE seq = 4", "seal of log entry 4"),
    ("log_keeps_rows", "UPDATE log SET student = 7 WHERE kind = 'decided'", "seal"),
    ("log_keeps_rows", "UPDATE log SET facts = zeroblob(32) WHERE kind = 'enrolled'", "seal"),
    ("fact_keeps_rows", "UPDATE fact SET document = replace(document, '张', '李')", FACTS_DIFFER),
    ("fact_keeps_rows", "UPDATE fact SET salt = zeroblob(32)", FACTS_DIFFER),
    (
        "fact_stays_unless_erased",
        "DELETE FROM fact WHERE seq = (SELECT min(seq) FROM fact)",
        "are missing, and were not erased",
    ),
    (
        "",
        "INSERT INTO fact VALUES (1, zeroblob(32), '{}')",
        "the personal facts of log entry 1 are not those",
    ),
    ("log_keeps_rows", "UPDATE log SET at = 5 WHERE seq = 9", "entry 9 bears an earlier time"),
    ("log_keeps_rows", "UPDATE log SET account = 'li' WHERE kind = 'decided'", "seal"),
    ("log_keeps_rows", "UPDATE log SET event = '{' WHERE seq = 9", "entry 9 cannot be read"),
    ("log_loses_nothing", "DELETE FROM log WHERE seq = 5", "log entry 5 is missing"),
    ("log_loses_nothing", "DELETE FROM log WHERE seq = 1", "log entry 1 is missing"),
    ("log_loses_nothing", "DELETE FROM log WHERE kind = 'resumed'", "differs"),
    ("log_keeps_rows", "SELECT 1", "trigger log_keeps_rows is missing"),
    ("", "CREATE TABLE side (x)", "table side is missing or changed"),
];

#[test]
fn every_tampering_with_the_tables_is_found() {
    for (trigger, sql, expected) in TAMPERINGS {
        let world = busy_world();
        let raw = world.raw();
        if !trigger.is_empty() {
            raw.execute_batch(&format!("DROP TRIGGER {trigger}")).expect("dropped");
        }
        raw.execute_batch(sql).expect("tampered");
        let faults = world.faults();
        assert!(faults.iter().any(|fault| fault.contains(expected)), "{sql}: {faults:?}");
    }
}

#[test]
fn an_index_that_lost_a_row_is_found() {
    let world = busy_world();
    let raw = world.raw();
    // Without its row in the index, the submission would never be handed to anybody.
    raw.execute_batch(
        "PRAGMA writable_schema = ON;
         UPDATE sqlite_schema SET sql = replace(sql, 'due, submitted_at', 'submitted_at, due')
         WHERE name = 'queue';",
    )
    .expect("tampered");
    drop(raw);
    let raw = world.raw();
    raw.execute_batch("PRAGMA writable_schema = RESET; REINDEX queue").expect("rebuilt");
    raw.execute_batch(
        "PRAGMA writable_schema = ON;
         UPDATE sqlite_schema SET sql = replace(sql, 'submitted_at, due', 'due, submitted_at')
         WHERE name = 'queue';",
    )
    .expect("hidden");
    drop(raw);
    let faults = world.faults();
    assert!(faults.iter().any(|fault| fault.contains("queue")), "{faults:?}");
}

#[test]
fn every_tampering_with_photos_is_found() {
    let world = busy_world();
    let path = |id| world.store.photos().path(world.row(SubmissionId(id)).submitted.photo);
    fs::remove_file(path(1)).expect("removed");
    let mut bytes = fs::read(path(2)).expect("read");
    bytes[3] ^= 1;
    fs::write(path(2), bytes).expect("written");
    let faults = world.faults();
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults.iter().any(|fault| fault.ends_with("is missing")));
    assert!(faults.iter().any(|fault| fault.ends_with("was changed")));
}

#[test]
fn a_damaged_file_is_told_not_thrown() {
    let world = busy_world();
    world.raw().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").expect("checkpoint");
    let World { dir, store, at } = world;
    drop(store);
    let file = dir.path().join(DATABASE);
    let mut bytes = fs::read(&file).expect("read");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8192].fill(0xA5);
    fs::write(&file, bytes).expect("written");
    let report = verify::verify(dir.path(), at).expect("a report");
    assert!(!report.is_whole());
}

#[test]
fn a_store_that_is_all_wrong_is_told_of_in_few_words_and_nothing_is_forgotten() {
    let mut world = World::new();
    let (students, named) = (130_u64, 100);
    for number in 0..students {
        world.queued(&format!("S{number:03}"));
    }
    let files = world.store.photos().clone();
    for number in 0..students {
        let bytes = photo_bytes(&format!("S{number:03}"), 1);
        fs::remove_file(files.path(Digest::of(&bytes))).expect("removed");
        fs::create_dir_all(files.aside(Digest::ZERO).parent().expect("a folder")).expect("made");
        fs::write(files.aside(Digest::of(&number.to_le_bytes())), "x").expect("written");
    }
    let raw = world.raw();
    raw.execute_batch(
        "DROP TRIGGER payment_stays;
         DROP TRIGGER payment_keeps_rows;
         DELETE FROM payment WHERE transaction_no <> 'TS007';
         INSERT INTO payment SELECT 9000, 'forged', id, 1, 1 FROM student WHERE no = 'S001';
         UPDATE payment SET amount_fen = 1 WHERE transaction_no = 'TS007';
         UPDATE submission SET due = due + 1 WHERE id = 2;",
    )
    .expect("tampered");
    let report = verify::verify(world.dir.path(), world.at).expect("verified");
    let said: Vec<String> = report.faults.iter().map(ToString::to_string).collect();
    // Two triggers, a submission, 129 payments that are missing, one that differs and one too many, and
    // every photo.
    assert_eq!(report.number(), 2 + 1 + students + 1 + students, "{said:#?}");
    for (kind, more) in [("payment", 31), ("photos that are missing", 30)] {
        assert!(said.contains(&format!("and {more} more like these: {kind}")), "{said:#?}");
    }
    assert_eq!(said.len(), 2 + 1 + named + named + 2);
    assert!(said.contains(&"submission 2 differs from the log".to_owned()), "{said:#?}");
    // Of those that nobody names the first by hash are told.
    let mut aside: Vec<Digest> =
        (0..students).map(|number| Digest::of(&number.to_le_bytes())).collect();
    aside.sort();
    assert_eq!(report.unnamed, aside[..named]);
    assert_eq!(report.more_unnamed, 30);
}
