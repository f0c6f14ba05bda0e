//! `backup --to DIR` and `restore --from DIR`.

use std::path::PathBuf;
use std::process::ExitCode;

use super::Setting;
use crate::desk::clock::now;
use crate::domain::account::Actor;
use crate::store::backup;
use crate::store::verify::VerifyReport;

#[derive(clap::Args)]
pub(super) struct BackupArgs {
    /// Folder for the copy; must not hold a store yet.
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
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
    drop(setting.open_existing()?);
    let operator = Setting::operator();
    let report = backup::backup(&setting.dir, &args.to, &operator, now)?;
    tell_unread(&report);
    let place = args.to.display();
    if report.is_whole() {
        println!(
            "copied and verified: {} log entries, {} photos, in {place}",
            report.entries, report.photos
        );
        return Ok(ExitCode::SUCCESS);
    }
    for fault in &report.faults {
        println!("{fault}");
    }
    println!(
        "{} faults: the copy in {place} is NOT whole, and neither is the store it was made of; \
         keep the last good copy",
        report.number()
    );
    Ok(ExitCode::from(1))
}

pub(super) fn restore(setting: &Setting, args: &RestoreArgs) -> anyhow::Result<ExitCode> {
    let operator = Setting::operator();
    let Some(from) = &args.from else { return accept_older(setting, &operator) };
    let report = backup::restore(from, &setting.dir, &operator, now)?;
    tell_unread(&report);
    println!(
        "brought back and verified: {} log entries, {} photos, in {}",
        report.entries,
        report.photos,
        setting.dir.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// Says what the copy lacks, though nothing in the store needs it.
fn tell_unread(report: &VerifyReport) {
    for (photo, why) in &report.unread {
        println!("photo {photo} cannot be read and is not in the copy ({why}); nobody names it");
    }
}

fn accept_older(setting: &Setting, operator: &Actor) -> anyhow::Result<ExitCode> {
    match backup::accept_older(&setting.dir, operator, now)? {
        Some(behind) => {
            println!("{behind}");
            println!("this database counts from now on, and its log says so: run `verify`");
        }
        None => println!("the database is as new as this folder has seen: nothing was changed"),
    }
    Ok(ExitCode::SUCCESS)
}
