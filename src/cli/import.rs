//! `import roster|payments|submissions PATH`.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;

use super::Setting;
use super::meter::Meter;
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

pub(super) fn run(setting: &Setting, args: &Args) -> anyhow::Result<ExitCode> {
    // Checked before the import: once rows are committed it would be too late to refuse.
    if let Some(file) = &args.report {
        Sheet::check_name(file)?;
    }
    let mut store = setting.open()?;
    let text = setting.text();
    let mut meter = Meter::new(&text);
    let mut show = |progress| meter.show(progress);
    let kind = args.kind.into();
    let actor = Setting::operator();
    let report = import::run(kind, &mut store, &args.path, &actor, now, &mut show)?;
    meter.end();
    if !args.quiet {
        for line in import::lines(&report, &text) {
            println!("{line}");
        }
    }
    println!("{}", import::summary(&report, &text));
    // For scripts: this many changes are on disk.
    println!("committed {}", report.counts.added + report.counts.changed);
    let mut clean = report.counts.refused == 0;
    if let Some(file) = &args.report
        && let Err(error) =
            import::save_report(&report, &text, file, &mut |_| ControlFlow::Continue(()))
    {
        // The import itself is done, and the exit code must not say that it is not.
        eprintln!("photo-review: {}", export_fault(&text, &error));
        clean = false;
    }
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
