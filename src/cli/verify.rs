//! `verify`: exit 0 for a whole store, 1 with a plain list of what is wrong.

use std::process::ExitCode;

use anyhow::Context as _;

use super::Setting;
use crate::desk::clock::now;
use crate::store::verify::verify;

pub(super) fn run(setting: &Setting) -> anyhow::Result<ExitCode> {
    let report =
        verify(&setting.dir, now()).with_context(|| format!("store {}", setting.dir.display()))?;
    println!("{} log entries and {} photos checked", report.entries, report.photos);
    if report.faults.is_empty() {
        println!("everything is as the log says");
        return Ok(ExitCode::SUCCESS);
    }
    for fault in &report.faults {
        println!("{fault}");
    }
    println!("{} faults: bring the last good copy back with `restore`", report.faults.len());
    Ok(ExitCode::from(1))
}
