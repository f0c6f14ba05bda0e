//! What the worker's updates do to the review: claims, leases, answers, pictures.

use std::sync::Arc;

use super::draft::Shown;
use super::hindrance::Hint;
use super::{Done, LOW, RefusedAsk, Review, perform};
use crate::desk::clock::now;
use crate::desk::review::Ask;
use crate::desk::review::{Case, Change};
use crate::domain::student::StudentId;
use crate::domain::submission::{Revision, SubmissionId};
use crate::store::{RecordError, ScreeningRow, StoreError};
use crate::text::Text;
use crate::ui::parts::picture::Picture;
use crate::ui::words::events;
use crate::worker::{
    Command, PictureFault, PictureId, PictureSize, PictureUpdate, Recorded, ReviewCommand,
    ReviewUpdate, ScreeningUpdate, StoreUpdate, Update,
};

impl Review {
    /// Takes from an update what concerns the review; returns the commands that follow.
    pub(super) fn take_in(&mut self, update: &Update<Picture>, text: &Text) -> Vec<Command> {
        match update {
            Update::Review(update) => self.answered(update, text),
            Update::Picture(PictureUpdate { id, picture }) if self.wanted.contains(id) => {
                self.pictured(*id, picture.as_ref().err());
                self.textures.arrived(*id, picture.clone());
                Vec::new()
            }
            Update::Screening(ScreeningUpdate::Screened(screened)) => self.screened(screened),
            Update::Screening(ScreeningUpdate::NotScreened(failed)) => {
                self.not_screened.extend(failed);
                Vec::new()
            }
            Update::Store(StoreUpdate::Lost { why }) => {
                self.give_up(why);
                Vec::new()
            }
            Update::Store(StoreUpdate::Restored) => {
                self.claiming = false;
                self.again.clear();
                self.textures.forget_faults();
                self.look_again();
                self.claim_more()
            }
            _ => Vec::new(),
        }
    }

    /// Asks for what the machine said of photos on the strip.
    fn screened(&self, screened: &[SubmissionId]) -> Vec<Command> {
        let held = screened.iter().copied().filter(|id| self.place_of(*id).is_some());
        let held: Vec<SubmissionId> = held.collect();
        if held.is_empty() {
            return Vec::new();
        }
        vec![Command::Review(ReviewCommand::Screenings(held))]
    }

    /// Asks for what was said of photos on the strip of which nothing is known here: another program may have
    /// screened them, or this one while they were claimed.
    fn ask_for_screenings(&self) -> Option<Command> {
        let lacking = self.strip.iter().filter(|shown| shown.case.screening.is_none());
        let lacking: Vec<_> = lacking.map(|shown| shown.case.submission).collect();
        (!lacking.is_empty()).then_some(Command::Review(ReviewCommand::Screenings(lacking)))
    }

    fn findings_came(&mut self, found: &[(SubmissionId, Arc<ScreeningRow>)]) {
        for (submission, row) in found {
            self.not_screened.remove(submission);
            if let Some(place) = self.place_of(*submission) {
                let shown = &mut self.strip[place];
                if shown.case.screening.as_ref() == Some(row) {
                    continue;
                }
                shown.case.screening = Some(Arc::clone(row));
                shown.see_anew();
                if place == self.at {
                    self.photo.finding = None;
                }
            }
        }
    }

    fn answered(&mut self, update: &ReviewUpdate, text: &Text) -> Vec<Command> {
        match update {
            ReviewUpdate::Policy(policy) => self.policy = *policy,
            ReviewUpdate::Wording(wording) => self.wording.clone_from(wording),
            ReviewUpdate::Claimed { cases, taken } => self.claimed(cases, *taken),
            ReviewUpdate::NotClaimed { .. } => self.claiming = false,
            ReviewUpdate::NotTaken { submission, .. } => return self.not_taken(*submission),
            ReviewUpdate::Leases(held) => {
                let mut commands = self.leases(held);
                commands.extend(self.ask_for_screenings());
                return commands;
            }
            ReviewUpdate::Screenings(found) => self.findings_came(found),
            ReviewUpdate::Recorded(recorded) => return self.recorded(recorded),
            ReviewUpdate::Refused { ask, why } => self.was_refused(ask, why),
            ReviewUpdate::Unmasked { student, id_number } => {
                self.unmasked(*student, id_number.as_deref());
            }
            ReviewUpdate::NotUnmasked { why, .. } => {
                let why = events::refusal(text, why);
                let words = text.with("review-not-unmasked", &[("why", why.into())]);
                self.hint = Some(Hint::Words(words));
            }
        }
        Vec::new()
    }

