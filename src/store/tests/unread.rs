//! A row that can't be read is that row's fault: the others are shown, listed and handed out.

use super::*;

/// A world with three in the queue, of which the record of the first can't be read.
fn with_one_unread() -> (World, SubmissionId) {
    let mut world = World::new();
    let first = world.queued("S1");
    world.queued("S2");
    world.queued("S3");
    let raw = world.raw();
    raw.execute_batch("DROP TRIGGER log_keeps_rows").expect("out of the way");
    let sql = "UPDATE log SET event = '{}' WHERE seq =
        (SELECT submitted_seq FROM submission WHERE id = ?1)";
    assert_eq!(raw.execute(sql, [first.0]).expect("damaged"), 1);
    (world, first)
}

#[test]
fn the_row_is_named_and_the_others_are_read() {
    let (mut world, first) = with_one_unread();
    let unread = StoreError::Row(RowName::Submission(first));
    assert_eq!(world.store.submission(first), Err(unread));
    assert!(world.store.submission(SubmissionId(2)).is_ok());
    let (story, gone) = world.store.readable_story(student_id("S1")).expect("read");
    assert_eq!((story.len(), gone.len()), (2, 1), "enrolled and paid");
    world.decide("wang", SubmissionId(2), Decision::Approve).expect("the others go on");
}

#[test]
fn a_list_that_leaves_tells_whose_decision_it_lacks() {
    let mut world = World::new();
    let first = world.queued("S1");
    let second = world.queued("S2");
    for id in [first, second] {
        world.decide("wang", id, Decision::Approve).expect("decided");
    }
    let raw = world.raw();
    raw.execute_batch("DROP TRIGGER log_keeps_rows").expect("out of the way");
    let sql = "UPDATE log SET event = '{}' WHERE seq =
        (SELECT decided_seq FROM submission WHERE id = ?1)";
    assert_eq!(raw.execute(sql, [first.0]).expect("damaged"), 1);
    let mut told = Vec::new();
    let each = |row: Result<DecidedRow, UnreadRow>| -> Result<(), StoreError> {
        told.push(row.map(|row| row.id));
        Ok(())
    };
    world.store.decided_rows(each).expect("read");
    let unread = UnreadRow { id: first, student: student_id("S1") };
    assert_eq!(told, [Err(unread), Ok(second)]);
}
