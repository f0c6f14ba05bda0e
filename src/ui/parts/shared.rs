//! What all screens share: borrowed by the screen that is drawn, changed by the console alone.

use chrono::{DateTime, Utc};
use egui::Context;

use super::jobs::Jobs;
use super::keymap::Keymap;
use super::settings::Settings;
use super::stopwatch::Stopwatch;
use crate::desk::session::Session;
use crate::domain::account::Actor;
use crate::domain::deadline::Calendar;
use crate::store::{QueueCounts, StoreError};
use crate::text::Text;
use crate::ui;

/// What all screens share.
pub struct Shared {
    /// The window.
    pub ctx: Context,
    /// The words of the language in use.
    pub text: Text,
    /// Working days, for what is left of a deadline.
    pub calendar: Calendar,
    /// The time of this drawing, by the clock on the wall.
    pub now: DateTime<Utc>,
    /// Measures how long something lasts.
    pub watch: Stopwatch,
    /// What the person at the desk has set.
    pub settings: Settings,
    /// Which key does what.
    pub keymap: Keymap,
    /// Who is signed in; also while the console is locked.
    pub session: Option<Session>,
    /// Why the store can't be used; nothing is accepted meanwhile.
    pub lost: Option<StoreError>,
    /// How much waits.
    pub counts: Option<QueueCounts>,
    /// When the earliest deadline of the queue is.
    pub next_due: Option<DateTime<Utc>>,
    /// Something lies over the whole screen.
    pub covered: bool,
    /// What is imported and exported at the moment.
    pub jobs: Jobs,
}

impl Shared {
    /// What screens share at first: nobody is signed in and nothing runs.
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
            counts: None,
            next_due: None,
            covered: false,
            jobs: Jobs::default(),
        }
    }

    /// Who acts, where somebody is signed in.
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
