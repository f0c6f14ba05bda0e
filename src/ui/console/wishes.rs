//! Fulfils what screens wish: the only place that changes `Shared` at their request.

use super::Console;
use crate::desk::backups::BackupStatus;
use crate::store::StoreError;
use crate::text::Text;
use crate::ui::SCREENS;
use crate::ui::action::Action;
use crate::ui::parts::screen::Wish;
use crate::ui::parts::settings::Settings;
use crate::ui::parts::theme;
use crate::worker::{Command, JobCommand, JobOutcome, JobUpdate, ScreeningCommand, Work};

impl Console {
    /// Does what the screen at `place` wishes.
    pub(super) fn fulfil(&mut self, place: usize, wishes: Vec<Wish>) {
        for wish in wishes {
            match wish {
                Wish::Send(command) => self.send(command),
                Wish::Go(code) => self.go_to(code),
                Wish::Act(action) => self.act(action),
                Wish::Set(settings) => self.set(settings),
                Wish::Pick(pick) => {
                    self.asked_by = place;
                    self.dialog.ask(pick, &self.shared.text);
                }
                Wish::Start(work) => self.start(work, Some(place)),
                Wish::Stop(id) => {
                    self.shared.jobs.stop(id);
                    self.send(Command::Job(JobCommand::Cancel(id)));
                }
            }
        }
    }

    /// Does an action that means the same on every screen.
    pub(super) fn act(&mut self, action: Action) {
        let settings = self.shared.settings.clone();
        match action {
            Action::Help => self.shared.covered = !self.shared.covered,
            Action::Language => self.set(Settings { lang: settings.lang.other(), ..settings }),
            Action::Look => self.set(Settings { look: settings.look.next(), ..settings }),
            Action::Backdrop => {
                self.set(Settings { backdrop: settings.backdrop.next(), ..settings });
            }
            Action::Lock => self.lock(),
            Action::SignOut => self.sign_out(),
            Action::Go { screen, .. } => self.go_to(screen),
            _ => {}
        }
    }

    /// Goes to a screen, where the role may use it.
    fn go_to(&mut self, code: &str) {
        let place = SCREENS.iter().position(|place| place.code == code);
        if let Some(place) = place.filter(|place| self.may_use(*place)) {
            self.go(place);
        }
    }

    /// Whether whoever is signed in may use the screen at this place.
    pub(super) fn may_use(&self, place: usize) -> bool {
        self.shared.actor().is_some_and(|actor| (SCREENS[place].is_for)(actor.role))
    }

    fn set(&mut self, settings: Settings) {
        if settings.lang != self.shared.settings.lang {
            self.shared.text = Text::new(settings.lang);
        }
        if settings.keys != self.shared.settings.keys {
            self.shared.keymap = self.shared.keymap.changed(&settings.keys);
        }
        theme::apply(&self.shared.ctx, &settings);
        let screens = settings.screening != self.shared.settings.screening;
        self.shared.settings = settings;
        if screens {
            self.screen_photos();
        }
        self.keeper.keep(&self.shared.settings);
        self.shared.ctx.request_repaint();
    }

    /// Tells the worker whether it is to screen photos, as it is set.
    pub(super) fn screen_photos(&mut self) {
        let runs = self.shared.settings.screening;
        let command = if runs { ScreeningCommand::Run } else { ScreeningCommand::Pause };
        self.send(Command::Screening(command));
    }

    /// Notes what a job told.
    pub(super) fn take_job(&mut self, told: &JobUpdate) {
        if let JobUpdate::Ended { id, outcome } = told {
            if self.shared.jobs.get(*id).is_some_and(|job| matches!(job.work, Work::Backup)) {
                // Also where it could not be noted, or somebody has stopped it: the next is not begun at once.
                self.backup_tried = Some(self.shared.now);
            }
            if let JobOutcome::BackedUp(run) = outcome {
                self.shared.backups = Some(run.status.clone());
            }
        }
        self.shared.jobs.take(told, self.shared.now);
    }

    /// Notes how the backups stand, and begins the one that is due, unless something else runs: an import has the
    /// disk's time first.
    pub(super) fn take_backups(&mut self, status: BackupStatus) {
        let status = match self.shared.backups.take() {
            // On a disk that takes no writes, this console may know more than what is noted.
            Some(known) if known.plan == status.plan => {
                BackupStatus { went: status.went.newer(known.went), ..status }
            }
            known => {
                if known.is_some() {
                    self.backup_tried = None;
                }
                status
            }
        };
        let due = status.is_due(self.backup_tried, self.shared.now);
        let due = due && self.shared.jobs.running().is_empty();
        self.shared.backups = Some(status);
        if due {
            self.start(Work::Backup, None);
        }
    }

    /// Begins a job for the screen at `place`, if it is for one.
    fn start(&mut self, work: Work, place: Option<usize>) {
        let Some(id) = self.shared.jobs.begin(&work, self.shared.now) else { return };
        if let Some(screen) = place.and_then(|place| self.screens.get_mut(place)) {
            screen.begun(id, &work);
        }
        self.send(Command::Job(JobCommand::Begin { id, work }));
    }

    /// Sends a command to the worker. If the worker has no room, the console itself gives the answer that
    /// a lost store would give, so that nobody waits for one that never comes.
    pub(super) fn send(&mut self, command: Command) {
        if self.link.send(command.clone()) {
            if std::mem::take(&mut self.stuck) {
                self.shared.lost = None;
            }
            return;
        }
        let why = StoreError::Lost(self.shared.text.get("console-stuck").into_owned());
        self.stuck = true;
        self.shared.lost.get_or_insert_with(|| why.clone());
        let Some(answer) = command.refused(why) else { return };
        // The refusal is only shown: no command that a screen wishes in return is sent, since the worker
        // is full.
        self.door.take(&answer, &self.shared);
        for screen in &mut self.screens {
            let _not_sent = screen.take(&answer, &self.shared);
        }
        self.shared.ctx.request_repaint();
    }
}
