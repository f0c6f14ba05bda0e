//! Tests of lists that leave: what the log tells of them, how far they are, and that they can be stopped.

mod wording;

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::*;
use crate::desk::clock::now;
use crate::desk::demo::{self, DemoSource};
use crate::desk::simulate::{self, SimulationPlan};

/// Decisions in the store; told of every hundred.
const DECIDED: u64 = 250;

struct AtWork {
    work: tempfile::TempDir,
    store: Store,
}

impl AtWork {
    fn empty() -> Self {
        let work = tempfile::tempdir().expect("a folder");
        let store = Store::open(&work.path().join("store"), now()).expect("opens");
        fs::create_dir(work.path().join("lists")).expect("a folder");
        Self { work, store }
    }

    fn decided() -> Self {
        Self::decided_on(&DemoSource::Many(DECIDED))
    }

    fn decided_on(source: &DemoSource) -> Self {
        let work = tempfile::tempdir().expect("a folder");
        let dir = work.path().join("store");
        demo::make(&dir, source, now()).expect("a demo");
        let plan =
            SimulationPlan { reviewers: 1, first_reviewer: 1, decisions: 2 * DECIDED, seed: 7 };
        simulate::run(&dir, &plan, now, &|_: &str| ()).expect("decided");
        fs::create_dir(work.path().join("lists")).expect("a folder");
        let store = Store::open(&dir, now()).expect("opens");
        Self { work, store }
    }

    fn lists(&self) -> PathBuf {
        self.work.path().join("lists")
    }

    fn write(
        &mut self,
        kind: ExportKind,
        path: &Path,
        progress: &mut OnProgress<'_>,
    ) -> Result<u64, ExportError> {
        let (store, refused) = (&mut self.store, Unlogged::Refused);
        write(store, kind, path, &Actor::operator("test"), now(), refused, progress)
            .map(|written| written.rows)
    }

    /// How often the log tells of a list that left.
    fn exported(&self) -> usize {
        let entries = self.store.timeline(&Subject::Store).expect("reads");
        entries.iter().filter(|entry| matches!(entry.event, Event::Exported { .. })).count()
    }

    /// What lies in the folder of lists, temporary files too.
    fn left(&self) -> usize {
        fs::read_dir(self.lists()).expect("a folder").count()
    }
}

#[test]
fn a_list_is_in_the_log_before_it_has_its_name() {
    let mut desk = AtWork::empty();
    fs::create_dir_all(desk.lists().join("taken.csv")).expect("folders");
    // A list that can't be written is in no log; one that only failed to get its name is.
    for (at, exported) in [("none/n.csv", 0), ("taken.csv", 1), ("n.csv", 2)] {
        let path = desk.lists().join(at);
        let wrote = desk.write(ExportKind::Notices, &path, &mut |_| ControlFlow::Continue(()));
        assert_eq!(wrote.is_ok(), at == "n.csv", "{at}");
        assert_eq!(desk.exported(), exported, "{at}");
    }
    assert_eq!(desk.left(), 2, "nothing is left beside them");
}

#[test]
fn progress_rises_in_each_stage_and_ends_at_the_total() {
    let mut desk = AtWork::decided();
    for (at, kind) in [("n.csv", ExportKind::Notices), ("d.xlsx", ExportKind::Decisions)] {
        let path = desk.lists().join(at);
        let mut told: Vec<Progress> = Vec::new();
        let mut note = |progress| {
            told.push(progress);
            ControlFlow::Continue(())
        };
        let rows = desk.write(kind, &path, &mut note).expect("written");
        let of = |stage| -> Vec<Progress> {
            told.iter().copied().filter(|progress| progress.stage == stage).collect()
        };
        let (read, written) = (of(Stage::Decisions), of(Stage::Writing));
        assert_eq!([&read[..], &written[..]].concat(), told, "one stage after the other");
        for (told, total) in [(read, desk.store.decided_count().expect("counted")), (written, rows)]
        {
            let done: Vec<u64> = told.iter().map(|progress| progress.done).collect();
            assert!(done.len() >= 3 && done.is_sorted() && done[0] == 0, "{done:?}");
            assert_eq!(done.last(), Some(&total));
            assert!(told.iter().all(|progress| progress.total == total), "{told:?}");
        }
    }
}

#[test]
fn a_list_that_is_stopped_leaves_neither_a_file_nor_a_line_in_the_log() {
    let mut desk = AtWork::decided();
    let total = desk.store.decided_count().expect("counted");
    for at in ["d.csv", "d.xlsx"] {
        let path = desk.lists().join(at);
        for stage in [Stage::Decisions, Stage::Writing] {
            for stop_at in [0, 100, total] {
                let mut stop = |progress: Progress| {
                    let reached = progress.stage == stage && progress.done >= stop_at;
                    if reached { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                };
                let wrote = desk.write(ExportKind::Decisions, &path, &mut stop);
                assert_eq!(wrote, Err(ExportError::Cancelled(Cancelled)), "{stage:?} {stop_at}");
                assert_eq!((desk.left(), desk.exported()), (0, 0), "{stage:?} {stop_at}");
            }
        }
    }
    let path = desk.lists().join("d.csv");
    fs::write(&path, "an earlier list").expect("written");
    let stopped = desk.write(ExportKind::Decisions, &path, &mut |_| ControlFlow::Break(()));
    assert_eq!(stopped, Err(ExportError::Cancelled(Cancelled)));
    assert_eq!(fs::read_to_string(&path).expect("reads"), "an earlier list");
}

#[test]
fn each_student_is_told_once_by_their_latest_decision() {
    // Among the samples is a student who sent a second photo after a retake.
    let mut desk = AtWork::decided_on(&DemoSource::Samples);
    let path = desk.lists().join("n.csv");
    let rows = desk.write(ExportKind::Notices, &path, &mut |_| ControlFlow::Continue(()));
    let mut latest: std::collections::BTreeMap<String, String> = std::collections::BTreeMap::new();
    let each = |row: Result<DecidedRow, UnreadRow>| -> Result<(), StoreError> {
        let row = row.expect("readable");
        latest.insert(row.student.no.to_string(), row.submitted.attempt.to_string());
        Ok(())
    };
    desk.store.decided_rows(each).expect("reads");
    assert_eq!(rows, Ok(latest.len() as u64));
    assert!(latest.values().any(|attempt| attempt == "2"), "{latest:?}");
    let decided = desk.store.decided_count().expect("counted");
    assert!((latest.len() as u64) < decided, "one student has two decisions");
    let saved = fs::read_to_string(&path).expect("reads");
    for (student, attempt) in latest {
        let lines: Vec<&str> = saved.lines().filter(|line| line.starts_with(&student)).collect();
        assert_eq!(lines.len(), 1, "{student}");
        let cells: Vec<&str> = lines[0].split(',').collect();
        assert_eq!(cells[2], attempt, "{student}");
    }
}

#[test]
fn who_may_not_export_is_refused_before_anything_is_read() {
    let mut desk = AtWork::empty();
    let path = desk.lists().join("n.csv");
    let account = crate::domain::account::AccountName::new("wangmin").expect("a name");
    let role = crate::domain::account::Role::Reviewer;
    let actor = Actor { account, role };
    let mut told = |_| panic!("nothing is begun");
    let (store, refused) = (&mut desk.store, Unlogged::Refused);
    let wrote = write(store, ExportKind::Notices, &path, &actor, now(), refused, &mut told);
    let refused = RecordError::Refused(Refusal::NotAllowed { role });
    assert_eq!(wrote, Err(ExportError::Record(refused)));
    assert_eq!(desk.left(), 0);
}
