//! Drafts: what a reviewer has begun on a photo and not yet recorded. Nothing but a record, or the
//! reviewer, takes a draft away.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::exposure::Exposure;
use crate::desk::review::{Case, Change};
use crate::domain::checklist::ChecklistItem;
use crate::domain::decision::{Decision, Witness};
use crate::domain::lifecycle::{Refusal, check_decision};
use crate::domain::reason::Reason;
use crate::exchange::notice::suggested_notice;
use crate::text::Text;
use crate::worker::{PictureFault, PictureSize};

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
    /// Why it is set aside.
    pub hold: String,
    /// Words for the student, as edited; empty until the retake sheet is opened.
    pub notice: String,
    /// The words for the student are the reviewer's own, and no longer follow the reasons.
    pub own_notice: bool,
    /// The reasons for a retake when the words for the student were last edited.
    pub worded: BTreeSet<Reason>,
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

    /// The reviewer has typed into the words for the student. Without any words of their own the
    /// suggestion goes out.
    pub fn notice_edited(&mut self) {
        self.own_notice = !self.notice.trim().is_empty();
        self.worded.clone_from(&self.retake);
    }

    /// Back to the suggested words for the student.
    pub fn suggest_again(&mut self, text: &Text) {
        self.own_notice = false;
        self.suggest(text);
    }

    /// The words for the student are the reviewer's own, and reasons have come or gone since.
    pub fn notice_is_behind(&self) -> bool {
        self.own_notice && self.worded != self.retake
    }

    /// Something has been begun that would be missed.
    pub fn is_begun(&self) -> bool {
        let chosen = [self.retake.is_empty(), self.reject.is_empty(), self.marks.is_empty()];
        let typed = [self.note.trim().is_empty(), self.hold.trim().is_empty(), !self.own_notice];
        !chosen.into_iter().chain(typed).all(|nothing| nothing)
    }

    /// The rejection as it stands, or why it can't be made yet.
    pub fn rejection(&self) -> Result<Decision, Refusal> {
        let decision = Decision::Reject { reasons: self.reject.clone(), note: said(&self.note) };
        check_decision(&decision).map(|()| decision)
    }

    /// The retake as it stands, or why it can't be asked for yet.
    pub fn retaking(&self) -> Result<Decision, Refusal> {
        let decision = Decision::Retake {
            items: self.marks.clone(),
            reasons: self.retake.clone(),
            notice: self.own_notice.then(|| self.notice.trim().to_owned()),
            note: said(&self.note),
        };
        check_decision(&decision).map(|()| decision)
    }

    /// Setting it aside, as it stands.
    pub fn holding(&self) -> Change {
        Change::Hold { note: said(&self.hold) }
    }
}

fn said(note: &str) -> Option<String> {
    let note = note.trim();
    (!note.is_empty()).then(|| note.to_owned())
}

/// A claimed case on the strip, with its draft.
#[derive(Debug, Clone)]
pub struct Shown {
    /// What is known of it.
    pub case: Case,
    /// What has been begun on it.
    pub draft: Draft,
    /// How long its photo has been looked at.
    pub exposure: Exposure,
    /// The lease is lost: it has to be claimed again before anything can be recorded.
    pub lost: bool,
    /// It was asked for again and could not be had.
    pub elsewhere: bool,
    /// What is wrong with its pictures, by size; nothing is judged until they can be read.
    pub faults: BTreeMap<PictureSize, PictureFault>,
    /// The ID number may be shown: that is in the log.
    pub id_number: Option<String>,
}

impl Shown {
    /// A case that has just been claimed.
    pub fn new(case: Case) -> Self {
        Self {
            case,
            draft: Draft::default(),
            exposure: Exposure::default(),
            lost: false,
            elsewhere: false,
            faults: BTreeMap::new(),
            id_number: None,
        }
    }

    /// It is held again; what was begun on it stays. Whether the student's information is another than was
    /// looked at, so that all of it has to be looked at anew.
    pub fn claimed_again(&mut self, case: Case) -> bool {
        let corrected = case.stated != self.case.stated;
        if corrected {
            self.exposure = Exposure::default();
        }
        self.case = case;
        self.lost = false;
        self.elsewhere = false;
        corrected
    }

    /// Another photo takes its place on the screen, and the ID number is masked again.
    pub fn leave(&mut self, at: Duration) {
        self.exposure.leave(at);
        self.id_number = None;
    }

    /// What the reviewer saw, for the log; none without a lease.
    pub fn witness(&self, at: Duration) -> Option<Witness> {
        let on_screen = u64::try_from(self.exposure.total(at).as_millis()).unwrap_or(u64::MAX);
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
        let words = |draft: &Draft| {
            let Ok(Decision::Retake { notice, .. }) = draft.retaking() else { panic!("a retake") };
            notice
        };
        draft.notice = "请睁眼".to_owned();
        draft.notice_edited();
        assert!(!draft.notice_is_behind());
        draft.mark(ChecklistItem::FaceLipsClosed, &text);
        assert_eq!(draft.notice, "请睁眼");
        assert_eq!(words(&draft).as_deref(), Some("请睁眼"));
        assert!(draft.notice_is_behind(), "a reason has come since");
        draft.suggest_again(&text);
        assert!(draft.notice.contains("嘴唇") && !draft.notice_is_behind(), "{}", draft.notice);
        assert_eq!(words(&draft), None);
        draft.notice = "  \n".to_owned();
        draft.notice_edited();
        assert_eq!(words(&draft), None, "no words are the suggestion, not an empty notice");
    }

    #[test]
    fn office_matters_lean_to_rejection() {
        let text = Text::new(Lang::Zh);
        let mut draft = Draft::default();
        draft.mark(ChecklistItem::FramingOwnPerson, &text);
        assert!(draft.leans_to_reject() && draft.retake.is_empty());
    }
}
