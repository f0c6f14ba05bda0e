//! Whose a row is: by its student number, its exam number, or what a file's name holds.

use std::collections::BTreeMap;

use crate::domain::student::{StudentId, StudentNo};
use crate::exchange::package::numbers_in;
use crate::exchange::{RowRefusal, Whose};
use crate::store::{Store, StoreError, StudentRow};

/// Who knows the students: the store before a transaction, or what stands in it.
pub(super) trait Known {
    /// The student of a number.
    fn by_no(&self, no: &StudentNo) -> Result<Option<StudentRow>, StoreError>;

    /// The student of an exam number.
    fn by_exam_no(&self, exam_no: &str) -> Result<Option<StudentRow>, StoreError>;
}

impl Known for Store {
    fn by_no(&self, no: &StudentNo) -> Result<Option<StudentRow>, StoreError> {
        self.student(no)
    }

    fn by_exam_no(&self, exam_no: &str) -> Result<Option<StudentRow>, StoreError> {
        self.student_by_exam_no(exam_no)
    }
}

/// The students whom a number may mean: the one with this student number, and the one with this exam number, where
/// that is another.
fn meant(known: &impl Known, number: &str) -> Result<Vec<StudentRow>, StoreError> {
    let mut found = Vec::new();
    if let Ok(no) = StudentNo::new(number) {
        found.extend(known.by_no(&no)?);
    }
    if !number.is_empty()
        && let Some(row) = known.by_exam_no(number)?
        && found.iter().all(|other: &StudentRow| other.id != row.id)
    {
        found.push(row);
    }
    Ok(found)
}

/// The student whom a row names. Either number will do, also in the other's column; where a number means two
/// students, its column says which. Two numbers that contradict each other or the roster leave it in doubt.
pub(super) fn student(
    known: &impl Known,
    whose: &Whose,
) -> Result<Result<StudentRow, RowRefusal>, StoreError> {
    if whose.is_nobody() {
        return Ok(Err(RowRefusal::Missing { column: "学号 student_no" }));
    }
    // The student number's owner comes first, the exam number's last.
    let first = meant(known, &whose.student_no)?.into_iter().next();
    let second = meant(known, &whose.exam_no)?.pop();
    Ok(match (first, second) {
        (Some(one), Some(other)) if one.id == other.id => Ok(one),
        (Some(_), Some(_)) => Err(RowRefusal::NumbersDiffer),
        (Some(one), None) => {
            let known = one.student.exam_no.as_ref();
            let differs = |known: &String| !whose.exam_no.is_empty() && *known != whose.exam_no;
            if known.is_some_and(differs) { Err(RowRefusal::NumbersDiffer) } else { Ok(one) }
        }
        (None, Some(other)) if whose.student_no.is_empty() => Ok(other),
        (None, Some(_)) => Err(RowRefusal::NumbersDiffer),
        (None, None) => Err(RowRefusal::NotOnRoster),
    })
}

/// The student whose number a file's name is or holds, where that can be only one. A name with blanks in it may hold
/// several numbers, or one whose copy a system has numbered.
pub(super) fn student_by_name(
    known: &impl Known,
    name: &str,
    file: &str,
) -> Result<Result<StudentRow, RowRefusal>, StoreError> {
    let numbers = numbers_in(name);
    let whole = numbers.first().cloned().unwrap_or_default();
    let is_one = !name.trim().contains(char::is_whitespace);
    let mut held: BTreeMap<StudentId, StudentRow> = BTreeMap::new();
    for (at, number) in numbers.iter().enumerate() {
        held.extend(meant(known, number)?.into_iter().map(|row| (row.id, row)));
        if at == 0 && is_one && !held.is_empty() {
            break;
        }
    }
    let several = held.len() > 1;
    Ok(match held.into_values().next() {
        Some(_) if several => Err(RowRefusal::Ambiguous(file.to_owned())),
        Some(row) => Ok(row),
        None if StudentNo::new(&whole).is_err() => Err(RowRefusal::Nobody(file.to_owned())),
        None => Err(RowRefusal::NotOnRoster),
    })
}
