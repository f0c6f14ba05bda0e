//! The desk thread's part for the list of imports, which takes it a moment: see `Store::imports`.

use super::Desk;
use crate::desk::withdraw;
use crate::domain::account::Actor;
use crate::worker::message::{ImportsUpdate, Update};

/// So many imports are listed: whoever looks for an older one finds it by the command line.
const MOST: usize = 30;

impl<P> Desk<P> {
    pub(super) fn list_imports(&mut self, actor: &Actor) {
        let answer = match withdraw::imports(&self.store, actor, MOST) {
            Ok(imports) => ImportsUpdate::Listed(imports),
            Err(why) => {
                self.lose_if_store(&why);
                ImportsUpdate::Refused(why)
            }
        };
        self.out.put(Update::Imports(answer));
    }
}
