//! A folder of pictures as a demo: each becomes the submission of an invented student.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use chrono::{DateTime, Utc};

use super::{import, invented};
use crate::desk::import::ImportKind;
use crate::domain::account::Actor;
use crate::photo::{self, Limits, PhotoError};
use crate::store::Store;

/// Fills a demo store with the pictures below a folder.
pub(super) fn fill(
    store: &mut Store,
    folder: &Path,
    actor: &Actor,
    at: DateTime<Utc>,
) -> anyhow::Result<()> {
    let mut pictures = Vec::new();
    find(folder, &mut pictures).with_context(|| format!("reading {}", folder.display()))?;
    pictures.sort();
    anyhow::ensure!(!pictures.is_empty(), "no .jpg, .png or .webp below {}", folder.display());
    let work = tempfile::tempdir().context("a folder for the demo")?;
    let package = work.path().join("submissions");
    fs::create_dir(&package).context("a folder for the demo")?;
    let mut roster = String::from("学号,姓名,院系,培养层次,校区\n");
    let mut payments = String::from("学号,金额,支付时间,交易号\n");
    let mut list = String::from("student_no,file\n");
    for (n, picture) in (1..).zip(&pictures) {
        let student = invented::student(n)?;
        let Some(name) = put(picture, n, &package)? else { continue };
        let no = &student.no;
        writeln!(
            roster,
            "{no},{},{},{},{}",
            student.name, student.department, student.programme, student.campus
        )?;
        writeln!(payments, "{no},30.00,2026-09-01 08:00,DEMO-{n:08}")?;
        writeln!(list, "{no},\"{}\"", name.replace('"', "\"\""))?;
    }
    for (name, text) in
        [("roster.csv", roster), ("payments.csv", payments), ("submissions/submissions.csv", list)]
    {
        fs::write(work.path().join(name), text).context("writing the demo's lists")?;
    }
    import(store, ImportKind::Roster, &work.path().join("roster.csv"), actor, at)?;
    import(store, ImportKind::Payments, &work.path().join("payments.csv"), actor, at)?;
    import(store, ImportKind::Submissions, &package, actor, at)
}

fn find(folder: &Path, pictures: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        if path.is_dir() && !path.is_symlink() {
            find(&path, pictures)?;
        } else if matches!(&*ending, "jpg" | "jpeg" | "png" | "webp") {
            pictures.push(path);
        }
    }
    Ok(())
}

/// Copies a picture into the package. One that is too small to be submitted is enlarged, and its name
/// says so: nobody may take it for a real photo. One that is no photo is left out.
fn put(picture: &Path, n: u64, package: &Path) -> anyhow::Result<Option<String>> {
    let bytes = fs::read(picture).with_context(|| format!("reading {}", picture.display()))?;
    let stem = picture.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let (name, bytes) = match photo::inspect(&bytes, &Limits::default()) {
        Ok(_) => {
            let ending = picture.extension().unwrap_or_default().to_string_lossy().into_owned();
            (format!("{n:04}-{stem}.{ending}"), bytes)
        }
        Err(PhotoError::TooSmall { .. }) => {
            (format!("{n:04}-{stem}-upscaled-demo.jpg"), photo::enlarged(&bytes, 2)?)
        }
        Err(error) => {
            tracing::warn!("left out: {error}: {}", picture.display());
            return Ok(None);
        }
    };
    fs::write(package.join(&name), bytes).with_context(|| format!("writing {name}"))?;
    Ok(Some(name))
}
