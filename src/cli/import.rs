//! `import roster|payments|submissions PATH`.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;

use super::Setting;
use super::meter::Meter;
use super::out::{complain, say};
use crate::desk::clock::now;
use crate::desk::import::{self, ImportKind, ReadOptions, Request, TextEncoding};
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
    /// Read text in this encoding: utf-8, gb18030, big5, utf-16le, utf-16be or windows-1252.
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    encoding: Option<TextEncoding>,
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

fn encoding(name: &str) -> Result<TextEncoding, String> {
    TextEncoding::named(name).ok_or_else(|| TextEncoding::ALL.map(TextEncoding::name).join(", "))
}

pub(super) fn run(setting: &Setting, args: &Args) -> anyhow::Result<ExitCode> {
    let text = setting.text();
    let options = ReadOptions { encoding: args.encoding };
    let request = Request { options, ..Request::new(args.kind.into(), &args.path) };
    // Checked before the import: once rows are committed it would be too late to refuse.
    if let Some(file) = &args.report {
        Sheet::check_name(file)?;
        request.check_report(file)?;
    }
    let mut store = setting.open()?;
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
    let mut clean = report.is_clean();
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
