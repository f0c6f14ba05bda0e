//! What is wrong with a command line, in the user's language.

use std::error::Error as _;
use std::ffi::OsString;
use std::process::ExitCode;

use clap::ValueEnum as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::LangArg;
use super::out::complain;
use crate::domain::delivery::NotATemplate;
use crate::text::{Lang, Text};
use crate::ui::words::deliveries::template_fault;

/// The values that an option takes, where it was given another.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct OneOf(pub(super) String);

/// Says what is wrong with a command line, or shows the help or the version that was asked for.
pub(super) fn end(error: &clap::Error, text: &Text) -> ExitCode {
    if error.use_stderr() {
        complain(words(error, text));
        return ExitCode::from(2);
    }
    // Where nobody reads it any more, nothing is lost.
    drop(error.print());
    ExitCode::SUCCESS
}

/// The language that is asked for by a command line that can't be understood as a whole.
pub(super) fn asked(args: impl Iterator<Item = OsString>) -> Option<Lang> {
    let args: Vec<String> = args.map(|arg| arg.to_string_lossy().into_owned()).collect();
    let beside = || args.iter().skip_while(|arg| *arg != "--lang").nth(1).map(String::as_str);
    let value = args.iter().find_map(|arg| arg.strip_prefix("--lang=")).or_else(beside)?;
    LangArg::from_str(value, false).ok().map(Lang::from)
}

/// A sentence, then what is meant or can be chosen, the usage, and where to read more.
fn words(error: &clap::Error, text: &Text) -> String {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return format!("{}\n\n{}", text.get("cli-usage-incomplete"), error.render());
    }
    let said = |kind| said(error, kind);
    let arg = said(ContextKind::InvalidArg).or_else(|| said(ContextKind::InvalidSubcommand));
    let values = [
        ("arg", arg.unwrap_or_default().into()),
        ("value", said(ContextKind::InvalidValue).unwrap_or_default().into()),
        ("other", said(ContextKind::PriorArg).unwrap_or_default().into()),
    ];
    let more = |key: &str, value: Option<String>| {
        let value = value.filter(|value| !value.is_empty())?;
        Some(text.with(key, &[("value", value.into())]))
    };
    let meant =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let choices = one_of(error)
        .or_else(|| said(ContextKind::ValidValue))
        .or_else(|| said(ContextKind::ValidSubcommand));
    let usage = said(ContextKind::Usage)
        .map(|usage| usage.trim().trim_start_matches("Usage:").trim().to_owned());
    let lines = [
        Some(text.with(&format!("cli-usage-{}", code(error)), &values)),
        more("cli-usage-meant", meant.into_iter().find_map(said)),
        more("cli-usage-choices", choices),
        template(error).map(|why| template_fault(text, why)),
        more("cli-usage-usage", usage),
        Some(text.get("cli-usage-help").into_owned()),
    ];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n  ")
}

/// Which sentence says it: the end of its key for `Text`.
fn code(error: &clap::Error) -> &'static str {
    let of = |kind| said(error, kind).filter(|said| !said.is_empty());
    match error.kind() {
        ErrorKind::UnknownArgument => "unknown",
        ErrorKind::InvalidSubcommand => "command",
        ErrorKind::InvalidValue if of(ContextKind::InvalidValue).is_none() => "no-value",
        ErrorKind::InvalidValue => "value",
        ErrorKind::ValueValidation if one_of(error).is_some() || template(error).is_some() => {
            "value"
        }
        // Of what is neither a number nor a choice every text is taken.
        ErrorKind::ValueValidation => "number",
        ErrorKind::MissingRequiredArgument => "missing",
        ErrorKind::ArgumentConflict => {
            let other = of(ContextKind::PriorArg);
            let is_twice = other.is_none() || other == of(ContextKind::InvalidArg);
            if is_twice { "twice" } else { "conflict" }
        }
        ErrorKind::TooManyValues => "too-many",
        ErrorKind::InvalidUtf8 => "letters",
        _ => "wrong",
    }
}

fn one_of(error: &clap::Error) -> Option<String> {
    error.source()?.downcast_ref::<OneOf>().map(|OneOf(choices)| choices.clone())
}

/// Why a text is no template for names.
fn template(error: &clap::Error) -> Option<NotATemplate> {
    error.source()?.downcast_ref::<NotATemplate>().copied()
}

fn said(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(said) => Some(said.clone()),
        ContextValue::Strings(all) => Some(all.join(", ")),
        ContextValue::StyledStr(said) => Some(said.to_string()),
        ContextValue::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::super::Args;
    use super::*;

    /// Each wrong command line, and what its sentence must hold in Chinese.
    const WRONG: [(&[&str], &str); 14] = [
        (&["--storex", "x"], "没有这个选项：--storex"),
        (&["verifyx"], "没有这个命令：verifyx"),
        (&["verify", "more"], "没有这个选项：more"),
        (&["--store"], "--store <DIR> 后面缺少内容"),
        (&["--lang", "fr", "verify"], "fr"),
        (&["import", "roster"], "缺少：<PATH>"),
        (&["import", "roster", "a.csv", "--head-row", "0"], "须为整数"),
        (&["import", "roster", "a.csv", "--encoding", "klingon"], "gb18030"),
        (&["import", "roster", "a.csv", "--quiet", "--quiet"], "只能写一次"),
        (&["import", "roster", "a.csv", "--check-photos"], "缺少：--dry-run"),
        (&["backup", "--to", "a", "--due"], "不能与"),
        (&["user"], "还缺少"),
        (&["deliver", "--to", "a", "--names", "欧阳-no.jpg"], "欧阳-no.jpg"),
        (&["deliver", "--to", "a", "--split", "0"], "--split"),
    ];

    #[test]
    fn a_wrong_command_line_is_answered_in_the_language_of_the_user() {
        for lang in Lang::ALL {
            let text = Text::new(lang);
            for (line, word) in WRONG {
                let args = ["photo-review"].iter().chain(line);
                let error = Args::try_parse_from(args).err().expect("it is wrong");
                let said = words(&error, &text);
                let sentence = said.lines().next().unwrap_or_default();
                assert!(!said.contains("cli-usage") && !said.contains(['{', '}']), "{said}");
                if lang == Lang::Zh {
                    assert!(said.contains(word), "{word}: {said}");
                    let english = ["error", "argument", "unexpected", "required", "Usage"];
                    assert!(!english.iter().any(|word| sentence.contains(word)), "{said}");
                }
            }
        }
    }

    #[test]
    fn the_language_is_read_from_what_else_is_wrong() {
        let asked = |line: &[&str]| asked(line.iter().map(OsString::from));
        assert_eq!(asked(&["--storex", "--lang", "en"]), Some(Lang::En));
        assert_eq!(asked(&["--lang=zh", "verifyx"]), Some(Lang::Zh));
        assert_eq!(asked(&["--lang", "fr"]), None);
        assert_eq!(asked(&["--lang"]), None);
    }
}
