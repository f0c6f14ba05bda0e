//! A delivery, the receiver's list about it, and the delivery that corrects it.

use super::*;
use crate::desk::import::{self, ImportKind, ImportReport, Outcome, Request};
use crate::desk::review;
use crate::domain::submission::Status;
use crate::exchange::RowRefusal;

impl Desk {
    fn list(&mut self, delivery: u32, text: &str) -> ImportReport {
        let path = self.out("refused.csv");
        fs::write(&path, text).expect("written");
        let kind = ImportKind::Refusals { delivery };
        let request = Request::new(kind, &path);
        let look = import::preview(&request, &self.store, &operator(), false, AT, &mut go_on);
        let look = look.expect("looked at").report;
        let actor = operator();
        let done = import::run(kind, &mut self.store, &path, &actor, AT, &mut go_on);
        let done = done.expect("imported");
        assert_eq!(look.rows, done.rows, "what is foreseen is done");
        done
    }

    fn approve_anew(&mut self, id: SubmissionId) {
        self.approve(&actor("zhao", Role::Supervisor), id);
    }
}

fn outcomes(report: &ImportReport) -> Vec<Outcome> {
    report.rows.iter().map(|row| row.outcome.clone()).collect()
}

#[test]
fn what_the_receiver_refuses_leaves_anew_and_the_old_delivery_stays_the_same() {
    let mut desk = Desk::new();
    let ids =
        ["S1", "S2", "S3"].map(|no| desk.approved(no, Some(&format!("X{no}")), "数学科学学院"));
    let how = options("{exam_no}.jpg", Split::Number { most: 2 });
    desk.deliver(&how, "first").expect("delivered");
    let report = desk.list(
        1,
        "考生号,学号,退回原因\nXS1,,头顶距离不足？\nXS9,,背景\nXS1,,再次\n,S2,眼睛\nXS3,S2,两人\n,S3,\n,,缺号\n",
    );
    let got = outcomes(&report);
    assert_eq!(got[0], Outcome::Added);
    let nobody = RowRefusal::NotInDelivery { delivery: 1, erased: 0 };
    assert_eq!(got[1], Outcome::Refused(nobody));
    assert_eq!(got[2], Outcome::Refused(RowRefusal::Twice { first: "2".to_owned() }));
    assert_eq!(got[3], Outcome::Added);
    assert_eq!(got[4], Outcome::Refused(RowRefusal::NumbersOfSeveral));
    for missing in &got[5..] {
        assert!(matches!(missing, Outcome::Refused(RowRefusal::Missing { .. })), "{missing:?}");
    }
    assert!(!report.is_clean() && report.counts.added == 2);
    let standing = |desk: &Desk, at: usize| {
        desk.store.submission(ids[at]).expect("read").expect("there").standing
    };
    assert_eq!(standing(&desk, 0).status, Status::Pending);
    assert_eq!(standing(&desk, 2).status, Status::Approved);
    let zhao = actor("zhao", Role::Supervisor);
    let case = review::take(&mut desk.store, &zhao, ids[0], AT).expect("taken");
    let said = case.refusal.map(|refusal| (refusal.delivery, refusal.reason));
    assert_eq!(said, Some((1, "头顶距离不足？".to_owned())), "beside the photo");
    let again = desk.list(1, "学号,原因\nS1,头顶距离不足\n");
    let before = RowRefusal::RefusedBefore { delivery: 1 };
    assert_eq!(outcomes(&again), [Outcome::Refused(before)]);
    desk.assert_whole();
    assert_eq!(desk.deliver(&how, "none"), Err(DeliverError::Nothing));
    for id in &ids[..2] {
        desk.approve_anew(*id);
    }
    let second = desk.deliver(&how, "second").expect("delivered");
    assert_eq!((second.photos, second.corrects), (2, vec![1]));
    let there = files(&desk.out("second"));
    let manifest = String::from_utf8(there[MANIFEST].clone()).expect("text");
    assert!(manifest.lines().any(|line| line == "corrects 1"), "{manifest}");
    let index = String::from_utf8(there["index.csv"].clone()).expect("text");
    assert!(index.lines().skip(1).all(|line| line.ends_with(",1")), "{index}");
    for (number, name) in [(1, "first"), (2, "second")] {
        let to = format!("again-{number}");
        desk.again(number, &to).expect("delivered again");
        assert_eq!(files(&desk.out(&to)), files(&desk.out(name)), "delivery {number}");
    }
    desk.assert_whole();
}

#[test]
fn there_must_be_such_a_delivery() {
    let mut desk = Desk::new();
    let path = desk.out("refused.csv");
    fs::write(&path, "学号,原因\nS1,背景\n").expect("written");
    let kind = ImportKind::Refusals { delivery: 4 };
    let done = import::run(kind, &mut desk.store, &path, &operator(), AT, &mut go_on);
    assert_eq!(done, Err(import::ImportError::NoSuchDelivery(4)));
}
