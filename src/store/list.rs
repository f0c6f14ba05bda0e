//! Lists of submissions for the queue screen.

use chrono::{DateTime, Days, NaiveTime, Utc};
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

use super::Store;
use super::error::{RowName, StoreError};
use super::rows::{self, stored, time, time_at};
use crate::domain::account::AccountName;
use crate::domain::deadline::{china, end_of_today};
use crate::domain::photo_hash::{Digest, PhotoHash};
use crate::domain::screening::Doubt;
use crate::domain::student::StudentNo;
use crate::domain::submission::{Status, SubmissionId};

/// Which submissions to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListFilter {
    /// Part of the name, the beginning of the student or exam number, or of the name's pinyin
    /// initials; everything where it is empty.
    pub text: String,
    /// Only these; every one where it is none.
    pub statuses: Option<Vec<Status>>,
    /// Only this department.
    pub department: Option<String>,
    /// Only open submissions with such a deadline.
    pub due: Option<DueFilter>,
    /// The time by which deadlines are judged.
    pub now: DateTime<Utc>,
}

/// A span of deadlines, by days in China.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DueFilter {
    /// Over already.
    Overdue,
    /// Still to come today.
    Today,
    /// Tomorrow.
    Tomorrow,
    /// After tomorrow.
    Later,
}

impl DueFilter {
    /// Every span, earliest first.
    pub const ALL: [Self; 4] = [Self::Overdue, Self::Today, Self::Tomorrow, Self::Later];

    /// From when (included) to when (excluded), in stored milliseconds.
    fn span(self, now: DateTime<Utc>) -> (i64, i64) {
        let today = end_of_today(now);
        let tomorrow = (today.with_timezone(&china()).date_naive() + Days::new(1))
            .and_time(NaiveTime::MIN)
            .and_local_timezone(china())
            .single()
            .map_or(today, |end| end.with_timezone(&Utc));
        match self {
            Self::Overdue => (i64::MIN, stored(now)),
            Self::Today => (stored(now), stored(today)),
            Self::Tomorrow => (stored(today), stored(tomorrow)),
            Self::Later => (stored(tomorrow), i64::MAX),
        }
    }
}

/// The keys of an order that not every submission has.
const MAY_BE_NULL: [&str; 3] = ["s.due", "s.decided_at", "g.doubt"];

/// What a list is sorted by; equals stay in the order of their numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum SortColumn {
    /// The deadline.
    #[default]
    Due,
    /// The time of submission.
    SubmittedAt,
    /// The name, in pinyin.
    Name,
    /// The student number.
    StudentNo,
    /// The department.
    Department,
    /// The status.
    Status,
    /// When it was decided.
    DecidedAt,
    /// How much the machine says against the photo.
    Doubt,
}

impl SortColumn {
    /// The expressions to order by, before the submission's number.
    fn order(self) -> &'static [&'static str] {
        match self {
            Self::Due => &["s.due"],
            Self::SubmittedAt => &["s.submitted_at"],
            Self::Name => &["t.reading", "t.name", "t.initials", "t.no"],
            Self::StudentNo => &["t.no"],
            Self::Department => &["t.department", "t.no"],
            Self::Status => &["s.status", "s.due"],
            Self::DecidedAt => &["s.decided_at"],
            Self::Doubt => &["g.doubt"],
        }
    }

    fn is_of_student(self) -> bool {
        matches!(self, Self::Name | Self::StudentNo | Self::Department)
    }
}

/// How a list is sorted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct ListSort {
    /// By what.
    pub column: SortColumn,
    /// Largest first.
    pub descending: bool,
}

