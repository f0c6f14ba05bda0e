//! What is told of a good backup beside which something failed, and whether a stop is heard.

use std::cell::Cell;

use super::*;

#[test]
fn a_good_backup_is_good_though_old_ones_can_not_be_deleted() {
    let mut desk = AtWork::new();
    desk.backed_up();
    desk.pass(TimeDelta::hours(2));
    // What can't be deleted as a file can.
    let place = place_of(&desk.store, &desk.folder(), desk.at).expect("a place");
    let stuck = place.with_file_name(".going-2026-01-01T00-00-00Z").join("store.sqlite3");
    fs::create_dir_all(&stuck).expect("made");
    assert_eq!(desk.backed_up(), (0, 0));
    assert_eq!(desk.made().len(), 2);
    let alarm = || BackupStatus::read(desk.store.dir()).expect("read").alarm(desk.at);
    let Some(BackupAlarm::OldLeft(OldLeft::Failed { error })) = alarm() else {
        panic!("{:?}", alarm())
    };
    assert!(matches!(error, StoreError::File { path, .. } if path == stuck));
    fs::remove_dir(&stuck).expect("mended");
    desk.pass(TimeDelta::hours(2));
    desk.backed_up();
    assert_eq!(BackupStatus::read(desk.store.dir()).expect("read").alarm(desk.at), None);
}

#[test]
fn a_good_backup_is_good_though_the_log_or_the_note_tells_nothing_of_it() {
    let desk = AtWork::new();
    let (right, wrong) = (desk.at, desk.at + TimeDelta::days(500));
    let clock = Cell::new(right);
    // The clock goes wrong while photos are copied: then nothing is recorded.
    let mut spoil = |progress: Progress| {
        if progress.total > 0 {
            clock.set(wrong);
        }
        ControlFlow::Continue(())
    };
    let in_the_way = desk.store.dir().join("backup-last.new");
    fs::create_dir(&in_the_way).expect("made");
    let run = make(desk.store.dir(), None, || clock.get(), &mut spoil).expect("runs");
    let Some(Making::Done(made)) = &run.done else { panic!("{run:?}") };
    assert!(made.is_kept() && made.unlogged && run.unnoted, "{run:?}");
    assert_eq!(run.status.alarm(right), Some(BackupAlarm::Unlogged));
    assert_eq!((run.status.went.good, desk.made().len()), (Some(made.at), 1));
}

#[test]
fn a_stop_is_heard_all_along() {
    let mut desk = AtWork::new();
    for _ in 0..100 {
        desk.send();
    }
    let mut heard = 0;
    for stops in 0.. {
        let mut asked = 0;
        let mut replaying = 0;
        let mut far = |progress: Progress| {
            replaying += i32::from(progress.total == 0);
            asked += 1;
            if asked > stops { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let run = make(desk.store.dir(), None, desk.at, &mut far).expect("runs");
        heard = replaying;
        if progress_has_ended(&run) {
            break;
        }
        assert_eq!((run.done, run.status.went), (Some(Making::Stopped), BackupsWent::default()));
        assert!(desk.made().is_empty());
    }
    // 200 entries are replayed, and it is asked before each 64 of them at least.
    assert!(heard >= 4, "{heard}");
}

fn progress_has_ended(run: &BackupRun) -> bool {
    matches!(&run.done, Some(Making::Done(made)) if made.report.is_whole())
}
