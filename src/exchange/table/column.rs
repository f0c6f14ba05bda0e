//! Columns by their names, in all the ways in which people write these.

use super::Row;
use crate::exchange::RowRefusal;
use crate::exchange::cell_fault::CellFault;

/// A column that a reader looks for.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// The names by which it is found.
    pub names: &'static [&'static str],
    /// Names that count only where none of the others says anything, one after the other.
    pub lesser: &'static [&'static str],
    /// Its name in messages.
    pub shown: &'static str,
    /// Each row has a value of its own here: what merged cells carry over from another row is none.
    pub own: bool,
}

/// The columns that a table must have: one of each group.
pub type RequiredColumns<'a> = &'a [&'a [Column]];

/// How well a head fits a column; the lowest counts first.
type Rank = usize;

/// Where a column stands in a table, by rank.
#[derive(Debug, Clone, Default)]
pub struct Located {
    column: Option<Column>,
    at: Vec<Vec<usize>>,
}

impl Column {
    fn rank(&self, head: &str) -> Option<Rank> {
        let (name, note) = parts(head);
        let is = |names: &[&str]| names.iter().any(|known| plain(known) == name);
        if !note.is_empty() && changes_meaning(&note) {
            None
        } else if is(self.names) {
            Some(usize::from(!note.is_empty() && !is_idle(&note)))
        } else {
            Some(2 + self.lesser.iter().position(|lesser| is(&[lesser]))?)
        }
    }

    /// Whether a cell is a name of the column.
    pub(super) fn is_named(&self, cell: &str) -> bool {
        self.rank(cell).is_some()
    }

    /// Where the column stands under this head.
    pub fn locate(self, head: &[String]) -> Located {
        let mut at = vec![Vec::new(); 2 + self.lesser.len()];
        for (place, name) in head.iter().enumerate() {
            if let Some(places) = self.rank(name).and_then(|rank| at.get_mut(rank)) {
                places.push(place);
            }
        }
        Located { column: Some(self), at }
    }
}

impl Located {
    /// Whether the table has the column.
    pub fn is_there(&self) -> bool {
        self.places().next().is_some()
    }

    /// What a person has said to mean this column.
    pub(super) fn said(column: Column, places: Vec<usize>) -> Self {
        Self { column: Some(column), at: vec![places] }
    }

    /// Without these places, which mean something else.
    pub(super) fn without(mut self, places: &[usize]) -> Self {
        for at in &mut self.at {
            at.retain(|at| !places.contains(at));
        }
        self
    }

    pub(super) fn is_of(&self, column: Column) -> bool {
        self.column.is_some_and(|own| own.shown == column.shown)
    }

    pub(super) fn places(&self) -> impl Iterator<Item = usize> {
        self.at.iter().flatten().copied()
    }

    /// What a row says in this column: of two columns of one meaning the one that is filled. Where both are
    /// and differ, nobody can say which is right.
    pub fn of<'a>(&self, row: &'a Row) -> Result<&'a str, RowRefusal> {
        let Some(column) = self.column else { return Ok("") };
        for places in &self.at {
            let mut said: Option<&str> = None;
            for at in places {
                if let Some(fault) = row.faults.get(at) {
                    return Err(RowRefusal::Cell(fault.clone()));
                }
                let cell = row.cells.get(*at).map_or("", String::as_str);
                if cell.is_empty() {
                    continue;
                }
                if column.own && row.carried.contains(at) {
                    let column = column.shown;
                    return Err(RowRefusal::Cell(CellFault::Merged { column }));
                }
                if said.is_some_and(|said| said != cell) {
                    let column = column.shown;
                    return Err(RowRefusal::Cell(CellFault::Differ { column }));
                }
                said = Some(cell);
            }
            if let Some(said) = said {
                return Ok(said);
            }
        }
        Ok("")
    }

    /// What a row says in this column, whatever is wrong with it: to name the row in a report.
    pub fn shown<'a>(&self, row: &'a Row) -> &'a str {
        let cell = |at: usize| row.cells.get(at).map_or("", String::as_str);
        self.places().map(cell).find(|cell| !cell.is_empty()).unwrap_or_default()
    }

    /// The places that some row is read from.
    pub(super) fn used(&self, rows: &[Row]) -> Vec<usize> {
        let filled = |at: &usize, row: &Row| {
            row.cells.get(*at).is_some_and(|cell| !cell.is_empty()) || row.faults.contains_key(at)
        };
        let mut used = Vec::new();
        for (rank, places) in self.at.iter().enumerate() {
            let before = self.at.get(..rank).unwrap_or_default().concat();
            let counts = |row: &Row| !before.iter().any(|at| filled(at, row));
            if before.is_empty()
                || rows.iter().any(|row| counts(row) && places.iter().any(|at| filled(at, row)))
            {
                used.extend(places);
            }
        }
        used
    }
}

