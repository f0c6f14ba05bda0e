//! Whole archives, damaged: nothing panics, and no photo comes out that did not go in.

use std::cell::RefCell;
use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::*;
use crate::damage::{Damage, damaged, damages};

#[test]
fn damaged_archives_make_nothing_panic() {
    let (first, second) = ([b'a'; 700], *b"the second photo");
    let list: &[u8] = b"student_no,file\n2026A,a.jpg\n2026B,class 2/b.jpg\n";
    let zip = zip_of(&[("submissions.csv", list), ("a.jpg", &first), ("class 2/b.jpg", &second)]);
    let whole = fs::read(zip.path()).expect("bytes");
    let ends = RefCell::new(BTreeMap::<&str, u32>::new());
    let dir = tempfile::tempdir().expect("folder");
    let path = dir.path().join("p.zip");
    let end = |end: &'static str| *ends.borrow_mut().entry(end).or_default() += 1;
    let config = Config { cases: 400, failure_persistence: None, ..Config::default() };
    let try_one = |damages: Vec<Damage>| {
        fs::write(&path, damaged(&whole, &damages)).expect("written");
        let Ok(package) = open(&path) else {
            end("refused");
            return Ok(());
        };
        for row in &package.rows {
            let Ok(file) = &row.file else {
                end("a row refused");
                continue;
            };
            let Ok(bytes) = package.read(file, 1 << 20) else {
                end("a file refused");
                continue;
            };
            // A list whose name was damaged is taken for a photo; decoding it fails later.
            prop_assert!([&first[..], &second, list].contains(&&bytes[..]), "{bytes:?}");
            end("a file read");
        }
        Ok(())
    };
    TestRunner::new(config).run(&damages(), try_one).unwrap_or_else(|error| panic!("{error}"));
    let ends = ends.into_inner();
    assert_eq!(ends.len(), 4, "{ends:?}");
    println!("{ends:?}");
}
