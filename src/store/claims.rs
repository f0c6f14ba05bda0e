//! Claims: leases of ten minutes on queued submissions, void once a submission has left the queue. They
//! are not in the log.

use std::borrow::Cow;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, params};

use super::Store;
use super::error::{RecordError, StoreError};
use super::rows::{self, Claim, stored};
use crate::domain::account::{AccountName, Actor, Role};
use crate::domain::claim_order::ClaimOrder;
use crate::domain::clock::Clock;
use crate::domain::decision::ClaimToken;
use crate::domain::event::{Event, Subject};
use crate::domain::lifecycle::Refusal;
use crate::domain::log::Entry;
use crate::domain::student::StudentId;
use crate::domain::submission::{Status, SubmissionId};

/// How long a lease lasts.
pub const LEASE: TimeDelta = TimeDelta::minutes(10);

/// The queue in its order, each with the lease on it. It is read only as far as it is needed.
const QUEUE: &str = "SELECT s.id, s.student, s.attempt, s.due, s.submitted_at,
    s.status = 'pending' AND s.has_later AND NOT EXISTS (
        SELECT 1 FROM packed p WHERE p.submission = s.id AND p.refused_seq IS NOT NULL
    ) AS may_give_way
    FROM submission s INDEXED BY queue
    LEFT JOIN claim c ON c.submission = s.id
    WHERE s.queued AND (c.until IS NULL OR c.until <= ?1)
    AND (s.status = 'pending' OR s.proposer IS NOT ?2)
    AND (?3 OR NOT EXISTS (
        SELECT 1 FROM packed p WHERE p.submission = s.id AND p.refused_seq IS NOT NULL
    ))
    ORDER BY s.due, s.submitted_at, s.id";

/// The queue as [`ClaimOrder`] asks for it.
fn queue(order: ClaimOrder) -> Cow<'static, str> {
    match order {
        ClaimOrder::Deadline => Cow::Borrowed(QUEUE),
        ClaimOrder::Doubt => Cow::Owned(format!(
            "SELECT q.* FROM ({QUEUE} LIMIT {}) q LEFT JOIN screening g ON g.submission = q.id
             ORDER BY coalesce(g.doubt, -1) DESC, q.due, q.submitted_at, q.id",
            ClaimOrder::URGENT
        )),
    }
}

impl Store {
    /// Leases up to `n` more submissions for ten minutes: by deadline, then time of submission, then
    /// number; none of `skip`, none that somebody holds, no proposal of `holder`'s own, and what the receiver of a
    /// delivery has refused for a supervisor alone.
    ///
    /// A submission that a later attempt waits behind gives way to that attempt first, unless it is
    /// accused: then a second person looks at it all the same.
    pub fn claim(
        &mut self,
        holder: &AccountName,
        n: usize,
        skip: &[SubmissionId],
        clock: impl Clock,
    ) -> Result<Vec<Claim>, RecordError> {
        self.claim_in(ClaimOrder::Deadline, holder, n, skip, clock)
    }

    /// As [`Store::claim`], in this order.
    pub fn claim_in(
        &mut self,
        order: ClaimOrder,
        holder: &AccountName,
        n: usize,
        skip: &[SubmissionId],
        clock: impl Clock,
    ) -> Result<Vec<Claim>, RecordError> {
        if n == 0 {
            return Ok(Vec::new());
        }
        self.batch(clock, |batch| {
            let role = check_holder(batch.connection(), holder)?;
            sweep(batch.connection())?;
            let now = batch.at();
            let mut claims = Vec::with_capacity(n);
            // Whose rows can't be read: they stay as they are, and in nobody's way.
            let mut unread = Vec::new();
            let queue = queue(order);
            let wanted = Wanted { queue: &queue, holder, role, n, skip };
            while let Some(found) = free(batch.connection(), &wanted, &unread, now)? {
                match found {
                    NextClaim::Free(ids) => {
                        for id in ids {
                            claims.push(grant(batch.connection(), id, holder, now)?);
                        }
                        break;
                    }
                    NextClaim::Overtaken { id, by } => {
                        let actor = acting(batch.connection(), holder)?;
                        let event = Event::Superseded { by };
                        match batch.put(&actor, &Subject::Submission(id), None, &event) {
                            Err(RecordError::Store(StoreError::Row(_))) => unread.push(id),
                            put => drop(put?),
                        }
                    }
                }
            }
            Ok(claims)
        })
    }

