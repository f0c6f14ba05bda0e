//! Payments (支付): who has paid the fee.

use std::path::Path;

use super::cell_fault::{CellFault, shown};
use super::failure::TableError;
use super::identifier::{bare, whole_number};
use super::moment::time;
use super::money::fen;
use super::refusal::RowRefusal;
use super::student_column::{EXAM_NO, STUDENT_NO, Whose, WhoseColumns};
use super::table::{Column, ColumnSearch, Found, Located, ReadOptions, Row, Table, readable};
use crate::domain::payment::Payment;

const AMOUNT: Column = Column {
    names: &[
        "金额",
        "金額",
        "繳費金額",
        "支付金額",
        "付款金額",
        "amount",
        "支付金额",
        "缴费金额",
        "交费金额",
        "付款金额",
        "实付金额",
        "实缴金额",
        "已缴金额",
        "实际支付金额",
    ],
    lesser: &["实收金额", "交易金额", "订单金额", "总金额"],
    shown: "金额 amount",
    own: true,
};
const PAID_TIME: Column = Column {
    names: &[
        "支付时间",
        "支付時間",
        "繳費時間",
        "付款時間",
        "paid_time",
        "paid_at",
        "付款时间",
        "缴费时间",
        "交费时间",
        "支付日期",
        "缴费日期",
        "付款日期",
        "payment time",
        "time paid",
    ],
    lesser: &[
        "支付完成时间",
        "交易时间",
        "交易日期",
        "交易完成时间",
        "到账时间",
        "入账时间",
        "时间",
        "日期",
    ],
    shown: "支付时间 paid_time",
    own: false,
};
const TRANSACTION: Column = Column {
    names: &[
        "交易号",
        "交易號",
        "交易流水號",
        "transaction",
        "transaction_no",
        "transaction number",
        "transaction id",
        "交易流水号",
        "支付流水号",
        "交易单号",
        "支付单号",
        "缴费流水号",
        "微信支付单号",
        "微信支付订单号",
        "支付宝交易号",
        "交易编号",
    ],
    // Many lists have both the payment service's number and the merchant's, which are two numbers.
    lesser: &[
        "流水号",
        "流水號",
        "订单号",
        "訂單號",
        "订单编号",
        "商户订单号",
        "商户单号",
        "缴费单号",
        "凭证号",
        "order_no",
        "order number",
    ],
    shown: "交易号 transaction",
    own: true,
};

/// Every column of a payment list.
pub const COLUMNS: [Column; 5] = [STUDENT_NO, EXAM_NO, AMOUNT, PAID_TIME, TRANSACTION];

/// Most characters of a transaction number.
const LONGEST: usize = 128;

/// One row of a payment list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentRow {
    /// Where it stands in the file.
    pub place: String,
    /// Whom it seems to be about, for the report.
    pub about: String,
    /// Whose it is, and the payment, or why the row is refused.
    pub payment: Result<(Whose, Payment), RowRefusal>,
}

/// A payment list as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payments {
    /// Its rows.
    pub rows: Vec<PaymentRow>,
    /// Columns that no row was read from.
    pub ignored: Vec<String>,
    /// What was found out about the file.
    pub found: Found,
}

/// Reads a payment list.
pub fn read(path: &Path, options: &ReadOptions) -> Result<Payments, TableError> {
    let either = [STUDENT_NO, EXAM_NO];
    let needs: &[&[Column]] = &[&either, &[AMOUNT], &[PAID_TIME], &[TRANSACTION]];
    let table = Table::read(path, ColumnSearch { all: &COLUMNS, needs, options })?;
    let columns = PaymentColumns {
        whose: WhoseColumns::of(&table),
        amount: table.locate(AMOUNT),
        time: table.locate(PAID_TIME),
        transaction: table.locate(TRANSACTION),
    };
    let rows = table.rows.iter().map(|row| PaymentRow {
        place: row.place.clone(),
        about: shown(columns.whose.shown(row)),
        payment: columns.payment(row),
    });
    let rows = rows.collect();
    let ignored = table.ignored();
    Ok(Payments { rows, ignored, found: table.found })
}

struct PaymentColumns {
    whose: WhoseColumns,
    amount: Located,
    time: Located,
    transaction: Located,
}

impl PaymentColumns {
    fn payment(&self, row: &Row) -> Result<(Whose, Payment), RowRefusal> {
        row.whole()?;
        let whose = self.whose.whose(row)?;
        let transaction = transaction(self.transaction.of(row)?)?;
        let amount = self.amount.of(row)?;
        let paid = self.time.of(row)?;
        for (text, column) in [(amount, AMOUNT), (paid, PAID_TIME)] {
            if text.is_empty() {
                return Err(RowRefusal::Missing { column: column.shown });
            }
        }
        let payment = Payment {
            transaction,
            amount_fen: fen(amount).ok_or_else(|| RowRefusal::Amount(amount.to_owned()))?,
            paid_at: time(paid)?,
        };
        Ok((whose, payment))
    }
}

/// A transaction number: whatever characters it has, they can be seen.
fn transaction(text: &str) -> Result<String, RowRefusal> {
    let number = bare(text);
    if number.is_empty() {
        return Err(RowRefusal::Missing { column: TRANSACTION.shown });
    }
    readable(&number).map_err(RowRefusal::Cell)?;
    if number.chars().count() > LONGEST {
        return Err(RowRefusal::Cell(CellFault::TooLong { most: LONGEST }));
    }
    Ok(whole_number(&number)?.to_owned())
}
