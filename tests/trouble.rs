//! The command line in trouble, on the real program: full and read-only disks, closed pipes, copies and reports
//! in the wrong place. What needs no writing works, the rest says so in the user's language, once.

#![cfg(unix)]
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly anywhere")]
#![allow(clippy::print_stderr, reason = "what can't be tried here is told of")]

#[path = "support/store.rs"]
mod support;

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use support::{PROGRAM, outcome, program};

/// A small disk of its own in a folder; it goes away by itself.
struct Disk(PathBuf);

impl Disk {
    /// Nothing where this may not be done here.
    fn new(place: &Path) -> Option<Self> {
        fs::create_dir_all(place).expect("folder");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=24m", "none"]).arg(place);
        if mount.stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
            return Some(Self(place.to_owned()));
        }
        eprintln!("SKIPPED: a disk of one's own can't be mounted here");
        None
    }

    fn to_read_only(&self) {
        let mut mount = Command::new("mount");
        mount.args(["-o", "remount,ro"]).arg(&self.0);
        assert!(mount.status().expect("asked").success());
    }

    fn fill(&self) {
        let mut file = fs::File::create(self.0.join("filler")).expect("made");
        let block = vec![7; 64 * 1024];
        while file.write_all(&block).is_ok() {}
        while file.write_all(&[7]).is_ok() {}
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(&self.0).status());
    }
}

/// A store on a disk of its own, and a folder on another.
fn on_a_disk() -> Option<(tempfile::TempDir, Disk, PathBuf)> {
    let work = tempfile::tempdir().expect("a folder");
    let disk = Disk::new(&work.path().join("disk"))?;
    let store = disk.0.join("store");
    let package = support::package(work.path(), 2);
    program(&store, &["import", "roster", &package.roster, "--quiet"]);
    program(&store, &["import", "submissions", &package.photos, "--quiet"]);
    Some((work, disk, store))
}

fn assert_readable(work: &Path, store: &Path, name: &str) {
    let list = work.join(format!("{name}.csv")).to_string_lossy().into_owned();
    let copy = work.join(format!("{name}-copy")).to_string_lossy().into_owned();
    let commands: [&[&str]; 5] = [
        &["verify"],
        &["notices", "--to", &list],
        &["backup", "--to", &copy],
        &["user", "list"],
        &["unnamed"],
    ];
    for command in commands {
        let (code, said) = outcome(store, command);
        assert_eq!(code, 0, "{name}: {command:?}: {said}");
    }
    assert!(fs::metadata(&list).is_ok_and(|list| list.len() > 0));
    let (code, said) = outcome(Path::new(&copy), &["verify"]);
    assert_eq!(code, 0, "{name}: the copy: {said}");
}

/// Refused in Chinese, with the cause told once and none of the library's words.
fn assert_refused(store: &Path, command: &[&str], cause: &str) {
    let (code, said) = outcome(store, command);
    assert_eq!(code, 2, "{command:?}: {said}");
    assert_eq!(said.matches(cause).count(), 1, "{command:?}: {said}");
    for foreign in ["Error code", "disk I/O", "unable to open", "os error", "No space"] {
        assert!(!said.contains(foreign), "{command:?}: {said}");
    }
}

#[test]
fn a_full_disk_can_be_read_from() {
    let Some((work, disk, store)) = on_a_disk() else { return };
    let package = support::package(work.path(), 3);
    disk.fill();
    assert_readable(work.path(), &store, "full");
    assert_refused(&store, &["import", "roster", &package.roster], "磁盘已满");
}

#[test]
fn a_disk_that_may_only_be_read_can_be_read_from() {
    let Some((work, disk, store)) = on_a_disk() else { return };
    let package = support::package(work.path(), 3);
    disk.to_read_only();
    assert_readable(work.path(), &store, "read-only");
    assert_refused(&store, &["import", "roster", &package.roster], "所在位置只能读取");
}

#[cfg(target_os = "linux")]
#[test]
fn who_keeps_a_store_locked_is_named() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    let package = support::package(work.path(), 3);
    program(&store, &["demo", "--no-console"]);
    let db = rusqlite::Connection::open(store.join("store.sqlite3")).expect("opens");
    db.execute_batch("BEGIN IMMEDIATE").expect("locked");
    let (code, said) = outcome(&store, &["import", "roster", &package.roster]);
    let me = std::process::id().to_string();
    assert!(code == 2 && said.contains("正被占用") && said.contains(&me), "{said}");
    assert!(!said.contains("database is locked"), "{said}");
}

