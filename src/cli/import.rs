//! `import roster|payments|submissions PATH`.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;

use super::Setting;
use super::meter::Meter;
use super::out::{complain, say};
use crate::desk::clock::now;
use crate::desk::import::{self, ImportKind};
use crate::exchange::sheet::Sheet;
use crate::ui::words::jobs::export_fault;

#[derive(clap::Args)]
pub(super) struct Args {
    /// What the file holds.
    kind: Kind,
    /// A .csv or .xlsx file; for submissions a folder or a .zip.
    path: PathBuf,
    /// Save the row-by-row report as .csv or .xlsx.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Print no rows, only the sum.
    #[arg(long)]
    quiet: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    Roster,
    Payments,
    Submissions,
}

impl From<Kind> for ImportKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Roster => Self::Roster,
            Kind::Payments => Self::Payments,
            Kind::Submissions => Self::Submissions,
        }
    }
}

/// Whether a file that is there is what is imported, or lies in it: links are followed.
fn is_in(report: &Path, input: &Path) -> bool {
    let (Ok(report), Ok(input)) = (report.canonicalize(), input.canonicalize()) else {
        return false;
    };
    report.starts_with(&input) || is_same_file(&report, &input)
}

/// Whether two names are of one file.
#[cfg(unix)]
fn is_same_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    let id = |path: &Path| path.metadata().map(|found| (found.dev(), found.ino())).ok();
    id(one).is_some() && id(one) == id(other)
}

/// Elsewhere the names tell.
#[cfg(not(unix))]
fn is_same_file(one: &Path, other: &Path) -> bool {
    one == other
}

pub(super) fn run(setting: &Setting, args: &Args) -> anyhow::Result<ExitCode> {
    let text = setting.text();
    // Checked before the import: once rows are committed it would be too late to refuse.
    if let Some(file) = &args.report {
        Sheet::check_name(file)?;
        if is_in(file, &args.path) {
            let path = [("path", file.display().to_string().into())];
            anyhow::bail!(text.with("cli-report-is-input", &path));
        }
    }
    let mut store = setting.open()?;
    let mut meter = Meter::new(&text);
    let mut show = |progress| meter.show(progress);
    let kind = args.kind.into();
    let actor = Setting::operator();
    let report = import::run(kind, &mut store, &args.path, &actor, now, &mut show)?;
    meter.end();
    if !args.quiet {
        for line in import::lines(&report, &text) {
            say(line);
        }
    }
    say(import::summary(&report, &text));
    // For scripts: this many changes are on disk.
    say(format_args!("committed {}", report.counts.added + report.counts.changed));
    let mut clean = report.counts.refused == 0 && !report.cancelled;
    if let Some(file) = &args.report
        && let Err(error) =
            import::save_report(&report, &text, file, &mut |_| ControlFlow::Continue(()))
    {
        // The import itself is done, and the exit code must not say that it is not.
        complain(export_fault(&text, &error));
        clean = false;
    }
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
