//! The queue screen's state: which submissions are listed, which rows are there, what is chosen.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::submission::{Status, SubmissionId};
use crate::store::{DueFilter, ListFilter, ListRow, ListSort, SortColumn};
use crate::worker::command::Command;

/// Rows are asked for in pages of this many.
const PAGE: usize = 64;
/// Rows kept; beyond, those far from the ones in view go.
const KEPT: usize = 4096;

/// What the reader wants to see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// Name, number or pinyin initials.
    pub words: String,
    /// Only these; empty means every status.
    pub statuses: BTreeSet<Status>,
    /// Only this department.
    pub department: Option<String>,
    /// Only what is due then.
    pub due: Option<DueFilter>,
}

impl Wish {
    /// What waits for somebody to act: what the screen begins with.
    pub fn open() -> Self {
        let statuses = [Status::Pending, Status::Seconding, Status::Held].into();
        Self { statuses, ..Self::default() }
    }

    /// Whether anything is left out.
    pub fn narrows(&self) -> bool {
        *self != Self::default()
    }

    fn filter(&self, now: DateTime<Utc>) -> ListFilter {
        ListFilter {
            text: self.words.trim().to_owned(),
            statuses: (!self.statuses.is_empty()).then(|| self.statuses.iter().copied().collect()),
            department: self.department.clone(),
            due: self.due,
            now,
        }
    }
}

/// The rows of the list that are there.
#[derive(Debug, Default)]
struct Rows {
    /// By submission, with the list they came for.
    there: HashMap<SubmissionId, (ListRow, u64)>,
    asked: HashSet<SubmissionId>,
    /// Grows with every list: rows of an earlier one are shown, but asked for again.
    list: u64,
}

/// The queue screen.
#[derive(Debug)]
pub struct Queue {
    /// What the reader wants to see.
    pub wish: Wish,
    /// In which order.
    pub sort: ListSort,
    /// The place of the chosen row.
    pub chosen: Option<usize>,
    /// The row to scroll to at the next drawing.
    pub scroll_to: Option<usize>,
    /// The rows in view at the last drawing.
    pub in_view: Range<usize>,
    ids: Option<Arc<[SubmissionId]>>,
    truncated: bool,
    departments: Arc<[String]>,
    rows: Rows,
    waiting: bool,
    failed: Option<String>,
}

impl Default for Queue {
    fn default() -> Self {
        Self {
            wish: Wish::open(),
            sort: ListSort { column: SortColumn::Due, descending: false },
            chosen: None,
            scroll_to: None,
            in_view: 0..0,
            ids: None,
            truncated: false,
            departments: Arc::from([]),
            rows: Rows::default(),
            waiting: false,
            failed: None,
        }
    }
}

/// What somebody wants on the queue screen.
#[derive(Debug, Clone, PartialEq)]
pub enum QueueAction {
    /// List anew, since the wish has changed, or the world has.
    List,
    /// Sort by this column; once more turns the order round.
    Sort(SortColumn),
    /// Show everything.
    Clear,
    /// Load the rows that have come into view.
    Load(Vec<SubmissionId>),
    /// Choose the row at this place and bring it into view.
    Choose(usize),
    /// Open this submission.
    Open(SubmissionId),
    /// Go to the import screen.
    Import,
}

impl Queue {
    /// The submissions listed; `None` before the first list has come.
    pub fn ids(&self) -> Option<&[SubmissionId]> {
        self.ids.as_deref()
    }

    /// A row, once it is there.
    pub fn row(&self, id: SubmissionId) -> Option<&ListRow> {
        self.rows.there.get(&id).map(|(row, _)| row)
    }

    /// The departments to filter by.
    pub fn departments(&self) -> Arc<[String]> {
        Arc::clone(&self.departments)
    }

    /// There are more than the list holds.
    pub fn is_truncated(&self) -> bool {
        self.truncated
    }

    /// A list is on its way.
    pub fn is_waiting(&self) -> bool {
        self.waiting
    }

    /// What went wrong with the last list.
    pub fn failure(&self) -> Option<&str> {
        self.failed.as_deref()
    }

    /// Does what was asked; the command, if any, goes to the worker. `Import` is the console's.
    pub fn perform(&mut self, action: QueueAction, now: DateTime<Utc>) -> Option<Command> {
        match action {
            QueueAction::List => Some(self.list(now)),
            QueueAction::Clear => {
                self.wish = Wish::default();
                Some(self.list(now))
            }
            QueueAction::Sort(column) => {
                let descending = self.sort.column == column && !self.sort.descending;
                self.sort = ListSort { column, descending };
                Some(self.list(now))
            }
            QueueAction::Load(ids) => {
                self.rows.asked.extend(ids.iter().copied());
                Some(Command::Rows(ids))
            }
            QueueAction::Choose(place) => {
                self.chosen = Some(place);
                self.scroll_to = Some(place);
                None
            }
            QueueAction::Open(id) => Some(Command::History(id)),
            QueueAction::Import => None,
        }
    }

    fn list(&mut self, now: DateTime<Utc>) -> Command {
        self.waiting = true;
        self.failed = None;
        Command::List { filter: self.wish.filter(now), sort: self.sort }
    }

    /// A list has come: the chosen submission stays chosen where it still is.
    pub fn listed(
        &mut self,
        ids: Arc<[SubmissionId]>,
        truncated: bool,
        departments: Arc<[String]>,
    ) {
        let chosen = self.chosen_id();
        self.chosen = chosen.and_then(|id| ids.iter().position(|other| *other == id));
        self.ids = Some(ids);
        self.truncated = truncated;
        self.departments = departments;
        self.waiting = false;
        self.rows.list += 1;
        self.rows.asked.clear();
    }

