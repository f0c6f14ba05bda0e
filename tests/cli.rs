//! The command line on the real program: what it does, what it prints, how it ends.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly anywhere")]

#[path = "support/store.rs"]
mod support;

use std::fs;
use std::path::Path;

use support::{program, run};

#[test]
fn accounts() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    let add = ["user", "add", "wangmin", "--role", "reviewer", "--password-stdin"];
    let (code, said) = run(&store, &[&["--lang", "en"], &add[..]].concat(), "secret-1234\n");
    assert_eq!((code, said.trim()), (0, "added wangmin"));
    assert_eq!(run(&store, &add, "secret-1234\n").0, 2, "the name is taken");
    let short = ["user", "add", "lijing", "--role", "reviewer", "--password-stdin"];
    assert_eq!(run(&store, &short, "short\n").0, 2, "the password is too short");
    assert_eq!(run(&store, &["user", "disable", "wangmin"], "").0, 0);
    assert_eq!(run(&store, &["user", "disable", "nobody"], "").0, 2);
    let (_, listed) = run(&store, &["--lang", "en", "user", "list"], "");
    assert!(listed.contains("wangmin\treviewer\tdisabled"), "{listed}");
    let (_, listed) = run(&store, &["user", "list"], "");
    assert!(listed.contains("wangmin\t审核员\t已停用"), "{listed}");
    let passwd = ["user", "passwd", "wangmin", "--password-stdin"];
    assert_eq!(run(&store, &passwd, "another-1234\n").0, 0);
    assert_eq!(run(&store, &["verify"], "").0, 0);
}

#[test]
fn a_wrong_command_line_is_answered_in_the_language_of_the_user() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    let (code, said) = run(&store, &["verifyx"], "");
    assert!(code == 2 && said.contains("没有这个命令：verifyx"), "{said}");
    assert!(said.contains("是否想写：verify") && !said.contains("error"), "{said}");
    let (code, said) = run(&store, &["--lang", "en", "import", "roster"], "");
    assert!(code == 2 && said.contains("This is missing: <PATH>"), "{said}");
    for (asked, shown) in [("--help", "withdraw-import"), ("--version", "photo-review 0.")] {
        let (code, said) = run(&store, &[asked], "");
        assert!(code == 0 && said.contains(shown), "{said}");
    }
}

#[test]
fn imports_with_bad_rows_end_with_one_and_bad_files_with_two() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    let roster = work.path().join("roster.csv");
    // As Excel in China writes it: GB 18030.
    let text = "学号,姓名\n2026A,欧阳娜\n2026A,李雷\n";
    fs::write(&roster, encoding_rs::GB18030.encode(text).0).expect("written");
    let report = work.path().join("report.csv");
    let (roster, report) = (roster.to_string_lossy(), report.to_string_lossy());
    let (code, said) = run(&store, &["import", "roster", &roster, "--report", &report], "");
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("欧阳娜") && said.contains("committed 1"), "{said}");
    assert!(fs::read_to_string(&*report).expect("saved").contains("欧阳娜"));
    let (code, said) = run(&store, &["--lang", "en", "import", "roster", &roster], "");
    assert!(code == 1 && said.contains("1 unchanged, 1 refused"), "{said}");
    let (code, said) = run(&store, &["import", "roster", "nowhere.csv"], "");
    assert!(code == 2 && said.contains("nowhere.csv"), "{said}");
    assert_eq!(run(&store, &["import", "submissions", &roster], "").0, 2, "no package");
    assert_eq!(run(&store, &["import", "nonsense", &roster], "").0, 2);
}

