//! `convert OLD NEW`: a new store from one of version 0.1, whose log names people.

use std::path::PathBuf;
use std::process::ExitCode;

use super::Setting;
use crate::desk::clock::now;
use crate::store;

#[derive(clap::Args)]
pub(super) struct Args {
    /// The folder of the old store, or of a backup of it. It is only read.
    old: PathBuf,
    /// The folder of the new store; empty, or not there.
    new: PathBuf,
}

pub(super) fn run(setting: &Setting, args: &Args) -> anyhow::Result<ExitCode> {
    let (report, head) = store::convert(&args.old, &args.new, now)?;
    let values = [
        ("entries", report.entries.to_string().into()),
        ("photos", report.photos.to_string().into()),
        ("old", head.to_string().into()),
        ("new", report.head.to_string().into()),
    ];
    println!("{}", setting.text().with("cli-convert-done", &values));
    println!("{}", setting.text().get("cli-convert-old"));
    Ok(ExitCode::SUCCESS)
}
