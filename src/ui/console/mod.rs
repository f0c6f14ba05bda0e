//! The console: takes updates, draws the screen that is open, performs what was asked.

/// What the review needs to know; a macro, since it borrows some fields while another one is changed.
macro_rules! around {
    ($console:expr, $at:expr) => {
        Around {
            scene: Scene { text: &$console.text, calendar: &$console.calendar, now: $at },
            keymap: &$console.keymap,
            backdrop: $console.settings.backdrop,
            lost: $console.lost.as_deref(),
            next_due: $console.next_due,
        }
    };
}

mod draw;
mod keys;

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use egui::{Context, TextureHandle};

use crate::desk::clock::now;
use crate::desk::session::Session;
use crate::domain::deadline::Calendar;
use crate::store::QueueCounts;
use crate::text::{Lang, Text};
use crate::ui::action::Action;
use crate::ui::keymap::Keymap;
use crate::ui::link::{Link, Picture};
use crate::ui::lock::IdleClock;
use crate::ui::review::{Around, Deed, Review};
use crate::ui::scene::Scene;
use crate::ui::screens::{Screen, ScreenAction, Screens};
use crate::ui::settings::Settings;
use crate::ui::settings_screen::{SettingsAction, SettingsScreen};
use crate::ui::theme;
use crate::worker::{Command, Look, PictureFault, Update};

/// How often leases are renewed and the queue is counted.
const TICK: Duration = Duration::from_secs(30);

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
    settings_path: Option<PathBuf>,
    door: Door,
    demo: bool,
    lost: Option<String>,
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
    ) -> Self {
        super::fonts::install(ctx);
        theme::apply(ctx, &settings);
        let at = now();
        let keymap = Keymap::new(&settings.keys);
        Self {
            link,
            text: Text::new(settings.lang),
            calendar,
            settings,
            settings_path,
            door: Door::Opening,
            demo: false,
            lost: None,
            screen: Screen::Queue,
            screens: Screens::default(),
            review: Review::default(),
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
        self.take_updates(ctx);
        if !matches!(self.door, Door::In(_)) {
            return;
        }
        let at = now();
        if at - self.ticked >= TimeDelta::from_std(TICK).unwrap_or(TimeDelta::seconds(30)) {
            self.ticked = at;
            self.link.send(Command::Tick);
            let commands = self.review.tick();
            self.send(commands);
        }
        let left = self.idle.left(at, self.settings.idle_minutes);
        if left <= TimeDelta::zero() {
            self.link.send(Command::Lock);
            self.idle.touched(at);
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
            self.send(commands);
        }
    }

    fn send(&mut self, commands: Vec<Command>) {
        for command in commands {
            self.link.send(command);
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
        self.send(commands);
        match update {
            Update::Opened { first_start, demo } => {
                self.demo = demo;
                self.door = if first_start { Door::First } else { Door::Shut };
            }
            Update::SignedIn(session) => {
                self.screen = Screen::first(session.actor.role);
                if session.actor.role.may_decide() {
                    let commands = self.review.begin();
                    self.send(commands);
                }
                // Behind the claim: counting a long queue must not keep the first photo waiting.
                self.link.send(Command::Tick);
                self.door = Door::In(session);
            }
            Update::SignedOut => {
                self.door = Door::Shut;
                self.pictures.clear();
            }
            Update::Locked => {
                if let Door::In(session) = &self.door {
                    self.door = Door::Locked(session.clone());
                }
            }
            Update::Unlocked => {
                if let Door::Locked(session) = &self.door {
                    self.door = Door::In(session.clone());
                    self.link.send(Command::Tick);
                }
            }
            Update::Claimed { taken: true, .. } if !expected => {
                self.screen = Screen::Review;
                self.review.look_again();
            }
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
            Update::Restored => self.lost = None,
            _ => {}
        }
    }

    fn perform(&mut self, ctx: &Context, asked: Asked) {
        let at = now();
        match asked {
            Asked::Go(screen) => {
                self.screen = screen;
                self.review.look_again();
                self.looking = None;
            }
            Asked::Review(Deed::Act(Action::Backdrop)) => {
                let backdrop = self.settings.backdrop.next();
                self.set(ctx, Settings { backdrop, ..self.settings.clone() });
            }
            Asked::Review(deed) => {
                let commands = self.review.perform(deed, around!(self, at));
                self.send(commands);
            }
            Asked::Look => {
                let look = self.settings.look.next();
                self.set(ctx, Settings { look, ..self.settings.clone() });
            }
            Asked::Help => self.help = !self.help,
            Asked::SignOut => {
                self.link.send(Command::SignOut);
            }
            Asked::Lock => {
                self.link.send(Command::Lock);
            }
            Asked::Lang(lang) => self.set(ctx, Settings { lang, ..self.settings.clone() }),
            Asked::Settings(SettingsAction::Change(settings)) => self.set(ctx, settings),
            Asked::Settings(action) => self.keys_changed(ctx, &action),
            Asked::Screen(action) => {
                if let Some(command) = self.screens.perform(action, &self.text, at) {
                    self.link.send(command);
                }
            }
        }
        ctx.request_repaint();
    }

    fn set(&mut self, ctx: &Context, settings: Settings) {
        self.text = Text::new(settings.lang);
        theme::apply(ctx, &settings);
        self.settings = settings;
        if let Some(path) = &self.settings_path
            && let Err(error) = self.settings.save(path)
        {
            tracing::warn!("settings not saved: {error:#}");
        }
    }
}
