//! Drafts: what a reviewer has begun on a photo and not yet recorded. A draft is lost only when the
//! decision is recorded or the reviewer discards it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::exposure::Exposure;
use crate::desk::review::{Case, Change};
use crate::domain::checklist::ChecklistItem;
use crate::domain::decision::{Decision, SeenStandard, Viewing, Witness};
use crate::domain::lifecycle::{Refusal, check_decision};
use crate::domain::photo_hash::{Digest, PhotoHash};
use crate::domain::reason::Reason;
use crate::exchange::notice::{NoticeSource, suggested_notice};
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
    /// A note for the record, which the student does not see.
    pub note: String,
    /// Why it is set aside.
    pub hold: String,
    /// Words for the student, as edited; empty until the retake sheet is opened.
    pub notice: String,
    /// The words that are suggested for the reasons chosen.
    pub suggested: String,
    /// The reviewer has changed the words for the student, so they no longer follow the reasons.
    pub own_notice: bool,
    /// Which reasons for a retake were chosen when the reviewer last changed the words for the student.
    pub worded: BTreeSet<Reason>,
}

impl Draft {
    /// Marks an item failed, or takes the mark away. If only one reason for a retake can explain the
    /// item, it is chosen along with the mark; reasons that no marked item explains any more are dropped.
    pub fn mark(&mut self, item: ChecklistItem) {
        if self.marks.remove(&item) {
            let explained: BTreeSet<Reason> =
                self.marks.iter().flat_map(|other| other.reasons()).copied().collect();
            self.retake.retain(|r| explained.contains(r) || *r == Reason::Z01);
        } else {
            self.marks.insert(item);
            if let [only] = item.reasons_for_retake().collect::<Vec<_>>()[..] {
                self.retake.insert(only);
            }
        }
    }

    /// Chooses a reason for a retake, or takes it away.
    pub fn toggle_retake(&mut self, reason: Reason) {
        if !self.retake.remove(&reason) {
            self.retake.insert(reason);
        }
    }

    /// Chooses a reason for a rejection, or takes it away.
    pub fn toggle_reject(&mut self, reason: Reason) {
        if !self.reject.remove(&reason) {
            self.reject.insert(reason);
        }
    }

    /// The chosen reasons for a retake that explain this item.
    pub fn chosen(&self, item: ChecklistItem) -> Vec<Reason> {
        item.reasons_for_retake().filter(|reason| self.retake.contains(reason)).collect()
    }

    /// The item is marked, and none of the reasons that can explain it is chosen yet.
    pub fn lacks_reason(&self, item: ChecklistItem) -> bool {
        let has_some = item.reasons_for_retake().next().is_some();
        self.marks.contains(&item) && has_some && self.chosen(item).is_empty()
    }

    /// Every marked item can only lead to a rejection: a new photo would not help.
    pub fn leans_to_reject(&self) -> bool {
        !self.marks.is_empty()
            && self.marks.iter().all(|item| item.reasons_for_retake().next().is_none())
    }

    /// Writes the suggested words for the student, unless the reviewer has changed them.
    pub fn suggest(&mut self, source: NoticeSource<'_>) {
        self.suggested = suggested_notice(source, &self.retake);
        if !self.own_notice {
            self.notice.clone_from(&self.suggested);
        }
    }

    /// To be called when the reviewer has typed into the words for the student. An empty field counts as
    /// the suggestion.
    pub fn notice_edited(&mut self) {
        self.own_notice = !self.notice.trim().is_empty();
        self.worded.clone_from(&self.retake);
    }

    /// Back to the suggested words for the student.
    pub fn suggest_again(&mut self) {
        self.own_notice = false;
        self.notice.clone_from(&self.suggested);
    }

    /// The reviewer changed the words for the student, and has chosen or dropped reasons since.
    pub fn notice_is_behind(&self) -> bool {
        self.own_notice && self.worded != self.retake
    }

    /// Whether anything would be lost with this draft.
    pub fn is_begun(&self) -> bool {
        let chosen = [self.retake.is_empty(), self.reject.is_empty(), self.marks.is_empty()];
        let typed = [self.note.trim().is_empty(), self.hold.trim().is_empty(), !self.own_notice];
        !chosen.into_iter().chain(typed).all(|nothing| nothing)
    }

    /// The rejection that this draft amounts to, or why it is not complete yet.
    pub fn rejection(&self) -> Result<Decision, Refusal> {
        let decision = Decision::Reject { reasons: self.reject.clone(), note: said(&self.note) };
        check_decision(&decision).map(|()| decision)
    }

    /// The retake that this draft amounts to, or why it is not complete yet.
    pub fn retaking(&self) -> Result<Decision, Refusal> {
        let decision = Decision::Retake {
            items: self.marks.clone(),
            reasons: self.retake.clone(),
            notice: self.own_notice.then(|| self.notice.trim().to_owned()),
            note: said(&self.note),
        };
        check_decision(&decision).map(|()| decision)
    }

    /// The hold that this draft amounts to.
    pub fn holding(&self) -> Change {
        Change::Hold { note: said(&self.hold) }
    }
}

fn said(note: &str) -> Option<String> {
    let note = note.trim();
    (!note.is_empty()).then(|| note.to_owned())
}

/// A look at the standard photo beside the photo.
#[derive(Debug, Clone, Copy)]
pub struct StandardLook {
    /// Which.
    pub photo: PhotoHash,
    /// How long it has been looked at.
    pub exposure: Exposure,
}

