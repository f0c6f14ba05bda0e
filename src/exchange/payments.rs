//! Payments (支付): who has paid the fee.

use std::path::Path;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use super::table::{Column, Table, cell, intact, whole_number};
use super::{RowRefusal, TableError};
use crate::domain::deadline::china;
use crate::domain::payment::Payment;

const STUDENT: Column = Column {
    names: &["学号", "student_no", "student", "student number", "考生号", "exam_no"],
    shown: "学号 student_no",
};
const AMOUNT: Column =
    Column { names: &["金额", "amount", "支付金额"], shown: "金额 amount" };
const PAID_TIME: Column = Column {
    names: &["支付时间", "paid_time", "paid_at", "付款时间"],
    shown: "支付时间 paid_time",
};
const TRANSACTION: Column = Column {
    names: &["交易号", "transaction", "transaction_no", "transaction number", "流水号", "订单号"],
    shown: "交易号 transaction",
};

/// One row of a payment list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentRow {
    /// Its number in the file.
    pub row: u64,
    /// Whose: a student number or an exam number.
    pub student: String,
    /// The payment, or why the row is refused.
    pub payment: Result<Payment, RowRefusal>,
}

/// A payment list as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payments {
    /// Its rows.
    pub rows: Vec<PaymentRow>,
    /// Columns that nothing is known of.
    pub ignored: Vec<String>,
    /// Sheets of the workbook that were not read.
    pub ignored_sheets: Vec<String>,
}

/// Reads a payment list.
pub fn read(path: &Path) -> Result<Payments, TableError> {
    let columns = [STUDENT, AMOUNT, PAID_TIME, TRANSACTION];
    let table = Table::read(path, &columns)?;
    let [student, amount, time, transaction] = columns.map(|column| table.need(column, path));
    let (student, amount, time, transaction) = (student?, amount?, time?, transaction?);
    let rows = table
        .rows
        .iter()
        .map(|(row, cells)| {
            let text = |at| cell(cells, Some(at));
            PaymentRow {
                row: *row,
                student: text(student).to_owned(),
                payment: intact(cells).and_then(|()| {
                    payment(text(student), text(amount), text(time), text(transaction))
                }),
            }
        })
        .collect();
    let ignored = table.ignored(&columns);
    Ok(Payments { rows, ignored, ignored_sheets: table.ignored_sheets })
}

fn payment(student: &str, amount: &str, time: &str, number: &str) -> Result<Payment, RowRefusal> {
    for (text, column) in [(student, STUDENT), (number, TRANSACTION)] {
        if text.is_empty() {
            return Err(RowRefusal::Missing { column: column.shown });
        }
        whole_number(text)?;
    }
    Ok(Payment {
        transaction: number.to_owned(),
        amount_fen: fen(amount).ok_or_else(|| RowRefusal::Amount(amount.to_owned()))?,
        paid_at: time_in_china(time).ok_or_else(|| RowRefusal::Time(time.to_owned()))?,
    })
}

/// An amount in yuan, such as `30`, `30.5`, `¥30.00` or `1,030.00元`, as fen; no rounding.
fn fen(text: &str) -> Option<i64> {
    let text: String = text
        .trim_start_matches(['¥', '￥'])
        .trim_end_matches('元')
        .chars()
        .filter(|c| *c != ',' && !c.is_whitespace())
        .collect();
    let (yuan, cents) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    if yuan.is_empty() || cents.len() > 2 || !digits(yuan) || !digits(cents) {
        return None;
    }
    let cents: i64 = format!("{cents:0<2}").parse().ok()?;
    let fen = yuan.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents)?;
    (fen > 0).then_some(fen)
}

/// A time as lists write it: `2026-09-01 10:12:33`, `2026/9/1 10:12` or `2026-09-01`, which are China's
/// time, or RFC 3339 with its own offset.
pub fn time_in_china(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.with_timezone(&Utc));
    }
    let text = text.replace(['/', '.'], "-").replace('T', " ");
    let formats = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y%m%d%H%M%S"];
    let parsed = formats.iter().find_map(|form| NaiveDateTime::parse_from_str(&text, form).ok());
    let day = || Some(NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok()?.and_time(NaiveTime::MIN));
    let local = parsed.or_else(day)?.and_local_timezone(china()).single()?;
    Some(local.with_timezone(&Utc))
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
            ("1,030.07元", Some(103_007)),
            ("0.1", Some(10)),
            ("", None),
            ("-3", None),
            ("0", None),
            ("3.005", None),
            ("三十", None),
            ("99999999999999999999", None),
        ];
        for (text, expected) in cases {
            assert_eq!(fen(text), expected, "{text}");
        }
    }

    #[test]
    fn times_are_those_of_china() {
        let noon = "2026-09-01T04:00:00Z".parse::<DateTime<Utc>>().expect("time");
        for text in [
            "2026-09-01 12:00:00",
            "2026/9/1 12:00",
            "2026-09-01T12:00:00",
            "2026-09-01T12:00:00+08:00",
        ] {
            assert_eq!(time_in_china(text), Some(noon), "{text}");
        }
        assert!(time_in_china("yesterday").is_none());
        assert!(time_in_china("2026-13-01").is_none());
    }
}
