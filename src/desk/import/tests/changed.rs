//! Files that are changed while they are being imported.

use std::io::Write as _;

use super::super::{FileFingerprint, ImportError, Request, run_request};
use super::*;
use crate::exchange::TableError;
use crate::store::verify::verify;

/// Imports the file, and calls `change` when the import tells for the first time that it is at this stage.
fn import(
    desk: &mut AtWork,
    request: &Request<'_>,
    stage: Stage,
    change: impl FnOnce(),
) -> Result<ImportReport, ImportError> {
    let mut change = Some(change);
    let mut told = |progress: Progress| {
        if progress.stage == stage
            && let Some(change) = change.take()
        {
            change();
        }
        ControlFlow::Continue(())
    };
    run_request(request, &mut desk.store, &Actor::operator("test"), now(), &mut told)
}

/// Changes the file while it is imported: it must be refused, nothing recorded, and another import must take it.
fn is_refused(desk: &mut AtWork, request: &Request<'_>, stage: Stage, change: impl FnOnce()) {
    let head = |desk: &AtWork| verify(desk.store.dir(), now()).expect("verifies").head;
    let before = head(desk);
    let refused = import(desk, request, stage, change);
    let is_refused = matches!(refused, Err(ImportError::File(TableError::Changed { .. })));
    assert!(is_refused, "{:?}: {refused:?}", request.path);
    assert_eq!(head(desk), before, "{:?}: nothing is recorded", request.path);
    let again = Request { expected: None, ..request.clone() };
    let again = import(desk, &again, stage, || ()).expect("imports");
    assert!(again.counts.added > 0, "{:?}", again.rows);
}

#[test]
fn a_list_that_is_changed_between_the_check_and_the_reading_is_refused() {
    let mut desk = AtWork::new();
    let path = desk.work.path().join("list.csv");
    for (kind, seen, then) in [
        (ImportKind::Roster, "学号,姓名\n2026A,甲\n", "学号,姓名\n2026A,甲\n2026B,乙\n"),
        (
            ImportKind::Payments,
            "学号,金额,支付时间,交易号\n2026A,30,2026-09-01 10:00,T1\n",
            "学号,金额,支付时间,交易号\n2026B,30,2026-09-01 10:00,T1\n",
        ),
    ] {
        fs::write(&path, seen).expect("written");
        let expected = Some(FileFingerprint::at(&path));
        let request = Request { expected, ..Request::new(kind, &path) };
        is_refused(&mut desk, &request, Stage::Reading, || {
            fs::write(&path, then).expect("written");
        });
    }
}

#[test]
fn a_package_that_is_changed_while_its_photos_are_read_is_refused() {
    let mut desk = AtWork::new();
    let case = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name);
    desk.import(ImportKind::Roster, &case("packages/roster.csv"));
    desk.table(ImportKind::Roster, "学号,姓名\n2026A,甲\n2026B,乙\n");
    let folder = desk.package(&[("1.jpg", 1), ("2.jpg", 2)]);
    let list = folder.join("submissions.csv");
    fs::write(&list, "学号,文件\n2026A,1.jpg\n").expect("written");
    // The new list gives the photo to somebody else.
    let request = Request::new(ImportKind::Submissions, &folder);
    is_refused(&mut desk, &request, Stage::Photos, || {
        fs::write(&list, "学号,文件\n2026B,1.jpg\n2026A,2.jpg\n").expect("written");
    });

    let zip = desk.work.path().join("package.zip");
    fs::copy(case("packages/newer-row.zip"), &zip).expect("copied");
    let request = Request::new(ImportKind::Submissions, &zip);
    is_refused(&mut desk, &request, Stage::Photos, || {
        let mut file = fs::File::options().append(true).open(&zip).expect("opens");
        file.write_all(b" ").expect("written");
    });
}

#[test]
fn what_a_system_leaves_in_a_package_meanwhile_does_not_matter() {
    let mut desk = AtWork::new();
    desk.table(ImportKind::Roster, "学号,姓名\n2026A,甲\n");
    let folder = desk.package(&[("2026A.jpg", 1)]);
    let request = Request::new(ImportKind::Submissions, &folder);
    let done = import(&mut desk, &request, Stage::Photos, || {
        fs::write(folder.join("Thumbs.db"), "by the system").expect("written");
    });
    assert_eq!(done.expect("imports").counts.added, 1);
}