#[test]
fn a_changed_store_is_found_out_and_a_copy_brings_it_back() {
    let work = tempfile::tempdir().expect("a folder");
    let (store, copy) = (work.path().join("store"), work.path().join("copy"));
    program(&store, &["demo", "--no-console"]);
    let to = copy.to_string_lossy();
    assert_eq!(run(&store, &["backup", "--to", &to], "").0, 0);
    assert_eq!(run(&store, &["backup", "--to", &to], "").0, 2, "the place is taken");
    assert_eq!(run(&store, &["verify"], "").0, 0);

    let db = rusqlite::Connection::open(store.join("store.sqlite3")).expect("opens");
    db.execute("UPDATE student SET name = '别人' WHERE no = '2026E8099900001'", [])
        .expect("changed behind the log");
    drop(db);
    let (code, said) = run(&store, &["--lang", "en", "verify"], "");
    assert!(code == 1 && said.contains("student 1 differs from the log"), "{said}");
    let (code, said) = run(&store, &["verify"], "");
    assert!(code == 1 && said.contains("学生表（student）的一行与日志不符：1"), "{said}");

    let back = work.path().join("back");
    let restored = run(&back, &["restore", "--from", &to], "");
    assert_eq!(restored.0, 0, "{}", restored.1);
    assert_eq!(run(&back, &["verify"], "").0, 0);
    assert_eq!(run(&back, &["restore", "--from", &to], "").0, 2, "never over a store");
}

/// A store with one student of a dangerous name, decided on by a reviewer's retake.
fn decided(work: &Path) -> std::path::PathBuf {
    use photo_review::desk::review::{self, Ask, Change};
    use photo_review::domain::account::{AccountName, Actor, Role};
    use photo_review::domain::checklist::ChecklistItem;
    use photo_review::domain::decision::{Decision, Viewing};
    use photo_review::domain::reason::Reason;
    use photo_review::domain::student::StudentNo;

    let dir = work.join("store");
    let package = work.join("package");
    fs::create_dir(&package).expect("folder");
    let photo = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/submissions/dark.jpg");
    fs::copy(photo, package.join("2026A.jpg")).expect("copied");
    let lists = [
        ("roster", "学号,姓名,院系\n2026A,-李雷,@SUM(A1)\n".to_owned()),
        ("payments", "学号,金额,支付时间,交易号\n2026A,30,2026-09-01 10:00,T1\n".to_owned()),
    ];
    for (kind, text) in lists {
        let path = work.join(format!("{kind}.csv"));
        fs::write(&path, text).expect("written");
        assert_eq!(run(&dir, &["import", kind, &path.to_string_lossy()], "").0, 0);
    }
    let from = package.to_string_lossy();
    assert_eq!(run(&dir, &["import", "submissions", &from], "").0, 0);
    let add = ["user", "add", "wangmin", "--role", "reviewer", "--password-stdin"];
    assert_eq!(run(&dir, &add, "secret-1234\n").0, 0);

    let now = photo_review::desk::clock::now();
    let mut store = photo_review::store::Store::open(&dir, now).expect("opens");
    let account = AccountName::new("wangmin").expect("name");
    let reviewer = Actor { account, role: Role::Reviewer };
    let number = StudentNo::new("2026A").expect("number");
    let student = store.student(&number).expect("reads").expect("on the roster").id;
    let attempts = store.attempts(student).expect("reads");
    let case = review::take(&mut store, &reviewer, attempts[0].id, now).expect("taken");
    let decision = Decision::Retake {
        items: [ChecklistItem::LightingExposure].into(),
        reasons: [Reason::L04].into(),
        notice: Some("请在窗边重拍。".to_owned()),
        note: None,
    };
    let viewing = Viewing {
        painted_at: now,
        on_screen_ms: 900,
        active_ms: 900,
        standard_photo: None,
        findings: None,
    };
    let witness = case.witness(viewing).expect("a lease");
    let change = Change::Decide { decision, witness };
    let ask = Ask::new(case.submission, case.revision, change);
    review::change(&mut store, &reviewer, &ask, now).expect("decided");
    dir
}

