//! Drawing the console: the bar, the screen that is in view, the sheet of keys over it.

use std::path::PathBuf;

use egui::{Align, CentralPanel, Frame, Layout, Panel, Ui};

use super::{At, Console, help};
use crate::ui::door::{DoorAct, DoorForm};
use crate::ui::parts::form::{self, Tone};
use crate::ui::parts::screen::Wish;
use crate::ui::parts::{focus, theme};
use crate::ui::words::store::store_words;
use crate::ui::words::when;
use crate::worker::Command;

impl Console {
    /// Draws, and does what was asked.
    pub fn ui(&mut self, ui: &mut Ui) {
        self.begin();
        focus::guard(ui.ctx());
        let wish = if matches!(self.at, At::Screen(_)) { self.bar(ui) } else { None };
        self.say_clock(ui);
        match self.at {
            At::Screen(place) if self.screens[place].fills_the_window() => self.screen(ui, place),
            at => {
                let background = theme::palette(ui).background;
                let frame = Frame::new().fill(background).inner_margin(16);
                CentralPanel::default().frame(frame).show(ui, |ui| {
                    self.say_lost(ui);
                    match at {
                        At::Screen(place) => self.screen(ui, place),
                        at => self.before_the_screens(ui, at),
                    }
                });
            }
        }
        if self.shared.covered {
            self.shared.covered = help::show(ui.ctx(), &self.shared.keymap, &self.shared.text);
        }
        if let (Some(wish), At::Screen(place)) = (wish, self.at) {
            self.fulfil(place, vec![wish]);
        }
        self.take_from_outside(ui);
        self.tell_screen();
        focus::paint(ui.ctx());
    }

    /// The screen at this place, and what it wishes.
    fn screen(&mut self, ui: &mut Ui, place: usize) {
        let wishes = self.screens[place].show(ui, &self.shared);
        if !wishes.is_empty() {
            ui.ctx().request_repaint();
        }
        self.fulfil(place, wishes);
    }

    /// A clock that tells another time than the log is told wherever somebody is; who may agree to it can do
    /// so here.
    fn say_clock(&mut self, ui: &mut Ui) {
        let (Some(off), At::Screen(_)) = (self.shared.clock_off, self.at) else { return };
        let text = &self.shared.text;
        let may = self.shared.actor().is_some_and(|actor| actor.role.may_agree_on_clock());
        let values = [
            ("clock", when::date_and_time(off.clock).into()),
            ("newest", when::date_and_time(off.newest).into()),
        ];
        let key = if may { "console-clock" } else { "console-clock-ask" };
        let mut agreed = false;
        let frame = Frame::new().fill(theme::palette(ui).background).inner_margin(8);
        Panel::top("clock").frame(frame).show(ui, |ui| {
            ui.horizontal(|ui| {
                form::message(ui, Tone::Refused, &text.with(key, &values));
                let button = text.get("console-clock-agree").into_owned();
                agreed = may && form::secondary(ui, button, None).clicked();
            });
        });
        if agreed {
            self.send(Command::AgreeOnClock);
        }
    }

    fn say_lost(&self, ui: &mut Ui) {
        if let Some(why) = &self.shared.lost {
            let why = store_words(&self.shared.text, why);
            let words = self.shared.text.with("console-lost", &[("why", why.into())]);
            form::message(ui, Tone::Refused, &words);
            ui.add_space(8.0);
        }
    }

    /// Draws the door or the lock, with buttons for language and look: whoever stands there may not read
    /// the language that was set.
    fn before_the_screens(&mut self, ui: &mut Ui, at: At) {
        let room = egui::vec2(ui.available_width(), form::CONTROL);
        let corner = egui::Rect::from_min_size(ui.cursor().min, room);
        let right = Layout::right_to_left(Align::Center);
        let beside = egui::UiBuilder::new().max_rect(corner).layout(right);
        let wish = self.looks(&mut ui.new_child(beside));
        let face = match at {
            At::FirstStart => DoorForm::First,
            At::Lock => DoorForm::Lock,
            At::Door => DoorForm::SignIn { demo: self.demo },
            At::Opening | At::Screen(_) => {
                form::quiet(ui, self.shared.text.get("console-opening"));
                return;
            }
        };
        let act = self.door.show(ui, face, &self.shared);
        if act.is_some() || wish.is_some() {
            ui.ctx().request_repaint();
        }
        match (act, wish) {
            (Some(DoorAct::SignOut), _) => self.sign_out(),
            (Some(act), _) => {
                if let Some(command) = self.door.perform(act) {
                    self.send(command);
                }
            }
            (None, Some(Wish::Act(action))) => self.act(action),
            (None, _) => {}
        }
    }

    /// Files that were dropped onto the window, and the answer of a file dialog.
    fn take_from_outside(&mut self, ui: &Ui) {
        if !matches!(self.at, At::Screen(_)) {
            return;
        }
        let dropped: Vec<PathBuf> = ui.input_mut(|input| {
            let files = std::mem::take(&mut input.raw.dropped_files);
            files.iter().map(|file| file.path().to_owned()).collect()
        });
        if !dropped.is_empty() {
            for place in 0..self.screens.len() {
                if self.may_use(place) {
                    let wishes = self.screens[place].dropped(&dropped, &self.shared);
                    self.fulfil(place, wishes);
                }
            }
        }
        if let Some((pick, path)) = self.dialog.poll(ui.ctx()) {
            let place = self.asked_by;
            let wishes = self.screens[place].picked(pick, path, &self.shared);
            self.fulfil(place, wishes);
        }
    }

    /// Tells what is in view, for tests that drive the window.
    fn tell_screen(&mut self) {
        let name = match self.at {
            At::Opening => "opening",
            At::FirstStart => "first-start",
            At::Door => "sign-in",
            At::Lock => "lock",
            At::Screen(place) => self.screens[place].in_view(),
        };
        if self.told != name {
            self.told = name;
            tracing::trace!(target: "photo_review::probe", "screen {name}");
        }
    }
}
