//! Tests of the console as a whole: lock, sign-out, a stuck worker, dropped files, keys that are waited for.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::Key;
use egui_kittest::kittest::Queryable as _;

use crate::desk::backups::{BackupRun, BackupStatus};
use crate::desk::progress::{Progress, Stage};
use crate::desk::queue::{QueueCount, QueueList};
use crate::domain::account::Role;
use crate::domain::backup_plan::BackupPlan;
use crate::domain::submission::SubmissionId;
use crate::store::planned::{BackupFailure, BackupsWent};
use crate::store::{QueueCounts, StoreError};
use crate::text::Lang;
use crate::ui::import::tests::looking::roster;
use crate::ui::parts::settings::Look;
use crate::ui::review::tests::{case, reviewing};
use crate::ui::tests::window::{Window, settings, signed_in};
use crate::worker::{
    BackupsUpdate, Command, DoorCommand, DoorUpdate, JobCommand, JobFault, JobId, JobOutcome,
    JobUpdate, QueueCommand, QueueUpdate, ReviewCommand, ReviewUpdate, StoreUpdate, Update, Work,
};

/// The ID number of every invented student.
const ID_NUMBER: &str = "110105200203070012";

fn zh(role: Role) -> Window {
    let opened = Update::Store(StoreUpdate::Opened { first_start: false, demo: false });
    Window::open(settings(Lang::Zh, Look::Light), vec![opened, signed_in(role)])
}

fn reviewer() -> Window {
    reviewing(Lang::Zh, Look::Light, (1..=5).map(case).collect())
}

fn shows(window: &Window, words: &str) -> bool {
    window.harness.query_all_by_label_contains(words).next().is_some()
}

fn unmasked() -> ReviewUpdate {
    let id_number = Some(ID_NUMBER.to_owned());
    ReviewUpdate::Unmasked { student: case(1).submitted.student, id_number }
}

fn unmask(window: &mut Window) {
    window.tell(Update::Review(unmasked()));
    assert!(shows(window, ID_NUMBER));
}

#[test]
fn the_lock_waits_for_no_store_and_masks_the_number() {
    let mut window = reviewer();
    unmask(&mut window);
    let _before = window.sent();
    window.keys(&[Key::F9]);
    assert!(shows(&window, "已锁定") && !shows(&window, "欧阳䶮") && !shows(&window, ID_NUMBER));
    assert!(
        window.sent().iter().any(|command| matches!(command, Command::Door(DoorCommand::Lock)))
    );
    // The answer comes after the number was masked again: it must stay masked.
    window.tell(Update::Review(unmasked()));
    window.tell(Update::Door(DoorUpdate::Unlocked));
    assert!(shows(&window, "欧阳䶮") && !shows(&window, ID_NUMBER));
}

#[test]
fn another_screen_masks_the_number() {
    let mut window = reviewer();
    unmask(&mut window);
    window.keys(&[Key::F2, Key::F1]);
    assert!(shows(&window, "欧阳䶮") && !shows(&window, ID_NUMBER));
}

#[test]
fn a_sign_out_shows_the_door_at_once_and_keeps_what_is_typed_there() {
    let mut window = reviewer();
    window.keys(&[Key::F12]);
    assert!(
        window.sent().iter().any(|command| matches!(command, Command::Door(DoorCommand::SignOut)))
    );
    assert!(!shows(&window, "欧阳䶮"));
    "correct horse".clone_into(&mut window.console().door.sign_in.password);
    window.frames(2);
    assert_eq!(window.console().door.sign_in.password, "correct horse");
}

#[test]
fn a_command_that_the_worker_has_no_room_for_counts_as_refused_by_a_lost_store() {
    let mut window = reviewer();
    window.refuse_commands(true);
    window.keys(&[Key::A]);
    assert!(shows(&window, "数据库长时间没有响应"));
    window.refuse_commands(false);
    window.keys(&[Key::F2, Key::F1, Key::Escape]);
    assert!(!shows(&window, "数据库长时间没有响应"), "there is room again, and it was read");
    let _before = window.sent();
    window.frames(20);
    window.keys(&[Key::A]);
    let asked = window
        .sent()
        .iter()
        .any(|command| matches!(command, Command::Review(ReviewCommand::Ask(_))));
    assert!(asked, "the photo can be decided");
}

