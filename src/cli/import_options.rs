//! How a person on the command line says how a list is to be read.

use super::usage::OneOf;
use crate::desk::import::{
    ColumnAt, ImportKind, ReadOptions, SaidColumn, TextEncoding, meaning_code,
};
use crate::text::Text;

#[derive(clap::Args)]
pub(super) struct Reading {
    /// Read text in this encoding: utf-8, gb18030, big5, utf-16le, utf-16be or windows-1252.
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    encoding: Option<TextEncoding>,
    /// Read this sheet of the workbook alone.
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The number of the row with the columns' names.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..))]
    head_row: Option<u64>,
    /// What a column means: `name=姓名` or `name=C`; `unused=备注` for one that is not read. May be repeated.
    #[arg(long, value_name = "MEANING=HEAD-OR-LETTER")]
    column: Vec<String>,
}

fn encoding(name: &str) -> Result<TextEncoding, OneOf> {
    let all = || OneOf(TextEncoding::ALL.map(TextEncoding::name).join(", "));
    TextEncoding::named(name).ok_or_else(all)
}

/// The word for a column that is not used.
const UNUSED: &str = "unused";

impl Reading {
    /// Whether anything was said.
    pub(super) fn is_said(&self) -> bool {
        let Self { encoding, sheet, head_row, column } = self;
        encoding.is_some() || sheet.is_some() || head_row.is_some() || !column.is_empty()
    }

    /// The same as the reader understands it, or why it can't be understood.
    pub(super) fn options(&self, kind: ImportKind, text: &Text) -> Result<ReadOptions, String> {
        let columns = self.column.iter().map(|said| column(said, kind, text));
        Ok(ReadOptions {
            encoding: self.encoding,
            sheet: self.sheet.clone(),
            head_row: self.head_row,
            columns: columns.collect::<Result<_, _>>()?,
        })
    }
}

fn column(said: &str, kind: ImportKind, text: &Text) -> Result<SaidColumn, String> {
    let meanings = kind.meanings();
    let meant = |word: &str| {
        let is = |meaning: &str| meaning.split(' ').any(|part| part.eq_ignore_ascii_case(word));
        meanings.iter().copied().find(|meaning| is(meaning))
    };
    let parts = said.split_once('=').map(|(word, at)| (word.trim(), at.trim()));
    let parts = parts.filter(|(_, at)| !at.is_empty());
    let read = parts.and_then(|(word, at)| {
        let is_unused = word.eq_ignore_ascii_case(UNUSED);
        let meaning = meant(word);
        let at = ColumnAt::Written(at.to_owned());
        (is_unused || meaning.is_some()).then_some(SaidColumn { at, meaning })
    });
    read.ok_or_else(|| {
        let codes = meanings.iter().map(|meaning| meaning_code(meaning));
        let choices = codes.chain([UNUSED]).collect::<Vec<_>>().join(", ");
        text.with("cli-import-column", &[("value", said.into()), ("choices", choices.into())])
    })
}
