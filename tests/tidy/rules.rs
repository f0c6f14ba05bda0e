//! The rules of the house; each returns every fault that it finds.

use std::collections::BTreeMap;

use crate::house::{House, Place, Way};
use crate::names::Name;

/// Each module's floor: a file imports only from floors below its own, and from its own module.
pub const FLOORS: &[(&str, u8)] = &[
    ("domain", 0),
    ("photo", 1),
    ("store", 1),
    ("text", 1),
    ("vision", 2),
    ("exchange", 3),
    ("screening", 3),
    ("standard", 3),
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
            "hpvcd",
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
    ("vision", &["rten", "rten_tensor"]),
    (
        "exchange",
        &[
            "csv",
            "calamine",
            "rust_xlsxwriter",
            "zip",
            "encoding_rs",
            "chardetng",
            "quick_xml",
            "fs4",
        ],
    ),
    ("desk", &["thread_priority"]),
    ("worker", &["crossbeam_channel"]),
    ("cli", &["clap", "rpassword", "tracing_subscriber", "unicode_width"]),
    ("ui", &["egui", "eframe", "egui_extras", "rfd", "zstd"]),
];

/// Longest source file, in lines.
const LONGEST_FILE: usize = 400;

/// Longest function, in lines; the house says "about 60", and the lint counts only lines of code.
const LONGEST_FUNCTION: usize = 65;

/// The only file that asks what time it is.
const CLOCK: &str = "src/desk/clock.rs";

/// The only file that makes colours.
const THEME: &str = "src/ui/parts/theme.rs";

/// Names that say nothing of what is inside.
const EMPTY_NAMES: &[&str] = &["util", "utils", "helper", "helpers", "common", "misc", "stuff"];

/// Names that types of several modules may bear, each with the reason; no others may.
pub const SAME_NAMES: &[(&str, &str)] = &[
    ("Args", "what a subcommand takes: each one's own, by the custom of the crate that reads them"),
    ("Taps", "the weights of one new pixel: the same idea, private to each of two ways to sample"),
];

/// A fault: what is wrong, in words that stay the same while it is; and what helps to find it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    pub what: String,
    pub where_found: Vec<String>,
}

impl Fault {
    pub fn new(what: String, where_found: Vec<String>) -> Self {
        Self { what, where_found }
    }
}

fn floor(module: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == module).map(|(_, floor)| *floor)
}

/// Every rule's faults, each once.
pub fn faults(house: &House) -> Vec<Fault> {
    let mut faults = [
        undeclared(house),
        files(house),
        module_names(house),
        type_names(house),
        floors(house),
        globs(house),
        outside(house),
        crate::circles::circles(house),
    ]
    .concat();
    faults.sort();
    faults.dedup_by(|later, first| {
        let same = later.what == first.what;
        if same {
            first.where_found.append(&mut later.where_found);
        }
        same
    });
    faults
}

fn undeclared(house: &House) -> Vec<Fault> {
    let fault = |file: &String| Fault::new(format!("{file} is declared by no module"), Vec::new());
    house.undeclared.iter().map(fault).collect()
}

/// Every file opens with a sentence and is small, and so are its functions.
fn files(house: &House) -> Vec<Fault> {
    let mut faults = Vec::new();
    for file in &house.files {
        if !opens_with_a_sentence(&file.text) {
            let what = format!("{} does not open with a sentence on what it is for", file.path);
            faults.push(Fault::new(what, Vec::new()));
        }
        let lines = file.text.lines().count();
        if lines > LONGEST_FILE {
            let what = format!("{} is longer than {LONGEST_FILE} lines", file.path);
            faults.push(Fault::new(what, vec![format!("{lines} lines")]));
        }
        for function in file.functions.iter().filter(|f| f.lines > LONGEST_FUNCTION) {
            let name = &function.name;
            let what = format!("{}: {name} is longer than {LONGEST_FUNCTION} lines", file.path);
            faults.push(Fault::new(what, vec![format!("{} lines", function.lines)]));
        }
    }
    faults
}

/// The first paragraph of the file's documentation is a sentence.
fn opens_with_a_sentence(text: &str) -> bool {
    let opening: Vec<&str> = text
        .lines()
        .map_while(|line| line.strip_prefix("//! "))
        .take_while(|line| !line.trim().is_empty())
        .collect();
    opening.len() < 6 && opening.last().is_some_and(|line| line.ends_with(['.', ':']))
}

fn module_names(house: &House) -> Vec<Fault> {
    let empty = house.module_names.iter().filter(|(name, _)| EMPTY_NAMES.contains(&name.as_str()));
    let fault = |name: &str, file: &str| {
        Fault::new(format!("{file}: the module name `{name}` says nothing"), Vec::new())
    };
    let mut faults: Vec<Fault> = empty.map(|(name, file)| fault(name, file)).collect();
    // No tree is made of tests, benches and examples: their names are those of their files.
    for file in house.files.iter().filter(|file| !file.path.starts_with("src/")) {
        let mut words = file.path.trim_end_matches(".rs").split('/');
        faults.extend(words.find(|word| EMPTY_NAMES.contains(word)).map(|w| fault(w, &file.path)));
    }
    faults
}

