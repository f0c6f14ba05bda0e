//! Whether damage inside a JPEG's scans is found, and nothing that is whole refused, over a corpus of encoders.
//!
//! What is in it: both encoders of `tests/cases/encoders` (the script is there), `jpeg-encoder` in every sampling,
//! sequential and progressive, with and without restart markers, `cjpeg` in rare layouts, and phones' files and others
//! of `data/submissions`. `cargo test --lib -- --ignored --nocapture damage_by_kind` prints the table over all of them,
//! or over the folder that `PHOTOS` names.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::super::marks::{END, Marks, SCAN};
use super::super::scan;

/// Where damage is done: at places that seem random, and are the same each time.
struct Places(u64);

impl Places {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

/// A kind of damage; `usize` is how many bytes are hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Zeros in place of data.
    Zeros(usize),
    /// Other bytes in place of data.
    Random(usize),
    /// Two stretches in each other's place.
    Swapped(usize),
    /// The end is missing, and an end mark was set.
    Cut,
    /// One bit is another. Most of these only change a value, and no reader can tell.
    Flip,
}

const KINDS: [Kind; 11] = [
    Kind::Zeros(64),
    Kind::Zeros(512),
    Kind::Zeros(4096),
    Kind::Random(64),
    Kind::Random(512),
    Kind::Random(4096),
    Kind::Swapped(64),
    Kind::Swapped(512),
    Kind::Swapped(4096),
    Kind::Cut,
    Kind::Flip,
];

impl Kind {
    /// The file with one damage between these places; nothing if it has no room for it, or stays the same.
    fn damage(
        self,
        whole: &[u8],
        (begin, end): (usize, usize),
        at: &mut Places,
    ) -> Option<Vec<u8>> {
        let mut bytes = whole.to_vec();
        let room = |length: usize| (end - begin).checked_sub(length).filter(|room| *room > 0);
        match self {
            Self::Zeros(length) => {
                let at = begin + at.below(room(length)?);
                bytes[at..at + length].fill(0);
            }
            Self::Random(length) => {
                let from = begin + at.below(room(length)?);
                bytes[from..from + length].fill_with(|| at.next() as u8);
            }
            Self::Swapped(length) => {
                let first = begin + at.below(room(2 * length)?);
                let second = first + length + at.below(end - first - 2 * length + 1);
                let (before, behind) = bytes.split_at_mut(second);
                before[first..first + length].swap_with_slice(&mut behind[..length]);
            }
            Self::Cut => {
                bytes.truncate(begin + at.below(room(0)?));
                bytes.extend([0xFF, END]);
            }
            Self::Flip => bytes[begin + at.below(room(0)?)] ^= 1 << at.below(8),
        }
        (bytes != whole).then_some(bytes)
    }
}

/// From the first scan to the end mark.
fn scans(bytes: &[u8]) -> (usize, usize) {
    let mut marks = Marks::new(bytes);
    marks.by_ref().find(|(mark, _)| *mark == SCAN).expect("a scan");
    let begin = marks.place();
    marks.by_ref().find(|(mark, _)| *mark == END).expect("an end");
    (begin, marks.place() - 2)
}

fn folder(name: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("a file").path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "jpg"));
    paths.sort();
    let read = |path: PathBuf| {
        let bytes = std::fs::read(&path).expect("a file");
        (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), bytes)
    };
    paths.into_iter().map(read).collect()
}

/// What `jpeg-encoder` writes of a photo, in every way that it knows.
fn encoded() -> Vec<(String, Vec<u8>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/references/collins.jpg");
    let photo = super::decode(&std::fs::read(path).expect("a photo"), &super::Limits::ANY_SIZE);
    let photo = super::fitted(photo.expect("decodes"), 300, 400).expect("scales");
    let size = (photo.width as u16, photo.height as u16);
    let samplings = [
        SamplingFactor::R_4_4_4,
        SamplingFactor::R_4_2_2,
        SamplingFactor::R_4_2_0,
        SamplingFactor::R_4_4_0,
        SamplingFactor::R_4_1_1,
    ];
    let mut files = Vec::new();
    for sampling in samplings {
        for progressive in [false, true] {
            for restart in [0, 7] {
                for quality in [75, 92] {
                    let mut jpeg = Vec::new();
                    let mut encoder = Encoder::new(&mut jpeg, quality);
                    encoder.set_sampling_factor(sampling);
                    encoder.set_progressive(progressive);
                    encoder.set_optimized_huffman_tables(restart > 0);
                    if restart > 0 {
                        encoder.set_restart_interval(restart);
                    }
                    encoder.encode(&photo.rgb, size.0, size.1, ColorType::Rgb).expect("encodes");
                    let way = if progressive { "progressive" } else { "sequential" };
                    files.push((format!("{sampling:?} {way} {restart} {quality}"), jpeg));
                }
            }
        }
    }
    files
}

