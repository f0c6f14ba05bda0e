//! The console: takes updates, draws the screen that is open, performs what was asked.

/// What the review needs to know; a macro, since it borrows some fields while another one is changed.
macro_rules! around {
    ($console:expr, $at:expr) => {
        Around {
            scene: Scene { text: &$console.text, calendar: &$console.calendar, now: $at },
            keymap: &$console.keymap,
            backdrop: $console.settings.backdrop,
            lost: $console.lost.as_ref(),
            next_due: $console.next_due,
            covered: $console.help,
        }
    };
}

mod bar;
mod draw;
mod help;
mod keys;
mod leave;
pub mod link;
pub mod screens;
#[cfg(test)]
mod tests;
pub mod typing;

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use egui::{Context, TextureHandle};

use crate::desk::clock::now;
use crate::desk::session::Session;
use crate::domain::deadline::Calendar;
use crate::store::{QueueCounts, StoreError};
use crate::text::{Lang, Text};
use crate::ui::action::Action;
use crate::ui::console::link::{Link, Picture};
use crate::ui::console::screens::{Screen, ScreenAction, Screens};
use crate::ui::door::lock::{IdleClock, LockAction};
use crate::ui::parts::keymap::Keymap;
use crate::ui::parts::scene::Scene;
use crate::ui::parts::settings::Settings;
use crate::ui::parts::stopwatch::Stopwatch;
use crate::ui::parts::theme;
use crate::ui::review::{Around, Deed, Review};
use crate::ui::settings::keeper::Keeper;
use crate::ui::settings::panel::{SettingsAction, SettingsScreen};
use crate::worker::{Command, Look, PictureFault, Update};

/// How often leases are renewed and the queue is counted.
const TICK: Duration = Duration::from_secs(30);

/// The longest that a drawing waits for a decision to become durable: a quarter of a frame.
const MOMENT: Duration = Duration::from_millis(4);

/// Who is where.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Door {
    Opening,
    First,
    Shut,
    Locked(Session),
    In(Session),
}

/// The console.
pub struct Console {
    link: Link,
    text: Text,
    calendar: Calendar,
    settings: Settings,
    keeper: Keeper,
    door: Door,
    demo: bool,
    lost: Option<StoreError>,
    /// It counts as lost since the worker had no room for a command, and until it has.
    stuck: bool,
    screen: Screen,
    screens: Screens,
    review: Review,
    keymap: Keymap,
    help: bool,
    next_due: Option<DateTime<Utc>>,
    settings_screen: SettingsScreen,
    counts: Option<QueueCounts>,
    pictures: HashMap<Look, Result<TextureHandle, PictureFault>>,
    looking: Option<Look>,
    idle: IdleClock,
    ticked: DateTime<Utc>,
    told: &'static str,
}

enum Asked {
    Go(Screen),
    Lang(Lang),
    SignOut,
    Lock,
    Screen(ScreenAction),
    Settings(SettingsAction),
    Review(Deed),
    Look,
    Help,
}

impl Console {
    /// A console on a link, in the language of its settings.
    pub fn new(
        ctx: &Context,
        link: Link,
        settings: Settings,
        settings_path: Option<PathBuf>,
        calendar: Calendar,
        watch: Stopwatch,
    ) -> Self {
        crate::ui::parts::fonts::install(ctx);
        theme::apply(ctx, &settings);
        let at = now();
        let keymap = Keymap::new(&settings.keys);
        Self {
            link,
            text: Text::new(settings.lang),
            calendar,
            settings,
            keeper: Keeper::start(settings_path),
            door: Door::Opening,
            demo: false,
            lost: None,
            stuck: false,
            screen: Screen::Queue,
            screens: Screens::default(),
            review: Review::new(watch),
            keymap,
            help: false,
            next_due: None,
            settings_screen: SettingsScreen::default(),
            counts: None,
            pictures: HashMap::new(),
            looking: None,
            idle: IdleClock::new(at),
            ticked: at,
            told: "",
        }
    }

    /// The console's end of the worker.
    #[cfg(test)]
    pub(super) fn link_mut(&mut self) -> &mut Link {
        &mut self.link
    }

    /// Takes the updates that have come; renews, counts and locks in time.
    pub fn logic(&mut self, ctx: &Context) {
        let longest = ctx.input(|input| input.max_texture_side);
        self.link.set_longest_side(u32::try_from(longest).unwrap_or(u32::MAX));
        self.take_updates(ctx);
        if !matches!(self.door, Door::In(_)) {
            return;
        }
        let at = now();
        if at - self.ticked >= TimeDelta::from_std(TICK).unwrap_or(TimeDelta::seconds(30)) {
            self.ticked = at;
            let mut commands = vec![Command::Tick];
            commands.extend(self.review.tick());
            self.send(ctx, commands);
        }
        let left = self.idle.left(at, self.settings.idle_minutes);
        if left <= TimeDelta::zero() {
            self.lock(ctx);
            return;
        }
        ctx.request_repaint_after(TICK.min(left.to_std().unwrap_or(TICK)));
    }

