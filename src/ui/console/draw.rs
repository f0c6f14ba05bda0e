//! Drawing the console: the bar, the screen that is open, the sheet of keys over it.

use std::collections::HashMap;

use egui::{Align, CentralPanel, Frame, Layout, TextureHandle, Ui};

use super::{Asked, Console, Door};
use crate::desk::clock::now;
use crate::desk::demo;
use crate::desk::session::Session;
use crate::ui::console::help;
use crate::ui::console::screens::{Screen, ScreenAction, Screens};
use crate::ui::door::lock;
use crate::ui::door::panel::DemoDoor;
use crate::ui::history::panel::Photo;
use crate::ui::parts::focus;
use crate::ui::parts::form::{self, Tone};
use crate::ui::parts::scene::Scene;
use crate::ui::parts::theme;
use crate::ui::queue::QueueAction;
use crate::ui::reports;
use crate::ui::review::Around;
use crate::ui::words::store::store_words;
use crate::ui::{accounts, door, history, import, queue, settings};
use crate::worker::{Command, Look, PictureFault};

impl Console {
    /// Draws, then performs.
    pub fn ui(&mut self, ui: &mut Ui) {
        self.begin(ui.ctx());
        focus::guard(ui.ctx());
        let background = theme::palette(ui).background;
        let mut asked = None;
        if let Door::In(session) = &self.door {
            let session = session.clone();
            asked = self.bar(ui, &session);
        }
        if matches!(self.door, Door::In(_)) && self.screen == Screen::Review {
            let mut deed = self.review.show(ui, around!(self, now()));
            if self.help {
                // It came from below the sheet of keys.
                deed = None;
            }
            asked = asked.or(deed.map(Asked::Review));
            self.finish(ui, asked);
            return;
        }
        let frame = Frame::new().fill(background).inner_margin(16);
        let drawn = CentralPanel::default().frame(frame).show(ui, |ui| {
            if let Some(why) = &self.lost {
                let why = store_words(&self.text, why);
                let words = self.text.with("console-lost", &[("why", why.into())]);
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
            let role = session.actor.role;
            if self.screens.takes_drop(ui.ctx(), role) {
                // Wherever it was dropped: what becomes of it is to be seen on the import screen.
                self.go(Screen::Import);
            }
            let outside = self.screens.outside(ui.ctx());
            asked = asked.or(outside.map(Asked::Screen));
        }
        if let Some(asked) = asked {
            self.perform(ui.ctx(), asked);
        }
        if self.screen != Screen::Review {
            self.want_picture(ui.ctx());
        }
        self.tell_screen();
        focus::paint(ui.ctx());
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

    fn want_picture(&mut self, ctx: &egui::Context) {
        let look = self.screens.opened.look();
        if look != self.looking {
            self.looking = look;
            self.pictures.retain(|there, _| Some(*there) == look);
            let wanted = look.filter(|look| !self.pictures.contains_key(look));
            self.send(ctx, vec![Command::Look(wanted.into_iter().collect())]);
        }
    }

    fn screen(&mut self, ui: &mut Ui) -> Option<Asked> {
        let at = now();
        let mut looks = None;
        if !matches!(self.door, Door::In(_)) {
            // Whoever stands at the door may not read the language that was set.
            let room = egui::vec2(ui.available_width(), form::CONTROL);
            let corner = egui::Rect::from_min_size(ui.cursor().min, room);
            let right = Layout::right_to_left(Align::Center);
            let beside = egui::UiBuilder::new().max_rect(corner).layout(right);
            looks = self.looks(&mut ui.new_child(beside));
        }
        let keys = if self.screen == Screen::Settings { self.key_lines() } else { Vec::new() };
        let scene = Scene { text: &self.text, calendar: &self.calendar, now: at };
        let screens = &mut self.screens;
        let action = match &self.door {
            Door::Opening => {
                form::quiet(ui, self.text.get("console-opening"));
                None
            }
            Door::First => door::panel::show_first(ui, &mut screens.sign_in, &self.text)
                .map(ScreenAction::SignIn),
            Door::Shut => {
                let demo = self.demo.then_some(DEMO);
                door::panel::show(ui, &mut screens.sign_in, demo, &self.text, at)
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
                Screen::Import => import::panel::show(ui, &mut screens.transfer, scene)
                    .map(ScreenAction::Transfer),
                Screen::Reports => {
                    reports::show(ui, &mut screens.transfer, scene).map(ScreenAction::Transfer)
                }
                Screen::Accounts => {
                    accounts::panel::show(ui, &mut screens.accounts, &session.actor.account, scene)
                        .map(ScreenAction::Accounts)
                }
                Screen::Settings => {
                    return settings::panel::show(
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
        looks.or(action.map(Asked::Screen))
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
        return history::panel::show(ui, opened, photo, &session.actor, scene)
            .map(|action| Asked::Screen(ScreenAction::History(action)));
    }
    let may_import = session.actor.role.may_import();
    match queue::panel::show(ui, &mut screens.queue, may_import, scene)? {
        QueueAction::Import => Some(Asked::Go(Screen::Import)),
        action => Some(Asked::Screen(ScreenAction::Queue(action))),
    }
}

const DEMO: DemoDoor = DemoDoor { accounts: demo::ACCOUNTS, password: demo::PASSWORD };