/// How much of each kind was found: refused, of all.
type Found = BTreeMap<Kind, (usize, usize)>;

/// Damages every file so often in each way.
fn found(files: &[(String, Vec<u8>)], rounds: usize) -> Found {
    let mut found = Found::new();
    for (at, (name, whole)) in (1_u64..).zip(files) {
        assert_eq!(scan::fault(whole), None, "{name} is whole");
        let mut places = Places(0x9E37_79B9_7F4A_7C15 ^ at);
        let scans = scans(whole);
        for kind in KINDS {
            for _ in 0..rounds {
                if let Some(damaged) = kind.damage(whole, scans, &mut places) {
                    let own = found.entry(kind).or_default();
                    own.0 += usize::from(scan::fault(&damaged).is_some());
                    own.1 += 1;
                }
            }
        }
    }
    found
}

fn share((refused, all): (usize, usize)) -> f64 {
    refused as f64 / all as f64
}

fn print(what: &str, found: &Found) {
    for (kind, counts) in found {
        println!("{what}: {kind:?} {}/{} {:.1} %", counts.0, counts.1, share(*counts) * 100.0);
    }
}

/// All but flipped bits together.
fn together(found: &Found) -> f64 {
    let counted = found.iter().filter(|(kind, _)| **kind != Kind::Flip);
    share(counted.fold((0, 0), |sum, (_, own)| (sum.0 + own.0, sum.1 + own.1)))
}

#[test]
fn nearly_all_damage_is_found_and_whatever_is_whole_is_taken() {
    let groups = [
        ("encoders", folder("tests/cases/encoders"), 6),
        ("jpeg-encoder", encoded(), 4),
        ("submissions", folder("data/submissions").into_iter().step_by(5).collect(), 1),
    ];
    for (what, files, rounds) in groups {
        let found = found(&files, rounds);
        print(what, &found);
        assert!(together(&found) >= 0.95, "{what}: {}", together(&found));
        for (kind, counts) in &found {
            // Of the shortest holes and of one file in five these are few, and fewer are found in progressive files.
            let least = match kind {
                Kind::Flip => 0.2,
                Kind::Zeros(64) | Kind::Random(64) | Kind::Swapped(64) => 0.85,
                _ => 0.95,
            };
            assert!(share(*counts) >= least, "{what}, {kind:?}: {counts:?}");
        }
    }
}

#[test]
fn rare_layouts_and_all_samples_are_whole() {
    let folders = ["data/submissions", "src/photo/tests/layouts", "tests/cases/gradients"];
    let all = folders.map(folder).concat();
    for (name, whole) in all {
        assert_eq!(scan::fault(&whole), None, "{name}");
    }
}

#[test]
fn what_some_encoders_leave_behind_a_scan_is_no_damage() {
    let (_, whole) = folder("tests/cases/encoders").remove(0);
    let (_, end) = scans(&whole);
    let with = |more: &[u8]| {
        let mut bytes = whole.clone();
        bytes.splice(end..end, more.iter().copied());
        scan::fault(&bytes)
    };
    for more in [b"\xFF".as_slice(), b"\xFF\xFF\xFF", b"\0", b"\x12\x34", &[0; 40]] {
        assert_eq!(with(more), None, "{more:?}");
    }
    assert_eq!(with(&[7; 9]), Some(scan::ScanFault::GoesOn));
    let mut behind = whole.clone();
    behind.extend(b"what a phone appends");
    assert_eq!(scan::fault(&behind), None);
}

#[test]
#[ignore = "takes minutes; prints a table"]
fn damage_by_kind() {
    let named = std::env::var_os("PHOTOS").map(|name| folder(&name.to_string_lossy()));
    let groups = match named {
        Some(files) => vec![("PHOTOS", files)],
        None => vec![
            ("encoders", folder("tests/cases/encoders")),
            ("jpeg-encoder", encoded()),
            ("submissions", folder("data/submissions")),
        ],
    };
    for (what, files) in groups {
        let found = found(&files, 20);
        print(what, &found);
        println!("{what}: together without flips {:.1} %", together(&found) * 100.0);
    }
}
