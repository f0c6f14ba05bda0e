//! The samples of `data/`, which every program carries with it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use include_dir::{Dir, include_dir};

use super::import;
use crate::desk::import::ImportKind;
use crate::desk::review::{self, Ask, Change};
use crate::domain::account::{AccountName, Actor, Role};
use crate::domain::checklist::ChecklistItem;
use crate::domain::decision::Decision;
use crate::domain::reason::Reason;
use crate::domain::student::StudentNo;
use crate::store::Store;

static SUBMISSIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/data/submissions");
static RESUBMISSIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/data/resubmissions");
static REFERENCES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/data/references");
const ROSTER: &str = include_str!("../../../data/roster.csv");
const PAYMENTS: &str = include_str!("../../../data/payments.csv");

/// The large photos that load tests share: 12 megapixels each.
pub(super) fn large_photos() -> anyhow::Result<Vec<&'static [u8]>> {
    let names =
        ["good-charcoal.jpg", "good-green.jpg", "uniform-cap.jpg", "two-people.jpg", "dark.jpg"];
    let bytes = |name: &&str| {
        let file = SUBMISSIONS.get_file(name).with_context(|| format!("sample {name}"))?;
        Ok(file.contents())
    };
    names.iter().map(bytes).collect()
}

/// Fills a demo store with the samples: a roster, payments, submissions, and a little history.
pub(super) fn fill(store: &mut Store, actor: &Actor, at: DateTime<Utc>) -> anyhow::Result<()> {
    let work = tempfile::tempdir().context("a folder for the samples")?;
    let root = work.path();
    for (dir, name) in [
        (&SUBMISSIONS, "submissions"),
        (&RESUBMISSIONS, "resubmissions"),
        (&REFERENCES, "references"),
    ] {
        let to = root.join(name);
        fs::create_dir(&to).and_then(|()| dir.extract(&to)).context("unpacking the samples")?;
    }
    fs::write(root.join("roster.csv"), ROSTER).context("unpacking the samples")?;
    fs::write(root.join("payments.csv"), PAYMENTS).context("unpacking the samples")?;
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
    let attempts = store.attempts(&StudentNo::new(no)?)?;
    let last = attempts.last().with_context(|| format!("sample submission of {no}"))?;
    let case = review::take(store, &reviewer, last.id, at)?;
    let witness = case.witness(4_000).context("a sample without a lease")?;
    let ask = Ask {
        submission: case.submission,
        seen: case.revision,
        change: Change::Decide { decision, witness },
    };
    review::change(store, &reviewer, &ask, at)?;
    Ok(())
}
