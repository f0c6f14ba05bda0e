//! `standardize PHOTO… -o OUT`: makes standard photos, and tells which and why not.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::check::{self, UNREAD};
use super::out::say;
use super::table::{padded, widest};
use crate::desk::look::{CheckError, FOR_STANDARD_PHOTO, look, threads};
use crate::desk::standardize::{NotMade, ProvenPhoto, make};
use crate::domain::specification::Specification;
use crate::exchange::sheet::SheetError;
use crate::standard::{Crop, MatteSetting, Placement, StandardOptions};
use crate::text::Text;
use crate::ui::words::sheets::sheet_fault;
use crate::ui::words::standard::{check_fault, not_made};
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
    /// For one photo: the part of it that the standard photo shows, in pixels of the upright photo, three wide to
    /// four high. It may begin above or beside the photo. Each photo that is made tells the part that it shows.
    #[arg(long, value_name = "X,Y,WIDTH,HEIGHT", value_parser = crop, allow_hyphen_values = true)]
    crop: Option<Crop>,
    /// How much the cut-out is refined along hair, 0 to 1.
    #[arg(long, value_name = "0…1", default_value_t = MatteSetting::default().refinement, allow_hyphen_values = true)]
    refinement: f32,
    /// Moves the edge of the cut-out: inwards above 0, against a fringe; outwards below. −0.2 to 0.2.
    #[arg(long, value_name = "-0.2…0.2", default_value_t = MatteSetting::default().tightness, allow_hyphen_values = true)]
    tightness: f32,
}

/// Four numbers with commas between them.
fn crop(told: &str) -> Result<Crop, String> {
    let wrong = || "x,y,width,height".to_owned();
    let numbers: Result<Vec<f64>, _> = told.split(',').map(|part| part.trim().parse()).collect();
    match numbers.ok().as_deref() {
        Some([left, top, width, height])
            if [left, top, width, height].iter().all(|n| n.is_finite()) =>
        {
            Ok(Crop { left: *left, top: *top, width: *width, height: *height })
        }
        _ => Err(wrong()),
    }
}

/// The exit code where a photo allows no standard photo.
const NOT_MADE: u8 = 1;

pub(super) fn run(text: &Text, args: &Args) -> anyhow::Result<ExitCode> {
    let specification = check::specification(text, args.specification.as_deref())?;
    let settings = settings(text, args, &specification)?;
    let targets = targets(text, args)?;
    let nets = Nets::load(threads())?;
    let names: Vec<String> = args.photos.iter().map(|path| path.display().to_string()).collect();
    let width = widest(&names);
    let mut code = 0;
    for (path, target) in args.photos.iter().zip(&targets) {
        let told = padded(&path.display().to_string(), width);
        match made(path, &nets, &specification, &settings) {
            Ok(made) => {
                save(text, target, &made.standard.file.bytes)?;
                say(format_args!("{told}  {}", words_made(text, target, &made, &specification)));
            }
            Err(NotMade::Check(error @ (CheckError::Photo(_) | CheckError::Read(_)))) => {
                let why = [("why", check_fault(text, &error).into())];
                say(format_args!("{told}  {}", text.with("check-unread", &why)));
                code = code.max(UNREAD);
            }
            Err(why) => {
                let why = [("why", not_made(text, &why).into())];
                say(format_args!("{told}  {}", text.with("check-not-made", &why)));
                code = code.max(NOT_MADE);
            }
        }
    }
    Ok(ExitCode::from(code))
}

fn made(
    path: &Path,
    nets: &Nets,
    specification: &Specification,
    settings: &StandardOptions,
) -> Result<ProvenPhoto, NotMade> {
    let bytes = fs::read(path).map_err(|error| CheckError::Read(error.to_string()))?;
    make(&look(&bytes, nets, FOR_STANDARD_PHOTO)?, nets, specification, settings)
}

/// What was chosen, or what is wrong with it.
fn settings(
    text: &Text,
    args: &Args,
    specification: &Specification,
) -> anyhow::Result<StandardOptions> {
    if args.crop.is_some() && args.photos.len() > 1 {
        anyhow::bail!(text.get("check-crop-one-photo").into_owned());
    }
    let placement = args.crop.map(|crop| placement(text, crop, specification)).transpose()?;
    let matte = MatteSetting { refinement: args.refinement, tightness: args.tightness };
    let told = [
        ("refinement", matte.refinement, MatteSetting::REFINEMENT),
        ("tightness", matte.tightness, MatteSetting::TIGHTNESS),
    ];
    for (name, value, range) in told {
        if !range.contains(&value) {
            let ends = [("least", range.start()), ("most", range.end()), ("value", &value)];
            let ends = ends.map(|(name, number)| (name, number.to_string().into()));
            anyhow::bail!(text.with(&format!("check-{name}-range"), &ends));
        }
    }
    Ok(StandardOptions { placement, matte })
}

/// Where the photo lies on the standard photo for this crop.
fn placement(text: &Text, crop: Crop, specification: &Specification) -> anyhow::Result<Placement> {
    let (width, height) = (specification.file.width, specification.file.height);
    crop.placement(width, height).ok_or_else(|| {
        let wanted = crop.width * f64::from(height) / f64::from(width);
        let values = [
            ("width", short(crop.width).into()),
            ("height", short(crop.height).into()),
            ("wanted", short(wanted).into()),
            ("across", width.to_string().into()),
            ("down", height.to_string().into()),
        ];
        anyhow::anyhow!(text.with("check-crop-shape", &values))
    })
}

/// A number with two decimals at most.
fn short(number: f64) -> String {
    let rounded = (number * 100.0).round() / 100.0;
    // No negative zero.
    (rounded + 0.0).to_string()
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

fn words_made(
    text: &Text,
    target: &Path,
    made: &ProvenPhoto,
    specification: &Specification,
) -> String {
    let file = &made.standard.file;
    let (width, height) = (specification.file.width, specification.file.height);
    let Crop { left, top, width, height } = Crop::of(&made.standard.placement, width, height);
    let crop = [left, top, width, height].map(short).join(",");
    let values = [
        ("file", target.display().to_string().into()),
        ("bytes", file.bytes.len().to_string().into()),
        ("quality", file.quality.to_string().into()),
        ("crop", crop.into()),
    ];
    let mut words = text.with("check-made", &values);
    if file.is_below_least {
        words.push_str(&text.get("check-made-small"));
    }
    words
}
