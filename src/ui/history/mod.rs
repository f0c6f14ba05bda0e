//! The state of an open submission with its history, and what may be done with it from there.

pub mod facts;
pub mod panel;

use std::time::Duration;

use crate::desk::history::History;
use crate::desk::review::{Ask, Change};
use crate::domain::account::{AccountName, Actor, Role};
use crate::domain::event::{Event, Subject};
use crate::domain::log::Entry;
use crate::domain::submission::{Status, SubmissionId};
use crate::ui::parts::stopwatch::SLIP;
use crate::worker::{Command, PictureId, PictureSize, ReviewCommand};

/// The submission that is open, if any.
#[derive(Debug, Default)]
pub struct Opened {
    wanted: Option<SubmissionId>,
    shown: Option<Box<History>>,
    /// The reason that is being written.
    pub writing: Option<ReasonDraft>,
    asking: bool,
    /// When something was last recorded from here.
    acted: Option<Duration>,
    /// The last press came so shortly after an act that it was dropped.
    pub too_soon: bool,
    refused: Option<NotDone>,
    /// Why it could not be read.
    not_read: Option<String>,
}

/// What can't be done without a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NeedsReason {
    /// Withdraw an open submission.
    Withdraw,
    /// Take back somebody's approval.
    Revoke,
}

impl NeedsReason {
    /// How its words begin, as keys for `Text`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Withdraw => "history-withdraw",
            Self::Revoke => "history-revoke",
        }
    }
}

/// A reason that is being written.
#[derive(Debug)]
pub struct ReasonDraft {
    /// What for.
    pub what: NeedsReason,
    /// As far as it is written.
    pub note: String,
}

/// A request that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotDone {
    /// The key for `Text` of the sentence that says so.
    pub key: &'static str,
    /// Why not, for that sentence.
    pub why: String,
}

/// What somebody wants of the open submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryAct {
    /// Back to the list.
    Close,
    /// Try again to read it, after that failed.
    Again,
    /// Open another attempt.
    Open(SubmissionId),
    /// Review it now.
    Take,
    /// Take back one's own decision or hold.
    Undo,
    /// End the hold: back into the queue.
    Resume,
    /// Begin to write why this is done.
    BeginReason(NeedsReason),
    /// Do it, for the reason as written.
    DoForReason,
    /// Do nothing of it.
    CancelReason,
}

impl Opened {
    /// Whether a submission is open, even if its history has not come yet.
    pub fn is_open(&self) -> bool {
        self.wanted.is_some()
    }

    /// The history on the screen; `None` until it has come.
    pub fn shown(&self) -> Option<&History> {
        self.shown.as_deref()
    }

    /// Whether a change was sent and is not answered yet.
    pub fn is_asking(&self) -> bool {
        self.asking
    }

    /// The last request, if it was refused.
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

    /// The history has come. It is ignored if its submission is no longer open.
    pub fn came(&mut self, history: Box<History>) {
        if self.wanted == Some(history.case.submission) {
            self.shown = Some(history);
            self.not_read = None;
        }
    }

    /// A change was recorded at this moment: reads the history again.
    pub fn recorded(&mut self, id: SubmissionId, at: Duration) -> Option<Command> {
        if self.wanted != Some(id) {
            return None;
        }
        self.acted = Some(at);
        self.asking = false;
        self.refused = None;
        self.writing = None;
        Some(Command::History(id))
    }

    /// A change was refused: keeps the note, and reads the history again since somebody else may have
    /// changed it.
    pub fn refused(&mut self, id: SubmissionId, why: String) -> Option<Command> {
        if self.wanted != Some(id) {
            return None;
        }
        self.asking = false;
        self.refused = Some(NotDone { key: "history-refused", why });
        Some(Command::History(id))
    }

    /// The submission could not be claimed: reads the history again, which shows why.
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

    /// The store works again: reads the history if that failed before.
    pub fn try_again(&mut self) -> Option<Command> {
        self.not_read.take()?;
        self.wanted.map(Command::History)
    }

    /// No answer will come to what was sent: it can be sent again.
    pub fn unanswered(&mut self) {
        self.asking = false;
    }

    /// Does what was asked at this moment; the command, if any, goes to the worker. What would change something so
    /// shortly after the last change that it may be the second click of a double click is dropped.
    pub fn perform(&mut self, action: HistoryAct, at: Duration) -> Option<Command> {
        let changes =
            matches!(action, HistoryAct::Undo | HistoryAct::Resume | HistoryAct::DoForReason);
        let just_acted = self.acted.is_some_and(|acted| at.saturating_sub(acted) < SLIP);
        self.too_soon = changes && just_acted;
        if self.too_soon {
            return None;
        }
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
            HistoryAct::BeginReason(what) => {
                self.writing = Some(ReasonDraft { what, note: String::new() });
                None
            }
            HistoryAct::CancelReason => {
                self.writing = None;
                None
            }
            HistoryAct::DoForReason => {
                let draft = self.writing.as_ref()?;
                let note = draft.note.trim().to_owned();
                self.ask(match draft.what {
                    NeedsReason::Withdraw => Change::Withdraw { note },
                    NeedsReason::Revoke => Change::Revoke { note },
                })
            }
        }
    }

    fn ask(&mut self, change: Change) -> Option<Command> {
        let shown = self.shown.as_ref()?;
        self.asking = true;
        self.refused = None;
        Some(Command::Review(ReviewCommand::Ask(Ask::new(
            shown.case.submission,
            shown.revision,
            change,
        ))))
    }
}

/// Why this person can't review it now, as a key for `Text`.
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
    } else if case.refusal.is_some() && !actor.role.may_decide_refused() {
        Some("history-rule-for_supervisor")
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

/// Why this person can't take the decision back, as a key for `Text`. The screen can't know every reason:
/// `lifecycle` may still refuse, for instance because the student has sent a later photo.
pub fn undo_hindrance(history: &History, actor: &Actor) -> Option<&'static str> {
    if !actor.role.may_decide() {
        Some("history-no-role")
    } else if decided_by(history) != Some(&actor.account) {
        Some("history-undo-not_yours")
    } else if history.delivered {
        Some("history-rule-delivered")
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

/// Why this person can't revoke the approval, as a key for `Text`.
pub fn revoke_hindrance(history: &History, actor: &Actor) -> Option<&'static str> {
    if !actor.role.may_revoke() {
        Some("history-no-role")
    } else if history.delivered {
        Some("history-rule-delivered")
    } else {
        None
    }
}

/// Why this person can't end the hold, as a key for `Text`.
pub fn resume_hindrance(actor: &Actor) -> Option<&'static str> {
    (!actor.role.may_decide()).then_some("history-no-role")
}

/// Why this person can't withdraw it, as a key for `Text`.
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
