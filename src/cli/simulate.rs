//! `simulate --reviewers R --decisions D`.

use std::io::Write as _;
use std::process::ExitCode;

use super::Setting;
use super::out::complain;
use crate::desk::clock::now;
use crate::desk::simulate::{self, SimulationPlan};

#[derive(clap::Args)]
pub(super) struct Args {
    /// How many reviewers decide at the same time.
    #[arg(long, default_value_t = 4)]
    reviewers: u32,
    /// How many decisions they make together.
    #[arg(long)]
    decisions: u64,
    /// Chance begins here: the same number decides alike.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Number of the first reviewer; tells the reviewers of two processes apart.
    #[arg(long, default_value_t = 1)]
    first_reviewer: u32,
}

pub(super) fn run(setting: &Setting, args: &Args) -> anyhow::Result<ExitCode> {
    drop(setting.open_existing()?);
    let plan = SimulationPlan {
        reviewers: args.reviewers,
        first_reviewer: args.first_reviewer,
        decisions: args.decisions,
        seed: args.seed,
    };
    let stdout = std::io::stdout();
    let say = |line: &str| {
        let mut out = stdout.lock();
        // If nobody reads the output any more, the decision still stands.
        drop(writeln!(out, "{line}").and_then(|()| out.flush()));
    };
    let made = simulate::run(&setting.dir, &plan, now, &say)?;
    complain(setting.text().with("cli-simulated", &[("count", made.to_string().into())]));
    Ok(ExitCode::SUCCESS)
}
