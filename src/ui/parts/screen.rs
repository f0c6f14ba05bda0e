//! What a screen is, and what it can ask of the console.

use std::path::PathBuf;

use egui::{Key, Ui};

use super::dialog::Pick;
use super::picture::Picture;
use super::settings::Settings;
use super::shared::Shared;
use crate::domain::account::Role;
use crate::ui::action::Action;
use crate::worker::{Command, JobId, Update, Work};

/// What the bar and the keys know of a screen. `ui::SCREENS` lists them all.
#[derive(Clone, Copy)]
pub struct Place {
    /// Its code. Its name is the text `console-screen-<code>`; the action that goes there is named by
    /// `ui-action-go-<code>` and explained by `ui-action-go-<code>-tip`.
    pub code: &'static str,
    /// The key that goes there, until somebody gives it another.
    pub key: Key,
    /// Whether the role may use it; others don't see it.
    pub is_for: fn(Role) -> bool,
    /// Makes the screen, with nothing on it yet.
    pub make: fn(&Shared) -> Box<dyn Screen>,
}

impl Place {
    /// The action that goes there.
    pub fn action(&self) -> Action {
        Action::Go { screen: self.code, key: self.key }
    }

    /// The key for `Text` of its name.
    pub fn label(&self) -> String {
        format!("console-screen-{}", self.code)
    }
}

/// What a screen asks of the console.
#[derive(Debug, Clone)]
pub enum Wish {
    /// Send this to the worker.
    Send(Command),
    /// Go to the screen of this code.
    Go(&'static str),
    /// Do an action that means the same on every screen.
    Act(Action),
    /// Use these settings and keep them.
    Set(Settings),
    /// Open a file dialog; the answer comes by [`Screen::picked`].
    Pick(Pick),
    /// Begin a job.
    Start(Work),
    /// Stop a job.
    Stop(JobId),
}

/// A screen: it keeps its own state, takes from the worker's updates what concerns it, draws, and returns
/// what it wishes of the console. Only `in_view` and `show` have to be written; the other methods do
/// nothing by default.
pub trait Screen {
    /// The name by which tests that drive the window recognise this screen.
    fn in_view(&self) -> &'static str;

    /// Draws the screen, and does what was clicked.
    fn show(&mut self, ui: &mut Ui, shared: &Shared) -> Vec<Wish>;

    /// Takes what concerns it out of an update, in view or not.
    fn take(&mut self, _update: &Update<Picture>, _shared: &Shared) -> Vec<Wish> {
        Vec::new()
    }

    /// A job that it wished for is about to begin, under this number.
    fn begun(&mut self, _id: JobId, _work: &Work) {}

    /// Reads the keys before each drawing of it.
    fn keys(&mut self, _shared: &Shared) -> Vec<Wish> {
        Vec::new()
    }

    /// Somebody whose role may use it has signed in.
    fn begin(&mut self, _shared: &Shared) -> Vec<Wish> {
        Vec::new()
    }

    /// Called every half minute, in view or not.
    fn tick(&mut self, _shared: &Shared) -> Vec<Wish> {
        Vec::new()
    }

    /// It comes into view, from another screen or from behind the lock.
    fn enter(&mut self, _shared: &Shared) {}

    /// It leaves the view: ends what may go on only while somebody looks at it.
    fn leave(&mut self, _shared: &Shared) {}

    /// It is in view, but the window is hidden or has lost the focus.
    fn unattended(&mut self, _shared: &Shared) {}

    /// Files were dropped onto the window. Every screen is told; the one that takes them wishes to be
    /// shown.
    fn dropped(&mut self, _paths: &[PathBuf], _shared: &Shared) -> Vec<Wish> {
        Vec::new()
    }

    /// A file dialog that it asked for has closed; `None` if nothing was picked.
    fn picked(&mut self, _pick: Pick, _path: Option<PathBuf>, _shared: &Shared) -> Vec<Wish> {
        Vec::new()
    }

    /// Whether it awaits an answer for which the next drawing should wait a moment.
    fn is_waiting(&self) -> bool {
        false
    }

    /// Whether it takes every key that goes down, as while somebody chooses a new key for an action.
    fn takes_all_keys(&self) -> bool {
        false
    }

    /// Whether it paints its own background up to the window's edges.
    fn fills_the_window(&self) -> bool {
        false
    }
}
