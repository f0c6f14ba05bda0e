//! Who is signed in: written by the desk thread, read by the others.

use std::sync::{Arc, Mutex, PoisonError};

use crate::domain::account::Actor;

/// Who is signed in. While it is nobody, only the door answers, and no picture is made.
#[derive(Clone, Default)]
pub(super) struct WhoActs(Arc<Mutex<Option<Actor>>>);

impl WhoActs {
    /// Who is signed in now.
    pub(super) fn get(&self) -> Option<Actor> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set(&self, actor: Option<Actor>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = actor;
    }
}
