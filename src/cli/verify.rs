//! `verify`: exit 0 for a whole store, 1 with a plain list of what is wrong.

use std::process::ExitCode;

use super::Setting;
use crate::desk::clock::now;
use crate::domain::clock::AHEAD;
use crate::store::verify::{Fault, verify};

pub(super) fn run(setting: &Setting) -> anyhow::Result<ExitCode> {
    let report = verify(&setting.dir, now())?;
    println!("{} log entries and {} photos checked", report.entries, report.photos);
    println!("the last entry of the log has digest {}", report.head);
    if !report.unnamed.is_empty() {
        println!(
            "{} photos that nobody names are set aside in photos/unnamed (`unnamed` tells more):",
            report.unnamed.len() as u64 + report.more_unnamed
        );
        for photo in &report.unnamed {
            println!("  {photo}");
        }
        if report.more_unnamed > 0 {
            println!("  and {} more", report.more_unnamed);
        }
    }
    if report.open_to_others {
        println!(
            "others than the owner can read the store's files; the next opening ends that (`access` \
             tells who gets in)"
        );
    }
    for seq in &report.jumps {
        println!("before log entry {seq} the time jumps more than {} days ahead", AHEAD.num_days());
    }
    if report.faults.is_empty() {
        println!("everything is as the log says");
        println!(
            "an older database in this folder would be noticed, an older copy of the whole folder \
             would not: for that, note the number of entries and the last digest elsewhere"
        );
        return Ok(ExitCode::SUCCESS);
    }
    for fault in &report.faults {
        println!("{fault}");
    }
    let is_behind = |fault: &Fault| matches!(fault, Fault::Behind(_));
    if report.faults.iter().any(is_behind) {
        println!(
            "put the newer database back; if it is lost for good, go on with this one by \
             `photo-review --store \"{}\" restore --accept-older`",
            setting.dir.display()
        );
    }
    if !report.faults.iter().all(is_behind) {
        println!("bring the last good copy back with `restore`");
    }
    println!("{} faults", report.number());
    Ok(ExitCode::from(1))
}
