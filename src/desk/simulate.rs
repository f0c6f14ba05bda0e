//! Simulated reviewers for load and kill tests: they claim and decide through the same code as the
//! console.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};

use super::demo::{DemoFault, PASSWORD};
use super::policy;
use super::review::{self, Ask, Case, Change};
use super::session::{self, NewAccount};
use crate::domain::account::{AccountName, Actor, Role};
use crate::domain::checklist::ChecklistItem;
use crate::domain::claim_order::ClaimOrder;
use crate::domain::clock::Clock;
use crate::domain::decision::{Decision, Viewing};
use crate::domain::lifecycle::Refusal;
use crate::domain::policy::Policy;
use crate::domain::reason::Reason;
use crate::store::{RecordError, Store};

/// The policy for simulated reviewers: photos need not have been on the screen, nor be screened.
const UNSEEN: Policy = Policy { on_screen_ms: 0, standard_photo: false };

/// What to simulate.
#[derive(Debug, Clone, Copy)]
pub struct SimulationPlan {
    /// How many reviewers decide at the same time, each on a thread and a connection of its own.
    pub reviewers: u32,
    /// The number of the first of them; the accounts are `sim1`, `sim2`, …
    pub first_reviewer: u32,
    /// How many decisions they make together; fewer when the queue runs dry.
    pub decisions: u64,
    /// The seed of the random numbers.
    pub seed: u64,
}

/// Runs the simulation on a demo store; any other is refused. After each decision is durable, calls
/// `acknowledge` with `acknowledged <submission> <decision>`. Returns the number of decisions.
pub fn run(
    dir: &Path,
    plan: &SimulationPlan,
    clock: fn() -> DateTime<Utc>,
    acknowledge: &(impl Fn(&str) + Sync),
) -> anyhow::Result<u64> {
    let mut store = Store::open(dir, clock)?;
    anyhow::ensure!(store.is_demo()?, DemoFault::NotSimulated(dir.to_owned()));
    // Simulated reviewers look at nothing; the log says so by this policy.
    policy::set(&mut store, &Actor::operator("simulate"), UNSEEN, clock)?;
    let actors = (plan.first_reviewer..plan.first_reviewer + plan.reviewers)
        .map(|number| reviewer(&mut store, number, clock))
        .collect::<anyhow::Result<Vec<_>>>()?;
    drop(store);
    let left = AtomicU64::new(plan.decisions);
    let made = AtomicU64::new(0);
    std::thread::scope(|scope| {
        let threads: Vec<_> = actors
            .iter()
            .zip(plan.seed..)
            .map(|(actor, seed)| {
                let (left, made) = (&left, &made);
                scope.spawn(move || {
                    let store = Store::open(dir, clock)?;
                    let rng = SmallRng::seed_from_u64(seed);
                    Simulated { store, actor, rng, clock, left, made }.work(acknowledge)
                })
            })
            .collect();
        threads.into_iter().try_for_each(|thread| match thread.join() {
            Ok(done) => done,
            Err(_) => Err(anyhow::anyhow!("a simulated reviewer panicked")),
        })
    })?;
    Ok(made.into_inner())
}

/// The account of a simulated reviewer; made if it does not exist.
fn reviewer(store: &mut Store, number: u32, clock: impl Clock) -> anyhow::Result<Actor> {
    let name = AccountName::new(&format!("sim{number}"))?;
    let actor = Actor { account: name.clone(), role: Role::Reviewer };
    if !store.accounts()?.iter().any(|row| row.name == name) {
        let new = NewAccount {
            name: name.to_string(),
            display_name: format!("模拟审核员 {number}"),
            role: Role::Reviewer,
            password: PASSWORD.to_owned(),
        };
        session::add_account(store, &Actor::operator("simulate"), &new, clock)
            .with_context(|| format!("adding the account {name}"))?;
    }
    Ok(actor)
}

struct Simulated<'a> {
    store: Store,
    actor: &'a Actor,
    rng: SmallRng,
    clock: fn() -> DateTime<Utc>,
    left: &'a AtomicU64,
    made: &'a AtomicU64,
}

