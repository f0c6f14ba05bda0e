//! Tests of packages: ordinary, odd and hostile folders and archives.

mod damaged;
mod listed;

use std::fs;
use std::io::Write as _;

use zip::write::{SimpleFileOptions, ZipWriter};

use super::aside::{SetAside, Treatment, kept};
use super::*;
use crate::exchange::SystemFolder;

fn open(path: &Path) -> Result<Package, TableError> {
    Package::open(path, &ReadOptions::default())
}

fn zip_of(files: &[(&str, &[u8])]) -> tempfile::NamedTempFile {
    let file = tempfile::Builder::new().suffix(".zip").tempfile().expect("file");
    let mut zip = ZipWriter::new(file.reopen().expect("file"));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).expect("entry");
        zip.write_all(bytes).expect("bytes");
    }
    zip.finish().expect("zip");
    file
}

#[test]
fn photos_by_their_names_and_litter_passed_over() {
    let zip = zip_of(&[
        ("2026A.jpg", b"a"),
        ("batch 2/2026B.png", b"b"),
        ("__MACOSX/._2026A.jpg", b"x"),
        ("Thumbs.db", b"x"),
    ]);
    let package = open(zip.path()).expect("opens");
    let students: Vec<_> = package.rows.iter().map(|row| row.whose.student_no.as_str()).collect();
    assert_eq!(students, ["2026A", "2026B"]);
    assert_eq!(package.read("batch 2/2026B.png", 10).expect("reads"), b"b");
}

#[test]
fn a_list_names_files_and_times() {
    let list = "student_no,file,submitted_at,mood\n2026A,x.jpg,2026-09-01 10:00,good\n\
                2026B,gone.jpg,,\n2026C,../x.jpg,,\n2026D,/etc/passwd,,\n2026E,C:\\x.jpg,,\n\
                2026F,x.jpg,some day,\n2026G,,,\n";
    let zip = zip_of(&[("p/submissions.csv", list.as_bytes()), ("p/x.jpg", b"x")]);
    let package = open(zip.path()).expect("opens");
    assert_eq!(package.ignored, ["mood"]);
    let files: Vec<_> = package.rows.iter().map(|row| row.file.clone()).collect();
    assert_eq!(files[0], Ok("p/x.jpg".to_owned()));
    assert!(package.rows[0].submitted_at.is_some());
    assert_eq!(files[1], Err(RowRefusal::FileMissing("p/gone.jpg".to_owned())));
    for file in &files[2..5] {
        assert!(matches!(file, Err(RowRefusal::UnsafePath(_))), "{file:?}");
    }
    assert_eq!(files[5], Err(RowRefusal::Time("some day".to_owned())));
    assert!(matches!(files[6], Err(RowRefusal::Missing { .. })));
}

#[test]
fn paths_that_leave_the_archive_are_refused() {
    let zip = zip_of(&[("../2026A.jpg", b"a"), ("/abs.jpg", b"b"), ("ok.jpg", b"c")]);
    let package = open(zip.path()).expect("opens");
    let refused: Vec<_> = package.rows.iter().filter(|row| row.file.is_err()).collect();
    assert_eq!(refused.len(), 2, "{:?}", package.rows);
}

#[test]
fn no_more_than_the_limit_is_unpacked() {
    let zip = zip_of(&[("2026A.jpg", &vec![0; 1 << 20])]);
    let package = open(zip.path()).expect("opens");
    assert_eq!(package.read("2026A.jpg", 1000).expect("reads").len(), 1001);
}

