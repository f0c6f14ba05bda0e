//! The desk thread's part for a submission's history; looking at one is logged, so this thread reads it.

use super::Desk;
use crate::desk::clock::now;
use crate::desk::history;
use crate::domain::account::Actor;
use crate::domain::submission::SubmissionId;
use crate::worker::message::{HistoryUpdate, Update};

impl<P> Desk<P> {
    pub(super) fn read_history(&mut self, actor: &Actor, submission: SubmissionId) {
        let answer = match history::read(&mut self.store, actor, submission, now) {
            Ok(history) => HistoryUpdate::Read(Box::new(history)),
            Err(why) => {
                self.lose_if_store(&why);
                HistoryUpdate::Refused { submission, why }
            }
        };
        self.out.put(Update::History(answer));
    }
}
