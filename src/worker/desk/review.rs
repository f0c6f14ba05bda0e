//! The desk thread's part for the review: claims, changes, the ID number.

use std::sync::Arc;

use super::Desk;
use crate::desk::clock::now;
use crate::desk::review::{self, Ask, Case};
use crate::domain::account::Actor;
use crate::domain::claim_order::ClaimOrder;
use crate::domain::event::UnmaskPurpose;
use crate::domain::student::StudentId;
use crate::domain::submission::SubmissionId;
use crate::exchange::wording::NoticeWording;
use crate::store::{Claim, RecordError, StoreError};
use crate::worker::message::{Recorded, ReviewCommand, ReviewUpdate, Update};

impl<P> Desk<P> {
    pub(super) fn serve_review(&mut self, actor: &Actor, command: ReviewCommand) {
        match command {
            ReviewCommand::Claim { order, skip } => self.claim(actor, order, &skip),
            ReviewCommand::Take(submission) => self.take(actor, submission),
            ReviewCommand::Release(submissions) => self.release(&submissions),
            ReviewCommand::Ask(ask) => self.ask(actor, ask),
            ReviewCommand::Screenings(of) => self.screenings(actor, &of),
            ReviewCommand::Unmask { student, purpose } => self.unmask(actor, student, purpose),
        }
    }

    /// Moves all cases that the person holds to this console.
    pub(super) fn take_over(&mut self, actor: &Actor) {
        self.leases.clear();
        match review::take_over(&mut self.store, actor, now) {
            Ok(cases) if cases.is_empty() => {}
            Ok(cases) => self.claimed(cases, false),
            Err(why) => self.not_claimed(why),
        }
    }

    fn claim(&mut self, actor: &Actor, order: ClaimOrder, skip: &[SubmissionId]) {
        let at = now();
        let held = self.leases.iter().filter(|lease| lease.is_live(at)).count();
        match review::claim(&mut self.store, actor, order, held, skip, now) {
            Ok(cases) => self.claimed(cases, false),
            Err(why) => self.not_claimed(why),
        }
    }

    fn not_claimed(&mut self, why: RecordError) {
        self.lose_if_store(&why);
        self.tell_review(ReviewUpdate::NotClaimed { why });
    }

    fn take(&mut self, actor: &Actor, submission: SubmissionId) {
        match review::take(&mut self.store, actor, submission, now) {
            Ok(case) => self.claimed(vec![case], true),
            Err(why) => {
                self.lose_if_store(&why);
                self.tell_review(ReviewUpdate::NotTaken { submission, why });
            }
        }
    }

    fn claimed(&mut self, cases: Vec<Case>, taken: bool) {
        // By which they will be judged: known before they are seen.
        if let Err(error) = self.tell_policy() {
            tracing::warn!("the policy can't be read: {error}");
        }
        for case in &cases {
            self.keep_lease(case.submission, case.claim.clone());
        }
        self.tell_review(ReviewUpdate::Claimed { cases, taken });
    }

    /// Replaces this console's lease on a submission, or removes it if `lease` is `None`.
    fn keep_lease(&mut self, submission: SubmissionId, lease: Option<Claim>) {
        self.leases.retain(|lease| lease.submission != submission);
        self.leases.extend(lease);
    }

    fn release(&mut self, submissions: &[SubmissionId]) {
        let is_one = |lease: &mut Claim| submissions.contains(&lease.submission);
        let given_back: Vec<Claim> = self.leases.extract_if(.., is_one).collect();
        if let Err(error) = self.store.release(&given_back) {
            // Leases that could not be given back run out by themselves.
            self.lose(&error);
        }
    }

    fn ask(&mut self, actor: &Actor, ask: Ask) {
        match review::change(&mut self.store, actor, &ask, now) {
            Ok((entry, returned)) => {
                let lease = returned.as_ref().and_then(|case| case.claim.clone());
                self.keep_lease(ask.submission, lease);
                let returned = returned.map(Box::new);
                let recorded = Recorded { ask, entry, returned };
                self.tell_review(ReviewUpdate::Recorded(Box::new(recorded)));
            }
            Err(why) => {
                self.lose_if_store(&why);
                self.tell_review(ReviewUpdate::Refused { ask, why });
            }
        }
    }

    fn screenings(&mut self, actor: &Actor, of: &[SubmissionId]) {
        match review::screenings(&self.store, actor, of, now()) {
            Ok(found) => self.tell_review(ReviewUpdate::Screenings(found)),
            Err(why) => self.lose_if_store(&why),
        }
    }

    fn unmask(&mut self, actor: &Actor, student: StudentId, purpose: UnmaskPurpose) {
        match review::unmask(&mut self.store, actor, student, purpose, now) {
            Ok(id_number) => self.tell_review(ReviewUpdate::Unmasked { student, id_number }),
            Err(why) => {
                self.lose_if_store(&why);
                self.tell_review(ReviewUpdate::NotUnmasked { student, why });
            }
        }
    }

    /// Renews this console's leases and reports the store's present policy.
    pub(super) fn renew(&mut self) {
        if let Err(error) = self.try_renew() {
            self.lose(&error);
        }
    }

    fn try_renew(&mut self) -> Result<(), StoreError> {
        self.leases = self.store.renew(&self.leases, now)?;
        let held = self.leases.iter().map(|lease| (lease.submission, lease.until)).collect();
        self.tell_review(ReviewUpdate::Leases(held));
        self.tell_policy()
    }

    fn tell_policy(&self) -> Result<(), StoreError> {
        let policy = self.store.policy()?;
        self.tell_review(ReviewUpdate::Policy(policy));
        let file = self.store.dir().join(NoticeWording::FILE);
        let wording = NoticeWording::of_file(&file).unwrap_or_else(|fault| {
            tracing::warn!("the wording of notices is not used: {fault}: {}", file.display());
            NoticeWording::default()
        });
        self.tell_review(ReviewUpdate::Wording(Arc::new(wording)));
        Ok(())
    }

    fn tell_review(&self, update: ReviewUpdate) {
        self.out.put(Update::Review(update));
    }
}
