//! What all screens share: a screen borrows it to draw, and only the console changes it.

use chrono::{DateTime, Utc};
use egui::Context;

use super::jobs::Jobs;
use super::keymap::Keymap;
use super::settings::Settings;
use super::stopwatch::Stopwatch;
use crate::desk::backups::BackupStatus;
use crate::desk::session::Session;
use crate::domain::account::Actor;
use crate::domain::clock::ClockOff;
use crate::domain::deadline::Calendar;
use crate::store::{QueueCounts, StoreError};
use crate::text::Text;
use crate::ui;
use crate::worker::ScreeningStatus;

/// What all screens share.
pub struct Shared {
    /// The window.
    pub ctx: Context,
    /// The words of the language in use.
    pub text: Text,
    /// The working days, from which the time left to a deadline is computed.
    pub calendar: Calendar,
    /// The wall-clock time of this drawing.
    pub now: DateTime<Utc>,
    /// A monotonic clock, for durations.
    pub watch: Stopwatch,
    /// What the person at the desk has set.
    pub settings: Settings,
    /// Which key does what.
    pub keymap: Keymap,
    /// Who is signed in; also while the console is locked.
    pub session: Option<Session>,
    /// Why the store can't be used; nothing is accepted meanwhile.
    pub lost: Option<StoreError>,
    /// The clock tells another time than the log; nothing is recorded until somebody agrees.
    pub clock_off: Option<ClockOff>,
    /// How much waits.
    pub counts: Option<QueueCounts>,
    /// When the earliest deadline of the queue is.
    pub next_due: Option<DateTime<Utc>>,
    /// How the backups that the program makes by itself stand.
    pub backups: Option<BackupStatus>,
    /// How the screening of photos stands.
    pub screening: Option<ScreeningStatus>,
    /// The sheet of keys lies over the screen.
    pub covered: bool,
    /// The running imports and exports.
    pub jobs: Jobs,
}

impl Shared {
    /// The state at the start: nobody is signed in and nothing runs.
    pub fn new(
        ctx: &Context,
        settings: Settings,
        calendar: Calendar,
        watch: Stopwatch,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            ctx: ctx.clone(),
            text: Text::new(settings.lang),
            calendar,
            now,
            watch,
            keymap: Keymap::new(ui::every_action(), &settings.keys),
            settings,
            session: None,
            lost: None,
            clock_off: None,
            counts: None,
            next_due: None,
            backups: None,
            screening: None,
            covered: false,
            jobs: Jobs::default(),
        }
    }

    /// Account and role of whoever is signed in.
    pub fn actor(&self) -> Option<&Actor> {
        self.session.as_ref().map(|session| &session.actor)
    }
}

#[cfg(test)]
impl Shared {
    /// What a screen shares in a test.
    #[allow(clippy::missing_panics_doc, reason = "a test may fail loudly")]
    pub fn of_test(lang: crate::text::Lang, now: DateTime<Utc>) -> Self {
        let ctx = Context::default();
        let settings = Settings { lang, ..Settings::default() };
        let calendar = Calendar::built_in().expect("the built-in calendars");
        Self::new(&ctx, settings, calendar, Stopwatch::Drawn(ctx.clone()), now)
    }

    /// The same with somebody signed in.
    #[must_use]
    pub fn with(self, actor: Actor) -> Self {
        let session = Some(Session { actor, display_name: "王敏".to_owned() });
        Self { session, ..self }
    }
}
