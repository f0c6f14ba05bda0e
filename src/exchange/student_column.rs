//! The two columns by which every list names students, and what a row says in them.

use super::cell_fault::shown;
use super::identifier::{bare, whole_number};
use super::refusal::RowRefusal;
use super::table::{Column, Located, Row, Table, readable};

/// 学号.
pub const STUDENT_NO: Column = Column {
    names: &[
        "学号",
        "學號",
        "student_no",
        "student number",
        "student id",
        "student",
        "学生学号",
        "新生学号",
    ],
    lesser: &["学工号", "学生编号"],
    shown: "学号 student_no",
    own: true,
};

/// 考生号.
pub const EXAM_NO: Column = Column {
    names: &[
        "考生号",
        "考生號",
        "exam_no",
        "exam number",
        "考生编号",
        "高考考生号",
        "candidate number",
    ],
    lesser: &["考号", "准考证号", "准考证号码", "报名号"],
    shown: "考生号 exam_no",
    own: true,
};

/// By which numbers a row names its student; either may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whose {
    /// What stands under 学号: it may be an exam number all the same.
    pub student_no: String,
    /// What stands under 考生号.
    pub exam_no: String,
}

impl Whose {
    /// As a list without a column for exam numbers says it, or a file's name.
    pub fn named(number: &str) -> Self {
        Self { student_no: number.to_owned(), exam_no: String::new() }
    }

    /// Whether the row names nobody.
    pub fn is_nobody(&self) -> bool {
        self.student_no.is_empty() && self.exam_no.is_empty()
    }

    /// For a report.
    pub fn shown(&self) -> String {
        shown(if self.student_no.is_empty() { &self.exam_no } else { &self.student_no })
    }
}

/// Where a list names its students.
pub struct WhoseColumns {
    student_no: Located,
    exam_no: Located,
}

impl WhoseColumns {
    /// In this table.
    pub fn of(table: &Table) -> Self {
        Self { student_no: table.locate(STUDENT_NO), exam_no: table.locate(EXAM_NO) }
    }

    /// Whose a row is.
    pub fn whose(&self, row: &Row) -> Result<Whose, RowRefusal> {
        let (student_no, exam_no) = (bare(self.student_no.of(row)?), bare(self.exam_no.of(row)?));
        for number in [&student_no, &exam_no] {
            readable(number).map_err(RowRefusal::Cell)?;
            whole_number(number)?;
        }
        if student_no.is_empty() && exam_no.is_empty() {
            return Err(RowRefusal::Missing { column: STUDENT_NO.shown });
        }
        Ok(Whose { student_no, exam_no })
    }

    /// Whom a row seems to be about, whatever is wrong with it.
    pub fn shown<'a>(&self, row: &'a Row) -> &'a str {
        let student_no = self.student_no.shown(row);
        if student_no.is_empty() { self.exam_no.shown(row) } else { student_no }
    }
}