    /// Leases this one submission for ten minutes. A lease that `holder` has already ends: it may be
    /// another console's.
    pub fn claim_one(
        &mut self,
        holder: &AccountName,
        id: SubmissionId,
        clock: impl Clock,
    ) -> Result<Claim, RecordError> {
        self.batch(clock, |batch| {
            let role = check_holder(batch.connection(), holder)?;
            let now = batch.at();
            let row = batch.submission(id)?.ok_or(RecordError::NoSuchSubject)?;
            let standing = &row.standing;
            if !standing.status.is_queued() {
                return Err(Refusal::WrongStatus { status: standing.status }.into());
            }
            if standing.status == Status::Seconding && standing.proposer.as_ref() == Some(holder) {
                return Err(Refusal::OwnProposal.into());
            }
            if standing.refused && !role.may_decide_refused() {
                return Err(Refusal::ForSupervisor.into());
            }
            match row.claim.filter(|claim| claim.is_live(now)) {
                Some(claim) if claim.holder != *holder => Err(RecordError::ClaimedByOther),
                _ => Ok(grant(batch.connection(), id, holder, now)?),
            }
        })
    }

    /// The live leases of somebody, by deadline, time of submission and number.
    pub fn claims_of(
        &self,
        holder: &AccountName,
        now: DateTime<Utc>,
    ) -> Result<Vec<Claim>, StoreError> {
        live(&self.conn, holder, now)
    }

    /// Gives the live leases of somebody anew, by deadline, time of submission and number. Under the old
    /// ones nothing can be decided any more: a console that still has them neither keeps nor releases
    /// what this one took over.
    pub fn take_over(
        &mut self,
        holder: &AccountName,
        clock: impl Clock,
    ) -> Result<Vec<Claim>, RecordError> {
        self.batch(clock, |batch| {
            check_holder(batch.connection(), holder)?;
            let now = batch.at();
            let old = live(batch.connection(), holder, now)?;
            let anew = old.iter().map(|old| grant(batch.connection(), old.submission, holder, now));
            Ok(anew.collect::<Result<_, _>>()?)
        })
    }

    /// Extends those of the leases that are still live to ten minutes from now, and gives them.
    pub fn renew(&mut self, leases: &[Claim], clock: impl Clock) -> Result<Vec<Claim>, StoreError> {
        if leases.is_empty() {
            return Ok(Vec::new());
        }
        let mut renewed = Vec::with_capacity(leases.len());
        let tx = self.conn.transaction_with_behavior(super::WRITE)?;
        // Not before: while somebody else wrote, a lease may have run out.
        let now = clock.now();
        let until = now + LEASE;
        for lease in leases {
            let rows = tx
                .prepare_cached(
                    "UPDATE claim SET until = ?4 WHERE submission = ?1 AND token = ?2 AND until > ?3
                     AND (SELECT queued FROM submission WHERE id = ?1)",
                )?
                .execute(params![lease.submission.0, lease.token.0, stored(now), stored(until)])?;
            if rows > 0 {
                renewed.push(Claim { until, ..lease.clone() });
            }
        }
        tx.commit()?;
        Ok(renewed)
    }

    /// Gives leases back; one that was replaced by another stays.
    pub fn release(&mut self, leases: &[Claim]) -> Result<(), StoreError> {
        if leases.is_empty() {
            return Ok(());
        }
        let tx = self.conn.transaction_with_behavior(super::WRITE)?;
        for lease in leases {
            tx.prepare_cached("DELETE FROM claim WHERE submission = ?1 AND token = ?2")?
                .execute(params![lease.submission.0, lease.token.0])?;
        }
        tx.commit()?;
        Ok(())
    }
}

/// Ends every lease of somebody.
pub(super) fn release_all(conn: &Connection, holder: &AccountName) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM claim WHERE holder = ?1")?.execute([holder.as_str()])?;
    Ok(())
}

fn check_holder(conn: &Connection, holder: &AccountName) -> Result<Role, RecordError> {
    match rows::standing_of(conn, holder)? {
        Some((role, true)) => Ok(role),
        Some((_, false)) => Err(Refusal::Disabled.into()),
        None => Err(RecordError::NoSuchSubject),
    }
}

enum NextClaim {
    /// These may be leased.
    Free(Vec<SubmissionId>),
    /// A later attempt of the student waits behind this one.
    Overtaken {
        /// The one in the queue.
        id: SubmissionId,
        /// The one that waits.
        by: SubmissionId,
    },
}

/// What somebody wants to claim.
struct Wanted<'a> {
    /// The queue, in the order that they want.
    queue: &'a str,
    holder: &'a AccountName,
    role: Role,
    n: usize,
    skip: &'a [SubmissionId],
}

fn free(
    conn: &Connection,
    wanted: &Wanted<'_>,
    unread: &[SubmissionId],
    now: DateTime<Utc>,
) -> Result<Option<NextClaim>, StoreError> {
    let Wanted { queue, holder, role, n, skip } = *wanted;
    let mut statement = conn.prepare_cached(queue)?;
    let may_refused = role.may_decide_refused();
    let mut queue = statement.query(params![stored(now), holder.as_str(), may_refused])?;
    let mut ids = Vec::with_capacity(n);
    while ids.len() < n
        && let Some(row) = queue.next()?
    {
        let id = SubmissionId(row.get("id")?);
        if unread.contains(&id) {
            continue;
        }
        if row.get("may_give_way")? {
            let student = StudentId(row.get("student")?);
            if let Some(by) = waits_behind(conn, student, row.get("attempt")?)? {
                return Ok(Some(NextClaim::Overtaken { id, by }));
            }
        }
        if !skip.contains(&id) {
            ids.push(id);
        }
    }
    Ok((!ids.is_empty()).then_some(NextClaim::Free(ids)))
}

