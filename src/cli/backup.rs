//! `backup` and `restore --from DIR`.

mod planned;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::Setting;
use super::out::{complain, say};
use crate::desk::clock::now;
use crate::domain::account::Actor;
use crate::store::backup;
use crate::store::verify::VerifyReport;
use crate::text::{FluentValue, Text};
use crate::ui::words::faults::{behind_words, fault_words, lost_words};

#[derive(clap::Args)]
#[command(group = clap::ArgGroup::new("what").args(["to", "due", "now", "plan", "end_plan"]).multiple(false))]
pub(super) struct BackupArgs {
    /// Folder for one copy; must not hold a store yet.
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// Make the backup that is planned, if it is due: for a scheduled task.
    #[arg(long)]
    due: bool,
    /// Make the backup that is planned, due or not.
    #[arg(long)]
    now: bool,
    /// Plan backups in this folder, which must be there: the program makes them by itself while a console is open.
    #[arg(long, value_name = "DIR")]
    plan: Option<PathBuf>,
    /// Hours from one planned backup to the next.
    #[arg(long, value_name = "HOURS", requires = "plan", default_value_t = 12)]
    every: u32,
    /// Days for which planned backups are kept.
    #[arg(long, value_name = "DAYS", requires = "plan", default_value_t = 30)]
    keep: u32,
    /// End the plan; what was made stays.
    #[arg(long)]
    end_plan: bool,
}

#[derive(clap::Args)]
pub(super) struct RestoreArgs {
    /// Folder of the copy. The place named by --store must not hold a store yet.
    #[arg(long, value_name = "DIR", required_unless_present = "accept_older")]
    from: Option<PathBuf>,
    /// Go on with the database that is in --store, though it is older than what its folder has seen: what
    /// was decided between is lost. The log tells of it.
    #[arg(long, conflicts_with = "from")]
    accept_older: bool,
}

pub(super) fn backup(setting: &Setting, args: &BackupArgs) -> anyhow::Result<ExitCode> {
    setting.check_there()?;
    let text = setting.text();
    let Some(to) = &args.to else { return planned::run(setting, args) };
    let report = backup::backup(&setting.dir, to, &Setting::operator(), now)?;
    tell_unread(&text, &report);
    if report.is_whole() {
        say(text.with("cli-backup-done", &counted(&report, to)));
        if report.unlogged {
            complain(text.get("cli-unlogged"));
        }
        return Ok(ExitCode::SUCCESS);
    }
    for fault in &report.faults {
        say(fault_words(&text, fault));
    }
    let values =
        [("faults", report.number().to_string().into()), ("dir", to.display().to_string().into())];
    say(text.with("cli-backup-not-whole", &values));
    Ok(ExitCode::from(1))
}

pub(super) fn restore(setting: &Setting, args: &RestoreArgs) -> anyhow::Result<ExitCode> {
    let operator = Setting::operator();
    let text = setting.text();
    let Some(from) = &args.from else { return accept_older(setting, &text, &operator) };
    let back = backup::restore(from, &setting.dir, &operator, now)?;
    tell_unread(&text, &back.report);
    for lost in &back.lost {
        for line in lost_words(&text, lost) {
            say(line);
        }
    }
    for fault in back.lost_unnamed.iter().flatten() {
        let fault = [("fault", fault_words(&text, fault).into())];
        say(text.with("cli-restore-lost-unnamed", &fault));
    }
    if back.lost_unnamed.is_none() {
        say(text.get("cli-restore-unlisted"));
    }
    let kept = back.report.photos.saturating_sub(back.lost.len() as u64);
    let [entries, _named, dir] = counted(&back.report, &setting.dir);
    say(text.with("cli-restore-done", &[entries, ("photos", kept.to_string().into()), dir]));
    if !back.lost.is_empty() {
        let number = [("photos", back.lost.len().to_string().into())];
        say(text.with("cli-restore-without", &number));
    }
    Ok(ExitCode::from(u8::from(!back.is_all())))
}

fn counted(report: &VerifyReport, dir: &Path) -> [(&'static str, FluentValue<'static>); 3] {
    [
        ("entries", report.entries.to_string().into()),
        ("photos", report.photos.to_string().into()),
        ("dir", dir.display().to_string().into()),
    ]
}

/// Says what the copy lacks, though nothing in the store needs it.
fn tell_unread(text: &Text, report: &VerifyReport) {
    for (photo, why) in &report.unread {
        let values = [("photo", photo.to_string().into()), ("why", why.as_str().into())];
        say(text.with("cli-backup-unread", &values));
    }
}

fn accept_older(setting: &Setting, text: &Text, operator: &Actor) -> anyhow::Result<ExitCode> {
    match backup::accept_older(&setting.dir, operator, now)? {
        Some(behind) => {
            say(behind_words(text, &behind));
            say(text.get("cli-restore-accepted"));
        }
        None => say(text.get("cli-restore-not-older")),
    }
    Ok(ExitCode::SUCCESS)
}
