//! `specification`: by which the store's photos are screened and standardised; shown, or set.

use std::path::PathBuf;
use std::process::ExitCode;

use super::Setting;
use super::check;
use super::out::say;
use crate::desk::clock::now;
use crate::desk::screen::screened_by;
use crate::desk::specification;
use crate::domain::specification::NATIONAL;

#[derive(clap::Args)]
#[group(multiple = false)]
pub(super) struct Args {
    /// From now on photos are screened and standardised by this .toml file; what is undecided is screened again.
    #[arg(long, value_name = "FILE")]
    set: Option<PathBuf>,
    /// From now on by the national one again.
    #[arg(long)]
    national: bool,
    /// Print the one that holds, as without any option.
    #[arg(long)]
    show: bool,
}

pub(super) fn run(setting: &Setting, args: &Args) -> anyhow::Result<ExitCode> {
    if args.show || (args.set.is_none() && !args.national) {
        say(specification::text(&setting.open_to_read()?)?.trim_end());
        return Ok(ExitCode::SUCCESS);
    }
    let text = setting.text();
    let wanted = match &args.set {
        Some(file) => check::specification_text(&text, file)?,
        None => NATIONAL.to_owned(),
    };
    let mut store = setting.open_existing()?;
    specification::set(&mut store, &Setting::operator(), &wanted, now)?;
    let by = screened_by(&store)?;
    let counts = store.screening_counts(by)?;
    let waiting = counts.total.saturating_sub(counts.done).to_string();
    say(text.with("cli-specification-set", &[("waiting", waiting.into())]));
    Ok(ExitCode::SUCCESS)
}
