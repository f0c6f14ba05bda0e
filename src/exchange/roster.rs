//! Rosters (名册): who may submit.

use std::path::Path;

use super::table::{Column, Table, cell, intact, whole_number};
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
    /// The student's name and number as the row has them, for the report.
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
    /// Sheets of the workbook that were not read.
    pub ignored_sheets: Vec<String>,
    /// Which optional columns the file has. What the others would say keeps its present value.
    pub has: RosterColumns,
}

/// The optional columns of a roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is one column of the file")]
pub struct RosterColumns {
    /// 证件号.
    pub id_number: bool,
    /// 考生号.
    pub exam_no: bool,
    /// 院系.
    pub department: bool,
    /// 培养层次.
    pub programme: bool,
    /// 校区.
    pub campus: bool,
}

impl RosterColumns {
    /// The student, with the present values in the columns that this file does not have.
    #[must_use]
    pub fn complete(self, said: Student, known: &Student) -> Student {
        let keep = |has: bool, new: String, old: &String| if has { new } else { old.clone() };
        let keep_some = |has: bool, new: Option<String>, old: &Option<String>| {
            if has { new } else { old.clone() }
        };
        Student {
            id_number: keep_some(self.id_number, said.id_number, &known.id_number),
            exam_no: keep_some(self.exam_no, said.exam_no, &known.exam_no),
            department: keep(self.department, said.department, &known.department),
            programme: keep(self.programme, said.programme, &known.programme),
            campus: keep(self.campus, said.campus, &known.campus),
            reference_photo: said.reference_photo.or(known.reference_photo),
            ..said
        }
    }
}

/// Reads a roster.
pub fn read(path: &Path) -> Result<Roster, TableError> {
    let table = Table::read(path, &[STUDENT_NO, NAME])?;
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
            let student = intact(cells).and_then(|()| student(no, name, rest));
            RosterRow { row: *row, about: format!("{no} {name}"), student }
        })
        .collect();
    let [id_number, exam_no, department, programme, campus, _] = places.map(|at| at.is_some());
    let has = RosterColumns { id_number, exam_no, department, programme, campus };
    let ignored = table.ignored(&ALL);
    Ok(Roster { rows, ignored, ignored_sheets: table.ignored_sheets, has })
}

fn student(
    no: &str,
    name: &str,
    [id_number, exam_no, department, programme, campus, reference]: [&str; 6],
) -> Result<(Student, Option<String>), RowRefusal> {
    if no.is_empty() {
        return Err(RowRefusal::Missing { column: STUDENT_NO.shown });
    }
    for cell in [no, id_number, exam_no] {
        whole_number(cell)?;
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
