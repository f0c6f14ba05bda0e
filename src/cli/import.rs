//! `import roster|payments|submissions PATH`.

use std::io::{IsTerminal as _, Write as _};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use clap::ValueEnum;

use super::Setting;
use crate::desk::clock::now;
use crate::desk::import::{self, ImportError, ImportKind, Progress, Stage};
use crate::exchange::sheet::Sheet;
use crate::text::Text;
use crate::ui::words::when;

#[derive(clap::Args)]
pub(super) struct Args {
    /// What the file holds.
    kind: Kind,
    /// A .csv or .xlsx file; for submissions a folder or a .zip.
    path: PathBuf,
    /// Save the row-by-row report as .csv or .xlsx.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Print no rows, only the sum.
    #[arg(long)]
    quiet: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    Roster,
    Payments,
    Submissions,
}

impl From<Kind> for ImportKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Roster => Self::Roster,
            Kind::Payments => Self::Payments,
            Kind::Submissions => Self::Submissions,
        }
    }
}

pub(super) fn run(setting: &Setting, args: &Args) -> anyhow::Result<ExitCode> {
    // Checked before the import: once rows are committed it would be too late to refuse.
    if let Some(file) = &args.report {
        Sheet::check_name(file)?;
    }
    let mut store = setting.open()?;
    let text = setting.text();
    let mut meter = Meter::new(&text);
    let mut show = |progress: Progress| {
        meter.show(progress);
        ControlFlow::Continue(())
    };
    let kind = args.kind.into();
    let actor = Setting::operator();
    let report = import::run(kind, &mut store, &args.path, &actor, now, &mut show)
        .map_err(|error| said(error, &text))?;
    meter.end();
    if !args.quiet {
        for line in import::lines(&report, &text) {
            println!("{line}");
        }
    }
    println!("{}", import::summary(&report, &text));
    // For scripts: this many changes are on disk.
    println!("committed {}", report.counts.added + report.counts.changed);
    let mut clean = report.counts.refused == 0;
    if let Some(file) = &args.report
        && let Err(error) = import::save_report(&report, &text, file)
    {
        // The import itself is done: this must exit with 1, not 2.
        eprintln!("photo-review: {error:#}");
        clean = false;
    }
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Puts an error of the file into words. An error of the store is passed on, since `run` finds the words
/// of those for every command.
fn said(error: ImportError, text: &Text) -> anyhow::Error {
    match error {
        ImportError::File(_) | ImportError::Cancelled => anyhow::anyhow!(error.say(text)),
        ImportError::Record(_) => error.into(),
    }
}

/// A line on the terminal that shows how far the import is, how fast, and how long it will still take.
struct Meter<'a> {
    text: &'a Text,
    terminal: bool,
    begun: Option<(Stage, Instant)>,
}

impl<'a> Meter<'a> {
    fn new(text: &'a Text) -> Self {
        Self { text, terminal: std::io::stderr().is_terminal(), begun: None }
    }

    fn show(&mut self, progress: Progress) {
        if !self.terminal {
            return;
        }
        let begun = match self.begun {
            Some((stage, begun)) if stage == progress.stage => begun,
            _ => Instant::now(),
        };
        self.begun = Some((progress.stage, begun));
        // Back to the start of the line, and clear the rest of it.
        eprint!("\r{}\x1b[K", pace(self.text, progress, begun.elapsed()));
        drop(std::io::stderr().flush());
    }

    fn end(self) {
        if self.terminal {
            eprintln!();
        }
    }
}

/// How far the import is, how fast, and how long it will still take.
fn pace(text: &Text, progress: Progress, since: Duration) -> String {
    let mut words = text.get(progress.stage.key()).into_owned();
    if progress.total == 0 {
        return words;
    }
    let values =
        [("done", progress.done.to_string().into()), ("total", progress.total.to_string().into())];
    words.push(' ');
    words.push_str(&text.with("transfer-done-of", &values));
    let seconds = since.as_secs_f64();
    if seconds >= 1.0 && progress.done > 0 {
        let rate = progress.done as f64 / seconds;
        words.push_str(&text.with("transfer-rate", &[("rate", format!("{rate:.1}").into())]));
        let left = progress.total.saturating_sub(progress.done) as f64 / rate;
        let left = when::span(text, TimeDelta::seconds(left as i64));
        words.push_str(&text.with("transfer-left", &[("span", left.into())]));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn the_pace_says_how_far_how_fast_and_how_long() {
        let text = Text::new(Lang::Zh);
        let progress = Progress { stage: Stage::Photos, done: 60, total: 180, bytes: 0 };
        let said = pace(&text, progress, Duration::from_secs(30));
        for part in ["检查照片", "60", "180", "2.0", "1 分"] {
            assert!(said.contains(part), "{said}");
        }
        let begun = Progress { done: 0, total: 0, ..progress };
        assert_eq!(pace(&text, begun, Duration::ZERO), "检查照片");
    }
}
