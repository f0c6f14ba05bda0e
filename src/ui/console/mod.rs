//! The console: takes updates, draws the screen that is in view, does what the screens wish.

mod bar;
mod draw;
mod help;
mod keys;
mod leave;
pub mod link;
#[cfg(test)]
mod tests;
pub mod typing;
mod wishes;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use egui::Context;

use self::link::Link;
use crate::desk::clock::now;
use crate::domain::deadline::Calendar;
use crate::ui::SCREENS;
use crate::ui::door::{Door, IdleClock};
use crate::ui::parts::dialog::Dialog;
use crate::ui::parts::picture::Picture;
use crate::ui::parts::screen::{Screen, Wish};
use crate::ui::parts::settings::Settings;
use crate::ui::parts::shared::Shared;
use crate::ui::parts::stopwatch::Stopwatch;
use crate::ui::parts::{focus, fonts, theme};
use crate::ui::settings::keeper::Keeper;
use crate::worker::{
    BackupsUpdate, Command, DoorUpdate, QueueUpdate, ScreeningUpdate, StoreUpdate, Update,
};

/// How often leases are renewed and the queue is counted.
const TICK: Duration = Duration::from_secs(30);

/// The longest that a drawing waits for a decision to become durable: a quarter of a frame.
const MOMENT: Duration = Duration::from_millis(4);

/// Where the person at the desk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// The store is being opened.
    Opening,
    /// There is no account yet.
    FirstStart,
    /// Nobody is signed in.
    Door,
    /// Somebody is signed in and has locked the console.
    Lock,
    /// Somebody is signed in and sees this screen, by its place in the list.
    Screen(usize),
}

/// The console.
pub struct Console {
    link: Link,
    shared: Shared,
    keeper: Keeper,
    at: At,
    /// The screen that the lock hides.
    behind_lock: usize,
    /// The store holds only invented people.
    demo: bool,
    /// The worker refused a command for want of room. Until it takes one again, the store counts as lost.
    stuck: bool,
    door: Door,
    /// The screens, in the order of the list.
    screens: Vec<Box<dyn Screen>>,
    dialog: Dialog,
    /// The screen that the file dialog was opened for.
    asked_by: usize,
    idle: IdleClock,
    ticked: DateTime<Utc>,
    /// When the last backup ended that this console began, whatever came of it.
    backup_tried: Option<DateTime<Utc>>,
    /// The screen that the probe last reported as in view.
    told: &'static str,
}

