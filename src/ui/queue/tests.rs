//! Tests of the queue's state, and the rows that tests of screens list.

use super::*;
use crate::domain::account::AccountName;
use crate::domain::photo_hash::Digest;
use crate::domain::screening::Doubt;
use crate::domain::student::StudentNo;
use crate::store::{ListRow, ListedStudent};

fn list(ids: Arc<[SubmissionId]>) -> QueueList {
    QueueList { ids, truncated: false, departments: Arc::from([]) }
}

pub fn row(id: i64, name: &str, status: Status) -> ListRow {
    let decided = status.is_decided();
    ListRow {
        id: SubmissionId(id),
        student: Some(ListedStudent {
            no: StudentNo::new(&format!("2026E80132{id:05}")).expect("number"),
            name: name.to_owned(),
            department: "计算机科学与技术学院".to_owned(),
        }),
        attempt: 1,
        status,
        submitted_at: now() - chrono::TimeDelta::hours(id % 60),
        due: Some(now() + chrono::TimeDelta::hours(40 - id % 60)),
        decided_by: decided.then(|| AccountName::new("wangmin").expect("name")),
        decided_at: decided.then(now),
        photo: Digest::ZERO,
        doubt: Some(Doubt(u32::try_from(id % 4).unwrap_or_default() * 101)),
        claimed_by: None,
        claimed_until: None,
    }
}

pub fn now() -> DateTime<Utc> {
    "2026-11-24T02:00:00Z".parse().expect("a time")
}

pub fn listed(n: i64) -> Queue {
    let mut queue = Queue { search: QueueSearch::default(), ..Queue::default() };
    let _list = queue.perform(QueueAct::List, now());
    let ids: Arc<[SubmissionId]> = (1..=n).map(SubmissionId).collect();
    let departments = (n > 0).then(|| "计算机科学与技术学院".to_owned());
    let departments = departments.into_iter().collect();
    queue.listed(&QueueList { departments, ..list(ids) }, now());
    queue.scroll_to = None;
    queue
}

#[test]
fn rows_are_asked_for_by_page_and_only_once() {
    let mut queue = listed(100_000);
    queue.in_view = 70..100;
    let missing = queue.missing();
    assert_eq!(missing.len(), 64, "one page");
    assert_eq!(missing.first(), Some(&SubmissionId(65)));
    let command = queue.perform(QueueAct::Load(missing.clone()), now());
    assert!(matches!(command, Some(Command::Queue(QueueCommand::Rows(ids))) if ids == missing));
    assert!(queue.missing().is_empty(), "they are on their way");
    queue.loaded(missing.iter().map(|id| row(id.0, "李雷", Status::Pending)).collect());
    assert!(queue.missing().is_empty(), "they are there");
}

#[test]
fn a_new_list_keeps_the_rows_on_the_screen_until_the_new_ones_come() {
    let mut queue = listed(10);
    queue.in_view = 0..10;
    queue.loaded(queue.missing().iter().map(|id| row(id.0, "李雷", Status::Held)).collect());
    queue.chosen = Some(3);
    let ids: Arc<[SubmissionId]> = (2..=10).map(SubmissionId).collect();
    queue.listed(&list(ids), now());
    assert!(queue.row(SubmissionId(5)).is_some(), "shown meanwhile");
    assert_eq!(queue.missing().len(), 9, "asked for again");
    assert_eq!(queue.chosen_id(), Some(SubmissionId(4)), "the same one is chosen");
}

#[test]
fn a_refresh_keeps_the_rows_in_view_where_they_are() {
    let mut queue = listed(100);
    queue.in_view = 40..60;
    queue.chosen = Some(50);
    let _list = queue.perform(QueueAct::Refresh, now());
    let ids: Arc<[SubmissionId]> = (11..=100).map(SubmissionId).collect();
    queue.listed(&list(ids), now());
    assert_eq!((queue.moved, queue.chosen), (Some(-10), Some(40)), "ten have gone above");
    assert_eq!(queue.scroll_to, None);
    let _list = queue.perform(QueueAct::Sort(SortColumn::Name), now());
    queue.listed(&list((11..=100).map(SubmissionId).collect()), now());
    assert_eq!((queue.moved, queue.scroll_to), (None, Some(40)), "another order");
}

#[test]
fn it_is_listed_anew_when_something_changes_and_with_rests_when_time_passes() {
    let later = |seconds| now() + TimeDelta::seconds(seconds);
    let answer = |queue: &mut Queue, at| queue.listed(&list([].into()), at);
    let mut queue = Queue::default();
    assert!(queue.wants_refresh(now()), "the first time");
    let _list = queue.perform(QueueAct::Refresh, now());
    assert!(!queue.wants_refresh(now()), "it is on its way");
    answer(&mut queue, later(3));
    assert!(!queue.wants_refresh(later(3)), "it is fresh");
    queue.aged();
    assert!(!queue.wants_refresh(later(30)), "it took three seconds, and so rests for a minute");
    assert!(queue.wants_refresh(later(63)));
    queue.visited();
    assert!(queue.wants_refresh(later(4)), "something has changed");
    let _list = queue.perform(QueueAct::Refresh, later(4));
    queue.failed("locked");
    queue.aged();
    assert!(!queue.wants_refresh(later(900)), "not again by itself after a failure");
}

#[test]
fn far_rows_are_let_go() {
    let mut queue = listed(20_000);
    queue.in_view = 10_000..10_030;
    queue.loaded((1..=20_000).map(|id| row(id, "李雷", Status::Pending)).collect());
    assert!(queue.rows.there.len() < KEPT);
    assert!(queue.row(SubmissionId(10_010)).is_some());
}

#[test]
fn a_second_click_turns_the_order_round() {
    let mut queue = Queue::default();
    let sorted = |queue: &mut Queue| match queue.perform(QueueAct::Sort(SortColumn::Name), now()) {
        Some(Command::Queue(QueueCommand::List { sort, .. })) => sort.descending,
        other => panic!("no list but {other:?}"),
    };
    assert!(!sorted(&mut queue));
    assert!(sorted(&mut queue));
    assert!(!sorted(&mut queue));
}
