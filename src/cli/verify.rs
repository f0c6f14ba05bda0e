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
    println!("the last entry of the log has digest {}", report.head);
    if report.faults.is_empty() {
        println!("everything is as the log says");
        println!(
            "this cannot tell an older copy of the whole store from the newest: for that, note the \
             number of entries and the last digest elsewhere"
        );
        return Ok(ExitCode::SUCCESS);
    }
    for fault in &report.faults {
        println!("{fault}");
    }
    println!("{} faults: bring the last good copy back with `restore`", report.faults.len());
    Ok(ExitCode::from(1))
}
