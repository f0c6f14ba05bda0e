//! What a delivery would hold: which photo under which name in which folder, or why it can't be.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::domain::deliverable::{Undeliverable, deliverable};
use crate::domain::delivery::{NameTemplate, NoName, Split, folder_name};
use crate::domain::photo_hash::PhotoHash;
use crate::domain::student::{Student, StudentNo};
use crate::domain::submission::SubmissionId;
use crate::store::CandidateRow;

/// A photo of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryItem {
    /// Of which submission.
    pub submission: SubmissionId,
    /// Whose.
    pub student: Student,
    /// The standard photo.
    pub photo: PhotoHash,
    /// When it was approved.
    pub decided_at: DateTime<Utc>,
    /// The delivery before it whose refused photo it replaces.
    pub replaces: Option<u32>,
    /// The file's name, without a folder.
    pub name: String,
    /// Its path in the delivery, with `/` between its parts.
    pub path: String,
}

/// Why photos can't be named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameFault {
    /// One that has no name.
    NoName {
        /// Whose.
        student: StudentNo,
        /// Why.
        why: NoName,
    },
    /// Two that would have the same, on a system that does not tell capital letters apart.
    Same {
        /// Whose.
        students: [StudentNo; 2],
        /// The name.
        name: String,
    },
}

/// What a delivery would hold of a department, and who is missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DepartmentPreview {
    /// Photos that can be delivered.
    pub deliverable: u64,
    /// Who is missing, with the reason.
    pub missing: Vec<(Student, Undeliverable)>,
}

/// By department, who can be delivered and who is missing and why.
pub fn by_department(rows: &[CandidateRow]) -> BTreeMap<String, DepartmentPreview> {
    let mut departments: BTreeMap<String, DepartmentPreview> = BTreeMap::new();
    for row in rows {
        let department = departments.entry(row.student.department.clone()).or_default();
        match deliverable(&row.candidate) {
            Ok(_photo) => department.deliverable += 1,
            Err(why) => department.missing.push((row.student.clone(), why)),
        }
    }
    departments
}

/// A photo before it has a name.
pub(super) struct ApprovedPhoto {
    pub(super) submission: SubmissionId,
    pub(super) student: Student,
    pub(super) photo: PhotoHash,
    pub(super) decided_at: DateTime<Utc>,
    pub(super) replaces: Option<u32>,
}

/// What of these can be delivered.
pub(super) fn approved(rows: Vec<CandidateRow>) -> Vec<ApprovedPhoto> {
    let one = |row: CandidateRow| {
        let photo = deliverable(&row.candidate).ok()?;
        let (submission, decided_at) = (row.submission?, row.decided_at?);
        let (student, replaces) = (row.student, row.replaces);
        Some(ApprovedPhoto { submission, student, photo, decided_at, replaces })
    };
    rows.into_iter().filter_map(one).collect()
}

/// Whose photos of a plan would not leave now, or not as they were planned.
pub(super) fn overtaken(items: &[DeliveryItem], rows: Vec<CandidateRow>) -> Vec<StudentNo> {
    let now: BTreeMap<SubmissionId, ApprovedPhoto> =
        approved(rows).into_iter().map(|photo| (photo.submission, photo)).collect();
    let stands = |item: &&DeliveryItem| {
        now.get(&item.submission).is_some_and(|now| {
            now.photo == item.photo
                && now.student == item.student
                && now.decided_at == item.decided_at
        })
    };
    let gone = items.iter().filter(|item| !stands(item));
    gone.map(|item| item.student.no.clone()).collect()
}

/// Gives each photo its name and folder; or every reason why that can't be.
pub(super) fn named(
    photos: Vec<ApprovedPhoto>,
    names: &NameTemplate,
    split: Split,
) -> Result<Vec<DeliveryItem>, Vec<NameFault>> {
    let (mut items, mut faults) = (Vec::with_capacity(photos.len()), Vec::new());
    let mut seen: BTreeMap<String, StudentNo> = BTreeMap::new();
    let digits = photos.len().to_string().len().max(3);
    for (at, one) in photos.into_iter().enumerate() {
        let no = one.student.no.clone();
        let name = match names.name_of(&one.student) {
            Ok(name) => name,
            Err(why) => {
                faults.push(NameFault::NoName { student: no, why });
                continue;
            }
        };
        if let Some(other) = seen.insert(name.to_lowercase(), no.clone()) {
            faults.push(NameFault::Same { students: [other, no], name: name.clone() });
        }
        let folder = match split {
            Split::Whole => String::new(),
            Split::Department => format!("{}/", folder_name(&one.student.department)),
            Split::Number { most } => {
                format!("{:0digits$}/", at / usize::try_from(most.max(1)).unwrap_or(1) + 1)
            }
        };
        items.push(DeliveryItem {
            submission: one.submission,
            student: one.student,
            photo: one.photo,
            decided_at: one.decided_at,
            replaces: one.replaces,
            path: format!("photos/{folder}{name}"),
            name,
        });
    }
    if faults.is_empty() { Ok(items) } else { Err(faults) }
}
