//! What an act does to the review, and the commands that follow from it.

use super::hindrance::{Hint, PENDING};
use super::{Overlay, Review};
use crate::desk::review::Ask;
use crate::desk::review::Change;
use crate::domain::checklist::ChecklistItem;
use crate::domain::decision::Decision;
use crate::domain::event::UnmaskPurpose;
use crate::domain::reason::Reason;
use crate::domain::submission::SubmissionId;
use crate::exchange::notice::NoticeSource;
use crate::store::RecordError;
use crate::ui::action::Action;
use crate::ui::parts::shared::Shared;
use crate::ui::words::events;
use crate::worker::{Command, ReviewCommand};

/// Something done on the review screen, by key or by mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewAct {
    /// An action that has a key.
    Do(Action),
    /// A digit: one of the two of an item, or the number of a reason.
    Digit(u8),
    /// Mark an item failed; of one that is marked, take the mark away or show its reasons.
    Mark(ChecklistItem),
    /// Take the mark of an item away.
    Unmark(ChecklistItem),
    /// Choose a reason, or take it away.
    Choose(Reason),
    /// Record what the open sheet says.
    Confirm,
    /// Close what was opened last.
    Close,
    /// Go to this place on the strip.
    GoTo(usize),
    /// Show the ID number, for this purpose.
    Unmask(UnmaskPurpose),
    /// Claim a submission again whose lease was lost.
    TakeAgain(SubmissionId),
    /// Take off the strip a submission that can't be decided any more.
    LetGo(SubmissionId),
    /// Look for new work.
    LookForWork,
    /// Try whether the store works again.
    TryStore,
    /// Show the nth possible picture beside the photo, or none if it is shown already.
    Beside(usize),
    /// Try again to read the photo.
    ReadAgain,
    /// Back to the suggested words for the student.
    SuggestNotice,
}

impl Review {
    /// Does an act. If it can't be done now, only a hint says so.
    pub(super) fn perform(&mut self, act: ReviewAct, shared: &Shared) -> Vec<Command> {
        let commands = self.do_act(act, shared);
        self.suggest_notice(shared);
        commands
    }

    /// While a retake is being worded, the suggested words follow its reasons. What was measured stands in them where
    /// it was seen, as in the notice that leaves.
    fn suggest_notice(&mut self, shared: &Shared) {
        if self.sheet != Some(Overlay::Retake) {
            return;
        }
        let own = self.wording.clone();
        let Some(shown) = self.current_mut() else { return };
        let row = shown.case.screening.clone();
        let seen = row.filter(|row| shown.findings_seen == Some(row.entry));
        let screening = seen.as_ref().and_then(|row| row.screened.screening.as_deref());
        let (text, now) = (&shared.text, shared.now);
        shown.draft.suggest(NoticeSource { text, own: &own, screening, now });
    }

    fn do_act(&mut self, act: ReviewAct, shared: &Shared) -> Vec<Command> {
        self.hint = None;
        if self.drops(act) {
            return Vec::new();
        }
        match act {
            ReviewAct::Do(action) => return self.act(action, shared),
            ReviewAct::Digit(digit) => self.digit(digit),
            ReviewAct::Mark(item) => self.mark(item),
            ReviewAct::Unmark(item) => self.unmark(item),
            ReviewAct::Choose(reason) => self.choose(reason),
            ReviewAct::Confirm => return self.confirm(shared),
            ReviewAct::Close => self.close(),
            ReviewAct::GoTo(place) if place < self.strip.len() => self.go_to(place),
            ReviewAct::GoTo(_) => {}
            ReviewAct::Unmask(purpose) => {
                self.sheet = None;
                let student = self.current().map(|shown| shown.case.submitted.student);
                return student
                    .map(|student| Command::Review(ReviewCommand::Unmask { student, purpose }))
                    .into_iter()
                    .collect();
            }
            ReviewAct::TakeAgain(submission) => return self.take_again(submission),
            ReviewAct::LetGo(submission) => {
                self.refused = None;
                return self
                    .place_of(submission)
                    .map_or_else(Vec::new, |place| self.give_back(place));
            }
            ReviewAct::LookForWork => {
                self.dry = false;
                return self.claim_more();
            }
            ReviewAct::TryStore => return vec![Command::Tick],
            ReviewAct::Beside(nth) => self.photo.toggle_beside(nth),
            ReviewAct::ReadAgain => {
                self.textures.forget_faults();
                self.look_again();
            }
            ReviewAct::SuggestNotice => {
                if let Some(shown) = self.current_mut() {
                    shown.draft.suggest_again();
                }
            }
        }
        Vec::new()
    }

    fn act(&mut self, action: Action, shared: &Shared) -> Vec<Command> {
        let hindered = self.hindrance_of(action, shared);
        if hindered == Some(PENDING) {
            self.hint_behind_answer = Some(Hint::DROPPED);
        }
        let hindered = hindered.map(|key| Hint::Words(self.why_words(key, shared)));
        self.hint = hindered.or_else(|| self.too_soon(action).map(Hint::Quiet));
        if self.hint.is_none() && action == Action::Approve {
            self.hint = self.standard_first();
        }
        if self.hint.is_some() {
            return Vec::new();
        }
        match action {
            Action::Approve => return self.decide(Decision::Approve),
            Action::Reject => self.open_reject(),
            Action::Retake => self.open_retake(),
            Action::Hold => self.sheet = Some(Overlay::Hold),
            Action::Skip => return self.skip(),
            Action::Undo => return self.undo(),
            Action::Previous => {
                if let Some(place) = self.at.checked_sub(1) {
                    self.go_to(place);
                }
            }
            Action::Next if self.at + 1 < self.strip.len() => self.go_to(self.at + 1),
            Action::Unmask => self.sheet = Some(Overlay::Unmask),
            Action::Findings => self.next_finding(shared),
            Action::Zoom
            | Action::ZoomIn
            | Action::ZoomOut
            | Action::Loupe
            | Action::Guides
            | Action::Evidence
            | Action::Standard
            | Action::Printed
            | Action::Compare => {
                let case = self.strip.get(self.at).map(|shown| &shown.case);
                self.photo.act(action, case);
            }
            _ => {}
        }
        Vec::new()
    }

