//! The queue screen's state: which submissions are listed, which rows are there, what is chosen.

pub mod panel;
mod screen;
pub mod table;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::desk::queue::QueueList;
use crate::domain::submission::{Status, SubmissionId};
use crate::store::{DueFilter, ListFilter, ListLine, ListSort, SortColumn};
use crate::worker::{Command, QueueCommand};

pub use self::screen::PLACE;

/// Rows are asked for in pages of this many.
const PAGE: usize = 64;
/// Most rows kept; beyond that, those far from the view are dropped.
const KEPT: usize = 4096;

/// A slow list that has only aged is made again when this many times as long as it took has passed.
const REST: i32 = 20;

/// What the reader wants to see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueSearch {
    /// Name, number or pinyin initials.
    pub words: String,
    /// Only these; empty means every status.
    pub statuses: BTreeSet<Status>,
    /// Only this department.
    pub department: Option<String>,
    /// Only what is due then.
    pub due: Option<DueFilter>,
}

impl QueueSearch {
    /// What is still undecided: the filter with which the screen begins.
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
    /// Each row by its submission, with the number of the list for which it was loaded.
    there: HashMap<SubmissionId, (ListLine, u64)>,
    asked: HashSet<SubmissionId>,
    /// The number of the present list. Rows loaded for an earlier one are still shown, but loaded again.
    list: u64,
}

/// The queue screen.
#[derive(Debug)]
pub struct Queue {
    /// What the reader wants to see.
    pub search: QueueSearch,
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
    /// When the list that has not come yet was asked for.
    waiting: Option<DateTime<Utc>>,
    failed: Option<String>,
    fresh: Freshness,
    /// Before this time the list is not made again only because it has aged.
    rest_until: DateTime<Utc>,
    /// The list that was asked for has another search or order than the one shown.
    another: bool,
    /// How far the table was scrolled at the last drawing, in points.
    pub offset: f32,
    /// By how many rows the topmost visible row has moved in the newest list, so that the table can
    /// scroll along.
    pub moved: Option<isize>,
}

/// Whether the list may be out of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Freshness {
    /// Nothing is known to have changed.
    Fresh,
    /// Time has passed: others may have changed something.
    Aged,
    /// Something has changed, or somebody comes back to it.
    Stale,
}

impl Default for Queue {
    fn default() -> Self {
        Self {
            search: QueueSearch::open(),
            sort: ListSort { column: SortColumn::Due, descending: false },
            chosen: None,
            scroll_to: None,
            in_view: 0..0,
            ids: None,
            truncated: false,
            departments: Arc::from([]),
            rows: Rows::default(),
            waiting: None,
            failed: None,
            fresh: Freshness::Stale,
            rest_until: DateTime::<Utc>::UNIX_EPOCH,
            another: false,
            offset: 0.0,
            moved: None,
        }
    }
}

