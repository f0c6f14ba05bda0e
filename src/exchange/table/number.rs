//! Numbers of a workbook as text: as a spreadsheet shows them where the format adds zeros or letters.

/// Spreadsheets keep fifteen digits: a number of this size or more may have lost some.
const EXACT_BELOW: f64 = 1e15;

/// A number as text: whole numbers without `.0`; with the zeros or letters in front that its format shows,
/// since those are part of a student's number; and numbers that may have lost digits as spreadsheets show
/// them, `1.10105194912310E+17`, so that they are recognised later.
pub(super) fn shown(number: f64, format: Option<&str>) -> String {
    if number.abs() >= EXACT_BELOW {
        return format!("{number:.14E}").replacen('E', "E+", 1);
    }
    if number.fract() != 0.0 {
        return number.to_string();
    }
    let digits = format!("{number:.0}");
    let section = format.filter(|_| number >= 0.0).and_then(|format| section(format, number));
    section.and_then(|section| padded(&digits, &section)).unwrap_or(digits)
}

/// One piece of a number format.
enum Piece {
    /// A place for a digit; a zero is shown where there is none.
    Digit { zero: bool },
    /// Text that is shown as it is.
    Text(String),
}

/// The digits as a format shows them; nothing if the format shows no more than the number. Formats with
/// decimals, thousands, shares and dates say something of a quantity, not of a number that names somebody.
fn padded(digits: &str, format: &str) -> Option<String> {
    let pieces = pieces(format)?;
    let zeros = pieces.iter().filter(|piece| matches!(piece, Piece::Digit { zero: true })).count();
    let has_text = pieces.iter().any(|piece| matches!(piece, Piece::Text(_)));
    let first = pieces.iter().position(|piece| matches!(piece, Piece::Digit { .. }))?;
    if zeros < 2 && !has_text {
        return None;
    }
    let mut left: Vec<char> = digits.chars().collect();
    let mut shown: Vec<String> = Vec::new();
    for (at, piece) in pieces.iter().enumerate().rev() {
        match piece {
            Piece::Text(text) => shown.push(text.clone()),
            // The first place takes all digits that are left.
            Piece::Digit { zero } if at == first => {
                let empty = if *zero { "0".to_owned() } else { String::new() };
                shown.push(if left.is_empty() { empty } else { left.drain(..).collect() });
            }
            Piece::Digit { zero } => match left.pop() {
                Some(digit) => shown.push(digit.to_string()),
                None if *zero => shown.push("0".to_owned()),
                None => {}
            },
        }
    }
    shown.reverse();
    Some(shown.concat())
}

/// The sections of a format: for positive numbers, negative ones and zero, or each with its own condition.
fn sections(format: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for c in format.chars() {
        match c {
            ';' if !quoted && !escaped => {
                sections.push(String::new());
                continue;
            }
            '"' if !escaped => quoted = !quoted,
            _ => {}
        }
        escaped = !escaped && !quoted && matches!(c, '\\' | '_' | '*');
        if let Some(section) = sections.last_mut() {
            section.push(c);
        }
    }
    sections
}

/// The condition of a section, such as `[>=1000]`: whether the number meets it.
fn condition(section: &str, number: f64) -> Option<bool> {
    section.split('[').skip(1).filter_map(|rest| rest.split(']').next()).find_map(|inside| {
        let limit = inside.trim_start_matches(['<', '>', '=']);
        let sign = inside.strip_suffix(limit)?;
        let limit: f64 = limit.trim().parse().ok()?;
        let order = number.partial_cmp(&limit)?;
        match sign {
            "<" => Some(order.is_lt()),
            "<=" => Some(order.is_le()),
            ">" => Some(order.is_gt()),
            ">=" => Some(order.is_ge()),
            "=" => Some(order.is_eq()),
            "<>" => Some(order.is_ne()),
            _ => None,
        }
    })
}

/// The section by which a number that is not negative is shown (ECMA-376, part 1, 18.8.31).
fn section(format: &str, number: f64) -> Option<String> {
    let mut sections = sections(format);
    // A fourth section is about text.
    sections.truncate(3);
    let conditions: Vec<_> = sections.iter().map(|section| condition(section, number)).collect();
    let at = if conditions.iter().any(Option::is_some) {
        let met = conditions.iter().position(|met| *met == Some(true));
        met.or_else(|| conditions.iter().rposition(Option::is_none))?
    } else if number == 0.0 && sections.len() == 3 {
        2
    } else {
        0
    };
    sections.into_iter().nth(at)
}

fn pieces(format: &str) -> Option<Vec<Piece>> {
    let format = format.replace("General", "0").replace("G/通用格式", "0");
    let mut pieces = Vec::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        match c {
            '0' => pieces.push(Piece::Digit { zero: true }),
            '#' | '?' => pieces.push(Piece::Digit { zero: false }),
            '"' => {
                let text: String = chars.by_ref().take_while(|c| *c != '"').collect();
                pieces.push(Piece::Text(text));
            }
            '\\' => pieces.push(Piece::Text(chars.next()?.to_string())),
            // A gap as wide as the next character, and a character that fills the cell.
            '_' | '*' => drop(chars.next()?),
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                if let Some(currency) = inside.strip_prefix('$') {
                    let sign = currency.split('-').next().unwrap_or_default();
                    pieces.push(Piece::Text(sign.to_owned()));
                }
            }
            '-' | '+' | '(' | ')' | ':' | ' ' | '¥' | '￥' | '$' => {
                pieces.push(Piece::Text(c.to_string()));
            }
            c if !c.is_ascii() => pieces.push(Piece::Text(c.to_string())),
            _ => return None,
        }
    }
    Some(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_their_formats_show_them() {
        let cases = [
            (123.0, "00000000", "00000123"),
            (4_269_000_001.0, "0000000000000", "0004269000001"),
            (801.0, "\"2026E\"000", "2026E801"),
            (12_345.0, "000-0000", "001-2345"),
            (123_456_789.0, "000-0000", "12345-6789"),
            (7.0, "\\A00", "A07"),
            (7.0, "000;-000;\"none\"", "007"),
            (0.0, "000;-000;0000", "0000"),
            (801.0, "[<1000]\"A\"0000;\"B\"0000", "A0801"),
            (1801.0, "[<1000]\"A\"0000;\"B\"0000", "B1801"),
            (1801.0, "[<1000]\"A\"0000;[<1500]\"B\"0000;\"C\"0000", "C1801"),
            (7.0, "\"a;b\"00", "a;b07"),
            (30.0, "0", "30"),
            (30.0, "0.00", "30"),
            (30.0, "#,##0", "30"),
            (30.0, "General", "30"),
            (30.0, "@", "30"),
            (30.5, "00000", "30.5"),
            (-3.0, "000", "-3"),
            (30.0, "[$¥-804]0", "¥30"),
            (30.0, "0\"元\"", "30元"),
            (110_105_194_912_310_021.0, "0", "1.10105194912310E+17"),
        ];
        for (number, format, expected) in cases {
            assert_eq!(shown(number, Some(format)), expected, "{format}");
        }
        assert_eq!(shown(20_260_013_282_001.0, None), "20260013282001");
    }
}
