//! `import roster|payments|submissions PATH`.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;

use super::Setting;
use super::import_options::Reading;
use super::meter::Meter;
use super::out::{complain, say};
use crate::desk::clock::now;
use crate::desk::import::{self, ImportError, ImportKind, ImportReport, Request};
use crate::exchange::sheet::Sheet;
use crate::store::Store;
use crate::text::Text;
use crate::ui::words::jobs::export_fault;

#[derive(clap::Args)]
pub(super) struct Args {
    /// What the file holds.
    kind: KindArg,
    /// A .csv or .xlsx file; for submissions a folder or a .zip.
    path: PathBuf,
    #[command(flatten)]
    list: ReadListArgs,
}

/// How a list is read and told of.
#[derive(clap::Args)]
pub(super) struct ReadListArgs {
    /// Save the row-by-row report as .csv or .xlsx.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// Print how the file is read and what would become of each row; record nothing.
    #[arg(long)]
    dry_run: bool,
    /// Check the photos too, which takes as long as the import; nothing of them is kept.
    #[arg(long, requires = "dry_run")]
    check_photos: bool,
    /// Print no rows, only the sum.
    #[arg(long)]
    quiet: bool,
}

impl ReadListArgs {
    /// Whether any of it was said.
    pub(super) fn is_said(&self) -> bool {
        let Self { report, reading, dry_run, check_photos, quiet } = self;
        report.is_some() || reading.is_said() || *dry_run || *check_photos || *quiet
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum KindArg {
    Roster,
    Payments,
    Submissions,
}

impl From<KindArg> for ImportKind {
    fn from(kind: KindArg) -> Self {
        match kind {
            KindArg::Roster => Self::Roster,
            KindArg::Payments => Self::Payments,
            KindArg::Submissions => Self::Submissions,
        }
    }
}

pub(super) fn run(setting: &Setting, args: &Args) -> anyhow::Result<ExitCode> {
    let Args { kind, path, list } = args;
    run_list(setting, (*kind).into(), path, list)
}

/// Imports a list of this kind, or tells what would become of it.
pub(super) fn run_list(
    setting: &Setting,
    kind: ImportKind,
    path: &Path,
    args: &ReadListArgs,
) -> anyhow::Result<ExitCode> {
    let text = setting.text();
    let options = match args.reading.options(kind, &text) {
        Ok(options) => options,
        Err(why) => {
            complain(why);
            return Ok(ExitCode::from(2));
        }
    };
    let request = Request { options, ..Request::new(kind, path) };
    // Checked before the import: once rows are committed it would be too late to refuse.
    if let Some(file) = &args.report {
        Sheet::check_name(file)?;
        request.check_report(file)?;
    }
    if args.dry_run {
        return look(setting, args, &request, &text);
    }
    let mut store = match kind {
        ImportKind::Refusals { .. } => setting.open_existing()?,
        _ => setting.open()?,
    };
    let mut meter = Meter::new(&text);
    let mut show = |progress| meter.show(progress);
    let actor = Setting::operator();
    let report = import::run_request(&request, &mut store, &actor, now, &mut show)?;
    meter.end();
    if !args.quiet {
        for line in import::lines(&report, &text) {
            say(line);
        }
    }
    say(import::summary(&report, &text));
    if let Some(number) = report.said_number(&text) {
        say(number);
    }
    // For scripts: this many changes are on disk.
    say(format_args!("committed {}", report.counts.added + report.counts.changed));
    let saved = saved(&report, &text, args.report.as_deref());
    Ok(ended(report.is_clean() && saved))
}

/// Saves the report, if it is wanted; says why where that fails, and gives whether it is there. The import itself
/// is done, and the exit code must not say that it is not.
fn saved(report: &ImportReport, text: &Text, file: Option<&Path>) -> bool {
    let Some(file) = file else { return true };
    let saved = import::save_report(report, text, file, &mut |_| ControlFlow::Continue(()));
    saved.map_err(|error| complain(export_fault(text, &error))).is_ok()
}

/// The exit code says whether all was understood.
fn ended(clean: bool) -> ExitCode {
    if clean { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

/// Says what the import would do, and ends as it would.
fn look(
    setting: &Setting,
    args: &ReadListArgs,
    request: &Request<'_>,
    text: &Text,
) -> anyhow::Result<ExitCode> {
    let store = Store::open_to_look(&setting.dir, now)?;
    let mut meter = Meter::new(text);
    let mut show = |progress| meter.show(progress);
    let actor = Setting::operator();
    let preview = import::preview(request, &store, &actor, args.check_photos, now, &mut show)?;
    meter.end();
    if !args.quiet {
        for line in import::preview_lines(&preview, text) {
            say(line);
        }
    }
    if let Some(fault) = preview.fault {
        return Err(ImportError::File(fault).into());
    }
    say(import::preview_summary(&preview, text));
    let saved = saved(&preview.report, text, args.report.as_deref());
    Ok(ended(preview.report.is_clean() && saved))
}
