//! The screens beside the review, together: who gets which update, and who performs which action.

use chrono::{DateTime, Utc};

use super::accounts::{Accounts, AccountsAction};
use super::dialog::Dialog;
use super::history::{HistoryAction, Opened};
use super::lock::{Lock, LockAction};
use super::queue::{Queue, QueueAction};
use super::sign_in::{SignIn, SignInAction};
use super::transfer::{Follow, Transfer, TransferAction};
use crate::domain::account::Role;
use crate::text::Text;
use crate::worker::command::Command;
use crate::worker::update::{JobOutcome, Update};

/// A screen that somebody who is signed in can go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Screen {
    /// 审核.
    Review,
    /// 队列.
    Queue,
    /// 导入.
    Import,
    /// 通知与结论.
    Reports,
    /// 账号.
    Accounts,
    /// 设置.
    Settings,
}

impl Screen {
    /// Every screen, in the order of the bar.
    pub const ALL: [Self; 6] =
        [Self::Review, Self::Queue, Self::Import, Self::Reports, Self::Accounts, Self::Settings];

    /// Whether the role may use it; others don't see it.
    pub fn is_for(self, role: Role) -> bool {
        match self {
            Self::Review => role.may_decide(),
            Self::Queue | Self::Settings => true,
            Self::Import => role.may_import(),
            Self::Reports => role.may_export(),
            Self::Accounts => role.may_manage_accounts(),
        }
    }

    /// The key of its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Review => "console-screen-review",
            Self::Queue => "console-screen-queue",
            Self::Import => "console-screen-import",
            Self::Reports => "console-screen-reports",
            Self::Accounts => "console-screen-accounts",
            Self::Settings => "console-screen-settings",
        }
    }

    /// Where somebody of that role begins.
    pub fn first(role: Role) -> Self {
        if role.may_decide() { Self::Review } else { Self::Queue }
    }
}

/// An action of one of the screens.
#[derive(Debug, Clone, PartialEq)]
pub enum ScreenAction {
    /// At the door.
    SignIn(SignInAction),
    /// At the lock.
    Lock(LockAction),
    /// In the queue.
    Queue(QueueAction),
    /// On an open submission.
    History(HistoryAction),
    /// On the import and reports screens.
    Transfer(TransferAction),
    /// On the accounts screen.
    Accounts(AccountsAction),
}

/// The screens beside the review.
#[derive(Default)]
pub struct Screens {
    /// The door.
    pub sign_in: SignIn,
    /// The lock.
    pub lock: Lock,
    /// The queue.
    pub queue: Queue,
    /// The submission that is open in the queue.
    pub opened: Opened,
    /// Import and reports.
    pub transfer: Transfer,
    /// Accounts.
    pub accounts: Accounts,
    /// The file dialog.
    pub dialog: Dialog,
}

impl Screens {
    /// Takes what concerns these screens out of an update; the commands that follow.
    pub fn take<P>(&mut self, update: &Update<P>, text: &Text, now: DateTime<Utc>) -> Vec<Command> {
        match update {
            Update::SignedIn(_) | Update::Unlocked => {
                self.sign_in.signed_in();
                self.lock.opened();
            }
            Update::SignedOut => self.forget(),
            Update::SignInRefused(why) => {
                self.sign_in.refused(why, now);
                self.lock.refused(why, now);
            }
            Update::Listed { ids, truncated, departments } => {
                self.queue.listed(ids.clone(), *truncated, departments.clone());
            }
            Update::Rows(rows) => self.queue.loaded(rows.clone()),
            Update::History(history) => self.opened.came(history.clone()),
            Update::Recorded(recorded) => {
                let id = recorded.ask.submission;
                let mut commands = self.list_again(now);
                commands.extend(self.opened.recorded(id));
                return commands;
            }
            Update::Refused { ask, why } => {
                let why = super::event_words::refusal(text, why);
                return self.opened.refused(ask.submission, why).into_iter().collect();
            }
            Update::Job(progress) => self.transfer.progress(*progress, now),
            Update::JobEnded(outcome) => {
                self.transfer.ended_with(outcome.clone());
                if matches!(outcome, JobOutcome::Imported(_)) {
                    let mut commands = self.list_again(now);
                    commands.push(Command::Tick);
                    return commands;
                }
            }
            Update::ReportSaved(path) => self.transfer.report_saved(path.clone()),
            Update::Accounts(rows) => self.accounts.came(rows.clone()),
            Update::Failed(failure) => self.failed(failure.key, &failure.why),
            _ => {}
        }
        Vec::new()
    }

