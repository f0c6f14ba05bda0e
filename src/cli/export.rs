//! `notices --to FILE` and `decisions --to FILE`.

use std::path::PathBuf;
use std::process::ExitCode;

use super::Setting;
use super::meter::Meter;
use super::out::{complain, say};
use crate::desk::clock::now;
use crate::desk::export::{self, Unlogged};
use crate::domain::event::ExportKind;

#[derive(clap::Args)]
pub(super) struct Args {
    /// The file to write, .csv or .xlsx; one that is there is replaced.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

pub(super) fn run(setting: &Setting, kind: ExportKind, args: &Args) -> anyhow::Result<ExitCode> {
    let mut store = setting.open_to_read()?;
    let text = setting.text();
    let mut meter = Meter::new(&text);
    let mut show = |progress| meter.show(progress);
    // The store may be on a full disk, or one that can only be read: its lists can leave all the same.
    let unlogged = Unlogged::Allowed;
    let to = &args.to;
    let done = export::write(&mut store, kind, to, &Setting::operator(), now, unlogged, &mut show)?;
    meter.end();
    let values =
        [("rows", done.rows.to_string().into()), ("path", to.display().to_string().into())];
    say(text.with("cli-exported", &values));
    if done.unlogged {
        complain(text.get("cli-unlogged"));
    }
    for unread in &done.unread {
        complain(text.with("cli-export-unread", &[("id", unread.to_string().into())]));
    }
    Ok(if done.unread.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
