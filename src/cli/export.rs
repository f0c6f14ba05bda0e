//! `notices --to FILE` and `decisions --to FILE`.

use std::path::PathBuf;
use std::process::ExitCode;

use super::Setting;
use super::meter::Meter;
use crate::desk::clock::now;
use crate::desk::export;
use crate::domain::event::ExportKind;

#[derive(clap::Args)]
pub(super) struct Args {
    /// The file to write, .csv or .xlsx; one that is there is replaced.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

pub(super) fn run(setting: &Setting, kind: ExportKind, args: &Args) -> anyhow::Result<ExitCode> {
    let mut store = setting.open_existing()?;
    let text = setting.text();
    let mut meter = Meter::new(&text);
    let mut show = |progress| meter.show(progress);
    let rows = export::write(&mut store, kind, &args.to, &Setting::operator(), now, &mut show)?;
    meter.end();
    println!("{rows} rows written to {}", args.to.display());
    Ok(ExitCode::SUCCESS)
}