/// A claimed case on the strip, with its draft.
#[derive(Debug, Clone)]
pub struct Shown {
    /// What the desk knows of it.
    pub case: Case,
    /// What has been begun on it.
    pub draft: Draft,
    /// How long its photo has been looked at.
    pub exposure: Exposure,
    /// The lease is lost: it has to be claimed again before anything can be recorded.
    pub lost: bool,
    /// Claiming it again has failed.
    pub elsewhere: bool,
    /// Why its pictures can't be shown, by size; while there is any, the photo can't be judged.
    pub faults: BTreeMap<PictureSize, PictureFault>,
    /// The standard photo that was on the screen beside it under this lease.
    pub standard_seen: Option<StandardLook>,
    /// The digest of the findings that were drawn beside it.
    pub findings_seen: Option<Digest>,
    /// The ID number, once showing it is in the log.
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
            standard_seen: None,
            findings_seen: None,
            id_number: None,
        }
    }

    /// The lease is held again; the draft stays. Returns whether the student was corrected meanwhile:
    /// then the time looked at starts again from zero.
    pub fn claimed_again(&mut self, case: Case) -> bool {
        let corrected = case.stated != self.case.stated;
        if corrected {
            self.exposure = Exposure::default();
        }
        self.case = case;
        self.see_anew();
        self.lost = false;
        self.elsewhere = false;
        corrected
    }

    /// Of what the machine said of it nothing was seen yet: it is another screening, or another lease.
    pub fn see_anew(&mut self) {
        self.standard_seen = None;
        self.findings_seen = None;
    }

    /// Another photo takes its place on the screen, and the ID number is masked again.
    pub fn leave(&mut self, at: Duration) {
        self.exposure.leave(at);
        self.expose_standard(None, at);
        self.id_number = None;
    }

    /// This standard photo is looked at beside it now, or none is.
    pub fn expose_standard(&mut self, photo: Option<PhotoHash>, at: Duration) {
        if let Some(photo) = photo {
            let seen = self.standard_seen.filter(|seen| seen.photo == photo);
            let mut seen = seen.unwrap_or(StandardLook { photo, exposure: Exposure::default() });
            seen.exposure.begin(at);
            self.standard_seen = Some(seen);
        } else if let Some(seen) = &mut self.standard_seen {
            seen.exposure.end(at);
        }
    }

    /// How long the standard photo that the case names has been looked at by `at`; none where it was not.
    pub fn standard_look(&self, at: Duration) -> Option<SeenStandard> {
        let made = self.case.screening.as_ref()?.screened.standard_photo?;
        let seen = self.standard_seen.filter(|seen| seen.photo == made)?;
        Some(SeenStandard { photo: made, on_screen_ms: ms(seen.exposure.total(at)) })
    }

    /// What the reviewer saw, for the log; none without a lease, or before the photo was painted.
    pub fn witness(&self, at: Duration) -> Option<Box<Witness>> {
        self.case.witness(Viewing {
            painted_at: self.exposure.painted_at()?,
            on_screen_ms: ms(self.exposure.total(at)),
            active_ms: ms(self.exposure.active(at)),
            standard_photo: self.standard_look(at),
            findings: self.findings_seen,
        })
    }
}

fn ms(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::wording::NoticeWording;
    use crate::text::{Lang, Text};

    fn suggest(draft: &mut Draft) {
        let (text, own) = (Text::new(Lang::Zh), NoticeWording::default());
        let now = chrono::DateTime::UNIX_EPOCH;
        draft.suggest(NoticeSource { text: &text, own: &own, screening: None, now });
    }

    #[test]
    fn marking_brings_the_only_reason_and_the_words() {
        let mut draft = Draft::default();
        draft.mark(ChecklistItem::FaceEyesOpen);
        assert_eq!(draft.retake, BTreeSet::from([Reason::P08]));
        suggest(&mut draft);
        assert!(draft.notice.contains("双眼自然睁开"), "{}", draft.notice);
        assert!(draft.retaking().is_ok());
        draft.mark(ChecklistItem::FaceFrontal);
        let unexplained = Refusal::ItemUnexplained(ChecklistItem::FaceFrontal);
        assert_eq!(draft.retaking(), Err(unexplained), "two reasons: the reviewer chooses");
        draft.toggle_retake(Reason::P01);
        assert!(draft.retaking().is_ok());
        draft.mark(ChecklistItem::FaceEyesOpen);
        assert_eq!(draft.retake, BTreeSet::from([Reason::P01]));
    }

    #[test]
    fn own_words_stay() {
        let mut draft = Draft::default();
        draft.mark(ChecklistItem::FaceEyesOpen);
        let words = |draft: &Draft| {
            let Ok(Decision::Retake { notice, .. }) = draft.retaking() else { panic!("a retake") };
            notice
        };
        draft.notice = "请睁眼".to_owned();
        draft.notice_edited();
        assert!(!draft.notice_is_behind());
        draft.mark(ChecklistItem::FaceLipsClosed);
        suggest(&mut draft);
        assert_eq!(draft.notice, "请睁眼");
        assert_eq!(words(&draft).as_deref(), Some("请睁眼"));
        assert!(draft.notice_is_behind(), "a reason has come since");
        draft.suggest_again();
        assert!(draft.notice.contains("嘴唇") && !draft.notice_is_behind(), "{}", draft.notice);
        assert_eq!(words(&draft), None);
        draft.notice = "  \n".to_owned();
        draft.notice_edited();
        assert_eq!(words(&draft), None, "no words are the suggestion, not an empty notice");
    }

    #[test]
    fn office_matters_lean_to_rejection() {
        let mut draft = Draft::default();
        draft.mark(ChecklistItem::FramingOwnPerson);
        assert!(draft.leans_to_reject() && draft.retake.is_empty());
    }
}