#[test]
fn an_archive_that_lies_about_a_size_is_refused() {
    let zip = zip_of(&[("2026A.jpg", &vec![7; 5000])]);
    let mut bytes = fs::read(zip.path()).expect("bytes");
    // The unpacked size stands in both headers: state a smaller one in each.
    let size = 5000_u32.to_le_bytes();
    let places: Vec<usize> =
        bytes.windows(4).enumerate().filter(|(_, w)| *w == size).map(|(at, _)| at).collect();
    for at in places {
        bytes[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
    }
    fs::write(zip.path(), bytes).expect("written");
    let package = open(zip.path()).expect("opens");
    let read = package.read("2026A.jpg", 1 << 20);
    assert!(matches!(read, Err(RowRefusal::Archive(_))), "{read:?}");
}

#[cfg(unix)]
#[test]
fn a_link_that_leaves_the_folder_is_refused() {
    let outside = tempfile::NamedTempFile::new().expect("file");
    let dir = tempfile::tempdir().expect("folder");
    std::os::unix::fs::symlink(outside.path(), dir.path().join("2026A.jpg")).expect("link");
    let package = open(dir.path()).expect("opens");
    let read = package.read("2026A.jpg", 10);
    assert!(matches!(read, Err(RowRefusal::UnsafePath(_))), "{read:?}");
}

#[test]
fn something_else_is_no_package() {
    let file = tempfile::Builder::new().suffix(".zip").tempfile().expect("file");
    let empty = open(file.path());
    assert!(matches!(empty, Err(TableError::Foreign { is: Foreign::Empty, .. })));
    assert!(matches!(open(Path::new("x.rar")), Err(TableError::Missing { .. })));
}

/// Changes every occurrence of some bytes of a file.
fn replace(path: &Path, from: &[u8], to: &[u8]) {
    let mut bytes = fs::read(path).expect("bytes");
    for at in 0..bytes.len().saturating_sub(from.len()) {
        if bytes[at..].starts_with(from) {
            bytes.splice(at..at + from.len(), to.iter().copied());
        }
    }
    fs::write(path, bytes).expect("written");
}

#[test]
fn names_as_windows_writes_them_in_china() {
    let zip = zip_of(&[("??????/2026A.jpg", b"a"), ("2026B.jpg", b"b")]);
    let name = encoding_rs::GB18030.encode("第一批").0;
    replace(zip.path(), b"??????", &name);
    let package = open(zip.path()).expect("opens");
    let places: Vec<_> = package.rows.iter().map(|row| row.place.as_str()).collect();
    assert_eq!(places, ["2026B.jpg", "第一批/2026A.jpg"]);
    assert_eq!(package.read("第一批/2026A.jpg", 9).expect("reads"), b"a");
}

#[test]
fn a_path_that_stands_twice_is_refused() {
    let dotted = zip_of(&[("2026A.jpg", b"a"), ("./2026A.jpg", b"b"), ("2026B.jpg", b"c")]);
    let equal = zip_of(&[("2026A.jpg", b"a"), ("2026X.jpg", b"b"), ("2026B.jpg", b"c")]);
    replace(equal.path(), b"2026X.jpg", b"2026A.jpg");
    for zip in [dotted, equal] {
        let package = open(zip.path()).expect("opens");
        let row = |student: &str| {
            let row = package.rows.iter().find(|row| row.whose.student_no == student);
            row.expect("a row").file.clone()
        };
        assert_eq!(row("2026A"), Err(RowRefusal::PathTwice));
        assert_eq!(row("2026B"), Ok("2026B.jpg".to_owned()));
    }
}

#[test]
fn a_fault_in_one_file_of_an_archive_is_that_files() {
    let zip = zip_of(&[("2026A.jpg", b"a"), ("2026B.jpg", b"b")]);
    // The first local head's mark.
    let mut bytes = fs::read(zip.path()).expect("bytes");
    bytes[0] = b'X';
    fs::write(zip.path(), bytes).expect("written");
    let package = open(zip.path()).expect("opens");
    let read = package.read("2026A.jpg", 9);
    assert!(matches!(read, Err(RowRefusal::Archive(_))), "{read:?}");
    assert_eq!(package.read("2026B.jpg", 9).expect("reads"), b"b");
}

#[test]
fn photos_that_no_row_names_are_told_of() {
    let list = "student_no,file\n2026A,a.jpg\n2026B,late.jpg\n";
    let zip = zip_of(&[
        ("submissions.csv", list.as_bytes()),
        ("a.jpg", b"a"),
        ("forgotten.HEIC", b"b"),
        ("readme.txt", b"c"),
    ]);
    let package = open(zip.path()).expect("opens");
    let refused: Vec<_> = package
        .rows
        .iter()
        .filter_map(|row| Some((row.place.as_str(), row.file.clone().err()?)))
        .collect();
    let missing = RowRefusal::FileMissing("late.jpg".to_owned());
    // Whatever it is: a photo, a second list, a note that somebody should read.
    let unnamed = ["forgotten.HEIC", "readme.txt"].map(|name| (name, RowRefusal::Unnamed));
    assert_eq!(refused, [("submissions.csv:3", missing), unnamed[0].clone(), unnamed[1].clone()]);
}

#[test]
fn of_two_lists_none_is_guessed() {
    let list = b"student_no,file\n";
    let zip = zip_of(&[("submissions.csv", list), ("old/submissions.xlsx", list)]);
    let Err(TableError::TwoLists { first, second, .. }) = open(zip.path()) else {
        panic!("refused");
    };
    assert_eq!([&*first, &*second], ["old/submissions.xlsx", "submissions.csv"]);
}

#[test]
fn a_folder_too_deep_is_told_of() {
    let dir = tempfile::tempdir().expect("folder");
    let deep = (0..20).fold(dir.path().to_owned(), |path, n| path.join(n.to_string()));
    fs::create_dir_all(&deep).expect("folders");
    fs::write(deep.join("2026A.jpg"), "a").expect("written");
    fs::write(dir.path().join("2026B.jpg"), "b").expect("written");
    let package = open(dir.path()).expect("opens");
    assert_eq!(package.rows[0].file, Ok("2026B.jpg".to_owned()));
    assert!(matches!(package.rows[1].file, Err(RowRefusal::TooDeep { .. })), "{:?}", package.rows);
    assert_eq!(package.rows.len(), 2);
}

/// The same files as a .zip and as a folder.
fn both_of(files: &[(&str, &[u8])]) -> (tempfile::NamedTempFile, tempfile::TempDir) {
    let dir = tempfile::tempdir().expect("folder");
    for (name, bytes) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().expect("below")).expect("folders");
        fs::write(path, bytes).expect("written");
    }
    (zip_of(files), dir)
}

