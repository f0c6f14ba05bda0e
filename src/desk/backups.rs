//! Backups by themselves, as somebody has planned them: the plan, whether one is due, and the making of one.

use std::ops::ControlFlow;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::progress::{OnProgress, Progress, Stage};
use crate::domain::account::Actor;
use crate::domain::backup_plan::BackupPlan;
use crate::domain::clock::Clock;
use crate::domain::event::Event;
use crate::domain::lifecycle::{self, Refusal};
use crate::store::generations::{self, Making};
use crate::store::planned::{self, BackupFailure, BackupsWent};
use crate::store::{RecordError, Store, StoreError};

/// The plan, and how the last backups went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BackupStatus {
    /// The plan; none where nobody has made one.
    pub plan: Option<BackupPlan>,
    /// How the last ones went.
    pub went: BackupsWent,
    /// There is a plan, and it can't be read: none are made until it is set again.
    pub unread: Option<StoreError>,
}

/// What somebody should know of the backups, quietly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BackupAlarm {
    /// The last one failed.
    Failed(BackupFailure),
    /// The last good one is older than twice the time that was planned from one to the next, or there is none.
    TooOld(Option<DateTime<Utc>>),
    /// The last one was made, and this many photos are at fault in it, as they are in the store.
    Photos(u64),
    /// The plan can't be read.
    Unread(StoreError),
}

impl BackupStatus {
    /// As it is noted in a store's folder. Reads two small files.
    pub fn read(dir: &Path) -> Result<Self, StoreError> {
        let (plan, unread) = match planned::plan(dir) {
            Ok(plan) => (plan, None),
            Err(error) => (None, Some(error)),
        };
        Ok(Self { plan, went: planned::backups_went(dir)?, unread })
    }

    /// Whether one is due, for somebody who has tried at this time already, whatever came of it and was noted.
    pub fn is_due(&self, tried: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
        let went = &self.went;
        let failed = went.failed_at.max(tried);
        self.plan.as_ref().is_some_and(|plan| plan.is_due(went.good, failed, now))
    }

    /// What is wrong with them, if anything is.
    pub fn alarm(&self, now: DateTime<Utc>) -> Option<BackupAlarm> {
        if let Some(error) = &self.unread {
            return Some(BackupAlarm::Unread(error.clone()));
        }
        let plan = self.plan.as_ref()?;
        if let Some(failure) = &self.went.failure {
            return Some(BackupAlarm::Failed(failure.clone()));
        }
        if plan.is_too_old(self.went.good, now) {
            return Some(BackupAlarm::TooOld(self.went.good));
        }
        Some(self.went.photo_faults).filter(|faults| *faults > 0).map(BackupAlarm::Photos)
    }
}

/// Sets the plan of a store, for whoever may copy it; none ends the backups.
pub fn set_plan(
    store: &Store,
    actor: &Actor,
    plan: Option<&BackupPlan>,
) -> Result<BackupStatus, RecordError> {
    store.check_standing(actor)?;
    lifecycle::check_store(true, actor, &Event::BackedUp)?;
    if plan.is_some_and(|plan| !plan.is_sound()) {
        return Err(Refusal::WrongSubject.into());
    }
    planned::set_plan(store.dir(), plan)?;
    // What failed by the old plan says nothing of the new one.
    let went = planned::backups_went(store.dir())?;
    let went = BackupsWent { failed_at: None, failure: None, ..went };
    planned::note_backup(store.dir(), &went)?;
    Ok(BackupStatus { plan: plan.cloned(), went, unread: None })
}

/// What came of a backup that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupRun {
    /// What came of it; nothing where none was due, or nobody has planned any.
    pub done: Option<Making>,
    /// How they stand now.
    pub status: BackupStatus,
}

/// Makes a backup by the plan if one is due, or in any case if it is asked for by `actor`. How it went is noted, so that
/// every console knows.
pub fn make(
    dir: &Path,
    asked_by: Option<&Actor>,
    clock: impl Clock,
    progress: &mut OnProgress<'_>,
) -> Result<BackupRun, RecordError> {
    let status = BackupStatus::read(dir)?;
    let wanted = asked_by.is_some() || status.is_due(None, clock.now());
    let Some(plan) = status.plan.clone().filter(|_| wanted) else {
        return Ok(BackupRun { done: None, status });
    };
    let by_itself = Actor::backups();
    let mut far = |done, total| {
        let stage = Stage::BackingUp;
        match progress(Progress { stage, done, total, bytes: 0 }) {
            ControlFlow::Continue(()) => ControlFlow::Continue(()),
            ControlFlow::Break(()) => ControlFlow::Break(()),
        }
    };
    let actor = asked_by.unwrap_or(&by_itself);
    // That somebody may not ask for one says nothing of the backups; whatever comes after this is noted.
    lifecycle::check_store(true, actor, &Event::BackedUp)?;
    let done = generations::make(dir, &plan, actor, clock, &mut far);
    let failed = |failure| BackupsWent {
        failed_at: Some(clock.now()),
        failure: Some(failure),
        ..status.went
    };
    let (done, went) = match done {
        Ok(Making::Done(made)) if made.is_kept() => {
            let photo_faults = made.report.number();
            let good = Some(made.at);
            let went = BackupsWent { good, photo_faults, ..BackupsWent::default() };
            (Some(Making::Done(made)), went)
        }
        Ok(Making::Done(made)) => {
            let faults = made.report.number();
            (Some(Making::Done(made)), failed(BackupFailure::NotWhole { faults }))
        }
        // Nothing is known of it yet.
        Ok(other) => return Ok(BackupRun { done: Some(other), status }),
        Err(RecordError::Store(error)) => (None, failed(BackupFailure::of(&error, &plan.folder))),
        Err(RecordError::Refused(Refusal::Clock(_))) => (None, failed(BackupFailure::ClockOff)),
        Err(error) => (None, failed(BackupFailure::Other { why: error.to_string() })),
    };
    let noted = planned::note_backup(dir, &went);
    if let Err(error) = noted {
        tracing::warn!("how the backup went was not noted: {error}");
    }
    Ok(BackupRun { done, status: BackupStatus { went, ..status } })
}

#[cfg(test)]
mod tests;
