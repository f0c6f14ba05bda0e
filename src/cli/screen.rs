//! `screen`: looks at every open submission's photo once, without a window. It may be stopped and goes on the next time.

use std::process::ExitCode;

use super::Setting;
use super::meter::Meter;
use super::out::say;
use crate::desk::clock::now;
use crate::desk::look::threads;
use crate::desk::screen::{self, Priority, ScreenError, ScreenReport, Screener};
use crate::text::Text;
use crate::ui::words::screening::not_screened;

#[derive(clap::Args)]
pub(super) struct Args {
    /// Threads to look at photos with, by default of the lowest priority. Default: as many as the machine runs at once.
    #[arg(long, value_name = "N")]
    threads: Option<std::num::NonZeroUsize>,
    /// Compete with other programs for the processor: where nobody reviews on this machine meanwhile.
    #[arg(long)]
    full_speed: bool,
}

pub(super) fn run(setting: &Setting, args: &Args) -> anyhow::Result<ExitCode> {
    setting.check_there()?;
    let text = setting.text();
    let mut store = setting.open()?;
    let Some(_screening) = store.photos().screening() else {
        anyhow::bail!(text.get("screening-elsewhere").into_owned());
    };
    let threads = args.threads.map_or_else(threads, std::num::NonZero::get);
    let priority = if args.full_speed { Priority::Usual } else { Priority::Lowest };
    let mut screener = Screener::new(threads, priority).map_err(ScreenError::from)?;
    let mut meter = Meter::new(&text);
    let done = screen::run(&mut store, &mut screener, now, &mut |progress| meter.show(progress));
    meter.end();
    Ok(tell(&text, &done?))
}

fn tell(text: &Text, report: &ScreenReport) -> ExitCode {
    for (submission, why) in &report.failed {
        let values = [
            ("submission", submission.to_string().into()),
            ("why", not_screened(text, why).into()),
        ];
        say(text.with("screening-failed", &values));
    }
    let values = [
        ("screened", report.screened.to_string().into()),
        ("standard", report.standard_photos.to_string().into()),
        ("failed", report.failed.len().to_string().into()),
    ];
    say(text.with("screening-done", &values));
    if report.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) }
}