#[test]
fn the_queue_is_listed_when_somebody_looks_and_not_behind_their_back() {
    let mut window = reviewer();
    let lists = |window: &mut Window| {
        window
            .sent()
            .iter()
            .filter(|command| matches!(command, Command::Queue(QueueCommand::List { .. })))
            .count()
    };
    let listed = |ids: &[i64]| {
        Update::Queue(QueueUpdate::Listed(QueueList {
            ids: ids.iter().copied().map(SubmissionId).collect(),
            truncated: false,
            departments: Arc::from([]),
        }))
    };
    assert_eq!(lists(&mut window), 0);
    window.keys(&[Key::F2]);
    assert_eq!(lists(&mut window), 1);
    window.tell(listed(&[1, 2]));
    assert_eq!(lists(&mut window), 0, "it is fresh");
    window.keys(&[Key::F1]);
    window.tell(Update::Review(ReviewUpdate::Leases(Vec::new())));
    assert_eq!(lists(&mut window), 0, "nobody looks at it");
    window.keys(&[Key::F2]);
    assert_eq!(lists(&mut window), 1, "somebody comes back");
    window.tell(listed(&[2]));
    window.tell(Update::Review(ReviewUpdate::Leases(Vec::new())));
    assert_eq!(lists(&mut window), 1, "time has passed");
}

#[test]
fn a_key_that_is_waited_for_is_forgotten_with_the_screen() {
    let mut window = zh(Role::Administrator);
    window.keys(&[Key::F6]);
    window.harness.get_by_label("通过 A").click();
    window.frames(3);
    window.harness.get_by_role_and_label(egui::accesskit::Role::Button, "队列").click();
    window.frames(3);
    window.keys(&[Key::F6]);
    assert!(shows(&window, "通过 A"), "F6 goes to the settings, and nothing was given another key");
    window.harness.get_by_label("通过 A").click();
    window.frames(3);
    window.harness.get_by_label("退出登录").click();
    window.frames(3);
    window.tell(signed_in(Role::Administrator));
    window.keys(&[Key::F6]);
    assert!(shows(&window, "通过 A"));
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("only its path is wanted".to_owned())
    }
}

fn drop_files(window: &mut Window, paths: &[&str]) {
    let files = &mut window.harness.input_mut().dropped_files;
    for path in paths {
        files.push(Arc::new(Dropped(PathBuf::from(path))));
    }
    window.frames(3);
}

#[test]
fn what_is_dropped_on_any_screen_is_looked_at_on_the_import_screen() {
    let mut window = reviewing(Lang::Zh, Look::Light, vec![case(1)]);
    window.tell(signed_in(Role::Supervisor));
    drop_files(&mut window, &["/data/photos.zip", "/data/more.zip"]);
    assert!(shows(&window, "导入预览"), "the import screen");
    let begun = |window: &mut Window| -> Vec<PathBuf> {
        let sent = window.sent().into_iter();
        sent.filter_map(|command| match command {
            Command::Job(JobCommand::Begin { work: work @ Work::Preview { .. }, .. }) => {
                work.path().map(Path::to_owned)
            }
            _ => None,
        })
        .collect()
    };
    assert_eq!(begun(&mut window), [PathBuf::from("/data/photos.zip")]);
    window.keys(&[Key::Escape]);
    assert_eq!(begun(&mut window), [PathBuf::from("/data/more.zip")]);
    window.keys(&[Key::Escape]);
    assert!(shows(&window, "依次导入名册"));
}

#[test]
fn a_dropped_table_asks_for_its_kind_and_a_reviewer_imports_nothing() {
    let mut window = zh(Role::Administrator);
    drop_files(&mut window, &["/data/名册.xlsx"]);
    assert!(shows(&window, "拖入的表格是什么"));
    let mut window = zh(Role::Reviewer);
    drop_files(&mut window, &["/data/名册.xlsx"]);
    assert!(!shows(&window, "拖入的表格是什么"));
}

