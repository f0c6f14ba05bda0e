//! `unnamed [--delete]`: the photos that nobody names.

use std::process::ExitCode;

use super::Setting;
use crate::domain::deadline::china;

#[derive(clap::Args)]
pub(super) struct Args {
    /// Delete them all, for good. Without this they are only listed.
    #[arg(long)]
    delete: bool,
}

pub(super) fn run(setting: &Setting, args: &Args) -> anyhow::Result<ExitCode> {
    let mut store = setting.open_existing()?;
    let files = store.photos().clone();
    let photos = files.unnamed()?;
    for one in &photos {
        let kept = one.kept.with_timezone(&china()).format("%Y-%m-%d %H:%M");
        println!("{}\t{} bytes\timported {kept}", one.photo, one.bytes);
    }
    let (number, bytes) = (photos.len(), photos.iter().map(|one| one.bytes).sum::<u64>());
    println!("{number} photos that nobody names, {bytes} bytes");
    if args.delete && number > 0 {
        println!("deleting {number} photos for good");
        let deleted = files.delete_unnamed(&mut store, &photos)?;
        println!("{deleted} deleted");
        if deleted < number as u64 {
            println!("the others have their place among the photos, and are kept");
        }
    }
    Ok(ExitCode::SUCCESS)
}
