//! `clock [--agree]`: whether this computer's clock and the log agree on the time.

use std::process::ExitCode;

use super::Setting;
use super::out::say;
use crate::desk::clock::now;
use crate::desk::session;
use crate::ui::words::when;

#[derive(clap::Args)]
pub(super) struct Args {
    /// Agree that the clock is right, though it is behind the newest entry of the log or far ahead of it.
    #[arg(long)]
    agree: bool,
}

pub(super) fn run(setting: &Setting, args: &Args) -> anyhow::Result<ExitCode> {
    let mut store = setting.open_existing()?;
    let text = setting.text();
    let Some(off) = store.clock_off(now)? else {
        say(text.get("cli-clock-right"));
        return Ok(ExitCode::SUCCESS);
    };
    let values = [
        ("clock", when::date_and_time(off.clock).into()),
        ("newest", when::date_and_time(off.newest).into()),
    ];
    if args.agree {
        session::agree_on_clock(&mut store, &Setting::operator(), now)?;
        say(text.with("cli-clock-agreed", &values));
        return Ok(ExitCode::SUCCESS);
    }
    say(text.with("cli-clock-off", &values));
    Ok(ExitCode::FAILURE)
}
