//! The samples of `data/`; the program itself carries a few of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use chrono::{DateTime, Utc};

use super::import;
use crate::desk::import::ImportKind;
use crate::desk::review::{self, Ask, Change};
use crate::domain::account::{AccountName, Actor, Role};
use crate::domain::checklist::ChecklistItem;
use crate::domain::decision::{Decision, Viewing};
use crate::domain::reason::Reason;
use crate::domain::student::StudentNo;
use crate::store::Store;

const ROSTER: &str = include_str!("../../../data/roster.csv");
const PAYMENTS: &str = include_str!("../../../data/payments.csv");
const SUBMISSIONS: &str = include_str!("../../../data/submissions/submissions.csv");
const RESUBMISSIONS: &str = include_str!("../../../data/resubmissions/submissions.csv");

/// The file name of a package's list.
const LIST: &str = "submissions.csv";

/// The few photos that the program carries with it, for where `data/` is not found.
macro_rules! carried {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_bytes!(concat!("../../../data/", $name)))),*]
    };
}

static CARRIED: &[(&str, &[u8])] = carried![
    "references/collins.jpg",
    "references/hopper.jpg",
    "submissions/too-far.jpg",
    "submissions/dark.jpg",
    "submissions/coloured-wall.jpg",
    "submissions/selfie.jpg",
    "submissions/beautified.jpg",
    "resubmissions/dark-again.jpg",
];

/// A folder with the samples: `data/` itself, or those that the program carries, unpacked.
struct SampleFolder {
    root: PathBuf,
    /// Deletes the unpacked samples when dropped.
    _unpacked: Option<tempfile::TempDir>,
}

impl SampleFolder {
    fn find() -> anyhow::Result<Self> {
        if let Some(root) = data_folder() {
            return Ok(Self { root, _unpacked: None });
        }
        let unpacked = tempfile::tempdir().context("a folder for the samples")?;
        let root = unpacked.path().to_owned();
        unpack(&root).context("unpacking the samples")?;
        Ok(Self { root, _unpacked: Some(unpacked) })
    }
}

/// The project's folder `data/`: looked for beside the program, in the folders above it, and in the
/// current folder.
fn data_folder() -> Option<PathBuf> {
    let program = std::env::current_exe().ok();
    let above = program.iter().flat_map(|program| program.ancestors().skip(1).take(4));
    let here = std::env::current_dir().ok();
    let folders = above.map(Path::to_owned).chain(here).map(|folder| folder.join("data"));
    // Any other folder called `data` lacks these lists.
    folders.into_iter().find(|data| {
        ["submissions", "resubmissions"]
            .iter()
            .all(|package| data.join(package).join(LIST).is_file())
            && data.join("roster.csv").is_file()
    })
}

fn unpack(root: &Path) -> std::io::Result<()> {
    for folder in ["references", "submissions", "resubmissions"] {
        fs::create_dir(root.join(folder))?;
    }
    for (name, bytes) in CARRIED {
        fs::write(root.join(name), bytes)?;
    }
    fs::write(root.join("roster.csv"), ROSTER)?;
    fs::write(root.join("payments.csv"), PAYMENTS)?;
    for (package, list) in [("submissions", SUBMISSIONS), ("resubmissions", RESUBMISSIONS)] {
        fs::write(root.join(package).join(LIST), of_carried(package, list))?;
    }
    Ok(())
}

/// A package's list, cut down to its heading and the lines of photos that the program carries.
fn of_carried(package: &str, list: &str) -> String {
    let is_carried = |line: &&str| {
        let file = line.split(',').nth(1).unwrap_or_default();
        CARRIED.iter().any(|(name, _)| *name == format!("{package}/{file}"))
    };
    let (head, rows) = list.split_once('\n').unwrap_or((list, ""));
    std::iter::once(head).chain(rows.lines().filter(is_carried)).collect::<Vec<_>>().join("\n")
}

/// The large photos that load tests share: 12 megapixels each.
pub(super) fn large_photos() -> anyhow::Result<Vec<Vec<u8>>> {
    let samples = SampleFolder::find()?;
    let names =
        ["good-charcoal.jpg", "good-green.jpg", "uniform-cap.jpg", "two-people.jpg", "dark.jpg"];
    let paths = names.iter().map(|name| samples.root.join("submissions").join(name));
    let there = paths.filter(|path| path.is_file());
    there
        .map(|path| fs::read(&path).with_context(|| format!("sample {}", path.display())))
        .collect()
}

