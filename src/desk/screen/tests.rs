//! Screening a store with the real nets: a portrait, a photo without a face, and one that is damaged.

use std::ops::ControlFlow;

use chrono::{DateTime, Utc};
use tempfile::TempDir;

use super::*;
use crate::domain::account::{AccountName, Role};
use crate::domain::checklist::ChecklistItem;
use crate::domain::finding::Verdict;
use crate::domain::photo_hash::Digest;
use crate::domain::samples;
use crate::domain::screening::ReasonFinding;
use crate::domain::specification::NATIONAL;
use crate::domain::student::StudentId;
use crate::store::verify::verify;

const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;
const PORTRAIT: &[u8] = include_bytes!("../../../data/portraits/grace_hopper.jpg");
/// A picture, but of nobody.
const NOBODY: &[u8] = include_bytes!("../../../assets/icons/icon.png");

/// A store with a submission for each of these photos, numbered from 1.
fn store_of(photos: &[&[u8]]) -> (TempDir, Store) {
    let dir = tempfile::tempdir().expect("a folder");
    let mut store = Store::open(dir.path(), AT).expect("opens");
    let operator = Actor::operator("test");
    for (id, bytes) in (1_i64..).zip(photos) {
        let photo = store.photos().put(bytes).expect("kept");
        let mut record = |subject: Subject, event: Event| {
            store.record(&operator, &subject, Revision(0), &event, AT).expect("recorded");
        };
        record(Subject::Student(StudentId(id)), samples::enrolled(id));
        record(Subject::Submission(SubmissionId(id)), samples::submitted(id, photo, AT));
    }
    (dir, store)
}

