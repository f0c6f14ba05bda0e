//! Houses in disorder: every rule finds what it is for, however it is written.

use crate::house::House;
use crate::rules;

const LIB: (&str, &str) = (
    "src/lib.rs",
    "//! The library.\npub mod desk; pub mod domain; pub mod store; pub mod ui; pub mod worker;",
);

/// The faults of a house of these files; modules that a sample leaves out stand there empty.
fn faults(files: &[(&str, &str)]) -> Vec<String> {
    let texts: Vec<(String, String)> = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), format!("//! What it is for.\n{text}")))
        .collect();
    let mut files: Vec<(&str, &str)> =
        texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    files.push(LIB);
    rules::faults(&House::of(&files)).into_iter().map(|fault| fault.what).collect()
}

/// The faults of the domain's `mod.rs` beside a store.
fn of_domain(text: &str) -> Vec<String> {
    faults(&[("src/domain/mod.rs", text), ("src/store/mod.rs", "pub struct Store;")])
}

#[test]
fn a_name_of_a_floor_above_is_found_however_it_is_written() {
    let upwards = [
        "use crate::store::Store;",
        "use crate::{store::{self, Store as S}};",
        "use super::store;",
        "use crate as house; fn f(s: house::store::Store) {}",
        "fn f() -> Vec<Option<crate::store::Store>> { Vec::new() }",
        "fn f() { let all = vec![(1, crate::store::Store)]; }",
        "macro_rules! m { () => { $crate::store::Store }; }",
        "#[derive(Debug)] struct S { #[serde(with = \"crate::store::times\")] at: u8 }",
        "#[cfg(test)]\nmod tests { }\nfn f(s: crate::store::Store) {}",
        "#[cfg(not(test))]\nfn f(s: crate::store::Store) {}",
        "mod inner { fn f(s: super::super::store::Store) {} }",
        "impl From<crate::store::Store> for u8 {}",
        "fn f() { use crate::store::Store; }",
    ];
    for text in upwards {
        let expected = ["src/domain/mod.rs names store, which is no floor below"];
        assert_eq!(of_domain(text), expected, "{text}");
    }
}

#[test]
fn tests_may_name_what_they_like() {
    let of_tests = [
        "#[cfg(test)]\nuse crate::store::Store;",
        "#[cfg(all(unix, test))]\nmod tests { use crate::store::Store; }",
        "#[cfg(test)]\nimpl S { fn f(s: crate::store::Store) {} }",
        "impl S { #[cfg(test)]\n fn f(s: crate::store::Store) {} }",
        "enum E { A, #[cfg(test)]\n B(crate::store::Store) }",
        "fn f() { #[cfg(test)]\n let s = crate::store::Store; }",
        "fn f() { #[cfg(test)]\n { crate::store::open(); } }",
        "fn f(e: E) { match e { #[cfg(test)]\n E::B(_) => crate::store::open(), _ => {} } }",
        "pub(in crate::store) fn f() {}",
    ];
    for text in of_tests {
        assert_eq!(of_domain(text), [""; 0], "{text}");
    }
    let tests = ("src/domain/tests.rs", "use crate::store::Store; mod deep;");
    let deep = ("src/domain/tests/deep.rs", "use crate::store::Store;");
    let store = ("src/store/mod.rs", "pub struct Store;");
    let declared = ("src/domain/mod.rs", "#[cfg(test)]\nmod tests;");
    assert_eq!(faults(&[store, declared, tests, deep]), [""; 0]);
    let declared = ("src/domain/mod.rs", "mod tests;");
    let found = faults(&[store, declared, tests, deep]);
    assert_eq!(found.len(), 2, "a folder's name makes it no test: {found:?}");
}

