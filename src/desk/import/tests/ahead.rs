//! What is said before an import, held against what the import then does.

use super::super::{
    ColumnAt, Decided, ImportError, ImportPreview, ReadOptions, Request, SaidColumn, TextEncoding,
    preview, preview_lines, run_request,
};
use super::*;
use crate::exchange::TableError;
use crate::text::{Lang, Text};

fn case(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name)
}

impl AtWork {
    /// What the import of a file would do, seen through a store that is opened only to look.
    fn foresee(&self, request: &Request<'_>, check: bool) -> Result<ImportPreview, ImportError> {
        let store = Store::open_to_look(self.store.dir(), now()).expect("opens");
        let mut go_on = |_| ControlFlow::Continue(());
        preview(request, &store, &Actor::operator("test"), check, now(), &mut go_on)
    }

    fn take(&mut self, request: &Request<'_>) -> Result<ImportReport, ImportError> {
        let mut go_on = |_| ControlFlow::Continue(());
        run_request(request, &mut self.store, &Actor::operator("test"), now(), &mut go_on)
    }

    /// The digest of the log's last entry.
    fn newest(&self) -> crate::domain::photo_hash::Digest {
        crate::store::verify::verify(self.store.dir(), now()).expect("verifies").head
    }

    fn list(&self, text: &[u8]) -> std::path::PathBuf {
        let path = self.work.path().join("list.csv");
        fs::write(&path, text).expect("written");
        path
    }
}

/// Every file of the cases that can be imported: its kind, itself, and the roster that comes first.
fn cases() -> Vec<(ImportKind, std::path::PathBuf, Option<&'static str>)> {
    let mut cases = Vec::new();
    for entry in fs::read_dir(case("tables")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        cases.push(if name.starts_with("pay-") {
            (ImportKind::Payments, path, Some("tables/roster-for-payments.csv"))
        } else {
            (ImportKind::Roster, path, None)
        });
    }
    for entry in fs::read_dir(case("packages")).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|ending| ending == "zip") {
            cases.push((ImportKind::Submissions, path, Some("packages/roster.csv")));
        }
    }
    cases.push((ImportKind::Submissions, case("photos"), Some("packages/roster.csv")));
    cases
}

#[test]
fn what_is_foreseen_is_what_the_import_does() {
    let cases = cases();
    assert!(cases.len() > 25, "{}", cases.len());
    for (kind, path, roster) in cases {
        let mut desk = AtWork::new();
        if let Some(roster) = roster {
            desk.import(ImportKind::Roster, &case(roster));
        }
        let request = Request::new(kind, &path);
        // Once when all is new, and once when all is known.
        for _ in 0..2 {
            let before = desk.newest();
            let foreseen = desk.foresee(&request, true).expect("is told");
            let quick = desk.foresee(&request, false).expect("is told");
            assert_eq!(desk.newest(), before, "{path:?}");
            assert_eq!((&quick.fault, quick.seen), (&foreseen.fault, foreseen.seen), "{path:?}");
            are_alike(&quick.report, &foreseen.report);
            match desk.take(&request) {
                Ok(report) => {
                    assert_eq!(foreseen.fault, None, "{path:?}");
                    assert_eq!(foreseen.report.rows, report.rows, "{path:?}");
                    assert_eq!(foreseen.report.counts, report.counts, "{path:?}");
                    assert_eq!(foreseen.report.told, report.told, "{path:?}");
                    assert_eq!(foreseen.report.is_clean(), report.is_clean(), "{path:?}");
                }
                Err(ImportError::File(error)) => assert_eq!(foreseen.fault, Some(error)),
                Err(error) => panic!("{path:?}: {error}"),
            }
        }
    }
}

