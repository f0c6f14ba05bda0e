//! `verify`: exit 0 for a whole store, 1 with a plain list of what is wrong.

use std::process::ExitCode;

use super::Setting;
use super::out::say;
use crate::desk::clock::now;
use crate::domain::clock::AHEAD;
use crate::store::verify::{Fault, VerifyReport, verify};
use crate::text::{FluentValue, Text};
use crate::ui::words::faults::fault_words;

pub(super) fn run(setting: &Setting) -> anyhow::Result<ExitCode> {
    let report = verify(&setting.dir, now())?;
    let text = setting.text();
    tell_checked(&text, &report);
    if report.faults.is_empty() {
        say(text.get("cli-verify-whole"));
        say(text.get("cli-verify-unproved"));
        return Ok(ExitCode::SUCCESS);
    }
    for fault in &report.faults {
        say(fault_words(&text, fault));
    }
    let is_behind = |fault: &Fault| matches!(fault, Fault::Behind(_));
    if report.faults.iter().any(is_behind) {
        let dir = setting.dir.display().to_string();
        say(text.with("cli-verify-behind", &[("dir", dir.into())]));
    }
    if !report.faults.iter().all(is_behind) {
        say(text.get("cli-verify-restore"));
    }
    say(text.with("cli-verify-faults", &[number("faults", report.number())]));
    Ok(ExitCode::from(1))
}

/// What was looked at, and what is no fault.
fn tell_checked(text: &Text, report: &VerifyReport) {
    let checked = [number("entries", report.entries), number("photos", report.photos)];
    say(text.with("cli-verify-checked", &checked));
    say(text.with("cli-verify-head", &[("head", report.head.to_string().into())]));
    if !report.unnamed.is_empty() {
        let all = report.unnamed.len() as u64 + report.more_unnamed;
        say(text.with("cli-verify-unnamed", &[number("photos", all)]));
        for photo in &report.unnamed {
            say(format_args!("  {photo}"));
        }
        if report.more_unnamed > 0 {
            say(text.with("cli-verify-more", &[number("more", report.more_unnamed)]));
        }
    }
    if report.open_to_others {
        say(text.get("cli-verify-open"));
    }
    for seq in &report.jumps {
        let jump = [number("seq", *seq), number("days", AHEAD.num_days())];
        say(text.with("cli-verify-jump", &jump));
    }
}

/// As digits alone, without the marks between thousands.
fn number(name: &'static str, number: impl Into<i128>) -> (&'static str, FluentValue<'static>) {
    (name, number.into().to_string().into())
}
