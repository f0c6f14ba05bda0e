//! `policy`: what the store asks of its reviewers; shown, or set.

use std::process::ExitCode;

use super::Setting;
use super::out::say;
use crate::desk::clock::now;
use crate::desk::policy;
use crate::domain::policy::Policy;

#[derive(clap::Args)]
pub(super) struct Args {
    /// From now on a photo must have been on the screen for so many milliseconds before it may be
    /// decided on (300 until it is set; 60000 at most).
    #[arg(long, value_name = "MS")]
    on_screen_ms: Option<u64>,
}

pub(super) fn run(setting: &Setting, args: &Args) -> anyhow::Result<ExitCode> {
    let mut store = setting.open_existing()?;
    if let Some(on_screen_ms) = args.on_screen_ms {
        policy::set(&mut store, &Setting::operator(), Policy { on_screen_ms }, now)?;
    }
    let ms = store.policy()?.on_screen_ms.to_string();
    say(setting.text().with("cli-policy-on-screen", &[("ms", ms.into())]));
    Ok(ExitCode::SUCCESS)
}
