//! What the console shows of deliveries (交付): what can be delivered and what can't, by department, and what was.

use std::collections::BTreeMap;

use super::deliver::{
    self, DeliveryOptions, DepartmentPreview, NameFault, candidates, deliveries, name_faults,
};
use crate::domain::account::Actor;
use crate::domain::deliverable::{Undeliverable, deliverable};
use crate::domain::student::{Student, StudentNo};
use crate::store::{CandidateRow, PastDelivery, RecordError, Store};

/// What can be delivered, what can't, and what was. It holds no ID number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryOverview {
    /// How it would be made; `faults` is of this.
    pub options: DeliveryOptions,
    /// Number of photos that can be delivered.
    pub deliverable: u64,
    /// The departments, by name.
    pub departments: BTreeMap<String, DepartmentOverview>,
    /// Why photos that can be delivered can't be named so.
    pub faults: Vec<NameFault>,
    /// One whose photo can be delivered, without the ID number; none where there is nobody.
    pub sample: Option<Student>,
    /// Every delivery, last to first.
    pub past: Vec<PastDelivery>,
}

/// What can be delivered of a department, and what can't.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DepartmentOverview {
    /// Number of photos that can be delivered.
    pub deliverable: u64,
    /// All others, by why, in the order of their numbers.
    pub others: BTreeMap<Undeliverable, Vec<UndeliveredStudent>>,
}

/// A student of whom there is nothing to deliver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndeliveredStudent {
    /// Their student number (学号).
    pub no: StudentNo,
    /// Their name.
    pub name: String,
}

/// Reads all of it, for whoever may see deliveries.
pub fn overview(
    store: &Store,
    actor: &Actor,
    options: &DeliveryOptions,
) -> Result<DeliveryOverview, RecordError> {
    let rows = candidates(store, actor)?;
    let mut past = deliveries(store, actor)?;
    past.reverse();
    let departments = by_department(&rows);
    let first = rows.iter().find(|row| deliverable(&row.candidate).is_ok());
    Ok(DeliveryOverview {
        options: options.clone(),
        deliverable: departments.values().map(|of| of.deliverable).sum(),
        sample: first.map(|row| Student { id_number: None, ..row.student.clone() }),
        departments,
        faults: name_faults(rows, options),
        past,
    })
}

fn by_department(rows: &[CandidateRow]) -> BTreeMap<String, DepartmentOverview> {
    let overview = |of: DepartmentPreview| {
        let mut others: BTreeMap<Undeliverable, Vec<UndeliveredStudent>> = BTreeMap::new();
        for (Student { no, name, .. }, why) in of.missing {
            others.entry(why).or_default().push(UndeliveredStudent { no, name });
        }
        DepartmentOverview { deliverable: of.deliverable, others }
    };
    deliver::by_department(rows).into_iter().map(|(name, of)| (name, overview(of))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::clock::now;
    use crate::domain::account::{AccountName, Role};
    use crate::domain::deliverable::Candidate;
    use crate::domain::delivery::{NameTemplate, Split};
    use crate::domain::photo_hash::Digest;
    use crate::domain::student::tests::student;
    use crate::domain::submission::Status;

    fn row(no: &str, department: &str, status: Option<Status>, delivered: bool) -> CandidateRow {
        let no = StudentNo::new(no).expect("a number");
        CandidateRow {
            student: Student { no, department: department.to_owned(), ..student() },
            submission: None,
            candidate: Candidate {
                status,
                erasure_proposed: false,
                standard_photo: Some(Digest::ZERO),
                delivered,
            },
            decided_at: None,
            replaces: None,
        }
    }

    #[test]
    fn everybody_on_the_roster_is_counted_once() {
        let rows = [
            row("S1", "数学科学学院", Some(Status::Approved), false),
            row("S2", "数学科学学院", Some(Status::Approved), true),
            row("S3", "数学科学学院", None, false),
            row("S4", "物理科学学院", Some(Status::Retake), false),
            row("S5", "物理科学学院", Some(Status::Pending), false),
            row("S6", "物理科学学院", Some(Status::Pending), false),
        ];
        let departments = by_department(&rows);
        let maths = &departments["数学科学学院"];
        let why: Vec<Undeliverable> = maths.others.keys().copied().collect();
        assert_eq!(why, [Undeliverable::NotSubmitted, Undeliverable::Delivered]);
        assert_eq!(maths.deliverable, 1);
        let physics = &departments["物理科学学院"];
        let waiting = &physics.others[&Undeliverable::InReview];
        let numbers: Vec<&str> = waiting.iter().map(|student| student.no.as_str()).collect();
        assert_eq!((physics.deliverable, numbers), (0, vec!["S5", "S6"]));
    }

    #[test]
    fn a_supervisor_may_look_and_a_reviewer_may_not() {
        let dir = tempfile::tempdir().expect("a folder");
        let store = Store::open(dir.path(), now()).expect("opens");
        let names = NameTemplate::new("{no}.jpg").expect("a template");
        let options = DeliveryOptions { names, split: Split::Whole };
        let looks = |role| {
            let account = AccountName::new("wang").expect("a name");
            overview(&store, &Actor { account, role }, &options).is_ok()
        };
        assert!(looks(Role::Administrator) && looks(Role::Supervisor) && !looks(Role::Reviewer));
    }
}