/// The cells below a head in a .csv file.
fn column(file: &Path, head: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_path(file).expect("a table");
    let heads = reader.headers().expect("a head").clone();
    let at = heads.iter().position(|name| name.ends_with(head)).expect("the column");
    reader.records().map(|row| row.expect("a row")[at].to_owned()).collect()
}

#[test]
fn lists_leave_in_both_languages_and_formulas_are_defused() {
    let work = tempfile::tempdir().expect("a folder");
    let store = decided(work.path());
    let file = work.path().join("n.csv");
    let to = file.to_string_lossy();
    assert_eq!(run(&store, &["notices", "--to", &to], "").0, 0);
    for (head, said) in [
        (" name", "'-李雷"),
        ("result_zh", "重拍"),
        ("result_en", "retake"),
        ("failed_items_zh", "光线充足"),
        ("failed_items_en", "Well lit"),
        ("reasons_zh", "L04 过暗"),
        ("reasons_en", "L04 too dark"),
        ("reviewer_wording", "请在窗边重拍。"),
        ("notice_zh", "请在窗边重拍。"),
    ] {
        assert_eq!(column(&file, head), [said], "{head}");
    }
    assert!(column(&file, "advice_zh")[0].contains("光线过暗"));
    assert!(column(&file, "advice_en")[0].contains("Too dark"));
    let notice = &column(&file, "notice_en")[0];
    assert!(notice.contains("too dark: Too dark") && !notice.contains("请"), "{notice}");

    let file = work.path().join("d.csv");
    assert_eq!(run(&store, &["decisions", "--to", &file.to_string_lossy()], "").0, 0);
    assert_eq!(column(&file, "department"), ["'@SUM(A1)"]);
    assert_eq!(column(&file, "result_en"), ["retake"]);
    assert!(column(&file, "failed_items_en")[0].starts_with("lighting.exposure well lit"));
    let file = work.path().join("n.xlsx");
    assert_eq!(run(&store, &["notices", "--to", &file.to_string_lossy()], "").0, 0);
    assert!(file.is_file());
}

#[test]
fn a_list_that_does_not_leave_leaves_nothing_behind() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    program(&store, &["demo", "--no-console"]);
    assert_eq!(run(&store, &["notices", "--to", "notices.doc"], "").0, 2);
    assert_eq!(run(&work.path().join("none"), &["notices", "--to", "n.csv"], "").0, 2, "no store");
    // Its place is taken by a folder: known only once the file is written.
    let lists = work.path().join("lists");
    fs::create_dir_all(lists.join("n.csv")).expect("folders");
    let to = lists.join("n.csv");
    assert_eq!(run(&store, &["notices", "--to", &to.to_string_lossy()], "").0, 2);
    assert_eq!(fs::read_dir(&lists).expect("folder").count(), 1);
}

#[test]
fn why_a_list_does_not_leave_or_come_in_is_said_in_the_asked_language() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    program(&store, &["demo", "--no-console"]);
    let nowhere = work.path().join("none/n.csv");
    let nowhere = nowhere.to_string_lossy();
    let cases: [(&[&str], _, _); 3] = [
        (
            &["notices", "--to", "n.doc"],
            "文件名须以 .xlsx 或 .csv 结尾",
            "must end in .xlsx or .csv",
        ),
        (&["decisions", "--to", &nowhere], "无法写入文件（", "the file can't be written ("),
        (&["import", "roster", &nowhere], "无法读取（", "cannot be read ("),
    ];
    for (args, zh, en) in cases {
        for (lang, words) in [("zh", zh), ("en", en)] {
            let (code, said) = run(&store, &[&["--lang", lang], args].concat(), "");
            assert!(code == 2 && said.contains(words), "{lang}: {said}");
        }
    }
}