impl Simulated<'_> {
    fn work(&mut self, acknowledge: &impl Fn(&str)) -> anyhow::Result<()> {
        loop {
            // What this reviewer still holds from a killed run, or after an undo whose second decision
            // failed.
            let mut cases = review::take_over(&mut self.store, self.actor, self.clock)?;
            let held = cases.len();
            cases.extend(review::claim(
                &mut self.store,
                self.actor,
                ClaimOrder::Deadline,
                held,
                &[],
                self.clock,
            )?);
            if cases.is_empty() {
                return Ok(());
            }
            for (at, case) in cases.iter().enumerate() {
                if !self.take_one() {
                    let rest = cases[at..].iter().filter_map(|case| case.claim.clone());
                    self.store.release(&rest.collect::<Vec<_>>())?;
                    return Ok(());
                }
                if !self.decide(case, acknowledge)? {
                    self.left.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
    }

    /// Counts one of the remaining decisions as taken; false if none is left.
    fn take_one(&self) -> bool {
        let take = |left: u64| left.checked_sub(1);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }

    /// Nobody looks at the photos here; the demo store's policy asks for none of it.
    fn unseen(&self) -> Viewing {
        Viewing {
            painted_at: self.clock.now(),
            on_screen_ms: 0,
            active_ms: 0,
            standard_photo: None,
            findings: None,
        }
    }

    /// Decides one case; one in twelve is taken back and decided again.
    fn decide(&mut self, case: &Case, acknowledge: &impl Fn(&str)) -> anyhow::Result<bool> {
        let decision = self.decision();
        let code = decision.code();
        let Some(witness) = case.witness(self.unseen()) else { return Ok(false) };
        if !self.make(case, Change::Decide { decision, witness })? {
            return Ok(false);
        }
        acknowledge(&format!("acknowledged {} {code}", case.submission));
        self.made.fetch_add(1, Ordering::Relaxed);
        if self.rng.random_ratio(1, 12) {
            self.change_mind(case, acknowledge)?;
        }
        Ok(true)
    }

    fn change_mind(&mut self, case: &Case, acknowledge: &impl Fn(&str)) -> anyhow::Result<()> {
        let Some(row) = self.store.submission(case.submission)? else { return Ok(()) };
        let undo = Ask::new(case.submission, row.revision, Change::Undo);
        let (_, returned) = match review::change(&mut self.store, self.actor, &undo, self.clock) {
            Ok(done) => done,
            Err(RecordError::Refused(_) | RecordError::Stale { .. }) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        acknowledge(&format!("acknowledged {} undo", case.submission));
        if let Some(again) = returned
            && let Some(witness) = again.witness(self.unseen())
            && self.make(&again, Change::Decide { decision: Decision::Approve, witness })?
        {
            acknowledge(&format!("acknowledged {} approve", case.submission));
        }
        Ok(())
    }

    /// Makes a change; false if somebody else was faster, which is no error.
    fn make(&mut self, case: &Case, change: Change) -> anyhow::Result<bool> {
        let ask = Ask::new(case.submission, case.revision, change);
        match review::change(&mut self.store, self.actor, &ask, self.clock) {
            Ok(_) => Ok(true),
            Err(
                RecordError::Stale { .. }
                | RecordError::StudentCorrected
                | RecordError::LeaseLost
                | RecordError::ClaimedByOther
                | RecordError::Refused(Refusal::WrongStatus { .. }),
            ) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    fn decision(&mut self) -> Decision {
        match self.rng.random_range(0..10) {
            0..7 => Decision::Approve,
            7..9 => Decision::Retake {
                items: BTreeSet::from([ChecklistItem::FaceEyesOpen]),
                reasons: BTreeSet::from([Reason::P08]),
                notice: None,
                note: None,
            },
            _ => Decision::Reject { reasons: BTreeSet::from([Reason::I02]), note: None },
        }
    }
}