    /// The ID number shows while its photo does. Where somebody has gone on meanwhile, it stays masked.
    fn unmasked(&mut self, student: StudentId, id_number: Option<&str>) {
        if let Some(shown) = self.current_mut()
            && shown.case.submitted.student == student
            && shown.exposure.is_painted()
        {
            shown.id_number = id_number.map(str::to_owned);
        }
    }

    /// Whether an update only brings back cases whose lease was lost and that were claimed again. The
    /// reviewer then stays on the photo, and on the screen, where they are.
    pub(super) fn expects(&self, update: &Update<Picture>) -> bool {
        matches!(update, Update::Review(ReviewUpdate::Claimed { cases, taken: true }) if self.asked_again(cases))
    }

    fn asked_again(&self, cases: &[Case]) -> bool {
        !cases.is_empty() && cases.iter().all(|case| self.again.contains(&case.submission))
    }

    fn claimed(&mut self, cases: &[Case], taken: bool) {
        let again = taken && self.asked_again(cases);
        self.claiming &= taken;
        self.dry = cases.is_empty() && self.strip.is_empty();
        for case in cases {
            let place = match self.place_of(case.submission) {
                Some(place) => {
                    if self.strip[place].claimed_again(case.clone()) && place == self.at {
                        self.hint = Some(Hint::Why("review-student-corrected"));
                    }
                    place
                }
                // The reviewer has let go of it meanwhile, which gave the lease back.
                None if again => continue,
                None => {
                    let end = self.strip.len();
                    let place = if taken { self.at.min(end) } else { end };
                    let draft = self.kept.remove(&case.submission).unwrap_or_default();
                    self.strip.insert(place, Shown { draft, ..Shown::new(case.clone()) });
                    place
                }
            };
            if taken && !again {
                self.go_to(place);
                self.refused = None;
            }
        }
        self.again.retain(|id| !cases.iter().any(|case| case.submission == *id));
    }

    /// Updates the leases of the strip. A lease that ran out (the console was locked, the machine slept)
    /// is claimed again at once; its draft stays. A lease that ended before its time was taken over by
    /// the same person at another console, and is left there: otherwise two consoles would take it from
    /// each other for ever.
    fn leases(&mut self, held: &[(SubmissionId, chrono::DateTime<chrono::Utc>)]) -> Vec<Command> {
        let at = now();
        let mut commands = Vec::new();
        for shown in &mut self.strip {
            let id = shown.case.submission;
            match held.iter().find(|(held, _)| *held == id) {
                Some((_, until)) => {
                    shown.lost = false;
                    if let Some(claim) = &mut shown.case.claim {
                        claim.until = *until;
                    }
                }
                None if !shown.lost => {
                    shown.lost = true;
                    if !shown.case.claim.as_ref().is_some_and(|claim| claim.is_live(at)) {
                        self.again.push_back(id);
                        commands.push(Command::Review(ReviewCommand::Take(id)));
                    }
                }
                None => {}
            }
        }
        commands
    }

    /// A case whose lease was lost could not be claimed again. It leaves the strip unless it is on the
    /// screen or has a draft.
    fn not_taken(&mut self, id: SubmissionId) -> Vec<Command> {
        let Some(nth) = self.again.iter().position(|again| *again == id) else { return Vec::new() };
        self.again.remove(nth);
        let Some(place) = self.place_of(id) else { return Vec::new() };
        let shown = &mut self.strip[place];
        shown.elsewhere = true;
        if place != self.at && !shown.draft.is_begun() {
            self.strip.remove(place);
            self.at -= usize::from(place < self.at);
        }
        self.claim_more()
    }

    fn recorded(&mut self, recorded: &Recorded) -> Vec<Command> {
        let commands = self.took_effect(recorded);
        // The press came before the answer, and meant a photo that is gone now.
        self.hint = self.hint_behind_answer.take().or_else(|| self.hint.take());
        commands
    }

