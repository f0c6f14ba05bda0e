//! What can stand beside the photo: the standard photo, the reference photo, near copies that others have sent, and the
//! student's other attempts.

use crate::desk::review::{Case, OtherAttempt};
use crate::domain::decision::Decision;
use crate::domain::photo_hash::PhotoHash;
use crate::domain::reason::Reason;
use crate::exchange::notice::reason_words;
use crate::store::NearCopy;
use crate::text::Text;
use crate::ui::words::keys;

/// A picture that can stand beside the photo.
#[derive(Clone, Copy)]
pub(super) struct Comparison<'a> {
    /// Which photo.
    pub photo: PhotoHash,
    of: Of<'a>,
}

/// What it is.
#[derive(Clone, Copy)]
enum Of<'a> {
    /// The standard photo that was made of the photo.
    Standard,
    /// The reference photo of the roster.
    Reference,
    /// Nearly the same photo of another student.
    Copy(&'a NearCopy),
    /// Another attempt.
    Attempt(&'a OtherAttempt),
}

/// The standard photo, if one was made.
pub(super) fn standard(case: &Case) -> Option<Comparison<'_>> {
    let photo = case.screening.as_ref()?.screened.standard_photo?;
    Some(Comparison { photo, of: Of::Standard })
}

/// The reference photo, then near copies, then the other attempts, the latest first.
pub(super) fn all(case: &Case) -> Vec<Comparison<'_>> {
    let reference =
        case.student.reference_photo.map(|photo| Comparison { photo, of: Of::Reference });
    let attempts = case.others.iter().rev();
    let attempts = attempts.map(|other| Comparison { photo: other.photo, of: Of::Attempt(other) });
    let copies = case.screening.iter().flat_map(|row| &row.copies);
    let copies = copies.map(|copy| Comparison { photo: copy.photo, of: Of::Copy(copy) });
    reference.into_iter().chain(copies).chain(attempts).collect()
}

/// The place of the first near copy among [`all`].
pub(super) fn first_copy(case: &Case) -> Option<usize> {
    all(case).iter().position(|beside| matches!(beside.of, Of::Copy(_)))
}

impl Comparison<'_> {
    /// `参考照`, `第 1 次`.
    pub(super) fn name(&self, text: &Text) -> String {
        match self.of {
            Of::Standard => text.get("review-standard").into_owned(),
            Of::Reference => text.get("review-reference").into_owned(),
            Of::Copy(copy) => {
                let submission = [("n", copy.submission.to_string().into())];
                text.with("review-near-copy", &submission)
            }
            Of::Attempt(other) => {
                text.with("review-attempt", &[("n", other.attempt.to_string().into())])
            }
        }
    }

    /// Whether it is the standard photo.
    pub(super) fn is_standard(&self) -> bool {
        matches!(self.of, Of::Standard)
    }

    /// What became of an attempt, `重拍 · C03 照片模糊`, or whose a near copy is.
    pub(super) fn outcome(&self, text: &Text) -> Option<String> {
        self.outcome_by(text, |reason| reason_words(text, reason))
    }

    /// [`Self::outcome`] where there is little room: `重拍 · C03`.
    pub(super) fn outcome_codes(&self, text: &Text) -> Option<String> {
        self.outcome_by(text, |reason| reason.code().to_owned())
    }

    fn outcome_by(&self, text: &Text, say: impl Fn(Reason) -> String) -> Option<String> {
        let other = match self.of {
            Of::Copy(copy) => return Some(copied(text, copy)),
            Of::Attempt(other) => other,
            Of::Standard | Of::Reference => return None,
        };
        let mut words = text.get(keys::status_key(other.status)).into_owned();
        for reason in other.decision.as_ref().map(Decision::reasons).into_iter().flatten() {
            words = format!("{words} · {}", say(reason));
        }
        Some(words)
    }

    /// Name and outcome: `第 1 次 · 重拍 · C03 照片模糊`.
    pub(super) fn caption(&self, text: &Text) -> String {
        let parts = [Some(self.name(text)), self.outcome(text)];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// Whose a near copy is, masked, and where it stands.
fn copied(text: &Text, copy: &NearCopy) -> String {
    format!("{} · {}", copy.student, text.get(keys::status_key(copy.status)))
}
