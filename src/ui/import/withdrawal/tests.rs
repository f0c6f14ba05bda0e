//! Tests of the withdrawal of an import, by label.

use chrono::{DateTime, Utc};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::desk::withdraw::{WithdrawError, WithdrawnCounts, WithdrawnOutcome, WithdrawnRow};
use crate::domain::account::AccountName;
use crate::domain::withdrawal::Kept;
use crate::text::Lang;
use crate::ui::import::ImportAct;
use crate::ui::queue::tests::now;
use crate::ui::tests::dress::dress;

const IMPORT: OperationId = OperationId([7; 16]);

fn past(taken_back: u64) -> PastImport {
    let at: DateTime<Utc> = "2026-11-24T02:00:00Z".parse().expect("a time");
    PastImport {
        id: IMPORT,
        at,
        by: AccountName::new("zhao").expect("a name"),
        enrolled: 3,
        corrected: 1,
        paid: 0,
        submitted: 0,
        taken_back,
    }
}

pub(in crate::ui::import) fn report(only_looked: bool) -> Arc<WithdrawalReport> {
    let row =
        |no: &str, outcome| WithdrawnRow {
            no: no.to_owned(), name: "欧阳娜".to_owned(), outcome
        };
    let rows = vec![
        row("2026A", WithdrawnOutcome::TakenBack),
        row("2026B", WithdrawnOutcome::TakenBack),
        row("2026C", WithdrawnOutcome::TakenBack),
        row("2026D", WithdrawnOutcome::Kept(Kept::Decided)),
    ];
    let counts = WithdrawnCounts { taken_back: 3, before: 0, kept: 1 };
    Arc::new(WithdrawalReport { import: past(0), rows, counts, only_looked, stopped: false })
}

struct Shown {
    withdrawal: Withdrawal,
    target: String,
    shared: Shared,
    wishes: Vec<Wish>,
}

fn shown<'a>(lang: Lang) -> Harness<'a, Shown> {
    let draw = |ui: &mut egui::Ui, state: &mut Shown| {
        let act = show(ui, &mut state.withdrawal, &mut state.target, None, &state.shared);
        let act = act.and_then(|act| match act {
            ImportAct::Withdrawal(act) => Some(act),
            _ => None,
        });
        let act = act.or(confirmation(ui, &state.withdrawal, &state.shared));
        let wishes = act.map(|act| state.withdrawal.perform(act));
        state.wishes.extend(wishes.into_iter().flatten().chain(state.withdrawal.wishes()));
    };
    let shared = Shared::of_test(lang, now());
    let (withdrawal, target) = (Withdrawal::default(), String::new());
    dress(draw, Shown { withdrawal, target, shared, wishes: Vec::new() })
}

fn listed(screen: &mut Harness<'_, Shown>, imports: Vec<PastImport>) {
    let state = screen.state_mut();
    state.withdrawal.take(&Update::Imports(ImportsUpdate::Listed(imports)), &state.shared);
    screen.run();
}

/// Begins the job that was wished for last, and ends it so.
fn ends(screen: &mut Harness<'_, Shown>, outcome: JobOutcome) -> Work {
    let state = screen.state_mut();
    let Some(Wish::Start(work)) = state.wishes.pop() else { panic!("{:?}", state.wishes) };
    let id = state.shared.jobs.begin(&work, now()).expect("a job");
    let update = JobUpdate::Ended { id, outcome };
    state.withdrawal.take(&Update::Job(update.clone()), &state.shared);
    state.shared.jobs.take(&update, now());
    screen.run();
    work
}

#[test]
fn a_wrong_import_is_found_asked_about_and_withdrawn() {
    for (lang, do_it, title, sum, confirm, reason, whole) in [
        (
            Lang::Zh,
            "撤回……",
            "撤回这次导入？",
            "名册：可撤回 3 行，保留 1 行，此前已撤回 0 行。",
            "撤回 3 行",
            "照片已有人作出结论",
            "是",
        ),
        (
            Lang::En,
            "Withdraw...",
            "Withdraw this import?",
            "Roster: 3 rows can be taken back, 1 kept, 0 were taken back before.",
            "Withdraw 3 rows",
            "somebody has decided on the photo",
            "yes",
        ),
    ] {
        let mut screen = shown(lang);
        listed(&mut screen, vec![past(0)]);
        let number = IMPORT.to_string();
        let kind = screen.state().shared.text.get("transfer-roster").into_owned();
        let name = format!("{do_it} {kind} {number}");
        screen.get_by_label(&name).click();
        screen.run();
        let work = ends(&mut screen, JobOutcome::Withdrawn(report(true)));
        assert!(matches!(work, Work::Withdraw { import: IMPORT, only_look: true }), "{work:?}");
        for words in [title, sum] {
            assert!(screen.query_by_label_contains(words).is_some(), "{words}");
        }
        assert!(screen.query_by_label_contains(reason).is_some());
        screen.get_by_label(confirm).click();
        screen.run();
        let work = ends(&mut screen, JobOutcome::Withdrawn(report(false)));
        assert!(matches!(work, Work::Withdraw { import: IMPORT, only_look: false }), "{work:?}");
        assert!(
            screen.query_by_label("2026D").is_some() && screen.query_by_label("2026A").is_none()
        );
        let asks = |wish: &Wish| matches!(wish, Wish::Send(Command::Imports));
        assert!(screen.state().wishes.iter().any(asks), "the list has changed");
        screen.state_mut().withdrawal.ended = None;
        listed(&mut screen, vec![past(4)]);
        assert!(screen.query_by_label(whole).is_some());
    }
}

#[test]
fn nothing_is_withdrawn_where_nobody_wants_it_or_nothing_can_be() {
    let mut screen = shown(Lang::Zh);
    let nothing = WithdrawalReport {
        counts: WithdrawnCounts { taken_back: 0, before: 3, kept: 1 },
        ..WithdrawalReport::clone(&report(true))
    };
    screen.state_mut().withdrawal.looked = Some(Arc::new(nothing));
    screen.run();
    screen.get_by_label("撤回 0 行").click();
    screen.run();
    assert!(screen.state().wishes.is_empty());
    screen.get_by_label("取消").click();
    screen.run();
    assert!(screen.state().wishes.is_empty() && screen.state().withdrawal.looked.is_none());
}

#[test]
fn what_failed_is_said_with_what_stands() {
    let mut screen = shown(Lang::Zh);
    let why = RecordError::NoSuchSubject;
    let why = JobFault::Withdraw(WithdrawError::Interrupted { why, recorded: 7 });
    screen.state_mut().withdrawal.ended = Some(Err(why));
    screen.run();
    assert!(screen.query_by_label_contains("此前已处理 7 行").is_some());
    let refused = Update::Imports(ImportsUpdate::Refused(RecordError::LeaseLost));
    let state = screen.state_mut();
    state.withdrawal.ended = None;
    state.withdrawal.take(&refused, &state.shared);
    screen.run();
    assert!(screen.query_by_label_contains("无法读取列表").is_some());
}