/// Holds what is told without a look at the photos against what is told with one: only what a photo says may differ.
fn are_alike(quick: &ImportReport, whole: &ImportReport) {
    assert_eq!(quick.rows.len(), whole.rows.len(), "{:?}", quick.file);
    for (quick, whole) in quick.rows.iter().zip(&whole.rows) {
        assert_eq!(quick.place, whole.place);
        let by_photo = |outcome: &Outcome| {
            matches!(outcome, Outcome::Refused(RowRefusal::Photo(_)) | Outcome::Resent { .. })
        };
        let may_differ = quick.outcome == Outcome::ToCheck || by_photo(&whole.outcome);
        assert!(may_differ || quick == whole, "{quick:?} {whole:?}");
    }
    let (mut quick, mut whole) = (quick.told.clone(), whole.told.clone());
    assert_eq!(whole.unchecked, 0);
    (quick.unchecked, whole.unchecked) = (0, 0);
    assert_eq!(quick, whole);
}

#[test]
fn a_file_that_was_changed_since_it_was_looked_at_is_not_imported() {
    let mut desk = AtWork::new();
    let path = desk.list("学号,姓名\n2026A,甲\n".as_bytes());
    let request = Request::new(ImportKind::Roster, &path);
    let foreseen = desk.foresee(&request, false).expect("is told");
    let expected = Request { expected: Some(foreseen.seen), ..request };
    desk.list("学号,姓名\n2026B,乙\n".as_bytes());
    let refused = desk.take(&expected);
    let is_refused = matches!(refused, Err(ImportError::File(TableError::Changed { .. })));
    assert!(is_refused, "{refused:?}");
    let no = StudentNo::new("2026B").expect("a number");
    assert_eq!(desk.store.student(&no).expect("reads"), None);
    desk.list("学号,姓名\n2026A,甲\n".as_bytes());
    assert_eq!(desk.take(&expected).expect("imports").counts.added, 1);
    fs::remove_file(&path).expect("removed");
    let missing = desk.take(&expected);
    assert!(matches!(missing, Err(ImportError::File(TableError::Missing { .. }))), "{missing:?}");
}

#[test]
fn reference_photos_that_nobody_has_checked_are_not_told_as_done() {
    let mut desk = AtWork::new();
    let path = desk.list("学号,姓名,参考照片\n2026A,甲,a.jpg\n2026B,乙,\n".as_bytes());
    fs::write(path.with_file_name("a.jpg"), "no photo").expect("written");
    let request = Request::new(ImportKind::Roster, &path);
    let foreseen = desk.foresee(&request, false).expect("is told");
    assert_eq!(outcomes(&foreseen.report), [Outcome::Added, Outcome::Added]);
    assert_eq!(foreseen.report.told.unchecked, 1);
    assert!(!foreseen.is_sure());
    let shown = foreseen.first[0].cells.iter().find(|(code, _)| *code == "reference_photo");
    assert_eq!(shown.map(|(_, cell)| cell.as_str()), Some("a.jpg"));
    let lines = preview_lines(&foreseen, &Text::new(Lang::En)).join("\n");
    assert!(
        lines.contains("only checked by the import, whose report tells which can't be read: 1"),
        "{lines}"
    );
    let checked = desk.foresee(&request, true).expect("is told");
    assert_eq!((checked.report.told.unchecked, checked.report.counts.refused), (0, 1));
    assert_eq!(desk.take(&request).expect("imports").counts.refused, 1);
}

#[test]
fn rows_meet_what_the_rows_before_them_would_change() {
    let mut desk = AtWork::new();
    desk.table(ImportKind::Roster, "学号,姓名,考生号\n2026A,甲,101\n2026B,乙,102\n");
    // 101 is given up by one row and taken by the next; 103 is asked for twice.
    let path = desk.list(
        "学号,姓名,考生号\n2026A,甲,103\n2026C,丙,101\n2026D,丁,103\n2026E,戊,102\n".as_bytes(),
    );
    let request = Request::new(ImportKind::Roster, &path);
    let foreseen = desk.foresee(&request, false).expect("is told");
    let got = outcomes(&foreseen.report);
    assert_eq!(got[..2], [Outcome::Changed, Outcome::Added]);
    assert!(got[2..].iter().all(Outcome::is_refused), "{got:?}");
    assert_eq!(outcomes(&desk.take(&request).expect("imports")), got);
    let path = desk.list(
        "学号,金额,支付时间,交易号\n2026A,30,2026-09-01,T1\n2026A,30,2026-09-01,T2\n\
         2026B,30,2026-09-01,T1\n"
            .as_bytes(),
    );
    let request = Request::new(ImportKind::Payments, &path);
    let foreseen = desk.foresee(&request, false).expect("is told");
    assert_eq!(foreseen.first.len(), 1);
    let name = foreseen.first[0].cells.iter().find(|(code, _)| *code == "name");
    assert_eq!(name.map(|(_, name)| name.as_str()), Some("甲"));
    let got = outcomes(&foreseen.report);
    assert_eq!(outcomes(&desk.take(&request).expect("imports")), got);
}

