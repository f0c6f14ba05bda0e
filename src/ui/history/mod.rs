//! One submission with its whole history: state of the screen, and what may be done from it.

pub mod facts;
pub mod panel;

use crate::desk::history::History;
use crate::desk::review::{Ask, Change};
use crate::domain::account::{AccountName, Actor, Role};
use crate::domain::event::{Event, Subject};
use crate::domain::log::Entry;
use crate::domain::submission::{Status, SubmissionId};
use crate::worker::{Command, PictureId, PictureSize, ReviewCommand};

/// The submission that is open, if any.
#[derive(Debug, Default)]
pub struct Opened {
    wanted: Option<SubmissionId>,
    shown: Option<Box<History>>,
    /// The note of a withdrawal that is being written.
    pub withdrawing: Option<String>,
    asking: bool,
    refused: Option<NotDone>,
    /// Why it could not be read.
    not_read: Option<String>,
}

/// What was asked in vain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotDone {
    /// The key of the sentence that says so.
    pub key: &'static str,
    /// Why not, for that sentence.
    pub why: String,
}

/// What somebody wants of the open submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryAct {
    /// Back to the list.
    Close,
    /// Read it once more, after that failed.
    Again,
    /// Open another attempt.
    Open(SubmissionId),
    /// Review it now.
    Take,
    /// Take the own decision or hold back.
    Undo,
    /// Bring it back from a hold.
    Resume,
    /// Begin to write why it is withdrawn.
    BeginWithdraw,
    /// Withdraw it with the note as written.
    Withdraw,
    /// Withdraw nothing.
    CancelWithdraw,
}

impl Opened {
    /// Something is open, or on its way.
    pub fn is_open(&self) -> bool {
        self.wanted.is_some()
    }

    /// What is shown; `None` while it is on its way.
    pub fn shown(&self) -> Option<&History> {
        self.shown.as_deref()
    }

    /// A change is on its way.
    pub fn is_asking(&self) -> bool {
        self.asking
    }

    /// What was asked last, where it was refused.
    pub fn refusal(&self) -> Option<&NotDone> {
        self.refused.as_ref()
    }

    /// Why it could not be read.
    pub fn not_read_why(&self) -> Option<&str> {
        self.not_read.as_deref()
    }

    /// The picture that the screen needs.
    pub fn picture(&self) -> Option<PictureId> {
        let photo = self.shown.as_ref()?.case.submitted.photo;
        Some(PictureId { photo, size: PictureSize::Proxy })
    }

    /// Opens a submission.
    pub fn open(&mut self, id: SubmissionId) -> Command {
        *self = Self { wanted: Some(id), ..Self::default() };
        Command::History(id)
    }

    /// The history has come; one that was closed meanwhile is not shown.
    pub fn came(&mut self, history: Box<History>) {
        if self.wanted == Some(history.case.submission) {
            self.shown = Some(history);
            self.not_read = None;
        }
    }

    /// A change is durable: the history is read anew.
    pub fn recorded(&mut self, id: SubmissionId) -> Option<Command> {
        if self.wanted != Some(id) {
            return None;
        }
        self.asking = false;
        self.refused = None;
        self.withdrawing = None;
        Some(Command::History(id))
    }

    /// A change was refused: the note stays, and the screen shows how things stand now.
    pub fn refused(&mut self, id: SubmissionId, why: String) -> Option<Command> {
        if self.wanted != Some(id) {
            return None;
        }
        self.asking = false;
        self.refused = Some(NotDone { key: "history-refused", why });
        Some(Command::History(id))
    }

    /// It could not be claimed: the screen shows how things stand now.
    pub fn not_taken(&mut self, id: SubmissionId, why: &str) -> Option<Command> {
        if self.wanted != Some(id) {
            return None;
        }
        self.refused = Some(NotDone { key: "history-not-taken", why: why.to_owned() });
        Some(Command::History(id))
    }

    /// It could not be read.
    pub fn not_read(&mut self, id: SubmissionId, why: &str) {
        if self.wanted == Some(id) {
            self.not_read = Some(why.to_owned());
        }
    }

