//! Accounts: who may sign in, and what wrong passwords cost.

use super::*;
use crate::domain::lifecycle::Refusal;

fn with_account() -> World {
    let mut world = World::bare();
    world
        .store
        .add_account(&operator(), &name("wang"), "王敏", Role::Reviewer, "correct horse", world.at)
        .expect("added");
    world
}

#[test]
fn a_password_opens_the_desk() {
    let mut world = with_account();
    let actor = world.store.sign_in(&name("wang"), "correct horse", world.at).expect("signed in");
    assert_eq!(actor, reviewer("wang"));
    world.store.set_password(&operator(), &name("wang"), "another one", world.at).expect("set");
    let old = world.store.sign_in(&name("wang"), "correct horse", world.at);
    assert!(matches!(old, Err(SignInRefusal::Wrong)), "{old:?}");
    world.store.sign_in(&name("wang"), "another one", world.at).expect("signed in");
    let kinds: Vec<_> = world
        .store
        .timeline(&Subject::Account(name("wang")))
        .expect("timeline")
        .iter()
        .map(|entry| entry.event.kind())
        .collect();
    assert_eq!(
        kinds,
        ["account_added", "signed_in", "password_set", "sign_in_refused", "signed_in"]
    );
}

#[test]
fn wrong_passwords_make_the_next_try_wait() {
    let mut world = with_account();
    let start = world.at;
    let try_in =
        |world: &mut World, password: &str| world.store.sign_in(&name("wang"), password, world.at);
    for _ in 0..3 {
        let refused = try_in(&mut world, "guess");
        assert!(matches!(refused, Err(SignInRefusal::Wrong)), "{refused:?}");
    }
    for seconds in [1, 2, 4, 8, 16, 32, 60, 60] {
        let early = try_in(&mut world, "correct horse");
        match early {
            Err(SignInRefusal::TooSoon { wait }) => assert_eq!(wait, TimeDelta::seconds(seconds)),
            other => panic!("{other:?} instead of a delay of {seconds} s"),
        }
        world.pass(TimeDelta::seconds(seconds));
        assert!(matches!(try_in(&mut world, "guess"), Err(SignInRefusal::Wrong)));
    }
    world.pass(TimeDelta::seconds(60));
    try_in(&mut world, "correct horse").expect("signed in");
    assert_eq!(world.store.accounts().expect("read")[0].failures, 0);
    assert!(world.at > start);
}

#[test]
fn unknown_and_disabled_names_stay_out() {
    let mut world = with_account();
    let unknown = world.store.sign_in(&name("nobody"), "correct horse", world.at);
    assert!(matches!(unknown, Err(SignInRefusal::Wrong)));
    let told: Vec<String> = world
        .raw()
        .prepare("SELECT subject || kind || account || event FROM log WHERE subject LIKE 'name:%'")
        .and_then(|mut told| told.query_map([], |row| row.get(0))?.collect())
        .expect("read");
    assert_eq!(told.len(), 1, "a refusal under an unknown name is in the log");
    assert!(!told[0].contains("nobody"), "but what was typed is not: {told:?}");
    world.store.set_enabled(&operator(), &name("wang"), false, world.at).expect("disabled");
    world.store.set_enabled(&operator(), &name("wang"), false, world.at).expect("disabled already");
    let wrong = world.store.sign_in(&name("wang"), "guess", world.at);
    assert!(matches!(wrong, Err(SignInRefusal::Wrong)));
    let disabled = world.store.sign_in(&name("wang"), "correct horse", world.at);
    assert!(matches!(disabled, Err(SignInRefusal::Disabled)));
    world.store.set_enabled(&operator(), &name("wang"), true, world.at).expect("enabled");
    world.store.sign_in(&name("wang"), "correct horse", world.at).expect("signed in");
}

#[test]
fn accounts_are_managed_by_administrators() {
    let mut world = with_account();
    let at = world.at;
    let wang = reviewer("wang");
    let added = world.store.add_account(&wang, &name("li"), "李", Role::Reviewer, "12345678", at);
    let disabled = world.store.set_enabled(&wang, &name("wang"), false, at);
    for refused in [added, disabled] {
        let Err(RecordError::Refused(Refusal::NotAllowed { role })) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(role, Role::Reviewer);
    }
    world.store.set_password(&wang, &name("wang"), "my own choice", at).expect("own password");
    let twice =
        world.store.add_account(&operator(), &name("wang"), "王", Role::Reviewer, "12345678", at);
    assert!(matches!(twice, Err(RecordError::Stale { .. })), "the name is taken: {twice:?}");
    assert_eq!(world.store.accounts().expect("read").len(), 1);
}

#[test]
fn the_last_administrator_stays() {
    let mut world = World::bare();
    let at = world.at;
    for (who, role) in
        [("admin", Role::Administrator), ("second", Role::Administrator), ("wang", Role::Reviewer)]
    {
        world.store.add_account(&operator(), &name(who), who, role, "12345678", at).expect("added");
    }
    let admin = Actor { account: name("admin"), role: Role::Administrator };
    world.store.set_enabled(&admin, &name("second"), false, at).expect("another is left");
    for actor in [&operator(), &admin] {
        let refused = world.store.set_enabled(actor, &name("admin"), false, at);
        assert!(matches!(refused, Err(RecordError::Refused(Refusal::LastAdministrator))));
    }
    world.store.set_enabled(&admin, &name("wang"), false, at).expect("no administrator");
    world.store.set_enabled(&admin, &name("second"), true, at).expect("enabled");
    world.store.set_enabled(&admin, &name("admin"), false, at).expect("another is there again");
    let refused = world.store.set_enabled(&admin, &name("second"), false, at);
    assert!(matches!(refused, Err(RecordError::Refused(Refusal::Disabled))), "{refused:?}");
    assert_eq!(world.faults(), [""; 0]);
}

#[test]
fn an_unknown_name_is_delayed_like_a_known_one() {
    let mut world = with_account();
    for who in ["wang", "nobody"] {
        let mut said = Vec::new();
        for seconds in [0, 0, 0, 0, 1, 0, 2] {
            world.pass(TimeDelta::seconds(seconds));
            said.push(match world.store.sign_in(&name(who), "guess", world.at) {
                Err(SignInRefusal::Wrong) => 0,
                Err(SignInRefusal::TooSoon { wait }) => wait.num_seconds(),
                other => panic!("{who}: {other:?}"),
            });
        }
        assert_eq!(said, [0, 0, 0, 1, 0, 2, 0], "{who}");
    }
    assert_eq!(world.faults(), [""; 0]);
}

#[test]
fn no_account_passes_for_an_operator() {
    let mut world = World::bare();
    let at = world.at;
    let added = world.store.add_account(
        &operator(),
        &name("cli:root"),
        "x",
        Role::Reviewer,
        "12345678",
        at,
    );
    assert!(
        matches!(added, Err(RecordError::Refused(Refusal::WrongSubject))),
        "a name of its own kind: {added:?}"
    );
}
