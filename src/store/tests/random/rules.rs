//! What must hold of a log, whatever was tried: read entry by entry, by none of the product's own rules.

use std::collections::BTreeMap;

use super::*;

/// Looks at all of it. Gives the kinds of entries that there are.
pub(super) fn check(world: &World) -> BTreeSet<String> {
    check_decided_once(world);
    let entries = entries(world);
    check_people(world, &entries);
    check_policy(&entries);
    check_delivered(&entries);
    entries.into_iter().map(|entry| entry.kind).collect()
}

/// A line of the log.
struct Line {
    account: String,
    role: String,
    subject: String,
    kind: String,
    event: Event,
}

fn entries(world: &World) -> Vec<Line> {
    let raw = world.raw();
    let mut statement = raw
        .prepare("SELECT account, role, subject, kind, event FROM log ORDER BY seq")
        .expect("prepared");
    let lines = statement.query_map([], |row| {
        let event: String = row.get("event")?;
        Ok(Line {
            account: row.get("account")?,
            role: row.get("role")?,
            subject: row.get("subject")?,
            kind: row.get("kind")?,
            event: serde_json::from_str(&event).expect("an event"),
        })
    });
    lines.expect("query").map(|line| line.expect("row")).collect()
}

/// Who is disabled does nothing, roles are kept to, and somebody can always manage accounts.
fn check_people(world: &World, entries: &[Line]) {
    let mut enabled: BTreeMap<String, bool> = BTreeMap::new();
    for line in entries {
        let (who, kind) = (&line.account, line.kind.as_str());
        let leaves = matches!(kind, "signed_out" | "locked" | "sign_in_refused");
        let may_act = enabled.get(who).is_none_or(|enabled| *enabled);
        assert!(may_act || leaves, "{who} is disabled, and: {kind}");
        assert!(may(&line.role, &line.event), "{who}, {}: {kind}", line.role);
        if let Some(account) = line.subject.strip_prefix("account:") {
            match kind {
                "account_added" | "account_enabled" => enabled.insert(account.to_owned(), true),
                "account_disabled" => enabled.insert(account.to_owned(), false),
                _ => continue,
            };
            let manages = |(who, role): &(&str, Role)| {
                *role == Role::Administrator && enabled.get(*who).is_none_or(|enabled| *enabled)
            };
            assert!(PEOPLE.iter().any(manages), "nobody manages accounts any more");
        }
    }
    for (account, _) in enabled.iter().filter(|(_, enabled)| !**enabled) {
        let leases = world.store.claims_of(&name(account), world.at).expect("read");
        assert!(leases.is_empty(), "{account} is disabled and holds {leases:?}");
    }
}

/// What each role may do, written out once more.
fn may(role: &str, event: &Event) -> bool {
    match event {
        Event::Decided { .. } | Event::Held { .. } | Event::Resumed | Event::Undone => {
            matches!(role, "reviewer" | "supervisor")
        }
        Event::Packed { .. } | Event::Delivered(_) | Event::RefusedByReceiver { .. } => {
            matches!(role, "administrator" | "operator")
        }
        Event::Revoked { .. } => role == "supervisor",
        Event::Withdrawn { .. } => matches!(role, "supervisor" | "administrator"),
        event if event.takes_back().is_some() => {
            matches!(role, "supervisor" | "administrator" | "operator")
        }
        Event::SignInRefused { .. } => role == "machine",
        Event::PolicySet(_)
        | Event::SpecificationSet { .. }
        | Event::AccountAdded { .. }
        | Event::AccountEnabled
        | Event::AccountDisabled => matches!(role, "administrator" | "operator"),
        _ => true,
    }
}

