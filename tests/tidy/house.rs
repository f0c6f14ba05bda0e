//! All source files as one tree of modules, and where a name in one of them leads.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use syn::visit::Visit as _;

use crate::names::{Function, Functions, Name, Names};

/// A source file.
pub struct File {
    /// From the package's folder, such as `src/store/mod.rs`.
    pub path: String,
    pub text: String,
    pub functions: Vec<Function>,
}

/// A module of the product.
pub struct Module {
    pub file: String,
    pub names: Vec<Name>,
    pub globs: Vec<Name>,
    aliases: BTreeMap<String, Vec<String>>,
    items: BTreeSet<String>,
    pub types: BTreeSet<String>,
}

/// Where a module stands: `["store", "tests"]`; the library itself is `[]`, the program `["main"]`.
pub type Place = Vec<String>;

/// Where a name leads.
#[derive(Debug, Default)]
pub struct Way {
    /// The modules that it goes through by re-exports, and the one in which it ends.
    pub modules: Vec<Place>,
    /// The whole path, where it ends in another crate.
    pub outside: Option<Vec<String>>,
}

/// Every source file, and the tree of the product's modules.
#[derive(Default)]
pub struct House {
    pub files: Vec<File>,
    pub modules: BTreeMap<Place, Module>,
    /// Files that no `mod` declares: the compiler never sees them.
    pub undeclared: Vec<String>,
    /// Every module's name and the file that declares it, also of tests.
    pub module_names: Vec<(String, String)>,
}

impl House {
    /// The sources of this package, and its tests, benches and examples, of which only the files themselves
    /// count.
    pub fn read(root: &Path) -> Self {
        let mut found = Vec::new();
        for folder in ["src", "tests", "benches", "examples"] {
            collect(root, &root.join(folder), &mut found);
        }
        assert!(found.len() > 100, "the walk found the sources");
        let texts: Vec<(&str, &str)> =
            found.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        Self::of(&texts)
    }

    /// A house of these files.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let mut house = Self::default();
        let mut read: BTreeMap<Place, (String, Names)> = BTreeMap::new();
        for (path, text) in files {
            let syntax = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
            let mut functions = Functions::default();
            functions.visit_file(&syntax);
            if path.starts_with("src/") {
                read.insert(place(path), ((*path).to_owned(), Names::of(&syntax)));
            }
            let (path, text) = ((*path).to_owned(), (*text).to_owned());
            house.files.push(File { path, text, functions: functions.0 });
        }
        for root in [Place::new(), vec!["main".to_owned()]] {
            if let Some((file, names)) = read.remove(&root) {
                house.add(root, file, names, false, &mut read);
            }
        }
        house.undeclared = read.into_values().map(|(file, _)| file).collect();
        house
    }

    fn add(
        &mut self,
        place: Place,
        file: String,
        names: Names,
        is_test: bool,
        rest: &mut BTreeMap<Place, (String, Names)>,
    ) {
        for declared in names.modules {
            let inner = [&place[..], std::slice::from_ref(&declared.name)].concat();
            self.module_names.push((declared.name, file.clone()));
            let is_test = is_test || declared.is_test;
            if let Some(names) = declared.inline {
                self.add(inner, file.clone(), *names, is_test, rest);
            } else if let Some((file, names)) = rest.remove(&inner) {
                self.add(inner, file, names, is_test, rest);
            }
        }
        if !is_test {
            let Names { paths, globs, aliases, items, types, .. } = names;
            self.modules.insert(place, Module { file, names: paths, globs, aliases, items, types });
        }
    }

    /// Where a name that stands in a module leads.
    pub fn way(&self, from: &[String], words: &[String]) -> Way {
        let mut way = Way::default();
        self.follow(from, words, &mut way, 0);
        way
    }

    fn follow(&self, from: &[String], words: &[String], way: &mut Way, steps: usize) {
        let Some((first, rest)) = words.split_first() else {
            way.modules.push(from.to_vec());
            return;
        };
        // An import of its own name, or a circle of them, leads nowhere in this house.
        if steps > 30 {
            way.outside = Some(words.to_vec());
            return;
        }
        match first.as_str() {
            "crate" | "photo_review" => self.walk(&[], rest, way, steps),
            "self" => self.walk(from, rest, way, steps),
            "super" => {
                let above = &from[..from.len().saturating_sub(1)];
                if rest.first().is_some_and(|word| word == "super") {
                    self.follow(above, rest, way, steps);
                } else {
                    self.walk(above, rest, way, steps);
                }
            }
            _ if self.knows(from, first, words) => self.walk(from, words, way, steps),
            _ => way.outside = Some(words.to_vec()),
        }
    }

    /// Whether a module knows this word as its own; `use csv;` only repeats the name of a crate.
    fn knows(&self, place: &[String], word: &str, words: &[String]) -> bool {
        self.modules.contains_key(&[place, &[word.to_owned()]].concat())
            || self.modules.get(place).is_some_and(|module| {
                let alias = module.aliases.get(word);
                module.items.contains(word)
                    || alias.is_some_and(|path| path != words && path[0] != word)
            })
    }

    /// Goes down from a module, through re-exports where there are some.
    fn walk(&self, place: &[String], words: &[String], way: &mut Way, steps: usize) {
        let Some((first, rest)) = words.split_first() else {
            way.modules.push(place.to_vec());
            return;
        };
        let inner = [place, std::slice::from_ref(first)].concat();
        if self.modules.contains_key(&inner) {
            return self.walk(&inner, rest, way, steps);
        }
        way.modules.push(place.to_vec());
        let alias = self.modules.get(place).and_then(|module| module.aliases.get(first));
        if let Some(path) = alias {
            self.follow(place, &[&path[..], rest].concat(), way, steps + 1);
        }
    }
}

fn collect(root: &Path, dir: &Path, found: &mut Vec<(String, String)>) {
    let mut paths: Vec<_> = fs::read_dir(dir)
        .expect("source folder")
        .map(|entry| entry.expect("entry").path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            // What the fuzzer builds is no source of ours.
            if path.file_name().is_some_and(|name| name != "target") {
                collect(root, &path, found);
            }
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            let inside = path.strip_prefix(root).expect("below the package");
            let text = fs::read_to_string(&path).expect("readable source");
            found.push((inside.to_string_lossy().replace('\\', "/"), text));
        }
    }
}

/// `src/store/mod.rs` is `["store"]`, `src/store/batch.rs` is `["store", "batch"]`.
fn place(path: &str) -> Place {
    let inside = path.strip_prefix("src/").unwrap_or(path).trim_end_matches(".rs");
    let mut words: Place = inside.split('/').map(str::to_owned).collect();
    if words.last().is_some_and(|word| word == "mod") || words == ["lib"] {
        words.pop();
    }
    words
}
