//! Tests of jobs: beside each other, cancelled at once, and too many.

use std::fs;
use std::sync::Arc;

use crossbeam_channel::{Receiver, bounded};

use super::*;
use crate::desk::deliver::DeliveryOptions;
use crate::desk::import::{ImportCounts, ImportKind, ImportReport, ReadOptions};
use crate::domain::account::AccountName;
use crate::domain::account::Role;
use crate::domain::delivery::{NameTemplate, Split};
use crate::domain::event::ExportKind;
use crate::domain::lifecycle::Refusal;
use crate::store::RecordError;
use crate::text::Lang;

struct AtWork {
    dir: tempfile::TempDir,
    jobs: JobThreads<()>,
    told: Receiver<Update<()>>,
}

fn desk() -> AtWork {
    let dir = tempfile::tempdir().expect("a folder");
    drop(Store::open(&dir.path().join("store"), now()).expect("a store"));
    let (updates, told) = bounded(100_000);
    let out = Outbox { updates, wake: Arc::new(|| ()) };
    let who = WhoActs::default();
    let account = AccountName::new("admin").expect("a name");
    who.set(Some(Actor { account, role: Role::Administrator }));
    // The store must know the account that acts.
    let mut store = Store::open(&dir.path().join("store"), now()).expect("a store");
    let new = crate::desk::session::NewAccount {
        name: "admin".to_owned(),
        display_name: "管理员".to_owned(),
        role: Role::Administrator,
        password: "correct horse".to_owned(),
    };
    let operator = Actor::operator("test");
    crate::desk::session::add_account(&mut store, &operator, &new, now()).expect("added");
    let jobs = JobThreads::new(dir.path().join("store"), out, who);
    AtWork { dir, jobs, told }
}

impl AtWork {
    fn roster(&self, rows: u32) -> Work {
        let path = self.dir.path().join(format!("roster-{rows}.csv"));
        let line = |n: u32| format!("2026E{rows:04}{n:06},学生{n}\n");
        let lines: String = (0..rows).map(line).collect();
        fs::write(&path, format!("学号,姓名\n{lines}")).expect("written");
        Work::Import {
            kind: ImportKind::Roster,
            path,
            options: ReadOptions::default(),
            expected: None,
        }
    }

    fn begin(&self, id: u64, work: Work) {
        self.jobs.serve(JobCommand::Begin { id: JobId(id), work });
    }

    /// Waits until a job tells how far it is: then it runs.
    fn runs(&self, id: u64) {
        loop {
            match self.told.recv_timeout(Duration::from_mins(1)).expect("an update") {
                Update::Job(JobUpdate::Progress { id: JobId(runs), .. }) if runs == id => return,
                _ => {}
            }
        }
    }

    /// How a job ended.
    fn end_of(&self, id: u64) -> JobOutcome {
        loop {
            let update = self.told.recv_timeout(Duration::from_mins(1)).expect("an update");
            match update {
                Update::Job(JobUpdate::Ended { id: JobId(ended), outcome }) if ended == id => {
                    return outcome;
                }
                _ => {}
            }
        }
    }
}

#[test]
fn an_export_is_done_while_an_import_runs() {
    let desk = desk();
    desk.begin(1, desk.roster(20_000));
    desk.runs(1);
    let path = desk.dir.path().join("notices.csv");
    desk.begin(2, Work::Export { kind: ExportKind::Notices, path: path.clone() });
    let outcome = loop {
        match desk.told.recv_timeout(Duration::from_mins(1)).expect("an update") {
            Update::Job(JobUpdate::Ended { id: JobId(2), outcome }) => break outcome,
            Update::Job(JobUpdate::Ended { .. }) => panic!("the export waited for the import"),
            _ => {}
        }
    };
    assert!(matches!(outcome, JobOutcome::Exported { .. }));
    assert!(path.is_file());
}

#[test]
fn a_cancel_right_behind_the_beginning_is_heard() {
    let desk = desk();
    for id in 1..=5 {
        desk.begin(id, desk.roster(5_000));
        desk.jobs.serve(JobCommand::Cancel(JobId(id)));
        let outcome = desk.end_of(id);
        let JobOutcome::Imported(report) = &outcome else { panic!("{outcome:?}") };
        assert!(report.cancelled && report.counts.added == 0, "{:?}", report.counts);
    }
}