    fn failed(&mut self, key: &str, why: &str) {
        match key {
            "failed-list" => self.queue.failed(why),
            "failed-save" => self.transfer.report_failed(why),
            "failed-account" => {
                self.accounts.failed(why);
                self.sign_in.failed(why);
            }
            "failed-history" | "failed-take" => self.opened.failed(why),
            _ => {}
        }
    }

    /// What was on the screens belongs to who has gone.
    fn forget(&mut self) {
        let mut sign_in = std::mem::take(&mut self.sign_in);
        sign_in.signed_in();
        *self = Self { sign_in, ..Self::default() };
    }

    /// Lists anew, where there is a list on the screen or was one.
    fn list_again(&mut self, now: DateTime<Utc>) -> Vec<Command> {
        if self.queue.ids().is_none() {
            return Vec::new();
        }
        self.queue.perform(QueueAction::List, now).into_iter().collect()
    }

    /// Does what was asked; the commands that follow go to the worker.
    pub fn perform(
        &mut self,
        action: ScreenAction,
        text: &Text,
        now: DateTime<Utc>,
    ) -> Option<Command> {
        match action {
            ScreenAction::SignIn(action) => Some(self.sign_in.perform(action)),
            ScreenAction::Lock(action) => Some(self.lock.perform(action)),
            ScreenAction::Queue(QueueAction::Open(id)) => Some(self.opened.open(id)),
            ScreenAction::Queue(action) => self.queue.perform(action, now),
            ScreenAction::History(action) => self.opened.perform(action),
            ScreenAction::Accounts(action) => self.accounts.perform(action),
            ScreenAction::Transfer(action) => match self.transfer.perform(action, text.lang(), now)
            {
                Follow::Nothing => None,
                Follow::Send(command) => Some(command),
                Follow::Ask(pick) => {
                    self.dialog.ask(pick, text);
                    None
                }
            },
        }
    }

    /// What the file dialog answered or what was dropped onto the window, as the action that follows.
    pub fn outside(&mut self, ctx: &egui::Context, role: Role) -> Option<ScreenAction> {
        let picked =
            self.dialog.poll(ctx).and_then(|(pick, path)| self.transfer.picked(pick, path));
        if picked.is_some() {
            return picked.map(ScreenAction::Transfer);
        }
        if !role.may_import() {
            return None;
        }
        let dropped = ctx.input(|input| input.raw.dropped_files.first().cloned())?;
        self.transfer.dropped(dropped.path().to_owned()).map(ScreenAction::Transfer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_sees_only_its_screens() {
        let seen =
            |role| Screen::ALL.into_iter().filter(|screen| screen.is_for(role)).collect::<Vec<_>>();
        assert_eq!(seen(Role::Reviewer), [Screen::Review, Screen::Queue, Screen::Settings]);
        assert_eq!(
            seen(Role::Supervisor),
            [Screen::Review, Screen::Queue, Screen::Import, Screen::Reports, Screen::Settings]
        );
        assert_eq!(
            seen(Role::Administrator),
            [Screen::Queue, Screen::Import, Screen::Reports, Screen::Accounts, Screen::Settings]
        );
    }

    #[test]
    fn nothing_stays_for_the_next_person() {
        let mut screens = Screens::default();
        screens.queue.wish.words = "欧阳".to_owned();
        let text = Text::new(crate::text::Lang::Zh);
        let now = crate::ui::queue::tests::now();
        let commands = screens.take::<()>(&Update::SignedOut, &text, now);
        assert!(commands.is_empty() && screens.queue.wish.words.is_empty());
    }
}
