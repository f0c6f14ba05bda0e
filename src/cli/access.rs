//! `access [--group | --owner-only]`: who gets at a store's files; shown, or set.

use std::process::ExitCode;

use super::Setting;
use super::out::say;
use crate::store::access::{self, Access, Changed};

#[derive(clap::Args)]
pub(super) struct Args {
    /// Let the group of the store's folder in: its members work on the store too.
    #[arg(long, conflicts_with = "owner_only")]
    group: bool,
    /// Shut everybody out but the owner, as it is from the beginning.
    #[arg(long)]
    owner_only: bool,
}

pub(super) fn run(setting: &Setting, args: &Args) -> anyhow::Result<ExitCode> {
    drop(setting.open_existing()?);
    let text = setting.text();
    let wanted = match (args.group, args.owner_only) {
        (true, _) => Some(Access::Group),
        (_, true) => Some(Access::Owner),
        _ => None,
    };
    let changed = match wanted {
        Some(wanted) => access::set(&setting.dir, wanted)?,
        None if cfg!(unix) => Changed::All,
        None => Changed::NotHere,
    };
    let key = match (changed, Access::of(&setting.dir)) {
        (Changed::NotHere, _) => "cli-access-not-here",
        (Changed::NotOurs, _) => "cli-access-not-ours",
        (Changed::All, Access::Owner) => "cli-access-owner",
        (Changed::All, Access::Group) => "cli-access-group",
    };
    say(text.with(key, &[("dir", setting.dir.display().to_string().into())]));
    Ok(if changed == Changed::All { ExitCode::SUCCESS } else { ExitCode::from(2) })
}
