//! Holds the house in order: floors, sole owners, no circles, opening sentences, sizes, names, the clock,
//! colours, words.
//!
//! All product code is looked at; left out is only what stands under `#[cfg(test)]`. The files are parsed,
//! so that an import in braces, a path in the midst of an expression or one inside a macro is seen too.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly anywhere")]

mod circles;
mod house;
mod names;
mod rules;
mod samples;

use std::path::Path;

use house::House;
use rules::Fault;

/// Faults that are known and wait for their mending. Each must still be true: take out what is mended,
/// the test fails until then. Nothing outside the screens and the threads may be added.
const KNOWN: &[&str] = &[];

#[test]
fn the_house_is_in_order() {
    let faults = rules::faults(&House::read(Path::new(env!("CARGO_MANIFEST_DIR"))));
    let new: Vec<&Fault> =
        faults.iter().filter(|fault| !KNOWN.contains(&fault.what.as_str())).collect();
    let mended: Vec<&&str> =
        KNOWN.iter().filter(|known| !faults.iter().any(|fault| fault.what == **known)).collect();
    assert!(
        new.is_empty() && mended.is_empty(),
        "{} faults: {new:#?}\n{} known faults are there no more, take them out: {mended:#?}",
        new.len(),
        mended.len(),
    );
    let may_wait = |known: &&str| known.starts_with("src/ui") || known.starts_with("src/worker");
    assert!(KNOWN.iter().all(may_wait), "only the screens and the threads may wait");
}

#[test]
fn no_name_is_allowed_to_several_types_in_vain() {
    let house = House::read(Path::new(env!("CARGO_MANIFEST_DIR")));
    let files = rules::files_by_type(&house);
    for (name, _) in rules::SAME_NAMES {
        assert!(files.get(name).is_some_and(|files| files.len() > 1), "{name} is one type's alone");
    }
}

#[test]
fn both_languages_have_every_word() {
    for (name, zh, en) in photo_review::text::FILES {
        let keys = |text: &str| -> Vec<String> {
            let mut keys: Vec<String> = text
                .lines()
                .filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()))
                .filter_map(|line| line.split_once(" ="))
                .map(|(key, _)| key.to_owned())
                .collect();
            keys.sort();
            keys
        };
        assert_eq!(keys(zh), keys(en), "the two files {name}.ftl have different keys");
        assert!(!keys(zh).is_empty(), "{name}.ftl has words");
        assert!(keys(zh).windows(2).all(|pair| pair[0] != pair[1]), "{name}.ftl: a key twice");
    }
}