    fn decide(&mut self, decision: Decision) -> Vec<Command> {
        let Some(shown) = self.current() else { return Vec::new() };
        let Some(witness) = shown.witness(self.watch.at()) else { return Vec::new() };
        self.ask(Change::Decide { decision, witness })
    }

    fn ask(&mut self, change: Change) -> Vec<Command> {
        let Some(shown) = self.current() else { return Vec::new() };
        let ask = Ask::new(shown.case.submission, shown.case.revision, change);
        // One that had no answer is asked again as it was: if it was recorded after all, that is the answer.
        let ask = self.unanswered.take().filter(|before| before.is_same_as(&ask)).unwrap_or(ask);
        let Some(shown) = self.current() else { return Vec::new() };
        self.pending = Some((ask.clone(), shown.draft.clone(), self.at));
        self.refused = None;
        self.acted = Some(self.watch.at());
        vec![Command::Review(ReviewCommand::Ask(ask))]
    }

    fn undo(&mut self) -> Vec<Command> {
        let Some(done) = self.done.last() else { return Vec::new() };
        let ask = Ask::new(done.submission, done.revision, Change::Undo);
        self.pending = Some((ask.clone(), done.draft.clone(), done.place));
        self.acted = Some(self.watch.at());
        vec![Command::Review(ReviewCommand::Ask(ask))]
    }

    fn skip(&mut self) -> Vec<Command> {
        if let Some(shown) = self.current() {
            self.skipped.push(shown.case.submission);
        }
        self.acted = Some(self.watch.at());
        self.give_back(self.at)
    }

    /// Takes a photo off the strip undecided and gives its lease back; its draft is kept in case it comes
    /// again.
    fn give_back(&mut self, place: usize) -> Vec<Command> {
        if place >= self.strip.len() {
            return Vec::new();
        }
        let shown = self.strip.remove(place);
        let submission = shown.case.submission;
        if shown.draft.is_begun() {
            self.kept.insert(submission, shown.draft);
        }
        let next = if place < self.at { self.at - 1 } else { self.at };
        self.go_to(next.min(self.strip.len().saturating_sub(1)));
        let mut commands = vec![Command::Review(ReviewCommand::Release(vec![submission]))];
        commands.extend(self.claim_more());
        commands
    }

    fn take_again(&mut self, submission: SubmissionId) -> Vec<Command> {
        self.refused = None;
        if self.again.contains(&submission) {
            return Vec::new();
        }
        self.again.push_back(submission);
        vec![Command::Review(ReviewCommand::Take(submission))]
    }

    fn open_reject(&mut self) {
        let Some(shown) = self.current_mut() else { return };
        // If the marked items allow only one reason for a rejection, it is already chosen.
        if shown.draft.reject.is_empty() && shown.draft.leans_to_reject() {
            let only: Vec<Reason> =
                shown.draft.marks.iter().flat_map(|item| item.reasons()).copied().collect();
            if let [only] = only[..] {
                shown.draft.reject.insert(only);
            }
        }
        self.sheet = Some(Overlay::Reject { search: String::new() });
    }

    fn open_retake(&mut self) {
        if self.current().is_some() {
            self.sheet = Some(Overlay::Retake);
        }
    }

    fn confirm(&mut self, shared: &Shared) -> Vec<Command> {
        let text = &shared.text;
        let hindered = self.confirm_hindrance(shared).map(Hint::Why);
        self.hint = hindered.or_else(|| self.confirmed_too_soon().map(Hint::Quiet));
        if self.hint.is_some() {
            return Vec::new();
        }
        let Some(shown) = self.current() else { return Vec::new() };
        let decision = match &self.sheet {
            Some(Overlay::Reject { .. }) => shown.draft.rejection(),
            Some(Overlay::Retake) => shown.draft.retaking(),
            Some(Overlay::Hold) => return self.ask(shown.draft.holding()),
            Some(Overlay::Unmask) | None => return Vec::new(),
        };
        match decision {
            Ok(decision) => self.decide(decision),
            Err(refusal) => {
                let words = events::refusal(text, &RecordError::Refused(refusal));
                self.hint = Some(Hint::Words(words));
                Vec::new()
            }
        }
    }

    /// Closes what was opened last; never records anything.
    fn close(&mut self) {
        if self.begun.take().is_some() || self.sheet.take().is_some() {
            return;
        }
        if self.refused.take().is_none() {
            self.photo.reset();
        }
    }
}

/// The key for `Text` of what was done.
pub(super) fn done_word(change: &Change) -> &'static str {
    match change {
        Change::Decide { decision, .. } if decision.needs_second_person() => "review-done-proposed",
        Change::Decide { decision: Decision::Approve, .. } => "review-done-approved",
        Change::Decide { decision: Decision::Reject { .. }, .. } => "review-done-rejected",
        Change::Decide { decision: Decision::Retake { .. }, .. } => "review-done-retake",
        Change::Hold { .. } => "review-done-held",
        Change::Undo => "review-done-undone",
        Change::Resume | Change::Withdraw { .. } | Change::Revoke { .. } => "review-done-changed",
    }
}
