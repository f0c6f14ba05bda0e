//! Work in slices: each whole and durable, with the lock free between them; and no sweep beside an import.

use std::fs;
use std::time::SystemTime;

use super::files::age;
use super::*;

fn enrol(batch: &mut Batch<'_>, number: u32) -> Result<u32, RecordError> {
    let text = format!("N{number:06}");
    let event = Event::Enrolled { student: Some(invented(&text, "张伟")) };
    let id = batch.next_student_id()?;
    batch.record(&operator(), &Subject::Student(id), Revision(0), &event)?;
    Ok(number)
}

#[test]
fn the_lock_is_free_between_slices_and_what_was_recorded_stands() {
    let mut world = World::new();
    let mut other = world.again();
    let mut seen = Vec::new();
    let stopped = world.store.in_slices(world.at, 0..100_000, enrol, |slice| {
        // Durable, and nobody is waited for.
        other.probe()?;
        seen.extend(slice);
        let last = no(&format!("N{:06}", seen.len() - 1));
        assert!(other.student(&last)?.is_some());
        if seen.len() > 300 { Err(RecordError::NoSuchSubject) } else { Ok(()) }
    });
    assert_eq!(stopped, Err(RecordError::NoSuchSubject));
    assert!(seen.len() < 5_000 && seen.iter().copied().eq(0..seen.len() as u32));
    let enrolled = |n: usize| world.store.student(&no(&format!("N{n:06}"))).expect("read");
    assert!(enrolled(seen.len() - 1).is_some() && enrolled(seen.len()).is_none());
    let sql = "SELECT count(DISTINCT import) FROM log WHERE kind = 'enrolled' AND import NOT NULL";
    let imports: u32 = world.raw().query_row(sql, [], |row| row.get(0)).expect("counted");
    assert_eq!(imports, 1, "one import, whatever the slices");
    assert_eq!(world.faults(), [""; 0]);
}

#[test]
fn a_slice_that_fails_changes_nothing_and_those_before_it_stand() {
    let mut world = World::new();
    let mut recorded = 0;
    let failed = world.store.in_slices(
        world.at,
        0..2_000,
        |batch, number| {
            let done = enrol(batch, number);
            if number == 1_500 { Err(RecordError::NoSuchSubject) } else { done }
        },
        |slice| {
            recorded += slice.len();
            Ok(())
        },
    );
    assert!(failed.is_err() && recorded <= 1_500);
    let sql = "SELECT count(*) FROM student";
    let students: u32 = world.raw().query_row(sql, [], |row| row.get(0)).expect("counted");
    assert_eq!(students as usize, recorded);
    assert_eq!(world.faults(), [""; 0]);
}

#[test]
fn who_decides_beside_a_long_import_hardly_waits() {
    let mut world = World::new();
    let mut other = world.again();
    let stop = std::sync::atomic::AtomicBool::new(false);
    let at = world.at;
    let let_in = std::thread::scope(|scope| {
        let others = scope.spawn(|| {
            let mut let_in = 0;
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                other.probe().expect("let in");
                let_in += 1;
            }
            let_in
        });
        let went = world.store.in_slices(at, 0..6_000, enrol, |_| Ok::<_, RecordError>(()));
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        went.expect("recorded");
        others.join().expect("ends")
    });
    // How long each wait was, the benchmark prints; here it is only that there were many.
    assert!(let_in > 50, "let in only {let_in} times");
}

#[test]
fn no_sweep_beside_an_import_however_long_it_takes() {
    let mut world = World::new();
    world.at = SystemTime::now().into();
    let files = world.store.photos().clone();
    let importing = files.importing();
    let photo = files.put(b"the first of an import that takes hours").expect("put");
    age(&files.path(photo), world.at);
    let another = files.importing();
    let mut sweeper = world.again();
    files.sweep(&mut sweeper, world.at).expect("left for later");
    assert!(files.path(photo).exists(), "it is about to be named");
    drop(importing);
    files.sweep(&mut sweeper, world.at).expect("left for later");
    assert!(files.path(photo).exists(), "another still runs");
    drop(another);
    files.sweep(&mut sweeper, world.at).expect("swept");
    assert!(!files.path(photo).exists() && files.aside(photo).exists());
}

#[test]
fn a_sweep_needs_no_write_lock() {
    let mut world = World::new();
    world.at = SystemTime::now().into();
    let files = world.store.photos().clone();
    let photo = files.put(b"nobody names it").expect("put");
    age(&files.path(photo), world.at);
    let mut raw = world.raw();
    let held = raw.transaction_with_behavior(WRITE).expect("begun");
    files.sweep(&mut world.store, world.at).expect("swept while somebody writes");
    assert!(files.aside(photo).exists());
    held.rollback().expect("ended");
}

#[cfg(unix)]
#[test]
fn what_goes_into_a_database_that_is_gone_is_not_called_recorded() {
    let mut world = World::new();
    let file = world.dir.path().join(DATABASE);
    let kept = world.dir.path().join("kept.sqlite3");
    let put_away = |_: Vec<u32>| {
        fs::rename(&file, &kept).expect("moved");
        Ok::<_, RecordError>(())
    };
    let failed = world.store.in_slices(world.at, 0..20_000, enrol, put_away);
    let replaced = RecordError::Store(StoreError::Replaced(file.clone()));
    assert_eq!(failed.expect_err("it is gone"), replaced);
    // Nor where another is in its place.
    fs::copy(&kept, &file).expect("copied");
    let subject = on_student("S1");
    let event = Event::Enrolled { student: Some(invented("S1", "张伟")) };
    let refused = world.store.record(&operator(), &subject, Revision(0), &event, world.at);
    assert_eq!(refused.expect_err("another"), replaced);
}