#[test]
fn a_running_import_is_seen_by_the_next_person_too() {
    let mut window = zh(Role::Administrator);
    drop_files(&mut window, &["/data/photos.zip"]);
    window.keys(&[Key::F12]);
    window.tell(signed_in(Role::Supervisor));
    window.keys(&[Key::F3]);
    assert!(shows(&window, "/data/photos.zip") && shows(&window, "取消任务"));
}

#[test]
fn a_running_import_is_told_in_the_bar_of_every_screen() {
    let mut window = zh(Role::Administrator);
    drop_files(&mut window, &["/data/photos.zip"]);
    let outcome = JobOutcome::Previewed(Arc::new(roster(Some("姓名 name"))));
    window.tell(Update::Job(JobUpdate::Ended { id: JobId(1), outcome }));
    window.harness.get_by_label("导入 8,000 张照片").click();
    window.frames(3);
    let progress = Progress { stage: Stage::Photos, done: 1, total: 4, bytes: 0 };
    window.tell(Update::Job(JobUpdate::Progress { id: JobId(2), progress }));
    assert!(!shows(&window, "正在导入"), "it stands on the screen itself");
    window.keys(&[Key::F2]);
    window.harness.get_by_label("正在导入 25%").click();
    window.frames(3);
    assert!(shows(&window, "取消任务"));
}

#[test]
fn the_bar_tells_of_overdue_photos_and_has_every_button() {
    let mut window = zh(Role::Reviewer);
    let counts = |overdue| {
        Update::Queue(QueueUpdate::Counted(QueueCount {
            counts: QueueCounts { waiting: 1284, due_today: 37, overdue },
            next_due: None,
        }))
    };
    window.tell(counts(0));
    assert!(!shows(&window, "超期"));
    window.tell(counts(3));
    assert!(shows(&window, "超期 3"));
    window.harness.get_by_label("?").click();
    window.frames(3);
    assert!(shows(&window, "两位数字"), "the sheet of keys");
    window.keys(&[Key::Escape]);
    window.harness.get_by_label("EN").click();
    window.frames(3);
    assert!(shows(&window, "3 overdue"));
    window.harness.get_by_label("Look").click();
    window.frames(3);
    assert_eq!(window.console().shared.settings.look, Look::Dark);
}

#[test]
fn everything_in_the_bar_has_its_place_in_english_too() {
    let opened = Update::Store(StoreUpdate::Opened { first_start: false, demo: false });
    let counts = QueueCounts { waiting: 12_840, due_today: 137, overdue: 1_037 };
    let told = Update::Queue(QueueUpdate::Counted(QueueCount { counts, next_due: None }));
    let updates = vec![opened, signed_in(Role::Supervisor), told];
    let window = Window::open(settings(Lang::En, Look::Light), updates);
    let place = |words| window.harness.get_by_label(words).rect();
    let places = [
        place("Settings"),
        place("12,840 waiting · 137 due today"),
        place("1,037 overdue"),
        place("王敏"),
        place("中文"),
        place("Sign out"),
    ];
    for pair in places.windows(2) {
        assert!(pair[0].right() < pair[1].left(), "{pair:?}");
    }
}

#[test]
fn the_door_speaks_both_languages() {
    let first = Update::Store(StoreUpdate::Opened { first_start: true, demo: false });
    let shut = Update::Store(StoreUpdate::Opened { first_start: false, demo: false });
    let mut lock = zh(Role::Reviewer);
    lock.keys(&[Key::F9]);
    let door = |update| Window::open(settings(Lang::Zh, Look::Light), vec![update]);
    for (mut window, zh, en) in [
        (door(first), "首次使用", "First start"),
        (door(shut), "登录", "Sign in"),
        (lock, "已锁定", "Locked"),
    ] {
        assert!(window.harness.query_all_by_label(zh).next().is_some(), "{zh}");
        window.harness.get_by_label("EN").click();
        window.frames(3);
        assert!(window.harness.query_all_by_label(en).next().is_some(), "{en}");
    }
}