/// Whether this may be somebody's number: four or more letters and digits, some of them digits.
pub(super) fn is_number(said: &str) -> bool {
    let said: String = said.chars().map(narrow).collect();
    said.len() >= 4
        && said.chars().all(|c| c.is_ascii_alphanumeric())
        && said.chars().any(|c| c.is_ascii_digit())
}

/// A head in which only what makes a difference is left: letters and digits in lower case and of ordinary
/// width, without what stands in brackets; and what stands there.
fn parts(head: &str) -> (String, String) {
    let (mut name, mut note, mut depth) = (String::new(), String::new(), 0_u32);
    for c in head.chars().map(narrow) {
        match c {
            '(' | '[' | '{' | '<' | '【' | '〔' | '《' | '〈' => depth += 1,
            ')' | ']' | '}' | '>' | '】' | '〕' | '》' | '〉' => {
                depth = depth.saturating_sub(1);
            }
            c if depth > 0 => note.push(c),
            c => name.push(c),
        }
    }
    // A name in brackets alone is one: 【学号】.
    if plain(&name).is_empty() {
        return (plain(&note), String::new());
    }
    (plain(&name), plain(&note))
}

pub(super) fn plain(text: &str) -> String {
    text.chars().map(narrow).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A full-width character of ASCII as the ordinary one.
pub(in crate::exchange) fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        c => c,
    }
}

/// Whether a note only says how the column is to be filled in, or the unit that it has anyway.
fn is_idle(note: &str) -> bool {
    let idle = [
        "必",
        "选填",
        "可选",
        "可不填",
        "元",
        "人民币",
        "rmb",
        "cny",
        "yuan",
        "文本",
        "格式",
        "位",
        "数字",
        "required",
        "optional",
        "text",
        "例",
        "请",
        "限",
        "唯一",
        "全称",
        "说明",
        "示例",
        "北京时间",
    ];
    idle.iter().any(|word| note.contains(word))
}

/// Whether a note makes another column of it: another unit, or a name in other letters.
fn changes_meaning(note: &str) -> bool {
    let other = [
        "拼音", "英文", "英语", "曾用", "pinyin", "english", "latin", "万", "美", "usd", "欧",
        "港", "父", "母", "家长", "旧", "原", "前",
    ];
    note.ends_with('分') || other.iter().any(|word| note.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: Column = Column {
        names: &["证件号", "身份证号"],
        lesser: &["其他证件"],
        shown: "证件号 id_number",
        own: true,
    };

    fn head(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn row(cells: &[&str]) -> Row {
        Row { cells: head(cells), ..Row::new("2".to_owned()) }
    }

    #[test]
    fn names_as_people_write_them() {
        for name in [
            "证件号",
            "*证件号：",
            "证 件 号",
            "证件号（必填）",
            "证件号\n(18位)",
            "【证件号】",
            "证件号*",
        ] {
            assert_eq!(ID.rank(name), Some(0), "{name}");
        }
        assert_eq!(ID.rank("证件号（居民）"), Some(1));
        assert_eq!(ID.rank("其他证件"), Some(2));
        let amount = Column { names: &["金额"], lesser: &[], shown: "金额 amount", own: true };
        for (name, rank) in [
            ("金额（元）", Some(0)),
            ("金额（分）", None),
            ("金额（万元）", None),
            ("金 额", Some(0)),
        ] {
            assert_eq!(amount.rank(name), rank, "{name}");
        }
        let name =
            Column { names: &["姓名", "name"], lesser: &[], shown: "姓名 name", own: true };
        assert_eq!(name.rank("姓名（拼音）"), None);
        assert_eq!(name.rank("Ｎａｍｅ"), Some(0));
    }

    #[test]
    fn of_two_columns_of_one_meaning_the_filled_one_counts() {
        let found = ID.locate(&head(&["证件号", "身份证号", "其他证件"]));
        assert_eq!(found.of(&row(&["", "A1", "B"])), Ok("A1"));
        assert_eq!(found.of(&row(&["A1", "A1", "B"])), Ok("A1"));
        assert_eq!(found.of(&row(&["", "", "B"])), Ok("B"));
        assert_eq!(found.of(&row(&[])), Ok(""));
        let differ = RowRefusal::Cell(CellFault::Differ { column: ID.shown });
        assert_eq!(found.of(&row(&["A1", "A2"])), Err(differ));
        let rows = [row(&["A1", "A1", "B"])];
        assert_eq!(found.used(&rows), [0, 1]);
    }

    #[test]
    fn what_is_carried_over_is_no_value_of_the_rows_own() {
        let found = ID.locate(&head(&["证件号"]));
        let mut row = row(&["A1"]);
        row.carried.insert(0);
        let merged = RowRefusal::Cell(CellFault::Merged { column: ID.shown });
        assert_eq!(found.of(&row), Err(merged));
    }
}