    fn took_effect(&mut self, recorded: &Recorded) -> Vec<Command> {
        let ask = &recorded.ask;
        tracing::trace!(target: "photo_review::probe", "recorded {}", ask.submission);
        let pending = self.pending.take_if(|(pending, ..)| pending == ask);
        if pending.is_some() || self.place_of(ask.submission) == Some(self.at) {
            // The next photo comes to the screen now: the pause against double taps starts here.
            self.acted = Some(self.watch.at());
        }
        if ask.change == Change::Undo {
            self.came_back(recorded);
            return Vec::new();
        }
        let Some(gone) = self.place_of(ask.submission) else { return Vec::new() };
        let own = pending.is_some();
        // A late answer to a request that was given up when the store was lost: it was recorded after
        // all.
        self.refused.take_if(|refused| refused.submission == ask.submission);
        let shown = self.strip.remove(gone);
        let (draft, place) =
            pending.map_or((shown.draft, gone), |(_, draft, place)| (draft, place));
        if matches!(ask.change, Change::Decide { .. } | Change::Hold { .. }) {
            self.done.push(Done {
                submission: ask.submission,
                revision: Revision(recorded.entry.seq),
                name: shown.case.student.name,
                what: perform::done_word(&ask.change),
                at: recorded.entry.at,
                place,
                draft,
            });
        }
        if own || gone == self.at {
            self.go_to(gone.min(self.strip.len().saturating_sub(1)));
        } else {
            self.at -= usize::from(gone < self.at);
        }
        self.claim_more()
    }

    /// After an undo: the photo comes back to its old place, with its draft. If the undo was asked for on
    /// the history screen, there is no draft of it here; the case is added to the strip like a new claim,
    /// since this reviewer holds its lease.
    fn came_back(&mut self, recorded: &Recorded) {
        let id = recorded.ask.submission;
        let nth = self.done.iter().rposition(|done| done.submission == id);
        let done = nth.map(|nth| self.done.remove(nth));
        if done.is_some() {
            self.refused.take_if(|refused| refused.submission == id);
        }
        let Some(case) = recorded.returned.as_deref() else { return };
        let Some(done) = done else {
            self.claimed(std::slice::from_ref(case), false);
            return;
        };
        let place = done.place.min(self.strip.len());
        let shown = Shown { draft: done.draft, ..Shown::new(case.clone()) };
        self.strip.insert(place, shown);
        self.dry = false;
        self.go_to(place);
    }

    fn was_refused(&mut self, ask: &Ask, why: &RecordError) {
        let pending = self.pending.take_if(|(pending, ..)| pending == ask).is_some();
        self.hint_behind_answer = None;
        let given_up = self.refused.as_ref().is_some_and(|refused| {
            refused.submission == ask.submission && matches!(refused.why, RecordError::Store(_))
        });
        if !pending && !given_up {
            return;
        }
        if ask.change == Change::Undo && !matches!(why, RecordError::Store(_)) {
            self.done.retain(|done| done.submission != ask.submission);
        }
        if let Some(place) = self.place_of(ask.submission) {
            self.strip[place].lost = matches!(
                why,
                RecordError::LeaseLost
                    | RecordError::Stale { .. }
                    | RecordError::StudentCorrected
                    | RecordError::ClaimedByOther
            );
        }
        self.refused = Some(RefusedAsk { submission: ask.submission, why: why.clone() });
    }

    /// The store is lost: an answer to what is under way may never come. It counts as refused, and can
    /// be asked for again, as the same operation: it is recorded once.
    fn give_up(&mut self, why: &StoreError) {
        if let Some((ask, ..)) = self.pending.take() {
            let why = RecordError::Store(why.clone());
            self.refused = Some(RefusedAsk { submission: ask.submission, why });
            self.unanswered = Some(ask);
        }
    }

    fn pictured(&mut self, id: PictureId, fault: Option<&PictureFault>) {
        if id.size == PictureSize::Thumb {
            return;
        }
        let same = |shown: &&mut Shown| shown.case.submitted.photo == id.photo;
        for shown in self.strip.iter_mut().filter(same) {
            match fault {
                Some(fault) => shown.faults.insert(id.size, fault.clone()),
                None => shown.faults.remove(&id.size),
            };
        }
    }

    /// Claims more when few photos with a live lease are left.
    pub(super) fn claim_more(&mut self) -> Vec<Command> {
        let live = self.strip.iter().filter(|shown| !shown.lost).count();
        if self.claiming || live >= LOW {
            return Vec::new();
        }
        self.claiming = true;
        vec![Command::Review(ReviewCommand::Claim {
            order: self.order,
            skip: self.skipped.clone(),
        })]
    }

    /// Claims again if the queue had nothing left; called every half minute.
    pub(super) fn look_for_work(&mut self) -> Vec<Command> {
        if self.dry { self.claim_more() } else { Vec::new() }
    }
}
