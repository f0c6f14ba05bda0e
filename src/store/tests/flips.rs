//! A single bit that has flipped in any row of any table that must be right is found, and the row is named.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use rusqlite::types::Value;
use rusqlite::{Connection, params};

use super::deliveries::{deliver, parcels, screen};
use super::*;
use crate::domain::event::ErasureReason;
use crate::domain::policy::Policy;
use crate::domain::specification::NATIONAL;

/// The tables, each with its key. Leases (`claim`, `lease_counter`) can be lost without harm, and `erasing`
/// is empty unless an erasure was cut short.
const TABLES: [(&str, &str); 15] = [
    ("log", "seq"),
    ("fact", "seq"),
    ("secret", "id"),
    ("policy", "id"),
    ("specification", "id"),
    ("clock", "id"),
    ("account", "name"),
    ("credential", "account"),
    ("student", "id"),
    ("payment", "seq"),
    ("submission", "id"),
    ("screening", "submission"),
    ("standard_photo", "seq"),
    ("packed", "seq"),
    ("delivery", "number"),
];

/// Columns that no verification compares: they come from a dictionary.
const DICTIONARY: [&str; 2] = ["reading", "initials"];

/// Flips at random, beside one in each column.
const CASES: u32 = 64;

/// A value in a row of a table.
#[derive(Debug, Clone)]
struct Cell {
    table: &'static str,
    key_column: &'static str,
    key: Value,
    column: String,
    value: Value,
}

/// A store in whose tables there is something of everything.
fn full_world() -> World {
    let mut world = World::bare();
    world.add("li", Role::Reviewer);
    world.add("sun", Role::Administrator);
    world.add("zhao", Role::Supervisor);
    let at = world.at;
    world
        .store
        .add_account(&operator(), &name("wang"), "王敏", Role::Reviewer, "correct horse", at)
        .expect("added");
    world.store.sign_in(&name("wang"), "a guess", at).expect_err("wrong");
    world.store.sign_in(&name("nobody"), "a guess", at).expect_err("unknown");
    let policy = Event::PolicySet(Policy { on_screen_ms: 500, ..Policy::default() });
    world.store.record(&operator(), &Subject::Store, Revision(0), &policy, at).expect("set");
    let specification = Event::SpecificationSet { text: NATIONAL.to_owned() };
    world.store.record(&operator(), &Subject::Store, Revision(0), &specification, at).expect("set");
    let ids = ["S1", "S2", "S3", "S4"].map(|student| world.queued(student));
    screen(&mut world, ids[0], b"a standard photo");
    world.decide("wang", ids[0], Decision::Approve).expect("approved");
    let packed = parcels(&world);
    deliver(&mut world, &packed).expect("delivered");
    world.decide("wang", ids[1], reject(Reason::I01)).expect("proposed");
    world.decide("li", ids[2], reject(Reason::I02)).expect("rejected");
    world
        .event(&reviewer("li"), ids[3], &Event::Held { note: Some("问教务处".to_owned()) })
        .expect("held");
    let sun = Actor { account: name("sun"), role: Role::Administrator };
    let withdrawn = Event::Withdrawn { note: "本人要求".to_owned() };
    world.event(&sun, ids[3], &withdrawn).expect("withdrawn");
    for student in ["S3", "S4"] {
        let (student, why) = (student_id(student), ErasureReason::Request);
        world.store.propose_erasure(&sun, student, why, at).expect("proposed");
    }
    world.store.erase(&supervisor(), student_id("S3"), at).expect("erased");
    let behind = at - TimeDelta::hours(1);
    let agreed = Event::ClockAgreed { clock: behind };
    world.store.record(&operator(), &Subject::Store, Revision(0), &agreed, behind).expect("agreed");
    world
}

/// Every value that is not null, of every table.
fn cells(raw: &Connection) -> Vec<Cell> {
    let mut cells = Vec::new();
    for (table, key_column) in TABLES {
        let mut statement = raw.prepare(&format!("SELECT * FROM {table}")).expect("prepared");
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut rows = statement.query([]).expect("query");
        while let Some(row) = rows.next().expect("row") {
            let key: Value = row.get(key_column).expect("a key");
            for column in columns.iter().filter(|name| *name != "queued") {
                let value: Value = row.get(column.as_str()).expect("a value");
                if value != Value::Null && !DICTIONARY.contains(&column.as_str()) {
                    let (key, column) = (key.clone(), column.clone());
                    cells.push(Cell { table, key_column, key, column, value });
                }
            }
        }
    }
    cells
}

impl Cell {
    /// The value with one bit flipped.
    fn flipped(&self, bit: usize) -> Vec<u8> {
        if let Value::Integer(number) = &self.value {
            return (number ^ (1 << (bit % 40))).to_string().into_bytes();
        }
        let mut bytes = self.bytes();
        let at = bit % (bytes.len() * 8);
        bytes[at / 8] ^= 1 << (at % 8);
        bytes
    }

