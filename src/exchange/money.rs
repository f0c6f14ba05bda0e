//! Amounts of money as lists write them.

use super::identifier::unmarked;
use super::table::narrow;

/// An amount in yuan, such as `30`, `30.5`, `¥30.00`, `￥30`, `1,030.00元` or `ＣＮＹ 30`, as fen; no rounding.
/// A comma that does not part thousands is no comma of ours: in `30,00` it may be a decimal one.
pub fn fen(text: &str) -> Option<i64> {
    let text: String = unmarked(text).chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
    let text = text.to_lowercase();
    let begins = ["人民币", "cny", "rmb", "¥", "￥"];
    let ends = ["元整", "圆整", "元", "圆", "cny", "rmb", "yuan"];
    let text = begins.iter().fold(&*text, |text, mark| text.strip_prefix(mark).unwrap_or(text));
    let text = ends.iter().find_map(|mark| text.strip_suffix(mark)).unwrap_or(text);
    let (yuan, cents) = text.split_once('.').unwrap_or((text, ""));
    let yuan = without_commas(yuan)?;
    let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    if yuan.is_empty() || cents.len() > 2 || !digits(&yuan) || !digits(cents) {
        return None;
    }
    let cents: i64 = format!("{cents:0<2}").parse().ok()?;
    let fen = yuan.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents)?;
    (fen > 0).then_some(fen)
}

fn without_commas(yuan: &str) -> Option<String> {
    let mut groups = yuan.split(',');
    let first = groups.next()?.to_owned();
    let rest: Vec<&str> = groups.collect();
    let fits = rest.is_empty()
        || (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3);
    fits.then(|| first + &rest.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_exact() {
        let cases = [
            ("30", Some(3000)),
            ("30.5", Some(3050)),
            ("¥30.00", Some(3000)),
            ("￥30.00", Some(3000)),
            ("¥ 1,030.07 元", Some(103_007)),
            ("1,030.07元", Some(103_007)),
            ("３０．００", Some(3000)),
            ("CNY 30", Some(3000)),
            ("`30.00", Some(3000)),
            ("人民币30元整", Some(3000)),
            ("0.1", Some(10)),
            ("", None),
            ("-3", None),
            ("0", None),
            ("3.005", None),
            ("三十", None),
            ("30,00", None),
            ("1,03", None),
            ("$30", None),
            ("30分", None),
            ("99999999999999999999", None),
        ];
        for (text, expected) in cases {
            assert_eq!(fen(text), expected, "{text}");
        }
    }
}
