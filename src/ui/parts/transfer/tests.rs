//! Tests of what comes in and goes out by files.

use super::*;
use crate::ui::queue::tests::now;

fn started() -> Transfer {
    let mut transfer = Transfer::default();
    transfer.sources[2] = "/photos".to_owned();
    let follow = transfer.perform(TransferAction::Import(ImportKind::Submissions), Lang::Zh, now());
    assert!(matches!(follow, Follow::Send(Command::Import { .. })));
    transfer
}

#[test]
fn one_job_runs_at_a_time() {
    let mut transfer = started();
    let again = transfer.perform(TransferAction::Import(ImportKind::Roster), Lang::Zh, now());
    assert!(matches!(again, Follow::Nothing));
    transfer.dropped(vec!["/more.zip".into()]);
    assert!(transfer.dropped_package().is_none());
    assert_eq!(transfer.passed_over(), ["more.zip"], "the screen says that it was not taken");
}

#[test]
fn a_dropped_table_asks_what_it_is_and_a_package_does_not() {
    let mut transfer = Transfer::default();
    transfer.dropped(vec!["/tmp/名册.XLSX".into(), "/tmp/支付.csv".into()]);
    assert!(transfer.dropped_package().is_none() && transfer.dropped_table().is_some());
    assert_eq!(transfer.passed_over(), ["支付.csv"]);
    let follow = transfer.perform(TransferAction::Dropped(ImportKind::Roster), Lang::Zh, now());
    assert!(matches!(follow, Follow::Send(Command::Import { kind: ImportKind::Roster, .. })));
    assert!(transfer.dropped_table().is_none());
    let mut transfer = Transfer::default();
    transfer.dropped(vec!["/tmp/photos.zip".into()]);
    assert!(transfer.dropped_table().is_none());
    let package = transfer.dropped_package();
    assert_eq!(package, Some(TransferAction::Import(ImportKind::Submissions)));
}

#[test]
fn a_running_job_outlives_a_sign_out_and_nothing_else_does() {
    let mut transfer = started();
    transfer.report_target = "/home/somebody/report.xlsx".to_owned();
    let mut transfer = transfer.job_only();
    assert!(transfer.job().is_some() && transfer.report_target.is_empty());
    transfer.ended_with(JobOutcome::Failed { why: "cancelled".to_owned() });
    assert!(transfer.job().is_none() && transfer.job_only().ended().is_none());
}

#[test]
fn a_failed_job_leaves_the_path_for_another_try() {
    let mut transfer = started();
    transfer.ended_with(JobOutcome::Failed { why: "disk full".to_owned() });
    assert!(transfer.job().is_none());
    assert!(
        matches!(transfer.ended(), Some(Ended::Failed(Work::Import(_), why)) if why == "disk full")
    );
    assert_eq!(transfer.sources[2], "/photos");
}

#[test]
fn without_an_answer_from_the_dialog_the_path_can_be_written() {
    let mut transfer = Transfer::default();
    assert_eq!(transfer.picked(Pick::Table, None), None);
    assert!(transfer.unanswered);
}