#[test]
fn a_lost_answer_leaves_nobody_waiting() {
    let mut window = reviewer();
    window.keys(&[Key::F9]);
    window.harness.get_by_label("密码").type_text("correct horse");
    window.frames(2);
    window.keys(&[Key::Enter]);
    let unlocks = |window: &mut Window| {
        window
            .sent()
            .iter()
            .filter(|command| matches!(command, Command::Door(DoorCommand::Unlock { .. })))
            .count()
    };
    assert_eq!(unlocks(&mut window), 1);
    window.tell(Update::Store(StoreUpdate::Lost {
        why: StoreError::Lost("the desk thread panicked".to_owned()),
    }));
    window.tell(Update::Store(StoreUpdate::Restored));
    window.harness.get_by_label("解锁").click();
    window.frames(3);
    assert_eq!(unlocks(&mut window), 1, "it can be sent again");
}

#[test]
fn a_backup_that_failed_is_a_quiet_sign_for_who_can_mend_it() {
    let status = || {
        let plan = BackupPlan {
            folder: "/copies".into(),
            every_hours: 12,
            keep_days: 30,
            since: crate::desk::clock::now(),
        };
        let failure = BackupFailure::Gone { folder: "/copies".into() };
        let failed_at = Some(crate::desk::clock::now());
        let went = BackupsWent { failed_at, failure: Some(failure), ..BackupsWent::default() };
        BackupStatus { plan: Some(plan), went, unread: None }
    };
    let tell = |window: &mut Window, status| {
        window.tell(Update::Backups(BackupsUpdate::Status(Box::new(status))));
        window.harness.run();
    };
    for (role, told) in [(Role::Administrator, true), (Role::Reviewer, false)] {
        let mut window = zh(role);
        tell(&mut window, status());
        assert_eq!(window.harness.query_by_label("备份").is_some(), told, "{role:?}");
        assert!(window.sent().iter().all(|command| !is_backup(command)), "not again at once");
    }
    let mut window = zh(Role::Administrator);
    let due = BackupStatus { went: BackupsWent::default(), ..status() };
    tell(&mut window, due.clone());
    assert!(window.harness.query_by_label("备份").is_none(), "the first is only due");
    tell(&mut window, due.clone());
    assert!(matches!(begun(&mut window)[..], [JobId(1)]), "one at a time");
    // It failed, and its disk did not even take the note: the file still says that one is due.
    let status_now = BackupStatus { plan: due.plan.clone(), ..status() };
    let run = BackupRun { done: None, status: status_now, unnoted: false };
    let outcome = JobOutcome::BackedUp(Box::new(run));
    window.tell(Update::Job(JobUpdate::Ended { id: JobId(1), outcome }));
    tell(&mut window, due.clone());
    assert!(begun(&mut window).is_empty(), "not again at once");
    assert!(window.harness.query_by_label("备份").is_some(), "and it is not forgotten");
    let other = BackupPlan { every_hours: 6, ..due.plan.clone().expect("planned") };
    tell(&mut window, BackupStatus { plan: Some(other), ..due });
    assert!(matches!(begun(&mut window)[..], [JobId(2)]), "by another plan");
    let outcome = JobOutcome::Failed { why: JobFault::Panicked("oh".to_owned()) };
    window.tell(Update::Job(JobUpdate::Ended { id: JobId(2), outcome }));
    let other = window.console().shared.backups.clone().expect("known");
    tell(&mut window, other);
    assert!(begun(&mut window).is_empty(), "whatever came of it");
}

#[test]
fn backups_are_asked_for_while_the_console_is_locked() {
    let mut window = zh(Role::Administrator);
    window.keys(&[Key::F9]);
    let _before = window.sent();
    window.console().ticked -= chrono::TimeDelta::minutes(1);
    window.frames(2);
    assert_eq!(window.sent().iter().filter(|sent| matches!(sent, Command::Tick)).count(), 1);
}

/// The backups that were begun since.
fn begun(window: &mut Window) -> Vec<JobId> {
    let sent = window.sent().into_iter();
    sent.filter_map(|command| match command {
        Command::Job(JobCommand::Begin { id, work: Work::Backup }) => Some(id),
        _ => None,
    })
    .collect()
}

fn is_backup(command: &Command) -> bool {
    matches!(command, Command::Job(JobCommand::Begin { work: Work::Backup, .. }))
}
