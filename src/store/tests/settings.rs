//! The settings of every connection: an acknowledged decision is durable because of them.

use super::*;
use crate::store::preview_cache::PreviewCache;

fn setting(conn: &Connection, name: &str) -> String {
    let read = |row: &rusqlite::Row<'_>| {
        let value: rusqlite::types::Value = row.get(0)?;
        Ok(match value {
            rusqlite::types::Value::Integer(number) => number.to_string(),
            rusqlite::types::Value::Text(text) => text,
            other => panic!("{name}: {other:?}"),
        })
    };
    conn.pragma_query_value(None, name, read).expect("asked")
}

/// What decisions rest on.
fn assert_durable(conn: &Connection) {
    let wanted = [
        ("journal_mode", "wal"),
        // FULL.
        ("synchronous", "2"),
        ("foreign_keys", "1"),
        ("temp_store", "2"),
        ("wal_autocheckpoint", "1000"),
    ];
    for (name, value) in wanted {
        assert_eq!(setting(conn, name), value, "{name}");
    }
}

#[test]
fn a_connection_is_durable_however_it_was_opened_and_whatever_it_has_done() {
    let mut world = World::new();
    assert_durable(&world.store.conn);
    assert_durable(&world.again().conn);
    world.queued("S1");
    world
        .store
        .in_slices(world.at, ["S2", "S3"], enrol, |_| Ok::<_, RecordError>(()))
        .expect("recorded");
    assert_durable(&world.store.conn);
    let failed = world.store.in_slices(world.at, ["S2"], enrol, |_| Ok(()));
    assert!(failed.is_err(), "enrolled already");
    assert_durable(&world.store.conn);
    world.store.finish_erasures().expect("nothing to do");
    assert_durable(&world.store.conn);
    let demo = TempDir::new().expect("folder");
    assert_durable(&Store::create_demo(demo.path(), world.at).expect("made").conn);
}

fn enrol(batch: &mut Batch<'_>, number: &str) -> Result<(), RecordError> {
    let event = Event::Enrolled { student: Some(invented(number, "张伟")) };
    batch.record(&operator(), &on_student(number), Revision(0), &event).map(|_entry| ())
}

#[test]
fn a_connection_waits_for_another_and_looks_often() {
    let world = World::new();
    let mut other = world.again();
    let held = std::sync::Barrier::new(2);
    let mut conn = world.raw();
    std::thread::scope(|scope| {
        let held = &held;
        scope.spawn(move || {
            let tx = conn.transaction_with_behavior(WRITE).expect("begun");
            held.wait();
            std::thread::sleep(Duration::from_millis(400));
            tx.rollback().expect("ended");
        });
        held.wait();
        let begun = std::time::Instant::now();
        other.probe().expect("waited for it");
        let waited = begun.elapsed();
        // SQLite's own way of waiting looks every 100 ms by then.
        let range = Duration::from_millis(350)..Duration::from_millis(470);
        assert!(range.contains(&waited), "{waited:?}");
    });
}

#[test]
fn previews_may_be_lost_and_are_not_synced() {
    let world = World::new();
    let previews = PreviewCache::open(world.dir.path()).expect("opens");
    previews
        .with(|conn| {
            assert_eq!(setting(conn, "journal_mode"), "wal");
            assert_eq!(setting(conn, "synchronous"), "0");
            Ok(())
        })
        .expect("asked");
}
