//! Kills the real program at random moments while it imports and decides; after each kill the store must be whole.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly anywhere")]

#[path = "support/store.rs"]
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use photo_review::desk::clock::now;
use photo_review::domain::submission::Status;
use photo_review::store::Store;
use photo_review::store::verify::verify;
use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};
use support::{PROGRAM, assert_whole, decided_once, program};

/// Kills while deciding, and while importing.
const DECIDING: usize = 130;
const IMPORTING: usize = 70;

/// What a killed run had acknowledged: the last word of each submission.
fn run_and_kill(store: &Path, args: &[&str], after: Duration) -> Vec<(i64, String)> {
    let mut child = Command::new(PROGRAM)
        .arg("--store")
        .arg(store)
        .args(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("starts");
    std::thread::sleep(after);
    // SIGKILL: the program gets no chance to tidy up.
    child.kill().expect("killed");
    let stdout = BufReader::new(child.stdout.take().expect("piped"));
    let said: Vec<String> = stdout.lines().map_while(Result::ok).collect();
    child.wait().expect("ended");
    let acknowledged = said.iter().filter_map(|line| line.strip_prefix("acknowledged "));
    acknowledged
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(id, word)| Some((id.parse().ok()?, word.to_owned())))
        .collect()
}

#[test]
fn decisions_survive_a_hundred_and_thirty_kills() {
    let work = tempfile::tempdir().expect("a folder");
    let template = work.path().join("template");
    program(&template, &["demo", "--photos", "600", "--no-console"]);
    let mut rng = SmallRng::seed_from_u64(20_260_901);
    let (mut store, mut acknowledged) = (PathBuf::new(), BTreeMap::new());
    let mut total = 0;
    for round in 0..DECIDING {
        if round % 13 == 0 {
            // A fresh store now and then: the first decisions of a store are moments too.
            store = work.path().join(format!("store-{round}"));
            support::copy(&template, &store);
            acknowledged = BTreeMap::new();
        }
        let after = Duration::from_millis(rng.random_range(20..700));
        let seed = round.to_string();
        let args = ["simulate", "--reviewers", "3", "--decisions", "400", "--seed", &seed];
        let said = run_and_kill(&store, &args, after);
        total += said.len();
        acknowledged.extend(said);
        assert_whole(&store);
        let opened = Store::open(&store, now()).expect("opens");
        for (id, word) in &acknowledged {
            assert_stands(&opened, *id, word);
        }
        decided_once(&opened);
    }
    assert!(total > 500, "the kills came while decisions were made: {total}");
}

/// An acknowledged decision is there: in effect, or followed by later entries of the same submission
/// (the kill may have come after the next change was durable and before it was acknowledged).
fn assert_stands(store: &Store, id: i64, word: &str) {
    let id = photo_review::domain::submission::SubmissionId(id);
    let subject = photo_review::domain::event::Subject::Submission(id);
    let kinds: Vec<String> = store
        .timeline(&subject)
        .expect("reads")
        .iter()
        .map(|entry| match &entry.event {
            photo_review::domain::event::Event::Decided { decision, .. } => {
                decision.code().to_owned()
            }
            photo_review::domain::event::Event::Undone => "undo".to_owned(),
            other => other.kind().to_owned(),
        })
        .collect();
    assert!(kinds.iter().any(|kind| kind == word), "{id}: {word} was acknowledged; {kinds:?}");
}

#[test]
fn imports_survive_seventy_kills() {
    let work = tempfile::tempdir().expect("a folder");
    let package = support::package(work.path(), 12);
    let template = work.path().join("template");
    program(&template, &["import", "roster", &package.roster, "--quiet"]);
    program(&template, &["import", "payments", &package.payments, "--quiet"]);
    let mut rng = SmallRng::seed_from_u64(7);
    let (mut whole, mut none) = (0, 0);
    for round in 0..IMPORTING {
        let store = work.path().join(format!("store-{round}"));
        support::copy(&template, &store);
        let after = Duration::from_millis(rng.random_range(5..900));
        let args = ["import", "submissions", &package.photos, "--quiet"];
        run_and_kill(&store, &args, after);
        assert_whole(&store);
        // All of the package, or nothing of it.
        match submissions(&store) {
            0 => none += 1,
            12 => whole += 1,
            some => panic!("half a package: {some} of 12"),
        }
        // Again, and to the end: the leftovers of the kill are in nobody's way.
        program(&store, &args);
        assert_eq!(submissions(&store), 12);
        assert_whole(&store);
        fs::remove_dir_all(&store).expect("removed");
    }
    assert!(whole + none == IMPORTING && none > 0, "{whole} whole, {none} none");
}

fn submissions(store: &Path) -> usize {
    let opened = Store::open(store, now()).expect("opens");
    let filter = photo_review::store::ListFilter {
        statuses: Some(Status::ALL.to_vec()),
        now: now(),
        ..Default::default()
    };
    let listed = opened.list_ids(&filter, photo_review::store::ListSort::default(), 1000);
    assert!(verify(store, now()).expect("verifies").faults.is_empty());
    listed.expect("lists").len()
}
