//! Lists and counts.

use super::*;

fn world_of_three() -> World {
    let mut world = World::new();
    for (number, called, department) in
        [("2026A1", "张伟", "物理"), ("2026A2", "曾乐", "数学"), ("2026B3", "Anna Smith", "数学")]
    {
        let mut student = invented(number, called);
        department.clone_into(&mut student.department);
        let event = Event::Enrolled { student: Some(student) };
        world
            .store
            .record(&operator(), &on_student(number), Revision(0), &event, world.at)
            .expect("enrolled");
        world.pay(number);
        world.submit(number);
        world.pass(TimeDelta::minutes(1));
    }
    world
}

fn listed(world: &World, filter: &ListFilter, sort: ListSort) -> Vec<i64> {
    let filter = ListFilter { now: world.at, ..filter.clone() };
    let ids = world.store.list_ids(&filter, sort, 100).expect("list");
    ids.iter().map(|id| id.0).collect()
}

#[test]
fn a_text_finds_names_numbers_and_initials() {
    let world = world_of_three();
    let check = |text: &str, expected: &[i64]| {
        let filter = ListFilter { text: text.to_owned(), ..ListFilter::default() };
        assert_eq!(listed(&world, &filter, ListSort::default()), expected, "{text:?}");
    };
    check("", &[1, 2, 3]);
    check("2026a", &[1, 2]);
    check("X2026B", &[3]);
    check("伟", &[1]);
    check("zw", &[1]);
    check("z", &[1, 2]);
    check("cy", &[2]);
    check("ZL", &[2]);
    check("smith", &[3]);
    check("as", &[3]);
    check("%", &[]);
    check("w", &[]);
    check("nobody", &[]);
}

#[test]
fn filters_and_orders() {
    let mut world = world_of_three();
    world.decide("wang", SubmissionId(2), reject(Reason::I02)).expect("decided");
    let by = |column| ListSort { column, descending: false };
    let every = ListFilter::default();
    let check = |column, expected: &[i64]| {
        assert_eq!(listed(&world, &every, by(column)), expected, "{column:?}");
        let mut backwards: Vec<i64> = expected.to_vec();
        backwards.reverse();
        let down = ListSort { column, descending: true };
        assert_eq!(listed(&world, &every, down), backwards, "{column:?} down");
    };
    check(SortColumn::Due, &[1, 2, 3]);
    check(SortColumn::SubmittedAt, &[1, 2, 3]);
    check(SortColumn::Name, &[3, 2, 1]);
    check(SortColumn::StudentNo, &[1, 2, 3]);
    check(SortColumn::Department, &[2, 3, 1]);
    check(SortColumn::Status, &[1, 3, 2]);
    assert_eq!(listed(&world, &every, by(SortColumn::DecidedAt)), [2, 1, 3]);
    let filter = |statuses: &[Status], department: Option<&str>, due| ListFilter {
        statuses: Some(statuses.to_vec()),
        department: department.map(str::to_owned),
        due,
        ..ListFilter::default()
    };
    let all = Status::ALL;
    let due = SortColumn::Due;
    assert_eq!(listed(&world, &filter(&[Status::Rejected], None, None), by(due)), [2]);
    assert_eq!(listed(&world, &filter(&[Status::Pending], Some("数学"), None), by(due)), [3]);
    assert_eq!(listed(&world, &filter(&all, None, Some(DueFilter::Later)), by(due)), [1, 3]);
    assert_eq!(listed(&world, &filter(&[], None, None), by(due)), [0_i64; 0]);
    world.pass(TimeDelta::days(3));
    assert_eq!(listed(&world, &filter(&all, None, Some(DueFilter::Overdue)), by(due)), [1, 3]);
    assert_eq!(world.store.departments().expect("read"), ["数学", "物理"]);
}

#[test]
fn what_has_no_deadline_or_no_decision_stands_last_in_either_order() {
    let mut world = world_of_three();
    world.enrol("2026C4");
    let unpaid = world.try_submit("2026C4", QueueEntry::AwaitingPayment).expect("waits");
    world.decide("wang", SubmissionId(2), Decision::Approve).expect("decided");
    let every = ListFilter::default();
    let last = |column, descending| {
        listed(&world, &every, ListSort { column, descending }).last().copied()
    };
    for descending in [false, true] {
        assert_eq!(last(SortColumn::Due, descending), Some(unpaid.0), "down: {descending}");
        assert_ne!(last(SortColumn::DecidedAt, descending), Some(2), "down: {descending}");
    }
}

#[test]
fn rows_come_in_the_order_asked() {
    let mut world = world_of_three();
    world.store.claim_one(&name("wang"), SubmissionId(3), world.at).expect("claim");
    let wanted = [SubmissionId(3), SubmissionId(99), SubmissionId(1)];
    let lines = world.store.list_rows(&wanted).expect("read");
    assert_eq!(lines.iter().map(|line| line.id().0).collect::<Vec<_>>(), [3, 1]);
    let lines: Vec<ListRow> = lines.into_iter().map(read).collect();
    assert_eq!(lines[0].claimed_by, Some(name("wang")));
    let shown = lines[1].student.as_ref();
    assert_eq!(
        (shown.map(|student| student.name.as_str()), lines[1].claimed_by.clone()),
        (Some("张伟"), None)
    );
}

pub(super) fn read(line: ListLine) -> ListRow {
    match line {
        ListLine::Read(row) => *row,
        ListLine::Unread(id) => panic!("{id} cannot be read"),
    }
}

#[test]
fn counts_follow_the_clock() {
    let mut world = world_of_three();
    let counts = |world: &World| world.store.counts(world.at).expect("counts");
    let of = |waiting, due_today, overdue| QueueCounts { waiting, due_today, overdue };
    assert_eq!(counts(&world), of(3, 0, 0));
    let due = world.store.next_due().expect("read").expect("a deadline");
    world.at = due - TimeDelta::minutes(1);
    assert_eq!(counts(&world), of(3, 3, 0));
    world.at = due + TimeDelta::seconds(1);
    assert_eq!(counts(&world), of(3, 2, 1));
}

#[test]
fn decisions_in_effect_are_handed_out() {
    let mut world = world_of_three();
    world.decide("wang", SubmissionId(3), Decision::Approve).expect("decided");
    world.decide("wang", SubmissionId(1), reject(Reason::I02)).expect("decided");
    world.decide("wang", SubmissionId(2), reject(Reason::I01)).expect("proposed only");
    let mut rows = Vec::new();
    world
        .store
        .decided_rows(|row| {
            let row = row.expect("readable");
            rows.push((row.student.no.to_string(), row.decision.code()));
            Ok::<_, StoreError>(())
        })
        .expect("read");
    assert_eq!(rows, [("2026A1".to_owned(), "reject"), ("2026B3".to_owned(), "approve")]);
}
