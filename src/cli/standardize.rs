//! `standardize PHOTO… -o OUT`: makes standard photos, and tells which and why not.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::check::{self, UNREAD};
use super::out::say;
use crate::desk::look::{CheckError, FOR_STANDARD_PHOTO, look};
use crate::desk::standardize::{NotMade, ProvenPhoto, make};
use crate::domain::specification::Specification;
use crate::exchange::notice::reason_key;
use crate::exchange::sheet::SheetError;
use crate::standard::StandardOptions;
use crate::text::Text;
use crate::ui::words::jobs::sheet_fault;
use crate::vision::Nets;

#[derive(clap::Args)]
pub(super) struct Args {
    /// Photo files.
    #[arg(required = true, value_name = "PHOTO")]
    photos: Vec<PathBuf>,
    /// A .jpg file for one photo, or a folder, in which each is named like its original. What is there is replaced.
    #[arg(short, long, value_name = "OUT")]
    out: PathBuf,
    /// A specification of one's own, a .toml file, in place of the national one.
    #[arg(long, value_name = "FILE")]
    specification: Option<PathBuf>,
}

/// The exit code where a photo allows no standard photo.
const NOT_MADE: u8 = 1;

pub(super) fn run(text: &Text, args: &Args) -> anyhow::Result<ExitCode> {
    let specification = check::specification(text, args.specification.as_deref())?;
    let targets = targets(text, args)?;
    let nets = Nets::load(check::threads())?;
    let mut code = 0;
    for (path, target) in args.photos.iter().zip(&targets) {
        let told = path.display();
        match made(path, &nets, &specification) {
            Ok(made) => {
                save(text, target, &made.standard.file.bytes)?;
                say(format_args!("{told}  {}", words_made(text, target, &made)));
            }
            Err(NotMade::Check(error @ (CheckError::Photo(_) | CheckError::Read(_)))) => {
                let why = [("why", check::words(text, &error).into())];
                say(format_args!("{told}  {}", text.with("check-unread", &why)));
                code = code.max(UNREAD);
            }
            Err(why) => {
                say(format_args!("{told}  {}", words_not_made(text, &why)));
                code = code.max(NOT_MADE);
            }
        }
    }
    Ok(ExitCode::from(code))
}

fn made(path: &Path, nets: &Nets, specification: &Specification) -> Result<ProvenPhoto, NotMade> {
    let bytes = fs::read(path).map_err(|error| CheckError::Read(error.to_string()))?;
    make(&look(&bytes, nets, FOR_STANDARD_PHOTO)?, nets, specification, &StandardOptions::default())
}

/// Where each goes: no two to the same place, and none in the place of an original.
fn targets(text: &Text, args: &Args) -> anyhow::Result<Vec<PathBuf>> {
    let is_file = args.out.extension().is_some_and(|end| end.eq_ignore_ascii_case("jpg"));
    if is_file && args.photos.len() > 1 {
        anyhow::bail!(at(text, "check-out-one-file", &args.out));
    }
    if !is_file {
        let made = fs::create_dir_all(&args.out);
        made.map_err(|error| not_written(text, &args.out, &error))?;
    }
    let mut taken = BTreeSet::new();
    let originals: BTreeSet<PathBuf> =
        args.photos.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
    args.photos
        .iter()
        .map(|path| {
            let stem = path.file_stem().unwrap_or(path.as_os_str());
            let target =
                if is_file { args.out.clone() } else { args.out.join(stem).with_extension("jpg") };
            if !taken.insert(target.clone()) {
                anyhow::bail!(at(text, "check-out-twice", &target));
            }
            if fs::canonicalize(&target).is_ok_and(|target| originals.contains(&target)) {
                anyhow::bail!(at(text, "check-out-original", &target));
            }
            Ok(target)
        })
        .collect()
}

/// Writes a file whole, or leaves what was there.
fn save(text: &Text, target: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let beside = target.parent().filter(|parent| !parent.as_os_str().is_empty());
    let write = || -> std::io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(beside.unwrap_or(Path::new(".")))?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(target)?;
        Ok(())
    };
    write().map_err(|error| not_written(text, target, &error))
}

fn at(text: &Text, key: &str, path: &Path) -> String {
    text.with(key, &[("path", path.display().to_string().into())])
}

/// Said as of any file that can't be written.
fn not_written(text: &Text, path: &Path, error: &std::io::Error) -> anyhow::Error {
    anyhow::anyhow!(sheet_fault(text, &SheetError::file(path, error)))
}

fn words_made(text: &Text, target: &Path, made: &ProvenPhoto) -> String {
    let file = &made.standard.file;
    let values = [
        ("file", target.display().to_string().into()),
        ("bytes", file.bytes.len().to_string().into()),
        ("quality", file.quality.to_string().into()),
    ];
    let mut words = text.with("check-made", &values);
    if file.is_below_least {
        words.push_str(&text.get("check-made-small"));
    }
    words
}

/// Why there is none: the reason, the rules and by how much, or what did not pass.
fn words_not_made(text: &Text, why: &NotMade) -> String {
    let Some(missing) = why.missing() else {
        return text.with("check-not-made", &[("why", why.to_string().into())]);
    };
    let reason = text.get(&reason_key(missing.reason)).into_owned();
    let mut words = format!("{} {reason}", missing.reason.code());
    if let Some(by) = missing.by {
        let values =
            [("rules", missing.rules.join(", ").into()), ("by", format!("{by:.1}").into())];
        words.push_str(&text.with("check-not-made-rules", &values));
    }
    text.with("check-not-made", &[("why", words.into())])
}
