//! The desk thread: owns the writing connection to the store, and makes one change after another.

mod accounts;
mod backups;
mod door;
mod history;
mod imports;
mod review;

use std::path::Path;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError};

use super::message::{Command, DoorCommand, StoreUpdate, Update};
use super::who::WhoActs;
use super::{Outbox, caught};
use crate::desk::clock::now;
use crate::desk::session;
use crate::store::{Claim, RecordError, Store, StoreError};

/// How long to wait before a lost store is tried again.
const RETRY: Duration = Duration::from_secs(1);

/// How long to wait where only a person can repair the store. A command tries again at once.
const RETRY_LATER: Duration = Duration::from_secs(30);

/// The newest head is noted no more often than this.
const NOTE_EVERY: Duration = Duration::from_mins(1);

/// Serves commands until the console is gone. After a panic, starts again on a new connection.
pub(super) fn run<P>(dir: &Path, commands: &Receiver<Command>, out: &Outbox<P>, who: &WhoActs) {
    let mut started_before = false;
    while let Err(panic) = caught(|| serve(dir, commands, out, who, started_before)) {
        tracing::error!("the desk thread panicked: {panic}");
        out.put(Update::Store(StoreUpdate::Lost { why: StoreError::Lost(panic) }));
        started_before = true;
    }
}

