//! Demo stores: invented students, sample photos, and accounts with a published password.

mod fault;
mod folder;
mod invented;
mod many;
mod samples;

pub use fault::DemoFault;

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use chrono::{DateTime, Utc};

use super::import::{self, ImportKind};
use super::session::{self, NewAccount};
use crate::domain::account::{Actor, Role};
use crate::store::{Store, access};

/// The password of every account of a demo.
pub const PASSWORD: &str = "demo-2026";

/// The accounts of a demo: name, name as shown, role.
pub const ACCOUNTS: &[(&str, &str, Role)] = &[
    ("wangmin", "王敏", Role::Reviewer),
    ("lijing", "李静", Role::Reviewer),
    ("zhaolei", "赵磊", Role::Supervisor),
    ("admin", "管理员", Role::Administrator),
];

/// Where a demo's photos come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DemoSource {
    /// The samples that come with the program.
    Samples,
    /// Every picture of a folder, each as the photo of an invented student.
    Folder(PathBuf),
    /// So many submissions for load tests; they share a few large sample photos.
    Many(u64),
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MadeDemo {
    /// Submissions in the store.
    pub submissions: u64,
    /// The store was there already, and nothing was added to it.
    pub opened: bool,
}

/// Makes a demo store in `dir`. If a demo store is there already, it is opened as it is for
/// [`DemoSource::Samples`], and an error for other sources, since nothing is added to a demo. A store
/// that is no demo is always an error.
pub fn make(dir: &Path, source: &DemoSource, at: DateTime<Utc>) -> anyhow::Result<MadeDemo> {
    Store::refuse_lost(dir)?;
    if Store::exists(dir) {
        let store = Store::open(dir, at)?;
        anyhow::ensure!(store.is_demo()?, DemoFault::NoDemo(dir.to_owned()));
        anyhow::ensure!(*source == DemoSource::Samples, DemoFault::There(dir.to_owned()));
        return made(&store, true, at);
    }
    // Made in a temporary folder and moved to `dir` when complete, so that no half-made demo is left
    // behind.
    let parent = dir.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or_else(|| Path::new("."));
    access::make_folder(parent).with_context(|| format!("making {}", parent.display()))?;
    let making = access::temporary_folder("demo-", parent, dir)?;
    fill(making.path(), source, at)?;
    if dir.is_dir() {
        fs::remove_dir(dir).with_context(|| format!("{} is not empty", dir.display()))?;
    }
    fs::rename(making.keep(), dir).with_context(|| format!("making {}", dir.display()))?;
    made(&Store::open(dir, at)?, false, at)
}

fn fill(dir: &Path, source: &DemoSource, at: DateTime<Utc>) -> anyhow::Result<()> {
    // Before the first of many students, who sent their photos in the hours before now.
    let made = if matches!(source, DemoSource::Many(_)) { at - many::SPAN } else { at };
    let mut store = Store::create_demo(dir, made)?;
    let actor = Actor::operator("demo");
    for (name, display_name, role) in ACCOUNTS {
        let new = NewAccount {
            name: (*name).to_owned(),
            display_name: (*display_name).to_owned(),
            role: *role,
            password: PASSWORD.to_owned(),
        };
        session::add_account(&mut store, &actor, &new, made)?;
    }
    match source {
        DemoSource::Samples => samples::fill(&mut store, &actor, at),
        DemoSource::Folder(folder) => folder::fill(&mut store, folder, &actor, at),
        DemoSource::Many(n) => many::fill(&mut store, *n, &actor, at),
    }
}

fn made(store: &Store, opened: bool, at: DateTime<Utc>) -> anyhow::Result<MadeDemo> {
    let everything = crate::store::ListFilter { now: at, ..crate::store::ListFilter::default() };
    let sort = crate::store::ListSort::default();
    let submissions = store.list_ids(&everything, sort, usize::MAX)?.len() as u64;
    Ok(MadeDemo { submissions, opened })
}

/// Imports one of the demo's own files; a refused row is an error, since the demo made the file.
fn import(
    store: &mut Store,
    kind: ImportKind,
    path: &Path,
    actor: &Actor,
    at: DateTime<Utc>,
) -> anyhow::Result<()> {
    let report = import::run(kind, store, path, actor, at, &mut |_| ControlFlow::Continue(()))?;
    let refused = report.rows.iter().find(|row| row.outcome.is_refused());
    match refused {
        Some(row) => anyhow::bail!("sample {}: {:?}", row.place, row.outcome),
        None => Ok(()),
    }
}