/// Where the types of each name are defined.
pub fn files_by_type(house: &House) -> BTreeMap<&str, Vec<String>> {
    let mut files: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for module in house.modules.values() {
        for name in &module.types {
            files.entry(name).or_default().push(module.file.clone());
        }
    }
    files
}

/// One word for one thing: no two types of the product share a name, whatever modules they are in.
fn type_names(house: &House) -> Vec<Fault> {
    let is_allowed = |name: &str| SAME_NAMES.iter().any(|(allowed, _)| *allowed == name);
    let shared = files_by_type(house)
        .into_iter()
        .filter(|(name, files)| files.len() > 1 && !is_allowed(name));
    let fault = |(name, files): (&str, Vec<String>)| {
        Fault::new(format!("the type name `{name}` stands for different things"), files)
    };
    shared.map(fault).collect()
}

/// Every module has a floor, and names only what stands below it.
fn floors(house: &House) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (place, module) in &house.modules {
        let Some(own) = place.first().filter(|own| *own != "main") else { continue };
        let Some(own_floor) = floor(own) else {
            let what = format!("{} has no floor: add it to the table", module.file);
            faults.push(Fault::new(what, Vec::new()));
            continue;
        };
        for name in &module.names {
            for other in house.way(place, &name.words).modules.iter().filter_map(|m| m.first()) {
                if other != own && floor(other).is_some_and(|other| other >= own_floor) {
                    let what = format!("{} names {other}, which is no floor below", module.file);
                    faults.push(Fault::new(what, vec![written(name)]));
                }
            }
        }
    }
    faults
}

/// An import of all that a module of ours holds hides what is used of it.
fn globs(house: &House) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (place, module) in &house.modules {
        for glob in &module.globs {
            if house.way(place, &glob.words).outside.is_none() {
                let what = format!("{} imports all of {}", module.file, glob.words.join("::"));
                faults.push(Fault::new(what, vec![written(glob)]));
            }
        }
    }
    faults
}

/// What is named of other crates: their owners, the clock, colours, and what the domain does without.
fn outside(house: &House) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (place, module) in &house.modules {
        for name in module.names.iter().chain(&module.globs) {
            let Way { outside: Some(words), modules } = house.way(place, &name.words) else {
                continue;
            };
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let file = module.file.as_str();
            let said = [owner(place, &modules, &words), clock(file, &words), colour(file, &words)];
            for said in said.into_iter().chain([purity(place, &words)]).flatten() {
                faults.push(Fault::new(format!("{file} {said}"), vec![written(name)]));
            }
        }
    }
    faults
}

/// What the owner gives out under its own name may be named.
fn owner(place: &Place, through: &[Place], words: &[&str]) -> Option<String> {
    let (owner, _) = SOLE_OWNERS.iter().find(|(_, crates)| crates.contains(&words[0]))?;
    let is_owned = |place: &Place| place.first().is_some_and(|module| module == owner);
    let may = is_owned(place) || through.iter().any(is_owned);
    (!may).then(|| format!("names the crate {}, which {owner} owns", words[0]))
}

fn clock(file: &str, words: &[&str]) -> Option<String> {
    let clocks = ["Utc", "Local", "SystemTime"];
    let reads = words.windows(2).any(|pair| clocks.contains(&pair[0]) && pair[1] == "now");
    (reads && file != CLOCK).then(|| "reads the clock".to_owned())
}

fn colour(file: &str, words: &[&str]) -> Option<String> {
    let kinds = ["Color32", "Rgba", "Hsva"];
    // These two are no colours: nothing, and "the text's own".
    let none = ["TRANSPARENT", "PLACEHOLDER"];
    let made = words.windows(2).find(|pair| kinds.contains(&pair[0]) && !none.contains(&pair[1]));
    let made = made.filter(|_| file != THEME)?;
    Some(format!("makes a colour of its own, {}", made.join("::")))
}

fn purity(place: &Place, words: &[&str]) -> Option<String> {
    let impure = matches!(words, ["std", "fs" | "thread" | "net" | "process" | "env", ..])
        || words[0] == "rand"
        || words.contains(&"SystemTime")
        || words.contains(&"Instant");
    let is_domain = place.first().is_some_and(|own| own == "domain");
    (is_domain && impure).then(|| format!("names {}, and the domain is pure", words.join("::")))
}

/// A name as it stands in the file.
pub fn written(name: &Name) -> String {
    format!("line {}: {}", name.line, name.words.join("::"))
}
