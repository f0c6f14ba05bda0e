//! Lists as people send them, through the real program: what it prints, and how it ends.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly anywhere")]

#[path = "support/store.rs"]
mod support;

use std::fs;
use std::path::Path;

use support::run;

fn case(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name);
    path.to_string_lossy().into_owned()
}

/// Imports a case into a new store, after its roster if it has one: the exit code, and what was said.
fn import(kind: &str, name: &str) -> (i32, String) {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    let roster = match kind {
        "payments" => Some("tables/roster-for-payments.csv"),
        "submissions" => Some("packages/roster.csv"),
        _ => None,
    };
    if let Some(roster) = roster {
        assert_eq!(run(&store, &["import", "roster", &case(roster)], "").0, 0);
    }
    run(&store, &["import", kind, &case(name)], "")
}

#[test]
fn the_exit_code_says_whether_all_was_understood() {
    let cases = [
        ("roster", "tables/open-quote.csv", 1, "引号"),
        ("roster", "tables/cut-character-zh.csv", 1, "committed 2"),
        ("roster", "tables/lost-characters.csv", 1, "committed 0"),
        ("roster", "tables/id-variants.csv", 1, "证件号"),
        ("roster", "tables/semicolons.csv", 0, "committed 2"),
        ("roster", "tables/hidden-first-sheet.xlsx", 0, "2025旧名单"),
        ("roster", "tables/sheet-per-department.xlsx", 0, "committed 3"),
        ("roster", "tables/merged-department.xlsx", 0, "A2:A5"),
        ("roster", "tables/formulas-without-values.xlsx", 1, "Sheet2"),
        ("roster", "tables/password.xlsx", 2, "密码"),
        ("roster", "tables/web-page.xlsx", 2, "HTML"),
        ("payments", "tables/pay-times.csv", 1, "committed 5"),
        ("payments", "tables/pay-both-numbers.csv", 0, "committed 2"),
        ("submissions", "packages/password.zip", 2, "密码"),
        ("submissions", "packages/seven-zip-named.zip", 2, "7z"),
        ("submissions", "packages/deflate64.zip", 0, "committed 2"),
        ("submissions", "packages/one-photo-two-students.zip", 1, "committed 0"),
        ("submissions", "packages/newer-row.zip", 0, "committed 1"),
    ];
    for (kind, name, code, word) in cases {
        let (ended, said) = import(kind, name);
        assert!(ended == code && said.contains(word), "{name}: {ended}: {said}");
    }
}

#[test]
fn an_encoding_in_doubt_is_chosen() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    let list = work.path().join("list.csv");
    fs::write(&list, b"student_no,name\n2026A,\xCC\xEE\xF1\xEA\xE2\xE0\n").expect("written");
    let list = list.to_string_lossy();
    let (code, said) = run(&store, &["import", "roster", &list], "");
    assert!(code == 2 && said.contains("--encoding") && said.contains("gb18030"), "{said}");
    let (code, said) = run(&store, &["import", "roster", &list, "--encoding", "gbk"], "");
    assert!(code == 0 && said.contains("committed 1"), "{said}");
    assert_eq!(run(&store, &["import", "roster", &list, "--encoding", "klingon"], "").0, 2);
}

#[test]
fn a_report_over_its_own_input_leaves_the_input_alone() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    let list = work.path().join("list.csv");
    fs::write(&list, "学号,姓名\n2026A,甲\n").expect("written");
    let path = list.to_string_lossy();
    let (code, said) = run(&store, &["import", "roster", &path, "--report", &path], "");
    assert!(code == 2 && said.contains("覆盖"), "{said}");
    assert_eq!(fs::read_to_string(&list).expect("reads"), "学号,姓名\n2026A,甲\n");
    assert!(!store.exists(), "nothing was begun");
}

/// What is in a store's folder, byte for byte.
fn bytes(dir: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(bytes(&path));
        } else {
            found.push((path.clone(), fs::read(&path).expect("reads")));
        }
    }
    found.sort();
    found
}

fn names(files: Option<&Vec<(std::path::PathBuf, Vec<u8>)>>) -> Vec<&Path> {
    files.into_iter().flatten().map(|(path, _)| path.as_path()).collect()
}

#[test]
fn a_dry_run_says_what_the_import_does_and_leaves_the_store_alone() {
    let cases = [
        ("roster", "tables/open-quote.csv", "引号"),
        ("roster", "tables/heads-with-notes.csv", "学号（必填） → 学号"),
        ("roster", "tables/sheet-per-department.xlsx", "工作表"),
        ("roster", "tables/password.xlsx", "密码"),
        ("payments", "tables/pay-times.csv", "金额"),
        ("submissions", "packages/newer-row.zip", "2026E800"),
        ("submissions", "packages/password.zip", "密码"),
    ];
    for (kind, name, word) in cases {
        let work = tempfile::tempdir().expect("a folder");
        let store = work.path().join("store");
        let rosters = ["tables/roster-for-payments.csv", "packages/roster.csv"];
        for roster in rosters.into_iter().filter(|_| kind != "roster") {
            run(&store, &["import", "roster", &case(roster)], "");
        }
        let before = store.exists().then(|| bytes(&store));
        let args = ["import", kind, &case(name), "--dry-run"];
        let (code, said) = run(&store, &args, "");
        assert!(said.contains(word) && !said.contains("committed"), "{name}: {said}");
        let after = store.exists().then(|| bytes(&store));
        assert!(after == before, "{name}: {:?}", names(after.as_ref()));
        let (english, said) = run(&store, &[&["--lang", "en"], &args[..]].concat(), "");
        assert!(english == code && !said.contains("preview-"), "{name}: {said}");
        // Photos are only checked by the import.
        let (ended, said) = run(&store, &args[..3], "");
        assert_eq!(ended, code, "{name}: {said}");
    }
}