#[test]
fn a_report_that_cannot_be_saved_is_known_before_the_import() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    let roster = work.path().join("roster.csv");
    fs::write(&roster, "学号,姓名\n2026A,欧阳娜\n").expect("written");
    let roster = roster.to_string_lossy();
    let (code, said) = run(&store, &["import", "roster", &roster, "--report", "r.txt"], "");
    assert!(code == 2 && !said.contains("committed"), "{said}");
    // What fails only afterwards is no failure of the import.
    let nowhere = work.path().join("none/r.csv");
    let nowhere = nowhere.to_string_lossy();
    let (code, said) = run(&store, &["import", "roster", &roster, "--report", &nowhere], "");
    assert!(code == 1 && said.contains("committed 1"), "{said}");
}

#[test]
fn words_are_in_the_language_of_the_settings() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    let missing = ["import", "roster", "nowhere.csv"];
    let (_, said) = run(&store, &missing, "");
    assert!(said.contains("无法读取"), "{said}");
    let settings = work.path().join("settings/photo-review");
    fs::create_dir_all(&settings).expect("folder");
    fs::write(settings.join("settings.toml"), "lang = \"en\"\n").expect("written");
    // Other systems keep settings elsewhere.
    if cfg!(target_os = "linux") {
        let (_, said) = run(&store, &missing, "");
        assert!(said.contains("cannot be read"), "{said}");
    }
    let (_, said) = run(&store, &["--lang", "zh", "import", "roster", "nowhere.csv"], "");
    assert!(said.contains("无法读取"), "{said}");
}

#[test]
fn a_simulation_never_touches_a_real_store() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    assert_eq!(run(&store, &["user", "list"], "").0, 0, "makes an empty store");
    let (code, said) = run(&store, &["--lang", "en", "simulate", "--decisions", "1"], "");
    assert!(code == 2 && said.contains("not a demo store"), "{said}");
    let (code, said) = run(&store, &["demo", "--no-console"], "");
    assert!(code == 2 && said.contains("不是演示"), "{said}");
}

#[test]
fn a_folder_of_pictures_becomes_a_demo() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/portraits");
    let from = pictures.to_string_lossy();
    let said = program(&store, &["--lang", "en", "demo", "--from", &from, "--no-console"]);
    assert!(said.contains("2 submissions"), "{said}");
    for more in [["--from", &*from], ["--photos", "3"]] {
        let (code, said) = run(&store, &["demo", "--no-console", more[0], more[1]], "");
        assert!(code == 2 && said.contains("另一个文件夹"), "{said}");
    }
}

#[test]
fn a_wrong_import_is_withdrawn_by_its_number() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    let list = work.path().join("list.csv");
    let import = |kind: &str, text: &str| {
        fs::write(&list, text).expect("written");
        let said = program(&store, &["--lang", "en", "import", kind, &list.to_string_lossy()]);
        let number = said.lines().find_map(|line| {
            line.strip_prefix("Number of this import, by which it can be withdrawn: ")
        });
        number.unwrap_or_else(|| panic!("{said}")).to_owned()
    };
    let roster = import("roster", "学号,姓名\n2026A,欧阳娜\n2026B,王敏\n");
    let payments = import("payments", "学号,金额,支付时间,交易号\n2026A,30,2026-09-01 10:00,T1\n");
    let listed = program(&store, &["--lang", "en", "imports"]);
    let numbers: Vec<&str> = listed.lines().filter_map(|line| line.rsplit('\t').next()).collect();
    assert_eq!(numbers, [&*payments, &*roster], "{listed}");

    let dry = ["--lang", "en", "withdraw-import", &roster, "--dry-run"];
    let (code, said) = run(&store, &dry, "");
    let row = "2026A\t欧阳娜\tstays: a payment of the student came in later";
    assert!(
        code == 1 && said.contains("1 rows can be taken back, 1 kept") && said.contains(row),
        "{said}"
    );
    assert!(program(&store, &["--lang", "en", "imports"]).contains("withdrawn: no"));
    let report = work.path().join("report.csv");
    let saved = ["withdraw-import", &roster, "--report", &report.to_string_lossy()];
    let (code, said) = run(&store, &saved, "");
    assert!(
        code == 1
            && said.contains("撤回 1 行，保留 1 行")
            && said.contains("保留：该生此后有支付导入"),
        "{said}"
    );
    assert!(fs::read_to_string(&report).expect("saved").contains("2026B"));
    assert!(program(&store, &["imports"]).contains("已撤回：1 / 2"));
    assert_eq!(run(&store, &["withdraw-import", &payments], "").0, 0);
    assert_eq!(run(&store, &["withdraw-import", &roster], "").0, 0);
    support::assert_whole(&store);

    for (number, words) in
        [("7", "这不是导入的编号"), ("00000000-0000-7000-8000-000000000000", "没有这个编号的导入")]
    {
        let (code, said) = run(&store, &["withdraw-import", number], "");
        assert!(code == 2 && said.contains(words), "{said}");
    }
}