#[test]
fn photos_that_nobody_has_looked_at_are_named_with_their_students() {
    let mut desk = AtWork::new();
    desk.table(ImportKind::Roster, ROSTER);
    let package = desk.package(&[("2026A.jpg", 1), ("2026Z.jpg", 2), ("#recycle/2026A.jpg", 3)]);
    fs::write(package.join("2026B.jpg"), "no photo").expect("written");
    let request = Request::new(ImportKind::Submissions, &package);
    let foreseen = desk.foresee(&request, false).expect("is told").report;
    assert_eq!((foreseen.counts.to_check, foreseen.counts.refused), (2, 1));
    let rows: Vec<_> = foreseen.rows.iter().map(|row| (&*row.place, &*row.about)).collect();
    assert_eq!(rows[..2], [("2026A.jpg", "2026A 欧阳䶮"), ("2026B.jpg", "2026B 李雷")]);
    assert!(rows.contains(&("#recycle/", "")), "{rows:?}");
    let checked = desk.foresee(&request, true).expect("is told").report;
    assert_eq!((checked.counts.added, checked.counts.refused), (1, 2));
    let photo = PhotoHash::of(&fs::read(package.join("2026A.jpg")).expect("reads"));
    assert!(!desk.store.photos().path(photo).exists(), "nothing was kept");
}

fn said(at: &str, meaning: Option<&'static str>) -> ReadOptions {
    let at = ColumnAt::Written(at.to_owned());
    ReadOptions { columns: vec![SaidColumn { at, meaning }], ..ReadOptions::default() }
}

#[test]
fn a_person_says_what_a_column_means() {
    let desk = AtWork::new();
    let path = desk.list("学号,名称,姓名拼音,备注\n2026A,欧阳䶮,Ouyang Yan,好\n".as_bytes());
    let request = Request::new(ImportKind::Roster, &path);
    let foreseen = desk.foresee(&request, false).expect("is told");
    assert!(matches!(&foreseen.fault, Some(TableError::Column { column: "姓名 name", .. })));
    // All columns are shown all the same, so that one can be chosen.
    let columns = &foreseen.report.told.found.columns;
    assert_eq!(columns.len(), 4);
    assert_eq!((columns[1].meaning, &*columns[1].samples[0]), (None, "欧阳䶮"));
    for at in ["名称", "B", "b"] {
        let request = Request { options: said(at, Some("姓名 name")), ..request.clone() };
        let foreseen = desk.foresee(&request, false).expect("is told");
        assert_eq!(foreseen.fault, None);
        assert_eq!(foreseen.report.told.found.columns[1].meaning, Some("姓名 name"));
        assert_eq!(foreseen.report.ignored_columns, ["姓名拼音", "备注"]);
        let cells = &foreseen.first[0].cells;
        assert_eq!(cells[..], [("student_no", "2026A".into()), ("name", "欧阳䶮".into())]);
    }
    let request = Request { options: said("昵称", Some("姓名 name")), ..request };
    let foreseen = desk.foresee(&request, false).expect("is told");
    assert!(matches!(foreseen.fault, Some(TableError::NoColumn { .. })), "{foreseen:?}");
}

