//! The screens beside the review, together: who gets which update, and who performs which action.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use crate::domain::account::Role;
use crate::text::Text;
use crate::ui::accounts::{Accounts, AccountsAction};
use crate::ui::door::lock::{Lock, LockAction};
use crate::ui::door::sign_in::{SignIn, SignInAction};
use crate::ui::history::{HistoryAction, Opened};
use crate::ui::parts::dialog::Dialog;
use crate::ui::parts::transfer::{Follow, Transfer, TransferAction};
use crate::ui::queue::{Queue, QueueAction};
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
            Update::Lost { .. } => self.unanswered(),
            Update::Restored => {
                self.unanswered();
                self.queue.visited();
                self.accounts.try_again();
                return self.opened.try_again().into_iter().collect();
            }
            Update::SignInRefused(why) => {
                self.sign_in.refused(why, text, now);
                self.lock.refused(why, text, now);
            }
            Update::Listed { ids, truncated, departments } => {
                self.queue.listed(ids.clone(), *truncated, departments.clone(), now);
            }
            Update::Rows(rows) => self.queue.loaded(rows.clone()),
            Update::History(history) => self.opened.came(history.clone()),
            Update::Recorded(recorded) => {
                self.queue.visited();
                return self.opened.recorded(recorded.ask.submission).into_iter().collect();
            }
            Update::Leases(_) => self.queue.aged(),
            Update::Refused { ask, why } => {
                let why = crate::ui::words::events::refusal(text, why);
                return self.opened.refused(ask.submission, why).into_iter().collect();
            }
            Update::Job(progress) => self.transfer.progress(*progress, now),
            Update::JobEnded(outcome) => {
                self.transfer.ended_with(outcome.clone());
                if matches!(outcome, JobOutcome::Imported(_)) {
                    self.queue.visited();
                    return vec![Command::Tick];
                }
            }
            Update::ReportSaved(path) => self.transfer.report_saved(path.clone()),
            Update::Accounts(rows) => self.accounts.came(rows.clone()),
            Update::Failed(failure) => {
                let why = crate::ui::words::events::fault(text, &failure.why);
                return self.failed(failure.key, &why).into_iter().collect();
            }
            _ => {}
        }
        Vec::new()
    }

    fn failed(&mut self, key: &str, why: &str) -> Option<Command> {
        match key {
            "failed-list" => self.queue.failed(why),
            "failed-save" => self.transfer.report_failed(why),
            "failed-account" => {
                self.accounts.failed(why);
                self.sign_in.failed(why);
            }
            "failed-history" => self.opened.not_read(why),
            "failed-take" => return self.opened.not_taken(why),
            _ => {}
        }
        None
    }

    /// The store is lost, or was: what was asked of it then has no answer, and can be asked again.
    fn unanswered(&mut self) {
        self.sign_in.unanswered();
        self.lock.unanswered();
        self.accounts.unanswered();
        self.opened.unanswered();
    }

    /// What was on the screens belongs to who has gone; but a job that runs goes on, and can be seen.
    pub fn forget(&mut self) {
        let mut sign_in = std::mem::take(&mut self.sign_in);
        sign_in.signed_in();
        let transfer = std::mem::take(&mut self.transfer).job_only();
        *self = Self { sign_in, transfer, ..Self::default() };
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

    /// Takes what was dropped onto the window by somebody who may import it; whether there was any.
    pub fn takes_drop(&mut self, ctx: &egui::Context, role: Role) -> bool {
        let dropped: Vec<PathBuf> = ctx.input_mut(|input| {
            let files = std::mem::take(&mut input.raw.dropped_files);
            files.iter().map(|file| file.path().to_owned()).collect()
        });
        if dropped.is_empty() || !role.may_import() {
            return false;
        }
        self.transfer.dropped(dropped);
        true
    }

    /// What the file dialog answered, or what follows from what was dropped, as an action.
    pub fn outside(&mut self, ctx: &egui::Context) -> Option<ScreenAction> {
        let picked =
            self.dialog.poll(ctx).and_then(|(pick, path)| self.transfer.picked(pick, path));
        picked.or_else(|| self.transfer.dropped_package()).map(ScreenAction::Transfer)
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
        screens.forget();
        assert!(screens.queue.wish.words.is_empty());
    }
}