/// A student as a list shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedStudent {
    /// 学号.
    pub no: StudentNo,
    /// 姓名.
    pub name: String,
    /// 院系.
    pub department: String,
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// The submission.
    pub id: SubmissionId,
    /// Whose; none once they are erased.
    pub student: Option<ListedStudent>,
    /// Which try.
    pub attempt: u32,
    /// Where it stands.
    pub status: Status,
    /// When the student sent it.
    pub submitted_at: DateTime<Utc>,
    /// The deadline, once it has entered the queue.
    pub due: Option<DateTime<Utc>>,
    /// Who made the decision or hold that stands.
    pub decided_by: Option<AccountName>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// The photo.
    pub photo: PhotoHash,
    /// How much the machine said against it last; none before it was screened.
    pub doubt: Option<Doubt>,
    /// Who holds the newest lease.
    pub claimed_by: Option<AccountName>,
    /// When that lease runs out, or ran out.
    pub claimed_until: Option<DateTime<Utc>>,
}

/// A line of a list, or that there is none: the store's record of this submission can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListLine {
    /// It was read.
    Read(Box<ListRow>),
    /// It can't be.
    Unread(SubmissionId),
}

impl ListLine {
    /// Of which submission.
    pub fn id(&self) -> SubmissionId {
        match self {
            Self::Read(row) => row.id,
            Self::Unread(id) => *id,
        }
    }
}

impl From<ListRow> for ListLine {
    fn from(row: ListRow) -> Self {
        Self::Read(Box::new(row))
    }
}

/// What a query is made of: its text and the values it takes.
#[derive(Default)]
struct Conditions {
    sql: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    /// Takes a value and gives its place.
    fn value(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    fn text(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let mut ways = Vec::new();
        if text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            let from = self.value(text.to_ascii_uppercase());
            let to = self.value(text.to_ascii_uppercase() + "\u{7f}");
            ways.push(format!("SELECT id FROM student WHERE no >= {from} AND no < {to}"));
            let from = self.value(text.to_owned());
            let to = self.value(text.to_owned() + "\u{7f}");
            ways.push(format!("SELECT id FROM student WHERE exam_no >= {from} AND exam_no < {to}"));
        }
        let mut spelled = Vec::new();
        if text.chars().any(|c| !c.is_ascii_digit()) {
            let part = self.value(format!("%{}%", escaped(text)));
            spelled.push(format!("name LIKE {part} ESCAPE '\\'"));
        }
        if text.chars().all(|c| c.is_ascii_alphanumeric()) {
            let initials = self.value(format!("% {}%", text.to_ascii_lowercase()));
            spelled.push(format!("initials LIKE {initials}"));
        }
        if !spelled.is_empty() {
            let spelled = spelled.join(" OR ");
            let index = "student INDEXED BY student_by_reading";
            ways.push(format!("SELECT id FROM {index} WHERE {spelled}"));
        }
        self.sql.push(format!("s.student IN ({})", ways.join(" UNION ")));
    }

    fn statuses(&mut self, statuses: &[Status]) {
        let codes: Vec<String> =
            statuses.iter().map(|status| self.value(status.code().to_owned())).collect();
        self.sql.push(format!("s.status IN ({})", codes.join(", ")));
    }

    fn due(&mut self, due: DueFilter, now: DateTime<Utc>) {
        let (from, to) = due.span(now);
        let (from, to) = (self.value(from), self.value(to));
        self.sql
            .push(format!("s.due >= {from} AND s.due < {to} AND (s.queued OR s.status = 'held')"));
    }
}

/// A text as part of a LIKE pattern that takes every sign for itself.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

