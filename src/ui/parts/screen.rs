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

/// A screen as the bar and the keys know it. The list of them is `ui::SCREENS`.
#[derive(Clone, Copy)]
pub struct Place {
    /// Its code. Its words are `console-screen-<code>` (its name), `ui-action-go-<code>` and
    /// `ui-action-go-<code>-tip` (going there).
    pub code: &'static str,
    /// The key that goes there, until somebody gives it another.
    pub key: Key,
    /// Whether the role may use it; others don't see it.
    pub is_for: fn(Role) -> bool,
    /// Makes it, empty.
    pub make: fn(&Shared) -> Box<dyn Screen>,
}

impl Place {
    /// The action that goes there.
    pub fn action(&self) -> Action {
        Action::Go { screen: self.code, key: self.key }
    }

    /// The key of its name.
    pub fn label(&self) -> String {
        format!("console-screen-{}", self.code)
    }
}

/// What a screen asks of the console.
#[derive(Debug, Clone)]
pub enum Wish {
    /// This goes to the worker.
    Send(Command),
    /// Go to the screen of this code.
    Go(&'static str),
    /// Do what this key does on every screen.
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

/// A screen: it keeps its own state, takes what concerns it out of the updates, draws, and says what it
/// wishes of the console. Everything but `show` has a meaning for a screen that does nothing then.
pub trait Screen {
    /// The name under which tests that drive the window know what is in view.
    fn in_view(&self) -> &'static str;

    /// Draws the screen, and does what was clicked.
    fn show(&mut self, ui: &mut Ui, shared: &Shared) -> Vec<Wish>;

    /// Takes what concerns it out of an update, in view or not.
    fn take(&mut self, _update: &Update<Picture>, _shared: &Shared) -> Vec<Wish> {
        Vec::new()
    }

    /// Reads the keys before each drawing of it.
    fn keys(&mut self, _shared: &Shared) -> Vec<Wish> {
        Vec::new()
    }

    /// Somebody has signed in who may use it.
    fn begin(&mut self, _shared: &Shared) -> Vec<Wish> {
        Vec::new()
    }

    /// Time has passed: called now and then, in view or not.
    fn tick(&mut self, _shared: &Shared) -> Vec<Wish> {
        Vec::new()
    }

    /// It comes into view, also from behind the lock.
    fn enter(&mut self, _shared: &Shared) {}

    /// It leaves the view: nothing goes on that needs somebody who looks at it.
    fn leave(&mut self, _shared: &Shared) {}

    /// Nobody attends to the window, though the screen is in view.
    fn unattended(&mut self, _shared: &Shared) {}

    /// Files were dropped onto the window. Whoever wants them wishes to be gone to.
    fn dropped(&mut self, _paths: &[PathBuf], _shared: &Shared) -> Vec<Wish> {
        Vec::new()
    }

    /// A file dialog that it asked for was answered; with nothing where nothing was picked.
    fn picked(&mut self, _pick: Pick, _path: Option<PathBuf>, _shared: &Shared) -> Vec<Wish> {
        Vec::new()
    }

    /// Whether something of its own is under way that must be answered before another drawing shows it.
    fn is_waiting(&self) -> bool {
        false
    }

    /// Whether it takes every key that goes down, as one that waits for a key to be chosen.
    fn takes_all_keys(&self) -> bool {
        false
    }

    /// Whether it paints its own ground, from edge to edge.
    fn fills_the_window(&self) -> bool {
        false
    }
}