#[test]
fn a_damaged_photo_is_foretold_where_the_photos_are_checked() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    let list = work.path().join("roster.csv");
    fs::write(&list, "学号,姓名\n2026A,甲\n2026B,乙\n").expect("written");
    assert_eq!(run(&store, &["import", "roster", &list.to_string_lossy()], "").0, 0);
    let package = work.path().join("package");
    fs::create_dir(&package).expect("made");
    let photo = include_bytes!("../data/submissions/low-resolution.jpg");
    fs::write(package.join("2026A.jpg"), photo).expect("written");
    fs::write(package.join("2026B.jpg"), &photo[..photo.len() / 2]).expect("written");
    let package = package.to_string_lossy();
    let import =
        |more: &[&str]| run(&store, &[&["import", "submissions", &package], more].concat(), "");
    // The photos were not looked at, which is said: the exit code can't tell of what is in them.
    let (code, said) = import(&["--dry-run"]);
    assert!(code == 0 && said.contains("待检查后收入 2"), "{said}");
    assert!(said.contains("照片本身在导入时才检查"), "{said}");
    let (code, said) = import(&["--dry-run", "--check-photos"]);
    assert!(code == 1 && said.contains("不收 1") && said.contains("2026B.jpg"), "{said}");
    let (code, said) = import(&[]);
    assert!(code == 1 && said.contains("committed 1") && said.contains("未收 1"), "{said}");
}

#[test]
fn a_dry_run_goes_on_beside_whoever_writes() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    let list = case("tables/semicolons.csv");
    assert_eq!(run(&store, &["import", "roster", &list], "").0, 0);
    let writer = rusqlite::Connection::open(store.join("store.sqlite3")).expect("opens");
    writer.execute_batch("BEGIN IMMEDIATE").expect("the write lock");
    let (code, said) = run(&store, &["import", "roster", &list, "--dry-run"], "");
    assert!(code == 0 && said.contains("无变化 2"), "{said}");
}

#[test]
fn a_person_says_how_a_list_is_read() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    let list = work.path().join("list.csv");
    fs::write(&list, "学号,名称\n2025A,旧\n学号,名称\n2026A,甲\n").expect("written");
    let list = list.to_string_lossy();
    let import = |more: &[&str]| run(&store, &[&["import", "roster", &list], more].concat(), "");
    let (code, said) = import(&["--dry-run"]);
    assert!(code == 2 && said.contains("B 名称 → 不使用") && said.contains("姓名"), "{said}");
    let (code, said) = import(&["--column", "name=名称", "--head-row", "3", "--dry-run"]);
    assert!(code == 0 && said.contains("姓名 甲") && said.contains("将新增 1"), "{said}");
    let (code, said) = import(&["--column", "姓名=B", "--head-row", "3"]);
    assert!(code == 0 && said.contains("committed 1"), "{said}");
    for wrong in ["name", "amount=B", "name=", "colour=B"] {
        let (code, said) = import(&["--column", wrong]);
        assert!(code == 2 && said.contains("student_no"), "{wrong}: {said}");
    }
    assert_eq!(import(&["--head-row", "0"]).0, 2);
    assert_eq!(import(&["--check-photos"]).0, 2, "only with --dry-run");
    let placed = ["--column", "student_no=A", "--column", "name=B", "--dry-run"];
    let (code, said) = import(&placed);
    assert!(code == 1 && said.contains("将新增 1"), "{said}");
    for two in [["name=B", "student_no=B"], ["unused=B", "name=名称"]] {
        let (code, said) = import(&["--column", two[0], "--column", two[1]]);
        assert!(code == 2 && said.contains("B 列指定了两种含义"), "{said}");
    }
    let report = work.path().join("report.csv");
    let target = report.to_string_lossy();
    let saved = [&placed[..], &["--quiet", "--report", &target]].concat();
    let (code, said) = import(&saved);
    assert!(code == 1 && said.contains("将新增 1") && !said.contains("名称"), "{said}");
    let report = fs::read_to_string(report).expect("reads");
    assert!(report.contains("2025A") && report.lines().count() > 3, "{report}");
    let (code, said) = import(&["--sheet", "Sheet1"]);
    assert!(code == 2 && said.contains("--sheet 不适用"), "{said}");
    let (book, photos) = (case("tables/merged-department.xlsx"), case("photos"));
    let (code, said) = run(&store, &["import", "roster", &book, "--encoding", "gbk"], "");
    assert!(code == 2 && said.contains("--encoding 不适用"), "{said}");
    for idle in [["--head-row", "2"], ["--column", "file=B"], ["--sheet", "Sheet1"]] {
        let args = [&["import", "submissions", &photos, "--dry-run"], &idle[..]].concat();
        let (code, said) = run(&store, &args, "");
        assert!(code == 2 && said.contains(&format!("{} 不适用", idle[0])), "{said}");
    }
    let (code, said) = import(&["--column", "name=C"]);
    assert!(code == 2 && said.contains("没有“C”这一列"), "{said}");
}