/// Each row: where it stands, whose it is, and the path or why it is refused.
fn told(package: &Package) -> Vec<(&str, &str, Result<&str, RowRefusal>)> {
    let file = |row: &'_ PackageRow| row.file.as_deref().map_err(Clone::clone).map(|_| "taken");
    package.rows.iter().map(|row| (&*row.place, &*row.whose.student_no, file(row))).collect()
}

#[test]
fn what_was_deleted_is_left_out_and_told_of() {
    let (zip, dir) = both_of(&[
        ("#recycle/2026A.jpg", b"deleted"),
        ("#recycle/desktop.ini", b"x"),
        ("#recycle/old/2026B.jpg", b"deleted"),
        ("2026A.jpg", b"real"),
        ("class 2/@Recently-Snapshot/monday/2026A.jpg", b"older"),
        ("class 2/$Recycle.Bin/S-1-5-21/$R2H7.jpg", b"deleted"),
        ("lost+found/#12.jpg", b"found"),
    ]);
    let folder = |why, files| Err(RowRefusal::FolderSetAside { why, files });
    for path in [zip.path(), dir.path()] {
        let package = open(path).expect("opens");
        let expected = [
            ("2026A.jpg", "2026A", Ok("taken")),
            ("#recycle/", "", folder(SystemFolder::Bin, 2)),
            ("class 2/$Recycle.Bin/", "", folder(SystemFolder::Bin, 1)),
            ("class 2/@Recently-Snapshot/", "", folder(SystemFolder::Older, 1)),
            ("lost+found/", "", folder(SystemFolder::Found, 1)),
            ("#recycle/old/2026B.jpg", "2026B", Err(RowRefusal::SetAside(SystemFolder::Bin))),
        ];
        assert_eq!(told(&package), expected);
        assert_eq!(package.read("2026A.jpg", 9).expect("reads"), b"real");
    }
}

