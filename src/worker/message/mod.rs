//! What goes between the console and the threads: `Command` in, `Update` out, a file for each feature.
//! Beside what can be asked stands what is answered, and what is answered where it can't be done.

mod accounts;
mod door;
mod history;
mod job;
mod picture;
mod queue;
mod review;

pub use accounts::{AccountsCommand, AccountsUpdate};
pub use door::{DoorCommand, DoorUpdate};
pub use history::HistoryUpdate;
pub use job::{JobCommand, JobFault, JobId, JobOutcome, JobUpdate, Work};
pub use picture::{PictureFault, PictureId, PictureSize, PictureUpdate};
pub use queue::{QueueCommand, QueueFault, QueueUpdate};
pub use review::{Recorded, ReviewCommand, ReviewUpdate};

use crate::domain::submission::SubmissionId;
use crate::store::{RecordError, StoreError};

/// One request. Requests of one feature are answered in the order in which they were sent.
#[derive(Debug, Clone)]
pub enum Command {
    /// Somebody is at the desk: renew leases, count the queue. Answers: `ReviewUpdate::Leases`,
    /// `ReviewUpdate::Policy`, `QueueUpdate::Counted`.
    Tick,
    /// Who comes and goes.
    Door(DoorCommand),
    /// Claims, and changes of what is claimed.
    Review(ReviewCommand),
    /// The pictures wanted now, most urgent first; what is not among them is no longer wanted.
    /// Answer: `PictureUpdate` for each, once it is there.
    Pictures(Vec<PictureId>),
    /// Lists of submissions.
    Queue(QueueCommand),
    /// One submission with its whole history; that it was opened is logged. Answer: `HistoryUpdate`.
    History(SubmissionId),
    /// Begin or stop a job.
    Job(JobCommand),
    /// Who may sign in.
    Accounts(AccountsCommand),
}

/// One fact. `P` is a picture as the screen wants it; the worker never learns what that is.
#[derive(Debug)]
pub enum Update<P> {
    /// What becomes of the store.
    Store(StoreUpdate),
    /// Who comes and goes.
    Door(DoorUpdate),
    /// What is claimed, and what became of changes.
    Review(ReviewUpdate),
    /// A picture that was wanted.
    Picture(PictureUpdate<P>),
    /// The list, and how much waits.
    Queue(QueueUpdate),
    /// One submission with its history.
    History(HistoryUpdate),
    /// What a job tells.
    Job(JobUpdate),
    /// Who may sign in.
    Accounts(AccountsUpdate),
}

/// What becomes of the store.
#[derive(Debug)]
pub enum StoreUpdate {
    /// It is open.
    Opened {
        /// There is no account yet: the first administrator has to be made.
        first_start: bool,
        /// Holds only invented people.
        demo: bool,
    },
    /// It can't be used (locked, disk full, damaged, gone): no decision is accepted until `Restored`.
    /// The worker goes on trying by itself.
    Lost {
        /// What is wrong with it.
        why: StoreError,
    },
    /// It works again.
    Restored,
}

impl Command {
    /// The answer to a command that was not carried out since the store can't be used, so that nobody
    /// waits for one that never comes; none where nobody waits.
    pub fn refused<P>(self, why: StoreError) -> Option<Update<P>> {
        match self {
            Self::Door(command) => command.refused(why).map(Update::Door),
            Self::Review(command) => command.refused(why.into()).map(Update::Review),
            Self::Queue(_) => Some(Update::Queue(QueueUpdate::Refused(why.into()))),
            Self::History(submission) => {
                let why = RecordError::Store(why);
                Some(Update::History(HistoryUpdate::Refused { submission, why }))
            }
            Self::Accounts(_) => Some(Update::Accounts(AccountsUpdate::Refused(why.into()))),
            // Jobs wait for nobody: each opens the store itself, and says what came of that.
            Self::Tick | Self::Pictures(_) | Self::Job(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::review::{Ask, Change};
    use crate::domain::submission::Revision;

    type Fits = fn(&Update<()>) -> bool;

    #[test]
    fn whoever_waits_is_answered() {
        let id = SubmissionId(1);
        let ask = Ask { submission: id, seen: Revision(1), change: Change::Resume };
        let password = String::new();
        let review = Command::Review;
        let cases: [(Command, Fits); 8] = [
            (review(ReviewCommand::Ask(ask)), |update| {
                matches!(update, Update::Review(ReviewUpdate::Refused { .. }))
            }),
            (review(ReviewCommand::Claim { skip: Vec::new() }), |update| {
                matches!(update, Update::Review(ReviewUpdate::NotClaimed { .. }))
            }),
            (review(ReviewCommand::Take(id)), |update| {
                matches!(update, Update::Review(ReviewUpdate::NotTaken { submission, .. })
                    if *submission == SubmissionId(1))
            }),
            (Command::Door(DoorCommand::Unlock { password }), |update| {
                matches!(update, Update::Door(DoorUpdate::SignInRefused(_)))
            }),
            (Command::History(id), |update| {
                matches!(update, Update::History(HistoryUpdate::Refused { .. }))
            }),
            (Command::Accounts(AccountsCommand::List), |update| {
                matches!(update, Update::Accounts(AccountsUpdate::Refused(_)))
            }),
            (Command::Queue(QueueCommand::Rows(vec![id])), |update| {
                matches!(update, Update::Queue(QueueUpdate::Refused(_)))
            }),
            (
                Command::Queue(QueueCommand::List {
                    filter: crate::store::ListFilter::default(),
                    sort: crate::store::ListSort::default(),
                }),
                |update| matches!(update, Update::Queue(QueueUpdate::Refused(_))),
            ),
        ];
        for (command, fits) in cases {
            let said = format!("{command:?}");
            let answer = command.refused::<()>(StoreError::Lost("gone".to_owned()));
            assert!(answer.is_some_and(|update| fits(&update)), "{said}");
        }
        let quiet = Command::Pictures(Vec::new()).refused::<()>(StoreError::Lost(String::new()));
        assert!(quiet.is_none());
    }
}
