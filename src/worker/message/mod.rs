//! Messages between console and threads: `Command` in, `Update` out, a file for each feature. Each has
//! its requests, their answers, and the answer if a request can't be carried out.

mod accounts;
mod backups;
mod deliveries;
mod door;
mod history;
mod imports;
mod job;
mod picture;
mod queue;
mod review;
mod screening;

pub use accounts::{AccountsCommand, AccountsUpdate};
pub use backups::BackupsUpdate;
pub use deliveries::{DeliverWork, DeliveriesUpdate, WrittenDelivery};
pub use door::{DoorCommand, DoorUpdate};
pub use history::HistoryUpdate;
pub use imports::ImportsUpdate;
pub use job::{JobCommand, JobFault, JobId, JobOutcome, JobUpdate, Report, Work};
pub use picture::{PictureFault, PictureId, PictureSize, PictureUpdate};
pub use queue::{QueueCommand, QueueFault, QueueUpdate};
pub use review::{Recorded, ReviewCommand, ReviewUpdate};
pub use screening::{ScreeningCommand, ScreeningStatus, ScreeningUpdate};

use crate::desk::deliver::DeliveryOptions;
use crate::domain::backup_plan::BackupPlan;
use crate::domain::clock::ClockOff;
use crate::domain::submission::SubmissionId;
use crate::store::{RecordError, StoreError};

/// A request. Requests about the same feature are answered in the order in which they were sent.
#[derive(Debug, Clone)]
pub enum Command {
    /// Somebody is at the desk: renew leases, count the queue, look at the clock. Answers:
    /// `ReviewUpdate::Leases`, `ReviewUpdate::Policy`, `StoreUpdate::Clock`, `BackupsUpdate`, `QueueUpdate::Counted`.
    Tick,
    /// A person agrees that the clock is right. Answer: `StoreUpdate::Clock`.
    AgreeOnClock,
    /// Who comes and goes.
    Door(DoorCommand),
    /// Claim submissions, and change them.
    Review(ReviewCommand),
    /// All pictures wanted now, most urgent first; any others are no longer wanted. Answer: a
    /// `PictureUpdate` for each, once it is there.
    Pictures(Vec<PictureId>),
    /// List submissions.
    Queue(QueueCommand),
    /// Read one submission with its history, which is logged. Answer: `HistoryUpdate`.
    History(SubmissionId),
    /// Begin or stop a job.
    Job(JobCommand),
    /// Screen photos, or leave it. Answer: `ScreeningUpdate::Status`.
    Screening(ScreeningCommand),
    /// List the newest imports, for whoever may withdraw one. Answer: `ImportsUpdate`.
    Imports,
    /// Read what can be delivered in this way, and what was, for whoever may see that. Answer: `DeliveriesUpdate`.
    Deliveries(DeliveryOptions),
    /// Plan backups, or none. Answer: `BackupsUpdate`.
    PlanBackups(Option<BackupPlan>),
    /// Manage accounts.
    Accounts(AccountsCommand),
}

/// What the console is told. `P` is the screen's type of picture, which the worker does not know.
#[derive(Debug)]
pub enum Update<P> {
    /// Whether the store can be used.
    Store(StoreUpdate),
    /// Who has come in, or was refused.
    Door(DoorUpdate),
    /// Claims, leases, and the outcome of changes.
    Review(ReviewUpdate),
    /// A picture that was wanted.
    Picture(PictureUpdate<P>),
    /// The list, and counts of the queue.
    Queue(QueueUpdate),
    /// One submission with its history.
    History(HistoryUpdate),
    /// What a job tells of itself.
    Job(JobUpdate),
    /// How the screening stands, and what it has told.
    Screening(ScreeningUpdate),
    /// The newest imports.
    Imports(ImportsUpdate),
    /// What can be delivered, and what was.
    Deliveries(DeliveriesUpdate),
    /// How the backups stand.
    Backups(BackupsUpdate),
    /// The accounts.
    Accounts(AccountsUpdate),
}

/// Whether the store can be used.
#[derive(Debug)]
pub enum StoreUpdate {
    /// It is open.
    Opened {
        /// There is no account yet: the first administrator has to be made.
        first_start: bool,
        /// The store is a demo: all its people are invented.
        demo: bool,
    },
    /// It can't be used (locked, disk full, damaged, gone). No decision is accepted until `Restored`; the
    /// worker keeps trying by itself.
    Lost {
        /// What is wrong with it.
        why: StoreError,
    },
    /// It can be used again.
    Restored,
    /// Whether the clock tells another time than the log; until somebody agrees, nothing but sign-ins is
    /// recorded.
    Clock(Option<ClockOff>),
}

impl Command {
    /// The answer to a command that can't be carried out because the store can't be used; `None` for a
    /// command that nobody waits on.
    pub fn refused<P>(self, why: StoreError) -> Option<Update<P>> {
        match self {
            Self::Door(command) => command.refused(why).map(Update::Door),
            Self::Review(command) => command.refused(why.into()).map(Update::Review),
            Self::Queue(_) => Some(Update::Queue(QueueUpdate::Refused(why.into()))),
            Self::History(submission) => {
                let why = RecordError::Store(why);
                Some(Update::History(HistoryUpdate::Refused { submission, why }))
            }
            Self::PlanBackups(_) => Some(Update::Backups(BackupsUpdate::Refused(why.into()))),
            Self::Deliveries(_) => Some(Update::Deliveries(DeliveriesUpdate::Refused(why.into()))),
            Self::Imports => Some(Update::Imports(ImportsUpdate::Refused(why.into()))),
            Self::Accounts(_) => Some(Update::Accounts(AccountsUpdate::Refused(why.into()))),
            // Jobs wait for nobody: each opens the store itself, and says what came of that.
            // So does the screening.
            Self::Tick
            | Self::AgreeOnClock
            | Self::Pictures(_)
            | Self::Job(_)
            | Self::Screening(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::review::{Ask, Change};
    use crate::domain::delivery::{NameTemplate, Split};
    use crate::domain::submission::Revision;

    type Fits = fn(&Update<()>) -> bool;

    #[test]
    fn whoever_waits_is_answered() {
        let id = SubmissionId(1);
        let ask = Ask::new(id, Revision(1), Change::Resume);
        let password = String::new();
        let review = Command::Review;
        let names = NameTemplate::new("{no}.jpg").expect("a template");
        let options = DeliveryOptions { names, split: Split::Whole };
        let cases: [(Command, Fits); 11] = [
            (Command::Deliveries(options), |update| {
                matches!(update, Update::Deliveries(DeliveriesUpdate::Refused(_)))
            }),
            (Command::PlanBackups(None), |update| {
                matches!(update, Update::Backups(BackupsUpdate::Refused(_)))
            }),
            (Command::Imports, |update| {
                matches!(update, Update::Imports(ImportsUpdate::Refused(_)))
            }),
            (review(ReviewCommand::Ask(ask)), |update| {
                matches!(update, Update::Review(ReviewUpdate::Refused { .. }))
            }),
            (
                review(ReviewCommand::Claim {
                    order: crate::domain::claim_order::ClaimOrder::Deadline,
                    skip: Vec::new(),
                }),
                |update| matches!(update, Update::Review(ReviewUpdate::NotClaimed { .. })),
            ),
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
