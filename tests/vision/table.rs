//! What the screening says of the 100 portraits against what a careful eye sees in them: item by item how many
//! were found, missed and falsely doubted. `make portraits` prints the table.
//!
//! The numbers that were measured are kept in `measured.csv`, so that every clone can judge them; they are written
//! anew, where the portraits lie beside the package, by
//! `cargo test --test vision -- --ignored write_what_is_measured`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use photo_review::desk::look::{FOR_SCREENING, look};
use photo_review::domain::checklist::ChecklistItem;
use photo_review::domain::finding::{Finding, Measurement, Verdict};
use photo_review::domain::measure::Measure;
use photo_review::domain::reason::Reason;
use photo_review::domain::specification::Specification;
use photo_review::screening;

use crate::stored::{kept, names, portraits, rows};

/// The columns of `truth.csv`, the item and the reasons that they are about, and the words that mean "bad" and
/// "ok"; whatever else stands there is left out.
const COLUMNS: [(&str, ChecklistItem, &[Reason]); 19] = [
    ("wall", ChecklistItem::BackgroundPlainWhite, &[Reason::B01]),
    ("wall_shadow", ChecklistItem::BackgroundWallDistance, &[Reason::B02]),
    ("contrast", ChecklistItem::BackgroundClothingContrast, &[Reason::B03]),
    ("exposure", ChecklistItem::LightingExposure, &[Reason::L03, Reason::L04]),
    ("half_body", ChecklistItem::FramingHalfBody, &[Reason::C02]),
    ("single", ChecklistItem::FramingSinglePerson, &[Reason::B04]),
    ("ears", ChecklistItem::FaceEarsForehead, &[Reason::P04]),
    ("frontal", ChecklistItem::FaceFrontal, &[Reason::P01, Reason::P02]),
    ("shoulders", ChecklistItem::FaceShouldersLevel, &[Reason::P03]),
    ("eyes_open", ChecklistItem::FaceEyesOpen, &[Reason::P08]),
    ("lips_closed", ChecklistItem::FaceLipsClosed, &[Reason::P06]),
    ("neutral", ChecklistItem::FaceNeutralExpression, &[Reason::P07]),
    ("headwear", ChecklistItem::WearOrnaments, &[Reason::G04]),
    ("blue", ChecklistItem::ClothingNotBlue, &[Reason::D01]),
    ("plain", ChecklistItem::ClothingCollaredPlain, &[Reason::D02]),
    ("collar", ChecklistItem::ClothingCollaredPlain, &[Reason::D04]),
    ("decent", ChecklistItem::ClothingDecent, &[Reason::D03]),
    ("face_light", ChecklistItem::LightingEvenFace, &[Reason::L01, Reason::L02]),
    ("sharp", ChecklistItem::QualitySharpness, &[Reason::C03]),
];

/// The counts that were reached: found at least, falsely at most.
const REACHED: [(&str, usize, usize); 19] = [
    ("wall", 88, 0),
    ("wall_shadow", 0, 3),
    ("contrast", 0, 3),
    ("exposure", 0, 0),
    ("half_body", 20, 0),
    ("single", 0, 0),
    ("ears", 39, 2),
    ("frontal", 19, 17),
    ("shoulders", 4, 2),
    ("eyes_open", 0, 0),
    ("lips_closed", 30, 2),
    ("neutral", 44, 1),
    ("headwear", 16, 0),
    ("blue", 23, 3),
    ("plain", 27, 1),
    ("collar", 59, 0),
    ("decent", 14, 0),
    ("face_light", 3, 1),
    ("sharp", 0, 0),
];

/// What came of one column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    bad: usize,
    found: usize,
    ok: usize,
    falsely: usize,
    /// Of the ok ones: said to fail, which none may be.
    failed: usize,
    /// Of both: not known.
    unknown: usize,
}