fn serve<P>(
    dir: &Path,
    commands: &Receiver<Command>,
    out: &Outbox<P>,
    who: &WhoActs,
    started_before: bool,
) {
    let Some(store) = open(dir, commands, out, who) else { return };
    let (lost, told, leases) = (false, started_before, Vec::new());
    let noted = Instant::now();
    let mut desk = Desk { store, out: out.clone(), who: who.clone(), leases, lost, told, noted };
    if started_before {
        out.put(Update::Store(StoreUpdate::Restored));
        if let Some(actor) = who.get() {
            desk.take_over(&actor);
        }
    } else {
        desk.tell_opened();
    }
    loop {
        if desk.lost {
            match commands.recv_timeout(RETRY) {
                Ok(command) => desk.serve(command),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            desk.try_again();
        } else {
            let Ok(command) = commands.recv() else { return };
            desk.serve(command);
        }
    }
}

/// Opens the store, trying until it succeeds; `None` if the console is gone first.
fn open<P>(
    dir: &Path,
    commands: &Receiver<Command>,
    out: &Outbox<P>,
    who: &WhoActs,
) -> Option<Store> {
    let mut told = false;
    loop {
        match Store::open(dir, now) {
            Ok(store) => {
                if told {
                    out.put(Update::Store(StoreUpdate::Restored));
                }
                return Some(store);
            }
            Err(error) => {
                if !told {
                    out.put(Update::Store(StoreUpdate::Lost { why: error.clone() }));
                    told = true;
                }
                match commands.recv_timeout(patience(&error)) {
                    Err(RecvTimeoutError::Disconnected) => return None,
                    Err(RecvTimeoutError::Timeout) => {}
                    Ok(first) => {
                        for command in std::iter::once(first).chain(commands.try_iter()) {
                            without_store(command, &error, out, who);
                        }
                    }
                }
            }
        }
    }
}

/// How long to wait before a store that could not be opened is tried again.
fn patience(error: &StoreError) -> Duration {
    match error {
        StoreError::WithoutDatabase { .. }
        | StoreError::Behind { .. }
        | StoreError::Newer { .. }
        | StoreError::NotAStore(_) => RETRY_LATER,
        _ => RETRY,
    }
}

/// Answers a command that came while there is no store. A sign-out takes effect all the same.
fn without_store<P>(command: Command, why: &StoreError, out: &Outbox<P>, who: &WhoActs) {
    if matches!(command, Command::Door(DoorCommand::SignOut)) {
        who.set(None);
    }
    if let Some(answer) = command.refused(why.clone()) {
        out.put(answer);
    }
}

struct Desk<P> {
    store: Store,
    out: Outbox<P>,
    who: WhoActs,
    /// The leases of this console only: the same account may have others at another one.
    leases: Vec<Claim>,
    lost: bool,
    /// The console has been told that the store is open.
    told: bool,
    /// When the newest head was last noted.
    noted: Instant,
}

impl<P> Desk<P> {
    fn tell_opened(&mut self) {
        match (session::is_first_start(&self.store), self.store.is_demo()) {
            (Ok(first_start), Ok(demo)) => {
                self.told = true;
                self.out.put(Update::Store(StoreUpdate::Opened { first_start, demo }));
            }
            (Err(error), _) | (_, Err(error)) => self.lose(&error),
        }
    }

    fn serve(&mut self, command: Command) {
        let command = match command {
            Command::Door(command) => return self.serve_door(command),
            other => other,
        };
        let Some(actor) = self.who.get() else {
            if matches!(command, Command::Tick) {
                // Backups are made while nobody is there too.
                self.tell_backups();
                return;
            }
            tracing::warn!("a command came without anybody signed in");
            return;
        };
        match command {
            Command::Tick => self.tick(),
            Command::AgreeOnClock => {
                if let Err(error) = session::agree_on_clock(&mut self.store, &actor, now) {
                    tracing::error!("the clock was not agreed on: {error}");
                    self.lose_if_store(&error);
                }
                self.tell_clock();
            }
            Command::Review(command) => self.serve_review(&actor, command),
            Command::History(submission) => self.read_history(&actor, submission),
            Command::PlanBackups(plan) => self.plan_backups(&actor, plan.as_ref()),
            Command::Imports => self.list_imports(&actor),
            Command::Accounts(command) => self.serve_accounts(&actor, command),
            // `Door` is served above, the others by other threads.
            Command::Door(_)
            | Command::Pictures(_)
            | Command::Queue(_)
            | Command::Deliveries(_)
            | Command::Job(_)
            | Command::Screening(_) => {}
        }
    }

    fn tick(&mut self) {
        self.renew();
        self.tell_clock();
        self.tell_backups();
        self.note_head();
    }

    fn tell_clock(&mut self) {
        match self.store.clock_off(now) {
            Ok(off) => self.out.put(Update::Store(StoreUpdate::Clock(off))),
            Err(error) => self.lose(&error),
        }
    }

    /// Notes the newest head once a minute: behind everything that somebody waits for.
    fn note_head(&mut self) {
        if self.noted.elapsed() >= NOTE_EVERY {
            self.noted = Instant::now();
            self.store.note_head();
        }
    }

    /// Counts the store as lost if this error is the store's.
    fn lose_if_store(&mut self, error: &RecordError) {
        if let RecordError::Store(error) = error {
            self.lose(error);
        }
    }

    /// Counts the store as lost until a write succeeds again.
    fn lose(&mut self, error: &StoreError) {
        // That is told to who asked for it; everything else goes on.
        if error.is_of_one_row() {
            return;
        }
        tracing::error!("store lost: {error}");
        if !self.lost {
            self.lost = true;
            self.out.put(Update::Store(StoreUpdate::Lost { why: error.clone() }));
        }
    }

    fn try_again(&mut self) {
        if self.lost && self.store.probe().is_ok() {
            self.lost = false;
            self.out.put(Update::Store(StoreUpdate::Restored));
            if !self.told {
                self.tell_opened();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn the_newest_head_is_noted_once_a_minute() {
        let dir = tempfile::tempdir().expect("a folder");
        let store = Store::open(dir.path(), now()).expect("opens");
        let (updates, _told) = crossbeam_channel::bounded(1000);
        let out: Outbox<()> = Outbox { updates, wake: Arc::new(|| ()) };
        let (who, noted) = (WhoActs::default(), Instant::now());
        let leases = Vec::new();
        let mut desk = Desk { store, out, who, leases, lost: false, told: false, noted };
        let head = dir.path().join("photos/newest-head");
        std::fs::remove_file(&head).expect("noted on opening");
        desk.tick();
        assert!(!head.exists(), "it was noted just now");
        let ago = Instant::now().checked_sub(NOTE_EVERY);
        desk.noted = ago.expect("the machine has run for a minute");
        desk.tick();
        assert!(head.is_file());
    }
}
