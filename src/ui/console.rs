//! The console: takes updates, draws the screen that is open, performs what was asked.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use egui::{
    Align, Button, CentralPanel, Context, Frame, Layout, Panel, RichText, TextureHandle, Ui, vec2,
};

use super::form::{self, Tone};
use super::history_panel::Photo;
use super::link::{Link, Picture};
use super::lock::IdleClock;
use super::queue::QueueAction;
use super::scene::{Scene, grouped};
use super::screens::{Screen, ScreenAction, Screens};
use super::settings::Settings;
use super::settings_screen::{self, SettingsAction, SettingsScreen};
use super::sign_in::{DemoDoor, role_key};
use super::{accounts, history_panel, import_panel, lock, queue_panel, reports, sign_in, theme};
use crate::desk::clock::now;
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
            settings_screen: SettingsScreen::default(),
            counts: None,
            pictures: HashMap::new(),
            looking: None,
            idle: IdleClock::new(at),
            ticked: at,
            told: "",
        }
    }

    /// Takes the updates that have come; renews, counts and locks in time.
    pub fn logic(&mut self, ctx: &Context) {
        for update in self.link.updates() {
            self.take(ctx, update);
        }
        let at = now();
        if ctx.input(|input| !input.events.is_empty()) {
            self.idle.touched(at);
        }
        if !matches!(self.door, Door::In(_)) {
            return;
        }
        if at - self.ticked >= TimeDelta::from_std(TICK).unwrap_or(TimeDelta::seconds(30)) {
            self.ticked = at;
            self.link.send(Command::Tick);
        }
        let left = self.idle.left(at, self.settings.idle_minutes);
        if left <= TimeDelta::zero() {
            self.link.send(Command::Lock);
            self.idle.touched(at);
        }
        ctx.request_repaint_after(TICK.min(left.to_std().unwrap_or(TICK)));
    }

    fn take(&mut self, ctx: &Context, update: Update<Picture>) {
        let at = now();
        for command in self.screens.take(&update, &self.text, at) {
            self.link.send(command);
        }
        match update {
            Update::Opened { first_start, demo } => {
                self.demo = demo;
                self.door = if first_start { Door::First } else { Door::Shut };
            }
            Update::SignedIn(session) => {
                self.screen = Screen::first(session.actor.role);
                if self.screen == Screen::Review {
                    self.screen = Screen::Queue;
                }
                self.door = Door::In(session);
                self.link.send(Command::Tick);
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
            Update::Counts { counts, .. } => self.counts = Some(counts),
            Update::Picture { look, picture } => {
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
        let background = theme::palette(ui).background;
        let mut asked = None;
        if let Door::In(session) = &self.door {
            let session = session.clone();
            asked = self.bar(ui, &session);
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
        if let Door::In(session) = &self.door {
            let outside = self.screens.outside(ui.ctx(), session.actor.role);
            asked = asked.or(outside.map(Asked::Screen));
        }
        if let Some(asked) = asked {
            self.perform(ui.ctx(), asked);
        }
        self.want_picture();
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
                            &[],
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
                for screen in Screen::ALL
                    .into_iter()
                    .filter(|screen| screen.is_for(session.actor.role) && *screen != Screen::Review)
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
            Asked::Go(screen) => self.screen = screen,
            Asked::SignOut => {
                self.link.send(Command::SignOut);
            }
            Asked::Lock => {
                self.link.send(Command::Lock);
            }
            Asked::Lang(lang) => self.set(ctx, Settings { lang, ..self.settings.clone() }),
            Asked::Settings(SettingsAction::Change(settings)) => self.set(ctx, settings),
            Asked::Settings(_) => {}
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

const DEMO: DemoDoor = DemoDoor {
    accounts: &[
        ("wangmin", crate::domain::account::Role::Reviewer),
        ("lijing", crate::domain::account::Role::Reviewer),
        ("zhaolei", crate::domain::account::Role::Supervisor),
        ("admin", crate::domain::account::Role::Administrator),
    ],
    password: "demo-demo",
};
