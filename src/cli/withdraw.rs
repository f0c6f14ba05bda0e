//! `imports` and `withdraw-import ID`: what was imported, and how to take it back.

use std::path::PathBuf;
use std::process::ExitCode;

use super::Setting;
use super::meter::Meter;
use super::out::{complain, say};
use crate::desk::clock::now;
use crate::desk::withdraw::{self, kind_of};
use crate::domain::operation::OperationId;
use crate::exchange::sheet::Sheet;
use crate::store::PastImport;
use crate::text::Text;
use crate::ui::words::imports::withdrawn_words;
use crate::ui::words::jobs::export_fault;
use crate::ui::words::keys::import_kind_key;
use crate::ui::words::when;

#[derive(clap::Args)]
pub(super) struct ListArgs {
    /// List so many, the newest.
    #[arg(long, value_name = "N", default_value_t = 50)]
    most: usize,
}

#[derive(clap::Args)]
pub(super) struct Args {
    /// The import's number, which `import` prints at its end and `imports` lists.
    import: String,
    /// Only tell what would be taken back and what stays.
    #[arg(long)]
    dry_run: bool,
    /// Save the row-by-row report as .csv or .xlsx.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Print no rows, only the sums.
    #[arg(long)]
    quiet: bool,
}

pub(super) fn list(setting: &Setting, args: &ListArgs) -> anyhow::Result<ExitCode> {
    let store = setting.open_to_read()?;
    let text = setting.text();
    let imports = withdraw::imports(&store, &Setting::operator(), args.most)?;
    for import in &imports {
        say(line(import, &text));
    }
    if imports.is_empty() {
        say(text.get("withdrawal-none"));
    }
    Ok(ExitCode::SUCCESS)
}

fn line(import: &PastImport, text: &Text) -> String {
    let values = [
        ("time", when::date_and_time(import.at).into()),
        ("by", import.by.to_string().into()),
        ("kind", text.get(import_kind_key(kind_of(import))).into()),
        ("rows", import.rows().to_string().into()),
        ("withdrawn", withdrawn_words(import, text).into()),
        ("number", import.id.to_string().into()),
    ];
    text.with("withdrawal-line", &values)
}

pub(super) fn run(setting: &Setting, args: &Args) -> anyhow::Result<ExitCode> {
    let text = setting.text();
    let Ok(import) = OperationId::try_from(args.import.trim().to_owned()) else {
        let number = [("number", args.import.as_str().into())];
        anyhow::bail!("{}", text.with("withdrawal-failed-not-a-number", &number));
    };
    if let Some(file) = &args.report {
        Sheet::check_name(file)?;
    }
    let mut store = if args.dry_run { setting.open_to_read()? } else { setting.open_existing()? };
    let actor = Setting::operator();
    let mut meter = Meter::new(&text);
    // What will be done is told before it is done.
    let mut report =
        withdraw::look(&store, import, &actor, now, &mut |progress| meter.show(progress))?;
    meter.end();
    say(report.summary(&text));
    if let Some(advice) = report.advice(&text) {
        say(advice);
    }
    if !args.dry_run {
        let mut meter = Meter::new(&text);
        let mut show = |progress| meter.show(progress);
        report = withdraw::withdraw(&mut store, import, &actor, now, &mut show)?;
        meter.end();
        say(report.summary(&text));
    }
    if !args.quiet {
        for line in report.lines(&text) {
            say(line);
        }
    }
    let mut clean = report.is_whole();
    if let Some(file) = &args.report
        && let Err(error) = report.save(&text, file, &mut |_| std::ops::ControlFlow::Continue(()))
    {
        // The withdrawal itself is done, and the exit code must not say that it is not.
        complain(export_fault(&text, &error));
        clean = false;
    }
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
