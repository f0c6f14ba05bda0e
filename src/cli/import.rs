//! `import roster|payments|submissions PATH`.

use std::io::{IsTerminal as _, Write as _};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;

use super::Setting;
use crate::desk::clock::now;
use crate::desk::import::{self, ImportKind, Progress};

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
    let mut store = setting.open()?;
    let text = setting.text();
    let terminal = std::io::stderr().is_terminal();
    let mut show = |progress: Progress| {
        if terminal {
            eprint!("\r{} / {}   ", progress.done, progress.total);
            drop(std::io::stderr().flush());
        }
        ControlFlow::Continue(())
    };
    let kind = args.kind.into();
    let actor = Setting::operator();
    let report = import::run(kind, &mut store, &args.path, &actor, now(), &mut show)?;
    if terminal {
        eprintln!();
    }
    if !args.quiet {
        for line in import::lines(&report, &text) {
            println!("{line}");
        }
    }
    println!("{}", import::summary(&report, &text));
    // For scripts: what is counted here is on disk.
    println!("committed {}", report.counts.added + report.counts.changed);
    if let Some(file) = &args.report {
        import::save_report(&report, &text, file)?;
    }
    let refused = report.counts.refused > 0;
    Ok(if refused { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