#[test]
fn a_cancelled_export_ends_as_cancelled_and_leaves_no_file() {
    let desk = desk();
    let lists = desk.dir.path().join("lists");
    fs::create_dir(&lists).expect("a folder");
    let report = Report::Import(Arc::new(ImportReport {
        import: None,
        kind: ImportKind::Roster,
        file: "roster.csv".into(),
        counts: ImportCounts::default(),
        rows: Vec::new(),
        ignored_columns: Vec::new(),
        ignored_sheets: Vec::new(),
        told: crate::desk::import::Told::default(),
        cancelled: false,
        longest_slice: std::time::Duration::ZERO,
    }));
    let works = [
        Work::Export { kind: ExportKind::Decisions, path: lists.join("d.csv") },
        Work::SaveReport { report, path: lists.join("r.csv"), lang: Lang::Zh },
    ];
    for (id, work) in (1..).zip(works) {
        // Cancelled before its thread has begun, so that it hears it at its first word.
        let cancelled = Arc::new(AtomicBool::new(true));
        let thread = desk.jobs.begin(JobId(id), work, cancelled, true).expect("begins");
        let outcome = desk.end_of(id);
        assert!(matches!(outcome, JobOutcome::Cancelled), "{outcome:?}");
        thread.join().expect("ends");
    }
    assert_eq!(fs::read_dir(&lists).expect("a folder").count(), 0);
}

#[test]
fn who_may_not_export_or_is_nobody_is_told_why() {
    let desk = desk();
    let path = desk.dir.path().join("n.csv");
    let work = || Work::Export { kind: ExportKind::Notices, path: path.clone() };
    let account = AccountName::new("admin").expect("a name");
    desk.jobs.who.set(Some(Actor { account, role: Role::Reviewer }));
    desk.begin(1, work());
    let outcome = desk.end_of(1);
    let JobOutcome::Failed { why: JobFault::Export(ExportError::Record(why)) } = &outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(*why, RecordError::Refused(Refusal::NotAllowed { role: Role::Reviewer }));
    desk.jobs.who.set(None);
    desk.begin(2, work());
    let outcome = desk.end_of(2);
    let nobody = matches!(outcome, JobOutcome::Failed { why: JobFault::NobodySignedIn });
    assert!(nobody && !path.exists(), "{outcome:?}");
    // What was planned is made all the same.
    desk.begin(3, Work::Backup);
    let outcome = desk.end_of(3);
    assert!(matches!(outcome, JobOutcome::BackedUp(_)), "{outcome:?}");
}

#[test]
fn too_many_jobs_are_refused_and_that_is_no_lost_store() {
    let desk = desk();
    let most = u64::try_from(MOST).expect("few");
    for id in 1..=most {
        desk.begin(id, desk.roster(20_000 + u32::try_from(id).expect("few")));
    }
    desk.begin(most + 1, desk.roster(1));
    let outcome = desk.end_of(most + 1);
    let JobOutcome::Failed { why } = &outcome else { panic!("{outcome:?}") };
    assert_eq!(*why, JobFault::TooMany { most: MOST });
    for job in desk.jobs.close() {
        job.join().expect("it ends");
    }
    let rest: Vec<_> = desk.told.try_iter().collect();
    assert!(rest.iter().all(|update| !matches!(update, Update::Store(_))), "{rest:?}");
}

#[test]
fn a_look_records_nothing_and_can_be_stopped() {
    let desk = desk();
    let Work::Import { kind, path, options, .. } = desk.roster(3) else { panic!("an import") };
    desk.begin(1, Work::Preview { kind, path: path.clone(), options: options.clone() });
    let JobOutcome::Previewed(preview) = desk.end_of(1) else { panic!("no preview") };
    assert_eq!(preview.report.counts.added, 3);
    let store = Store::open(&desk.dir.path().join("store"), now()).expect("opens");
    let student = crate::domain::student::StudentNo::new("2026E0003000000").expect("a number");
    assert!(store.student(&student).expect("reads").is_none());
    let Work::Import { path, .. } = desk.roster(50_000) else { panic!("an import") };
    desk.begin(2, Work::Preview { kind, path, options });
    desk.jobs.serve(JobCommand::Cancel(JobId(2)));
    assert!(matches!(desk.end_of(2), JobOutcome::Cancelled));
}

#[test]
fn a_delivery_is_refused_as_the_desk_says() {
    let desk = desk();
    let names = NameTemplate::new("{no}.jpg").expect("a template");
    let options = DeliveryOptions { names, split: Split::Whole };
    let path = desk.dir.path().join("out");
    for (which, refused) in [
        (DeliverWork::New(options), DeliverError::Nothing),
        (DeliverWork::Again(7), DeliverError::NoSuchDelivery(7)),
    ] {
        desk.begin(1, Work::Deliver { which, path: path.clone() });
        let outcome = desk.end_of(1);
        let JobOutcome::Failed { why: JobFault::Deliver(why) } = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(why, refused);
    }
    assert!(!path.exists());
}