    /// Writes bytes into the value, as what it is; whether the table takes them.
    fn write(&self, raw: &Connection, bytes: &[u8], key: &Value) -> bool {
        let kind = match self.value {
            Value::Integer(_) => "CAST(CAST(?1 AS TEXT) AS INTEGER)",
            Value::Text(_) => "CAST(?1 AS TEXT)",
            _ => "?1",
        };
        let Self { table, key_column, column, .. } = self;
        let sql = format!("UPDATE {table} SET {column} = {kind} WHERE {key_column} = ?2");
        raw.execute(&sql, params![bytes, key]) == Ok(1)
    }

    fn bytes(&self) -> Vec<u8> {
        match &self.value {
            Value::Integer(number) => number.to_string().into_bytes(),
            Value::Text(text) => text.clone().into_bytes(),
            Value::Blob(bytes) => bytes.clone(),
            other => panic!("{other:?}"),
        }
    }

    /// What a fault must say to name the row.
    fn name(&self) -> String {
        let key = match &self.key {
            Value::Integer(number) => number.to_string(),
            Value::Text(text) => text.clone(),
            other => panic!("{other:?}"),
        };
        match self.table {
            "log" => format!("log entry {key} "),
            "fact" => format!("the personal facts of log entry {key} "),
            "secret" => "the key in table secret".to_owned(),
            "credential" => format!("the password of account {key} "),
            table => format!("{table} {key} "),
        }
    }
}

/// The triggers that would be in the way, as the schema has them.
fn triggers(raw: &Connection) -> Vec<(String, String)> {
    let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'";
    let mut statement = raw.prepare(sql).expect("prepared");
    let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("query");
    found.map(|row| row.expect("row")).collect()
}

/// Does something behind the back of the triggers, which are there again afterwards.
fn unguarded<T>(raw: &Connection, work: impl FnOnce() -> T) -> T {
    let triggers = triggers(raw);
    for (name, _) in &triggers {
        raw.execute_batch(&format!("DROP TRIGGER {name}")).expect("dropped");
    }
    let done = work();
    for (_, sql) in &triggers {
        raw.execute_batch(sql).expect("made");
    }
    done
}

/// Flips a bit, looks at what is found, and flips it back. Says whether the table took it: it does not where
/// another row has that key already.
fn check(world: &World, raw: &Connection, cell: &Cell, bit: usize) -> Result<bool, TestCaseError> {
    let flipped = cell.flipped(bit);
    // Where the key itself is flipped, the row is found again by its new one.
    let key = if cell.column == cell.key_column {
        match cell.value {
            Value::Integer(_) => {
                let text = String::from_utf8(flipped.clone()).expect("digits");
                Value::Integer(text.parse().expect("a number"))
            }
            // Bytes that are no text can't be looked for as one.
            _ => match String::from_utf8(flipped.clone()) {
                Ok(text) => Value::Text(text),
                Err(_) => return Ok(false),
            },
        }
    } else {
        cell.key.clone()
    };
    if !unguarded(raw, || cell.write(raw, &flipped, &cell.key)) {
        return Ok(false);
    }
    let faults = world.faults();
    assert!(unguarded(raw, || cell.write(raw, &cell.bytes(), &key)), "flipped back: {cell:?}");
    let named = cell.name();
    let is_named = faults.iter().any(|fault| format!("{fault} ").contains(&named));
    prop_assert!(is_named, "{cell:?}, bit {bit}: {faults:?}");
    Ok(true)
}

#[test]
fn a_flipped_bit_in_any_table_is_found_and_its_row_is_named() {
    let world = full_world();
    let raw = world.raw();
    raw.execute_batch("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF")
        .expect("set");
    let cells = cells(&raw);
    assert_eq!(world.faults(), [""; 0]);
    for (table, _) in TABLES {
        assert!(cells.iter().any(|cell| cell.table == table), "{table} is empty");
    }
    let mut seen = BTreeSet::new();
    let firsts: Vec<&Cell> =
        cells.iter().filter(|cell| seen.insert((cell.table, cell.column.clone()))).collect();
    let flip = |cell: &Cell, bit| check(&world, &raw, cell, bit);
    for cell in firsts {
        // The highest bit of the first byte: a text is none any more.
        flip(cell, 7).unwrap_or_else(|error| panic!("{error}"));
        let taken = (0..16).any(|bit| flip(cell, bit).unwrap_or_else(|error| panic!("{error}")));
        assert!(taken, "no bit of it was flipped: {cell:?}");
    }
    let taken = std::cell::Cell::new(0);
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&(0..cells.len(), 0_usize..4_096), |(at, bit)| {
            taken.set(taken.get() + u32::from(flip(&cells[at], bit)?));
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
    assert!(taken.get() > CASES / 2, "{} were flipped", taken.get());
    assert_eq!(world.faults(), [""; 0], "everything was flipped back");
}