    /// Rows have come.
    pub fn loaded(&mut self, rows: Vec<ListRow>) {
        for row in rows {
            self.rows.asked.remove(&row.id);
            self.rows.there.insert(row.id, (row, self.rows.list));
        }
        if self.rows.there.len() > KEPT {
            let near = self.near();
            self.rows.there.retain(|id, _| near.contains(id));
        }
    }

    /// The list could not be had.
    pub fn failed(&mut self, why: &str) {
        self.waiting = false;
        self.rows.asked.clear();
        self.failed = Some(why.to_owned());
    }

    /// The chosen submission.
    pub fn chosen_id(&self) -> Option<SubmissionId> {
        self.ids.as_ref()?.get(self.chosen?).copied()
    }

    /// The rows that are in view, or nearly, and neither there nor on their way.
    pub fn missing(&self) -> Vec<SubmissionId> {
        let Some(ids) = &self.ids else { return Vec::new() };
        let from = self.in_view.start / PAGE * PAGE;
        let to = (self.in_view.end.div_ceil(PAGE) * PAGE).min(ids.len());
        let fresh = |id: &SubmissionId| {
            self.rows.there.get(id).is_some_and(|(_, list)| *list == self.rows.list)
        };
        let page = ids.get(from..to).unwrap_or_default().iter().copied();
        page.filter(|id| !fresh(id) && !self.rows.asked.contains(id)).collect()
    }

    fn near(&self) -> HashSet<SubmissionId> {
        let Some(ids) = &self.ids else { return HashSet::new() };
        let from = self.in_view.start.saturating_sub(KEPT / 4);
        let to = (self.in_view.end + KEPT / 4).min(ids.len());
        ids.get(from..to).unwrap_or_default().iter().copied().collect()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::account::AccountName;
    use crate::domain::photo_hash::Digest;
    use crate::domain::student::StudentNo;

    pub fn row(id: i64, name: &str, status: Status) -> ListRow {
        let decided = status.is_decided();
        ListRow {
            id: SubmissionId(id),
            student_no: StudentNo::new(&format!("2026E80132{id:05}")).expect("number"),
            name: name.to_owned(),
            department: "计算机科学与技术学院".to_owned(),
            attempt: 1,
            status,
            submitted_at: now() - chrono::TimeDelta::hours(id % 60),
            due: Some(now() + chrono::TimeDelta::hours(40 - id % 60)),
            decided_by: decided.then(|| AccountName::new("wangmin").expect("name")),
            decided_at: decided.then(now),
            photo: Digest::ZERO,
            claimed_by: None,
            claimed_until: None,
        }
    }

    pub fn now() -> DateTime<Utc> {
        "2026-11-24T02:00:00Z".parse().expect("a time")
    }

    pub fn listed(n: i64) -> Queue {
        let mut queue = Queue { wish: Wish::default(), ..Queue::default() };
        let _list = queue.perform(QueueAction::List, now());
        let ids: Arc<[SubmissionId]> = (1..=n).map(SubmissionId).collect();
        let departments = (n > 0).then(|| "计算机科学与技术学院".to_owned());
        queue.listed(ids, false, departments.into_iter().collect());
        queue
    }

    #[test]
    fn rows_are_asked_for_by_page_and_only_once() {
        let mut queue = listed(100_000);
        queue.in_view = 70..100;
        let missing = queue.missing();
        assert_eq!(missing.len(), 64, "one page");
        assert_eq!(missing.first(), Some(&SubmissionId(65)));
        let command = queue.perform(QueueAction::Load(missing.clone()), now());
        assert!(matches!(command, Some(Command::Rows(ids)) if ids == missing));
        assert!(queue.missing().is_empty(), "they are on their way");
        queue.loaded(missing.iter().map(|id| row(id.0, "李雷", Status::Pending)).collect());
        assert!(queue.missing().is_empty(), "they are there");
    }

    #[test]
    fn a_new_list_keeps_the_rows_on_the_screen_until_the_new_ones_come() {
        let mut queue = listed(10);
        queue.in_view = 0..10;
        queue.loaded(queue.missing().iter().map(|id| row(id.0, "李雷", Status::Held)).collect());
        queue.chosen = Some(3);
        let ids: Arc<[SubmissionId]> = (2..=10).map(SubmissionId).collect();
        queue.listed(ids, false, Arc::from([]));
        assert!(queue.row(SubmissionId(5)).is_some(), "shown meanwhile");
        assert_eq!(queue.missing().len(), 9, "asked for again");
        assert_eq!(queue.chosen_id(), Some(SubmissionId(4)), "the same one is chosen");
    }

    #[test]
    fn far_rows_are_let_go() {
        let mut queue = listed(20_000);
        queue.in_view = 10_000..10_030;
        queue.loaded((1..=20_000).map(|id| row(id, "李雷", Status::Pending)).collect());
        assert!(queue.rows.there.len() < KEPT);
        assert!(queue.row(SubmissionId(10_010)).is_some());
    }

    #[test]
    fn a_second_click_turns_the_order_round() {
        let mut queue = Queue::default();
        let sorted =
            |queue: &mut Queue| match queue.perform(QueueAction::Sort(SortColumn::Name), now()) {
                Some(Command::List { sort, .. }) => sort.descending,
                other => panic!("no list but {other:?}"),
            };
        assert!(!sorted(&mut queue));
        assert!(sorted(&mut queue));
        assert!(!sorted(&mut queue));
    }
}