    /// What is done at the beginning of each drawing. Not in `logic`, which also runs while the window
    /// is hidden, with the keys of the last drawing; and only in the first of a drawing's passes, since
    /// each of them sees the same keys.
    fn begin(&mut self, ctx: &Context) {
        if ctx.current_pass_index() > 0 {
            return;
        }
        let at = now();
        if ctx.input(|input| !input.events.is_empty()) {
            self.idle.touched(at);
        }
        if !matches!(self.door, Door::In(_)) {
            return;
        }
        self.keys(ctx);
        if self.screen == Screen::Review && !self.help && matches!(self.door, Door::In(_)) {
            let around = around!(self, at);
            let commands = self.review.logic(ctx, around);
            self.send(ctx, commands);
            self.settle(ctx);
        }
    }

    /// Gives a change that was just asked for a moment to become durable, so that this very drawing shows
    /// the next photo. It takes a fraction of the time that a drawing takes, which would show nothing
    /// but the old photo; on a disk so slow that the moment is not enough, the answer wakes the console.
    fn settle(&mut self, ctx: &Context) {
        let until = Instant::now() + MOMENT;
        while self.review.is_pending()
            && let Some(update) = self.link.wait(until.saturating_duration_since(Instant::now()))
        {
            self.take(ctx, update);
        }
    }

    fn take_updates(&mut self, ctx: &Context) {
        for update in self.link.updates() {
            self.take(ctx, update);
        }
    }

    fn take(&mut self, ctx: &Context, update: Update<Picture>) {
        let at = now();
        let expected = self.review.expects(&update);
        let mut commands = self.screens.take(&update, &self.text, at);
        commands.extend(self.review.take(&update));
        self.send(ctx, commands);
        match update {
            Update::Opened { first_start, demo } => {
                self.demo = demo;
                self.door = if first_start { Door::First } else { Door::Shut };
            }
            Update::SignedIn(session) => {
                let mut commands = Vec::new();
                if session.actor.role.may_decide() {
                    commands = self.review.begin();
                }
                // Behind the claim: counting a long queue must not keep the first photo waiting.
                commands.push(Command::Tick);
                self.send(ctx, commands);
                self.go(Screen::first(session.actor.role));
                self.idle.touched(at);
                self.door = Door::In(session);
            }
            Update::Unlocked => {
                if let Door::Locked(session) = &self.door {
                    self.door = Door::In(session.clone());
                    self.idle.touched(at);
                    self.review.look_again();
                    self.looking = None;
                    self.send(ctx, vec![Command::Tick]);
                }
            }
            Update::Claimed { taken: true, .. } if !expected => self.go(Screen::Review),
            Update::Counts { counts, next_due, .. } => {
                self.counts = Some(counts);
                self.next_due = next_due;
            }
            Update::Picture { look, picture } if Some(look) == self.looking => {
                let picture = picture.map(|image| {
                    ctx.load_texture(look.photo.hex(), image, egui::TextureOptions::LINEAR)
                });
                self.pictures.insert(look, picture);
            }
            Update::Lost { why } => self.lost = Some(why),
            Update::Restored => {
                self.lost = None;
                self.stuck = false;
            }
            _ => {}
        }
    }

    fn perform(&mut self, ctx: &Context, asked: Asked) {
        let at = now();
        match asked {
            Asked::Go(screen) => self.go(screen),
            Asked::Review(Deed::Act(Action::Backdrop)) => {
                let backdrop = self.settings.backdrop.next();
                self.set(ctx, Settings { backdrop, ..self.settings.clone() });
            }
            Asked::Review(deed) => {
                let commands = self.review.perform(deed, around!(self, at));
                self.send(ctx, commands);
            }
            Asked::Look => {
                let look = self.settings.look.next();
                self.set(ctx, Settings { look, ..self.settings.clone() });
            }
            Asked::Help => self.help = !self.help,
            Asked::SignOut | Asked::Screen(ScreenAction::Lock(LockAction::SignOut)) => {
                self.sign_out(ctx);
            }
            Asked::Lock => self.lock(ctx),
            Asked::Lang(lang) => self.set(ctx, Settings { lang, ..self.settings.clone() }),
            Asked::Settings(SettingsAction::Change(settings)) => self.set(ctx, settings),
            Asked::Settings(action) => self.keys_changed(ctx, &action),
            Asked::Screen(action) => {
                let command = self.screens.perform(action, &self.text, at);
                self.send(ctx, command.into_iter().collect());
            }
        }
        ctx.request_repaint();
    }

    fn set(&mut self, ctx: &Context, settings: Settings) {
        if settings.lang != self.settings.lang {
            self.text = Text::new(settings.lang);
        }
        theme::apply(ctx, &settings);
        self.settings = settings;
        self.keeper.keep(&self.settings);
    }
}
