//! Rosters (名册): who may submit.

use std::path::Path;

use super::cell_fault::{CellFault, shown};
use super::failure::TableError;
use super::identifier::{exam_no, id_number, may_be_rounded, student_no};
use super::refusal::RowRefusal;
use super::student_column::{EXAM_NO, STUDENT_NO};
use super::table::{
    Column, ColumnSearch, Found, ID_NUMBER, Located, ReadOptions, Row, Table, name, words,
};
use crate::domain::student::{Student, masked_id};

const NAME: Column = Column {
    names: &[
        "姓名",
        "name",
        "学生姓名",
        "學生姓名",
        "考生姓名",
        "中文姓名",
        "full name",
        "新生姓名",
    ],
    lesser: &["名字"],
    shown: "姓名 name",
    own: true,
};
const DEPARTMENT: Column = Column {
    names: &[
        "院系",
        "department",
        "学院",
        "培养单位",
        "學院",
        "所在學院",
        "系所",
        "所在院系",
        "所在学院",
        "院系名称",
        "学院名称",
        "院系所",
        "培养单位名称",
        "所在单位",
        "录取院系",
        "录取学院",
        "school",
        "college",
    ],
    lesser: &["单位", "部门", "系"],
    shown: "院系 department",
    own: false,
};
const PROGRAMME: Column = Column {
    names: &["培养层次", "培養層次", "programme", "program", "层次"],
    lesser: &["学历层次", "学位层次", "攻读学位", "学生类别", "类别", "学历"],
    shown: "培养层次 programme",
    own: false,
};
const CAMPUS: Column = Column {
    names: &["校区", "校區", "campus", "所在校区", "校区名称", "学习校区"],
    lesser: &[],
    shown: "校区 campus",
    own: false,
};
const REFERENCE: Column = Column {
    names: &["参考照片", "reference_photo", "reference photo"],
    lesser: &[],
    shown: "参考照片 reference_photo",
    own: true,
};

/// Every column of a roster.
pub const COLUMNS: [Column; 8] =
    [STUDENT_NO, NAME, ID_NUMBER, EXAM_NO, DEPARTMENT, PROGRAMME, CAMPUS, REFERENCE];

/// One row of a roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterRow {
    /// Where it stands in the file.
    pub place: String,
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
    /// Columns that no row was read from.
    pub ignored: Vec<String>,
    /// What was found out about the file.
    pub found: Found,
    /// Which optional columns the file has.
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
    /// The student with the present values where the row says nothing: an empty cell takes nothing away. Also
    /// the columns that the file has and that were empty over a present value.
    #[must_use]
    pub fn complete(self, said: Student, known: &Student) -> (Student, Vec<&'static str>) {
        let mut kept = Vec::new();
        let mut keep = |has: bool, column: Column, is_empty: bool, is_known: bool| {
            if has && is_empty && is_known {
                kept.push(column.shown);
            }
            is_empty
        };
        let Student { id_number, exam_no, department, programme, campus, .. } = said.clone();
        let some = |text: &Option<String>| text.is_some();
        let old = known.clone();
        let complete = Student {
            id_number: if keep(self.id_number, ID_NUMBER, id_number.is_none(), some(&old.id_number))
            {
                old.id_number
            } else {
                id_number
            },
            exam_no: if keep(self.exam_no, EXAM_NO, exam_no.is_none(), some(&old.exam_no)) {
                old.exam_no
            } else {
                exam_no
            },
            department: if keep(
                self.department,
                DEPARTMENT,
                department.is_empty(),
                !old.department.is_empty(),
            ) {
                old.department
            } else {
                department
            },
            programme: if keep(
                self.programme,
                PROGRAMME,
                programme.is_empty(),
                !old.programme.is_empty(),
            ) {
                old.programme
            } else {
                programme
            },
            campus: if keep(self.campus, CAMPUS, campus.is_empty(), !old.campus.is_empty()) {
                old.campus
            } else {
                campus
            },
            reference_photo: said.reference_photo.or(known.reference_photo),
            ..said
        };
        (complete, kept)
    }
}

/// Reads a roster.
pub fn read(path: &Path, options: &ReadOptions) -> Result<Roster, TableError> {
    let needs: &[&[Column]] = &[&[STUDENT_NO], &[NAME]];
    let table = Table::read(path, ColumnSearch { all: &COLUMNS, needs, options })?;
    let columns = Columns(COLUMNS.map(|column| table.locate(column)));
    let mut rows: Vec<RosterRow> = table
        .rows
        .iter()
        .map(|row| RosterRow {
            place: row.place.clone(),
            about: columns.about(row),
            student: columns.student(row),
        })
        .collect();
    refuse_rounded(&mut rows);
    let [_, _, id_number, exam_no, department, programme, campus, _] =
        columns.0.each_ref().map(Located::is_there);
    let has = RosterColumns { id_number, exam_no, department, programme, campus };
    Ok(Roster { rows, ignored: table.ignored(), found: table.found, has })
}

/// The columns of a roster, in the order of [`COLUMNS`].
struct Columns([Located; 8]);

impl Columns {
    fn about(&self, row: &Row) -> String {
        let [no, name, ..] = &self.0;
        shown(&format!("{} {}", no.shown(row), name.shown(row)))
    }

    fn student(&self, row: &Row) -> Result<(Student, Option<String>), RowRefusal> {
        row.whole()?;
        let [no, named, id, exam, department, programme, campus, reference] = &self.0;
        let number = no.of(row)?;
        if number.is_empty() {
            return Err(RowRefusal::Missing { column: STUDENT_NO.shown });
        }
        let number = student_no(number)?;
        let named = named.of(row)?;
        if named.is_empty() {
            return Err(RowRefusal::Missing { column: NAME.shown });
        }
        let plain =
            |column: &Located| words(column.of(row)?).map(str::to_owned).map_err(RowRefusal::Cell);
        let student = Student {
            no: number,
            name: name(named).map_err(RowRefusal::Cell)?.to_owned(),
            id_number: id_number(id.of(row)?)?,
            exam_no: exam_no(exam.of(row)?)?,
            department: plain(department)?,
            programme: plain(programme)?,
            campus: plain(campus)?,
            reference_photo: None,
        };
        let reference = reference.of(row)?;
        Ok((student, (!reference.is_empty()).then(|| reference.to_owned())))
    }
}

/// Refuses ID numbers whose last digits a spreadsheet has made zeros. Where another number of digits alone
/// ends otherwise, the column was kept as text, and one that ends so by itself is taken.
fn refuse_rounded(rows: &mut [RosterRow]) {
    let rounded = |row: &RosterRow| {
        let (student, _) = row.student.as_ref().ok()?;
        may_be_rounded(student.id_number.as_deref()?)
    };
    if rows.iter().any(|row| rounded(row) == Some(false)) {
        return;
    }
    for row in rows.iter_mut().filter(|row| rounded(row) == Some(true)) {
        let number =
            row.student.as_ref().ok().and_then(|(student, _)| student.id_number.as_deref());
        let shown = masked_id(number.unwrap_or_default());
        row.student = Err(RowRefusal::Cell(CellFault::DigitsLost(shown)));
    }
}
