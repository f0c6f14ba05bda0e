//! Holds the house in order: floors, sole owners, opening sentences, file sizes, colours.

#![allow(clippy::expect_used, reason = "a test may fail loudly anywhere")]

use std::fs;
use std::path::{Path, PathBuf};

/// Each module's floor: a file imports only from floors below its own, and from its own module.
const FLOORS: &[(&str, u8)] = &[
    ("domain", 0),
    ("photo", 1),
    ("store", 1),
    ("text", 1),
    ("exchange", 3),
    ("desk", 4),
    ("worker", 5),
    ("ui", 6),
    ("cli", 7),
];

/// Crates that only one module may name.
const SOLE_OWNERS: &[(&str, &[&str])] = &[
    ("store", &["rusqlite", "argon2", "pinyin"]),
    (
        "photo",
        &[
            "image",
            "zune_jpeg",
            "zune_core",
            "jpeg_decoder",
            "fast_image_resize",
            "jpeg_encoder",
            "moxcms",
            "exif",
        ],
    ),
    ("text", &["fluent_bundle", "unic_langid"]),
    ("exchange", &["csv", "calamine", "rust_xlsxwriter", "zip", "encoding_rs"]),
    ("worker", &["crossbeam_channel"]),
    ("cli", &["clap", "rpassword", "tracing_subscriber"]),
    ("ui", &["egui", "eframe", "egui_extras", "rfd"]),
];

/// Longest source file, in lines; the house says "about 400".
const LONGEST_FILE: usize = 450;

struct Source {
    path: PathBuf,
    module: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    collect(&root, &root, &mut found);
    assert!(found.len() > 20, "the walk found the sources");
    found
}

fn collect(root: &Path, dir: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(dir).expect("source folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            collect(root, &path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            let inside = path.strip_prefix(root).expect("below src");
            let first = inside.components().next().expect("a name").as_os_str();
            let module = first.to_string_lossy().trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&path).expect("readable source");
            found.push(Source { path, module, text });
        }
    }
}

fn floor(module: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == module).map(|(_, floor)| *floor)
}

/// The code without comments and without its tests.
fn code(text: &str) -> String {
    let product = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or(text);
    product
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn is_test_file(source: &Source) -> bool {
    source.path.components().any(|part| part.as_os_str() == "tests")
        || source.path.file_stem().is_some_and(|stem| stem == "tests")
}

/// The identifiers that follow `prefix` in `text`.
fn named_after<'a>(text: &'a str, prefix: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(prefix).map(move |(at, _)| {
        let rest = &text[at + prefix.len()..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    })
}

fn names_crate(text: &str, word: &str) -> bool {
    text.match_indices(&format!("{word}::")).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
    })
}

#[test]
fn every_module_has_a_floor() {
    for source in sources() {
        let known = floor(&source.module).is_some() || matches!(&*source.module, "lib" | "main");
        assert!(known, "{} has no floor: add it to the table", source.path.display());
    }
}

#[test]
fn a_file_imports_only_from_floors_below() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| !is_test_file(source)) {
        let Some(own) = floor(&source.module) else { continue };
        for named in named_after(&code(&source.text), "crate::") {
            let Some(other) = floor(named) else { continue };
            if named != source.module && other >= own {
                faults.push(format!("{} names {named}", source.path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn a_crate_has_one_owner() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| !is_test_file(source)) {
        let code = code(&source.text);
        for (owner, crates) in SOLE_OWNERS.iter().filter(|(owner, _)| *owner != source.module) {
            for name in crates.iter().filter(|name| names_crate(&code, name)) {
                faults.push(format!("{} names {name}, which {owner} owns", source.path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn domain_has_no_clock_thread_file_or_chance() {
    for source in sources().iter().filter(|source| source.module == "domain") {
        let code = code(&source.text);
        for word in ["Utc::now", "SystemTime", "std::fs", "std::thread", "std::net", "rand::"] {
            assert!(!code.contains(word), "{} names {word}", source.path.display());
        }
    }
}

#[test]
fn only_one_place_reads_the_clock() {
    for source in sources() {
        let reads = code(&source.text).contains("Utc::now(");
        let is_clock = source.path.ends_with("desk/clock.rs");
        assert!(!reads || is_clock, "{} reads the clock", source.path.display());
    }
}

#[test]
fn every_file_opens_with_a_sentence() {
    for source in sources() {
        let opens = source.text.lines().next().is_some_and(|line| line.starts_with("//! "));
        assert!(opens, "{} does not say what it is for", source.path.display());
    }
}

#[test]
fn files_stay_small() {
    for source in sources() {
        let lines = source.text.lines().count();
        assert!(lines <= LONGEST_FILE, "{} has {lines} lines", source.path.display());
    }
}

#[test]
fn colours_stand_only_in_the_theme() {
    let makers = ["Color32::from_", "Color32::WHITE", "Color32::BLACK", "Color32::RED"];
    for source in sources().iter().filter(|source| source.module == "ui") {
        let at_home = source.path.ends_with("ui/parts/theme.rs") || is_test_file(source);
        let code = code(&source.text);
        for maker in makers {
            assert!(at_home || !code.contains(maker), "{}: {maker}", source.path.display());
        }
    }
}

#[test]
fn both_languages_have_every_word() {
    for (name, zh, en) in photo_review::text::FILES {
        let keys = |text: &str| -> Vec<String> {
            let mut keys: Vec<String> = text
                .lines()
                .filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()))
                .filter_map(|line| line.split_once(" ="))
                .map(|(key, _)| key.to_owned())
                .collect();
            keys.sort();
            keys
        };
        assert_eq!(keys(zh), keys(en), "the two files {name}.ftl have different keys");
        assert!(!keys(zh).is_empty(), "{name}.ftl has words");
        assert!(keys(zh).windows(2).all(|pair| pair[0] != pair[1]), "{name}.ftl: a key twice");
    }
}
