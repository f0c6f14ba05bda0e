//! A whole console in a window without a screen; the test stands in for the worker.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{ColorImage, Key, Modifiers};
use egui_kittest::Harness;

use super::raster::Raster;
use crate::desk::session::Session;
use crate::domain::account::{AccountName, Actor, Role};
use crate::domain::deadline::Calendar;
use crate::text::Lang;
use crate::ui::console::Console;
use crate::ui::console::link::Link;
use crate::ui::parts::picture::Picture;
use crate::ui::parts::settings::{Look, Settings};
use crate::ui::parts::stopwatch::Stopwatch;
use crate::worker::{Command, DoorUpdate, PictureSize, PictureUpdate, Update};

/// A console in a window of 1280×800.
pub struct Window {
    /// The window.
    pub harness: Harness<'static, Option<Console>>,
}

impl Window {
    /// Opens a console with these settings; `updates` are waiting for it.
    pub fn open(settings: Settings, updates: Vec<Update<Picture>>) -> Self {
        let link = Link::Held { updates: updates.into(), commands: Vec::new(), full: false };
        let mut parts = Some((link, settings));
        let draw = move |ui: &mut egui::Ui, console: &mut Option<Console>| {
            if let Some((link, settings)) = parts.take() {
                let calendar = Calendar::built_in().expect("the built-in calendars");
                let watch = Stopwatch::Drawn(ui.ctx().clone());
                *console = Some(Console::new(ui.ctx(), link, settings, None, calendar, watch));
                ui.ctx().request_repaint();
                return;
            }
            let Some(console) = console else { return };
            // The whole window, without the margin that the harness leaves.
            let area = ui.ctx().content_rect();
            let mut whole = ui.new_child(egui::UiBuilder::new().max_rect(area));
            whole.set_clip_rect(area);
            console.logic(&whole.ctx().clone());
            console.ui(&mut whole);
        };
        let harness = Harness::builder()
            .with_size([1280.0, 800.0])
            .with_step_dt(1.0 / 60.0)
            .renderer(Raster::default())
            .build_ui_state(draw, None);
        let mut window = Self { harness };
        window.frames(4);
        window
    }

    /// Draws some frames.
    pub fn frames(&mut self, count: usize) {
        self.harness.run_steps(count);
    }

    /// The console.
    pub fn console(&mut self) -> &mut Console {
        self.harness.state_mut().as_mut().expect("a console")
    }

    /// Hands an update over and draws.
    pub fn tell(&mut self, update: Update<Picture>) {
        self.hand_over(update);
        self.frames(3);
    }

    /// Queues an update for the next drawing.
    pub fn hand_over(&mut self, update: Update<Picture>) {
        if let Link::Held { updates, .. } = self.console().link_mut() {
            updates.push_back(update);
        }
    }

    /// The window is put away, or comes back.
    pub fn minimize(&mut self, minimized: bool) {
        let input = self.harness.input_mut();
        if let Some(window) = input.viewports.get_mut(&input.viewport_id) {
            window.minimized = Some(minimized);
        }
    }

    /// The window gets or loses the focus.
    pub fn focus(&mut self, focused: bool) {
        self.harness.input_mut().focused = focused;
        self.harness.event(egui::Event::WindowFocused(focused));
    }

    /// The commands sent since the last call.
    pub fn sent(&mut self) -> Vec<Command> {
        match self.console().link_mut() {
            Link::Held { commands, .. } => std::mem::take(commands),
            Link::Worker(_) => Vec::new(),
        }
    }

    /// Makes the worker refuse commands, or take them again.
    pub fn refuse_commands(&mut self, refuse: bool) {
        if let Link::Held { full, .. } = self.console().link_mut() {
            *full = refuse;
        }
    }

    /// Answers these commands with the pictures that they ask for.
    pub fn bring(&mut self, commands: &[Command]) {
        let wanted = commands.iter().filter_map(|command| match command {
            Command::Pictures(wanted) => Some(wanted),
            _ => None,
        });
        let wanted: BTreeSet<_> = wanted.flatten().copied().collect();
        for id in wanted {
            let (width, height) = match id.size {
                PictureSize::Thumb => (144, 192),
                _ => (300, 400),
            };
            self.tell(Update::Picture(PictureUpdate { id, picture: Ok(picture(width, height)) }));
        }
    }

    /// Hands over the pictures that were asked for since the last call of [`Self::sent`].
    pub fn bring_pictures(&mut self) {
        let commands = self.sent();
        self.bring(&commands);
    }

    /// Presses keys one after the other, each in a frame of its own.
    pub fn keys(&mut self, keys: &[Key]) {
        for key in keys {
            self.press(*key);
            self.frames(2);
        }
    }

    /// A key goes down and up again; no frame is drawn.
    pub fn press(&mut self, key: Key) {
        self.down(key);
        self.up(key);
    }

    /// A key goes down; going down again without having gone up is the repeat of a held key.
    pub fn down(&mut self, key: Key) {
        self.key(key, true);
    }

    /// A key goes up.
    pub fn up(&mut self, key: Key) {
        self.key(key, false);
    }

    fn key(&mut self, key: Key, pressed: bool) {
        // egui sets `repeat` by itself.
        let (physical_key, repeat, modifiers) = (Some(key), false, Modifiers::NONE);
        self.harness.event(egui::Event::Key { key, physical_key, pressed, repeat, modifiers });
    }
}

/// Signed in in that role.
pub fn signed_in(role: Role) -> Update<Picture> {
    let account = AccountName::new("wangmin").expect("a name");
    Update::Door(DoorUpdate::SignedIn(Session {
        actor: Actor { account, role },
        display_name: "王敏".to_owned(),
    }))
}

/// Settings in a language and a look.
pub fn settings(lang: Lang, look: Look) -> Settings {
    Settings { lang, look, ..Settings::default() }
}

/// A drawn stand-in for a photo: a head and shoulders before a pale wall.
fn picture(width: usize, height: usize) -> Picture {
    let mut image = ColorImage::filled([width, height], egui::Color32::from_gray(226));
    let (w, h) = (width as f32, height as f32);
    for y in 0..height {
        for x in 0..width {
            let (dx, dy) = ((x as f32 - w * 0.5) / (w * 0.16), (y as f32 - h * 0.36) / (h * 0.17));
            let sx = (x as f32 - w * 0.5) / (w * 0.36);
            let sy = (y as f32 - h * 0.95) / (h * 0.38);
            let pixel = &mut image.pixels[y * width + x];
            if sx * sx + sy * sy < 1.0 {
                *pixel = egui::Color32::from_rgb(58, 62, 70);
            }
            if dx * dx + dy * dy < 1.0 {
                *pixel = egui::Color32::from_rgb(214, 170, 142);
            }
        }
    }
    Arc::new(image)
}
