//! Planned backups from the command line: the plan, and the backup of a scheduled task.

use std::process::ExitCode;

use super::BackupArgs;
use crate::cli::Setting;
use crate::cli::meter::Meter;
use crate::cli::out::{complain, say};
use crate::desk::backups::{self, BackupAlarm, BackupStatus};
use crate::desk::clock::now;
use crate::domain::backup_plan::BackupPlan;
use crate::store::generations::{MadeGeneration, Making};
use crate::text::Text;
use crate::ui::words::backups::{alarm_words, status_words};
use crate::ui::words::faults::fault_words;

/// Without any option the plan is shown, and how the last backups went.
pub(super) fn run(setting: &Setting, args: &BackupArgs) -> anyhow::Result<ExitCode> {
    let text = setting.text();
    if args.due || args.now {
        return make(setting, &text, args.now);
    }
    let status = match &args.plan {
        Some(folder) => {
            let folder = folder.canonicalize().unwrap_or_else(|_missing| folder.clone());
            let plan =
                BackupPlan { folder, every_hours: args.every, keep_days: args.keep, since: now() };
            if !plan.is_sound() {
                anyhow::bail!("{}", text.get("backups-unsound"));
            }
            backups::set_plan(&setting.open()?, &Setting::operator(), Some(&plan))?
        }
        None if args.end_plan => backups::set_plan(&setting.open()?, &Setting::operator(), None)?,
        None => BackupStatus::read(&setting.dir)?,
    };
    for line in status_words(&text, &status, now()) {
        say(line);
    }
    Ok(if status.alarm(now()).is_some() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn make(setting: &Setting, text: &Text, asked: bool) -> anyhow::Result<ExitCode> {
    let operator = Setting::operator();
    let mut meter = Meter::new(text);
    let mut show = |progress| meter.show(progress);
    let run = backups::make(&setting.dir, asked.then_some(&operator), now, &mut show)?;
    meter.end();
    match &run.done {
        Some(Making::Done(made)) => tell(text, made),
        Some(Making::Elsewhere) => say(text.get("backups-elsewhere")),
        Some(Making::Stopped) => {}
        None if run.status.plan.is_none() => {
            for line in status_words(text, &run.status, now()) {
                complain(line);
            }
            return Ok(ExitCode::from(2));
        }
        None if run.status.went.failure.is_none() => say(text.get("backups-not-due")),
        None => {}
    }
    if run.unnoted {
        complain(text.get("backups-unnoted"));
    }
    let alarms = run.status.alarms(now());
    for alarm in &alarms {
        complain(alarm_words(text, alarm));
    }
    Ok(match alarms.first() {
        Some(BackupAlarm::Failed(_)) => ExitCode::from(2),
        Some(_) => ExitCode::from(1),
        None => ExitCode::from(u8::from(run.unnoted)),
    })
}

fn tell(text: &Text, made: &MadeGeneration) {
    for fault in &made.report.faults {
        say(fault_words(text, fault));
    }
    if !made.is_kept() {
        return;
    }
    let values = [
        ("entries", made.report.entries.to_string().into()),
        ("photos", made.report.photos.to_string().into()),
        ("copied", made.copied.to_string().into()),
        ("path", made.place.display().to_string().into()),
    ];
    say(text.with("backups-made", &values));
    if made.gone > 0 {
        say(text.with("backups-gone", &[("n", made.gone.to_string().into())]));
    }
    if made.unnamed > 0 {
        say(text.with("backups-with-unnamed", &[("n", made.unnamed.to_string().into())]));
    }
    for fault in &made.without {
        let fault = [("fault", fault_words(text, fault).into())];
        say(text.with("backups-without-unnamed", &fault));
    }
}
