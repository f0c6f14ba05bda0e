//! The times of an import's entries when reading the photos takes long.

use std::cell::Cell;

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::desk::progress::Progress;
use crate::desk::review::{self, Ask, Change};
use crate::desk::session::{self, NewAccount};
use crate::domain::account::{AccountName, Role};
use crate::domain::deadline::Calendar;
use crate::domain::decision::{Decision, Viewing};
use crate::domain::event::{Event, QueueEntry};
use crate::domain::log::Entry;
use crate::store::LEASE;

const BOTH_PAID: &str =
    "学号,金额,支付时间,交易号\n2026A,30,2026-09-01 10:00,T1\n2026B,30,2026-09-01 10:00,T2\n";

fn reviewer(name: &str) -> Actor {
    Actor { account: AccountName::new(name).expect("name"), role: Role::Reviewer }
}

fn number(no: &str) -> StudentNo {
    StudentNo::new(no).expect("number")
}

/// Every entry of two students and their submissions, in the order of the log.
fn log(store: &Store) -> Vec<Entry> {
    let mut entries = Vec::new();
    for no in ["2026A", "2026B"].map(number) {
        let student = store.student(&no).expect("reads").expect("on the roster").id;
        entries.extend(store.story(student).expect("reads"));
    }
    entries.sort_by_key(|entry| entry.seq);
    entries
}

/// Two students have sent a photo each, and a reviewer holds both.
fn two_before_reviewers(at: DateTime<Utc>) -> (AtWork, Store, [review::Case; 2]) {
    let mut desk = AtWork::made_at(at);
    let actor = Actor::operator("test");
    let mut go_on = |_| ControlFlow::Continue(());
    for (kind, text) in [(ImportKind::Roster, ROSTER), (ImportKind::Payments, BOTH_PAID)] {
        let path = desk.work.path().join("table.csv");
        fs::write(&path, text).expect("written");
        run(kind, &mut desk.store, &path, &actor, at, &mut go_on).expect("imports");
    }
    let package = desk.package(&[("2026A.jpg", 1), ("2026B.jpg", 2)]);
    let kind = ImportKind::Submissions;
    run(kind, &mut desk.store, &package, &actor, at, &mut go_on).expect("imports");
    let mut other = Store::open(&desk.work.path().join("store"), at).expect("opens");
    let mut take = |no: &str, by: &str| {
        let (role, password) = (Role::Reviewer, "correct horse".to_owned());
        let (name, display_name) = (by.to_owned(), by.to_owned());
        let new = NewAccount { name, display_name, role, password };
        session::add_account(&mut other, &actor, &new, at).expect("added");
        let id = attempts(&other, no)[0].id;
        review::take(&mut other, &reviewer(by), id, at).expect("taken")
    };
    let cases = [take("2026A", "lijing"), take("2026B", "wangmin")];
    (desk, other, cases)
}

#[test]
fn an_entry_of_a_long_import_bears_the_time_at_which_it_is_written() {
    let start: DateTime<Utc> = "2026-09-04T02:00:00Z".parse().expect("a time");
    let (mut desk, mut other, [_abandoned, case]) = two_before_reviewers(start);
    let hour = Cell::new(start);
    let clock = || hour.get();
    let package = desk.package(&[("2026A.jpg", 3), ("2026B.jpg", 4)]);
    let mut decided = None;
    // Reading the photos takes an hour, in which a reviewer decides.
    let mut meanwhile = |progress: Progress| {
        if progress.stage == Stage::Photos && decided.is_none() {
            hour.set(start + TimeDelta::minutes(5));
            let decision = Decision::Approve;
            let viewing = Viewing {
                painted_at: start,
                on_screen_ms: 900,
                active_ms: 900,
                standard_photo: None,
                findings: None,
            };
            let change =
                Change::Decide { decision, witness: case.witness(viewing).expect("a lease") };
            let ask = Ask::new(case.submission, case.revision, change);
            let done = review::change(&mut other, &reviewer("wangmin"), &ask, clock);
            decided = Some(done.expect("decided").0);
            hour.set(start + LEASE + TimeDelta::hours(1));
        }
        ControlFlow::Continue(())
    };
    let kind = ImportKind::Submissions;
    let actor = Actor::operator("test");
    let report =
        run(kind, &mut desk.store, &package, &actor, clock, &mut meanwhile).expect("imports");

    // The reviewer's lease has run out meanwhile, so the new attempt need not wait for it.
    assert_eq!(outcomes(&report)[0], Outcome::Added);
    assert_eq!(desk.statuses("2026A"), [Status::Superseded, Status::Pending]);
    assert_eq!(outcomes(&report)[1], Outcome::Refused(RowRefusal::Frozen));
    let entries = log(&desk.store);
    let back: Vec<_> = entries.windows(2).filter(|two| two[1].at < two[0].at).collect();
    assert!(back.is_empty(), "time goes back: {back:#?}");
    let last = entries.iter().rfind(|entry| matches!(entry.event, Event::Submitted(_)));
    let last = last.expect("submitted");
    assert_eq!(last.at, hour.get());
    let Event::Submitted(submitted) = &last.event else { panic!("{last:?}") };
    let due = Calendar::built_in().expect("calendar").due(last.at);
    assert_eq!(submitted.entry, QueueEntry::Queued { due });
    assert!(last.at > decided.expect("decided").at);
}

#[test]
fn what_is_reckoned_for_an_entry_fits_its_time() {
    let start: DateTime<Utc> = "2026-09-04T02:00:00Z".parse().expect("a time");
    let mut desk = AtWork::made_at(start);
    let ticks = Cell::new(0);
    // A clock that advances each time it is read.
    let clock = || {
        ticks.set(ticks.get() + 1);
        start + TimeDelta::seconds(ticks.get())
    };
    let actor = Actor::operator("test");
    let mut go_on = |_| ControlFlow::Continue(());
    for (kind, text) in [(ImportKind::Roster, ROSTER), (ImportKind::Payments, BOTH_PAID)] {
        let path = desk.work.path().join("table.csv");
        fs::write(&path, text).expect("written");
        run(kind, &mut desk.store, &path, &actor, clock, &mut go_on).expect("imports");
    }
    let package = desk.package(&[("2026A.jpg", 1), ("2026B.jpg", 2)]);
    let kind = ImportKind::Submissions;
    run(kind, &mut desk.store, &package, &actor, clock, &mut go_on).expect("imports");
    let calendar = Calendar::built_in().expect("calendar");
    let entries = log(&desk.store);
    let mut times = Vec::new();
    for entry in &entries {
        if let Event::Submitted(submitted) = &entry.event {
            let due = calendar.due(entry.at);
            assert_eq!(submitted.entry, QueueEntry::Queued { due });
            assert_eq!(submitted.submitted_at, entry.at);
            times.push(entry.at);
        }
    }
    assert!(times.len() == 2 && times[0] < times[1], "each has a time of its own: {times:?}");
}
