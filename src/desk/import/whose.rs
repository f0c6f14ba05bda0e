//! Whose a row is: by its student number, its exam number, or what a file's name holds.

use std::collections::BTreeMap;

use crate::domain::student::{StudentId, StudentNo};
use crate::exchange::package::numbers_in;
use crate::exchange::{RowRefusal, Whose};
use crate::store::{Batch, Store, StoreError, StudentRow};

/// Who knows the students: the store, before a transaction or in it.
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

impl Known for Batch<'_> {
    fn by_no(&self, no: &StudentNo) -> Result<Option<StudentRow>, StoreError> {
        self.student(no)
    }

    fn by_exam_no(&self, exam_no: &str) -> Result<Option<StudentRow>, StoreError> {
        self.student_by_exam_no(exam_no)
    }
}

/// The student with this student number, or else with this exam number.
fn by_number(known: &impl Known, number: &str) -> Result<Option<StudentRow>, StoreError> {
    if let Ok(no) = StudentNo::new(number)
        && let Some(row) = known.by_no(&no)?
    {
        return Ok(Some(row));
    }
    if number.is_empty() { Ok(None) } else { known.by_exam_no(number) }
}

/// The student whom a row names. Either number will do; two that contradict each other or the roster leave
/// it in doubt.
pub(super) fn student(
    known: &impl Known,
    whose: &Whose,
) -> Result<Result<StudentRow, RowRefusal>, StoreError> {
    if whose.is_nobody() {
        return Ok(Err(RowRefusal::Missing { column: "学号 student_no" }));
    }
    let first = by_number(known, &whose.student_no)?;
    let second = by_number(known, &whose.exam_no)?;
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

/// The student whose number a file's name is or holds, where that can be only one.
pub(super) fn student_by_name(
    known: &impl Known,
    name: &str,
    file: &str,
) -> Result<Result<StudentRow, RowRefusal>, StoreError> {
    let mut numbers = numbers_in(name).into_iter();
    let whole = numbers.next().unwrap_or_default();
    if let Some(row) = by_number(known, &whole)? {
        return Ok(Ok(row));
    }
    let mut held: BTreeMap<StudentId, StudentRow> = BTreeMap::new();
    for number in numbers {
        if let Some(row) = by_number(known, &number)? {
            held.insert(row.id, row);
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
