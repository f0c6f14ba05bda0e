//! Drafts: what a reviewer has begun on a photo and not yet recorded. Nothing but a record, or the
//! reviewer, takes a draft away.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use crate::desk::review::Case;
use crate::domain::checklist::ChecklistItem;
use crate::domain::decision::{Decision, Witness};
use crate::domain::lifecycle::{Refusal, check_decision};
use crate::domain::reason::Reason;
use crate::exchange::notice::suggested_notice;
use crate::text::Text;

/// What has been begun on one photo.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// Items marked failed.
    pub marks: BTreeSet<ChecklistItem>,
    /// Reasons for a retake.
    pub retake: BTreeSet<Reason>,
    /// Reasons for a rejection.
    pub reject: BTreeSet<Reason>,
    /// Words for the file.
    pub note: String,
    /// Words for the student, as edited; empty until the retake sheet is opened.
    pub notice: String,
    /// The words for the student are the reviewer's own, and no longer follow the reasons.
    pub own_notice: bool,
}

impl Draft {
    /// Marks an item failed, or takes the mark away; its only reason comes and goes with it.
    pub fn mark(&mut self, item: ChecklistItem, text: &Text) {
        let fits = |reason: &&Reason| reason.fits_retake();
        if self.marks.remove(&item) {
            let explained: BTreeSet<Reason> =
                self.marks.iter().flat_map(|other| other.reasons()).copied().collect();
            self.retake.retain(|r| explained.contains(r) || *r == Reason::Z01);
        } else {
            self.marks.insert(item);
            if let [only] = item.reasons().iter().filter(fits).collect::<Vec<_>>()[..] {
                self.retake.insert(*only);
            }
        }
        self.suggest(text);
    }

    /// Chooses a reason for a retake, or takes it away.
    pub fn toggle_retake(&mut self, reason: Reason, text: &Text) {
        if !self.retake.remove(&reason) {
            self.retake.insert(reason);
        }
        self.suggest(text);
    }

    /// Chooses a reason for a rejection, or takes it away.
    pub fn toggle_reject(&mut self, reason: Reason) {
        if !self.reject.remove(&reason) {
            self.reject.insert(reason);
        }
    }

    /// The reasons that the marked items offer for a retake, by item.
    pub fn offered(&self) -> Vec<(ChecklistItem, Vec<Reason>)> {
        self.marks
            .iter()
            .map(|item| {
                let fits = item.reasons().iter().copied().filter(|r| r.fits_retake());
                (*item, fits.collect())
            })
            .collect()
    }

    /// Every marked item is a matter for the office, which no new photo would mend.
    pub fn leans_to_reject(&self) -> bool {
        !self.marks.is_empty()
            && self.marks.iter().all(|item| !item.reasons().iter().any(|r| r.fits_retake()))
    }

    /// The suggested words for the student, unless they have been edited.
    pub fn suggest(&mut self, text: &Text) {
        if !self.own_notice {
            self.notice = suggested_notice(text, &self.retake);
        }
    }

    /// The rejection as it stands, or why it can't be made yet.
    pub fn rejection(&self) -> Result<Decision, Refusal> {
        let decision = Decision::Reject { reasons: self.reject.clone(), note: self.note() };
        check_decision(&decision).map(|()| decision)
    }

    /// The retake as it stands, or why it can't be asked for yet.
    pub fn retaking(&self) -> Result<Decision, Refusal> {
        let decision = Decision::Retake {
            items: self.marks.clone(),
            reasons: self.retake.clone(),
            notice: self.own_notice.then(|| self.notice.trim().to_owned()),
            note: self.note(),
        };
        check_decision(&decision).map(|()| decision)
    }

    fn note(&self) -> Option<String> {
        let note = self.note.trim();
        (!note.is_empty()).then(|| note.to_owned())
    }
}

/// A claimed case on the strip, with its draft.
#[derive(Debug, Clone)]
pub struct Shown {
    /// What is known of it.
    pub case: Case,
    /// What has been begun on it.
    pub draft: Draft,
    /// Since when its photo is on the screen; nothing is decided before it is.
    pub painted: Option<Instant>,
    /// How long it was on the screen before that.
    pub seen: Duration,
    /// The lease is lost: it has to be claimed again before anything can be recorded.
    pub lost: bool,
    /// The ID number may be shown: that is in the log.
    pub unmasked: bool,
}

impl Shown {
    /// A case that has just been claimed.
    pub fn new(case: Case) -> Self {
        Self {
            case,
            draft: Draft::default(),
            painted: None,
            seen: Duration::ZERO,
            lost: false,
            unmasked: false,
        }
    }

    /// How long its photo has been on the screen.
    fn on_screen(&self, at: Instant) -> Duration {
        let now = self.painted.map(|since| at.saturating_duration_since(since));
        self.seen + now.unwrap_or_default()
    }

    /// Another photo takes its place on the screen, and the ID number is masked again.
    pub fn leave(&mut self, at: Instant) {
        self.seen = self.on_screen(at);
        self.painted = None;
        self.unmasked = false;
    }

    /// What the reviewer saw, for the log.
    pub fn witness(&self, at: Instant) -> Witness {
        let on_screen = u64::try_from(self.on_screen(at).as_millis()).unwrap_or(u64::MAX);
        self.case.witness(on_screen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn marking_brings_the_only_reason_and_the_words() {
        let text = Text::new(Lang::Zh);
        let mut draft = Draft::default();
        draft.mark(ChecklistItem::FaceEyesOpen, &text);
        assert_eq!(draft.retake, BTreeSet::from([Reason::P08]));
        assert!(draft.notice.contains("双眼自然睁开"), "{}", draft.notice);
        assert!(draft.retaking().is_ok());
        draft.mark(ChecklistItem::FaceFrontal, &text);
        let unexplained = Refusal::ItemUnexplained(ChecklistItem::FaceFrontal);
        assert_eq!(draft.retaking(), Err(unexplained), "two reasons: the reviewer chooses");
        draft.toggle_retake(Reason::P01, &text);
        assert!(draft.retaking().is_ok());
        draft.mark(ChecklistItem::FaceEyesOpen, &text);
        assert_eq!(draft.retake, BTreeSet::from([Reason::P01]));
    }

    #[test]
    fn own_words_stay() {
        let text = Text::new(Lang::Zh);
        let mut draft = Draft::default();
        draft.mark(ChecklistItem::FaceEyesOpen, &text);
        draft.notice = "请睁眼".to_owned();
        draft.own_notice = true;
        draft.mark(ChecklistItem::FaceLipsClosed, &text);
        assert_eq!(draft.notice, "请睁眼");
        let Ok(Decision::Retake { notice, .. }) = draft.retaking() else { panic!("a retake") };
        assert_eq!(notice.as_deref(), Some("请睁眼"));
    }

    #[test]
    fn office_matters_lean_to_rejection() {
        let text = Text::new(Lang::Zh);
        let mut draft = Draft::default();
        draft.mark(ChecklistItem::FramingOwnPerson, &text);
        assert!(draft.leans_to_reject() && draft.retake.is_empty());
    }
}
