//! Who may withdraw, what is stopped or goes on beside reviewers, and what becomes of facts and photos.

use std::fs;
use std::ops::ControlFlow;

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::text::{Lang, Text};

#[test]
fn only_who_may_import_withdraws() {
    let mut desk = AtWork::new();
    let roster = desk.roster(&[("A1", "王一")]);
    let refused = withdraw(&mut desk.store, roster, &reviewer(), now, &mut go_on);
    let not_allowed = RecordError::from(Refusal::NotAllowed { role: Role::Reviewer });
    assert_eq!(refused, Err(not_allowed.clone().into()));
    assert_eq!(imports(&desk.store, &reviewer(), 10), Err(not_allowed));
    let none = OperationId([9; 16]);
    let refused = withdraw(&mut desk.store, none, &supervisor(), now, &mut go_on);
    assert_eq!(refused, Err(WithdrawError::NoSuchImport(none)));
    // A withdrawal is no import.
    desk.withdraw(roster);
    assert_eq!(desk.store.imports(10).expect("read").len(), 1);
}

#[test]
fn a_withdrawal_that_was_stopped_stands_and_goes_on() {
    let mut desk = AtWork::new();
    let numbers: Vec<String> = (0..3_000).map(|n| format!("N{n:05}")).collect();
    let rows: Vec<(&str, &str)> = numbers.iter().map(|no| (no.as_str(), "王一")).collect();
    let wrong = desk.roster(&rows);
    let mut stop = |progress: Progress| {
        if progress.done > 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let report = withdraw(&mut desk.store, wrong, &supervisor(), now, &mut stop).expect("ends");
    assert!(report.stopped && !report.is_whole());
    let taken = report.counts.taken_back;
    assert!(taken > 0 && taken < 3_000, "{taken}");
    assert_eq!(desk.withdraw(wrong), (3_000 - taken, taken, vec![]));
}

#[test]
fn a_reviewer_decides_meanwhile_and_hardly_waits() {
    let mut desk = AtWork::new();
    let numbers: Vec<String> = (0..2_000).map(|n| format!("N{n:05}")).collect();
    let rows: Vec<(&str, &str)> = numbers.iter().map(|no| (no.as_str(), "王一")).collect();
    let wrong = desk.roster(&rows);
    desk.roster(&[("A1", "王一")]);
    desk.payments(&["A1"]);
    desk.photos(&["A1"], 1);
    let mut other = Store::open(&desk.work.path().join("store"), now()).expect("opens");
    let id = desk.last("A1");
    let mut longest = std::time::Duration::ZERO;
    let mut between = |_: Progress| {
        let begun = std::time::Instant::now();
        let claim = other.claim_one(&reviewer().account, id, now).expect("claimed");
        other.release(&[claim]).expect("released");
        longest = longest.max(begun.elapsed());
        ControlFlow::Continue(())
    };
    let report = withdraw(&mut desk.store, wrong, &supervisor(), now, &mut between).expect("ends");
    assert_eq!(report.counts.taken_back, 2_000);
    assert!(longest < std::time::Duration::from_secs(1), "{longest:?}");
    desk.assert_whole();
}

#[test]
fn a_correction_that_was_taken_back_can_be_read_and_erased() {
    let mut desk = AtWork::new();
    let id = |name: &str, number: &str| format!("学号,姓名,证件号\nA1,{name},{number}\n");
    desk.table(ImportKind::Roster, &id("王一", "11010519491231002X"));
    let wrong = desk.table(ImportKind::Roster, &id("李一", "440524188001010014"));
    assert_eq!(desk.withdraw(wrong), (1, 0, vec![]));
    let student = desk.store.student(&number("A1")).expect("read").expect("there");
    assert_eq!(student.student.id_number.as_deref(), Some("11010519491231002X"));
    let why = crate::domain::event::ErasureReason::Mistake;
    desk.store.propose_erasure(&supervisor(), student.id, why, now).expect("proposed");
    let again = desk.table(ImportKind::Roster, &id("李二", "440524188001010014"));
    let report = look(&desk.store, again, &supervisor(), now, &mut go_on).expect("looked");
    assert_eq!(report.counts.taken_back, 1, "asked for before, it is nothing that came later");
    let admin = NewAccount {
        name: "sun".to_owned(),
        display_name: "sun".to_owned(),
        role: Role::Administrator,
        password: "correct horse".to_owned(),
    };
    session::add_account(&mut desk.store, &operator(), &admin, now()).expect("added");
    let sun = Actor { account: AccountName::new("sun").expect("name"), role: Role::Administrator };
    desk.store.erase(&sun, student.id, now).expect("erased");
    assert_eq!(desk.withdraw(again), (0, 0, vec![Kept::Erased]));
    for text in [Text::new(Lang::Zh), Text::new(Lang::En)] {
        let report = look(&desk.store, again, &supervisor(), now, &mut go_on).expect("looked");
        assert!(!report.lines(&text)[0].contains("李"), "nobody can be named any more");
    }
}

#[test]
fn every_reason_has_words_in_both_languages() {
    for text in Lang::ALL.map(Text::new) {
        for kept in Kept::ALL {
            let said = WithdrawnOutcome::Kept(kept).say(&text);
            assert!(!said.contains("withdrawal-") && !said.contains('{'), "{said}");
        }
    }
}

#[test]
fn a_reference_photo_that_nobody_names_any_more_is_set_aside_and_not_deleted() {
    let mut desk = AtWork::new();
    let sample = include_bytes!("../../../../data/submissions/low-resolution.jpg");
    fs::write(desk.work.path().join("a.jpg"), sample).expect("written");
    let roster = desk.table(ImportKind::Roster, "学号,姓名,参考照片\nA1,王一,a.jpg\n");
    let photo = crate::domain::photo_hash::PhotoHash::of(sample);
    let path = desk.store.photos().path(photo);
    let old: DateTime<Utc> = now() - TimeDelta::hours(3);
    let file = fs::File::options().write(true).open(&path).expect("there");
    file.set_modified(old.into()).expect("aged");
    assert_eq!(desk.withdraw(roster), (1, 0, vec![]));
    assert!(!path.exists());
    assert_eq!(desk.store.photos().unnamed().expect("listed").len(), 1);
    desk.roster(&[("A1", "王一")]);
    desk.assert_whole();
}
