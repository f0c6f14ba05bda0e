//! Tables on a terminal, in which a Chinese letter is as wide as two others.

use unicode_width::UnicodeWidthStr as _;

/// A text with blanks behind it, to this many columns of the terminal.
pub(super) fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// How many columns the widest text takes.
pub(super) fn widest<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> usize {
    texts.into_iter().map(|text| text.as_ref().width()).max().unwrap_or_default()
}

/// The rows as lines whose cells stand below each other, two blanks apart. A row may end early; what its last cell
/// says may be longer than the others.
pub(super) fn aligned<const N: usize>(rows: &[[String; N]]) -> Vec<String> {
    let ends: Vec<usize> =
        rows.iter().map(|row| row.iter().rposition(|cell| !cell.is_empty()).unwrap_or(0)).collect();
    let width = |column: usize| {
        let inner = rows.iter().zip(&ends).filter(|(_, end)| column < **end);
        widest(inner.filter_map(|(row, _)| row.get(column)))
    };
    let widths: Vec<usize> = (0..N).map(width).collect();
    let line = |(row, end): (&[String; N], &usize)| {
        let cells = row.iter().zip(&widths).take(end + 1);
        let cells: Vec<String> = cells.map(|(cell, width)| padded(cell, *width)).collect();
        cells.join("  ").trim_end().to_owned()
    };
    rows.iter().zip(&ends).map(line).collect()
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr as _;

    use super::*;

    #[test]
    fn columns_begin_below_each_other_in_both_scripts() {
        let rows = [["存疑", "双唇", "3 %"], ["doubtful", "眼睛 ± 2°", "5 %"]];
        let lines = aligned(&rows.map(|row| row.map(str::to_owned)));
        assert_eq!(lines, ["存疑      双唇       3 %", "doubtful  眼睛 ± 2°  5 %"]);
        let at = |line: &str, cell: &str| line.split_once(cell).expect("there").0.width();
        assert_eq!(at(&lines[0], "3 %"), at(&lines[1], "5 %"));
    }

    #[test]
    fn a_long_last_cell_pushes_nothing_aside() {
        let rows = [["a", "no crop keeps all of these rules", ""], ["b", "1", "2"]];
        let lines = aligned(&rows.map(|row| row.map(str::to_owned)));
        assert_eq!(lines, ["a  no crop keeps all of these rules", "b  1  2"]);
        assert_eq!(aligned(&[[String::new()]]), [""]);
        assert_eq!(aligned::<2>(&[]), Vec::<String>::new());
    }
}