/// The kept measurements of a portrait.
fn measured(row: &BTreeMap<String, String>) -> Vec<Measurement> {
    let cell = |measure: &Measure| row.get(measure.code()).filter(|cell| !cell.is_empty());
    let number = |text: &str| text.parse().expect("a number");
    Measure::ALL
        .iter()
        .filter_map(|measure| {
            let (value, uncertainty) = cell(measure)?.split_once(' ').expect("two numbers");
            let (value, uncertainty) = (number(value), number(uncertainty));
            Some(Measurement { measure: *measure, value, uncertainty, region: None })
        })
        .collect()
}

fn verdict(findings: &[Finding], item: ChecklistItem, reasons: &[Reason]) -> Verdict {
    let of = findings.iter().filter(|one| one.item == item && reasons.contains(&one.reason));
    of.map(|finding| finding.verdict).min().expect("a finding of each reason")
}

fn counts() -> Vec<(&'static str, Counts)> {
    let national = Specification::national().expect("right");
    let (truth, numbers) = (rows("truth.csv"), rows("measured.csv"));
    assert_eq!((truth.len(), numbers.len()), (100, 100));
    let findings: BTreeMap<&String, Vec<Finding>> = numbers
        .iter()
        .map(|(name, row)| (name, screening::findings(&measured(row), &national)))
        .collect();
    let column = |(column, item, reasons): (&'static str, ChecklistItem, &[Reason])| {
        let mut counts = Counts::default();
        for (name, row) in &truth {
            let found = verdict(&findings[name], item, reasons);
            let flagged = matches!(found, Verdict::Fails | Verdict::Doubtful);
            let (is_bad, is_ok) = match (column, row[column].as_str()) {
                ("headwear", "none") | (_, "ok") => (false, true),
                (_, "unsure" | "cannot_see") => continue,
                ("headwear", _) | (_, "bad") => (true, false),
                other => panic!("{other:?}"),
            };
            counts.bad += usize::from(is_bad);
            counts.found += usize::from(is_bad && flagged);
            counts.ok += usize::from(is_ok);
            counts.falsely += usize::from(is_ok && flagged);
            counts.failed += usize::from(is_ok && found == Verdict::Fails);
            counts.unknown += usize::from(matches!(found, Verdict::Unknown | Verdict::Reviewer));
        }
        (column, counts)
    };
    COLUMNS.into_iter().map(column).collect()
}

#[test]
fn the_counts_that_were_reached_stay() {
    let counts = counts();
    println!("{:<12} {:>14} {:>14} {:>8}", "item", "found of bad", "falsely of ok", "unknown");
    for (column, count) in &counts {
        let Counts { bad, found, ok, falsely, unknown, .. } = count;
        println!("{column:<12} {found:>6} of {bad:>3}  {falsely:>6} of {ok:>3}  {unknown:>7}");
    }
    for (column, count) in &counts {
        assert_eq!(count.failed, 0, "{column}: an ok item is said to fail");
    }
    let reached: BTreeMap<&str, (usize, usize)> =
        counts.iter().map(|(column, count)| (*column, (count.found, count.falsely))).collect();
    for (column, found, falsely) in REACHED {
        let (now_found, now_falsely) = reached[column];
        assert!(now_found >= found, "{column}: {now_found} found, {found} before");
        assert!(now_falsely <= falsely, "{column}: {now_falsely} falsely, {falsely} before");
    }
}

#[test]
#[ignore = "writes the kept numbers anew, from portraits that are no part of this package"]
fn write_what_is_measured() {
    let Some(folder) = portraits() else { return };
    let national = Specification::national().expect("right");
    let nets = crate::nets();
    let mut text = "file".to_owned();
    for measure in Measure::ALL {
        write!(text, ",{}", measure.code()).expect("written");
    }
    for name in names() {
        let bytes = fs::read(folder.join(format!("{name}.jpg"))).expect("a portrait");
        let looked = look(&bytes, &nets, FOR_SCREENING).expect("looked at");
        let found = screening::measure(&looked.original(), &national);
        write!(text, "\n{name}.jpg").expect("written");
        for measure in Measure::ALL {
            text.push(',');
            if let Some(one) = found.iter().find(|one| one.measure == *measure) {
                write!(text, "{:.4} {:.4}", one.value, one.uncertainty).expect("written");
            }
        }
    }
    fs::write(kept("measured.csv"), text + "\n").expect("written");
}
