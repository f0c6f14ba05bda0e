//! The log's time: it never runs backwards, and a clock that is far off records nothing but sign-ins.

use super::*;
use crate::domain::lifecycle::Refusal;

#[test]
fn a_clock_that_is_far_off_is_believed_only_once_somebody_has_agreed() {
    for (days, jumps) in [(500, 1), (-3, 0)] {
        let mut world = World::new();
        world.queued("S1");
        let before = entries::head(&world.store.conn).expect("read").at.expect("an entry");
        world.pass(TimeDelta::days(days));
        let at = world.at;
        let enrolled = Event::Enrolled { student: Some(invented("S2", "李雷")) };
        let refused =
            world.store.record(&operator(), &on_student("S2"), Revision(0), &enrolled, at);
        assert!(
            matches!(refused, Err(RecordError::Refused(Refusal::Clock(_)))),
            "{days} days: {refused:?}"
        );
        let wrong = world.store.sign_in(&name("wang"), "a guess", at);
        assert!(matches!(wrong, Err(SignInRefusal::Wrong)), "{wrong:?}");
        assert!(world.store.clock_off(at).expect("read").is_some(), "a sign-in agrees to nothing");
        let again = world.store.record(&operator(), &on_student("S2"), Revision(0), &enrolled, at);
        assert!(matches!(again, Err(RecordError::Refused(Refusal::Clock(_)))), "{again:?}");
        let agreed = Event::ClockAgreed { clock: at };
        let by = supervisor();
        let entry = world.store.record(&by, &Subject::Store, Revision(0), &agreed, at);
        assert_eq!(entry.expect("agreed").at, before.max(at), "never backwards");
        assert_eq!(world.store.clock_off(at).expect("read"), None);
        world.enrol("S2");
        assert_eq!(world.faults(), [""; 0]);
        let report = verify::verify(world.dir.path(), at).expect("verified");
        assert_eq!(report.jumps.len(), jumps, "{days} days");
    }
}