fn new_screens(shared: &Shared) -> Vec<Box<dyn Screen>> {
    SCREENS.iter().map(|place| (place.make)(shared)).collect()
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
        fonts::install(ctx);
        theme::apply(ctx, &settings);
        let at = now();
        let shared = Shared::new(ctx, settings, calendar, watch, at);
        Self {
            link,
            keeper: Keeper::start(settings_path),
            at: At::Opening,
            behind_lock: 0,
            demo: false,
            stuck: false,
            door: Door::default(),
            screens: new_screens(&shared),
            dialog: Dialog::default(),
            asked_by: 0,
            idle: IdleClock::new(at),
            ticked: at,
            backup_tried: None,
            told: "",
            shared,
        }
    }

    /// The console's end of the worker.
    #[cfg(test)]
    pub(super) fn link_mut(&mut self) -> &mut Link {
        &mut self.link
    }

    /// Takes the updates that have come, renews leases and counts the queue every `TICK`, and locks
    /// after idle minutes.
    pub fn logic(&mut self, ctx: &Context) {
        let longest = ctx.input(|input| input.max_texture_side);
        self.link.set_longest_side(u32::try_from(longest).unwrap_or(u32::MAX));
        self.shared.now = now();
        for update in self.link.updates() {
            self.take(update);
        }
        let At::Screen(place) = self.at else {
            self.tick_for_nobody(ctx);
            return;
        };
        if !focus::is_attended(ctx) {
            self.screens[place].unattended(&self.shared);
        }
        let at = self.shared.now;
        if self.ticks(at) {
            self.each(|screen, shared| screen.tick(shared));
        }
        let left = self.idle.left(at, self.shared.settings.idle_minutes);
        if left <= TimeDelta::zero() {
            self.lock();
            return;
        }
        ctx.request_repaint_after(TICK.min(left.to_std().unwrap_or(TICK)));
    }

    /// Asks the worker now and then for what changes by itself; says whether it did.
    fn ticks(&mut self, at: DateTime<Utc>) -> bool {
        let is_time =
            at - self.ticked >= TimeDelta::from_std(TICK).unwrap_or(TimeDelta::seconds(30));
        if is_time {
            self.ticked = at;
            self.send(Command::Tick);
        }
        is_time
    }

    /// Backups are made while the console is locked, and while nobody is signed in.
    fn tick_for_nobody(&mut self, ctx: &Context) {
        if matches!(self.at, At::Lock | At::Door) {
            self.ticks(self.shared.now);
            ctx.request_repaint_after(TICK);
        }
    }

    /// Reads the keys before a drawing. Not part of `logic`, which also runs while the window is hidden
    /// and then sees the keys of the last drawing again. A drawing may take several passes that all see
    /// the same keys: only the first reads them.
    fn begin(&mut self) {
        let ctx = self.shared.ctx.clone();
        if ctx.current_pass_index() > 0 {
            return;
        }
        self.shared.now = now();
        if ctx.input(|input| !input.events.is_empty()) {
            self.idle.touched(self.shared.now);
        }
        if !matches!(self.at, At::Screen(_)) {
            return;
        }
        self.keys(&ctx);
        if let At::Screen(place) = self.at {
            let wishes = self.screens[place].keys(&self.shared);
            self.fulfil(place, wishes);
            self.settle();
        }
    }

    /// Waits up to [`MOMENT`] for a change that was just asked for to become durable, so that this
    /// drawing already shows the next photo. The answer usually takes a fraction of a drawing's time, and
    /// a drawing without it would show the old photo for a whole frame more. If a slow disk takes longer,
    /// the answer wakes the console later.
    fn settle(&mut self) {
        let until = Instant::now() + MOMENT;
        while let At::Screen(place) = self.at
            && self.screens[place].is_waiting()
            && let Some(update) = self.link.wait(until.saturating_duration_since(Instant::now()))
        {
            self.take(update);
        }
    }

    /// Hands an update to everybody whom it may concern.
    fn take(&mut self, update: Update<Picture>) {
        self.door.take(&update, &self.shared);
        self.each(|screen, shared| screen.take(&update, shared));
        match update {
            Update::Store(StoreUpdate::Opened { first_start, demo }) => {
                self.demo = demo;
                self.at = if first_start { At::FirstStart } else { At::Door };
                self.screen_photos();
            }
            Update::Door(DoorUpdate::SignedIn(session)) => self.signed_in(session),
            Update::Door(DoorUpdate::Unlocked) if self.at == At::Lock => {
                self.at = At::Screen(self.behind_lock);
                self.idle.touched(self.shared.now);
                self.screens[self.behind_lock].enter(&self.shared);
                self.send(Command::Tick);
            }
            Update::Queue(QueueUpdate::Counted(counted)) => {
                self.shared.counts = Some(counted.counts);
                self.shared.next_due = counted.next_due;
            }
            Update::Job(told) => self.take_job(&told),
            Update::Screening(ScreeningUpdate::Status(status)) => {
                self.shared.screening = Some(status);
            }
            Update::Backups(BackupsUpdate::Status(status)) => self.take_backups(*status),
            Update::Store(StoreUpdate::Clock(off)) => self.shared.clock_off = off,
            Update::Store(StoreUpdate::Lost { why }) => self.shared.lost = Some(why),
            Update::Store(StoreUpdate::Restored) => {
                self.shared.lost = None;
                self.stuck = false;
            }
            _ => {}
        }
    }

    /// Calls `ask` on every screen, in view or not, and fulfils what they wish.
    fn each(&mut self, mut ask: impl FnMut(&mut dyn Screen, &Shared) -> Vec<Wish>) {
        for place in 0..self.screens.len() {
            let wishes = ask(&mut *self.screens[place], &self.shared);
            self.fulfil(place, wishes);
        }
    }
}
