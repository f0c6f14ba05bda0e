//! `standardize PHOTO… -o OUT`: makes standard photos, and tells which and why not.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;

use super::check::{self, UNREAD};
use crate::desk::look::{CheckError, FOR_STANDARD_PHOTO, look};
use crate::desk::standardize::{Made, NotMade, make};
use crate::domain::specification::Specification;
use crate::exchange::notice::reason_key;
use crate::standard::Settings;
use crate::text::Text;
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
    let specification = check::specification(args.specification.as_deref())?;
    let targets = targets(args)?;
    let nets = Nets::load(check::threads())?;
    let mut code = 0;
    for (path, target) in args.photos.iter().zip(&targets) {
        let told = path.display();
        match made(path, &nets, &specification) {
            Ok(made) => {
                save(target, &made.standard.file.bytes)?;
                println!("{told}  {}", words_made(text, target, &made));
            }
            Err(NotMade::Check(error @ (CheckError::Photo(_) | CheckError::Read(_)))) => {
                let why = [("why", check::words(text, &error).into())];
                println!("{told}  {}", text.with("check-unread", &why));
                code = code.max(UNREAD);
            }
            Err(why) => {
                println!("{told}  {}", words_not_made(text, &why));
                code = code.max(NOT_MADE);
            }
        }
    }
    Ok(ExitCode::from(code))
}

fn made(path: &Path, nets: &Nets, specification: &Specification) -> Result<Made, NotMade> {
    let bytes = fs::read(path).map_err(|error| CheckError::Read(error.to_string()))?;
    make(&look(&bytes, nets, FOR_STANDARD_PHOTO)?, nets, specification, &Settings::default())
}

/// Where each goes: no two to the same place, and none in the place of an original.
fn targets(args: &Args) -> anyhow::Result<Vec<PathBuf>> {
    let is_file = args.out.extension().is_some_and(|end| end.eq_ignore_ascii_case("jpg"));
    if is_file && args.photos.len() > 1 {
        anyhow::bail!("{} is one file, for one photo only: name a folder", args.out.display());
    }
    if !is_file {
        fs::create_dir_all(&args.out)
            .with_context(|| format!("cannot make the folder {}", args.out.display()))?;
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
            let shown = target.display();
            if !taken.insert(target.clone()) {
                anyhow::bail!("two photos would be written to {shown}: give them other names");
            }
            if fs::canonicalize(&target).is_ok_and(|target| originals.contains(&target)) {
                anyhow::bail!("{shown} is an original: name another place");
            }
            Ok(target)
        })
        .collect()
}

/// Writes a file whole, or leaves what was there.
fn save(target: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let shown = || format!("cannot write {}", target.display());
    let beside = target.parent().filter(|parent| !parent.as_os_str().is_empty());
    let mut file =
        tempfile::NamedTempFile::new_in(beside.unwrap_or(Path::new("."))).with_context(shown)?;
    file.write_all(bytes).with_context(shown)?;
    file.as_file().sync_all().with_context(shown)?;
    file.persist(target).with_context(shown)?;
    Ok(())
}

fn words_made(text: &Text, target: &Path, made: &Made) -> String {
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