#[test]
fn a_person_says_where_the_head_is_and_which_sheet() {
    let mut desk = AtWork::new();
    let text = "学号,姓名\n2025A,旧甲\n学号,姓名\n2026A,甲\n";
    let path = desk.list(text.as_bytes());
    let options = ReadOptions { head_row: Some(3), ..ReadOptions::default() };
    let request = Request { options, ..Request::new(ImportKind::Roster, &path) };
    let foreseen = desk.foresee(&request, false).expect("is told");
    let found = &foreseen.report.told.found;
    assert_eq!((&*found.head, found.above.len(), found.top.len()), ("3", 2, 4));
    assert_eq!(outcomes(&foreseen.report), [Outcome::Added]);
    let options = ReadOptions { head_row: Some(9), ..ReadOptions::default() };
    let foreseen = desk.foresee(&Request { options, ..request }, false).expect("is told");
    assert!(matches!(foreseen.fault, Some(TableError::NoRow { row: 9, .. })));

    let book = case("tables/hidden-first-sheet.xlsx");
    let of_sheet = |sheet: &str| {
        let options = ReadOptions { sheet: Some(sheet.to_owned()), ..ReadOptions::default() };
        Request { options, ..Request::new(ImportKind::Roster, &book) }
    };
    let foreseen = desk.foresee(&of_sheet("2025旧名单"), false).expect("is told");
    let found = &foreseen.report.told.found;
    assert_eq!(found.sheets, ["2025旧名单"]);
    assert_eq!(found.all_sheets, ["2025旧名单", "2026名单"]);
    let foreseen = desk.foresee(&of_sheet("2027"), false).expect("is told");
    assert!(matches!(foreseen.fault, Some(TableError::NoSheet { .. })), "{foreseen:?}");
    let report = desk.take(&of_sheet("2026名单")).expect("imports");
    assert!(report.counts.added > 0 && report.is_clean());
}

#[test]
fn the_encoding_is_told_with_how_it_was_decided_on() {
    let desk = AtWork::new();
    let text = "学号,姓名\n2026A,欧阳娜\n";
    let decided = |bytes: &[u8], encoding| {
        let path = desk.list(bytes);
        let options = ReadOptions { encoding, ..ReadOptions::default() };
        let request = Request { options, ..Request::new(ImportKind::Roster, &path) };
        desk.foresee(&request, false).expect("is told").report.told.found.by
    };
    assert_eq!(decided(text.as_bytes(), None), Decided::Contents);
    assert_eq!(decided(&[b"\xEF\xBB\xBF", text.as_bytes()].concat(), None), Decided::Mark);
    assert_eq!(decided(text.as_bytes(), Some(TextEncoding::Utf8)), Decided::Person);
}

#[test]
fn no_whole_id_number_is_shown_before_an_import() {
    let desk = AtWork::new();
    let id = "11010519491231002X";
    let text = format!("学号,姓名,证件号,备注\n2026A,甲,{id},{id}\n");
    let path = desk.list(text.as_bytes());
    let request = Request::new(ImportKind::Roster, &path);
    let foreseen = desk.foresee(&request, false).expect("is told");
    for lang in Lang::ALL {
        let lines = preview_lines(&foreseen, &Text::new(lang)).join("\n");
        assert!(!lines.contains(id) && lines.contains("1101••••••••••002X"), "{lines}");
        assert!(!lines.contains("preview-") && lines.contains('甲'), "{lines}");
    }
}

#[test]
fn who_may_not_import_sees_nothing() {
    use crate::domain::account::{AccountName, Role};

    let mut desk = AtWork::new();
    let path = desk.list(b"student_no,name\n2026A,Li\n");
    let new = NewAccount {
        name: "wangmin".to_owned(),
        display_name: "王敏".to_owned(),
        role: Role::Reviewer,
        password: "correct horse".to_owned(),
    };
    session::add_account(&mut desk.store, &Actor::operator("test"), &new, now()).expect("added");
    let account = AccountName::new("wangmin").expect("a name");
    let actor = Actor { account, role: Role::Reviewer };
    let mut go_on = |_| ControlFlow::Continue(());
    let request = Request::new(ImportKind::Roster, &path);
    let refused = preview(&request, &desk.store, &actor, false, now(), &mut go_on);
    assert!(matches!(refused, Err(ImportError::Record(_))), "{refused:?}");
}
