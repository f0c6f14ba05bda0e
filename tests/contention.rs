//! Two processes with four reviewers each decide 2,000 submissions on one store: each exactly once.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly anywhere")]

#[path = "support/store.rs"]
mod support;

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use photo_review::desk::clock::now;
use photo_review::store::Store;
use support::{PROGRAM, assert_whole, decided_once, program};

const SUBMISSIONS: usize = 2_000;

#[test]
fn two_processes_decide_each_submission_once() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    program(&store, &["demo", "--photos", &SUBMISSIONS.to_string(), "--no-console"]);
    let process = |first: &str, seed: &str| {
        Command::new(PROGRAM)
            .arg("--store")
            .arg(&store)
            .args(["simulate", "--reviewers", "4", "--decisions", "2000"])
            .args(["--first-reviewer", first, "--seed", seed])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts")
    };
    let running = [process("1", "11"), process("5", "22")];
    let mut standing: BTreeMap<i64, u32> = BTreeMap::new();
    for process in running {
        let done = process.wait_with_output().expect("ends");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        for line in String::from_utf8_lossy(&done.stdout).lines() {
            let (submission, verdict) = line
                .strip_prefix("acknowledged ")
                .and_then(|rest| rest.split_once(' '))
                .expect("a line of the simulation");
            let count = standing.entry(submission.parse().expect("a number")).or_default();
            match verdict {
                "undo" => *count -= 1,
                _ => *count += 1,
            }
        }
    }
    let again: Vec<_> = standing.iter().filter(|(_, count)| **count != 1).collect();
    assert!(again.is_empty(), "acknowledged by two: {again:?}");
    assert_eq!(standing.len(), SUBMISSIONS, "every submission was decided");
    assert_whole(&store);
    let opened = Store::open(&store, now()).expect("opens");
    assert_eq!(decided_once(&opened), SUBMISSIONS);
}
