//! `check PHOTO…`: what the machine says of photo files. It only hints: nothing is decided and nothing stored.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::{Value, json};

use super::check_table;
use super::out::say;
use crate::desk::check::{Checked, check};
use crate::desk::look::threads;
use crate::domain::finding::{Finding, Limit, Measurement};
use crate::domain::specification::Specification;
use crate::screening;
use crate::text::Text;
use crate::ui::words::standard::check_fault;
use crate::vision::{self, Nets};

#[derive(clap::Args)]
pub(super) struct Args {
    /// Photo files.
    #[arg(required = true, value_name = "PHOTO")]
    photos: Vec<PathBuf>,
    /// Print an array of results for programs.
    #[arg(long)]
    json: bool,
    /// A specification of one's own, a .toml file, in place of the national one.
    #[arg(long, value_name = "FILE")]
    specification: Option<PathBuf>,
}

/// The exit code where a photo fails, and where a file could not be read.
const FAILS: u8 = 1;
pub(super) const UNREAD: u8 = 2;

pub(super) fn run(text: &Text, args: &Args) -> anyhow::Result<ExitCode> {
    let specification = specification(text, args.specification.as_deref())?;
    let nets = Nets::load(threads())?;
    let mut results = Vec::new();
    let mut code = 0;
    for path in &args.photos {
        let result = checked(path, &nets, &specification, text);
        code = code.max(match &result {
            Ok(checked) if checked.fails() => FAILS,
            Ok(_) => 0,
            Err(_) => UNREAD,
        });
        if args.json {
            results.push(value(path, &result, &specification));
        } else {
            check_table::show(path, &result, text);
        }
    }
    if args.json {
        say(serde_json::to_string_pretty(&results)?);
    }
    Ok(ExitCode::from(code))
}

/// Reads the specification of a file, or the national one.
pub(super) fn specification(words: &Text, file: Option<&Path>) -> anyhow::Result<Specification> {
    let Some(file) = file else { return Ok(Specification::national()?) };
    Ok(Specification::read(&specification_text(words, file)?)?)
}

/// The text of a specification's file, which is right.
pub(super) fn specification_text(words: &Text, file: &Path) -> anyhow::Result<String> {
    let shown = file.display().to_string();
    let cannot = |key: &str, why: String| {
        anyhow::anyhow!(words.with(key, &[("path", shown.clone().into()), ("why", why.into())]))
    };
    let text = fs::read_to_string(file)
        .map_err(|error| cannot("check-specification-unread", error.to_string()))?;
    Specification::read(&text)
        .map_err(|error| cannot("check-specification-bad", error.to_string()))?;
    Ok(text)
}

/// The result of one file, or why there is none, in words.
fn checked(
    path: &Path,
    nets: &Nets,
    specification: &Specification,
    text: &Text,
) -> Result<Checked, String> {
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    check(&bytes, nets, specification).map_err(|error| check_fault(text, &error))
}

fn value(path: &Path, result: &Result<Checked, String>, specification: &Specification) -> Value {
    let file = path.display().to_string();
    let checked = match result {
        Ok(checked) => checked,
        Err(why) => return json!({ "file": file, "error": why }),
    };
    let findings: Vec<Value> = checked.findings.iter().map(finding).collect();
    let measured: Vec<Value> = checked.measured.iter().map(measurement).collect();
    json!({
        "file": file,
        "width": checked.width,
        "height": checked.height,
        "faces": checked.faces,
        "findings": findings,
        "measured": measured,
        "specification": { "code": specification.code, "digest": specification.digest.hex() },
        "nets": vision::digest().hex(),
        "screening": screening::VERSION,
    })
}

fn finding(finding: &Finding) -> Value {
    let decisive = finding.decisive();
    let measured = decisive.map(|(measurement, _)| measurement);
    let limit = decisive.map(|(_, limit)| limit);
    json!({
        "item": finding.item.code(),
        "reason": finding.reason.code(),
        "verdict": finding.verdict.code(),
        "measure": measured.map(|measurement| measurement.measure.code()),
        "value": measured.map(|measurement| rounded(measurement.value)),
        "unit": measured.map(|measurement| measurement.measure.unit().code()),
        "uncertainty": measured.map(|measurement| rounded(measurement.uncertainty)),
        "limit": limit.map(limit_value),
        "source": limit.map(|limit| &limit.source).filter(|source| !source.is_empty()),
        "region": measured.and_then(|measurement| measurement.region),
        "missing": finding.missing.as_ref().map(|missing| {
            json!({ "rules": missing.rules, "by": missing.by.map(rounded) })
        }),
    })
}

fn measurement(measured: &Measurement) -> Value {
    json!({
        "measure": measured.measure.code(),
        "value": rounded(measured.value),
        "unit": measured.measure.unit().code(),
        "uncertainty": rounded(measured.uncertainty),
        "region": measured.region,
    })
}

/// Four decimals: no measure is known better.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

fn limit_value(limit: &Limit) -> Value {
    json!({ "doubtful": limit.doubtful, "fails": limit.fails })
}
