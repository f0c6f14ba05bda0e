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