#[test]
fn a_list_in_a_bin_is_none_and_one_outside_takes_nothing_out_of_it() {
    let old = b"student_no,file\n2026B,2026A.jpg\n";
    let list = b"student_no,file\n2026A,a.jpg\n2026B,.Trash-1000/files/b.jpg\n";
    let (zip, dir) = both_of(&[
        (".Trash_old/files/submissions.csv", old),
        (".Trash-1000/files/b.jpg", b"b"),
        ("submissions.csv", list),
        ("a.jpg", b"a"),
    ]);
    let in_bin = || Err(RowRefusal::SetAside(SystemFolder::Bin));
    let bin = |files| Err(RowRefusal::FolderSetAside { why: SystemFolder::Bin, files });
    for path in [zip.path(), dir.path()] {
        let package = open(path).expect("opens");
        let expected = [
            ("submissions.csv:2", "2026A", Ok("taken")),
            ("submissions.csv:3", "2026B", in_bin()),
            (".Trash-1000/", "", bin(1)),
            (".Trash_old/", "", bin(1)),
            (".Trash-1000/files/b.jpg", "b", in_bin()),
            (".Trash_old/files/submissions.csv", "submissions", in_bin()),
        ];
        assert_eq!(told(&package), expected);
    }
}

#[test]
fn what_systems_make_for_themselves_is_passed_over() {
    let (zip, dir) = both_of(&[
        ("2026A.jpg", b"a"),
        ("@eaDir/2026A.jpg/SYNOPHOTO_THUMB_XL.jpg", b"x"),
        ("class 2/__MACOSX/._2026A.jpg", b"x"),
        ("class 2/.@__thumb/default2026A.jpg", b"x"),
        ("System Volume Information/IndexerVolumeGuid", b"x"),
        ("class 2/THUMBS.DB", b"x"),
        ("class 2/Desktop.ini", b"x"),
        ("class 2/._2026B.jpg", b"x"),
    ]);
    for path in [zip.path(), dir.path()] {
        let package = open(path).expect("opens");
        assert_eq!(told(&package), [("2026A.jpg", "2026A", Ok("taken"))]);
        let passed = package.passed();
        for name in ["@eaDir", "__MACOSX", ".@__thumb", "THUMBS.DB", "Desktop.ini", "._*"] {
            assert!(passed.iter().any(|told| told.starts_with(name)), "{name}: {passed:?}");
        }
    }
}

#[test]
fn folders_that_nobody_handed_in_are_known_in_any_case() {
    let bins = ["#RECYCLE", "@Recycle", "RECYCLER", "Recycled", ".trash", ".TRASHES", ".Trash-501"];
    assert!(bins.iter().all(|name| kept(name) == Some(Treatment::Told(SystemFolder::Bin))));
    let older = ["#SNAPSHOT", ".snapshot", ".Snapshots", "~snapshot", "@GMT-2026.09.01-10.00.00"];
    assert!(older.iter().all(|name| kept(name) == Some(Treatment::Told(SystemFolder::Older))));
    let quiet = [".AppleDouble", ".thumbnails", ".Spotlight-V100", "@EADIR", "__macosx"];
    assert!(quiet.iter().all(|name| kept(name) == Some(Treatment::Quiet)));
    let handed_in = ["", "recycle", "2026 trash", "#1", "@class", "snapshot", "照片", ".", "thumb"];
    assert!(handed_in.iter().all(|name| kept(name).is_none()));
}

#[test]
fn a_bin_that_nobody_may_look_into_is_told_of() {
    let mut aside = SetAside::default();
    aside.file("$RECYCLE.BIN", "$RECYCLE.BIN/a.jpg", SystemFolder::Bin);
    aside.unread("$RECYCLE.BIN", SystemFolder::Bin);
    aside.file("$RECYCLE.BIN", "$RECYCLE.BIN/b.jpg", SystemFolder::Bin);
    let told: Vec<_> = aside.folders().collect();
    assert_eq!(told, [("$RECYCLE.BIN", RowRefusal::FolderUnread)]);
}