#[test]
fn a_submission_that_cannot_be_read_is_in_nobodys_way() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    program(&store, &["demo", "--photos", "30", "--no-console"]);
    let damage = |which: &str| {
        let db = rusqlite::Connection::open(store.join("store.sqlite3")).expect("opens");
        db.execute_batch("DROP TRIGGER IF EXISTS log_keeps_rows").expect("out of the way");
        let sql = format!("UPDATE log SET event = '{{}}' WHERE seq = ({which})");
        assert_eq!(db.execute(&sql, []).expect("damaged"), 1);
    };
    damage("SELECT submitted_seq FROM submission ORDER BY due, submitted_at, id LIMIT 1");
    let said = program(&store, &["simulate", "--reviewers", "2", "--decisions", "500"]);
    let decided: std::collections::BTreeSet<&str> =
        said.lines().filter_map(|line| line.split(' ').nth(1)).collect();
    assert_eq!(decided.len(), 29, "every other one: {said}");
    // Nor does a list end there: it names what it lacks.
    damage("SELECT decided_seq FROM submission WHERE status = 'approved' LIMIT 1");
    let list = work.path().join("d.csv").to_string_lossy().into_owned();
    let (code, said) = outcome(&store, &["decisions", "--to", &list]);
    assert!(code == 1 && said.contains("号提交的记录无法读取，没有列入"), "{said}");
    assert!(fs::read_to_string(&list).expect("written").lines().count() > 5);
}

#[test]
fn a_copy_inside_what_it_copies_is_refused() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    program(&store, &["demo", "--no-console"]);
    let before = fs::read_dir(&store).expect("listed").count();
    for inside in ["copy", "deep/down/copy", "photos/../copy"] {
        let (code, said) =
            outcome(&store, &["backup", "--to", &store.join(inside).to_string_lossy()]);
        assert!(code == 2 && said.contains("备份不能放在它所备份的数据文件夹里"), "{said}");
    }
    assert_eq!(fs::read_dir(&store).expect("listed").count(), before, "nothing was made");
}

#[test]
fn a_report_in_the_place_of_what_is_imported_is_refused() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    let roster = work.path().join("r.csv");
    fs::write(&roster, "学号,姓名\n2026A,欧阳娜\n").expect("written");
    let link = work.path().join("link.csv");
    std::os::unix::fs::symlink(&roster, &link).expect("linked");
    let hard = work.path().join("hard.csv");
    fs::hard_link(&roster, &hard).expect("linked");
    let path = roster.to_string_lossy();
    for report in [&roster, &link, &hard] {
        let report = report.to_string_lossy();
        let (code, said) = outcome(&store, &["import", "roster", &path, "--report", &report]);
        assert!(code == 2 && said.contains("报告会覆盖要导入的文件"), "{said}");
    }
    assert_eq!(fs::read_to_string(&roster).expect("read"), "学号,姓名\n2026A,欧阳娜\n");
}

#[test]
fn nobody_who_reads_any_more_is_no_crash() {
    let work = tempfile::tempdir().expect("a folder");
    let package = support::package(work.path(), 300);
    let store = work.path().join("store");
    let import = |store: &Path, out: Stdio| {
        let mut command = Command::new(PROGRAM);
        command.arg("--store").arg(store).args(["import", "roster", &package.roster]);
        command.stdout(out).stderr(Stdio::piped()).spawn().expect("starts")
    };
    // `| head -1`.
    let mut child = import(&store, Stdio::piped());
    let mut line = String::new();
    let mut out = BufReader::with_capacity(16, child.stdout.take().expect("piped"));
    out.read_line(&mut line).expect("read");
    drop(out);
    let ended = child.wait_with_output().expect("ends");
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.code() == Some(0) && said.is_empty(), "{said}");
    assert!(outcome(&store, &["import", "roster", &package.roster]).1.contains("committed 0"));
    if let Ok(full) = fs::File::options().write(true).open("/dev/full") {
        let other = work.path().join("other");
        let ended = import(&other, full.into()).wait_with_output().expect("ends");
        let said = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.code() == Some(2) && said.lines().count() == 1, "{said}");
        assert!(outcome(&other, &["import", "roster", &package.roster]).1.contains("committed 0"));
    }
}
