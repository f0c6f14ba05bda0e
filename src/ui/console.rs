//! The console: takes updates, draws the screen that is open, performs what was asked.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use egui::{
    Align, Button, CentralPanel, Context, Frame, Layout, Panel, RichText, TextureHandle, Ui, vec2,
};

use super::action::Action;
use super::form::{self, Tone};
use super::history_panel::Photo;
use super::keymap::{self, Keymap};
use super::link::{Link, Picture};
use super::lock::IdleClock;
use super::queue::QueueAction;
use super::review::{Around, Deed, Review};
use super::scene::{Scene, grouped};
use super::screens::{Screen, ScreenAction, Screens};
use super::settings::Settings;
use super::settings_screen::{self, KeyLine, SettingsAction, SettingsScreen};
use super::sign_in::{DemoDoor, role_key};
use super::{
    accounts, help, history_panel, import_panel, lock, queue_panel, reports, sign_in, theme,
};
use crate::desk::clock::now;
use crate::desk::demo;
use crate::desk::session::Session;
use crate::domain::deadline::Calendar;
use crate::store::QueueCounts;
use crate::text::{Lang, Text};
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

/// The screen that an action goes to.
fn screen_of(action: Action) -> Option<Screen> {
    match action {
        Action::GoReview => Some(Screen::Review),
        Action::GoQueue => Some(Screen::Queue),
        Action::GoImport => Some(Screen::Import),
        Action::GoReports => Some(Screen::Reports),
        Action::GoAccounts => Some(Screen::Accounts),
        Action::GoSettings => Some(Screen::Settings),
        _ => None,
    }
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
        for update in self.link.updates() {
            self.take(ctx, update);
        }
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

    /// The keys that work on every screen.
    fn keys(&mut self, ctx: &Context) {
        if ctx.text_edit_focused() || self.settings_screen.waiting_for.is_some() {
            return;
        }
        for press in ctx.input(|input| keymap::presses(&input.events)) {
            if self.help && press.key == egui::Key::Escape {
                self.help = false;
                // The same Esc must not close something on the screen below.
                ctx.input_mut(|input| input.events.clear());
                return;
            }
            if press.repeat {
                continue;
            }
            let asked = match self.keymap.action(press.key) {
                Some(Action::Help) => Asked::Help,
                Some(Action::Language) => Asked::Lang(self.settings.lang.other()),
                Some(Action::Look) => Asked::Look,
                Some(Action::Backdrop) => {
                    let backdrop = self.settings.backdrop.next();
                    let settings = Settings { backdrop, ..self.settings.clone() };
                    Asked::Settings(SettingsAction::Change(settings))
                }
                Some(Action::Lock) => Asked::Lock,
                Some(Action::SignOut) => Asked::SignOut,
                Some(action) => match screen_of(action) {
                    Some(screen) if self.may_go(screen) => Asked::Go(screen),
                    _ => continue,
                },
                None => continue,
            };
            self.perform(ctx, asked);
        }
    }

    fn may_go(&self, screen: Screen) -> bool {
        matches!(&self.door, Door::In(session) if screen.is_for(session.actor.role))
    }

    fn take(&mut self, ctx: &Context, update: Update<Picture>) {
        let at = now();
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
                }
            }
            Update::Claimed { taken: true, .. } => {
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

    /// Draws, then performs.
    pub fn ui(&mut self, ui: &mut Ui) {
        self.begin(ui.ctx());
        let background = theme::palette(ui).background;
        let mut asked = None;
        if let Door::In(session) = &self.door {
            let session = session.clone();
            asked = self.bar(ui, &session);
        }
        if self.review.is_pending() {
            // A decision is durable in a fraction of a frame: the next photo need not wait for another.
            for update in self.link.updates() {
                self.take(ui.ctx(), update);
            }
        }
        if matches!(self.door, Door::In(_)) && self.screen == Screen::Review {
            let deed = self.review.show(ui, around!(self, now()));
            asked = asked.or(deed.map(Asked::Review));
            self.finish(ui, asked);
            return;
        }
        let frame = Frame::new().fill(background).inner_margin(16);
        let drawn = CentralPanel::default().frame(frame).show(ui, |ui| {
            if let Some(why) = &self.lost {
                let words = self.text.with("console-lost", &[("why", why.as_str().into())]);
                form::message(ui, Tone::Refused, &words);
                ui.add_space(8.0);
            }
            self.screen(ui)
        });
        asked = asked.or(drawn.inner);
        self.finish(ui, asked);
    }

    /// What follows the drawing: the sheet of keys over it, what was asked, what is wanted.
    fn finish(&mut self, ui: &mut Ui, mut asked: Option<Asked>) {
        if self.help {
            self.help = help::show(ui.ctx(), &self.keymap, &self.text);
        }
        if let Door::In(session) = &self.door {
            let outside = self.screens.outside(ui.ctx(), session.actor.role);
            asked = asked.or(outside.map(Asked::Screen));
        }
        if let Some(asked) = asked {
            self.perform(ui.ctx(), asked);
        }
        if self.screen != Screen::Review {
            self.want_picture();
        }
        self.tell_screen();
    }

    /// The screen in view, as tests that drive the window know it.
    fn in_view(&self) -> &'static str {
        match (&self.door, self.screen) {
            (Door::Opening, _) => "opening",
            (Door::First, _) => "first-start",
            (Door::Shut, _) => "sign-in",
            (Door::Locked(_), _) => "lock",
            (Door::In(_), Screen::Review) => "review",
            (Door::In(_), Screen::Queue) if self.screens.opened.is_open() => "history",
            (Door::In(_), Screen::Queue) => "queue",
            (Door::In(_), Screen::Import) => "import",
            (Door::In(_), Screen::Reports) => "reports",
            (Door::In(_), Screen::Accounts) => "accounts",
            (Door::In(_), Screen::Settings) => "settings",
        }
    }

    fn tell_screen(&mut self) {
        let name = self.in_view();
        if self.told != name {
            self.told = name;
            tracing::trace!(target: "photo_review::probe", "screen {name}");
        }
    }

    fn want_picture(&mut self) {
        let look = self.screens.opened.look();
        if look != self.looking {
            self.looking = look;
            self.pictures.retain(|there, _| Some(*there) == look);
            let wanted = look.filter(|look| !self.pictures.contains_key(look));
            self.link.send(Command::Look(wanted.into_iter().collect()));
        }
    }

    fn screen(&mut self, ui: &mut Ui) -> Option<Asked> {
        let at = now();
        let keys = if self.screen == Screen::Settings { self.key_lines() } else { Vec::new() };
        let scene = Scene { text: &self.text, calendar: &self.calendar, now: at };
        let screens = &mut self.screens;
        let action =
            match &self.door {
                Door::Opening => {
                    form::quiet(ui, self.text.get("console-opening"));
                    None
                }
                Door::First => sign_in::show_first(ui, &mut screens.sign_in, &self.text)
                    .map(ScreenAction::SignIn),
                Door::Shut => {
                    let demo = self.demo.then_some(DEMO);
                    sign_in::show(ui, &mut screens.sign_in, demo, &self.text, at)
                        .map(ScreenAction::SignIn)
                }
                Door::Locked(session) => {
                    lock::show(ui, &mut screens.lock, &session.display_name, &self.text, at)
                        .map(ScreenAction::Lock)
                }
                Door::In(session) => match self.screen {
                    Screen::Review => None,
                    Screen::Queue => {
                        let photo = picture(&self.pictures, self.looking);
                        return queue(ui, screens, photo, session, scene);
                    }
                    Screen::Import => import_panel::show(ui, &mut screens.transfer, scene)
                        .map(ScreenAction::Transfer),
                    Screen::Reports => {
                        reports::show(ui, &mut screens.transfer, scene).map(ScreenAction::Transfer)
                    }
                    Screen::Accounts => {
                        accounts::show(ui, &mut screens.accounts, &session.actor.account, scene)
                            .map(ScreenAction::Accounts)
                    }
                    Screen::Settings => {
                        return settings_screen::show(
                            ui,
                            &self.settings_screen,
                            &self.settings,
                            &keys,
                            scene,
                        )
                        .map(Asked::Settings);
                    }
                },
            };
        action.map(Asked::Screen)
    }

    fn bar(&self, ui: &mut Ui, session: &Session) -> Option<Asked> {
        let palette = theme::palette(ui);
        let text = &self.text;
        let mut asked = None;
        let frame = Frame::new().fill(palette.panel).inner_margin(egui::Margin::symmetric(16, 4));
        Panel::top("bar").frame(frame).exact_size(40.0).show(ui, |ui| {
            ui.horizontal_centered(|ui| {
                ui.label(RichText::new(text.get("console-name")).size(16.0).family(theme::bold()));
                ui.add_space(16.0);
                for screen in
                    Screen::ALL.into_iter().filter(|screen| screen.is_for(session.actor.role))
                {
                    let words = text.get(screen.label()).into_owned();
                    let button = Button::selectable(self.screen == screen, words);
                    if ui.add(button.min_size(vec2(0.0, 28.0))).clicked() {
                        asked = Some(Asked::Go(screen));
                    }
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if ui.button(text.get("console-lock-leave").into_owned()).clicked() {
                        asked = Some(Asked::SignOut);
                    }
                    if ui.button(text.get("console-lock-now").into_owned()).clicked() {
                        asked = Some(Asked::Lock);
                    }
                    let other = self.settings.lang.other();
                    let words = match other {
                        Lang::Zh => "中文",
                        Lang::En => "EN",
                    };
                    if ui.button(words).clicked() {
                        asked = Some(Asked::Lang(other));
                    }
                    form::quiet(ui, text.get(role_key(session.actor.role)));
                    ui.label(session.display_name.as_str());
                    if let Some(counts) = self.counts {
                        let values = [
                            ("waiting", grouped(counts.waiting).into()),
                            ("today", grouped(counts.due_today).into()),
                        ];
                        ui.add_space(16.0);
                        form::quiet(ui, text.with("console-counts", &values));
                    }
                });
            });
        });
        asked
    }

    fn perform(&mut self, ctx: &Context, asked: Asked) {
        let at = now();
        match asked {
            Asked::Go(screen) => {
                self.screen = screen;
                self.review.look_again();
                self.looking = None;
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

    /// Gives actions other keys, where that does not clash.
    fn keys_changed(&mut self, ctx: &Context, action: &SettingsAction) {
        let screen = &mut self.settings_screen;
        match action {
            SettingsAction::Change(_) => {}
            SettingsAction::BeginKey(code) => {
                screen.waiting_for = Some(*code);
                screen.clash = None;
            }
            SettingsAction::CancelKey => screen.waiting_for = None,
            SettingsAction::ResetKeys => {
                self.keymap = Keymap::new(&std::collections::BTreeMap::new());
                let keys = self.keymap.changes();
                self.set(ctx, Settings { keys, ..self.settings.clone() });
            }
            SettingsAction::SetKey(code, key) => {
                screen.waiting_for = None;
                let Some(action) = Action::from_code(code) else { return };
                let shown = keymap::shown(*key).to_owned();
                screen.clash = match self.keymap.set(action, *key) {
                    Ok(()) => None,
                    Err(keymap::Clash::With(other)) => {
                        Some((shown, self.text.get(&other.label()).into_owned()))
                    }
                    Err(keymap::Clash::Reserved) => {
                        Some((shown, self.text.get("ui-help-digits").into_owned()))
                    }
                };
                let keys = self.keymap.changes();
                self.set(ctx, Settings { keys, ..self.settings.clone() });
            }
        }
    }

    fn key_lines(&self) -> Vec<KeyLine> {
        let line = |action: Action| KeyLine {
            code: action.code(),
            label: self.text.get(&action.label()).into_owned(),
            key: keymap::shown(self.keymap.key(action)).to_owned(),
            changed: self.keymap.key(action) != action.first_key(),
        };
        Action::ALL.into_iter().map(line).collect()
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

/// The picture that is looked at, as far as it is there.
fn picture(
    pictures: &HashMap<Look, Result<TextureHandle, PictureFault>>,
    looking: Option<Look>,
) -> Photo<'_> {
    match looking.and_then(|look| pictures.get(&look)) {
        None => Photo::Waiting,
        Some(Ok(texture)) => Photo::There(texture.id(), texture.size_vec2()),
        Some(Err(fault)) => Photo::Fault(fault),
    }
}

/// The queue, or the submission that is open in it.
fn queue(
    ui: &mut Ui,
    screens: &mut Screens,
    photo: Photo<'_>,
    session: &Session,
    scene: Scene<'_>,
) -> Option<Asked> {
    if screens.opened.is_open() {
        let opened = &mut screens.opened;
        return history_panel::show(ui, opened, photo, &session.actor, scene)
            .map(|action| Asked::Screen(ScreenAction::History(action)));
    }
    let may_import = session.actor.role.may_import();
    match queue_panel::show(ui, &mut screens.queue, may_import, scene)? {
        QueueAction::Import => Some(Asked::Go(Screen::Import)),
        action => Some(Asked::Screen(ScreenAction::Queue(action))),
    }
}

const DEMO: DemoDoor = DemoDoor { accounts: demo::ACCOUNTS, password: demo::PASSWORD };
