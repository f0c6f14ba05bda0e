//! `demo [--from DIR] [--photos N] [--no-console]`.

use std::path::PathBuf;
use std::process::ExitCode;

use super::Setting;
use super::out::say;
use crate::desk::clock::now;
use crate::desk::demo::{self, DemoSource};
use crate::ui;

#[derive(clap::Args)]
pub(super) struct Args {
    /// Show the photos of this folder instead of the samples that come with the program.
    #[arg(long, value_name = "DIR", conflicts_with = "photos")]
    from: Option<PathBuf>,
    /// Make so many submissions, for load tests.
    #[arg(long, value_name = "N")]
    photos: Option<u64>,
    /// Make the store and stop there.
    #[arg(long)]
    no_console: bool,
    /// Print the password of the demo's accounts and stop there.
    #[arg(long)]
    show_password: bool,
}

pub(super) fn run(mut setting: Setting, chosen: bool, args: &Args) -> anyhow::Result<ExitCode> {
    if args.show_password {
        say(demo::PASSWORD);
        return Ok(ExitCode::SUCCESS);
    }
    if !chosen {
        setting.dir = setting.dir.with_file_name("demo");
    }
    let source = match (&args.from, args.photos) {
        (Some(dir), _) => DemoSource::Folder(dir.clone()),
        (None, Some(n)) => DemoSource::Many(n),
        (None, None) => DemoSource::Samples,
    };
    let text = setting.text();
    let made = demo::make(&setting.dir, &source, now())?;
    if made.opened {
        say(text.get("cli-demo-there"));
    }
    let values = [
        ("count", made.submissions.to_string().into()),
        ("dir", setting.dir.display().to_string().into()),
    ];
    say(text.with("cli-demo-made", &values));
    let names: Vec<&str> = demo::ACCOUNTS.iter().map(|(name, ..)| *name).collect();
    let values = [("names", names.join(", ").into()), ("password", demo::PASSWORD.into())];
    say(text.with("cli-demo-accounts", &values));
    if !args.no_console {
        ui::run(&setting.dir, setting.lang)?;
    }
    Ok(ExitCode::SUCCESS)
}