#[test]
fn a_planned_backup_is_made_when_it_is_due_and_brought_back() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    program(&store, &["demo", "--no-console"]);
    assert_eq!(run(&store, &["backup", "--due"], "").0, 2, "nobody has planned any");
    let copies = work.path().join("copies");
    fs::create_dir(&copies).expect("made");
    let folder = copies.to_string_lossy();
    let plan = ["--lang", "en", "backup", "--plan", &folder, "--every", "6", "--keep", "7"];
    assert!(program(&store, &plan).contains("Every 6 h into"));
    let made = program(&store, &["--lang", "en", "backup", "--due"]);
    assert!(made.starts_with("Backed up and verified"), "{made}");
    let place = made.trim().rsplit(", in ").next().expect("a place").to_owned();
    assert!(program(&store, &["--lang", "en", "backup", "--due"]).contains("No backup is due"));
    assert!(program(&store, &["backup"]).contains("最近一次成功备份"));
    let back = work.path().join("back");
    program(&back, &["restore", "--from", &place]);
    support::assert_whole(&back);
    // Its disk is gone: told plainly, by the exit code too, and shown until it is mended.
    fs::rename(&copies, work.path().join("away")).expect("unplugged");
    let (code, said) = run(&store, &["backup", "--now"], "");
    assert!(code == 2 && said.contains("找不到文件夹"), "{said}");
    assert_eq!(run(&store, &["backup"], "").0, 1);
    assert_eq!(run(&store, &["backup", "--plan", "--every", "0"], "").0, 2);
    program(&store, &["backup", "--end-plan"]);
    support::assert_whole(&store);
}

#[test]
fn a_policy_is_shown_and_set_one_part_at_a_time_and_a_specification_whole() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("store");
    run(&store, &["user", "add", "wang", "--role", "reviewer", "--password-stdin"], "secret-1234");
    let said = |args: &[&str]| run(&store, &[&["--lang", "en", "policy"], args].concat(), "").1;
    let new = said(&[]);
    assert!(new.contains("at least 300 ms") && new.contains("needs the standard photo"), "{new}");
    let off = said(&["--standard-photo", "no"]);
    assert!(off.contains("at least 300 ms") && off.contains("needs no standard photo"), "{off}");
    let longer = said(&["--on-screen-ms", "500"]);
    assert!(longer.contains("500 ms") && longer.contains("needs no standard photo"), "{longer}");
    let (file, (_, national)) = (work.path().join("own.toml"), run(&store, &["specification"], ""));
    fs::write(&file, national.replace("width = 480", "width = 4")).expect("written");
    let set = ["--lang", "en", "specification", "--set", &file.to_string_lossy()];
    let (code, said) = run(&store, &set, "");
    assert!(code == 2 && said.contains("line 12") && said.contains("16 to 4096"), "{said}");
    fs::write(&file, national.replace("\"national\"", "\"own\"")).expect("written");
    assert!(run(&store, &set, "").1.contains("screened by this specification: 0"));
    assert!(run(&store, &["specification", "--show"], "").1.contains("\"own\""));
    assert_eq!(run(&store, &["verify"], "").0, 0);
}
