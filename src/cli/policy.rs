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
    /// From now on an approval needs the standard photo, seen for as long, or doesn't (yes in a store that is made
    /// today; no in one from before, until it is set).
    #[arg(long, value_name = "yes|no", value_parser = clap::builder::BoolishValueParser::new())]
    standard_photo: Option<bool>,
}

pub(super) fn run(setting: &Setting, args: &Args) -> anyhow::Result<ExitCode> {
    let mut store = setting.open_existing()?;
    let stands = store.policy()?;
    let wanted = Policy {
        on_screen_ms: args.on_screen_ms.unwrap_or(stands.on_screen_ms),
        standard_photo: args.standard_photo.unwrap_or(stands.standard_photo),
    };
    policy::set(&mut store, &Setting::operator(), wanted, now)?;
    let text = setting.text();
    say(text.with("cli-policy-on-screen", &[("ms", wanted.on_screen_ms.to_string().into())]));
    let needed = wanted.standard_photo.to_string();
    say(text.with("cli-policy-standard-photo", &[("needed", needed.into())]));
    Ok(ExitCode::SUCCESS)
}
