//! The desk thread: owns the store that is written to, and makes one change after the other.

mod accounts;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError};

use super::command::{Ask, Command};
use super::update::{Failure, Fault, History, Recorded, Update};
use super::{Outbox, caught, refused};
use crate::desk::clock::now;
use crate::desk::review::{self, Case};
use crate::desk::session;
use crate::domain::account::Actor;
use crate::domain::event::{Event, Subject};
use crate::domain::submission::SubmissionId;
use crate::store::{Claim, RecordError, Store, StoreError};

/// How long to wait before trying a lost store again.
const RETRY: Duration = Duration::from_secs(1);

/// How long to wait where only a person can help; a command asks again at once.
const RETRY_LATER: Duration = Duration::from_secs(30);

/// How often the newest head is noted, at most.
const NOTE_EVERY: Duration = Duration::from_mins(1);

/// Who is signed in: written by the desk thread, read by the job thread.
#[derive(Clone, Default)]
pub(super) struct WhoActs(Arc<Mutex<Option<Actor>>>);

impl WhoActs {
    /// Who is signed in now.
    pub(super) fn get(&self) -> Option<Actor> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set(&self, actor: Option<Actor>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = actor;
    }
}

/// Serves commands until the console has gone; after a panic, begins anew on a fresh connection.
pub(super) fn run<P>(dir: &Path, commands: &Receiver<Command>, out: &Outbox<P>, who: &WhoActs) {
    let mut started_before = false;
    while let Err(panic) = caught(|| serve(dir, commands, out, who, started_before)) {
        tracing::error!("the desk thread panicked: {panic}");
        out.put(Update::Lost { why: StoreError::Lost(panic) });
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
        out.put(Update::Restored);
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

/// Opens the store, however often that takes; `None` when the console has gone meanwhile.
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
                    out.put(Update::Restored);
                }
                return Some(store);
            }
            Err(error) => {
                if !told {
                    out.put(Update::Lost { why: error.clone() });
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

/// Nothing can be done for a command without a store but to say so; who leaves has left all the same.
fn without_store<P>(command: Command, why: &StoreError, out: &Outbox<P>, who: &WhoActs) {
    if matches!(command, Command::SignOut) {
        who.set(None);
    }
    if let Some(answer) = refused(command, why.clone()) {
        out.put(answer);
    }
}

struct Desk<P> {
    store: Store,
    out: Outbox<P>,
    who: WhoActs,
    /// The leases of this console: the same account may have others elsewhere.
    leases: Vec<Claim>,
    lost: bool,
    /// The console knows that the store is open.
    told: bool,
    /// When the newest head was noted last.
    noted: Instant,
}

impl<P> Desk<P> {
    fn tell_opened(&mut self) {
        match (session::is_first_start(&self.store), self.store.is_demo()) {
            (Ok(first_start), Ok(demo)) => {
                self.told = true;
                self.out.put(Update::Opened { first_start, demo });
            }
            (Err(error), _) | (_, Err(error)) => self.lose(&error),
        }
    }

    fn serve(&mut self, command: Command) {
        match command {
            Command::FirstAccount(new) => self.first_account(&new),
            Command::SignIn { name, password } => self.sign_in(&name, &password),
            Command::Unlock { password } => self.unlock(&password),
            other => {
                if let Some(actor) = self.who.get() {
                    self.serve_signed_in(&actor, other);
                } else {
                    tracing::warn!("a command came without anybody signed in");
                }
            }
        }
    }

    fn serve_signed_in(&mut self, actor: &Actor, command: Command) {
        match command {
            Command::SignOut => self.sign_out(actor),
            Command::Lock => match session::lock(&mut self.store, actor, now) {
                Ok(()) => self.out.put(Update::Locked),
                Err(error) => self.failed("failed-lock", error),
            },
            Command::Tick => self.tick(),
            Command::Claim { skip } => self.claim(actor, &skip),
            Command::Take(submission) => self.take(actor, submission),
            Command::Release(submissions) => self.release(&submissions),
            Command::Ask(ask) => self.ask(actor, ask),
            Command::Unmask { student, purpose } => {
                match review::unmask(&mut self.store, actor, &student, purpose, now) {
                    Ok(_) => self.out.put(Update::Unmasked(student)),
                    Err(error) => self.failed("failed-unmask", error),
                }
            }
            Command::History(submission) => self.history(actor, submission),
            Command::Accounts => self.accounts(),
            Command::AddAccount(new) => {
                let result = session::add_account(&mut self.store, actor, &new, now);
                self.accounts_after(result);
            }
            Command::SetPassword { name, password } => {
                let result = session::set_password(&mut self.store, actor, &name, &password, now);
                self.accounts_after(result);
            }
            Command::SetEnabled { name, enabled } => {
                let result = session::set_enabled(&mut self.store, actor, &name, enabled, now);
                self.accounts_after(result);
            }
            // Served before, or by the other threads.
            Command::FirstAccount(_)
            | Command::SignIn { .. }
            | Command::Unlock { .. }
            | Command::Look(_)
            | Command::List { .. }
            | Command::Rows(_)
            | Command::Job(_) => {}
        }
    }

    fn take_over(&mut self, actor: &Actor) {
        self.leases.clear();
        match review::take_over(&mut self.store, &actor.account, now) {
            Ok(cases) if cases.is_empty() => {}
            Ok(cases) => self.claimed(cases, false),
            Err(error) => self.failed("failed-claim", error),
        }
    }

    fn claim(&mut self, actor: &Actor, skip: &[SubmissionId]) {
        let at = now();
        let held = self.leases.iter().filter(|lease| lease.is_live(at)).count();
        match review::claim(&mut self.store, actor, held, skip, now) {
            Ok(cases) => self.claimed(cases, false),
            Err(error) => self.failed("failed-claim", error),
        }
    }

    fn take(&mut self, actor: &Actor, submission: SubmissionId) {
        match review::take(&mut self.store, actor, submission, now) {
            Ok(case) => self.claimed(vec![case], true),
            Err(error) => self.failed("failed-take", error),
        }
    }

    fn claimed(&mut self, cases: Vec<Case>, taken: bool) {
        for case in &cases {
            self.keep_lease(case.submission, case.claim.clone());
        }
        self.out.put(Update::Claimed { cases, taken });
    }

    /// The lease of a submission from now on, if this console has one.
    fn keep_lease(&mut self, submission: SubmissionId, lease: Option<Claim>) {
        self.leases.retain(|lease| lease.submission != submission);
        self.leases.extend(lease);
    }

    fn release(&mut self, submissions: &[SubmissionId]) {
        let is_one = |lease: &mut Claim| submissions.contains(&lease.submission);
        let given_back: Vec<Claim> = self.leases.extract_if(.., is_one).collect();
        if let Err(error) = self.store.release(&given_back) {
            self.trouble("failed-release", error);
        }
    }

    fn ask(&mut self, actor: &Actor, ask: Ask) {
        match review::change(&mut self.store, actor, &ask, now) {
            Ok((entry, returned)) => {
                let lease = returned.as_ref().and_then(|case| case.claim.clone());
                self.keep_lease(ask.submission, lease);
                let returned = returned.map(Box::new);
                let recorded = Recorded { ask, entry, returned };
                self.out.put(Update::Recorded(Box::new(recorded)));
            }
            Err(why) => {
                if let RecordError::Store(error) = &why {
                    self.lose(error);
                }
                self.out.put(Update::Refused { ask, why });
            }
        }
    }

    fn tick(&mut self) {
        match self.store.renew(&self.leases, now) {
            Ok(renewed) => {
                let held = renewed.iter().map(|lease| (lease.submission, lease.until)).collect();
                self.leases = renewed;
                self.out.put(Update::Leases(held));
                match self.store.policy() {
                    Ok(policy) => self.out.put(Update::Policy(policy)),
                    Err(error) => self.trouble("failed-claim", error),
                }
                self.note_head();
            }
            Err(error) => self.trouble("failed-claim", error),
        }
    }

    /// Notes the newest head once a minute: behind everything that somebody waits for.
    fn note_head(&mut self) {
        if self.noted.elapsed() >= NOTE_EVERY {
            self.noted = Instant::now();
            self.store.note_head();
        }
    }

    fn history(&mut self, actor: &Actor, submission: SubmissionId) {
        match self.read_history(actor, submission) {
            Ok(history) => self.out.put(Update::History(Box::new(history))),
            Err(error) => self.failed("failed-history", error),
        }
    }

    fn read_history(
        &mut self,
        actor: &Actor,
        submission: SubmissionId,
    ) -> Result<History, RecordError> {
        let row = self.store.submission(submission)?.ok_or(RecordError::NoSuchSubject)?;
        let subject = Subject::Submission(submission);
        self.store.record(actor, &subject, row.revision, &Event::Viewed, now)?;
        let case =
            review::case(&self.store, submission, None)?.ok_or(RecordError::NoSuchSubject)?;
        let mut entries = self.store.timeline(&subject)?;
        entries.extend(self.store.timeline(&Subject::Student(case.student.no.clone()))?);
        entries.sort_by_key(|entry| entry.seq);
        let held_by = row.claim.filter(|claim| claim.until > now()).map(|claim| claim.holder);
        Ok(History { revision: row.revision, case, held_by, entries })
    }

    fn failed(&mut self, key: &'static str, error: RecordError) {
        if let RecordError::Store(error) = &error {
            self.lose(error);
        }
        self.tell_failed(key, error);
    }

    fn trouble(&mut self, key: &'static str, error: StoreError) {
        self.failed(key, RecordError::Store(error));
    }

    fn tell_failed(&self, key: &'static str, error: impl Into<Fault>) {
        self.out.put(Update::Failed(Failure { key, why: error.into() }));
    }

    /// From now on the store counts as lost, until it takes a write again.
    fn lose(&mut self, error: &StoreError) {
        tracing::error!("store lost: {error}");
        if !self.lost {
            self.lost = true;
            self.out.put(Update::Lost { why: error.clone() });
        }
    }

    fn try_again(&mut self) {
        if self.lost && self.store.probe().is_ok() {
            self.lost = false;
            self.out.put(Update::Restored);
            if !self.told {
                self.tell_opened();
            }
        }
    }
}
