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
use crate::store::planned::{self, BackupFailure, BackupsWent, OldLeft};
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
    /// The last one was made, and old ones are still there that may go, so that their disk fills up.
    OldLeft(OldLeft),
    /// The last one was made, and the log does not tell of it.
    Unlogged,
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

    /// What is wrong with them, if anything is: the worst of it.
    pub fn alarm(&self, now: DateTime<Utc>) -> Option<BackupAlarm> {
        self.alarms(now).into_iter().next()
    }

    /// All that is wrong with them, the worst first.
    pub fn alarms(&self, now: DateTime<Utc>) -> Vec<BackupAlarm> {
        if let Some(error) = &self.unread {
            return vec![BackupAlarm::Unread(error.clone())];
        }
        let (Some(plan), went) = (&self.plan, &self.went) else { return Vec::new() };
        let too_old = || plan.is_too_old(went.good, now).then_some(BackupAlarm::TooOld(went.good));
        let late = went.failure.clone().map(BackupAlarm::Failed).or_else(too_old);
        let photos = (went.photo_faults > 0).then_some(BackupAlarm::Photos(went.photo_faults));
        let old_left = went.old_left.clone().map(BackupAlarm::OldLeft);
        let unlogged = went.unlogged.then_some(BackupAlarm::Unlogged);
        // What the last good one had says nothing while there is no newer one.
        let of_good = [photos, old_left, unlogged].into_iter().flatten();
        match late {
            Some(late) => vec![late],
            None => of_good.collect(),
        }
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
    /// How it went could not be noted, so that other consoles don't know it.
    pub unnoted: bool,
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
        return Ok(BackupRun { done: None, status, unnoted: false });
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
        ..status.went.clone()
    };
    let (done, went) = match done {
        Ok(Making::Done(made)) if made.is_kept() => {
            let (photo_faults, unlogged) = (made.report.number(), made.unlogged);
            let (good, old_left) = (Some(made.at), made.old_left.clone());
            let went =
                BackupsWent { good, photo_faults, unlogged, old_left, ..BackupsWent::default() };
            (Some(Making::Done(made)), went)
        }
        Ok(Making::Done(made)) => {
            let faults = made.report.number();
            (Some(Making::Done(made)), failed(BackupFailure::NotWhole { faults }))
        }
        // Nothing is known of it yet.
        Ok(other) => return Ok(BackupRun { done: Some(other), status, unnoted: false }),
        Err(RecordError::Store(error)) => (None, failed(BackupFailure::of(&error, &plan.folder))),
        Err(RecordError::Refused(Refusal::Clock(_))) => (None, failed(BackupFailure::ClockOff)),
        Err(error) => return Err(error),
    };
    let noted = planned::note_backup(dir, &went);
    let unnoted = noted.is_err();
    if let Err(error) = noted {
        tracing::debug!("how the backup went was not noted: {error}");
    }
    Ok(BackupRun { done, status: BackupStatus { went, ..status }, unnoted })
}

#[cfg(test)]
mod tests;