/// What somebody wants on the queue screen.
#[derive(Debug, Clone, PartialEq)]
pub enum QueueAct {
    /// List anew, since the search has changed.
    List,
    /// List again, since submissions may have changed.
    Refresh,
    /// Sort by this column, or reverse the order if it is sorted by it already.
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
    pub fn row(&self, id: SubmissionId) -> Option<&ListLine> {
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

    /// Since when a list has been waited for that shows something else. None for a mere refresh: the old
    /// list stays and nobody waits.
    pub fn waiting_since(&self) -> Option<DateTime<Utc>> {
        self.waiting.filter(|_| self.another || self.ids.is_none())
    }

    /// Something has changed, or somebody has come back to the screen: the list has to be made again.
    pub fn visited(&mut self) {
        self.fresh = Freshness::Stale;
        self.failed = None;
    }

    /// Some time has passed, in which others may have changed something.
    pub fn aged(&mut self) {
        if self.fresh == Freshness::Fresh {
            self.fresh = Freshness::Aged;
        }
    }

    /// Whether the list has to be made again now.
    pub fn wants_refresh(&self, now: DateTime<Utc>) -> bool {
        let due = match self.fresh {
            Freshness::Fresh => false,
            Freshness::Aged => now >= self.rest_until,
            Freshness::Stale => true,
        };
        due && self.waiting.is_none() && self.failed.is_none()
    }

    /// What went wrong with the last list.
    pub fn failure(&self) -> Option<&str> {
        self.failed.as_deref()
    }

    /// Does what was asked and returns the command for the worker. `Import` and `Open` are done by
    /// `QueueScreen`.
    pub fn perform(&mut self, action: QueueAct, now: DateTime<Utc>) -> Option<Command> {
        match action {
            QueueAct::Refresh => Some(self.list(now)),
            QueueAct::List => Some(self.list_anew(now)),
            QueueAct::Clear => {
                self.search = QueueSearch::default();
                Some(self.list_anew(now))
            }
            QueueAct::Sort(column) => {
                // What is most in doubt is what is looked for; of all else, the first.
                let first = column == SortColumn::Doubt;
                let descending =
                    if self.sort.column == column { !self.sort.descending } else { first };
                self.sort = ListSort { column, descending };
                Some(self.list_anew(now))
            }
            QueueAct::Load(ids) => {
                self.rows.asked.extend(ids.iter().copied());
                Some(Command::Queue(QueueCommand::Rows(ids)))
            }
            QueueAct::Choose(place) => {
                self.chosen = Some(place);
                self.scroll_to = Some(place);
                None
            }
            QueueAct::Open(_) | QueueAct::Import => None,
        }
    }

    /// Asks for a list with another search or order; it is shown from its top, or at the chosen row.
    fn list_anew(&mut self, now: DateTime<Utc>) -> Command {
        self.another = true;
        self.list(now)
    }

    fn list(&mut self, now: DateTime<Utc>) -> Command {
        self.waiting = Some(now);
        self.failed = None;
        self.fresh = Freshness::Fresh;
        Command::Queue(QueueCommand::List { filter: self.search.filter(now), sort: self.sort })
    }

    /// A list has come. If the chosen submission is still in it, it stays chosen; if the topmost visible
    /// row is, the view stays there.
    pub fn listed(&mut self, list: &QueueList, now: DateTime<Utc>) {
        let QueueList { ids, truncated, departments } = list.clone();
        let place = |id: SubmissionId| ids.iter().position(|other| *other == id);
        self.moved = self.top_id().and_then(place).map(|to| {
            let from = self.in_view.start;
            isize::try_from(to).unwrap_or(0) - isize::try_from(from).unwrap_or(0)
        });
        self.chosen = self.chosen_id().and_then(place);
        if std::mem::take(&mut self.another) {
            self.moved = None;
            self.scroll_to = Some(self.chosen.unwrap_or(0));
        }
        let took = self.waiting.take().map_or(TimeDelta::zero(), |since| now - since);
        // A list made in less than a second needs no rest: it is refreshed every half minute at most
        // anyway.
        self.rest_until = if took < TimeDelta::seconds(1) { now } else { now + took * REST };
        self.ids = Some(ids);
        self.truncated = truncated;
        self.departments = departments;
        self.rows.list += 1;
        self.rows.asked.clear();
    }

    /// Rows have come.
    pub fn loaded<T: Into<ListLine>>(&mut self, rows: Vec<T>) {
        for row in rows.into_iter().map(T::into) {
            self.rows.asked.remove(&row.id());
            self.rows.there.insert(row.id(), (row, self.rows.list));
        }
        if self.rows.there.len() > KEPT {
            let near = self.near();
            self.rows.there.retain(|id, _| near.contains(id));
        }
    }

    /// The list could not be had.
    pub fn failed(&mut self, why: &str) {
        self.waiting = None;
        self.rows.asked.clear();
        self.failed = Some(why.to_owned());
    }

    /// The chosen submission.
    pub fn chosen_id(&self) -> Option<SubmissionId> {
        self.ids.as_ref()?.get(self.chosen?).copied()
    }

    /// The submission in the topmost visible row; none if the list is scrolled to its top, and should
    /// stay there.
    fn top_id(&self) -> Option<SubmissionId> {
        let top = Some(self.in_view.start).filter(|top| *top > 0)?;
        self.ids.as_ref()?.get(top).copied()
    }

    /// The submissions whose rows must be loaded: those on the visible pages that are neither there nor
    /// asked for. None after a failure, until somebody asks again.
    pub fn missing(&self) -> Vec<SubmissionId> {
        if self.failed.is_some() {
            return Vec::new();
        }
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
pub(super) mod tests;