/// Nothing was decided on a photo that was seen for less time than the policy asked for then.
fn check_policy(entries: &[Line]) {
    let mut policy = Policy::default();
    for line in entries {
        match &line.event {
            Event::PolicySet(set) => {
                assert!(set.on_screen_ms <= Policy::LONGEST_MS, "{set:?}");
                policy = *set;
            }
            Event::Decided { witness, .. } => {
                assert!(witness.on_screen_ms >= policy.on_screen_ms, "{witness:?}, {policy:?}");
            }
            _ => {}
        }
    }
}

/// What left in a delivery is neither undone nor revoked, and leaves once, unless the receiver refuses it: then it is a
/// supervisor's. What is packed for a delivery stands right
/// before it.
fn check_delivered(entries: &[Line]) {
    let (mut packed, mut delivered) = (BTreeSet::new(), BTreeSet::new());
    let mut refused = BTreeSet::new();
    for line in entries {
        match line.kind.as_str() {
            "packed" => drop(packed.insert(line.subject.clone())),
            "delivered" => {
                for submission in std::mem::take(&mut packed) {
                    assert!(delivered.insert(submission), "delivered twice");
                }
            }
            "refused_by_receiver" => {
                packed.clear();
                assert!(delivered.remove(&line.subject), "refused without a delivery");
                refused.insert(line.subject.clone());
            }
            kind => {
                packed.clear();
                let decides = matches!(kind, "decided" | "held" | "resumed");
                assert!(!(decides && refused.contains(&line.subject)) || line.role == "supervisor");
                let back = matches!(kind, "undone" | "revoked");
                assert!(!(back && delivered.contains(&line.subject)), "{kind} after a delivery");
            }
        }
    }
}

/// Follows every submission through the log: a decision needs one that is not decided, or that is
/// only accused, at most twice.
fn check_decided_once(world: &World) {
    let raw = world.raw();
    let mut statement = raw
        .prepare(
            "SELECT subject, kind, event FROM log
             WHERE kind IN ('decided', 'undone', 'revoked', 'held', 'resumed',
             'refused_by_receiver') ORDER BY seq",
        )
        .expect("prepared");
    let mut rows = statement.query([]).expect("query");
    let mut stands: BTreeMap<String, Vec<String>> = BTreeMap::new();
    while let Some(row) = rows.next().expect("row") {
        let text = |column| row.get::<_, String>(column).expect("text");
        let acts = stands.entry(text("subject")).or_default();
        match text("kind").as_str() {
            "undone" | "resumed" => {
                assert!(acts.pop().is_some(), "something to take back");
            }
            "revoked" | "refused_by_receiver" => {
                assert!(!acts.is_empty(), "an approval to take back");
                acts.clear();
            }
            "held" => acts.push("held".to_owned()),
            _ => {
                let accused = |act: &String| act.contains("I01") || act.contains("F02");
                let open = acts.len() <= 2 && acts.iter().all(accused);
                assert!(open, "decided after {acts:?}");
                acts.push(text("event"));
            }
        }
    }
    for n in 0..3 {
        let attempts = world.store.attempts(student_id(&format!("S{n}"))).expect("read");
        let approved = attempts.iter().filter(|row| row.standing.status == Status::Approved);
        assert!(approved.count() <= 1, "one approval for each student");
        check_waiting(&attempts);
        for row in &attempts {
            assert_eq!(
                row.decision.is_some(),
                row.standing.status.is_decided() || row.standing.status == Status::Seconding
            );
        }
    }
}

/// Nothing is under review behind an attempt that is open, and nothing waits beside an approval.
fn check_waiting(attempts: &[SubmissionRow]) {
    let statuses: Vec<Status> = attempts.iter().map(|row| row.standing.status).collect();
    for (at, status) in statuses.iter().enumerate() {
        let open_before = statuses[..at].iter().any(|before| before.is_open());
        let waits = *status == Status::AwaitingEarlier;
        assert!(!(status.is_queued() && open_before), "two under review: {statuses:?}");
        let approved = statuses.contains(&Status::Approved);
        assert!(!(waits && approved), "waits behind an approval: {statuses:?}");
    }
}
