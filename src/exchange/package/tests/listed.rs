//! What lists and names of files say, and what can't be opened.

use super::*;

#[test]
fn names_in_another_case_and_without_an_ending_are_found_where_one_can_be_meant() {
    let list = b"student_no,file\n2026A,a.jpg\n2026B,b\n2026C,c\n2026D,d.png\n2026E,E.JPG\n";
    let (zip, dir) = both_of(&[
        ("submissions.csv", list),
        ("A.JPG", b"a"),
        ("B.jpeg", b"b"),
        ("c.jpg", b"c"),
        ("c.png", b"c"),
        ("d.jpg", b"d"),
        ("e.jpg", b"e"),
    ]);
    for path in [zip.path(), dir.path()] {
        let package = open(path).expect("opens");
        let files: Vec<_> = package.rows[..5].iter().map(|row| row.file.clone()).collect();
        assert_eq!(files[0], Ok("A.JPG".to_owned()));
        assert_eq!(files[1], Ok("B.jpeg".to_owned()));
        assert_eq!(files[2], Err(RowRefusal::Ambiguous("c".to_owned())));
        assert_eq!(files[3], Err(RowRefusal::FileMissing("d.png".to_owned())));
        assert_eq!(files[4], Ok("e.jpg".to_owned()));
    }
}

#[test]
fn either_number_names_the_student() {
    let list = "考生号,学号,文件\n104,2026A,a.jpg\n105,,b.jpg\n,,c.jpg\n";
    let files: [(&str, &[u8]); 4] =
        [("submissions.csv", list.as_bytes()), ("a.jpg", b"a"), ("b.jpg", b"b"), ("c.jpg", b"c")];
    let package = open(zip_of(&files).path()).expect("opens");
    assert!(package.ignored.is_empty());
    let whose: Vec<_> = package
        .rows
        .iter()
        .map(|row| (&*row.whose.student_no, &*row.whose.exam_no, row.file.is_ok()))
        .collect();
    assert_eq!(whose, [("2026A", "104", true), ("", "105", true), ("", "", false)]);
}

#[test]
fn numbers_that_a_files_name_may_hold() {
    let first = |name: &str| numbers_in(name)[0].clone();
    assert_eq!(first("２０２６Ｅ８０１"), "2026E801");
    for name in [
        "2026E801_张三",
        "2026E801 (1)",
        "2026E801-张三",
        "张三2026E801",
        "2026E801-1",
        "照片(2026E801)",
    ] {
        assert!(
            numbers_in(name).contains(&"2026E801".to_owned()),
            "{name}: {:?}",
            numbers_in(name)
        );
    }
    assert!(numbers_in("IMG_1234").contains(&"1234".to_owned()));
}

#[test]
fn an_archive_with_a_password_is_told_of_once() {
    let zip = zip_of(&[("2026A.jpg", b"a"), ("2026B.jpg", b"b")]);
    let mut bytes = fs::read(zip.path()).expect("bytes");
    for at in 0..bytes.len() - 10 {
        // The flags in the directory's entries.
        if bytes[at..].starts_with(b"PK\x01\x02") {
            bytes[at + 8] |= 1;
        }
    }
    fs::write(zip.path(), bytes).expect("written");
    assert!(matches!(open(zip.path()), Err(TableError::Password { .. })));
}

#[test]
fn an_unknown_method_is_told_of_once() {
    let zip = zip_of(&[("2026A.jpg", b"a")]);
    let mut bytes = fs::read(zip.path()).expect("bytes");
    let at = bytes.windows(4).position(|four| four == b"PK\x01\x02").expect("an entry");
    bytes[at + 10] = 12;
    fs::write(zip.path(), bytes).expect("written");
    let refused = open(zip.path()).map(|package| package.rows);
    assert!(matches!(refused, Err(TableError::Method { .. })), "{refused:?}");
}

#[cfg(unix)]
#[test]
fn sockets_and_closed_folders_cost_only_themselves() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().expect("folder");
    fs::write(dir.path().join("2026A.jpg"), "a").expect("written");
    let _socket =
        std::os::unix::net::UnixListener::bind(dir.path().join("2026B.jpg")).expect("bound");
    std::os::unix::fs::symlink(dir.path().join("2026B.jpg"), dir.path().join("2026C.jpg"))
        .expect("link");
    let closed = dir.path().join("closed");
    fs::create_dir(&closed).expect("folder");
    fs::write(closed.join("2026D.jpg"), "d").expect("written");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o0)).expect("closed");
    // Whoever runs as root is let in everywhere.
    let is_let_in = fs::read_dir(&closed).is_ok();
    let package = open(dir.path()).expect("opens");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).expect("opened");
    assert_eq!(package.read("2026C.jpg", 9), Err(RowRefusal::NotAFile));
    let file = |place: &str| {
        let row = package.rows.iter().find(|row| row.place == place);
        row.map(|row| row.file.clone())
    };
    assert_eq!(file("2026A.jpg"), Some(Ok("2026A.jpg".to_owned())));
    assert_eq!(file("2026B.jpg"), Some(Err(RowRefusal::NotAFile)));
    if !is_let_in {
        assert_eq!(file("closed/"), Some(Err(RowRefusal::FolderDenied)));
    }
}