impl Store {
    /// The numbers of the submissions that a filter picks, sorted, at most `limit`.
    pub fn list_ids(
        &self,
        filter: &ListFilter,
        sort: ListSort,
        limit: usize,
    ) -> Result<Vec<SubmissionId>, StoreError> {
        let mut conditions = Conditions::default();
        conditions.text(&filter.text);
        if let Some(statuses) = &filter.statuses {
            conditions.statuses(statuses);
        }
        if let Some(due) = filter.due {
            conditions.due(due, filter.now);
        }
        let mut from = String::from("submission s");
        if sort.column.is_of_student() || filter.department.is_some() {
            from.push_str(" JOIN student t ON t.id = s.student");
        }
        if sort.column == SortColumn::Doubt {
            from.push_str(" LEFT JOIN screening g ON g.submission = s.id");
        }
        if let Some(department) = &filter.department {
            let place = conditions.value(department.clone());
            conditions.sql.push(format!("t.department = {place}"));
        }
        let way = if sort.descending { " DESC" } else { "" };
        let keys = sort.column.order().iter().copied().chain(["s.id"]);
        let order: Vec<String> = keys
            .map(|key| {
                // What has no deadline, or no decision, stands last in either order. Said of other keys
                // it would only keep SQLite from their indexes.
                let last = if MAY_BE_NULL.contains(&key) { " NULLS LAST" } else { "" };
                format!("{key}{way}{last}")
            })
            .collect();
        let limit = conditions.value(i64::try_from(limit).unwrap_or(i64::MAX));
        let mut sql = format!("SELECT s.id FROM {from}");
        for (place, condition) in conditions.sql.iter().enumerate() {
            sql.push_str(if place == 0 { " WHERE " } else { " AND " });
            sql.push_str(condition);
        }
        sql = format!("{sql} ORDER BY {} LIMIT {limit}", order.join(", "));
        let mut statement = self.conn.prepare(&sql)?;
        let ids = statement.query_map(params_from_iter(&conditions.values), |row| {
            row.get("id").map(SubmissionId)
        })?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// The lines of these submissions, in the same order; unknown numbers are left out.
    pub fn list_rows(&self, ids: &[SubmissionId]) -> Result<Vec<ListLine>, StoreError> {
        let lease = rows::LEASE;
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT s.id, t.no, s.attempt, s.status, s.submitted_at, s.due, s.decided_by,
             s.decided_at, s.photo, t.name, t.department, c.token, c.holder, c.since, c.until, g.doubt
             FROM submission s JOIN student t ON t.id = s.student {lease}
             LEFT JOIN screening g ON g.submission = s.id WHERE s.id = ?1"
        ))?;
        let mut lines = Vec::with_capacity(ids.len());
        for id in ids {
            let mut found = statement.query([id.0])?;
            if let Some(row) = found.next()? {
                let read = list_row(row).map_err(|why| why.of_row(RowName::Submission(*id)));
                lines.push(match read {
                    Err(StoreError::Row(_)) => ListLine::Unread(*id),
                    read => read?.into(),
                });
            }
        }
        Ok(lines)
    }

    /// Every department of the roster, sorted.
    pub fn departments(&self) -> Result<Vec<String>, StoreError> {
        // Steps from one to the next through the index, however many students there are.
        let mut statement = self.conn.prepare_cached(
            "WITH RECURSIVE step (department) AS (
                 SELECT min(department) FROM student WHERE NOT off_roster
                 UNION ALL
                 SELECT (SELECT min(department) FROM student
                         WHERE department > step.department AND NOT off_roster)
                 FROM step WHERE step.department IS NOT NULL
             ) SELECT department FROM step WHERE department IS NOT NULL",
        )?;
        let names = statement.query_map([], |row| row.get("department"))?;
        Ok(names.collect::<Result<_, _>>()?)
    }
}

fn list_row(row: &Row<'_>) -> Result<ListRow, StoreError> {
    let (no, code): (Option<String>, String) = (row.get("no")?, row.get("status")?);
    let id = SubmissionId(row.get("id")?);
    let decided_by: Option<String> = row.get("decided_by")?;
    let claim = rows::claim_in(row, id)?;
    let student = no.map(|no| {
        let no = rows::student_no(&no)?;
        let (name, department) = (row.get("name")?, row.get("department")?);
        Ok::<_, StoreError>(ListedStudent { no, name, department })
    });
    let student = student.transpose()?;
    Ok(ListRow {
        id,
        student,
        attempt: row.get("attempt")?,
        status: rows::status(&code)?,
        submitted_at: time(row.get("submitted_at")?)?,
        due: time_at(row, "due")?,
        decided_by: decided_by.as_deref().map(rows::account_name).transpose()?,
        decided_at: time_at(row, "decided_at")?,
        photo: Digest(row.get("photo")?),
        doubt: row.get::<_, Option<u32>>("doubt")?.map(Doubt),
        claimed_until: claim.as_ref().map(|claim| claim.until),
        claimed_by: claim.map(|claim| claim.holder),
    })
}
