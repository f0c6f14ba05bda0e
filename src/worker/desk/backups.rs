//! The desk thread's part for the backups: two small files beside the database, and never a backup itself.

use super::Desk;
use crate::desk::backups::{self, BackupStatus};
use crate::domain::account::Actor;
use crate::domain::backup_plan::BackupPlan;
use crate::worker::message::{BackupsUpdate, Update};

impl<P> Desk<P> {
    /// Tells how the backups stand; nobody waits for it.
    pub(super) fn tell_backups(&self) {
        match BackupStatus::read(self.store.dir()) {
            Ok(status) => self.out.put(Update::Backups(BackupsUpdate::Status(Box::new(status)))),
            Err(error) => tracing::warn!("how the backups stand is not known: {error}"),
        }
    }

    pub(super) fn plan_backups(&mut self, actor: &Actor, plan: Option<&BackupPlan>) {
        let answer = match backups::set_plan(&self.store, actor, plan) {
            Ok(status) => BackupsUpdate::Status(Box::new(status)),
            Err(why) => {
                self.lose_if_store(&why);
                BackupsUpdate::Refused(why)
            }
        };
        self.out.put(Update::Backups(answer));
    }
}