#[test]
fn crates_clocks_and_colours_are_found_behind_other_names() {
    let cases = [
        ("use rusqlite::Connection;", "names the crate rusqlite, which store owns"),
        ("use {std::fmt, image};", "names the crate image, which photo owns"),
        ("fn f() { ::zip::open(); }", "names the crate zip, which exchange owns"),
        ("#[derive(clap::Parser)] struct S;", "names the crate clap, which cli owns"),
        ("use chrono::Utc as Time; fn f() { g(Time::now); }", "reads the clock"),
        ("fn f() { assert!(std::time::SystemTime::now() > x); }", "reads the clock"),
        ("use egui_extras::*;", "names the crate egui_extras, which ui owns"),
    ];
    for (text, said) in cases {
        assert_eq!(faults(&[("src/desk/mod.rs", text)]), [format!("src/desk/mod.rs {said}")]);
    }
    let given_out = ("src/store/mod.rs", "pub use rusqlite::Row;");
    assert_eq!(faults(&[given_out, ("src/desk/mod.rs", "use crate::store::Row;")]), [""; 0]);
    let colour = "use egui::Color32; fn f() { g(Color32::TRANSPARENT, Color32::RED) }";
    let theme = ("src/ui/parts/theme.rs", colour);
    let rooms = [("src/ui/mod.rs", "mod parts;"), ("src/ui/parts/mod.rs", "mod theme;")];
    assert_eq!(faults(&[rooms[0], rooms[1], theme]), [""; 0]);
    let found = faults(&[("src/ui/mod.rs", colour)]);
    assert_eq!(found, ["src/ui/mod.rs makes a colour of its own, Color32::RED"]);
    let found = of_domain("use std::{fmt, fs}; fn f() { fs::read(\"x\"); }");
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn siblings_that_name_each_other_are_found() {
    let two = "src/store: a, b name each other in a circle";
    let declared = ("src/store/mod.rs", "mod a; mod b; mod c; pub use b::inner::Thing;");
    let inner = ("src/store/b/inner.rs", "pub struct Thing;");
    let cases: [(&str, &str, &str, &[&str]); 7] = [
        ("use super::b::B;", "use super::a::A;", "", &[two]),
        ("fn f() { super::b::f() }", "fn f() { vec![crate::store::a::f()]; }", "", &[two]),
        // Re-exported above: what is named stands in `b` all the same.
        ("use super::Thing;", "use super::a;", "", &[two]),
        (
            "use super::b;",
            "use super::{c, d};",
            "use super::a;",
            &["src/store: a, b, c name each other in a circle"],
        ),
        ("use super::b;", "use super::c;", "", &[]),
        ("use super::{Store, b};", "use super::Store; use crate::domain::X;", "", &[]),
        ("#[cfg(test)] use super::b;", "use super::a;", "", &[]),
    ];
    for (a, b, c, expected) in cases {
        let b = format!("mod inner; {b}");
        let files = [("src/store/a.rs", a), ("src/store/b/mod.rs", &b), ("src/store/c.rs", c)];
        let found = faults(&[&files[..], &[declared, inner]].concat());
        assert_eq!(found, expected, "{a} {b} {c}");
    }
}

#[test]
fn a_part_deep_inside_counts_for_its_folder() {
    let files = [
        ("src/ui/mod.rs", "mod door; mod queue;"),
        ("src/ui/door/mod.rs", "mod lock;"),
        ("src/ui/door/lock.rs", "use crate::ui::queue::table::Row;"),
        ("src/ui/queue/mod.rs", "mod table;"),
        ("src/ui/queue/table.rs", "use super::super::door::lock;"),
    ];
    assert_eq!(faults(&files), ["src/ui: door, queue name each other in a circle"]);
}

#[test]
fn sizes_sentences_and_names() {
    let long = "fn f() {\n".to_owned() + &"    g();\n".repeat(65) + "}";
    let found = faults(&[("src/store/mod.rs", &format!("impl S {{ {long} }}"))]);
    assert_eq!(found, ["src/store/mod.rs: f is longer than 65 lines"]);
    let found = faults(&[("src/store/mod.rs", &"// words\n".repeat(400))]);
    assert_eq!(found, ["src/store/mod.rs is longer than 400 lines"]);
    let found = faults(&[("src/store/mod.rs", "mod utils;"), ("src/store/utils.rs", "")]);
    assert_eq!(found, ["src/store/mod.rs: the module name `utils` says nothing"]);
    let found = faults(&[("tests/common/mod.rs", "")]);
    assert_eq!(found, ["tests/common/mod.rs: the module name `common` says nothing"]);
    let found = faults(&[("src/store/lost.rs", "")]);
    assert_eq!(found, ["src/store/lost.rs is declared by no module"]);
    let silent = House::of(&[LIB, ("src/store/mod.rs", "/// A store.\nstruct Store;")]);
    let found = rules::faults(&silent);
    assert_eq!(found.len(), 1, "{found:?}");
    let found = faults(&[("src/store/mod.rs", "use crate::domain::*;"), ("src/domain/mod.rs", "")]);
    assert_eq!(found, ["src/store/mod.rs imports all of crate::domain"]);
}

#[test]
fn types_of_one_name_are_found() {
    let two = "the type name `Sheet` stands for different things";
    let cases: [(&str, &[&str]); 6] = [
        ("enum Sheet {}", &[two]),
        ("fn f() { type Sheet = u8; }", &[two]),
        ("mod inner { trait Sheet {} }", &[two]),
        ("use crate::domain::Sheet;", &[]),
        ("enum Paper { Sheet }", &[]),
        ("#[cfg(test)]\nstruct Sheet;\n#[cfg(test)]\nmod tests { struct Sheet; }", &[]),
    ];
    for (text, expected) in cases {
        let sheet = ("src/domain/mod.rs", "pub struct Sheet;");
        assert_eq!(faults(&[sheet, ("src/store/mod.rs", text)]), expected, "{text}");
    }
    let allowed = [("src/domain/mod.rs", "struct Args;"), ("src/store/mod.rs", "struct Args;")];
    assert_eq!(faults(&allowed), [""; 0]);
}

#[test]
fn every_module_has_a_floor() {
    let lib = ("src/lib.rs", "//! The library.\npub mod attic;");
    let found = rules::faults(&House::of(&[lib, ("src/attic.rs", "//! The attic.\n")]));
    assert_eq!(found[0].what, "src/attic.rs has no floor: add it to the table");
}
