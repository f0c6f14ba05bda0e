//! Rosters (名册): who may submit.

use std::path::Path;

use super::table::{Column, Table, cell};
use super::{RowRefusal, TableError};
use crate::domain::student::{Student, StudentNo, check_resident_id};

const STUDENT_NO: Column =
    Column { names: &["学号", "student_no", "student number"], shown: "学号 student_no" };
const NAME: Column = Column { names: &["姓名", "name"], shown: "姓名 name" };
const ID_NUMBER: Column = Column {
    names: &["证件号", "id_number", "证件号码", "身份证号", "身份证号码"],
    shown: "证件号 id_number",
};
const EXAM_NO: Column =
    Column { names: &["考生号", "exam_no", "考生编号"], shown: "考生号 exam_no" };
const DEPARTMENT: Column = Column {
    names: &["院系", "department", "学院", "培养单位"],
    shown: "院系 department",
};
const PROGRAMME: Column = Column {
    names: &["培养层次", "programme", "program", "层次"],
    shown: "培养层次 programme",
};
const CAMPUS: Column = Column { names: &["校区", "campus"], shown: "校区 campus" };
const REFERENCE: Column =
    Column { names: &["参考照片", "reference_photo"], shown: "参考照片 reference_photo" };

const ALL: [Column; 8] =
    [STUDENT_NO, NAME, ID_NUMBER, EXAM_NO, DEPARTMENT, PROGRAMME, CAMPUS, REFERENCE];

/// One row of a roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterRow {
    /// Its number in the file.
    pub row: u64,
    /// What it says of whom, as text, for the report.
    pub about: String,
    /// The student (without the reference photo) and that photo's file, or why the row is refused.
    pub student: Result<(Student, Option<String>), RowRefusal>,
}

/// A roster as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    /// Its rows.
    pub rows: Vec<RosterRow>,
    /// Columns that nothing is known of.
    pub ignored: Vec<String>,
}

/// Reads a roster.
pub fn read(path: &Path) -> Result<Roster, TableError> {
    let table = Table::read(path)?;
    let no_at = table.need(STUDENT_NO, path)?;
    let name_at = table.need(NAME, path)?;
    let places = [ID_NUMBER, EXAM_NO, DEPARTMENT, PROGRAMME, CAMPUS, REFERENCE]
        .map(|column| table.find(column));
    let rows = table
        .rows
        .iter()
        .map(|(row, cells)| {
            let (no, name) = (cell(cells, Some(no_at)), cell(cells, Some(name_at)));
            let rest = places.map(|at| cell(cells, at));
            RosterRow { row: *row, about: format!("{no} {name}"), student: student(no, name, rest) }
        })
        .collect();
    Ok(Roster { rows, ignored: table.ignored(&ALL) })
}

fn student(
    no: &str,
    name: &str,
    [id_number, exam_no, department, programme, campus, reference]: [&str; 6],
) -> Result<(Student, Option<String>), RowRefusal> {
    if no.is_empty() {
        return Err(RowRefusal::Missing { column: STUDENT_NO.shown });
    }
    let no = StudentNo::new(no).map_err(|error| RowRefusal::StudentNo(error.0))?;
    if name.is_empty() {
        return Err(RowRefusal::Missing { column: NAME.shown });
    }
    let id_number = id_number.to_uppercase();
    // Eighteen characters that are nearly all digits are meant as a resident ID number; passports
    // and travel permits have other lengths.
    let digits = id_number.chars().filter(char::is_ascii_digit).count();
    if id_number.chars().count() == 18 && digits >= 16 {
        check_resident_id(&id_number).map_err(RowRefusal::IdNumber)?;
    }
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let student = Student {
        no,
        name: name.to_owned(),
        id_number: some(&id_number),
        exam_no: some(exam_no),
        department: department.to_owned(),
        programme: programme.to_owned(),
        campus: campus.to_owned(),
        reference_photo: None,
    };
    Ok((student, some(reference)))
}