    /// The store works again: what could not be read is read.
    pub fn try_again(&mut self) -> Option<Command> {
        self.not_read.take()?;
        self.wanted.map(Command::History)
    }

    /// What is under way will have no answer.
    pub fn unanswered(&mut self) {
        self.asking = false;
    }

    /// Does what was asked; the command, if any, goes to the worker.
    pub fn perform(&mut self, action: HistoryAct) -> Option<Command> {
        match action {
            HistoryAct::Close => {
                *self = Self::default();
                None
            }
            HistoryAct::Again => self.try_again(),
            HistoryAct::Open(id) => Some(self.open(id)),
            HistoryAct::Take => {
                self.refused = None;
                self.wanted.map(|id| Command::Review(ReviewCommand::Take(id)))
            }
            HistoryAct::Undo => self.ask(Change::Undo),
            HistoryAct::Resume => self.ask(Change::Resume),
            HistoryAct::BeginWithdraw => {
                self.withdrawing = Some(String::new());
                None
            }
            HistoryAct::CancelWithdraw => {
                self.withdrawing = None;
                None
            }
            HistoryAct::Withdraw => {
                let note = self.withdrawing.as_ref()?.trim().to_owned();
                self.ask(Change::Withdraw { note })
            }
        }
    }

    fn ask(&mut self, change: Change) -> Option<Command> {
        let shown = self.shown.as_ref()?;
        self.asking = true;
        self.refused = None;
        Some(Command::Review(ReviewCommand::Ask(Ask {
            submission: shown.case.submission,
            seen: shown.revision,
            change,
        })))
    }
}

/// Why this person can't review it now, as a key.
pub fn take_hindrance(history: &History, actor: &Actor) -> Option<&'static str> {
    let case = &history.case;
    let own_proposal = case.status == Status::Seconding
        && case.proposal.as_ref().is_some_and(|proposal| proposal.by == actor.account);
    if !actor.role.may_decide() {
        Some("history-no-role")
    } else if !case.status.is_queued() {
        Some("history-not-queued")
    } else if own_proposal {
        Some("history-own-proposal")
    } else if is_held_elsewhere(history, actor) {
        Some("history-held-elsewhere")
    } else {
        None
    }
}

/// Whether there is a decision or a hold that could be taken back.
pub fn has_decision(history: &History) -> bool {
    let status = history.case.status;
    status.is_decided() || matches!(status, Status::Seconding | Status::Held)
}

/// Why this person can't take the decision back, as a key. The lifecycle has the last word: it also
/// knows of later photos.
pub fn undo_hindrance(history: &History, actor: &Actor) -> Option<&'static str> {
    if !actor.role.may_decide() {
        Some("history-no-role")
    } else if decided_by(history) != Some(&actor.account) {
        Some("history-undo-not_yours")
    } else {
        None
    }
}

/// Who made the decision, the hold or the proposal that stands.
fn decided_by(history: &History) -> Option<&AccountName> {
    if let Some(proposal) = &history.case.proposal {
        return Some(&proposal.by);
    }
    let subject = Subject::Submission(history.case.submission);
    let deciding = |entry: &&Entry| {
        entry.subject == subject
            && matches!(entry.event, Event::Decided { .. } | Event::Held { .. })
    };
    history.entries.iter().rev().find(deciding).map(|entry| &entry.actor.account)
}

/// Why this person can't bring it back from a hold, as a key.
pub fn resume_hindrance(actor: &Actor) -> Option<&'static str> {
    (!actor.role.may_decide()).then_some("history-no-role")
}

/// Why this person can't withdraw it, as a key.
pub fn withdraw_hindrance(history: &History, actor: &Actor) -> Option<&'static str> {
    let closed = history.case.status.is_decided()
        || matches!(history.case.status, Status::Withdrawn | Status::Superseded);
    if !Role::may_withdraw(actor.role) {
        Some("history-no-role")
    } else if closed {
        Some("history-not-open")
    } else if is_held_elsewhere(history, actor) {
        Some("history-held-elsewhere")
    } else {
        None
    }
}

fn is_held_elsewhere(history: &History, actor: &Actor) -> bool {
    history.held_by.as_ref().is_some_and(|holder| *holder != actor.account)
}