fn go_on(_progress: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

#[test]
fn every_photo_is_looked_at_once_and_what_can_not_be_is_told() {
    let (dir, mut store) = store_of(&[PORTRAIT, b"no photo at all", NOBODY]);
    let mut screener = Screener::new(2, Priority::Usual).expect("loads");
    let report = run(&mut store, &mut screener, AT, &mut go_on).expect("screened");
    assert_eq!((report.screened, report.standard_photos), (2, 1), "{report:?}");
    let failed: Vec<SubmissionId> = report.failed.iter().map(|(failed, _)| *failed).collect();
    assert_eq!(failed, [SubmissionId(2)]);
    assert!(matches!(report.failed[0].1, ScreenFault::Check(CheckError::Photo(_))));

    let row = store.screening(SubmissionId(1)).expect("read").expect("screened");
    assert_eq!(row.screened.by, screener.by());
    let standard = row.screened.standard_photo.expect("made");
    assert!(store.photos().read(standard).expect("kept").starts_with(b"\xff\xd8"));
    let screening = row.screened.screening.expect("kept");
    assert_eq!((screening.width, screening.height, screening.faces), (512, 600, 1));
    let evidence = screening.evidence.expect("a face");
    assert!(evidence.eyes[0][0] < evidence.eyes[1][0], "the left eye in the picture first");
    let items: std::collections::BTreeSet<ChecklistItem> =
        screening.said.iter().map(|said| said.item).collect();
    assert_eq!(items.len(), ChecklistItem::ALL.len());

    let nobody = store.screening(SubmissionId(3)).expect("read").expect("screened");
    assert_eq!(nobody.screened.standard_photo, None);
    let screening = nobody.screened.screening.expect("kept");
    assert_eq!((screening.faces, screening.evidence), (0, None));

    let again = run(&mut store, &mut screener, AT, &mut go_on).expect("nothing to do");
    assert_eq!((again.screened, again.failed.len()), (0, 1), "what failed is tried again");
    let report = verify(dir.path(), AT).expect("verified");
    assert!(report.faults.is_empty(), "{:?}", report.faults);
}

#[test]
fn the_same_photo_says_the_same_as_check_does() {
    let (_dir, mut store) = store_of(&[PORTRAIT]);
    let mut screener = Screener::new(1, Priority::Usual).expect("loads");
    run(&mut store, &mut screener, AT, &mut go_on).expect("screened");
    let row = store.screening(SubmissionId(1)).expect("read").expect("screened");
    let nets = crate::vision::Nets::load(2).expect("loads");
    let national = crate::domain::specification::Specification::national().expect("right");
    let checked = crate::desk::check::check(PORTRAIT, &nets, &national).expect("checked");
    let said = row.screened.screening.expect("kept").said;
    let kept: Vec<(ChecklistItem, Verdict)> =
        said.iter().map(|said| (said.item, said.verdict)).collect();
    let found: Vec<(ChecklistItem, Verdict)> =
        checked.findings.iter().map(|finding| (finding.item, finding.verdict)).collect();
    assert_eq!(kept, found);
}

#[test]
fn it_stops_where_it_is_told_to_and_goes_on_there() {
    let (_dir, mut store) = store_of(&[NOBODY, PORTRAIT]);
    let mut screener = Screener::new(1, Priority::Usual).expect("loads");
    let mut told = Vec::new();
    let stopped = run(&mut store, &mut screener, AT, &mut |progress| {
        told.push((progress.done, progress.total));
        if progress.done == 1 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(stopped, Err(ScreenError::Cancelled(Cancelled)));
    assert_eq!(told, [(0, 2), (1, 2)]);
    assert!(store.screening(SubmissionId(1)).expect("read").is_some());
    assert!(store.screening(SubmissionId(2)).expect("read").is_none());
    let report = run(&mut store, &mut screener, AT, &mut go_on).expect("goes on");
    assert_eq!(report.screened, 1);
}

#[test]
fn by_a_wrong_clock_nothing_is_recorded_and_that_is_told() {
    let (_dir, mut store) = store_of(&[b"no photo"]);
    let mut screener = Screener::new(1, Priority::Usual).expect("loads");
    let years_later = AT + chrono::TimeDelta::days(4_000);
    let mut begun = Run::default();
    let told = begun.step(&mut store, &screener, years_later);
    assert!(told.is_err() && begun.report().failed.is_empty(), "it is not even looked at");
    let refused = run(&mut store, &mut screener, years_later, &mut go_on);
    let Err(ScreenError::Record(RecordError::Refused(Refusal::Clock(_)))) = refused else {
        panic!("{refused:?}")
    };
    assert!(store.screening(SubmissionId(1)).expect("read").is_none());
}

#[test]
fn a_copy_of_another_students_photo_is_doubted() {
    // The same picture in other bytes: something stands behind its end.
    let copy = [PORTRAIT, b"appended"].concat();
    let (_dir, mut store) = store_of(&[PORTRAIT, NOBODY, &copy]);
    let mut screener = Screener::new(2, Priority::Usual).expect("loads");
    run(&mut store, &mut screener, AT, &mut go_on).expect("screened");
    let screening = |id| {
        let row = store.screening(SubmissionId(id)).expect("read").expect("screened");
        row.screened.screening.expect("kept")
    };
    assert_eq!(screening(1).copies, []);
    let told = screening(3);
    assert_eq!(told.copies, [SubmissionId(1)]);
    let doubted =
        |said: &&ReasonFinding| said.item == ChecklistItem::RecordMatches && said.is_against();
    assert_eq!(told.against().iter().filter(|said| doubted(said)).count(), 1);
}

#[test]
fn what_is_decided_or_erased_while_it_is_looked_at_leaves_no_standard_photo_behind() {
    let (_dir, mut store) = store_of(&[PORTRAIT, NOBODY]);
    let looked = |id: i64, file: &[u8]| {
        let screened = Screened { standard_photo: Some(Digest::of(file)), ..samples::screened() };
        let product = Ok(Product { screened, standard_photo: Some(file.to_vec()) });
        let photo = Digest::ZERO;
        LookedAt {
            of: Unscreened { submission: SubmissionId(id), student: StudentId(id), photo },
            product,
        }
    };
    withdraw(&mut store, SubmissionId(1));
    let mut report = ScreenReport::default();
    let both = vec![looked(1, b"of the one"), looked(2, b"of the other")];
    let told = record(&mut store, both, AT, &mut report).expect("recorded");
    assert_eq!(told, [SubmissionId(2)]);
    assert!(!store.photos().contains(Digest::of(b"of the one")));
    assert!(store.photos().contains(Digest::of(b"of the other")));
    // One that somebody names is not touched.
    let again = vec![looked(1, b"of the other")];
    assert_eq!(record(&mut store, again, AT, &mut report), Ok(Vec::new()));
    assert!(store.photos().contains(Digest::of(b"of the other")));
    // Nor does one stay where nothing at all can be recorded.
    let years_later = AT + chrono::TimeDelta::days(4_000);
    assert!(record(&mut store, vec![looked(2, b"another")], years_later, &mut report).is_err());
    assert!(!store.photos().contains(Digest::of(b"another")));
}

#[test]
fn what_is_recorded_is_added_to_what_was_counted_and_not_counted_anew() {
    let (_dir, mut store) = store_of(&[NOBODY, NOBODY, NOBODY]);
    let mut screener = Screener::new(1, Priority::Usual).expect("loads");
    let (mut begun, by) = (Run::default(), screener.by());
    let counts = |begun: &mut Run, store: &Store| {
        let ScreeningCounts { done, total } = begun.counts(store, by).expect("counted");
        (done, total)
    };
    assert_eq!(counts(&mut begun, &store), (0, 3));
    begun.step(&mut store, &screener, AT).expect("screened");
    assert_eq!(counts(&mut begun, &store), (1, 3));
    run(&mut store, &mut screener, AT, &mut go_on).expect("by somebody else");
    assert_eq!(counts(&mut begun, &store), (1, 3), "within a minute");
    assert_eq!(counts(&mut Run::default(), &store), (3, 3));
}

#[test]
fn after_a_change_of_specification_the_undecided_are_screened_again_by_it_and_the_decided_are_left()
{
    let (dir, mut store) = store_of(&[NOBODY, NOBODY]);
    let mut screener = Screener::new(1, Priority::Usual).expect("loads");
    let mut begun = Run::default();
    let told = begun.step(&mut store, &screener, AT).expect("screened");
    assert_eq!(told, Some(vec![SubmissionId(1)]));
    let told = begun.step(&mut store, &screener, AT).expect("screened");
    assert_eq!(told, Some(vec![SubmissionId(2)]));
    let counts = |begun: &mut Run, store: &Store| {
        let by = screened_by(store).expect("read");
        let ScreeningCounts { done, total } = begun.counts(store, by).expect("counted");
        (done, total)
    };
    assert_eq!(counts(&mut begun, &store), (2, 2));
    withdraw(&mut store, SubmissionId(1));
    let seen = store.screening(SubmissionId(1)).expect("read");
    let own = NATIONAL.replacen("code = \"national\"", "code = \"own\"", 1);
    specification::set(&mut store, &Actor::operator("test"), &own, AT).expect("set");
    assert_eq!(counts(&mut begun, &store), (0, 1), "counted anew at once");
    let report = run(&mut store, &mut screener, AT, &mut go_on).expect("screened");
    assert_eq!((report.screened, report.failed.len()), (1, 0));
    let row = store.screening(SubmissionId(2)).expect("read").expect("screened");
    assert_eq!(row.screened.by.specification, Digest::of(own.as_bytes()));
    assert_eq!(store.screening(SubmissionId(1)).expect("read"), seen, "as its decision saw it");
    assert_eq!(verify(dir.path(), AT).expect("verified").faults.len(), 0);
}

fn withdraw(store: &mut Store, submission: SubmissionId) {
    let withdrawn = Event::Withdrawn { note: "本人要求".to_owned() };
    let name = AccountName::new("zhao").expect("a name");
    let (operator, role) = (Actor::operator("test"), Role::Supervisor);
    store.add_account(&operator, &name, "赵", role, "correct horse", AT).expect("added");
    let supervisor = Actor { account: name, role };
    let revision = store.submission(submission).expect("read").expect("there").revision;
    let subject = Subject::Submission(submission);
    store.record(&supervisor, &subject, revision, &withdrawn, AT).expect("withdrawn");
}