/// The student's last attempt after `attempt` that waits for an earlier one.
fn waits_behind(
    conn: &Connection,
    student: StudentId,
    attempt: u32,
) -> Result<Option<SubmissionId>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM submission WHERE student = ?1 AND attempt > ?2
         AND status = 'awaiting_earlier' ORDER BY attempt DESC LIMIT 1",
    )?;
    let mut found = statement.query(params![student.0, attempt])?;
    Ok(found.next()?.map(|row| row.get("id")).transpose()?.map(SubmissionId))
}

/// Gives a new lease, in place of one that has run out.
fn grant(
    conn: &Connection,
    id: SubmissionId,
    holder: &AccountName,
    now: DateTime<Utc>,
) -> Result<Claim, StoreError> {
    let token: i64 = conn
        .prepare_cached(
            "UPDATE lease_counter SET last_token = last_token + 1 WHERE id = 1 RETURNING last_token",
        )?
        .query_row([], |row| row.get("last_token"))?;
    let until = now + LEASE;
    conn.prepare_cached(
        "INSERT OR REPLACE INTO claim (submission, token, holder, since, until) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![id.0, token, holder.as_str(), stored(now), stored(until)])?;
    Ok(Claim {
        submission: id,
        token: ClaimToken(token),
        holder: holder.clone(),
        since: now,
        until,
    })
}

fn live(
    conn: &Connection,
    holder: &AccountName,
    now: DateTime<Utc>,
) -> Result<Vec<Claim>, StoreError> {
    // The plus keeps the plan at the few leases, off the index of the whole queue.
    let mut statement = conn.prepare_cached(
        "SELECT c.submission, c.token, c.holder, c.since, c.until FROM claim c
         JOIN submission s ON s.id = c.submission WHERE c.holder = ?1 AND c.until > ?2
         AND +s.queued ORDER BY s.due, s.submitted_at, s.id",
    )?;
    let mut found = statement.query(params![holder.as_str(), stored(now)])?;
    let mut claims = Vec::new();
    while let Some(row) = found.next()? {
        claims.extend(rows::claim_in(row, SubmissionId(row.get("submission")?))?);
    }
    Ok(claims)
}

/// Whether the actor's lease, or somebody else's, lets a submission move.
pub(super) fn check(
    claim: Option<&Claim>,
    actor: &Actor,
    event: &Event,
    at: DateTime<Utc>,
) -> Result<(), RecordError> {
    let claim = claim.filter(|claim| claim.is_live(at));
    match (event, claim) {
        (Event::Admitted { .. }, _) => Ok(()),
        (Event::Decided { witness, .. }, Some(claim))
            if claim.holder == actor.account && claim.token == witness.claim =>
        {
            Ok(())
        }
        (Event::StandardisedAgain(again), Some(claim))
            if claim.holder == actor.account && claim.token == again.claim =>
        {
            Ok(())
        }
        (Event::Decided { .. } | Event::StandardisedAgain(_), _) => Err(RecordError::LeaseLost),
        (_, Some(claim)) if claim.holder != actor.account => Err(RecordError::ClaimedByOther),
        _ => Ok(()),
    }
}

/// What a move to `status` does to the lease: it ends with its turn in the queue, and an undo hands a
/// new one to who takes the decision back.
pub(super) fn follow(
    conn: &Connection,
    id: SubmissionId,
    status: Status,
    entry: &Entry,
) -> Result<(), StoreError> {
    match entry.event {
        Event::Undone => grant(conn, id, &entry.actor.account, entry.at).map(|_claim| ()),
        Event::Admitted { .. } => Ok(()),
        // The lease is void outside the queue, and a decision shall write as little as it can: what is
        // left of the lease goes with the next claim.
        Event::Decided { .. } if !status.is_queued() => Ok(()),
        _ => {
            conn.prepare_cached("DELETE FROM claim WHERE submission = ?1")?.execute([id.0])?;
            Ok(())
        }
    }
}

/// Clears away the leases of what has left the queue.
fn sweep(conn: &Connection) -> Result<(), StoreError> {
    conn.prepare_cached(
        "DELETE FROM claim WHERE (SELECT NOT queued FROM submission WHERE id = claim.submission)",
    )?
    .execute([])?;
    Ok(())
}

/// The account as an actor.
fn acting(conn: &Connection, name: &AccountName) -> Result<Actor, RecordError> {
    let (role, _) = rows::standing_of(conn, name)?.ok_or(RecordError::NoSuchSubject)?;
    Ok(Actor { account: name.clone(), role })
}
