//! How a delivery is to be made, as it is chosen on the screen, and an example of what that gives.

use crate::desk::deliver::DeliveryOptions;
use crate::domain::delivery::{NameTemplate, Split, folder_name};
use crate::domain::student::Student;

/// The number of an example, which GB 11643 gives too: nobody's ID number is read for it.
const EXAMPLE_ID: &str = "11010519491231002X";

/// By which number photos are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NamedBy {
    /// The student number (学号).
    No,
    /// The exam number (考生号).
    ExamNo,
    /// The ID number (证件号).
    IdNumber,
    /// What the pattern says.
    Own,
}

impl NamedBy {
    /// Every way, in the order of the choice.
    pub(super) const ALL: [Self; 4] = [Self::No, Self::ExamNo, Self::IdNumber, Self::Own];

    /// The key of its words.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::No => "deliver-names-no",
            Self::ExamNo => "deliver-names-exam_no",
            Self::IdNumber => "deliver-names-id_number",
            Self::Own => "deliver-names-own",
        }
    }

    fn pattern(self) -> Option<&'static str> {
        match self {
            Self::No => Some("{no}.jpg"),
            Self::ExamNo => Some("{exam_no}.jpg"),
            Self::IdNumber => Some("{id_number}.jpg"),
            Self::Own => None,
        }
    }
}

/// Into which folders photos go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SplitBy {
    /// All in one.
    Whole,
    /// One for each department.
    Department,
    /// So many in each.
    Number,
}

impl SplitBy {
    /// Every way, in the order of the choice.
    pub(super) const ALL: [Self; 3] = [Self::Whole, Self::Department, Self::Number];

    /// The key of its words.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Whole => "deliver-split-whole",
            Self::Department => "deliver-split-department",
            Self::Number => "deliver-split-number",
        }
    }
}

/// What is chosen for the next delivery.
#[derive(Debug)]
pub(super) struct DeliverChoices {
    /// What stands in the field for the folder to be made.
    pub(super) folder: String,
    /// By which number photos are named.
    pub(super) named_by: NamedBy,
    /// What stands in the field for a pattern of one's own.
    pub(super) pattern: String,
    /// Into which folders they go.
    pub(super) split_by: SplitBy,
    /// How many go into each, where that is chosen.
    pub(super) most: u32,
}

impl Default for DeliverChoices {
    fn default() -> Self {
        Self {
            folder: String::new(),
            named_by: NamedBy::No,
            pattern: "{no}.jpg".to_owned(),
            split_by: SplitBy::Whole,
            most: 1000,
        }
    }
}

impl DeliverChoices {
    /// What is chosen; none where the pattern is none.
    pub(super) fn options(&self) -> Option<DeliveryOptions> {
        let pattern = self.named_by.pattern().unwrap_or_else(|| self.pattern.trim());
        let split = match self.split_by {
            SplitBy::Whole => Split::Whole,
            SplitBy::Department => Split::Department,
            SplitBy::Number => Split::Number { most: self.most },
        };
        NameTemplate::new(pattern).ok().map(|names| DeliveryOptions { names, split })
    }

    /// Where somebody's photo would lie in the folder; none where it can't be named so.
    pub(super) fn example(&self, of: &Student) -> Option<String> {
        let options = self.options()?;
        let student = Student { id_number: Some(EXAMPLE_ID.to_owned()), ..of.clone() };
        let name = options.names.name_of(&student).ok()?;
        Some(match options.split {
            Split::Whole => format!("photos/{name}"),
            Split::Department => format!("photos/{}/{name}", folder_name(&of.department)),
            Split::Number { .. } => format!("photos/001/{name}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::words::events::tests::student;

    #[test]
    fn the_example_follows_what_is_chosen() {
        let one = Student { exam_no: Some("X1".to_owned()), id_number: None, ..student() };
        let mut choices = DeliverChoices::default();
        assert_eq!(choices.example(&one).as_deref(), Some("photos/2026E8013282001.jpg"));
        choices.named_by = NamedBy::ExamNo;
        choices.split_by = SplitBy::Department;
        let path = "photos/计算机科学与技术学院/X1.jpg";
        assert_eq!(choices.example(&one).as_deref(), Some(path));
        choices.split_by = SplitBy::Number;
        choices.named_by = NamedBy::IdNumber;
        assert_eq!(choices.example(&one).as_deref(), Some("photos/001/11010519491231002X.jpg"));
        choices.named_by = NamedBy::Own;
        "UCAS-{no}.jpg".clone_into(&mut choices.pattern);
        let path = "photos/001/UCAS-2026E8013282001.jpg";
        assert_eq!(choices.example(&one).as_deref(), Some(path));
        "{no}/x.jpg".clone_into(&mut choices.pattern);
        assert!(choices.options().is_none() && choices.example(&one).is_none());
        let lacking = Student { exam_no: None, ..one };
        choices.named_by = NamedBy::ExamNo;
        assert!(choices.options().is_some() && choices.example(&lacking).is_none());
    }
}
