//! The receiver's list (退回名单): what it refuses of a delivery, by the numbers that it knows, and why.

use std::path::Path;

use super::cell_fault::{CellFault, shown};
use super::failure::TableError;
use super::identifier::{bare, whole_number};
use super::refusal::RowRefusal;
use super::student_column::{EXAM_NO, STUDENT_NO};
use super::table::{
    Column, ColumnSearch, Found, ID_NUMBER, Located, ReadOptions, Row, Table, readable,
};
use crate::domain::student::masked_id;

const REASON: Column = Column {
    names: &[
        "退回原因",
        "退回理由",
        "reason",
        "不合格原因",
        "未通过原因",
        "不通过原因",
        "拒收原因",
        "退件原因",
        "原因",
        "理由",
        "退回意见",
        "reason for refusal",
        "refusal reason",
        "rejection reason",
    ],
    lesser: &["问题", "意见", "说明", "备注", "comment", "note", "remark", "remarks"],
    shown: "退回原因 reason",
    own: false,
};

/// Most characters of a reason.
const LONGEST: usize = 1000;

/// Every column of such a list.
pub const COLUMNS: [Column; 4] = [STUDENT_NO, EXAM_NO, ID_NUMBER, REASON];

/// By which numbers a row names its student; those that the list does not have are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReceiverNumbers {
    /// 学号.
    pub student_no: String,
    /// 考生号.
    pub exam_no: String,
    /// 证件号.
    pub id_number: String,
}

/// One row of the receiver's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiverRow {
    /// Where it stands in the file.
    pub place: String,
    /// Whom it seems to be about, for the report; an ID number is masked.
    pub about: String,
    /// Whose photo is refused and why, or why the row is.
    pub refusal: Result<(ReceiverNumbers, String), RowRefusal>,
}

/// The receiver's list as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiverList {
    /// Its rows.
    pub rows: Vec<ReceiverRow>,
    /// Columns that no row was read from.
    pub ignored: Vec<String>,
    /// What was found out about the file.
    pub found: Found,
}

/// Reads the receiver's list.
pub fn read(path: &Path, options: &ReadOptions) -> Result<ReceiverList, TableError> {
    let numbers = [STUDENT_NO, EXAM_NO, ID_NUMBER];
    let needs: &[&[Column]] = &[&numbers, &[REASON]];
    let table = Table::read(path, ColumnSearch { all: &COLUMNS, needs, options })?;
    let columns = ReceiverColumns {
        student_no: table.locate(STUDENT_NO),
        exam_no: table.locate(EXAM_NO),
        id_number: table.locate(ID_NUMBER),
        reason: table.locate(REASON),
    };
    let rows = table.rows.iter().map(|row| ReceiverRow {
        place: row.place.clone(),
        about: columns.about(row),
        refusal: columns.refusal(row),
    });
    let rows = rows.collect();
    let ignored = table.ignored();
    Ok(ReceiverList { rows, ignored, found: table.found })
}

struct ReceiverColumns {
    student_no: Located,
    exam_no: Located,
    id_number: Located,
    reason: Located,
}

impl ReceiverColumns {
    /// Whom a row seems to be about, whatever is wrong with it.
    fn about(&self, row: &Row) -> String {
        let plain = [&self.student_no, &self.exam_no].map(|column| column.shown(row));
        match plain.into_iter().find(|number| !number.is_empty()) {
            Some(number) => shown(number),
            None => shown(&masked_id(self.id_number.shown(row))),
        }
    }

    fn refusal(&self, row: &Row) -> Result<(ReceiverNumbers, String), RowRefusal> {
        row.whole()?;
        let numbers = ReceiverNumbers {
            student_no: number(self.student_no.of(row)?)?,
            exam_no: number(self.exam_no.of(row)?)?,
            id_number: number(self.id_number.of(row)?)?.to_uppercase(),
        };
        if numbers == ReceiverNumbers::default() {
            return Err(RowRefusal::Missing { column: STUDENT_NO.shown });
        }
        let reason = readable(self.reason.of(row)?).map_err(RowRefusal::Cell)?.trim();
        if reason.is_empty() {
            return Err(RowRefusal::Missing { column: REASON.shown });
        }
        if reason.chars().count() > LONGEST {
            return Err(RowRefusal::Cell(CellFault::TooLong { most: LONGEST }));
        }
        Ok((numbers, reason.to_owned()))
    }
}

fn number(text: &str) -> Result<String, RowRefusal> {
    let number = bare(text);
    readable(&number).map_err(RowRefusal::Cell)?;
    whole_number(&number)?;
    Ok(number)
}
