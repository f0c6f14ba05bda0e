//! A demo from a folder of pictures: each picture becomes the submission of an invented student.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use chrono::{DateTime, Utc};

use super::fault::DemoFault;
use super::{import, invented};
use crate::desk::import::ImportKind;
use crate::domain::account::Actor;
use crate::domain::photo_hash::PhotoHash;
use crate::photo::{self, Format, Limits, PhotoError};
use crate::store::Store;

/// Fills a demo store with the pictures anywhere below a folder. Files that can't be submitted are left
/// out with a warning, since somebody's own folder holds all kinds of files; so are copies of a picture, since
/// no photo is two students'.
pub(super) fn fill(
    store: &mut Store,
    folder: &Path,
    actor: &Actor,
    at: DateTime<Utc>,
) -> anyhow::Result<()> {
    let mut pictures = Vec::new();
    find(folder, &mut pictures).with_context(|| format!("reading {}", folder.display()))?;
    pictures.sort();
    let work = tempfile::tempdir().context("a folder for the demo")?;
    let package = work.path().join("submissions");
    fs::create_dir(&package).context("a folder for the demo")?;
    let mut roster = String::from("学号,姓名,院系,培养层次,校区\n");
    let mut payments = String::from("学号,金额,支付时间,交易号\n");
    let mut list = String::from("student_no,file\n");
    let (mut taken, mut seen) = (0, BTreeSet::new());
    for picture in &pictures {
        let n = taken + 1;
        let Some(name) = put(picture, n, &package, &mut seen)? else { continue };
        taken = n;
        let student = invented::student(n)?;
        let no = &student.no;
        writeln!(
            roster,
            "{no},{},{},{},{}",
            student.name, student.department, student.programme, student.campus
        )?;
        writeln!(payments, "{no},30.00,2026-09-01 08:00,DEMO-{n:08}")?;
        writeln!(list, "{no},{name}")?;
    }
    anyhow::ensure!(taken > 0, DemoFault::NoPhoto(folder.to_owned()));
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
        } else if matches!(&*ending, "jpg" | "jpeg" | "png" | "webp" | "heic" | "heif") {
            pictures.push(path);
        }
    }
    Ok(())
}

/// Copies a picture into the package under a new name, since the old one may contain anything. A picture
/// that is too small to be submitted is enlarged, and its new name says so, lest it be taken for a real
/// photo. A file that is no photo is left out.
fn put(
    picture: &Path,
    n: u64,
    package: &Path,
    seen: &mut BTreeSet<PhotoHash>,
) -> anyhow::Result<Option<String>> {
    match prepared(picture) {
        Ok((_, bytes)) if !seen.insert(PhotoHash::of(&bytes)) => {
            tracing::warn!("left out, the same as another: {}", picture.display());
            Ok(None)
        }
        Ok((ending, bytes)) => {
            let name = format!("{n:04}{ending}");
            fs::write(package.join(&name), bytes).with_context(|| format!("writing {name}"))?;
            Ok(Some(name))
        }
        Err(error) => {
            tracing::warn!("left out: {error:#}: {}", picture.display());
            Ok(None)
        }
    }
}

/// The extension and the bytes with which a picture can be submitted.
fn prepared(picture: &Path) -> anyhow::Result<(&'static str, Vec<u8>)> {
    let bytes = fs::read(picture)?;
    match photo::inspect(&bytes, &Limits::default()) {
        Ok(inspected) => Ok((ending(inspected.format), bytes)),
        Err(PhotoError::TooSmall { .. }) => Ok(("-upscaled-demo.jpg", photo::enlarged(&bytes)?)),
        Err(error) => Err(error.into()),
    }
}

fn ending(format: Format) -> &'static str {
    match format {
        Format::Jpeg => ".jpg",
        Format::Png => ".png",
        Format::WebP => ".webp",
        Format::Heic => ".heic",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::clock::now;
    use crate::store::{ListFilter, ListSort};

    #[test]
    fn any_folder_of_pictures_will_do() {
        let work = tempfile::tempdir().expect("a folder");
        let folder = work.path().join("pictures");
        fs::create_dir(&folder).expect("folder");
        let small = include_bytes!("../../../data/submissions/low-resolution.jpg");
        let small = |mark: u8| [&small[..2], &[0xFF, 0xFE, 0, 3, mark], &small[2..]].concat();
        let names = ["b, \"quoted\" .jpg", "a.JPEG", "trailing .png"];
        for (mark, name) in (0..).zip(names) {
            fs::write(folder.join(name), small(mark)).expect("written");
        }
        fs::write(folder.join("copy.jpg"), small(0)).expect("written");
        #[cfg(unix)]
        fs::write(folder.join("10:30.jpg"), small(9)).expect("written");
        fs::write(folder.join("no picture.jpg"), "words").expect("written");
        let mut store = Store::create_demo(&work.path().join("store"), now()).expect("made");
        fill(&mut store, &folder, &Actor::operator("demo"), now()).expect("filled");
        let all = store.list_ids(&ListFilter::default(), ListSort::default(), 99).expect("listed");
        assert_eq!(all.len(), if cfg!(unix) { 4 } else { 3 });

        let empty = work.path().join("empty");
        fs::create_dir(&empty).expect("folder");
        assert!(fill(&mut store, &empty, &Actor::operator("demo"), now()).is_err());
    }
}
