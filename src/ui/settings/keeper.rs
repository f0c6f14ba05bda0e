//! Writes the settings to their file on a thread of its own, and not for each step of a slider.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use crate::ui::parts::settings::Settings;

/// The file is written at most this often.
const EVERY: Duration = Duration::from_millis(300);

/// Writes the newest settings that it was given. Dropping it first writes what is not written yet.
pub struct Keeper {
    mailbox: Arc<Mailbox>,
    thread: Option<JoinHandle<()>>,
}

/// Where the console leaves settings for the thread.
#[derive(Default)]
struct Mailbox {
    left: Mutex<Unsaved>,
    changed: Condvar,
}

#[derive(Default)]
struct Unsaved {
    newest: Option<Settings>,
    closed: bool,
}

impl Mailbox {
    fn lock(&self) -> MutexGuard<'_, Unsaved> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Unsaved)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    /// Waits for settings, and then [`EVERY`] longer for newer ones; `None` once closed and empty.
    fn next(&self) -> Option<Settings> {
        let idle = |left: &mut Unsaved| left.newest.is_none() && !left.closed;
        let left =
            self.changed.wait_while(self.lock(), idle).unwrap_or_else(PoisonError::into_inner);
        let (mut left, _) = self
            .changed
            .wait_timeout_while(left, EVERY, |left| !left.closed)
            .unwrap_or_else(PoisonError::into_inner);
        left.newest.take()
    }
}

impl Keeper {
    /// Starts the thread that writes to `path`; without a path nothing is written.
    pub fn start(path: Option<PathBuf>) -> Self {
        let mailbox = Arc::new(Mailbox::default());
        let run = |path: PathBuf| {
            let mailbox = Arc::clone(&mailbox);
            Builder::new().name("settings".to_owned()).spawn(move || run(&path, &mailbox))
        };
        let thread = match path.map(run).transpose() {
            Ok(thread) => thread,
            Err(error) => {
                tracing::warn!("settings are not kept: {error}");
                None
            }
        };
        Self { mailbox, thread }
    }

    /// Hands settings over to be written.
    pub fn keep(&self, settings: &Settings) {
        self.mailbox.change(|left| left.newest = Some(settings.clone()));
    }
}

fn run(path: &Path, mailbox: &Mailbox) {
    while let Some(settings) = mailbox.next() {
        if let Err(error) = settings.save(path) {
            tracing::warn!("settings not saved: {error:#}");
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.mailbox.change(|left| left.closed = true);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the settings thread had died");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_change_is_in_the_file_at_the_end() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("settings.toml");
        let keeper = Keeper::start(Some(path.clone()));
        for minutes in 1..=20 {
            keeper.keep(&Settings { idle_minutes: minutes, ..Settings::default() });
        }
        drop(keeper);
        assert_eq!(Settings::load(&path).idle_minutes, 20);
    }
}
