//! The machine's look at one photo file, without a store: decode, look, measure, judge.

use super::look::{CheckError, FOR_SCREENING, look};
use super::standardize::{NotMade, ProvenPhoto, make};
use crate::domain::checklist::ChecklistItem;
use crate::domain::finding::{Finding, Measurement, Missing, Verdict};
use crate::domain::fingerprint::Fingerprint;
use crate::domain::specification::Specification;
use crate::photo::Pixels;
use crate::screening;
use crate::standard::StandardOptions;
use crate::vision::{Nets, Seen};

/// What the machine says of one photo.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// Pixels across, upright.
    pub width: u32,
    /// Pixels down, upright.
    pub height: u32,
    /// Faces in it.
    pub faces: usize,
    /// All that was measured.
    pub measured: Vec<Measurement>,
    /// One finding for each reason of each item of the checklist.
    pub findings: Vec<Finding>,
}

impl Checked {
    /// Whether any finding says that the photo fails.
    pub fn fails(&self) -> bool {
        self.findings.iter().any(|finding| finding.verdict == Verdict::Fails)
    }
}

/// Tells why no standard photo can be made, on the finding whose reason follows from it. That it can't be is certain
/// for the standard photo itself; of the original it says "doubtful" at most.
fn tell_missing(findings: &mut [Finding], missing: Missing) {
    let found = findings.iter_mut().find(|finding| finding.reason == missing.reason);
    let Some(finding) = found else { return };
    let says = match finding.item {
        ChecklistItem::StandardMade if !missing.rules.is_empty() => Verdict::Fails,
        ChecklistItem::StandardMade => Verdict::Unknown,
        _ => Verdict::Doubtful,
    };
    if says < finding.verdict || finding.verdict == Verdict::Unknown {
        finding.verdict = says;
    }
    finding.missing = Some(missing);
}

/// All that came of a look at one photo.
#[derive(Debug, Clone)]
pub struct Examined {
    /// What the machine says of it.
    pub checked: Checked,
    /// The standard photo, if it allows one.
    pub made: Option<ProvenPhoto>,
    /// What the nets saw of it.
    pub seen: Seen,
    /// By which near copies of it are found; none without a face.
    pub fingerprint: Option<Fingerprint>,
}

/// Checks the bytes of a photo file against a specification.
pub fn check(
    bytes: &[u8],
    nets: &Nets,
    specification: &Specification,
) -> Result<Checked, CheckError> {
    examine(bytes, nets, specification).map(|examined| examined.checked)
}

/// As [`check`], with the standard photo and what the nets saw.
pub fn examine(
    bytes: &[u8],
    nets: &Nets,
    specification: &Specification,
) -> Result<Examined, CheckError> {
    let looked = look(bytes, nets, FOR_SCREENING)?;
    let (mut measured, made) = rayon::join(
        || screening::measure(&looked.original(), specification),
        || make(&looked, nets, specification, &StandardOptions::default()),
    );
    match &made {
        Ok(made) => measured.extend_from_slice(&made.measured),
        Err(NotMade::Check(error)) => return Err(error.clone()),
        Err(NotMade::NotPassed(failing)) => measured.extend_from_slice(failing),
        Err(_) => {}
    }
    let mut findings = screening::findings(&measured, specification);
    if let Some(missing) = made.as_ref().err().and_then(NotMade::missing) {
        tell_missing(&mut findings, missing);
    }
    let Pixels { width, height, .. } = looked.pixels;
    let checked = Checked { width, height, faces: looked.seen.faces.len(), measured, findings };
    let fingerprint = screening::fingerprint(&looked.pixels, &looked.seen);
    Ok(Examined { checked, made: made.ok(), seen: looked.seen, fingerprint })
}