/// Fills a demo store with the samples: a roster, payments, submissions, and a little history.
pub(super) fn fill(store: &mut Store, actor: &Actor, at: DateTime<Utc>) -> anyhow::Result<()> {
    let samples = SampleFolder::find()?;
    let root = samples.root.as_path();
    import(store, ImportKind::Roster, &root.join("roster.csv"), actor, at)?;
    import(store, ImportKind::Payments, &root.join("payments.csv"), actor, at)?;
    import(store, ImportKind::Submissions, &root.join("submissions"), actor, at)?;
    history(store, root, actor, at)
}

/// Two retakes with the photos that followed, and an accusation that waits for a second person.
fn history(store: &mut Store, root: &Path, actor: &Actor, at: DateTime<Utc>) -> anyhow::Result<()> {
    decide(store, "2026E8099900009", retake(ChecklistItem::LightingExposure, Reason::L04), at)?;
    decide(store, "2026E8099900015", retake(ChecklistItem::QualitySharpness, Reason::C03), at)?;
    let accused = Decision::Reject { reasons: BTreeSet::from([Reason::I01]), note: None };
    decide(store, "2026E8099900004", accused, at)?;
    import(store, ImportKind::Submissions, &root.join("resubmissions"), actor, at)
}

fn retake(item: ChecklistItem, reason: Reason) -> Decision {
    Decision::Retake {
        items: BTreeSet::from([item]),
        reasons: BTreeSet::from([reason]),
        notice: None,
        note: None,
    }
}

fn decide(
    store: &mut Store,
    no: &str,
    decision: Decision,
    at: DateTime<Utc>,
) -> anyhow::Result<()> {
    let reviewer = Actor { account: AccountName::new("lijing")?, role: Role::Reviewer };
    let Some(student) = store.student(&StudentNo::new(no)?)? else { return Ok(()) };
    let attempts = store.attempts(student.id)?;
    // Not every sample is there where the program carries a few of them only.
    let Some(last) = attempts.last() else { return Ok(()) };
    let case = review::take(store, &reviewer, last.id, at)?;
    let viewing = Viewing {
        painted_at: at,
        on_screen_ms: 4_000,
        active_ms: 4_000,
        standard_photo: None,
        findings: None,
    };
    let witness = case.witness(viewing).context("a sample without a lease")?;
    let ask = Ask::new(case.submission, case.revision, Change::Decide { decision, witness });
    review::change(store, &reviewer, &ask, at)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::clock::now;
    use crate::store::{ListFilter, ListSort};

    #[test]
    fn what_the_program_carries_is_small_and_makes_a_demo() {
        let bytes: usize = CARRIED.iter().map(|(_, bytes)| bytes.len()).sum();
        assert!(bytes < 2_000_000, "{bytes} bytes");
        let work = tempfile::tempdir().expect("a folder");
        let root = work.path().join("samples");
        fs::create_dir(&root).expect("a folder");
        unpack(&root).expect("unpacked");
        let mut store = Store::create_demo(&work.path().join("store"), now()).expect("made");
        let new = crate::desk::session::NewAccount {
            name: "lijing".to_owned(),
            display_name: "李静".to_owned(),
            role: Role::Reviewer,
            password: super::super::PASSWORD.to_owned(),
        };
        let actor = Actor::operator("demo");
        crate::desk::session::add_account(&mut store, &actor, &new, now()).expect("added");
        for (kind, file) in [
            (ImportKind::Roster, "roster.csv"),
            (ImportKind::Payments, "payments.csv"),
            (ImportKind::Submissions, "submissions"),
        ] {
            import(&mut store, kind, &root.join(file), &actor, now()).expect("every row is taken");
        }
        history(&mut store, &root, &actor, now()).expect("a history");
        let all = store.list_ids(&ListFilter::default(), ListSort::default(), 99).expect("listed");
        assert_eq!(all.len(), 6, "five photos, and one that was sent again");
    }
}
